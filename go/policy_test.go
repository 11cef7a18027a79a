// Policies: reproducible runs, what they show of the host, and that without them nothing of it is reachable.

package monty_test

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	monty "github.com/ricochet1k/monty-go/go"
)

// outcome runs code under options and returns the repr of its value.
func outcome(t *testing.T, code string, options ...monty.Option) string {
	t.Helper()
	m, err := monty.New(code, "policy.py", nil, nil, options...)
	if err != nil {
		return err.Error()
	}
	defer m.Close()
	o, err := m.RunContext(context.Background(), nil)
	if err != nil {
		return err.Error()
	}
	return o.String()
}

const looksAround = `
import asyncio, datetime, random, time
seen = [
    datetime.datetime.now(), datetime.date.today(), datetime.datetime.now(datetime.timezone.utc), time.time(), time.time_ns(),
    time.monotonic(), time.strftime('%Y-%m-%d %H:%M:%S'), time.localtime().tm_hour, time.tzname, time.timezone,
    random.random(), random.randint(1, 10**9), random.Random().random(), random.sample(range(100), 5),
    time.process_time(),
]
time.sleep(3)
async def nap(n):
    await asyncio.sleep(n)
    seen.append(n)
await asyncio.gather(nap(3), nap(1), nap(2))
items = ['b', 'a', 'c']
random.shuffle(items)
seen.append((items, datetime.datetime.now(), {3, 1, 2}, random.random()))
seen
`

func TestTheSamePoliciesGiveTheSameOutput(t *testing.T) {
	policies := func(seed any) []monty.Option {
		return []monty.Option{
			monty.WithClock(monty.FixedClock(time.Date(2026, 11, 22, 10, 30, 0, 123456789, time.UTC))),
			monty.WithTimeZone(time.FixedZone("TEST", 3600)), monty.WithSleep(monty.SkipSleep), monty.WithRandomSeed(seed),
		}
	}
	first := outcome(t, looksAround, policies(1)...)
	if !strings.HasPrefix(first, "[datetime.datetime(2026, 11, 22, 11, 30, 0, 123456), datetime.date(2026, 11, 22), ") {
		t.Fatal(first)
	}
	for range 3 {
		if again := outcome(t, looksAround, policies(1)...); again != first {
			t.Errorf("first %s\nagain %s", first, again)
		}
	}
	if other := outcome(t, looksAround, policies(2)...); other == first {
		t.Error("another seed, the same output")
	}
	moved := append(policies(1), monty.WithClock(monty.FixedClock(time.Date(2026, 11, 22, 10, 30, 1, 0, time.UTC))))
	if other := outcome(t, looksAround, moved...); other == first {
		t.Error("another time, the same output")
	}
}

