// Any Go function as a host function: what its Go type says about its Python side, found out once and kept.

package monty

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"
)

// FuncSpec is a Go function with what reflection cannot know: the names and defaults of its parameters, and texts for its
// stub. It takes the place of the function in [Functions].
type FuncSpec struct {
	// Func is any function that Functions takes.
	Func any
	// Params are the parameters as in a Python def, one text each, without those for the context, the *Call and the keyword
	// struct: "a", "limit: int = 10", "*rest", "**options". Only the name has to be there. The type in stubs is that of the Go
	// parameter unless an annotation replaces it; a default is None, True, False, a number, a str, [], () or {}.
	//
	// Without Params the parameters are positional only: Python code cannot give them by name.
	Params []string
	// Returns replaces the type of the result in stubs.
	Returns string
	// Doc is the docstring in stubs.
	Doc string
}

// Func names the parameters of a function, so that Python code can pass them by name and leave out those with a default:
//
//	monty.Functions{"search": monty.Func(search, "query", "limit=10")}
func Func(f any, params ...string) FuncSpec { return FuncSpec{Func: f, Params: params} }

// WithDoc returns the function with a docstring for its stub.
func (s FuncSpec) WithDoc(doc string) FuncSpec {
	s.Doc = doc
	return s
}

// Kwargs as a parameter of a host function takes the keyword arguments that no other parameter takes, by their names.
type Kwargs map[string]Object

// Keywords makes a struct in which it is embedded take keyword arguments as a parameter: each field is one, under the name
// that its tag "monty" or "json" gives, and optional unless the tag has the option required. A default is given with default=:
//
//	type options struct {
//		monty.Keywords
//		Limit int    `monty:"limit,default=10"`
//		Lang  string `monty:"lang,required"`
//	}
//	func search(query string, o options) []string
type Keywords struct{}

var (
	contextType  = reflect.TypeFor[context.Context]()
	callType     = reflect.TypeFor[*Call]()
	errorType    = reflect.TypeFor[error]()
	futureType   = reflect.TypeFor[*Future]()
	kwargsType   = reflect.TypeFor[Kwargs]()
	keywordsType = reflect.TypeFor[Keywords]()
)

// signature is what the type of a Go function says. It is immutable.
type signature struct {
	typ             reflect.Type
	context, call   int          // indexes of the parameters for the context and the *Call, or -1
	positional      []int        // indexes of the parameters that take positional arguments
	plans           []*exactPlan // of positional
	keywords        int          // index of the Kwargs or the keyword struct, or -1
	keywordFields   []keywordField
	variadic        *exactPlan // of an element of the variadic parameter, or nil
	result, failure int        // indexes of the results, or -1
}

// keywordField is a field of a keyword struct.
type keywordField struct {
	parameter
	index []int
	plan  *exactPlan
	typ   reflect.Type
}

// signatures holds the signature of every type that was registered, or the reason why it has none: map[reflect.Type]any.
var signatures sync.Map

func signatureOf(t reflect.Type) (*signature, error) {
	found, ok := signatures.Load(t)
	if !ok {
		s, err := newSignature(t)
		if found = s; err != nil {
			found = err
		}
		signatures.Store(t, found)
	}
	if err, bad := found.(error); bad {
		return nil, err
	}
	return found.(*signature), nil
}

func newSignature(t reflect.Type) (*signature, error) {
	s := &signature{typ: t, context: -1, call: -1, keywords: -1, result: -1, failure: -1}
	n := t.NumIn()
	if t.IsVariadic() {
		n--
		elem := t.In(n).Elem()
		if reason := notAnArgument(elem, 0); reason != "" {
			return nil, fmt.Errorf("parameter %d (...%v): %s", n+1, elem, reason)
		}
		s.variadic = exactPlanFor(elem)
	}
	for i := range n {
		in := t.In(i)
		switch {
		case in == contextType && i == 0:
			s.context = i
		case in == callType && len(s.positional) == 0 && s.call < 0:
			s.call = i
		case in == contextType || in == callType:
			return nil, fmt.Errorf("parameter %d (%v) has to come first", i+1, in)
		case s.keywords >= 0:
			return nil, fmt.Errorf("parameter %d (%v) comes after the keyword arguments", i+1, in)
		case in == kwargsType:
			s.keywords = i
		case isKeywordStruct(in):
			s.keywords = i
			if err := s.readKeywords(in); err != nil {
				return nil, fmt.Errorf("parameter %d (%v): %w", i+1, in, err)
			}
		default:
			if reason := notAnArgument(in, 0); reason != "" {
				return nil, fmt.Errorf("parameter %d (%v): %s", i+1, in, reason)
			}
			s.positional = append(s.positional, i)
			s.plans = append(s.plans, exactPlanFor(in))
		}
	}
	return s, s.readResults()
}

