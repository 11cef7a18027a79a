// Dict: Python's dict, in insertion order.

package monty

import "iter"

// KV is a key with its value.
type KV struct{ Key, Value Object }

// Dict is a dict. It keeps the order of insertion and takes any hashable key by Python's rules: 1, True and 1.0 are one
// key. The zero value is an empty dict, and a nil *Dict reads as one.
type Dict struct {
	keys   []Object // nil where a pair was deleted
	values []Object
	live   int
}

// NewDict returns a dict of the pairs. As in Python, a later pair replaces the value of an equal key and keeps the key
// and the position of the first. The error names the type of a key that is not hashable.
func NewDict(pairs ...KV) (*Dict, error) {
	d := &Dict{keys: make([]Object, 0, len(pairs)), values: make([]Object, 0, len(pairs))}
	for _, p := range pairs {
		if err := d.Set(p.Key, p.Value); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func (d *Dict) find(key Object) int {
	for i, k := range d.keys {
		if k != nil && Equal(k, key) {
			return i
		}
	}
	return -1
}

// Len is the number of pairs.
func (d *Dict) Len() int {
	if d == nil {
		return 0
	}
	return d.live
}

// Get returns the value of the key. A key that is not hashable is in no dict.
func (d *Dict) Get(key Object) (Object, bool) {
	if d == nil {
		return nil, false
	}
	if i := d.find(orNone(key)); i >= 0 {
		return d.values[i], true
	}
	return nil, false
}

// GetStr returns the value of a str key.
func (d *Dict) GetStr(key string) (Object, bool) { return d.Get(Str(key)) }

// Set gives the key that value. A new key goes to the end. The error names the type of a key that is not hashable.
func (d *Dict) Set(key, value Object) error {
	key, value = orNone(key), orNone(value)
	if i := d.find(key); i >= 0 {
		d.values[i] = value
		return nil
	}
	d.keys, d.values = append(d.keys, key), append(d.values, value)
	d.live++
	return nil
}

// Delete removes the key and says whether it was there.
func (d *Dict) Delete(key Object) bool {
	if d == nil {
		return false
	}
	i := d.find(orNone(key))
	if i < 0 {
		return false
	}
	d.keys[i], d.values[i] = nil, nil
	d.live--
	return true
}

// All yields the pairs in order.
func (d *Dict) All() iter.Seq2[Object, Object] {
	return func(yield func(Object, Object) bool) {
		if d == nil {
			return
		}
		for i := 0; i < len(d.keys); i++ {
			if k := d.keys[i]; k != nil && !yield(k, d.values[i]) {
				return
			}
		}
	}
}
