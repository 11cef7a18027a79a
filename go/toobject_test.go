package monty

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"math/big"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"
)

// sameValue compares two values by their encoding, which tells apart what Python's == does not: 1 and True, list and
// tuple within, order of keys, and which objects are shared.
func sameValue(t *testing.T, got, want Object) bool {
	t.Helper()
	a, err := Encode(got)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Encode(want)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(a, b)
}

type srcColor int

func (c srcColor) MarshalText() ([]byte, error) { return []byte("color" + string(rune('0'+c))), nil }

type srcPoint struct{ X, Y int }

func (p srcPoint) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]any{"x": p.X, "half": float64(p.Y) / 2, "big": json.Number("1e2")})
}

type srcByPointer struct{ A int }

func (p *srcByPointer) MarshalText() ([]byte, error) { return []byte("by pointer"), nil }

type srcText string

func (p srcText) MarshalText() ([]byte, error) { return []byte("text of " + p), nil }

type srcRow struct {
	ID     int64  `json:"id"`
	Name   string `json:"name,omitempty"`
	Hidden string `json:"-"`
	Python string `json:"json_name" monty:"python_name"`
	NotPy  string `monty:"-"`
	Text   int    `json:",string"`
	TextF  *float64
	Zero   time.Time `json:"zero,omitzero"`
	Any    any
	lower  int
}
type srcBase struct{ A, B int }
type srcEmbeds struct {
	srcBase
	*srcRow
	B string
}

