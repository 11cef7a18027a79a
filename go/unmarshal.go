// How a value is stored in Go variables: by the rules of encoding/json, applied to the JSON view without making its text.

package monty

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strings"
)

// unmarshalObject stores o in the variable that target points to. The outcome is that of json.Unmarshal with the JSON
// view of o as its input, errors included, with these differences:
//
//   - The Offset of a *json.UnmarshalTypeError is 0, as there is no text.
//   - A target of type Object takes the value itself, and so does one of a type of this package, such as Int or *List,
//     when the value has exactly that type. Other values are stored in Bool, Int, Float, Str and the other types
//     of such kinds as encoding/json does it, and are an error for the rest.
//   - A value of more than 16,777,216 nodes, each counted as often as it occurs, is refused with a *JSONError, like all
//     values that have no JSON view, even if the part without one is not stored. Nothing is stored then.
//
// JSON text is made of those parts only whose targets implement json.Unmarshaler, which must copy what they keep.
func unmarshalObject(o Object, target any) error {
	v := reflect.ValueOf(target)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return &json.InvalidUnmarshalError{Type: reflect.TypeOf(target)}
	}
	o = orNone(o)
	if whole, ok := target.(*Object); ok {
		*whole = o
		return nil
	}
	if elem := v.Elem(); elem.Type() == reflect.TypeOf(o) { // one of the types of this package: the value itself
		elem.Set(reflect.ValueOf(o))
		return nil
	}
	p := planFor(v.Type())
	if p.elem.plain != nil && v.Elem().IsZero() {
		if unmarshalPlainly(p.elem.plain, v.UnsafePointer(), o) {
			return nil
		}
		v.Elem().SetZero()
	}
	if err := checkView(o); err != nil {
		if e, ok := err.(*JSONError); ok {
			e.Reason += "; As needs no JSON view"
		}
		return err
	}
	var u unmarshalState
	if err := u.value(p, v, o); err != nil {
		return u.inContext(err)
	}
	return u.saved
}

// unmarshalState is one call of Unmarshal.
type unmarshalState struct {
	saved   error // the first error that did not end the work
	context errorContext
	text    jsonWriter // for the targets that want JSON text
}

// errorContext is where in the structs of the target the work is.
type errorContext struct {
	owner  reflect.Type // the innermost struct
	fields []string     // keys from the outermost struct down, with the names of embedded structs
}

// save keeps the first error. The work goes on after it.
func (u *unmarshalState) save(err error) {
	if u.saved == nil {
		u.saved = u.inContext(err)
	}
}

// inContext adds struct and field to a type error.
func (u *unmarshalState) inContext(err error) error {
	if u.context.owner == nil && len(u.context.fields) == 0 {
		return err
	}
	if e, ok := err.(*json.UnmarshalTypeError); ok {
		fields := u.context.fields
		if e.Field != "" {
			fields = append(fields[:len(fields):len(fields)], e.Field)
		}
		e.Struct = u.context.owner.Name()
		e.Field = strings.Join(fields, ".")
	}
	return err
}

// mismatch saves the error that a value of that JSON type does not go into type t.
func (u *unmarshalState) mismatch(value string, t reflect.Type) {
	u.save(&json.UnmarshalTypeError{Value: value, Type: t})
}

// value stores o in v, whose type is that of the plan. An error returned ends the work; others are saved.
func (u *unmarshalState) value(p *targetPlan, v reflect.Value, o Object) error {
	if p.direct || p.kind == reflect.Interface && !p.object && v.IsNil() {
		return u.store(p, v, o)
	}
	_, null := o.(None)
	if p.kind == reflect.Pointer && p.elem.direct && !p.object {
		if null && v.CanSet() {
			v.SetZero()
			return nil
		}
		if v.IsNil() {
			v.Set(reflect.New(p.elem.typ))
		}
		return u.store(p.elem, v.Elem(), o)
	}
	unmarshaler, textUnmarshaler, inner := lookThrough(v, null)
	switch {
	case unmarshaler != nil:
		text, err := u.viewOf(o)
		if err != nil {
			return err
		}
		return unmarshaler.UnmarshalJSON(text)
	case textUnmarshaler != nil:
		kind := viewKind(o)
		if kind != "string" {
			u.mismatch(kind, v.Type())
			return nil
		}
		return textUnmarshaler.UnmarshalText(appendText(nil, o))
	}
	p = p.of(inner.Type())
	if p.object && u.storeObject(p, inner, o) {
		return nil
	}
	return u.store(p, inner, o)
}

