// Which Python value a Go value becomes.

package monty

import (
	"math"
	"math/big"
	"reflect"
	"unicode/utf8"
	"unsafe"
)

// ToObject returns the Python value for a Go value:
//
//   - nil, and nil pointers, slices, maps and interfaces: None. An Object is taken as it is.
//   - bool, all ints, uintptr, float32, float64, complex64, complex128 and string, and types of these kinds: bool, int,
//     float, complex and str. A string that is not valid UTF-8 is refused. big.Int: int. big.Float and big.Rat are
//     refused; NewDecimal takes their text. Raw: the value that it encodes. PythonError: an exception as a value.
//   - []byte and types like it: bytes. Other slices, and all arrays: list.
//   - time.Time: an aware datetime with the offset in force at that time and no zone name. Python counts microseconds:
//     what is below them is dropped, as is the monotonic clock. The year must be in 1 to 9999.
//   - time.Duration: timedelta, rounded down to microseconds.
//   - json.Number: int if it has neither fraction nor exponent, else float, as Python's json.loads.
//   - Types with MarshalJSON: what json.loads makes of their JSON, by the same rule. Types with MarshalText: str.
//     Methods of the pointer count where encoding/json would call them, that is when the value can be addressed.
//   - Maps: dict, sorted by key. Keys become what they would be elsewhere, except that MarshalText comes before
//     MarshalJSON, which is not called, and that arrays become tuples. Keys that are equal in Python, such as 1 and 1.0,
//     are refused.
//   - Structs: dict of the fields, in their order, under the names that encoding/json gives them, with its options
//     omitempty, omitzero and string, and with embedded structs promoted. A tag "monty" takes the place of the tag
//     "json": `monty:"name,omitempty"`, `monty:"-"`.
//   - Pointers: what they point to. The same pointer, map or slice found twice becomes the same Object twice.
//
// Channels, functions (iterators too: collect what they yield), unsafe pointers and errors without exported fields are
// refused, and so are Go values that hold themselves and values nested deeper than 10,000 levels. Record batches, arrays and
// readers of Arrow are refused as well: package montyarrow takes them. The error is a *GoValueError, which names the place.
func ToObject(v any) (Object, error) {
	var c converter
	o, err := c.any(v)
	if err != nil {
		return nil, goValueError(err)
	}
	return o, nil
}

// GoValueError says that a Go value, or a part of it, has no Python counterpart.
type GoValueError struct {
	// Path leads to the part, as in [3].price with the names that Python would see. It is empty for the value itself.
	Path string
	// Type is the Go type found there.
	Type reflect.Type
	// Reason says what is wrong with it.
	Reason string
	// Err is the error of MarshalJSON or MarshalText, if that is the reason.
	Err error
}

// Error is one line with the path, the type and the reason.
func (e *GoValueError) Error() string {
	text := "monty: no Python value for "
	if e.Path != "" {
		text += e.Path + ": "
	}
	return text + e.Type.String() + ": " + e.Reason
}

// Unwrap returns Err.
func (e *GoValueError) Unwrap() error { return e.Err }

// refused is the reason in a locatedError that becomes a GoValueError.
type refused struct {
	typ reflect.Type
	err error
}

func noPython(t reflect.Type, reason string, err error) error {
	return &locatedError{reason: reason, detail: refused{t, err}}
}

func goValueError(err error) error {
	e, ok := err.(*locatedError)
	if !ok {
		return err
	}
	path, reason := e.describe()
	detail, _ := e.detail.(refused)
	return &GoValueError{Path: path, Type: detail.typ, Reason: reason, Err: detail.err}
}

// converter is one call of ToObject.
type converter struct {
	depth int
	box   boxer
	made  int // scalars so far
	// known has the Objects of the references met so far; nil for one whose Object is being made.
	known map[reference]Object
	// wrap converts what is not to be converted by its type: wrapped objects. It returns nil for all else, and is nil
	// outside of runs.
	wrap func(v reflect.Value) (Object, error)
}

// hint is how many more scalars may come: as many as came before, for want of better knowledge.
func (c *converter) hint() int {
	c.made++
	return c.made
}

// reference identifies what a pointer, map or slice refers to. The type keeps apart a struct and its first field.
type reference struct {
	typ  reflect.Type
	data unsafe.Pointer
	len  int
}

