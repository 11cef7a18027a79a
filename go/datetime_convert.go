// To and from the types of package time.

package monty

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// Time returns the instant. Its location is fixed at the datetime's offset, with the name of the timezone or the form
// "UTC+05:30"; for UTC without a name it is time.UTC. The error is for a naive datetime, which is no instant, and for
// parts out of range. TimeIn gives a naive one a location.
func (d DateTime) Time() (time.Time, error) {
	if !d.Aware {
		return time.Time{}, errors.New("monty: the datetime is naive: it has no timezone; use TimeIn")
	}
	return d.TimeIn(nil)
}

// TimeIn returns the instant of an aware datetime, or that of a naive one in the location. The error is for parts out
// of range.
func (d DateTime) TimeIn(naive *time.Location) (time.Time, error) {
	if err := d.check(); err != nil {
		return time.Time{}, fmt.Errorf("monty: %w", err)
	}
	if d.Aware {
		naive = d.Zone.Location()
	} else if naive == nil {
		return time.Time{}, errors.New("monty: the datetime is naive, and there is no location for it")
	}
	return time.Date(d.Year, d.Month, d.Day, d.Hour, d.Minute, d.Second, d.Microsecond*1000, naive), nil
}

// DateTimeOf returns the aware datetime of an instant, with the offset that is valid then at its location. The name of
// the location is lost, and nanoseconds are cut to microseconds. The error is for years other than 1 to 9999 and offsets
// of a day or more.
func DateTimeOf(t time.Time) (DateTime, error) {
	_, offset := t.Zone()
	d := NaiveDateTimeOf(t)
	d.Aware, d.Zone = true, TimeZone{Offset: offset}
	if err := d.check(); err != nil {
		return DateTime{}, fmt.Errorf("monty: %w", err)
	}
	return d, nil
}

// NaiveDateTimeOf returns the date and the time of day that a clock at the location of t shows, without a timezone.
// Encode refuses it if the year is not 1 to 9999.
func NaiveDateTimeOf(t time.Time) DateTime {
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	return DateTime{Year: year, Month: month, Day: day, Hour: hour, Minute: minute, Second: second, Microsecond: t.Nanosecond() / 1000}
}

// Time returns midnight of the day at a location. The error is for a day that there is not.
func (d Date) Time(at *time.Location) (time.Time, error) {
	if err := d.check(); err != nil {
		return time.Time{}, fmt.Errorf("monty: %w", err)
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, at), nil
}

// DateOf returns the day of t at its location. The error is for years other than 1 to 9999.
func DateOf(t time.Time) (Date, error) {
	year, month, day := t.Date()
	return NewDate(year, month, day)
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday((daysBefore(d.Year, d.Month) + d.Day) % 7) }

// Location returns a location with that fixed offset, and the name of the timezone or the form "UTC+05:30". For UTC
// without a name it is time.UTC.
func (z TimeZone) Location() *time.Location {
	if z == (TimeZone{}) {
		return time.UTC
	}
	name := z.Name
	if !z.Named {
		name = "UTC"
		if z.Offset != 0 {
			name = string(appendOffset([]byte(name), z.Offset))
		}
	}
	return time.FixedZone(name, z.Offset)
}

// Duration returns the time as a time.Duration, which holds about 292 years; the error is for more.
func (d TimeDelta) Duration() (time.Duration, error) {
	if err := d.check(); err != nil {
		return 0, fmt.Errorf("monty: %w", err)
	}
	const maxDays = math.MaxInt64 / (24 * int64(time.Hour))
	seconds := time.Duration(d.Seconds)*time.Second + time.Duration(d.Microseconds)*time.Microsecond
	if int64(d.Days) < -maxDays-1 || int64(d.Days) > maxDays {
		return 0, fmt.Errorf("monty: %s is too long for a time.Duration", d)
	}
	if d.Days >= 0 {
		days := time.Duration(d.Days) * 24 * time.Hour
		if seconds > math.MaxInt64-days {
			return 0, fmt.Errorf("monty: %s is too long for a time.Duration", d)
		}
		return days + seconds, nil
	}
	// One day less below zero, so that neither product nor sum overflows before the result would.
	days := time.Duration(d.Days+1) * 24 * time.Hour
	rest := seconds - 24*time.Hour
	if rest < math.MinInt64-days {
		return 0, fmt.Errorf("monty: %s is too long for a time.Duration", d)
	}
	return days + rest, nil
}

// TimeDeltaOf returns the timedelta of a duration. Nanoseconds are rounded down to microseconds.
func TimeDeltaOf(d time.Duration) TimeDelta {
	seconds, nanoseconds := floorDiv(int(d), int(time.Second))
	days, rest := floorDiv(seconds, 86400)
	return TimeDelta{days, rest, nanoseconds / 1000}
}
