// From CBOR to Objects: the decoder, its limits, and the heads of items.

package monty

import (
	"bytes"
	"encoding/binary"
	"math"
)

// DecodeOptions are the limits and the strictness of decoding. The zero value is what Decode uses.
type DecodeOptions struct {
	// Budget limits the memory that decoding may take, in bytes; 0 is 256 MiB. Memory is counted before it is allocated
	// and is at most a small multiple of the length of the input in any case.
	Budget int
	// Depth limits how deep containers may be nested; 0 is 10,000, and more than 100,000 counts as 100,000.
	Depth int
	// Strict refuses equal keys and everything that Encode would write differently.
	Strict bool
}

// Decode returns the value that data encodes, or a *DecodeError. It keeps no part of data. What was shared when the
// value was encoded is shared again: two references to one container are equal pointers. Small values are allocated several
// at a time, so whoever keeps a part of the value may keep some of the parts around it in memory.
//
// Besides what Encode writes, Decode takes what other encoders may write: longer heads than needed, indefinite lengths,
// short floats, and tagged forms where there is a simpler one. Of equal keys in a dict the last value wins and takes the
// place of the first, as in Python.
func Decode(data []byte) (Object, error) { return DecodeOptions{}.Decode(data) }

// Decode is like the function Decode, with these options.
func (opts DecodeOptions) Decode(data []byte) (Object, error) {
	var d decoder
	d.begin(data, decodeLimits{opts.Budget, opts.Depth})
	defer d.release()
	o, err := d.value()
	if err != nil {
		return nil, err
	}
	if err := d.finish(); err != nil {
		return nil, err
	}
	if opts.Strict {
		if d.repeated >= 0 {
			return nil, &DecodeError{Kind: DecodeDuplicateKey, Offset: d.repeated}
		}
		again, err := Encode(o)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(again, data) {
			i := 0
			for i < len(again) && i < len(data) && again[i] == data[i] {
				i++
			}
			return nil, &DecodeError{Kind: DecodeNotCanonical, Offset: i}
		}
	}
	return o, nil
}

// decodeLimits are the limits of a decoder; zeros are the defaults.
type decodeLimits struct{ budget, depth int }

const defaultBudget = 256 << 20

// decoder reads one message: values with a common index of shared ones, and heads of the message's own structure
// between them. After an error it must not be used further.
type decoder struct {
	in       []byte
	pos      int
	owed     int // items that open containers still expect after the one at hand
	depth    int // containers that may still be opened
	budget   int // bytes that may still be allocated
	err      *DecodeError
	shared   []Object // the marked values by index; nil while one is being read
	repeated int      // offset of the first container with equal keys, or -1
	box      boxer
	first    []Object   // the keys of the first map that was read
	seen     *keyMemory // keys of the maps after that one
	checked  keyState
	hosts    *hostTable // the wrapped objects that instances and classes may be, or nil
}

// begin makes a new decoder ready for its message.
func (d *decoder) begin(in []byte, limits decodeLimits) {
	if limits.budget <= 0 {
		limits.budget = defaultBudget
	}
	if limits.depth <= 0 {
		limits.depth = maxDepth
	}
	d.in, d.depth, d.budget, d.repeated = in, min(limits.depth, 100_000), limits.budget, -1
	d.box.small = len(in) >= starterMin && len(in) <= starterMax
}

// value reads one value.
func (d *decoder) value() (Object, error) {
	o := d.item()
	if o == nil {
		return nil, d.err
	}
	return o, nil
}

// finish checks that the whole input was read.
func (d *decoder) finish() error {
	if d.pos < len(d.in) {
		return &DecodeError{Kind: DecodeTrailing, Offset: d.pos}
	}
	return nil
}

// fail keeps the first error. Its result is the zero Object for functions that return one.
func (d *decoder) fail(kind DecodeErrorKind, offset int, detail string) Object {
	if d.err == nil {
		d.err = &DecodeError{kind, offset, detail}
	}
	return nil
}

// charge counts n bytes, about to be allocated for the item at that offset, against the budget.
func (d *decoder) charge(n, offset int) bool {
	if n > d.budget {
		d.fail(DecodeOverBudget, offset, "")
		return false
	}
	d.budget -= n
	return true
}

