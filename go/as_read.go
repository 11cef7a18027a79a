// How encoded values go straight into Go variables, without Objects in between.

package monty

import (
	"math"
	"reflect"
	"unsafe"
)

// readAs is Decode and As in one. What the quick way below does not know, it leaves to them, and so their errors and their
// results are the only ones there are.
func readAs[T any](data []byte, v *T) error {
	p := exactPlanFor(reflect.TypeFor[T]())
	if readQuickly(p, unsafe.Pointer(v), data, 0) {
		return nil
	}
	o, err := Decode(data)
	if err != nil {
		return err
	}
	var zero T
	*v = zero
	return p.into(unsafe.Pointer(v), o, 0)
}

// readQuickly reads data into the variable at that address, which holds its zero value. It returns false, with parts of the
// variable set, for data that is wrong, does not fit, or is out of the ordinary.
func readQuickly(p *exactPlan, to unsafe.Pointer, data []byte, options exactOptions) bool {
	r := exactReader{c: conversion{options: options, left: maxViewNodes}}
	r.d.begin(data, decodeLimits{})
	return r.value(p, to) && r.d.pos == len(data)
}

// exactReader is one call of readQuickly. Each of its methods returns false if the quick way ends.
//
// It reads untagged items itself. Everything with a tag it decodes and converts as an Object, and so it meets no sharing marks: they are
// tags, and references can only be to what was marked.
type exactReader struct {
	d decoder
	c conversion
}

// value reads one item.
func (r *exactReader) value(p *exactPlan, to unsafe.Pointer) bool {
	d := &r.d
	if d.pos >= len(d.in) {
		return false
	}
	b := d.in[d.pos]
	switch p.form {
	case toInt:
		if b <= majorNegInt|27 {
			n, ok := d.argument()
			if !ok || n > math.MaxInt64 {
				return false
			}
			v := int64(n)
			if b >= majorNegInt {
				v = ^v
			}
			return storeExactInt(p.size, to, v)
		}
	case toUint:
		if b <= majorUint|27 {
			n, ok := d.argument()
			return ok && storeExactUint(p.size, to, n)
		}
	case toFloat64:
		if b == headFloat64 {
			n, ok := d.argument()
			x := math.Float64frombits(n)
			*(*float64)(to) = x
			return ok && (r.c.options&jsonRules == 0 || x-x == 0)
		}
	case toString:
		if b&0xe0 == majorText {
			h, ok := d.head()
			if !ok || h.indefinite {
				return false
			}
			*(*string)(to), ok = d.copied(h)
			return ok
		}
	case toBool:
		if b == headTrue || b == headFalse {
			d.pos++
			*(*bool)(to) = b == headTrue
			return true
		}
	case toPointer:
		if b == headNull {
			d.pos++
			return true
		}
		if b&0xe0 != majorTag {
			if !r.enter(p.elem, 1) {
				return false
			}
			made := reflect.New(p.elem.typ).UnsafePointer()
			*(*unsafe.Pointer)(to) = made
			ok := r.value(p.elem, made)
			d.depth++
			return ok
		}
	case toSlice:
		if b&0xe0 == majorArray {
			return r.slice(p, to)
		}
	case toStruct:
		if b&0xe0 == majorMap {
			return r.structure(p, to)
		}
	case toMap:
		if b&0xe0 == majorMap && p.key.form == toString {
			return r.mapping(p, to)
		}
	}
	o := d.item()
	return o != nil && r.c.store(p, to, o)
}

// enter counts a container of n variables of a type. leave it with d.depth++.
func (r *exactReader) enter(elem *exactPlan, n int) bool {
	if n > (1<<40)/int(elem.size+1) {
		return false
	}
	return r.d.charge(costContainer+n*int(elem.size), r.d.pos) && r.d.open(r.d.pos)
}

// length reads the head of an array or map of definite length.
func (r *exactReader) length(each int) (int, bool) {
	h, ok := r.d.head()
	if !ok || h.indefinite || h.argument > r.d.room()/uint64(each) {
		return 0, false
	}
	r.c.left -= int(h.argument) + 1
	return int(h.argument), r.c.left >= 0
}

