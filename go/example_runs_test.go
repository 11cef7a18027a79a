// Runs by example: sessions, steps, futures, dumps, policies.

package monty_test

import (
	"context"
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
