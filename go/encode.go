// From Objects to CBOR: the walk that finds shared values, then the bytes.

package monty

import (
	"bytes"
	"encoding/binary"
	"math"
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
	if err := e.count(o); err != nil {
		return nil, err
	}
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
	if err := e.count(o); err != nil {
		return nil, err
	}
	e.shared, e.limit = false, max(limit, 1)
	if err := e.value(o); err != nil {
		return nil, err
	}
	if len(e.buf) > e.limit {
		return nil, encodeError(locate(errTooLong, e.limit))
	}
	return e.buf, nil
}

const errTooLong = "longer than %d bytes without value sharing"

// encoder writes one message: count once with all its values, then the values in the same order, with heads of the
// message's own structure anywhere between them. After reset it can be used for the next message.
type encoder struct {
	buf    []byte
	refs   refTable
	shared bool // some value is referred to more than once
	marks  int  // sharing marks written so far
	depth  int
	limit  int        // of the bytes written, 0 for none; only for EncodePlain
	hosts  []sentHost // the wrapped objects written so far
}

func newEncoder(buf []byte) *encoder { return &encoder{buf: buf} }

// reset makes the encoder ready for another message, which is appended to buf.
func (e *encoder) reset(buf []byte) {
	e.buf, e.shared, e.marks, e.depth, e.limit = buf, false, 0, 0, 0
	e.refs.reset()
	clear(e.hosts)
	e.hosts = e.hosts[:0]
}

// head writes the head of an item, as short as possible.
func (e *encoder) head(major byte, n uint64) {
	switch {
	case n < 24:
		e.buf = append(e.buf, major|byte(n))
	case n <= math.MaxUint8:
		e.buf = append(e.buf, major|24, byte(n))
	case n <= math.MaxUint16:
		e.buf = append(e.buf, major|25, byte(n>>8), byte(n))
	case n <= math.MaxUint32:
		e.buf = binary.BigEndian.AppendUint32(append(e.buf, major|26), uint32(n))
	default:
		e.buf = binary.BigEndian.AppendUint64(append(e.buf, major|27), n)
	}
}

// array starts an array of n items.
func (e *encoder) array(n int) { e.head(majorArray, uint64(n)) }

// mapping starts a map of n pairs.
func (e *encoder) mapping(n int) { e.head(majorMap, uint64(n)) }

func (e *encoder) tag(n uint64)  { e.head(majorTag, n) }
func (e *encoder) uint(n uint64) { e.head(majorUint, n) }

func (e *encoder) int(n int64) {
	if n < 0 {
		e.head(majorNegInt, uint64(^n))
	} else {
		e.head(majorUint, uint64(n))
	}
}

// text writes a text string, which must be UTF-8.
func (e *encoder) text(s string) {
	e.head(majorText, uint64(len(s)))
	e.buf = append(e.buf, s...)
}

func (e *encoder) bytes(p []byte) {
	e.head(majorBytes, uint64(len(p)))
	e.buf = append(e.buf, p...)
}

func (e *encoder) null() { e.buf = append(e.buf, headNull) }

func (e *encoder) bool(b bool) {
	if b {
		e.buf = append(e.buf, headTrue)
	} else {
		e.buf = append(e.buf, headFalse)
	}
}

func (e *encoder) float(f float64) {
	e.buf = binary.BigEndian.AppendUint64(append(e.buf, headFloat64), math.Float64bits(f))
}

// classStep and keyAt are the steps of a path to the class of an instance and to a key.
var classStep = pathStep{form: stepName, name: "__class__"}

func keyAt(i int) pathStep { return pathStep{form: stepText, name: "key " + strconv.Itoa(i)} }
