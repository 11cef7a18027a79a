package monty

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// Dicts that were decoded with one slice of keys in common must not notice what is done to the others.
func TestDictsWithCommonKeysChangeAlone(t *testing.T) {
	for _, size := range []int{1, 3, scanMax, scanMax + 1, 20, recordMax, recordMax + 1} {
		record := func(n int) *Dict {
			d := &Dict{}
			for i := range size {
				if err := d.Set(Str(fmt.Sprint("key", i)), Int(1000*n+i)); err != nil {
					t.Fatal(err)
				}
			}
			return d
		}
		const records = 6
		list := NewList()
		for n := range records {
			list.Append(record(n))
		}
		back := must[Object](t)(Decode(must[[]byte](t)(Encode(list)))).(*List)
		changes := []func(d *Dict){
			func(d *Dict) { d.Delete(Str("key0")) },
			func(d *Dict) {
				for i := 1; i < size; i++ {
					d.Delete(Str(fmt.Sprint("key", i)))
				}
				d.Set(Str("new"), None{}) // closes the gaps
				d.Set(Str("key0"), Bool(true))
			},
			func(d *Dict) { d.Set(Str("other"), Int(1)); d.Set(Str("another"), Int(2)) },
			func(d *Dict) { d.Set(Str("key0"), Int(-1)); d.Delete(Str("key0")); d.Set(Str("key0"), Int(-2)) },
		}
		for changed, change := range changes {
			got, want := back.At(changed).(*Dict), list.At(changed).(*Dict)
			change(got)
			change(want)
			for n := range records {
				if got, want := back.At(n).String(), list.At(n).String(); got != want {
					t.Fatalf("%d keys, dict %d after change %d: %s, want %s", size, n, changed, got, want)
				}
			}
		}
	}
}

// Whatever keys follow one another, remembered or not, each dict has its own.
func TestKeysOfAnyMapsFollowOneAnother(t *testing.T) {
	names := []string{"a", "b", "ab", "id", "name", "é", "", strings.Repeat("k", 23), strings.Repeat("k", 24), strings.Repeat("long", 80)}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		var nested func(depth int) Object
		nested = func(depth int) Object {
			if depth == 0 {
				return Int(random.IntN(3000))
			}
			if random.IntN(3) == 0 {
				list := NewList()
				for range random.IntN(6) {
					list.Append(nested(depth - 1))
				}
				return list
			}
			d := &Dict{}
			from := random.IntN(len(names))
			for i := range random.IntN(len(names)) {
				if random.IntN(8) > 0 {
					d.Set(Str(names[(from/5*5+i)%len(names)]), nested(depth-1))
				} else {
					d.Set(Int(random.IntN(4)), nested(depth-1))
				}
			}
			return d
		}
		value := NewList(nested(4), nested(4), nested(4))
		data := must[[]byte](t)(Encode(value))
		back := must[Object](t)(DecodeOptions{Strict: true}.Decode(data))
		if !Equal(back, value) || back.String() != value.String() {
			t.Fatalf("%v became %v", value, back)
		}
	}
}

// Values are marked alike whether they are the roots of a message or the items of a list.
func TestRootsAreMarkedAsItemsAre(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	text := strings.Repeat("long", 20)
	for range 500 {
		nodes := []Object{Int(5), Str("short"), Str(text), Bytes(text), NewTuple(), NewList(), must[Decimal](t)(NewDecimal("1." + strings.Repeat("5", 40)))}
		for range random.IntN(12) {
			var items []Object
			for range random.IntN(4) {
				items = append(items, nodes[random.IntN(len(nodes))])
			}
			switch random.IntN(3) {
			case 0:
				nodes = append(nodes, NewList(items...))
			case 1:
				nodes = append(nodes, NewTuple(items...))
			default:
				d := &Dict{}
				for i, o := range items {
					d.Set(Int(i), o)
				}
				nodes = append(nodes, d)
			}
		}
		roots := make([]Object, random.IntN(5))
		for i := range roots {
			roots[i] = nodes[len(nodes)-1-random.IntN(min(len(nodes), 6))]
		}
		e := acquireEncoder()
		e.text("before")
		e.count(roots...)
		start := len(e.buf)
		e.array(len(roots))
		for _, o := range roots {
			if err := e.value(o); err != nil {
				t.Fatal(err)
			}
		}
		want := must[[]byte](t)(Encode(NewList(roots...)))
		if !bytes.Equal(e.buf[start:], want) {
			t.Fatalf("%v:\n%x as roots,\n%x as items", roots, e.buf[start:], want)
		}
		e.release()
		if back := must[Object](t)(DecodeOptions{Strict: true}.Decode(want)); !Equal(back, NewList(roots...)) {
			t.Fatalf("%v became %v", roots, back)
		}
	}
}
