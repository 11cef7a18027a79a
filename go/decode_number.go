// Decimals, dates and times: the content of their tags.

package monty

import (
	"math"
	"math/big"
	"time"
)

// anyInt reads an int of any form whose magnitude has at most so many bytes.
func (d *decoder) anyInt(limit int) (*big.Int, bool) {
	h, ok := d.head()
	switch {
	case !ok:
		return nil, false
	case h.major == majorUint:
		return new(big.Int).SetUint64(h.argument), true
	case h.major == majorNegInt:
		n := new(big.Int).SetUint64(h.argument)
		return n.Not(n), true
	case h.major == majorTag && h.argument == tagBigPositive:
		return d.magnitude(false, limit)
	case h.major == majorTag && h.argument == tagBigNegative:
		return d.magnitude(true, limit)
	}
	d.fail(DecodeWrongContent, h.at, "expected an int")
	return nil, false
}

// decimal reads the parts of a Decimal under tag 4, or tag 268 if extended.
func (d *decoder) decimal(extended bool) Object {
	if small, ok := d.smallDecimal(extended); ok {
		o, to := d.box.decimal(d.owed + 1)
		to.coefficient, to.exponent = small.coefficient, small.exponent
		return o
	}
	count := uint64(2)
	if extended {
		count = 3
	}
	f, ok := d.fixed(count)
	if !ok {
		return nil
	}
	exponent, ok := d.anyInt(decimalMaxBytes)
	if !ok {
		return nil
	}
	mantissaAt := d.pos
	mantissa, ok := d.anyInt(decimalMaxBytes)
	if !ok {
		return nil
	}
	option := head{at: d.pos}
	if extended {
		if option, ok = d.expect(majorUint, "an unsigned int"); !ok {
			return nil
		}
	}
	if !d.close(f) {
		return nil
	}
	if extended && mantissa.Sign() < 0 {
		return d.fail(DecodeWrongContent, mantissaAt, "expected a mantissa that is not negative")
	}
	p := decimalParts{negative: mantissa.Sign() < 0 || option.argument&1 != 0}
	p.digits = mantissa.Abs(mantissa).String()
	if !exponent.IsInt64() || len(p.digits) > decimalMaxDigits {
		return d.fail(DecodeOutOfRange, f.at, "")
	}
	p.exponent = exponent.Int64()
	switch option.argument &^ 1 {
	case decimalOptFinite:
		if p.check() != nil {
			return d.fail(DecodeOutOfRange, f.at, "")
		}
		return p.decimal()
	case decimalOptInfinity:
		p.form = DecimalInfinity
	case decimalOptNaN:
		p.form = DecimalNaN
	case decimalOptSignalingNaN:
		p.form = DecimalSignalingNaN
	default:
		return d.fail(DecodeOutOfRange, option.at, "unknown option")
	}
	if p.exponent != 0 || p.form == DecimalInfinity && p.digits != "0" {
		return d.fail(DecodeOutOfRange, f.at, "")
	}
	if p.digits == "0" {
		p.digits = ""
	}
	return p.decimal()
}

// smallDecimal reads the parts of a Decimal with few digits, as most have. If they are anything else, it reads nothing.
func (d *decoder) smallDecimal(extended bool) (small Decimal, ok bool) {
	start := d.pos
	if extended || start >= len(d.in) || d.in[start] != majorArray|2 {
		return Decimal{}, false
	}
	d.pos++
	exponent, ok := d.smallPart()
	if ok {
		var coefficient int64
		if coefficient, ok = d.smallPart(); ok {
			small, ok = smallDecimal(coefficient, exponent)
		}
	}
	if !ok {
		d.pos = start
	}
	return small, ok
}

// smallPart reads an int of 64 bits without a tag, if there is one that is not among the last bytes of the input.
func (d *decoder) smallPart() (int64, bool) {
	p := d.in[d.pos:]
	if len(p) < 9 && (len(p) == 0 || p[0]&31 >= 24) || p[0] >= majorBytes || p[0]&31 > 27 {
		return 0, false
	}
	n, _ := d.argument() // it is there
	return int64(n) ^ -int64(p[0]>>5), n <= math.MaxInt64
}

