// Compiled programs: New, Dump, Load, Run and Start.

package monty

import (
	"context"
	"fmt"
	"slices"
)

// Monty is a compiled Python program. It is immutable and safe for concurrent use: any number of goroutines may run it at
// the same time, each run with variables of its own. Close frees it; a forgotten one is freed by the garbage collector.
type Monty struct {
	program *program
	info    programInfo
	config  config
}

// New compiles Python source. name appears in tracebacks as the file's name. inputs are the names of the variables that each
// run is given. functions are the names of host functions: Python can look them up as values, besides calling them.
//
// A syntax error is a [*PythonError] of type SyntaxError with the position as its only frame; source of more than 1 MiB is a
// [*LimitError].
func New(source, name string, inputs, functions []string, options ...Option) (*Monty, error) {
	config, err := config{}.configure(options)
	if err != nil {
		return nil, err
	}
	for what, texts := range map[string][]string{"the source": {source}, "the name": {name}, "an input's name": inputs, "a function's name": functions} {
		if err := checkUTF8(what, texts...); err != nil {
			return nil, err
		}
	}
	if err := config.limits.checkSource(source); err != nil {
		return nil, err
	}
	e := acquireEncoder()
	defer e.release()
	e.mapping(5)
	e.text("code")
	e.text(source)
	e.text("name")
	e.text(name)
	e.text("inputs")
	e.texts(inputs)
	e.text("functions")
	e.texts(functions)
	e.text("options")
	config.encodeCompile(e)
	p, reply, err := compileProgram(e.buf)
	return finishProgram(p, reply, err, config)
}

// NewFromBytes restores a program from what [Monty.Dump] returned. Bytes that are truncated, corrupted or from another
// version are an error that matches [ErrBadDump]. Without [WithDumpKey] a dump is not protected against forgery: load only
// what you stored then.
func NewFromBytes(dump []byte, options ...Option) (*Monty, error) {
	config, err := config{}.configure(options)
	if err != nil {
		return nil, err
	}
	p, reply, err := loadProgram(dump, config.dumpKey)
	return finishProgram(p, reply, err, config)
}

func finishProgram(p *program, reply []byte, err error, config config) (*Monty, error) {
	if err != nil {
		return nil, err
	}
	info, err := decodeProgramInfo(reply)
	if err != nil {
		p.close()
		return nil, err
	}
	return &Monty{program: p, info: info, config: config}, nil
}

// Dump returns the compiled program as bytes for [NewFromBytes], sealed with the key of [WithDumpKey] if New was given one.
// Options are not part of it.
func (m *Monty) Dump() ([]byte, error) {
	if m == nil || m.program == nil {
		return nil, ErrClosed
	}
	return m.program.dump(m.config.dumpKey)
}

// Name returns the file's name that the program was compiled under.
func (m *Monty) Name() string {
	if m == nil || m.program == nil {
		return ""
	}
	return m.info.name
}

// Close frees the program. Runs that are under way go on. Close may be called more than once.
func (m *Monty) Close() error {
	if m == nil || m.program == nil {
		return nil
	}
	m.program.close()
	return nil
}

// Inputs are the inputs of a run by name.
type Inputs map[string]any

// Run runs the program to its end and returns the value of its last expression. The inputs are given in the order in which
// New named them; each is converted by [ToObject].
//
// Functions from [WithFunctions] are called as Python calls them. Calling any other name raises NameError, and system calls
// fail: those about files with PermissionError, the others (os.getenv, time.sleep) with RuntimeError. If the code raises, the error is a [*PythonError]; wrong inputs match [ErrBadInput].
func (m *Monty) Run(inputs ...any) (Object, error) {
	return m.run(context.Background(), nil, byPosition(inputs))
}

// RunContext is Run with named inputs, a context and options for this run.
//
// When the context ends, so does the run, and RunContext returns an error that matches the context's error and its
// [context.Cause]. Python code cannot prevent it. RunContext then returns within milliseconds, or within some 30 ms if the
// interpreter is in the midst of one long operation (a huge integer, re.sub over a long text): that goes on in a thread of
// its own until it ends, is counted by [Stats], and its result is dropped. Go functions under way are waited for; they can
// watch their own context. A deadline also bounds the run's time, as [Limits].MaxDuration does.
//
// A run whose context can end costs about two microseconds more for each crossing, as a worker makes it. A context that cannot
// end, such as [context.Background], costs nothing. What a [Snapshot] or a [Session] executes can always be cancelled, so a
// worker makes these crossings, too.
func (m *Monty) RunContext(ctx context.Context, inputs Inputs, options ...Option) (Object, error) {
	return m.run(ctx, options, byName(inputs))
}