func TestToObjectTable(t *testing.T) {
	f := 0.5
	list := func(items ...Object) Object { return NewList(items...) }
	huge, _ := new(big.Int).SetString("123456789012345678901234567890", 10)
	berlin := time.FixedZone("CET", 3600)
	shared := NewList(Int(1))
	for _, c := range []struct {
		name string
		in   any
		want Object
	}{
		{"nil", nil, None{}},
		{"nil pointer", (*int)(nil), None{}},
		{"nil slice", []int(nil), None{}},
		{"nil bytes", []byte(nil), None{}},
		{"nil map", map[string]int(nil), None{}},
		{"nil big int", (*big.Int)(nil), None{}},
		{"nil marshaler", (*srcPoint)(nil), None{}},
		{"nil Object pointer", (*List)(nil), None{}},
		{"bool", true, Bool(true)},
		{"int8", int8(-128), Int(-128)},
		{"int64", int64(math.MinInt64), Int(math.MinInt64)},
		{"rune", 'x', Int('x')},
		{"byte", byte(255), Int(255)},
		{"uint64", uint64(math.MaxUint64), NewBigInt(new(big.Int).SetUint64(math.MaxUint64))},
		{"uint64 2^63", uint64(1 << 63), NewBigInt(new(big.Int).Lsh(big.NewInt(1), 63))},
		{"uint64 2^63-1", uint64(1<<63 - 1), Int(math.MaxInt64)},
		{"uintptr", uintptr(3), Int(3)},
		{"month", time.March, Int(3)},
		{"float32", float32(0.1), Float(float64(float32(0.1)))},
		{"float64", 1.0, Float(1)},
		{"infinity", math.Inf(1), Float(math.Inf(1))},
		{"complex64", complex64(1 + 2i), Complex(1 + 2i)},
		{"string", "é\x00", Str("é\x00")},
		{"named string", reflect.Bool.String(), Str("bool")},
		{"bytes", []byte("\xff"), Bytes("\xff")},
		{"empty bytes", []byte{}, Bytes("")},
		{"named bytes", genBytes("ab"), Bytes("ab")},
		{"array of bytes", [2]byte{1, 2}, list(Int(1), Int(2))},
		{"raw JSON", json.RawMessage(`[1, 2.0, 18446744073709551616, "a", null, {"b": true, "a": []}]`),
			list(Int(1), Float(2), NewBigInt(new(big.Int).Lsh(big.NewInt(1), 64)), Str("a"), None{},
				mustDict(t, Str("b"), Bool(true), Str("a"), NewList()))},
		{"*big.Int", huge, NewBigInt(huge)},
		{"big.Int", *big.NewInt(7), Int(7)},
		{"int number", json.Number("-12"), Int(-12)},
		{"large number", json.Number("123456789012345678901234567890"), NewBigInt(huge)},
		{"float number", json.Number("12.0"), Float(12)},
		{"number with exponent", json.Number("1e3"), Float(1000)},
		{"empty number", json.Number(""), Int(0)},
		{"time", time.Date(2020, 1, 2, 3, 4, 5, 6789, berlin),
			DateTime{Year: 2020, Month: 1, Day: 2, Hour: 3, Minute: 4, Second: 5, Microsecond: 6, Aware: true, Zone: TimeZone{Offset: 3600}}},
		{"time in UTC", time.Unix(0, 0).UTC(), DateTime{Year: 1970, Month: 1, Day: 1, Aware: true}},
		{"zero time", time.Time{}, DateTime{Year: 1, Month: 1, Day: 1, Aware: true}},
		{"*time", &time.Time{}, DateTime{Year: 1, Month: 1, Day: 1, Aware: true}},
		{"duration", 90*time.Minute + 1500*time.Nanosecond, TimeDelta{0, 5400, 1}},
		{"negative duration", -1500 * time.Nanosecond, TimeDelta{-1, 86399, 999998}},
		{"least duration", time.Duration(math.MinInt64), TimeDelta{-106752, 763, 145224}},
		{"text marshaler", srcColor(2), Str("color2")},
		{"text marshaler by pointer", &srcByPointer{1}, Str("by pointer")},
		{"text marshaler in a slice", []srcByPointer{{1}}, list(Str("by pointer"))},
		{"text marshaler out of reach", srcByPointer{1}, mustDict(t, Str("A"), Int(1))},
		{"address", netip.MustParseAddr("::1"), Str("::1")},
		{"JSON marshaler", srcPoint{1, 3}, mustDict(t, Str("big"), Float(100), Str("half"), Float(1.5), Str("x"), Int(1))},
		{"slice", []any{1, "a", nil, []int{}}, list(Int(1), Str("a"), None{}, list())},
		{"array", [2]bool{true}, list(Bool(true), Bool(false))},
		{"map", map[string]any{"b": 1, "a": 2, "ab": 3}, mustDict(t, Str("a"), Int(2), Str("ab"), Int(3), Str("b"), Int(1))},
		{"map of ints", map[int8]string{10: "a", -2: "b", 9: "c"}, mustDict(t, Int(-2), Str("b"), Int(9), Str("c"), Int(10), Str("a"))},
		{"map of floats", map[float64]int{math.Inf(1): 1, 0.5: 2, -1: 3}, mustDict(t, Float(-1), Int(3), Float(0.5), Int(2), Float(math.Inf(1)), Int(1))},
		{"map of bools", map[bool]int{true: 1, false: 0}, mustDict(t, Bool(false), Int(0), Bool(true), Int(1))},
		{"map of any", map[any]any{"a": 1, 3: 2, 2.5: 3, nil: 4, uint64(math.MaxUint64): 5, [2]int{1, 2}: 6, time.Second: 7},
			mustDict(t, None{}, Int(4), Float(2.5), Int(3), Int(3), Int(2), NewBigInt(new(big.Int).SetUint64(math.MaxUint64)), Int(5),
				Str("a"), Int(1), NewTuple(Int(1), Int(2)), Int(6), TimeDelta{0, 1, 0}, Int(7))},
		{"map of texts", map[srcColor]int{3: 1, 2: 2}, mustDict(t, Str("color2"), Int(2), Str("color3"), Int(1))},
		{"map of strings with MarshalText", map[srcText]int{"a": 1}, mustDict(t, Str("a"), Int(1))},
		{"map of objects", map[Object]int{Str("k"): 1, Int(0): 2}, mustDict(t, Int(0), Int(2), Str("k"), Int(1))},
		{"object", shared, shared},
		{"objects in Go values", map[string]any{"a": []Object{None{}, nil, Int(1)}}, mustDict(t, Str("a"), list(None{}, None{}, Int(1)))},
		{"struct", srcRow{ID: 1, Hidden: "h", Python: "p", NotPy: "n", Text: 5, lower: 1},
			mustDict(t, Str("id"), Int(1), Str("python_name"), Str("p"), Str("Text"), Str("5"), Str("TextF"), None{}, Str("Any"), None{})},
		{"struct by pointer", &srcRow{Name: "n", TextF: &f, Zero: time.Unix(0, 0).UTC()},
			mustDict(t, Str("id"), Int(0), Str("name"), Str("n"), Str("python_name"), Str(""), Str("Text"), Str("0"), Str("TextF"), Float(0.5),
				Str("zero"), DateTime{Year: 1970, Month: 1, Day: 1, Aware: true}, Str("Any"), None{})},
		{"embedded structs", srcEmbeds{srcBase: srcBase{A: 1, B: 2}, B: "outer"}, mustDict(t, Str("A"), Int(1), Str("B"), Str("outer"))},
		{"pointer to pointer", func() **int { p := new(int); return &p }(), Int(0)},
		{"struct without fields", struct{}{}, &Dict{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ToObject(c.in)
			if err != nil {
				t.Fatal(err)
			}
			if !sameValue(t, got, c.want) {
				t.Errorf("got %s %s, want %s %s", got.Kind(), got, c.want.Kind(), c.want)
			}
		})
	}
}