// datetime reads a value of Python's datetime module.
func (d *decoder) datetime(tag uint64) Object {
	switch tag {
	case tagDate:
		c, ok := d.clock(formDate)
		if !ok {
			return nil
		}
		return c.date
	case tagDateTime:
		c, ok := d.clock(formDate | formTime | formOffset)
		if !ok {
			return nil
		}
		return d.dateTime(&c, true, TimeZone{Offset: c.offset})
	case tagDateTimeOther:
		if isArray, ok := d.arrayNext(); !ok {
			return nil
		} else if !isArray {
			c, ok := d.clock(formDate | formTime)
			if !ok {
				return nil
			}
			return d.dateTime(&c, false, TimeZone{})
		}
		f, ok := d.fixed(3)
		if !ok {
			return nil
		}
		c, ok := d.clock(formDate | formTime)
		if !ok {
			return nil
		}
		z := TimeZone{}
		if z.Offset, ok = d.zoneOffset(); !ok {
			return nil
		}
		if z.Name, z.Named, ok = d.optionalText(); !ok || !d.close(f) {
			return nil
		}
		return d.dateTime(&c, true, z)
	case tagTime:
		return d.timeItem()
	case tagTimeZone:
		return d.timeZone()
	}
	return d.duration()
}

// arrayNext says whether the next item is an array.
func (d *decoder) arrayNext() (isArray, ok bool) {
	b, ok := d.peek()
	return b&0xe0 == majorArray, ok
}

func (d *decoder) zoneOffset() (int, bool) {
	at := d.pos
	n, ok := d.integer()
	if ok && (n < -86399 || n > 86399) {
		d.fail(DecodeOutOfRange, at, "timezone offset of a day or more")
		return 0, false
	}
	return int(n), ok
}

func (d *decoder) timeItem() Object {
	isArray, ok := d.arrayNext()
	if !ok {
		return nil
	}
	var f head
	if isArray {
		if f, ok = d.fixed(4); !ok {
			return nil
		}
	}
	c, ok := d.clock(formTime)
	if !ok {
		return nil
	}
	t := Time{Hour: c.hour, Minute: c.minute, Second: c.second, Microsecond: c.microsecond}
	if !isArray {
		return t
	}
	naive, ok := d.isNull()
	if !ok {
		return nil
	}
	if t.Aware = !naive; t.Aware {
		if t.Zone.Offset, ok = d.zoneOffset(); !ok {
			return nil
		}
	}
	nameAt := d.pos
	if t.Zone.Name, t.Zone.Named, ok = d.optionalText(); !ok {
		return nil
	}
	if t.Zone.Named && !t.Aware {
		return d.fail(DecodeWrongContent, nameAt, "a timezone name without an offset")
	}
	fold, ok := d.expect(majorUint, "an unsigned int")
	if !ok {
		return nil
	}
	if fold.argument > 1 {
		return d.fail(DecodeOutOfRange, fold.at, "fold is 0 or 1")
	}
	t.Fold = int(fold.argument)
	if !d.close(f) {
		return nil
	}
	return t
}

func (d *decoder) timeZone() Object {
	isArray, ok := d.arrayNext()
	if !ok {
		return nil
	}
	z := TimeZone{}
	if !isArray {
		if z.Offset, ok = d.zoneOffset(); !ok {
			return nil
		}
		return z
	}
	f, ok := d.fixed(2)
	if !ok {
		return nil
	}
	if z.Offset, ok = d.zoneOffset(); !ok {
		return nil
	}
	z.Named = true
	if z.Name, ok = d.textItem(); !ok || !d.close(f) {
		return nil
	}
	return z
}

// duration reads {1: seconds, ? -6: microseconds}, in either order.
func (d *decoder) duration() Object {
	h, ok := d.expect(majorMap, "a map")
	if !ok {
		return nil
	}
	var seconds, micros int64
	var hasSeconds, hasMicros bool
	for left := h.argument; h.indefinite || left > 0; left-- {
		if h.indefinite {
			ended, ok := d.ended()
			if !ok {
				return nil
			}
			if ended {
				break
			}
		}
		key, ok := d.integer()
		if !ok {
			return nil
		}
		repeated := false
		switch key {
		case 1:
			repeated, hasSeconds = hasSeconds, true
			if seconds, ok = d.integer(); !ok {
				return nil
			}
		case -6:
			repeated, hasMicros = hasMicros, true
			n, ok := d.expect(majorUint, "an unsigned int")
			if !ok {
				return nil
			}
			micros = int64(min(n.argument, 1e6))
		}
		if repeated || key != 1 && key != -6 {
			return d.fail(DecodeWrongContent, h.at, "keys of a duration are 1 and -6, each once")
		}
	}
	if !hasSeconds {
		return d.fail(DecodeWrongContent, h.at, "a duration without seconds")
	}
	days, rest := floorDiv(int(seconds), 86400)
	t := TimeDelta{days, rest, int(micros)}
	if t.check() != nil {
		return d.fail(DecodeOutOfRange, h.at, "")
	}
	return t
}

