package monty

import (
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// The same rows as BenchmarkUnmarshal, from their CBOR.
func BenchmarkRaw(b *testing.B) {
	data, err := Encode(benchObject(b))
	if err != nil {
		b.Fatal(err)
	}
	for name, read := range map[string]func(rows *[]benchRow) error{
		"monty-DecodeAs":  func(rows *[]benchRow) (err error) { *rows, err = DecodeAs[[]benchRow](data); return err },
		"monty-Unmarshal": func(rows *[]benchRow) error { return Raw(data).Unmarshal(rows) },
		"fxamacker":       func(rows *[]benchRow) error { return cbor.Unmarshal(data, rows) },
	} {
		b.Run("structs/"+name, func(b *testing.B) {
			b.ReportAllocs()
			var rows []benchRow
			for b.Loop() {
				rows = nil
				if err := read(&rows); err != nil {
					b.Fatal(err)
				}
			}
			checkRows(b, rows)
		})
	}
}
