// How decoded scalars get into Objects without an allocation each. All unsafe code of the values is here and in refs.go.

package monty

import (
	"math"
	"unicode/utf8"
	"unsafe"
)

// Go stores a scalar in an interface as a pointer to a copy, one small allocation for each. A decoder that makes
// thousands of them takes the copies from slabs instead and builds the interface values itself.
//
// An interface value of a type with methods is two words: a table for the pair of types, and the pointer. The table is
// taken from an ordinary interface value of the same types; the pointer goes into a slab. The garbage collector accepts
// pointers into the middle of an object and keeps the whole slab while one is left, which is why slabs are small. Nobody
// writes to an element after it was handed out: interfaces share what they point to.

// iface is the layout of a non-empty interface value.
type iface struct{ table, data unsafe.Pointer }

func tableOf(o Object) unsafe.Pointer { return (*iface)(unsafe.Pointer(&o)).table }

var (
	intTable   = tableOf(Int(math.MaxInt64))
	floatTable = tableOf(Float(1))
	strTable   = tableOf(Str("x"))
	bytesTable = tableOf(Bytes("x"))
)

func box(table, data unsafe.Pointer) (o Object) {
	*(*iface)(unsafe.Pointer(&o)) = iface{table, data}
	return o
}

// Ints in this range are boxed once for the whole program.
const (
	smallIntMin = -256
	smallIntMax = 1023
)

var smallInts = func() (t [smallIntMax - smallIntMin + 1]Int) {
	for i := range t {
		t[i] = Int(i + smallIntMin)
	}
	return t
}()

// smallInt boxes an int of one byte.
func smallInt(b byte) Object { return box(intTable, unsafe.Pointer(&smallInts[int(b)-smallIntMin])) }

// slabMax is the largest number of elements in a slab, and with it bounds what one retained element can keep alive.
const slabMax = 128

// chunkMax is the largest number of bytes that strings share. Longer strings have memory of their own.
const chunkMax = 2048

// boxer hands out boxed scalars and copies of strings. The hint of its methods is how many more values of any kind are
// about to come, this one included; a slab is never larger.
type boxer struct {
	ints   []Int
	floats []Float
	strs   []Str
	bytes  []Bytes
	chunk  []byte
}

func (b *boxer) int(v int64, hint int) Object {
	if v >= smallIntMin && v <= smallIntMax {
		return box(intTable, unsafe.Pointer(&smallInts[v-smallIntMin]))
	}
	if len(b.ints) == 0 {
		b.ints = make([]Int, min(max(hint, 1), slabMax))
	}
	p := &b.ints[0]
	b.ints = b.ints[1:]
	*p = Int(v)
	return box(intTable, unsafe.Pointer(p))
}

func (b *boxer) float(v float64, hint int) Object {
	if len(b.floats) == 0 {
		b.floats = make([]Float, min(max(hint, 1), slabMax))
	}
	p := &b.floats[0]
	b.floats = b.floats[1:]
	*p = Float(v)
	return box(floatTable, unsafe.Pointer(p))
}

func (b *boxer) str(v string, hint int) Object {
	if len(b.strs) == 0 {
		b.strs = make([]Str, min(max(hint, 1), slabMax))
	}
	p := &b.strs[0]
	b.strs = b.strs[1:]
	*p = Str(v)
	return box(strTable, unsafe.Pointer(p))
}

func (b *boxer) byteString(v string, hint int) Object {
	if len(b.bytes) == 0 {
		b.bytes = make([]Bytes, min(max(hint, 1), slabMax))
	}
	p := &b.bytes[0]
	b.bytes = b.bytes[1:]
	*p = Bytes(v)
	return box(bytesTable, unsafe.Pointer(p))
}

// copy copies p into memory shared with other strings, or of its own if it is long. left bounds the bytes of all
// strings that can still come, this one included.
func (b *boxer) copy(p []byte, left int) string {
	if len(p) == 0 {
		return ""
	}
	if len(p) > chunkMax/4 {
		return string(p)
	}
	if cap(b.chunk)-len(b.chunk) < len(p) {
		b.chunk = make([]byte, 0, max(min(left, chunkMax), len(p)))
	}
	n := len(b.chunk)
	b.chunk = append(b.chunk, p...)
	// Nothing writes to these bytes again: the chunk only grows behind them.
	return unsafe.String(&b.chunk[n], len(p))
}

// validUTF8 is utf8.Valid with a shortcut for short ASCII.
func validUTF8(p []byte) bool {
	if len(p) < 16 {
		ascii := byte(0)
		for _, c := range p {
			ascii |= c
		}
		if ascii < utf8.RuneSelf {
			return true
		}
	}
	return utf8.Valid(p)
}
