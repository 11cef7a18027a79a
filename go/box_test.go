package monty

import (
	"fmt"
	"math"
	"runtime"
	"sync"
	"testing"
)

// Boxed values must be what an ordinary conversion gives, and stay so while garbage is collected around them.
func TestBoxedValuesSurviveCollections(t *testing.T) {
	list := NewList()
	for i := range 3000 {
		list.Append(Int(i*1000-500_000), Int(i-300), Float(i)/3, Str(fmt.Sprint("str ", i)), Bytes(fmt.Sprint("b", i)), Str(""), Bytes(""),
			Int(math.MinInt64+i), Float(math.Inf(1)), mustDecimal(t, fmt.Sprintf("%d.50", i)),
			DateTime{Year: 2000 + i%99, Month: 2, Day: 3, Microsecond: i, Aware: true, Zone: TimeZone{Offset: 1, Named: true, Name: fmt.Sprint("zone ", i)}})
	}
	data := must[[]byte](t)(Encode(list))
	slabs := []int{0, 2, 3, 4, 9, 10}
	var kept []Object
	for i := range 20 {
		o := must[Object](t)(Decode(data)).(*List)
		for _, at := range slabs {
			kept = append(kept, o.At(11*i+at)) // a few of each slab
		}
		runtime.GC()
		if i%5 == 0 && !Equal(o, list) {
			t.Fatal("decoded values differ")
		}
	}
	for range 5 { // reuse the freed memory for other things
		garbage := make([][]byte, 1000)
		for i := range garbage {
			garbage[i] = make([]byte, 2048)
			for j := range garbage[i] {
				garbage[i][j] = 0xee
			}
		}
		runtime.GC()
	}
	for i := range 20 {
		for j, at := range slabs {
			if got, want := kept[len(slabs)*i+j], list.At(11*i+at); got != want {
				t.Errorf("kept %v, want %v", got, want)
			}
		}
	}
}

// A boxed value behaves as any interface value does: in switches, comparisons, as a map key and in printing.
func TestBoxedValuesAreOrdinary(t *testing.T) {
	var b boxer
	decimal, at := b.decimal(3)
	*at = mustDecimal(t, "1.50")
	dateTime, to := b.dateTime(3)
	*to = DateTime{Year: 2024, Month: 2, Day: 29}
	for _, c := range []struct{ boxed, plain Object }{
		{b.int(-256, 1), Int(-256)}, {b.int(-257, 1), Int(-257)}, {b.int(1023, 1), Int(1023)}, {b.int(1024, 9), Int(1024)},
		{b.int(math.MaxInt64, 9), Int(math.MaxInt64)}, {smallInt(0), Int(0)}, {smallInt(23), Int(23)},
		{b.float(0.5, 3), Float(0.5)}, {b.str("x", 3), Str("x")}, {b.byteString("x", 3), Bytes("x")},
		{decimal, mustDecimal(t, "1.50")}, {dateTime, DateTime{Year: 2024, Month: 2, Day: 29}},
	} {
		if c.boxed != c.plain || c.boxed.Kind() != c.plain.Kind() || c.boxed.String() != c.plain.String() {
			t.Errorf("%v is not %v", c.boxed, c.plain)
		}
		if m := map[Object]int{c.boxed: 1}; m[c.plain] != 1 {
			t.Errorf("%v is another key", c.boxed)
		}
		if fmt.Sprintf("%T %#v", c.boxed, c.boxed) != fmt.Sprintf("%T %#v", c.plain, c.plain) {
			t.Errorf("%#v is not %#v", c.boxed, c.plain)
		}
		if _, isInt := c.boxed.(Int); isInt != (c.plain.Kind() == KindInt) {
			t.Errorf("%v is of another type", c.boxed)
		}
	}
}

func TestDecodeInManyGoroutines(t *testing.T) {
	var data [][]byte
	for _, v := range vectors(t) {
		data = append(data, unhex(t, v.hex))
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				for _, d := range data {
					o, err := Decode(d)
					if err != nil {
						t.Error(err)
						return
					}
					if again, err := Encode(o); err != nil || string(again) != string(d) {
						t.Errorf("%x became %x, %v", d, again, err)
					}
				}
			}
		})
	}
	group.Wait()
}

func TestDecodeAllocatesLittle(t *testing.T) {
	list := NewList()
	for i := range 10_000 {
		list.Append(Int(i + 5000))
	}
	data := must[[]byte](t)(Encode(list))
	if n := testing.AllocsPerRun(10, func() { must[Object](t)(Decode(data)) }); n > 100 {
		t.Errorf("%v allocations for 10,000 ints", n)
	}
	one := must[[]byte](t)(Encode(Int(41)))
	if n := testing.AllocsPerRun(100, func() { must[Object](t)(Decode(one)) }); n > 0 {
		t.Errorf("%v allocations for a small int", n)
	}
	e := newEncoder(make([]byte, 0, 1<<20))
	if n := testing.AllocsPerRun(10, func() {
		e.reset(e.buf[:0])
		if e.value(list) != nil {
			t.Error("refused")
		}
	}); n > 0 {
		t.Errorf("%v allocations for encoding into a buffer", n)
	}
}

// However many values a message has, few of them need an allocation of their own.
func TestDecodedValuesShareAllocations(t *testing.T) {
	const count = 4000
	for _, c := range []struct {
		name  string
		each  int // values for each allocation, at least
		value func(i int) Object
	}{
		{"ints", 64, func(i int) Object { return Int(i + 5000) }},
		{"floats", 64, func(i int) Object { return Float(i) / 3 }},
		{"strs", 64, func(i int) Object { return Str(fmt.Sprint("a text ", i)) }},
		{"bytes", 64, func(i int) Object { return Bytes(fmt.Sprint("bytes ", i)) }},
		{"Decimals", 16, func(i int) Object { return mustDecimal(t, fmt.Sprintf("%d.25", i)) }},
		{"datetimes", 16, func(i int) Object { return DateTime{Year: 2000, Month: 1, Day: 1, Microsecond: i, Aware: true} }},
		{"lists", 4, func(i int) Object { return NewList(Int(i)) }},
		{"dicts", 4, func(i int) Object { return mustDict(t, Str("id"), Int(i), Str("score"), Float(i)) }},
	} {
		list := NewList()
		for i := range count {
			list.Append(c.value(i))
		}
		data := must[[]byte](t)(Encode(list))
		if n := testing.AllocsPerRun(5, func() { must[Object](t)(Decode(data)) }); n > float64(count/c.each) {
			t.Errorf("%v allocations for %d %s", n, count, c.name)
		}
	}
}
