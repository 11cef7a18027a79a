// Dumps: what they keep, what loading refuses, and limits that get tighter.

package monty_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// suspendedAt starts a program and returns its first suspension.
func suspendedAt(t *testing.T, source string, options ...monty.Option) *monty.Progress {
	t.Helper()
	m := must(monty.New(source, "dump.py", nil, nil, options...))
	defer m.Close()
	return must(m.Start())
}

func TestARestoredEventHasTheFieldsOfTheDumpedOne(t *testing.T) {
	p := suspendedAt(t, "host([1, 2.5, 'x'], (None,), key={'a': 10**40})")
	dump := must(p.Snapshot.Dump())
	restored := must(monty.SnapshotFromBytes(dump))
	if restored.Kind != monty.FunctionCall || restored.FunctionName != "host" || restored.CallID != p.CallID || restored.Position != p.Position ||
		fmt.Sprint(restored.Args) != fmt.Sprint(p.Args) || fmt.Sprint(restored.Kwargs) != fmt.Sprint(p.Kwargs) || restored.EagerAwait != p.EagerAwait {
		t.Errorf("dumped %+v\nrestored %+v", p, restored)
	}
	// The snapshot and every copy of it can go on, each by itself.
	for i, snapshot := range []*monty.Snapshot{p.Snapshot, restored.Snapshot, must(monty.SnapshotFromBytes(dump)).Snapshot} {
		if next := must(snapshot.Resume(p.CallID, i)); next.Result != I(i) {
			t.Errorf("%d: %+v", i, next)
		}
	}
	if _, err := p.Snapshot.Dump(); !errors.Is(err, monty.ErrSnapshotUsed) {
		t.Error(err)
	}
	p = must(monty.SnapshotFromBytes(dump))
	_ = p.Snapshot.Close()
	if _, err := p.Snapshot.Dump(); !errors.Is(err, monty.ErrClosed) {
		t.Error(err)
	}

	// The suspensions of the other kinds.
	p = must(monty.SnapshotFromBytes(must(suspendedAt(t, "x = missing\nx").Snapshot.Dump())))
	if p.Kind != monty.NameLookup || p.Name != "missing" || must(p.Snapshot.Resume(0, 5)).Result != I(5) {
		t.Errorf("%+v", p)
	}
	p = must(monty.SnapshotFromBytes(must(suspendedAt(t, "import os\nos.getenv('A')").Snapshot.Dump())))
	if p.Kind != monty.OsCall || p.OsFunction != "os.getenv" || must(p.Snapshot.Resume(p.CallID, "b")).Result != S("b") {
		t.Errorf("%+v", p)
	}
	wait := waiting(t)
	dump = must(wait.FutureSnapshot.Dump())
	p = must(monty.FutureSnapshotFromBytes(dump))
	if p.Kind != monty.ResolveFutures || fmt.Sprint(p.PendingIDs, p.FutureSnapshot.PendingCallIDs()) != "[0 1 2] [0 1 2]" {
		t.Fatalf("%+v", p)
	}
	p = must(p.FutureSnapshot.Resume(monty.FutureResult{CallID: 0, Value: 1}, monty.FutureResult{CallID: 1, Value: 2}, monty.FutureResult{CallID: 2, Value: 3}))
	if p.Result.String() != "[1, 2, 3]" {
		t.Errorf("%+v", p)
	}
	_, err := must(monty.FutureSnapshotFromBytes(dump)).FutureSnapshot.Resume(monty.FutureResult{CallID: 1, NotFound: true})
	expectException(t, err, "NameError", "host")
}

