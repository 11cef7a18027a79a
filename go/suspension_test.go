// Every kind of suspension, every answer that fits it, and every answer that does not: those leave the snapshot usable.

package monty_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	monty "github.com/ricochet1k/monty-go/go"
)

// point is an instance of a class of the host, with one attribute that the host sent along.
func point() *monty.Instance {
	class := &monty.Class{Name: "Point", ID: monty.NewUUID(), HostDefined: true}
	return &monty.Instance{Class: class, ID: monty.NewUUID(), Attrs: dict(S("x"), I(1))}
}

type suspensionAnswer func(p *monty.Progress) (*monty.Progress, error)

// The answers by the names that callers know them by.
var suspensionAnswers = map[string]suspensionAnswer{
	"value":       func(p *monty.Progress) (*monty.Progress, error) { return p.Snapshot.Resume(p.CallID, 7) },
	"None":        func(p *monty.Progress) (*monty.Progress, error) { return p.Snapshot.Resume(p.CallID, nil) },
	"error":       func(p *monty.Progress) (*monty.Progress, error) { return p.Snapshot.ResumeError(p.CallID, "refused") },
	"pending":     func(p *monty.Progress) (*monty.Progress, error) { return p.Snapshot.ResumeFuture(p.CallID) },
	"not found":   func(p *monty.Progress) (*monty.Progress, error) { return p.Snapshot.ResumeNotFound(p.CallID) },
	"not handled": func(p *monty.Progress) (*monty.Progress, error) { return p.Snapshot.ResumeNotHandled(p.CallID) },
	"settled":     func(p *monty.Progress) (*monty.Progress, error) { return p.Snapshot.ResumeSettled(p.CallID, 7, nil) },
	"settled error": func(p *monty.Progress) (*monty.Progress, error) {
		return p.Snapshot.ResumeSettled(p.CallID, nil, monty.NewPythonError("KeyError", "k"))
	},
	"exception": func(p *monty.Progress) (*monty.Progress, error) {
		return p.Snapshot.ResumeException(p.CallID, monty.NewPythonError("KeyError", "k"))
	},
	"abort": func(p *monty.Progress) (*monty.Progress, error) {
		return nil, p.Snapshot.Abort(monty.NewPythonError("ValueError", "aborted"))
	},
	"interrupt": func(p *monty.Progress) (*monty.Progress, error) { return nil, p.Snapshot.Abort(nil) },
}

// Answers that never fit.
var wrongAnswers = map[string]suspensionAnswer{
	"another call": func(p *monty.Progress) (*monty.Progress, error) { return p.Snapshot.Resume(p.CallID+1, 7) },
	"no value":     func(p *monty.Progress) (*monty.Progress, error) { return p.Snapshot.Resume(p.CallID, monty.Repr("x")) },
	"no such exception": func(p *monty.Progress) (*monty.Progress, error) {
		return p.Snapshot.ResumeException(p.CallID, monty.NewPythonError("Nope", ""))
	},
	"nil exception": func(p *monty.Progress) (*monty.Progress, error) { return p.Snapshot.ResumeException(p.CallID, nil) },
}

