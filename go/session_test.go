// Sessions: what stays between feeds, what an error leaves, who may use them when.

package monty_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	monty "github.com/ricochet1k/monty-go/go"
	"github.com/ricochet1k/monty-go/go/internal/tables"
)

func session(t *testing.T, options ...monty.Option) *monty.Session {
	t.Helper()
	s := must(monty.NewSession("repl.py", options...))
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// feeds feeds pieces of code in turn and compares the reprs of the values, or the errors.
func feeds(t *testing.T, s *monty.Session, pairs ...string) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		o, err := s.Feed(pairs[i])
		got := fmt.Sprint(err)
		if err == nil {
			got = o.String()
		}
		if got != pairs[i+1] {
			t.Errorf("%s: %s, want %s", pairs[i], got, pairs[i+1])
		}
	}
}

func TestASessionKeepsWhatItIsFed(t *testing.T) {
	s := session(t)
	feeds(t, s,
		"x = 1", "None",
		"x + 1", "2",
		"", "None",
		"import json\ndef double(n):\n    return n * 2", "None",
		"double(x) + 1", "3",
		"class Point:\n    def __init__(self, x):\n        self.x = x\np = Point(5)", "None",
		"p.x = p.x + double(10)\np.x", "25",
		"json.dumps({'p': p.x})", `'{"p": 25}'`,
		"items = [1]\nalias = items", "None",
		"alias.append(2)\nitems", "[1, 2]",
		"async def later():\n    return 7", "None",
		"await later()", "7",
	)
	shared := list(I(1))
	o, err := s.FeedContext(t.Context(), "a is b and a is not x and y", monty.Inputs{"a": shared, "b": shared, "y": "inputs are variables"})
	if err != nil || o != S("inputs are variables") {
		t.Error(o, err)
	}
	feeds(t, s, "a.append(2)\nb", "[1, 2]", "x", "1")
	if s.Name() != "repl.py" {
		t.Error(s.Name())
	}
}

