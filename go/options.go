// Options of programs and runs, and the limits with their defaults.

package monty

import (
	"fmt"
	"io"
	"math"
	"slices"
	"time"
)

// Unlimited switches a limit off.
const Unlimited = -1

// Limits bound what one run may use, or each feed of a session. Zero means the default that each field documents;
// [Unlimited] (-1) means no limit. What passes a limit while it runs ends with the exception that the field names; Python
// code can catch RecursionError, and the MemoryError of MaxOutput, but none of the others.
type Limits struct {
	// MaxDuration bounds the time that Python executes, without the time in which it waits for the host. Default 10 s. The
	// exception is TimeoutError: "feed time limit exceeded", a feed being the whole of a run. The interpreter looks at the
	// clock every few hundred bytecodes and inside most long operations; a single operation on very large integers, or of
	// re on a long text, can run past the limit. The call of a run with a context returns all the same when the context ends.
	MaxDuration time.Duration
	// MaxTurnDuration bounds the time from one event to the next in the same way. Default: no limit.
	MaxTurnDuration time.Duration
	// MaxMemory bounds what the run holds at any time, in bytes: its variables with all that the interpreter allocates for them,
	// inputs included. Default 256 MiB. The exception is MemoryError. A single operation can allocate past the limit before the
	// interpreter looks, up to twice as much and 16 MiB; beyond that the run is left where it stands, what it holds is lost to
	// the process, and [Stats] counts it. Each suspended run costs some kilobytes besides. For a session it bounds all that
	// the session holds.
	MaxMemory int64
	// MaxRecursionDepth bounds Python's call depth, and the depth of values that cross. Default 1000, at most 10,000, and
	// Unlimited is not possible. The exception is RecursionError.
	MaxRecursionDepth int
	// MaxSuspensions bounds how often a run may ask the host. Default 100,000. The exception is RuntimeError.
	MaxSuspensions int
	// MaxSleep bounds the time that a run sleeps altogether with [RealSleep]. Default 10 s. The exception is RuntimeError.
	MaxSleep time.Duration
	// MaxOutput bounds the text that a run prints, in bytes, with 64 more for each change between stdout and stderr. Default
	// 10 MiB. The print call raises MemoryError.
	MaxOutput int64
	// MaxSource bounds the source text, in bytes. Default and most 1 MiB; Unlimited is not possible. More is a [*LimitError]
	// before anything is compiled. It takes effect when a program is compiled or a session is fed.
	MaxSource int
	// MaxDefNesting bounds how deep functions may be nested in each other; one at the top level is one deep. Default 8. The
	// interpreter's compiler takes longer by a factor with each level, so what would take it seconds is refused whatever the
	// limit. More is a SyntaxError. It takes effect when a program is compiled or a session is made.
	MaxDefNesting int
	// AllowEval lets the source use eval and exec, which compile at run time, where neither time nor stack is bounded. It
	// takes effect when a program is compiled; without it, source that names them is a SyntaxError.
	AllowEval bool
}

// maxSource is the longest source that the library compiles.
const maxSource = 1 << 20

// checkSource refuses source text that is too long.
func (l Limits) checkSource(source string) error {
	limit := l.MaxSource
	if limit == 0 {
		limit = maxSource
	}
	if len(source) > limit {
		return &LimitError{Message: fmt.Sprintf("the source is %d bytes long; at most %d are compiled", len(source), limit)}
	}
	return nil
}

// maxRecursionDepth is what the stack that the library runs on is made for.
const maxRecursionDepth = 10_000

