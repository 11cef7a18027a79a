// The quick way of Unmarshal: plain values into fresh variables of plain types, by the plans of As.

package monty

import (
	"encoding"
	"encoding/json"
	"reflect"
	"strconv"
	"unicode/utf8"
	"unsafe"
)

// Most targets are made of plain types and hold nothing yet, and most values fit them. There the rules of encoding/json
// are few, and As's way of filling variables through their addresses is twice as fast as reflection. Everything out of the
// ordinary, above all every error, is left to the long way, which starts anew: what differs between the two ways is
// refused here.

// jsonRules makes an exactReader follow the rules of Unmarshal.
const jsonRules exactOptions = 2

// plainPlan returns the exact plan of a type if it is plain, and nil for the others.
func plainPlan(t reflect.Type) *exactPlan {
	p := exactPlanFor(t)
	if p.isPlain(map[*exactPlan]bool{}) {
		return p
	}
	return nil
}

// isPlain tells whether a type is made of those that both rules read in the same way. known are the plans that were
// looked at or are being looked at.
func (p *exactPlan) isPlain(known map[*exactPlan]bool) bool {
	if known[p] {
		return true
	}
	known[p] = true
	switch p.form {
	case toBool, toInt, toUint, toFloat32, toFloat64, toString, toBytes, toAny, toTime, toDuration, toBigInt, toNumber, toMethod:
		return true
	case toSlice, toArray, toPointer:
		return p.elem.isPlain(known)
	case toMap:
		return p.key.form == toString && p.elem.isPlain(known)
	case toStruct:
		if !sameNames(p.names, newFieldSet(p.typ, jsonTag)) {
			return false
		}
		for i := range p.fields {
			f := &p.fields[i]
			if f.quoted || f.hidden || f.reason != "" || !f.plan.isPlain(known) {
				return false
			}
		}
		return true
	}
	return false
}

// sameNames tells whether the tags "monty" make no difference.
func sameNames(a, b *fieldSet) bool {
	if len(a.list) != len(b.list) {
		return false
	}
	for i := range a.list {
		if a.list[i].name != b.list[i].name || a.list[i].quoted != b.list[i].quoted {
			return false
		}
	}
	return true
}

// unmarshalPlainly stores o in the variable at that address, which holds its zero value. It returns false, with parts of
// the variable set, for what it leaves to the long way.
func unmarshalPlainly(p *exactPlan, to unsafe.Pointer, o Object) bool {
	c := conversion{options: jsonRules, left: maxViewNodes}
	return c.plain(p, to, o)
}

// unmarshalRaw is Raw.Unmarshal.
func unmarshalRaw(data []byte, target any) error {
	if v := reflect.ValueOf(target); v.Kind() == reflect.Pointer && !v.IsNil() && v.Elem().IsZero() {
		if p := planFor(v.Type()).elem.plain; p != nil {
			if readQuickly(p, v.UnsafePointer(), data, jsonRules) {
				return nil
			}
			v.Elem().SetZero()
		}
	}
	o, err := Decode(data)
	if err != nil {
		return err
	}
	return o.Unmarshal(target)
}

// store stores a value by the rules of the conversion.
func (c *conversion) store(p *exactPlan, to unsafe.Pointer, o Object) bool {
	if c.options&jsonRules != 0 {
		return c.plain(p, to, o)
	}
	return c.convert(p, to, o) == nil
}

// passes tells whether a value that is not stored may be there at all: it must have a JSON view, if that is the rule.
func (c *conversion) passes(o Object) bool {
	if c.options&jsonRules == 0 {
		return true
	}
	check := viewCheck{left: c.left, work: c.work, text: c.text, depth: c.depth}
	err := check.value(o)
	c.left, c.work, c.text = check.left, check.work, check.text
	return err == nil
}

// takesText counts text that is stored, of which the JSON view may not have more than a limit.
func (c *conversion) takesText(n int) bool {
	c.text += n
	return c.text <= maxJSONText
}

// plain stores o in a variable that holds its zero value, as encoding/json would store its JSON view. It returns false
// for what it leaves to the long way.
func (c *conversion) plain(p *exactPlan, to unsafe.Pointer, o Object) bool {
	if c.left--; c.left < 0 {
		return false
	}
	switch p.form {
	case toInt, toDuration:
		if n, ok := o.(Int); ok {
			return storeExactInt(p.size, to, int64(n))
		}
	case toString:
		if s, ok := o.(Str); ok {
			*(*string)(to) = string(s)
			return utf8.ValidString(string(s)) && c.takesText(len(s))
		}
	case toFloat64:
		switch x := o.(type) {
		case Float:
			*(*float64)(to) = float64(x)
			return x-x == 0 // neither NaN nor an infinity
		case Int:
			*(*float64)(to) = float64(x)
			return true
		}
	case toBool:
		if b, ok := o.(Bool); ok {
			*(*bool)(to) = bool(b)
			return true
		}
	case toPointer:
		if o != (None{}) {
			if c.depth++; c.depth > maxNesting {
				return false
			}
			made := reflect.New(p.elem.typ).UnsafePointer()
			*(*unsafe.Pointer)(to) = made
			ok := c.plain(p.elem, made, o)
			c.depth--
			return ok
		}
	case toStruct:
		if pairs := objectPairs(o); pairs != nil {
			return c.plainFields(p, to, pairs)
		}
	case toSlice:
		switch o.(type) {
		case *List, *Tuple:
			return c.plainItems(p, to, arrayItems(o))
		}
	case toUint:
		if n, ok := o.(Int); ok {
			return n >= 0 && storeExactUint(p.size, to, uint64(n))
		}
	case toFloat32:
		switch x := o.(type) {
		case Float:
			f, ok := nearestFloat32(float64(x))
			*(*float32)(to) = f
			return ok && x-x == 0
		case Int:
			*(*float32)(to) = float32(x)
			return true
		}
	case toBytes:
		if b, ok := o.(Bytes); ok {
			*(*[]byte)(to) = []byte(b)
			return c.takesText(len(b))
		}
	case toMap:
		if d, ok := o.(*Dict); ok && d != nil {
			return c.plainMap(p, to, d)
		}
	case toArray:
		switch o.(type) {
		case *List, *Tuple:
			return c.plainArray(p, to, arrayItems(o))
		}
	case toNumber:
		switch x := o.(type) {
		case Int:
			*(*string)(to) = strconv.FormatInt(int64(x), 10)
			return true
		case Float:
			*(*string)(to) = string(appendFloat(nil, float64(x)))
			return x-x == 0
		}
	case toTime, toBigInt, toMethod:
		return c.plainMethod(p, to, o)
	case toAny:
		if !c.passes(o) {
			return false
		}
		var u unmarshalState
		*(*any)(to) = u.anyValue(o)
		return u.saved == nil
	}
	return o == (None{})
}

