package monty

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"
	"testing/quick"
	"time"
)

// equalClasses are lists of values that are equal to one another and to nothing in the other lists.
func equalClasses(t *testing.T) [][]Object {
	dec := func(text string) Object { return must[Decimal](t)(NewDecimal(text)) }
	dict := func(pairs ...KV) *Dict { return must[*Dict](t)(NewDict(pairs...)) }
	set := func(items ...Object) *Set { return must[*Set](t)(NewSet(items...)) }
	frozen := func(items ...Object) *FrozenSet { return must[*FrozenSet](t)(NewFrozenSet(items...)) }
	named := func(name string, items ...Object) Object {
		fields := []string{"a", "b", "c"}[:len(items)]
		return must[*NamedTuple](t)(NewNamedTuple(name, fields, items))
	}
	zone := func(offset int) TimeZone { return TimeZone{Offset: offset} }
	data, other := &Class{Name: "D", ID: UUID{1}, Dataclass: true}, &Class{Name: "D", ID: UUID{2}, Dataclass: true}
	sameData := &Class{Name: "D", ID: UUID{1}, Dataclass: true}
	plain := &Class{Name: "P", ID: UUID{3}}
	attrs := func(n int) *Dict { return dict(KV{Str("n"), Int(n)}) }
	huge := new(big.Int).Exp(big.NewInt(10), big.NewInt(400), nil)
	return [][]Object{
		{None{}, None{}, nil},
		{Int(0), Bool(false), Float(0), Float(math.Copysign(0, -1)), Complex(0), dec("0"), dec("-0"), dec("0E+5")},
		{Int(1), Bool(true), Float(1), Complex(1), dec("1"), dec("1.00"), dec("10E-1")},
		{Int(-3), Float(-3), Complex(-3), dec("-3")},
		{Float(0.5), Complex(0.5), dec("0.5"), dec("5E-1")},
		{Float(0.1), dec("0.1000000000000000055511151231257827021181583404541015625")},
		{dec("0.1"), dec("0.10")},
		{Int(1 << 53), Float(1 << 53), dec("9007199254740992")},
		{Int(1<<53 + 1), dec("9007199254740993")},
		{Int(math.MaxInt64), dec("9223372036854775807")},
		{bigText("0x8000000000000000"), Float(1 << 63), dec("9223372036854775808"), Complex(1 << 63)},
		{Int(math.MinInt64), Float(-1 << 63)},
		{NewBigInt(huge), dec("1E+400"), dec("10E+399")},
		{bigText("-0x10000000000000000000000000"), Float(-0x1p100)},
		{dec("1E+999999999")},
		{dec("1E-999999999")},
		{Float(math.MaxFloat64), dec(fmt.Sprintf("%.0f", math.MaxFloat64))},
		{Float(5e-324), dec(floatParts(5e-324).text())},
		{Float(math.Inf(1)), dec("Infinity"), Complex(complex(math.Inf(1), 0))},
		{Float(math.Inf(-1)), dec("-Infinity")},
		{Complex(complex(1, 2))},
		{Complex(complex(1, -2))},
		{Str("1")}, {Bytes("1")}, {Str("")}, {Bytes("")}, {Path("1")}, {Type("1")}, {Repr("1")}, {Cycle("1")}, {BuiltinFunction("1")},
		{Ellipsis{}}, {NotImplemented{}},
		{NewList(), NewList()},
		{NewTuple(), NewTuple(), named("E")},
		{set(), frozen()},
		{&Dict{}, dict()},
		{NewList(Int(1), Str("a")), NewList(Float(1), Str("a"))},
		{NewList(Str("a"), Int(1))},
		{NewTuple(Int(1), Str("a")), named("P", Int(1), Str("a")), named("Q", Bool(true), Str("a"))},
		{set(Int(1), Int(2)), frozen(Int(2), Float(1)), set(Bool(true), dec("2"))},
		{set(Int(1), Int(3))},
		{frozen(frozen(Int(1)), NewTuple(Int(1))), frozen(NewTuple(Bool(true)), frozen(Float(1)))},
		{dict(KV{Str("a"), Int(1)}, KV{Str("b"), Int(2)}), dict(KV{Str("b"), Int(2)}, KV{Str("a"), Bool(true)})},
		{dict(KV{Str("a"), Int(2)}, KV{Str("b"), Int(1)})},
		{dict(KV{Int(1), None{}}), dict(KV{Float(1), None{}})},
		{Date{2024, 1, 1}, Date{2024, 1, 1}},
		{DateTime{Year: 2024, Month: 1, Day: 1}},
		{DateTime{2024, 1, 1, 0, 0, 0, 0, true, zone(0)}, DateTime{2024, 1, 1, 1, 0, 0, 0, true, zone(3600)},
			DateTime{2023, 12, 31, 23, 59, 0, 0, true, TimeZone{-60, "x", true}}},
		{Time{}, Time{Fold: 1}},
		{Time{Aware: true}, Time{Hour: 1, Aware: true, Zone: zone(3600)}},
		{Time{Hour: 23, Aware: true, Zone: zone(-3600)}},
		{TimeDelta{0, 1, 0}}, {TimeDelta{0, 0, 1}}, {TimeDelta{1, 0, 0}},
		{zone(60), TimeZone{60, "x", true}},
		{zone(0)},
		{Exception{"ValueError", "x", true}, Exception{"ValueError", "x", true}},
		{Exception{"ValueError", "", true}},
		{Exception{Type: "ValueError"}},
		{Function{Name: "f"}}, {File{Path: "f"}},
		{data, sameData}, {other}, {plain},
		{&Instance{Class: data, ID: UUID{5}, Attrs: attrs(1)}, &Instance{Class: sameData, ID: UUID{6}, Attrs: attrs(1)}},
		{&Instance{Class: data, ID: UUID{5}, Attrs: attrs(2)}},
		{&Instance{Class: other, ID: UUID{5}, Attrs: attrs(1)}},
		{&Instance{Class: plain, ID: UUID{7}, Attrs: attrs(1)}, &Instance{Class: plain, ID: UUID{7}}},
		{&Instance{Class: plain, ID: UUID{8}, Attrs: attrs(1)}},
		{&Instance{Class: plain}}, {&Instance{Class: plain}},
		{&Module{Name: "m", ID: UUID{1}}, &Module{Name: "m", ID: UUID{1}}},
		{&Module{Name: "m"}}, {&Module{Name: "m"}},
	}
}

