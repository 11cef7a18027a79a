// Host modules: importing them, their functions and values, and what cannot be one.

package monty_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

func tools() monty.Modules {
	return monty.Modules{
		"tools": {
			"add": func(a, b int) int { return a + b }, "VERSION": "1.2", "limits": []int{1, 2},
			"greet": monty.Func(func(name string, polite bool) string { return name }, "name", "polite=False").WithDoc("Greets."),
			"fail":  func() error { return monty.NewPythonError("ValueError", "bad input") },
			"inner": monty.Members{"name": func(_ context.Context, call *monty.Call) (any, error) { return call.Name, nil }, "none": nil},
		},
		"tools.text":     {"upper": strings.ToUpper},
		"deep.down.here": {"X": 1},
	}
}

func TestModulesAreImported(t *testing.T) {
	for code, want := range map[string]string{
		"import tools\ntools.add(2, 3)":                                                           "5",
		"import tools as t\nt.VERSION, t.limits":                                                  "('1.2', [1, 2])",
		"from tools import add as plus, VERSION\n(plus(1, plus(2, 3)), VERSION)":                  "(6, '1.2')",
		"import tools.text\ntools.text.upper('ab')":                                               "'AB'",
		"from tools.text import upper\nupper('ab')":                                               "'AB'",
		"from tools import text, inner\n(text.upper('a'), inner.name(), inner.none)":              "('A', 'tools.inner.name', None)",
		"import deep.down.here as h\nh.X":                                                         "1",
		"import deep\ndeep.down.here.X":                                                           "1",
		"from tools import greet\n(greet('a'), greet(polite=True, name='b'))":                     "('a', 'b')",
		"import tools\n(type(tools).__name__, repr(tools), hasattr(tools, 'nope'))":               `('module', "<module 'tools'>", False)`,
		"import tools\n[f(1, 2) for f in [tools.add, tools.add]]":                                 "[3, 3]",
		"def f():\n    from tools import add\n    return add(1, 1)\nf()":                          "2",
		"import tools\ntools.limits.append(3)\nimport tools as t\n(tools.limits, t.limits)":       "([1, 2, 3], [1, 2])",
		"import tools\ntry:\n    tools.fail()\nexcept ValueError as e:\n    r = str(e)\nr":        "'bad input'",
		"import asyncio, tools\nasync def f():\n    return await tools.later()\nasyncio.run(f())": "'done'",
	} {
		modules := tools()
		modules["tools"]["later"] = func() *monty.Future { return monty.Go(func() (any, error) { return "done", nil }) }
		program := must(monty.New(code, "modules.py", nil, nil, monty.WithModules(modules)))
		for range 2 {
			if out, err := program.Run(); err != nil || out.String() != want {
				t.Errorf("%s: %v, %v", code, out, err)
			}
		}
		program.Close()
	}
	for code, want := range map[string]string{
		"import nope":                          "ModuleNotFoundError: No module named 'nope'",
		"import tools.nope":                    "ModuleNotFoundError: No module named 'tools.nope'",
		"import tools.VERSION":                 "ModuleNotFoundError: No module named 'tools.VERSION'",
		"from tools import nope":               "ImportError: cannot import name 'nope' from 'tools' (unknown location)",
		"import tools\ntools.nope":             "AttributeError: module 'tools' has no attribute 'nope'",
		"import tools\ntools.add('a', 1)":      "TypeError: tools.add() argument 1 must be int, not str",
		"import tools\nadd(1, 2)":              "NameError: name 'add' is not defined",
		"import tools\ntools.fail()":           "ValueError: bad input",
		"import tools\ntools.limits.append(x)": "NameError: name 'x' is not defined",
	} {
		program := must(monty.New(code, "modules.py", nil, nil, monty.WithModules(tools())))
		out, err := program.Run()
		var exception *monty.PythonError
		if !errors.As(err, &exception) || !strings.HasPrefix(exception.Error(), want) {
			t.Errorf("%s: %v, %v", code, out, err)
		}
		program.Close()
	}
}

