// System calls of Python code, served by Go: what a handler is, and how a call finds the one that answers it.

package monty

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// OSHandler serves calls of the system: files, environment variables, the clock, randomness, imports. One handler may serve
// many runs at the same time, so HandleOS must be safe for concurrent use.
//
// The result is converted by [ToObject]. An error that is, or wraps, [ErrNotHandled] passes the call on to the next
// handler. A [*PythonError] is raised as that exception. An error of the operating system or of io/fs is raised as the
// exception that CPython has for it, with CPython's words and the path that Python used:
//
//	fs.ErrNotExist, ENOENT      FileNotFoundError: [Errno 2] No such file or directory: '/data/x'
//	fs.ErrExist, EEXIST         FileExistsError: [Errno 17] File exists: '/data/x'
//	fs.ErrPermission, EACCES    PermissionError: [Errno 13] Permission denied: '/data/x'
//	ENOTDIR                     NotADirectoryError: [Errno 20] Not a directory: '/data/x'
//	EISDIR                      IsADirectoryError: [Errno 21] Is a directory: '/data/x'
//	other syscall.Errno         OSError with the number and text
//
// A [*Future] is a result that comes later: Python goes on during an asyncio.sleep, and waits in other calls. An error of
// the context ends the run. Any other error, a panic, and a result that cannot be converted are an OSError
// with the error's text.
type OSHandler interface {
	HandleOS(ctx context.Context, call *OSCall) (any, error)
}

// OSHandlerFunc is a function that serves system calls.
type OSHandlerFunc func(ctx context.Context, call *OSCall) (any, error)

// HandleOS calls the function.
func (f OSHandlerFunc) HandleOS(ctx context.Context, call *OSCall) (any, error) { return f(ctx, call) }

// ErrNotHandled is what a handler returns for a call that it does not serve. The next handler is asked; if there is none,
// Python raises PermissionError for files, ModuleNotFoundError for imports, and RuntimeError otherwise.
var ErrNotHandled = errors.New("monty: the handler does not serve this call")

// OSCall is one call of the system.
type OSCall struct {
	// Name is what is asked for: one of the names in the table at [WithOS].
	Name string
	// Args and Kwargs are the arguments. Paths are [Path], absolute, with "." and ".." resolved by their text.
	Args   []Object
	Kwargs []KV
	// ID identifies the call within its run.
	ID uint32
	// Position is where in the source the call stands.
	Position Position
}

// Path returns the i-th argument, which must be a path. A missing or different argument is a TypeError.
func (c *OSCall) Path(i int) (string, error) {
	if i < len(c.Args) {
		if p, ok := c.Args[i].(Path); ok {
			return string(p), nil
		}
	}
	return "", c.argumentError(i, "a path")
}

// Arg stores the i-th argument in target, as [Object.Unmarshal] does. A missing or unfit argument is a TypeError.
func (c *OSCall) Arg(i int, target any) error {
	if i < 0 || i >= len(c.Args) {
		return c.argumentError(i, "a value")
	}
	if err := c.Args[i].Unmarshal(target); err != nil {
		return NewPythonError("TypeError", fmt.Sprintf("%s argument %d: %v", c.Name, i+1, err))
	}
	return nil
}

func (c *OSCall) argumentError(i int, want string) error {
	return NewPythonError("TypeError", fmt.Sprintf("%s argument %d must be %s", c.Name, i+1, want))
}

// kwarg returns a keyword argument, or None.
func (c *OSCall) kwarg(name string) Object {
	for _, kv := range c.Kwargs {
		if kv.Key == Str(name) {
			return kv.Value
		}
	}
	return None{}
}

func (c *OSCall) flag(name string) bool { return c.kwarg(name) == Bool(true) }

// paths returns the arguments that are paths: one for most calls about files, two for a rename.
func (c *OSCall) paths() []string {
	var paths []string
	for _, a := range c.Args {
		if p, ok := a.(Path); ok {
			paths = append(paths, string(p))
		}
	}
	return paths
}