// Start runs the program until it ends or needs the host: to call a function, to look up a name, for a system call. The
// inputs are as for Run. [Progress.Snapshot] answers and goes on.
func (m *Monty) Start(inputs ...any) (*Progress, error) {
	return m.start(context.Background(), nil, byPosition(inputs))
}

// StartContext is Start with named inputs and options for this run. Functions from options can be looked up by Python, but
// calls of them are reported like all others. The context governs the run as in [Monty.RunContext], to its end: what
// [Snapshot.Resume] executes, too.
func (m *Monty) StartContext(ctx context.Context, inputs Inputs, options ...Option) (*Progress, error) {
	return m.start(ctx, options, byName(inputs))
}

func (m *Monty) start(ctx context.Context, options []Option, inputs given) (*Progress, error) {
	x, e, err := m.begin(ctx, options, inputs)
	if err != nil {
		return nil, err
	}
	return x.progress(e), nil
}

func (m *Monty) run(ctx context.Context, options []Option, inputs given) (Object, error) {
	x, e, err := m.begin(ctx, options, inputs)
	if err != nil {
		return nil, err
	}
	return x.drive(ctx, e)
}

// begin starts a run and returns it with its first event.
func (m *Monty) begin(ctx context.Context, options []Option, inputs given) (*execution, event, error) {
	if m == nil || m.program == nil {
		return nil, event{}, ErrClosed
	}
	config := &m.config
	if len(options) > 0 {
		own, err := m.config.configure(options)
		if err != nil {
			return nil, event{}, err
		}
		config = &own
	}
	if err := checkContext(ctx); err != nil {
		return nil, event{}, err
	}
	e := acquireEncoder()
	e.array(2)
	ready, err := inputs.encode(e, m.info.inputs)
	if err != nil {
		e.release()
		return nil, event{}, err
	}
	config.encode(e, remaining(ctx))
	r, err := acquireRun()
	if err != nil {
		e.release()
		return nil, event{}, err
	}
	x := newExecution(ctx, config, r, nil)
	if err := x.prepare(ready); err != nil {
		e.release()
		x.abandon()
		return nil, event{}, err
	}
	first, err := x.cross(opStart, m.program, e)
	if err != nil {
		x.abandon() // a request that was refused leaves the run idle
	}
	return x, first, err
}

// given are the inputs that a caller gives to a run: by position, or by name.
type given struct {
	values []any
	byName map[string]any // nil unless they are given by name
}

func byPosition(values []any) given { return given{values: values} }

func byName(values map[string]any) given {
	if values == nil {
		values = map[string]any{}
	}
	return given{byName: values}
}

// encode writes all inputs but the tables, which it returns. names are those of the program.
func (g given) encode(e *encoder, names []string) ([]tableInput, error) {
	values, err := g.ordered(names)
	if err != nil {
		return nil, err
	}
	values, names, tables := splitTables(values, names)
	objects, err := convertNamed(names, values)
	if err != nil {
		return nil, err
	}
	e.count(objects...)
	e.array(len(objects))
	for i, o := range objects {
		if err := e.value(o); err != nil {
			return nil, fmt.Errorf("%w: %q: %w", ErrBadInput, names[i], err)
		}
	}
	return tables, nil
}

// ordered returns the values in the order of names, if they are those that the program takes.
func (g given) ordered(names []string) ([]any, error) {
	if g.byName == nil {
		if len(g.values) != len(names) {
			return nil, badInputf("the program takes %d inputs %q, %d given", len(names), names, len(g.values))
		}
		return g.values, nil
	}
	ordered := make([]any, len(names))
	for i, name := range names {
		v, ok := g.byName[name]
		if !ok {
			return nil, badInputf("input %q is missing; the program takes %q", name, names)
		}
		ordered[i] = v
	}
	if len(g.byName) != len(names) {
		for name := range g.byName {
			if !slices.Contains(names, name) {
				return nil, badInputf("input %q is unknown; the program takes %q", name, names)
			}
		}
	}
	return ordered, nil
}

func badInputf(format string, args ...any) error {
	return &Error{Message: fmt.Sprintf(format, args...), Offset: -1, kind: ErrBadInput}
}
