// Runs step by step: Progress, and the snapshots that answer it.

package monty

import (
	"sync"
)

// ProgressKind says why a run stopped.
type ProgressKind int

const (
	// Complete: the program has ended; Result holds its value.
	Complete ProgressKind = iota
	// FunctionCall: Python called a host function; answer through Snapshot.
	FunctionCall
	// OsCall: Python needs the system, a file or the clock for instance; answer through Snapshot.
	OsCall
	// NameLookup: Python reads a name that it does not know; answer through Snapshot.
	NameLookup
	// ResolveFutures: all of Python waits for calls that were answered with ResumeFuture; answer through FutureSnapshot.
	ResolveFutures
)

// String returns the constant's name.
func (k ProgressKind) String() string {
	switch k {
	case Complete:
		return "Complete"
	case FunctionCall:
		return "FunctionCall"
	case OsCall:
		return "OsCall"
	case NameLookup:
		return "NameLookup"
	case ResolveFutures:
		return "ResolveFutures"
	}
	return "ProgressKind(?)"
}

// Progress is why a run stopped, and what is needed to go on.
type Progress struct {
	Kind ProgressKind
	// Result is the program's value, if Kind is Complete.
	Result Object
	// FunctionName is the host function that Python calls, OsFunction the system call (Path.read_text, os.getenv,
	// datetime.now), Name the name that it looks up.
	FunctionName, OsFunction, Name string
	// Args and Kwargs are the arguments of a call. An object that is passed twice is one object here, too.
	Args   []Object
	Kwargs []KV
	// CallID identifies the call; each answer repeats it. It is 0 for name lookups.
	CallID uint32
	// MethodCall is set if the function is a method of the host object ObjectID, or the construction of a host class. For name
	// lookups ObjectID is the object whose attribute is read.
	MethodCall bool
	ObjectID   *UUID
	// Receiver is the Go value behind ObjectID, if it is a wrapped object of this run; see [Wrap].
	Receiver any
	// EagerAwait is set if Python awaits the call at once.
	EagerAwait bool
	// Position is where in the source the run stopped.
	Position Position
	// Output is what Python printed since the last event to streams that have no writer, see [WithStdout].
	Output []Output
	// Snapshot answers function calls, OS calls and name lookups.
	Snapshot *Snapshot
	// PendingIDs are the calls that Python waits for, FutureSnapshot answers them.
	PendingIDs     []uint32
	FutureSnapshot *FutureSnapshot
}

// progress makes an event public.
func (x *execution) progress(e event) *Progress {
	if e.kind == eventComplete {
		return &Progress{Result: e.result, Output: e.output}
	}
	// One allocation for what lives and dies together.
	all := &struct {
		progress Progress
		claim    claim
		snapshot Snapshot
	}{claim: claim{execution: x, kind: e.kind, callID: e.callID}}
	p, c := &all.progress, &all.claim
	x.claim.Store(c)
	*p = Progress{
		Args: e.args, Kwargs: e.kwargs, CallID: e.callID, ObjectID: e.objectID,
		EagerAwait: e.eager, Position: e.position, Output: e.output, PendingIDs: e.pending,
	}
	if h := x.hostObject(e.objectID); h != nil && h.value.IsValid() {
		p.Receiver = h.value.Interface()
	}
	switch e.kind {
	case eventFunctionCall:
		p.Kind, p.FunctionName, p.MethodCall = FunctionCall, e.name, e.objectID != nil
	case eventOsCall:
		p.Kind, p.OsFunction = OsCall, e.name
	case eventNameLookup:
		p.Kind, p.Name = NameLookup, e.name
	case eventResolveFutures:
		p.Kind, p.FutureSnapshot = ResolveFutures, &FutureSnapshot{claim: c, pending: e.pending}
		return p
	}
	all.snapshot.claim = c
	p.Snapshot = &all.snapshot
	return p
}

// claim is the right to answer one suspension, once. Its methods are safe for concurrent use.
type claim struct {
	mu        sync.Mutex
	execution *execution
	kind      int
	callID    uint32
	used      bool
	closed    bool
}

