// Set and FrozenSet: Python's sets, in insertion order.

package monty

import "iter"

// Set is a set. It takes any hashable element by Python's rules and keeps the order of insertion, which Python does
// not promise. The zero value is an empty set. A Set must not be copied.
type Set struct{ h hashed }

// FrozenSet is a frozenset, like Set in all else. The zero value is the empty frozenset. A FrozenSet must not be copied.
type FrozenSet struct{ h hashed }

// NewSet returns a set of the items, each once. The error is that of Add.
func NewSet(items ...Object) (*Set, error) {
	s := &Set{}
	s.h.keys = make([]Object, 0, len(items))
	for _, o := range items {
		if err := s.h.insert(orNone(o)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// NewFrozenSet returns a frozenset of the items, each once. The error is that of (*Set).Add.
func NewFrozenSet(items ...Object) (*FrozenSet, error) {
	s := &FrozenSet{}
	s.h.keys = make([]Object, 0, len(items))
	for _, o := range items {
		if err := s.h.insert(orNone(o)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Len is the number of elements.
func (s *Set) Len() int { return s.h.len() }

// Has says whether an equal element is in the set.
func (s *Set) Has(o Object) bool { return s.h.has(o) }

// Add puts the element into the set unless an equal one is there. The error, for which errors.Is(err, ErrUnhashable)
// holds, is Python's for an element that is not hashable: "TypeError: unhashable type: 'list'".
func (s *Set) Add(o Object) error { return s.h.insert(orNone(o)) }

// Delete removes the element and says whether it was there.
func (s *Set) Delete(o Object) bool {
	i, _, _ := s.h.find(orNone(o))
	if i >= 0 {
		s.h.remove(i)
	}
	return i >= 0
}

// All yields the elements in order. Elements may be deleted during the loop; after adding one, which elements are still
// to come is undefined.
func (s *Set) All() iter.Seq[Object] { return s.h.all() }

// Len is the number of elements.
func (s *FrozenSet) Len() int { return s.h.len() }

// Has says whether an equal element is in the set.
func (s *FrozenSet) Has(o Object) bool { return s.h.has(o) }

// All yields the elements in order.
func (s *FrozenSet) All() iter.Seq[Object] { return s.h.all() }

func (h *hashed) has(o Object) bool {
	i, _, _ := h.find(orNone(o))
	return i >= 0
}

// insert adds the element of a set unless it is there.
func (h *hashed) insert(o Object) error {
	i, hash, err := h.find(o)
	if err != nil || i >= 0 {
		return err
	}
	if h.sparse() {
		n := 0
		for _, k := range h.keys {
			if k != nil {
				h.keys[n] = k
				n++
			}
		}
		clear(h.keys[n:])
		h.keys = h.keys[:n]
		h.table.Store(nil)
		_, hash, _ = h.find(o)
	}
	h.add(o, hash)
	return nil
}

func (h *hashed) all() iter.Seq[Object] {
	return func(yield func(Object) bool) {
		for i := 0; i < len(h.keys); i++ {
			if k := h.keys[i]; k != nil && !yield(k) {
				return
			}
		}
	}
}
