package monty

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// Texts that Python's Decimal takes, or refuses; the result must be the same.
var decimalTexts = []string{
	"0", "-0", "+1", "1.20", "00.10", ".5", "5.", "1e5", "1E+5", "1e-7", "123e-3", "12E+0", "0e-7", "0E5", "-0.0", "1_000", "1__0", "_1", "1_",
	" 1 ", "\t1\n", "\u00a01\u2003", "\x1c1", "\u200b1", "1 0", "1e1_0", "\u0661\u0662", "\uff11.\uff15", "\U0001d7ce\U0001d7d9", "\u00b2", "\u0be7", "1\u0661",
	"inf", "+Infinity", "-iNf", "infin", "nan", "-NaN", "nan0", "NaN007", "sNaN12", "SNAN", "snan 1", "NaN_1", "NaN1.5", "NaN-1", "In_f",
	"", "+", "-", ".", "e5", "1e", "1e+", "--1", "+-1", "1.2.3", "0x10", "1,5", "1\x00", "one", "\u0130nf", "inf\u0131nity",
	"0.000001", "0.0000001", "1234567890123456789012345678901234567890.5", "1E+999999999999999999", "1E+1000000000000000000",
	"10E+999999999999999998", "10E+999999999999999999", "1E-1999999999999999997", "1E-1999999999999999998", "0E-1999999999999999998",
	"1E+99999999999999999999999", "1E-99999999999999999999999", "0E+99999999999999999999999", "1e0000000000000000000000005",
}

func TestNewDecimalIsThatOfPython(t *testing.T) {
	program := "from decimal import *\ndef f(s):\n  try: return str(Decimal(s))\n  except InvalidOperation: return 'refused'\n"
	for _, text := range decimalTexts {
		program += "print(f(" + Str(text).String() + "))\n"
	}
	lines := pythonLines(t, program)
	for i, text := range decimalTexts {
		got := "refused"
		if d, err := NewDecimal(text); err == nil {
			got = d.Text()
		}
		if got != lines[i] {
			t.Errorf("%q: %s, but CPython has %s", text, got, lines[i])
		}
	}
}

func TestDigitsOfAllScripts(t *testing.T) {
	lines := pythonLines(t, "import sys\nfor i in range(sys.maxunicode + 1):\n  if chr(i).isdecimal(): print(i, int(chr(i)))")
	for _, line := range lines {
		code, digit, _ := strings.Cut(line, " ")
		n := must[int](t)(strconv.Atoi(code))
		if !unicode.IsDigit(rune(n)) || n > 0x7f && digitValue(rune(n)) != rune(digit[0]-'0') {
			t.Errorf("U+%04X is %s in Python", n, digit)
		}
	}
}

func TestDecimalDigitLimit(t *testing.T) {
	for n, want := range map[int]bool{4300: true, 4301: false} {
		digits := strings.Repeat("9", n)
		for _, text := range []string{digits, "0." + digits, "NaN" + digits, "000" + digits, digits + "E-4300"} {
			d, err := NewDecimal(text)
			if (err == nil) != want {
				t.Errorf("%d digits in %.10s: %v", n, text, err)
			}
			if err == nil {
				data := must[[]byte](t)(Encode(d))
				if back := must[Object](t)(DecodeOptions{Strict: true}.Decode(data)); back != d {
					t.Errorf("%.20s became %.20s", d, back)
				}
			}
		}
	}
}

func TestDecimalParts(t *testing.T) {
	for _, c := range []struct {
		text string
		want DecimalParts
	}{
		{"1.20", DecimalParts{DecimalFinite, false, big.NewInt(120), -2}},
		{"-0.00", DecimalParts{DecimalFinite, true, big.NewInt(0), -2}},
		{"-1E+400", DecimalParts{DecimalFinite, true, big.NewInt(1), 400}},
		{"-Infinity", DecimalParts{DecimalInfinity, true, big.NewInt(0), 0}},
		{"NaN", DecimalParts{DecimalNaN, false, big.NewInt(0), 0}},
		{"-sNaN12", DecimalParts{DecimalSignalingNaN, true, big.NewInt(12), 0}},
	} {
		d := must[Decimal](t)(NewDecimal(c.text))
		p := d.Parts()
		if p.Form != c.want.Form || p.Negative != c.want.Negative || p.Coefficient.Cmp(c.want.Coefficient) != 0 || p.Exponent != c.want.Exponent {
			t.Errorf("%s: %+v", c.text, p)
		}
		if back := must[Decimal](t)(p.Decimal()); back != d {
			t.Errorf("%s became %s", d, back)
		}
	}
	for _, p := range []DecimalParts{
		{Coefficient: big.NewInt(-1)}, {Form: DecimalInfinity, Coefficient: big.NewInt(1)}, {Form: 4}, {Exponent: 1e18},
		{Exponent: -2e18}, {Coefficient: new(big.Int).Lsh(big.NewInt(1), 15000)}, {Coefficient: big.NewInt(10), Exponent: math.MaxInt64},
	} {
		if d, err := p.Decimal(); err == nil {
			t.Errorf("%+v is %s", p, d)
		}
	}
	if (Decimal{}).Text() != "0" || (Decimal{}).String() != "Decimal('0')" {
		t.Error("the zero value is not 0")
	}
}

func TestDecimalFloat64(t *testing.T) {
	for text, want := range map[string]float64{
		"0.1": 0.1, "-1.20": -1.2, "1E+400": math.Inf(1), "-1E+400": math.Inf(-1), "1E-400": 0, "Infinity": math.Inf(1), "-Infinity": math.Inf(-1),
	} {
		if got := must[Decimal](t)(NewDecimal(text)).Float64(); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
	for _, text := range []string{"NaN", "sNaN1"} {
		if got := must[Decimal](t)(NewDecimal(text)).Float64(); !math.IsNaN(got) {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestUUIDText(t *testing.T) {
	const text = "01020304-0506-0708-090a-0b0c0d0e0f10"
	u := must[UUID](t)(ParseUUID(strings.ToUpper(text)))
	if u != testID || u.String() != text {
		t.Error(u)
	}
	for _, bad := range []string{"", text[1:], text + "0", strings.ReplaceAll(text, "-", ""), strings.Replace(text, "0a", "xx", 1), "{" + text[2:] + "}"} {
		if u, err := ParseUUID(bad); err == nil {
			t.Errorf("%q is %s", bad, u)
		}
	}
	a, b := NewUUID(), NewUUID()
	if a == b || a.String()[14] != '4' || a[8]&0xc0 != 0x80 {
		t.Error(a, b)
	}
	var back UUID
	if err := back.UnmarshalText(must[[]byte](t)(a.MarshalText())); err != nil || back != a {
		t.Error(back, err)
	}
}