// answer sends one answer and returns what happened next. The claim stays good if the answer was refused.
func (c *claim) answer(a answer) (*Progress, error) {
	if c == nil {
		return nil, ErrClosed
	}
	if !c.mu.TryLock() {
		return nil, ErrInUse
	}
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return nil, ErrClosed
	case c.used:
		return nil, ErrSnapshotUsed
	}
	e, err := c.execution.resume(a)
	if err != nil && c.execution.suspended() {
		return nil, err
	}
	c.used = true
	if err != nil {
		return nil, err
	}
	return c.execution.progress(e), nil
}

// abort ends the run with an exception, KeyboardInterrupt if it is nil.
func (c *claim) abort(exception *PythonError) error {
	if exception == nil {
		exception = &PythonError{Type: "KeyboardInterrupt"}
	}
	_, err := c.answer(answer{kind: answerAbort, raise: exception})
	return err
}

// cancel ends the execution; if nobody is answering, what it holds is freed at once.
func (c *claim) cancel() {
	if c == nil {
		return
	}
	c.execution.cancel()
	if c.mu.TryLock() {
		defer c.mu.Unlock()
		if !c.used {
			c.execution.abandon()
		}
	}
}

func (c *claim) close() error {
	if c == nil {
		return nil
	}
	if !c.mu.TryLock() {
		return ErrInUse
	}
	defer c.mu.Unlock()
	if !c.used && !c.closed {
		c.execution.abandon()
	}
	c.closed = true
	return nil
}

// dump saves the suspended run. The claim stays good.
func (c *claim) dump() ([]byte, error) {
	if c == nil {
		return nil, ErrClosed
	}
	if !c.mu.TryLock() {
		return nil, ErrInUse
	}
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return nil, ErrClosed
	case c.used:
		return nil, ErrSnapshotUsed
	case !c.execution.suspended():
		return nil, c.execution.stopped()
	}
	return c.execution.run.dump(c.execution.config.dumpKey)
}

// Snapshot is a suspended run that waits for one answer. Each Resume method takes the call's id from [Progress.CallID],
// sends the answer, runs on, and returns the next event; if the code raises, the error is a [*PythonError]. A snapshot
// can be used once: later calls return [ErrSnapshotUsed]. An answer that is refused (it cannot be converted, or matches
// [ErrBadAnswer]) does not count. Its methods may be called from any goroutine, one at a time.
type Snapshot struct {
	claim *claim
}

// hold returns the claim, or nil for a nil snapshot, as that of a run that is over.
func (s *Snapshot) hold() *claim {
	if s == nil {
		return nil
	}
	return s.claim
}

// resume completes an answer with the call's id.
func (s *Snapshot) resume(callID uint32, a answer) (*Progress, error) {
	a.callID = callID
	if c := s.hold(); c != nil && c.kind == eventNameLookup {
		if callID != 0 {
			return nil, &Error{Message: "a name lookup has call id 0", Offset: -1, kind: ErrBadAnswer}
		}
		a.lookup = true
	}
	return s.hold().answer(a)
}

// Resume answers with a value, converted by [ToObject]: the result of the call, or the value of the name.
func (s *Snapshot) Resume(callID uint32, value any) (*Progress, error) {
	o, err := ToObject(value)
	if err != nil {
		return nil, err
	}
	return s.resume(callID, answer{kind: answerReturn, value: o})
}

// ResumeError raises RuntimeError with the message in Python.
func (s *Snapshot) ResumeError(callID uint32, message string) (*Progress, error) {
	return s.ResumeException(callID, NewPythonError("RuntimeError", message))
}

// ResumeException raises an exception in Python. Its type must be one that the interpreter knows.
func (s *Snapshot) ResumeException(callID uint32, exception *PythonError) (*Progress, error) {
	if exception == nil {
		return nil, &Error{Message: "no exception given", Offset: -1, kind: ErrBadAnswer}
	}
	return s.resume(callID, answer{kind: answerRaise, raise: exception})
}

