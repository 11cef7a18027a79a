// How lists, tuples, dicts, sets and instances go into slices, arrays, maps, structs and what pointers point to.

package monty

import (
	"fmt"
	"reflect"
	"unsafe"
)

const errTooMany = "more than 16,777,216 nodes up to here, counted as often as they occur"

// enter counts a container with n items, each of which takes that many bytes in Go. leave is to be called after it, unless
// the conversion ends with an error.
func (c *conversion) enter(p *exactPlan, o Object, n int, size uintptr) error {
	// A large variable counts as several nodes, since its memory is taken before it is known whether the item fits.
	if c.left -= 1 + n*int(max(1, size/costItem)); c.left < 0 {
		return refuse(p, o, errTooMany, nil)
	}
	if c.depth++; c.depth > maxNesting {
		return refuse(p, o, errTooDeep, nil)
	}
	return nil
}

func (c *conversion) leave() { c.depth-- }

// pointer stores a pointer to a new variable that holds o. A container that the same type of pointer was made for before
// gets the same pointer.
func (c *conversion) pointer(p *exactPlan, to unsafe.Pointer, o Object) error {
	position := -1
	if key, ok := refKeyOf(o); ok && p.shares && !isNilPointer(o) {
		key.extent = p.id<<8 | key.extent&0xff
		var first bool
		if position, first = c.known.add(key); !first {
			if c.known.refs[position].open {
				return refuse(p, o, "it holds itself", nil)
			}
			*(*unsafe.Pointer)(to) = c.made[position]
			return nil
		}
		c.known.refs[position].open = true
		c.made = append(c.made, nil)
	}
	made := reflect.New(p.elem.typ).UnsafePointer()
	if c.depth++; c.depth > maxNesting {
		return refuse(p, o, errTooDeep, nil)
	}
	if err := c.convert(p.elem, made, o); err != nil {
		return err
	}
	c.depth--
	if position >= 0 {
		c.known.refs[position].open = false
		c.made[position] = made
	}
	*(*unsafe.Pointer)(to) = made
	return nil
}

// slice stores the items of a list in a new slice.
func (c *conversion) slice(p *exactPlan, to unsafe.Pointer, l *List) error {
	v := reflect.NewAt(p.typ, to).Elem()
	n := len(l.items)
	if n == 0 {
		v.Set(reflect.MakeSlice(p.typ, 0, 0))
		return nil
	}
	if err := c.enter(p, l, n, p.elem.size); err != nil {
		return err
	}
	v.Grow(n)
	v.SetLen(n)
	if err := c.items(p.elem, v.UnsafePointer(), l, l.items); err != nil {
		return err
	}
	c.leave()
	return nil
}

// items stores the items of container o in variables that lie one behind the other.
func (c *conversion) items(p *exactPlan, to unsafe.Pointer, o Object, items []Object) error {
	for i, item := range items {
		if err := c.convert(p, unsafe.Add(to, uintptr(i)*p.size), item); err != nil {
			return at(err, pathStep{container: o, index: i})
		}
	}
	return nil
}

// bytes stores a copy of bytes in a slice.
func (c *conversion) bytes(p *exactPlan, to unsafe.Pointer, b Bytes) error {
	// One bytes object can occur many times, and each occurrence is copied.
	if c.left -= len(b) / costItem; c.left < 0 {
		return refuse(p, b, errTooMany, nil)
	}
	*(*[]byte)(to) = []byte(b)
	return nil
}

// array stores the items of a tuple or list in an array of their number.
func (c *conversion) array(p *exactPlan, to unsafe.Pointer, o Object) error {
	n := p.typ.Len()
	var items []Object
	switch v := o.(type) {
	case *List, *Tuple, *NamedTuple:
		items = arrayItems(v)
	case Bytes:
		if !isByteForm(p.elem) {
			return wrongKind(p, o)
		}
		if len(v) != n {
			return refuse(p, o, fmt.Sprintf("it has %d bytes", len(v)), nil)
		}
		copy(unsafe.Slice((*byte)(to), n), v)
		return nil
	default:
		return wrongKind(p, o)
	}
	if len(items) != n {
		return refuse(p, o, fmt.Sprintf("it has %d items", len(items)), nil)
	}
	if err := c.enter(p, o, n, 0); err != nil {
		return err
	}
	if err := c.items(p.elem, to, o, items); err != nil {
		return err
	}
	c.leave()
	return nil
}

