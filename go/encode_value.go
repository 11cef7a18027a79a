// The bytes of each kind of value.

package monty

import (
	"math"
	"unicode/utf8"
)

// value writes one of the roots that were counted. The error is an *EncodeError.
func (e *encoder) value(o Object) error { return encodeError(e.item(o)) }

// item writes a value, or the reference to it.
func (e *encoder) item(o Object) error {
	switch v := o.(type) {
	case Int:
		e.int(int64(v))
		return nil
	case Str:
		if len(v) < shareMin || !e.shared {
			return e.str(v)
		}
	case Float:
		e.float(float64(v))
		return nil
	case Bool:
		e.bool(bool(v))
		return nil
	case nil, None:
		e.null()
		return nil
	}
	if e.shared {
		if key, ok := refKeyOf(o); ok {
			if done := e.mark(key); done {
				return nil
			}
		}
	}
	return e.body(o)
}

// mark writes the sharing mark of a value that has one. It returns true if that is all there is to write.
func (e *encoder) mark(key refKey) bool {
	at := e.refs.find(key)
	if at < 0 || !e.refs.refs[at].many {
		return false
	}
	r := &e.refs.refs[at]
	if r.index >= 0 {
		e.tag(tagReference)
		e.uint(uint64(r.index))
		return true
	}
	r.index = int32(e.marks)
	e.marks++
	e.tag(tagShared)
	return false
}

// body writes a value without regard to sharing.
func (e *encoder) body(o Object) error {
	if e.limit > 0 && len(e.buf) > e.limit {
		return locate(errTooLong, e.limit)
	}
	switch v := o.(type) {
	case Str:
		return e.str(v)
	case Bytes:
		e.head(majorBytes, uint64(len(v)))
		e.buf = append(e.buf, v...)
	case *BigInt:
		e.bigInt(&v.n)
	case Complex:
		e.tag(tagComplex)
		e.array(2)
		e.float(real(complex128(v)))
		e.float(imag(complex128(v)))
	case *List:
		e.array(len(v.items))
		return e.sequence(v.items)
	case *Tuple:
		e.tag(tagTuple)
		e.array(len(v.items))
		return e.sequence(v.items)
	case *Dict:
		return e.dict(v)
	case *Set:
		e.tag(tagSet)
		e.array(v.Len())
		return e.elements(&v.h)
	case *FrozenSet:
		e.tag(tagFrozenSet)
		e.array(v.Len())
		return e.elements(&v.h)
	case *NamedTuple:
		return e.namedTuple(v)
	case Ellipsis:
		e.tag(tagEllipsis)
		e.null()
	case NotImplemented:
		e.tag(tagNotImplemented)
		e.null()
	case Date, Time, DateTime, TimeDelta, TimeZone:
		return e.datetime(o)
	case Decimal:
		e.decimal(v)
	case Path:
		return e.taggedText(tagPath, string(v))
	case Repr:
		return e.taggedText(tagRepr, string(v))
	case Cycle:
		return e.taggedText(tagCycle, string(v))
	case Type:
		if !knownType(string(v)) {
			return locate("%q is not a builtin type or exception of the interpreter", string(v))
		}
		return e.taggedText(tagType, string(v))
	case BuiltinFunction:
		if !functionNames[string(v)] {
			return locate("%q is not a builtin function of the interpreter", string(v))
		}
		return e.taggedText(tagBuiltinFunction, string(v))
	case Exception, Function, File, *Class, *Instance, *Module:
		return e.code(o)
	default:
		return locate("%T is not a value; use the type it points to", o)
	}
	return nil
}

func (e *encoder) str(s Str) error {
	if !utf8.ValidString(string(s)) {
		return locate("the str is not valid UTF-8")
	}
	e.text(string(s))
	return nil
}

// checked writes text that came from the caller and is part of some other value.
func (e *encoder) checked(s string) error { return e.str(Str(s)) }

func (e *encoder) taggedText(tag uint64, s string) error {
	e.tag(tag)
	return e.checked(s)
}

func (e *encoder) sequence(items []Object) error {
	for i, o := range items {
		if n, ok := o.(Int); ok { // the bulk of long lists
			e.int(int64(n))
			continue
		}
		if err := e.item(o); err != nil {
			return at(err, pathStep{index: i})
		}
	}
	return nil
}

