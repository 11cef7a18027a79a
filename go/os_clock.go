// Handlers for time where the host provides it: a clock, and waiting.

package monty

import (
	"context"
	"math"
	"time"
)

// Clock serves datetime.now, date.today and every function of the module time that reads the clock, by asking now. Naive
// times and dates are those in the location of what now returns. It is asked only in runs whose clock is the host's.
func Clock(now func() time.Time) OSHandler {
	return OSHandlerFunc(func(_ context.Context, call *OSCall) (any, error) {
		switch call.Name {
		case callToday:
			year, month, day := now().Date()
			return NewDate(year, month, day)
		case callTime:
			t := now()
			return Float(float64(t.Unix()) + float64(t.Nanosecond())/1e9), nil
		case callNow:
			if len(call.Args) > 0 {
				if zone, ok := call.Args[0].(TimeZone); ok {
					return wallClock(now().In(zone.Location()), true, zone), nil
				}
			}
			return wallClock(now(), false, TimeZone{}), nil
		}
		return nil, ErrNotHandled
	})
}

// wallClock is the date and time that clocks in the location of t show.
func wallClock(t time.Time, aware bool, zone TimeZone) DateTime {
	return DateTime{
		Year: t.Year(), Month: t.Month(), Day: t.Day(), Hour: t.Hour(), Minute: t.Minute(), Second: t.Second(),
		Microsecond: t.Nanosecond() / 1000, Aware: aware, Zone: zone,
	}
}

// Sleeper serves time.sleep and asyncio.sleep by waiting, tasks of asyncio.gather at the same time. The end of the context
// ends a wait, and the run. It is asked only in runs whose sleep is the host's, or real.
func Sleeper() OSHandler {
	return OSHandlerFunc(func(_ context.Context, call *OSCall) (any, error) {
		switch call.Name {
		case callSleep, callAsyncSleep, callSystemSleep, callSystemAsyncSleep:
		default:
			return nil, ErrNotHandled
		}
		var seconds float64
		if err := call.Arg(0, &seconds); err != nil {
			return nil, err
		}
		return after(sleepDuration(seconds)), nil
	})
}

// sleepDuration converts what the interpreter has checked: seconds from 0 to about 292 years.
func sleepDuration(seconds float64) time.Duration {
	if nanoseconds := seconds * float64(time.Second); nanoseconds < math.MaxInt64 {
		return time.Duration(nanoseconds)
	}
	return math.MaxInt64
}