func TestErrorsLeaveASessionUsable(t *testing.T) {
	s := session(t, monty.WithLimits(monty.Limits{MaxDuration: 100 * time.Millisecond, MaxSuspensions: 10, MaxOutput: 1000}))
	feeds(t, s, "x = 1", "None")
	for _, c := range []struct{ code, typeName string }{
		{"x = 2\nraise ValueError('no')", "ValueError"},
		{"x = = 3", "SyntaxError"},
		{"x = 3\ny = undefined_name", "NameError"},
		{"while True: pass", "TimeoutError"},
		{"def f(): return f()\nf()", "RecursionError"},
		{"'x' * 10**10", "MemoryError"},
		{"while True: print('x' * 100)", "MemoryError"},
		{"eval('1')", "SyntaxError"},
		{"for i in range(20):\n    host()", "RuntimeError"},
	} {
		_, err := s.FeedContext(t.Context(), c.code, nil, monty.WithFunctions(monty.Functions{
			"host": func(context.Context, *monty.Call) (any, error) { return nil, nil }}))
		expectException(t, err, c.typeName, "")
	}
	for name, inputs := range map[string]monty.Inputs{
		"no value": {"v": monty.Repr("x")}, "no name": {"not a name": 1}, "no Go value": {"v": func() {}}, "endless": {"v": endless()},
	} {
		if _, err := s.FeedContext(t.Context(), "x = 4", inputs); !errors.Is(err, monty.ErrBadInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Feed("x = '\xff'"); err == nil {
		t.Error("code that is no UTF-8 was taken")
	}
	var limit *monty.LimitError
	if _, err := s.Feed(strings.Repeat("x = 4\n", 200_000)); !errors.As(err, &limit) {
		t.Error(err)
	}
	for _, option := range []monty.Option{monty.WithLimits(monty.Limits{MaxOutput: 1}), monty.WithSleep(monty.RealSleep), monty.WithAssertMessages(3)} {
		if _, err := s.FeedContext(t.Context(), "x = 4", nil, option); err == nil {
			t.Error("a feed changed what the session settles")
		}
	}
	feeds(t, s, "x", "3")
	_, err := s.Feed("\n\nraise ValueError('line three')")
	if e := expectException(t, err, "ValueError", "line three"); len(e.Frames) != 1 || e.Frames[0].Line != 3 {
		t.Errorf("%+v", e.Frames)
	}
}

func endless() monty.Object {
	l := monty.NewList()
	l.Append(l)
	return l
}

func TestSessionsCallHostFunctions(t *testing.T) {
	var out bytes.Buffer
	count := 0
	s := session(t, monty.WithStdout(&out), monty.WithFunctions(monty.Functions{
		"count": func(context.Context, *monty.Call) (any, error) { count++; return count, nil },
		"later": func(_ context.Context, c *monty.Call) (any, error) {
			return monty.Go(func() (any, error) { return c.Args[0], nil }), nil
		},
	}))
	feeds(t, s,
		"f = count\nprint(f(), f())", "None",
		"import asyncio\nawait asyncio.gather(later(1), later(2))", "[1, 2]",
		"async def both():\n    return await later(3) + await later(4)\nawait both()", "7",
	)
	if out.String() != "1 2\n" {
		t.Errorf("%q", out.String())
	}
	extra := monty.WithFunctions(monty.Functions{"extra": func(context.Context, *monty.Call) (any, error) { return count, nil }})
	o, err := s.FeedContext(t.Context(), "g = extra\ng() + extra()", nil, extra)
	if err != nil || o != I(4) {
		t.Error(o, err)
	}
	_, err = s.Feed("extra()")
	expectException(t, err, "NameError", "extra")
}

func TestCallsOfASessionsFunctions(t *testing.T) {
	s := session(t)
	if names, err := s.FunctionNames(); err != nil || len(names) != 0 {
		t.Error(names, err)
	}
	feeds(t, s, `
def add(a, b=10, *rest, scale=1):
    return (a + b + sum(rest)) * scale
def same(a, b):
    return a is b
def ask(q):
    return host(q) + '!'
def fail():
    raise KeyError('k')
async def soon(n):
    return await later(n)
total = 0
def bump(n):
    global total
    total = total + n
    return total
`, "None")
	if names := must(s.FunctionNames()); fmt.Sprint(names) != "[add same ask fail soon bump]" {
		t.Error(names)
	}
	for _, c := range []struct {
		name   string
		args   []any
		kwargs monty.Inputs
		want   string
	}{
		{"add", []any{1}, nil, "11"},
		{"add", []any{1, 2, 3, 4}, monty.Inputs{"scale": 10}, "100"},
		{"add", nil, monty.Inputs{"a": 1, "b": 2}, "3"},
		{"bump", []any{5}, nil, "5"},
		{"bump", []any{5}, nil, "10"},
	} {
		if o, err := s.CallContext(t.Context(), c.name, c.args, c.kwargs); err != nil || o.String() != c.want {
			t.Errorf("%s: %v, %v, want %s", c.name, o, err, c.want)
		}
	}
	shared := list()
	if o := must(s.Call("same", shared, shared)); o != monty.Bool(true) {
		t.Error("an argument given twice is not one object")
	}
	_, err := s.Call("fail")
	expectException(t, err, "KeyError", "k")
	_, err = s.Call("nothing", 1)
	expectException(t, err, "NameError", "nothing")
	_, err = s.Call("add")
	expectException(t, err, "TypeError", "add")
	if _, err := s.Call("add", func() {}); !errors.Is(err, monty.ErrBadInput) {
		t.Error(err)
	}
	if _, err := s.Call("not a name"); !errors.Is(err, monty.ErrBadInput) {
		t.Error(err)
	}
	o, err := s.CallContext(t.Context(), "ask", []any{"why"}, nil, monty.WithFunctions(monty.Functions{
		"host": func(_ context.Context, c *monty.Call) (any, error) {
			return "because " + string(c.Args[0].(monty.Str)), nil
		}}))
	if err != nil || o != S("because why!") {
		t.Error(o, err)
	}
	p := must(s.StartCall("ask", "why"))
	if p.Kind != monty.FunctionCall || p.FunctionName != "host" || p.Args[0] != S("why") {
		t.Fatalf("%+v", p)
	}
	if p = must(p.Snapshot.Resume(p.CallID, "so")); p.Result != S("so!") {
		t.Errorf("%+v", p)
	}
	feeds(t, s, "total", "10")
}

func TestASessionIsSteppedLikeARun(t *testing.T) {
	s := session(t)
	p := must(s.StartFeed("x = host(1)\ny = x + host(2)\ny"))
	for name, use := range map[string]func() error{
		"Feed":          func() error { _, err := s.Feed("1"); return err },
		"StartFeed":     func() error { _, err := s.StartFeed("1"); return err },
		"Call":          func() error { _, err := s.Call("f"); return err },
		"FunctionNames": func() error { _, err := s.FunctionNames(); return err },
	} {
		if err := use(); !errors.Is(err, monty.ErrInUse) {
			t.Errorf("%s of a suspended session: %v", name, err)
		}
	}
	if _, err := p.Snapshot.Resume(p.CallID+7, 1); !errors.Is(err, monty.ErrBadAnswer) {
		t.Error(err)
	}
	p = must(p.Snapshot.Resume(p.CallID, 10))
	if p.Kind != monty.FunctionCall || p.Args[0] != I(2) {
		t.Fatalf("%+v", p)
	}
	if p = must(p.Snapshot.Resume(p.CallID, 20)); p.Result != I(30) {
		t.Fatalf("%+v", p)
	}
	// An exception ends the feed, closing gives it up; neither ends the session.
	p = must(s.StartFeed("x = 50\nhost()\nx = 51"))
	_, err := p.Snapshot.ResumeError(p.CallID, "no")
	expectException(t, err, "RuntimeError", "no")
	feeds(t, s, "x, y", "(50, 30)")
	p = must(s.StartFeed("x = 60\nhost()\nx = 61"))
	for range 2 {
		if err := p.Snapshot.Close(); err != nil {
			t.Error(err)
		}
	}
	feeds(t, s, "x, y", "(60, 30)")
	p = must(s.StartFeed("x = 70\nhost()"))
	expectException(t, p.Snapshot.Abort(nil), "KeyboardInterrupt", "")
	feeds(t, s, "x", "70")
	p = must(s.StartFeed("import asyncio\nawait asyncio.gather(host(1), host(2))"))
	p = must(p.Snapshot.ResumeFuture(p.CallID))
	p = must(p.Snapshot.ResumeFuture(p.CallID))
	if p.Kind != monty.ResolveFutures {
		t.Fatalf("%+v", p)
	}
	if err := p.FutureSnapshot.Close(); err != nil {
		t.Error(err)
	}
	feeds(t, s, "x", "70")
}

func TestASessionServesOneGoroutineAtATime(t *testing.T) {
	s := session(t)
	feeds(t, s, "n = 0", "None")
	var wg sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 50 {
				_, err := s.Feed("n = n + 1")
				if _, names := s.FunctionNames(); names != nil && !errors.Is(names, monty.ErrInUse) {
					t.Error(names)
				}
				if err == nil {
					mu.Lock()
					done++
					mu.Unlock()
				} else if !errors.Is(err, monty.ErrInUse) {
					t.Error(err)
				}
			}
		}()
	}
	wg.Wait()
	if done == 0 {
		t.Error("nobody was served")
	}
	feeds(t, s, "n", fmt.Sprint(done))
}

