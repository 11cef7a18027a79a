// What the library holds in this process, and the budget for what it has lost.

package monty

import (
	"fmt"
	"math"
)

// Statistics say what all executions of this process do and have left behind.
type Statistics struct {
	// Running is how many executions are inside the interpreter at this moment, Detached ones included.
	Running int
	// Detached is how many of them have been given up: their context ended or they were cancelled in the midst of one long
	// operation. The call has returned; the thread goes on until that operation ends.
	Detached int
	// Abandoned is how many executions had to be left where they stood, since the process started, because they passed
	// the hard limit of memory. Leaked is how many bytes they keep.
	Abandoned int
	Leaked    int64
	// LeakBudget is how many bytes may leak before the library refuses to execute anything.
	LeakBudget int64
}

// Stats returns what the library does now and has left behind in this process.
func Stats() Statistics {
	s := Statistics{Detached: int(detached.Load())}
	reply, err := libraryStats()
	if err != nil {
		return s
	}
	m := openMessage(reply)
	for range m.mapLen() {
		switch key := m.text(); key {
		case "running":
			s.Running = m.int()
		case "abandoned":
			s.Abandoned = m.int()
		case "leaked":
			s.Leaked = int64(m.int())
		case "leak_budget":
			s.LeakBudget = int64(m.int())
		default:
			m.value()
		}
	}
	return s
}

// SetLeakBudget sets how many bytes may leak in this process; 0 is the default of 1 GiB, [Unlimited] no limit. Once they
// have, whatever would execute something new is refused with a [*LimitError]; what is suspended goes on. Restart the process
// then: memory of an execution that was left where it stood cannot be freed.
func SetLeakBudget(bytes int64) error {
	switch {
	case bytes == 0:
		bytes = defaultLeakBudget
	case bytes == Unlimited:
		bytes = math.MaxInt64
	case bytes < 0:
		return fmt.Errorf("monty: a leak budget of %d bytes; give a positive number, 0 for the default, or Unlimited", bytes)
	}
	return setLeakBudget(uint64(bytes))
}

const defaultLeakBudget = 1 << 30