// any converts a value, the common types without reflection.
func (c *converter) any(v any) (Object, error) {
	switch v := v.(type) {
	case nil:
		return None{}, nil
	case bool:
		return Bool(v), nil
	case int:
		return Int(v), nil
	case int64:
		return Int(v), nil
	case float64:
		return Float(v), nil
	case string:
		if !utf8.ValidString(v) {
			return nil, refuseText(reflect.TypeOf(v))
		}
		return Str(v), nil
	case []byte:
		if v == nil {
			return None{}, nil
		}
		return Bytes(v), nil
	}
	r := reflect.ValueOf(v)
	return c.value(sourcePlanFor(r.Type()), r)
}

func refuseText(t reflect.Type) error { return noPython(t, "text that is not valid UTF-8", nil) }

// value converts any value by the plan of its type.
func (c *converter) value(p *sourcePlan, v reflect.Value) (Object, error) {
	if c.wrap != nil {
		if o, err := c.wrap(v); o != nil || err != nil {
			return o, err
		}
	}
	switch p.form {
	case fromBool:
		return Bool(v.Bool()), nil
	case fromInt:
		return c.box.int(v.Int(), c.hint()), nil
	case fromUint:
		if n := v.Uint(); n > math.MaxInt64 {
			return NewBigInt(new(big.Int).SetUint64(n)), nil
		}
		return c.box.int(int64(v.Uint()), c.hint()), nil
	case fromFloat:
		return c.box.float(v.Float(), c.hint()), nil
	case fromComplex:
		return Complex(v.Complex()), nil
	case fromString:
		if !utf8.ValidString(v.String()) {
			return nil, refuseText(p.typ)
		}
		return c.box.str(v.String(), c.hint()), nil
	case fromBytes:
		if v.IsNil() {
			return None{}, nil
		}
		return Bytes(v.Bytes()), nil
	case fromInterface:
		if v.IsNil() {
			return None{}, nil
		}
		v = v.Elem()
		return c.value(sourcePlanFor(v.Type()), v)
	case fromStruct:
		return c.structure(p, v)
	case fromArray:
		return c.list(p, v)
	case fromPointer, fromSlice, fromMap:
		return c.reference(p, v)
	case fromJSON, fromText:
		return c.marshaler(p, v)
	case fromNothing:
		return nil, noPython(p.typ, p.reason, nil)
	}
	return special(p, v)
}

// enter counts one level of nesting; leave is to be called after it.
func (c *converter) enter(p *sourcePlan) error {
	if c.depth++; c.depth > maxNesting {
		return noPython(p.typ, errTooDeep, nil)
	}
	return nil
}

func (c *converter) leave() { c.depth-- }

// reference converts what may be nil and may be met again: a pointer, a map or a slice.
func (c *converter) reference(p *sourcePlan, v reflect.Value) (Object, error) {
	if v.IsNil() {
		return None{}, nil
	}
	if !p.shared || p.form == fromSlice && v.Len() == 0 {
		return c.referent(p, v)
	}
	r := reference{typ: p.typ, data: v.UnsafePointer()}
	if p.form == fromSlice {
		r.len = v.Len()
	}
	o, met := c.known[r]
	if o != nil {
		return o, nil
	}
	if met {
		return nil, noPython(p.typ, "it holds itself", nil)
	}
	if c.known == nil {
		c.known = map[reference]Object{}
	}
	c.known[r] = nil
	o, err := c.referent(p, v)
	if err == nil {
		c.known[r] = o
	}
	return o, err
}

// referent converts what a reference that is not nil refers to.
func (c *converter) referent(p *sourcePlan, v reflect.Value) (Object, error) {
	switch p.form {
	case fromSlice:
		return c.list(p, v)
	case fromMap:
		return c.dict(p, v)
	case fromJSON, fromText:
		return c.ownForm(p, v)
	}
	if err := c.enter(p); err != nil {
		return nil, err
	}
	defer c.leave()
	return c.value(p.elem, v.Elem())
}

// list converts a slice or an array.
func (c *converter) list(p *sourcePlan, v reflect.Value) (Object, error) {
	if err := c.enter(p); err != nil {
		return nil, err
	}
	defer c.leave()
	items := make([]Object, v.Len())
	for i := range items {
		o, err := c.value(p.elem, v.Index(i))
		if err != nil {
			return nil, at(err, pathStep{index: i})
		}
		items[i] = o
	}
	return NewList(items...), nil
}
