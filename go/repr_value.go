// Python's repr of the values that hold no others.

package monty

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// appendRepr appends the repr of a value that is not a container.
func appendRepr(b []byte, o Object) []byte {
	switch v := o.(type) {
	case nil, None:
		return append(b, "None"...)
	case Bool:
		if v {
			return append(b, "True"...)
		}
		return append(b, "False"...)
	case Int:
		return strconv.AppendInt(b, int64(v), 10)
	case *BigInt:
		return appendBigInt(b, &v.n)
	case Float:
		return appendFloatRepr(b, float64(v))
	case Complex:
		return appendComplex(b, real(complex128(v)), imag(complex128(v)))
	case Str:
		return appendStrRepr(b, string(v))
	case Bytes:
		return appendBytesRepr(b, string(v))
	case Ellipsis:
		return append(b, "Ellipsis"...)
	case NotImplemented:
		return append(b, "NotImplemented"...)
	case Date:
		return appendCall(b, "datetime.date(", v.Year, int(v.Month), v.Day)
	case Time:
		return appendTimeRepr(b, v)
	case DateTime:
		b = appendCall(b, "datetime.datetime(", v.Year, int(v.Month), v.Day, v.Hour, v.Minute)
		b = appendSeconds(b[:len(b)-1], v.Second, v.Microsecond)
		return append(appendTZInfo(b, v.Aware, v.Zone), ')')
	case TimeDelta:
		return appendTimeDelta(b, v)
	case TimeZone:
		return appendTimeZone(b, v)
	case Decimal:
		return append(append(append(b, "Decimal('"...), v.Text()...), "')"...)
	case Path:
		return append(appendStrRepr(append(b, "PosixPath("...), string(v)), ')')
	case Exception:
		b = append(append(b, lastPart(v.Type)...), '(')
		if v.HasMessage {
			b = appendStrRepr(b, v.Message)
		}
		return append(b, ')')
	case Type:
		return append(append(append(b, "<class '"...), v...), "'>"...)
	case *Class:
		return append(append(append(b, "<class '"...), v.Name...), "'>"...)
	case BuiltinFunction:
		return append(append(append(b, "<built-in function "...), v...), '>')
	case Function:
		return append(append(append(b, "<function '"...), v.Name...), "' external>"...)
	case *Module:
		return append(appendStrRepr(append(b, "<module "...), v.Name), '>')
	case File:
		b = append(append(b, "<_io."...), fileTypeName(v.Mode)...)
		b = appendStrRepr(append(b, " name="...), v.Path)
		return append(appendStrRepr(append(b, " mode="...), v.Mode), '>')
	case Repr:
		return append(b, v...)
	case Cycle:
		return append(b, v...)
	}
	return append(b, "<not a value>"...)
}

// appendBigInt appends the digits of an int. Python refuses to print ints of more than 4300 digits, because it takes
// time quadratic in their number; here they are printed in hexadecimal.
func appendBigInt(b []byte, n *big.Int) []byte {
	if n.BitLen() <= 8*decimalMaxBytes {
		return n.Append(b, 10)
	}
	if n.Sign() < 0 {
		b = append(b, '-')
	}
	return new(big.Int).Abs(n).Append(append(b, "0x"...), 16)
}

// appendFloatRepr appends any float; appendFloat is for finite ones.
func appendFloatRepr(b []byte, f float64) []byte {
	switch {
	case math.IsNaN(f):
		return append(b, "nan"...)
	case math.IsInf(f, 1):
		return append(b, "inf"...)
	case math.IsInf(f, -1):
		return append(b, "-inf"...)
	}
	return appendFloat(b, f)
}

// appendComplex leaves out a real part of +0.0 with the parentheses, and the ".0" of both parts.
func appendComplex(b []byte, re, im float64) []byte {
	if re == 0 && !math.Signbit(re) {
		return append(appendPart(b, im), 'j')
	}
	b = appendPart(append(b, '('), re)
	if math.IsNaN(im) || !math.Signbit(im) {
		b = append(b, '+')
	}
	return append(appendPart(b, im), "j)"...)
}

func appendPart(b []byte, f float64) []byte {
	b = appendFloatRepr(b, f)
	if n := len(b); n > 2 && b[n-2] == '.' && b[n-1] == '0' {
		return b[:n-2]
	}
	return b
}