func TestLoadingChoosesTheRightFunction(t *testing.T) {
	m := must(monty.New("1", "dump.py", nil, nil))
	defer m.Close()
	s := session(t)
	dumps := map[string][]byte{
		"program": must(m.Dump()), "run": must(suspendedAt(t, "host()").Snapshot.Dump()),
		"futures": must(waiting(t).FutureSnapshot.Dump()), "session": must(s.Dump()),
	}
	loads := map[string]func([]byte) error{
		"NewFromBytes":            func(b []byte) error { _, err := monty.NewFromBytes(b); return err },
		"SnapshotFromBytes":       func(b []byte) error { _, err := monty.SnapshotFromBytes(b); return err },
		"FutureSnapshotFromBytes": func(b []byte) error { _, err := monty.FutureSnapshotFromBytes(b); return err },
		"ProgressFromBytes":       func(b []byte) error { _, err := monty.ProgressFromBytes(b); return err },
		"LoadSession":             func(b []byte) error { _, _, err := monty.LoadSession(b); return err },
	}
	fits := map[string]string{
		"NewFromBytes": "program", "SnapshotFromBytes": "run", "FutureSnapshotFromBytes": "futures", "ProgressFromBytes": "run futures", "LoadSession": "session",
	}
	for name, load := range loads {
		for kind, dump := range dumps {
			err := load(dump)
			if strings.Contains(fits[name], kind) {
				if err != nil {
					t.Errorf("%s of %s: %v", name, kind, err)
				}
			} else if !errors.Is(err, monty.ErrBadDump) || errors.Is(err, monty.ErrWrongKey) {
				t.Errorf("%s of %s: %v", name, kind, err)
			}
		}
		for _, bad := range [][]byte{nil, []byte("MONTYGO"), []byte("not a dump at all, but long enough to be one, by its length")} {
			if err := load(bad); !errors.Is(err, monty.ErrBadDump) {
				t.Errorf("%s of %q: %v", name, bad, err)
			}
		}
	}
}

func TestDamagedDumpsAreRefused(t *testing.T) {
	s := session(t)
	feeds(t, s, "x = [1, 2, 3]", "None")
	run, feed := must(suspendedAt(t, "x = {'a': [1, 2]}\nhost()").Snapshot.Dump()), must(s.Dump())
	for name, dump := range map[string][]byte{"run": run, "session": feed} {
		load := func(b []byte) error {
			if name == "run" {
				_, err := monty.SnapshotFromBytes(b)
				return err
			}
			_, _, err := monty.LoadSession(b)
			return err
		}
		for i := range dump {
			bad := bytes.Clone(dump)
			bad[i] ^= byte(1 + i%255)
			if err := load(bad); !errors.Is(err, monty.ErrBadDump) {
				t.Fatalf("%s, byte %d of %d: %v", name, i, len(dump), err)
			}
		}
		for i := 0; i < len(dump); i += 1 + len(dump)/200 {
			if err := load(dump[:i]); !errors.Is(err, monty.ErrBadDump) {
				t.Fatalf("%s, cut to %d of %d: %v", name, i, len(dump), err)
			}
		}
		if err := load(append(bytes.Clone(dump), 0)); !errors.Is(err, monty.ErrBadDump) {
			t.Errorf("%s with a byte more: %v", name, err)
		}
		foreign := bytes.Replace(dump, []byte("1.4.0"), []byte("1.3.9"), 1)
		if err := load(foreign); !errors.Is(err, monty.ErrBadDump) || !strings.Contains(err.Error(), "1.3.9") {
			t.Errorf("%s of another version: %v", name, err)
		}
		if err := load(dump); err != nil {
			t.Errorf("%s, as it was: %v", name, err)
		}
	}
}

