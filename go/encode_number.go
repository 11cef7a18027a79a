// The bytes of numbers, dates and times.

package monty

import (
	"math/big"
	"strconv"
)

// bigInt writes an int of any size: without a tag where CBOR's own ints reach, as tag 2 or 3 beyond.
func (e *encoder) bigInt(n *big.Int) {
	major, tag := byte(majorUint), uint64(tagBigPositive)
	if n.Sign() < 0 {
		major, tag = majorNegInt, tagBigNegative
		n = new(big.Int).Not(n) // -1-n
	}
	if n.IsUint64() {
		e.head(major, n.Uint64())
		return
	}
	e.tag(tag)
	e.content(majorBytes, string(n.Bytes()))
}

func (e *encoder) decimal(d Decimal) {
	if d.text == "" {
		e.tag(tagDecimal)
		e.array(2)
		e.int(int64(d.exponent))
		e.int(d.coefficient)
		return
	}
	p := d.parts()
	if p.form == DecimalFinite && !(p.negative && p.digits == "0") {
		e.tag(tagDecimal)
		e.array(2)
		e.int(p.exponent)
		e.mantissa(p.digits, p.negative)
		return
	}
	option := uint64(decimalOptNegative) // -0
	switch p.form {
	case DecimalInfinity:
		option = decimalOptInfinity
	case DecimalNaN:
		option = decimalOptNaN
	case DecimalSignalingNaN:
		option = decimalOptSignalingNaN
	}
	if p.negative && p.form != DecimalFinite {
		option++
	}
	e.tag(tagDecimalExtended)
	e.array(3)
	e.int(p.exponent)
	e.mantissa(p.digits, false)
	e.uint(option)
}

// mantissa writes decimal digits as an int; none stand for 0.
func (e *encoder) mantissa(digits string, negative bool) {
	if len(digits) < 19 {
		n, _ := strconv.ParseInt("0"+digits, 10, 64) // at most 18 digits
		if negative {
			n = -n
		}
		e.int(n)
		return
	}
	n, _ := new(big.Int).SetString(digits, 10)
	if negative {
		n.Neg(n)
	}
	e.bigInt(n)
}

// datetime writes the values of Python's datetime module.
func (e *encoder) datetime(o Object) error {
	switch v := o.(type) {
	case Date:
		if err := v.check(); err != nil {
			return locate("%v", err)
		}
		e.tag(tagDate)
		putDate(e.textRoom(dateWidth), v.Year, int(v.Month), v.Day)
	case Time:
		if err := v.check(); err != nil {
			return locate("%v", err)
		}
		e.tag(tagTime)
		if v.Aware || v.Fold != 0 {
			e.array(4)
		}
		putClock(e.textRoom(clockWidth(v.Microsecond)), v.Hour, v.Minute, v.Second, v.Microsecond)
		if v.Aware {
			if err := e.zone(v.Zone); err != nil {
				return err
			}
			e.int(int64(v.Fold))
		} else if v.Fold != 0 {
			e.null()
			e.null()
			e.int(int64(v.Fold))
		}
	case DateTime:
		return e.dateTime(v)
	case TimeDelta:
		if err := v.check(); err != nil {
			return locate("%v", err)
		}
		e.tag(tagDuration)
		if v.Microseconds == 0 {
			e.mapping(1)
		} else {
			e.mapping(2)
		}
		e.int(1)
		e.int(int64(v.Days)*86400 + int64(v.Seconds))
		if v.Microseconds != 0 {
			e.int(-6)
			e.int(int64(v.Microseconds))
		}
	case TimeZone:
		if err := v.check(); err != nil {
			return locate("%v", err)
		}
		e.tag(tagTimeZone)
		if !v.Named {
			e.int(int64(v.Offset))
			return nil
		}
		e.array(2)
		return e.zone(v)
	}
	return nil
}

func (e *encoder) dateTime(v DateTime) error {
	if err := v.check(); err != nil {
		return locate("%v", err)
	}
	registered := v.Aware && !v.Zone.Named && v.Zone.Offset%60 == 0
	if registered {
		e.tag(tagDateTime)
	} else {
		e.tag(tagDateTimeOther)
		if v.Aware {
			e.array(3)
		}
	}
	width := dateWidth + 1 + clockWidth(v.Microsecond)
	zone := 0
	if registered {
		if zone = 1; v.Zone.Offset != 0 {
			zone = offsetWidth
		}
	}
	p := e.textRoom(width + zone)
	putDate(p, v.Year, int(v.Month), v.Day)
	p[dateWidth] = 'T'
	putClock(p[dateWidth+1:width], v.Hour, v.Minute, v.Second, v.Microsecond)
	if registered {
		putOffset(p[width:], v.Zone.Offset/60)
	}
	if registered || !v.Aware {
		return nil
	}
	return e.zone(v.Zone)
}

// zone writes the offset in seconds and the name or null.
func (e *encoder) zone(z TimeZone) error {
	e.int(int64(z.Offset))
	return e.checkedOrNull(z.Name, z.Named)
}

// textRoom writes the head of a text string and returns the place of its n bytes.
func (e *encoder) textRoom(n int) []byte {
	e.head(majorText, uint64(n))
	return e.room(n)
}

// The texts of dates and times have fields of fixed width.
const (
	dateWidth   = len("YYYY-MM-DD")
	offsetWidth = len("+HH:MM")
)

func clockWidth(microsecond int) int {
	if microsecond == 0 {
		return len("HH:MM:SS")
	}
	return len("HH:MM:SS.ffffff")
}

func putDate(p []byte, year, month, day int) {
	_ = p[dateWidth-1]
	putTwo(p, year/100)
	putTwo(p[2:], year%100)
	p[4] = '-'
	putTwo(p[5:], month)
	p[7] = '-'
	putTwo(p[8:], day)
}

// putClock fills all of p, whose length is the clockWidth.
func putClock(p []byte, hour, minute, second, microsecond int) {
	putTwo(p, hour)
	p[2] = ':'
	putTwo(p[3:], minute)
	p[5] = ':'
	putTwo(p[6:], second)
	if len(p) > 8 {
		p[8] = '.'
		putTwo(p[9:], microsecond/10_000)
		putTwo(p[11:], microsecond/100%100)
		putTwo(p[13:], microsecond%100)
	}
}

// putOffset fills all of p: Z for no minutes.
func putOffset(p []byte, minutes int) {
	switch {
	case minutes == 0:
		p[0] = 'Z'
		return
	case minutes < 0:
		p[0] = '-'
		minutes = -minutes
	default:
		p[0] = '+'
	}
	putTwo(p[1:], minutes/60)
	p[3] = ':'
	putTwo(p[4:], minutes%60)
}

// putTwo writes a number of two digits.
func putTwo(p []byte, n int) { p[0], p[1] = byte('0'+n/10), byte('0'+n%10) }