// viewOf makes the JSON text of a part, in a buffer that the next call overwrites.
func (u *unmarshalState) viewOf(o Object) ([]byte, error) {
	u.text.buf, u.text.depth, u.text.work = u.text.buf[:0], 0, 0
	err := u.text.value(o)
	return u.text.buf, jsonError(err)
}

// lookThrough follows pointers and the pointers inside interfaces, making new variables for nil pointers, until it
// comes to a target that fills itself or to a variable that is no pointer. For null it stops at the first pointer that
// can be set to nil.
func lookThrough(v reflect.Value, null bool) (json.Unmarshaler, encoding.TextUnmarshaler, reflect.Value) {
	variable := v
	byAddress := false
	if v.Kind() != reflect.Pointer && v.Type().Name() != "" && v.CanAddr() {
		// The methods may be those of the pointer. What is set in the end is the variable itself: one that was reached
		// through an unexported embedded struct would not be settable by way of its address.
		byAddress = true
		v = v.Addr()
	}
	for {
		if v.Kind() == reflect.Interface && !v.IsNil() && v.Type() != objectType {
			e := v.Elem()
			if e.Kind() == reflect.Pointer && !e.IsNil() && (!null || e.Elem().Kind() == reflect.Pointer) {
				byAddress = false
				v = e
				continue
			}
		}
		if v.Kind() != reflect.Pointer || v.CanSet() && (null || objectTypes[v.Type()]) {
			return nil, nil, v
		}
		if v.Elem().Kind() == reflect.Interface && v.Elem().Elem().Equal(v) {
			return nil, nil, v.Elem() // an interface that holds its own address
		}
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		if v.Type().NumMethod() > 0 && v.CanInterface() {
			if m, ok := v.Interface().(json.Unmarshaler); ok {
				return m, nil, reflect.Value{}
			}
			if m, ok := v.Interface().(encoding.TextUnmarshaler); ok && !null {
				return nil, m, reflect.Value{}
			}
		}
		if byAddress {
			v, byAddress = variable, false
		} else {
			v = v.Elem()
		}
	}
}

// storeObject stores o in a variable of one of this package's types and says whether that settled the matter. It does
// not for types such as Int when o is of another type: they are filled like any other type of their kind.
func (u *unmarshalState) storeObject(p *targetPlan, v reflect.Value, o Object) bool {
	switch {
	case p.typ == objectType || reflect.TypeOf(o) == p.typ:
		v.Set(reflect.ValueOf(o))
		return true
	case p.kind == reflect.Pointer:
		if o == (None{}) {
			v.SetZero()
			return true
		}
	case p.kind != reflect.Struct:
		return false
	}
	if viewKind(o) != "null" {
		u.mismatch(viewKind(o), p.typ)
	}
	return true
}

// viewKind is the name of the JSON type of a value's view, as encoding/json has it in errors.
func viewKind(o Object) string {
	switch o.(type) {
	case None:
		return "null"
	case Bool:
		return "bool"
	case Int, *BigInt, Float:
		return "number"
	case *List, *Tuple, *NamedTuple, *Set, *FrozenSet:
		return "array"
	case *Dict, *Instance:
		return "object"
	}
	return "string"
}

// store stores o in v, which nothing has to be looked through for.
func (u *unmarshalState) store(p *targetPlan, v reflect.Value, o Object) error {
	switch o := o.(type) {
	case Int:
		u.storeInt(p, v, int64(o))
	case Float:
		u.storeFloat(p, v, float64(o))
	case Str:
		return u.storeString(p, v, string(o))
	case *Dict, *Instance:
		return u.storePairs(p, v, objectPairs(o))
	case *List, *Tuple, *NamedTuple, *Set, *FrozenSet:
		return u.storeItems(p, v, o)
	case Bool:
		u.storeBool(p, v, bool(o))
	case None:
		storeNull(p, v)
	case *BigInt:
		u.storeBigInt(p, v, o)
	case Bytes:
		if p.kind == reflect.Slice && p.elem.kind == reflect.Uint8 {
			v.SetBytes([]byte(o))
			return nil
		}
		return u.storeString(p, v, string(appendText(nil, o)))
	default:
		return u.storeString(p, v, string(appendText(nil, o)))
	}
	return nil
}
