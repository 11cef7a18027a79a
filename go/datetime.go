// The types of Python's datetime module, with constructors that check ranges.

package monty

import (
	"errors"
	"fmt"
	"time"
)

// Date is a datetime.date: a day of the proleptic Gregorian calendar in the years 1 to 9999.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// TimeZone is a datetime.timezone: a fixed offset, with a name or without.
type TimeZone struct {
	// Offset is in seconds east of UTC, between -86399 and 86399.
	Offset int
	// Name is the name given to the timezone, if Named.
	Name  string
	Named bool
}

// Time is a datetime.time: a time of day, with or without a timezone.
type Time struct {
	Hour, Minute, Second, Microsecond int
	// Aware says that there is a timezone, Zone.
	Aware bool
	Zone  TimeZone
	// Fold is Python's fold, 0 or 1; it takes no part in equality.
	Fold int
}

// DateTime is a datetime.datetime in the years 1 to 9999, with or without a timezone.
type DateTime struct {
	Year                                   int
	Month                                  time.Month
	Day, Hour, Minute, Second, Microsecond int
	// Aware says that there is a timezone, Zone.
	Aware bool
	Zone  TimeZone
}

// TimeDelta is a datetime.timedelta in Python's normal form: Seconds between 0 and 86399, Microseconds between 0 and
// 999999, and Days, which carries the sign, between -999999999 and 999999999.
type TimeDelta struct{ Days, Seconds, Microseconds int }

// UTC is datetime.timezone.utc, the zero TimeZone.
var UTC = TimeZone{}

// NewDate returns the date, or an error if there is no such day.
func NewDate(year int, month time.Month, day int) (Date, error) {
	d := Date{year, month, day}
	return d, d.check()
}

// NewTime returns the time of day without a timezone, or an error if a part is out of range.
func NewTime(hour, minute, second, microsecond int) (Time, error) {
	t := Time{Hour: hour, Minute: minute, Second: second, Microsecond: microsecond}
	return t, t.check()
}

// NewDateTime returns the date and time without a timezone, or an error if a part is out of range.
func NewDateTime(year int, month time.Month, day, hour, minute, second, microsecond int) (DateTime, error) {
	d := DateTime{Year: year, Month: month, Day: day, Hour: hour, Minute: minute, Second: second, Microsecond: microsecond}
	return d, d.check()
}

// NewTimeZone returns the timezone with that offset in seconds east of UTC, or an error if it is a day or more.
func NewTimeZone(offset int) (TimeZone, error) {
	z := TimeZone{Offset: offset}
	return z, z.check()
}

// NewNamedTimeZone returns the timezone with that offset in seconds east of UTC and that name, or an error if the
// offset is a day or more.
func NewNamedTimeZone(offset int, name string) (TimeZone, error) {
	z := TimeZone{Offset: offset, Name: name, Named: true}
	return z, z.check()
}

// NewTimeDelta brings any number of days, seconds and microseconds into Python's normal form, or returns an error if
// the sum is beyond what timedelta holds.
func NewTimeDelta(days, seconds, microseconds int) (TimeDelta, error) {
	const limit = 1 << 62 / 86400 // keeps the sums below within 64 bits
	if days < -limit || days > limit || seconds < -1<<62 || seconds > 1<<62 {
		return TimeDelta{}, errTimeDelta
	}
	carry, microseconds := floorDiv(microseconds, 1e6)
	moreDays, seconds := floorDiv(seconds+carry, 86400)
	d := TimeDelta{days + moreDays, seconds, microseconds}
	return d, d.check()
}

var errTimeDelta = errors.New("timedelta out of range: days must be between -999999999 and 999999999, " +
	"seconds between 0 and 86399, microseconds between 0 and 999999")

// floorDiv divides by b > 0, rounding down, so that the remainder is between 0 and b-1.
func floorDiv(a, b int) (quotient, remainder int) {
	quotient, remainder = a/b, a%b
	if remainder < 0 {
		return quotient - 1, remainder + b
	}
	return quotient, remainder
}

