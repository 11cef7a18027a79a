// Exact conversion: As takes a Python value for a Go type only if nothing is lost and nothing is guessed.

package monty

import (
	"reflect"
	"unsafe"
)

// As returns the value as a T if that is exact, and otherwise a *ConversionError that names the place, the Python type
// and the Go type. What a Go type takes:
//
//   - Kinds of bool take bool, kinds of string take str, []byte takes bytes. The sizes of int, and uintptr, take int (never bool)
//     if it is in range; big.Int takes every int. json.Number takes int and float.
//   - float64 and complex128 take float and complex, and no int. float32 and complex64 take what they hold exactly.
//   - time.Time takes an aware datetime, time.Duration a timedelta within its range.
//   - Slices take list, and no other sequence. Arrays take a tuple or a list of just their length, and arrays of bytes
//     also bytes of that length.
//   - Maps take dict; the keys are converted as exactly as the values, so that a [2]int can be the key for a tuple.
//     map[K]struct{} and map[K]bool also take set and frozenset. Keys that become one key in Go are refused.
//   - Structs take dict, namedtuple, instances (dataclasses included) by the names of their fields, and a tuple with as
//     many items as there are fields. Names are those of ToObject: the tag "monty", else the tag "json", else the field's
//     name; a name that differs in case only will do if there is none that is equal. Keys without a field are ignored. A field
//     without a key is an error, unless it is a pointer, is promoted from an embedded pointer, or has the option
//     omitempty or omitzero.
//   - Pointers take what they point to, and None as nil, which besides them only any, Object and None take. Where the Python value refers to one object
//     twice, pointers to structs, maps, slices and arrays point to one Go variable twice.
//   - Object and any take everything, as the Object. The types behind Object, such as Int or *Tuple, take their own kind.
//     Other interfaces take the Objects that implement them.
//   - Objects of [Wrap] go as the Go value itself into its type, and into interfaces that it implements.
//   - Types with UnmarshalText take str, and Decimal by its text. Types with UnmarshalJSON take the JSON view of all else.
//
// A container that holds itself, or a value that expands to more than 16,777,216 nodes, is refused.
func As[T any](o Object) (T, error) {
	var v T
	switch to := any(&v).(type) { // the usual small ones, which need no plan
	case *int64:
		if n, ok := o.(Int); ok {
			*to = int64(n)
			return v, nil
		}
	case *int:
		if n, ok := o.(Int); ok && int64(int(n)) == int64(n) {
			*to = int(n)
			return v, nil
		}
	case *float64:
		if x, ok := o.(Float); ok {
			*to = float64(x)
			return v, nil
		}
	case *string:
		if s, ok := o.(Str); ok {
			*to = string(s)
			return v, nil
		}
	case *bool:
		if b, ok := o.(Bool); ok {
			*to = bool(b)
			return v, nil
		}
	}
	return asPlanned[T](o)
}

// asPlanned is As by the plan of the type.
func asPlanned[T any](o Object) (T, error) {
	v := new(T)
	if err := exactPlanFor(reflect.TypeFor[T]()).into(unsafe.Pointer(v), o, 0); err != nil {
		var zero T
		return zero, err
	}
	return *v, nil
}

// exactOptions are what a caller inside the package can ask for.
type exactOptions uint8

// intsAsFloats lets float32 and float64 take an int that they hold exactly, as functions of Python's math module do.
const intsAsFloats exactOptions = 1

// fill stores o in v, a variable of the plan's type that holds its zero value and can be addressed. The error is a
// *ConversionError; parts of v may be set then.
func (p *exactPlan) fill(v reflect.Value, o Object, options exactOptions) error {
	return p.into(v.Addr().UnsafePointer(), o, options)
}

// into is fill for the address of the variable.
func (p *exactPlan) into(to unsafe.Pointer, o Object, options exactOptions) error {
	c := conversion{options: options, left: maxViewNodes}
	return conversionError(c.convert(p, to, orNone(o)))
}

// ConversionError says that a Python value, or a part of it, is not exactly a value of a Go type.
type ConversionError struct {
	// Path leads to the part, as in [3].price. It is empty for the value itself.
	Path string
	// PythonType is the name of the part's type, as in type(x).__name__.
	PythonType string
	// GoType is the type of the variable that it was meant for.
	GoType reflect.Type
	// Reason says what does not fit.
	Reason string
	// Err is the error of UnmarshalText or UnmarshalJSON, if that is the reason.
	Err error
}

// Error is one line with the path, both types and the reason.
func (e *ConversionError) Error() string {
	text := "monty: "
	if e.Path != "" {
		text += e.Path + ": "
	}
	return text + "Python " + e.PythonType + " does not convert to Go " + e.GoType.String() + ": " + e.Reason
}

// Unwrap returns Err.
func (e *ConversionError) Unwrap() error { return e.Err }

// misfit is the reason in a locatedError that becomes a ConversionError.
type misfit struct {
	python string
	typ    reflect.Type
	err    error
}

// refuse is the error of a value that does not go into a variable of the plan's type.
func refuse(p *exactPlan, o Object, reason string, err error) error {
	return &locatedError{reason: reason, detail: misfit{o.TypeName(), p.typ, err}}
}

// wrongKind is refuse for a value of a kind that the type never takes.
func wrongKind(p *exactPlan, o Object) error { return refuse(p, o, "it takes "+p.takes, nil) }

// conversionError finishes an error from below. The error is nil or a *locatedError.
func conversionError(err error) error {
	e, ok := err.(*locatedError)
	if !ok {
		return err
	}
	path, reason := e.describe()
	m, _ := e.detail.(misfit)
	return &ConversionError{Path: path, PythonType: m.python, GoType: m.typ, Reason: reason, Err: m.err}
}
