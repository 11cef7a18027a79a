// The encoder's first walk: which values are shared, and is there a cycle or too much depth.

package monty

// count finds the values that are referred to more than once from all roots of a message together. It returns an
// *EncodeError for a value that holds itself, nesting beyond maxDepth, and nil pointers.
func (e *encoder) count(roots ...Object) error {
	for _, o := range roots {
		if err := e.walk(o); err != nil {
			return encodeError(err)
		}
	}
	return nil
}

// walk counts the value and, at its first occurrence, everything in it.
func (e *encoder) walk(o Object) error {
	switch v := o.(type) {
	case nil, None, Bool, Int, Float, Complex, Ellipsis, NotImplemented, Date, Time, DateTime, TimeDelta, TimeZone, Path,
		Exception, Type, BuiltinFunction, Function, File, Repr, Cycle:
		return nil
	case Str:
		if len(v) >= shareMin {
			e.leaf(o)
		}
		return nil
	case Bytes, Decimal:
		e.leaf(o)
		return nil
	case *List:
		if v != nil {
			return e.sequenceIn(o, v.items)
		}
	case *Dict:
		if v != nil {
			ref, first, err := e.enter(o)
			if !first {
				return err
			}
			err = e.walkPairs(v)
			e.leave(ref)
			return err
		}
	case *BigInt:
		if v != nil {
			e.leaf(o)
			return nil
		}
	case *Tuple:
		if v != nil {
			return e.sequenceIn(o, v.items)
		}
	case *NamedTuple:
		if v != nil {
			return e.sequenceIn(o, v.values)
		}
	case *Set:
		if v != nil {
			return e.sequenceIn(o, v.h.keys)
		}
	case *FrozenSet:
		if v != nil {
			return e.sequenceIn(o, v.h.keys)
		}
	case *Class, *Instance, *Module:
		if !isNilPointer(o) {
			return e.walkCode(o)
		}
	default:
		return locate("%T is not a value; use the type it points to", o)
	}
	return locate("nil %T", o)
}

// leaf counts a value that holds no others, if it is long enough to be shared.
func (e *encoder) leaf(o Object) {
	if key, ok := refKeyOf(o); ok {
		if at, first := e.refs.add(key); !first {
			e.refs.refs[at].many = true
			e.shared = true
		}
	}
}

// enter counts a container. If it is the first occurrence, the caller walks what it holds and then calls leave.
func (e *encoder) enter(o Object) (at int, first bool, err error) {
	key, ok := refKeyOf(o)
	at = -1
	if ok { // all but an empty tuple or frozenset
		if at, first = e.refs.add(key); !first {
			if e.refs.refs[at].open {
				return 0, false, locate("it holds itself")
			}
			e.refs.refs[at].many = true
			e.shared = true
			return 0, false, nil
		}
		e.refs.refs[at].open = true
	}
	if e.depth == maxDepth {
		return 0, false, locate("nested deeper than %d containers", maxDepth)
	}
	e.depth++
	return at, true, nil
}

func (e *encoder) leave(at int) {
	e.depth--
	if at >= 0 {
		e.refs.refs[at].open = false
	}
}

func (e *encoder) sequenceIn(o Object, items []Object) error {
	ref, first, err := e.enter(o)
	if !first {
		return err
	}
	err = e.walkSequence(items)
	e.leave(ref)
	return err
}

// walkCode walks a class, instance or module.
func (e *encoder) walkCode(o Object) error {
	ref, first, err := e.enter(o)
	if !first {
		return err
	}
	switch v := o.(type) {
	case *Class:
		err = e.walkPairs(v.Attrs)
	case *Instance:
		if err = e.walk(v.class()); err != nil {
			err = at(err, classStep)
		} else {
			err = e.walkPairs(v.Attrs)
		}
	case *Module:
		err = e.walkPairs(v.Attrs)
	}
	e.leave(ref)
	return err
}

func (e *encoder) walkSequence(items []Object) error {
	for i, o := range items {
		switch o.(type) {
		case Int, Float, Bool: // the bulk of long lists
			continue
		}
		if err := e.walk(o); err != nil {
			return at(err, pathStep{index: i})
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
			return at(err, keyAt(i))
		}
		if err := e.walk(d.values[i]); err != nil {
			return at(err, keyStep(nil, k))
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