// plainItems stores the items of an array in a new slice.
func (c *conversion) plainItems(p *exactPlan, to unsafe.Pointer, items []Object) bool {
	v := reflect.NewAt(p.typ, to).Elem()
	n := len(items)
	if n == 0 {
		v.Set(reflect.MakeSlice(p.typ, 0, 0))
		return true
	}
	if c.depth++; c.depth > maxNesting || n > c.left {
		return false
	}
	v.Grow(n)
	v.SetLen(n)
	base := v.UnsafePointer()
	for i, item := range items {
		if !c.plain(p.elem, unsafe.Add(base, uintptr(i)*p.elem.size), item) {
			return false
		}
	}
	c.depth--
	return true
}

// plainArray stores the items of an array in an array, up to its length.
func (c *conversion) plainArray(p *exactPlan, to unsafe.Pointer, items []Object) bool {
	if c.depth++; c.depth > maxNesting {
		return false
	}
	n := p.typ.Len()
	for i, item := range items {
		if i >= n && !c.passes(item) || i < n && !c.plain(p.elem, unsafe.Add(to, uintptr(i)*p.elem.size), item) {
			return false
		}
	}
	c.depth--
	return true
}

// plainMethod fills a variable by its UnmarshalJSON or UnmarshalText.
func (c *conversion) plainMethod(p *exactPlan, to unsafe.Pointer, o Object) bool {
	if !c.passes(o) {
		return false
	}
	variable := reflect.NewAt(p.typ, to).Interface()
	if m, ok := variable.(json.Unmarshaler); ok {
		text, err := marshalJSON(o)
		return err == nil && c.takesText(len(text)) && m.UnmarshalJSON(text) == nil
	}
	if o == (None{}) {
		return true
	}
	m, ok := variable.(encoding.TextUnmarshaler)
	return ok && viewKind(o) == "string" && m.UnmarshalText(appendText(nil, o)) == nil
}

// plainMap stores the pairs of a dict with str keys in a new map with keys of a kind of string.
func (c *conversion) plainMap(p *exactPlan, to unsafe.Pointer, d *Dict) bool {
	if c.depth++; c.depth > maxNesting || d.Len() > c.left {
		return false
	}
	m := reflect.MakeMapWithSize(p.typ, d.Len())
	keyVariable, variable := reflect.New(p.key.typ), reflect.New(p.elem.typ)
	keyAddress, address := keyVariable.UnsafePointer(), variable.UnsafePointer()
	key, value := keyVariable.Elem(), variable.Elem()
	keys, values := pairSlices(d)
	for i, k := range keys {
		if k == nil {
			continue
		}
		if _, ok := k.(Str); !ok || !c.plain(p.key, keyAddress, k) {
			return false
		}
		value.SetZero()
		if !c.plain(p.elem, address, values[i]) {
			return false
		}
		m.SetMapIndex(key, value)
	}
	reflect.NewAt(p.typ, to).Elem().Set(m)
	c.depth--
	return true
}

// plainFields stores the pairs of a dict with str keys in the fields of a struct.
func (c *conversion) plainFields(p *exactPlan, to unsafe.Pointer, pairs *Dict) bool {
	if c.depth++; c.depth > maxNesting || len(p.fields) > 64 {
		return false
	}
	var filled uint64
	keys, values := pairSlices(pairs)
	for i, k := range keys {
		if k == nil {
			continue
		}
		name, ok := k.(Str)
		if !ok {
			return false
		}
		f := p.names.find(string(name), i)
		if f == nil {
			if !utf8.ValidString(string(name)) || !c.passes(values[i]) {
				return false
			}
			continue
		}
		if name != Str(f.name) && !utf8.ValidString(string(name)) {
			return false
		}
		bit := uint64(1) << f.position
		if filled&bit != 0 {
			return false
		}
		filled |= bit
		field := &p.fields[f.position]
		address := unsafe.Add(to, field.offset)
		if field.through != nil {
			address, _ = field.address(to) // a plain type has no reason against it
		}
		if !c.plain(field.plan, address, values[i]) {
			return false
		}
	}
	c.depth--
	return true
}