// Names of the system calls (OsFunctionCall in monty-types, os.rs).
const (
	callExists      = "Path.exists"
	callIsFile      = "Path.is_file"
	callIsDir       = "Path.is_dir"
	callIsSymlink   = "Path.is_symlink"
	callReadText    = "Path.read_text"
	callReadBytes   = "Path.read_bytes"
	callStat        = "Path.stat"
	callIterdir     = "Path.iterdir"
	callScan        = "Path.scan"
	callResolve     = "Path.resolve"
	callAbsolute    = "Path.absolute"
	callWriteText   = "Path.write_text"
	callAppendText  = "Path.append_text"
	callWriteBytes  = "Path.write_bytes"
	callAppendBytes = "Path.append_bytes"
	callOpen        = "open"
	callMkdir       = "Path.mkdir"
	callUnlink      = "Path.unlink"
	callRmdir       = "Path.rmdir"
	callRename      = "Path.rename"
	callGetenv      = "os.getenv"
	callEnviron     = "os.environ"
	callUrandom     = "os.urandom"
	callToday       = "date.today"
	callNow         = "datetime.now"
	callTime        = "time.time"
	callSleep       = "time.sleep"
	callAsyncSleep  = "asyncio.sleep"
	callImport      = "import"
	// callSystemSleep and callSystemAsyncSleep are the calls under the interpreter's own sleep policy, at most ten seconds each.
	callSystemSleep      = "system.sleep"
	callSystemAsyncSleep = "system.async_sleep"
)

// WithOS serves the system calls of Python code by the handlers, which are asked in turn. Handlers of a later WithOS are
// asked before those of earlier ones, so that a run can override its program. Without a handler nothing is reachable. Run
// and RunContext call the handlers; Start reports the calls as events, which [Progress.ServeOS] can answer.
//
// Every call that there is, with the handler of this package that serves it:
//
//	Path.exists         Mount    also os.path.exists, lexists, ismount, realpath(strict=True)
//	Path.is_file        Mount    also os.path.isfile
//	Path.is_dir         Mount    also os.path.isdir
//	Path.is_symlink     Mount    also os.path.islink
//	Path.read_text      Mount    also reading from a file that is open as text, json.load, csv.reader
//	Path.read_bytes     Mount    also reading from a file that is open as binary, tomllib.load
//	Path.stat           Mount    also os.stat, os.path.getsize, getmtime, samefile, os.chdir
//	Path.iterdir        Mount    also os.listdir
//	Path.scan           Mount    os.scandir, os.walk, Path.walk, Path.glob, Path.rglob
//	Path.resolve        Mount    also os.path.realpath
//	Path.absolute       Mount
//	Path.write_text     Mount    also the first write to a file that is open as text
//	Path.append_text    Mount    the further ones
//	Path.write_bytes    Mount    also the first write to a file that is open as binary
//	Path.append_bytes   Mount    the further ones
//	open                Mount    also Path.open
//	Path.mkdir          Mount    also os.mkdir, os.makedirs
//	Path.unlink         Mount    also os.remove, os.unlink
//	Path.rmdir          Mount    also os.rmdir
//	Path.rename         Mount    also os.rename, os.replace, Path.replace
//	os.getenv           Environ  also os.path.expanduser
//	os.environ          Environ  also os.path.expandvars
//	os.urandom          Entropy  and the seed of random, if the host provides randomness
//	date.today          Clock    if the host provides the clock
//	datetime.now        Clock    if the host provides the clock
//	time.time           Clock    if the host provides the clock; also time.monotonic, perf_counter, gmtime and the like
//	time.sleep          Sleeper  if the host provides sleep
//	asyncio.sleep       Sleeper  if the host provides sleep
//	system.sleep        Sleeper  time.sleep under the interpreter's own policy
//	system.async_sleep  Sleeper  asyncio.sleep under the interpreter's own policy
//	import              WithModules
//	import_stubs        nobody   only a type checker asks for it, and the library has none
func WithOS(handlers ...OSHandler) Option {
	return func(c *config) {
		c.osHandlers = slices.Concat(handlers, c.osHandlers)
		c.os = nil
	}
}

// osChain is the handlers of a run in the order in which they are asked, with all mounts gathered in one table.
type osChain struct {
	handlers []OSHandler
	mounts   *mountTable // nil without mounts
	modules  *hostModules
}

// newOSChain checks the handlers. The mounts take the place of the first of them.
func newOSChain(handlers []OSHandler, modules Modules) (*osChain, error) {
	chain := &osChain{}
	var err error
	if chain.modules, err = newHostModules(modules); err != nil {
		return nil, err
	}
	for i, h := range handlers {
		switch h := h.(type) {
		case nil:
			return nil, fmt.Errorf("monty: WithOS: handler %d is nil", i+1)
		case OSHandlerFunc:
			if h == nil {
				return nil, fmt.Errorf("monty: WithOS: handler %d is nil", i+1)
			}
		case *MountPoint:
			if h == nil {
				return nil, fmt.Errorf("monty: WithOS: handler %d is nil", i+1)
			}
			if chain.mounts == nil {
				chain.mounts = &mountTable{}
				chain.handlers = append(chain.handlers, chain.mounts)
			}
			if err := chain.mounts.add(h); err != nil {
				return nil, err
			}
			continue
		}
		chain.handlers = append(chain.handlers, h)
	}
	return chain, nil
}

