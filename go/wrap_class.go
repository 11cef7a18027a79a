// Policies of host objects, checked against the Go type and made into what serves reads and calls.

package monty

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// hostClass is a Go type under a policy, as a Python class. It is immutable.
type hostClass struct {
	typ     reflect.Type
	policy  Policy
	python  Class // as instances are sent with it
	eager   []hostAttribute
	lazy    map[string]*hostAttribute
	methods map[string]*hostMethod
	order   []string // of lazy and methods, for stubs
}

// hostAttribute is a field, or a method without parameters, that is read as an attribute.
type hostAttribute struct {
	name   string
	typ    reflect.Type
	index  []int // of a field
	method *hostMethod
}

// hostMethod is a method that is called.
type hostMethod struct {
	name   string // for Python
	goName string
	bound  *bound // without the function: that is the receiver's
}

type hostClassKey struct {
	typ    reflect.Type
	policy string
}

// hostClasses holds the classes made so far, so that equal policies for one type are one class: map[hostClassKey]*hostClass.
var hostClasses sync.Map

func hostClassOf(t reflect.Type, policy Policy) (*hostClass, error) {
	key := hostClassKey{t, fmt.Sprintf("%#v", policy)}
	if c, ok := hostClasses.Load(key); ok {
		return c.(*hostClass), nil
	}
	c, err := newHostClass(t, policy)
	if err != nil {
		return nil, err
	}
	kept, _ := hostClasses.LoadOrStore(key, c)
	return kept.(*hostClass), nil
}

func newHostClass(t reflect.Type, policy Policy) (*hostClass, error) {
	name := policy.Name
	if name == "" {
		if name = t.Name(); t.Kind() == reflect.Pointer {
			name = t.Elem().Name()
		}
		name, _, _ = strings.Cut(name, "[") // of a generic type
	}
	if !isPythonName(name) {
		return nil, fmt.Errorf("%q is no name for a Python class; give Policy.Name", name)
	}
	policy.Eager, policy.Lazy, policy.Methods = slices.Clone(policy.Eager), slices.Clone(policy.Lazy), slices.Clone(policy.Methods)
	c := &hostClass{
		typ: t, policy: policy, lazy: map[string]*hostAttribute{}, methods: map[string]*hostMethod{},
		python: Class{Name: name, ID: NewUUID(), HostDefined: true, Dataclass: policy.Dataclass},
	}
	fields := fieldsOf(t)
	if policy.Dataclass {
		if fields == nil {
			return nil, fmt.Errorf("it is no struct, so it cannot be a dataclass")
		}
		for _, f := range fields.list {
			c.eager = append(c.eager, hostAttribute{name: f.name, typ: f.typ, index: f.index})
		}
	}
	for _, name := range policy.Eager {
		a, err := c.attribute(fields, name)
		if err != nil {
			return nil, err
		}
		c.eager = append(c.eager, *a)
	}
	for _, name := range policy.Lazy {
		a, err := c.attribute(fields, name)
		if err != nil {
			return nil, err
		}
		c.lazy[name] = a
		c.order = append(c.order, name)
	}
	for _, text := range policy.Methods {
		if err := c.addMethod(text); err != nil {
			return nil, err
		}
	}
	return c, c.addInterface()
}

// fieldsOf returns the fields of a struct or of what a pointer to one points to, or nil.
func fieldsOf(t reflect.Type) *fieldSet {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	return newFieldSet(t, montyTag)
}

// fresh refuses names that cannot be served or are there already.
func (c *hostClass) fresh(name string) error {
	if !isPythonName(name) || strings.HasPrefix(name, "_") {
		return fmt.Errorf("%q cannot be the name of an attribute or method that Python code reaches", name)
	}
	isEager := slices.ContainsFunc(c.eager, func(a hostAttribute) bool { return a.name == name })
	if isEager || c.lazy[name] != nil || c.methods[name] != nil {
		return fmt.Errorf("%q occurs twice in the policy", name)
	}
	return nil
}