// ResumeFuture answers that the result comes later: Python goes on until it awaits it. This is not the same as the result
// None. See [FutureSnapshot].
func (s *Snapshot) ResumeFuture(callID uint32) (*Progress, error) {
	return s.resume(callID, answer{kind: answerPending})
}

// ResumeSettled answers a call that Python awaits at once ([Progress].EagerAwait) with the result of the await: a value,
// converted by [ToObject], or an error to raise. It is ResumeFuture and [FutureSnapshot.Resume] in one step. ([Snapshot.Resume]
// answers with what is awaited: that would have to be awaitable.)
func (s *Snapshot) ResumeSettled(callID uint32, value any, err error) (*Progress, error) {
	if err != nil {
		return s.resume(callID, answer{kind: answerRaise, settled: true, raise: asException(err)})
	}
	o, err := ToObject(value)
	if err != nil {
		return nil, err
	}
	return s.resume(callID, answer{kind: answerReturn, settled: true, value: o})
}

// ResumeNotFound answers that there is no such function or name: Python raises NameError, AttributeError for an attribute,
// ModuleNotFoundError for an import.
func (s *Snapshot) ResumeNotFound(callID uint32) (*Progress, error) {
	return s.resume(callID, answer{kind: answerNotFound})
}

// ResumeNotHandled answers that the host does not serve this system call: Python raises PermissionError if
// it is about files, RuntimeError otherwise.
func (s *Snapshot) ResumeNotHandled(callID uint32) (*Progress, error) {
	return s.resume(callID, answer{kind: answerNotHandled})
}

// Abort ends the run with an exception that Python code cannot catch, and returns it with the traceback as the error. nil
// stands for KeyboardInterrupt.
func (s *Snapshot) Abort(exception *PythonError) error { return s.hold().abort(exception) }

// Cancel ends the run, whichever snapshot it has come to: what executes and every later answer return [ErrCancelled].
// It may be called from any goroutine at any time, and does nothing to a run that is over.
//
// Python code ends within milliseconds, whatever it catches. One long operation (a huge integer, re.sub over a long text)
// goes on to its end in a thread of its own, but the call of Resume returns within some 30 ms all the same, as it does when the
// context ends. See [Monty.RunContext].
func (s *Snapshot) Cancel() { s.hold().cancel() }

// Close gives up the run if it has not been answered. It may be called more than once; a forgotten snapshot is freed by the
// garbage collector.
func (s *Snapshot) Close() error { return s.hold().close() }

// FutureResult is the outcome of one call that was answered with ResumeFuture: a value, converted by [ToObject], an error
// to raise in Python, or that there is no such function (NameError).
type FutureResult struct {
	CallID   uint32
	Value    any
	Err      error
	NotFound bool
}

// FutureSnapshot is a run in which all of Python waits for pending calls. It can be used once, like [Snapshot].
type FutureSnapshot struct {
	claim   *claim
	pending []uint32
}

func (s *FutureSnapshot) hold() *claim {
	if s == nil {
		return nil
	}
	return s.claim
}

// PendingCallIDs returns the calls that Python waits for.
func (s *FutureSnapshot) PendingCallIDs() []uint32 { return append([]uint32(nil), s.pending...) }

// Resume gives the outcome of some or all of the pending calls. Python runs on until it waits again.
func (s *FutureSnapshot) Resume(results ...FutureResult) (*Progress, error) {
	return s.hold().answer(answer{kind: answerFutures, futures: results})
}

// Abort ends the run with an exception that Python code cannot catch, as [Snapshot.Abort] does.
func (s *FutureSnapshot) Abort(exception *PythonError) error { return s.hold().abort(exception) }

// Cancel ends the run, as for [Snapshot.Cancel].
func (s *FutureSnapshot) Cancel() { s.hold().cancel() }

// Close gives up the run, as for [Snapshot.Close].
func (s *FutureSnapshot) Close() error { return s.hold().close() }
