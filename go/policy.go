// Policies: what Python sees of the clock, the time zone, sleeping and chance.

package monty

// SleepMode says what time.sleep and asyncio.sleep do.
type SleepMode int

const (
	// NoSleep lets the host decide about each sleep: it is a system call that Start reports, and that raises RuntimeError
	// during Run. This is the default.
	NoSleep SleepMode = iota
	// RealSleep waits, ten seconds at most each time. Run does the waiting; Start reports the system calls "system.sleep" and
	// "system.async_sleep" with the seconds to wait.
	RealSleep
	// SkipSleep goes on at once.
	SkipSleep
)

// String returns the constant's name.
func (m SleepMode) String() string {
	switch m {
	case NoSleep:
		return "NoSleep"
	case RealSleep:
		return "RealSleep"
	case SkipSleep:
		return "SkipSleep"
	}
	return "SleepMode(?)"
}

// policy is what the options of this file set.
type policy struct {
	sleep SleepMode
}

// WithSleep says what sleeping does. With [RealSleep], tasks of asyncio.gather sleep at the same time.
func WithSleep(mode SleepMode) Option { return func(c *config) { c.sleep = mode } }
