package monty

import (
	"bytes"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestDictKeepsOrderAndFirstKey(t *testing.T) {
	d := must[*Dict](t)(NewDict(KV{Int(1), Str("a")}, KV{Str("x"), nil}, KV{Bool(true), Str("b")}, KV{nil, Int(0)}))
	if got := d.String(); got != "{1: 'b', 'x': None, None: 0}" {
		t.Error(got)
	}
	if v, ok := d.Get(Float(1)); !ok || v != Str("b") {
		t.Error(v, ok)
	}
	if v, ok := d.GetStr("x"); !ok || v != (None{}) {
		t.Error(v, ok)
	}
	if v, ok := d.Get(nil); !ok || v != Int(0) {
		t.Error(v, ok)
	}
	if _, ok := d.GetStr("y"); ok {
		t.Error("y is there")
	}
	var none *Dict
	if _, ok := none.GetStr("x"); ok || none.Len() != 0 || none.Delete(Int(1)) {
		t.Error("nil is not empty")
	}
	for range none.All() {
		t.Error("nil has a pair")
	}
}

// A Dict does what a slice of pairs with a linear search does, whatever the order of operations.
func TestDictAgainstModel(t *testing.T) {
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 1))
		d, s := &Dict{}, &Set{}
		var model []KV
		find := func(k Object) int { return slices.IndexFunc(model, func(p KV) bool { return Equal(p.Key, k) }) }
		space := 1 + r.IntN(60)
		for step := range 1500 {
			n := r.IntN(space)
			k := [...]Object{Int(n), Str(strconv.Itoa(n)), Float(n), NewTuple(Int(n)), Bool(n%2 == 0), Bytes("b")}[r.IntN(6)]
			at := find(k)
			switch r.IntN(4) {
			case 0, 1:
				if err := d.Set(k, Int(step)); err != nil {
					t.Fatal(err)
				}
				if err := s.Add(k); err != nil {
					t.Fatal(err)
				}
				if at >= 0 {
					model[at].Value = Int(step)
				} else {
					model = append(model, KV{k, Int(step)})
				}
			case 2:
				if d.Delete(k) != (at >= 0) || s.Delete(k) != (at >= 0) {
					t.Fatal("Delete is wrong")
				}
				if at >= 0 {
					model = slices.Delete(model, at, at+1)
				}
			case 3:
				v, ok := d.Get(k)
				if ok != (at >= 0) || ok && v != model[at].Value || s.Has(k) != ok {
					t.Fatal("Get is wrong")
				}
			}
			if d.Len() != len(model) || s.Len() != len(model) {
				t.Fatalf("length %d and %d, want %d", d.Len(), s.Len(), len(model))
			}
		}
		i := 0
		for k, v := range d.All() {
			if !Equal(k, model[i].Key) || k.Kind() != model[i].Key.Kind() || v != model[i].Value {
				t.Fatalf("pair %d is %v: %v, want %v", i, k, v, model[i])
			}
			i++
		}
		i = 0
		for k := range s.All() {
			if !Equal(k, model[i].Key) {
				t.Fatalf("element %d is %v, want %v", i, k, model[i])
			}
			i++
		}
		data := must[[]byte](t)(Encode(NewList(d, s)))
		back := must[Object](t)(DecodeOptions{Strict: true}.Decode(data)).(*List)
		if !Equal(back.At(0), d) || !Equal(back.At(1), s) {
			t.Fatal("not equal after a round trip")
		}
	}
}

func TestDictAsQueueIsQuick(t *testing.T) {
	quickly(t, "a queue", func() {
		d := &Dict{}
		for i := range 300_000 {
			if err := d.Set(Int(i), None{}); err != nil {
				t.Error(err)
			}
			if i >= 100 && !d.Delete(Int(i-100)) {
				t.Errorf("%d is gone", i-100)
			}
		}
		if d.Len() != 100 || len(d.h.keys) > 1000 {
			t.Errorf("%d pairs in %d places", d.Len(), len(d.h.keys))
		}
	})
}

func TestDictLookupsFromManyGoroutines(t *testing.T) {
	list := NewList()
	for i := range 100 {
		list.Append(must[*Dict](t)(NewDict(KV{Int(i), Int(i)})))
		for j := range 50 {
			if err := list.At(i).(*Dict).Set(Str(fmt.Sprint("k", j)), Int(j)); err != nil {
				t.Fatal(err)
			}
		}
	}
	back := must[Object](t)(Decode(must[[]byte](t)(Encode(list)))).(*List)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for _, o := range back.All() {
				for j := range 50 {
					if v, ok := o.(*Dict).GetStr(fmt.Sprint("k", j)); !ok || v != Int(j) {
						t.Error(v, ok)
					}
				}
			}
		})
	}
	group.Wait()
}

