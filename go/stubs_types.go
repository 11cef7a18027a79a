// Which Python types stand in stubs for Go types, and how parameters are written.

package monty

import (
	"encoding/json"
	"fmt"
	"math/big"
	"reflect"
	"regexp"
	"strings"
	"time"
)

// use imports a module.
func (b *stubBuilder) use(module string) {
	if b.modules == nil {
		b.modules = map[string]bool{}
	}
	b.modules[module] = true
}

// from imports a name of typing.
func (b *stubBuilder) from(name string) string {
	if b.typing == nil {
		b.typing = map[string]bool{}
	}
	b.typing[name] = true
	return name
}

func (b *stubBuilder) any() string { return b.from("Any") }

// parameters writes what stands between the parentheses, after the first ones that are given.
func (b *stubBuilder) parameters(f *bound, first ...string) string {
	p, s := &f.parameters, f.signature
	if s.call >= 0 && len(s.positional) == 0 && s.keywords < 0 {
		return strings.Join(append(first, "*args: "+b.any(), "**kwargs: "+b.any()), ", ")
	}
	parts := first
	for i := range p.list {
		parts = append(parts, b.parameter(&p.list[i], s.plans[i].typ))
	}
	if !p.named && len(p.list) > 0 {
		parts = append(parts, "/")
	}
	switch {
	case p.variadic:
		parts = append(parts, fmt.Sprintf("*%s: %s", orElse(p.variadicName, "args"), b.argument(s.variadic.typ)))
	case len(p.keywordOnly) > 0:
		parts = append(parts, "*")
	}
	for i := range p.keywordOnly {
		t := s.plans
		if k := len(p.list) + i; k < len(t) { // named by FuncSpec.Params
			parts = append(parts, b.parameter(&p.keywordOnly[i], t[k].typ))
		} else {
			parts = append(parts, b.parameter(&p.keywordOnly[i], s.keywordFields[k-len(t)].typ))
		}
	}
	if p.extra {
		parts = append(parts, fmt.Sprintf("**%s: %s", orElse(p.extraName, "kwargs"), b.any()))
	}
	return strings.Join(parts, ", ")
}

// hostParameters writes the parameters that were given for a HostFunction.
func (b *stubBuilder) hostParameters(p parameters) string {
	if !p.named {
		return "*args: " + b.any() + ", **kwargs: " + b.any()
	}
	var parts []string
	for i := range p.list {
		parts = append(parts, b.parameter(&p.list[i], objectType))
	}
	switch {
	case p.variadicName != "":
		parts = append(parts, "*"+p.variadicName+": "+b.any())
	case len(p.keywordOnly) > 0:
		parts = append(parts, "*")
	}
	for i := range p.keywordOnly {
		parts = append(parts, b.parameter(&p.keywordOnly[i], objectType))
	}
	if p.extraName != "" {
		parts = append(parts, "**"+p.extraName+": "+b.any())
	}
	return strings.Join(parts, ", ")
}

func orElse(name, fallback string) string {
	if name == "" {
		return fallback
	}
	return name
}

// parameter writes one parameter whose Go type is t.
func (b *stubBuilder) parameter(p *parameter, t reflect.Type) string {
	text := p.name + ": " + b.annotated(p.annotation)
	if p.annotation == "" {
		text = p.name + ": " + b.argument(t)
	}
	switch {
	case !p.optional:
		return text
	case p.fallback == nil:
		return text + " = ..."
	}
	return text + " = " + p.fallback.String()
}

// annotationNames finds the names in an annotation.
var annotationNames = regexp.MustCompile(`[A-Za-z_][A-Za-z_0-9]*`)

// typingNames are what annotations may take from typing, and moduleNames the modules that they may name.
var (
	typingNames = nameSet("Any", "Callable", "Iterable", "Literal", "Mapping", "NamedTuple", "NotRequired", "Optional", "Sequence",
		"TypedDict", "Union")
	moduleNames = nameSet("dataclasses", "datetime", "decimal", "pathlib", "re", "typing")
)

// annotated returns an annotation that was given, and imports what it names.
func (b *stubBuilder) annotated(annotation string) string {
	for _, name := range annotationNames.FindAllString(annotation, -1) {
		if typingNames[name] {
			b.from(name)
		} else if moduleNames[name] {
			b.use(name)
		}
	}
	return annotation
}

// argument is the Python type that a parameter of a Go type takes; result is the one that a value of the type becomes.
func (b *stubBuilder) argument(t reflect.Type) string { return b.python(t, false, 0) }
func (b *stubBuilder) result(t reflect.Type) string   { return b.python(t, true, 0) }

// stubTypes are the Python types of Go types that are not written by their kind; dotted names import their module.
var stubTypes = map[reflect.Type]string{
	reflect.TypeFor[time.Time]():     "datetime.datetime",
	reflect.TypeFor[time.Duration](): "datetime.timedelta",
	reflect.TypeFor[big.Int]():       "int",
	reflect.TypeFor[json.Number]():   "int | float",
	reflect.TypeFor[None]():          "None",
	reflect.TypeFor[Bool]():          "bool",
	reflect.TypeFor[Int]():           "int",
	reflect.TypeFor[*BigInt]():       "int",
	reflect.TypeFor[Float]():         "float",
	reflect.TypeFor[Complex]():       "complex",
	reflect.TypeFor[Str]():           "str",
	reflect.TypeFor[Bytes]():         "bytes",
	reflect.TypeFor[Date]():          "datetime.date",
	reflect.TypeFor[Time]():          "datetime.time",
	reflect.TypeFor[DateTime]():      "datetime.datetime",
	reflect.TypeFor[TimeDelta]():     "datetime.timedelta",
	reflect.TypeFor[TimeZone]():      "datetime.timezone",
	reflect.TypeFor[Decimal]():       "decimal.Decimal",
	reflect.TypeFor[Path]():          "pathlib.Path",
	reflect.TypeFor[Exception]():     "BaseException",
	reflect.TypeFor[Type]():          "type",
	reflect.TypeFor[*Class]():        "type",
	reflect.TypeFor[Raw]():           "Any",
}