func TestEveryKindOfSuspensionTakesItsAnswersAndNoOthers(t *testing.T) {
	// Outcomes are the repr of the value, the exception, or the kind of the next suspension. What is not listed is refused.
	for name, c := range map[string]struct {
		source   string
		check    func(p *monty.Progress) bool
		outcomes map[string]string
	}{
		"function call": {"host(1, k=2)", func(p *monty.Progress) bool {
			return p.Kind == monty.FunctionCall && p.FunctionName == "host" && !p.MethodCall && p.ObjectID == nil && !p.EagerAwait &&
				p.Args[0] == I(1) && p.Kwargs[0].Key == S("k") && p.Kwargs[0].Value == I(2) && p.Position.End == 12
		}, map[string]string{
			"value": "7", "None": "None", "error": "RuntimeError: refused", "exception": "KeyError: 'k'", "pending": "<coroutine external_future(0)>",
			"not found": "NameError: name 'host' is not defined", "abort": "ValueError: aborted", "interrupt": "KeyboardInterrupt",
		}},
		"function call that is awaited": {"await host() == 7", func(p *monty.Progress) bool {
			return p.Kind == monty.FunctionCall && p.EagerAwait
		}, map[string]string{
			"value": "TypeError: 'int' object can't be awaited", "None": "TypeError: 'NoneType' object can't be awaited",
			"error": "RuntimeError: refused", "exception": "KeyError: 'k'", "pending": "ResolveFutures",
			"not found": "NameError: name 'host' is not defined", "abort": "ValueError: aborted", "interrupt": "KeyboardInterrupt",
			"settled": "True", "settled error": "KeyError: 'k'",
		}},
		"method call": {"p.scale(3)", func(p *monty.Progress) bool {
			return p.Kind == monty.FunctionCall && p.FunctionName == "scale" && p.MethodCall && p.ObjectID != nil && *p.ObjectID == point1.ID && len(p.Args) == 1
		}, map[string]string{
			"value": "7", "None": "None", "error": "RuntimeError: refused", "exception": "KeyError: 'k'", "pending": "<coroutine external_future(0)>",
			"not found": "NameError: name 'scale' is not defined", "abort": "ValueError: aborted", "interrupt": "KeyboardInterrupt",
		}},
		"class call": {"type(p)(3)", func(p *monty.Progress) bool {
			return p.Kind == monty.FunctionCall && p.FunctionName == "__call__" && p.MethodCall && p.ObjectID != nil && *p.ObjectID == point1.Class.ID
		}, map[string]string{
			"value": "7", "None": "None", "error": "RuntimeError: refused", "exception": "KeyError: 'k'", "pending": "<coroutine external_future(0)>",
			"not found": "NameError: name '__call__' is not defined", "abort": "ValueError: aborted", "interrupt": "KeyboardInterrupt",
		}},
		"attribute": {"p.colour", func(p *monty.Progress) bool {
			return p.Kind == monty.NameLookup && p.Name == "colour" && p.ObjectID != nil && *p.ObjectID == point1.ID && p.CallID == 0
		}, map[string]string{
			"value": "7", "None": "None", "error": "RuntimeError: refused", "exception": "KeyError: 'k'",
			"not found": "AttributeError: 'Point' object has no attribute 'colour'", "abort": "ValueError: aborted", "interrupt": "KeyboardInterrupt",
		}},
		"name": {"x = missing\nx", func(p *monty.Progress) bool {
			return p.Kind == monty.NameLookup && p.Name == "missing" && p.ObjectID == nil && p.Position.Start == 4
		}, map[string]string{
			"value": "7", "None": "None", "error": "RuntimeError: refused", "exception": "KeyError: 'k'",
			"not found": "NameError: name 'missing' is not defined", "abort": "ValueError: aborted", "interrupt": "KeyboardInterrupt",
		}},
		"file": {"from pathlib import Path\nPath('/a').exists()", func(p *monty.Progress) bool {
			return p.Kind == monty.OsCall && p.OsFunction == "Path.exists" && p.Args[0] == monty.Path("/a")
		}, map[string]string{
			"value": "7", "None": "None", "error": "RuntimeError: refused", "exception": "KeyError: 'k'",
			"not handled": "PermissionError: Permission denied: '/a'", "abort": "ValueError: aborted", "interrupt": "KeyboardInterrupt",
		}},
		"environment": {"import os\nos.getenv('HOME')", func(p *monty.Progress) bool {
			return p.Kind == monty.OsCall && p.OsFunction == "os.getenv" && p.Args[0] == S("HOME")
		}, map[string]string{
			"value": "7", "None": "None", "error": "RuntimeError: refused", "exception": "KeyError: 'k'",
			"not handled": "RuntimeError: 'os.getenv' is not supported in this environment", "abort": "ValueError: aborted", "interrupt": "KeyboardInterrupt",
		}},
		"module": {"import weather", func(p *monty.Progress) bool {
			return p.Kind == monty.OsCall && p.OsFunction == "import" && p.Args[0] == S("weather")
		}, map[string]string{
			"value": "None", "None": "None", "error": "RuntimeError: refused", "exception": "KeyError: 'k'",
			"not found": "ModuleNotFoundError: No module named 'weather'", "not handled": "ModuleNotFoundError: No module named 'weather'",
			"abort": "ValueError: aborted", "interrupt": "KeyboardInterrupt",
		}},
	} {
		m := must(monty.New(c.source, "suspend.py", []string{"p"}, []string{"host"}))
		for answerName, answer := range suspensionAnswers {
			p := must(m.Start(point1))
			if !c.check(p) {
				t.Errorf("%s: %+v", name, p)
				break
			}
			for wrong, answer := range wrongAnswers {
				if _, err := answer(p); !errors.Is(err, monty.ErrBadAnswer) {
					t.Errorf("%s, %s: %v", name, wrong, err)
				}
			}
			if _, err := p.Snapshot.Resume(p.CallID, func() {}); err == nil {
				t.Errorf("%s: a Go function was taken for a value", name)
			}
			want, fits := c.outcomes[answerName]
			next, err := answer(p)
			if !fits {
				if !errors.Is(err, monty.ErrBadAnswer) {
					t.Errorf("%s, %s: %v, want a refusal", name, answerName, err)
				}
				if _, err = p.Snapshot.Resume(p.CallID, nil); err != nil && !strings.HasPrefix(err.Error(), "TypeError") {
					t.Errorf("%s, after %s: %v", name, answerName, err)
				}
				continue
			}
			got := fmt.Sprint(err)
			if err == nil {
				got = next.Kind.String()
				if next.Kind == monty.Complete {
					got = next.Result.String()
				}
			}
			if got != want {
				t.Errorf("%s, %s: %s, want %s", name, answerName, got, want)
			}
			if _, err := p.Snapshot.Resume(p.CallID, nil); !errors.Is(err, monty.ErrSnapshotUsed) {
				t.Errorf("%s, %s: answered twice: %v", name, answerName, err)
			}
		}
		m.Close()
	}
}

