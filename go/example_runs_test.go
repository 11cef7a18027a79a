// Runs by example: sessions, steps, futures, dumps, policies.

package monty_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// A session keeps its variables from one feed to the next. An exception ends the feed, not the session.
func ExampleSession() {
	session, err := monty.NewSession("repl.py")
	if err != nil {
		panic(err)
	}
	defer session.Close()
	for _, code := range []string{"prices = {'tea': 3}", "prices['tea'] * 4", "prices['milk']", "len(prices)"} {
		value, err := session.Feed(code)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(value)
	}
	// Output:
	// None
	// 12
	// KeyError: 'milk'
	// 1
}

// Functions that a script defined can be called from Go.
func ExampleSession_Call() {
	session, err := monty.NewSession("rules.py")
	if err != nil {
		panic(err)
	}
	defer session.Close()
	if _, err := session.Feed(`
def discount(total, member=False):
    return total * (0.5 if member else 0.75)
`); err != nil {
		panic(err)
	}
	names, _ := session.FunctionNames()
	plain, _ := session.Call("discount", 200)
	member, _ := session.CallContext(context.Background(), "discount", []any{200}, monty.Inputs{"member": true})
	fmt.Println(names, plain, member)
	// Output: [discount] 150.0 100.0
}

// Start stops at each call of the host, and a snapshot takes the answer.
func ExampleMonty_Start() {
	m, err := monty.New("[ask('name'), ask('age')]", "form.py", nil, nil)
	if err != nil {
		panic(err)
	}
	defer m.Close()
	answers := map[string]any{"name": "Ada", "age": 36}
	progress, err := m.Start()
	for err == nil && progress.Kind == monty.FunctionCall {
		var question string
		if err = progress.Args[0].Unmarshal(&question); err != nil {
			break
		}
		fmt.Printf("call %d: %s(%q)\n", progress.CallID, progress.FunctionName, question)
		progress, err = progress.Snapshot.Resume(progress.CallID, answers[question])
	}
	if err != nil {
		panic(err)
	}
	fmt.Println(progress.Result)
	// Output:
	// call 0: ask("name")
	// call 1: ask("age")
	// ['Ada', 36]
}

// Host functions that return futures run at the same time under asyncio.gather.
func ExampleGo() {
	m, err := monty.New(`
import asyncio
sizes = await asyncio.gather(size("a"), size("bb"), size("ccc"))
sum(sizes)
`, "gather.py", nil, nil, monty.WithFunctions(monty.Functions{
		"size": func(ctx context.Context, call *monty.Call) (any, error) {
			var name string
			if err := call.Arg(0, &name); err != nil {
				return nil, err
			}
			return monty.Go(func() (any, error) {
				time.Sleep(10 * time.Millisecond) // a request, say
				return len(name), ctx.Err()
			}), nil
		},
	}))
	if err != nil {
		panic(err)
	}
	defer m.Close()
	fmt.Println(m.Run())
	// Output: 6 <nil>
}

// A future can be resolved by whatever learns of the result.
func ExampleNewFuture() {
	approved := monty.NewFuture()
	m, err := monty.New("'shipped' if await approval('order 7') else 'kept'", "order.py", nil, nil, monty.WithFunctions(monty.Functions{
		"approval": func(_ context.Context, call *monty.Call) (any, error) {
			fmt.Println("waiting for", call.Args[0])
			time.AfterFunc(time.Millisecond, func() { approved.Resolve(true) })
			return approved, nil
		},
	}))
	if err != nil {
		panic(err)
	}
	defer m.Close()
	fmt.Println(m.Run())
	// Output:
	// waiting for 'order 7'
	// 'shipped' <nil>
}

// All of Python may wait for several calls; the outcomes can be given in any order.
func ExampleFutureSnapshot_Resume() {
	m, err := monty.New("import asyncio\nawait asyncio.gather(fetch('a'), fetch('b'))", "steps.py", nil, nil)
	if err != nil {
		panic(err)
	}
	defer m.Close()
	progress, err := m.Start()
	for err == nil && progress.Kind == monty.FunctionCall {
		progress, err = progress.Snapshot.ResumeFuture(progress.CallID)
	}
	if err != nil {
		panic(err)
	}
	fmt.Println(progress.Kind, progress.PendingIDs)
	progress, err = progress.FutureSnapshot.Resume(
		monty.FutureResult{CallID: 1, Value: "B"},
		monty.FutureResult{CallID: 0, Value: "A"},
	)
	fmt.Println(progress.Result, err)
	// Output:
	// ResolveFutures [0 1]
	// ['A', 'B'] <nil>
}

