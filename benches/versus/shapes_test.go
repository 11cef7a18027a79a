// The values that are measured, as Objects. They are those of the Rust benchmarks, which benches/shapes.json proves.

package versus

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// shape is a value with its name in the benchmarks.
type shape struct {
	name  string
	value monty.Object
}

func shapes() []shape {
	return []shape{
		{"int", monty.Int(42)},
		{"call_args", monty.NewTuple(monty.Int(7), monty.Str("/users/42"), dict(field{"limit", monty.Int(10)}))},
		{"ints_10k", ints(10_000)},
		{"dicts_1000", records()},
		{"str_1mib", monty.Str(strings.Repeat("é", 1<<19))},
		{"ascii_1mib", monty.Str(strings.Repeat("0123456789abcdef", 1<<16))},
		{"bytes_1mib", monty.Bytes(strings.Repeat("\x07", 1<<20))},
		{"dict_10k", numbers()},
		{"deep_1000", deep()},
		{"shared_1000", shared()},
		{"instances_1000", instances()},
		{"exact_5000", exact()},
	}
}

// field is an entry of a dict, or an attribute.
type field struct {
	name  string
	value monty.Object
}

func dict(fields ...field) *monty.Dict {
	d := &monty.Dict{}
	for _, f := range fields {
		must(d, d.Set(monty.Str(f.name), f.value))
	}
	return d
}

func ints(count int) *monty.List {
	list := monty.NewList()
	for n := range count {
		list.Append(monty.Int(n))
	}
	return list
}

// records is 1000 dicts of 8 fields of mixed types.
func records() *monty.List {
	list := monty.NewList()
	for n := range 1000 {
		list.Append(dict(
			field{"id", monty.Int(n)},
			field{"name", monty.Str(fmt.Sprint("user ", n))},
			field{"email", monty.Str(fmt.Sprintf("user%d@example.com", n))},
			field{"active", monty.Bool(n%2 == 0)},
			field{"score", monty.Float(n) / 3},
			field{"age", monty.Int(n % 90)},
			field{"country", monty.Str("NL")},
			field{"manager", monty.None{}},
		))
	}
	return list
}

// numbers is a dict of 10,000 floats.
func numbers() *monty.Dict {
	d := &monty.Dict{}
	for n := range 10_000 {
		must(d, d.Set(monty.Str(fmt.Sprint("k", n)), monty.Float(n)))
	}
	return d
}

// deep is 1000 lists, each but the innermost holding the next.
func deep() *monty.List {
	list := monty.NewList()
	for range 999 {
		list = monty.NewList(list)
	}
	return list
}

// shared is one list of 20 ints, held 1000 times.
func shared() *monty.List {
	inner, outer := ints(20), monty.NewList()
	for range 1000 {
		outer.Append(inner)
	}
	return outer
}

// instances is 1000 instances of one dataclass.
func instances() *monty.List {
	class := &monty.Class{Name: "User", Dataclass: true}
	for i := range class.ID {
		class.ID[i] = 1
	}
	list := monty.NewList()
	for n := range 1000 {
		instance := &monty.Instance{Class: class, Attrs: dict(
			field{"id", monty.Int(n)},
			field{"name", monty.Str(fmt.Sprint("user ", n))},
			field{"active", monty.Bool(n%2 == 0)},
			field{"score", monty.Float(n) / 3},
		)}
		binary.BigEndian.PutUint64(instance.ID[8:], uint64(n+1)) // zero would be no identity
		list.Append(instance)
	}
	return list
}

// exact is 2500 amounts of money and 2500 datetimes in UTC, every other one of them with microseconds, in turns.
func exact() *monty.List {
	list := monty.NewList()
	for n := range 2500 {
		cents := 10_000 + n*7919%90_000
		amount := must(monty.NewDecimal(fmt.Sprintf("%d.%02d", cents/100, cents%100)))
		at := must(monty.NewDateTime(2020+n%10, time.Month(1+n%12), 1+n%28, n%24, n%60, n*7%60, n%2*(n*7919%1_000_000)))
		at.Aware = true
		list.Append(amount, at)
	}
	return list
}

// must returns the value. An error in making what is measured is a mistake in this package.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