// check refuses what the library would refuse, when the options are given rather than at the first run.
func (l Limits) check() error {
	fields := []struct {
		name  string
		value int64
	}{
		{"MaxDuration", int64(l.MaxDuration)}, {"MaxTurnDuration", int64(l.MaxTurnDuration)}, {"MaxMemory", l.MaxMemory},
		{"MaxSuspensions", int64(l.MaxSuspensions)}, {"MaxSleep", int64(l.MaxSleep)}, {"MaxOutput", l.MaxOutput},
		{"MaxDefNesting", int64(l.MaxDefNesting)},
	}
	for _, f := range fields {
		if f.value < Unlimited {
			return fmt.Errorf("monty: Limits.%s is %d; give a positive number, 0 for the default, or Unlimited", f.name, f.value)
		}
	}
	if l.MaxRecursionDepth < 0 || l.MaxRecursionDepth > maxRecursionDepth {
		return fmt.Errorf("monty: Limits.MaxRecursionDepth is %d; it must be within 1 and %d, or 0 for the default", l.MaxRecursionDepth, maxRecursionDepth)
	}
	if l.MaxSource < 0 || l.MaxSource > maxSource {
		return fmt.Errorf("monty: Limits.MaxSource is %d; it must be within 1 and %d, or 0 for the default", l.MaxSource, maxSource)
	}
	return nil
}

// Traffic counts what crosses the boundary of the library. Use one for each run, or guard it yourself: it is not safe for
// concurrent use.
type Traffic struct {
	// Calls is how often Go called into the library.
	Calls int
	// BytesIn and BytesOut are the sizes of the messages to and from the library.
	BytesIn, BytesOut int64
}

// Option configures a program or a run. Options given to [New] hold for all its runs; those given to a run come after them.
type Option func(*config)

// config is what options set.
type config struct {
	limits         Limits
	functions      Functions
	stdout, stderr io.Writer
	raw            *Raw         // where the result goes, still encoded
	table          *tableResult // where the result goes as a table
	traffic        *Traffic
	asserts        *int
	policy         policy
	dumpKey        *[32]byte
	objects        []sentHost // of WithObjects
	osHandlers     []OSHandler
	modules        Modules
	os             *osChain // of osHandlers and modules; nil without any, or until configure has built it
}

// configure applies options and checks the result.
func (c config) configure(options []Option) (config, error) {
	for _, option := range options {
		if option != nil {
			option(&c)
		}
	}
	if c.asserts != nil && (*c.asserts < 0 || *c.asserts > math.MaxUint32) {
		return c, fmt.Errorf("monty: WithAssertMessages(%d) is out of range", *c.asserts)
	}
	if err := c.limits.check(); err != nil {
		return c, err
	}
	if c.os == nil && (len(c.osHandlers) > 0 || len(c.modules) > 0) {
		var err error
		if c.os, err = newOSChain(c.osHandlers, c.modules); err != nil {
			return c, err
		}
	}
	if err := c.policy.check(); err != nil {
		return c, err
	}
	return c, c.functions.check()
}

// WithLimits sets the limits of each run.
func WithLimits(limits Limits) Option {
	return func(c *config) { c.limits = limits }
}

// WithFunctions makes Go functions callable from Python under their names, in addition to those given before. Only Run and
// RunContext call them; Start reports calls as events.
func WithFunctions(functions Functions) Option {
	return func(c *config) {
		merged := make(Functions, len(c.functions)+len(functions))
		for name, f := range c.functions {
			merged[name] = f
		}
		for name, f := range functions {
			merged[name] = f
		}
		c.functions = merged
	}
}

// WithStdout writes what Python prints to w while Python runs: when 8 KiB have come together, about 20 ms after the first
// byte, before every event and at the end. Only one goroutine at a time uses w, though not always the caller's, and none does
// when Run or Resume has returned. An error or a panic of w ends the run, whose error wraps it; w must not call
// [runtime.Goexit], as t.FailNow does.
//
// What goes to a writer is not kept in [Progress.Output].
func WithStdout(w io.Writer) Option { return func(c *config) { c.stdout = w } }

// WithStderr does the same for print(..., file=sys.stderr).
func WithStderr(w io.Writer) Option { return func(c *config) { c.stderr = w } }

// WithTraffic adds the calls and bytes of each run to t.
func WithTraffic(t *Traffic) Option { return func(c *config) { c.traffic = t } }

