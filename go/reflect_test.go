// Go functions of any type as host functions: what they take, what they return, and what is refused when they are registered.

package monty_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// callPython runs one expression with the functions.
func callPython(t *testing.T, functions monty.Functions, code string) (monty.Object, error) {
	t.Helper()
	m := must(monty.New(code, "call.py", nil, nil))
	defer m.Close()
	return m.RunContext(t.Context(), nil, monty.WithFunctions(functions))
}

// words prints values with spaces between them.
func words(values ...any) string { return strings.TrimSuffix(fmt.Sprintln(values...), "\n") }

type spot struct {
	X, Y int
	Name string `json:"name,omitempty"`
}

type searchOptions struct {
	monty.Keywords
	Limit int           `monty:"limit,default=10"`
	Lang  string        `monty:"lang,default=en"`
	After *time.Time    `monty:"after"`
	Every time.Duration `json:"every"`
	Deep  bool          `monty:"deep,default=True"`
}

type requiredOptions struct {
	monty.Keywords
	Key  string `monty:"key,required"`
	Mode string `monty:"mode,required"`
}

type level uint8

func TestFunctionsOfManyTypes(t *testing.T) {
	functions := monty.Functions{
		"nothing": func() {},
		"zero":    func() int { return 0 },
		"fails":   func() error { return nil },
		"add":     func(a, b int) int { return a + b },
		"half":    func(x float64) float64 { return x / 2 },
		"divide":  func(a, b int) (int, error) { return a / b, nil },
		"join":    func(separator string, parts ...string) string { return strings.Join(parts, separator) },
		"total": func(xs []float64) (sum float64) {
			for _, x := range xs {
				sum += x
			}
			return sum
		},
		"norm":     func(p spot) int { return p.X*p.X + p.Y*p.Y },
		"move":     func(p *spot, by int) *spot { return &spot{p.X + by, p.Y + by, p.Name} },
		"maybe":    func(p *spot) bool { return p == nil },
		"count":    func(words map[string]int) int { return len(words) },
		"big":      func(n *big.Int) *big.Int { return new(big.Int).Mul(n, n) },
		"later":    func(at time.Time, by time.Duration) time.Time { return at.Add(by) },
		"raw":      func(o monty.Object) string { return o.TypeName() },
		"value":    func(v any) string { return fmt.Sprintf("%T", v) },
		"dictOnly": func(d *monty.Dict) int { return d.Len() },
		"level":    func(l level) level { return l + 1 },
		"ctx":      func(ctx context.Context, x int) bool { return ctx != nil && x == 1 },
		"whole":    func(c *monty.Call) string { return words(c.Name, len(c.Args), len(c.Kwargs)) },
		"both":     func(_ context.Context, c *monty.Call, x int) string { return words(c.Name, x) },
		"search": func(q string, o searchOptions) string {
			return words(q, o.Limit, o.Lang, o.After, o.Every, o.Deep)
		},
		"options": func(k monty.Kwargs, rest ...int) string { return words(k["a"], len(k), rest) },
		"named":   monty.Func(func(a int, b string) string { return words(a, b) }, "a", "b='x'"),
		"keyword": monty.Func(func(a, b int) int { return 10*a + b }, "a", "*", "b=2"),
		"rest":    monty.Func(func(a int, k monty.Kwargs, r ...int) string { return fmt.Sprint(a, k["z"], r) }, "a=1", "*r", "**k"),
		"fast":    func(_ context.Context, c *monty.Call) (any, error) { return c.Args[0], nil },
	}
	for code, want := range map[string]string{
		"nothing()":                "None",
		"zero()":                   "0",
		"fails()":                  "None",
		"add(2, 3)":                "5",
		"half(3.0)":                "1.5",
		"half(3)":                  "1.5",
		"divide(7, 2)":             "3",
		"join('-')":                "''",
		"join('-', 'a', 'b', 'c')": "'a-b-c'",
		"total([1.5, 2, 3])":       "6.5",
		"norm({'X': 3, 'Y': 4})":   "25",
		"norm((3, 4, 'p'))":        "25",
		"move({'X': 1, 'Y': 2, 'name': 'p'}, by)": "",
		"move({'X': 1, 'Y': 2, 'name': 'p'}, 1)":  "{'X': 2, 'Y': 3, 'name': 'p'}",
		"[maybe(None), maybe({'X': 1, 'Y': 2})]":  "[True, False]",
		"count({'a': 1, 'b': 2})":                 "2",
		"big(10**20)":                             "10000000000000000000000000000000000000000",
		"raw((1, 2))":                             "'tuple'",
		"value((1, 2))":                           "'*monty.Tuple'",
		"dictOnly({1: 2})":                        "1",
		"level(254)":                              "255",
		"ctx(1)":                                  "True",
		"whole(1, 2, a=3)":                        "'whole 2 1'",
		"both(5)":                                 "'both 5'",
		"search('q')":                             "'q 10 en <nil> 0s true'",
		"search('q', lang='de', limit=3)":         "'q 3 de <nil> 0s true'",
		"search('q', deep=False, after=None)":     "'q 10 en <nil> 0s false'",
		"options()":                               "'<nil> 0 []'",
		"options(1, 2, a='x', b=2)":               "\"'x' 2 [1 2]\"",
		"named(1)":                                "'1 x'",
		"named(b='y', a=2)":                       "'2 y'",
		"named(1, b='z')":                         "'1 z'",
		"keyword(1)":                              "12",
		"keyword(1, b=3)":                         "13",
		"rest()":                                  "'1 <nil> []'",
		"rest(2, 3, 4, z=5)":                      "'2 5 [3 4]'",
		"fast([1])":                               "[1]",
		"[f(1, 2) for f in [add, add]]":           "[3, 3]",
	} {
		if want == "" {
			continue
		}
		got, err := callPython(t, functions, code)
		if err != nil || got.String() != want {
			t.Errorf("%s = %v, %v, want %s", code, got, err, want)
		}
	}
	got, err := callPython(t, functions, "import datetime\nlater(datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc), datetime.timedelta(days=1)).isoformat()")
	if err != nil || got != S("2026-01-03T00:00:00+00:00") {
		t.Errorf("%v, %v", got, err)
	}
}

