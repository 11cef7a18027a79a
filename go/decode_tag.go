// What stands under each tag.

package monty

import "math/big"

// tagged reads an item with a tag.
func (d *decoder) tagged() Object {
	at := d.pos
	tag, ok := d.argument()
	if !ok {
		return nil
	}
	switch tag {
	case tagShared:
		return d.marked(at)
	case tagReference:
		return d.reference(at)
	case tagTuple:
		if items, ok := d.taggedItems(at); ok {
			t := d.box.tuples.another()
			t.items = items
			return t
		}
		return nil
	case tagSet:
		s := &Set{}
		return d.elements(s, &s.h, at)
	case tagFrozenSet:
		s := &FrozenSet{}
		return d.elements(s, &s.h, at)
	case tagPairs:
		if !d.open(at) {
			return nil
		}
		dict := d.pairs()
		d.depth++
		if dict == nil {
			return nil
		}
		return dict
	case tagNamedTuple:
		return d.namedTuple(at)
	case tagClass, tagInstance, tagModule:
		return d.classItem(tag, at)
	case tagBigPositive, tagBigNegative:
		n, ok := d.magnitude(tag == tagBigNegative, len(d.in))
		if !ok {
			return nil
		}
		return d.bigInt(n, at)
	}
	if !d.charge(costStruct, at) {
		return nil
	}
	return d.taggedLeaf(tag, at)
}

// taggedLeaf reads the content of a tag that holds no other values.
func (d *decoder) taggedLeaf(tag uint64, at int) Object {
	switch tag {
	case tagDateTime, tagDateTimeOther, tagDate, tagTime, tagTimeZone, tagDuration:
		return d.datetime(tag)
	case tagDecimal, tagDecimalExtended:
		return d.decimal(tag == tagDecimalExtended)
	case tagComplex:
		f, ok := d.fixed(2)
		if !ok {
			return nil
		}
		re, ok := d.floatItem()
		if !ok {
			return nil
		}
		im, ok := d.floatItem()
		if !ok || !d.close(f) {
			return nil
		}
		return Complex(complex(re, im))
	case tagEllipsis, tagNotImplemented:
		inner := d.pos
		if isNull, ok := d.isNull(); !ok || !isNull {
			return d.fail(DecodeWrongContent, inner, "expected null")
		}
		if tag == tagEllipsis {
			return Ellipsis{}
		}
		return NotImplemented{}
	case tagPath, tagRepr, tagCycle:
		s, ok := d.textItem()
		switch {
		case !ok:
			return nil
		case tag == tagPath:
			return Path(s)
		case tag == tagRepr:
			return Repr(s)
		}
		return Cycle(s)
	case tagType:
		if s, ok := d.known(knownType); ok {
			return Type(s)
		}
		return nil
	case tagBuiltinFunction:
		if s, ok := d.known(func(s string) bool { return functionNames[s] }); ok {
			return BuiltinFunction(s)
		}
		return nil
	case tagException, tagFunction:
		return d.named(tag)
	case tagFile:
		return d.file()
	}
	return d.fail(DecodeUnknownTag, at, "")
}

// known reads a text that must be one of a set of names.
func (d *decoder) known(isKnown func(string) bool) (string, bool) {
	at := d.pos
	s, ok := d.textItem()
	if ok && !isKnown(s) {
		d.fail(DecodeUnknownName, at, "")
		return "", false
	}
	return s, ok
}

// fixed reads the head of an array that must have n items, to be ended with close.
func (d *decoder) fixed(n uint64) (head, bool) {
	h, ok := d.expect(majorArray, "an array")
	if !ok || h.indefinite || h.argument == n {
		return h, ok
	}
	if h.argument > uint64(len(d.in)-d.pos) {
		d.fail(DecodeTruncated, h.at, "")
	} else {
		d.fail(DecodeWrongContent, h.at, "wrong number of items")
	}
	return h, false
}

