// Futures: results of host functions that come later, concurrently, and what becomes of them when a run ends early.

package monty_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

func runWith(t *testing.T, source string, functions monty.Functions, options ...monty.Option) (monty.Object, error) {
	t.Helper()
	m := must(monty.New(source, "async.py", nil, nil, options...))
	defer m.Close()
	return m.RunContext(t.Context(), nil, monty.WithFunctions(functions))
}

func TestGatherOverFuturesTakesAsLongAsOneOfThem(t *testing.T) {
	const pause = 50 * time.Millisecond
	fetch := func(_ context.Context, call *monty.Call) (any, error) {
		return monty.Go(func() (any, error) {
			time.Sleep(pause)
			return monty.NewTuple(call.Args[0], monty.Str("done")), nil
		}), nil
	}
	run := func(source string) time.Duration {
		t.Helper()
		start := time.Now()
		o, err := runWith(t, source, monty.Functions{"fetch": fetch})
		if err != nil || o.String() != "[(1, 'done'), (2, 'done'), (3, 'done')]" {
			t.Fatal(o, err)
		}
		return time.Since(start)
	}
	together := run("import asyncio\nawait asyncio.gather(fetch(1), fetch(2), fetch(3))")
	sequential := run("[await fetch(1), await fetch(2), await fetch(3)]")
	if together < pause || sequential < 3*pause || together > sequential*2/3 {
		t.Errorf("together %v, in turn %v", together, sequential)
	}
}

func TestCoroutinesOverlapTheirHostCalls(t *testing.T) {
	var running, most atomic.Int32
	o, err := runWith(t, `
import asyncio
async def work(i):
    a = await fetch(i)
    b = await fetch(a)
    return b
await asyncio.gather(*[work(i) for i in range(20)])
`, monty.Functions{"fetch": func(_ context.Context, call *monty.Call) (any, error) {
		return monty.Go(func() (any, error) {
			n := running.Add(1)
			defer running.Add(-1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			time.Sleep(5 * time.Millisecond)
			return call.Args[0].(monty.Int) + 100, nil
		}), nil
	}})
	var numbers []int
	if err != nil || o.Unmarshal(&numbers) != nil || len(numbers) != 20 || numbers[0] != 200 || numbers[19] != 219 {
		t.Fatal(o, err)
	}
	if most.Load() < 10 {
		t.Errorf("only %d calls ran at once", most.Load())
	}
}

func TestAnOrdinaryResultCanBeAwaited(t *testing.T) {
	functions := monty.Functions{
		"plain": func(context.Context, *monty.Call) (any, error) { return 20, nil },
		"fails": func(context.Context, *monty.Call) (any, error) { return nil, errors.New("no row") },
	}
	o, err := runWith(t, `
async def f():
    try:
        await fails()
    except RuntimeError as e:
        return await plain() + 1, str(e)
await f()
`, functions)
	if err != nil || o.String() != "(21, 'no row')" {
		t.Error(o, err)
	}
	// Not awaited at once, the result is the value itself.
	_, err = runWith(t, "x = plain()\nawait x", functions)
	expectException(t, err, "TypeError", "await")
}

func TestFuturesFailAsFunctionsDo(t *testing.T) {
	noRow := errors.New("no such row")
	for name, c := range map[string]struct {
		future func() *monty.Future
		want   string
	}{
		"error": {func() *monty.Future { return monty.Go(func() (any, error) { return nil, noRow }) }, "('RuntimeError', 'no such row')"},
		"exception": {func() *monty.Future {
			f := monty.NewFuture()
			f.Reject(monty.NewPythonError("KeyError", "k"))
			return f
		}, `('KeyError', "'k'")`},
		"panic":       {func() *monty.Future { return monty.Go(func() (any, error) { panic("boom") }) }, "('RuntimeError', 'panic in the goroutine of a future: boom')"},
		"exit":        {func() *monty.Future { return monty.Go(func() (any, error) { runtime.Goexit(); return 1, nil }) }, "('RuntimeError', 'the goroutine of a future ended without a result')"},
		"nil":         {func() *monty.Future { return nil }, "('RuntimeError', 'host function host returned a nil *monty.Future')"},
		"no error":    {func() *monty.Future { f := monty.NewFuture(); f.Reject(nil); return f }, "('RuntimeError', 'a future was rejected without an error')"},
		"no value":    {func() *monty.Future { return monty.Go(func() (any, error) { return make(chan int), nil }) }, ""},
		"output only": {func() *monty.Future { return monty.Go(func() (any, error) { return monty.Repr("x"), nil }) }, ""},
	} {
		for form, call := range map[string]string{"awaited": "await host()", "gathered": "await asyncio.gather(ok(), host(), ok())"} {
			source := "import asyncio\ntry:\n    r = " + call + "\nexcept Exception as e:\n    r = (type(e).__name__, str(e))\nr"
			o, err := runWith(t, source, monty.Functions{
				"host": func(context.Context, *monty.Call) (any, error) { return c.future(), nil },
				"ok": func(context.Context, *monty.Call) (any, error) {
					return monty.Go(func() (any, error) { return 1, nil }), nil
				},
			})
			if err != nil || c.want != "" && o.String() != c.want || !strings.HasPrefix(fmt.Sprint(o), "('RuntimeError'") && !strings.HasPrefix(fmt.Sprint(o), "('KeyError'") {
				t.Errorf("%s, %s: %v, %v", name, form, o, err)
			}
		}
	}
	_, err := runWith(t, "import asyncio\nawait asyncio.gather(host(), host())", monty.Functions{
		"host": func(context.Context, *monty.Call) (any, error) {
			return monty.Go(func() (any, error) { return nil, noRow }), nil
		}})
	expectException(t, err, "RuntimeError", "no such row")
	if !errors.Is(err, noRow) {
		t.Errorf("%v lost its cause", err)
	}
}

func TestAFutureTakesOneResult(t *testing.T) {
	f := monty.NewFuture()
	if !f.Resolve(1) || f.Resolve(2) || f.Reject(errDisk) {
		t.Error("not the first result was taken")
	}
	<-f.Done()
	if v, err := f.Result(); v != 1 || err != nil {
		t.Error(v, err)
	}
	// The same future may be the result of several calls, and of another future.
	o, err := runWith(t, "import asyncio\nawait asyncio.gather(host(), host(), chained())", monty.Functions{
		"host": func(context.Context, *monty.Call) (any, error) { return f, nil },
		"chained": func(context.Context, *monty.Call) (any, error) {
			return monty.Go(func() (any, error) { return monty.Go(func() (any, error) { return f, nil }), nil }), nil
		},
	})
	if err != nil || o.String() != "[1, 1, 1]" {
		t.Error(o, err)
	}
}

func TestAContextEndsTheWaitForFutures(t *testing.T) {
	for _, call := range []string{"await host()", "await asyncio.gather(host(), host())"} {
		m := must(monty.New("import asyncio\n"+call, "wait.py", nil, nil))
		defer m.Close()
		ctx, cancel := context.WithCancel(t.Context())
		_, err := m.RunContext(ctx, nil, monty.WithFunctions(monty.Functions{
			"host": func(context.Context, *monty.Call) (any, error) {
				time.AfterFunc(10*time.Millisecond, cancel)
				return monty.NewFuture(), nil
			}}))
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", call, err)
		}
		cancel()
	}
}

