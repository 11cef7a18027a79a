// How scalars and the values with types of their own go into Go variables, exactly.

package monty

import (
	"encoding"
	"encoding/json"
	"math"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"unsafe"
)

// Variables are filled through their addresses: an unsafe.Pointer to a variable of the plan's type, which is written to as
// the builtin type of that kind and size. It is what reflection does with a Value that can be set, without a check at each
// step; the plan has checked the type.

// conversion is one call of As.
type conversion struct {
	options exactOptions
	depth   int
	left    int // nodes that may still be converted
	// work and text are what Unmarshal counts towards the limit of the JSON view.
	work, text int
	// known has the containers that pointers were made for, and made the pointers, at the same positions.
	known refTable
	made  []unsafe.Pointer
}

// convert stores o in the variable at that address, which holds its zero value.
func (c *conversion) convert(p *exactPlan, to unsafe.Pointer, o Object) error {
	switch p.form {
	case toInt:
		if n, ok := o.(Int); ok && storeExactInt(p.size, to, int64(n)) {
			return nil
		}
	case toString:
		if s, ok := o.(Str); ok {
			*(*string)(to) = string(s)
			return nil
		}
	case toFloat64:
		if x, ok := o.(Float); ok {
			*(*float64)(to) = float64(x)
			return nil
		}
		return c.intAsFloat(p, to, o)
	case toBool:
		if b, ok := o.(Bool); ok {
			*(*bool)(to) = bool(b)
			return nil
		}
	case toPointer:
		if o == (None{}) || giveWrapped(p, to, o) {
			return nil
		}
		return c.pointer(p, to, o)
	case toStruct:
		if giveWrapped(p, to, o) {
			return nil
		}
		return c.structure(p, to, o)
	case toSlice:
		if l, ok := o.(*List); ok && l != nil {
			return c.slice(p, to, l)
		}
	case toAny:
		*(*any)(to) = o
		return nil
	case toObject:
		*(*Object)(to) = o
		return nil
	case toUint:
		if n, ok := o.(Int); ok && n >= 0 && storeExactUint(p.size, to, uint64(n)) {
			return nil
		}
		if n, ok := o.(*BigInt); ok && n != nil && n.n.IsUint64() && storeExactUint(p.size, to, n.n.Uint64()) {
			return nil
		}
	case toBytes:
		if b, ok := o.(Bytes); ok {
			return c.bytes(p, to, b)
		}
	case toArray:
		return c.array(p, to, o)
	case toMap:
		return c.mapping(p, to, o)
	default:
		return c.special(p, to, o)
	}
	return misfitOf(p, o)
}

// misfitOf is the error of a bool, int, str, bytes or list that is of the wrong kind or out of range.
func misfitOf(p *exactPlan, o Object) error {
	switch o.(type) {
	case Int, *BigInt:
		if (p.form == toInt || p.form == toUint) && !isNilPointer(o) {
			return refuse(p, o, shorten(o.String())+" is out of range", nil)
		}
	}
	if isNilPointer(o) {
		return refuse(p, o, "a nil pointer", nil)
	}
	return wrongKind(p, o)
}

// storeExactInt stores n in a signed int of that many bytes, if it is in range.
func storeExactInt(size uintptr, to unsafe.Pointer, n int64) bool {
	switch size {
	case 8:
		*(*int64)(to) = n
	case 4:
		*(*int32)(to) = int32(n)
		return int64(int32(n)) == n
	case 2:
		*(*int16)(to) = int16(n)
		return int64(int16(n)) == n
	default:
		*(*int8)(to) = int8(n)
		return int64(int8(n)) == n
	}
	return true
}

// storeExactUint stores n in an unsigned int of that many bytes, if it is in range.
func storeExactUint(size uintptr, to unsafe.Pointer, n uint64) bool {
	switch size {
	case 8:
		*(*uint64)(to) = n
	case 4:
		*(*uint32)(to) = uint32(n)
		return uint64(uint32(n)) == n
	case 2:
		*(*uint16)(to) = uint16(n)
		return uint64(uint16(n)) == n
	default:
		*(*uint8)(to) = uint8(n)
		return uint64(uint8(n)) == n
	}
	return true
}

// intAsFloat stores an int in a float64 or float32, where the caller asked for that and the float holds it exactly.
func (c *conversion) intAsFloat(p *exactPlan, to unsafe.Pointer, o Object) error {
	n, ok := o.(Int)
	if !ok || c.options&intsAsFloats == 0 {
		return wrongKind(p, o)
	}
	x := float64(n)
	// 2^63 as an int64 would overflow; no Int is that large.
	if x == 1<<63 || int64(x) != int64(n) || p.form == toFloat32 && float64(float32(x)) != x {
		return refuse(p, o, strconv.FormatInt(int64(n), 10)+" is between two floats", nil)
	}
	if p.form == toFloat32 {
		*(*float32)(to) = float32(x)
	} else {
		*(*float64)(to) = x
	}
	return nil
}

