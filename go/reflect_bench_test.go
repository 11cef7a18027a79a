// What the reflective form of a host function costs by itself, without the interpreter.

package monty

import (
	"context"
	"testing"
)

// BenchmarkAdapted measures a call of two ints from the decoded arguments to the result in Go. Law: under a microsecond.
func BenchmarkAdapted(b *testing.B) {
	for name, f := range map[string]any{
		"reflect": func(a, b int) int { return a + b },
		"named":   Func(func(a, b int) int { return a + b }, "a", "b=2"),
		"error":   func(_ context.Context, a, b int) (int, error) { return a + b, nil },
		"text":    func(a string, b float64) string { return a },
		"none": func(_ context.Context, call *Call) (any, error) {
			return int(call.Args[0].(Int) + call.Args[1].(Int)), nil
		},
	} {
		b.Run(name, func(b *testing.B) {
			call := &Call{Name: "add", Args: []Object{Int(1), Int(2)}}
			if name == "text" {
				call.Args = []Object{Str("t"), Float(2)}
			}
			host, err := adapt(f)
			if err != nil {
				b.Fatal(err)
			}
			ctx := context.Background()
			b.ReportAllocs()
			for b.Loop() {
				if v, err := host(ctx, call); err != nil || v != 3 && v != "t" {
					b.Fatal(v, err)
				}
			}
		})
	}
}
