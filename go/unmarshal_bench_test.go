// What converting values costs by itself, without the interpreter.

package monty

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
)

// benchRow is a typical record: eight fields of simple types.
type benchRow struct {
	ID     int64   `json:"id"`
	Name   string  `json:"name"`
	Email  string  `json:"email"`
	Age    int     `json:"age"`
	Score  float64 `json:"score"`
	Active bool    `json:"active"`
	City   string  `json:"city"`
	Note   *string `json:"note"`
}

func benchRows() []benchRow {
	rows := make([]benchRow, 1000)
	for i := range rows {
		rows[i] = benchRow{
			ID: int64(i) * 1000, Name: fmt.Sprint("name ", i), Email: fmt.Sprintf("user%d@example.org", i), Age: i % 100,
			Score: float64(i) / 7, Active: i%2 == 0, City: "Berlin",
		}
	}
	return rows
}

func benchObject(b *testing.B) Object {
	b.Helper()
	o, err := ToObject(benchRows())
	if err != nil {
		b.Fatal(err)
	}
	return o
}

// The same beside other libraries, and into structs, is in benches/versus.
func BenchmarkUnmarshal(b *testing.B) {
	o := benchObject(b)
	b.Run("any/monty", func(b *testing.B) {
		b.ReportAllocs()
		var v any
		for b.Loop() {
			v = nil
			if err := o.Unmarshal(&v); err != nil {
				b.Fatal(err)
			}
		}
		last := map[string]any{
			"id": 999000.0, "name": "name 999", "email": "user999@example.org", "age": 99.0, "score": 999.0 / 7, "active": false,
			"city": "Berlin", "note": nil,
		}
		if rows := v.([]any); len(rows) != 1000 || !reflect.DeepEqual(rows[999], last) {
			b.Fatal("wrong result")
		}
	})
	b.Run("int/monty", func(b *testing.B) {
		b.ReportAllocs()
		var n int
		for b.Loop() {
			if err := Int(42).Unmarshal(&n); err != nil || n != 42 {
				b.Fatal(n, err)
			}
		}
	})
}

// Each field of each of 1000 decoded dicts is looked up once.
func BenchmarkLookup(b *testing.B) {
	list := must[Object](b)(Decode(must[[]byte](b)(Encode(benchObject(b))))).(*List)
	b.ReportAllocs()
	for b.Loop() {
		for _, o := range list.All() {
			d := o.(*Dict)
			for _, name := range [...]string{"id", "name", "email", "age", "score", "active", "city", "note"} {
				if _, ok := d.GetStr(name); !ok {
					b.Fatal(name)
				}
			}
		}
	}
}

// Time depends on what else runs on the machine; benches/record has it. Allocations do not.
func TestConversionsAllocateAtMostAFifthOfWhatJSONDoes(t *testing.T) {
	o, err := ToObject(benchRows())
	if err != nil {
		t.Fatal(err)
	}
	text, err := o.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	data, err := Encode(o)
	if err != nil {
		t.Fatal(err)
	}
	allocations := func(read func(rows *[]benchRow) error) float64 {
		return testing.AllocsPerRun(5, func() {
			var rows []benchRow
			if err := read(&rows); err != nil || len(rows) != 1000 {
				t.Fatal(len(rows), err)
			}
		})
	}
	viaText := allocations(func(rows *[]benchRow) error { return json.Unmarshal(text, rows) })
	for name, read := range map[string]func(rows *[]benchRow) error{
		"Unmarshal":     func(rows *[]benchRow) error { return o.Unmarshal(rows) },
		"As":            func(rows *[]benchRow) (err error) { *rows, err = As[[]benchRow](o); return err },
		"Raw.Unmarshal": func(rows *[]benchRow) error { return Raw(data).Unmarshal(rows) },
		"DecodeAs":      func(rows *[]benchRow) (err error) { *rows, err = DecodeAs[[]benchRow](data); return err },
	} {
		if n := allocations(read); n > viaText/5 {
			t.Errorf("%s allocates %v times, encoding/json %v times", name, n, viaText)
		}
	}
}

func BenchmarkMarshalJSON(b *testing.B) {
	o := benchObject(b)
	b.Run("structs/monty", func(b *testing.B) {
		b.ReportAllocs()
		var text []byte
		var err error
		for b.Loop() {
			if text, err = o.MarshalJSON(); err != nil {
				b.Fatal(err)
			}
		}
		var rows []benchRow
		if err := json.Unmarshal(text, &rows); err != nil || !slices.Equal(rows, benchRows()) {
			b.Fatal("wrong result", err)
		}
	})
}

func BenchmarkToObject(b *testing.B) {
	rows := benchRows()
	b.Run("structs", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if o, err := ToObject(rows); err != nil || o.(*List).Len() != 1000 {
				b.Fatal(err)
			}
		}
	})
	b.Run("int", func(b *testing.B) {
		b.ReportAllocs()
		n := 41
		for b.Loop() {
			if o, err := ToObject(n); err != nil || o != Int(41) {
				b.Fatal(o, err)
			}
		}
	})
	table := map[string]any{"a": 1.5, "b": "text", "c": []any{1, 2, 3}, "d": map[string]any{"e": true}}
	b.Run("map", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if o, err := ToObject(table); err != nil || o.(*Dict).Len() != 4 {
				b.Fatal(err)
			}
		}
	})
}
