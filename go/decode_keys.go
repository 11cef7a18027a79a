// Keys of dicts and elements of sets, as the decoder reads them: are they hashable, and are some of them equal?

package monty

import "hash/maphash"

// Sharing lets a small input refer many times to a large key, so the work on keys is not bounded by the length of the
// input. The decoder therefore remembers the hashes of large keys. What it cannot remember are comparisons of large keys
// that turn out equal; encoders do not write such keys, and their comparison is charged against the budget.

// longKey is the number of bytes from which the hash of a str, bytes or int is remembered.
const longKey = 256

// keyState is what a decoder keeps for checking keys.
type keyState struct {
	known *comparison       // hashes of containers and big ints
	texts map[refKey]uint64 // hashes of long strs and bytes
}

// unify drops repeated keys in place and returns how many are left: the first stays, and the last value takes the place
// of the first. values is nil for the elements of a set. The container is at that offset.
func (d *decoder) unify(keys, values []Object, at int) (int, bool) {
	if len(keys) <= scanMax {
		if distinctTexts(keys) {
			return len(keys), true
		}
		return d.unifyFew(keys, values, at)
	}
	if ascending(keys) {
		return len(keys), true
	}
	size := 2 * scanMax
	for size < 2*len(keys) {
		size *= 2
	}
	t := &d.memory().table
	if cap(t.slots) < size {
		t.slots = make([]hashSlot, size)
	} else {
		t.slots = t.slots[:size]
		clear(t.slots)
	}
	t.used = 0
	n := 0
	for i, k := range keys {
		hash, ok := d.hashKey(k, at)
		if !ok {
			return 0, false
		}
		first := -1
		mask := uint64(size - 1)
		for j := hash & mask; t.slots[j].position != 0; j = (j + 1) & mask {
			if s := t.slots[j]; s.hash == uint32(hash>>32) {
				same, ok := d.sameKey(keys[s.position-1], k, at)
				if !ok {
					return 0, false
				}
				if same {
					first = int(s.position - 1)
					break
				}
			}
		}
		if first < 0 {
			t.place(n, hash)
		}
		n = keep(keys, values, i, first, n)
	}
	return n, true
}

// distinctTexts says whether the keys are short strs that all differ, as is usual.
func distinctTexts(keys []Object) bool {
	for i, k := range keys {
		s, ok := k.(Str)
		if !ok || len(s) >= longKey {
			return false
		}
		for _, other := range keys[:i] {
			if other.(Str) == s {
				return false
			}
		}
	}
	return true
}

// ascending says whether the keys are all ints or all strs, each greater than the one before, as numbered or sorted keys are.
// Then no two are equal.
func ascending(keys []Object) bool {
	switch last := keys[0].(type) {
	case Int:
		for _, k := range keys[1:] {
			n, ok := k.(Int)
			if !ok || n <= last {
				return false
			}
			last = n
		}
		return true
	case Str:
		byLength, byText := true, true // "k9" and "k10", or "k10" and "k9"
		for _, k := range keys[1:] {
			s, ok := k.(Str)
			if !ok {
				return false
			}
			greater := s > last
			byLength = byLength && (len(s) > len(last) || len(s) == len(last) && greater)
			byText = byText && greater
			if !byLength && !byText {
				return false
			}
			last = s
		}
		return true
	}
	return false
}

// unifyFew is unify for up to scanMax keys.
func (d *decoder) unifyFew(keys, values []Object, at int) (int, bool) {
	var hashes [scanMax]uint64
	n := 0
	for i, k := range keys {
		hash, ok := d.hashKey(k, at)
		if !ok {
			return 0, false
		}
		first := -1
		for j := 0; j < n && first < 0; j++ {
			if hashes[j] != hash {
				continue
			}
			same, ok := d.sameKey(keys[j], k, at)
			if !ok {
				return 0, false
			}
			if same {
				first = j
			}
		}
		if first < 0 {
			hashes[n] = hash
		}
		n = keep(keys, values, i, first, n)
	}
	return n, true
}

// keep moves key i to place n, unless it repeats the one at first. It returns how many keys there are now.
func keep(keys, values []Object, i, first, n int) int {
	switch {
	case first >= 0 && values != nil:
		values[first] = values[i]
		return n
	case first >= 0:
		return n
	}
	if n < i {
		keys[n] = keys[i]
		if values != nil {
			values[n] = values[i]
		}
	}
	return n + 1
}

// hashKey is Hash with a memory. It refuses keys that are not hashable.
func (d *decoder) hashKey(o Object, at int) (uint64, bool) {
	switch v := o.(type) {
	case Int:
		return hashInt(int64(v)), true
	case Str:
		if len(v) < longKey {
			return maphash.String(seed, string(v)), true
		}
		return d.hashText(bytesKey(string(v), KindStr), o), true
	case Bytes:
		if len(v) >= longKey {
			return d.hashText(bytesKey(string(v), KindBytes), o), true
		}
	}
	hash, err := d.comparison().hasher.hash(o)
	if err != nil {
		d.fail(DecodeWrongContent, at, err.Error())
		return 0, false
	}
	return hash, true
}

func (d *decoder) hashText(key refKey, o Object) uint64 {
	if hash, ok := d.checked.texts[key]; ok {
		return hash
	}
	hash, _ := hashKey(o) // strs and bytes are hashable
	if d.checked.texts == nil {
		d.checked.texts = make(map[refKey]uint64)
	}
	d.checked.texts[key] = hash
	return hash
}

// sameKey compares two keys that have the same hash.
func (d *decoder) sameKey(a, b Object, at int) (same, ok bool) {
	cost := 0
	switch v := a.(type) {
	case Str:
		cost = len(v)
	case Bytes:
		cost = len(v)
	case *BigInt:
		cost = v.payload()
	case *Tuple, *NamedTuple, *FrozenSet, *Instance:
		if a == b {
			return true, true
		}
		cost = costItem * max(d.comparison().hasher.memo[a].cost, memoFrom)
	}
	if cost >= longKey && !d.charge(cost, at) {
		return false, false
	}
	c := comparer{shared: d.comparison()}
	return c.equal(a, b), true
}

// comparison returns the decoder's memory of hashes.
func (d *decoder) comparison() *comparison {
	if d.checked.known == nil {
		d.checked.known = &comparison{hasher: hasher{keep: true}, decoded: true}
	}
	return d.checked.known
}