// serve asks the handlers in turn. The value is an Object or a *Future. The error is ErrNotHandled if none serves the
// call, and otherwise an *osFailure.
func (c *osChain) serve(ctx context.Context, call *OSCall) (any, error) {
	if c == nil {
		return nil, ErrNotHandled
	}
	if call.Name == callImport {
		if name, ok := call.Args[0].(Str); ok {
			if m := c.modules.top[string(name)]; m != nil {
				return m, nil
			}
		}
	}
	for _, h := range c.handlers {
		if value, err := protectOS(ctx, h, call); !errors.Is(err, ErrNotHandled) {
			return value, err
		}
	}
	if c.mounts != nil {
		return protectOS(ctx, OSHandlerFunc(c.mounts.outside), call)
	}
	return nil, ErrNotHandled
}

// protectOS calls a handler, and turns a panic and a result that is not a Python value into errors.
func protectOS(ctx context.Context, handler OSHandler, call *OSCall) (value any, err error) {
	defer func() {
		if p := recover(); p != nil {
			value, err = nil, fmt.Errorf("panic in the handler of %s: %v", call.Name, p)
		}
		if err != nil && !errors.Is(err, ErrNotHandled) {
			err = &osFailure{osException(err, call), err}
		}
	}()
	value, err = handler.HandleOS(ctx, call)
	if _, later := value.(*Future); later || err != nil {
		return value, err
	}
	o, err := ToObject(value)
	if err != nil {
		return nil, fmt.Errorf("the handler's answer to %s: %w", call.Name, err)
	}
	return o, nil
}

// function returns the function of a host module that Python calls by a name such as "tools.add".
func (c *osChain) function(name string) (HostFunction, bool) {
	if c == nil {
		return nil, false
	}
	f, ok := c.modules.functions[name].(HostFunction)
	return f, ok
}

// osFailure is the error of a handler with the exception that stands for it.
type osFailure struct {
	raised *PythonError
	cause  error
}

func (f *osFailure) Error() string   { return f.cause.Error() }
func (f *osFailure) Unwrap() []error { return []error{f.raised, f.cause} }

// osCall is the call of an event.
func (e *event) osCall() *OSCall {
	return &OSCall{Name: e.name, Args: e.args, Kwargs: e.kwargs, ID: e.callID, Position: e.position}
}

// within waits for the result until the context ends.
func (f *Future) within(ctx context.Context) (any, error) {
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		if f.stop != nil {
			f.stop()
		}
		return nil, ctx.Err()
	}
}

// ServeOS answers system calls by the handlers for as long as there is one for them, and returns the first event that is
// left: something else than a system call, or a call that no handler serves. Without handlers it uses those of [WithOS].
// An error that ends the run is returned as the Resume methods of [Snapshot] do; an error of the context leaves
// the run suspended at the call.
func (p *Progress) ServeOS(ctx context.Context, handlers ...OSHandler) (*Progress, error) {
	var given *osChain
	if len(handlers) > 0 {
		var err error
		if given, err = newOSChain(handlers, nil); err != nil {
			return nil, err
		}
	}
	for p.Kind == OsCall {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		chain := given
		if chain == nil {
			chain = p.Snapshot.claim.execution.config.os
		}
		call := &OSCall{Name: p.OsFunction, Args: p.Args, Kwargs: p.Kwargs, ID: p.CallID, Position: p.Position}
		value, err := chain.serve(ctx, call)
		if f, ok := value.(*Future); ok && err == nil {
			value, err = f.within(ctx)
		}
		a := answer{kind: answerReturn, settled: p.EagerAwait}
		switch {
		case err == nil:
			if a.value, err = ToObject(value); err != nil {
				return nil, err
			}
		case ctx.Err() != nil && errors.Is(err, ctx.Err()):
			return nil, ctx.Err()
		case errors.Is(err, ErrNotHandled):
			return p, nil
		default:
			a.kind, a.raise = answerRaise, asException(err)
		}
		next, err := p.Snapshot.resume(p.CallID, a)
		if err != nil {
			return nil, err
		}
		p = next
	}
	return p, nil
}
