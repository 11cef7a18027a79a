// The encoder's first walk: which values are shared, and is there a cycle or too much depth.

package monty

// count finds the values that are referred to more than once from all roots of a message together. It returns an
// *EncodeError for a value that holds itself, nesting beyond maxDepth, and nil pointers.
func (e *encoder) count(roots ...Object) error {
	for _, o := range roots {
		if err := e.walk(o); err != nil {
			return err
		}
	}
	return nil
}

// walk counts the value and, at its first occurrence, everything in it.
func (e *encoder) walk(o Object) error {
	switch v := o.(type) {
	case Str:
		if len(v) < shareMin {
			return nil
		}
	case Bytes:
		if len(v) < shareMin {
			return nil
		}
	case nil, None, Bool, Int, Float, Complex, Ellipsis, NotImplemented, Date, Time, DateTime, TimeDelta, TimeZone, Path,
		Exception, Type, BuiltinFunction, Function, File, Repr, Cycle:
		return nil
	case Decimal:
		if len(v.text) < shareMin {
			return nil
		}
	default:
		if isNilPointer(o) {
			return refuse("nil %T", o)
		}
	}
	key, ok := refKeyOf(o)
	if !ok {
		return e.walkItems(o) // a small big int, or an empty tuple or frozenset
	}
	at, first := e.refs.add(key)
	if !first {
		if e.refs.refs[at].open {
			return refuse("it holds itself")
		}
		e.refs.refs[at].many = true
		e.shared = true
		return nil
	}
	e.refs.refs[at].open = true
	err := e.walkItems(o)
	e.refs.refs[at].open = false
	return err
}

// walkItems walks what the value holds.
func (e *encoder) walkItems(o Object) error {
	switch o.(type) {
	case Str, Bytes, Decimal, *BigInt:
		return nil
	}
	if e.depth == maxDepth {
		return refuse("nested deeper than %d containers", maxDepth)
	}
	e.depth++
	defer func() { e.depth-- }()
	switch v := o.(type) {
	case *List:
		return e.walkSequence(v.items)
	case *Tuple:
		return e.walkSequence(v.items)
	case *NamedTuple:
		return e.walkSequence(v.values)
	case *Set:
		return e.walkSequence(v.h.keys)
	case *FrozenSet:
		return e.walkSequence(v.h.keys)
	case *Dict:
		return e.walkPairs(v)
	case *Class:
		return e.walkPairs(v.Attrs)
	case *Instance:
		if err := e.walk(v.class()); err != nil {
			return within(err, ".__class__")
		}
		return e.walkPairs(v.Attrs)
	case *Module:
		return e.walkPairs(v.Attrs)
	}
	return refuse("%T is not a value; use the type it points to", o)
}

func (e *encoder) walkSequence(items []Object) error {
	for i, o := range items {
		switch o.(type) {
		case Int, Float, Bool: // the bulk of long lists
			continue
		}
		if err := e.walk(o); err != nil {
			return atIndex(err, i)
		}
	}
	return nil
}

func (e *encoder) walkPairs(d *Dict) error {
	if d == nil {
		return nil
	}
	for i, k := range d.h.keys {
		if k == nil {
			continue
		}
		if err := e.walk(k); err != nil {
			return within(err, ".keys()")
		}
		if err := e.walk(d.values[i]); err != nil {
			return atKey(err, k)
		}
	}
	return nil
}

// class is the class as an Object that is nil if there is none.
func (i *Instance) class() Object {
	if i.Class == nil {
		return (*Class)(nil)
	}
	return i.Class
}

// isNilPointer says whether the Object is a nil pointer of one of the pointer kinds.
func isNilPointer(o Object) bool {
	switch v := o.(type) {
	case *BigInt:
		return v == nil
	case *List:
		return v == nil
	case *Tuple:
		return v == nil
	case *Dict:
		return v == nil
	case *Set:
		return v == nil
	case *FrozenSet:
		return v == nil
	case *NamedTuple:
		return v == nil
	case *Class:
		return v == nil
	case *Instance:
		return v == nil
	case *Module:
		return v == nil
	}
	return false
}
