// Output reaches the writers of a run while Python runs, in order, and a writer can end the run.

package monty_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// tagged writes to a common log with a tag, so that the order of two streams can be seen.
type tagged struct {
	log *[]string
	tag string
}

func (w tagged) Write(p []byte) (int, error) {
	*w.log = append(*w.log, w.tag+string(p))
	return len(p), nil
}

func TestBothStreamsKeepTheirOrder(t *testing.T) {
	source := "import sys\nfor i in range(3):\n    print('out', i)\n    print('err', i, file=sys.stderr)\nhost()\nprint('end', end='')"
	m := must(monty.New(source, "order.py", nil, nil))
	defer m.Close()
	for name, ctx := range map[string]context.Context{"directly": context.Background(), "beside": t.Context()} {
		var log []string
		p := must(m.StartContext(ctx, nil, monty.WithStdout(tagged{&log, "1:"}), monty.WithStderr(tagged{&log, "2:"})))
		want := "[1:out 0\n 2:err 0\n 1:out 1\n 2:err 1\n 1:out 2\n 2:err 2\n]"
		if fmt.Sprint(log) != want || len(p.Output) > 0 {
			t.Errorf("%s: %v, %v", name, log, p.Output)
		}
		p = must(p.Snapshot.Resume(p.CallID, nil))
		if log[len(log)-1] != "1:end" || len(p.Output) > 0 {
			t.Errorf("%s: %v, %v", name, log, p.Output)
		}
	}
}

