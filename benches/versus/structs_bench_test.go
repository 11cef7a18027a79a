// How fast do 1000 records become Go structs?

package versus

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/bytedance/sonic"
	monty "github.com/ricochet1k/monty-go/go"
)

// record is one of the dicts of the shape dicts_1000.
type record struct {
	ID      int64   `json:"id"`
	Name    string  `json:"name"`
	Email   string  `json:"email"`
	Active  bool    `json:"active"`
	Score   float64 `json:"score"`
	Age     int     `json:"age"`
	Country string  `json:"country"`
	Manager *string `json:"manager"`
}

func wantRecords() []record {
	want := make([]record, 1000)
	for n := range want {
		want[n] = record{
			ID: int64(n), Name: fmt.Sprint("user ", n), Email: fmt.Sprintf("user%d@example.com", n), Active: n%2 == 0,
			Score: float64(n) / 3, Age: n % 90, Country: "NL",
		}
	}
	return want
}

// structReader is a way from a contender's bytes to structs.
type structReader struct {
	name, contender string
	read            func(data []byte) ([]record, error)
}

// structReaders has monty's from bytes and, as two-step ways that can look at the value in between, from Objects.
func structReaders() []structReader {
	unmarshal := func(f func([]byte, any) error) func(data []byte) ([]record, error) {
		return func(data []byte) (records []record, err error) {
			err = f(data, &records)
			return records, err
		}
	}
	return append([]structReader{
		{"monty-raw-unmarshal", "monty", unmarshal(func(data []byte, v any) error { return monty.Raw(data).Unmarshal(v) })},
		{"monty-decode-as", "monty", monty.DecodeAs[[]record]},
		{"encoding-json", "encoding-json", unmarshal(json.Unmarshal)},
		{"sonic", "sonic", unmarshal(sonic.Unmarshal)},
		{"fxamacker", "fxamacker", unmarshal(cborReader.Unmarshal)},
	}, protobufStructReaders()...)
}

func BenchmarkDecodeStructs(b *testing.B) {
	value, want := records(), wantRecords()
	measure := func(name string, size int, read func() ([]record, error)) {
		b.Run("dicts_1000/"+name, func(b *testing.B) {
			var got []record
			var err error
			b.ReportAllocs()
			for b.Loop() {
				if got, err = read(); err != nil {
					b.Fatal(err)
				}
			}
			if size > 0 {
				b.ReportMetric(float64(size), "bytes")
			}
			if !slices.Equal(got, want) {
				b.Fatal("wrong result")
			}
		})
	}
	// From Objects that are there already, with nothing to decode.
	measure("monty-objects-as", 0, func() ([]record, error) { return monty.As[[]record](value) })
	measure("monty-objects-unmarshal", 0, func() (got []record, err error) {
		err = value.Unmarshal(&got)
		return got, err
	})
	for _, r := range structReaders() {
		for _, c := range contenders() {
			if c.name == r.contender {
				data := must(c.encoder(value)())
				measure(r.name, len(data), func() ([]record, error) { return r.read(data) })
			}
		}
	}
}
