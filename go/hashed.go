// hashed: the keys of a Dict or the elements of a Set, in insertion order, with lookups in constant time.

package monty

import (
	"hash/maphash"
	"slices"
	"sync/atomic"
)

// hashed holds each key once by Python's equality. Up to scanMax keys are compared one by one. Beyond, a table is built
// at the first lookup, not before: most dicts that are decoded are only iterated over.
//
// Lookups may run in several goroutines at once. If two of them find no table, both build one and one is kept.
//
// Dicts that were decoded may have one slice of keys in common, as records of one type do. Nobody writes to that; who removes
// a key makes a copy first.
type hashed struct {
	keys   []Object // nil where a key was removed
	live   uint32   // keys that are not nil
	common bool     // other dicts have the same slice of keys
	table  atomic.Pointer[hashTable]
}

// len is the number of keys.
func (h *hashed) len() int { return int(h.live) }

// scanMax is the number of keys up to which a scan is quicker than hashing.
const scanMax = 8

// hashTable is an open hash table of positions in keys. Positions of removed keys stay until the table is rebuilt.
type hashTable struct {
	slots []hashSlot
	used  int
}

type hashSlot struct {
	hash     uint32
	position uint32 // plus one; 0 is an empty slot
}

// find returns the position of the key, or -1, and its hash if a table was used. The error is that of Hash.
func (h *hashed) find(key Object) (position int, hash uint64, err error) {
	if len(h.keys) <= scanMax {
		position, err = h.scan(key)
		return position, 0, err
	}
	if hash, err = hashKey(key); err != nil {
		return -1, 0, err
	}
	return h.index().find(h.keys, key, hash), hash, nil
}

// findStr is find for a str, without making an Object of it.
func (h *hashed) findStr(key string) int {
	if len(h.keys) <= scanMax {
		for i, k := range h.keys {
			if s, ok := k.(Str); ok && string(s) == key {
				return i
			}
		}
		return -1
	}
	t := h.index()
	hash := maphash.String(seed, key)
	mask := uint64(len(t.slots) - 1)
	for i := hash & mask; t.slots[i].position != 0; i = (i + 1) & mask {
		if t.slots[i].hash != uint32(hash>>32) {
			continue
		}
		if s, ok := h.keys[t.slots[i].position-1].(Str); ok && string(s) == key {
			return int(t.slots[i].position - 1)
		}
	}
	return -1
}

// index returns the table, which it builds if there is none.
func (h *hashed) index() *hashTable {
	t := h.table.Load()
	if t == nil {
		t = buildTable(h.keys, &hasher{keep: true})
		h.table.CompareAndSwap(nil, t)
	}
	return t
}

// scan compares the key with each one there is.
func (h *hashed) scan(key Object) (int, error) {
	if s, ok := key.(Str); ok {
		for i, k := range h.keys {
			if t, ok := k.(Str); ok && s == t {
				return i, nil
			}
		}
		return -1, nil
	}
	if _, err := hashKey(key); err != nil {
		return -1, err
	}
	for i, k := range h.keys {
		if k != nil && sameKey(k, key) {
			return i, nil
		}
	}
	return -1, nil
}

// add appends a key that find did not find, with the hash that find returned.
func (h *hashed) add(key Object, hash uint64) {
	h.keys = append(h.keys, key) // a copy if the keys are common, since those have no room behind them
	h.common = false
	h.live++
	if t := h.table.Load(); t != nil {
		if !t.place(len(h.keys)-1, hash) {
			h.table.Store(nil)
		}
	}
}

// remove drops the key at a position.
func (h *hashed) remove(position int) {
	if h.common {
		h.keys, h.common = slices.Clone(h.keys), false
	}
	h.keys[position] = nil
	h.live--
}

// sparse says whether more than half of the keys are removed ones, which is when to compact.
func (h *hashed) sparse() bool { return len(h.keys) > scanMax && h.len() < len(h.keys)/2 }

// buildTable makes the table of the keys, all of them hashable.
func buildTable(keys []Object, with *hasher) *hashTable {
	size := 2 * scanMax
	for size < 2*len(keys) {
		size *= 2
	}
	t := &hashTable{slots: make([]hashSlot, size)}
	for i, k := range keys {
		if k != nil {
			hash, _ := with.hash(k)
			t.place(i, hash)
		}
	}
	return t
}

// place enters a position, unless the table is too full for quick lookups.
func (t *hashTable) place(position int, hash uint64) bool {
	if 4*t.used >= 3*len(t.slots) {
		return false
	}
	mask := uint64(len(t.slots) - 1)
	i := hash & mask
	for t.slots[i].position != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = hashSlot{uint32(hash >> 32), uint32(position + 1)}
	t.used++
	return true
}

func (t *hashTable) find(keys []Object, key Object, hash uint64) int {
	mask := uint64(len(t.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		s := t.slots[i]
		if s.position == 0 {
			return -1
		}
		if s.hash != uint32(hash>>32) {
			continue
		}
		if k := keys[s.position-1]; k != nil && sameKey(k, key) {
			return int(s.position - 1)
		}
	}
}

// sameKey is Python's test of keys: the same object or an equal one.
func sameKey(a, b Object) bool {
	if s, ok := a.(Str); ok {
		t, ok := b.(Str)
		return ok && s == t
	}
	if m, ok := a.(Int); ok {
		if n, ok := b.(Int); ok {
			return m == n
		}
	}
	return Equal(a, b)
}
