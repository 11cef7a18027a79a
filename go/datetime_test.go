package monty

import (
	"math"
	"testing"
	"testing/quick"
	"time"
)

func TestDateTimeToAndFromTime(t *testing.T) {
	law := func(seconds int64, nanos uint32, offset int32) bool {
		seconds = seconds%3e11 - 2e9 // years about -7600 to 11400
		zone := time.FixedZone("X", int(offset%86400))
		instant := time.Unix(seconds, int64(nanos%1e9)).In(zone)
		d, err := DateTimeOf(instant)
		if year := instant.Year(); year < 1 || year > 9999 {
			return err != nil
		}
		if err != nil {
			return false
		}
		back, err := d.Time()
		_, got := back.Zone()
		return err == nil && back.Equal(instant.Truncate(time.Microsecond)) && got == int(offset%86400) &&
			d.micros()-DateTime{Year: 1970, Month: 1, Day: 1}.micros() == instant.Truncate(time.Microsecond).UnixMicro()
	}
	if err := quick.Check(law, &quick.Config{MaxCount: 5000}); err != nil {
		t.Error(err)
	}
	naive := DateTime{Year: 2024, Month: 7, Day: 1, Hour: 12}
	if _, err := naive.Time(); err == nil {
		t.Error("a naive datetime became an instant")
	}
	if _, err := naive.TimeIn(nil); err == nil {
		t.Error("a naive datetime became an instant")
	}
	if got := must[time.Time](t)(naive.TimeIn(time.UTC)); NaiveDateTimeOf(got) != naive {
		t.Error(got)
	}
	if _, err := (DateTime{Aware: true}).Time(); err == nil {
		t.Error("there is no year 0")
	}
}

func TestZoneNames(t *testing.T) {
	for want, z := range map[string]TimeZone{
		"UTC": {}, "UTC+05:30": {Offset: 19800}, "UTC-00:00:30": {Offset: -30}, "CET": {3600, "CET", true},
	} {
		name, offset := time.Unix(0, 0).In(z.Location()).Zone()
		if name != want || offset != z.Offset {
			t.Errorf("%v: %s, %d", z, name, offset)
		}
	}
	if UTC.Location() != time.UTC {
		t.Error("UTC is another location")
	}
}

func TestDateToAndFromTime(t *testing.T) {
	for _, d := range []Date{{1, 1, 1}, {1970, 1, 1}, {2000, 2, 29}, {2024, 12, 31}, {9999, 12, 31}} {
		at := must[time.Time](t)(d.Time(time.UTC))
		if back := must[Date](t)(DateOf(at)); back != d || at.Weekday() != d.Weekday() {
			t.Errorf("%v: %v, %v", d, back, d.Weekday())
		}
	}
	if _, err := DateOf(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)); err == nil {
		t.Error("there is no year 0")
	}
	if _, err := (Date{2023, 2, 29}).Time(time.UTC); err == nil {
		t.Error("2023 had no 29 February")
	}
}

func TestTimeDeltaToAndFromDuration(t *testing.T) {
	law := func(n int64) bool {
		delta := TimeDeltaOf(time.Duration(n))
		back, err := delta.Duration()
		micros, _ := floorDiv(int(n), 1000)
		if int64(micros) < math.MinInt64/1000 { // rounding down goes beyond a Duration
			return delta.check() == nil && err != nil
		}
		return delta.check() == nil && err == nil && int64(back) == int64(micros)*1000
	}
	if err := quick.Check(law, &quick.Config{MaxCount: 5000}); err != nil {
		t.Error(err)
	}
	for _, n := range []int64{0, 1, -1, 999, -999, 1000, -1000, math.MaxInt64, math.MinInt64, math.MinInt64 + 808} {
		if !law(n) {
			t.Errorf("%d ns: %v", n, TimeDeltaOf(time.Duration(n)))
		}
	}
	for _, d := range []TimeDelta{{999999999, 86399, 999999}, {-999999999, 0, 0}, {106751, 86400 - 1, 0}, {-106753, 0, 0}, {0, -1, 0}} {
		if got, err := d.Duration(); err == nil {
			t.Errorf("%v is %v", d, got)
		}
	}
}

func TestNewTimeDeltaNormalises(t *testing.T) {
	for _, c := range []struct {
		days, seconds, micros int
		want                  TimeDelta
	}{
		{0, 0, 0, TimeDelta{}}, {0, -1, 0, TimeDelta{-1, 86399, 0}}, {0, 0, -1, TimeDelta{-1, 86399, 999999}},
		{1, 90000, 2500000, TimeDelta{2, 3602, 500000}}, {0, 0, math.MaxInt64, TimeDelta{106751991, 14454, 775807}},
		{0, 0, math.MinInt64, TimeDelta{-106751992, 71945, 224192}},
	} {
		if got, err := NewTimeDelta(c.days, c.seconds, c.micros); err != nil || got != c.want {
			t.Errorf("%d, %d, %d: %+v, %v", c.days, c.seconds, c.micros, got, err)
		}
	}
	for _, c := range [][3]int{{1e9, 0, 0}, {-1e9, 0, 0}, {999999999, 86400, 0}, {math.MaxInt64, 0, 0}, {0, math.MaxInt64, 0}, {0, math.MinInt64, 0}} {
		if got, err := NewTimeDelta(c[0], c[1], c[2]); err == nil {
			t.Errorf("%v: %v", c, got)
		}
	}
}

func TestConstructorsRefuseWhatPythonRefuses(t *testing.T) {
	for name, err := range map[string]error{
		"year 10000":    second(NewDate(10000, 1, 1)),
		"month 0":       second(NewDate(2024, 0, 1)),
		"day 31 April":  second(NewDate(2024, 4, 31)),
		"hour -1":       second(NewTime(-1, 0, 0, 0)),
		"minute 60":     second(NewTime(0, 60, 0, 0)),
		"second 60":     second(NewDateTime(2024, 1, 1, 0, 0, 60, 0)),
		"microsecond":   second(NewDateTime(2024, 1, 1, 0, 0, 0, 1e6)),
		"offset":        second(NewTimeZone(86400)),
		"named offset":  second(NewNamedTimeZone(-86400, "x")),
		"field twice":   second(NewNamedTuple("P", []string{"a", "a"}, []Object{nil, nil})),
		"field missing": second(NewNamedTuple("P", nil, []Object{nil})),
	} {
		if err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	for name, err := range map[string]error{
		"29 February": second(NewDate(2000, 2, 29)), "last moment": second(NewDateTime(9999, 12, 31, 23, 59, 59, 999999)),
		"offset": second(NewTimeZone(-86399)), "empty name": second(NewNamedTimeZone(0, "")),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
