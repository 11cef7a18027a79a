// System calls: who is asked, in which order, and what becomes of answers and errors.

package monty_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// runOS runs code with handlers and returns its result.
func runOS(t *testing.T, code string, handlers ...monty.OSHandler) (monty.Object, error) {
	t.Helper()
	program := must(monty.New(code, "os.py", nil, nil))
	defer program.Close()
	return program.RunContext(t.Context(), nil, monty.WithOS(handlers...))
}

// resultOS is runOS for code that must end well, as the repr of its result.
func resultOS(t *testing.T, code string, handlers ...monty.OSHandler) string {
	t.Helper()
	out, err := runOS(t, code, handlers...)
	if err != nil {
		t.Fatalf("%s\n%+v", code, err)
	}
	return out.String()
}

// raisedOS is runOS for code that must raise, as the last line of the traceback.
func raisedOS(t *testing.T, code string, handlers ...monty.OSHandler) string {
	t.Helper()
	out, err := runOS(t, code, handlers...)
	var exception *monty.PythonError
	if !errors.As(err, &exception) {
		t.Fatalf("%s: %v, %v", code, out, err)
	}
	return exception.Error()
}

func TestNothingIsReachableByDefault(t *testing.T) {
	for code, want := range map[string]string{
		"open('/etc/passwd')":                             "PermissionError: Permission denied: '/etc/passwd'",
		"import pathlib\npathlib.Path('/').exists()":      "PermissionError: Permission denied: '/'",
		"import os\nos.listdir('/')":                      "PermissionError: Permission denied: '/'",
		"import os\nos.getenv('HOME')":                    "RuntimeError: 'os.getenv' is not supported in this environment",
		"import os\nos.environ":                           "RuntimeError: 'os.environ' is not supported in this environment",
		"import os\nos.urandom(4)":                        "RuntimeError: 'os.urandom' is not supported in this environment",
		"import tools":                                    "ModuleNotFoundError: No module named 'tools'",
		"from pathlib import Path\nPath('x').mkdir()":     "PermissionError: Permission denied: '/x'",
		"from pathlib import Path\nPath('x').rename('y')": "PermissionError: Permission denied: '/x'",
	} {
		if got := raisedOS(t, code); got != want {
			t.Errorf("%s: %s", code, got)
		}
	}
}

func TestHandlersAreAskedInTurn(t *testing.T) {
	var asked []string
	handler := func(name, serves string) monty.OSHandler {
		return monty.OSHandlerFunc(func(_ context.Context, call *monty.OSCall) (any, error) {
			asked = append(asked, name)
			if key, _ := call.Args[0].(monty.Str); string(key) == serves {
				return name, nil
			}
			return nil, fmt.Errorf("%s: %w", name, monty.ErrNotHandled)
		})
	}
	program := must(monty.New("import os\nos.getenv('B')", "os.py", nil, nil, monty.WithOS(handler("first", "B"))))
	defer program.Close()
	out, err := program.RunContext(t.Context(), nil, monty.WithOS(handler("second", "A"), handler("third", "B")))
	if err != nil || out != S("third") || !slices.Equal(asked, []string{"second", "third"}) {
		t.Errorf("%v, %v, asked %v", out, err, asked)
	}
	asked = nil
	if out, err = program.Run(); err != nil || out != S("first") {
		t.Errorf("%v, %v", out, err)
	}
}

func TestHandlersErrorsBecomeExceptions(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{fs.ErrNotExist, "FileNotFoundError: [Errno 2] No such file or directory: '/a b'"},
		{&fs.PathError{Op: "open", Path: "/host/secret", Err: syscall.ENOENT}, "FileNotFoundError: [Errno 2] No such file or directory: '/a b'"},
		{fs.ErrExist, "FileExistsError: [Errno 17] File exists: '/a b'"},
		{fs.ErrPermission, "PermissionError: [Errno 13] Permission denied: '/a b'"},
		{fs.ErrInvalid, "OSError: [Errno 22] Invalid argument: '/a b'"},
		{syscall.EPERM, "PermissionError: [Errno 1] Operation not permitted: '/a b'"},
		{syscall.ENOTDIR, "NotADirectoryError: [Errno 20] Not a directory: '/a b'"},
		{syscall.EISDIR, "IsADirectoryError: [Errno 21] Is a directory: '/a b'"},
		{syscall.ENOTEMPTY, "OSError: [Errno 39] Directory not empty: '/a b'"},
		{syscall.ETIMEDOUT, "TimeoutError: [Errno 110] Connection timed out: '/a b'"},
		{syscall.ESRCH, "OSError: [Errno 3] No such process: '/a b'"},
		{errors.New("disk on fire"), "OSError: disk on fire"},
		{fmt.Errorf("wrapped: %w", monty.NewPythonError("ValueError", "no")), "ValueError: no"},
		{monty.NewPythonError("NoSuchError", "no"), "RuntimeError: "},
	} {
		handler := monty.OSHandlerFunc(func(context.Context, *monty.OSCall) (any, error) { return nil, c.err })
		got := raisedOS(t, "open('a b')", handler)
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%v: %s", c.err, got)
		}
		if _, err := runOS(t, "open('a b')", handler); got == c.want && !errors.Is(err, c.err) {
			t.Errorf("%v has lost its cause %v", err, c.err)
		}
	}
}

