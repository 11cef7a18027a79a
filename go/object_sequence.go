// The ordered containers: list, tuple and namedtuple.

package monty

import (
	"fmt"
	"iter"
	"slices"
)

// List is a list. The zero value is an empty list.
type List struct{ items []Object }

// Tuple is a tuple. The zero value is the empty tuple.
type Tuple struct{ items []Object }

// NamedTuple is an instance of a namedtuple class, or of a builtin type that behaves like one (os.stat_result).
type NamedTuple struct {
	name   string
	fields []string
	values []Object
}

// NewList returns a list of the items. It takes over the slice when called with items... .
func NewList(items ...Object) *List { return &List{items: fillNone(items)} }

// NewTuple returns a tuple of the items. It takes over the slice when called with items... .
func NewTuple(items ...Object) *Tuple { return &Tuple{items: fillNone(items)} }

// NewNamedTuple returns a namedtuple of a type with that name. There must be as many values as fields, and no field
// name twice. It copies both slices.
func NewNamedTuple(typeName string, fields []string, values []Object) (*NamedTuple, error) {
	if len(fields) != len(values) {
		return nil, fmt.Errorf("monty: namedtuple %s has %d fields and %d values", typeName, len(fields), len(values))
	}
	for i, f := range fields {
		if slices.Contains(fields[:i], f) {
			return nil, fmt.Errorf("monty: namedtuple %s has two fields named %q", typeName, f)
		}
	}
	return &NamedTuple{name: typeName, fields: slices.Clone(fields), values: fillNone(slices.Clone(values))}, nil
}

// fillNone replaces nil items by None, in place.
func fillNone(items []Object) []Object {
	for i, o := range items {
		if o == nil {
			items[i] = None{}
		}
	}
	return items
}

// Len is the number of items.
func (l *List) Len() int { return len(l.items) }

// At returns item i, counted from 0. It panics if i is out of range, as indexing a slice does.
func (l *List) At(i int) Object { return l.items[i] }

// All yields the items with their indices. Items appended during the loop are not visited.
func (l *List) All() iter.Seq2[int, Object] { return slices.All(l.items) }

// Set replaces item i, counted from 0. It panics if i is out of range.
func (l *List) Set(i int, v Object) { l.items[i] = orNone(v) }

// Append adds items at the end.
func (l *List) Append(items ...Object) {
	n := len(l.items)
	l.items = append(l.items, items...)
	fillNone(l.items[n:])
}

// Len is the number of items.
func (t *Tuple) Len() int { return len(t.items) }

// At returns item i, counted from 0. It panics if i is out of range.
func (t *Tuple) At(i int) Object { return t.items[i] }

// All yields the items with their indices.
func (t *Tuple) All() iter.Seq2[int, Object] { return slices.All(t.items) }

// Name is the name of the namedtuple's type, qualified where the interpreter qualifies it ("os.stat_result").
func (n *NamedTuple) Name() string { return n.name }

// Fields returns a copy of the field names, in order.
func (n *NamedTuple) Fields() []string { return slices.Clone(n.fields) }

// Len is the number of values.
func (n *NamedTuple) Len() int { return len(n.values) }

// At returns value i, counted from 0. It panics if i is out of range.
func (n *NamedTuple) At(i int) Object { return n.values[i] }

// All yields the values with their indices.
func (n *NamedTuple) All() iter.Seq2[int, Object] { return slices.All(n.values) }

// Get returns the value of the field with that name.
func (n *NamedTuple) Get(field string) (Object, bool) {
	if i := slices.Index(n.fields, field); i >= 0 {
		return n.values[i], true
	}
	return nil, false
}