func TestToObjectKeepsIdentity(t *testing.T) {
	type node struct {
		Left, Right *node
		Map         map[string]int
		Slice       []int
		Point       *srcPoint
	}
	m, s, p := map[string]int{"a": 1}, []int{1}, &srcPoint{1, 2}
	leaf := &node{Map: m, Slice: s, Point: p}
	top := &node{Left: leaf, Right: leaf, Map: m, Slice: s, Point: p}
	o, err := ToObject([]any{top, top, m, s, s[:0], p, &top.Map})
	if err != nil {
		t.Fatal(err)
	}
	items := o.(*List)
	first := items.At(0).(*Dict)
	get := func(o Object, key string) Object {
		v, ok := o.(*Dict).GetStr(key)
		if !ok {
			t.Fatalf("no key %s", key)
		}
		return v
	}
	for name, pair := range map[string][2]Object{
		"pointer in a slice":            {items.At(0), items.At(1)},
		"pointer in fields":             {get(first, "Left"), get(first, "Right")},
		"map":                           {get(first, "Map"), items.At(2)},
		"map further down":              {get(get(first, "Left"), "Map"), items.At(2)},
		"slice":                         {get(first, "Slice"), items.At(3)},
		"pointer with MarshalJSON":      {get(first, "Point"), items.At(5)},
		"map by way of a pointer to it": {items.At(2), items.At(6)},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: two objects", name)
		}
	}
	if items.At(3) == items.At(4) {
		t.Error("slices of different length are one object")
	}
	type pair struct{ A, B []int }
	empty, err := ToObject(pair{[]int{}, []int{}})
	if err != nil {
		t.Fatal(err)
	}
	if get(empty, "A") == get(empty, "B") {
		t.Error("two empty slices are one object")
	}
	type outer struct{ Inner struct{ X int } }
	v := &outer{}
	both, err := ToObject([]any{v, &v.Inner})
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := both.MarshalJSON(); string(text) != `[{"Inner":{"X":0}},{"X":0}]` {
		t.Errorf("a struct and its first field: %s", text)
	}
}