// mapping stores the pairs of a dict, or the elements of a set, in a new map.
func (c *conversion) mapping(p *exactPlan, to unsafe.Pointer, o Object) error {
	var keys, values []Object
	n := 0
	switch v := o.(type) {
	case *Dict:
		keys, values = pairSlices(v)
		n = v.Len()
	case *Set:
		if v != nil {
			keys, n = v.h.keys, v.h.len()
		}
	case *FrozenSet:
		if v != nil {
			keys, n = v.h.keys, v.h.len()
		}
	default:
		return wrongKind(p, o)
	}
	isSet := o.Kind() != KindDict
	if isSet && !p.elements || isNilPointer(o) {
		return misfitOf(p, o)
	}
	if err := c.enter(p, o, n, p.elem.size); err != nil {
		return err
	}
	m := reflect.MakeMapWithSize(p.typ, n)
	keyVariable, variable := reflect.New(p.key.typ), reflect.New(p.elem.typ)
	keyAddress, address := keyVariable.UnsafePointer(), variable.UnsafePointer()
	key, value := keyVariable.Elem(), variable.Elem()
	if isSet && p.elem.form == toBool {
		value.SetBool(true)
	}
	for i, k := range keys {
		if k == nil {
			continue
		}
		key.SetZero() // a map copies its keys and values, so one variable does for all
		if err := c.convert(p.key, keyAddress, k); err != nil {
			return at(err, keyAt(i))
		}
		if !isSet {
			value.SetZero()
			if err := c.convert(p.elem, address, values[i]); err != nil {
				return at(err, keyStep(o, k))
			}
		}
		m.SetMapIndex(key, value)
	}
	if m.Len() != n {
		return refuse(p, o, "two of its keys are one key in Go", nil)
	}
	reflect.NewAt(p.typ, to).Elem().Set(m)
	c.leave()
	return nil
}

// structure stores the pairs of a dict, the fields of a namedtuple, the attributes of an instance or the items of a tuple in
// the fields of a struct.
func (c *conversion) structure(p *exactPlan, to unsafe.Pointer, o Object) error {
	s := structFiller{c: c, p: p, to: to, o: o}
	if len(p.fields) > 64 {
		s.many = make([]uint64, len(p.fields)/64)
	}
	n := 0
	switch v := o.(type) {
	case *Dict:
		n = v.Len()
	case *Instance:
		n = objectPairs(v).Len()
	case *NamedTuple, *Tuple:
		n = len(arrayItems(v))
	default:
		return wrongKind(p, o)
	}
	if isNilPointer(o) {
		return misfitOf(p, o)
	}
	if err := c.enter(p, o, n, 0); err != nil {
		return err
	}
	switch v := o.(type) {
	case *Tuple:
		if len(v.items) != len(p.fields) {
			return refuse(p, o, fmt.Sprintf("it has %d items", len(v.items)), nil)
		}
		for i, item := range v.items {
			if err := c.field(p, to, &p.fields[i], item); err != nil {
				return at(err, pathStep{container: o, index: i})
			}
		}
		c.leave()
		return nil
	case *NamedTuple:
		for i, name := range v.fields {
			if err := s.pair(name, i, v.values[i]); err != nil {
				return err
			}
		}
	default:
		keys, values := pairSlices(objectPairs(o))
		for i, k := range keys {
			name, ok := k.(Str)
			if !ok {
				continue
			}
			var err error
			if i < len(p.fields) && i < 64 && string(name) == p.fields[i].name && s.first&(1<<i) == 0 { // as expected
				s.first |= 1 << i
				s.count++
				err = s.field(&p.fields[i], string(name), values[i])
			} else {
				err = s.pair(string(name), i, values[i])
			}
			if err != nil {
				return err
			}
		}
	}
	if s.count < len(p.fields) {
		if f := s.missing(); f != nil {
			return refuse(p, o, fmt.Sprintf("there is nothing for its field %q", f.name), nil)
		}
	}
	c.leave()
	return nil
}

