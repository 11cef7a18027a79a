// The loop of Run: it answers each event of an execution for the host until the program ends.

package monty

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// driver runs one execution to its end.
type driver struct {
	ctx     context.Context
	x       *execution
	pending *pendingCalls // nil before the first call that is answered "pending"
	// failures are the errors that the last answer that raised anything raised.
	failures []hostFailure
}

// hostFailure is an error of a host function, and the exception that stands for it in Python.
type hostFailure struct {
	raised *PythonError
	cause  error
}

// drive answers events, beginning with e, until the program ends.
func (x *execution) drive(ctx context.Context, e event) (Object, error) {
	d := driver{ctx: ctx, x: x}
	defer d.close()
	for e.kind != eventComplete {
		if err := x.stopped(); err != nil {
			x.abandon()
			return nil, err
		}
		a, err := d.answer(&e)
		if err != nil {
			x.abandon()
			return nil, err
		}
		if e, err = d.send(a); err != nil {
			x.abandon()
			return nil, d.withCause(err)
		}
	}
	return e.result, nil
}

// close ends what the run has begun in the host.
func (d *driver) close() {
	d.x.endHost()
	if d.pending != nil {
		d.pending.close()
	}
}

// answer finds the answer to an event. An error ends the run.
func (d *driver) answer(e *event) (answer, error) {
	functions := d.x.config.functions
	switch e.kind {
	case eventFunctionCall:
		function, ok := functions[e.name].(HostFunction)
		if !ok {
			function, ok = d.x.config.os.function(e.name)
		}
		if e.objectID != nil {
			h := d.x.hostObject(e.objectID)
			if ok = h != nil; ok {
				var err error
				if function, err = d.x.last.hosts.called(h, e.name); err != nil {
					return d.outcome(e, nil, err)
				}
			}
		}
		if !ok {
			return answer{kind: answerNotFound, callID: e.callID}, nil
		}
		call := &Call{Name: e.name, Args: e.args, Kwargs: e.kwargs, ID: e.callID, Position: e.position}
		value, err := protect(d.x.hostContext(d.ctx), function, call)
		return d.outcome(e, value, err)
	case eventOsCall:
		return d.osCall(e)
	case eventNameLookup:
		if h := d.x.hostObject(e.objectID); h != nil {
			return d.attribute(e, h)
		}
		if _, ok := functions[e.name]; ok && e.objectID == nil {
			return answer{kind: answerReturn, lookup: true, value: Function{Name: e.name}}, nil
		}
		return answer{kind: answerNotFound, lookup: true}, nil
	case eventResolveFutures:
		return d.resolved(e)
	}
	return answer{}, internalf("event %d during Run", e.kind)
}

// osCall asks the handlers of the run, and serves the waits that a policy allows; all else is not handled.
func (d *driver) osCall(e *event) (answer, error) {
	if chain := d.x.config.os; chain != nil {
		value, err := chain.serve(d.x.hostContext(d.ctx), e.osCall())
		if !errors.Is(err, ErrNotHandled) {
			return d.outcome(e, value, err)
		}
	}
	if d.x.config.policy.sleep == RealSleep {
		switch e.name {
		case "system.sleep", "system.async_sleep":
			return d.outcome(e, after(sleepOf(e)), nil)
		}
	}
	return answer{kind: answerNotHandled, callID: e.callID}, nil
}

// sleepOf is how long a call of a sleep asks to wait: its argument is in seconds, at most ten.
func sleepOf(e *event) time.Duration {
	if len(e.args) == 1 {
		if seconds, ok := e.args[0].(Float); ok {
			return time.Duration(float64(seconds) * float64(time.Second))
		}
	}
	return 0
}

// acceptsFuture tells whether Python can go on before the call has ended. Of the system calls only one can.
func (e *event) acceptsFuture() bool {
	return e.kind == eventFunctionCall || e.name == "asyncio.sleep" || e.name == "system.async_sleep"
}