// clockParts is what a text of a date, time or both says.
type clockParts struct {
	date                              Date
	hour, minute, second, microsecond int
	offset                            int // seconds
}

func (d *decoder) dateTime(c *clockParts, aware bool, zone TimeZone) Object {
	o, t := d.box.dateTime(d.owed + 1)
	t.Year, t.Month, t.Day = c.date.Year, c.date.Month, c.date.Day
	t.Hour, t.Minute, t.Second, t.Microsecond = c.hour, c.minute, c.second, c.microsecond
	if t.Aware, t.Zone.Offset = aware, zone.Offset; zone.Named {
		t.Zone = zone
	}
	return o
}

// The parts of a text that clock reads, to be combined.
const (
	formDate   = 1 << iota // YYYY-MM-DD
	formTime               // HH:MM:SS and perhaps .ffffff, after a T if there is a date
	formOffset             // Z, or an offset as +HH:MM
)

// clock reads a text of these parts.
func (d *decoder) clock(form int) (c clockParts, ok bool) {
	h, ok := d.expect(majorText, "a text string")
	if !ok {
		return c, false
	}
	p, ok := d.content(h)
	if !ok {
		return c, false
	}
	s := scanner{p, true}
	if form&formDate != 0 {
		c.date = s.date()
	}
	if form&formDate != 0 && form&formTime != 0 {
		s.take(1, 'T')
	}
	if form&formTime != 0 {
		s.time(&c)
	}
	if form&formOffset != 0 {
		c.offset = s.offset()
	}
	if !s.ok || len(s.rest) > 0 {
		d.fail(DecodeOutOfRange, h.at, "")
		return c, false
	}
	return c, true
}

// scanner takes parts of fixed width off the front of a text.
type scanner struct {
	rest []byte
	ok   bool
}

// noBytes stands for what is not there, and is no number.
var noBytes [16]byte

// take returns the next n bytes, the first of which must be that one if it is not 0.
func (s *scanner) take(n int, first byte) []byte {
	if len(s.rest) < n || first != 0 && s.rest[0] != first {
		s.ok = false
		return noBytes[:n]
	}
	p := s.rest[:n]
	s.rest = s.rest[n:]
	return p
}

func (s *scanner) date() Date {
	p := s.take(dateWidth, 0)
	d := Date{100*two(p) + two(p[2:]), time.Month(two(p[5:])), two(p[8:])}
	s.ok = s.ok && p[4] == '-' && p[7] == '-' && d.check() == nil
	return d
}

func (s *scanner) time(c *clockParts) {
	p := s.take(clockWidth(0), 0)
	c.hour, c.minute, c.second = two(p), two(p[3:]), two(p[6:])
	s.ok = s.ok && p[2] == ':' && p[5] == ':'
	if len(s.rest) > 0 && s.rest[0] == '.' {
		p = s.take(7, '.')
		c.microsecond = 10_000*two(p[1:]) + 100*two(p[3:]) + two(p[5:])
	}
	s.ok = s.ok && checkClock(c.hour, c.minute, c.second, c.microsecond) == nil
}

// two is the number of two digits. If they are none, it is one that is too large for everything, also together with others.
func two(p []byte) int {
	a, b := p[0]-'0', p[1]-'0'
	if a > 9 || b > 9 {
		return 1 << 24
	}
	return 10*int(a) + int(b)
}

// offset reads Z, +HH:MM or -HH:MM. RFC 3339 gives -00:00 the meaning of an unknown offset, which Python does not have.
func (s *scanner) offset() int {
	if len(s.rest) > 0 && s.rest[0] == 'Z' {
		s.rest = s.rest[1:]
		return 0
	}
	p := s.take(offsetWidth, 0)
	hours, minutes := two(p[1:]), two(p[4:])
	seconds := hours*3600 + minutes*60
	switch {
	case hours > 23 || minutes > 59 || p[3] != ':':
	case p[0] == '+':
		return seconds
	case p[0] == '-' && seconds > 0:
		return -seconds
	}
	s.ok = false
	return 0
}