// structFiller fills one struct by the names of its fields.
type structFiller struct {
	c     *conversion
	p     *exactPlan
	to    unsafe.Pointer
	o     Object
	count int      // fields that were filled
	first uint64   // which of the first 64 those are
	many  []uint64 // and which of the others
	loose []int    // fields that were filled by names that differ in case
}

// word is where the mark of a field is.
func (s *structFiller) word(i int) *uint64 {
	if i < 64 {
		return &s.first
	}
	return &s.many[i/64-1]
}

// pair stores one value in the field of that name, if there is one. guess is the place where that field may be.
func (s *structFiller) pair(name string, guess int, value Object) error {
	f := s.p.names.find(name, guess)
	if f == nil {
		return nil
	}
	field := &s.p.fields[f.position]
	bit, word := uint64(1)<<(f.position%64), s.word(f.position)
	if *word&bit != 0 || name != f.name { // rare
		done, err := s.contested(f.position, name == f.name)
		if done || err != nil {
			return err
		}
	}
	if *word&bit == 0 {
		*word |= bit
		s.count++
	}
	return s.field(field, name, value)
}

// field stores one value in a field that is found.
func (s *structFiller) field(f *exactField, name string, value Object) error {
	var err error
	if f.through == nil && !f.quoted {
		err = s.c.convert(f.plan, unsafe.Add(s.to, f.offset), value)
	} else {
		err = s.c.field(s.p, s.to, f, value)
	}
	if err != nil {
		return at(err, pathStep{container: s.o, form: stepName, name: name})
	}
	return nil
}

// contested settles which of several names for a field counts: the one that is equal to its name. It returns true if
// the one at hand does not.
func (s *structFiller) contested(position int, equal bool) (done bool, err error) {
	filled := *s.word(position)&(1<<(position%64)) != 0
	loose := false
	for _, i := range s.loose {
		loose = loose || i == position
	}
	switch {
	case !filled && !equal:
		s.loose = append(s.loose, position)
	case filled && loose && !equal:
		return true, refuse(s.p, s.o, fmt.Sprintf("two of its names fit the field %q", s.p.fields[position].name), nil)
	case filled && !equal:
		return true, nil
	case filled: // by a name that fits less well
		f := &s.p.fields[position]
		address, reason := f.address(s.to)
		if reason == "" {
			reflect.NewAt(f.plan.typ, address).Elem().SetZero()
		}
	}
	return false, nil
}

// missing returns the first field that must be filled and was not, or nil.
func (s *structFiller) missing() *exactField {
	for i := range s.p.fields {
		f := &s.p.fields[i]
		if !f.optional && *s.word(i)&(1<<(i%64)) == 0 {
			return f
		}
	}
	return nil
}

// field stores a value in a field of the struct at that address.
func (c *conversion) field(p *exactPlan, to unsafe.Pointer, f *exactField, value Object) error {
	address := unsafe.Add(to, f.offset)
	if f.through != nil {
		var reason string
		if address, reason = f.address(to); reason != "" {
			return refuse(p, value, reason, nil)
		}
	}
	if f.quoted {
		return c.quoted(f.plan, address, value)
	}
	return c.convert(f.plan, address, value)
}

// address finds the field, and makes the embedded structs on the way where their pointers are nil. A reason says why the
// field cannot be set.
func (f *exactField) address(to unsafe.Pointer) (at unsafe.Pointer, reason string) {
	if f.reason != "" {
		return nil, f.reason
	}
	for _, e := range f.through {
		embedded := (*unsafe.Pointer)(unsafe.Add(to, e.offset))
		if *embedded == nil {
			*embedded = reflect.New(e.typ).UnsafePointer()
		}
		to = *embedded
	}
	return unsafe.Add(to, f.offset), ""
}

// quoted stores a value in a field with the tag option "string": a str that holds the JSON text of a number, bool or str.
func (c *conversion) quoted(p *exactPlan, to unsafe.Pointer, o Object) error {
	inner := p
	if p.form == toPointer {
		inner = p.elem
	}
	if s, ok := o.(Str); ok && inner.form != toMethod {
		literal, err := objectOfJSON([]byte(s))
		if err != nil {
			return refuse(p, o, "not a JSON literal: "+err.Error(), err)
		}
		return c.convert(p, to, literal)
	}
	return c.convert(p, to, o)
}