func TestArgumentsOfTheWrongTypeAreTypeErrors(t *testing.T) {
	functions := monty.Functions{
		"add":     monty.Func(func(a, b int) int { return a + b }, "a", "b"),
		"plain":   func(a int, xs ...int8) int { return a },
		"points":  monty.Func(func(p []spot) int { return len(p) }, "points"),
		"search":  func(q string, o searchOptions) string { return q },
		"half":    func(x float64) float64 { return x / 2 },
		"pointer": func(p *spot) int { return p.X },
	}
	for code, want := range map[string]string{
		"add(1, 'x')":                            "TypeError: add() argument 'b' must be int, not str",
		"add(True, 1)":                           "TypeError: add() argument 'a' must be int, not bool",
		"add(1.0, 1)":                            "TypeError: add() argument 'a' must be int, not float",
		"add(None, 1)":                           "TypeError: add() argument 'a' must be int, not NoneType",
		"add(10**20, 1)":                         "OverflowError: add() argument 'a': 100000000000000000000 is out of range",
		"plain('x')":                             "TypeError: plain() argument 1 must be int, not str",
		"plain(1, 2, [])":                        "TypeError: plain() argument 3 must be int, not list",
		"plain(1, 2, 300)":                       "OverflowError: plain() argument 3: 300 is out of range",
		"points((1, 2))":                         "TypeError: points() argument 'points' must be list, not tuple",
		"points([{'X': 1, 'Y': 2}, {'X': 'a'}])": "TypeError: points() argument 'points': [1].X must be int, not str",
		"points([{'X': 1}])":                     "TypeError: points() argument 'points': ",
		"search('q', limit='many')":              "TypeError: search() argument 'limit' must be int, not str",
		"half(2**53 + 1)":                        "TypeError: half() argument 1: 9007199254740993 is between two floats",
		"half('1.5')":                            "TypeError: half() argument 1 must be float, not str",
	} {
		_, err := callPython(t, functions, code)
		var exception *monty.PythonError
		if !errors.As(err, &exception) || !strings.HasPrefix(exception.Error(), want) {
			t.Errorf("%s: %v, want %s", code, err, want)
		}
	}
}