func TestNothingOfTheHostIsReachableByDefault(t *testing.T) {
	for code, want := range map[string]string{
		"import datetime\ndatetime.datetime.now()":                      "RuntimeError: 'datetime.now' is not supported in this environment",
		"import datetime\ndatetime.date.today()":                        "RuntimeError: 'date.today' is not supported in this environment",
		"import time\ntime.time()":                                      "RuntimeError: 'time.time' is not supported in this environment",
		"import time\ntime.monotonic()":                                 "RuntimeError: 'time.time' is not supported in this environment",
		"import time\ntime.perf_counter()":                              "RuntimeError: 'time.time' is not supported in this environment",
		"import time\ntime.sleep(1)":                                    "RuntimeError: 'time.sleep' is not supported in this environment",
		"import asyncio\nawait asyncio.sleep(1)":                        "RuntimeError: 'asyncio.sleep' is not supported in this environment",
		"import os\nos.getenv('HOME')":                                  "RuntimeError: 'os.getenv' is not supported in this environment",
		"import os\nos.environ['HOME']":                                 "RuntimeError: 'os.environ' is not supported in this environment",
		"import os\nos.urandom(4)":                                      "RuntimeError: 'os.urandom' is not supported in this environment",
		"open('/etc/passwd')":                                           "PermissionError: Permission denied: '/etc/passwd'",
		"from pathlib import Path\nPath('/etc').exists()":               "PermissionError: Permission denied: '/etc'",
		"import socket":                                                 "ModuleNotFoundError: No module named 'socket'",
		"import time\n(time.process_time(), time.tzname)":               "(0.0, ('UTC', 'UTC'))",
		"import time\nfor i in range(10**5): pass\ntime.process_time()": "0.0",
	} {
		if got := outcome(t, code); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	// What a run asks is a system call that can be answered.
	m := must(monty.New("import datetime\ndatetime.date.today()", "today.py", nil, nil))
	defer m.Close()
	p := must(m.Start())
	if p.Kind != monty.OsCall || p.OsFunction != "date.today" {
		t.Fatalf("%+v", p)
	}
	if p = must(p.Snapshot.Resume(p.CallID, monty.Date{Year: 2026, Month: 1, Day: 2})); p.Result.String() != "datetime.date(2026, 1, 2)" {
		t.Errorf("%+v", p)
	}
}

func TestClocks(t *testing.T) {
	now := "import datetime, time\n(datetime.datetime.now(), time.time())"
	for at, want := range map[time.Time]string{
		time.Unix(0, 0): "(datetime.datetime(1970, 1, 1, 0, 0), 0.0)",
		time.Date(1969, 12, 31, 23, 59, 59, 250_000_000, time.UTC):              "(datetime.datetime(1969, 12, 31, 23, 59, 59, 250000), -0.75)",
		time.Date(2026, 6, 1, 12, 0, 0, 999_999_999, time.FixedZone("", -7200)): "(datetime.datetime(2026, 6, 1, 14, 0, 0, 999999), 1780322400.999999)",
		time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC):                                "(datetime.datetime(1, 1, 1, 0, 0), -62135596800.0)",
		time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC):                        "(datetime.datetime(9999, 12, 31, 23, 59, 59), 253402300799.0)",
	} {
		if got := outcome(t, now, monty.WithClock(monty.FixedClock(at))); got != want {
			t.Errorf("%v: %s, want %s", at, got, want)
		}
	}
	m := must(monty.New("import time\ntime.time()", "clock.py", nil, nil, monty.WithClock(monty.SystemClock)))
	defer m.Close()
	before := time.Now()
	shown := float64(must(m.Run()).(monty.Float))
	const slack = 1e-3 // of the conversion to a float
	if after := time.Now(); shown < float64(before.UnixMicro())/1e6-slack || shown > float64(after.UnixMicro())/1e6+slack {
		t.Errorf("%v shown between %v and %v", shown, before, after)
	}
}

