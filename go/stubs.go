// Type stubs: what Python code can call and read, as .pyi text for prompts and type checkers.

package monty

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Stubs returns the Python type stubs of the functions, in the order of their names, as the text of a .pyi file: types from
// the Go types, names and defaults from [FuncSpec], structs as TypedDict, functions that return a [*Future] as async def. A
// function that could not be registered is a comment that says why.
func (f Functions) Stubs() string { return Stubs(f, nil) }

// Stubs returns the type stubs of functions and of values that Python code finds under global names: objects and classes of
// [Wrap] and [WrapClass] with what their policies allow, and any other values with their types.
func Stubs(functions Functions, globals Inputs) string {
	b := stubBuilder{wrapped: map[reflect.Type]string{}, names: map[string]reflect.Type{}}
	for _, name := range slices.Sorted(maps.Keys(globals)) {
		b.declare(globals[name])
	}
	for _, name := range slices.Sorted(maps.Keys(globals)) {
		b.global(name, globals[name])
	}
	for _, name := range slices.Sorted(maps.Keys(functions)) {
		b.function(name, functions[name])
	}
	return b.text()
}

// stubBuilder collects a stub file.
type stubBuilder struct {
	modules map[string]bool // that are imported
	typing  map[string]bool // names from typing
	classes []string
	globals []string
	defs    []string
	wrapped map[reflect.Type]string // classes of Wrap by their Go type
	names   map[string]reflect.Type // of classes, and of structs
	done    map[reflect.Type]string // structs that have a class
}

func (b *stubBuilder) text() string {
	var parts []string
	var imports strings.Builder
	for _, module := range slices.Sorted(maps.Keys(b.modules)) {
		fmt.Fprintf(&imports, "import %s\n", module)
	}
	if len(b.typing) > 0 {
		fmt.Fprintf(&imports, "from typing import %s\n", strings.Join(slices.Sorted(maps.Keys(b.typing)), ", "))
	}
	if imports.Len() > 0 {
		parts = append(parts, imports.String())
	}
	parts = append(parts, b.classes...)
	if len(b.globals) > 0 {
		parts = append(parts, strings.Join(b.globals, ""))
	}
	if len(b.defs) > 0 {
		parts = append(parts, strings.Join(b.defs, ""))
	}
	return strings.Join(parts, "\n")
}

// declare gives the class of a wrapped object its name, so that signatures can refer to it.
func (b *stubBuilder) declare(v any) {
	class, _ := wrappedClass(v)
	if class == nil || b.wrapped[class.typ] != "" {
		return
	}
	b.wrapped[class.typ] = b.freshName(class.python.Name, class.typ)
}

// wrappedClass returns the class of an object or class of Wrap, and the constructor if there is one.
func wrappedClass(v any) (class *hostClass, constructor *bound) {
	switch v := v.(type) {
	case *Instance:
		if v != nil && v.host != nil && v.host.value.IsValid() {
			return v.host.class, nil
		}
	case *Class:
		if v != nil && v.host != nil {
			return v.host.class, v.host.constructor
		}
	}
	return nil, nil
}

// freshName returns a name that no other class has.
func (b *stubBuilder) freshName(name string, t reflect.Type) string {
	unique := name
	for n := 2; b.names[unique] != nil && b.names[unique] != t; n++ {
		unique = fmt.Sprintf("%s%d", name, n)
	}
	b.names[unique] = t
	return unique
}

// global writes a global name.
func (b *stubBuilder) global(name string, v any) {
	class, constructor := wrappedClass(v)
	if class == nil {
		t := reflect.TypeOf(v)
		if t == nil {
			b.globals = append(b.globals, name+": None\n")
			return
		}
		b.globals = append(b.globals, fmt.Sprintf("%s: %s\n", name, b.result(t)))
		return
	}
	className := b.wrapped[class.typ]
	b.hostClass(className, class, constructor)
	switch _, isClass := v.(*Class); {
	case !isClass:
		b.globals = append(b.globals, fmt.Sprintf("%s: %s\n", name, className))
	case name != className:
		b.globals = append(b.globals, fmt.Sprintf("%s = %s\n", name, className))
	}
}

