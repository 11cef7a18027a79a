// Futures: results of host functions that come later, while Python goes on.

package monty

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Future is the result of a host function that is not there yet. A host function that returns one is answered "pending":
// Python gets an awaitable and goes on, and during Run the result is handed over as soon as Python has to wait for it.
// So asyncio.gather over functions that return futures runs them concurrently.
//
// A future is resolved or rejected once, by [Go] or by whoever called [NewFuture], from any goroutine; Python may wait for
// it in any number of calls and runs. Its value is converted by [ToObject] when a run takes it.
//
// A run does not wait at its end for futures that nobody awaited, and it keeps no goroutine of its own for them. The
// functions that were given to Go run on until they return, and their results are dropped. They should watch the context
// that the host function was called with: it ends with the run.
type Future struct {
	mu    sync.Mutex
	done  chan struct{}
	value any
	err   error
	// waiting are told when the future is done; nil after that.
	waiting []waitingCall
	// stop frees what works on the future, if nobody wants its result any more. It may be nil.
	stop func()
}

// NewFuture returns a future that waits for [Future.Resolve] or [Future.Reject].
func NewFuture() *Future { return &Future{done: make(chan struct{})} }

// Go calls a function in a goroutine of its own and returns its result as a future. If the function panics, or ends its
// goroutine, the future is rejected with an error that says so.
func Go(function func() (any, error)) *Future {
	f := NewFuture()
	go func() {
		returned := false
		defer func() {
			if p := recover(); p != nil {
				f.settle(nil, fmt.Errorf("panic in the goroutine of a future: %v", p))
			} else if !returned {
				f.settle(nil, errors.New("the goroutine of a future ended without a result"))
			}
		}()
		value, err := function()
		returned = true
		f.settle(value, err)
	}()
	return f
}

// Resolve gives the future its value. It reports whether this was the first result; a later one is ignored.
func (f *Future) Resolve(value any) bool { return f.settle(value, nil) }

// Reject makes the future fail: the error is raised in Python as that of a host function would be. It reports whether this
// was the first result; a later one is ignored. A nil error rejects with an error that says so.
func (f *Future) Reject(err error) bool {
	if err == nil {
		err = errors.New("a future was rejected without an error")
	}
	return f.settle(nil, err)
}

// Done returns a channel that is closed when the future has been resolved or rejected.
func (f *Future) Done() <-chan struct{} { return f.done }

// Result returns what the future was resolved or rejected with. It waits until then.
func (f *Future) Result() (any, error) {
	<-f.done
	return f.value, f.err
}

func (f *Future) settle(value any, err error) bool {
	f.mu.Lock()
	select {
	case <-f.done:
		f.mu.Unlock()
		return false
	default:
	}
	f.value, f.err = value, err
	waiting := f.waiting
	f.waiting = nil
	close(f.done)
	f.mu.Unlock()
	for _, w := range waiting {
		w.run.ended(w.callID)
	}
	return true
}

// waitingCall is a call in Python that a future is the result of.
type waitingCall struct {
	run    *pendingCalls
	callID uint32
}

// tell tells a run once the future is done: at once if it is.
func (f *Future) tell(w waitingCall) {
	f.mu.Lock()
	select {
	case <-f.done:
		f.mu.Unlock()
		w.run.ended(w.callID)
	default:
		f.waiting = append(f.waiting, w)
		f.mu.Unlock()
	}
}

// forget takes back what tell asked for, so that a future that outlives its runs does not keep them.
func (f *Future) forget(w waitingCall) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = slices.DeleteFunc(f.waiting, func(other waitingCall) bool { return other == w })
}

// after returns a future whose value is None when d has passed.
func after(d time.Duration) *Future {
	f := NewFuture()
	timer := time.AfterFunc(d, func() { f.Resolve(nil) })
	f.stop = func() { timer.Stop() }
	return f
}

// pendingCalls are the calls of one run that were answered "pending", and those of them that have ended since.
type pendingCalls struct {
	futures map[uint32]pendingCall // by call id; only the run's goroutine uses it

	mu   sync.Mutex
	done []uint32      // ended and not taken, in the order in which they ended
	wake chan struct{} // holds a token after done has grown
}

type pendingCall struct {
	name   string
	future *Future
}

func newPendingCalls() *pendingCalls {
	return &pendingCalls{futures: make(map[uint32]pendingCall), wake: make(chan struct{}, 1)}
}

// add notes a call whose result the future will have.
func (p *pendingCalls) add(callID uint32, name string, f *Future) {
	p.futures[callID] = pendingCall{name, f}
	f.tell(waitingCall{p, callID})
}

// ended notes that calls have ended, and wakes the run.
func (p *pendingCalls) ended(callIDs ...uint32) {
	p.mu.Lock()
	p.done = append(p.done, callIDs...)
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default: // whoever takes the token that is there finds these calls, too
	}
}

// take returns the ended ones of the wanted calls, whose ids ascend, and keeps the others for later.
func (p *pendingCalls) take(wanted []uint32) (done []uint32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = slices.DeleteFunc(p.done, func(id uint32) bool {
		_, ok := slices.BinarySearch(wanted, id)
		if ok {
			done = append(done, id)
		}
		return ok
	})
	return done
}

// close gives up the calls that have not been answered.
func (p *pendingCalls) close() {
	for id, call := range p.futures {
		call.future.forget(waitingCall{p, id})
		if call.future.stop != nil {
			call.future.stop()
		}
	}
}
