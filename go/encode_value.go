// The bytes of each kind of value.

package monty

import (
	"encoding/binary"
	"math"
	"unicode/utf8"
	"unsafe"
)

// item writes a value into the draft, or the place of a reference to it.
func (e *encoder) item(o Object) error {
	switch v := o.(type) {
	case Str:
		if len(v) >= shareMin {
			if done, err := e.again(bytesKey(string(v), KindStr)); done || err != nil {
				return err
			}
		}
		return e.str(v)
	case Int:
		e.int(int64(v))
		return nil
	case Float:
		e.float(float64(v))
		return nil
	case Bool:
		e.bool(bool(v))
		return nil
	case nil, None:
		e.null()
		return nil
	case *Dict:
		return e.dict(v)
	case *List:
		return e.list(v)
	}
	return e.rare(o)
}

// rare is item for the less common types.
func (e *encoder) rare(o Object) error {
	switch v := o.(type) {
	case *Tuple:
		if v != nil {
			return e.tuple(v)
		}
	case *Instance:
		if v != nil {
			return e.instance(v)
		}
	case *Set:
		if v != nil {
			return e.set(v)
		}
	case *FrozenSet:
		if v != nil {
			return e.frozenSet(v)
		}
	case *NamedTuple:
		if v != nil {
			return e.namedTuple(v)
		}
	case *Class:
		return e.class(v)
	case *Module:
		if v != nil {
			return e.module(v)
		}
	case *BigInt:
		if v != nil {
			return e.large(v)
		}
	default:
		return e.leaf(o)
	}
	return nilPointer(o)
}

//go:noinline
func nilPointer(o Object) error { return locate("nil %T", o) }

func (e *encoder) large(b *BigInt) error {
	if b.payload() >= shareMin {
		if done, err := e.again(pointerKey(unsafe.Pointer(b), KindInt)); done || err != nil {
			return err
		}
	}
	e.bigInt(&b.n)
	return nil
}

// leaf writes a value that holds no others.
func (e *encoder) leaf(o Object) error {
	switch v := o.(type) {
	case Bytes:
		if len(v) >= shareMin {
			if done, err := e.again(bytesKey(string(v), KindBytes)); done || err != nil {
				return err
			}
		}
		e.content(majorBytes, string(v))
	case Decimal:
		if len(v.text) >= shareMin {
			if done, err := e.again(bytesKey(v.text, KindDecimal)); done || err != nil {
				return err
			}
		}
		e.decimal(v)
	case Date, Time, DateTime, TimeDelta, TimeZone:
		return e.datetime(o)
	case Complex:
		e.tag(tagComplex)
		e.array(2)
		e.float(real(complex128(v)))
		e.float(imag(complex128(v)))
	case Ellipsis:
		e.tag(tagEllipsis)
		e.null()
	case NotImplemented:
		e.tag(tagNotImplemented)
		e.null()
	case Path:
		return e.taggedText(tagPath, string(v))
	case Repr:
		return e.taggedText(tagRepr, string(v))
	case Cycle:
		return e.taggedText(tagCycle, string(v))
	case Type, BuiltinFunction, Exception, Function, File:
		return e.code(o)
	default:
		return locate("%T is not a value; use the type it points to", o)
	}
	return nil
}

// str writes text if it is UTF-8.
func (e *encoder) str(s Str) error {
	if n := len(s); n < 24 { // a head of one byte
		p := e.room(1 + n)
		p[0] = majorText | byte(n)
		if putASCII(p[1:], []byte(s)) {
			return nil
		}
		copy(p[1:], s)
	} else {
		e.text(string(s))
	}
	if !utf8.ValidString(string(s)) {
		return locate("the str is not valid UTF-8")
	}
	return nil
}

// checked writes text that came from the caller and is part of some other value.
func (e *encoder) checked(s string) error { return e.str(Str(s)) }

func (e *encoder) taggedText(tag uint64, s string) error {
	e.tag(tag)
	return e.checked(s)
}

func (e *encoder) sequence(items []Object) error {
	for i := 0; i < len(items); i++ {
		if _, ok := items[i].(Int); ok { // the bulk of long lists
			i += e.ints(items[i:]) - 1
			continue
		}
		if err := e.item(items[i]); err != nil {
			return atIndex(err, i)
		}
	}
	return nil
}

// ints writes the ints that the items begin with, and returns how many they are.
func (e *encoder) ints(items []Object) int {
	buf := e.buf
	for i, o := range items {
		n, ok := o.(Int)
		if !ok {
			items = items[:i]
			break
		}
		sign := n >> 63 // as in the method int
		major, m := byte(sign)&majorNegInt, uint64(n^sign)
		switch {
		case m < 24:
			buf = append(buf, major|byte(m))
		case m <= math.MaxUint8:
			buf = append(buf, major|24, byte(m))
		case m <= math.MaxUint16:
			buf = append(buf, major|25, byte(m>>8), byte(m))
		case m <= math.MaxUint32:
			buf = binary.BigEndian.AppendUint32(append(buf, major|26), uint32(m))
		default:
			buf = binary.BigEndian.AppendUint64(append(buf, major|27), m)
		}
	}
	e.buf = buf
	return len(items)
}