// special converts what convert leaves to it.
func (c *conversion) special(p *exactPlan, to unsafe.Pointer, o Object) error {
	switch p.form {
	case toFloat32:
		x, ok := o.(Float)
		if !ok {
			return c.intAsFloat(p, to, o)
		}
		if !isFloat32(float64(x)) {
			return refuse(p, o, x.String()+" is not exactly a float32", nil)
		}
		*(*float32)(to) = float32(x)
		return nil
	case toComplex128:
		if x, ok := o.(Complex); ok {
			*(*complex128)(to) = complex128(x)
			return nil
		}
	case toComplex64:
		if x, ok := o.(Complex); ok {
			if !isFloat32(real(complex128(x))) || !isFloat32(imag(complex128(x))) {
				return refuse(p, o, x.String()+" is not exactly a complex64", nil)
			}
			*(*complex64)(to) = complex64(x)
			return nil
		}
	case toKind:
		if reflect.TypeOf(o) == p.typ && !isNilPointer(o) {
			reflect.NewAt(p.typ, to).Elem().Set(reflect.ValueOf(o))
			return nil
		}
	case toInterface:
		if giveWrapped(p, to, o) {
			return nil
		}
		if reflect.TypeOf(o).Implements(p.typ) {
			reflect.NewAt(p.typ, to).Elem().Set(reflect.ValueOf(o))
			return nil
		}
	case toBigInt:
		switch n := o.(type) {
		case Int:
			(*big.Int)(to).SetInt64(int64(n))
			return nil
		case *BigInt:
			if n != nil {
				(*big.Int)(to).Set(&n.n)
				return nil
			}
		}
	case toTime, toDuration:
		return c.time(p, to, o)
	case toNumber:
		return c.number(p, to, o)
	case toRaw:
		data, err := Encode(o)
		if err != nil {
			return refuse(p, o, strings.TrimPrefix(err.Error(), "monty: "), err)
		}
		if c.left -= len(data) / costItem; c.left < 0 {
			return refuse(p, o, errTooMany, nil)
		}
		*(*[]byte)(to) = data
		return nil
	case toMethod:
		return c.method(p, to, o)
	}
	return misfitOf(p, o)
}

// giveWrapped stores the Go value behind a wrapped object, if the variable can hold it.
func giveWrapped(p *exactPlan, to unsafe.Pointer, o Object) bool {
	i, ok := o.(*Instance)
	if !ok || i == nil || i.host == nil {
		return false
	}
	v, ok := i.host.give(p.typ)
	if ok {
		reflect.NewAt(p.typ, to).Elem().Set(v)
	}
	return ok
}

// isFloat32 tells whether a float32 holds x, NaN being held by every float.
func isFloat32(x float64) bool { return float64(float32(x)) == x || math.IsNaN(x) }

// time converts a datetime or timedelta.
func (c *conversion) time(p *exactPlan, to unsafe.Pointer, o Object) error {
	var err error
	switch o := o.(type) {
	case DateTime:
		if p.form != toTime {
			return wrongKind(p, o)
		}
		v := reflect.NewAt(p.typ, to).Elem()
		t, e := o.Time()
		if err = e; err == nil {
			v.Set(reflect.ValueOf(t))
		}
	case TimeDelta:
		if p.form != toDuration {
			return wrongKind(p, o)
		}
		d, e := o.Duration()
		if err = e; err == nil {
			*(*int64)(to) = int64(d)
		}
	default:
		return misfitOf(p, o)
	}
	if err != nil {
		return refuse(p, o, strings.TrimPrefix(err.Error(), "monty: "), nil)
	}
	return nil
}

// number stores the text of an int or float in a json.Number.
func (c *conversion) number(p *exactPlan, to unsafe.Pointer, o Object) error {
	switch x := o.(type) {
	case Int:
	case *BigInt:
		if x == nil {
			return misfitOf(p, o)
		}
		if err := chargeInt(new(int), x); err != nil {
			return refuse(p, o, "too many digits", nil)
		}
	case Float:
		if err := checkFloat(x); err != nil {
			return refuse(p, o, err.Error(), nil)
		}
		*(*string)(to) = string(appendFloat(nil, float64(x)))
		return nil
	default:
		return wrongKind(p, o)
	}
	*(*string)(to) = string(appendJSONInt(nil, o))
	return nil
}

// method fills a variable by its UnmarshalText or UnmarshalJSON.
func (c *conversion) method(p *exactPlan, to unsafe.Pointer, o Object) error {
	variable := reflect.NewAt(p.typ, to).Interface()
	if m, ok := variable.(encoding.TextUnmarshaler); ok {
		var text []byte
		switch o := o.(type) {
		case Str:
			text = []byte(o)
		case Decimal:
			text = []byte(o.Text())
		}
		if text != nil {
			if err := m.UnmarshalText(text); err != nil {
				return refuse(p, o, err.Error(), err)
			}
			return nil
		}
	}
	if !p.byJSON {
		return wrongKind(p, o)
	}
	text, err := marshalJSON(o)
	if err == nil {
		c.left -= len(text) / costItem
		if c.left < 0 {
			return refuse(p, o, errTooMany, nil)
		}
		err = variable.(json.Unmarshaler).UnmarshalJSON(text)
	}
	if err != nil {
		return refuse(p, o, err.Error(), err)
	}
	return nil
}