// peek returns the first byte of the next item without reading it.
func (d *decoder) peek() (byte, bool) {
	if d.pos >= len(d.in) {
		d.fail(DecodeTruncated, len(d.in), "")
		return 0, false
	}
	return d.in[d.pos], true
}

// argument reads a head of definite length and returns its argument.
func (d *decoder) argument() (uint64, bool) {
	at := d.pos
	b, ok := d.peek()
	if !ok {
		return 0, false
	}
	info := b & 31
	if info < 24 {
		d.pos++
		return uint64(info), true
	}
	if info > 27 {
		d.fail(DecodeMalformed, at, "")
		return 0, false
	}
	p := d.in[at+1:]
	size := 1 << (info - 24)
	if len(p) < size {
		d.fail(DecodeTruncated, at, "")
		return 0, false
	}
	d.pos += 1 + size
	switch info {
	case 24:
		return uint64(p[0]), true
	case 25:
		return uint64(binary.BigEndian.Uint16(p)), true
	case 26:
		return uint64(binary.BigEndian.Uint32(p)), true
	}
	return binary.BigEndian.Uint64(p), true
}

// head is the first part of an item: where it starts, its major type and its argument.
type head struct {
	at         int
	major      byte
	argument   uint64
	indefinite bool // a string, array or map that ends with a break
}

// head reads the head of an item of any kind. One of major type 7 it leaves unread, with no argument.
func (d *decoder) head() (h head, ok bool) {
	h.at = d.pos
	b, ok := d.peek()
	if !ok {
		return h, false
	}
	h.major = b & 0xe0
	if b&31 < 24 && h.major != majorSimple {
		d.pos++
		h.argument = uint64(b & 31)
		return h, true
	}
	if h.major == majorSimple {
		if b == headBreak {
			d.fail(DecodeMalformed, h.at, "")
			return h, false
		}
		return h, true
	}
	if b&31 == 31 && h.major >= majorBytes && h.major <= majorMap {
		d.pos++
		h.indefinite = true
		return h, true
	}
	h.argument, ok = d.argument()
	return h, ok
}

// expect reads the head of an item that must be of that major type.
func (d *decoder) expect(major byte, what string) (head, bool) {
	h, ok := d.head()
	if ok && h.major != major {
		d.fail(DecodeWrongContent, h.at, "expected "+what)
		return h, false
	}
	return h, ok
}

// definite is expect for the structure of messages, where nothing has indefinite length.
func (d *decoder) definite(major byte, what string) (head, bool) {
	h, ok := d.expect(major, what)
	if ok && h.indefinite {
		d.fail(DecodeWrongContent, h.at, "indefinite length")
		return h, false
	}
	return h, ok
}

// result turns the outcome of the methods above into an error.
func (d *decoder) result(ok bool) error {
	if ok {
		return nil
	}
	return d.err
}

// skip passes over an item of definite length. It looks at heads only: what they make is not checked.
func (d *decoder) skip() bool {
	for left := uint64(1); left > 0; left-- {
		h, ok := d.head()
		if ok && h.major == majorSimple {
			h.argument, ok = d.argument()
		}
		if !ok || h.indefinite {
			d.fail(DecodeMalformed, h.at, "")
			return false
		}
		items := h.argument
		switch h.major {
		case majorBytes, majorText:
			items = 0
			if h.argument > uint64(len(d.in)-d.pos) {
				d.fail(DecodeTruncated, h.at, "")
				return false
			}
			d.pos += int(h.argument)
		case majorMap, majorArray:
			if h.argument > uint64(len(d.in)-d.pos) {
				d.fail(DecodeTruncated, h.at, "")
				return false
			}
			if h.major == majorMap {
				items *= 2
			}
		case majorTag:
			items = 1
		default:
			items = 0
		}
		left += items
	}
	return true
}

// array reads the head of an array and returns how many items follow. They are not more than the bytes that are left.
func (d *decoder) array() (int, error) { return d.lengthOf(majorArray, 1, "an array") }

// mapping reads the head of a map and returns how many pairs follow. They are not more than the bytes that are left.
func (d *decoder) mapping() (int, error) { return d.lengthOf(majorMap, 2, "a map") }

func (d *decoder) lengthOf(major byte, each uint64, what string) (int, error) {
	h, ok := d.definite(major, what)
	if ok && h.argument > uint64(len(d.in)-d.pos)/each {
		d.fail(DecodeTruncated, h.at, "")
		ok = false
	}
	return int(h.argument), d.result(ok)
}

