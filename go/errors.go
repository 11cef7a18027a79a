// What can go wrong outside the values: exceptions that Python raised, misuse of handles, refused messages.

package monty

import (
	"errors"
	"fmt"
	"io"
)

var (
	// ErrClosed is returned by every method of a [Monty], [Session], [Snapshot] or [FutureSnapshot] after its Close.
	ErrClosed = errors.New("monty: use after Close")
	// ErrSnapshotUsed is returned when a [Snapshot] or [FutureSnapshot] is resumed a second time: the run has moved on.
	ErrSnapshotUsed = errors.New("monty: the snapshot has already been resumed")
	// ErrInUse is returned when two goroutines resume or close one snapshot at the same time, and by a [Session] that executes
	// or is suspended.
	ErrInUse = errors.New("monty: the run or session is in use: another goroutine executes it, or a snapshot of it waits for an answer")
	// ErrBadInput matches errors about the inputs of a run: a wrong number, an unknown or missing name, a value that the
	// interpreter refuses. Nothing has run.
	ErrBadInput = errors.New("monty: bad input")
	// ErrBadAnswer matches errors about the answer to a suspension: an unknown call id, an answer of the wrong kind, a value
	// that the interpreter refuses. The snapshot can be answered again.
	ErrBadAnswer = errors.New("monty: bad answer")
	// ErrBadDump matches errors about a dump that is truncated, corrupted, of another kind or from another version. It was
	// found before the interpreter saw one byte.
	ErrBadDump = errors.New("monty: bad dump")
	// ErrInternal matches errors that are a defect of the library: a panic that it caught, a message that it could not read.
	// The handle it happened on is unusable; everything else goes on.
	ErrInternal = errors.New("monty: internal error")
)

// Error is a refusal by the library. It matches ErrBadInput, ErrBadAnswer, ErrBadDump or ErrInternal under [errors.Is].
type Error struct {
	// Message says what was refused, and why.
	Message string
	// Offset is the byte of the message or dump at which the problem was found, or -1 where that means nothing.
	Offset int

	kind error
	code string // schema/messages/errors.md; empty if Go refused
}

// Error returns the kind of the refusal, the message and the offset in one line.
func (e *Error) Error() string {
	if e.Offset >= 0 {
		return fmt.Sprintf("%v: %s (at byte %d)", e.kind, e.Message, e.Offset)
	}
	return fmt.Sprintf("%v: %s", e.kind, e.Message)
}

// Unwrap returns the sentinel that the error matches.
func (e *Error) Unwrap() error { return e.kind }

// LimitError is returned when something is refused because of its size, before any of it ran: source text that is too long,
// for instance. A run that passes a limit while it runs ends with a [*PythonError] of type TimeoutError, MemoryError,
// RecursionError or RuntimeError, as each of [Limits] says.
type LimitError struct {
	// Message names the limit and the size that was found.
	Message string
}

// Error returns the message.
func (e *LimitError) Error() string { return "monty: limit exceeded: " + e.Message }

// kinds gives the sentinel for each status that becomes an *Error.
var kinds = map[int]error{
	statusBadInput:        ErrBadInput,
	statusBadAnswer:       ErrBadAnswer,
	statusBadDump:         ErrBadDump,
	statusInvalidArgument: ErrInternal,
	statusWrongState:      ErrInternal,
	statusDecode:          ErrInternal,
	statusPanic:           ErrInternal,
	statusPoisoned:        ErrInternal,
	statusEncode:          ErrInternal,
}

// failure turns a status other than OK and RAISED, with what the library said about it, into a Go error.
func failure(status int, message string, offset int) error {
	switch status {
	case statusInvalidHandle:
		return ErrClosed
	case statusInUse:
		return ErrInUse
	case statusLimit:
		return &LimitError{Message: message}
	}
	kind, ok := kinds[status]
	if !ok {
		kind, message = ErrInternal, fmt.Sprintf("unknown status %d: %s", status, message)
	}
	return &Error{Message: message, Offset: offset, kind: kind}
}

// PythonError is an exception that left the Python code, or that a host function wants to raise in it. errors.Is compares it
// with the [ExceptionType] variables along Python's hierarchy.
type PythonError struct {
	// Type is the name of the exception's type as Python prints it: ValueError, json.JSONDecodeError.
	Type string
	// Message is the exception's argument; HasMessage tells an empty message from none at all.
	Message    string
	HasMessage bool
	// Frames is the traceback, outermost frame first. It is empty for an exception built in Go.
	Frames []Frame
	// Data is what some exceptions carry besides a message: *UnicodeErrorData, *JSONErrorData or nil.
	Data any
	// Output is what the code printed between the last event and the exception.
	Output []Output

	cause error
}

// Unwrap returns the error of the host function that the exception stands for, if it came from one during Run.
func (e *PythonError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.cause
}

// NewPythonError returns an exception of the named type to raise in the sandbox. The name must be one that the interpreter
// knows; it is checked when the exception is sent.
func NewPythonError(typeName, message string) *PythonError {
	return &PythonError{Type: typeName, Message: message, HasMessage: true}
}

// Error returns the last line of the traceback: the type, and the message if there is one.
func (e *PythonError) Error() string {
	switch {
	case e == nil:
		return "nil *monty.PythonError"
	case !e.HasMessage || e.Message == "" && e.Type != "KeyError":
		return e.Type
	case e.Type == "KeyError": // str() of it is the repr of its argument, so that a missing key '' can be seen
		return e.Type + ": " + Str(e.Message).String()
	}
	return e.Type + ": " + e.Message
}

// Format prints the error as Error does, and for %+v the whole traceback in CPython's layout.
func (e *PythonError) Format(f fmt.State, verb rune) {
	switch {
	case verb == 'v' && f.Flag('+'):
		_, _ = io.WriteString(f, e.Traceback())
	case verb == 'q':
		_, _ = fmt.Fprintf(f, "%q", e.Error())
	default:
		_, _ = io.WriteString(f, e.Error())
	}
}

// Frame is one entry of a traceback. Lines and columns count from 1, columns in characters; the end is exclusive.
type Frame struct {
	File               string
	Line, Column       int
	EndLine, EndColumn int
	// Function is the name of the function, "<module>" at module level, or empty where there is none (syntax errors).
	Function string
	// Source is the text of the line, or empty if it is not known.
	Source string
	// HideMarker and HideName are set where CPython prints no marker under the line (raise statements) and no function name
	// (syntax errors).
	HideMarker, HideName bool
}

// UnicodeErrorData is what a UnicodeDecodeError or UnicodeEncodeError carries, as CPython's attributes of the same names.
type UnicodeErrorData struct {
	Encoding string
	// Object is the input: Bytes for a decode error, Str for an encode error.
	Object Object
	// Start and End delimit the failing part: bytes for a decode error, characters for an encode error.
	Start, End int
	Reason     string
}

// JSONErrorData is what a json.JSONDecodeError or tomllib.TOMLDecodeError carries.
type JSONErrorData struct {
	// Msg is the message without its position.
	Msg string
	// Doc is the document, if HasDoc: one that is long or not UTF-8 is not kept.
	Doc    string
	HasDoc bool
	// Pos is the character at which the error was found, counted from 0; Line and Column count from 1.
	Pos, Line, Column int
}
