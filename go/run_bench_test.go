// What crossing the boundary costs. The same runs without any bridge are in benches/benches; benches/ sets them side by side.

package monty_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"sync"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

func BenchmarkRun(b *testing.B) {
	m := must(monty.New("x + 1", "bench.py", []string{"x"}, nil))
	defer m.Close()
	b.Run("x+1/go", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if o, err := m.Run(41); err != nil || o != I(42) {
				b.Fatal(o, err)
			}
		}
	})
	b.Run("x+1/go-parallel", func(b *testing.B) {
		inParallel(b, func() func() error {
			return func() error {
				if o, err := m.Run(41); err != nil || o != I(42) {
					return fmt.Errorf("%v, %v", o, err)
				}
				return nil
			}
		})
	})
}

// One host call: Python suspends, Go decodes the call, answers with an int, Python goes on.
func BenchmarkHostCall(b *testing.B) {
	m := must(monty.New("while True:\n    host(1)", "bench.py", nil, nil,
		monty.WithLimits(monty.Limits{MaxSuspensions: monty.Unlimited, MaxDuration: monty.Unlimited})))
	defer m.Close()
	b.Run("step/go", func(b *testing.B) {
		b.ReportAllocs()
		p := must(m.Start())
		for b.Loop() {
			next, err := p.Snapshot.Resume(p.CallID, 11)
			if err != nil || next.Kind != monty.FunctionCall || next.Args[0] != I(1) {
				b.Fatal(next, err)
			}
			p = next
		}
		p.Snapshot.Close()
	})
	b.Run("step/go-parallel", func(b *testing.B) {
		b.ReportAllocs()
		b.RunParallel(func(pb *testing.PB) {
			p := must(m.Start())
			defer func() { p.Snapshot.Close() }()
			for pb.Next() {
				next, err := p.Snapshot.Resume(p.CallID, 11)
				if err != nil || next.Kind != monty.FunctionCall || next.Args[0] != I(1) {
					b.Error(next, err)
					return
				}
				p = next
			}
		})
	})

	// The same through a function that is given to the run. Python's loop is that of the benchmark without any bridge.
	looping := must(monty.New("for i in range(n): host(i)\nn", "bench.py", []string{"n"}, nil,
		monty.WithLimits(monty.Limits{MaxSuspensions: monty.Unlimited, MaxDuration: monty.Unlimited})))
	defer looping.Close()
	loop := func(n int) error {
		calls := 0
		o, err := looping.RunContext(context.Background(), monty.Inputs{"n": n}, monty.WithFunctions(monty.Functions{
			"host": func(_ context.Context, call *monty.Call) (any, error) {
				if call.Args[0] != I(calls) {
					return nil, fmt.Errorf("call %d has the argument %v", calls, call.Args[0])
				}
				calls++
				return 7, nil
			},
		}))
		if err == nil && (o != I(n) || calls != n) {
			err = fmt.Errorf("%v after %d calls of %d", o, calls, n)
		}
		return err
	}
	b.Run("function/go", func(b *testing.B) {
		b.ReportAllocs()
		if err := loop(b.N); err != nil {
			b.Fatal(err)
		}
	})
	b.Run("function/go-parallel", func(b *testing.B) {
		var wg sync.WaitGroup
		b.ReportAllocs()
		loops := runtime.GOMAXPROCS(0)
		for i := range loops {
			wg.Go(func() {
				if err := loop((b.N + i) / loops); err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

// 10,000 ints out of the sandbox, as the argument of a host call: as a typed list, and as the text that the sandbox's
// json.dumps makes of it, read by encoding/json. The list is made once, so what is measured is the way out.
func BenchmarkTenThousandIntsOut(b *testing.B) {
	const last = 9999 * 1_000_003
	limits := monty.WithLimits(monty.Limits{MaxSuspensions: monty.Unlimited, MaxDuration: monty.Unlimited})
	out := func(b *testing.B, argument string, check func(o monty.Object)) {
		m := must(monty.New("import json\nx = [i * 1000003 for i in range(10000)]\nwhile True:\n    host("+argument+")", "bench.py", nil, nil, limits))
		defer m.Close()
		p := must(m.Start())
		b.ReportAllocs()
		for b.Loop() {
			check(p.Args[0])
			next, err := p.Snapshot.Resume(p.CallID, nil)
			if err != nil {
				b.Fatal(err)
			}
			p = next
		}
		p.Snapshot.Close()
	}
	b.Run("list/go", func(b *testing.B) {
		out(b, "x", func(o monty.Object) {
			if l := o.(*monty.List); l.Len() != 10_000 || l.At(9999) != I(last) {
				b.Fatal(o)
			}
		})
	})
	b.Run("list/json-text", func(b *testing.B) {
		out(b, "json.dumps(x)", func(o monty.Object) {
			var list []any
			if err := json.Unmarshal([]byte(o.(monty.Str)), &list); err != nil || len(list) != 10_000 || list[9999] != float64(last) {
				b.Fatal(err)
			}
		})
	})
}

// What a context and writers cost: a worker crosses for a run whose context can end, and output calls back into Go.
func BenchmarkRunWith(b *testing.B) {
	cancellable, cancel := context.WithCancel(context.Background())
	defer cancel()
	inputs := monty.Inputs{"x": 41}
	for _, c := range []struct {
		name, source string
		ctx          context.Context
		options      []monty.Option
	}{
		{"background", "x + 1", context.Background(), nil},
		{"cancellable", "x + 1", cancellable, nil},
		{"print/collected", "print(x)\nx + 1", context.Background(), nil},
		{"print/writer", "print(x)\nx + 1", context.Background(), []monty.Option{monty.WithStdout(io.Discard)}},
	} {
		b.Run(c.name+"/go", func(b *testing.B) {
			m := must(monty.New(c.source, "bench.py", []string{"x"}, nil, c.options...))
			defer m.Close()
			b.ReportAllocs()
			for b.Loop() {
				if o, err := m.RunContext(c.ctx, inputs); err != nil || o != I(42) {
					b.Fatal(o, err)
				}
			}
		})
	}
}

// One host call of a run whose context can end.
func BenchmarkHostCallCancellable(b *testing.B) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	m := must(monty.New("while True:\n    host(1)", "bench.py", nil, nil,
		monty.WithLimits(monty.Limits{MaxSuspensions: monty.Unlimited, MaxDuration: monty.Unlimited})))
	defer m.Close()
	b.ReportAllocs()
	p := must(m.StartContext(ctx, nil))
	for b.Loop() {
		next, err := p.Snapshot.Resume(p.CallID, 11)
		if err != nil || next.Kind != monty.FunctionCall {
			b.Fatal(next, err)
		}
		p = next
	}
	p.Snapshot.Close()
}