// stubContainers are the containers behind Object, whose items can be anything.
var stubContainers = map[reflect.Type]string{
	reflect.TypeFor[*List]():       "list[%s]",
	reflect.TypeFor[*Tuple]():      "tuple[%s, ...]",
	reflect.TypeFor[*NamedTuple](): "tuple[%s, ...]",
	reflect.TypeFor[*Dict]():       "dict[%[1]s, %[1]s]",
	reflect.TypeFor[*Set]():        "set[%s]",
	reflect.TypeFor[*FrozenSet]():  "frozenset[%s]",
}

// maxStubDepth bounds types that are nested without end, such as type T []T.
const maxStubDepth = 8

func (b *stubBuilder) python(t reflect.Type, out bool, depth int) string {
	if name, ok := b.wrapped[t]; ok {
		return name
	}
	if name, ok := stubTypes[t]; ok {
		if name == "Any" {
			return b.any()
		}
		if module, _, dotted := strings.Cut(name, "."); dotted {
			b.use(module)
		}
		return name
	}
	if form, ok := stubContainers[t]; ok {
		return fmt.Sprintf(form, b.any())
	}
	if depth++; depth > maxStubDepth || objectTypes[t] || t.Kind() == reflect.Interface {
		return b.any()
	}
	if t.Kind() == reflect.Pointer {
		inner := b.python(t.Elem(), out, depth)
		if inner == "None" || inner == "Any" || strings.HasSuffix(inner, " | None") {
			return inner
		}
		return inner + " | None"
	}
	if text, ok := b.byMethods(t, out); ok {
		return text
	}
	switch t.Kind() {
	case reflect.Bool:
		return "bool"
	case reflect.Float32, reflect.Float64:
		return "float"
	case reflect.Complex64, reflect.Complex128:
		return "complex"
	case reflect.String:
		return "str"
	case reflect.Slice:
		if isByte(t.Elem()) {
			return "bytes"
		}
		return "list[" + b.python(t.Elem(), out, depth) + "]"
	case reflect.Array:
		return b.array(t, out, depth)
	case reflect.Map:
		key := b.python(t.Key(), out, depth)
		if t.Elem().Kind() == reflect.Struct && t.Elem().NumField() == 0 && !out {
			return "set[" + key + "]"
		}
		return "dict[" + key + ", " + b.python(t.Elem(), out, depth) + "]"
	case reflect.Struct:
		return b.structure(t, out)
	}
	return "int" // the kinds that are left; all others were refused when the function was checked
}

// byMethods is the type of a Go type that converts by its own methods.
func (b *stubBuilder) byMethods(t reflect.Type, out bool) (string, bool) {
	pointer := reflect.PointerTo(t)
	asJSON, asText := unmarshalerType, textUnmarshalerType
	if out {
		asJSON, asText = jsonMarshalerType, textMarshalerType
	}
	switch {
	case out && pointer.Implements(asJSON):
		return b.any(), true
	case pointer.Implements(asText):
		return "str", true
	case pointer.Implements(asJSON):
		return b.any(), true
	}
	return "", false
}

// array is a tuple as an argument, and a list as a result.
func (b *stubBuilder) array(t reflect.Type, out bool, depth int) string {
	item := b.python(t.Elem(), out, depth)
	switch {
	case out:
		return "list[" + item + "]"
	case t.Len() == 0:
		return "tuple[()]"
	case t.Len() > 8:
		return "list[" + item + "]"
	}
	return "tuple[" + strings.TrimSuffix(strings.Repeat(item+", ", t.Len()), ", ") + "]"
}

// structure is a dict with the keys of a struct: a TypedDict of its own.
func (b *stubBuilder) structure(t reflect.Type, out bool) string {
	if name, ok := b.done[t]; ok {
		return name
	}
	if b.done == nil {
		b.done = map[reflect.Type]string{}
	}
	base, _, _ := strings.Cut(t.Name(), "[")
	if base == "" {
		base = "Record"
	}
	name := b.freshName(strings.ToUpper(base[:1])+base[1:], t)
	b.done[t] = name
	at := len(b.classes)
	b.classes = append(b.classes, "")
	fields := newFieldSet(t, montyTag).list
	var body, pairs strings.Builder
	names := true
	for _, f := range fields {
		python := b.python(f.typ, out, 0)
		if f.quoted {
			python = "str"
		}
		if f.omitEmpty || f.omitZero {
			python = b.from("NotRequired") + "[" + python + "]"
		}
		names = names && isPythonName(f.name)
		fmt.Fprintf(&body, "    %s: %s\n", f.name, python)
		for _, word := range annotationNames.FindAllString(python, -1) {
			if b.names[word] != nil { // a class that may come later in the file
				python = Str(python).String()
				break
			}
		}
		fmt.Fprintf(&pairs, "    %s: %s,\n", Str(f.name), python)
	}
	switch {
	case len(fields) == 0:
		b.classes[at] = fmt.Sprintf("class %s(%s):\n    ...\n", name, b.from("TypedDict"))
	case names:
		b.classes[at] = fmt.Sprintf("class %s(%s):\n%s", name, b.from("TypedDict"), body.String())
	default:
		b.classes[at] = fmt.Sprintf("%s = %s(%s, {\n%s})\n", name, b.from("TypedDict"), Str(name), pairs.String())
	}
	return name
}