func TestEqualIsThatOfPython(t *testing.T) {
	classes := equalClasses(t)
	for i, a := range classes {
		for j, b := range classes {
			for _, x := range a {
				for _, y := range b {
					if got := Equal(x, y); got != (i == j) {
						t.Errorf("%v (%T) == %v (%T) is %t", x, x, y, y, got)
					}
				}
			}
		}
	}
}

func TestEqualValuesHaveEqualHashes(t *testing.T) {
	for _, class := range equalClasses(t) {
		first, err := Hash(class[0])
		for _, o := range class[1:] {
			h, herr := Hash(o)
			_, mutable := o.(*Set)
			_, mutableFirst := class[0].(*Set)
			if mutable || mutableFirst {
				continue // unhashable, unlike the frozenset it equals
			}
			if (err == nil) != (herr == nil) {
				t.Errorf("%v: %v, %v: %v", class[0], err, o, herr)
			} else if err == nil && h != first {
				t.Errorf("%v and %v have different hashes", class[0], o)
			}
		}
	}
}

func TestHashOfNumbersOfAllKinds(t *testing.T) {
	law := func(mantissa int64, shift uint8) bool {
		n := new(big.Int).Lsh(big.NewInt(mantissa), uint(shift))
		f, _ := new(big.Float).SetInt(n).Float64()
		whole, _ := new(big.Float).SetFloat64(f).Int(nil)
		i, d := NewBigInt(whole), decimalParts{negative: whole.Sign() < 0, digits: new(big.Int).Abs(whole).String()}.decimal()
		h1, _ := Hash(Float(f))
		h2, _ := Hash(i)
		h3, _ := Hash(d)
		small := math.Ldexp(float64(int32(mantissa)), -int(shift))
		h4, _ := Hash(Float(small))
		h5, _ := Hash(floatParts(small).decimal())
		return h1 == h2 && h2 == h3 && h4 == h5 && Equal(Float(f), i) && Equal(i, d) && Equal(d, Float(f)) &&
			Equal(Float(small), floatParts(small).decimal())
	}
	if err := quick.Check(law, &quick.Config{MaxCount: 2000}); err != nil {
		t.Error(err)
	}
}

func TestNaNEqualsNothing(t *testing.T) {
	nan := Float(math.NaN())
	for _, o := range []Object{nan, Complex(complex(0, math.NaN())), Decimal{text: "NaN"}, Decimal{text: "-NaN5"}, Decimal{text: "sNaN"}} {
		if Equal(o, o) || Equal(o, nan) || Equal(NewList(o), NewList(o)) || Equal(NewTuple(o), NewTuple(o)) {
			t.Errorf("%v equals something", o)
		}
		list := NewList(o)
		if !Equal(list, list) {
			t.Errorf("the list %v is not itself", list)
		}
	}
	tuple := NewTuple(nan)
	set := must[*Set](t)(NewSet(nan, nan, tuple, tuple, NewTuple(nan)))
	if set.Len() != 4 || set.Has(nan) || !set.Has(tuple) {
		t.Errorf("%v", set)
	}
}

