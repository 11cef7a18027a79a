// Cancelled runs end at once, whatever they are doing, and leave nothing behind.

package monty_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// bytecodeLoops never end by themselves, and look at their cancellation all the time.
var bytecodeLoops = map[string]string{
	"loop":                   "while True: pass",
	"swallows everything":    "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
	"swallows in a call":     "def f():\n    try:\n        while True: pass\n    except BaseException:\n        f()\nwhile True:\n    try: f()\n    except BaseException: pass",
	"finally":                "def f():\n    try:\n        while True: pass\n    finally:\n        while True: pass\nf()",
	"nested finally":         "def f(n):\n    try:\n        if n: f(n - 1)\n        while True: pass\n    finally:\n        while True:\n            try:\n                while True: pass\n            finally:\n                continue\nf(50)",
	"return in finally":      "def f():\n    while True:\n        try:\n            while True: pass\n        finally:\n            return f()\nf()",
	"comprehension":          "[x for x in range(10**12) if x < 0]",
	"in a sort key":          "def key(x):\n    try:\n        while True: pass\n    except BaseException: return 0\nwhile True: sorted([1, 2, 3], key=key)",
	"with a context manager": "while True:\n    try:\n        while True:\n            assert False\n    except: pass",
}

// nativeOperations take this machine seconds in one operation, in which nobody looks at a cancellation.
var nativeOperations = map[string]string{
	"gcd":     "import math\na, b = (1 << 1_200_000) - 1, (1 << 1_199_983) // 3\nmath.gcd(a, b)",
	"power":   "3 ** 12_000_000 > 0",
	"product": "x = (1 << 80_000_000) // 3\nx * x > 0",
	"re":      "import re\nlen(re.sub('a*b|a', '', 'a' * 60_000))",
}

// soon is far more than ending takes (10 ms for bytecode, 50 ms for native operations on a quiet machine), and far less than
// the programs take.
const soon = time.Second

// cancelled runs source with a context that is cancelled after a while, and returns how much later the call returned.
func cancelled(t *testing.T, source string) time.Duration {
	t.Helper()
	m := must(monty.New(source, "cancel.py", nil, nil, monty.WithLimits(monty.Limits{MaxDuration: monty.Unlimited})))
	defer m.Close()
	ctx, cancel := context.WithCancel(context.Background())
	var at time.Time
	timer := time.AfterFunc(50*time.Millisecond, func() {
		at = time.Now()
		cancel()
	})
	defer timer.Stop()
	o, err := m.RunContext(ctx, nil)
	returned := time.Now()
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("%q: %v, %v", source, o, err)
	}
	return returned.Sub(at)
}

// nothingLeft waits until every execution has ended, and the goroutines of the workers too.
func nothingLeft(t *testing.T, goroutines int) {
	t.Helper()
	eventually(t, "the end of detached executions", func() bool { return monty.Stats().Detached == 0 })
	eventually(t, "the end of the workers", func() bool { return runtime.NumGoroutine() <= goroutines })
}

func TestCancellationEndsBytecode(t *testing.T) {
	goroutines := runtime.NumGoroutine()
	before := monty.Stats()
	for name, source := range bytecodeLoops {
		took := cancelled(t, source)
		t.Logf("%s: %v", name, took)
		if took > soon {
			t.Errorf("%s: returned after %v", name, took)
		}
	}
	nothingLeft(t, goroutines)
	if after := monty.Stats(); after.Abandoned != before.Abandoned || after.Leaked != before.Leaked {
		t.Errorf("%+v, before %+v", after, before)
	}
}

func TestCancellationReturnsFromNativeOperations(t *testing.T) {
	goroutines := runtime.NumGoroutine()
	for name, source := range nativeOperations {
		took := cancelled(t, source)
		t.Logf("%s: %v, %d detached", name, took, monty.Stats().Detached)
		if took > soon {
			t.Errorf("%s: returned after %v", name, took)
		}
	}
	// The library goes on serving others meanwhile.
	m := must(monty.New("x + 1", "beside.py", []string{"x"}, nil))
	defer m.Close()
	for i := range 100 {
		if o, err := m.RunContext(t.Context(), monty.Inputs{"x": i}); err != nil || o != I(i+1) {
			t.Fatalf("%v, %v", o, err)
		}
	}
	nothingLeft(t, goroutines+1)
}

func TestADeadlineReturnsFromNativeOperations(t *testing.T) {
	m := must(monty.New(nativeOperations["gcd"], "deadline.py", nil, nil))
	defer m.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	begin := time.Now()
	_, err := m.RunContext(ctx, nil)
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > soon {
		t.Errorf("%v after %v", err, time.Since(begin))
	}
	eventually(t, "the end of detached executions", func() bool { return monty.Stats().Detached == 0 })
}

