// Which values were met before? Keys that identify them, and a table of these.

package monty

import "unsafe"

// refKey identifies a value that can be shared: the address of a container or big int, or the address of the bytes of a
// str, bytes or Decimal together with their length. The kind keeps a Str and a Bytes over the same memory apart.
type refKey struct {
	address unsafe.Pointer
	extent  uint64 // length << 8 | kind
}

func pointerKey(p unsafe.Pointer, k Kind) refKey { return refKey{p, uint64(k)} }

func bytesKey(s string, k Kind) refKey {
	return refKey{unsafe.Pointer(unsafe.StringData(s)), uint64(len(s))<<8 | uint64(k)}
}

// ref is what is known of one value.
type ref struct {
	key   refKey
	at    int   // where its first occurrence begins in the encoder's draft
	index int32 // of its sharing mark, once that is written
	many  bool
	open  bool // its items are being walked: meeting it again is a cycle
}

// refTable is a hash table of refs that keeps their order. The entries hold the addresses as pointers, so the values
// stay where they are for as long as the table is in use.
type refTable struct {
	refs  []ref
	slots []uint32 // position in refs plus one, by hash; empty while there are few refs
	again int      // position of the ref that was found last: a class, say, is that of many instances
}

// refScan is the number of refs up to which they are simply compared one by one.
const refScan = 8

func (k refKey) hash() uint64 {
	h := uint64(uintptr(k.address)) ^ k.extent<<32
	h *= 0x9e3779b97f4a7c15
	return h ^ h>>32
}

// add returns the position of the key and whether it is new.
func (t *refTable) add(k refKey) (position int, isNew bool) {
	if t.again < len(t.refs) && t.refs[t.again].key == k {
		return t.again, false
	}
	if len(t.slots) == 0 {
		for i := range t.refs {
			if t.refs[i].key == k {
				t.again = i
				return i, false
			}
		}
		if len(t.refs) < refScan {
			t.refs = append(t.refs, ref{key: k})
			return len(t.refs) - 1, true
		}
	}
	if 2*len(t.refs) >= len(t.slots) {
		t.grow()
	}
	mask := uint64(len(t.slots) - 1)
	i := k.hash() & mask
	for ; t.slots[i] != 0; i = (i + 1) & mask {
		if at := int(t.slots[i] - 1); t.refs[at].key == k {
			t.again = at
			return at, false
		}
	}
	t.refs = append(t.refs, ref{key: k})
	t.slots[i] = uint32(len(t.refs))
	return len(t.refs) - 1, true
}

// grow makes room for four times as many slots, so that few are entered again and again.
func (t *refTable) grow() {
	if size := max(8*refScan, 4*len(t.slots)); size <= cap(t.slots) {
		t.slots = t.slots[:size]
		clear(t.slots)
	} else {
		t.slots = make([]uint32, size)
	}
	mask := uint64(len(t.slots) - 1)
	for n := range t.refs {
		i := t.refs[n].key.hash() & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = uint32(n + 1)
	}
}

func (t *refTable) reset() {
	if cap(t.refs) > refsKept {
		*t = refTable{}
		return
	}
	clear(t.refs) // drop the pointers
	t.refs, t.slots = t.refs[:0], t.slots[:0]
}

// refsKept is the size up to which a table is used again.
const refsKept = 1 << 15

// refKeyOf returns the key of a value that can be shared, and false for all others.
func refKeyOf(o Object) (refKey, bool) {
	switch v := o.(type) {
	case Str:
		if len(v) >= shareMin {
			return bytesKey(string(v), KindStr), true
		}
	case Bytes:
		if len(v) >= shareMin {
			return bytesKey(string(v), KindBytes), true
		}
	case Decimal:
		if len(v.text) >= shareMin {
			return bytesKey(v.text, KindDecimal), true
		}
	case *BigInt:
		if v.payload() >= shareMin {
			return pointerKey(unsafe.Pointer(v), KindInt), true
		}
	case *List:
		return pointerKey(unsafe.Pointer(v), KindList), true
	case *Tuple:
		return pointerKey(unsafe.Pointer(v), KindTuple), len(v.items) > 0
	case *Dict:
		return pointerKey(unsafe.Pointer(v), KindDict), true
	case *Set:
		return pointerKey(unsafe.Pointer(v), KindSet), true
	case *FrozenSet:
		return pointerKey(unsafe.Pointer(v), KindFrozenSet), v.Len() > 0
	case *NamedTuple:
		return pointerKey(unsafe.Pointer(v), KindNamedTuple), true
	case *Class:
		return pointerKey(unsafe.Pointer(v), KindClass), true
	case *Instance:
		return pointerKey(unsafe.Pointer(v), KindInstance), true
	case *Module:
		return pointerKey(unsafe.Pointer(v), KindModule), true
	}
	return refKey{}, false
}

// payload is the number of bytes of the magnitude under tag 2 or 3, or 0 for a value that needs no tag.
func (b *BigInt) payload() int {
	bits := b.n.BitLen()
	if b.n.Sign() < 0 && b.n.TrailingZeroBits() == uint(bits-1) {
		bits-- // a negative power of two: -1-n has one bit less
	}
	if bits <= 64 {
		return 0
	}
	return (bits + 7) / 8
}