var point1 = point()

func TestNoneAndPendingAreDifferentAnswers(t *testing.T) {
	m := must(monty.New("x = host()\ny = x is None\ny or await x", "none.py", nil, nil))
	defer m.Close()
	p := must(m.Start())
	if p = must(p.Snapshot.Resume(p.CallID, nil)); p.Result != monty.Bool(true) {
		t.Errorf("None: %v", p.Result)
	}
	p = must(m.Start())
	id := p.CallID
	p = must(p.Snapshot.ResumeFuture(id))
	if p.Kind != monty.ResolveFutures || len(p.PendingIDs) != 1 || p.PendingIDs[0] != id {
		t.Fatalf("pending: %+v", p)
	}
	if p = must(p.FutureSnapshot.Resume(monty.FutureResult{CallID: id, Value: nil})); p.Result != (monty.None{}) {
		t.Errorf("resolved with None: %v", p.Result)
	}
}

// waiting starts a program that waits for three calls.
func waiting(t *testing.T) *monty.Progress {
	t.Helper()
	m := must(monty.New("import asyncio\nawait asyncio.gather(host(0), host(1), host(2))", "futures.py", nil, nil))
	defer m.Close()
	p := must(m.Start())
	for p.Kind == monty.FunctionCall {
		p = must(p.Snapshot.ResumeFuture(p.CallID))
	}
	if p.Kind != monty.ResolveFutures || fmt.Sprint(p.PendingIDs, p.FutureSnapshot.PendingCallIDs()) != "[0 1 2] [0 1 2]" || p.Snapshot != nil {
		t.Fatalf("%+v", p)
	}
	return p
}

func TestFuturesTakeTheirAnswersAndNoOthers(t *testing.T) {
	s := waiting(t).FutureSnapshot
	for name, results := range map[string][]monty.FutureResult{
		"none":              {},
		"unknown":           {{CallID: 3, Value: 1}},
		"twice":             {{CallID: 1, Value: 1}, {CallID: 1, Value: 2}},
		"no value":          {{CallID: 0, Value: 1}, {CallID: 1, Value: monty.Repr("x")}},
		"no such exception": {{CallID: 0, Err: monty.NewPythonError("Nope", "")}},
	} {
		if _, err := s.Resume(results...); !errors.Is(err, monty.ErrBadAnswer) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.Resume(monty.FutureResult{CallID: 0, Value: func() {}}); err == nil {
		t.Error("a Go function was taken for a value")
	}
	p := must(s.Resume(monty.FutureResult{CallID: 1, Value: "b"}))
	if p.Kind != monty.ResolveFutures || fmt.Sprint(p.PendingIDs) != "[0 2]" {
		t.Fatalf("%+v", p)
	}
	if _, err := s.Resume(monty.FutureResult{CallID: 0, Value: 1}); !errors.Is(err, monty.ErrSnapshotUsed) {
		t.Errorf("answered twice: %v", err)
	}
	if _, err := p.FutureSnapshot.Resume(monty.FutureResult{CallID: 1, Value: 1}); !errors.Is(err, monty.ErrBadAnswer) {
		t.Errorf("a call that was resolved before: %v", err)
	}
	shared := list(I(1))
	p = must(p.FutureSnapshot.Resume(monty.FutureResult{CallID: 2, Value: shared}, monty.FutureResult{CallID: 0, Value: nil}))
	if p.Kind != monty.Complete || p.Result.String() != "[None, 'b', [1]]" {
		t.Errorf("%+v", p)
	}

	_, err := waiting(t).FutureSnapshot.Resume(monty.FutureResult{CallID: 1, Err: errDisk})
	expectException(t, err, "RuntimeError", "disk full")
	_, err = waiting(t).FutureSnapshot.Resume(monty.FutureResult{CallID: 1, NotFound: true})
	expectException(t, err, "NameError", "host")
	expectException(t, waiting(t).FutureSnapshot.Abort(monty.NewPythonError("ValueError", "aborted")), "ValueError", "aborted")
	expectException(t, waiting(t).FutureSnapshot.Abort(nil), "KeyboardInterrupt", "")
	s = waiting(t).FutureSnapshot
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := s.Abort(nil); !errors.Is(err, monty.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestAnAbortCannotBeCaught(t *testing.T) {
	m := must(monty.New("while True:\n    try:\n        host()\n    except BaseException:\n        pass", "abort.py", nil, nil))
	defer m.Close()
	p := must(m.Start())
	p = must(p.Snapshot.ResumeError(p.CallID, "caught"))
	expectException(t, p.Snapshot.Abort(monty.NewPythonError("SystemExit", "3")), "SystemExit", "3")
}