func TestKeysOfDumps(t *testing.T) {
	right, wrong := monty.WithDumpKey([32]byte{1}), monty.WithDumpKey([32]byte{2})
	m := must(monty.New("host()", "dump.py", nil, nil, right))
	defer m.Close()
	s := session(t, right)
	run, plain := must(must(m.Start()).Snapshot.Dump()), must(suspendedAt(t, "host()").Snapshot.Dump())
	for name, load := range map[string]func(...monty.Option) error{
		"program": func(o ...monty.Option) error { _, err := monty.NewFromBytes(must(m.Dump()), o...); return err },
		"run":     func(o ...monty.Option) error { _, err := monty.SnapshotFromBytes(run, o...); return err },
		"session": func(o ...monty.Option) error { _, _, err := monty.LoadSession(must(s.Dump()), o...); return err },
	} {
		if err := load(right); err != nil {
			t.Errorf("%s with its key: %v", name, err)
		}
		for _, options := range [][]monty.Option{{wrong}, nil} {
			if err := load(options...); !errors.Is(err, monty.ErrWrongKey) || !errors.Is(err, monty.ErrBadDump) {
				t.Errorf("%s with %d options: %v", name, len(options), err)
			}
		}
	}
	if _, err := monty.SnapshotFromBytes(plain, right); !errors.Is(err, monty.ErrWrongKey) {
		t.Errorf("without a key, loaded with one: %v", err)
	}
	forged := bytes.Clone(run)
	forged[len(forged)-1] ^= 1
	if _, err := monty.SnapshotFromBytes(forged, right); !errors.Is(err, monty.ErrWrongKey) {
		t.Errorf("forged: %v", err)
	}
	// What is restored with a key is sealed with it again.
	again := must(must(monty.SnapshotFromBytes(run, right)).Snapshot.Dump())
	if _, err := monty.SnapshotFromBytes(again); !errors.Is(err, monty.ErrWrongKey) {
		t.Error(err)
	}
}

func TestLimitsOfADumpGetTighterOnly(t *testing.T) {
	loose := monty.WithLimits(monty.Limits{MaxDuration: time.Minute, MaxSuspensions: 5, MaxOutput: 10_000})
	limited := func(source string, limits monty.Limits) error {
		dump := must(suspendedAt(t, source, loose).Snapshot.Dump())
		p, err := monty.SnapshotFromBytes(dump, monty.WithLimits(limits))
		for err == nil && p.Kind != monty.Complete {
			p, err = p.Snapshot.Resume(p.CallID, nil)
		}
		return err
	}
	start := time.Now()
	expectException(t, limited("host()\nwhile True: pass", monty.Limits{MaxDuration: 50 * time.Millisecond}), "TimeoutError", "")
	if took := time.Since(start); took > 20*time.Second {
		t.Error(took)
	}
	expectException(t, limited("host()\nwhile True: pass", monty.Limits{MaxTurnDuration: 50 * time.Millisecond}), "TimeoutError", "")
	expectException(t, limited("x = missing\nwhile True: pass", monty.Limits{MaxDuration: 50 * time.Millisecond}), "TimeoutError", "")
	expectException(t, limited("host()\nl = []\nwhile True: l.append('x' * 1000)", monty.Limits{MaxMemory: 10 << 20}), "MemoryError", "")
	expectException(t, limited("host()\ndef f(n):\n    return n and f(n - 1)\nf(500)", monty.Limits{MaxRecursionDepth: 100}), "RecursionError", "")
	expectException(t, limited("host()\nprint('x' * 5000)", monty.Limits{MaxOutput: 1000}), "MemoryError", "")
	expectException(t, limited("while True: host()", monty.Limits{MaxSuspensions: 3}), "RuntimeError", "suspension limit exceeded: 3")
	// Not wider.
	expectException(t, limited("while True: host()", monty.Limits{MaxSuspensions: 1000}), "RuntimeError", "suspension limit exceeded: 5")
	expectException(t, limited("while True: host()", monty.Limits{MaxSuspensions: monty.Unlimited}), "RuntimeError", "suspension limit exceeded: 5")
	expectException(t, limited("host()\nprint('x' * 50000)", monty.Limits{MaxOutput: monty.Unlimited}), "MemoryError", "")
	if err := limited("host()\nhost()\nprint('x' * 500)", monty.Limits{}); err != nil {
		t.Error(err)
	}
	dump := must(suspendedAt(t, "host()").Snapshot.Dump())
	for _, option := range []monty.Option{monty.WithSleep(monty.RealSleep), monty.WithAssertMessages(1), monty.WithLimits(monty.Limits{MaxOutput: -7})} {
		if _, err := monty.SnapshotFromBytes(dump, option); err == nil {
			t.Error("an option was taken that cannot be")
		}
	}
}

