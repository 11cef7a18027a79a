// One run from its start to its end: sends messages, receives events, gives the run back when it is over.

package monty

import (
	"fmt"
	"runtime"
)

// execution is a run in the library together with the options it was started with. It is not safe for concurrent use:
// [Snapshot] guards it.
type execution struct {
	run    *run // nil when the run is over and has been given back
	config *config
	last   lastNames
}

// suspended tells whether the run is still there to be answered.
func (x *execution) suspended() bool { return x.run != nil }

// abandon ends a suspended run without an answer.
func (x *execution) abandon() {
	if x.run != nil {
		x.run.abandon()
		x.run = nil
	}
}

// finish gives back a run that has ended.
func (x *execution) finish() {
	x.run.recycle()
	x.run = nil
}

// resume sends an answer and returns the next event. After an error the run is over, unless suspended says otherwise: then
// the answer was refused and another one can be sent.
func (x *execution) resume(answer answer) (event, error) {
	e := acquireEncoder()
	defer e.release()
	if err := answer.encode(e); err != nil {
		return event{}, err
	}
	status, reply := x.run.resume(e.buf)
	return x.receive(status, len(e.buf), reply)
}

// receive decodes a reply and settles what becomes of the run.
func (x *execution) receive(status, sent int, reply []byte) (event, error) {
	defer runtime.KeepAlive(x.run)
	if t := x.config.traffic; t != nil {
		t.Calls++
		t.BytesIn += int64(sent)
		t.BytesOut += int64(len(reply))
	}
	switch status {
	case statusOK:
		e, err := decodeEvent(reply, &x.last)
		if err != nil {
			x.abandon()
			return e, err
		}
		if e.kind == eventComplete {
			x.finish()
		}
		if len(e.output) > 0 {
			if err := writeOutput(x.config, e.output); err != nil {
				x.abandon()
				return e, err
			}
		}
		return e, nil
	case statusRaised:
		exception, err := decodeRaised(reply)
		x.finish()
		if err != nil {
			return event{}, err
		}
		if err := writeOutput(x.config, exception.Output); err != nil {
			return event{}, fmt.Errorf("%w (after %w)", err, exception)
		}
		return event{}, exception
	case statusBadAnswer, statusDecode, statusInUse:
		err := decodeFailure(status, reply)
		x.run.releaseReply()
		return event{}, err
	default:
		err := decodeFailure(status, reply)
		x.run.releaseReply()
		x.abandon()
		return event{}, err
	}
}

// answer is what the host says to a suspension (schema/messages/answers.md).
type answer struct {
	kind    int
	callID  uint32
	lookup  bool // name lookups have no call id
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
)

func (a *answer) encode(e *encoder) error {
	fields := 2
	switch a.kind {
	case answerReturn, answerRaise, answerFutures, answerAbort:
		fields = 3
	}
	e.array(fields)
	e.uint(uint64(a.kind))
	if a.lookup || a.kind == answerFutures {
		e.null()
	} else {
		e.uint(uint64(a.callID))
	}
	switch a.kind {
	case answerReturn:
		if err := e.count(a.value); err != nil {
			return err
		}
		return e.value(a.value)
	case answerRaise, answerAbort:
		return encodeException(e, a.raise)
	case answerFutures:
		return encodeFutures(e, a.futures)
	}
	return nil
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
		if r.Err == nil {
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
	if err := e.count(roots...); err != nil {
		return err
	}
	e.array(len(results))
	for i, r := range results {
		e.array(2)
		e.uint(uint64(r.CallID))
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
