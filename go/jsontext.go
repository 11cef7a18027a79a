// The texts of the JSON view: strings, numbers, and the ISO 8601 forms of dates and durations.

package monty

import (
	"encoding/base64"
	"strconv"
	"unicode/utf8"
)

// needsEscape marks the bytes that JSON does not allow in a string.
var needsEscape = func() (marks [256]bool) {
	for c := range ' ' {
		marks[c] = true
	}
	marks['"'], marks['\\'] = true, true
	return marks
}()

const hexDigits = "0123456789abcdef"

// appendJSONString appends s in quotes with the escapes that JSON requires and no others: \" \\ \b \f \n \r \t, and
// \u00xx for the rest of the control characters below space. s must be valid UTF-8.
func appendJSONString[T string | []byte](out []byte, s T) []byte {
	out = append(out, '"')
	done := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !needsEscape[c] {
			continue
		}
		out = append(out, s[done:i]...)
		done = i + 1
		switch c {
		case '"', '\\':
			out = append(out, '\\', c)
		case '\b':
			out = append(out, `\b`...)
		case '\f':
			out = append(out, `\f`...)
		case '\n':
			out = append(out, `\n`...)
		case '\r':
			out = append(out, `\r`...)
		case '\t':
			out = append(out, `\t`...)
		default:
			out = append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	out = append(out, s[done:]...)
	return append(out, '"')
}

func appendJSONBool(out []byte, b bool) []byte {
	if b {
		return append(out, "true"...)
	}
	return append(out, "false"...)
}

// appendJSONInt appends the digits of an Int or a *BigInt.
func appendJSONInt(out []byte, o Object) []byte {
	switch o := o.(type) {
	case Int:
		return strconv.AppendInt(out, int64(o), 10)
	case *BigInt:
		return o.n.Append(out, 10)
	}
	return out
}

// appendFloat appends a finite float as Python's repr has it: the shortest digits that give the float back, with an
// exponent of at least two digits below 1e-4 and from 1e16 on, and ".0" where it would else look like an int.
func appendFloat(out []byte, x float64) []byte {
	start := len(out)
	abs := x
	if abs < 0 {
		abs = -abs
	}
	if abs != 0 && (abs < 1e-4 || abs >= 1e16) {
		return strconv.AppendFloat(out, x, 'e', -1, 64)
	}
	out = strconv.AppendFloat(out, x, 'f', -1, 64)
	for _, c := range out[start:] {
		if c == '.' {
			return out
		}
	}
	return append(out, '.', '0')
}

// appendText appends the text of a value whose JSON view is a string, without quotes and escapes. The value must have
// passed checkText.
func appendText(out []byte, o Object) []byte {
	switch o := o.(type) {
	case Str:
		return append(out, o...)
	case Bytes:
		return base64.StdEncoding.AppendEncode(out, []byte(o))
	case Date:
		return appendDate(out, o.Year, int(o.Month), o.Day)
	case Time:
		return appendTime(out, o)
	case DateTime:
		return appendDateTime(out, o)
	case TimeDelta:
		return appendDuration(out, o)
	case TimeZone:
		if o.Named {
			return append(out, o.Name...)
		}
		out = append(out, "UTC"...)
		if o.Offset != 0 {
			out = appendOffset(out, o.Offset)
		}
		return out
	case Decimal:
		return append(out, o.Text()...)
	case Path:
		return append(out, o...)
	case Repr:
		return append(out, o...)
	case Cycle:
		return append(out, o...)
	case Exception:
		out = append(out, o.Type...)
		if o.Message != "" {
			out = append(append(out, ": "...), o.Message...)
		}
		return out
	}
	return append(out, o.String()...) // for the rest str(x) is repr(x)
}

// checkText tells why a value that would be a string has no JSON view: text that is not UTF-8, or a date, time or
// duration out of range that Go code put together.
func checkText(o Object) error {
	var err error
	valid := true
	switch o := o.(type) {
	case Bytes, Decimal:
	case Str:
		valid = utf8.ValidString(string(o))
	case Date:
		err = o.check()
	case Time:
		err = o.check()
	case DateTime:
		err = o.check()
	case TimeDelta:
		err = o.check()
	case TimeZone:
		err, valid = o.check(), utf8.ValidString(o.Name)
	case Path:
		valid = utf8.ValidString(string(o))
	case Repr:
		valid = utf8.ValidString(string(o))
	case Cycle:
		valid = utf8.ValidString(string(o))
	case Exception:
		valid = utf8.ValidString(o.Type) && utf8.ValidString(o.Message)
	default:
		valid = utf8.ValidString(o.String())
	}
	if err != nil {
		return locate("%s", err)
	}
	if !valid {
		return locate("a %s with text that is not valid UTF-8", o.TypeName())
	}
	return nil
}

// appendPadded appends n >= 0 with leading zeros up to width digits.
func appendPadded(out []byte, n, width int) []byte {
	for limit := 10; width > 1; width-- {
		if n < limit {
			out = append(out, "000000"[:width-1]...)
			break
		}
		limit *= 10
	}
	return strconv.AppendInt(out, int64(n), 10)
}

// appendDate appends YYYY-MM-DD.
func appendDate(out []byte, year, month, day int) []byte {
	out = append(appendPadded(out, year, 4), '-')
	out = append(appendPadded(out, month, 2), '-')
	return appendPadded(out, day, 2)
}

// appendClock appends HH:MM:SS, and .ffffff when there are microseconds.
func appendClock(out []byte, hour, minute, second, microsecond int) []byte {
	out = append(appendPadded(out, hour, 2), ':')
	out = append(appendPadded(out, minute, 2), ':')
	out = appendPadded(out, second, 2)
	if microsecond != 0 {
		out = appendPadded(append(out, '.'), microsecond, 6)
	}
	return out
}

// appendOffset appends +HH:MM, and :SS when there are seconds, as Python's isoformat does.
func appendOffset(out []byte, seconds int) []byte {
	sign := byte('+')
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	out = append(appendPadded(append(out, sign), seconds/3600, 2), ':')
	out = appendPadded(out, seconds/60%60, 2)
	if seconds%60 != 0 {
		out = appendPadded(append(out, ':'), seconds%60, 2)
	}
	return out
}

// appendZone appends the offset of an aware date or time, Z for zero. The name of the timezone is lost.
func appendZone(out []byte, aware bool, zone TimeZone) []byte {
	switch {
	case !aware:
		return out
	case zone.Offset == 0:
		return append(out, 'Z')
	}
	return appendOffset(out, zone.Offset)
}

func appendTime(out []byte, t Time) []byte {
	return appendZone(appendClock(out, t.Hour, t.Minute, t.Second, t.Microsecond), t.Aware, t.Zone)
}

func appendDateTime(out []byte, d DateTime) []byte {
	out = append(appendDate(out, d.Year, int(d.Month), d.Day), 'T')
	out = appendClock(out, d.Hour, d.Minute, d.Second, d.Microsecond)
	return appendZone(out, d.Aware, d.Zone)
}

// appendDuration appends an ISO 8601 duration as pydantic writes it: a minus sign before the P when the whole is
// negative, 365 days as a year (P1Y35DT2H3.5S), only parts that are not zero, and PT0S for zero.
func appendDuration(out []byte, d TimeDelta) []byte {
	days, seconds, micros := d.Days, d.Seconds, d.Microseconds
	if days < 0 {
		out = append(out, '-')
		// The normal form has the sign in days alone. Carry it over, so that each part can be written without one.
		days = -days
		if micros > 0 {
			micros = 1e6 - micros
			seconds++
		}
		if seconds > 0 {
			seconds = 86400 - seconds
			days--
		}
	}
	out = append(out, 'P')
	part := func(n int, unit byte) {
		if n != 0 {
			out = append(strconv.AppendInt(out, int64(n), 10), unit)
		}
	}
	part(days/365, 'Y')
	part(days%365, 'D')
	if seconds == 0 && micros == 0 {
		if days == 0 {
			out = append(out, "T0S"...)
		}
		return out
	}
	out = append(out, 'T')
	part(seconds/3600, 'H')
	part(seconds/60%60, 'M')
	if micros == 0 {
		part(seconds%60, 'S')
		return out
	}
	out = append(strconv.AppendInt(out, int64(seconds%60), 10), '.')
	out = appendPadded(out, micros, 6)
	for out[len(out)-1] == '0' {
		out = out[:len(out)-1]
	}
	return append(out, 'S')
}
