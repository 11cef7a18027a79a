package monty

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

type asItem struct {
	Name  string  `json:"name"`
	Price float64 `monty:"price" json:"cents"`
	Note  *string `json:"note"`
	Tags  []string
}

type asBase struct {
	ID    int
	Label string `json:"label,omitempty"`
}

type AsShown struct{ Shown int }

type asEmbeds struct {
	asBase
	*AsShown
	Flag bool `json:",string"`
}

type asNode struct {
	Name string
	Next *asNode
	Kids []asNode `json:"kids,omitempty"`
}

type asUpper string

func (u *asUpper) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		return errors.New("no text")
	}
	*u = asUpper(strings.ToUpper(string(text)))
	return nil
}

// dictOf makes a dict of names and Go values in turn.
func dictOf(t testing.TB, pairs ...any) *Dict {
	t.Helper()
	d := &Dict{}
	for i := 0; i < len(pairs); i += 2 {
		k, err := ToObject(pairs[i])
		if err != nil {
			t.Fatal(err)
		}
		v, err := ToObject(pairs[i+1])
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Set(k, v); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// exactly checks that As gives want.
func exactly[T any](t *testing.T, o Object, want T) {
	t.Helper()
	got, err := As[T](o)
	if err != nil {
		t.Errorf("As[%v](%v): %v", reflect.TypeFor[T](), o, err)
		return
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("As[%v](%v) = %#v, want %#v", reflect.TypeFor[T](), o, got, want)
	}
}

// inexact checks that As gives an error with that text behind "monty: ", and the zero value.
func inexact[T any](t *testing.T, o Object, want string) {
	t.Helper()
	got, err := As[T](o)
	var conversion *ConversionError
	if !errors.As(err, &conversion) {
		t.Errorf("As[%v](%v) = %#v, %v; want a *ConversionError", reflect.TypeFor[T](), o, got, err)
		return
	}
	if !reflect.ValueOf(&got).Elem().IsZero() {
		t.Errorf("As[%v](%v) gives %#v beside its error", reflect.TypeFor[T](), o, got)
	}
	if text := strings.TrimPrefix(err.Error(), "monty: "); text != want {
		t.Errorf("As[%v](%v):\n got  %s\n want %s", reflect.TypeFor[T](), o, text, want)
	}
}

func TestAsTakesScalarsExactly(t *testing.T) {
	huge := NewBigInt(new(big.Int).Lsh(big.NewInt(1), 63))
	beyond := NewBigInt(new(big.Int).Lsh(big.NewInt(1), 64))
	exactly(t, Int(-5), int(-5))
	exactly(t, Int(127), int8(127))
	exactly(t, Int(-32768), int16(-32768))
	exactly(t, Int(1<<31-1), int32(1<<31-1))
	exactly(t, Int(math.MinInt64), int64(math.MinInt64))
	exactly(t, Int(255), uint8(255))
	exactly(t, Int(65535), uint16(65535))
	exactly(t, Int(1<<32-1), uint32(1<<32-1))
	exactly(t, huge, uint64(1<<63))
	exactly(t, Int(7), uintptr(7))
	exactly(t, Int(7), time.Weekday(7))
	exactly(t, Bool(true), true)
	exactly(t, Float(0.1), 0.1)
	exactly(t, Float(0.5), float32(0.5))
	exactly(t, Float(math.Inf(1)), float32(math.Inf(1)))
	exactly(t, Complex(1+2i), complex64(1+2i))
	exactly(t, Complex(0.1i), complex128(0.1i))
	exactly(t, Str("é"), "é")
	exactly(t, Bytes("\x00\xff"), []byte{0, 255})
	exactly(t, Bytes("\x01\x02"), [2]byte{1, 2})
	exactly(t, Int(3), *big.NewInt(3))
	exactly(t, beyond, beyond.(*BigInt).Big())
	exactly(t, Int(3), json.Number("3"))
	exactly(t, Float(2), json.Number("2.0"))
	exactly(t, Str("10.0.0.1"), netip.MustParseAddr("10.0.0.1"))
	exactly(t, Str("abc"), asUpper("ABC"))
	exactly(t, DateTime{Year: 2024, Month: 2, Day: 29, Aware: true}, time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC))
	exactly(t, TimeDelta{Days: -1, Seconds: 86399}, -time.Second)
	if r, err := As[big.Rat](mustDecimal(t, "1.20")); err != nil || r.Cmp(big.NewRat(6, 5)) != 0 {
		t.Errorf("Decimal as a big.Rat: %v, %v", &r, err)
	}
	if x, err := As[float64](Float(math.NaN())); err != nil || !math.IsNaN(x) {
		t.Errorf("NaN: %v, %v", x, err)
	}

	inexact[int](t, Bool(true), "Python bool does not convert to Go int: it takes int")
	inexact[bool](t, Int(1), "Python int does not convert to Go bool: it takes bool")
	inexact[int](t, Float(1), "Python float does not convert to Go int: it takes int")
	inexact[float64](t, Int(1), "Python int does not convert to Go float64: it takes float")
	inexact[float64](t, Str("1"), "Python str does not convert to Go float64: it takes float")
	inexact[float32](t, Float(0.1), "Python float does not convert to Go float32: 0.1 is not exactly a float32")
	inexact[float32](t, Int(1), "Python int does not convert to Go float32: it takes float")
	inexact[complex64](t, Complex(0.1), "Python complex does not convert to Go complex64: (0.1+0j) is not exactly a complex64")
	inexact[complex128](t, Float(1), "Python float does not convert to Go complex128: it takes complex")
	inexact[int8](t, Int(128), "Python int does not convert to Go int8: 128 is out of range")
	inexact[uint](t, Int(-1), "Python int does not convert to Go uint: -1 is out of range")
	inexact[int64](t, huge, "Python int does not convert to Go int64: 9223372036854775808 is out of range")
	inexact[uint64](t, beyond, "Python int does not convert to Go uint64: 18446744073709551616 is out of range")
	inexact[string](t, Bytes("x"), "Python bytes does not convert to Go string: it takes str")
	inexact[string](t, Path("/x"), "Python PosixPath does not convert to Go string: it takes str")
	inexact[[]byte](t, Str("x"), "Python str does not convert to Go []uint8: it takes bytes")
	inexact[[2]byte](t, Bytes("x"), "Python bytes does not convert to Go [2]uint8: it has 1 bytes")
	inexact[string](t, None{}, "Python NoneType does not convert to Go string: it takes str")
	inexact[time.Time](t, DateTime{Year: 1, Month: 1, Day: 1}, "Python datetime does not convert to Go time.Time: the datetime is naive: it has no timezone; use TimeIn")
	inexact[time.Time](t, Date{1, 1, 1}, "Python date does not convert to Go time.Time: it takes an aware datetime")
	inexact[time.Duration](t, TimeDelta{Days: 999999}, "Python timedelta does not convert to Go time.Duration: datetime.timedelta(days=999999) is too long for a time.Duration")
	inexact[time.Duration](t, Int(5), "Python int does not convert to Go time.Duration: it takes timedelta")
	inexact[asUpper](t, Str(""), "Python str does not convert to Go monty.asUpper: no text")
	inexact[json.Number](t, Str("1"), "Python str does not convert to Go json.Number: it takes int or float")
	inexact[chan int](t, None{}, "Python NoneType does not convert to Go chan int: it takes no Python value")
	inexact[func()](t, Function{Name: "f"}, "Python function does not convert to Go func(): it takes no Python value")
}

func TestAsTakesObjectsOfTheirOwnKind(t *testing.T) {
	tuple := NewTuple(Int(1))
	exactly[Object](t, tuple, tuple)
	exactly[any](t, Int(1), Int(1))
	exactly[Object](t, nil, None{})
	exactly(t, tuple, tuple)
	exactly(t, Date{2024, 1, 2}, Date{2024, 1, 2})
	exactly(t, mustDecimal(t, "1.20"), mustDecimal(t, "1.20"))
	exactly(t, None{}, None{})
	exactly[fmt.Stringer](t, Int(1), Int(1))
	exactly(t, NewList(Int(1), Str("x")), []Object{Int(1), Str("x")})
	exactly(t, Str("8f8b9c1e-0000-4000-8000-000000000001"), UUID{0x8f, 0x8b, 0x9c, 0x1e, 6: 0x40, 8: 0x80, 15: 1})
	if p, err := As[**Tuple](tuple); err != nil || *p != tuple {
		t.Errorf("**Tuple: %v, %v", p, err)
	}
	inexact[*List](t, tuple, "Python tuple does not convert to Go *monty.List: it takes list")
	inexact[*List](t, None{}, "Python NoneType does not convert to Go *monty.List: it takes list")
	inexact[*List](t, (*List)(nil), "Python list does not convert to Go *monty.List: a nil pointer")
	inexact[List](t, NewList(), "Python list does not convert to Go monty.List: it takes nothing: use *monty.List")
	inexact[Instance](t, &Instance{}, "Python object does not convert to Go monty.Instance: it takes nothing: use *monty.Instance")
	inexact[Int](t, NewBigInt(new(big.Int).Lsh(big.NewInt(1), 64)), "Python int does not convert to Go monty.Int: it takes int of 64 bits")
	inexact[error](t, Exception{Type: "ValueError"}, "Python ValueError does not convert to Go error: it takes Objects that implement it")
}

func TestAsFillsContainers(t *testing.T) {
	exactly(t, NewList(Int(1), Int(2)), []int{1, 2})
	exactly(t, NewList(), []string{})
	exactly(t, NewTuple(Int(1), Int(2)), [2]int{1, 2})
	exactly(t, NewList(Int(1), Int(2)), [2]uint8{1, 2})
	exactly(t, dictOf(t, "a", 1, "b", 2), map[string]int{"a": 1, "b": 2})
	exactly(t, dictOf(t, NewTuple(Int(1), Int(2)), "x"), map[[2]int]string{{1, 2}: "x"})
	exactly(t, dictOf(t, nil, 1, "a", 2), map[Object]int{None{}: 1, Str("a"): 2})
	set, _ := NewSet(Str("a"), Str("b"))
	frozen, _ := NewFrozenSet(Int(1), NewTuple(Int(2)))
	exactly(t, set, map[string]struct{}{"a": {}, "b": {}})
	exactly(t, set, map[string]bool{"a": true, "b": true})
	exactly(t, dictOf(t, "a", false), map[string]bool{"a": false})
	if m, err := As[map[any]bool](frozen); err != nil || len(m) != 2 || !m[Int(1)] {
		t.Errorf("frozenset: %v, %v", m, err)
	}
	three := 3
	exactly(t, NewList(None{}, Int(3)), []*int{nil, &three})
	exactly(t, None{}, (*asItem)(nil))

	inexact[[]int](t, NewTuple(Int(1)), "Python tuple does not convert to Go []int: it takes list")
	inexact[[]int](t, set, "Python set does not convert to Go []int: it takes list")
	inexact[[]int](t, None{}, "Python NoneType does not convert to Go []int: it takes list")
	inexact[[]int](t, NewList(Int(1), Str("x")), "[1]: Python str does not convert to Go int: it takes int")
	inexact[[3]int](t, NewTuple(Int(1)), "Python tuple does not convert to Go [3]int: it has 1 items")
	inexact[map[string]int](t, dictOf(t, 1, 1), "[key 0]: Python int does not convert to Go string: it takes str")
	inexact[map[string]int](t, set, "Python set does not convert to Go map[string]int: it takes dict")
	inexact[map[string][]uint8](t, dictOf(t, "a b", "x"), `["a b"]: Python str does not convert to Go []uint8: it takes bytes`)
	inexact[map[asUpper]int](t, dictOf(t, "a", 1, "A", 2), "Python dict does not convert to Go map[monty.asUpper]int: two of its keys are one key in Go")
	inexact[map[[2]int]string](t, dictOf(t, NewTuple(Int(1), Str("x")), "v"), "[key 0][1]: Python str does not convert to Go int: it takes int")
}

func TestAsFillsStructs(t *testing.T) {
	note := "n"
	full := dictOf(t, "name", "apple", "price", 1.5, "note", "n", "Tags", []string{"a"}, "more", nil)
	want := asItem{"apple", 1.5, &note, []string{"a"}}
	exactly(t, full, want)
	exactly(t, &Instance{Class: &Class{Name: "Item"}, Attrs: full}, want)
	names, _ := NewNamedTuple("Item", []string{"tags", "price", "name"}, []Object{NewList(), Float(2), Str("pear")})
	exactly(t, names, asItem{Name: "pear", Price: 2, Tags: []string{}})
	exactly(t, NewTuple(Str("fig"), Float(1), None{}, NewList()), asItem{Name: "fig", Price: 1, Tags: []string{}})
	exactly(t, dictOf(t, "name", "x", "price", 1.0, "tags", []string{"loose"}, "Tags", []string{"equal"}),
		asItem{Name: "x", Price: 1, Tags: []string{"equal"}})
	exactly(t, dictOf(t, "name", "x", "price", 1.0, "Tags", []string{"equal"}, "TAGS", []string{"loose"}),
		asItem{Name: "x", Price: 1, Tags: []string{"equal"}})

	exactly(t, dictOf(t, "ID", 1, "Flag", "true"), asEmbeds{asBase: asBase{ID: 1}, Flag: true})
	exactly(t, dictOf(t, "ID", 1, "Flag", true, "Shown", 5, "label", "l"),
		asEmbeds{asBase: asBase{1, "l"}, AsShown: &AsShown{5}, Flag: true})

	list := NewList(full, dictOf(t, "name", "x", "price", "1.5", "Tags", []string{}))
	inexact[[]asItem](t, list, "[1].price: Python str does not convert to Go float64: it takes float")
	inexact[[]asItem](t, NewList(dictOf(t, "name", "x", "price", 1.0)),
		`[0]: Python dict does not convert to Go monty.asItem: there is nothing for its field "Tags"`)
	inexact[asItem](t, NewTuple(Int(1)), "Python tuple does not convert to Go monty.asItem: it has 1 items")
	inexact[asItem](t, NewTuple(Str("fig"), Float(1), Int(1), NewList()), "[2]: Python int does not convert to Go string: it takes str")
	inexact[asItem](t, NewList(), "Python list does not convert to Go monty.asItem: it takes dict, namedtuple, instance, or tuple of 4 items")
	inexact[asItem](t, dictOf(t, "NAME", "x", "Name", "y"), `Python dict does not convert to Go monty.asItem: two of its names fit the field "name"`)
	inexact[asEmbeds](t, dictOf(t, "ID", 1, "Flag", "maybe"), `.Flag: Python str does not convert to Go bool: not a JSON literal: invalid character 'm' looking for beginning of value`)
	inexact[struct{ hidden int }](t, &Dict{}, "Python dict does not convert to Go struct { hidden int }: it takes no Python value, as it has no exported fields")
	inexact[struct{ *asBase }](t, dictOf(t, "ID", 1), ".ID: Python int does not convert to Go struct { *monty.asBase }: its embedded pointer to the unexported monty.asBase cannot be set")
}

func TestAsFillsWideStructs(t *testing.T) {
	var fields []reflect.StructField
	d := &Dict{}
	for i := range 200 {
		name := fmt.Sprint("F", i)
		fields = append(fields, reflect.StructField{Name: name, Type: reflect.TypeFor[int]()})
		d.Set(Str(name), Int(i))
	}
	p := exactPlanFor(reflect.StructOf(fields))
	v := reflect.New(p.typ).Elem()
	if err := p.fill(v, d, 0); err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		if v.Field(i).Int() != int64(i) {
			t.Fatalf("field %d is %v", i, v.Field(i))
		}
	}
	d.Delete(Str("F130"))
	if err := p.fill(reflect.New(p.typ).Elem(), d, 0); err == nil || !strings.Contains(err.Error(), `"F130"`) {
		t.Errorf("a missing field: %v", err)
	}
}

