// Workers: goroutines that cross into the library in place of one that must be able to turn away.
//
// A goroutine that is inside C cannot be called back. So an execution that can be cancelled has a worker make its crossings,
// and waits for the worker, the context and Cancel at once. Workers and their channels are used again.

package monty

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// grace is how long a crossing may take to end after it was cancelled. The interpreter looks every few hundred bytecodes,
// but not in the midst of one long operation.
const grace = 25 * time.Millisecond

// worker makes one crossing at a time. Who takes it from the pool fills in the crossing, sends on wake, receives true from
// done, and gives the worker back; or detaches instead, and the worker cleans up and gives itself back.
type worker struct {
	wake chan struct{}
	// done receives true when the crossing has ended. False says that there may be news of a Cancel, perhaps of one that
	// was meant for an earlier crossing.
	done  chan bool
	state atomic.Uint32

	op      operation
	run     *run
	program *program
	encoder *encoder // holds the message, which the library reads while it executes
	stream  *stream
	status  int
	reply   []byte
}

// States of a worker's crossing. Who changes the first one decides what becomes of it.
const (
	stateCrossing = iota
	stateReturned // the crossing has ended, and its caller is there
	stateDetached // the caller has left
)

func (w *worker) loop() {
	for range w.wake {
		w.status, w.reply = w.run.cross(w.op, w.program, w.encoder.buf, w.stream)
		if w.state.CompareAndSwap(stateCrossing, stateReturned) {
			w.done <- true
			continue
		}
		w.run.free()
		w.encoder.release()
		detached.Add(-1)
		w.rest()
	}
}

// detached counts the crossings that go on although their callers have left.
var detached atomic.Int64

// detach leaves the crossing to the worker, which frees the run when it ends. It returns false if it has ended.
func (w *worker) detach() bool {
	detached.Add(1)
	if w.state.CompareAndSwap(stateCrossing, stateDetached) {
		return true
	}
	detached.Add(-1)
	return false
}

// crossBeside lets a worker make a crossing, and releases the encoder. If it returns false, the execution was cancelled and
// the crossing has not ended in time: then the execution is over.
func (x *execution) crossBeside(op operation, p *program, e *encoder) (status int, reply []byte, ok bool) {
	w := acquireWorker()
	w.op, w.run, w.program, w.encoder, w.stream = op, x.run, p, e, x.stream
	w.state.Store(stateCrossing)
	x.worker.Store(w)
	w.wake <- struct{}{}
	ok = x.await(w)
	x.worker.Store(nil)
	if !ok {
		x.lose()
		return 0, nil, false
	}
	status, reply = w.status, w.reply
	e.release()
	w.rest()
	return status, reply, true
}

// await waits for the end of a crossing, and interrupts it if the execution is to end.
func (x *execution) await(w *worker) (ended bool) {
	// A Cancel that came before there was a worker to tell.
	if x.cancelled.Load() {
		return x.interrupt(w)
	}
	if x.ctx == nil {
		for !<-w.done {
			if x.cancelled.Load() {
				return x.interrupt(w)
			}
		}
		return true
	}
	for {
		select {
		case ended := <-w.done:
			if ended {
				return true
			}
			if x.cancelled.Load() {
				return x.interrupt(w)
			}
		case <-x.ctx.Done():
			return x.interrupt(w)
		}
	}
}

// poke has who waits for the crossing look whether it was cancelled.
func (w *worker) poke() {
	select {
	case w.done <- false:
	default: // there is something to receive already
	}
}

// interrupt cancels a crossing and waits for its end, but not for long.
func (x *execution) interrupt(w *worker) (ended bool) {
	x.interrupted = true
	late := time.NewTimer(grace)
	defer late.Stop()
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	for {
		// More than once, because a start forgets what came before it.
		x.run.cancel()
		select {
		case ended := <-w.done:
			if ended {
				return true
			}
		case <-again.C:
		case <-late.C:
			if w.detach() {
				return false
			}
			for !<-w.done {
			}
			return true
		}
	}
}

// lose ends the execution while its run is still in use by a worker.
func (x *execution) lose() {
	if x.stream != nil {
		x.stream.close()
	}
	x.take()
	if x.ended != nil {
		x.ended(true)
	}
}

// idle keeps the workers that have nothing to do, the last used last.
var idle struct {
	sync.Mutex
	workers []*worker
	// least is how few there have been since the last clearing: so many were not needed.
	least    int
	clearing bool // a clearing will come
}

// idleTime is the time from one clearing to the next. Workers that were not needed in between end.
const idleTime = time.Second

func acquireWorker() *worker {
	idle.Lock()
	defer idle.Unlock()
	last := len(idle.workers) - 1
	if last < 0 {
		w := &worker{wake: make(chan struct{}, 1), done: make(chan bool, 1)}
		go w.loop()
		return w
	}
	w := idle.workers[last]
	idle.workers[last] = nil
	idle.workers = idle.workers[:last]
	idle.least = min(idle.least, last)
	return w
}

// rest gives back a worker that has nothing to do.
func (w *worker) rest() {
	w.run, w.program, w.encoder, w.stream, w.reply = nil, nil, nil, nil, nil
	idle.Lock()
	defer idle.Unlock()
	idle.workers = append(idle.workers, w)
	if !idle.clearing {
		idle.clearing, idle.least = true, 0
		time.AfterFunc(idleTime, clearWorkers)
	}
}

func clearWorkers() {
	idle.Lock()
	defer idle.Unlock()
	for _, w := range idle.workers[:idle.least] {
		close(w.wake)
	}
	idle.workers = slices.Delete(idle.workers, 0, idle.least)
	idle.least = len(idle.workers)
	idle.clearing = idle.least > 0
	if idle.clearing {
		time.AfterFunc(idleTime, clearWorkers)
	}
}
