// Python's exception types in Go: what errors.Is compares with, and what host functions raise.

package monty

//go:generate go run ./internal/genexceptions

import "fmt"

// ExceptionType is one of Python's exception classes that the interpreter has. There is a variable for each: [ValueError],
// [KeyError], [JSONDecodeError] and so on; that of the class Exception is [AnyException].
//
// It is an error, so that errors.Is follows Python's hierarchy as an except clause does:
//
//	if errors.Is(err, monty.LookupError) { // KeyError or IndexError
//
// Returned from a host function it is raised as it is, without a message; New and Wrap give it one.
type ExceptionType struct {
	name  string
	bases []*ExceptionType
}

// exceptionTypes holds every type by its name.
var exceptionTypes = map[string]*ExceptionType{}

func newExceptionType(name string, bases ...*ExceptionType) *ExceptionType {
	t := &ExceptionType{name: name, bases: bases}
	exceptionTypes[name] = t
	return t
}

// ExceptionTypeByName returns the type that Python prints under a name, such as ValueError or json.JSONDecodeError.
func ExceptionTypeByName(name string) (t *ExceptionType, ok bool) {
	t, ok = exceptionTypes[name]
	return t, ok
}

// Name returns the name as Python prints it.
func (t *ExceptionType) Name() string { return t.name }

// Error returns the name.
func (t *ExceptionType) Error() string { return t.name }

// Bases returns the classes that the type is derived from, in Python's order. Only [BaseException] has none.
func (t *ExceptionType) Bases() []*ExceptionType { return append([]*ExceptionType(nil), t.bases...) }

// IsSubclass tells whether an except clause for the class of catches t, as Python's issubclass(t, of).
func (t *ExceptionType) IsSubclass(of *ExceptionType) bool {
	if t == of {
		return true
	}
	for _, base := range t.bases {
		if base.IsSubclass(of) {
			return true
		}
	}
	return false
}

// Is lets errors.Is(KeyError, LookupError) follow the hierarchy.
func (t *ExceptionType) Is(target error) bool {
	of, ok := target.(*ExceptionType)
	return ok && of != nil && t.IsSubclass(of)
}

// New returns an exception of the type with a message, to return from a host function.
func (t *ExceptionType) New(message string) *PythonError { return NewPythonError(t.name, message) }

// Newf is New with a message made by fmt.Errorf; an error that %w formats can be reached by errors.Is and errors.As when
// the exception comes back from the run.
func (t *ExceptionType) Newf(format string, args ...any) *PythonError {
	return t.Wrap(fmt.Errorf(format, args...))
}

// Wrap returns an exception of the type with the message of err, which stays reachable by errors.Is and errors.As.
func (t *ExceptionType) Wrap(err error) *PythonError {
	e := t.New(err.Error())
	e.cause = err
	return e
}

// Is tells whether the exception is of the type target or of a type derived from it, where target is an [*ExceptionType].
func (e *PythonError) Is(target error) bool {
	of, ok := target.(*ExceptionType)
	if !ok || e == nil || of == nil {
		return false
	}
	t, known := exceptionTypes[e.Type]
	return known && t.IsSubclass(of)
}

// ExceptionType returns the exception's type, or nil for a name that the interpreter does not have.
func (e *PythonError) ExceptionType() *ExceptionType { return exceptionTypes[e.Type] }
