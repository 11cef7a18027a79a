// Hash: equal values have equal hashes, by Python's equality.

package monty

import (
	"errors"
	"hash/maphash"
	"math"
	"math/bits"
	"math/rand/v2"
	"strings"
)

// ErrUnhashable is what errors.Is finds in the error for a dict key or set element that Python could not hash.
var ErrUnhashable = errors.New("unhashable")

// unhashableError is Python's message.
type unhashableError string

func (e unhashableError) Error() string { return string(e) }

func (e unhashableError) Is(target error) bool { return target == ErrUnhashable }

func unhashable(o Object) error {
	return unhashableError("TypeError: unhashable type: '" + o.TypeName() + "'")
}

// seed makes hashes differ from one process to the next, so that nobody can prepare keys that collide.
var seed = maphash.MakeSeed()

// Hash returns a hash of the value such that values that are Equal have equal hashes: those of 1, True, 1.0 and
// Decimal("1") are the same. It differs from one process to the next and is not Python's hash(x). A NaN has a new hash each time. Values that Python
// cannot hash, such as lists or tuples that hold one, give an error for which errors.Is(err, ErrUnhashable) holds; so do
// values nested deeper than 10,000 containers.
func Hash(o Object) (uint64, error) { return hashKey(orNone(o)) }

func hashKey(o Object) (uint64, error) {
	switch v := o.(type) {
	case Str:
		return maphash.String(seed, string(v)), nil
	case Int:
		return hashInt(int64(v)), nil
	}
	var h hasher
	return h.hash(o)
}

// hasher hashes values. Sub-values that are referred to many times are hashed once: it remembers the hashes of all
// but small ones.
type hasher struct {
	depth, steps int
	owner        Object // the container at hand
	memo         map[Object]hashMemo
	keep         bool // remember the value itself as well, as it may come again
}

// hashMemo is a hash with the number of steps that it took.
type hashMemo struct {
	sum  uint64
	cost int
}

// memoFrom is the number of steps from which remembering a hash pays.
const memoFrom = 16

// mixing constants, one for each type whose values never equal those of others.
const (
	saltTuple = 0x9e3779b97f4a7c15 + iota*2
	saltFrozenSet
	saltDate
	saltTime
	saltDateTime
	saltAware
	saltTimeDelta
	saltTimeZone
	saltInstance
	saltIdentity
	saltOther
)

var mixSeed = [2]uint64{rand.Uint64(), rand.Uint64()}

// mix combines two numbers into one that depends on all their bits and on the seed.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^mixSeed[0], b^mixSeed[1])
	return hi ^ lo
}

func hashText(salt uint64, s string) uint64 { return mix(salt, maphash.String(seed, s)) }

func (h *hasher) hash(o Object) (uint64, error) {
	if isNilPointer(o) {
		return 0, unhashableError("TypeError: unhashable: nil " + o.Kind().String())
	}
	switch v := o.(type) {
	case Str:
		return maphash.String(seed, string(v)), nil
	case Bytes:
		return hashText(saltOther, string(v)), nil
	case *BigInt:
		return h.bigInt(v), nil
	case Bool, Int, Float, Complex, Decimal:
		if isNaN(o) {
			return h.nan(o)
		}
		return hashNumber(o)
	case nil, None:
		return mix(saltOther, uint64(KindNone)), nil
	case Ellipsis, NotImplemented:
		return mix(saltOther, uint64(o.Kind())), nil
	case Date:
		return mix(saltDate, uint64(v.Year)<<16|uint64(v.Month)<<8|uint64(v.Day)), nil
	case Time:
		return mix(saltTime+flag(v.Aware), uint64(v.micros())), nil
	case DateTime:
		return mix(saltDateTime+flag(v.Aware), uint64(v.micros())), nil
	case TimeDelta:
		return mix(mix(saltTimeDelta, uint64(v.Days)), uint64(v.Seconds)<<20|uint64(v.Microseconds)), nil
	case TimeZone:
		return mix(saltTimeZone, uint64(v.Offset)), nil
	case Path, Repr, Cycle, Type, BuiltinFunction:
		return maphash.Comparable(seed, o), nil
	case Exception, Function, File:
		return maphash.Comparable(seed, o), nil
	case *Class:
		return hashIdentity(v.ID, o), nil
	case *Module:
		return hashIdentity(v.ID, o), nil
	case *Tuple, *NamedTuple, *FrozenSet, *Instance:
		return h.container(o)
	}
	return 0, unhashable(o)
}

