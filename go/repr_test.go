package monty

import (
	"math"
	"math/big"
	"os/exec"
	"strings"
	"testing"
	"time"
	"unicode"
)

// pythonLines runs CPython with a program and returns the lines it prints. Python is needed for these tests.
func pythonLines(t *testing.T, program string) []string {
	t.Helper()
	cmd := exec.Command("python3", "-X", "utf8", "-c", program)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("this test compares with CPython and needs python3: %v", err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
}

// reprCases are values with the Python expression that gives them; the repr must be what CPython prints.
func reprCases(t *testing.T) (cases []struct {
	python string
	value  Object
}) {
	add := func(python string, value Object) {
		cases = append(cases, struct {
			python string
			value  Object
		}{python, value})
	}
	dict := func(pairs ...KV) Object { return must[*Dict](t)(NewDict(pairs...)) }
	add("None", None{})
	add("True", Bool(true))
	add("[False]", NewList(Bool(false)))
	add("-2**63", Int(math.MinInt64))
	add("2**200", NewBigInt(new(big.Int).Lsh(big.NewInt(1), 200)))
	add("-2**200", NewBigInt(new(big.Int).Neg(new(big.Int).Lsh(big.NewInt(1), 200))))
	add("...", Ellipsis{})
	add("NotImplemented", NotImplemented{})
	for _, f := range []struct {
		python string
		value  float64
	}{
		{"0.0", 0}, {"-0.0", math.Copysign(0, -1)}, {"1.0", 1}, {"0.1", 0.1}, {"1e16", 1e16}, {"9999999999999998.0", 9999999999999998},
		{"123456789012345680.0", 123456789012345680}, {"1e-4", 1e-4}, {"1e-5", 1e-5}, {"1.5e-7", 1.5e-7}, {"1e100", 1e100}, {"1.7976931348623157e308", math.MaxFloat64},
		{"5e-324", 5e-324}, {"-1.5", -1.5}, {"float('inf')", math.Inf(1)}, {"float('-inf')", math.Inf(-1)}, {"float('nan')", math.NaN()},
		{"1e22", 1e22}, {"2**53+0.0", 1 << 53}, {"123456.789", 123456.789},
	} {
		add(f.python, Float(f.value))
		add("complex(0, "+f.python+")", Complex(complex(0, f.value)))
		add("complex(-0.0, "+f.python+")", Complex(complex(math.Copysign(0, -1), f.value)))
		add("complex("+f.python+", -2.5)", Complex(complex(f.value, -2.5)))
		add("complex("+f.python+", float('nan'))", Complex(complex(f.value, math.NaN())))
	}
	add(`''`, Str(""))
	add(`"it's"`, Str("it's"))
	add(`'say "hi"'`, Str(`say "hi"`))
	add(`'both \' and "'`, Str(`both ' and "`))
	add(`'\\ \n \r \t \x00 \x1f \x7f \x80 \xa0 \xad \xe9'`, Str("\\ \n \r \t \x00 \x1f \x7f \u0080 \u00a0 \u00ad \u00e9"))
	add(`'\u200b \u2028 \u3000 \ufeff \U0001f600 \U000e0001 \ud7ff'`, Str("\u200b \u2028 \u3000 \ufeff \U0001f600 \U000e0001 \ud7ff"))
	add(`'\u0301 \ue000 \ufffd \uffff'`, Str("\u0301 \ue000 \ufffd \uffff"))
	add(`b'\x00 a\' \xff \n\t\r\\'`, Bytes("\x00 a' \xff \n\t\r\\"))
	add(`b'"\''`, Bytes(`"'`))
	add("[]", NewList())
	add("[1, 'a', [None]]", NewList(Int(1), Str("a"), NewList(None{})))
	add("()", NewTuple())
	add("(1,)", NewTuple(Int(1)))
	add("(1, 2)", NewTuple(Int(1), Int(2)))
	add("{}", dict())
	add("{'a': 1, (1,): {'b': []}}", dict(KV{Str("a"), Int(1)}, KV{NewTuple(Int(1)), dict(KV{Str("b"), NewList()})}))
	add("set()", &Set{})
	add("{7}", must[*Set](t)(NewSet(Int(7))))
	add("frozenset()", &FrozenSet{})
	add("frozenset({7})", must[*FrozenSet](t)(NewFrozenSet(Int(7))))
	add("collections.namedtuple('P', 'x y')(1, 'a')", must[*NamedTuple](t)(NewNamedTuple("P", []string{"x", "y"}, []Object{Int(1), Str("a")})))
	add("collections.namedtuple('E', '')()", must[*NamedTuple](t)(NewNamedTuple("E", nil, nil)))
	add("datetime.date(2024, 2, 29)", Date{2024, 2, 29})
	add("datetime.datetime(1, 1, 1)", DateTime{Year: 1, Month: 1, Day: 1})
	add("datetime.datetime(2024, 1, 2, 3, 4, 5)", DateTime{Year: 2024, Month: 1, Day: 2, Hour: 3, Minute: 4, Second: 5})
	add("datetime.datetime(2024, 1, 2, 3, 4, 0, 6, datetime.timezone.utc)",
		DateTime{2024, time.January, 2, 3, 4, 0, 6, true, UTC})
	add("datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=-5), 'EST'))",
		DateTime{2024, time.January, 2, 0, 0, 0, 0, true, TimeZone{-18000, "EST", true}})
	add("datetime.time(1, 2)", Time{Hour: 1, Minute: 2})
	add("datetime.time(1, 2, 0, 4, fold=1)", Time{Hour: 1, Minute: 2, Microsecond: 4, Fold: 1})
	add("datetime.time(1, 2, tzinfo=datetime.timezone(datetime.timedelta(seconds=30)))", Time{Hour: 1, Minute: 2, Aware: true, Zone: TimeZone{Offset: 30}})
	add("datetime.timezone.utc", UTC)
	add("datetime.timezone(datetime.timedelta(0), 'x')", TimeZone{0, "x", true})
	add("datetime.timezone(datetime.timedelta(seconds=-1))", TimeZone{Offset: -1})
	add("datetime.timedelta(0)", TimeDelta{})
	add("datetime.timedelta(1, 2, 3)", TimeDelta{1, 2, 3})
	add("datetime.timedelta(microseconds=-1)", TimeDelta{-1, 86399, 999999})
	for _, text := range []string{"1.20", "-0", "1E+400", "0.000001", "1E-7", "NaN", "-sNaN12", "-Infinity"} {
		add("decimal.Decimal('"+text+"')", must[Decimal](t)(NewDecimal(text)))
	}
	add("pathlib.PurePosixPath('/a b').__class__ and pathlib.PosixPath(\"/it's\")", Path("/it's"))
	add("ValueError()", Exception{Type: "ValueError"})
	add("ValueError('x')", Exception{"ValueError", "x", true})
	add("json.JSONDecodeError.__new__(json.JSONDecodeError, 'x')", Exception{"json.JSONDecodeError", "x", true})
	add("int", Type("int"))
	add("datetime.date", Type("datetime.date"))
	add("ValueError", Type("ValueError"))
	add("len", BuiltinFunction("len"))
	class := &Class{Name: "C", Dataclass: true}
	add("dataclasses.make_dataclass('C', ['a', 'b'])(1, 'x')", &Instance{Class: class, Attrs: dict(KV{Str("a"), Int(1)}, KV{Str("b"), Str("x")}).(*Dict)})
	self := NewList(Int(1))
	self.Append(self)
	add("(lambda l: (l.append(l), l)[1])([1])", self)
	loop := must[*Dict](t)(NewDict())
	if err := loop.Set(Str("d"), NewTuple(loop)); err != nil {
		t.Fatal(err)
	}
	add("(lambda d: (d.__setitem__('d', (d,)), d)[1])({})", loop)
	shared := NewList()
	add("(lambda l: [l, l])([])", NewList(shared, shared))
	return cases
}

func TestReprIsThatOfCPython(t *testing.T) {
	cases := reprCases(t)
	program := &strings.Builder{}
	program.WriteString("import collections, dataclasses, datetime, decimal, json, pathlib\n")
	for _, c := range cases {
		program.WriteString("print(repr(" + c.python + "))\n")
	}
	lines := pythonLines(t, program.String())
	if len(lines) != len(cases) {
		t.Fatalf("%d lines for %d cases", len(lines), len(cases))
	}
	for i, c := range cases {
		if got := c.value.String(); got != lines[i] {
			t.Errorf("%s: %s, but CPython prints %s", c.python, got, lines[i])
		}
	}
}

// Whether a character is printed must agree with CPython wherever both know the character.
func TestReprOfEveryCharacter(t *testing.T) {
	lines := pythonLines(t, "import sys, unicodedata\n"+
		"print(unicodedata.unidata_version)\n"+
		"print(''.join(' ' if 0xd800 <= i < 0xe000 or unicodedata.category(chr(i)) == 'Cn' else 'p' if chr(i).isprintable() else 'x' for i in range(sys.maxunicode + 1)))")
	if len(lines) != 2 || len(lines[1]) != unicode.MaxRune+1 {
		t.Fatal("unexpected output of Python")
	}
	for i, c := range lines[1] {
		if c == ' ' || i == '\\' || i == '\'' {
			continue
		}
		escaped := strings.HasPrefix(Str(string(rune(i))).String(), `'\`)
		if escaped == (c == 'p') {
			t.Errorf("U+%04X: escaped is %t, Unicode %s in Python, %s in Go", i, escaped, lines[0], unicode.Version)
		}
	}
}

func TestReprOfWhatPythonHasNoSayIn(t *testing.T) {
	for _, c := range []struct {
		value Object
		want  string
	}{
		{nil, "None"},
		{Function{Name: "f"}, "<function 'f' external>"},
		{File{"/a", "rb+", 0}, "<_io.BufferedRandom name='/a' mode='rb+'>"},
		{&Class{Name: "C"}, "<class 'C'>"},
		{&Instance{}, "object()"},
		{&Module{Name: "m"}, "<module 'm'>"},
		{Repr("<generator>"), "<generator>"},
		{Cycle("[...]"), "[...]"},
		{(*List)(nil), "<nil list>"},
		{Str("\xff"), `'\udcff'`},
		{NewBigInt(new(big.Int).Neg(new(big.Int).Lsh(big.NewInt(1), 16000))), "-0x1" + strings.Repeat("0", 4000)},
	} {
		got := "None"
		if c.value != nil {
			got = c.value.String()
		}
		if got != c.want {
			t.Errorf("%.60s, want %.60s", got, c.want)
		}
	}
}

func TestReprOfCycleThroughKey(t *testing.T) {
	inst := &Instance{Class: &Class{Name: "C"}, ID: testID, Attrs: &Dict{}}
	dict := must[*Dict](t)(NewDict(KV{inst, Int(1)}))
	if err := inst.Attrs.Set(Str("d"), dict); err != nil {
		t.Fatal(err)
	}
	if got := dict.String(); got != "{C(d={...}): 1}" {
		t.Error(got)
	}
}

func TestReprOfExpansionIsCut(t *testing.T) {
	bomb := NewList(Str("\u20ac"))
	for range 60 {
		bomb = NewList(bomb, bomb)
	}
	got := bomb.String()
	if len(got) > reprLimit+len(reprCut) || !strings.HasSuffix(got, reprCut) {
		t.Errorf("%d bytes, ends with %q", len(got), got[len(got)-10:])
	}
}

func TestReprOfDeepValue(t *testing.T) {
	const depth = 200_000
	deep := NewList()
	for range depth - 1 {
		deep = NewList(deep)
	}
	if got := deep.String(); len(got) != 2*depth {
		t.Errorf("%d bytes", len(got))
	}
}