func TestTheCauseOfACancellationIsInTheError(t *testing.T) {
	m := must(monty.New("while True: pass", "cause.py", nil, nil))
	defer m.Close()
	shutdown := errors.New("shutting down")
	ctx, cancel := context.WithCancelCause(context.Background())
	time.AfterFunc(20*time.Millisecond, func() { cancel(shutdown) })
	_, err := m.RunContext(ctx, nil)
	if !errors.Is(err, context.Canceled) || !errors.Is(err, shutdown) {
		t.Errorf("%v", err)
	}
	if _, err = m.StartContext(ctx, nil); !errors.Is(err, context.Canceled) || !errors.Is(err, shutdown) {
		t.Errorf("before the start: %v", err)
	}
}

func TestANilContextIsAnError(t *testing.T) {
	m := must(monty.New("1", "nil.py", nil, nil))
	defer m.Close()
	//lint:ignore SA1012 a nil context is what is tested
	if _, err := m.RunContext(nil, nil); err == nil {
		t.Error("RunContext took a nil context")
	}
	//lint:ignore SA1012 a nil context is what is tested
	if _, err := m.StartContext(nil, nil); err == nil {
		t.Error("StartContext took a nil context")
	}
}

func TestNilHandlesAreClosedOnes(t *testing.T) {
	var m *monty.Monty
	var s *monty.Snapshot
	var f *monty.FutureSnapshot
	for name, call := range map[string]func() error{
		"Run":             func() error { _, err := m.Run(); return err },
		"RunContext":      func() error { _, err := m.RunContext(context.Background(), nil); return err },
		"Start":           func() error { _, err := m.Start(); return err },
		"StartContext":    func() error { _, err := m.StartContext(context.Background(), nil); return err },
		"Dump":            func() error { _, err := m.Dump(); return err },
		"Resume":          func() error { _, err := s.Resume(0, nil); return err },
		"ResumeError":     func() error { _, err := s.ResumeError(0, ""); return err },
		"Abort":           func() error { return s.Abort(nil) },
		"future's Resume": func() error { _, err := f.Resume(); return err },
	} {
		if err := call(); !errors.Is(err, monty.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.Cancel()
	f.Cancel()
	if m.Close() != nil || s.Close() != nil || f.Close() != nil {
		t.Error("closing nothing failed")
	}
}

func TestTheContextOfAStartGovernsTheWholeRun(t *testing.T) {
	m := must(monty.New("host()\nwhile True: pass", "governs.py", nil, nil))
	defer m.Close()
	t.Run("while it executes", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		p := must(m.StartContext(ctx, nil))
		time.AfterFunc(20*time.Millisecond, cancel)
		if _, err := p.Snapshot.Resume(p.CallID, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		if _, err := p.Snapshot.Resume(p.CallID, nil); !errors.Is(err, monty.ErrSnapshotUsed) {
			t.Errorf("afterwards: %v", err)
		}
	})
	t.Run("while it waits", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		p := must(m.StartContext(ctx, nil))
		cancel()
		if _, err := p.Snapshot.Resume(p.CallID, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
}

func TestCancelEndsWhatASnapshotExecutes(t *testing.T) {
	m := must(monty.New("host()\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass", "cancel.py", nil, nil))
	defer m.Close()
	native := must(monty.New("host()\n"+nativeOperations["gcd"], "native.py", nil, nil))
	defer native.Close()
	background := context.Background()
	cancellable, release := context.WithCancel(background)
	defer release()
	for _, c := range []struct {
		name string
		m    *monty.Monty
		ctx  context.Context
	}{
		{"in bytecode", m, background}, {"in bytecode, with a context", m, cancellable},
		{"in a native operation", native, background}, {"in a native operation, with a context", native, cancellable},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := must(c.m.StartContext(c.ctx, nil))
			var at time.Time
			var wg sync.WaitGroup
			wg.Add(1)
			time.AfterFunc(30*time.Millisecond, func() {
				defer wg.Done()
				at = time.Now()
				p.Snapshot.Cancel()
			})
			_, err := p.Snapshot.Resume(p.CallID, nil)
			wg.Wait()
			if took := time.Since(at); !errors.Is(err, monty.ErrCancelled) || took > soon {
				t.Errorf("%v after %v", err, took)
			}
		})
	}
	eventually(t, "the end of detached executions", func() bool { return monty.Stats().Detached == 0 })
}

// A restored run and one that was handed over to Run can be cancelled, too: by their snapshots.
func TestCancelReachesARunThatWasHandedOver(t *testing.T) {
	m := must(monty.New("host()\n"+nativeOperations["gcd"], "over.py", nil, nil))
	defer m.Close()
	started := must(m.Start())
	restored := must(monty.SnapshotFromBytes(must(started.Snapshot.Dump())))
	for name, p := range map[string]*monty.Progress{"started": started, "restored": restored} {
		t.Run(name, func(t *testing.T) {
			time.AfterFunc(30*time.Millisecond, p.Snapshot.Cancel)
			begin := time.Now()
			_, err := p.Run(context.Background(), monty.WithFunctions(monty.Functions{
				"host": func() {},
			}))
			if took := time.Since(begin); !errors.Is(err, monty.ErrCancelled) || took > soon {
				t.Errorf("%v after %v", err, took)
			}
		})
	}
	eventually(t, "the end of detached executions", func() bool { return monty.Stats().Detached == 0 })
}

func TestCancelReturnsFromASessionsNativeOperation(t *testing.T) {
	for name, execute := range map[string]func(*monty.Session) error{
		"feed":  func(s *monty.Session) error { _, err := s.Feed(nativeOperations["gcd"]); return err },
		"start": func(s *monty.Session) error { _, err := s.StartFeed(nativeOperations["gcd"]); return err },
		"call":  func(s *monty.Session) error { _, err := s.Call("slow"); return err },
	} {
		t.Run(name, func(t *testing.T) {
			s := must(monty.NewSession("cancel.py"))
			defer s.Close()
			must(s.Feed("import math\na, b = (1 << 1_200_000) - 1, (1 << 1_199_983) // 3\ndef slow(): return math.gcd(a, b)"))
			time.AfterFunc(30*time.Millisecond, s.Cancel)
			begin := time.Now()
			err := execute(s)
			if took := time.Since(begin); !errors.Is(err, monty.ErrCancelled) || took > soon {
				t.Errorf("%v after %v", err, took)
			}
			if _, err := s.Feed("1"); !errors.Is(err, monty.ErrSessionLost) {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
	eventually(t, "the end of detached executions", func() bool { return monty.Stats().Detached == 0 })
}

func TestCancelEndsASuspendedRun(t *testing.T) {
	m := must(monty.New("x = host()\ny = host()", "suspended.py", nil, nil))
	defer m.Close()
	p := must(m.Start())
	first := p.Snapshot
	p = must(first.Resume(p.CallID, 1))
	first.Cancel() // an old snapshot of the same run
	for range 2 {
		if _, err := p.Snapshot.Resume(p.CallID, 2); !errors.Is(err, monty.ErrCancelled) && !errors.Is(err, monty.ErrSnapshotUsed) {
			t.Errorf("%v", err)
		}
	}
	p = must(m.Start())
	p.Snapshot.Cancel()
	if _, err := p.Snapshot.Resume(p.CallID, 1); !errors.Is(err, monty.ErrCancelled) {
		t.Errorf("%v", err)
	}
	p = must(m.Start())
	p = must(p.Snapshot.Resume(p.CallID, 1))
	s := p.Snapshot
	if p, err := s.Resume(p.CallID, 2); err != nil || p.Kind != monty.Complete {
		t.Fatalf("%v, %v", p, err)
	}
	s.Cancel() // too late
}

// A cancellation must never hit another run than the one that it was meant for, although runs use the same memory again.
func TestCancellationMeetsNobodyElse(t *testing.T) {
	m := must(monty.New("host()\nx = 0\nfor i in range(300): x += i\nx", "nobody.py", nil, nil))
	defer m.Close()
	bystander := must(monty.New("sum(range(n))", "bystander.py", []string{"n"}, nil))
	defer bystander.Close()
	rounds := 2000
	if slow() {
		rounds = 200
	}
	var wg sync.WaitGroup
	for g := range 4 {
		ctx := context.Background()
		if g%2 == 0 {
			var cancel context.CancelFunc
			ctx, cancel = context.WithCancel(ctx)
			defer cancel()
		}
		wg.Add(2)
		go func() {
			defer wg.Done()
			for range rounds {
				p := must(m.StartContext(ctx, nil))
				go p.Snapshot.Cancel()
				if p, err := p.Snapshot.Resume(p.CallID, nil); err == nil {
					if p.Result != I(44850) {
						t.Errorf("%v", p.Result)
					}
				} else if !errors.Is(err, monty.ErrCancelled) && !errors.Is(err, monty.ErrInUse) {
					t.Errorf("%v", err)
				}
			}
		}()
		go func() {
			defer wg.Done()
			for range rounds {
				if o, err := bystander.Run(10); err != nil || o != I(45) {
					t.Errorf("%v, %v", o, err)
				}
			}
		}()
	}
	wg.Wait()
}

func TestARunThatNobodyCanCancelNeedsNoWorker(t *testing.T) {
	m := must(monty.New("x + 1", "direct.py", []string{"x"}, nil))
	defer m.Close()
	allocations := func(ctx context.Context) float64 {
		inputs := monty.Inputs{"x": 41}
		return testing.AllocsPerRun(100, func() {
			if o, err := m.RunContext(ctx, inputs); err != nil || o != I(42) {
				t.Fatalf("%v, %v", o, err)
			}
		})
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	direct, beside := allocations(context.Background()), allocations(ctx)
	t.Logf("%v and %v allocations", direct, beside)
	if beside > direct+1 {
		t.Errorf("a context that can end costs %v allocations, without %v", beside, direct)
	}
}
