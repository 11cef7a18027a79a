// Running programs: the predecessor's habits, host calls, errors that a caller can act on, limits.

package monty_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// The predecessor's README program, with only the import path changed.
func TestThePredecessorsProgramWorks(t *testing.T) {
	runner, err := monty.New("x + 1", "adder.py", []string{"x"}, nil)
	if err != nil {
		panic(err)
	}
	defer runner.Close()

	progress, err := runner.Start(41)
	if err != nil {
		panic(err)
	}
	if progress.Kind != monty.Complete {
		panic("unexpected pause")
	}

	var value int
	if err := progress.Result.Unmarshal(&value); err != nil {
		panic(err)
	}
	if value != 42 {
		t.Errorf("result: %d", value)
	}
}

func TestThePredecessorsHabitsWork(t *testing.T) {
	runner := must(monty.New("fetch(x, retries=3) * 2", "calls.py", []string{"x"}, []string{"fetch"}))
	defer runner.Close()
	progress := must(runner.Start(5))
	if progress.Kind != monty.FunctionCall || progress.FunctionName != "fetch" || progress.MethodCall {
		t.Fatalf("%+v", progress)
	}
	var x, retries int
	if err := progress.Args[0].Unmarshal(&x); err != nil || x != 5 {
		t.Errorf("argument %d, %v", x, err)
	}
	if err := progress.Kwargs[0].Value.Unmarshal(&retries); err != nil || retries != 3 || progress.Kwargs[0].Key != S("retries") {
		t.Errorf("keyword argument %v, %v", progress.Kwargs, err)
	}
	progress, err := progress.Snapshot.Resume(progress.CallID, 11)
	if err != nil || progress.Kind != monty.Complete || progress.Result != I(22) {
		t.Errorf("%+v, %v", progress, err)
	}

	dump := must(runner.Dump())
	restored := must(monty.NewFromBytes(dump))
	defer restored.Close()
	progress = must(restored.Start(5))
	_, err = progress.Snapshot.ResumeError(progress.CallID, "no network")
	var exception *monty.PythonError
	if !errors.As(err, &exception) || exception.Type != "RuntimeError" || exception.Message != "no network" {
		t.Errorf("%v", err)
	}
}

func TestDeclaredFunctionsAreValues(t *testing.T) {
	runner := must(monty.New("f = fetch\n[f(i) for i in range(3)]", "values.py", nil, []string{"fetch"}))
	defer runner.Close()
	out, err := runner.RunContext(t.Context(), nil, monty.WithFunctions(monty.Functions{
		"fetch": func(_ context.Context, call *monty.Call) (any, error) {
			var i int
			err := call.Arg(0, &i)
			return i * i, err
		},
	}))
	if err != nil || out.String() != "[0, 1, 4]" {
		t.Errorf("%v, %v", out, err)
	}
}

func TestEverySuspensionIsReported(t *testing.T) {
	t.Run("name lookup", func(t *testing.T) {
		m := must(monty.New("f = missing\nf", "lookup.py", nil, nil))
		defer m.Close()
		p := must(m.Start())
		if p.Kind != monty.NameLookup || p.Name != "missing" || p.Position.File != "lookup.py" || p.Position.Start != 4 {
			t.Fatalf("%+v", p)
		}
		p, err := p.Snapshot.Resume(p.CallID, "found")
		if err != nil || p.Result != S("found") {
			t.Errorf("%+v, %v", p, err)
		}
		p = must(m.Start())
		_, err = p.Snapshot.ResumeNotFound(p.CallID)
		expectException(t, err, "NameError", "name 'missing' is not defined")
	})
	t.Run("os call", func(t *testing.T) {
		m := must(monty.New("from pathlib import Path\nPath('/x.txt').read_text()", "os.py", nil, nil))
		defer m.Close()
		p := must(m.Start())
		if p.Kind != monty.OsCall || p.OsFunction != "Path.read_text" || p.Args[0] != monty.Path("/x.txt") {
			t.Fatalf("%+v", p)
		}
		p, err := p.Snapshot.Resume(p.CallID, "content")
		if err != nil || p.Result != S("content") {
			t.Errorf("%+v, %v", p, err)
		}
		_, err = m.Run()
		expectException(t, err, "PermissionError", "")
	})
	t.Run("exception in the host", func(t *testing.T) {
		m := must(monty.New("try:\n    host()\nexcept KeyError as e:\n    r = 'caught ' + str(e)\nr", "raise.py", nil, nil))
		defer m.Close()
		p := must(m.Start())
		p, err := p.Snapshot.ResumeException(p.CallID, monty.NewPythonError("KeyError", "k"))
		if err != nil || p.Result != S("caught 'k'") {
			t.Errorf("%+v, %v", p, err)
		}
	})
	t.Run("unknown function", func(t *testing.T) {
		m := must(monty.New("nowhere(1)", "unknown.py", nil, nil))
		defer m.Close()
		_, err := m.Run()
		expectException(t, err, "NameError", "name 'nowhere' is not defined")
	})
}

