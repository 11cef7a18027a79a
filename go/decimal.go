// Decimal: Python's decimal.Decimal, read and taken apart exactly.

package monty

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode"
)

// Decimal is a decimal.Decimal. The zero value is Decimal("0"). Two Decimals are == in Go when Python prints them alike
// (1.2 and 1.20 are not); Equal compares them as numbers.
type Decimal struct {
	// One form for each value, so that == works: a small one is coefficient times ten to the power of exponent and has no
	// text; any other is its canonical text alone.
	coefficient int64
	exponent    int32
	text        string
}

// Small Decimals are finite ones, other than -0, with at most so many digits and exponents between these bounds. Their texts
// are shorter than shareMin.
const (
	decimalSmallDigits   = 18
	decimalSmallExponent = 9999
)

// DecimalForm is what a Decimal is: a number, an infinity or a NaN.
type DecimalForm uint8

// The forms of a Decimal.
const (
	DecimalFinite DecimalForm = iota
	DecimalInfinity
	DecimalNaN
	DecimalSignalingNaN
)

// DecimalParts is a Decimal taken apart, like as_tuple() in Python. A finite one is Coefficient times ten to the power
// of Exponent, negated if Negative.
type DecimalParts struct {
	Form     DecimalForm
	Negative bool
	// Coefficient is never negative. Of a NaN it is the payload, of an infinity it is 0.
	Coefficient *big.Int
	// Exponent is 0 unless the form is DecimalFinite.
	Exponent int64
}

// Limits of the interpreter, which are those of CPython's decimal on 64 bits, but for the number of digits.
const (
	decimalMaxDigits   = 4300
	decimalMinExponent = -1999999999999999997
	decimalMaxAdjusted = 999999999999999999
	// decimalMaxBytes bounds the binary size of a coefficient of decimalMaxDigits digits, so that larger ones are
	// refused before they are converted.
	decimalMaxBytes = 1786
)

// decimalParts is DecimalParts with the coefficient as digits: no leading zeros, "0" for zero, "" for no NaN payload.
type decimalParts struct {
	form     DecimalForm
	negative bool
	digits   string
	exponent int64
}

// NewDecimal reads what Decimal(text) reads in Python: digits of any script, underscores, white space around, an
// exponent, Infinity, NaN and sNaN in any case, with a payload. The error says why a text is refused: its syntax, an
// exponent out of range, or more than 4300 digits, which is the interpreter's limit.
func NewDecimal(text string) (Decimal, error) {
	p, err := parseDecimal(text)
	if err != nil {
		return Decimal{}, fmt.Errorf("monty: Decimal(%q): %w", cut(text, 40), err)
	}
	return p.decimal(), nil
}

// Text is str(d) in Python: digits with a point or an exponent, "Infinity", "NaN" and their like. It keeps sign,
// trailing zeros and payload.
func (d Decimal) Text() string {
	if d.text == "" {
		return d.parts().text()
	}
	return d.text
}

// Parts takes the value apart, exactly.
func (d Decimal) Parts() DecimalParts {
	if d.text == "" {
		c := big.NewInt(d.coefficient)
		return DecimalParts{DecimalFinite, d.coefficient < 0, c.Abs(c), int64(d.exponent)}
	}
	p := d.parts()
	c := new(big.Int)
	if p.digits != "" {
		c.SetString(p.digits, 10)
	}
	return DecimalParts{p.form, p.negative, c, p.exponent}
}

// Decimal puts the parts together. It returns an error if Python could not hold the value; see NewDecimal.
func (p DecimalParts) Decimal() (Decimal, error) {
	q := decimalParts{form: p.Form, negative: p.Negative, digits: "0", exponent: p.Exponent}
	if p.Coefficient != nil {
		if p.Coefficient.Sign() < 0 {
			return Decimal{}, errors.New("monty: a Decimal's coefficient cannot be negative")
		}
		if p.Coefficient.BitLen() > 8*decimalMaxBytes {
			return Decimal{}, fmt.Errorf("monty: %w", errDecimalDigits)
		}
		q.digits = p.Coefficient.String()
	}
	if p.Form > DecimalSignalingNaN || p.Form == DecimalInfinity && q.digits != "0" {
		return Decimal{}, errors.New("monty: not the parts of a Decimal")
	}
	if p.Form != DecimalFinite {
		q.exponent = 0
		if q.digits == "0" {
			q.digits = ""
		}
	}
	if err := q.check(); err != nil {
		return Decimal{}, fmt.Errorf("monty: %w", err)
	}
	return q.decimal(), nil
}

// Float64 is the nearest float64, as float(d) gives it in Python: infinite if the value is too large, NaN for NaNs.
func (d Decimal) Float64() float64 {
	text := d.Text()
	if p := d.parts(); p.form == DecimalNaN || p.form == DecimalSignalingNaN {
		text = "NaN"
	}
	f, _ := strconv.ParseFloat(text, 64) // the text is well formed; out of range gives an infinity or zero
	return f
}

var (
	errDecimalSyntax = errors.New("not a decimal number")
	errDecimalDigits = errors.New("more than 4300 digits")
	errDecimalRange  = errors.New("exponent out of range")
)

// parts is Parts with the coefficient as digits.
func (d Decimal) parts() decimalParts {
	if d.text == "" {
		return decimalParts{
			negative: d.coefficient < 0, digits: strconv.FormatUint(magnitude(d.coefficient), 10), exponent: int64(d.exponent),
		}
	}
	p, _ := parseDecimal(d.text) // every Decimal was checked when it was made
	return p
}