func TestRestoredRunsHaveTheirFunctionsAndOutput(t *testing.T) {
	m := must(monty.New("f = host\nx = f(1)\nprint('after', x)\ng = more\ng(2)", "dump.py", nil, []string{"host"}))
	defer m.Close()
	dump := must(must(m.Start()).Snapshot.Dump())
	var out bytes.Buffer
	p := must(monty.SnapshotFromBytes(dump, monty.WithStdout(&out), monty.WithFunctions(monty.Functions{
		"more": func(context.Context, *monty.Call) (any, error) { return nil, nil }})))
	p = must(p.Snapshot.Resume(p.CallID, 10))
	if p.FunctionName != "more" || out.String() != "after 10\n" {
		t.Fatalf("%+v, %q", p, out.String())
	}
	if p = must(p.Snapshot.Resume(p.CallID, "end")); p.Result != S("end") {
		t.Errorf("%+v", p)
	}
}

func TestSessionsAreDumpedIdleAndSuspended(t *testing.T) {
	s := session(t, monty.WithLimits(monty.Limits{MaxDuration: time.Minute, AllowEval: true}))
	feeds(t, s, "import json\nx = [1]\ny = x\ndef double(n):\n    return n * 2", "None")
	copied, p, err := monty.LoadSession(must(s.Dump()))
	if err != nil || p != nil || copied.Name() != "repl.py" {
		t.Fatal(copied, p, err)
	}
	defer copied.Close()
	feeds(t, copied, "x.append(2)\n(x is y, y)", "(True, [1, 2])", "json.dumps(double(4))", "'8'", "eval('1 + 1')", "2")
	feeds(t, s, "y", "[1]")
	if o, err := copied.Call("double", "ab"); err != nil || o != S("abab") {
		t.Error(o, err)
	}
	if names := must(copied.FunctionNames()); fmt.Sprint(names) != "[double]" {
		t.Error(names)
	}

	p = must(s.StartFeed("z = host(1)\nz + 1"))
	for name, dump := range map[string][]byte{"session": must(s.Dump()), "snapshot": must(p.Snapshot.Dump())} {
		restored, q, err := monty.LoadSession(dump)
		if err != nil || q == nil || q.Kind != monty.FunctionCall || q.CallID != p.CallID || q.Args[0] != I(1) {
			t.Fatal(name, q, err)
		}
		if _, err := restored.Feed("1"); !errors.Is(err, monty.ErrInUse) {
			t.Errorf("%s: %v", name, err)
		}
		if q = must(q.Snapshot.Resume(q.CallID, 41)); q.Result != I(42) {
			t.Errorf("%s: %+v", name, q)
		}
		feeds(t, restored, "z", "41")
		_ = restored.Close()
	}
	if _, err := monty.SnapshotFromBytes(must(p.Snapshot.Dump())); !errors.Is(err, monty.ErrBadDump) || !strings.Contains(err.Error(), "LoadSession") {
		t.Error(err)
	}
	if p = must(p.Snapshot.Resume(p.CallID, 1)); p.Result != I(2) {
		t.Errorf("%+v", p)
	}
	// Tighter limits hold for all later feeds.
	tight, _, err := monty.LoadSession(must(s.Dump()), monty.WithLimits(monty.Limits{MaxDuration: 50 * time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	defer tight.Close()
	for range 2 {
		_, err = tight.Feed("while True: pass")
		expectException(t, err, "TimeoutError", "")
	}
	feeds(t, tight, "z", "1")
	// A session that executes cannot be dumped.
	busy := make(chan error)
	_, err = s.FeedContext(t.Context(), "host()", nil, monty.WithFunctions(monty.Functions{
		"host": func(context.Context, *monty.Call) (any, error) {
			go func() { _, err := s.Dump(); busy <- err }()
			if err := <-busy; !errors.Is(err, monty.ErrInUse) {
				t.Error(err)
			}
			return nil, nil
		}}))
	if err != nil {
		t.Error(err)
	}
}