func expectException(t *testing.T, err error, typeName, message string) *monty.PythonError {
	t.Helper()
	var exception *monty.PythonError
	if !errors.As(err, &exception) {
		t.Fatalf("%T %v is not a PythonError", err, err)
	}
	if exception.Type != typeName || !strings.Contains(exception.Message, message) {
		t.Errorf("%v, want %s: %s", exception, typeName, message)
	}
	return exception
}

func TestASyntaxErrorSaysWhere(t *testing.T) {
	_, err := monty.New("x = 1\ny = = 2\n", "broken.py", nil, nil)
	exception := expectException(t, err, "SyntaxError", "")
	if len(exception.Frames) != 1 || exception.Frames[0].Line != 2 || exception.Frames[0].File != "broken.py" {
		t.Errorf("%+v", exception.Frames)
	}
	if text := fmt.Sprintf("%+v", err); !strings.Contains(text, `File "broken.py", line 2`) || !strings.Contains(text, "y = = 2") {
		t.Errorf("%s", text)
	}
}

func TestAnExceptionCarriesItsTraceback(t *testing.T) {
	source := `def inner(x):
    return 10 / x

def middle(x):
    return inner(x) + 1

def outer(x):
    return middle(x - 1)

print('about to fail')
outer(1)
`
	m := must(monty.New(source, "trace.py", nil, nil))
	defer m.Close()
	_, err := m.Run()
	exception := expectException(t, err, "ZeroDivisionError", "division by zero")
	var lines []int
	var names []string
	for _, f := range exception.Frames {
		lines, names = append(lines, f.Line), append(names, f.Function)
	}
	if fmt.Sprint(lines) != "[11 8 5 2]" || fmt.Sprint(names) != "[<module> outer middle inner]" {
		t.Errorf("frames %v %v", lines, names)
	}
	want := `Traceback (most recent call last):
  File "trace.py", line 11, in <module>
    outer(1)
    ~~~~~^^^
  File "trace.py", line 8, in outer
    return middle(x - 1)
  File "trace.py", line 5, in middle
    return inner(x) + 1
           ~~~~~^^^
  File "trace.py", line 2, in inner
    return 10 / x
           ~~~^~~
ZeroDivisionError: division by zero`
	if got := fmt.Sprintf("%+v", err); got != want {
		t.Errorf("traceback:\n%s\nwant:\n%s", got, want)
	}
	if len(exception.Output) != 1 || exception.Output[0].Text != "about to fail\n" {
		t.Errorf("output %+v", exception.Output)
	}
}

func TestExceptionsCarryTheirData(t *testing.T) {
	m := must(monty.New("import json\njson.loads('{\"a\": }')", "data.py", nil, nil))
	defer m.Close()
	_, err := m.Run()
	data, ok := expectException(t, err, "json.JSONDecodeError", "").Data.(*monty.JSONErrorData)
	if !ok || data.Doc != `{"a": }` || data.Pos != 6 || data.Line != 1 || data.Column != 7 {
		t.Errorf("%+v", data)
	}
	m = must(monty.New("b'ab\\xff'.decode()", "data.py", nil, nil))
	defer m.Close()
	_, err = m.Run()
	unicode, ok := expectException(t, err, "UnicodeDecodeError", "").Data.(*monty.UnicodeErrorData)
	if !ok || unicode.Object != monty.Bytes("ab\xff") || unicode.Start != 2 || unicode.End != 3 {
		t.Errorf("%+v", unicode)
	}
}

