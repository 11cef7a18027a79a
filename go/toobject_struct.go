// How structs and maps become dicts.

package monty

import (
	"cmp"
	"encoding"
	"math/big"
	"reflect"
	"slices"
)

// structure converts a struct to a dict.
func (c *converter) structure(p *sourcePlan, v reflect.Value) (Object, error) {
	if err := c.enter(p); err != nil {
		return nil, err
	}
	defer c.leave()
	n := len(p.fields.list)
	both := make([]Object, 2*n)
	d := &Dict{values: both[n:n]}
	d.h.keys = both[:0:n]
	for i := range p.fields.list {
		f := &p.fields.list[i]
		field := fieldOf(v, f.index)
		if !field.IsValid() || f.omitEmpty && isEmpty(field) || f.omitZero && isZero(field) {
			continue
		}
		o, err := c.value(p.each[i], field)
		if err == nil && f.quoted {
			o, err = quote(p.each[i], o)
		}
		if err != nil {
			return nil, at(err, pathStep{form: stepName, name: f.name})
		}
		d.h.add(f.key, 0) // there is no table yet that would need the hash, and no two fields have one name
		d.values = append(d.values, o)
	}
	return d, nil
}

// fieldOf goes down to a field. The result is not valid when an embedded pointer on the way is nil.
func fieldOf(v reflect.Value, index []int) reflect.Value {
	for _, n := range index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return reflect.Value{}
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return v
}

// isEmpty is what omitempty leaves out.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct, reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.Complex64, reflect.Complex128:
		return false
	}
	return v.IsZero()
}

type zeroer interface{ IsZero() bool }

// isZero is what omitzero leaves out: by the method IsZero of the value or its pointer if there is one.
func isZero(v reflect.Value) bool {
	nilable := v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface
	if nilable && v.IsNil() || !v.CanInterface() {
		return v.IsZero()
	}
	if v.Type().Implements(reflect.TypeFor[zeroer]()) {
		if v.Kind() == reflect.Interface && v.Elem().Kind() == reflect.Pointer && v.Elem().IsNil() {
			return true
		}
		return v.Interface().(zeroer).IsZero()
	}
	if reflect.PointerTo(v.Type()).Implements(reflect.TypeFor[zeroer]()) {
		variable := reflect.New(v.Type())
		variable.Elem().Set(v)
		return variable.Interface().(zeroer).IsZero()
	}
	return v.IsZero()
}

// quote applies the option "string" to a field that became o: a str with the JSON text. Fields that have a form of
// their own, by methods or otherwise, and None stay as they are.
func quote(p *sourcePlan, o Object) (Object, error) {
	if p.form == fromPointer {
		p = p.elem
	}
	switch p.form {
	case fromBool, fromInt, fromUint, fromFloat, fromString, fromNumber:
	default:
		return o, nil
	}
	if o == (None{}) {
		return o, nil
	}
	text, err := marshalJSON(o)
	if err != nil {
		return nil, noPython(p.typ, err.(*JSONError).Reason, nil)
	}
	return Str(text), nil
}

// dict converts a map. The pairs are sorted, so that the same map always gives the same dict.
func (c *converter) dict(p *sourcePlan, v reflect.Value) (Object, error) {
	if err := c.enter(p); err != nil {
		return nil, err
	}
	defer c.leave()
	type pair struct {
		key   Object
		value reflect.Value
	}
	pairs := make([]pair, 0, v.Len())
	for each := v.MapRange(); each.Next(); {
		key, err := c.key(each.Key())
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, pair{key, each.Value()})
	}
	slices.SortFunc(pairs, func(a, b pair) int { return compareKeys(a.key, b.key) })
	d := &Dict{values: make([]Object, 0, len(pairs))}
	d.h.keys = make([]Object, 0, len(pairs))
	for _, pair := range pairs {
		o, err := c.value(p.elem, pair.value)
		if err == nil {
			n := d.Len()
			if err = d.Set(pair.key, o); err != nil {
				err = noPython(p.typ, err.Error(), nil)
			} else if d.Len() == n {
				err = noPython(p.typ, "another key of the map is equal to this one in Python", nil)
			}
		}
		if err != nil {
			return nil, at(err, keyStep(nil, pair.key))
		}
	}
	return d, nil
}

// key converts the key of a map.
func (c *converter) key(v reflect.Value) (Object, error) {
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	p := sourcePlanFor(v.Type())
	switch p.form {
	case fromJSON, fromText:
		nilPointer := v.Kind() == reflect.Pointer && v.IsNil()
		if m, ok := v.Interface().(encoding.TextMarshaler); ok && !nilPointer && v.Kind() != reflect.String {
			return textOf(p, m)
		}
		for p.plain != nil {
			p = p.plain // a string, or a type with MarshalJSON alone: by its kind
		}
	case fromArray:
		items := make([]Object, v.Len())
		for i := range items {
			o, err := c.key(v.Index(i))
			if err != nil {
				return nil, err
			}
			items[i] = o
		}
		return NewTuple(items...), nil
	}
	return c.value(p, v)
}

// compareKeys orders the keys of a dict: by kind, then as Python orders that kind, else by their repr. All numbers are
// one kind.
func compareKeys(a, b Object) int {
	if c := cmp.Compare(keyRank(a), keyRank(b)); c != 0 {
		return c
	}
	switch a := a.(type) {
	case Str:
		return cmp.Compare(a, b.(Str))
	case Bytes:
		return cmp.Compare(a, b.(Bytes))
	case Int:
		if b, ok := b.(Int); ok {
			return cmp.Compare(a, b)
		}
	case *Tuple:
		return slices.CompareFunc(a.items, b.(*Tuple).items, compareKeys)
	case None:
		return 0
	}
	if keyRank(a) == 1 {
		x, y := keyNumber(a), keyNumber(b)
		switch {
		case x != nil && y != nil:
			return x.Cmp(y)
		case x == nil && y == nil: // two NaNs
			return 0
		case x == nil:
			return -1
		}
		return 1
	}
	return cmp.Compare(a.String(), b.String())
}

// keyRank puts the kinds of keys in order.
func keyRank(o Object) int {
	switch o.Kind() {
	case KindNone:
		return 0
	case KindBool, KindInt, KindFloat:
		return 1
	}
	return 2 + int(o.Kind())
}

// keyNumber is the value of a bool, int or float; nil for NaN.
func keyNumber(o Object) *big.Float {
	switch o := o.(type) {
	case Bool:
		if o {
			return big.NewFloat(1)
		}
	case Int:
		return new(big.Float).SetInt64(int64(o))
	case *BigInt:
		return new(big.Float).SetInt(&o.n)
	case Float:
		if o != o {
			return nil
		}
		return big.NewFloat(float64(o))
	}
	return new(big.Float)
}
