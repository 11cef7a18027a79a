// One item after another: scalars, strings, containers and references.

package monty

import (
	"encoding/binary"
	"math"
	"math/big"
)

// What decoding charges against the budget: about what the Go values take.
const (
	costItem      = 32  // a place in a container and a small value in it
	costContainer = 96  // a container's own fields
	costStruct    = 128 // a value with several fields, such as a datetime
)

// item reads one value; nil means that there is an error.
func (d *decoder) item() Object {
	at := d.pos
	if at >= len(d.in) {
		return d.fail(DecodeTruncated, len(d.in), "")
	}
	b := d.in[at]
	switch b & 0xe0 {
	case majorUint, majorNegInt:
		return d.intItem()
	case majorText, majorBytes:
		h, ok := d.head()
		if !ok {
			return nil
		}
		text, ok := d.copied(h)
		if !ok {
			return nil
		}
		if h.major == majorBytes {
			return d.box.byteString(text, d.owed+1)
		}
		return d.box.str(text, d.owed+1)
	case majorArray:
		h, ok := d.head()
		if !ok {
			return nil
		}
		items, ok := d.items(h, at)
		if !ok {
			return nil
		}
		return &List{items: items}
	case majorMap:
		h, ok := d.head()
		if !ok || !d.open(at) {
			return nil
		}
		dict := d.mapItems(h)
		d.depth++
		if dict == nil {
			return nil
		}
		return dict
	case majorTag:
		return d.tagged()
	}
	return d.simple(b)
}

// intItem reads an int that CBOR has no tag for.
func (d *decoder) intItem() Object {
	at := d.pos
	b := d.in[at]
	if b < 24 {
		d.pos++
		return smallInt(b)
	}
	var n uint64
	if p := d.in[at:]; b&31 == 25 && len(p) >= 3 {
		n = uint64(binary.BigEndian.Uint16(p[1:]))
		d.pos = at + 3
	} else if b&31 == 26 && len(p) >= 5 {
		n = uint64(binary.BigEndian.Uint32(p[1:]))
		d.pos = at + 5
	} else if b&31 == 27 && len(p) >= 9 {
		n = binary.BigEndian.Uint64(p[1:])
		d.pos = at + 9
	} else {
		var ok bool
		if n, ok = d.argument(); !ok {
			return nil
		}
	}
	if n > math.MaxInt64 {
		big := new(big.Int).SetUint64(n)
		if b&0xe0 == majorNegInt {
			big.Not(big)
		}
		return d.bigInt(big, at)
	}
	v := int64(n)
	if b&0xe0 == majorNegInt {
		v = ^v
	}
	return d.box.int(v, d.owed+1)
}

func (d *decoder) bigInt(n *big.Int, at int) Object {
	if !d.charge(costContainer, at) {
		return nil
	}
	return NewBigInt(n)
}

// simple reads a bool, null or float.
func (d *decoder) simple(b byte) Object {
	at := d.pos
	switch b {
	case headFalse, headTrue:
		d.pos++
		return Bool(b == headTrue)
	case headNull:
		d.pos++
		return None{}
	case headFloat16, headFloat32, headFloat64:
		f, ok := d.floatItem()
		if !ok {
			return nil
		}
		return d.box.float(f, d.owed+1)
	}
	if info := b & 31; info >= 28 { // reserved, or a break
		return d.fail(DecodeMalformed, at, "")
	}
	n, ok := d.argument()
	if !ok {
		return nil
	}
	if b&31 == 24 && n < 32 {
		return d.fail(DecodeMalformed, at, "")
	}
	return d.fail(DecodeUnknownSimple, at, "")
}

// floatItem reads a float of any width.
func (d *decoder) floatItem() (float64, bool) {
	at := d.pos
	b, ok := d.peek()
	if !ok {
		return 0, false
	}
	if b < headFloat16 || b > headFloat64 {
		if b < majorSimple || d.simple(b) != nil { // an item of another kind, if it is well formed
			d.fail(DecodeWrongContent, at, "expected a float")
		}
		return 0, false
	}
	n, ok := d.argument()
	if !ok {
		return 0, false
	}
	switch b {
	case headFloat16:
		return halfFloat(uint16(n)), true
	case headFloat32:
		return wideFloat(uint32(n)), true
	}
	return math.Float64frombits(n), true
}

