// One run from its start to its end: sends messages, receives events, gives the run back when it is over.

package monty

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// execution is what goes on in a run of the library between a start and its end: a run of a program, or one feed of a
// session. It is not safe for concurrent use, [Snapshot] guards it; only cancel may be called at any time.
type execution struct {
	run    *run // nil when the execution is over
	config *config
	last   lastNames
	// ctx governs every crossing. nil if it can never end.
	ctx context.Context
	// ended is called once when the execution is over. nil for a run of a program, whose run goes back into the pool. A
	// session keeps its run for the next feed, unless lost says that there is none any more; it must not free it then.
	ended func(lost bool)
	// mu is held while run becomes nil or host is made, and while another goroutine cancels.
	mu        sync.Mutex
	cancelled atomic.Bool
	// interrupted is set if a crossing was ended because of ctx.
	interrupted bool
	// stop is closed by cancel. nil if there is neither ctx nor a session.
	stop chan struct{}
	// worker makes the crossing that is under way, if it is one that can be cancelled.
	worker atomic.Pointer[worker]
	// claim is that of the last snapshot, nil before the first.
	claim atomic.Pointer[claim]
	// host is what host functions are called with, nil before the first call.
	host *hostContext
	// stream takes the output, if there are writers for it.
	stream *stream
}

// newExecution returns an execution in an idle run. ctx governs it to its end.
func newExecution(ctx context.Context, config *config, r *run, ended func(lost bool)) *execution {
	x := &execution{run: r, config: config, ended: ended, stream: newStream(config), last: lastNames{hosts: r.hosts}}
	x.remember(config.objects)
	if ctx.Done() != nil {
		x.ctx = ctx
	}
	if x.ctx != nil || ended != nil {
		x.stop = make(chan struct{})
	}
	return x
}

// cancellable tells whether a crossing may have to be left: because of its context, or because a session or a snapshot that
// was handed out has a Cancel. Other crossings happen on the caller's goroutine.
func (x *execution) cancellable() bool {
	return x.ctx != nil || x.ended != nil || x.claim.Load() != nil
}

// suspended tells whether the run is still there to be answered.
func (x *execution) suspended() bool { return x.run != nil }

// abandon ends the execution without an answer.
func (x *execution) abandon() {
	if x.run != nil {
		x.leave(!x.run.reset())
	}
}

// leave ends the execution's hold on its run, which is idle, or lost.
func (x *execution) leave(lost bool) {
	r := x.take()
	if !lost && (x.interrupted || x.cancelled.Load()) {
		// The library may have heard of it when everything was over. It must not meet what the run does next.
		lost = x.ended == nil || !r.reset()
	}
	switch {
	case lost:
		r.free()
	case x.config.table != nil && x.ended == nil:
		r.free() // it keeps its results, which the next execution may not expect
	case x.config.table != nil:
		r.keepResults(false)
	case x.ended == nil:
		r.recycle()
	}
	if x.ended != nil {
		x.ended(lost)
	}
}

// take takes the run from the execution. No other goroutine cancels it from now on.
func (x *execution) take() *run {
	x.mu.Lock()
	defer x.mu.Unlock()
	r := x.run
	x.run = nil
	return r
}

// resume sends an answer and returns the next event. After an error the execution is over, unless suspended says otherwise:
// then the answer was refused and another one can be sent.
func (x *execution) resume(answer answer) (event, error) {
	if err := x.stopped(); err != nil {
		x.abandon()
		return event{}, err
	}
	e := acquireEncoder()
	if err := answer.encode(e); err != nil {
		e.release()
		return event{}, err
	}
	return x.cross(opResume, nil, e)
}

// cross sends the encoder's message, releases the encoder, and returns the next event. Errors are as for resume.
func (x *execution) cross(op operation, p *program, e *encoder) (event, error) {
	if err := x.run.stream(x.stream != nil); err != nil {
		e.release()
		x.abandon()
		return event{}, err
	}
	sent := len(e.buf)
	x.remember(e.hosts)
	var status int
	var reply []byte
	crossed := true
	if x.cancellable() {
		status, reply, crossed = x.crossBeside(op, p, e)
	} else {
		status, reply = x.run.cross(op, p, e.buf, x.stream)
		e.release()
	}
	if t := x.config.traffic; t != nil {
		t.Calls++
		t.BytesIn += int64(sent)
		t.BytesOut += int64(len(reply))
	}
	if !crossed {
		return event{}, x.stopped()
	}
	return x.receive(status, reply)
}