func TestWhatCannotBeAHostFunctionIsRefusedWhenRegistered(t *testing.T) {
	for _, test := range []struct {
		function any
		want     string
	}{
		{nil, `function "f": it is nil`},
		{(func(int) int)(nil), `function "f": it is nil`},
		{monty.HostFunction(nil), `function "f": it is nil`},
		{monty.Func(nil), `function "f": it is nil`},
		{7, `function "f": it is a Go value of type int, not a function`},
		{func(chan int) {}, `function "f": parameter 1 (chan int): Python has nothing that becomes a chan`},
		{func(int, func()) {}, `function "f": parameter 2 (func()): Python has nothing that becomes a func`},
		{func(int, map[string][]chan int) {}, `function "f": parameter 2 (map[string][]chan int): Python has nothing that becomes a chan`},
		{func(...chan int) {}, `function "f": parameter 1 (...chan int): `},
		{func(int, context.Context) {}, `function "f": parameter 2 (context.Context) has to come first`},
		{func(int, *monty.Call) {}, `function "f": parameter 2 (*monty.Call) has to come first`},
		{func(monty.Kwargs, int) {}, `function "f": parameter 2 (int) comes after the keyword arguments`},
		{func(struct {
			monty.Keywords
			F func() `monty:"f"`
		}) {
		}, `F`},
		{func(struct {
			monty.Keywords
			Limit int `monty:"limit,default=many"`
		}) {
		}, `limit: the default "many" is not supported`},
		{func(struct {
			monty.Keywords
			Limit int `monty:"limit,default=True"`
		}) {
		}, `limit: the default True does not fit: `},
		{func(struct {
			monty.Keywords
			Class int `monty:"class"`
		}) {
		}, `"class" is no Python name`},
		{func() (int, int) { return 0, 0 }, `it returns 2 results`},
		{func() (int, int, error) { return 0, 0, nil }, `it returns 3 results`},
		//lint:ignore ST1008 an error that is not last is what is tested
		{func() (error, int) { return nil, 0 }, `it returns 2 results`},
		{func() chan int { return nil }, `result (chan int): Python has nothing for a chan`},
		{func() *big.Rat { return nil }, `result`},
		{monty.Func(func(a int) {}, "a", "b"), `2 parameters are named, but func(int) has 1`},
		{monty.Func(func(a, b int) {}, "a"), `1 parameters are named, but func(int, int) has 2`},
		{monty.Func(func(a, b int) {}, "a", "a"), `the name occurs twice`},
		{monty.Func(func(a, b int) {}, "a=1", "b"), `one without a default follows one with a default`},
		{monty.Func(func(a int) {}, "a='x'"), `parameter 'a': the default 'x' does not fit`},
		{monty.Func(func(a int) {}, "a=b"), `the default "b" is not supported`},
		{monty.Func(func(a int) {}, "not"), `"not" is no Python name`},
		{monty.Func(func(a int) {}, "a", "*rest"), `'*rest' is named, but func(int) is not variadic`},
		{monty.Func(func(a int) {}, "a", "**rest"), `'**rest' is named, but func(int) has no monty.Kwargs`},
		{monty.Func(func(a int, o searchOptions) {}, "limit"), `'limit' is both a parameter and a field of the keyword struct`},
		{monty.Func(func(context.Context, *monty.Call) (any, error) { return nil, nil }, "1"), `"1" is no Python name`},
	} {
		for _, where := range []string{"New", "RunContext"} {
			var err error
			if where == "New" {
				_, err = monty.New("f()", "x.py", nil, nil, monty.WithFunctions(monty.Functions{"f": test.function}))
			} else {
				_, err = callPython(t, monty.Functions{"f": test.function}, "f()")
			}
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), `function "f"`) {
				t.Errorf("%s of %T: %v, want %s", where, test.function, err, test.want)
			}
		}
	}
}

func TestRegisteringLeavesTheCallersMapAlone(t *testing.T) {
	add := func(a, b int) int { return a + b }
	functions := monty.Functions{"add": add}
	if out, err := callPython(t, functions, "add(1, 2)"); err != nil || out != I(3) {
		t.Fatalf("%v, %v", out, err)
	}
	if reflect.TypeOf(functions["add"]) != reflect.TypeOf(add) {
		t.Errorf("the map has now a %T", functions["add"])
	}
}

func TestErrorsAndPanicsOfGoFunctionsAreExceptions(t *testing.T) {
	functions := monty.Functions{
		"python":  func() (int, error) { return 0, monty.NewPythonError("KeyError", "k") },
		"wrapped": func() error { return fmt.Errorf("layer: %w", monty.PermissionError.New("no")) },
		"plain":   func() error { return fmt.Errorf("reading: %w", io.ErrUnexpectedEOF) },
		"panics":  func(xs []int) int { return xs[5] },
		"result":  func() any { return make(chan int) },
		"path":    func() error { return &fs.PathError{Op: "open", Path: "x", Err: fs.ErrNotExist} },
	}
	for code, want := range map[string]string{
		"python()":   "KeyError: 'k'",
		"wrapped()":  "PermissionError: no",
		"plain()":    "RuntimeError: reading: unexpected EOF",
		"panics([])": "RuntimeError: panic in host function panics: runtime error: index out of range [5] with length 0",
		"result()":   "RuntimeError: result of host function result: ",
		"path()":     "RuntimeError: open x: file does not exist",
	} {
		_, err := callPython(t, functions, code)
		var exception *monty.PythonError
		if !errors.As(err, &exception) || !strings.HasPrefix(exception.Error(), want) {
			t.Errorf("%s: %v, want %s", code, err, want)
		}
	}
	if _, err := callPython(t, functions, "plain()"); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the cause is lost in %v", err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	m := must(monty.New("try:\n    stop()\nexcept BaseException:\n    pass\n'went on'", "stop.py", nil, nil))
	defer m.Close()
	out, err := m.RunContext(ctx, nil, monty.WithFunctions(monty.Functions{
		"stop": func(ctx context.Context) error { cancel(); return ctx.Err() },
	}))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", out, err)
	}
}

