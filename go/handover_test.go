// Suspended runs that are handed over to Run: restored ones, and those of which a few steps were taken by hand.

package monty_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

var answers = monty.WithFunctions(monty.Functions{
	"host": func(_ context.Context, c *monty.Call) (any, error) { return c.Args[0].(monty.Int) * 2, nil },
	"later": func(_ context.Context, c *monty.Call) (any, error) {
		return monty.Go(func() (any, error) { return c.Args[0], nil }), nil
	},
})

func TestASuspendedRunIsRunToItsEnd(t *testing.T) {
	source := "import asyncio\nprint('begin')\nx = host(1)\nprint('x', x)\ny = await asyncio.gather(later(2), later(3))\n[x, y, host(4)]"
	m := must(monty.New(source, "handover.py", nil, nil))
	defer m.Close()
	p := must(m.Start())
	dump := must(p.Snapshot.Dump())
	for name, p := range map[string]*monty.Progress{"itself": p, "restored": must(monty.SnapshotFromBytes(dump))} {
		var out bytes.Buffer
		o, err := p.Run(t.Context(), answers, monty.WithStdout(&out))
		if err != nil || o.String() != "[2, [2, 3], 8]" || out.String() != "x 2\n" {
			t.Errorf("%s: %v, %v, %q", name, o, err, out.String())
		}
		if _, err := p.Run(t.Context(), answers); !errors.Is(err, monty.ErrSnapshotUsed) {
			t.Errorf("%s, again: %v", name, err)
		}
		if _, err := p.Snapshot.Resume(p.CallID, 1); !errors.Is(err, monty.ErrSnapshotUsed) {
			t.Errorf("%s, resumed: %v", name, err)
		}
	}
	p = must(m.Start())
	p = must(p.Snapshot.Resume(p.CallID, 50)) // the first call by hand
	if p.FunctionName != "later" {
		t.Fatalf("%+v", p)
	}
	if o, err := p.Run(t.Context(), answers); err != nil || o.String() != "[50, [2, 3], 8]" {
		t.Error(o, err)
	}
	if o, err := must(must(monty.New("1 + 1", "done.py", nil, nil)).Start()).Run(t.Context()); err != nil || o != I(2) {
		t.Error(o, err)
	}
	if _, err := must(m.Start()).Run(t.Context(), monty.WithLimits(monty.Limits{MaxOutput: 5})); err == nil {
		t.Error("a limit was changed")
	}
	if _, err := waiting(t).Run(t.Context(), answers); err == nil || errors.Is(err, monty.ErrInternal) {
		t.Errorf("futures that nobody has: %v", err)
	}
	closed := must(m.Start())
	_ = closed.Snapshot.Close()
	if _, err := closed.Run(t.Context()); !errors.Is(err, monty.ErrClosed) {
		t.Error(err)
	}
}

func TestTheContextOfRunGovernsFromThenOn(t *testing.T) {
	m := must(monty.New("host()\nwhile True: pass", "handover.py", nil, nil))
	defer m.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := must(m.Start()).Run(ctx, monty.WithFunctions(monty.Functions{
		"host": func(context.Context, *monty.Call) (any, error) { return nil, nil }}))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	s := session(t)
	p := must(s.StartFeed("x = host(1)\nx"))
	if o, err := p.Run(t.Context(), answers); err != nil || o != I(2) {
		t.Error(o, err)
	}
	feeds(t, s, "x", "2")
}
