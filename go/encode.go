// From Objects to CBOR: the encoder, and the heads of items.

package monty

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"sync"
)

// maxDepth is how deep containers may be nested, in both directions.
const maxDepth = 10_000

// EncodeError says that a value cannot be encoded, and where it is.
type EncodeError struct {
	// Path leads to the refused value, as in [3].price. It is empty for the value itself.
	Path string
	// Reason says what is wrong with it.
	Reason string
}

// Error is one line with the path and the reason.
func (e *EncodeError) Error() string {
	if e.Path == "" {
		return "monty: cannot encode: " + e.Reason
	}
	return "monty: cannot encode: " + e.Path + ": " + e.Reason
}

// encodeError finishes an error from below. The error is nil or a *locatedError.
func encodeError(err error) error {
	if e, ok := err.(*locatedError); ok {
		path, reason := e.describe()
		return &EncodeError{Path: path, Reason: reason}
	}
	return err
}

// Encode returns the value as CBOR in the form of schema/README.md. One value has one encoding: definite lengths,
// shortest heads, insertion order. Values that are referred to more than once are written once; containers are the same
// value if their pointers are equal, and a Str, Bytes or Decimal of 32 bytes or more if it occupies the same memory.
//
// Encode refuses, with an *EncodeError, what no Python value corresponds to: a Date of the 30th of February, a Str that
// is not UTF-8, a list that holds itself, nesting deeper than 10,000 containers.
func Encode(o Object) ([]byte, error) {
	if n, ok := o.(Int); ok { // common as a result, and quick without all this
		e := encoder{buf: make([]byte, 0, 9)}
		e.int(int64(n))
		return e.buf, nil
	}
	e := acquireEncoder()
	defer e.release()
	if err := e.value(o); err != nil {
		return nil, err
	}
	return e.take(), nil
}

// encoders keeps encoders for their buffers and tables.
var encoders = sync.Pool{New: func() any { return newEncoder(nil) }}

// acquireEncoder returns an empty encoder; release gives it back, after which its bytes must not be used.
func acquireEncoder() *encoder { return encoders.Get().(*encoder) }

// bufferKept is the largest buffer that is used again.
const bufferKept = 1 << 20

// take returns what was written: a copy that is no longer than it must be, or the buffer itself if it is large.
func (e *encoder) take() []byte {
	if cap(e.buf) > bufferKept {
		data := e.buf
		e.buf = nil
		return data
	}
	return bytes.Clone(e.buf)
}

// release gives the encoder back.
func (e *encoder) release() {
	if cap(e.buf) > bufferKept {
		e.buf = nil
	}
	e.reset(e.buf[:0])
	encoders.Put(e)
}

// EncodePlain is Encode for readers that do not know the tags of value sharing: it writes a value that is referred to
// more than once out in full each time. A small value can describe a huge expansion, so there is a limit: an encoding of
// more than limit bytes is refused.
func EncodePlain(o Object, limit int) ([]byte, error) {
	e := newEncoder(nil)
	e.limit = max(limit, 1)
	if err := e.value(o); err != nil {
		return nil, err
	}
	if err := e.tooLong(); err != nil {
		return nil, encodeError(err)
	}
	return e.buf, nil
}

// tooLong refuses what is beyond the limit of EncodePlain.
func (e *encoder) tooLong() error {
	if e.limit > 0 && len(e.buf) > e.limit {
		return locate("longer than %d bytes without value sharing", e.limit)
	}
	return nil
}

// encoder writes one message: count with all its values if there are several, then each value in the same order, with
// heads of the message's own structure anywhere between them. After reset it can be used for the next message.
type encoder struct {
	buf   []byte
	draft draft
	depth int
	limit int        // of the bytes written, 0 for none; only for EncodePlain, and nothing is shared then
	hosts []sentHost // the wrapped objects written so far
}

func newEncoder(buf []byte) *encoder { return &encoder{buf: buf} }

// reset makes the encoder ready for another message, which is appended to buf.
func (e *encoder) reset(buf []byte) {
	e.buf, e.depth, e.limit = buf, 0, 0
	e.draft.reset()
	clear(e.hosts)
	e.hosts = e.hosts[:0]
}

// head writes the head of an item, as short as possible.
func (e *encoder) head(major byte, n uint64) {
	if n < 24 {
		e.buf = append(e.buf, major|byte(n))
		return
	}
	e.longHead(major, n)
}

func (e *encoder) longHead(major byte, n uint64) {
	switch {
	case n <= math.MaxUint8:
		e.buf = append(e.buf, major|24, byte(n))
	case n <= math.MaxUint16:
		e.buf = append(e.buf, major|25, byte(n>>8), byte(n))
	case n <= math.MaxUint32:
		e.buf = append(e.buf, major|26, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	default:
		e.eight(major|27, n)
	}
}

// eight writes a byte and a number in eight more.
func (e *encoder) eight(b byte, n uint64) {
	e.buf = append(e.buf, b, byte(n>>56), byte(n>>48), byte(n>>40), byte(n>>32), byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

// array starts an array of n items.
func (e *encoder) array(n int) { e.head(majorArray, uint64(n)) }

// mapping starts a map of n pairs.
func (e *encoder) mapping(n int) { e.head(majorMap, uint64(n)) }

func (e *encoder) tag(n uint64)  { e.head(majorTag, n) }
func (e *encoder) uint(n uint64) { e.head(majorUint, n) }

func (e *encoder) int(n int64) {
	sign := n >> 63 // 0, or -1 for negative numbers, which are written as ^n
	e.head(byte(sign)&majorNegInt, uint64(n^sign))
}

// text writes a text string, which must be UTF-8.
func (e *encoder) text(s string) { e.content(majorText, s) }

// content writes a text or byte string.
func (e *encoder) content(major byte, s string) {
	e.head(major, uint64(len(s)))
	copy(e.room(len(s)), s)
}

// room makes the buffer n bytes longer and returns those, to be filled. Appending a slice to e.buf stores its pointer each
// time, which is a write barrier while garbage is collected; slicing, and appending single bytes, store the length alone.
func (e *encoder) room(n int) []byte {
	at := len(e.buf)
	if cap(e.buf)-at < n {
		e.buf = slices.Grow(e.buf, n)
	}
	e.buf = e.buf[:at+n]
	return e.buf[at:]
}

func (e *encoder) null() { e.buf = append(e.buf, headNull) }

func (e *encoder) bool(b bool) {
	if b {
		e.buf = append(e.buf, headTrue)
	} else {
		e.buf = append(e.buf, headFalse)
	}
}

func (e *encoder) float(f float64) { e.eight(headFloat64, math.Float64bits(f)) }

// classStep and keyAt are the steps of a path to the class of an instance and to a key.
var classStep = pathStep{form: stepName, name: "__class__"}

func keyAt(i int) pathStep { return pathStep{form: stepText, name: "key " + strconv.Itoa(i)} }