// atIndex is apart so that it takes no room on the stack of those that go down.
//
//go:noinline
func atIndex(err error, i int) error { return at(err, pathStep{index: i}) }

//go:noinline
func atKey(err error, i int) error { return at(err, keyAt(i)) }

//go:noinline
func atValue(err error, key Object) error { return at(err, keyStep(nil, key)) }

func (e *encoder) elements(h *hashed) error {
	e.array(h.len())
	for i, o := range h.keys {
		if o == nil {
			continue
		}
		if err := e.item(o); err != nil {
			return atIndex(err, i)
		}
	}
	return nil
}

func (e *encoder) list(l *List) error {
	if l == nil {
		return nilPointer(l)
	}
	ref, done, err := e.enter(unsafe.Pointer(l), KindList)
	if done || err != nil {
		return err
	}
	e.array(len(l.items))
	for i := 0; i < len(l.items); i++ { // what sequence does; returning from deep nesting is slow, so lists call one another
		switch o := l.items[i].(type) {
		case Int:
			i += e.ints(l.items[i:]) - 1
		case *List:
			err = e.list(o)
		default:
			err = e.item(o)
		}
		if err != nil {
			return atIndex(err, i)
		}
	}
	e.leave(ref)
	return nil
}

func (e *encoder) tuple(t *Tuple) error {
	ref, done, err := noRef, false, error(nil)
	if len(t.items) > 0 {
		ref, done, err = e.enter(unsafe.Pointer(t), KindTuple)
	} else {
		err = e.deeper()
	}
	if done || err != nil {
		return err
	}
	e.tag(tagTuple)
	e.array(len(t.items))
	err = e.sequence(t.items)
	e.leave(ref)
	return err
}

func (e *encoder) set(s *Set) error {
	ref, done, err := e.enter(unsafe.Pointer(s), KindSet)
	if done || err != nil {
		return err
	}
	e.tag(tagSet)
	err = e.elements(&s.h)
	e.leave(ref)
	return err
}

func (e *encoder) frozenSet(s *FrozenSet) error {
	ref, done, err := noRef, false, error(nil)
	if s.Len() > 0 {
		ref, done, err = e.enter(unsafe.Pointer(s), KindFrozenSet)
	} else {
		err = e.deeper()
	}
	if done || err != nil {
		return err
	}
	e.tag(tagFrozenSet)
	err = e.elements(&s.h)
	e.leave(ref)
	return err
}

// dict writes a map if CBOR libraries can be expected to take the keys, else the tagged array of keys and values.
func (e *encoder) dict(d *Dict) error {
	if d == nil {
		return nilPointer(d)
	}
	ref, done, err := e.enter(unsafe.Pointer(d), KindDict)
	if done || err != nil {
		return err
	}
	if d.mapKeys() {
		e.mapping(d.Len())
	} else {
		e.tag(tagPairs)
		e.array(2 * d.Len())
	}
	err = e.pairs(d)
	e.leave(ref)
	return err
}

// mapKeys says whether every key is None, a bool, an int, a float other than NaN, a str or bytes.
func (d *Dict) mapKeys() bool {
	for _, k := range d.h.keys {
		if _, ok := k.(Str); ok {
			continue
		}
		switch v := k.(type) {
		case Int, *BigInt, Bytes, Bool, None, nil: // nil marks a deleted pair
		case Float:
			if math.IsNaN(float64(v)) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func (e *encoder) pairs(d *Dict) error {
	for i, k := range d.h.keys {
		if s, ok := k.(Str); ok && len(s) < shareMin { // as most keys
			if err := e.str(s); err != nil {
				return atKey(err, i)
			}
		} else if k == nil {
			continue
		} else if err := e.item(k); err != nil {
			return atKey(err, i)
		}
		if err := e.item(d.values[i]); err != nil {
			return atValue(err, k)
		}
	}
	return nil
}

func (e *encoder) namedTuple(n *NamedTuple) error {
	ref, done, err := e.enter(unsafe.Pointer(n), KindNamedTuple)
	if done || err != nil {
		return err
	}
	e.tag(tagNamedTuple)
	e.array(3)
	if err := e.checked(n.name); err != nil {
		return err
	}
	e.array(len(n.fields))
	for _, f := range n.fields {
		if err := e.checked(f); err != nil {
			return err
		}
	}
	e.array(len(n.values))
	for i, o := range n.values {
		if err := e.item(o); err != nil {
			return atValue(err, Str(n.fields[i]))
		}
	}
	e.leave(ref)
	return nil
}