func TestWrongInputsAreErrorsBeforeAnythingRuns(t *testing.T) {
	m := must(monty.New("print('ran')\na + b", "inputs.py", []string{"a", "b"}, nil))
	defer m.Close()
	var out bytes.Buffer
	for name, run := range map[string]func() (monty.Object, error){
		"too few":  func() (monty.Object, error) { return m.Run(1) },
		"too many": func() (monty.Object, error) { return m.Run(1, 2, 3) },
		"missing": func() (monty.Object, error) {
			return m.RunContext(t.Context(), monty.Inputs{"a": 1}, monty.WithStdout(&out))
		},
		"unknown": func() (monty.Object, error) { return m.RunContext(t.Context(), monty.Inputs{"a": 1, "b": 2, "c": 3}) },
		"repr":    func() (monty.Object, error) { return m.Run(monty.Repr("<gone>"), 2) },
	} {
		if o, err := run(); !errors.Is(err, monty.ErrBadInput) {
			t.Errorf("%s: %v, %v", name, o, err)
		}
	}
	if _, err := m.Run(1, make(chan int)); !errors.Is(err, monty.ErrBadInput) || !strings.Contains(err.Error(), "chan int") || !strings.Contains(err.Error(), `"b"`) {
		t.Errorf("unconvertible: %v", err)
	}
	if out.Len() > 0 {
		t.Error("the program ran")
	}
	if o, err := m.Run(1, 2); err != nil || o != I(3) {
		t.Errorf("afterwards: %v, %v", o, err)
	}
}