// readResults finds the results among none, T, error and (T, error).
func (s *signature) readResults() error {
	switch n := s.typ.NumOut(); {
	case n > 2 || n == 2 && s.typ.Out(1) != errorType:
		return fmt.Errorf("it returns %d results; a host function returns nothing, a value, an error, or a value and an error", n)
	case n == 2:
		s.result, s.failure = 0, 1
	case n == 1 && s.typ.Out(0) == errorType:
		s.failure = 0
	case n == 1:
		s.result = 0
	}
	if s.result >= 0 && s.typ.Out(s.result) != futureType {
		out := s.typ.Out(s.result)
		// A type may be made of itself alone, as in type T []T.
		for p, depth := sourcePlanFor(out), 0; p != nil && depth < 10; p, depth = p.elem, depth+1 {
			if p.form == fromNothing {
				return fmt.Errorf("result (%v): %s", out, p.reason)
			}
		}
	}
	return nil
}

func isKeywordStruct(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	f, ok := t.FieldByName("Keywords")
	return ok && f.Anonymous && f.Type == keywordsType
}

// readKeywords reads the fields of a struct with Keywords.
func (s *signature) readKeywords(t reflect.Type) error {
	for _, f := range newFieldSet(t, montyTag).list {
		if !isPythonName(f.name) {
			return fmt.Errorf("%q is no Python name", f.name)
		}
		for n := range f.index[1:] {
			if t.FieldByIndex(f.index[:n+1]).Type.Kind() == reflect.Pointer {
				return fmt.Errorf("%s is in an embedded pointer", f.name)
			}
		}
		if reason := notAnArgument(f.typ, 0); reason != "" {
			return fmt.Errorf("%s (%v): %s", f.name, f.typ, reason)
		}
		field := keywordField{parameter: parameter{name: f.name, optional: true}, index: f.index, typ: f.typ, plan: exactPlanFor(f.typ)}
		for i, option := range strings.Split(montyTag(t.FieldByIndex(f.index).Tag), ",") {
			if i == 0 {
				continue
			}
			if text, ok := strings.CutPrefix(option, "default="); ok {
				value, err := parseDefault(text, field.plan)
				if err != nil {
					return fmt.Errorf("%s: %w", f.name, err)
				}
				field.fallback = value
			} else if option == "required" {
				field.optional = false
			}
		}
		s.keywordFields = append(s.keywordFields, field)
	}
	return nil
}

// parseDefault reads a default and checks that it fits its parameter.
func parseDefault(text string, plan *exactPlan) (Object, error) {
	value, err := parseLiteral(text)
	if err != nil && plan.typ.Kind() == reflect.String {
		value, err = Str(text), nil // tags have quotes around them already
	}
	if err != nil {
		return nil, err
	}
	return value, checkDefault(value, plan)
}

func checkDefault(value Object, plan *exactPlan) error {
	if err := plan.fill(reflect.New(plan.typ).Elem(), value, intsAsFloats); err != nil {
		return fmt.Errorf("the default %s does not fit: %w", value, err)
	}
	return nil
}

// notAnArgument says why no Python value can ever become a value of the type, or nothing.
func notAnArgument(t reflect.Type, depth int) string {
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return "Python has nothing that becomes a " + t.Kind().String()
	case reflect.Slice, reflect.Array, reflect.Pointer:
		if depth < 10 {
			return notAnArgument(t.Elem(), depth+1)
		}
	case reflect.Map:
		if depth < 10 {
			if reason := notAnArgument(t.Key(), depth+1); reason != "" {
				return reason
			}
			return notAnArgument(t.Elem(), depth+1)
		}
	}
	return ""
}
