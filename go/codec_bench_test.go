package monty

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// shape is a value in three forms: of this package, and as the other libraries take and give it.
type shape struct {
	name  string
	value Object
	plain any
	check func(v any) bool // of what a generic decoder gives
}

func shapes(b *testing.B) []shape {
	ints, plainInts := NewList(), make([]any, 10_000)
	for i := range plainInts {
		n := i*7919 - 40_000_000
		ints.Append(Int(n))
		plainInts[i] = n
	}
	records, plainRecords := NewList(), make([]any, 1000)
	for i := range plainRecords {
		d, m := &Dict{}, map[string]any{}
		for _, f := range []struct {
			name  string
			value Object
			plain any
		}{
			{"id", Int(i + 100_000), i + 100_000}, {"name", Str(fmt.Sprint("user number ", i)), fmt.Sprint("user number ", i)},
			{"active", Bool(i%2 == 0), i%2 == 0}, {"score", Float(i) + 0.5, float64(i) + 0.5}, {"parent", None{}, nil},
			{"email", Str(fmt.Sprintf("user%d@example.com", i)), fmt.Sprintf("user%d@example.com", i)},
			{"tags", NewList(Str("a"), Str("b")), []any{"a", "b"}}, {"age", Int(i % 100), i % 100},
		} {
			if err := d.Set(Str(f.name), f.value); err != nil {
				b.Fatal(err)
			}
			m[f.name] = f.plain
		}
		records.Append(d)
		plainRecords[i] = m
	}
	dict, plainDict := &Dict{}, map[string]any{}
	for i := range 10_000 {
		key := fmt.Sprint("key-", i)
		if err := dict.Set(Str(key), Int(i)); err != nil {
			b.Fatal(err)
		}
		plainDict[key] = i
	}
	text := strings.Repeat("0123456789abcdef", 1<<16)
	number := func(v any, want float64) bool {
		switch n := v.(type) {
		case float64:
			return n == want
		case uint64:
			return float64(n) == want
		case int64:
			return float64(n) == want
		}
		return false
	}
	return []shape{
		{"int", Int(41), 41, func(v any) bool { return number(v, 41) }},
		{"10k-ints", ints, plainInts, func(v any) bool {
			l, ok := v.([]any)
			return ok && len(l) == 10_000 && number(l[1], 7919-40_000_000)
		}},
		{"1000-dicts", records, plainRecords, func(v any) bool {
			l, ok := v.([]any)
			if !ok || len(l) != 1000 {
				return false
			}
			switch m := l[999].(type) {
			case map[string]any:
				return m["name"] == "user number 999"
			case map[any]any:
				return m["name"] == "user number 999"
			}
			return false
		}},
		{"1MiB-str", Str(text), text, func(v any) bool { return v == text }},
		{"10k-dict", dict, plainDict, func(v any) bool {
			switch m := v.(type) {
			case map[string]any:
				return len(m) == 10_000 && number(m["key-9999"], 9999)
			case map[any]any:
				return len(m) == 10_000 && number(m["key-9999"], 9999)
			}
			return false
		}},
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, s := range shapes(b) {
		b.Run(s.name+"/monty", func(b *testing.B) {
			data := must[[]byte](b)(Encode(s.value))
			var o Object
			b.ReportAllocs()
			for b.Loop() {
				o, _ = Decode(data)
			}
			if o == nil || !Equal(o, s.value) {
				b.Fatal("wrong result")
			}
		})
		b.Run(s.name+"/json", func(b *testing.B) {
			data := must[[]byte](b)(json.Marshal(s.plain))
			benchmarkAny(b, s, func(v *any) error { return json.Unmarshal(data, v) })
		})
		b.Run(s.name+"/cbor", func(b *testing.B) {
			data := must[[]byte](b)(cbor.Marshal(s.plain))
			benchmarkAny(b, s, func(v *any) error { return cbor.Unmarshal(data, v) })
		})
	}
}

func benchmarkAny(b *testing.B, s shape, decode func(*any) error) {
	var v any
	b.ReportAllocs()
	for b.Loop() {
		v = nil
		if err := decode(&v); err != nil {
			b.Fatal(err)
		}
	}
	if !s.check(v) {
		b.Fatal("wrong result")
	}
}

func BenchmarkEncode(b *testing.B) {
	for _, s := range shapes(b) {
		b.Run(s.name+"/monty", func(b *testing.B) {
			var data []byte
			b.ReportAllocs()
			for b.Loop() {
				data, _ = Encode(s.value)
			}
			if o, err := Decode(data); err != nil || !Equal(o, s.value) {
				b.Fatal("wrong result")
			}
		})
		b.Run(s.name+"/json", func(b *testing.B) {
			benchmarkBytes(b, s, func() ([]byte, error) { return json.Marshal(s.plain) }, json.Unmarshal)
		})
		b.Run(s.name+"/cbor", func(b *testing.B) {
			benchmarkBytes(b, s, func() ([]byte, error) { return cbor.Marshal(s.plain) }, cbor.Unmarshal)
		})
	}
}

func benchmarkBytes(b *testing.B, s shape, encode func() ([]byte, error), decode func([]byte, any) error) {
	var data []byte
	b.ReportAllocs()
	for b.Loop() {
		data, _ = encode()
	}
	var v any
	if err := decode(data, &v); err != nil || !s.check(v) {
		b.Fatal("wrong result")
	}
}

// Each field of each of 1000 decoded dicts is looked up once.
func BenchmarkLookup(b *testing.B) {
	records := shapes(b)[2]
	list := must[Object](b)(Decode(must[[]byte](b)(Encode(records.value)))).(*List)
	b.ReportAllocs()
	for b.Loop() {
		for _, o := range list.All() {
			d := o.(*Dict)
			for _, name := range [...]string{"id", "name", "active", "score", "parent", "email", "tags", "age"} {
				if _, ok := d.GetStr(name); !ok {
					b.Fatal(name)
				}
			}
		}
	}
}
