// Set and FrozenSet: Python's sets, in insertion order.

package monty

import "iter"

// Set is a set. It takes any hashable element by Python's rules and keeps the order of insertion, which Python does
// not promise. The zero value is an empty set.
type Set struct{ dict Dict }

// FrozenSet is a frozenset, like Set in all else. The zero value is the empty frozenset.
type FrozenSet struct{ dict Dict }

// NewSet returns a set of the items, each once. The error names the type of an item that is not hashable.
func NewSet(items ...Object) (*Set, error) {
	s := &Set{}
	for _, o := range items {
		if err := s.Add(o); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// NewFrozenSet returns a frozenset of the items, each once. The error names the type of an item that is not hashable.
func NewFrozenSet(items ...Object) (*FrozenSet, error) {
	s, err := NewSet(items...)
	if err != nil {
		return nil, err
	}
	return &FrozenSet{dict: s.dict}, nil
}

// Len is the number of elements.
func (s *Set) Len() int { return s.dict.Len() }

// Has says whether an equal element is in the set.
func (s *Set) Has(o Object) bool { _, ok := s.dict.Get(o); return ok }

// Add puts the element into the set unless an equal one is there. The error names the type of one that is not hashable.
func (s *Set) Add(o Object) error { return s.dict.Set(o, None{}) }

// Delete removes the element and says whether it was there.
func (s *Set) Delete(o Object) bool { return s.dict.Delete(o) }

// All yields the elements in order.
func (s *Set) All() iter.Seq[Object] { return keysOf(&s.dict) }

// Len is the number of elements.
func (s *FrozenSet) Len() int { return s.dict.Len() }

// Has says whether an equal element is in the set.
func (s *FrozenSet) Has(o Object) bool { _, ok := s.dict.Get(o); return ok }

// All yields the elements in order.
func (s *FrozenSet) All() iter.Seq[Object] { return keysOf(&s.dict) }

func keysOf(d *Dict) iter.Seq[Object] {
	return func(yield func(Object) bool) {
		for k := range d.All() {
			if !yield(k) {
				return
			}
		}
	}
}