// wideFloat widens a single float; the payload of a NaN keeps its place from the left, signaling or not.
func wideFloat(n uint32) float64 {
	if n&0x7f800000 == 0x7f800000 && n&0x7fffff != 0 {
		return math.Float64frombits(uint64(n>>31)<<63 | 0x7ff<<52 | uint64(n&0x7fffff)<<29)
	}
	return float64(math.Float32frombits(n))
}

// halfFloat widens a half float (RFC 8949 appendix D).
func halfFloat(n uint16) float64 {
	sign, exponent, mantissa := uint64(n>>15)<<63, n>>10&0x1f, uint64(n&0x3ff)
	switch exponent {
	case 0:
		f := math.Ldexp(float64(mantissa), -24)
		return math.Float64frombits(math.Float64bits(f) | sign)
	case 31:
		return math.Float64frombits(sign | 0x7ff<<52 | mantissa<<42)
	}
	return math.Float64frombits(sign | uint64(exponent+1023-15)<<52 | mantissa<<42)
}

// open enters a container whose head, or tag, is at that offset. The caller leaves it with d.depth++.
func (d *decoder) open(at int) bool {
	if d.depth == 0 {
		d.fail(DecodeTooDeep, at, "")
		return false
	}
	d.depth--
	return true
}

// items reads all items of a container that is an array. Its head was read, and the value starts at that offset.
func (d *decoder) items(h head, at int) ([]Object, bool) {
	if !d.open(at) {
		return nil, false
	}
	var items []Object
	ok := true
	if h.indefinite {
		items, ok = d.endless(h)
	} else if items, ok = d.reserve(h, 1); ok {
		ok = d.fill(items)
	}
	d.depth++
	return items, ok
}

// reserve makes room for the items of an array or map, of which there are each for every one counted in the head. They
// must fit what is left of the input.
func (d *decoder) reserve(h head, each int) ([]Object, bool) {
	if h.argument > d.room()/uint64(each) {
		d.fail(DecodeTruncated, h.at, "")
		return nil, false
	}
	n := int(h.argument) * each
	if !d.charge(costContainer+n*costItem, h.at) {
		return nil, false
	}
	return make([]Object, n), true
}

// room is how many more items the rest of the input could hold.
func (d *decoder) room() uint64 { return uint64(max(len(d.in)-d.pos-d.owed, 0)) }

// fill reads items.
func (d *decoder) fill(items []Object) bool {
	owed := d.owed + len(items)
	for i := range items {
		owed--
		d.owed = owed
		if d.pos < len(d.in) && d.in[d.pos] < majorBytes { // an int, as in most long lists
			if items[i] = d.intItem(); items[i] == nil {
				return false
			}
			continue
		}
		if items[i] = d.item(); items[i] == nil {
			return false
		}
	}
	return true
}

// endless reads the items of an array of indefinite length.
func (d *decoder) endless(h head) ([]Object, bool) {
	var items []Object
	for {
		if ended, ok := d.ended(); !ok || ended {
			return items, ok
		}
		if !d.charge(costItem, h.at) {
			return nil, false
		}
		o := d.item()
		if o == nil {
			return nil, false
		}
		items = append(items, o)
	}
}

// mapItems reads the pairs of a map whose head was read.
func (d *decoder) mapItems(h head) *Dict {
	d.maps = min(d.maps+1, 2)
	if h.indefinite {
		return d.endlessMap(h)
	}
	both, ok := d.reserve(h, 2)
	if !ok {
		return nil
	}
	n := len(both) / 2
	keys, values := both[:n:n], both[n:]
	owed := d.owed + 2*n
	for i := range keys {
		d.owed = owed - 1
		if keys[i] = d.key(); keys[i] == nil {
			return nil
		}
		owed -= 2
		d.owed = owed
		if values[i] = d.item(); values[i] == nil {
			return nil
		}
	}
	return d.dict(keys, values, h.at)
}