// decimal puts parts together that were checked.
func (p decimalParts) decimal() Decimal {
	if p.form == DecimalFinite && len(p.digits) <= decimalSmallDigits && smallExponent(p.exponent) && !(p.negative && p.digits == "0") {
		n, _ := strconv.ParseInt(p.digits, 10, 64) // digits that fit
		if p.negative {
			n = -n
		}
		return Decimal{coefficient: n, exponent: int32(p.exponent)}
	}
	return Decimal{text: p.text()}
}

func smallExponent(n int64) bool { return -decimalSmallExponent <= n && n <= decimalSmallExponent }

// smallDecimal returns the Decimal of a coefficient and an exponent if it is a small one.
func smallDecimal(coefficient, exponent int64) (d Decimal, ok bool) {
	const limit = 1e18 // which has one digit too many
	if coefficient <= -limit || coefficient >= limit || !smallExponent(exponent) {
		return Decimal{}, false
	}
	return Decimal{coefficient: coefficient, exponent: int32(exponent)}, true
}

func parseDecimal(text string) (decimalParts, error) {
	text = plainDigits(text)
	p := decimalParts{}
	if text != "" && (text[0] == '+' || text[0] == '-') {
		p.negative = text[0] == '-'
		text = text[1:]
	}
	lower := text
	if len(text) > 0 && text[0] >= 'A' {
		lower = strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' { // and no others: the dotted capital I is no letter of "inf"
				return r + 'a' - 'A'
			}
			return r
		}, text)
	}
	switch {
	case lower == "inf" || lower == "infinity":
		p.form = DecimalInfinity
		return p, nil
	case strings.HasPrefix(lower, "nan"):
		p.form, p.digits = DecimalNaN, lower[3:]
	case strings.HasPrefix(lower, "snan"):
		p.form, p.digits = DecimalSignalingNaN, lower[4:]
	default:
		return p.parseFinite(text)
	}
	if !allDigits(p.digits) {
		return p, errDecimalSyntax
	}
	p.digits = strings.TrimLeft(p.digits, "0")
	return p, p.check()
}

// parseFinite reads digits with at most one point, then an optional exponent.
func (p decimalParts) parseFinite(text string) (decimalParts, error) {
	mantissa, exponent := text, ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent = text[:i], text[i+1:]
		sign := ""
		if exponent != "" && (exponent[0] == '+' || exponent[0] == '-') {
			sign, exponent = exponent[:1], exponent[1:]
		}
		if exponent == "" || !allDigits(exponent) {
			return p, errDecimalSyntax
		}
		n, err := strconv.ParseInt(sign+exponent, 10, 64)
		if err != nil || n < -4e18 || n > 4e18 {
			return p, errDecimalRange
		}
		p.exponent = n
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	p.digits = whole + fraction
	if p.digits == "" || !allDigits(p.digits) {
		return p, errDecimalSyntax
	}
	p.exponent -= int64(len(fraction))
	if p.digits = strings.TrimLeft(p.digits, "0"); p.digits == "" {
		p.digits = "0"
	}
	return p, p.check()
}

// plainDigits does what Python does first: it strips white space, drops underscores and turns digits of any script
// into ASCII ones. Text that needs none of it comes back as it is.
func plainDigits(text string) string {
	plain := true
	for i := 0; i < len(text) && plain; i++ {
		c := text[i]
		plain = c > ' ' && c < 0x7f && c != '_'
	}
	if plain {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r == '_' {
			return -1
		}
		if r > 0x7f && unicode.IsDigit(r) {
			return '0' + digitValue(r)
		}
		return r
	}, strings.TrimFunc(text, isPythonSpace))
}

// digitValue is the value of a decimal digit of any script. Unicode keeps each ten in one run that starts at a zero,
// and each range of the table holds whole runs.
func digitValue(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}

// isPythonSpace is str.isspace: Unicode's white space and the four ASCII separators.
func isPythonSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

func allDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// check refuses what Python or the interpreter could not hold.
func (p decimalParts) check() error {
	if len(p.digits) > decimalMaxDigits {
		return errDecimalDigits
	}
	if p.form == DecimalFinite &&
		(p.exponent < decimalMinExponent || p.exponent > decimalMaxAdjusted || p.exponent+int64(len(p.digits))-1 > decimalMaxAdjusted) {
		return errDecimalRange
	}
	return nil
}

// text is the canonical text, by to-scientific-string of the General Decimal Arithmetic Specification.
func (p decimalParts) text() string {
	sign := ""
	if p.negative {
		sign = "-"
	}
	switch p.form {
	case DecimalInfinity:
		return sign + "Infinity"
	case DecimalNaN:
		return sign + "NaN" + p.digits
	case DecimalSignalingNaN:
		return sign + "sNaN" + p.digits
	}
	n := int64(len(p.digits))
	adjusted := p.exponent + n - 1
	if p.exponent > 0 || adjusted < -6 {
		text := sign + p.digits[:1]
		if n > 1 {
			text += "." + p.digits[1:]
		}
		if adjusted < 0 {
			return text + "E" + strconv.FormatInt(adjusted, 10)
		}
		return text + "E+" + strconv.FormatInt(adjusted, 10)
	}
	point := n + p.exponent
	switch {
	case p.exponent == 0:
		return sign + p.digits
	case point > 0:
		return sign + p.digits[:point] + "." + p.digits[point:]
	}
	return sign + "0." + strings.Repeat("0", int(-point)) + p.digits
}

// cut shortens text for a message.
func cut(text string, max int) string {
	if len(text) <= max {
		return text
	}
	return text[:max] + "..."
}
