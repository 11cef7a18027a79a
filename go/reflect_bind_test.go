// Binding arguments to parameters: compared with what CPython does with the same signature and the same call.

package monty_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

// boundSignatures are Go functions together with the signature that Python sees, and which gives back what each parameter got.
var boundSignatures = []struct {
	python   string
	function any
}{
	{"", func() string { return "" }},
	{"a", monty.Func(func(a int) string { return fmt.Sprint(a) }, "a")},
	{"a, b", monty.Func(func(a, b int) string { return fmt.Sprint(a, b) }, "a", "b")},
	{"a, b, c, d", monty.Func(func(a, b, c, d int) string { return fmt.Sprint(a, b, c, d) }, "a", "b", "c", "d")},
	{"a, b=5", monty.Func(func(a, b int) string { return fmt.Sprint(a, b) }, "a", "b=5")},
	{"a=4, b=5", monty.Func(func(a, b int) string { return fmt.Sprint(a, b) }, "a=4", "b=5")},
	{"a=4", monty.Func(func(a int) string { return fmt.Sprint(a) }, "a=4")},
	{"a, *r", monty.Func(func(a int, r ...int) string { return fmt.Sprint(append([]int{a}, r...)) }, "a", "*r")},
	{"a, *, b", monty.Func(func(a, b int) string { return fmt.Sprint(a, b) }, "a", "*", "b")},
	{"a, *, b, c, d", monty.Func(func(a, b, c, d int) string { return fmt.Sprint(a, b, c, d) }, "a", "*", "b", "c", "d")},
	{"a=1, *, b=2", monty.Func(func(a, b int) string { return fmt.Sprint(a, b) }, "a=1", "*", "b=2")},
	{"a, **k", monty.Func(func(a int, k monty.Kwargs) string { return fmt.Sprint(a, " ", len(k)) }, "a", "**k")},
	{"**k", func(k monty.Kwargs) string { return fmt.Sprint(len(k)) }},
	{"*, key, mode", monty.Func(func(o requiredOptions) string { return o.Key + o.Mode }, "**ignored")},
}

// boundCalls are the arguments of the calls.
var boundCalls = []string{
	"", "1", "1, 2", "1, 2, 3", "1, 2, 3, 4", "1, 2, 3, 4, 5", "a=1", "b=1", "1, a=2", "1, b=2", "1, b=2, c=3", "1, x=2", "x=1", "1, 2, b=3",
	"1, 2, 3, b=4", "b=1, a=2", "1, 2, b=3, x=4", "a=1, b=2, c=3, d=4", "1, b=2, c=3, d=4", "1, 2, b=1, c=2", "key='k'", "key='k', mode='m'",
	"mode='m'", "1, key='k', mode='m'", "*[1, 2], **{'c': 1}", "**{'a': 1}",
}

// Law: a call fits or fails with the same words as in CPython.
func TestCallsFitAsInCPython(t *testing.T) {
	var script strings.Builder
	script.WriteString("import json\nresults = []\ndef attempt(f):\n    try:\n        f()\n        results.append('')\n" +
		"    except TypeError as e:\n        results.append(str(e))\n")
	for _, s := range boundSignatures {
		fmt.Fprintf(&script, "def f(%s): pass\n", s.python)
		for _, call := range boundCalls {
			fmt.Fprintf(&script, "attempt(lambda: f(%s))\n", call)
		}
	}
	script.WriteString("print(json.dumps(results))\n")
	output, err := exec.Command(python3(t), "-c", script.String()).Output()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	if err := json.Unmarshal(output, &want); err != nil {
		t.Fatal(err)
	}
	if len(want) != len(boundSignatures)*len(boundCalls) {
		t.Fatalf("%d results", len(want))
	}
	fits := 0
	for i, s := range boundSignatures {
		if strings.HasPrefix(s.python, "*, key") {
			s.function = func(o requiredOptions) string { return o.Key + o.Mode }
		}
		for k, call := range boundCalls {
			_, err := callPython(t, monty.Functions{"f": s.function}, "f("+call+")")
			message := ""
			var exception *monty.PythonError
			if errors.As(err, &exception) {
				message = exception.Message
			} else if err != nil {
				t.Fatal(err)
			}
			if message == "" {
				fits++
			}
			expected, _, _ := strings.Cut(want[i*len(boundCalls)+k], ". Did you mean") // which Python 3.14 adds
			if s.python == "" && strings.Contains(expected, "unexpected keyword") {
				expected = "f() takes no keyword arguments" // as for functions of CPython that are written in C
			}
			if message != expected {
				t.Errorf("f(%s) with f(%s):\n  got  %s\n  want %s", call, s.python, message, expected)
			}
		}
	}
	if fits < 20 {
		t.Errorf("only %d calls fit", fits)
	}
}

func TestArgumentsWithoutNamesArePositionalOnly(t *testing.T) {
	functions := monty.Functions{
		"add":    func(a, b int) int { return a + b },
		"search": func(q string, o searchOptions) int { return o.Limit },
	}
	for code, want := range map[string]string{
		"add(1)":               "TypeError: add() missing 1 required positional argument: 'arg2'",
		"add()":                "TypeError: add() missing 2 required positional arguments: 'arg1' and 'arg2'",
		"add(1, 2, 3)":         "TypeError: add() takes 2 positional arguments but 3 were given",
		"add(1, b=2)":          "TypeError: add() takes no keyword arguments",
		"add(1, arg2=2)":       "TypeError: add() takes no keyword arguments",
		"search('q', page=2)":  "TypeError: search() got an unexpected keyword argument 'page'",
		"search(limit=2)":      "TypeError: search() missing 1 required positional argument: 'arg1'",
		"search('q', 1)":       "TypeError: search() takes 1 positional argument but 2 were given",
		"search('q', limit=3)": "3",
	} {
		out, err := callPython(t, functions, code)
		got := fmt.Sprint(out)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}

var benchmarked = map[string]any{
	"reflect/two ints":       func(a, b int) int { return a + b },
	"reflect/context, error": func(_ context.Context, a, b int) (int, error) { return a + b, nil },
	"reflect/named":          monty.Func(func(a, b int) int { return a + b }, "a", "b=2"),
	"host function": func(_ context.Context, call *monty.Call) (any, error) {
		var a, b int
		if err := call.Arg(0, &a); err != nil {
			return nil, err
		}
		if err := call.Arg(1, &b); err != nil {
			return nil, err
		}
		return a + b, nil
	},
	"host function/bind": func(_ context.Context, call *monty.Call) (any, error) {
		var a, b int
		err := call.Bind("a, b", &a, &b)
		return a + b, err
	},
}

// BenchmarkHostFunction measures one call of a function of two ints from Python, with everything that it takes: compare the
// forms with each other.
func BenchmarkHostFunction(b *testing.B) {
	const calls = 1000
	for _, name := range []string{"host function", "host function/bind", "reflect/two ints", "reflect/named", "reflect/context, error"} {
		b.Run(name, func(b *testing.B) {
			m := must(monty.New(fmt.Sprintf("s = 0\nfor i in range(%d):\n    s = add(s, i)\ns", calls), "loop.py", nil, nil,
				monty.WithFunctions(monty.Functions{"add": benchmarked[name]}), monty.WithLimits(monty.Limits{MaxDuration: monty.Unlimited})))
			defer m.Close()
			b.ReportAllocs()
			for b.Loop() {
				out, err := m.Run()
				if err != nil || out != I(calls*(calls-1)/2) {
					b.Fatal(out, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/calls, "ns/call")
		})
	}
}
