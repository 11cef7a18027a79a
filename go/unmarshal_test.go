package monty

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

// Targets that a type alone does not make: what they hold beforehand decides where the value goes.
func TestUnmarshalIntoWhatIsThereLikeJSON(t *testing.T) {
	type boxed struct {
		V any
		P *int
		S genStringer
	}
	type hiddenPointer struct {
		*genHidden
		X int
	}
	number := func() any { n := 7; return &n }
	targets := map[string]func() any{
		"any with a pointer":             func() any { v := number(); return &v },
		"any with a nil pointer":         func() any { v := any((*int)(nil)); return &v },
		"any with a value":               func() any { v := any(7); return &v },
		"any with a struct pointer":      func() any { v := any(&genInner{A: 1, B: "b"}); return &v },
		"any with a map":                 func() any { v := any(map[string]any{"a": 1}); return &v },
		"any with a pointer to a map":    func() any { v := any(&map[string]any{"a": 1}); return &v },
		"any with a pointer to any":      func() any { var w any = "w"; v := any(&w); return &v },
		"any with a pointer to pointer":  func() any { p := new(int); v := any(&p); return &v },
		"any with an Unmarshaler":        func() any { v := any(&genRaw{Got: "x"}); return &v },
		"any with a TextUnmarshaler":     func() any { v := any(&genText{Got: "x"}); return &v },
		"interface with a pointer":       func() any { v := fmt.Stringer(&time.Time{}); return &v },
		"pointers":                       func() any { n := 7; p := &n; q := &p; return &q },
		"nil pointers":                   func() any { return new(***int) },
		"struct with full interface":     func() any { return &boxed{V: number(), P: new(int), S: &time.Time{}} },
		"slice with room":                func() any { s := []genInner{{A: 1, B: "b"}, {A: 2}, {A: 3, B: "c"}}[:1]; return &s },
		"slice of any with pointers":     func() any { return &[]any{number(), &genInner{A: 1}, nil} },
		"array":                          func() any { return &[3]genInner{{A: 1}, {A: 2}, {A: 3}} },
		"map of structs":                 func() any { return &map[string]genInner{"a": {A: 1, B: "b"}, "keep": {A: 2}} },
		"map of pointers":                func() any { return &map[string]*genInner{"a": {A: 1, B: "b"}} },
		"map with a method":              func() any { return &genMapRaw{"old": "x"} },
		"nil map with a method":          func() any { return new(genMapRaw) },
		"embedded nil pointer not ours":  func() any { return new(hiddenPointer) },
		"embedded pointer that is there": func() any { return &hiddenPointer{genHidden: &genHidden{Shown: 1, hidden: 2}} },
		"bytes":                          func() any { return &[]byte{1, 2, 3} },
		"raw":                            func() any { r := json.RawMessage("old"); return &r },
	}
	values := []Object{
		None{}, Bool(true), Int(5), Int(-1), Float(2.5), Str("x"), Str("aGk="), Bytes("\x00"),
		NewList(), NewList(None{}), NewList(Int(1), Int(2)), NewTuple(mustDict(t, Str("b"), Str("new")), None{}, mustDict(t, Str("A"), Int(9))),
		NewList(mustDict(t, Str("A"), Str("bad")), Int(1)),
		&Dict{}, mustDict(t, Str("a"), mustDict(t, Str("A"), Int(5))), mustDict(t, Str("a"), None{}, Str("c"), Int(1)),
		mustDict(t, Str("V"), Int(1), Str("P"), None{}, Str("S"), None{}), mustDict(t, Str("V"), None{}, Str("P"), Int(4), Str("S"), Str("x")),
		mustDict(t, Str("V"), NewList(), Str("v"), Str("twice")), mustDict(t, Str("Shown"), Int(3), Str("X"), Int(4), Str("hidden"), Int(5)),
		mustDict(t, Str("C"), mustDict(t, Str("C"), mustDict(t, Str("A"), Float(1)))),
		DateTime{Year: 2020, Month: 1, Day: 2, Aware: true}, Date{2020, 1, 2}, TimeDelta{1, 2, 3},
	}
	for name, make := range targets {
		t.Run(name, func(t *testing.T) {
			for _, o := range values {
				if err := compareWithJSON(o, make(), make()); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestUnmarshalIntoAnInterfaceThatHoldsItselfEnds(t *testing.T) {
	var v any
	v = &v
	if err := Int(1).Unmarshal(v); err != nil || v != 1.0 {
		t.Errorf("%v, %v", v, err)
	}
}

func TestUnmarshalRefusesTargetsThatAreNoPointers(t *testing.T) {
	for _, target := range []any{nil, 1, struct{}{}, (*int)(nil), map[string]int{}} {
		want := json.Unmarshal([]byte("1"), target)
		got := Int(1).Unmarshal(target)
		var invalid *json.InvalidUnmarshalError
		if !errors.As(got, &invalid) || got.Error() != want.Error() {
			t.Errorf("%T: %v, json has %v", target, got, want)
		}
	}
}

func TestUnmarshalIntoObjectsKeepsTheObjects(t *testing.T) {
	list, tuple := NewList(Int(1)), NewTuple()
	date := Date{2020, 1, 2}
	nested := mustDict(t, Str("any"), list, Str("list"), list, Str("ptr"), list, Str("int"), Int(3), Str("date"), date,
		Str("bytes"), Bytes("\xff"), Str("complex"), Complex(1i), Str("objects"), NewTuple(list, None{}, tuple), Str("none"), None{},
		Str("map"), mustDict(t, Str("k"), list))
	var got struct {
		Any     Object
		List    *List
		Ptr     *Object
		Int     *Int
		Date    Date
		Bytes   Bytes
		Complex Complex
		Objects []Object
		None    Object
		Map     map[string]Object
	}
	if err := nested.Unmarshal(&got); err != nil {
		t.Fatal(err)
	}
	if got.Any != list || got.List != list || *got.Ptr != list || *got.Int != 3 || got.Date != date || got.Bytes != "\xff" || got.Complex != 1i {
		t.Errorf("got %+v", got)
	}
	if len(got.Objects) != 3 || got.Objects[0] != list || got.Objects[1] != (None{}) || got.Objects[2] != tuple {
		t.Errorf("items %v", got.Objects)
	}
	if got.None != (None{}) || got.Map["k"] != list {
		t.Errorf("none %v, map %v", got.None, got.Map)
	}
	var whole Object
	var same *List
	if err := errors.Join(list.Unmarshal(&whole), list.Unmarshal(&same)); err != nil || whole != list || same != list {
		t.Errorf("%v, %v, %v", whole, same, err)
	}
	if err := (None{}).Unmarshal(&same); err != nil || same != nil {
		t.Errorf("None into a *List: %v, %v", same, err)
	}
	nan := Float(math.NaN())
	if err := nan.Unmarshal(&whole); err != nil || whole.Kind() != KindFloat {
		t.Errorf("nan into an Object: %v, %v", whole, err)
	}
}

func TestUnmarshalIntoAnotherTypeOfOursIsAnError(t *testing.T) {
	for _, c := range []struct {
		o      Object
		target any
		value  string
	}{
		{NewTuple(), new(*List), "array"},
		{&Dict{}, new(*List), "object"},
		{&Dict{}, new(Date), "object"},
		{Str("2020-01-02"), new(Date), "string"},
		{Int(1), new(*BigInt), "number"},
		{Bool(true), new(Int), "bool"},
		{Float(1), new(Int), "number 1.0"},
		{Str("a"), new(Complex), "string"},
	} {
		err := c.o.Unmarshal(c.target)
		var e *json.UnmarshalTypeError
		if !errors.As(err, &e) || e.Value != c.value || e.Type != reflect.TypeOf(c.target).Elem() {
			t.Errorf("%s into %T: %v", c.o.Kind(), c.target, err)
		}
	}
	var f Float
	var s Str
	if err := errors.Join(Int(2).Unmarshal(&f), Date{2020, 1, 2}.Unmarshal(&s)); err != nil || f != 2 || s != "2020-01-02" {
		t.Errorf("%v, %q, %v", f, s, err)
	}
}

func TestUnmarshalRefusesAsAWholeWhatHasNoJSONView(t *testing.T) {
	nan := dictOf(t, "name", "a", "rest", []any{1, math.NaN()})
	tuple := dictOf(t, "name", "a", "rest", dictOf(t, NewTuple(Int(1)), 2))
	for o, want := range map[Object]string{
		nan:   "monty: no JSON view: .rest[1]: nan is not a JSON number; As needs no JSON view",
		tuple: "monty: no JSON view: .rest: a JSON object cannot have the dict key (1,) (tuple); As needs no JSON view",
	} {
		var named struct {
			Name string `json:"name"`
		}
		err := o.Unmarshal(&named)
		var refused *JSONError
		if !errors.As(err, &refused) || err.Error() != want || named.Name != "" {
			t.Errorf("%v, %+v\nwant %s", err, named, want)
		}
		exactly(t, o, struct {
			Name string `json:"name"`
		}{"a"})
	}
}

func TestUnmarshalGoesOnAfterATypeError(t *testing.T) {
	type row struct {
		Price int `json:"price"`
		Name  string
	}
	o := NewList(mustDict(t, Str("price"), Int(1), Str("Name"), Str("a")), mustDict(t, Str("price"), Float(2.5), Str("Name"), Str("b")),
		mustDict(t, Str("price"), Str("3"), Str("Name"), Str("c")))
	var rows []row
	err := o.Unmarshal(&rows)
	var e *json.UnmarshalTypeError
	if !errors.As(err, &e) || e.Value != "number 2.5" || e.Struct != "row" || e.Field != "price" || e.Type != reflect.TypeFor[int]() || e.Offset != 0 {
		t.Errorf("error %#v", err)
	}
	if want := []row{{1, "a"}, {0, "b"}, {0, "c"}}; !reflect.DeepEqual(rows, want) {
		t.Errorf("rows %v, want %v", rows, want)
	}
}

func TestUnmarshalIsSafeForConcurrentUse(t *testing.T) {
	type a struct {
		X *a
		Y []map[string]a
	}
	type b struct {
		A a
		B *b
	}
	inner := mustDict(t, Str("X"), &Dict{}, Str("Y"), NewList(mustDict(t, Str("k"), &Dict{})))
	o := mustDict(t, Str("A"), inner, Str("B"), mustDict(t, Str("A"), inner))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			var v b
			if err := o.Unmarshal(&v); err != nil || v.A.X == nil || v.B.A.Y[0]["k"].X != nil {
				t.Errorf("%+v, %v", v, err)
			}
			if back, err := ToObject(v); err != nil || !strings.HasPrefix(back.String(), "{'A': {'X': {'X': None") {
				t.Errorf("%v, %v", back, err)
			}
		})
	}
	group.Wait()
}

func TestUnmarshalOfScalarsDoesNotAllocate(t *testing.T) {
	var n int
	var s string
	var f struct {
		A int
		B string
	}
	number, text, dict := Object(Int(40_000)), Object(Str("text")), Object(mustDict(t, Str("A"), Int(40_000), Str("B"), Str("b")))
	for name, c := range map[string]struct {
		o      Object
		target any
		limit  float64
	}{"int": {number, &n, 0}, "str": {text, &s, 0}, "struct": {dict, &f, 1}} {
		if got := testing.AllocsPerRun(100, func() { c.o.Unmarshal(c.target) }); got > c.limit {
			t.Errorf("%s: %v allocations", name, got)
		}
	}
}