func TestLaterModulesTakeTheirPlace(t *testing.T) {
	program := must(monty.New("import a, b\n(a.x, b.x)", "modules.py", nil, nil,
		monty.WithModules(monty.Modules{"a": {"x": 1}, "b": {"x": 1}}), monty.WithModules(monty.Modules{"b": {"x": 2}})))
	defer program.Close()
	if out, err := program.Run(); err != nil || out.String() != "(1, 2)" {
		t.Errorf("%v, %v", out, err)
	}
	if out, err := program.RunContext(t.Context(), nil, monty.WithModules(monty.Modules{"a": {"x": 3}})); err != nil || out.String() != "(3, 2)" {
		t.Errorf("%v, %v", out, err)
	}
	// Handlers serve what is no module.
	handler := monty.OSHandlerFunc(func(_ context.Context, call *monty.OSCall) (any, error) {
		if call.Name != "import" || call.Args[0] != S("c") {
			return nil, monty.ErrNotHandled
		}
		return &monty.Module{Name: "c", ID: monty.NewUUID()}, nil
	})
	other := must(monty.New("import a, c\n(a.x, c)", "modules.py", nil, nil, monty.WithModules(monty.Modules{"a": {"x": 1}}), monty.WithOS(handler)))
	defer other.Close()
	if out, err := other.Run(); err != nil || out.String() != "(1, <module 'c'>)" {
		t.Errorf("%v, %v", out, err)
	}
}

// A module leaves the sandbox with an identity that is the same in each run.
func TestModulesKeepTheirIdentity(t *testing.T) {
	ids := map[monty.UUID]bool{}
	for range 2 {
		program := must(monty.New("import tools\ntools", "modules.py", nil, nil, monty.WithModules(tools())))
		out := must(program.Run()).(*monty.Module)
		ids[out.ID] = true
		program.Close()
		text, _ := out.Get("text")
		if out.Name != "tools" || text.(*monty.Module).Name != "tools.text" || text.(*monty.Module).ID == out.ID {
			t.Errorf("%v", out)
		}
		if greet, _ := out.Get("greet"); greet != (monty.Function{Name: "tools.greet"}) { // the interpreter drops the docstring
			t.Errorf("%#v", greet)
		}
	}
	if len(ids) != 1 {
		t.Errorf("%v", ids)
	}
}

func TestBadModulesAreRefused(t *testing.T) {
	for name, modules := range map[string]monty.Modules{
		"no name":                     {"": {}},
		"no identifier":               {"a-b": {}},
		"an empty part":               {"a..b": {}},
		"a member without a name":     {"a": {"": 1}},
		"a member that is no name":    {"a": {"1x": 1}},
		"a value that cannot cross":   {"a": {"x": make(chan int)}},
		"a function that cannot be":   {"a": {"f": func(chan int) {}}},
		"a nil function":              {"a": {"f": (func())(nil)}},
		"a submodule and a value":     {"a": {"b": 1}, "a.b": {}},
		"a submodule below a value":   {"a": {"b": 1}, "a.b.c": {}},
		"submodules of both ways":     {"a": {"b": monty.Members{"x": 1}}, "a.b": {"x": 2}},
		"a module of the interpreter": {"json": {}},
		"a submodule of one":          {"os.extra": {}},
	} {
		if _, err := monty.New("1", "modules.py", nil, nil, monty.WithModules(modules)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

// The list of names that host modules cannot have is what the interpreter imports by itself.
func TestTheInterpretersModulesNeedNoHost(t *testing.T) {
	for _, name := range []string{
		"asyncio", "base64", "binascii", "bisect", "collections", "copy", "csv", "dataclasses", "datetime", "decimal",
		"functools", "hashlib", "itertools", "json", "math", "os", "pathlib", "posixpath", "random", "re", "sys", "time",
		"tomllib", "typing", "unicodedata",
	} {
		if _, err := runOS(t, "import "+name, monty.OSHandlerFunc(func(_ context.Context, call *monty.OSCall) (any, error) {
			return nil, errors.New(name)
		})); err != nil {
			t.Errorf("%v", err)
		}
		if _, err := monty.New("1", "modules.py", nil, nil, monty.WithModules(monty.Modules{name: {}})); err == nil {
			t.Errorf("a module %s is accepted", name)
		}
	}
}
