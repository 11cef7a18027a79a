// Equal: Python's ==, safe on shared, deep and cyclic data.

package monty

// Equal is Python's == on values. Numbers compare by value whatever their kind, exactly; a namedtuple equals a tuple of
// its values, a frozenset a set; dicts and sets compare without regard to order; aware datetimes and times compare by
// instant and never equal naive ones; a timezone's name and a time's fold do not count. NaN equals nothing, itself
// included, but as in Python a container equals itself even if it holds one.
//
// Classes and modules are equal if their IDs are, and so are instances; instances of a dataclass are equal if the class
// and all attributes are. An ID of zeros equals none: then only the same pointer is equal. Exceptions, functions and
// files, which Python compares by identity, are equal if all their fields are.
//
// The time taken is proportional to the size of the data, however often parts of it are shared, and values that hold
// themselves are compared as far as they differ.
func Equal(a, b Object) bool {
	var c comparer
	return c.equal(orNone(a), orNone(b))
}

// comparer compares values with a stack of pairs that are still to be compared. Containers that were compared, or are
// being, are taken as equal when they meet again: if they are not, the whole comparison fails anyway. So as not to
// compare every pair of two many-faced values, containers once found equal are merged into one class.
type comparer struct {
	work   []pair
	steps  int
	class  map[Object]Object // parent in the tree of the class
	shared *comparison
}

// comparison is what the comparers of nested keys have in common: the results of comparisons of keys, which are needed
// before going on, and the hashes of keys.
type comparison struct {
	keys   map[pair]bool
	hasher hasher
	// decoded is set for keys that are being decoded. Two of them are merged only if Python must hold them to be equal: not
	// exceptions, functions and files, each of which is an object of its own, and instances only if they have one ID, as
	// their class decides what is equal.
	decoded bool
}

func (c *comparer) common() *comparison {
	if c.shared == nil {
		c.shared = &comparison{hasher: hasher{keep: true}}
	}
	return c.shared
}

type pair struct{ a, b Object }

// classAfter is the number of container pairs after which remembering pays.
const classAfter = 64

func (c *comparer) equal(a, b Object) bool {
	base := len(c.work)
	c.work = append(c.work, pair{a, b})
	for len(c.work) > base {
		p := c.work[len(c.work)-1]
		c.work = c.work[:len(c.work)-1]
		if !c.step(p.a, p.b) {
			c.work = c.work[:base]
			return false
		}
	}
	return true
}

// step compares two values, and puts the pairs of what they hold on the stack.
func (c *comparer) step(a, b Object) bool {
	switch v := a.(type) {
	case Str:
		w, ok := b.(Str)
		return ok && v == w
	case Int:
		if w, ok := b.(Int); ok {
			return v == w
		}
		return isNumber(b) && equalNumbers(a, b)
	case Bool, *BigInt, Float, Complex, Decimal:
		return isNumber(b) && equalNumbers(a, b)
	case Time:
		w, ok := b.(Time)
		return ok && v.Aware == w.Aware && v.micros() == w.micros()
	case DateTime:
		w, ok := b.(DateTime)
		return ok && v.Aware == w.Aware && v.micros() == w.micros()
	case TimeZone:
		w, ok := b.(TimeZone)
		return ok && v.Offset == w.Offset
	case *Class:
		w, ok := b.(*Class)
		return ok && (v == w || v != nil && w != nil && sameID(v.ID, w.ID))
	case *Module:
		w, ok := b.(*Module)
		return ok && (v == w || v != nil && w != nil && sameID(v.ID, w.ID))
	case *List, *Tuple, *NamedTuple, *Dict, *Set, *FrozenSet, *Instance:
		return c.containers(a, b)
	case Exception, Function, File, Repr, Cycle:
		if c.shared != nil && c.shared.decoded {
			return false
		}
	}
	return a == b // plain values without pointers
}

func sameID(a, b UUID) bool { return a == b && a != UUID{} }

func (c *comparer) containers(a, b Object) bool {
	if a == b {
		return true
	}
	if isNilPointer(a) || isNilPointer(b) {
		return false
	}
	if c.steps++; c.steps > classAfter && c.merged(a, b) {
		return true
	}
	switch v := a.(type) {
	case *List:
		w, ok := b.(*List)
		return ok && c.push(v.items, w.items)
	case *Tuple, *NamedTuple:
		w, ok := tupleItems(b)
		u, _ := tupleItems(a)
		return ok && c.push(u, w)
	case *Dict:
		w, ok := b.(*Dict)
		return ok && c.dicts(v, w)
	case *Set, *FrozenSet:
		w := setElements(b)
		return w != nil && c.sets(setElements(a), w)
	case *Instance:
		w, ok := b.(*Instance)
		return ok && c.instances(v, w)
	}
	return false
}