// slice reads an array.
func (r *exactReader) slice(p *exactPlan, to unsafe.Pointer) bool {
	n, ok := r.length(1)
	if !ok || !r.enter(p.elem, n) {
		return false
	}
	v := reflect.NewAt(p.typ, to).Elem()
	if n == 0 {
		v.Set(reflect.MakeSlice(p.typ, 0, 0))
		r.d.depth++
		return true
	}
	v.Grow(n)
	v.SetLen(n)
	base := v.UnsafePointer()
	owed := r.d.owed + n
	for i := range n {
		owed--
		r.d.owed = owed
		if !r.value(p.elem, unsafe.Add(base, uintptr(i)*p.elem.size)) {
			return false
		}
	}
	r.d.depth++
	return true
}

// name reads a key that is text. The result lies in the input.
func (r *exactReader) name() ([]byte, bool) {
	d := &r.d
	if d.pos >= len(d.in) || d.in[d.pos]&0xe0 != majorText {
		return nil, false
	}
	h, ok := d.head()
	if !ok || h.indefinite {
		return nil, false
	}
	return d.content(h)
}

// follows reads a short text if it comes next, and says whether it did.
func (d *decoder) follows(text string) bool {
	n := len(text)
	p := d.in[d.pos:]
	if n >= 24 || len(p) <= n || p[0] != majorText|byte(n) || string(p[1:1+n]) != text {
		return false
	}
	d.pos += 1 + n
	return true
}

// structure reads a map into a struct.
func (r *exactReader) structure(p *exactPlan, to unsafe.Pointer) bool {
	n, ok := r.length(2)
	if !ok || len(p.fields) > 64 || !r.enter(p, 0) {
		return false
	}
	var filled uint64
	count := 0
	owed := r.d.owed + 2*n
	for i := range n {
		r.d.owed = owed - 1
		position := i
		if i >= len(p.fields) || !r.d.follows(p.fields[i].name) {
			name, ok := r.name()
			if !ok {
				return false
			}
			f := p.names.find(string(name), i)
			if f == nil {
				// Nothing is stored of it, but it has to be a value, and may be marked for sharing.
				if o := r.d.item(); o == nil || !r.c.passes(o) {
					return false
				}
				owed -= 2
				continue
			}
			if f.name != string(name) {
				return false
			}
			position = f.position
		}
		owed -= 2
		r.d.owed = owed
		bit := uint64(1) << position
		field := &p.fields[position]
		if filled&bit != 0 || field.quoted {
			return false
		}
		filled |= bit
		count++
		address := unsafe.Add(to, field.offset)
		if field.through != nil {
			var reason string
			if address, reason = field.address(to); reason != "" {
				return false
			}
		}
		if !r.value(field.plan, address) {
			return false
		}
	}
	r.d.depth++
	if count == len(p.fields) || r.c.options&jsonRules != 0 {
		return true
	}
	s := structFiller{p: p, first: filled}
	return s.missing() == nil
}

// mapping reads a map with keys of text into a map with keys of a kind of string.
func (r *exactReader) mapping(p *exactPlan, to unsafe.Pointer) bool {
	n, ok := r.length(2)
	if !ok || !r.enter(p.elem, n) {
		return false
	}
	m := reflect.MakeMapWithSize(p.typ, n)
	keyVariable, variable := reflect.New(p.key.typ), reflect.New(p.elem.typ)
	key, value := keyVariable.Elem(), variable.Elem()
	keyAddress, address := keyVariable.UnsafePointer(), variable.UnsafePointer()
	owed := r.d.owed + 2*n
	for range n {
		r.d.owed = owed - 1
		if b, ok := r.d.peek(); !ok || b&0xe0 != majorText || !r.value(p.key, keyAddress) {
			return false
		}
		owed -= 2
		r.d.owed = owed
		value.SetZero()
		if !r.value(p.elem, address) {
			return false
		}
		m.SetMapIndex(key, value)
	}
	r.d.depth++
	reflect.NewAt(p.typ, to).Elem().Set(m)
	return m.Len() == n // else a key is there twice
}