func TestToObjectRefusesWithThePath(t *testing.T) {
	type rec struct {
		Next *rec `json:"next"`
		Bad  any  `json:"bad,omitempty"`
	}
	loop := &rec{}
	loop.Next = &rec{Next: loop}
	selfMap := map[string]any{}
	selfMap["me"] = []any{selfMap}
	selfSlice := []any{0, nil}
	selfSlice[1] = selfSlice
	type ptr *ptr
	var selfPointer ptr
	selfPointer = &selfPointer
	var deep any
	for range maxNesting + 1 {
		deep = []any{deep}
	}
	failure := errors.New("out of ink")
	for _, c := range []struct {
		name   string
		in     any
		path   string
		typ    string
		reason string
	}{
		{"channel", make(chan int), "", "chan int", "chan"},
		{"function", []any{1, func() {}}, "[1]", "func()", "func"},
		{"iterator", slices.Values([]int{1}), "", "iter.Seq[int]", "slices.Collect"},
		{"iterator of pairs", []any{maps.All(map[int]int{})}, "[0]", "iter.Seq2[int,int]", "slices.Collect"},
		{"error", []error{failure}, "[0]", "errors.errorString", "an error"},
		{"unsafe pointer", unsafe.Pointer(t), "", "unsafe.Pointer", "unsafe.Pointer"},
		{"channel in a struct", []rec{{}, {Next: &rec{Bad: make(chan int)}}}, "[1].next.bad", "chan int", "chan"},
		{"channel in a map", map[string]any{"two words": make(chan bool)}, `["two words"]`, "chan bool", "chan"},
		{"channel in a map of ints", map[int]any{7: make(chan bool)}, "[7]", "chan bool", "chan"},
		{"bad text", []string{"a", "\xff"}, "[1]", "string", "UTF-8"},
		{"bad text at the top", "\xff", "", "string", "UTF-8"},
		{"bad text in a named type", genString("\xff"), "", "monty.genString", "UTF-8"},
		{"bad key", map[string]int{"\xff": 1}, "", "string", "UTF-8"},
		{"big.Float", []any{big.NewFloat(1)}, "[0]", "big.Float", "NewDecimal"},
		{"big.Rat", big.NewRat(1, 3), "", "big.Rat", "NewDecimal"},
		{"year 0", []time.Time{time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)}, "[0]", "time.Time", "year"},
		{"year 10000", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), "", "time.Time", "year"},
		{"offset of a day", time.Unix(0, 0).In(time.FixedZone("", 86400)), "", "time.Time", "offset"},
		{"number that is none", json.Number("abc"), "", "json.Number", "not a JSON number"},
		{"number beyond floats", map[string]any{"n": json.Number("1e999")}, ".n", "json.Number", "beyond"},
		{"pointer loop", loop, ".next.next", "*monty.rec", "holds itself"},
		{"map loop", selfMap, ".me[0]", "map[string]interface {}", "holds itself"},
		{"slice loop", selfSlice, "[1]", "[]interface {}", "holds itself"},
		{"pointer to itself", selfPointer, "", "monty.ptr", "holds itself"},
		{"too deep", deep, "[0][0][0][0][0][0][0][0]...[0][0][0][0][0][0][0][0]", "[]interface {}", "10,000 levels"},
		{"equal keys", map[any]int{1: 1, 1.0: 2}, "*", "map[interface {}]int", "equal"},
		{"struct as a key", map[srcBase]int{{}: 1}, "*", "map[monty.srcBase]int", "unhashable"},
		{"failing marshaler", []any{failing{failure}}, "[0]", "monty.failing", "out of ink"},
		{"marshaler of nonsense", nonsense("{"), "", "monty.nonsense", "unexpected end"},
		{"marshaler of bad text", nonsense("\"\xff\""), "", "monty.nonsense", "UTF-8"},
		{"marshaler of a huge float", nonsense("[1e999]"), "", "monty.nonsense", "beyond"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o, err := ToObject(c.in)
			var e *GoValueError
			if !errors.As(err, &e) {
				t.Fatalf("got %v, %v", o, err)
			}
			if e.Path != c.path && c.path != "*" || e.Type.String() != c.typ || !strings.Contains(e.Reason, c.reason) {
				t.Errorf("path %q, type %s, reason %q; want %q, %s, %q", e.Path, e.Type, e.Reason, c.path, c.typ, c.reason)
			}
			for _, part := range []string{e.Path, c.typ, c.reason} {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not name %q", err, part)
				}
			}
		})
	}
	if o, err := ToObject([]error{NewPythonError("ValueError", "no")}); err != nil || o.String() != "[ValueError('no')]" {
		t.Errorf("a PythonError as a value: %v, %v", o, err)
	}
	if _, err := ToObject(failing{failure}); !errors.Is(err, failure) {
		t.Errorf("%v does not wrap the error of MarshalJSON", err)
	}
}

type failing struct{ err error }

func (f failing) MarshalJSON() ([]byte, error) { return nil, f.err }

type nonsense string

func (n nonsense) MarshalJSON() ([]byte, error) { return []byte(n), nil }