// close reads the break of an array that fixed began with indefinite length.
func (d *decoder) close(h head) bool {
	if !h.indefinite {
		return true
	}
	ended, ok := d.ended()
	if ok && !ended {
		d.fail(DecodeWrongContent, h.at, "wrong number of items")
	}
	return ok && ended
}

// marked reads a value that later ones may refer to.
func (d *decoder) marked(at int) Object {
	if !d.charge(costItem, at) {
		return nil
	}
	index := len(d.shared)
	d.shared = append(d.shared, nil)
	inner := d.pos
	if h, ok := d.head(); !ok {
		return nil
	} else if h.major == majorTag && (h.argument == tagShared || h.argument == tagReference) {
		return d.fail(DecodeBadShare, inner, "a mark on a mark")
	}
	d.pos = inner
	o := d.item()
	d.shared[index] = o
	return o
}

// reference reads the index of a value that was marked.
func (d *decoder) reference(at int) Object {
	h, ok := d.head()
	if !ok {
		return nil
	}
	if h.major != majorUint {
		return d.fail(DecodeBadShare, h.at, "expected an index")
	}
	if h.argument >= uint64(len(d.shared)) || d.shared[h.argument] == nil {
		return d.fail(DecodeBadShare, at, "nothing marked and complete has this index")
	}
	return d.shared[h.argument]
}

// taggedItems reads the array of a container whose tag is at that offset.
func (d *decoder) taggedItems(at int) ([]Object, bool) {
	h, ok := d.expect(majorArray, "an array")
	if !ok {
		return nil, false
	}
	return d.items(h, at)
}

// elements reads the elements of a set.
func (d *decoder) elements(set Object, h *hashed, at int) Object {
	inner := d.pos
	items, ok := d.taggedItems(at)
	if !ok {
		return nil
	}
	n, ok := d.unify(items, nil, inner)
	if !ok {
		return nil
	}
	if n < len(items) {
		d.foundEqual(inner)
		clear(items[n:])
	}
	h.keys, h.live = items[:n], uint32(n)
	return set
}

func (d *decoder) namedTuple(at int) Object {
	f, ok := d.fixed(3)
	if !ok {
		return nil
	}
	n := &NamedTuple{}
	if n.name, ok = d.textItem(); !ok {
		return nil
	}
	if n.fields, ok = d.names(); !ok {
		return nil
	}
	h, ok := d.expect(majorArray, "an array")
	if !ok {
		return nil
	}
	if !h.indefinite && h.argument != uint64(len(n.fields)) {
		return d.fail(DecodeNameCount, h.at, "")
	}
	if n.values, ok = d.items(h, at); !ok {
		return nil
	}
	if len(n.values) != len(n.fields) {
		return d.fail(DecodeNameCount, h.at, "")
	}
	if !d.close(f) {
		return nil
	}
	return n
}

// names reads an array of text strings.
func (d *decoder) names() ([]string, bool) {
	h, ok := d.expect(majorArray, "an array")
	if !ok {
		return nil, false
	}
	if !h.indefinite {
		if h.argument > d.room() {
			d.fail(DecodeTruncated, h.at, "")
			return nil, false
		}
		if !d.charge(int(h.argument)*costItem, h.at) {
			return nil, false
		}
		names := make([]string, h.argument)
		for i := range names {
			if names[i], ok = d.textItem(); !ok {
				return nil, false
			}
		}
		return names, true
	}
	var names []string
	for {
		if ended, ok := d.ended(); !ok || ended {
			return names, ok
		}
		if !d.charge(costItem, h.at) {
			return nil, false
		}
		name, ok := d.textItem()
		if !ok {
			return nil, false
		}
		names = append(names, name)
	}
}

// named reads an exception or a function: a name, and text or null.
func (d *decoder) named(tag uint64) Object {
	f, ok := d.fixed(2)
	if !ok {
		return nil
	}
	name, ok := d.known(func(s string) bool { return tag == tagFunction || exceptionNames[s] })
	if !ok {
		return nil
	}
	text, has, ok := d.optionalText()
	if !ok || !d.close(f) {
		return nil
	}
	if tag == tagFunction {
		return Function{name, text, has}
	}
	return Exception{name, text, has}
}

