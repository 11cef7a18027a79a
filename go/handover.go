// From steps to Run: a suspended run is handed over to be run to its end.

package monty

import (
	"context"
	"errors"
)

// Run lets a run, or a feed of a session, go on to its end as [Monty.RunContext] does: from this event on, calls are answered
// by functions, handlers and futures. The options come after those that the run has, and are about the same; limits and
// policies stay. ctx governs the run from now on.
//
// It uses up the snapshot, so a restored run goes on with
//
//	progress, err := monty.SnapshotFromBytes(dump)
//	result, err := progress.Run(ctx, monty.WithFunctions(functions))
//
// A call that was answered with [Snapshot.ResumeFuture] before has no future here: when Python waits for it, the run ends
// with an error.
func (p *Progress) Run(ctx context.Context, options ...Option) (Object, error) {
	if p.Kind == Complete {
		return p.Result, nil
	}
	if err := checkContext(ctx); err != nil {
		return nil, err
	}
	c := p.Snapshot.hold()
	if p.FutureSnapshot != nil {
		c = p.FutureSnapshot.hold()
	}
	x, err := c.handOver(ctx, options)
	if err != nil {
		return nil, err
	}
	return x.drive(ctx, p.event())
}

// handOver uses up the claim and gives the execution a new context and further options.
func (c *claim) handOver(ctx context.Context, options []Option) (*execution, error) {
	if c == nil {
		return nil, ErrClosed
	}
	if !c.mu.TryLock() {
		return nil, ErrInUse
	}
	defer c.mu.Unlock()
	x := c.execution
	switch {
	case c.closed:
		return nil, ErrClosed
	case c.used:
		return nil, ErrSnapshotUsed
	case !x.suspended():
		return nil, x.stopped()
	}
	config, err := x.config.configure(options)
	if err != nil {
		return nil, err
	}
	if err := config.keeps(x.config); err != nil {
		return nil, err
	}
	c.used = true
	x.govern(ctx, &config)
	return x, nil
}

// keeps refuses to change what is settled when a run or session begins.
func (c *config) keeps(settled *config) error {
	if c.limits != settled.limits || c.policy != settled.policy || c.asserts != settled.asserts {
		return errors.New("monty: limits, policies and assert messages are settled when a run or session begins")
	}
	return nil
}

// govern gives the execution another context and other options. It is suspended.
func (x *execution) govern(ctx context.Context, config *config) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.config, x.stream, x.ctx = config, newStream(config), nil
	if ctx.Done() != nil {
		x.ctx = ctx
	}
	if x.stop == nil {
		x.stop = make(chan struct{})
	}
}

// event is the event that the progress was made of.
func (p *Progress) event() event {
	e := event{
		args: p.Args, kwargs: p.Kwargs, callID: p.CallID, pending: p.PendingIDs, objectID: p.ObjectID, eager: p.EagerAwait, position: p.Position,
	}
	switch p.Kind {
	case FunctionCall:
		e.kind, e.name = eventFunctionCall, p.FunctionName
	case OsCall:
		e.kind, e.name = eventOsCall, p.OsFunction
	case NameLookup:
		e.kind, e.name = eventNameLookup, p.Name
	case ResolveFutures:
		e.kind = eventResolveFutures
	}
	return e
}