// appendStrRepr quotes a str: in double quotes if it has single ones and no double ones. What str.isprintable does not
// take is escaped; which characters that are depends on the version of Unicode, here that of Go's tables. Bytes that
// are not UTF-8 look like the surrogates by which Python stands for them.
func appendStrRepr(b []byte, s string) []byte {
	quote := byte('\'')
	if strings.IndexByte(s, '\'') >= 0 && strings.IndexByte(s, '"') < 0 {
		quote = '"'
	}
	b = append(b, quote)
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			b = appendEscaped(b, c, quote)
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b = appendHex(append(b, `\u`...), 0xdc00+rune(c), 4)
		case unicode.IsPrint(r):
			b = append(b, s[i:i+n]...)
		case r <= 0xff:
			b = appendHex(append(b, `\x`...), r, 2)
		case r <= 0xffff:
			b = appendHex(append(b, `\u`...), r, 4)
		default:
			b = appendHex(append(b, `\U`...), r, 8)
		}
		i += n
	}
	return append(b, quote)
}

func appendBytesRepr(b []byte, s string) []byte {
	quote := byte('\'')
	if strings.IndexByte(s, '\'') >= 0 && strings.IndexByte(s, '"') < 0 {
		quote = '"'
	}
	b = append(b, 'b', quote)
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			b = appendHex(append(b, `\x`...), rune(s[i]), 2)
		} else {
			b = appendEscaped(b, s[i], quote)
		}
	}
	return append(b, quote)
}

// appendEscaped appends an ASCII character, escaped if need be.
func appendEscaped(b []byte, c, quote byte) []byte {
	switch {
	case c == quote || c == '\\':
		return append(b, '\\', c)
	case c == '\n':
		return append(b, `\n`...)
	case c == '\r':
		return append(b, `\r`...)
	case c == '\t':
		return append(b, `\t`...)
	case c < ' ' || c == 0x7f:
		return appendHex(append(b, `\x`...), rune(c), 2)
	}
	return append(b, c)
}

func appendHex(b []byte, r rune, width int) []byte {
	for i := width - 1; i >= 0; i-- {
		b = append(b, hexDigits[r>>(4*i)&15])
	}
	return b
}

// appendCall appends a call with ints as arguments.
func appendCall(b []byte, begin string, args ...int) []byte {
	b = append(b, begin...)
	for i, n := range args {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return append(b, ')')
}

// appendSeconds appends the arguments that Python leaves out when they are 0.
func appendSeconds(b []byte, second, microsecond int) []byte {
	if second != 0 || microsecond != 0 {
		b = strconv.AppendInt(append(b, ", "...), int64(second), 10)
	}
	if microsecond != 0 {
		b = strconv.AppendInt(append(b, ", "...), int64(microsecond), 10)
	}
	return b
}

func appendTZInfo(b []byte, aware bool, zone TimeZone) []byte {
	if !aware {
		return b
	}
	return appendTimeZone(append(b, ", tzinfo="...), zone)
}

func appendTimeRepr(b []byte, t Time) []byte {
	b = appendCall(b, "datetime.time(", t.Hour, t.Minute)
	b = appendSeconds(b[:len(b)-1], t.Second, t.Microsecond)
	b = appendTZInfo(b, t.Aware, t.Zone)
	if t.Fold != 0 {
		b = strconv.AppendInt(append(b, ", fold="...), int64(t.Fold), 10)
	}
	return append(b, ')')
}

func appendTimeZone(b []byte, z TimeZone) []byte {
	if z == (TimeZone{}) {
		return append(b, "datetime.timezone.utc"...)
	}
	days, seconds := floorDiv(z.Offset, 86400)
	b = appendTimeDelta(append(b, "datetime.timezone("...), TimeDelta{Days: days, Seconds: seconds})
	if z.Named {
		b = appendStrRepr(append(b, ", "...), z.Name)
	}
	return append(b, ')')
}

func appendTimeDelta(b []byte, d TimeDelta) []byte {
	b = append(b, "datetime.timedelta("...)
	n := len(b)
	for _, part := range [...]struct {
		name  string
		value int
	}{{"days=", d.Days}, {"seconds=", d.Seconds}, {"microseconds=", d.Microseconds}} {
		if part.value == 0 {
			continue
		}
		if len(b) > n {
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(append(b, part.name...), int64(part.value), 10)
	}
	if len(b) == n {
		b = append(b, '0')
	}
	return append(b, ')')
}
