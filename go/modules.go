// Host modules: what Python code gets when it imports a module that the interpreter does not have.

package monty

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Modules are modules that Python code can import, by name. A name with dots is a submodule: "tools.text" is imported as
// `import tools.text` or `from tools import text`, and the modules around it exist without being named.
//
//	monty.WithModules(monty.Modules{
//		"tools":      {"add": func(a, b int) int { return a + b }, "VERSION": "1.2"},
//		"tools.text": {"upper": strings.ToUpper},
//	})
type Modules map[string]Members

// Members are what a module has, by name: Go functions, as in [Functions], other Members, which are a submodule, and
// values, which [ToObject] converts once. Each import gets copies of lists, dicts and other values that Python can change.
type Members map[string]any

// WithModules lets Python code import modules of the host, in addition to those given before; a module that is given again
// takes the place of the one before. They are looked for before the handlers of [WithOS] are asked. Only Run and RunContext
// call the functions: Start reports calls as events, under names such as "tools.add". A name that one of the
// interpreter's own modules has is an error, as it would never be asked for.
func WithModules(modules Modules) Option {
	return func(c *config) {
		merged := make(Modules, len(c.modules)+len(modules))
		maps.Copy(merged, c.modules)
		maps.Copy(merged, modules)
		c.modules, c.os = merged, nil
	}
}

// sandboxModules are the modules that the interpreter has (SANDBOX_MODULE_NAMES in monty-types, type_checking.rs, without gc,
// which only builds for its own tests have).
var sandboxModules = []string{
	"asyncio", "base64", "binascii", "bisect", "collections", "copy", "csv", "dataclasses", "datetime", "decimal", "functools",
	"hashlib", "itertools", "json", "math", "os", "pathlib", "posixpath", "random", "re", "sys", "time", "tomllib",
	"typing", "unicodedata",
}

// hostModules are modules as they are handed to Python, and their functions by the names under which Python calls them.
type hostModules struct {
	top       map[string]*Module
	functions Functions
}

func newHostModules(modules Modules) (*hostModules, error) {
	h := &hostModules{top: map[string]*Module{}, functions: Functions{}}
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		m, err := h.module(name)
		if err != nil {
			return nil, err
		}
		if err := h.fill(m, modules[name]); err != nil {
			return nil, err
		}
	}
	return h, h.functions.check()
}

// module returns the module of a dotted name, with those around it.
func (h *hostModules) module(name string) (*Module, error) {
	first, rest, _ := strings.Cut(name, ".")
	if slices.Contains(sandboxModules, first) {
		return nil, fmt.Errorf("monty: module %q: the interpreter has a module %s of its own", name, first)
	}
	m := h.top[first]
	if m == nil {
		if !isPythonName(first) {
			return nil, fmt.Errorf("monty: module %q: %q cannot be a name in Python", name, first)
		}
		m = newModule(first)
		h.top[first] = m
	}
	for part := range strings.SplitSeq(rest, ".") {
		if rest == "" {
			break
		}
		member, ok := m.Get(part)
		sub, isModule := member.(*Module)
		if !ok {
			sub = newModule(m.Name + "." + part)
			if err := m.set(part, sub); err != nil {
				return nil, err
			}
		} else if !isModule {
			return nil, fmt.Errorf("monty: module %q: %s has a member of that name, too", name, m.Name)
		}
		m = sub
	}
	return m, nil
}

func (h *hostModules) fill(m *Module, members Members) error {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		full := m.Name + "." + name
		if _, taken := m.Get(name); taken {
			return fmt.Errorf("monty: module %q: %s has a member of that name, too", full, m.Name)
		}
		var o Object
		switch v := members[name].(type) {
		case Members:
			sub := newModule(full)
			if err := h.fill(sub, v); err != nil {
				return err
			}
			o = sub
		case FuncSpec:
			o = Function{Name: full, Doc: v.Doc, HasDoc: v.Doc != ""}
			h.functions[full] = v
		default:
			if reflect.TypeOf(v) != nil && reflect.TypeOf(v).Kind() == reflect.Func {
				o = Function{Name: full}
				h.functions[full] = v
				break
			}
			var err error
			if o, err = ToObject(v); err != nil {
				return fmt.Errorf("monty: %s: %w", full, err)
			}
		}
		if err := m.set(name, o); err != nil {
			return err
		}
	}
	return nil
}

// set makes a value an attribute of the module.
func (m *Module) set(name string, o Object) error {
	if !isPythonName(name) {
		return fmt.Errorf("monty: module %s: %q cannot be a name in Python", m.Name, name)
	}
	return m.Attrs.Set(Str(name), o)
}

// newModule returns an empty module. Its identity follows from its name, so that a module is the same in each run, and after
// a dump and load.
func newModule(name string) *Module {
	attrs, _ := NewDict() // fails for keys only
	m := &Module{Name: name, Attrs: attrs}
	hash := sha256.Sum256([]byte("module " + name))
	copy(m.ID[:], hash[:])
	m.ID[6], m.ID[8] = m.ID[6]&0x0f|0x80, m.ID[8]&0x3f|0x80 // version 8: made by a rule of one's own
	return m
}
