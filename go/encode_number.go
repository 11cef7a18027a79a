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
	e.bytes(n.Bytes())
}

func (e *encoder) decimal(d Decimal) {
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
		e.clockText(func(b []byte) []byte { return appendDate(b, v.Year, int(v.Month), v.Day) })
	case Time:
		if err := v.check(); err != nil {
			return locate("%v", err)
		}
		e.tag(tagTime)
		if v.Aware || v.Fold != 0 {
			e.array(4)
		}
		e.clockText(func(b []byte) []byte { return appendClock(b, v.Hour, v.Minute, v.Second, v.Microsecond) })
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
	e.clockText(func(b []byte) []byte {
		b = appendDate(b, v.Year, int(v.Month), v.Day)
		b = appendClock(append(b, 'T'), v.Hour, v.Minute, v.Second, v.Microsecond)
		switch offset := v.Zone.Offset / 60; {
		case !registered:
		case offset == 0:
			b = append(b, 'Z')
		case offset < 0:
			b = append(appendTwo(append(b, '-'), -offset/60), ':')
			b = appendTwo(b, -offset%60)
		default:
			b = append(appendTwo(append(b, '+'), offset/60), ':')
			b = appendTwo(b, offset%60)
		}
		return b
	})
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

// clockText writes the text that write appends, which is shorter than 256 bytes.
func (e *encoder) clockText(write func([]byte) []byte) {
	var scratch [32]byte
	text := write(scratch[:0])
	e.head(majorText, uint64(len(text)))
	e.buf = append(e.buf, text...)
}

// appendTwo appends a number of two digits.
func appendTwo(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }
