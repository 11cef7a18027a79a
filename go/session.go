// Sessions: code that is fed piece by piece and keeps its variables.

package monty

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
)

// ErrSessionLost is returned by a [Session] that cannot go on: an execution in it ran out of memory, or could not be
// cancelled in time, and took the session's variables along. Only Close is left to do.
var ErrSessionLost = errors.New("monty: the session is lost")

// Session is Python that is fed with code, piece by piece, and keeps its variables from one to the next. It does one thing
// at a time: while it executes, or waits for the answer to a [Snapshot], calls other than Cancel and Close return [ErrInUse].
// Its methods may be called from any goroutine. Close frees it; a forgotten session is freed by the garbage collector.
//
// An error in a feed (an exception, a limit on time, a refused input) leaves the session usable, with what the code did
// until then. The limits hold for each feed anew, but that on memory for the session as a whole. The interpreter keeps the
// code of all feeds, so a session grows by about the compiled size of each.
type Session struct {
	name   string
	config config

	mu      sync.Mutex
	run     *run       // nil if the session is closed or lost
	current *execution // what executes or is suspended
	lost    bool
	closed  bool
}

// NewSession returns a session without variables. Python code sees the last element of name, with a slash before it, as
// __file__. Tracebacks do not show it: they name the pieces of code <python-input-0>, <python-input-1> and so on, as Python's
// interactive mode does, and each call of a function by [Session.Call] counts as one. The options hold for all feeds; the functions
// of [WithFunctions] can be called and looked up in all of them.
func NewSession(name string, options ...Option) (*Session, error) {
	config, err := config{}.configure(options)
	if err != nil {
		return nil, err
	}
	if err := checkUTF8("the name", name); err != nil {
		return nil, err
	}
	e := acquireEncoder()
	defer e.release()
	e.mapping(3)
	e.text("name")
	e.text(name)
	e.text("functions")
	e.texts(config.functions.names())
	e.text("options")
	config.encodeSession(e)
	r, err := newSessionRun(e.buf)
	if err != nil {
		return nil, err
	}
	return &Session{name: name, config: config, run: r}, nil
}

// Name returns the name that the session was made with.
func (s *Session) Name() string { return s.name }

// Feed runs a piece of code to its end and returns the value of its last statement if that is an expression, else None.
// Host functions are called, and errors reported, as by [Monty.Run].
func (s *Session) Feed(code string) (Object, error) {
	return s.FeedContext(context.Background(), code, nil)
}

// FeedContext is Feed with variables that are set first, a context that ends the feed, and options for this feed: those
// about host functions, handlers and output. Limits and policies are the session's. If the context ends in the midst of one
// long operation, the session is lost, as for [Session.Cancel]. A variable may also be a table of package montyarrow.
func (s *Session) FeedContext(ctx context.Context, code string, inputs Inputs, options ...Option) (Object, error) {
	return s.finish(ctx, opFeed, options, func(e *encoder) ([]tableInput, error) { return s.encodeFeed(e, code, inputs) })
}

// StartFeed runs a piece of code until it ends or needs the host, as [Monty.Start] does. Until the [Snapshot] is answered
// to the end, or closed, the session is in use. Closing it gives up the feed and keeps the session.
func (s *Session) StartFeed(code string) (*Progress, error) {
	return s.StartFeedContext(context.Background(), code, nil)
}

// StartFeedContext is StartFeed with variables, a context that governs the feed to its end, and options as for FeedContext.
func (s *Session) StartFeedContext(ctx context.Context, code string, inputs Inputs, options ...Option) (*Progress, error) {
	return s.step(ctx, opFeed, options, func(e *encoder) ([]tableInput, error) { return s.encodeFeed(e, code, inputs) })
}

// Call calls a function that code of the session has defined at its top level, and returns its result. The arguments are
// converted by [ToObject]; what occurs in two of them is one object. A name that is no such function is a NameError.
func (s *Session) Call(name string, args ...any) (Object, error) {
	return s.CallContext(context.Background(), name, args, nil)
}

// CallContext is Call with keyword arguments, a context that ends the call, and options as for [Session.FeedContext].
func (s *Session) CallContext(ctx context.Context, name string, args []any, kwargs Inputs, options ...Option) (Object, error) {
	return s.finish(ctx, opCall, options, func(e *encoder) ([]tableInput, error) { return nil, encodeCall(e, name, args, kwargs) })
}

// StartCall calls a function as Call does, until it ends or needs the host, as [Session.StartFeed] does.
func (s *Session) StartCall(name string, args ...any) (*Progress, error) {
	return s.StartCallContext(context.Background(), name, args, nil)
}

// StartCallContext is StartCall with keyword arguments, a context that governs the call to its end, and options.
func (s *Session) StartCallContext(ctx context.Context, name string, args []any, kwargs Inputs, options ...Option) (*Progress, error) {
	return s.step(ctx, opCall, options, func(e *encoder) ([]tableInput, error) { return nil, encodeCall(e, name, args, kwargs) })
}

func (s *Session) finish(ctx context.Context, op operation, options []Option, encode encodeRequest) (Object, error) {
	x, first, err := s.begin(ctx, op, options, encode)
	if err != nil {
		return nil, err
	}
	return x.drive(ctx, first)
}

func (s *Session) step(ctx context.Context, op operation, options []Option, encode encodeRequest) (*Progress, error) {
	x, first, err := s.begin(ctx, op, options, encode)
	if err != nil {
		return nil, err
	}
	return x.progress(first), nil
}

// encodeRequest writes a request, and returns the inputs that it leaves out.
type encodeRequest func(*encoder) ([]tableInput, error)

// begin starts an execution and returns it with its first event.
func (s *Session) begin(ctx context.Context, op operation, options []Option, encode encodeRequest) (*execution, event, error) {
	if s == nil {
		return nil, event{}, ErrClosed
	}
	if err := checkContext(ctx); err != nil {
		return nil, event{}, err
	}
	config, err := s.config.configure(options)
	if err != nil {
		return nil, event{}, err
	}
	if err := config.keeps(&s.config); err != nil {
		return nil, event{}, err
	}
	e := acquireEncoder()
	ready, err := encode(e)
	if err != nil {
		e.release()
		return nil, event{}, err
	}
	x, err := s.reserve(ctx, &config)
	if err != nil {
		e.release()
		return nil, event{}, err
	}
	begun := false
	defer func() {
		if !begun {
			x.abandon() // what was refused, or has panicked, leaves the session idle
		}
	}()
	var first event
	if err = x.prepare(ready); err != nil {
		e.release()
	} else {
		first, err = x.cross(op, nil, e)
	}
	if err != nil {
		if isLost(err) {
			err = ErrSessionLost
		}
		return nil, event{}, err
	}
	begun = true
	return x, first, nil
}

// reserve makes an execution that has the session to itself until it is over.
func (s *Session) reserve(ctx context.Context, config *config) (*execution, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(); err != nil {
		return nil, err
	}
	x := newExecution(ctx, config, s.run, s.ended)
	s.current = x
	return x, nil
}

// usable returns why the session cannot take a call now. mu is held.
func (s *Session) usable() error {
	switch {
	case s.closed || s.run == nil && s.current == nil && !s.lost:
		return ErrClosed
	case s.lost:
		return ErrSessionLost
	case s.current != nil:
		return ErrInUse
	}
	return nil
}

// ended is called when the execution is over. If the session is lost, its run has been freed.
func (s *Session) ended(lost bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.current = nil
	switch {
	case lost:
		s.run, s.lost = nil, true
	case s.closed:
		s.run.free()
		s.run = nil
	}
}

// isLost tells whether the library refuses a session because an earlier execution took it along.
func isLost(err error) bool {
	var refusal *Error
	return errors.As(err, &refusal) && refusal.code == "lost"
}

// noticeLoss frees a session that turns out to be lost. mu is held.
func (s *Session) noticeLoss(err error) error {
	if !isLost(err) {
		return err
	}
	s.run.free()
	s.run, s.lost = nil, true
	return ErrSessionLost
}

