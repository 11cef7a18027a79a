// Python expressions of every kind beside the Go values that they must come out as.

package monty_test

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	monty "github.com/ricochet1k/monty-go/go"
)

// prelude is what the expressions below may use.
const prelude = `
import asyncio, base64, collections, dataclasses, datetime, decimal, itertools, json, math, pathlib, re, sys
from collections import namedtuple
from dataclasses import dataclass
from datetime import date, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path

Point = namedtuple('Point', ['x', 'y'])
Empty = namedtuple('Empty', [])
utc = timezone.utc

@dataclass
class Item:
    name: str
    price: Decimal

class Plain:
    label = 'class attribute'
    def __init__(self):
        self.value = 1

def nested(n):
    x = []
    for _ in range(n - 1):
        x = [x]
    return x

`

func big10(exponent int64) monty.Object {
	return monty.NewBigInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(exponent), nil))
}

func bigText(text string) monty.Object {
	n, ok := new(big.Int).SetString(text, 10)
	if !ok {
		panic(text)
	}
	return monty.NewBigInt(n)
}

// must returns a value that a constructor of a well-formed literal gives.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func dec(text string) monty.Object { return must(monty.NewDecimal(text)) }

func dict(pairs ...monty.Object) *monty.Dict {
	d := must(monty.NewDict())
	for i := 0; i < len(pairs); i += 2 {
		if err := d.Set(pairs[i], pairs[i+1]); err != nil {
			panic(err)
		}
	}
	return d
}

func list(items ...monty.Object) monty.Object  { return monty.NewList(items...) }
func tuple(items ...monty.Object) monty.Object { return monty.NewTuple(items...) }
func set(items ...monty.Object) monty.Object   { return must(monty.NewSet(items...)) }
func frozen(items ...monty.Object) monty.Object {
	return must(monty.NewFrozenSet(items...))
}

func offset(seconds int) monty.TimeZone { return monty.TimeZone{Offset: seconds} }

func zone(seconds int, name string) monty.TimeZone {
	return monty.TimeZone{Offset: seconds, Name: name, Named: true}
}

type I = monty.Int
type S = monty.Str
type F = monty.Float

