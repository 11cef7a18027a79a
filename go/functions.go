// Host functions: Go functions that Python calls during Run.

package monty

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// Functions are the Go functions that Python may call, by the names that Python calls them: any Go functions, or a [FuncSpec]
// that gives the parameters names and defaults.
//
//	monty.Functions{
//		"add":    func(a, b int) int { return a + b },
//		"read":   func(ctx context.Context, path string) ([]byte, error) { ... },
//		"search": monty.Func(search, "query", "limit=10"),
//	}
//
// Arguments are converted exactly, as by [As], except that a parameter of a float type takes an int, too. A first parameter
// of type context.Context gets the context of the run, the next one of type *Call the call itself. A variadic parameter takes
// the remaining positional arguments; [Kwargs], or a struct with [Keywords], as the last parameter before it takes keyword
// arguments. A function returns nothing (None), a value, an error, or a value and an error. Values are converted by
// [ToObject]; a [*Future] is a result that comes later. A [HostFunction] is called without reflection.
//
// Functions that cannot be called from Python are refused when they are registered. Calls that do not fit raise TypeError
// with Python's words.
//
// An error that is, or wraps, a [*PythonError] or an [*ExceptionType] is raised as that exception; an error of the context
// ends the run; any other error, a panic, and a result that cannot be converted are raised as RuntimeError with the error's
// text.
//
// If Python awaits the call at once, as in `await f()`, it gets the result of an ordinary function there; in asyncio.gather
// the function must return a future. The context is the run's, and is cancelled when the run is over.
type Functions map[string]any

// HostFunction is the form of a Go function that Python can call.
type HostFunction = func(ctx context.Context, call *Call) (any, error)

// Call is one call of a host function.
type Call struct {
	// Name is the function's name.
	Name string
	// Args and Kwargs are the arguments.
	Args   []Object
	Kwargs []KV
	// ID identifies the call within its run.
	ID uint32
	// Position is where in the source the call stands.
	Position Position
}

// Arg stores the i-th positional argument in target, as [Object.Unmarshal] does. A missing argument is a TypeError with
// Python's words.
func (c *Call) Arg(i int, target any) error {
	if i < 0 || i >= len(c.Args) {
		return NewPythonError("TypeError", fmt.Sprintf("%s() missing positional argument %d", c.Name, i+1))
	}
	if err := c.Args[i].Unmarshal(target); err != nil {
		return NewPythonError("TypeError", fmt.Sprintf("%s() argument %d: %v", c.Name, i+1, err))
	}
	return nil
}

// Kwarg stores the keyword argument of that name in target, as [Object.Unmarshal] does. found is false, and target as it was,
// if the call has none.
func (c *Call) Kwarg(name string, target any) (found bool, err error) {
	for _, kw := range c.Kwargs {
		if kw.Key == Object(Str(name)) {
			if err := kw.Value.Unmarshal(target); err != nil {
				return true, TypeError.New(fmt.Sprintf("%s() argument '%s': %v", c.Name, name, err))
			}
			return true, nil
		}
	}
	return false, nil
}

// Bind stores the arguments in targets, pointers to variables, by a signature as in a Python def:
//
//	err := call.Bind("query, limit=10, *, lang='en'", &query, &limit, &lang)
//
// Arguments are converted as for any function in [Functions]. One that was left out gets its default. Calls that do not fit
// the signature are a TypeError with Python's words, to be returned from the host function.
func (c *Call) Bind(signature string, targets ...any) error {
	p, err := parseSignature(signature)
	if err != nil {
		return fmt.Errorf("monty: Bind of %s: %w", c.Name, err)
	}
	slots := make([]Object, len(p.list)+len(p.keywordOnly))
	if len(targets) != len(slots) {
		return fmt.Errorf("monty: Bind of %s: %d targets for %d parameters", c.Name, len(targets), len(slots))
	}
	if _, _, err := p.bind(c.Name, c.Args, c.Kwargs, slots); err != nil {
		return err
	}
	for i, target := range targets {
		v := reflect.ValueOf(target)
		if v.Kind() != reflect.Pointer || v.IsNil() {
			return fmt.Errorf("monty: Bind of %s: target %d is a %T, not a pointer to a variable", c.Name, i+1, target)
		}
		o := slots[i]
		if o == nil {
			o = p.at(i).fallback
		}
		v = v.Elem()
		v.SetZero()
		if err := exactPlanFor(v.Type()).fill(v, o, intsAsFloats); err != nil {
			return argumentError(fmt.Sprintf("%s() argument '%s'", c.Name, p.at(i).name), err)
		}
	}
	return nil
}

// check makes host functions of all functions, and finds those that cannot be when they are registered, rather than when they
// are called. It changes the map, unless there is nothing left to do.
func (f Functions) check() error {
	for name, function := range f {
		if err := checkUTF8("a function's name", name); err != nil {
			return err
		}
		if h, ok := function.(HostFunction); ok && h != nil {
			continue
		}
		host, err := adapt(function)
		if err != nil {
			return fmt.Errorf("monty: function %q: %w", name, err)
		}
		f[name] = host
	}
	return nil
}

// Call calls the function that p waits for, for whoever runs code step by step. The error is an exception to answer with, by
// [Snapshot.ResumeException] and [ToPythonError], but for an error of ctx. A function that is not there is a NameError.
func (f Functions) Call(ctx context.Context, p *Progress) (any, error) {
	function, ok := f[p.FunctionName]
	if p.Kind != FunctionCall || p.MethodCall || !ok {
		return nil, NameError.New(fmt.Sprintf("name '%s' is not defined", p.FunctionName))
	}
	host, err := adapt(function)
	if err != nil {
		return nil, fmt.Errorf("monty: function %q: %w", p.FunctionName, err)
	}
	return protect(ctx, host, &Call{Name: p.FunctionName, Args: p.Args, Kwargs: p.Kwargs, ID: p.CallID, Position: p.Position})
}

// ToPythonError returns the exception that an error of a host function is raised as: the one that it is or wraps, else a
// RuntimeError with its text. err must not be nil.
func ToPythonError(err error) *PythonError { return asException(err) }

// names returns the sorted names.
func (f Functions) names() []string {
	if len(f) == 0 {
		return nil
	}
	names := make([]string, 0, len(f))
	for name := range f {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// protect calls a function, and turns a panic into an error.
func protect(ctx context.Context, function HostFunction, call *Call) (value any, err error) {
	defer func() {
		if p := recover(); p != nil {
			value, err = nil, fmt.Errorf("panic in host function %s: %v", call.Name, p)
		}
	}()
	return function(ctx, call)
}

// asException is the exception that stands for a Go error in Python.
func asException(err error) *PythonError {
	var exception *PythonError
	if errors.As(err, &exception) {
		if exception == nil { // a nil pointer in an error that is not nil
			return NewPythonError("RuntimeError", "nil *monty.PythonError")
		}
		return exception
	}
	var exceptionType *ExceptionType
	if errors.As(err, &exceptionType) && exceptionType != nil {
		if err == error(exceptionType) {
			return &PythonError{Type: exceptionType.name}
		}
		return exceptionType.New(err.Error())
	}
	return NewPythonError("RuntimeError", err.Error())
}