// uint reads an unsigned int.
func (d *decoder) uint() (uint64, error) {
	h, ok := d.expect(majorUint, "an unsigned int")
	return h.argument, d.result(ok)
}

// textLike reads a text string and copies it, or returns known if they are equal.
func (d *decoder) textLike(known string) (string, error) {
	h, ok := d.definite(majorText, "a text string")
	if !ok {
		return "", d.err
	}
	if n := len(known); uint64(n) == h.argument && n <= len(d.in)-d.pos && string(d.in[d.pos:d.pos+n]) == known {
		d.pos += n
		return known, nil
	}
	s, ok := d.copied(h)
	return s, d.result(ok)
}

// bool reads false or true.
func (d *decoder) bool() (bool, error) {
	b, ok := d.boolean()
	return b, d.result(ok)
}

// null reads a null if it comes next, and says whether it did.
func (d *decoder) null() (bool, error) {
	isNull, ok := d.isNull()
	return isNull, d.result(ok)
}

func (d *decoder) isNull() (isNull, ok bool) {
	b, ok := d.peek()
	if ok && b == headNull {
		d.pos++
		return true, true
	}
	return false, ok
}

func (d *decoder) boolean() (value, ok bool) {
	b, ok := d.peek()
	switch {
	case !ok:
		return false, false
	case b == headTrue || b == headFalse:
		d.pos++
		return b == headTrue, true
	}
	d.fail(DecodeWrongContent, d.pos, "expected a bool")
	return false, false
}

// integer reads an int that fits 64 bits.
func (d *decoder) integer() (int64, bool) {
	h, ok := d.head()
	switch {
	case !ok:
		return 0, false
	case h.major > majorNegInt:
		d.fail(DecodeWrongContent, h.at, "expected an int")
		return 0, false
	case h.argument > math.MaxInt64:
		d.fail(DecodeOutOfRange, h.at, "")
		return 0, false
	case h.major == majorNegInt:
		return ^int64(h.argument), true
	}
	return int64(h.argument), true
}

// textItem reads a text string that is part of some other value.
func (d *decoder) textItem() (string, bool) {
	h, ok := d.expect(majorText, "a text string")
	if !ok {
		return "", false
	}
	return d.copied(h)
}

// optionalText reads a text string or null.
func (d *decoder) optionalText() (text string, has, ok bool) {
	isNull, ok := d.isNull()
	if !ok || isNull {
		return "", false, ok
	}
	text, ok = d.textItem()
	return text, true, ok
}

// copied reads and copies the content of a string whose head was read.
func (d *decoder) copied(h head) (string, bool) {
	p, ok := d.content(h)
	if !ok || !d.charge(len(p), h.at) {
		return "", false
	}
	return d.box.copy(p, len(d.in)-d.pos+len(p)), true
}

// content reads the content of a text or byte string whose head was read, checking that text is UTF-8. The result lies
// in the input, or in memory of its own for a string of indefinite length.
func (d *decoder) content(h head) ([]byte, bool) {
	if h.indefinite {
		return d.chunks(h.major)
	}
	if h.argument > uint64(len(d.in)-d.pos) {
		d.fail(DecodeTruncated, h.at, "")
		return nil, false
	}
	p := d.in[d.pos : d.pos+int(h.argument)]
	d.pos += len(p)
	if h.major == majorText && !validUTF8(p) {
		d.fail(DecodeInvalidUTF8, h.at, "")
		return nil, false
	}
	return p, true
}

// chunks reads a string of indefinite length: definite strings of the same type up to a break. Each must be UTF-8.
func (d *decoder) chunks(major byte) ([]byte, bool) {
	var all []byte
	for {
		if ended, ok := d.ended(); !ok || ended {
			return all, ok
		}
		h, ok := d.head()
		if !ok {
			return nil, false
		}
		if h.major != major || h.indefinite {
			d.fail(DecodeMalformed, h.at, "not a chunk of the string")
			return nil, false
		}
		p, ok := d.content(h)
		if !ok || !d.charge(len(p), h.at) {
			return nil, false
		}
		all = append(all, p...)
	}
}

// ended reads a break if it comes next, and says whether it did.
func (d *decoder) ended() (ended, ok bool) {
	b, ok := d.peek()
	if ok && b == headBreak {
		d.pos++
		return true, true
	}
	return false, ok
}