// attribute finds the field or method behind an attribute.
func (c *hostClass) attribute(fields *fieldSet, name string) (*hostAttribute, error) {
	if err := c.fresh(name); err != nil {
		return nil, err
	}
	if fields != nil {
		for _, same := range []func(f *structField) bool{
			func(f *structField) bool { return f.name == name },
			func(f *structField) bool { return !f.tagged && snakeCase(f.name) == name },
		} {
			for i := range fields.list {
				if f := &fields.list[i]; same(f) {
					return &hostAttribute{name: name, typ: f.typ, index: f.index}, nil
				}
			}
		}
	}
	m, err := c.method(name, nil)
	if err != nil {
		return nil, fmt.Errorf("attribute %q: %w", name, err)
	}
	s := m.bound.signature
	if len(s.positional) > 0 || s.keywords >= 0 || s.variadic != nil || s.call >= 0 || s.context >= 0 || s.result < 0 {
		return nil, fmt.Errorf("attribute %q: the method %s has parameters or no result", name, m.goName)
	}
	return &hostAttribute{name: name, typ: s.typ.Out(s.result), method: m}, nil
}

// addMethod allows a method, given by its name or by name(parameters).
func (c *hostClass) addMethod(text string) error {
	name, rest, described := strings.Cut(text, "(")
	name = strings.TrimSpace(name)
	if err := c.fresh(name); err != nil {
		return err
	}
	var params []string
	if described {
		rest, closed := strings.CutSuffix(strings.TrimSpace(rest), ")")
		if !closed {
			return fmt.Errorf("method %q: there is no closing parenthesis", text)
		}
		params = splitParameters(rest)
	}
	m, err := c.method(name, params)
	if err != nil {
		return fmt.Errorf("method %q: %w", name, err)
	}
	c.methods[name] = m
	c.order = append(c.order, name)
	return nil
}

// method finds the exported method of a name.
func (c *hostClass) method(name string, params []string) (*hostMethod, error) {
	for i := range c.typ.NumMethod() {
		m := c.typ.Method(i)
		if !m.IsExported() || m.Name != name && snakeCase(m.Name) != name {
			continue
		}
		t := m.Type
		if c.typ.Kind() != reflect.Interface { // without the receiver
			in := make([]reflect.Type, t.NumIn()-1)
			for k := range in {
				in[k] = t.In(k + 1)
			}
			out := make([]reflect.Type, t.NumOut())
			for k := range out {
				out[k] = t.Out(k)
			}
			t = reflect.FuncOf(in, out, t.IsVariadic())
		}
		s, err := signatureOf(t)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Name, err)
		}
		b, err := bind(s, params)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Name, err)
		}
		return &hostMethod{name: name, goName: m.Name, bound: b}, nil
	}
	hint := ""
	if c.typ.Kind() != reflect.Pointer && c.typ.Kind() != reflect.Interface {
		hint = "; methods of the pointer need a pointer to be wrapped"
	}
	return nil, fmt.Errorf("%v has no exported field or method of this name%s", c.typ, hint)
}

// addInterface allows the methods of the policy's interface.
func (c *hostClass) addInterface() error {
	i := c.policy.Interface
	if i == nil {
		return nil
	}
	if i.Kind() != reflect.Interface {
		return fmt.Errorf("%v is no interface, so it cannot be the policy", i)
	}
	if !c.typ.Implements(i) {
		return fmt.Errorf("%v does not implement %v", c.typ, i)
	}
	for k := range i.NumMethod() {
		if m := i.Method(k); m.IsExported() && c.methods[snakeCase(m.Name)] == nil {
			if err := c.addMethod(snakeCase(m.Name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// read returns the attribute's Go value.
func (a *hostAttribute) read(receiver reflect.Value) (any, error) {
	if a.method != nil {
		s := a.method.bound.signature
		out := receiver.MethodByName(a.method.goName).Call(nil)
		if s.failure >= 0 {
			if err, _ := out[s.failure].Interface().(error); err != nil {
				return nil, err
			}
		}
		return out[s.result].Interface(), nil
	}
	if receiver.Kind() == reflect.Pointer {
		receiver = receiver.Elem()
	}
	field := fieldOf(receiver, a.index)
	if !field.IsValid() {
		return nil, nil // behind an embedded pointer that is nil
	}
	return field.Interface(), nil
}

// snakeCase makes get_http_total of GetHTTPTotal.
func snakeCase(name string) string {
	runes := []rune(name)
	var b strings.Builder
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) && runes[i-1] != '_' {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