func (d *decoder) file() Object {
	f, ok := d.fixed(3)
	if !ok {
		return nil
	}
	path, ok := d.textItem()
	if !ok {
		return nil
	}
	mode, ok := d.known(func(s string) bool { return fileModes[s] })
	if !ok {
		return nil
	}
	position, ok := d.expect(majorUint, "an unsigned int")
	if !ok || !d.close(f) {
		return nil
	}
	return File{path, mode, position.argument}
}

// classItem reads a class, instance or module.
func (d *decoder) classItem(tag uint64, at int) Object {
	if !d.charge(costStruct, at) {
		return nil
	}
	count := uint64(3)
	if tag == tagClass {
		count = 5
	}
	f, ok := d.fixed(count)
	if !ok {
		return nil
	}
	var o Object
	var attrs **Dict
	opened := false
	switch tag {
	case tagClass:
		c := &Class{}
		if c.Name, ok = d.textItem(); !ok || !d.uuid(&c.ID) {
			return nil
		}
		if c.HostDefined, ok = d.boolean(); !ok {
			return nil
		}
		if c.Dataclass, ok = d.boolean(); !ok {
			return nil
		}
		if d.hosts != nil && c.HostDefined {
			c.host = d.hosts.find(c.ID)
		}
		o, attrs = c, &c.Attrs
	case tagInstance:
		if !d.open(at) {
			return nil
		}
		opened = true
		i := d.box.instances.another()
		inner := d.pos
		class := d.item()
		if class == nil {
			return nil
		}
		if i.Class, ok = class.(*Class); !ok {
			return d.fail(DecodeWrongContent, inner, "expected a class")
		}
		if !d.uuid(&i.ID) {
			return nil
		}
		if d.hosts != nil && i.Class.HostDefined {
			i.host = d.hosts.find(i.ID)
		}
		o, attrs = i, &i.Attrs
	case tagModule:
		m := &Module{}
		if m.Name, ok = d.textItem(); !ok || !d.uuid(&m.ID) {
			return nil
		}
		o, attrs = m, &m.Attrs
	}
	if !opened && !d.open(at) {
		return nil
	}
	*attrs = d.attributes()
	d.depth++
	if *attrs == nil || !d.close(f) {
		return nil
	}
	return o
}

// uuid reads an identity: tag 37 on 16 bytes.
func (d *decoder) uuid(id *UUID) bool {
	if p := d.in[d.pos:]; len(p) >= 3+len(id) && p[0] == majorTag|24 && p[1] == tagUUID && p[2] == majorBytes|16 {
		d.pos += 3 + copy(id[:], p[3:])
		return true
	}
	h, ok := d.expect(majorTag, "an identity")
	if !ok {
		return false
	}
	if h.argument != tagUUID {
		d.fail(DecodeWrongContent, h.at, "expected an identity")
		return false
	}
	if h, ok = d.expect(majorBytes, "a byte string"); !ok {
		return false
	}
	p, ok := d.content(h)
	if ok && len(p) != len(id) {
		d.fail(DecodeBadID, h.at, "")
		return false
	}
	copy(id[:], p)
	return ok
}

// magnitude reads a byte string as the magnitude under tag 2 or 3, of at most so many bytes.
func (d *decoder) magnitude(negative bool, limit int) (*big.Int, bool) {
	h, ok := d.expect(majorBytes, "a byte string")
	if !ok {
		return nil, false
	}
	p, ok := d.content(h)
	if !ok {
		return nil, false
	}
	for len(p) > 0 && p[0] == 0 {
		p = p[1:]
	}
	if len(p) > limit {
		d.fail(DecodeOutOfRange, h.at, "")
		return nil, false
	}
	if !d.charge(3*len(p), h.at) {
		return nil, false
	}
	n := new(big.Int).SetBytes(p)
	if negative {
		n.Not(n)
	}
	return n, true
}