// FunctionNames returns the names of the functions that code of the session has defined at its top level, in the order in which they
// were defined.
func (s *Session) FunctionNames() ([]string, error) {
	if s == nil {
		return nil, ErrClosed
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(); err != nil {
		return nil, err
	}
	reply, err := s.run.functionNames()
	if err != nil {
		return nil, s.noticeLoss(err)
	}
	m := openMessage(reply)
	names := m.texts()
	return names, m.close()
}

// Cancel ends what executes in the session, or what is suspended when it is answered next, with [ErrCancelled]. It may be
// called from any goroutine, and does nothing if the session is idle. If the code could be stopped in an orderly way, the
// session stays usable; else, in the midst of one long operation, what executes returns within some 30 ms and the session is
// lost.
func (s *Session) Cancel() {
	if s == nil {
		return
	}
	s.mu.Lock()
	x := s.current
	s.mu.Unlock()
	if x != nil {
		x.cancel()
	}
}

// Close frees the session. What executes in it is cancelled, and snapshots of it are closed. Close may be called more than
// once.
func (s *Session) Close() error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	x := s.current
	if !s.closed && x == nil && s.run != nil {
		s.run.free()
		s.run = nil
	}
	s.closed = true
	s.mu.Unlock()
	if x != nil {
		x.closeFromOutside()
	}
	return nil
}

// closeFromOutside ends an execution that other goroutines may be busy with: whoever executes or waits now ends it, and if
// nobody does, the claim of the snapshot that it waits for is closed.
func (x *execution) closeFromOutside() {
	for {
		c := x.claim.Load()
		if c == nil || c.close() != nil {
			x.cancel()
			return
		}
		if x.claim.Load() == c {
			return
		}
	}
}

// encodeFeed writes the request [code, {name: value} / null] with all inputs but the tables, which it returns.
func (s *Session) encodeFeed(e *encoder, code string, inputs Inputs) ([]tableInput, error) {
	if err := s.config.limits.checkSource(code); err != nil {
		return nil, err
	}
	if err := checkUTF8("the code", code); err != nil {
		return nil, err
	}
	names, given, err := inputs.sorted()
	if err != nil {
		return nil, err
	}
	given, names, ready := splitTables(given, names)
	values, err := convertNamed(names, given)
	if err != nil {
		return nil, err
	}
	e.count(values...)
	e.array(2)
	e.text(code)
	if len(names) == 0 {
		e.null()
		return ready, nil
	}
	return ready, encodeNamed(e, names, values)
}

// encodeCall writes the request [name, [value...], {name: value}].
func encodeCall(e *encoder, name string, args []any, kwargs Inputs) error {
	if err := checkUTF8("the name", name); err != nil {
		return err
	}
	names, given, err := kwargs.sorted()
	if err != nil {
		return err
	}
	values, err := convertNamed(names, given)
	if err != nil {
		return err
	}
	positional := make([]Object, len(args))
	for i, arg := range args {
		if positional[i], err = ToObject(arg); err != nil {
			return fmt.Errorf("%w: argument %d: %w", ErrBadInput, i+1, err)
		}
	}
	e.count(slices.Concat(positional, values)...)
	e.array(3)
	e.text(name)
	e.array(len(positional))
	for i, o := range positional {
		if err := e.value(o); err != nil {
			return fmt.Errorf("%w: argument %d: %w", ErrBadInput, i+1, err)
		}
	}
	return encodeNamed(e, names, values)
}

// sorted returns the names in their order, and the values that they have.
func (inputs Inputs) sorted() (names []string, values []any, err error) {
	names = slices.Sorted(maps.Keys(inputs))
	if err := checkUTF8("a name", names...); err != nil {
		return nil, nil, err
	}
	values = make([]any, len(names))
	for i, name := range names {
		values[i] = inputs[name]
	}
	return names, values, nil
}

// convertNamed converts values that have these names.
func convertNamed(names []string, values []any) ([]Object, error) {
	objects := make([]Object, len(values))
	for i, value := range values {
		o, err := ToObject(value)
		if err != nil {
			return nil, fmt.Errorf("%w: %q: %w", ErrBadInput, names[i], err)
		}
		objects[i] = o
	}
	return objects, nil
}

// encodeNamed writes counted values as a map.
func encodeNamed(e *encoder, names []string, values []Object) error {
	e.mapping(len(names))
	for i, name := range names {
		e.text(name)
		if err := e.value(values[i]); err != nil {
			return fmt.Errorf("%w: %q: %w", ErrBadInput, name, err)
		}
	}
	return nil
}