func TestACancelledFeedLeavesTheSessionUsable(t *testing.T) {
	s := session(t, monty.WithFunctions(monty.Functions{
		"never": func(context.Context, *monty.Call) (any, error) { return monty.NewFuture(), nil },
		"waits": func(ctx context.Context, _ *monty.Call) (any, error) { <-ctx.Done(); return nil, ctx.Err() },
	}))
	s.Cancel() // idle: nothing to cancel
	feeds(t, s, "x = 1", "None")
	for _, code := range []string{"while True: pass", "await never()", "import asyncio\nawait asyncio.gather(never(), never())", "waits()"} {
		timer := time.AfterFunc(20*time.Millisecond, s.Cancel)
		if _, err := s.Feed(code); !errors.Is(err, monty.ErrCancelled) {
			t.Errorf("Cancel, %s: %v", code, err)
		}
		timer.Stop()
		feeds(t, s, "x", "1")
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		if _, err := s.FeedContext(ctx, code, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("deadline, %s: %v", code, err)
		}
		cancel()
		feeds(t, s, "x", "1")
	}
	p := must(s.StartFeed("waits()"))
	s.Cancel()
	if _, err := p.Snapshot.Resume(p.CallID, 1); !errors.Is(err, monty.ErrCancelled) {
		t.Error(err)
	}
	feeds(t, s, "x", "1")
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.FeedContext(done, "x = 2", nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	feeds(t, s, "x", "1")
}

func TestAClosedSessionIsClosed(t *testing.T) {
	s := session(t)
	feeds(t, s, "x = 1", "None")
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	s.Cancel()
	for name, use := range map[string]func() error{
		"Feed":          func() error { _, err := s.Feed("1"); return err },
		"Call":          func() error { _, err := s.Call("f"); return err },
		"FunctionNames": func() error { _, err := s.FunctionNames(); return err },
	} {
		if err := use(); !errors.Is(err, monty.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Close while a snapshot waits, and while code executes.
	s = session(t)
	p := must(s.StartFeed("host()"))
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := p.Snapshot.Resume(p.CallID, 1); !errors.Is(err, monty.ErrClosed) {
		t.Error(err)
	}
	s = session(t)
	timer := time.AfterFunc(20*time.Millisecond, func() { _ = s.Close() })
	defer timer.Stop()
	if _, err := s.Feed("while True: pass"); !errors.Is(err, monty.ErrCancelled) && !errors.Is(err, monty.ErrClosed) {
		t.Error(err)
	}
	if _, err := s.Feed("1"); !errors.Is(err, monty.ErrClosed) {
		t.Error(err)
	}
}

func TestASessionThatRanOutOfMemoryIsLost(t *testing.T) {
	for name, use := range map[string]func(s *monty.Session) error{
		"Feed":          func(s *monty.Session) error { _, err := s.Feed("1"); return err },
		"StartCall":     func(s *monty.Session) error { _, err := s.StartCall("f"); return err },
		"FunctionNames": func(s *monty.Session) error { _, err := s.FunctionNames(); return err },
		"Dump":          func(s *monty.Session) error { _, err := s.Dump(); return err },
	} {
		s := session(t, monty.WithLimits(monty.Limits{MaxMemory: 20 << 20}))
		_, err := s.Feed("l = []\nwhile True: l.append('x' * 1000)")
		expectException(t, err, "MemoryError", "memory limit exceeded")
		for range 2 {
			if err := use(s); !errors.Is(err, monty.ErrSessionLost) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := use(s); !errors.Is(err, monty.ErrClosed) {
			t.Errorf("%s after Close: %v", name, err)
		}
	}
	// A limit that the interpreter notices beforehand costs nothing.
	s := session(t, monty.WithLimits(monty.Limits{MaxMemory: 20 << 20}))
	_, err := s.Feed("x = 1\n'x' * 10**9")
	expectException(t, err, "MemoryError", "")
	feeds(t, s, "x", "1")
}

func TestSessionsAreIndependent(t *testing.T) {
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s := must(monty.NewSession(fmt.Sprintf("s%d.py", i)))
			defer s.Close()
			for n := range 20 {
				o, err := s.FeedContext(context.Background(), "x = globals_x + 1 if n else base\nglobals_x = x\nx", monty.Inputs{"n": n, "base": i * 100})
				if err != nil || o != I(i*100+n) {
					t.Errorf("session %d, feed %d: %v, %v", i, n, o, err)
				}
			}
		}()
	}
	wg.Wait()
}

func TestOptionsOfASession(t *testing.T) {
	s := session(t, monty.WithLimits(monty.Limits{AllowEval: true}), monty.WithAssertMessages(0))
	feeds(t, s, "eval('1 + 1')", "2", "assert 1 == 2", "AssertionError")
	if _, err := monty.NewSession("repl.py", monty.WithLimits(monty.Limits{MaxOutput: -3})); err == nil {
		t.Error("a limit below 0 was taken")
	}
	if _, err := monty.NewSession("\xff"); err == nil {
		t.Error("a name that is no UTF-8 was taken")
	}
}

// A forgotten session, and one that is forgotten with its snapshot, are freed by the garbage collector: else these would
// hold 2 GiB.
func TestForgottenSessionsAreFreed(t *testing.T) {
	if !inChild(t) {
		return
	}
	before := residentBytes(t)
	for i := range 200 {
		s := must(monty.NewSession("forgotten.py"))
		must(s.Feed("x = 'x' * 10_000_000"))
		if i%2 == 0 {
			must(s.StartFeed("host()"))
		}
		if i%10 == 0 {
			runtime.GC()
		}
	}
	eventually(t, "the sessions are not freed", func() bool { return residentBytes(t)-before < 500<<20 })
}

func BenchmarkSession(b *testing.B) {
	s := must(monty.NewSession("bench.py", monty.WithLimits(monty.Limits{MaxMemory: monty.Unlimited})))
	defer s.Close()
	must(s.Feed("x = 41\ndef add(a, b):\n    return a + b"))
	b.Run("feed/go", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if o, err := s.Feed("x + 1"); err != nil || o != I(42) {
				b.Fatal(o, err)
			}
		}
	})
	b.Run("call/go", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if o, err := s.Call("add", 40, 2); err != nil || o != I(42) {
				b.Fatal(o, err)
			}
		}
	})
}

