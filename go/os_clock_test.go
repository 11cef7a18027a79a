// The clock and the sleep of the host in Python code, which asks for them unless a policy says otherwise.

package monty_test

import (
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

func TestPythonReadsTheClockOfTheHost(t *testing.T) {
	clock := monty.Clock(func() time.Time { return time.Date(2026, 12, 31, 23, 30, 15, 250_000_000, time.FixedZone("CET", 3600)) })
	for code, want := range map[string]string{
		"datetime.datetime.now()":                            "datetime.datetime(2026, 12, 31, 23, 30, 15, 250000)",
		"datetime.datetime.now(datetime.timezone.utc)":       "datetime.datetime(2026, 12, 31, 22, 30, 15, 250000, tzinfo=datetime.timezone.utc)",
		"datetime.date.today()":                              "datetime.date(2026, 12, 31)",
		"time.time(), time.monotonic(), time.perf_counter()": "(1798756215.25, 1798756215.25, 1798756215.25)",
		"time.time_ns()":                                     "1798756215250000000",
		"time.gmtime().tm_hour":                              "22",
	} {
		if got := resultOS(t, "import datetime, time\n"+code, clock); got != want {
			t.Errorf("%s: %s", code, got)
		}
	}
}

func TestPythonSleepsByTheHost(t *testing.T) {
	start := time.Now()
	if got := resultOS(t, "import time\ntime.sleep(0.2)", monty.Sleeper()); got != "None" || time.Since(start) < 200*time.Millisecond {
		t.Errorf("%s after %v", got, time.Since(start))
	}
}