// receive decodes a reply and settles what becomes of the run.
func (x *execution) receive(status int, reply []byte) (event, error) {
	defer runtime.KeepAlive(x.run)
	switch status {
	case statusOK:
		e, err := decodeEvent(reply, &x.last, x.config.raw)
		if err == nil && x.stream != nil {
			e.output, err = x.stream.event(e.output)
		}
		if err != nil {
			x.abandon()
			return event{}, err
		}
		if e.kind == eventComplete {
			if t := x.config.table; t != nil {
				err = x.run.tableResult(t)
			}
			x.leave(false)
			if err != nil {
				return e, err
			}
		}
		return e, nil
	case statusRaised:
		exception, err := decodeRaised(reply)
		x.leave(false)
		if err != nil {
			return event{}, err
		}
		if x.stream != nil {
			exception.Output, err = x.stream.event(exception.Output)
			if err != nil {
				return event{}, fmt.Errorf("%w (after %w)", err, exception)
			}
		}
		return event{}, x.preferContext(exception)
	case statusBadAnswer, statusDecode, statusInUse:
		err := decodeFailure(status, reply)
		x.run.releaseReply()
		return event{}, err
	case statusCancelled:
		err := x.whyCancelled()
		x.abandon()
		return event{}, err
	default:
		err := decodeFailure(status, reply)
		x.abandon()
		return event{}, err
	}
}

// answer is what the host says to a suspension (schema/messages/answers.md).
type answer struct {
	kind    int
	callID  uint32
	lookup  bool // name lookups have no call id
	settled bool // return or raise, of a call that is awaited at once
	value   Object
	raise   *PythonError
	futures []FutureResult
}

// Numbers of the answers (schema/messages/answers.md).
const (
	answerReturn = iota
	answerRaise
	answerPending
	answerNotFound
	answerNotHandled
	answerFutures
	answerAbort
	answerSettled
)

func (a *answer) encode(e *encoder) error {
	if a.settled {
		e.array(3)
		e.uint(answerSettled)
		e.uint(uint64(a.callID))
		return a.encodeOutcome(e)
	}
	fields := 2
	switch a.kind {
	case answerReturn, answerRaise, answerFutures, answerAbort:
		fields = 3
	}
	e.array(fields)
	e.uint(uint64(a.kind))
	if a.lookup || a.kind == answerFutures || a.kind == answerAbort {
		e.null()
	} else {
		e.uint(uint64(a.callID))
	}
	switch a.kind {
	case answerReturn:
		return e.value(a.value)
	case answerRaise, answerAbort:
		return encodeException(e, a.raise)
	case answerFutures:
		return encodeFutures(e, a.futures)
	}
	return nil
}

// encodeOutcome writes how a call ended, where that is a part of an answer.
func (a *answer) encodeOutcome(e *encoder) error {
	e.array(2)
	e.uint(uint64(a.kind))
	if a.kind == answerRaise {
		return encodeException(e, a.raise)
	}
	return e.value(a.value)
}

func encodeException(e *encoder, exception *PythonError) error {
	if err := checkUTF8("the exception", exception.Type, exception.Message); err != nil {
		return err
	}
	e.array(2)
	e.text(exception.Type)
	if exception.HasMessage {
		e.text(exception.Message)
	} else {
		e.null()
	}
	return nil
}

func encodeFutures(e *encoder, results []FutureResult) error {
	values := make([]Object, len(results))
	for i, r := range results {
		if r.Err == nil && !r.NotFound {
			o, err := ToObject(r.Value)
			if err != nil {
				return fmt.Errorf("monty: result of call %d: %w", r.CallID, err)
			}
			values[i] = o
		}
	}
	var roots []Object
	for _, o := range values {
		if o != nil {
			roots = append(roots, o)
		}
	}
	e.count(roots...)
	e.array(len(results))
	for i, r := range results {
		e.array(2)
		e.uint(uint64(r.CallID))
		if r.NotFound {
			e.array(1)
			e.uint(answerNotFound)
			continue
		}
		e.array(2)
		if r.Err != nil {
			e.uint(answerRaise)
			if err := encodeException(e, asException(r.Err)); err != nil {
				return err
			}
			continue
		}
		e.uint(answerReturn)
		if err := e.value(values[i]); err != nil {
			return fmt.Errorf("monty: result of call %d: %w", r.CallID, err)
		}
	}
	return nil
}