func (d Date) check() error {
	if d.Year < 1 || d.Year > 9999 {
		return fmt.Errorf("year %d is out of range 1 to 9999", d.Year)
	}
	if d.Month < 1 || d.Month > 12 {
		return fmt.Errorf("month %d is out of range 1 to 12", int(d.Month))
	}
	if d.Day < 1 || d.Day > daysIn(d.Year, d.Month) {
		return fmt.Errorf("day %d is out of range for %04d-%02d", d.Day, d.Year, int(d.Month))
	}
	return nil
}

func checkClock(hour, minute, second, microsecond int) error {
	switch {
	case hour < 0 || hour > 23:
		return fmt.Errorf("hour %d is out of range 0 to 23", hour)
	case minute < 0 || minute > 59:
		return fmt.Errorf("minute %d is out of range 0 to 59", minute)
	case second < 0 || second > 59:
		return fmt.Errorf("second %d is out of range 0 to 59", second)
	case microsecond < 0 || microsecond > 999999:
		return fmt.Errorf("microsecond %d is out of range 0 to 999999", microsecond)
	}
	return nil
}

func (t Time) check() error {
	if err := checkClock(t.Hour, t.Minute, t.Second, t.Microsecond); err != nil {
		return err
	}
	if t.Fold != 0 && t.Fold != 1 {
		return fmt.Errorf("fold %d is neither 0 nor 1", t.Fold)
	}
	return checkZone(t.Aware, t.Zone)
}

func (d DateTime) check() error {
	if err := (Date{d.Year, d.Month, d.Day}).check(); err != nil {
		return err
	}
	if err := checkClock(d.Hour, d.Minute, d.Second, d.Microsecond); err != nil {
		return err
	}
	return checkZone(d.Aware, d.Zone)
}

func checkZone(aware bool, z TimeZone) error {
	if !aware && z != (TimeZone{}) {
		return errors.New("a timezone is set, but Aware is false")
	}
	return z.check()
}

func (z TimeZone) check() error {
	if z.Offset < -86399 || z.Offset > 86399 {
		return fmt.Errorf("timezone offset %d is not within a day (-86399 to 86399 seconds)", z.Offset)
	}
	if !z.Named && z.Name != "" {
		return errors.New("timezone has a name, but Named is false")
	}
	return nil
}

func (d TimeDelta) check() error {
	if d.Days < -999999999 || d.Days > 999999999 || d.Seconds < 0 || d.Seconds > 86399 ||
		d.Microseconds < 0 || d.Microseconds > 999999 {
		return errTimeDelta
	}
	return nil
}

// daysIn is the number of days of a month, 1 to 12, of the Gregorian calendar.
func daysIn(year int, month time.Month) int {
	switch month {
	case time.February:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	}
	return 31
}

// micros counts microseconds from the year 1 in UTC, or in its own time if naive: two datetimes that are both aware or
// both naive are equal if these are.
func (d DateTime) micros() int64 {
	days := daysBefore(d.Year, d.Month) + d.Day
	seconds := int64(days)*86400 + int64(d.Hour*3600+d.Minute*60+d.Second-d.Zone.Offset)
	return seconds*1e6 + int64(d.Microsecond)
}

// micros counts microseconds from midnight in UTC, or in its own time if naive. As in Python it does not wrap around.
func (t Time) micros() int64 {
	return int64(t.Hour*3600+t.Minute*60+t.Second-t.Zone.Offset)*1e6 + int64(t.Microsecond)
}

// daysBefore counts the days from the first of January of the year 1 to the first of a month.
func daysBefore(year int, month time.Month) int {
	y := year - 1
	days := y*365 + y/4 - y/100 + y/400
	for m := time.January; m < month; m++ {
		days += daysIn(year, m)
	}
	return days
}
