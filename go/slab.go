// Slabs: how small values that are decoded share allocations.

package monty

// slabMax is the largest number of scalars in a slab. It bounds what one that is kept can keep alive.
const slabMax = 128

// Small containers share allocations too. As containers lead to more than they hold themselves, theirs are smaller.
const (
	containerSlab = 8  // structs
	objectSlab    = 64 // places for items
	objectsShared = 16 // items from which a container has memory of its own
)

// slab hands out pointers to elements that are allocated several at a time. It counts rather than shortens its slice, since
// storing a pointer costs a write barrier while garbage is collected.
type slab[T any] struct {
	elements []T
	used     int
}

// next returns a new element. hint is how many more values of any kind are about to come, this one included: when new
// elements are due, they are not more than that.
func (s *slab[T]) next(hint int) *T {
	if s.used == len(s.elements) {
		s.refill(min(hint, slabMax))
	}
	p := &s.elements[s.used]
	s.used++
	return p
}

// another is next for containers: without a hint, each slab is twice as large as the one before.
func (s *slab[T]) another() *T {
	if s.used == len(s.elements) {
		s.refill(min(2*len(s.elements), containerSlab))
	}
	p := &s.elements[s.used]
	s.used++
	return p
}

func (s *slab[T]) refill(n int) {
	s.elements, s.used = make([]T, max(n, 1)), 0
}

// places is a slab of places for the items of containers.
type places struct {
	all  []Object
	used int
}

// take returns n places. Nothing but the container may append to them. left is how many bytes of input are left.
func (p *places) take(n, left int) []Object {
	if n > objectsShared {
		return make([]Object, n)
	}
	if n > len(p.all)-p.used {
		p.refill(n, n+left/4) // most items take more than four bytes
	}
	p.used += n
	return p.all[p.used-n : p.used : p.used]
}

func (p *places) refill(n, most int) {
	p.all, p.used = make([]Object, max(n, min(2*len(p.all), most, objectSlab))), 0
}

// A message of so many bytes, such as the arguments of a call, is likely to need a few of several kinds of elements. They are
// allocated together.
const (
	starterMin = 12
	starterMax = 96
)

type starter struct {
	places [8]Object
	strs   [3]Str
	dicts  [1]Dict
	tuples [1]Tuple
	text   [24]byte
}

// items returns n places for the items of a container.
func (b *boxer) items(n, left int) []Object {
	if b.small {
		b.small = false
		s := new(starter)
		b.places.all, b.strs.elements, b.dicts.elements, b.tuples.elements = s.places[:], s.strs[:], s.dicts[:], s.tuples[:]
		b.chunk = s.text[:]
	}
	return b.places.take(n, left)
}
