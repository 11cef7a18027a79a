// Dict: Python's dict, in insertion order.

package monty

import "iter"

// KV is a key with its value.
type KV struct{ Key, Value Object }

// Dict is a dict. It keeps the order of insertion and takes any hashable key by Python's rules: 1, True and 1.0 are one
// key, and NaN is equal to no key. The zero value is an empty dict, and a nil *Dict reads as one. A Dict must not be
// copied.
type Dict struct {
	h      hashed
	values []Object // parallel to h.keys
}

// NewDict returns a dict of the pairs. As in Python, a later pair replaces the value of an equal key and keeps the key
// and the position of the first. The error is that of Set.
func NewDict(pairs ...KV) (*Dict, error) {
	d := &Dict{values: make([]Object, 0, len(pairs))}
	d.h.keys = make([]Object, 0, len(pairs))
	for _, p := range pairs {
		if err := d.Set(p.Key, p.Value); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// Len is the number of pairs.
func (d *Dict) Len() int {
	if d == nil {
		return 0
	}
	return d.h.len()
}

// Get returns the value of the key. A key that is not hashable is in no dict.
func (d *Dict) Get(key Object) (Object, bool) {
	if d == nil {
		return nil, false
	}
	if i, _, _ := d.h.find(orNone(key)); i >= 0 {
		return d.values[i], true
	}
	return nil, false
}

// GetStr returns the value of a str key.
func (d *Dict) GetStr(key string) (Object, bool) {
	if d == nil {
		return nil, false
	}
	if i := d.h.findStr(key); i >= 0 {
		return d.values[i], true
	}
	return nil, false
}

// Set gives the key that value. A new key goes to the end; an equal key keeps its place and form. The error, for which
// errors.Is(err, ErrUnhashable) holds, is Python's for a key that is not hashable: "TypeError: unhashable type: 'list'".
func (d *Dict) Set(key, value Object) error {
	key, value = orNone(key), orNone(value)
	i, hash, err := d.h.find(key)
	if err != nil {
		return err
	}
	if i >= 0 {
		d.values[i] = value
		return nil
	}
	if d.h.sparse() {
		d.compact()
		_, hash, _ = d.h.find(key)
	}
	d.h.add(key, hash)
	d.values = append(d.values, value)
	return nil
}

// Delete removes the key and says whether it was there.
func (d *Dict) Delete(key Object) bool {
	if d == nil {
		return false
	}
	i, _, _ := d.h.find(orNone(key))
	if i < 0 {
		return false
	}
	d.h.remove(i)
	d.values[i] = nil
	return true
}

// compact closes the gaps that Delete left.
func (d *Dict) compact() {
	keys, values := d.h.keys, d.values
	n := 0
	for i, k := range keys {
		if k != nil {
			keys[n], values[n] = k, values[i]
			n++
		}
	}
	clear(keys[n:])
	clear(values[n:])
	d.h.keys, d.values = keys[:n], values[:n]
	d.h.table.Store(nil)
}

// All yields the pairs in order. During the loop values may be replaced and keys deleted; after adding a key, which
// pairs are still to come is undefined.
func (d *Dict) All() iter.Seq2[Object, Object] {
	return func(yield func(Object, Object) bool) {
		if d == nil {
			return
		}
		for i := 0; i < len(d.h.keys); i++ {
			if k := d.h.keys[i]; k != nil && !yield(k, d.values[i]) {
				return
			}
		}
	}
}

// Keys yields the keys in order, like All.
func (d *Dict) Keys() iter.Seq[Object] {
	if d == nil {
		return func(func(Object) bool) {}
	}
	return d.h.all()
}
