// How null, bools, numbers and strings go into variables of each kind.

package monty

import (
	"encoding/base64"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// storeNull empties what can be nil and leaves the rest alone.
func storeNull(p *targetPlan, v reflect.Value) {
	switch p.kind {
	case reflect.Interface, reflect.Pointer, reflect.Map, reflect.Slice:
		v.SetZero()
	}
}

func (u *unmarshalState) storeBool(p *targetPlan, v reflect.Value, b bool) {
	switch {
	case p.kind == reflect.Bool:
		v.SetBool(b)
	case p.isAny():
		v.Set(reflect.ValueOf(b))
	default:
		u.mismatch("bool", p.typ)
	}
}

// isAny tells whether a variable of the type takes every Go value.
func (p *targetPlan) isAny() bool { return p.kind == reflect.Interface && p.typ.NumMethod() == 0 }

func (u *unmarshalState) storeInt(p *targetPlan, v reflect.Value, n int64) {
	switch p.kind {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if v.OverflowInt(n) {
			u.mismatch("number "+strconv.FormatInt(n, 10), p.typ)
			return
		}
		v.SetInt(n)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if n < 0 || v.OverflowUint(uint64(n)) {
			u.mismatch("number "+strconv.FormatInt(n, 10), p.typ)
			return
		}
		v.SetUint(uint64(n))
	case reflect.Float64:
		v.SetFloat(float64(n))
	case reflect.Float32:
		v.SetFloat(float64(float32(n)))
	case reflect.Interface:
		if p.isAny() {
			v.Set(reflect.ValueOf(float64(n)))
			return
		}
		u.mismatch("number", p.typ)
	case reflect.String:
		if p.number {
			v.SetString(strconv.FormatInt(n, 10))
			return
		}
		u.mismatch("number", p.typ)
	default:
		u.mismatch("number", p.typ)
	}
}

func (u *unmarshalState) storeFloat(p *targetPlan, v reflect.Value, x float64) {
	switch p.kind {
	case reflect.Float64:
		v.SetFloat(x)
	case reflect.Float32:
		f, ok := nearestFloat32(x)
		if !ok {
			u.mismatch("number "+string(appendFloat(nil, x)), p.typ)
			return
		}
		v.SetFloat(float64(f))
	case reflect.Interface:
		if p.isAny() {
			v.Set(reflect.ValueOf(x))
			return
		}
		u.mismatch("number", p.typ)
	default:
		// The text of a float always has a point or an exponent, which no int takes.
		u.storeNumber(p, v, string(appendFloat(nil, x)))
	}
}

// nearestFloat32 is what strconv.ParseFloat(text, 32) gives for the shortest text of x. It differs from float32(x) only
// when x lies halfway between two float32s and its shortest text does not. ok is false when x is too large.
func nearestFloat32(x float64) (f float32, ok bool) {
	const belowHalf = 1<<28 - 1 // the bits of x that are zero when it lies halfway
	f = float32(x)
	if float64(f) != x && math.Float64bits(x)&belowHalf == 0 {
		wide, err := strconv.ParseFloat(string(appendFloat(nil, x)), 32)
		return float32(wide), err == nil
	}
	return f, !math.IsInf(float64(f), 0)
}

func (u *unmarshalState) storeBigInt(p *targetPlan, v reflect.Value, n *BigInt) {
	u.storeNumber(p, v, string(appendJSONInt(nil, n)))
}

// storeNumber stores the text of a JSON number.
func (u *unmarshalState) storeNumber(p *targetPlan, v reflect.Value, text string) {
	failed := false
	switch p.kind {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if failed = err != nil || v.OverflowInt(n); !failed {
			v.SetInt(n)
		}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		n, err := strconv.ParseUint(text, 10, 64)
		if failed = err != nil || v.OverflowUint(n); !failed {
			v.SetUint(n)
		}
	case reflect.Float32, reflect.Float64:
		x, err := strconv.ParseFloat(text, p.typ.Bits())
		if failed = err != nil || v.OverflowFloat(x); !failed {
			v.SetFloat(x)
		}
	case reflect.Interface:
		x, ok := u.anyNumber(text)
		switch {
		case !ok:
		case p.isAny():
			v.Set(reflect.ValueOf(x))
		default:
			u.mismatch("number", p.typ)
		}
	default:
		if p.number {
			v.SetString(text)
			return
		}
		u.mismatch("number", p.typ)
	}
	if failed {
		u.mismatch("number "+text, p.typ)
	}
}

// anyNumber is the float64 that a number becomes in an interface. ok is false, and an error saved, when it is too large.
func (u *unmarshalState) anyNumber(text string) (x float64, ok bool) {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		u.mismatch("number "+text, reflect.TypeFor[float64]())
	}
	return x, err == nil
}

func (u *unmarshalState) storeString(p *targetPlan, v reflect.Value, s string) error {
	switch p.kind {
	case reflect.String:
		if p.number && !isJSONNumber(s) {
			return fmt.Errorf("json: invalid number literal, trying to unmarshal %q into Number", appendJSONString(nil, s))
		}
		v.SetString(s)
	case reflect.Slice:
		if p.elem.kind != reflect.Uint8 {
			u.mismatch("string", p.typ)
			return nil
		}
		b, err := base64.StdEncoding.DecodeString(s)
		if err != nil {
			u.save(err)
			return nil
		}
		v.SetBytes(b)
	case reflect.Interface:
		if !p.isAny() {
			u.mismatch("string", p.typ)
			return nil
		}
		v.Set(reflect.ValueOf(s))
	default:
		u.mismatch("string", p.typ)
	}
	return nil
}

// anyValue is the value that goes into an empty interface.
func (u *unmarshalState) anyValue(o Object) any {
	switch o := o.(type) {
	case None:
		return nil
	case Bool:
		return bool(o)
	case Int:
		return float64(o)
	case *BigInt:
		if x, ok := u.anyNumber(string(appendJSONInt(nil, o))); ok {
			return x
		}
		return nil
	case Float:
		return float64(o)
	case Str:
		return string(o)
	case *List, *Tuple, *NamedTuple, *Set, *FrozenSet:
		return u.anySlice(o)
	case *Dict, *Instance:
		return u.anyMap(objectPairs(o))
	}
	return string(appendText(nil, o))
}

func (u *unmarshalState) anySlice(o Object) []any {
	items := arrayItems(o)
	out := make([]any, len(items))
	for i, item := range items {
		out[i] = u.anyValue(item)
	}
	return out
}

func (u *unmarshalState) anyMap(pairs *Dict) map[string]any {
	out := make(map[string]any, pairs.Len())
	keys, values := pairSlices(pairs)
	for i, key := range keys {
		if key != nil {
			out[objectKey(key)] = u.anyValue(values[i])
		}
	}
	return out
}

// objectKey is the text of a key that passed checkView.
func objectKey(key Object) string {
	if s, ok := key.(Str); ok {
		return string(s)
	}
	text, _ := keyText(key)
	return text
}

// isJSONNumber tells whether s is a number by JSON's grammar (RFC 8259, section 6).
func isJSONNumber(s string) bool {
	digits := func() bool {
		rest := strings.TrimLeft(s, "0123456789")
		found := len(rest) < len(s)
		s = rest
		return found
	}
	s = strings.TrimPrefix(s, "-")
	if strings.HasPrefix(s, "0") {
		s = s[1:]
	} else if !digits() {
		return false
	}
	if strings.HasPrefix(s, ".") {
		s = s[1:]
		if !digits() {
			return false
		}
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if !digits() {
			return false
		}
	}
	return s == ""
}