// kindCases are expressions whose values go back in as inputs of another run.
var kindCases = []struct {
	expr string
	want monty.Object
}{
	{"None", monty.None{}},
	{"True", monty.Bool(true)},
	{"False", monty.Bool(false)},
	{"...", monty.Ellipsis{}},
	{"NotImplemented", monty.NotImplemented{}},

	{"0", I(0)},
	{"23", I(23)},
	{"24", I(24)},
	{"-24", I(-24)},
	{"-25", I(-25)},
	{"255", I(255)},
	{"256", I(256)},
	{"65535", I(65535)},
	{"65536", I(65536)},
	{"2**32 - 1", I(1<<32 - 1)},
	{"2**32", I(1 << 32)},
	{"2**63 - 1", I(math.MaxInt64)},
	{"-2**63", I(math.MinInt64)},
	{"2**63", bigText("9223372036854775808")},
	{"-2**63 - 1", bigText("-9223372036854775809")},
	{"2**64 - 1", bigText("18446744073709551615")},
	{"2**64", bigText("18446744073709551616")},
	{"-2**64", bigText("-18446744073709551616")},
	{"-2**64 - 1", bigText("-18446744073709551617")},
	{"10**30", big10(30)},
	{"-10**300", monty.NewBigInt(new(big.Int).Neg(big10(300).(*monty.BigInt).Big()))},
	{"123456789012345678901234567890", bigText("123456789012345678901234567890")},

	{"0.0", F(0)},
	{"-0.0", F(math.Copysign(0, -1))},
	{"1.5", F(1.5)},
	{"0.1", F(0.1)},
	{"1e16", F(1e16)},
	{"1e-7", F(1e-7)},
	{"5e-324", F(5e-324)},
	{"1.7976931348623157e308", F(math.MaxFloat64)},
	{"float('inf')", F(math.Inf(1))},
	{"float('-inf')", F(math.Inf(-1))},
	{"float('nan')", F(math.Float64frombits(0x7ff8000000000000))},
	{"1.0", F(1)},

	{"1j", monty.Complex(complex(0, 1))},
	{"complex(1.5, -2)", monty.Complex(complex(1.5, -2))},
	{"complex(-0.0, float('inf'))", monty.Complex(complex(math.Copysign(0, -1), math.Inf(1)))},

	{"''", S("")},
	{"'hello'", S("hello")},
	{"'a' * 23", S(strings.Repeat("a", 23))},
	{"'a' * 24", S(strings.Repeat("a", 24))},
	{"'a' * 70000", S(strings.Repeat("a", 70000))},
	{"'nul\\x00inside'", S("nul\x00inside")},
	{"'é\\u20ac\\U0001f40d'", S("é€🐍")},
	{"'it\\'s \"quoted\"'", S(`it's "quoted"`)},
	{"'tab\\tline\\nback\\\\slash\\x7f\\x85\\u2028'", S("tab\tline\nback\\slash\x7f\u0085\u2028")},

	{"b''", monty.Bytes("")},
	{"b'abc'", monty.Bytes("abc")},
	{allBytesLiteral(), monty.Bytes(allBytes())},
	{"b'\\xff'", monty.Bytes("\xff")},
	{"b'\\x00' * 300", monty.Bytes(strings.Repeat("\x00", 300))},

	{"[]", list()},
	{"[1, 'two', 3.0, None]", list(I(1), S("two"), F(3), monty.None{})},
	{"[[1], [2, [3]]]", list(list(I(1)), list(I(2), list(I(3))))},
	{"list(range(24))", list(ints(24)...)},
	{"list(range(300))", list(ints(300)...)},

	{"()", tuple()},
	{"(1,)", tuple(I(1))},
	{"(1, (2, 3), [4])", tuple(I(1), tuple(I(2), I(3)), list(I(4)))},
	{"((), [()], {'k': ()})", tuple(tuple(), list(tuple()), dict(S("k"), tuple()))},

	{"set()", set()},
	{"{1}", set(I(1))},
	{"{'a', 'b', 'c'}", set(S("a"), S("b"), S("c"))},
	{"{(1, 2), None, 1.5}", set(tuple(I(1), I(2)), monty.None{}, F(1.5))},
	{"{float('nan')}", set(F(math.Float64frombits(0x7ff8000000000000)))},
	{"frozenset()", frozen()},
	{"frozenset({1, 2, 3})", frozen(I(1), I(2), I(3))},
	{"{frozenset({1}), frozenset()}", set(frozen(I(1)), frozen())},

	{"Point(1, 'y')", must(monty.NewNamedTuple("Point", []string{"x", "y"}, []monty.Object{I(1), S("y")}))},
	{"Empty()", must(monty.NewNamedTuple("Empty", nil, nil))},
	{"[Point(1, 2), (1, 2)]", list(must(monty.NewNamedTuple("Point", []string{"x", "y"}, []monty.Object{I(1), I(2)})), tuple(I(1), I(2)))},

	{"{}", dict()},
	{"{'a': 1, 'b': [2]}", dict(S("a"), I(1), S("b"), list(I(2)))},
	{"{'z': 1, 'a': 2, 'm': 3}", dict(S("z"), I(1), S("a"), I(2), S("m"), I(3))},
	{"{1: 'int', 'two': 'str', None: 'none', 2.5: 'float', b'b': 'bytes'}",
		dict(I(1), S("int"), S("two"), S("str"), monty.None{}, S("none"), F(2.5), S("float"), monty.Bytes("b"), S("bytes"))},
	{"{True: 'a', 2: 'b'}", dict(monty.Bool(true), S("a"), I(2), S("b"))},
	{"{10**30: 'big'}", dict(big10(30), S("big"))},
	{"{(1, 2): 3}", dict(tuple(I(1), I(2)), I(3))},
	{"{float('nan'): 1}", dict(F(math.Float64frombits(0x7ff8000000000000)), I(1))},
	{"{'$tuple': [1, 2]}", dict(S("$tuple"), list(I(1), I(2)))},
	{"{'__type__': 'tuple', 'items': []}", dict(S("__type__"), S("tuple"), S("items"), list())},
	{"{date(2024, 2, 29): 'leap', frozenset({1}): 'fs'}",
		dict(monty.Date{Year: 2024, Month: 2, Day: 29}, S("leap"), frozen(I(1)), S("fs"))},
	{"{Decimal('1.5'): 'dec', (): 'empty'}", dict(dec("1.5"), S("dec"), tuple(), S("empty"))},
	{"{str(i): i for i in range(300)}", numbered(300)},

	{"date(2024, 2, 29)", monty.Date{Year: 2024, Month: 2, Day: 29}},
	{"date.min", monty.Date{Year: 1, Month: 1, Day: 1}},
	{"date.max", monty.Date{Year: 9999, Month: 12, Day: 31}},

	{"time(0, 0)", monty.Time{}},
	{"time(23, 59, 59, 999999)", monty.Time{Hour: 23, Minute: 59, Second: 59, Microsecond: 999999}},
	{"time(1, 2, 3, tzinfo=utc)", monty.Time{Hour: 1, Minute: 2, Second: 3, Aware: true}},
	{"time(1, 2, 0, 4)", monty.Time{Hour: 1, Minute: 2, Microsecond: 4}},
	{"time(1, 2, tzinfo=timezone(timedelta(hours=-5), 'EST'))", monty.Time{Hour: 1, Minute: 2, Aware: true, Zone: zone(-5*3600, "EST")}},
	{"time(1, 30, fold=1)", monty.Time{Hour: 1, Minute: 30, Fold: 1}},

	{"datetime.datetime(2024, 1, 2, 3, 4)", monty.DateTime{Year: 2024, Month: 1, Day: 2, Hour: 3, Minute: 4}},
	{"datetime.datetime(1, 1, 1)", monty.DateTime{Year: 1, Month: 1, Day: 1}},
	{"datetime.datetime(9999, 12, 31, 23, 59, 59, 999999)",
		monty.DateTime{Year: 9999, Month: 12, Day: 31, Hour: 23, Minute: 59, Second: 59, Microsecond: 999999}},
	{"datetime.datetime(2024, 1, 2, 3, 4, 5, 1)",
		monty.DateTime{Year: 2024, Month: 1, Day: 2, Hour: 3, Minute: 4, Second: 5, Microsecond: 1}},
	{"datetime.datetime(2024, 1, 2, tzinfo=utc)", monty.DateTime{Year: 2024, Month: 1, Day: 2, Aware: true}},
	{"datetime.datetime(2024, 1, 2, 3, 4, 5, 1, tzinfo=utc)",
		monty.DateTime{Year: 2024, Month: 1, Day: 2, Hour: 3, Minute: 4, Second: 5, Microsecond: 1, Aware: true}},
	{"datetime.datetime(2024, 1, 2, tzinfo=timezone(timedelta(hours=5, minutes=30)))",
		monty.DateTime{Year: 2024, Month: 1, Day: 2, Aware: true, Zone: offset(19800)}},
	{"datetime.datetime(2024, 1, 2, tzinfo=timezone(-timedelta(hours=3, minutes=30)))",
		monty.DateTime{Year: 2024, Month: 1, Day: 2, Aware: true, Zone: offset(-12600)}},
	{"datetime.datetime(2024, 1, 2, tzinfo=timezone(timedelta(seconds=30)))",
		monty.DateTime{Year: 2024, Month: 1, Day: 2, Aware: true, Zone: offset(30)}},
	{"datetime.datetime(2024, 1, 2, tzinfo=timezone(timedelta(hours=1), 'CET'))",
		monty.DateTime{Year: 2024, Month: 1, Day: 2, Aware: true, Zone: zone(3600, "CET")}},

	{"timedelta(0)", monty.TimeDelta{}},
	{"timedelta(days=1, seconds=2, microseconds=3)", monty.TimeDelta{Days: 1, Seconds: 2, Microseconds: 3}},
	{"timedelta(microseconds=-1)", monty.TimeDelta{Days: -1, Seconds: 86399, Microseconds: 999999}},
	{"timedelta.min", monty.TimeDelta{Days: -999999999}},
	{"timedelta.max", monty.TimeDelta{Days: 999999999, Seconds: 86399, Microseconds: 999999}},

	{"timezone.utc", monty.TimeZone{}},
	{"timezone(timedelta(hours=2))", offset(7200)},
	{"timezone(timedelta(hours=-5), 'EST')", zone(-18000, "EST")},
	{"timezone(timedelta(seconds=-86399))", offset(-86399)},

	{"Decimal('0')", dec("0")},
	{"Decimal('1.20')", dec("1.20")},
	{"Decimal('-0')", dec("-0")},
	{"Decimal('-0.00')", dec("-0.00")},
	{"Decimal('1E+400')", dec("1E+400")},
	{"Decimal('1E-400')", dec("1E-400")},
	{"Decimal('-123456789012345678901234567890.123456789')", dec("-123456789012345678901234567890.123456789")},
	{"Decimal('Infinity')", dec("Infinity")},
	{"Decimal('-Infinity')", dec("-Infinity")},
	{"Decimal('NaN')", dec("NaN")},
	{"Decimal('-NaN7')", dec("-NaN7")},
	{"Decimal('sNaN12')", dec("sNaN12")},
	{"Decimal('0.1') + Decimal('0.2')", dec("0.3")},

	{"Path('/data/report.txt')", monty.Path("/data/report.txt")},
	{"Path('relative/ünïcode')", monty.Path("relative/ünïcode")},

	{"ValueError('bad value')", monty.Exception{Type: "ValueError", Message: "bad value", HasMessage: true}},
	{"KeyError()", monty.Exception{Type: "KeyError"}},
	{"ValueError('')", monty.Exception{Type: "ValueError", HasMessage: true}},
	{"json.JSONDecodeError", monty.Type("json.JSONDecodeError")},
	{"int", monty.Type("int")},
	{"dict", monty.Type("dict")},
	{"datetime.datetime", monty.Type("datetime.datetime")},
	{"Decimal", monty.Type("decimal.Decimal")},
	{"ValueError", monty.Type("ValueError")},
	{"type(None)", monty.Type("NoneType")},
	{"len", monty.BuiltinFunction("len")},
	{"[print, sorted]", list(monty.BuiltinFunction("print"), monty.BuiltinFunction("sorted"))},
	{"host", monty.Function{Name: "host"}},
}

func allBytes() string {
	b := make([]byte, 256)
	for i := range b {
		b[i] = byte(i)
	}
	return string(b)
}

func allBytesLiteral() string {
	var b strings.Builder
	b.WriteString("b'")
	for i := range 256 {
		fmt.Fprintf(&b, "\\x%02x", i)
	}
	return b.String() + "'"
}

func ints(n int) []monty.Object {
	items := make([]monty.Object, n)
	for i := range items {
		items[i] = I(i)
	}
	return items
}

func numbered(n int) *monty.Dict {
	d := dict()
	for i := range n {
		if err := d.Set(S(fmt.Sprint(i)), I(i)); err != nil {
			panic(err)
		}
	}
	return d
}
