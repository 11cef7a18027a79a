// How arrays and objects go into slices, arrays, maps and structs.

package monty

import (
	"fmt"
	"reflect"
	"strconv"
)

// storeItems stores the items of an array. As in encoding/json, a slice keeps its memory and each item is stored over
// what the element held, up to the capacity; an array ignores items beyond its length and clears the elements for which
// there is none.
func (u *unmarshalState) storeItems(p *targetPlan, v reflect.Value, o Object) error {
	switch {
	case p.kind == reflect.Slice || p.kind == reflect.Array:
	case p.isAny():
		v.Set(reflect.ValueOf(u.anySlice(o)))
		return nil
	default:
		u.mismatch("array", p.typ)
		return nil
	}
	items := arrayItems(o)
	if p.kind == reflect.Array {
		for i := range v.Len() {
			if i >= len(items) {
				v.Index(i).SetZero()
			} else if err := u.value(p.elem, v.Index(i), items[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if len(items) == 0 {
		v.Set(reflect.MakeSlice(p.typ, 0, 0))
		return nil
	}
	before := v.Len()
	if len(items) > v.Cap() {
		v.SetLen(v.Cap()) // so that Grow keeps what lies between length and capacity
		v.Grow(len(items) - v.Cap())
	}
	v.SetLen(len(items))
	for i, item := range items {
		if err := u.value(p.elem, v.Index(i), item); err != nil {
			v.SetLen(max(i+1, before)) // what lies behind was never reached
			return err
		}
	}
	return nil
}

// storePairs stores the pairs of an object.
func (u *unmarshalState) storePairs(p *targetPlan, v reflect.Value, pairs *Dict) error {
	switch {
	case p.kind == reflect.Struct:
		return u.storeFields(p, v, pairs)
	case p.kind == reflect.Map && p.keys != noKey:
		return u.storeMap(p, v, pairs)
	case p.isAny():
		v.Set(reflect.ValueOf(u.anyMap(pairs)))
	default:
		u.mismatch("object", p.typ)
	}
	return nil
}

// storeMap adds the pairs to a map, which is made if it is nil.
func (u *unmarshalState) storeMap(p *targetPlan, v reflect.Value, pairs *Dict) error {
	if v.IsNil() {
		v.Set(reflect.MakeMapWithSize(p.typ, pairs.Len()))
	}
	if pairs.Len() == 0 {
		return nil
	}
	element := reflect.New(p.elem.typ).Elem()
	key := reflect.New(p.typ.Key()).Elem() // a map copies its keys, so one variable does for all
	keys, values := pairSlices(pairs)
	for i, k := range keys {
		if k == nil {
			continue
		}
		element.SetZero()
		if err := u.value(p.elem, element, values[i]); err != nil {
			return err
		}
		ok, err := u.setKey(p.keys, key, objectKey(k))
		if err != nil {
			return err
		}
		if ok {
			v.SetMapIndex(key, element)
		}
	}
	return nil
}

// setKey turns the text of a key into the key of a Go map. It saves the error of a text that is no number of the type.
func (u *unmarshalState) setKey(form keyForm, key reflect.Value, text string) (ok bool, err error) {
	switch form {
	case stringKey:
		key.SetString(text)
		return true, nil
	case intKey:
		n, err := strconv.ParseInt(text, 10, 64)
		if ok = err == nil && !key.OverflowInt(n); ok {
			key.SetInt(n)
			return true, nil
		}
	case uintKey:
		n, err := strconv.ParseUint(text, 10, 64)
		if ok = err == nil && !key.OverflowUint(n); ok {
			key.SetUint(n)
			return true, nil
		}
	case textKey:
		fresh := reflect.New(key.Type())
		unmarshaler, textUnmarshaler, _ := lookThrough(fresh, false)
		if unmarshaler != nil {
			err = unmarshaler.UnmarshalJSON(appendJSONString(nil, text))
		} else {
			err = textUnmarshaler.UnmarshalText([]byte(text))
		}
		key.Set(fresh.Elem())
		return err == nil, err
	}
	u.mismatch("number "+text, key.Type())
	return false, nil
}

// storeFields stores the pairs of an object in the fields of a struct. Keys without a field are passed over.
func (u *unmarshalState) storeFields(p *targetPlan, v reflect.Value, pairs *Dict) error {
	outer := u.context
	keys, values := pairSlices(pairs)
	for i, k := range keys {
		if k == nil {
			continue
		}
		f := p.fields.find(objectKey(k), i)
		if f == nil {
			continue
		}
		var variable reflect.Value
		if len(f.index) == 1 {
			variable = v.Field(f.index[0])
		} else {
			variable = u.embeddedField(v, f)
		}
		u.context.owner = p.typ
		u.context.fields = append(u.context.fields, f.name)
		if variable.IsValid() {
			var err error
			if f.quoted {
				err = u.quoted(f.plan, variable, values[i])
			} else {
				err = u.value(f.plan, variable, values[i])
			}
			if err != nil {
				return err // with the context as it is: inContext is still to come
			}
		}
		u.context = errorContext{outer.owner, u.context.fields[:len(outer.fields)]}
	}
	return nil
}

// embeddedField goes down to a field of an embedded struct, making the embedded structs that it passes where they are nil pointers. It returns no
// value, and saves an error, where such a pointer cannot be set because its type is not exported.
func (u *unmarshalState) embeddedField(v reflect.Value, f *structField) reflect.Value {
	last := len(f.index) - 1
	for i, n := range f.index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					u.save(fmt.Errorf("json: cannot set embedded pointer to unexported struct: %v", v.Type().Elem()))
					return reflect.Value{}
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		if i < last {
			u.context.fields = append(u.context.fields, v.Type().Field(n).Name)
		}
		v = v.Field(n)
	}
	return v
}
