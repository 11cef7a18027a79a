// How an execution ends early: because its context ends, or because somebody cancels it.

package monty

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrCancelled is returned by what executes, or executes next, after [Snapshot.Cancel],
// [FutureSnapshot.Cancel] or [Session.Cancel].
var ErrCancelled = errors.New("monty: cancelled")

var errNoContext = errors.New("monty: the context is nil; use context.Background()")

// checkContext refuses a context that is nil or has already ended.
func checkContext(ctx context.Context) error {
	if ctx == nil {
		return errNoContext
	}
	if ctx.Err() != nil {
		return contextError(ctx)
	}
	return nil
}

// contextError returns the error of a context that has ended, and its cause if that says more.
func contextError(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if cause == nil || cause == err {
		return err
	}
	return fmt.Errorf("%w: %w", err, cause)
}

// remaining is the time to the context's deadline, as a limit of the execution; 0 if there is none.
func remaining(ctx context.Context) time.Duration {
	deadline, ok := ctx.Deadline()
	if !ok {
		return 0
	}
	return max(time.Until(deadline), time.Microsecond)
}

// cancel ends what executes, or the next crossing. It may be called from any goroutine at any time; an execution that is
// over stays as it is.
func (x *execution) cancel() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.run == nil || x.cancelled.Swap(true) {
		return
	}
	x.run.cancel()
	if x.stop != nil {
		close(x.stop)
	}
	if w := x.worker.Load(); w != nil {
		w.poke() // who waits for it tells the library again
	}
	x.endHost()
}

// stopped returns why the execution may not go on, if so.
func (x *execution) stopped() error {
	if x.cancelled.Load() {
		return ErrCancelled
	}
	if x.ctx != nil && x.ctx.Err() != nil {
		return contextError(x.ctx)
	}
	return nil
}

// whyCancelled returns why the library has ended the execution.
func (x *execution) whyCancelled() error {
	if x.stream != nil {
		if err := x.stream.failure(); err != nil {
			return err
		}
	}
	if err := x.stopped(); err != nil {
		return err
	}
	return ErrCancelled
}

// deadlineSlack is how much earlier than the context's timer the interpreter's clock may find that time is up.
const deadlineSlack = time.Millisecond

// preferContext replaces the TimeoutError that the deadline of the context caused by the context's error.
func (x *execution) preferContext(exception *PythonError) error {
	if x.ctx == nil || exception.Type != "TimeoutError" {
		return exception
	}
	if deadline, ok := x.ctx.Deadline(); ok && time.Until(deadline) < deadlineSlack {
		<-x.ctx.Done()
	}
	if x.ctx.Err() != nil {
		return contextError(x.ctx)
	}
	return exception
}