// WithAssertMessages sets how many bytes of each operand a failed assert shows in its message, as pytest does; 0 gives
// CPython's bare AssertionError. Default 120. It takes effect when a program is compiled.
func WithAssertMessages(maxBytes int) Option { return func(c *config) { c.asserts = &maxBytes } }

// encodeCompile writes the options of a program.
func (c *config) encodeCompile(e *encoder) {
	e.mapping(c.compileFields())
	c.encodeCompileFields(e)
}

// compileFields is how many fields encodeCompileFields writes.
func (c *config) compileFields() (n int) {
	if c.asserts != nil {
		n++
	}
	if c.limits.AllowEval {
		n++
	}
	if c.limits.MaxDefNesting != 0 {
		n++
	}
	return n
}

func (c *config) encodeCompileFields(e *encoder) {
	if c.asserts != nil {
		e.text("assert_annotations")
		e.uint(uint64(*c.asserts))
	}
	if c.limits.AllowEval {
		e.text("eval")
		e.bool(true)
	}
	switch depth := c.limits.MaxDefNesting; {
	case depth > 0:
		e.text("max_def_nesting")
		e.uint(uint64(depth))
	case depth == Unlimited:
		e.text("max_def_nesting")
		e.null()
	}
}

// encode writes the options of a run: null if all are defaults. The functions are the names that Python can look up besides
// those of the program.
func (c *config) encode(e *encoder, timeout time.Duration) {
	c.encodeOptions(e, timeout, c.functions.names(), 0)
}

// encodeSession writes the options of a session, which compiles, too.
func (c *config) encodeSession(e *encoder) { c.encodeOptions(e, 0, nil, c.compileFields()) }

// encodeOptions writes limits, policies, functions, and the options of compiling, of which there are compile.
func (c *config) encodeOptions(e *encoder, timeout time.Duration, names []string, compile int) {
	limits := c.limits
	if timeout > 0 && (limits.MaxDuration == Unlimited || timeout < limits.effectiveDuration()) {
		limits.MaxDuration = timeout
	}
	limits.AllowEval, limits.MaxSource, limits.MaxDefNesting = false, 0, 0 // for compiling
	policies := c.policy.fields()
	if limits == (Limits{}) && len(names) == 0 && compile == 0 && policies == 0 {
		e.null()
		return
	}
	type field struct {
		name  string
		value int64
	}
	fields := []field{
		{"max_duration_us", micros(limits.MaxDuration)},
		{"max_turn_duration_us", micros(limits.MaxTurnDuration)},
		{"max_memory", limits.MaxMemory},
		{"max_recursion_depth", int64(limits.MaxRecursionDepth)},
		{"max_suspensions", int64(limits.MaxSuspensions)},
		{"max_sleep_us", micros(limits.MaxSleep)},
		{"max_output", limits.MaxOutput},
	}
	fields = slices.DeleteFunc(fields, func(f field) bool { return f.value == 0 })
	n := len(fields) + compile
	if len(names) > 0 {
		n++
	}
	if policies > 0 {
		n++
	}
	e.mapping(n)
	if compile > 0 {
		c.encodeCompileFields(e)
	}
	for _, f := range fields {
		e.text(f.name)
		if f.value < 0 {
			e.null()
		} else {
			e.uint(uint64(f.value))
		}
	}
	if policies > 0 {
		e.text("policy")
		c.policy.encode(e)
	}
	if len(names) > 0 {
		e.text("functions")
		e.array(len(names))
		for _, name := range names {
			e.text(name)
		}
	}
}

// defaultMaxDuration is the library's default, needed here to combine it with the deadline of a context.
const defaultMaxDuration = 10 * time.Second

func (l Limits) effectiveDuration() time.Duration {
	if l.MaxDuration == 0 {
		return defaultMaxDuration
	}
	return l.MaxDuration
}

// micros rounds up, so that a limit below a microsecond does not become the default.
func micros(d time.Duration) int64 {
	if d < 0 {
		return Unlimited
	}
	return int64((d + time.Microsecond - 1) / time.Microsecond)
}