func TestFunctionsThatReturnFutures(t *testing.T) {
	functions := monty.Functions{
		"fetch": func(x int) *monty.Future { return monty.Go(func() (any, error) { return x * x, nil }) },
		"check": func(x int) (*monty.Future, error) {
			if x < 0 {
				return nil, monty.ValueError.New("negative")
			}
			return monty.Go(func() (any, error) { return nil, monty.KeyError.New("later") }), nil
		},
	}
	for code, want := range map[string]string{
		"async def main():\n    return await asyncio.gather(*[fetch(i) for i in range(4)])": "[0, 1, 4, 9]",
		"async def main():\n    return await fetch(5)":                                      "25",
		"async def main():\n    return await check(-1)":                                     "ValueError: negative",
		"async def main():\n    return await check(1)":                                      "KeyError: 'later'",
	} {
		out, err := callPython(t, functions, "import asyncio\n"+code+"\nasyncio.run(main())")
		got := fmt.Sprint(out)
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}

func TestBindAndKwarg(t *testing.T) {
	functions := monty.Functions{
		"bind": func(_ context.Context, call *monty.Call) (any, error) {
			var query, lang string
			limit := -1
			if err := call.Bind("query, limit=10, *, lang='en'", &query, &limit, &lang); err != nil {
				return nil, err
			}
			return words(query, limit, lang), nil
		},
		"kwarg": func(_ context.Context, call *monty.Call) (any, error) {
			n := 7
			found, err := call.Kwarg("n", &n)
			return words(found, n), err
		},
		"wrong": func(_ context.Context, call *monty.Call) (any, error) { return nil, call.Bind("a, b", new(int)) },
		"value": func(_ context.Context, call *monty.Call) (any, error) { return nil, call.Bind("a", 5) },
		"parse": func(_ context.Context, call *monty.Call) (any, error) { return nil, call.Bind("a b", new(int)) },
		"stars": func(_ context.Context, call *monty.Call) (any, error) { return nil, call.Bind("a, *b", new(int)) },
	}
	for code, want := range map[string]string{
		"bind('q')":                "'q 10 en'",
		"bind('q', 3, lang='de')":  "'q 3 de'",
		"bind(limit=4, query='r')": "'r 4 en'",
		"bind('q', 1, 'de')":       "TypeError: bind() takes from 1 to 2 positional arguments but 3 were given",
		"bind()":                   "TypeError: bind() missing 1 required positional argument: 'query'",
		"bind('q', lang=1)":        "TypeError: bind() argument 'lang' must be str, not int",
		"kwarg()":                  "'false 7'",
		"kwarg(m=1, n=2)":          "'true 2'",
		"kwarg(n='x')":             "TypeError: kwarg() argument 'n': ",
		"wrong(1, 2)":              "RuntimeError: monty: Bind of wrong: 1 targets for 2 parameters",
		"value(1)":                 "RuntimeError: monty: Bind of value: target 1 is a int, not a pointer to a variable",
		"parse(1)":                 "RuntimeError: monty: Bind of parse: parameter \"a b\": \"a b\" is no Python name",
		"stars(1)":                 "RuntimeError: monty: Bind of stars: there is no target for *name and **name",
	} {
		out, err := callPython(t, functions, code)
		got := fmt.Sprint(out)
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}

func TestStepsCallTheFunctionsToo(t *testing.T) {
	functions := monty.Functions{
		"add":  monty.Func(func(a, b int) int { return a + b }, "a", "b=1"),
		"fail": func() error { return fmt.Errorf("lost: %w", io.EOF) },
		"boom": func() { panic("inside") },
		"bad":  func(chan int) {},
	}
	for code, want := range map[string]string{
		"add(1, b=2)": "3",
		"add()":       "TypeError: add() missing 1 required positional argument: 'a'",
		"fail()":      "RuntimeError: lost: EOF",
		"boom()":      "RuntimeError: panic in host function boom: inside",
		"other()":     "NameError: name 'other' is not defined",
		"bad(1)":      "RuntimeError: monty: function \"bad\": parameter 1 (chan int): ",
	} {
		m := must(monty.New(code, "steps.py", nil, []string{"add", "fail", "boom", "other", "bad"}))
		p := must(m.Start())
		value, err := functions.Call(t.Context(), p)
		if err != nil {
			p, err = p.Snapshot.ResumeException(p.CallID, monty.ToPythonError(err))
		} else {
			p, err = p.Snapshot.Resume(p.CallID, value)
		}
		m.Close()
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			got = p.Result.String()
		}
		if !strings.HasPrefix(got, want) {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}