// A run that ends early cancels the context of its host functions, so that their goroutines can end; the run has none of
// its own.
func TestNothingOfAnEndedRunIsLeft(t *testing.T) {
	before := runtime.NumGoroutine()
	type key struct{}
	started := make(chan context.Context, 3)
	m := must(monty.New("import asyncio\nawait asyncio.gather(host(), host(), fails())", "early.py", nil, nil, monty.WithFunctions(monty.Functions{
		"host": func(ctx context.Context, _ *monty.Call) (any, error) {
			return monty.Go(func() (any, error) {
				derived, cancel := context.WithTimeout(ctx, time.Hour)
				defer cancel()
				<-derived.Done()
				started <- ctx
				return nil, ctx.Err()
			}), nil
		},
		"fails": func(ctx context.Context, _ *monty.Call) (any, error) {
			if ctx.Value(key{}) != "value" || ctx.Err() != nil {
				t.Error("the context is not the run's")
			}
			return monty.Go(func() (any, error) { return nil, errDisk }), nil
		}})))
	defer m.Close()
	_, err := m.RunContext(context.WithValue(context.Background(), key{}, "value"), nil)
	if !errors.Is(err, errDisk) {
		t.Fatal(err)
	}
	for range 2 {
		if ctx := <-started; !errors.Is(ctx.Err(), context.Canceled) || ctx.Value(key{}) != "value" {
			t.Error(ctx.Err())
		}
	}
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines before, %d after", before, runtime.NumGoroutine())
		}
	}
}

func TestTasksSleepAtTheSameTime(t *testing.T) {
	source := "import asyncio, time\nasync def nap(i):\n    await asyncio.sleep(0.05)\n    return i\n"
	run := func(end, want string) time.Duration {
		start := time.Now()
		o, err := runWith(t, source+end, nil, monty.WithSleep(monty.RealSleep))
		if err != nil || o.String() != want {
			t.Fatal(o, err)
		}
		return time.Since(start)
	}
	together := run("await asyncio.gather(nap(1), nap(2), nap(3))", "[1, 2, 3]")
	sequential := run("[await nap(1), await nap(2), await nap(3)]", "[1, 2, 3]")
	blocking := run("time.sleep(0.05)\ntime.sleep(0.05)\ntime.sleep(0.05)", "None")
	if together < 50*time.Millisecond || sequential < 150*time.Millisecond || blocking < 150*time.Millisecond || together > sequential*2/3 {
		t.Errorf("together %v, in turn %v, time.sleep %v", together, sequential, blocking)
	}
	m := must(monty.New("import time\ntime.sleep(9)", "sleep.py", nil, nil, monty.WithSleep(monty.RealSleep)))
	defer m.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := m.RunContext(ctx, nil); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 5*time.Second {
		t.Error(time.Since(start), err)
	}
}