// hostClass writes the class of wrapped objects, once.
func (b *stubBuilder) hostClass(name string, class *hostClass, constructor *bound) {
	start := fmt.Sprintf("class %s:\n", name)
	at := slices.IndexFunc(b.classes, func(text string) bool { return strings.Contains(text, start) })
	if at >= 0 && constructor == nil {
		return
	}
	var text strings.Builder
	if class.policy.Dataclass {
		b.use("dataclasses")
		text.WriteString("@dataclasses.dataclass\n")
	}
	text.WriteString(start)
	empty := text.Len()
	writeDoc(&text, "    ", class.policy.Doc)
	for _, a := range class.eager {
		fmt.Fprintf(&text, "    %s: %s\n", a.name, b.result(a.typ))
	}
	if constructor != nil {
		fmt.Fprintf(&text, "    def __init__(%s) -> None: ...\n", b.parameters(constructor, "self"))
	}
	for _, member := range class.order {
		if a := class.lazy[member]; a != nil {
			fmt.Fprintf(&text, "    @property\n    def %s(self) -> %s: ...\n", member, b.result(a.typ))
			continue
		}
		m := class.methods[member]
		fmt.Fprintf(&text, "    %sdef %s(%s) -> %s: ...\n", asyncOf(m.bound.signature), member, b.parameters(m.bound, "self"), b.returns(m.bound.signature, ""))
	}
	if text.Len() == empty {
		text.WriteString("    ...\n")
	}
	if at >= 0 {
		b.classes[at] = text.String()
		return
	}
	b.classes = append(b.classes, text.String())
}

// function writes a host function.
func (b *stubBuilder) function(name string, f any) {
	spec, ok := f.(FuncSpec)
	if !ok {
		spec.Func = f
	}
	if !isPythonName(name) {
		b.defs = append(b.defs, fmt.Sprintf("# %q cannot be called: it is no Python name\n", name))
		return
	}
	if _, err := adapt(f); err != nil {
		b.defs = append(b.defs, fmt.Sprintf("# %s cannot be called: %s\n", name, strings.ReplaceAll(err.Error(), "\n", " ")))
		return
	}
	var head, returns string
	if _, host := spec.Func.(HostFunction); host {
		p, _ := parseParameters(spec.Params)
		head, returns = b.hostParameters(p), b.annotated(spec.Returns)
		if returns == "" {
			returns = b.any()
		}
		head = fmt.Sprintf("def %s(%s) -> %s:", name, head, returns)
	} else {
		bound, _ := newBound(spec)
		head = fmt.Sprintf("%sdef %s(%s) -> %s:", asyncOf(bound.signature), name, b.parameters(bound), b.returns(bound.signature, spec.Returns))
	}
	if spec.Doc == "" {
		b.defs = append(b.defs, head+" ...\n")
		return
	}
	var text strings.Builder
	text.WriteString(head + "\n")
	writeDoc(&text, "    ", spec.Doc)
	b.defs = append(b.defs, text.String())
}

func asyncOf(s *signature) string {
	if s.result >= 0 && s.typ.Out(s.result) == futureType {
		return "async "
	}
	return ""
}

// returns is the type of a function's result.
func (b *stubBuilder) returns(s *signature, annotation string) string {
	switch {
	case annotation != "":
		return b.annotated(annotation)
	case s.result < 0:
		return "None"
	case s.typ.Out(s.result) == futureType:
		return b.any()
	}
	return b.result(s.typ.Out(s.result))
}

// writeDoc writes a docstring.
func writeDoc(text *strings.Builder, indent, doc string) {
	if doc == "" {
		return
	}
	doc = strings.ReplaceAll(strings.TrimSpace(doc), `\`, `\\`)
	if strings.Contains(doc, `"""`) || strings.HasSuffix(doc, `"`) {
		doc = strings.ReplaceAll(doc, `"`, `\"`)
	}
	lines := strings.Split(doc, "\n")
	if len(lines) == 1 {
		fmt.Fprintf(text, "%s\"\"\"%s\"\"\"\n", indent, doc)
		return
	}
	fmt.Fprintf(text, "%s\"\"\"", indent)
	for i, line := range lines {
		if i > 0 && strings.TrimSpace(line) != "" {
			text.WriteString(indent)
		}
		text.WriteString(strings.TrimRight(line, " \t\r") + "\n")
	}
	fmt.Fprintf(text, "%s\"\"\"\n", indent)
}