func TestTimeZones(t *testing.T) {
	winter, summer := time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC), time.Date(2026, 7, 10, 12, 0, 0, 0, time.UTC)
	local := "import datetime, time\nn = datetime.datetime.now()\n(n.hour, n.minute, n.astimezone().tzname(), time.tzname)"
	london, kolkata := must(time.LoadLocation("Europe/London")), must(time.LoadLocation("Asia/Kolkata"))
	for _, c := range []struct {
		zone *time.Location
		at   time.Time
		want string
	}{
		{london, winter, "(12, 0, 'GMT', ('GMT', 'BST'))"},
		{london, summer, "(13, 0, 'BST', ('GMT', 'BST'))"},
		{kolkata, winter, "(17, 30, 'IST', ('IST', 'IST'))"},
		{time.UTC, winter, "(12, 0, 'UTC', ('UTC', 'UTC'))"},
		{time.FixedZone("HERE", -9000), winter, "(9, 30, 'HERE', ('HERE', 'HERE'))"},
		{time.FixedZone("", 5400), winter, "(13, 30, 'UTC+01:30', ('UTC+01:30', 'UTC+01:30'))"},
	} {
		if got := outcome(t, local, monty.WithClock(monty.FixedClock(c.at)), monty.WithTimeZone(c.zone)); got != c.want {
			t.Errorf("%v, %v: %s, want %s", c.zone, c.at, got, c.want)
		}
	}
	// A zone that the library does not know is found when a run begins.
	changesOnce := "TZif" + strings.Repeat("\x00", 16+3*4) + "\x00\x00\x00\x01" + "\x00\x00\x00\x02" + "\x00\x00\x00\x08" + // counts
		"\x40\x00\x00\x00" + "\x01" + "\x00\x00\x00\x00\x00\x00" + "\x00\x00\x0e\x10\x00\x04" + "AAA\x00BBB\x00"
	nowhere := must(time.LoadLocationFromTZData("No/Where", []byte(changesOnce)))
	m := must(monty.New("1", "zone.py", nil, nil, monty.WithTimeZone(nowhere)))
	defer m.Close()
	if _, err := m.Run(); !errors.Is(err, monty.ErrBadInput) || !strings.Contains(err.Error(), "No/Where") {
		t.Error(err)
	}
	if _, err := monty.NewSession("zone.py", monty.WithTimeZone(nowhere)); !errors.Is(err, monty.ErrBadInput) {
		t.Error(err)
	}
	for name, zone := range map[string]*time.Location{"Local": time.Local, "nil": nil, "a day": time.FixedZone("X", 86400), "no UTF-8": time.FixedZone("\xff", 1)} {
		if _, err := monty.New("1", "zone.py", nil, nil, monty.WithTimeZone(zone)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestSleeping(t *testing.T) {
	sleeps := "import asyncio, time\ntime.sleep(1000)\nasync def nap(i):\n    await asyncio.sleep(1000, i)\n    return i\nawait asyncio.gather(nap(1), nap(2))"
	start := time.Now()
	if got := outcome(t, sleeps, monty.WithSleep(monty.SkipSleep)); got != "[1, 2]" || time.Since(start) > 20*time.Second {
		t.Errorf("skipped: %s after %v", got, time.Since(start))
	}
	limits := monty.WithLimits(monty.Limits{MaxSleep: 50 * time.Millisecond})
	start = time.Now()
	got := outcome(t, "import time\nwhile True:\n    try:\n        time.sleep(0.02)\n    except Exception:\n        pass", monty.WithSleep(monty.RealSleep), limits)
	if took := time.Since(start); !strings.Contains(got, "sleep") || took < 40*time.Millisecond || took > 20*time.Second {
		t.Errorf("limited: %s after %v", got, took)
	}
	// Start leaves the waiting to the caller.
	m := must(monty.New("import time\ntime.sleep(0.5)", "sleep.py", nil, nil, monty.WithSleep(monty.RealSleep)))
	defer m.Close()
	p := must(m.Start())
	if p.Kind != monty.OsCall || p.OsFunction != "system.sleep" || p.Args[0] != monty.Float(0.5) {
		t.Fatalf("%+v", p)
	}
	if p = must(p.Snapshot.Resume(p.CallID, nil)); p.Kind != monty.Complete {
		t.Errorf("%+v", p)
	}
	if _, err := monty.New("1", "sleep.py", nil, nil, monty.WithSleep(7)); err == nil || monty.SleepMode(7).String() != "SleepMode(?)" || monty.RealSleep.String() != "RealSleep" {
		t.Error(err)
	}
}

func TestSeeds(t *testing.T) {
	seen := make(map[string]bool)
	for literal, seed := range map[string]any{
		"42": 42, "-42.5": -42.5, "'forty'": "forty", "b'\\x00\\xff'": []byte{0, 0xff}, "10**30": new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil),
		"''": "", "0": uint8(0), "'" + strings.Repeat("long", 100) + "'": strings.Repeat("long", 100),
	} {
		code := "import random\na = [random.random(), random.getrandbits(70)]\nrandom.seed(" + literal + ")\na == [random.random(), random.getrandbits(70)], a"
		got := outcome(t, code, monty.WithRandomSeed(seed))
		if !strings.HasPrefix(got, "(True, ") || seen[got] {
			t.Errorf("%s: %s", literal, got)
		}
		seen[got] = true
	}
	if got := outcome(t, "import random\nrandom.random()", monty.WithRandomSeed(42)); got != "0.6394267984578837" { // as in CPython
		t.Error(got)
	}
	for name, seed := range map[string]any{"None": nil, "list": []int{1}, "bool": true, "no value": make(chan int), "no UTF-8": "\xff"} {
		if _, err := monty.New("1", "seed.py", nil, nil, monty.WithRandomSeed(seed)); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	a, b := outcome(t, "import random\nrandom.random()"), outcome(t, "import random\nrandom.random()")
	if a == b || strings.Contains(a, "Error") {
		t.Errorf("without a seed: %s, %s", a, b)
	}
}

func TestProcessTime(t *testing.T) {
	code := "import time\na = time.process_time()\nfor i in range(100000): pass\nb = time.process_time()\n(0 < a < b, b < 5)"
	if got := outcome(t, code, monty.WithProcessTime()); got != "(True, True)" {
		t.Error(got)
	}
}

func TestPoliciesHoldForSessionsAndRuns(t *testing.T) {
	clock := monty.WithClock(monty.FixedClock(time.Unix(1000, 0)))
	s := session(t, clock, monty.WithRandomSeed(42))
	feeds(t, s, "import time, random\ntime.time()", "1000.0", "random.random()", "0.6394267984578837", "random.random()", "0.025010755222666936")
	m := must(monty.New("import time\ntime.time()", "run.py", nil, nil))
	defer m.Close()
	if o, err := m.RunContext(t.Context(), nil, clock); err != nil || o != monty.Float(1000) {
		t.Error(o, err)
	}
	var exception *monty.PythonError
	if _, err := m.Run(); !errors.As(err, &exception) {
		t.Error(err)
	}
}