// outcome is the answer to a call that ended in the host with a value or an error, or that goes on there with a *Future as
// its value. A future that Python can do nothing but wait for is waited for here, which saves a crossing.
func (d *driver) outcome(e *event, value any, err error) (answer, error) {
	for f, ok := value.(*Future); ok && err == nil; f, ok = value.(*Future) {
		if f == nil {
			value, err = nil, fmt.Errorf("host function %s returned a nil *monty.Future", e.name)
			break
		}
		if !e.eager && e.acceptsFuture() {
			if d.pending == nil {
				d.pending = newPendingCalls()
			}
			d.pending.add(e.callID, e.name, f)
			return answer{kind: answerPending, callID: e.callID}, nil
		}
		select {
		case <-f.done:
			value, err = f.value, f.err
		case <-d.ctx.Done():
		case <-d.x.stop:
		}
		if err := d.x.stopped(); err != nil {
			if f.stop != nil {
				f.stop()
			}
			return answer{}, err
		}
	}
	o, err := d.result(e.name, value, err)
	a := answer{callID: e.callID, settled: e.eager}
	switch {
	case err == nil:
		a.kind, a.value = answerReturn, o
	case d.endsRun(err):
		return answer{}, d.x.stopped()
	default:
		a.kind, a.raise = answerRaise, asException(err)
		d.failures = append(d.failures[:0], hostFailure{a.raise, err})
	}
	return a, nil
}

// result is what the host function's value or error is for Python.
func (d *driver) result(name string, value any, err error) (Object, error) {
	if err != nil {
		return nil, err
	}
	convert := ToObject
	if hosts := d.x.last.hosts; hosts != nil {
		convert = func(v any) (Object, error) { return hosts.convert(nil, v) }
	}
	o, err := convert(value)
	if err != nil {
		return nil, fmt.Errorf("result of host function %s: %w", name, err)
	}
	return o, nil
}

// endsRun tells whether a host function failed because the run has to end.
func (d *driver) endsRun(err error) bool {
	return d.x.stopped() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded))
}

// resolved waits until at least one of the calls that all of Python waits for has ended, and answers with all that have.
func (d *driver) resolved(e *event) (answer, error) {
	if d.pending == nil {
		return answer{}, fmt.Errorf("monty: Python waits for the calls %v, which were answered with ResumeFuture: resume the FutureSnapshot", e.pending)
	}
	for {
		results, err := d.results(d.pending.take(e.pending))
		if err != nil {
			return answer{}, err
		}
		if len(results) > 0 {
			return answer{kind: answerFutures, futures: results}, nil
		}
		select {
		case <-d.pending.wake:
		case <-d.ctx.Done():
		case <-d.x.stop:
		}
		if err := d.x.stopped(); err != nil {
			return answer{}, err
		}
	}
}

// results are the results of calls that have ended.
func (d *driver) results(done []uint32) ([]FutureResult, error) {
	var results []FutureResult
	var failures []hostFailure
	for _, id := range done {
		call := d.pending.futures[id]
		value, err := call.future.value, call.future.err
		if next, ok := value.(*Future); ok && next != nil && err == nil {
			d.pending.add(id, call.name, next) // the future's value is a future: Python waits on
			continue
		}
		o, err := d.result(call.name, value, err)
		if err != nil {
			if d.endsRun(err) {
				return nil, d.x.stopped()
			}
			raised := asException(err)
			failures = append(failures, hostFailure{raised, err})
			err = raised
		}
		results = append(results, FutureResult{CallID: id, Value: o, Err: err})
	}
	if failures != nil {
		d.failures = failures
	}
	return results, nil
}

// send sends an answer. If a value in it is refused, the code that waits for it learns of that as it would of any failure
// of the host function.
func (d *driver) send(a answer) (event, error) {
	next, err := d.x.resume(a)
	if err != nil && d.x.suspended() {
		switch {
		case a.kind != answerFutures:
			a = answer{kind: answerRaise, callID: a.callID, lookup: a.lookup, settled: a.settled, raise: asException(err)}
		case len(a.futures) > 1: // one of them is refused: send one, and the others when Python waits again
			for _, r := range a.futures[1:] {
				d.pending.ended(r.CallID)
			}
			a.futures = a.futures[:1]
			return d.send(a)
		default:
			a.futures = []FutureResult{{CallID: a.futures[0].CallID, Err: asException(err)}}
		}
		next, err = d.x.resume(a)
	}
	if d.pending != nil {
		for _, r := range a.futures {
			delete(d.pending.futures, r.CallID)
		}
	}
	return next, err
}

// withCause gives an exception that left the code the error of the host function that it stands for.
func (d *driver) withCause(err error) error {
	var exception *PythonError
	if !errors.As(err, &exception) {
		return err
	}
	for _, f := range d.failures {
		if exception.Type == f.raised.Type && exception.Message == f.raised.Message {
			exception.cause = f.cause
			break
		}
	}
	return err
}
