// The tutorial of host code: Go functions and Go objects for Python code, and the errors between the two.

package monty_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// Any Go function can be called from Python. Its arguments are converted exactly: a str is no int.
func ExampleWithFunctions() {
	runner, err := monty.New("add(2, 3) * scale(1)", "sum.py", nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer runner.Close()
	out, err := runner.RunContext(context.Background(), nil, monty.WithFunctions(monty.Functions{
		"add":   func(a, b int) int { return a + b },
		"scale": func(x float64) (float64, error) { return x / 2, nil },
	}))
	fmt.Println(out, err)
	// Output: 2.5 <nil>
}

// Func gives parameters names and defaults, so that Python code can use keyword arguments.
func ExampleFunc() {
	repeat := func(text string, times int, separator string) string {
		return strings.TrimSuffix(strings.Repeat(text+separator, times), separator)
	}
	runner, err := monty.New("repeat('ab', separator='-')", "repeat.py", nil, nil, monty.WithFunctions(monty.Functions{
		"repeat": monty.Func(repeat, "text", "times=3", "separator=''"),
	}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer runner.Close()
	fmt.Println(runner.Run())
	// Output: 'ab-ab-ab' <nil>
}

// A struct with Keywords takes keyword arguments, each optional unless its tag says required.
func ExampleKeywords() {
	type options struct {
		monty.Keywords
		Limit int    `monty:"limit,default=10"`
		Order string `monty:"order,required"`
	}
	list := func(o options) string { return fmt.Sprint(o.Limit, " by ", o.Order) }
	for _, code := range []string{"list_orders(order='date')", "list_orders(order='id', limit=2)", "list_orders()"} {
		runner, err := monty.New(code, "list.py", nil, nil, monty.WithFunctions(monty.Functions{"list_orders": list}))
		if err != nil {
			fmt.Println(err)
			return
		}
		out, err := runner.Run()
		fmt.Println(out, err)
		runner.Close()
	}
	// Output:
	// '10 by date' <nil>
	// '2 by id' <nil>
	// <nil> TypeError: list_orders() missing 1 required keyword-only argument: 'order'
}

// The form without reflection is the fastest. Bind sorts its arguments by a Python signature.
func ExampleCall_Bind() {
	clamp := func(_ context.Context, call *monty.Call) (any, error) {
		var x, low, high int
		if err := call.Bind("x, low=0, *, high=100", &x, &low, &high); err != nil {
			return nil, err
		}
		return min(max(x, low), high), nil
	}
	runner, err := monty.New("[clamp(-5), clamp(120), clamp(7, 10, high=20)]", "clamp.py", nil, nil,
		monty.WithFunctions(monty.Functions{"clamp": clamp}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer runner.Close()
	fmt.Println(runner.Run())
	// Output: [0, 100, 10] <nil>
}

// A host function raises any of Python's exceptions, and Python code catches it by its class.
func ExampleExceptionType_New() {
	stock := map[string]int{"pear": 3}
	take := func(name string) (int, error) {
		n, ok := stock[name]
		if !ok {
			return 0, monty.KeyError.New(name)
		}
		return n, nil
	}
	runner, err := monty.New(`
try:
    take('plum')
except LookupError as e:
    found = repr(e)
found
`, "stock.py", nil, nil, monty.WithFunctions(monty.Functions{"take": take}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer runner.Close()
	fmt.Println(runner.Run())
	// Output: "KeyError('plum')" <nil>
}

// errors.Is compares an exception with Python's classes, along their hierarchy.
func ExampleExceptionType() {
	runner, err := monty.New("{'a': 1}['b']", "key.py", nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer runner.Close()
	_, err = runner.Run()
	fmt.Println(errors.Is(err, monty.KeyError), errors.Is(err, monty.LookupError), errors.Is(err, monty.ValueError))
	// Output: true true false
}

// An error of a host function comes out of the run again, behind the exception that it was in Python.
func ExampleExceptionType_Wrap() {
	open := func(name string) error {
		return monty.FileNotFoundError.Wrap(&fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist})
	}
	runner, err := monty.New("open_it('notes.txt')", "open.py", nil, nil, monty.WithFunctions(monty.Functions{"open_it": open}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer runner.Close()
	_, err = runner.Run()
	fmt.Println(err)
	fmt.Println(errors.Is(err, fs.ErrNotExist), errors.Is(err, monty.OSError))
	// Output:
	// FileNotFoundError: open notes.txt: file does not exist
	// true true
}

// The verb %+v prints the traceback as CPython does.
func ExamplePythonError_Traceback() {
	runner, err := monty.New("def ratio(a, b):\n    return a / b\n\nprint(ratio(1, 0))\n", "ratio.py", nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer runner.Close()
	_, err = runner.Run()
	fmt.Printf("%+v\n", err)
	// Output:
	// Traceback (most recent call last):
	//   File "ratio.py", line 4, in <module>
	//     print(ratio(1, 0))
	//           ~~~~~^^^^^^
	//   File "ratio.py", line 2, in ratio
	//     return a / b
	//            ~~^~~
	// ZeroDivisionError: division by zero
}

// cart is a Go type that Python code is to reach.
type cart struct {
	Owner string
	Card  string // not for Python
	items map[string]int
}

func (c *cart) Add(name string, count int) error {
	if count < 1 {
		return monty.ValueError.Newf("cannot add %d of %s", count, name)
	}
	c.items[name] += count
	return nil
}

func (c *cart) Items() []string {
	var names []string
	for name := range c.items {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Wrap hands Python code a Go value, and a policy says what it may do with it.
func ExampleWrap() {
	c := &cart{Owner: "ann", Card: "4000-0000", items: map[string]int{}}
	object, err := monty.Wrap(c, monty.Policy{
		Eager:   []string{"owner"},
		Lazy:    []string{"items"},
		Methods: []string{"add(name, count=1)"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	runner, err := monty.New(`
cart.add('pear')
cart.add('fig', count=3)
[cart.owner, cart.items, hasattr(cart, 'card'), hasattr(cart, 'Card')]
`, "cart.py", []string{"cart"}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer runner.Close()
	fmt.Println(runner.Run(object))
	fmt.Println(c.items["fig"])
	// Output:
	// ['ann', ['fig', 'pear'], False, False] <nil>
	// 3
}

// An interface can be the policy: its methods may be called, and nothing else.
func ExampleInterface() {
	object, err := monty.Wrap(&cart{items: map[string]int{"fig": 1}}, monty.Interface[interface{ Items() []string }]())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, code := range []string{"cart.items()", "cart.add('fig', 1)"} {
		runner, err := monty.New(code, "cart.py", []string{"cart"}, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(runner.Run(object))
		runner.Close()
	}
	// Output:
	// ['fig'] <nil>
	// <nil> AttributeError: 'cart' object has no attribute 'add'
}

// The Go value that went in comes back, not a copy.
func ExampleUnwrap() {
	c := &cart{Owner: "ann"}
	object, err := monty.Wrap(c, monty.Policy{Eager: []string{"owner"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	runner, err := monty.New("{'best': carts[0]}['best']", "best.py", []string{"carts"}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer runner.Close()
	out, err := runner.Run([]any{object})
	if err != nil {
		fmt.Println(err)
		return
	}
	v, ok := monty.Unwrap(out)
	fmt.Println(v == any(c), ok)
	// Output: true true
}

// WrapClass makes a Go type a Python class, whose instances Python code makes itself.
func ExampleWrapClass() {
	policy := monty.Policy{Name: "Cart", Eager: []string{"owner"}, Methods: []string{"add(name, count=1)", "items"}}
	class, err := monty.WrapClass(monty.Func(func(owner string) *cart {
		return &cart{Owner: owner, items: map[string]int{}}
	}, "owner"), policy)
	if err != nil {
		fmt.Println(err)
		return
	}
	runner, err := monty.New("c = Cart(owner='bob')\nc.add('fig')\n[c, c.items(), isinstance(c, Cart)]", "class.py", []string{"Cart"}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer runner.Close()
	fmt.Println(runner.Run(class))
	// Output: [Cart(owner='bob'), ['fig'], True] <nil>
}

// Limits bound what the code of others can use.
func ExampleWithLimits() {
	runner, err := monty.New("while True:\n    pass", "loop.py", nil, nil,
		monty.WithLimits(monty.Limits{MaxDuration: 20 * time.Millisecond}))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer runner.Close()
	_, err = runner.Run()
	fmt.Println(errors.Is(err, monty.TimeoutError))
	// Output: true
}

// Stubs tell a model, or a type checker, what Python code can call.
func ExampleFunctions_Stubs() {
	search := func(query string, limit int) ([]string, error) { return nil, nil }
	fmt.Print(monty.Functions{
		"search": monty.Func(search, "query", "limit=10").WithDoc("Searches the catalogue."),
		"price":  func(id int) *monty.Future { return nil },
	}.Stubs())
	// Output:
	// from typing import Any
	//
	// async def price(arg1: int, /) -> Any: ...
	// def search(query: str, limit: int = 10) -> list[str]:
	//     """Searches the catalogue."""
}
