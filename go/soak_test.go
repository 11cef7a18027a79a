// Many runs, one after the other and at once, with what they cost in memory.

package monty_test

import (
	"context"
	"errors"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

func TestAHundredThousandRunsLeaveMemoryAsItWas(t *testing.T) {
	if !inChild(t) {
		return
	}
	rounds := 100_000
	if slow() {
		rounds = 5_000
	}
	host := monty.WithFunctions(monty.Functions{"host": func(_ context.Context, call *monty.Call) (any, error) { return call.Args[0], nil }})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	plain := must(monty.New("[n, str(n), {'n': n}]", "plain.py", []string{"n"}, nil))
	defer plain.Close()
	calls := must(monty.New("host(n) + host(1)", "calls.py", []string{"n"}, nil, host))
	defer calls.Close()
	fails := must(monty.New("l = [[i] for i in range(100)]\nl[n]", "fails.py", []string{"n"}, nil))
	defer fails.Close()
	waits := must(monty.New("x = [0] * 1000\nhost(n)", "waits.py", []string{"n"}, nil))
	defer waits.Close()
	// One round after another does what programs do: end, call, raise, be given up, be cancelled, be compiled.
	round := func(i int) {
		switch i % 20 {
		case 0:
			p := must(waits.Start(i))
			p.Snapshot.Close()
		case 1:
			p := must(waits.StartContext(ctx, monty.Inputs{"n": i}))
			p.Snapshot.Cancel()
		case 2:
			p := must(waits.Start(i))
			if i%500 != 2 { // some are forgotten
				p.Snapshot.Close()
			}
		case 3:
			var exception *monty.PythonError
			if _, err := fails.Run(100 + i); !errors.As(err, &exception) || exception.Type != "IndexError" {
				t.Fatal(err)
			}
		case 4:
			m := must(monty.New("1 + 1", "compiled.py", nil, nil))
			must(m.Run())
			m.Close()
		case 5, 6, 7, 8:
			if o, err := calls.RunContext(ctx, monty.Inputs{"n": i}); err != nil || o != I(i+1) {
				t.Fatal(o, err)
			}
		default:
			if o, err := plain.Run(i); err != nil || o.(*monty.List).At(0) != I(i) {
				t.Fatal(o, err)
			}
		}
	}
	for i := range rounds / 2 {
		round(i)
	}
	before := residentBytes(t)
	for i := range rounds {
		round(i)
	}
	after := residentBytes(t)
	t.Logf("%d runs: %d KiB resident before, %d KiB after", rounds, before>>10, after>>10)
	// A leak of 200 bytes a run would be 20 MB.
	if !slow() && after > before+16<<20 { // the memory of the checks themselves grows
		t.Errorf("%d runs took %d more bytes", rounds, after-before)
	}
	if s := monty.Stats(); s.Running != 0 || s.Detached != 0 || s.Abandoned != 0 {
		t.Errorf("%+v", s)
	}
}

func TestTenThousandSuspendedRunsAreHeldAtOnce(t *testing.T) {
	if !inChild(t) {
		return
	}
	count := 10_000
	if slow() {
		count = 1_000
	}
	m := must(monty.New("def f(x):\n    y = [x] * 10\n    return host(x) + y[0]\nf(n)", "suspended.py", []string{"n"}, nil))
	defer m.Close()
	p := must(m.Start(1))
	p.Snapshot.Close()
	before := residentBytes(t)
	held := make([]*monty.Progress, count)
	for i := range held {
		held[i] = must(m.Start(i))
	}
	each := (residentBytes(t) - before) / int64(count)
	t.Logf("%d suspended runs: %d bytes each", count, each)
	// Measured: 20 KB. The bound is for what would be wrong by design, such as a stack for each.
	if each > 64<<10 {
		t.Errorf("a suspended run takes %d bytes", each)
	}
	for i, p := range held {
		p, err := p.Snapshot.Resume(p.CallID, i)
		if err != nil || p.Result != I(2*i) {
			t.Fatalf("%v, %v", p, err)
		}
	}
}