func TestHandlersFailuresAreContained(t *testing.T) {
	for name, handler := range map[string]monty.OSHandlerFunc{
		"panic":               func(context.Context, *monty.OSCall) (any, error) { panic("no") },
		"a channel":           func(context.Context, *monty.OSCall) (any, error) { return make(chan int), nil },
		"not a path":          func(_ context.Context, call *monty.OSCall) (any, error) { return call.Path(1) },
		"no such argument":    func(_ context.Context, call *monty.OSCall) (any, error) { return nil, call.Arg(7, new(int)) },
		"of another type":     func(_ context.Context, call *monty.OSCall) (any, error) { return nil, call.Arg(0, new(int)) },
		"a negative argument": func(_ context.Context, call *monty.OSCall) (any, error) { return nil, call.Arg(-1, new(int)) },
	} {
		out := resultOS(t, "try:\n    open('x')\nexcept Exception as e:\n    r = type(e).__name__\nr", handler)
		if out != "'OSError'" && out != "'TypeError'" {
			t.Errorf("%s: %s", name, out)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	program := must(monty.New("try:\n    open('x')\nexcept BaseException:\n    pass", "os.py", nil, nil))
	defer program.Close()
	_, err := program.RunContext(ctx, nil, monty.WithOS(monty.OSHandlerFunc(func(ctx context.Context, _ *monty.OSCall) (any, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	})))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the context's error became %v", err)
	}
}

func TestBadHandlersAreRefused(t *testing.T) {
	for name, handler := range map[string]monty.OSHandler{
		"nil": nil, "a nil function": monty.OSHandlerFunc(nil), "a nil mount": (*monty.MountPoint)(nil),
		"no filesystem": monty.Mount("/x", nil), "a relative path": monty.Mount("x", fstest.MapFS{}),
		"a slash at the end": monty.Mount("/x/", fstest.MapFS{}), "dots": monty.Mount("/x/../y", fstest.MapFS{}),
		"a zero byte": monty.Mount("/\x00", fstest.MapFS{}), "no path": monty.Mount("", fstest.MapFS{}),
		"no size":    monty.Mount("/", fstest.MapFS{}, monty.WithMaxFileSize(0)),
		"no entries": monty.Mount("/", fstest.MapFS{}, monty.WithMaxEntries(-2)),
	} {
		if _, err := monty.New("1", "os.py", nil, nil, monty.WithOS(handler)); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestStepsCanBeServed(t *testing.T) {
	program := must(monty.New("import os\na = os.getenv('A')\nb = f(a)\nc = os.urandom(1)\n(a, b)", "os.py", nil, nil))
	defer program.Close()
	environ := monty.Environ(map[string]string{"A": "1"})
	progress := must(must(program.Start()).ServeOS(t.Context(), environ))
	if progress.Kind != monty.FunctionCall || progress.Args[0] != S("1") {
		t.Fatalf("%+v", progress)
	}
	progress = must(must(progress.Snapshot.Resume(progress.CallID, 2)).ServeOS(t.Context(), environ))
	if progress.Kind != monty.OsCall || progress.OsFunction != "os.urandom" {
		t.Fatalf("%+v", progress)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := progress.ServeOS(cancelled, monty.Entropy(bytes.NewReader([]byte{7}))); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	progress, err := progress.ServeOS(t.Context(), monty.Entropy(bytes.NewReader([]byte{7})))
	if err != nil || progress.Kind != monty.Complete || progress.Result.String() != "('1', 2)" {
		t.Errorf("%+v, %v", progress, err)
	}

	// Without handlers those of the run serve.
	progress = must(program.StartContext(t.Context(), nil, monty.WithOS(environ)))
	if progress = must(progress.ServeOS(t.Context())); progress.Kind != monty.FunctionCall {
		t.Errorf("%+v", progress)
	}
	if _, err := progress.ServeOS(t.Context(), nil); err == nil {
		t.Error("a nil handler is accepted")
	}
	progress.Snapshot.Close()
}

func TestEnvironIsACopyOfAMap(t *testing.T) {
	variables := map[string]string{"HOME": "/home/x", "EMPTY": "", "A": "b"}
	environ := monty.Environ(variables)
	variables["HOME"] = "changed"
	got := resultOS(t, `import os
r = [os.getenv('HOME'), os.getenv('EMPTY'), os.getenv('NO'), os.getenv('NO', 'default'), os.getenv('A', 'default')]
r += [os.environ['A'], os.environ.get('NO'), 'HOME' in os.environ, list(os.environ), os.environ]
r += [os.path.expanduser('~/y'), os.path.expandvars('$A/$NO')]
r`, environ)
	want := "['/home/x', '', None, 'default', 'b', 'b', None, True, ['A', 'EMPTY', 'HOME'], " +
		"{'A': 'b', 'EMPTY': '', 'HOME': '/home/x'}, '/home/x/y', 'b/$NO']"
	if got != want {
		t.Errorf("%s", got)
	}
}

func TestEntropyIsReadAndBounded(t *testing.T) {
	if got := resultOS(t, "import os\n(os.urandom(3), os.urandom(0), os.urandom(2))", monty.Entropy(bytes.NewReader([]byte{1, 2, 3, 4, 5}))); got != `(b'\x01\x02\x03', b'', b'\x04\x05')` {
		t.Error(got)
	}
	for code, want := range map[string]string{
		"os.urandom(9)":     "OSError: unexpected EOF",
		"os.urandom(10**7)": "MemoryError: os.urandom gives at most 1048576 bytes at once",
	} {
		if got := raisedOS(t, "import os\n"+code, monty.Entropy(bytes.NewReader([]byte{1, 2, 3}))); got != want {
			t.Errorf("%s: %s", code, got)
		}
	}
	if got := raisedOS(t, "import os\nos.urandom(1)", monty.Entropy(nil)); got != "OSError: Entropy has no reader" {
		t.Error(got)
	}
}

// The clock of the host, as the interpreter asks for it.
func TestTheClockIsThatOfTheHost(t *testing.T) {
	cet := time.FixedZone("CET", 3600)
	clock := monty.Clock(func() time.Time { return time.Date(2026, 12, 31, 23, 30, 15, 250_000_000, cet) })
	ask := func(name string, args ...monty.Object) monty.Object {
		t.Helper()
		value, err := clock.HandleOS(t.Context(), &monty.OSCall{Name: name, Args: args})
		if err != nil {
			t.Fatal(err)
		}
		return value.(monty.Object)
	}
	india := must(monty.NewTimeZone(19800))
	for _, c := range []struct {
		got  monty.Object
		want string
	}{
		{ask("date.today"), "datetime.date(2026, 12, 31)"},
		{ask("datetime.now", monty.None{}), "datetime.datetime(2026, 12, 31, 23, 30, 15, 250000)"},
		{ask("datetime.now", monty.UTC), "datetime.datetime(2026, 12, 31, 22, 30, 15, 250000, tzinfo=datetime.timezone.utc)"},
		{ask("datetime.now", india), "datetime.datetime(2027, 1, 1, 4, 0, 15, 250000, tzinfo=datetime.timezone(datetime.timedelta(seconds=19800)))"},
		{ask("time.time", S("time.time")), "1798756215.25"},
	} {
		if c.got.String() != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}

func TestTasksSleepAtTheSameTimeByTheSleeper(t *testing.T) {
	session := must(monty.NewSession("sleep.py", monty.WithOS(monty.Sleeper()), monty.WithSleep(monty.RealSleep)))
	defer session.Close()
	start := time.Now()
	out, err := session.Feed("import asyncio\nasync def f():\n    return await asyncio.gather(asyncio.sleep(1, 1), asyncio.sleep(1, 2), asyncio.sleep(1, 3))\nasyncio.run(f())")
	if took := time.Since(start); err != nil || out.String() != "[1, 2, 3]" || took < time.Second || took > 2900*time.Millisecond {
		t.Errorf("%v, %v after %v", out, err, took)
	}
}

// Sessions ask the same handlers in each feed, and in calls of their functions.
func TestSessionsHaveHandlers(t *testing.T) {
	m := monty.NewMemoryFS(0)
	session := must(monty.NewSession("session.py", monty.WithOS(monty.Mount("/m", m), monty.Environ(map[string]string{"A": "1"})), monty.WithModules(tools())))
	defer session.Close()
	for _, step := range []struct{ code, want string }{
		{"import os, tools\nfrom pathlib import Path\nf = open('/m/f', 'w')\nf.write('one')", "3"},
		{"f.write(' two')\nf.close()", "None"},
		{"g = open('/m/f')\ng.read(4)", "'one '"},
		{"g.read(), os.getenv('A'), tools.add(1, 2)", "('two', '1', 3)"},
		{"os.chdir('/m')\nos.listdir()", "['f']"},
		{"def save(name, text):\n    return Path(name).write_text(text)", "None"},
	} {
		if out, err := session.Feed(step.code); err != nil || out.String() != step.want {
			t.Errorf("%s: %v, %v", step.code, out, err)
		}
	}
	if out, err := session.Call("save", "relative.txt", "abc"); err != nil || out != I(3) {
		t.Errorf("%v, %v", out, err)
	}
	if data := must(fs.ReadFile(m, "relative.txt")); string(data) != "abc" {
		t.Errorf("%q", data)
	}
}

func TestSleeperWaitsForTheContext(t *testing.T) {
	program := must(monty.New("import time\ntime.sleep(9)", "os.py", nil, nil))
	defer program.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := program.RunContext(ctx, nil, monty.WithOS(monty.Sleeper()))
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 5*time.Second {
		t.Errorf("%v after %v", err, time.Since(start))
	}
}

// Handlers are shared by runs.
func TestHandlersServeManyRunsAtOnce(t *testing.T) {
	program := must(monty.New("import os\n[os.getenv('A'), os.environ['A'], len(os.urandom(8)), open('/d/x').read()]", "os.py", nil, nil,
		monty.WithOS(monty.Environ(map[string]string{"A": "1"}), monty.Entropy(repeat{}), monty.Mount("/d", fstest.MapFS{"x": {Data: []byte("y")}}))))
	defer program.Close()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				if out, err := program.Run(); err != nil || out.String() != "['1', '1', 8, 'y']" {
					t.Errorf("%v, %v", out, err)
					return
				}
			}
		})
	}
	group.Wait()
}

type repeat struct{}

func (repeat) Read(p []byte) (int, error) { return len(p), nil }

var _ io.Reader = repeat{}

// osCallNames are the variants of OsFunctionCall (monty-types 1.4.0, src/os.rs), by the names that events carry.
var osCallNames = []string{
	"Path.exists", "Path.is_file", "Path.is_dir", "Path.is_symlink", "Path.read_text", "Path.read_bytes", "Path.stat",
	"Path.iterdir", "Path.scan", "Path.resolve", "Path.absolute", "Path.write_text", "Path.append_text", "Path.write_bytes",
	"Path.append_bytes", "open", "Path.mkdir", "Path.unlink", "Path.rmdir", "Path.rename", "os.getenv", "os.environ",
	"date.today", "datetime.now", "os.urandom", "time.time", "time.sleep", "system.sleep", "asyncio.sleep",
	"system.async_sleep", "import", "import_stubs",
}

func TestTheTableOfSystemCallsIsComplete(t *testing.T) {
	source := string(must(os.ReadFile("os.go")))
	_, table, _ := strings.Cut(source, "Every call that there is")
	table, _, _ = strings.Cut(table, "func WithOS")
	var listed []string
	served := map[string]string{}
	for _, row := range regexp.MustCompile(`(?m)^//\t(\S+) +(\S+)`).FindAllStringSubmatch(table, -1) {
		listed = append(listed, row[1])
		served[row[1]] = row[2]
	}
	want := slices.Sorted(slices.Values(osCallNames))
	if slices.Sort(listed); !slices.Equal(listed, want) {
		t.Errorf("the table lists %v\nthere are %v", listed, want)
	}
	handlers := map[string]monty.OSHandler{
		"Mount": monty.Mount("/", fstest.MapFS{}), "Environ": monty.Environ(nil), "Entropy": monty.Entropy(repeat{}),
		"Clock": monty.Clock(time.Now), "Sleeper": monty.Sleeper(),
	}
	for name, by := range served {
		call := &monty.OSCall{Name: name, Args: []monty.Object{monty.Path("/x"), monty.Path("/y")}}
		for handlerName, handler := range handlers {
			if name == "os.urandom" || name == "os.getenv" {
				call.Args[0] = monty.Int(1)
			}
			_, err := handler.HandleOS(t.Context(), call)
			if handled := !errors.Is(err, monty.ErrNotHandled); handled != (handlerName == by) {
				t.Errorf("%s is said to be served by %s; %s: %v", name, by, handlerName, err)
			}
		}
	}
}