func tupleItems(o Object) ([]Object, bool) {
	switch v := o.(type) {
	case *Tuple:
		return v.items, true
	case *NamedTuple:
		return v.values, true
	}
	return nil, false
}

func setElements(o Object) *hashed {
	switch v := o.(type) {
	case *Set:
		return &v.h
	case *FrozenSet:
		return &v.h
	}
	return nil
}

// push puts the items of two sequences on the stack, the first on top. Scalars are compared at once.
func (c *comparer) push(a, b []Object) bool {
	if len(a) != len(b) {
		return false
	}
	for i := len(a) - 1; i >= 0; i-- {
		switch v := a[i].(type) {
		case Int:
			if w, ok := b[i].(Int); ok {
				if v != w {
					return false
				}
				continue
			}
		case Str:
			if w, ok := b[i].(Str); !ok || v != w {
				return false
			}
			continue
		}
		c.work = append(c.work, pair{a[i], b[i]})
	}
	return true
}

func (c *comparer) instances(a, b *Instance) bool {
	if a.Class == nil || b.Class == nil || c.shared != nil && c.shared.decoded {
		return sameID(a.ID, b.ID)
	}
	if !a.Class.Dataclass || !b.Class.Dataclass {
		return sameID(a.ID, b.ID)
	}
	if a.Class != b.Class && !sameID(a.Class.ID, b.Class.ID) {
		return false
	}
	return c.dicts(orEmpty(a.Attrs), orEmpty(b.Attrs))
}

func orEmpty(d *Dict) *Dict {
	if d == nil {
		return &Dict{}
	}
	return d
}

func (c *comparer) dicts(a, b *Dict) bool {
	if a.Len() != b.Len() {
		return false
	}
	for i, k := range a.h.keys {
		if k == nil {
			continue
		}
		at := i // dicts made alike have their keys in the same places
		if at >= len(b.h.keys) || b.h.keys[at] == nil || !quickSame(k, b.h.keys[at]) {
			if at = c.find(&b.h, k); at < 0 {
				return false
			}
		}
		c.work = append(c.work, pair{a.values[i], b.values[at]})
	}
	return true
}

func (c *comparer) sets(a, b *hashed) bool {
	if a.live != b.live {
		return false
	}
	for i, k := range a.keys {
		if k == nil || i < len(b.keys) && b.keys[i] != nil && quickSame(k, b.keys[i]) {
			continue
		}
		if c.find(b, k) < 0 {
			return false
		}
	}
	return true
}

// quickSame says whether two keys are equal, if that can be told without looking inside.
func quickSame(a, b Object) bool {
	switch v := a.(type) {
	case Str:
		w, ok := b.(Str)
		return ok && v == w
	case Int:
		w, ok := b.(Int)
		return ok && v == w
	}
	return false
}

// find is hashed.find with the results of this comparer for keys that are containers.
func (c *comparer) find(h *hashed, key Object) int {
	switch key.(type) {
	case *Tuple, *NamedTuple, *FrozenSet, *Instance:
	default:
		at, _, _ := h.find(key)
		return at
	}
	hash, err := c.common().hasher.hash(key)
	if err != nil {
		return -1
	}
	t := h.table.Load()
	if t == nil {
		t = buildTable(h.keys, &c.common().hasher)
		h.table.CompareAndSwap(nil, t)
	}
	mask := uint64(len(t.slots) - 1)
	for i := hash & mask; t.slots[i].position != 0; i = (i + 1) & mask {
		s := t.slots[i]
		if s.hash != uint32(hash>>32) {
			continue
		}
		if k := h.keys[s.position-1]; k != nil && c.sameKey(k, key) {
			return int(s.position - 1)
		}
	}
	return -1
}

// sameKey compares two keys and remembers the result. Keys cannot hold themselves, so this ends.
func (c *comparer) sameKey(a, b Object) bool {
	common := c.common()
	if same, ok := common.keys[pair{a, b}]; ok {
		return same
	}
	nested := comparer{shared: common}
	same := nested.equal(a, b)
	if common.keys == nil {
		common.keys = make(map[pair]bool)
	}
	common.keys[pair{a, b}] = same
	return same
}

// merged puts two containers into one class and says whether they were in one already.
func (c *comparer) merged(a, b Object) bool {
	if c.class == nil {
		c.class = make(map[Object]Object)
	}
	a, b = c.root(a), c.root(b)
	if a == b {
		return true
	}
	c.class[a] = b
	return false
}

// root is the representative of a container's class. It halves the path that it walks.
func (c *comparer) root(o Object) Object {
	for {
		parent, ok := c.class[o]
		if !ok {
			return o
		}
		if grand, ok := c.class[parent]; ok {
			c.class[o] = grand
			parent = grand
		}
		o = parent
	}
}