// A run that waits for the host can be stored, and go on in another process, another day.
func ExampleSnapshot_Dump() {
	key := monty.WithDumpKey([32]byte{1, 2, 3}) // a secret of the service, so that nobody else can make dumps
	m, err := monty.New("x = 40\nx + approve('refund')", "refund.py", nil, nil, key)
	if err != nil {
		panic(err)
	}
	defer m.Close()
	progress, err := m.Start()
	if err != nil {
		panic(err)
	}
	dump, err := progress.Snapshot.Dump()
	if err != nil {
		panic(err)
	}

	restored, err := monty.SnapshotFromBytes(dump, key)
	if err != nil {
		panic(err)
	}
	fmt.Println(restored.FunctionName, restored.Args)
	restored, err = restored.Snapshot.Resume(restored.CallID, 2)
	fmt.Println(restored.Result, err)

	_, err = monty.SnapshotFromBytes(dump, monty.WithDumpKey([32]byte{9}))
	fmt.Println(errors.Is(err, monty.ErrWrongKey), errors.Is(err, monty.ErrBadDump))
	// Output:
	// approve ['refund']
	// 42 <nil>
	// true true
}

// A session can be stored, too, between two feeds or in the middle of one.
func ExampleLoadSession() {
	session, err := monty.NewSession("chat.py")
	if err != nil {
		panic(err)
	}
	if _, err := session.Feed("history = ['hello']"); err != nil {
		panic(err)
	}
	dump, err := session.Dump()
	if err != nil {
		panic(err)
	}
	_ = session.Close()

	session, progress, err := monty.LoadSession(dump)
	if err != nil {
		panic(err)
	}
	defer session.Close()
	fmt.Println(progress == nil) // it waits for nothing
	fmt.Println(session.Feed("history.append('again')\nhistory"))
	// Output:
	// true
	// ['hello', 'again'] <nil>
}

// With fixed policies the same script gives the same output, whenever and wherever it runs.
func ExampleWithClock() {
	m, err := monty.New(`
import datetime, random, time
time.sleep(3600)
[datetime.datetime.now().isoformat(), random.randint(1, 6), random.choice("abc")]
`, "report.py", nil, nil,
		monty.WithClock(monty.FixedClock(time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))),
		monty.WithTimeZone(time.FixedZone("CET", 3600)),
		monty.WithSleep(monty.SkipSleep),
		monty.WithRandomSeed("report"))
	if err != nil {
		panic(err)
	}
	defer m.Close()
	first, err := m.Run()
	if err != nil {
		panic(err)
	}
	second, err := m.Run()
	fmt.Println(first.(*monty.List).At(0), monty.Equal(first, second), err)
	// Output: '2026-11-22T10:00:00' true <nil>
}

// Without policies, handlers and functions, nothing outside is there.
func ExampleMonty_Run_sandboxed() {
	for _, code := range []string{
		"import datetime\ndatetime.datetime.now()", "import time\ntime.sleep(1)", "open('/etc/passwd')", "import socket",
	} {
		m, err := monty.New(code, "sandboxed.py", nil, nil)
		if err != nil {
			panic(err)
		}
		_, err = m.Run()
		fmt.Println(err)
		_ = m.Close()
	}
	// Output:
	// RuntimeError: 'datetime.now' is not supported in this environment
	// RuntimeError: 'time.sleep' is not supported in this environment
	// PermissionError: Permission denied: '/etc/passwd'
	// ModuleNotFoundError: No module named 'socket'
}

// With RealSleep, tasks sleep at the same time.
func ExampleWithSleep() {
	m, err := monty.New(`
import asyncio
order = []
async def nap(name, seconds):
    await asyncio.sleep(seconds)
    order.append(name)
await asyncio.gather(nap("long", 0.04), nap("short", 0.01))
order
`, "nap.py", nil, nil, monty.WithSleep(monty.RealSleep))
	if err != nil {
		panic(err)
	}
	defer m.Close()
	fmt.Println(m.Run())
	// Output: ['short', 'long'] <nil>
}
