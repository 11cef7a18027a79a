// Exception types: the hierarchy is CPython's, errors.Is follows it, and host functions raise any of them.

package monty_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"slices"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

// python3 is the CPython that results are compared with.
func python3(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Fatalf("this test compares with CPython: %v", err)
	}
	return path
}

func exceptionTable(t *testing.T, into any, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

func TestEveryExceptionOfTheInterpreterHasAType(t *testing.T) {
	var names struct{ Exceptions []string }
	exceptionTable(t, &names, "../schema/names.json")
	var bases map[string][]string
	exceptionTable(t, &bases, "../schema/exceptions.json")
	if want := slices.Sorted(slices.Values(names.Exceptions)); !slices.Equal(slices.Sorted(maps.Keys(bases)), want) {
		t.Errorf("schema/exceptions.json has other names than schema/names.json:\n%q\n%q", slices.Sorted(maps.Keys(bases)), want)
	}
	for _, name := range names.Exceptions {
		typ, ok := monty.ExceptionTypeByName(name)
		if !ok || typ.Name() != name || typ.Error() != name {
			t.Errorf("%s: %v, %t", name, typ, ok)
		}
	}
	if _, ok := monty.ExceptionTypeByName("MyError"); ok {
		t.Error("MyError is known")
	}
}

// cpythonHierarchy prints, for every pair of exception types, whether the first is a subclass of the second.
const cpythonHierarchy = `
import builtins, importlib, json, sys
elsewhere = {"FrozenInstanceError": "dataclasses.FrozenInstanceError"}
private = {"decimal.ConversionSyntax", "decimal.DivisionImpossible", "decimal.DivisionUndefined", "decimal.InvalidContext"}
def find(name):
    module, _, bare = elsewhere.get(name, name).rpartition(".")
    if name == "re.PatternError" and not hasattr(importlib.import_module("re"), bare):
        bare = "error"  # its name before Python 3.13
    if module == "decimal":  # only the Python implementation shows all signals
        module = "_pydecimal"
    return getattr(importlib.import_module(module), bare) if module else getattr(builtins, bare)
classes = {name: find(name) for name in json.load(sys.stdin)}
json.dump([a + " " + b for a in classes for b in classes if issubclass(classes[a], classes[b])], sys.stdout)
`

func TestTheHierarchyIsThatOfCPython(t *testing.T) {
	var names struct{ Exceptions []string }
	exceptionTable(t, &names, "../schema/names.json")
	command := exec.Command(python3(t), "-c", cpythonHierarchy)
	stdin := must(command.StdinPipe())
	go func() {
		defer stdin.Close()
		_ = json.NewEncoder(stdin).Encode(names.Exceptions)
	}()
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var pairs []string
	if err := json.Unmarshal(output, &pairs); err != nil {
		t.Fatal(err)
	}
	if len(pairs) < 2*len(names.Exceptions) {
		t.Fatalf("only %d pairs", len(pairs))
	}
	for _, a := range names.Exceptions {
		for _, b := range names.Exceptions {
			typ, _ := monty.ExceptionTypeByName(a)
			of, _ := monty.ExceptionTypeByName(b)
			want := slices.Contains(pairs, a+" "+b)
			if got := typ.IsSubclass(of); got != want {
				t.Errorf("%s is a subclass of %s: %t, in CPython %t", a, b, got, want)
			}
			if got := errors.Is(&monty.PythonError{Type: a}, of); got != want {
				t.Errorf("errors.Is(%s, %s) = %t, in CPython %t", a, b, got, want)
			}
		}
	}
}

func TestErrorsIsFollowsTheHierarchy(t *testing.T) {
	m := must(monty.New("{}['k']", "key.py", nil, nil))
	defer m.Close()
	_, err := m.Run()
	wrapped := fmt.Errorf("rule 7: %w", err)
	for _, typ := range []*monty.ExceptionType{monty.KeyError, monty.LookupError, monty.AnyException, monty.BaseException} {
		if !errors.Is(wrapped, typ) {
			t.Errorf("%v is no %v", wrapped, typ)
		}
	}
	for _, other := range []error{monty.IndexError, monty.ValueError, monty.ErrClosed, (*monty.ExceptionType)(nil)} {
		if errors.Is(wrapped, other) {
			t.Errorf("%v is a %v", wrapped, other)
		}
	}
	var exception *monty.PythonError
	if !errors.As(wrapped, &exception) || exception.ExceptionType() != monty.KeyError {
		t.Errorf("%v", exception)
	}
	if errors.Is(&monty.PythonError{Type: "MyError"}, monty.BaseException) || errors.Is((*monty.PythonError)(nil), monty.BaseException) {
		t.Error("an unknown type is in the hierarchy")
	}
	if !errors.Is(monty.DecimalOverflow, monty.ArithmeticError) || errors.Is(monty.LookupError, monty.KeyError) {
		t.Error("types do not compare as classes do")
	}
}

// Law: an exception of any type, raised from Go, is caught in Python by that type, and comes back to Go as that type with the
// error behind it.
func TestEveryTypeIsRaisedFromGo(t *testing.T) {
	var names struct{ Exceptions []string }
	exceptionTable(t, &names, "../schema/names.json")
	m := must(monty.New("fail()", "raise.py", nil, nil))
	defer m.Close()
	for _, name := range names.Exceptions {
		typ, _ := monty.ExceptionTypeByName(name)
		for _, test := range []struct {
			raise   error
			message string
		}{
			{typ, ""},
			{typ.New("m"), "m"},
			{typ.Newf("open %s: %w", "x", fs.ErrNotExist), "open x: file does not exist"},
			{typ.Wrap(fs.ErrNotExist), "file does not exist"},
			{fmt.Errorf("in layers: %w", typ.New("m")), "m"},
			{fmt.Errorf("in layers: %w", typ), "in layers: " + name},
		} {
			_, err := m.RunContext(t.Context(), nil, monty.WithFunctions(monty.Functions{
				"fail": func(context.Context, *monty.Call) (any, error) { return nil, test.raise },
			}))
			var exception *monty.PythonError
			if !errors.As(err, &exception) || exception.ExceptionType() != typ || exception.Message != test.message {
				t.Errorf("%v: %v", test.raise, err)
			}
			if errors.Is(err, fs.ErrNotExist) != errors.Is(test.raise, fs.ErrNotExist) {
				t.Errorf("%v: the cause is lost in %v", test.raise, err)
			}
		}
	}
}
