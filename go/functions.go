// Host functions: Go functions that Python calls during Run.

package monty

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Functions are the Go functions that Python may call, by the names that Python calls them. Each is a
// func(context.Context, *Call) (any, error).
//
// The result is converted by [ToObject], a [*Future] being a result that comes later. An error that is, or wraps, a [*PythonError] is raised as that exception; an error
// of the context ends the run; any other error, a panic, and a result that cannot be converted are raised as RuntimeError
// with the error's text. If Python awaits the call at once, as in `await f()`, it gets the result of an ordinary function
// there; in asyncio.gather the function must return a future.
//
// The context is the run's, and is cancelled when the run is over.
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

// check finds functions of a wrong form when they are registered, rather than when they are called.
func (f Functions) check() error {
	for name, function := range f {
		if err := checkUTF8("a function's name", name); err != nil {
			return err
		}
		if h, ok := function.(HostFunction); ok && h == nil {
			return fmt.Errorf("monty: function %q is nil", name)
		} else if !ok {
			return fmt.Errorf("monty: function %q is a %T, not a func(context.Context, *monty.Call) (any, error)", name, function)
		}
	}
	return nil
}

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
