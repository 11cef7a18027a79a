// The context that host functions are called with: the run's, ended when the run ends.

package monty

import (
	"context"
	"sync"
	"time"
)

// hostContext is derived from the context of a run and is cancelled when the run is over. Unlike one of
// [context.WithCancel] it costs next to nothing until somebody waits for it, and most host functions never do.
type hostContext struct {
	parent context.Context

	mu     sync.Mutex
	child  context.Context // made when Done is first called
	cancel context.CancelFunc
	over   bool
}

// Deadline returns the deadline of the run's context.
func (c *hostContext) Deadline() (time.Time, bool) { return c.parent.Deadline() }

// Done returns a channel that is closed when the run is over or its context is cancelled.
func (c *hostContext) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.child == nil {
		c.child, c.cancel = context.WithCancel(c.parent)
		if c.over {
			c.cancel()
		}
	}
	return c.child.Done()
}

// Err returns the error of the run's context, or Canceled once the run is over.
func (c *hostContext) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.child != nil:
		return c.child.Err()
	case c.parent.Err() != nil:
		return c.parent.Err()
	case c.over:
		return context.Canceled
	}
	return nil
}

// Value returns the value of the run's context. It goes through the child if there is one, so that contexts derived from
// this one find it and need no goroutine to watch it.
func (c *hostContext) Value(key any) any {
	c.mu.Lock()
	child := c.child
	c.mu.Unlock()
	if child != nil {
		return child.Value(key)
	}
	return c.parent.Value(key)
}

// end cancels the context: the run is over.
func (c *hostContext) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	if c.cancel != nil {
		c.cancel()
	}
}

// hostContext is the context that host functions are called with. parent is that of the execution.
func (x *execution) hostContext(parent context.Context) context.Context {
	if x.host == nil {
		x.mu.Lock()
		x.host = &hostContext{parent: parent}
		x.mu.Unlock()
	}
	return x.host
}

// endHost cancels the context of the host functions.
func (x *execution) endHost() {
	if x.host != nil {
		x.host.end()
	}
}
