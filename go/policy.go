// Policies: what Python sees of the clock, the time zone, sleeping and chance. With the same policies and answers, the same
// script gives the same output.

package monty

import (
	"errors"
	"fmt"
	"time"
)

// policy is what the options of this file set. It is comparable.
type policy struct {
	clock       ClockPolicy
	zone        string // as CBOR, as is the seed; empty for none
	sleep       SleepMode
	seed        string
	processTime bool
	err         error // of an option that cannot be
}

// ClockPolicy says what datetime.now, date.today and time.time read. The zero value leaves it to the host: each is a
// system call, which Start reports and which raises RuntimeError during Run unless a handler serves it. See [WithClock].
type ClockPolicy struct {
	kind clockKind
	// The instant of a fixed clock: seconds since 1970-01-01 in UTC, which may be negative, and microseconds after that.
	seconds      int64
	microseconds int64
}

type clockKind uint8

const (
	hostClock clockKind = iota
	systemClock
	fixedClock
)

// SystemClock is the clock of this computer.
var SystemClock = ClockPolicy{kind: systemClock}

// FixedClock is a clock that always shows t, to the microsecond. Python has years 1 to 9999.
func FixedClock(t time.Time) ClockPolicy {
	return ClockPolicy{kind: fixedClock, seconds: t.Unix(), microseconds: int64(t.Nanosecond() / 1000)}
}

// SleepMode says what time.sleep and asyncio.sleep do.
type SleepMode int

const (
	// NoSleep leaves each sleep to the host: it is a system call, which Start reports and which raises RuntimeError during
	// Run unless a handler serves it. This is the default.
	NoSleep SleepMode = iota
	// RealSleep waits, ten seconds at most each time and no longer than [Limits].MaxSleep altogether. Run does the waiting;
	// Start reports the system calls system.sleep and system.async_sleep with the seconds to wait.
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

// WithClock lets Python read a clock: [SystemClock], or [FixedClock] for output that can be reproduced.
func WithClock(clock ClockPolicy) Option { return func(c *config) { c.policy.clock = clock } }

// WithTimeZone sets the time zone in which Python shows local time. Default UTC. It is a zone of the IANA database, which
// the library brings along, or one of a fixed offset such as [time.FixedZone] makes; [time.Local] is neither.
func WithTimeZone(zone *time.Location) Option {
	encoded, err := encodeZone(zone)
	return func(c *config) {
		c.policy.zone = string(encoded)
		if err != nil {
			c.policy.err = fmt.Errorf("monty: WithTimeZone: %w", err)
		}
	}
}

// WithSleep says what sleeping does. With [RealSleep], tasks of asyncio.gather sleep at the same time.
func WithSleep(mode SleepMode) Option { return func(c *config) { c.policy.sleep = mode } }

// WithRandomSeed lets the module random begin as random.seed(seed) leaves it: with an int, float, str or bytes. Default:
// each run begins with random bytes of the system. os.urandom is a system call in any case.
func WithRandomSeed(seed any) Option {
	o, err := ToObject(seed)
	if err == nil {
		switch o.(type) {
		case Int, *BigInt, Float, Str, Bytes:
		default:
			err = fmt.Errorf("a seed is an int, float, str or bytes, not %s", o.TypeName())
		}
	}
	var encoded []byte
	if err == nil {
		encoded, err = Encode(o)
	}
	return func(c *config) {
		c.policy.seed = string(encoded)
		if err != nil {
			c.policy.err = fmt.Errorf("monty: WithRandomSeed: %w", err)
		}
	}
}

// WithProcessTime lets time.process_time and time.perf_counter's like show how long the run has executed. By default they
// show 0, so that scripts cannot measure what they do.
func WithProcessTime() Option { return func(c *config) { c.policy.processTime = true } }

// check refuses options that cannot be.
func (p *policy) check() error {
	if year := time.Unix(p.clock.seconds, 0).UTC().Year(); p.clock.kind == fixedClock && (year < 1 || year > 9999) {
		return fmt.Errorf("monty: WithClock: Python has no year %d", year)
	}
	switch {
	case p.err != nil:
		return p.err
	case p.sleep < NoSleep || p.sleep > SkipSleep:
		return fmt.Errorf("monty: WithSleep(%d): there is no such mode", p.sleep)
	}
	return nil
}

// fields is how many fields encode writes.
func (p *policy) fields() (n int) {
	for _, set := range []bool{p.clock.kind != hostClock, p.zone != "", p.sleep != NoSleep, p.seed != "", p.processTime} {
		if set {
			n++
		}
	}
	return n
}

// encode writes the policy as a map.
func (p *policy) encode(e *encoder) {
	e.mapping(p.fields())
	switch p.clock.kind {
	case systemClock:
		e.text("clock")
		e.text("system")
	case fixedClock:
		e.text("clock")
		e.array(2)
		e.int(p.clock.seconds)
		e.uint(uint64(p.clock.microseconds))
	}
	if p.zone != "" {
		e.text("zone")
		e.buf = append(e.buf, p.zone...)
	}
	switch p.sleep {
	case RealSleep:
		e.text("sleep")
		e.text("system")
	case SkipSleep:
		e.text("sleep")
		e.text("zero")
	}
	if p.seed != "" {
		e.text("random")
		e.array(2)
		e.text("seed")
		e.buf = append(e.buf, p.seed...) // it has no sharing marks, being a single leaf
	}
	if p.processTime {
		e.text("process_time")
		e.text("elapsed")
	}
}

// encodeZone returns a zone as CBOR: as its offset if it has only one, else as its name.
func encodeZone(zone *time.Location) ([]byte, error) {
	if zone == nil {
		return nil, errors.New("no zone given")
	}
	if zone == time.Local {
		return nil, errors.New("time.Local is a different zone on every computer; name one with time.LoadLocation")
	}
	e := newEncoder(nil)
	name, offset, fixed := fixedOffset(zone)
	if !fixed {
		name = zone.String()
	}
	if err := checkUTF8("the name", name); err != nil {
		return nil, err
	}
	if !fixed {
		e.text(name)
		return e.buf, nil
	}
	if offset <= -secondsPerDay || offset >= secondsPerDay {
		return nil, fmt.Errorf("the offset of %d seconds is a day or more", offset)
	}
	e.array(2)
	e.int(int64(offset))
	if name == "" {
		e.null()
	} else {
		e.text(name)
	}
	return e.buf, nil
}

const secondsPerDay = 24 * 60 * 60

// fixedOffset looks at a zone at the turn and in the middle of each year in which zones have ever changed.
func fixedOffset(zone *time.Location) (name string, offset int, fixed bool) {
	name, offset = time.Unix(0, 0).In(zone).Zone()
	for year := 1850; year <= 2100; year++ {
		for _, month := range []time.Month{time.January, time.July} {
			if n, o := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC).In(zone).Zone(); n != name || o != offset {
				return "", 0, false
			}
		}
	}
	return name, offset, true
}
