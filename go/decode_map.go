// Maps, which become dicts: their pairs, and keys that came before.

package monty

import (
	"encoding/binary"
	"sync"
)

// Many maps of a message tend to have the same keys, as they are records of one type. The decoder therefore remembers the
// keys of maps. While those that come next are the same, it neither copies nor checks keys, and the dicts share one slice.

// recordMax is the largest number of keys that are remembered together.
const recordMax = 64

// keyMemory is what a decoder remembers of keys from the second map on.
type keyMemory struct {
	records [16][]Object // keys of whole maps: short strs, all different
	keys    [64]Object   // short strs
	table   hashTable
}

var keyMemories = sync.Pool{New: func() any { return new(keyMemory) }}

// memory returns the decoder's memory of keys.
func (d *decoder) memory() *keyMemory {
	if d.seen == nil {
		d.seen = keyMemories.Get().(*keyMemory)
		if d.first != nil {
			d.seen.add(d.first)
		}
	}
	return d.seen
}

func (m *keyMemory) add(record []Object) {
	m.records[recordSlot([]byte(record[0].(Str)), len(record))] = record
}

// release gives back what decoders share. The decoder can go on.
func (d *decoder) release() {
	if m := d.seen; m != nil {
		d.seen = nil
		clear(m.records[:])
		clear(m.keys[:])
		if cap(m.table.slots) > tableKept {
			m.table = hashTable{}
		}
		keyMemories.Put(m)
	}
}

// tableKept is the size up to which a table is used again.
const tableKept = 1 << 16

// mapItems reads the pairs of a map whose head was read.
func (d *decoder) mapItems(h head) *Dict {
	if h.indefinite {
		return d.endlessMap(h)
	}
	if h.argument > d.room()/2 {
		d.fail(DecodeTruncated, h.at, "")
		return nil
	}
	n := int(h.argument)
	if !d.charge(costContainer+2*n*costItem, h.at) {
		return nil
	}
	var keys, values []Object
	record := d.record(n)
	if record == nil && n > recordMax { // one allocation will do
		both := make([]Object, 2*n)
		keys, values = both[:n:n], both[n:]
	} else {
		values = d.box.items(n, len(d.in)-d.pos)
	}
	owed := d.owed + 2*n
	for i := range values {
		d.owed = owed - 1
		if i >= len(record) || !d.isNext(record[i]) {
			if keys == nil {
				keys = d.box.items(n, len(d.in)-d.pos)
				copy(keys, record[:min(i, len(record))])
				record = nil
			}
			if keys[i] = d.key(); keys[i] == nil {
				return nil
			}
		}
		owed -= 2
		d.owed = owed
		if values[i] = d.item(); values[i] == nil {
			return nil
		}
	}
	if keys != nil {
		return d.dict(keys, values, h.at)
	}
	dict := d.box.dicts.another()
	dict.values = values
	dict.h.keys, dict.h.live, dict.h.common = record, uint32(n), true
	return dict
}

// record returns the n keys of a map that began with the key that comes next, or nil.
func (d *decoder) record(n int) []Object {
	record := d.first
	if d.seen != nil {
		p := d.in[d.pos:]
		if len(p) == 0 {
			return nil
		}
		size := int(p[0] - majorText)
		if p[0] <= majorText || size >= 24 || len(p) <= size {
			return nil
		}
		record = d.seen.records[recordSlot(p[1:1+size], n)]
	}
	if len(record) != n {
		return nil
	}
	return record
}

func recordSlot(first []byte, n int) int {
	return int(keyHash(first)+uint32(n)) % len(keyMemory{}.records)
}

// remember keeps the keys of a map, which all differ, if they are short strs. It says whether it did.
func (d *decoder) remember(keys []Object) bool {
	if len(keys) == 0 || len(keys) > recordMax {
		return false
	}
	for _, k := range keys {
		if s, ok := k.(Str); !ok || len(s) == 0 || len(s) >= 24 {
			return false
		}
	}
	if d.first == nil { // no other map may follow
		d.first = keys
		return true
	}
	d.memory().add(keys)
	return true
}