func TestOutputArrivesWhilePythonRuns(t *testing.T) {
	read, write := io.Pipe()
	m := must(monty.New("print('begun')\nwhile True: pass", "alive.py", nil, nil))
	defer m.Close()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() {
		_, err := m.RunContext(ctx, nil, monty.WithStdout(write))
		ended <- err
	}()
	line := make([]byte, 6)
	if _, err := io.ReadFull(read, line); err != nil || string(line) != "begun\n" {
		t.Errorf("%q, %v", line, err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestMuchOutputComesInBatches(t *testing.T) {
	var sizes []int
	var text bytes.Buffer
	m := must(monty.New("for i in range(100_000): print(i)", "much.py", nil, nil))
	defer m.Close()
	if _, err := m.RunContext(context.Background(), nil, monty.WithStdout(writerFunc(func(p []byte) (int, error) {
		sizes = append(sizes, len(p))
		return text.Write(p)
	}))); err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for i := range 100_000 {
		fmt.Fprintln(&want, i)
	}
	if text.String() != want.String() {
		t.Error("the text is not what was printed")
	}
	if least := text.Len() / (64 << 10); len(sizes) < least || len(sizes) > 10_000 {
		t.Errorf("%d batches for %d bytes", len(sizes), text.Len())
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestWhatHasNoWriterIsReported(t *testing.T) {
	source := "import sys\nprint('a', file=sys.stderr)\nprint('b')\nprint('c', file=sys.stderr)\nhost()\nprint('d', file=sys.stderr)\n1 / 0"
	m := must(monty.New(source, "kept.py", nil, nil))
	defer m.Close()
	var stdout bytes.Buffer
	p := must(m.StartContext(context.Background(), nil, monty.WithStdout(&stdout)))
	if stdout.String() != "b\n" || fmt.Sprint(p.Output) != "[{2 a\nc\n}]" {
		t.Errorf("%q, %v", stdout.String(), p.Output)
	}
	_, err := p.Snapshot.Resume(p.CallID, nil)
	exception := expectException(t, err, "ZeroDivisionError", "")
	if fmt.Sprint(exception.Output) != "[{2 d\n}]" {
		t.Errorf("%v", exception.Output)
	}
	// The next run has no writers, and the memory of this one.
	if p := must(m.Start()); fmt.Sprint(p.Output) != "[{2 a\n} {1 b\n} {2 c\n}]" {
		t.Errorf("%v", p.Output)
	}
}

func TestAWriterEndsTheRun(t *testing.T) {
	source := "while True:\n    try:\n        print('x' * 1000)\n    except BaseException: pass"
	m := must(monty.New(source, "refused.py", nil, nil, monty.WithLimits(monty.Limits{MaxOutput: monty.Unlimited, MaxDuration: monty.Unlimited})))
	defer m.Close()
	for name, ctx := range map[string]context.Context{"directly": context.Background(), "beside": t.Context()} {
		for what, c := range map[string]struct {
			write func([]byte) (int, error)
			check func(error) bool
		}{
			"error": {func([]byte) (int, error) { return 0, errDisk }, func(err error) bool { return errors.Is(err, errDisk) }},
			"short": {func(p []byte) (int, error) { return len(p) / 2, nil }, func(err error) bool { return errors.Is(err, io.ErrShortWrite) }},
			"panic": {func([]byte) (int, error) { panic("boom") }, func(err error) bool { return strings.Contains(err.Error(), "boom") }},
		} {
			written := 0
			_, err := m.RunContext(ctx, nil, monty.WithStdout(writerFunc(func(p []byte) (int, error) {
				if written++; written <= 3 {
					return len(p), nil
				}
				return c.write(p)
			})))
			if err == nil || !c.check(err) || written != 4 {
				t.Errorf("%s, %s: %v after %d writes", name, what, err, written)
			}
		}
	}
	// What is printed last is refused, too, and so is what goes before an exception.
	for _, source := range []string{"print('last')", "print('last')\n1 / 0", "print('last')\nhost()"} {
		m := must(monty.New(source, "last.py", nil, nil))
		p, err := m.StartContext(context.Background(), nil, monty.WithStdout(failingWriter{}))
		if !errors.Is(err, errDisk) {
			t.Errorf("%q: %+v, %v", source, p, err)
		}
		m.Close()
	}
}

func TestOutputIsCappedWithAWriterToo(t *testing.T) {
	m := must(monty.New("while True: print('x' * 99)", "capped.py", nil, nil, monty.WithLimits(monty.Limits{MaxOutput: 50_000})))
	defer m.Close()
	var text bytes.Buffer
	_, err := m.RunContext(context.Background(), nil, monty.WithStdout(&text))
	expectException(t, err, "MemoryError", "")
	if text.Len() < 40_000 || text.Len() > 50_000 {
		t.Errorf("%d bytes", text.Len())
	}
	// The cap is that of the whole run.
	m = must(monty.New("while True:\n    print('x' * 99)\n    host()", "capped.py", nil, nil, monty.WithLimits(monty.Limits{MaxOutput: 50_000})))
	defer m.Close()
	text.Reset()
	_, err = m.RunContext(context.Background(), nil, monty.WithStdout(&text), monty.WithFunctions(monty.Functions{
		"host": func(context.Context, *monty.Call) (any, error) { return nil, nil },
	}))
	expectException(t, err, "MemoryError", "")
	if text.Len() < 40_000 || text.Len() > 50_000 {
		t.Errorf("with suspensions: %d bytes", text.Len())
	}
}

// A writer that is slow is waited for: when the call has returned, nobody writes any more.
func TestNobodyWritesAfterTheCallHasReturned(t *testing.T) {
	m := must(monty.New("import math\nprint('begun')\nhost()\n"+"print('again')\n"+nativeOperations["gcd"]+"\nprint('late')", "late.py", nil, nil))
	defer m.Close()
	ctx, cancel := context.WithCancel(context.Background())
	var mu sync.Mutex
	returned, late := false, false
	time.AfterFunc(60*time.Millisecond, cancel)
	_, err := m.RunContext(ctx, nil,
		monty.WithStdout(writerFunc(func(p []byte) (int, error) {
			mu.Lock()
			defer mu.Unlock()
			late = late || returned
			return len(p), nil
		})),
		monty.WithFunctions(monty.Functions{"host": func(context.Context, *monty.Call) (any, error) { return nil, nil }}))
	mu.Lock()
	returned = true
	mu.Unlock()
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	eventually(t, "the end of the detached run", func() bool { return monty.Stats().Detached == 0 })
	mu.Lock()
	defer mu.Unlock()
	if late {
		t.Error("something was written after the call had returned")
	}
}

// The writer may use the library itself.
func TestAWriterMayRunPython(t *testing.T) {
	inner := must(monty.New("len(text)", "inner.py", []string{"text"}, nil))
	defer inner.Close()
	m := must(monty.New("for i in range(3000): print('0123456789')", "outer.py", nil, nil))
	defer m.Close()
	total := 0
	_, err := m.RunContext(t.Context(), nil, monty.WithStdout(writerFunc(func(p []byte) (int, error) {
		n := 0
		o, err := inner.Run(string(p))
		if err == nil {
			err = o.Unmarshal(&n)
		}
		total += n
		return len(p), err
	})))
	if err != nil || total != 33_000 {
		t.Errorf("%d, %v", total, err)
	}
}