func TestDecodeOfRepeatedKeys(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"map", "a3 6161 01 6162 02 6161 03", "{'a': 3, 'b': 2}"},
		{"1, True and 1.0", "a3 01 01 f5 02 fb3ff0000000000000 03", "{1: 3}"},
		{"pairs", "d9ba13 84 d9ba00 80 01 d9ba00 80 02", "{(): 2}"},
		{"set", "d90102 83 01 02 f5", "{1, 2}"},
		{"frozenset", "d9ba01 82 01 01", "frozenset({1})"},
		{"many", "aa 00 00 01 00 02 00 03 00 04 00 05 00 06 00 07 00 08 00 00 01", "{0: 1, 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0, 8: 0}"},
		{"second map of the message", "82 a1 6161 01 a2 6161 01 6161 02", "[{'a': 1}, {'a': 2}]"},
	} {
		o := must[Object](t)(Decode(unhex(t, c.data)))
		if o.String() != c.want {
			t.Errorf("%s: %s, want %s", c.name, o, c.want)
		}
		var e *DecodeError
		if _, err := (DecodeOptions{Strict: true}).Decode(unhex(t, c.data)); !asDecodeError(err, &e) || e.Kind != DecodeDuplicateKey {
			t.Errorf("%s: strict decoding gives %v", c.name, err)
		}
	}
}

// Sets of many NaNs and dicts of many ints that are alike in their low bits must not take quadratic time.
func TestHostileKeysAreQuick(t *testing.T) {
	quickly(t, "decoding", func() {
		const n = 200_000
		e := newEncoder(nil)
		e.tag(tagSet)
		e.array(2 * n)
		for i := range uint64(n) {
			e.buf = append(e.buf, unhex(t, "fb7ff8000000000001")...)
			e.uint(i << 40)
		}
		start := time.Now()
		o := must[Object](t)(Decode(e.buf))
		if o.(*Set).Len() != 2*n {
			t.Error(o.(*Set).Len())
		}
		t.Log(time.Since(start))
		e = newEncoder(nil)
		e.tag(tagSet)
		e.array(n)
		for range n {
			e.buf = append(e.buf, unhex(t, "d9ba00 81 fb7ff8000000000001")...)
		}
		o = must[Object](t)(Decode(e.buf))
		if o.(*Set).Len() != n {
			t.Error(o.(*Set).Len())
		}
	})
}

// A large key that is referred to many times must be hashed once, and comparing it again and again is over budget.
func TestSharedKeysAreQuick(t *testing.T) {
	const size, uses = 100_000, 50_000
	items := func() *Tuple {
		list := make([]Object, size)
		for i := range list {
			list[i] = Int(i)
		}
		return NewTuple(list...)
	}
	text := func() Str { return Str(strings.Repeat("x", 4*size)) }
	number := func() Object { return NewBigInt(new(big.Int).Lsh(big.NewInt(1), 32*size)) }
	// message is a list of the keys and of many containers that hold references to them, in the form given.
	message := func(head string, a, b Object) []byte {
		e := newEncoder(nil)
		e.array(uses + 2)
		for _, key := range []Object{a, b} {
			e.tag(tagShared)
			if err := e.value(key); err != nil {
				t.Fatal(err)
			}
		}
		small := unhex(t, head)
		for range uses {
			e.buf = append(e.buf, small...)
		}
		return e.buf
	}
	other := items()
	other.items[size-1] = Str("differs")
	for _, c := range []struct {
		name, head string
		a, b       Object
		budget     bool
	}{
		{"tuple in dicts", "a1 d81d00 00", items(), None{}, false},
		{"tuples that differ at the end", "d90102 82 d81d00 d81d01", items(), other, false},
		{"tuple in larger sets", "d90102 8a d81d00 01 02 03 04 05 06 07 08 09", items(), None{}, false},
		{"equal tuples", "d90102 82 d81d00 d81d01", items(), items(), true},
		{"one tuple twice", "d90102 82 d81d00 d81d00", items(), None{}, false},
		{"str in larger dicts", "aa d81d00 00 01 00 02 00 03 00 04 00 05 00 06 00 07 00 08 00 09 00", text(), None{}, false},
		{"strs that differ at the end", "a2 d81d00 00 d81d01 00", text(), text()[1:] + "y", false},
		{"equal strs", "a2 d81d00 00 d81d01 00", text(), text(), true},
		{"int in dicts", "a1 d81d00 00", number(), None{}, false},
		{"equal ints", "a2 d81d00 00 d81d01 00", number(), number(), true},
	} {
		quickly(t, c.name, func() {
			_, err := Decode(message(c.head, c.a, c.b))
			var e *DecodeError
			if c.budget && (!errors.As(err, &e) || e.Kind != DecodeOverBudget) || !c.budget && err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		})
	}
}

func TestNestedFrozenSetsAreQuick(t *testing.T) {
	quickly(t, "decoding", func() {
		data := append(bytes.Repeat(unhex(t, "d9ba01 82 00"), maxDepth-1), unhex(t, "d9ba01 80")...)
		a, b := must[Object](t)(Decode(data)), must[Object](t)(Decode(data))
		if !Equal(a, b) {
			t.Error("not equal")
		}
		d := must[*Dict](t)(NewDict(KV{a, Int(1)}))
		if v, _ := d.Get(b); v != Int(1) {
			t.Error("not found")
		}
	})
}
