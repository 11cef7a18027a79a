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
	case majorText:
		return d.textValue(b)
	case majorBytes:
		return d.bytesValue()
	case majorArray:
		return d.list()
	case majorMap:
		return d.mapValue()
	case majorTag:
		return d.tagged()
	}
	return d.simple(b)
}

func (d *decoder) textValue(b byte) Object {
	if n := int(b - majorText); n > 0 && n < 24 {
		if text, ok := d.shortASCII(n); ok {
			return d.box.str(text, d.owed+1)
		}
	}
	text, ok := d.textItem()
	if !ok {
		return nil
	}
	return d.box.str(text, d.owed+1)
}

func (d *decoder) bytesValue() Object {
	h, ok := d.head()
	if !ok {
		return nil
	}
	text, ok := d.copied(h)
	if !ok {
		return nil
	}
	return d.box.byteString(text, d.owed+1)
}

func (d *decoder) list() Object {
	at := d.pos
	n := int(d.in[at] - majorArray)
	var items []Object
	if cost := costContainer + n*costItem; n < 24 && d.depth > 0 && n <= len(d.in)-at-1-d.owed && cost <= d.budget {
		// What items does, in fewer steps, for a short list with which nothing is wrong.
		d.pos++
		d.budget -= cost
		d.depth--
		items = d.box.items(n, len(d.in)-d.pos)
		ok := d.fill(items)
		d.depth++
		if !ok {
			return nil
		}
	} else {
		h, ok := d.head()
		if !ok {
			return nil
		}
		if items, ok = d.items(h, at); !ok {
			return nil
		}
	}
	l := d.box.lists.another()
	l.items = items
	return l
}

func (d *decoder) mapValue() Object {
	h, ok := d.head()
	if !ok || !d.open(h.at) {
		return nil
	}
	dict := d.mapItems(h)
	d.depth++
	if dict == nil {
		return nil
	}
	return dict
}

// shortASCII reads and copies a text of 1 to 23 bytes. If that is not possible, it reads nothing.
func (d *decoder) shortASCII(n int) (string, bool) {
	at := d.pos + 1
	if len(d.in)-at < n || d.budget < n {
		return "", false
	}
	text, ok := d.box.ascii(d.in[at:at+n], len(d.in)-at)
	if ok {
		d.pos = at + n
		d.budget -= n
	}
	return text, ok
}

// intItem reads an int that CBOR has no tag for.
func (d *decoder) intItem() Object {
	at := d.pos
	b := d.in[at]
	if b < 24 {
		d.pos++
		return smallInt(int64(b))
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
	case headFloat64:
		if p := d.in[at:]; len(p) >= 9 {
			d.pos += 9
			return d.box.float(math.Float64frombits(binary.BigEndian.Uint64(p[1:])), d.owed+1)
		}
		fallthrough
	case headFloat16, headFloat32:
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
func (d *decoder) items(h head, at int) (items []Object, ok bool) {
	if !d.open(at) {
		return nil, false
	}
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
	return d.box.items(n, len(d.in)-d.pos), true
}

// room is how many more items the rest of the input could hold.
func (d *decoder) room() uint64 { return uint64(max(len(d.in)-d.pos-d.owed, 0)) }

// fill reads items.
func (d *decoder) fill(items []Object) bool {
	owed := d.owed + len(items)
	for i := 0; i < len(items); i++ {
		d.owed = owed - i - 1
		b := byte(headBreak)
		if d.pos < len(d.in) {
			b = d.in[d.pos]
		}
		switch b >> 5 {
		case majorUint >> 5, majorNegInt >> 5:
			if n := d.ints(items[i:]); n > 0 {
				i += n - 1
				continue
			}
			items[i] = d.intItem()
		case majorArray >> 5: // what item does, with one call less for a level: processors are slow in returning from many
			items[i] = d.list()
		default:
			items[i] = d.item()
		}
		if items[i] == nil {
			return false
		}
	}
	return true
}

// ints reads the ints that come next, for as many items as there are, and returns how many it has read. It leaves ints that
// are truncated, malformed or too large for 64 bits, and the last few bytes of the input, which end its steps of fixed size.
func (d *decoder) ints(items []Object) int {
	in, pos := d.in, d.pos
	for i := range items {
		if len(in)-pos < 9 || in[pos] >= majorBytes {
			items = items[:i]
			break
		}
		p := in[pos : pos+9]
		n := uint64(p[0] & 31)
		switch {
		case n < 24:
			pos++
		case n == 24:
			n = uint64(p[1])
			pos += 2
		case n == 25:
			n = uint64(binary.BigEndian.Uint16(p[1:]))
			pos += 3
		case n == 26:
			n = uint64(binary.BigEndian.Uint32(p[1:]))
			pos += 5
		case n == 27 && p[1] < 0x80:
			n = binary.BigEndian.Uint64(p[1:])
			pos += 9
		default:
			d.pos = pos
			return i
		}
		v := int64(n) ^ -int64(p[0]>>5)
		if v >= smallIntMin && v <= smallIntMax { // as boxer.int does, without a call for each
			items[i] = smallInt(v)
			continue
		}
		at := d.box.ints.next(d.owed + 1 - i)
		*at = Int(v)
		items[i] = boxInt(at)
	}
	d.pos = pos
	return len(items)
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