func flag(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// hashIdentity hashes what is equal to nothing but itself.
func hashIdentity(id UUID, o Object) uint64 {
	if id == (UUID{}) {
		return maphash.Comparable(seed, o) // by address
	}
	return mix(saltIdentity, maphash.Bytes(seed, id[:]))
}

func (h *hasher) container(o Object) (uint64, error) {
	h.steps++
	if known, ok := h.memo[o]; ok {
		return known.sum, nil
	}
	if h.depth == maxDepth {
		return 0, unhashableError("RecursionError: nested too deeply to be hashed")
	}
	owner, before := h.owner, h.steps
	h.depth++
	h.owner = o
	sum, err := h.items(o)
	h.owner = owner
	h.depth--
	if err == nil {
		h.remember(o, sum, h.steps-before)
	}
	return sum, err
}

// remember keeps a hash that took so many steps.
func (h *hasher) remember(o Object, sum uint64, cost int) {
	if cost < memoFrom || h.depth == 0 && !h.keep {
		return
	}
	if h.memo == nil {
		h.memo = make(map[Object]hashMemo)
	}
	h.memo[o] = hashMemo{sum, cost}
}

// bigInt hashes a large int.
func (h *hasher) bigInt(v *BigInt) uint64 {
	if known, ok := h.memo[v]; ok {
		return known.sum
	}
	sum := hashBig(&v.n)
	h.remember(v, sum, v.payload()/16)
	return sum
}

func (h *hasher) items(o Object) (uint64, error) {
	switch v := o.(type) {
	case *Tuple:
		return h.sequence(v.items)
	case *NamedTuple:
		return h.sequence(v.values)
	case *FrozenSet:
		h.steps += len(v.h.keys)
		sum := uint64(saltFrozenSet) // independent of the order
		for _, k := range v.h.keys {
			if k == nil {
				continue
			}
			n, err := h.hash(k)
			if err != nil {
				return 0, err
			}
			sum += mix(saltFrozenSet, n)
		}
		return sum, nil
	case *Instance:
		if v.Class == nil || !v.Class.Dataclass {
			return hashIdentity(v.ID, o), nil
		}
		h.steps += v.Attrs.Len()
		sum := mix(saltInstance, hashIdentity(v.Class.ID, v.Class))
		for k, value := range v.Attrs.All() { // independent of the order
			a, err := h.hash(k)
			if err != nil {
				return 0, err
			}
			b, err := h.hash(value)
			if err != nil {
				return 0, unhashable(o)
			}
			sum += mix(a, b)
		}
		return sum, nil
	}
	return 0, unhashable(o)
}

func (h *hasher) sequence(items []Object) (uint64, error) {
	h.steps += len(items)
	sum := uint64(saltTuple)
	for _, o := range items {
		n, err := h.hash(o)
		if err != nil {
			return 0, err
		}
		sum = mix(sum, n) + 1
	}
	return sum, nil
}

// nan is the hash of a NaN. No two are equal, so they must not have one hash: a set of many would be slow. What holds a
// NaN equals only itself, so its address will do; a NaN on its own is never found, so anything will.
func (h *hasher) nan(o Object) (uint64, error) {
	if d, ok := o.(Decimal); ok && strings.Contains(d.text, "s") {
		return 0, unhashableError("TypeError: Cannot hash a signaling NaN value.")
	}
	if h.owner == nil {
		return rand.Uint64(), nil
	}
	return maphash.Comparable(seed, h.owner), nil
}

// isNaN says whether the number is, or has a part that is, not a number.
func isNaN(o Object) bool {
	switch v := o.(type) {
	case Float:
		return math.IsNaN(float64(v))
	case Complex:
		return math.IsNaN(real(complex128(v))) || math.IsNaN(imag(complex128(v)))
	case Decimal:
		return strings.HasSuffix(strings.TrimRight(v.text, "0123456789"), "NaN")
	}
	return false
}