func TestUnhashable(t *testing.T) {
	data := &Instance{Class: &Class{Name: "D", Dataclass: true}, Attrs: must[*Dict](t)(NewDict(KV{Str("l"), NewList()}))}
	for _, c := range []struct {
		o    Object
		want string
	}{
		{NewList(), "TypeError: unhashable type: 'list'"},
		{&Dict{}, "TypeError: unhashable type: 'dict'"},
		{&Set{}, "TypeError: unhashable type: 'set'"},
		{NewTuple(Int(1), NewTuple(NewList())), "TypeError: unhashable type: 'list'"},
		{data, "TypeError: unhashable type: 'D'"},
		{Decimal{text: "sNaN"}, "TypeError: Cannot hash a signaling NaN value."},
		{(*Class)(nil), "TypeError: unhashable: nil class"},
		{NewTuple((*NamedTuple)(nil)), "TypeError: unhashable: nil namedtuple"},
	} {
		_, herr := Hash(c.o)
		_, derr := NewDict(KV{c.o, None{}})
		_, serr := NewSet(Int(1), c.o)
		for _, err := range []error{herr, derr, serr} {
			if err == nil || err.Error() != c.want || !errors.Is(err, ErrUnhashable) {
				t.Errorf("%T: %v", c.o, err)
			}
		}
		if _, ok := (&Dict{}).Get(c.o); ok {
			t.Errorf("%v is in the empty dict", c.o)
		}
	}
}

// quickly fails the test if f takes too long, which it does when time is exponential.
func quickly(t *testing.T, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal(what + " takes too long")
	}
}

func TestEqualAndHashOnSharedValues(t *testing.T) {
	list := func() Object {
		o := Object(NewList())
		for range 200 {
			o = NewList(o, o)
		}
		return o
	}
	tuple := func() Object {
		o := Object(NewTuple(Int(1)))
		for range 200 {
			o = NewTuple(o, o)
		}
		return o
	}
	frozen := func() Object {
		o := Object(NewTuple(Int(1)))
		for range 200 {
			o = must[*FrozenSet](t)(NewFrozenSet(o, NewTuple(o)))
		}
		return o
	}
	dict := func() Object {
		o := Object(NewTuple(Int(1)))
		for range 200 {
			o = must[*Dict](t)(NewDict(KV{Str("a"), o}, KV{Str("b"), o}))
		}
		return o
	}
	quickly(t, "comparing", func() {
		for _, build := range []func() Object{list, tuple, frozen, dict} {
			a, b := build(), build()
			if !Equal(a, b) {
				t.Errorf("a %s is not equal to its copy", a.Kind())
			}
		}
		a, b := tuple(), tuple()
		h1, err1 := Hash(a)
		h2, err2 := Hash(b)
		if h1 != h2 || err1 != nil || err2 != nil {
			t.Error("hashes differ")
		}
		d := must[*Dict](t)(NewDict(KV{a, Int(1)}, KV{frozen(), Int(2)}))
		if v, _ := d.Get(b); v != Int(1) {
			t.Error("tuple not found")
		}
		if v, _ := d.Get(frozen()); v != Int(2) {
			t.Error("frozenset not found")
		}
	})
}

func TestEqualOnCyclesAndDepth(t *testing.T) {
	loop := func(n int) *List {
		first := NewList(Int(1))
		last := first
		for range n - 1 {
			next := NewList(Int(1))
			last.Append(next)
			last = next
		}
		last.Append(first)
		return first
	}
	quickly(t, "comparing", func() {
		if !Equal(loop(2), loop(3)) {
			t.Error("two endless lists of ones differ")
		}
		other := loop(70)
		other.At(1).(*List).Set(0, Int(2))
		if Equal(loop(50), other) {
			t.Error("a difference was not found")
		}
		deep := func(bottom Object) Object {
			for range 200_000 {
				bottom = NewList(bottom)
			}
			return bottom
		}
		if !Equal(deep(Int(1)), deep(Float(1))) || Equal(deep(Int(1)), deep(Int(2))) {
			t.Error("deep lists compare wrongly")
		}
		tuple := Object(NewTuple())
		for range 20_000 {
			tuple = NewTuple(tuple)
		}
		if _, err := Hash(tuple); !errors.Is(err, ErrUnhashable) {
			t.Errorf("hash of a deep tuple: %v", err)
		}
		class := &Class{Name: "D", Dataclass: true}
		inst := &Instance{Class: class, Attrs: &Dict{}}
		if err := inst.Attrs.Set(Str("self"), NewTuple(inst, inst)); err != nil {
			t.Error(err)
		}
		if _, err := Hash(inst); !errors.Is(err, ErrUnhashable) {
			t.Errorf("hash of a cycle: %v", err)
		}
	})
}

func TestTypeNames(t *testing.T) {
	for name, o := range map[string]Object{
		"Point": must[*NamedTuple](t)(NewNamedTuple("mod.Point", nil, nil)), "JSONDecodeError": Exception{Type: "json.JSONDecodeError"},
		"C": &Instance{Class: &Class{Name: "C"}}, "BufferedReader": File{Mode: "rb"}, "TextIOWrapper": File{Mode: "w"},
		"int": bigText("0x8000000000000000"), "NoneType": None{}, "Decimal": Decimal{}, "type": Type("int"),
	} {
		if o.TypeName() != name {
			t.Errorf("%v: %s, want %s", o, o.TypeName(), name)
		}
	}
	seen := map[string]bool{}
	for k := KindNone; k <= KindCycle; k++ {
		if name := k.String(); seen[name] || strings.Contains(name, "unknown") {
			t.Errorf("kind %d is %q", k, name)
		}
		seen[k.String()] = true
	}
}