func TestBadAnswersLeaveTheSnapshotUsable(t *testing.T) {
	m := must(monty.New("host() + 1", "answers.py", nil, nil))
	defer m.Close()
	p := must(m.Start())
	s := p.Snapshot
	for name, answer := range map[string]func() (*monty.Progress, error){
		"unknown call id": func() (*monty.Progress, error) { return s.Resume(p.CallID+1, 1) },
		"repr":            func() (*monty.Progress, error) { return s.Resume(p.CallID, monty.Repr("x")) },
		"unknown exception": func() (*monty.Progress, error) {
			return s.ResumeException(p.CallID, monty.NewPythonError("NoSuchError", ""))
		},
		"not an OS call": func() (*monty.Progress, error) { return s.ResumeNotHandled(p.CallID) },
		"no exception":   func() (*monty.Progress, error) { return s.ResumeException(p.CallID, nil) },
	} {
		if _, err := answer(); !errors.Is(err, monty.ErrBadAnswer) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Resume(p.CallID, func() {}); err == nil {
		t.Error("a Go function became a Python value")
	}
	p, err := s.Resume(p.CallID, 41)
	if err != nil || p.Result != I(42) {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := s.Resume(0, 1); !errors.Is(err, monty.ErrSnapshotUsed) {
		t.Errorf("second answer: %v", err)
	}
}

func TestUseAfterCloseIsAnError(t *testing.T) {
	m := must(monty.New("host()", "closed.py", nil, nil))
	p := must(m.Start())
	for range 2 {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := m.Run(); !errors.Is(err, monty.ErrClosed) {
		t.Errorf("Run: %v", err)
	}
	if _, err := m.Dump(); !errors.Is(err, monty.ErrClosed) {
		t.Errorf("Dump: %v", err)
	}
	// A run that is under way does not need the handle.
	if p, err := p.Snapshot.Resume(p.CallID, 1); err != nil || p.Result != I(1) {
		t.Errorf("%+v, %v", p, err)
	}
	m = must(monty.New("host()", "closed.py", nil, nil))
	defer m.Close()
	p = must(m.Start())
	for range 2 {
		if err := p.Snapshot.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := p.Snapshot.Resume(p.CallID, 1); !errors.Is(err, monty.ErrClosed) {
		t.Errorf("Resume: %v", err)
	}
}

func TestACorruptDumpIsRefused(t *testing.T) {
	m := must(monty.New("x * 2", "dump.py", []string{"x"}, nil))
	defer m.Close()
	dump := must(m.Dump())
	for name, bad := range map[string][]byte{
		"empty": nil, "truncated": dump[:len(dump)-1], "header only": dump[:20], "foreign": []byte("not a dump at all"),
		"trailing": append(bytes.Clone(dump), 0),
	} {
		if _, err := monty.NewFromBytes(bad); !errors.Is(err, monty.ErrBadDump) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range dump {
		bad := bytes.Clone(dump)
		bad[i] ^= 1
		if _, err := monty.NewFromBytes(bad); !errors.Is(err, monty.ErrBadDump) {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
	restored := must(monty.NewFromBytes(dump))
	defer restored.Close()
	if o, err := restored.RunContext(t.Context(), monty.Inputs{"x": 21}); err != nil || o != I(42) {
		t.Errorf("%v, %v", o, err)
	}
}

func TestLimitsEndARun(t *testing.T) {
	for _, c := range []struct {
		name, source, typeName string
		limits                 monty.Limits
	}{
		{"time", "while True: pass", "TimeoutError", monty.Limits{MaxDuration: 20 * time.Millisecond}},
		{"time cannot be caught", "while True:\n    try:\n        while True: pass\n    except BaseException: pass", "TimeoutError",
			monty.Limits{MaxDuration: 20 * time.Millisecond}},
		{"turn", "while True: pass", "TimeoutError", monty.Limits{MaxTurnDuration: 20 * time.Millisecond, MaxDuration: monty.Unlimited}},
		{"recursion", "def f(): return f()\nf()", "RecursionError", monty.Limits{}},
		{"large allocation", "'x' * 10**9", "MemoryError", monty.Limits{}},
		{"output", "while True: print('x' * 1000)", "MemoryError", monty.Limits{MaxOutput: 10_000}},
		{"suspensions", "while True: host()", "RuntimeError", monty.Limits{MaxSuspensions: 10}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := must(monty.New(c.source, "limits.py", nil, nil, monty.WithLimits(c.limits),
				monty.WithFunctions(monty.Functions{"host": func(context.Context, *monty.Call) (any, error) { return nil, nil }})))
			defer m.Close()
			_, err := m.Run()
			expectException(t, err, c.typeName, "")
		})
	}
	t.Run("out of range", func(t *testing.T) {
		for _, limits := range []monty.Limits{{MaxDuration: -2}, {MaxRecursionDepth: 10_001}, {MaxRecursionDepth: monty.Unlimited}, {MaxOutput: -5},
			{MaxSource: 1<<20 + 1}, {MaxSource: monty.Unlimited}, {MaxDefNesting: -2}, {MaxSleep: -2}} {
			if _, err := monty.New("1", "limits.py", nil, nil, monty.WithLimits(limits)); err == nil {
				t.Errorf("%+v was taken", limits)
			}
		}
	})
	t.Run("source", func(t *testing.T) {
		var limit *monty.LimitError
		if _, err := monty.New(strings.Repeat("x = 1\n", 200_000), "long.py", nil, nil); !errors.As(err, &limit) {
			t.Errorf("%v", err)
		}
		short := monty.WithLimits(monty.Limits{MaxSource: 10})
		if _, err := monty.New("x = 1 + 2 + 3", "long.py", nil, nil, short); !errors.As(err, &limit) {
			t.Errorf("%v", err)
		}
		session := must(monty.NewSession("long.py", short))
		defer session.Close()
		if _, err := session.Feed("x = 1 + 2 + 3"); !errors.As(err, &limit) {
			t.Errorf("%v", err)
		}
		if o, err := session.Feed("1 + 2 + 3"); err != nil || o != I(6) {
			t.Errorf("%v, %v", o, err)
		}
	})
	t.Run("nested functions", func(t *testing.T) {
		nested := func(levels int) string {
			var b strings.Builder
			for i := range levels {
				b.WriteString(strings.Repeat(" ", i) + "def f():\n")
			}
			return b.String() + strings.Repeat(" ", levels) + "pass\n"
		}
		for _, c := range []struct{ limit, fits, refused int }{{0, 8, 9}, {3, 3, 4}, {12, 12, 13}, {monty.Unlimited, 12, 30}} {
			limits := monty.WithLimits(monty.Limits{MaxDefNesting: c.limit})
			if m, err := monty.New(nested(c.fits), "nested.py", nil, nil, limits); err != nil {
				t.Errorf("%d levels with limit %d: %v", c.fits, c.limit, err)
			} else {
				m.Close()
			}
			_, err := monty.New(nested(c.refused), "nested.py", nil, nil, limits)
			expectException(t, err, "SyntaxError", "functions are nested")
			session := must(monty.NewSession("nested.py", limits))
			_, err = session.Feed(nested(c.refused))
			expectException(t, err, "SyntaxError", "functions are nested")
			if _, err := session.Feed(nested(c.fits)); err != nil {
				t.Errorf("session: %d levels with limit %d: %v", c.fits, c.limit, err)
			}
			session.Close()
		}
	})
}

func TestEvalNeedsAnOption(t *testing.T) {
	_, err := monty.New("eval('1 + 1')", "eval.py", nil, nil)
	expectException(t, err, "SyntaxError", "eval")
	m := must(monty.New("eval('1 + 1')", "eval.py", nil, nil, monty.WithLimits(monty.Limits{AllowEval: true})))
	defer m.Close()
	if o, err := m.Run(); err != nil || o != I(2) {
		t.Errorf("%v, %v", o, err)
	}
}

func TestFailedAssertsExplainThemselves(t *testing.T) {
	m := must(monty.New("x = 3\nassert x == 4", "assert.py", nil, nil))
	defer m.Close()
	_, err := m.Run()
	expectException(t, err, "AssertionError", "3 == 4")
	bare := must(monty.New("x = 3\nassert x == 4", "assert.py", nil, nil, monty.WithAssertMessages(0)))
	defer bare.Close()
	_, err = bare.Run()
	if e := expectException(t, err, "AssertionError", ""); e.HasMessage {
		t.Errorf("%v", e)
	}
}

func TestContextsEndARun(t *testing.T) {
	m := must(monty.New("while True: pass", "deadline.py", nil, nil))
	defer m.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := m.RunContext(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("deadline: %v", err)
	}
	if _, err := m.RunContext(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("past deadline: %v", err)
	}
	m = must(monty.New("while True: host()", "cancel.py", nil, nil))
	defer m.Close()
	ctx, cancel = context.WithCancel(t.Context())
	defer cancel()
	_, err := m.RunContext(ctx, nil, monty.WithFunctions(monty.Functions{
		"host": func(context.Context, *monty.Call) (any, error) { cancel(); return nil, nil },
	}))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancel: %v", err)
	}
}

func TestHostFunctionFailuresBecomeExceptions(t *testing.T) {
	source := "try:\n    host(1)\nexcept Exception as e:\n    r = (type(e).__name__, str(e))\nr"
	m := must(monty.New(source, "failures.py", nil, nil))
	defer m.Close()
	for name, c := range map[string]struct {
		f    monty.HostFunction
		want string
	}{
		"error":         {func(context.Context, *monty.Call) (any, error) { return nil, errors.New("no such row") }, "('RuntimeError', 'no such row')"},
		"exception":     {func(context.Context, *monty.Call) (any, error) { return nil, monty.NewPythonError("KeyError", "k") }, `('KeyError', "'k'")`},
		"panic":         {func(context.Context, *monty.Call) (any, error) { panic("boom") }, "('RuntimeError', 'panic in host function host: boom')"},
		"nil exception": {func(context.Context, *monty.Call) (any, error) { var e *monty.PythonError; return 1, e }, "('RuntimeError', 'nil *monty.PythonError')"},
		"no value":      {func(context.Context, *monty.Call) (any, error) { return make(chan int), nil }, ""},
		"output only":   {func(context.Context, *monty.Call) (any, error) { return monty.Repr("x"), nil }, ""},
		"missing args":  {func(_ context.Context, c *monty.Call) (any, error) { var x int; return x, c.Arg(1, &x) }, "('TypeError', 'host() missing positional argument 2')"},
		"wrapped error": {func(context.Context, *monty.Call) (any, error) {
			return nil, fmt.Errorf("deep: %w", monty.NewPythonError("ValueError", "v"))
		}, "('ValueError', 'v')"},
	} {
		o, err := m.RunContext(t.Context(), nil, monty.WithFunctions(monty.Functions{"host": c.f}))
		if err != nil || c.want != "" && o.String() != c.want {
			t.Errorf("%s: %v, %v", name, o, err)
		}
	}
	for name, functions := range map[string]monty.Functions{
		"wrong form": {"host": func(chan int) {}}, "nil": {"host": monty.HostFunction(nil)}, "no UTF-8": {"\xff": monty.HostFunction(nil)},
	} {
		if _, err := m.RunContext(t.Context(), nil, monty.WithFunctions(functions)); err == nil {
			t.Errorf("%s: registered", name)
		}
	}
}

func TestAnExceptionThatLeavesTheCodeWrapsTheHostsError(t *testing.T) {
	noRow := errors.New("no such row")
	m := must(monty.New("try:\n    host()\nexcept RuntimeError:\n    pass\nhost()", "cause.py", nil, nil))
	defer m.Close()
	calls := 0
	_, err := m.RunContext(t.Context(), nil, monty.WithFunctions(monty.Functions{
		"host": func(context.Context, *monty.Call) (any, error) {
			calls++
			return nil, fmt.Errorf("call %d: %w", calls, noRow)
		},
	}))
	expectException(t, err, "RuntimeError", "call 2: no such row")
	if !errors.Is(err, noRow) {
		t.Errorf("%v lost its cause", err)
	}
}

func TestAKeyErrorShowsItsKeyAsPythonDoes(t *testing.T) {
	m := must(monty.New("{}['k']", "key.py", nil, nil))
	defer m.Close()
	_, err := m.Run()
	if e := expectException(t, err, "KeyError", "k"); e.Error() != "KeyError: 'k'" || e.Message != "k" {
		t.Errorf("%v, %q", e, e.Message)
	}
}

func TestUnmarshalIntoAnExactTypeNeedsNoJSONView(t *testing.T) {
	m := must(monty.New("{(1, 2): float('nan')}", "exact.py", nil, nil))
	defer m.Close()
	var d *monty.Dict
	if err := must(m.Run()).Unmarshal(&d); err != nil || d.Len() != 1 {
		t.Errorf("%v, %v", d, err)
	}
}

func TestOutputIsReportedAndWritten(t *testing.T) {
	source := "import sys\nprint('one')\nprint('two', file=sys.stderr)\nhost()\nprint('three', end='')"
	m := must(monty.New(source, "print.py", nil, nil))
	defer m.Close()
	p := must(m.Start())
	if fmt.Sprint(p.Output) != fmt.Sprint([]monty.Output{{Stream: monty.Stdout, Text: "one\n"}, {Stream: monty.Stderr, Text: "two\n"}}) {
		t.Errorf("%+v", p.Output)
	}
	p = must(p.Snapshot.Resume(p.CallID, nil))
	if len(p.Output) != 1 || p.Output[0].Text != "three" {
		t.Errorf("%+v", p.Output)
	}
	var stdout, stderr bytes.Buffer
	_, err := m.RunContext(t.Context(), nil, monty.WithStdout(&stdout), monty.WithStderr(&stderr),
		monty.WithFunctions(monty.Functions{"host": func(context.Context, *monty.Call) (any, error) {
			if stdout.String() != "one\n" {
				t.Errorf("written before the call: %q", stdout.String())
			}
			return nil, nil
		}}))
	if err != nil || stdout.String() != "one\nthree" || stderr.String() != "two\n" {
		t.Errorf("%q %q %v", stdout.String(), stderr.String(), err)
	}
	_, err = m.RunContext(t.Context(), nil, monty.WithStdout(failingWriter{}))
	if !errors.Is(err, errDisk) {
		t.Errorf("%v", err)
	}
}

var errDisk = errors.New("disk full")

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errDisk }

func TestTrafficIsCounted(t *testing.T) {
	var traffic monty.Traffic
	m := must(monty.New("host('x' * 1000)", "traffic.py", nil, nil, monty.WithTraffic(&traffic)))
	defer m.Close()
	p := must(m.Start())
	must(p.Snapshot.Resume(p.CallID, strings.Repeat("y", 2000)))
	if traffic.Calls != 2 || traffic.BytesIn < 2000 || traffic.BytesIn > 2100 || traffic.BytesOut < 3000 || traffic.BytesOut > 3200 {
		t.Errorf("%+v", traffic)
	}
}
