// How decoded scalars get into Objects without an allocation each. All unsafe code of the values is here and in refs.go.

package monty

import (
	"math"
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
	intTable      = tableOf(Int(math.MaxInt64))
	floatTable    = tableOf(Float(1))
	strTable      = tableOf(Str("x"))
	bytesTable    = tableOf(Bytes("x"))
	dateTimeTable = tableOf(DateTime{})
	decimalTable  = tableOf(Decimal{})
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

// smallInt boxes an int of that range.
func smallInt(v int64) Object { return box(intTable, unsafe.Pointer(&smallInts[v-smallIntMin])) }

// boxInt boxes an int that has a place.
func boxInt(p *Int) Object { return box(intTable, unsafe.Pointer(p)) }

// chunkMax is the largest number of bytes that strings share. Longer strings have memory of their own.
const chunkMax = 2048

// boxer hands out boxed scalars, copies of strings, and containers. The hint of its methods is how many more values of any
// kind are about to come, this one included.
type boxer struct {
	ints      slab[Int]
	floats    slab[Float]
	strs      slab[Str]
	bytes     slab[Bytes]
	dateTimes slab[DateTime]
	decimals  slab[Decimal]
	dicts     slab[Dict]
	lists     slab[List]
	tuples    slab[Tuple]
	instances slab[Instance]
	places    places
	small     bool // the message is small, and nothing was allocated for it yet
	chunk     []byte
	chunkUsed int
}

func (b *boxer) int(v int64, hint int) Object {
	if v >= smallIntMin && v <= smallIntMax {
		return smallInt(v)
	}
	p := b.ints.next(hint)
	*p = Int(v)
	return boxInt(p)
}

func (b *boxer) float(v float64, hint int) Object {
	p := b.floats.next(hint)
	*p = Float(v)
	return box(floatTable, unsafe.Pointer(p))
}

func (b *boxer) str(v string, hint int) Object {
	p := b.strs.next(hint)
	*p = Str(v)
	return box(strTable, unsafe.Pointer(p))
}

func (b *boxer) byteString(v string, hint int) Object {
	p := b.bytes.next(hint)
	*p = Bytes(v)
	return box(bytesTable, unsafe.Pointer(p))
}

// dateTime returns a boxed DateTime with the pointer by which the caller sets it, at once. To set single fields is cheaper than
// to copy all, which stores a pointer.
func (b *boxer) dateTime(hint int) (Object, *DateTime) {
	p := b.dateTimes.next(min(hint, structSlab))
	return box(dateTimeTable, unsafe.Pointer(p)), p
}

// decimal is dateTime for a Decimal.
func (b *boxer) decimal(hint int) (Object, *Decimal) {
	p := b.decimals.next(min(hint, structSlab))
	return box(decimalTable, unsafe.Pointer(p)), p
}

// structSlab is the largest number of scalars with several fields in a slab.
const structSlab = 32

// copy copies p into memory shared with other strings, or of its own if it is long. left bounds the bytes of all
// strings that can still come, this one included.
func (b *boxer) copy(p []byte, left int) string {
	if len(p) == 0 {
		return ""
	}
	if len(p) > chunkMax/4 {
		return string(p)
	}
	to := b.room(len(p), left)
	copy(to, p)
	return unsafe.String(&to[0], len(to))
}

// room returns n bytes for a string, 1 to a quarter of chunkMax. Nobody may write to them once there is a string of them.
func (b *boxer) room(n, left int) []byte {
	if len(b.chunk)-b.chunkUsed < n {
		b.chunk, b.chunkUsed = make([]byte, max(min(left, chunkMax), n)), 0
	}
	b.chunkUsed += n
	return b.chunk[b.chunkUsed-n : b.chunkUsed]
}

// ascii copies a text of 1 to 23 bytes if it is ASCII.
func (b *boxer) ascii(p []byte, left int) (string, bool) {
	to := b.room(len(p), left)
	if !putASCII(to, p) {
		b.chunkUsed -= len(p)
		return "", false
	}
	return unsafe.String(&to[0], len(to)), true
}