func BenchmarkDump(b *testing.B) {
	m := must(monty.New("x = [i for i in range(100)]\nhost(x)", "bench.py", nil, nil))
	defer m.Close()
	p := must(m.Start())
	dump := must(p.Snapshot.Dump())
	b.Run("save/go", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if again := must(p.Snapshot.Dump()); len(again) != len(dump) {
				b.Fatal(len(again))
			}
		}
		b.ReportMetric(float64(len(dump)), "B/dump")
	})
	b.Run("load/go", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			restored := must(monty.SnapshotFromBytes(dump))
			if restored.Args[0].(*monty.List).Len() != 100 {
				b.Fatal(restored.Args)
			}
			_ = restored.Snapshot.Close()
		}
	})
}

// unreturningTable is an input that does not return.
type unreturningTable struct{ end func() }

func (u *unreturningTable) Export(func(unsafe.Pointer, []byte) error) error { u.end(); return nil }

var _ tables.Input = (*unreturningTable)(nil)

func TestAnInputThatDoesNotReturnLeavesTheSession(t *testing.T) {
	s := session(t)
	for _, end := range []func(){func() { panic("boom") }, runtime.Goexit} {
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer func() { _ = recover() }()
			_, _ = s.FeedContext(t.Context(), "x", monty.Inputs{"x": &unreturningTable{end}})
			t.Error("the input returned")
		}()
		<-done
		feeds(t, s, "1", "1")
	}
}

func TestTracebacksNameThePiecesOfCode(t *testing.T) {
	s := must(monty.NewSession("/code/repl.py"))
	t.Cleanup(func() { _ = s.Close() })
	feeds(t, s, "__file__", "'/repl.py'", "def f(x): return 1 / x", "None")
	_, fed := s.Feed("f(0)")
	_, called := s.Call("f", 0)
	for i, err := range []error{fed, called} {
		var e *monty.PythonError
		if !errors.As(err, &e) || len(e.Frames) != 2 || e.Frames[0].File != fmt.Sprintf("<python-input-%d>", 2+i) || e.Frames[1].File != "<python-input-1>" {
			t.Errorf("%+v", err)
		}
	}
}