// endlessMap reads the pairs of a map of indefinite length.
func (d *decoder) endlessMap(h head) *Dict {
	items, ok := d.endless(h)
	if !ok {
		return nil
	}
	return d.dictOf(items, h.at)
}

// dictOf makes a dict of keys and values in turn.
func (d *decoder) dictOf(items []Object, at int) *Dict {
	if len(items)%2 != 0 {
		d.fail(DecodeWrongContent, at, "a key without a value")
		return nil
	}
	n := len(items) / 2
	keys, values := make([]Object, n), make([]Object, n)
	for i := range n {
		keys[i], values[i] = items[2*i], items[2*i+1]
	}
	return d.dict(keys, values, at)
}

// dict makes a dict of keys and values that were read for the container at that offset.
func (d *decoder) dict(keys, values []Object, at int) *Dict {
	n, ok := d.unify(keys, values, at)
	if !ok {
		return nil
	}
	if n < len(keys) {
		d.foundEqual(at)
		clear(keys[n:])
		clear(values[n:])
	}
	dict := &Dict{values: values[:n]}
	dict.h.keys, dict.h.live = keys[:n], n
	return dict
}

// foundEqual notes that the container at that offset has equal keys.
func (d *decoder) foundEqual(at int) {
	if d.repeated < 0 {
		d.repeated = at
	}
}

// keySlots is the number of str keys that the decoder remembers.
const keySlots = 64

// key reads the key of a map. Short str keys that came before, in another map, are not copied again.
func (d *decoder) key() Object {
	at := d.pos
	b, ok := d.peek()
	if !ok {
		return nil
	}
	n := int(b - majorText)
	if d.maps < 2 || b <= majorText || n >= 24 || len(d.in)-at-1 < n {
		return d.item()
	}
	p := d.in[at+1 : at+1+n]
	if d.keys == nil {
		d.keys = new([keySlots]Object)
	}
	slot := &d.keys[keyHash(p)%keySlots]
	if s, ok := (*slot).(Str); ok && string(s) == string(p) {
		d.pos += 1 + n
		return *slot
	}
	o := d.item()
	if o != nil {
		*slot = o
	}
	return o
}

// keyHash tells apart most keys of one record type: by length, first and last bytes.
func keyHash(p []byte) uint32 {
	n := len(p)
	var h uint64
	if n >= 4 {
		h = uint64(binary.LittleEndian.Uint32(p))<<32 | uint64(binary.LittleEndian.Uint32(p[n-4:]))
	} else {
		h = uint64(p[0])<<16 | uint64(p[n/2])<<8 | uint64(p[n-1])
	}
	h = (h + uint64(n)) * 0x9e3779b97f4a7c15
	return uint32(h >> 40)
}

// pairs reads a dict in the form of an array of keys and values in turn, after its tag.
func (d *decoder) pairs() *Dict {
	h, ok := d.expect(majorArray, "an array")
	if !ok {
		return nil
	}
	if h.indefinite {
		return d.endlessMap(h)
	}
	if h.argument <= uint64(len(d.in)-d.pos) && h.argument%2 != 0 {
		d.fail(DecodeWrongContent, h.at, "a key without a value")
		return nil
	}
	items, ok := d.reserve(h, 1)
	if !ok || !d.fill(items) {
		return nil
	}
	return d.dictOf(items, h.at)
}

// attributes reads the attributes of a class, instance or module: a map or tagged pairs.
func (d *decoder) attributes() *Dict {
	h, ok := d.head()
	switch {
	case !ok:
		return nil
	case h.major == majorMap:
		return d.mapItems(h)
	case h.major == majorTag && h.argument == tagPairs:
		return d.pairs()
	}
	d.fail(DecodeWrongContent, h.at, "expected attributes")
	return nil
}