// isNext reads a key if it is this short str.
func (d *decoder) isNext(key Object) bool {
	s := key.(Str)
	p := d.in[d.pos:]
	if len(p) > len(s) && p[0] == majorText|byte(len(s)) && string(p[1:1+len(s)]) == string(s) {
		d.pos += 1 + len(s)
		return true
	}
	return false
}

// key reads the key of a map. Short str keys that came before, in another map, are not copied again.
func (d *decoder) key() Object {
	at := d.pos
	b, ok := d.peek()
	if !ok {
		return nil
	}
	n := int(b - majorText)
	if d.first == nil || b <= majorText || n >= 24 || len(d.in)-at-1 < n {
		return d.item()
	}
	p := d.in[at+1 : at+1+n]
	slot := &d.memory().keys[keyHash(p)%uint32(len(keyMemory{}.keys))]
	if s, ok := (*slot).(Str); ok && string(s) == string(p) {
		d.pos += 1 + n
		return *slot
	}
	o := d.item()
	if o != nil {
		*slot = o
	}
	return o
}

// keyHash tells apart most keys of one record type: by length, first and last bytes.
func keyHash(p []byte) uint32 {
	n := len(p)
	var h uint64
	if n >= 4 {
		h = uint64(binary.LittleEndian.Uint32(p))<<32 | uint64(binary.LittleEndian.Uint32(p[n-4:]))
	} else {
		h = uint64(p[0])<<16 | uint64(p[n/2])<<8 | uint64(p[n-1])
	}
	h = (h + uint64(n)) * 0x9e3779b97f4a7c15
	return uint32(h >> 40)
}

// endlessMap reads the pairs of a map of indefinite length.
func (d *decoder) endlessMap(h head) *Dict {
	items, ok := d.endless(h)
	if !ok {
		return nil
	}
	return d.dictOf(items, h.at)
}

// dictOf makes a dict of keys and values in turn.
func (d *decoder) dictOf(items []Object, at int) *Dict {
	if len(items)%2 != 0 {
		d.fail(DecodeWrongContent, at, "a key without a value")
		return nil
	}
	n := len(items) / 2
	keys, values := make([]Object, n), make([]Object, n)
	for i := range n {
		keys[i], values[i] = items[2*i], items[2*i+1]
	}
	return d.dict(keys, values, at)
}

// dict makes a dict of keys and values that were read for the container at that offset.
func (d *decoder) dict(keys, values []Object, at int) *Dict {
	n, ok := d.unify(keys, values, at)
	if !ok {
		return nil
	}
	if n < len(keys) {
		d.foundEqual(at)
		clear(keys[n:])
		clear(values[n:])
	}
	dict := d.box.dicts.another()
	dict.values = values[:n]
	dict.h.keys, dict.h.live = keys[:n:n], uint32(n)
	dict.h.common = d.remember(dict.h.keys)
	return dict
}

// foundEqual notes that the container at that offset has equal keys.
func (d *decoder) foundEqual(at int) {
	if d.repeated < 0 {
		d.repeated = at
	}
}

// pairs reads a dict in the form of an array of keys and values in turn, after its tag.
func (d *decoder) pairs() *Dict {
	h, ok := d.expect(majorArray, "an array")
	if !ok {
		return nil
	}
	if h.indefinite {
		return d.endlessMap(h)
	}
	if h.argument <= uint64(len(d.in)-d.pos) && h.argument%2 != 0 {
		d.fail(DecodeWrongContent, h.at, "a key without a value")
		return nil
	}
	items, ok := d.reserve(h, 1)
	if !ok || !d.fill(items) {
		return nil
	}
	return d.dictOf(items, h.at)
}

// attributes reads the attributes of a class, instance or module: a map or tagged pairs.
func (d *decoder) attributes() *Dict {
	h, ok := d.head()
	switch {
	case !ok:
		return nil
	case h.major == majorMap:
		return d.mapItems(h)
	case h.major == majorTag && h.argument == tagPairs:
		return d.pairs()
	}
	d.fail(DecodeWrongContent, h.at, "expected attributes")
	return nil
}