func (e *encoder) elements(h *hashed) error {
	for i, o := range h.keys {
		if o == nil {
			continue
		}
		if err := e.item(o); err != nil {
			return at(err, pathStep{index: i})
		}
	}
	return nil
}

// dict writes a map if CBOR libraries can be expected to take the keys, else the tagged array of keys and values.
func (e *encoder) dict(d *Dict) error {
	if d.mapKeys() {
		e.mapping(d.Len())
	} else {
		e.tag(tagPairs)
		e.array(2 * d.Len())
	}
	return e.pairs(d)
}

// mapKeys says whether every key is None, a bool, an int, a float other than NaN, a str or bytes.
func (d *Dict) mapKeys() bool {
	for _, k := range d.h.keys {
		switch v := k.(type) {
		case Str, Int, *BigInt, Bytes, Bool, None, nil: // nil marks a deleted pair
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
		if k == nil {
			continue
		}
		if err := e.item(k); err != nil {
			return at(err, keyAt(i))
		}
		if err := e.item(d.values[i]); err != nil {
			return at(err, keyStep(nil, k))
		}
	}
	return nil
}

// attributes writes a map if every name is a str, else the tagged array of names and values.
func (e *encoder) attributes(d *Dict) error {
	if d == nil {
		e.mapping(0)
		return nil
	}
	names := true
	for _, k := range d.h.keys {
		if _, ok := k.(Str); k != nil && !ok {
			names = false
			break
		}
	}
	if names {
		e.mapping(d.Len())
	} else {
		e.tag(tagPairs)
		e.array(2 * d.Len())
	}
	return e.pairs(d)
}

func (e *encoder) namedTuple(n *NamedTuple) error {
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
			return at(err, keyStep(nil, Str(n.fields[i])))
		}
	}
	return nil
}

// code writes the values that refer to code.
func (e *encoder) code(o Object) error {
	switch v := o.(type) {
	case Exception:
		if !exceptionNames[v.Type] {
			return locate("%q is not an exception of the interpreter", v.Type)
		}
		e.tag(tagException)
		e.array(2)
		e.text(v.Type)
		return e.checkedOrNull(v.Message, v.HasMessage)
	case Function:
		e.tag(tagFunction)
		e.array(2)
		if err := e.checked(v.Name); err != nil {
			return err
		}
		return e.checkedOrNull(v.Doc, v.HasDoc)
	case File:
		if !fileModes[v.Mode] {
			return locate("%q is not a file mode", v.Mode)
		}
		e.tag(tagFile)
		e.array(3)
		if err := e.checked(v.Path); err != nil {
			return err
		}
		e.text(v.Mode)
		e.uint(v.Position)
	case *Class:
		if v.host != nil {
			e.hosts = append(e.hosts, sentHost{host: v.host})
		}
		e.tag(tagClass)
		e.array(5)
		if err := e.checked(v.Name); err != nil {
			return err
		}
		e.uuid(v.ID)
		e.bool(v.HostDefined)
		e.bool(v.Dataclass)
		return e.attributes(v.Attrs)
	case *Instance:
		if v.host != nil {
			e.hosts = append(e.hosts, sentHost{v.host, v})
		}
		e.tag(tagInstance)
		e.array(3)
		if err := e.item(v.class()); err != nil {
			return at(err, classStep)
		}
		e.uuid(v.ID)
		return e.attributes(v.Attrs)
	case *Module:
		e.tag(tagModule)
		e.array(3)
		if err := e.checked(v.Name); err != nil {
			return err
		}
		e.uuid(v.ID)
		return e.attributes(v.Attrs)
	}
	return nil
}

// checkedOrNull writes text that came from the caller, or null. Text without its flag is refused: it would be lost.
func (e *encoder) checkedOrNull(s string, ok bool) error {
	if ok {
		return e.checked(s)
	}
	if s != "" {
		return locate("it has the text %q, but the flag for it is not set", cut(s, 40))
	}
	e.null()
	return nil
}

func (e *encoder) uuid(u UUID) {
	e.tag(tagUUID)
	e.bytes(u[:])
}