func TestAsKeepsSharedObjectsShared(t *testing.T) {
	shared := dictOf(t, "Name", "s", "Next", nil)
	nodes, err := As[[]*asNode](NewList(shared, shared, dictOf(t, "Name", "o", "Next", shared)))
	if err != nil {
		t.Fatal(err)
	}
	if nodes[0] != nodes[1] || nodes[2].Next != nodes[0] {
		t.Errorf("one dict became several variables: %p %p %p", nodes[0], nodes[1], nodes[2].Next)
	}
	ints := NewList(Int(1))
	pair, err := As[struct {
		A *[]int
		B *[]int
		C *[1]int
	}](dictOf(t, "A", ints, "B", ints, "C", ints))
	if err != nil || pair.A != pair.B || pair.C[0] != 1 {
		t.Errorf("%+v, %v", pair, err)
	}
}

func TestPlansCanBeMadeAtOnce(t *testing.T) {
	type tree struct {
		Left, Right *tree
		Leaves      []tree         `json:",omitempty"`
		Named       map[string]any `json:",omitempty"`
	}
	leaf := &Dict{}
	value := dictOf(t, "Left", leaf, "Right", leaf)
	var done sync.WaitGroup
	for range 8 {
		done.Go(func() {
			for i := range 40 { // types that no goroutine has met before the first of them does
				typ := reflect.StructOf([]reflect.StructField{
					{Name: fmt.Sprint("F", i), Type: reflect.TypeFor[tree]()}, {Name: "P", Type: reflect.TypeFor[*tree]()},
				})
				v := reflect.New(typ)
				o := &Dict{}
				o.Set(Str(fmt.Sprint("F", i)), value)
				o.Set(Str("P"), value)
				if err := exactPlanFor(typ).fill(v.Elem(), o, 0); err != nil {
					t.Error(err)
				}
				got := v.Elem().Field(0).Interface().(tree)
				if got.Left == nil || got.Left != got.Right || got.Left != v.Elem().Field(1).Interface().(*tree).Left {
					t.Errorf("one dict became several variables: %p %p", got.Left, got.Right)
				}
				if err := o.Unmarshal(reflect.New(typ).Interface()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	done.Wait()
}

func TestAsRefusesWhatHasNoEnd(t *testing.T) {
	d := dictOf(t, "Name", "x")
	d.Set(Str("Next"), d)
	inexact[asNode](t, d, ".Next.Next: Python dict does not convert to Go *monty.asNode: it holds itself")
	inexact[*asNode](t, d, ".Next: Python dict does not convert to Go *monty.asNode: it holds itself")
	kids := NewList()
	loop := dictOf(t, "Name", "x", "kids", kids)
	kids.Append(loop)
	inexact[asNode](t, loop, ".kids[0]: Python dict does not convert to Go monty.asNode: it holds itself")

	// Each level refers to the one below twice.
	bomb := dictOf(t, "Name", "x")
	for range 40 {
		bomb = dictOf(t, "Name", "x", "kids", NewList(bomb, bomb))
	}
	limited := func(v any, o Object) error { // as by As, with a smaller limit
		c := conversion{left: 10_000}
		p := exactPlanFor(reflect.TypeOf(v).Elem())
		return conversionError(c.convert(p, reflect.ValueOf(v).UnsafePointer(), o))
	}
	if err := limited(new(asNode), bomb); err == nil || !strings.Contains(err.Error(), errTooMany) {
		t.Errorf("a value of 2**40 nodes: %v", err)
	}
	// One large object many times.
	large := slices.Repeat([]Object{Bytes(strings.Repeat("x", 1<<12))}, 1000)
	if err := limited(new([][]byte), NewList(large...)); err == nil || !strings.Contains(err.Error(), errTooMany) {
		t.Errorf("many copies of a large object: %v", err)
	}
}

func TestIntsAsFloatsOnRequest(t *testing.T) {
	for _, c := range []struct {
		target any
		n      Int
		want   any
	}{
		{new(float64), 3, 3.0}, {new(float32), -3, float32(-3)}, {new(float64), 1 << 53, float64(1 << 53)},
		{new(float64), 1<<53 + 1, nil}, {new(float32), 1<<24 + 1, nil}, {new(float64), math.MaxInt64, nil},
		{new(float64), math.MinInt64, float64(math.MinInt64)},
	} {
		v := reflect.ValueOf(c.target).Elem()
		err := exactPlanFor(v.Type()).fill(v, c.n, intsAsFloats)
		switch {
		case c.want == nil && err == nil:
			t.Errorf("%d became the %v %v", c.n, v.Type(), v)
		case c.want != nil && (err != nil || v.Interface() != c.want):
			t.Errorf("%d became %v, %v", c.n, v, err)
		}
	}
}
