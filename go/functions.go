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
// The result is converted by [ToObject]. An error that is, or wraps, a [*PythonError] is raised as that exception; an error
// of the context ends the run; any other error, a panic, and a result that cannot be converted are raised as RuntimeError
// with the error's text.
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

// answer finds the answer to a suspension during Run. failure is the error that the answer raises in Python; the error err
// ends the run.
func (f Functions) answer(ctx context.Context, e *event) (a answer, failure, err error) {
	switch e.kind {
	case eventFunctionCall:
		function, ok := f[e.name].(HostFunction)
		if !ok || e.objectID != nil {
			return answer{kind: answerNotFound, callID: e.callID}, nil, nil
		}
		value, err := protect(ctx, function, &Call{Name: e.name, Args: e.args, Kwargs: e.kwargs, ID: e.callID, Position: e.position})
		if err != nil {
			if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
				return answer{}, nil, err
			}
			return raiseAnswer(e.callID, e.kind, err), err, nil
		}
		return answer{kind: answerReturn, callID: e.callID, value: value}, nil, nil
	case eventOsCall:
		return answer{kind: answerNotHandled, callID: e.callID}, nil, nil
	case eventNameLookup:
		return answer{kind: answerNotFound, lookup: true}, nil, nil
	}
	// Nothing is ever answered as pending here, so there is nothing to wait for.
	return answer{}, nil, internalf("event %d during Run", e.kind)
}

// protect calls a function, and turns a panic and a result that is not a Python value into errors.
func protect(ctx context.Context, function HostFunction, call *Call) (o Object, err error) {
	defer func() {
		if p := recover(); p != nil {
			o, err = nil, fmt.Errorf("panic in host function %s: %v", call.Name, p)
		}
	}()
	v, err := function(ctx, call)
	if err != nil {
		return nil, err
	}
	if o, err = ToObject(v); err != nil {
		return nil, fmt.Errorf("result of host function %s: %w", call.Name, err)
	}
	return o, nil
}

func raiseAnswer(callID uint32, kind int, err error) answer {
	return answer{kind: answerRaise, callID: callID, lookup: kind == eventNameLookup, raise: asException(err)}
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
