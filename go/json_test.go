package monty

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"
)

// mustDict builds a dict from keys and values in turn.
func mustDict(t testing.TB, pairs ...Object) *Dict {
	t.Helper()
	d := &Dict{}
	for i := 0; i < len(pairs); i += 2 {
		if err := d.Set(pairs[i], pairs[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

func mustDecimal(t testing.TB, text string) Decimal {
	t.Helper()
	d, err := NewDecimal(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The texts are those of json.dumps(x, separators=(',', ':'), ensure_ascii=False) in CPython 3.11 where it has one, and
// of pydantic_core.to_json 2.13 for dates and durations.
func TestJSONViewIsWhatPythonWrites(t *testing.T) {
	shared := NewList(Int(1))
	point, err := NewNamedTuple("Point", []string{"x", "y"}, []Object{Int(1), Float(2)})
	if err != nil {
		t.Fatal(err)
	}
	set, err := NewSet(Int(3), Str("a"))
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := NewFrozenSet(Int(3))
	if err != nil {
		t.Fatal(err)
	}
	huge, _ := new(big.Int).SetString("-123456789012345678901234567890", 10)
	zone := func(seconds int) TimeZone { return TimeZone{Offset: seconds} }
	for _, c := range []struct {
		name string
		in   Object
		want string
	}{
		{"none", None{}, `null`},
		{"true", Bool(true), `true`},
		{"false", Bool(false), `false`},
		{"int", Int(math.MinInt64), `-9223372036854775808`},
		{"2^63", NewBigInt(new(big.Int).Lsh(big.NewInt(1), 63)), `9223372036854775808`},
		{"big int", NewBigInt(huge), `-123456789012345678901234567890`},
		{"float with an integer value", Float(1), `1.0`},
		{"float 1e15", Float(1e15), `1000000000000000.0`},
		{"float 1e16", Float(1e16), `1e+16`},
		{"float 0.0001", Float(0.0001), `0.0001`},
		{"float 1e-5", Float(0.00001), `1e-05`},
		{"float 1e22", Float(1.5e22), `1.5e+22`},
		{"float 5e-324", Float(5e-324), `5e-324`},
		{"float 0.1+0.2", Float(0.1 + 0.2 + 4e-17), `0.30000000000000004`},
		{"minus zero", Float(math.Copysign(0, -1)), `-0.0`},
		{"empty str", Str(""), `""`},
		{"str", Str("a\"b\\c/\b\f\n\r\t\x00\x1f\x7fé\u2028\U0001f600<>&"), `"a\"b\\c/\b\f\n\r\t\u0000\u001f` + "\x7fé\u2028\U0001f600<>&\""},
		{"bytes", Bytes("\xff\xfe\xfd\xfc"), `"//79/A=="`},
		{"no bytes", Bytes(""), `""`},
		{"list", NewList(Int(1), NewList(), Str("a")), `[1,[],"a"]`},
		{"tuple", NewTuple(Int(1), NewTuple()), `[1,[]]`},
		{"namedtuple", point, `[1,2.0]`},
		{"set", set, `[3,"a"]`},
		{"frozenset", frozen, `[3]`},
		{"one list twice", NewList(shared, shared), `[[1],[1]]`},
		{"empty dict", &Dict{}, `{}`},
		{"dict keys", mustDict(t, Str("b"), Int(1), Str("a"), Int(2), Int(7), Int(3), None{}, Int(4), Bool(true), Int(5),
			Float(1.5), Int(6), Float(1e16), Int(7), Float(math.Inf(1)), Int(8), Float(math.Inf(-1)), Int(9)),
			`{"b":1,"a":2,"7":3,"null":4,"true":5,"1.5":6,"1e+16":7,"Infinity":8,"-Infinity":9}`},
		{"nan as a key", mustDict(t, Float(math.NaN()), Int(1)), `{"NaN":1}`},
		{"keys that become one", mustDict(t, Int(1), Str("int"), Str("1"), Str("str")), `{"1":"int","1":"str"}`},
		{"a key with an escape", mustDict(t, Str("a\n\""), Int(1)), `{"a\n\"":1}`},
		{"dollar key", mustDict(t, Str("$tuple"), NewList()), `{"$tuple":[]}`},
		{"instance", &Instance{Class: &Class{Name: "P"}, Attrs: mustDict(t, Str("x"), Int(1))}, `{"x":1}`},
		{"instance without attributes", &Instance{Class: &Class{Name: "P"}}, `{}`},
		{"date", Date{1, 2, 3}, `"0001-02-03"`},
		{"time", Time{Hour: 1, Minute: 2, Second: 3}, `"01:02:03"`},
		{"time with microsecond 4", Time{Hour: 1, Minute: 2, Second: 3, Microsecond: 4}, `"01:02:03.000004"`},
		{"aware time", Time{Hour: 1, Minute: 2, Second: 3, Microsecond: 40000, Aware: true}, `"01:02:03.040000Z"`},
		{"naive datetime", DateTime{Year: 1, Month: 1, Day: 1}, `"0001-01-01T00:00:00"`},
		{"datetime in UTC", DateTime{Year: 2020, Month: 1, Day: 2, Hour: 3, Minute: 4, Second: 5, Aware: true}, `"2020-01-02T03:04:05Z"`},
		{"datetime west", DateTime{Year: 2020, Month: 1, Day: 2, Hour: 3, Aware: true, Zone: zone(-5*3600 - 1800)}, `"2020-01-02T03:00:00-05:30"`},
		{"datetime with 30 seconds of offset", DateTime{Year: 2020, Month: 1, Day: 2, Microsecond: 600, Aware: true, Zone: zone(3630)},
			`"2020-01-02T00:00:00.000600+01:00:30"`},
		{"datetime with a zone name", DateTime{Year: 9999, Month: 12, Day: 31, Aware: true, Zone: TimeZone{Offset: 3600, Name: "CET", Named: true}},
			`"9999-12-31T00:00:00+01:00"`},
		{"no duration", TimeDelta{}, `"PT0S"`},
		{"duration", TimeDelta{1, 7203, 500000}, `"P1DT2H3.5S"`},
		{"a day", TimeDelta{1, 0, 0}, `"P1D"`},
		{"minus a day", TimeDelta{-1, 0, 0}, `"-P1D"`},
		{"minus a second", TimeDelta{-1, 86399, 0}, `"-PT1S"`},
		{"minus a microsecond", TimeDelta{-1, 86399, 999999}, `"-PT0.000001S"`},
		{"minus a day and a second more", TimeDelta{-1, 1, 0}, `"-PT23H59M59S"`},
		{"a year", TimeDelta{365, 0, 0}, `"P1Y"`},
		{"more than a year", TimeDelta{400, 5, 0}, `"P1Y35DT5S"`},
		{"90 minutes", TimeDelta{0, 5400, 0}, `"PT1H30M"`},
		{"a tenth of a millisecond", TimeDelta{0, 0, 100}, `"PT0.0001S"`},
		{"timedelta.min", TimeDelta{-999999999, 0, 0}, `"-P2739726Y9D"`},
		{"timedelta.max", TimeDelta{999999999, 86399, 999999}, `"P2739726Y9DT23H59M59.999999S"`},
		{"utc", UTC, `"UTC"`},
		{"timezone", zone(-30), `"UTC-00:00:30"`},
		{"named timezone", TimeZone{Offset: 3600, Name: "CET", Named: true}, `"CET"`},
		{"decimal", mustDecimal(t, "1.20"), `"1.20"`},
		{"path", Path("/a b"), `"/a b"`},
		{"exception", Exception{Type: "ValueError", Message: "no", HasMessage: true}, `"ValueError: no"`},
		{"exception without argument", Exception{Type: "KeyError"}, `"KeyError"`},
		{"exception with an empty argument", Exception{Type: "KeyError", HasMessage: true}, `"KeyError"`},
		{"repr", Repr("<generator object>"), `"<generator object>"`},
		{"cycle", Cycle("[...]"), `"[...]"`},
		{"nil in a list", NewList(nil), `[null]`},
		{"nil list", (*List)(nil), `[]`},
		{"nil dict", (*Dict)(nil), `{}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := c.in.MarshalJSON()
			if err != nil || string(got) != c.want {
				t.Errorf("got %s, %v\nwant %s", got, err, c.want)
			}
			if !json.Valid(got) {
				t.Errorf("%s is not JSON", got)
			}
		})
	}
}

func TestJSONViewOfOtherKindsIsTheirRepr(t *testing.T) {
	for _, o := range []Object{
		Complex(complex(1, 2)), Type("int"), BuiltinFunction("len"), Function{Name: "f"}, Ellipsis{}, NotImplemented{},
		File{Path: "/a", Mode: "r"}, &Class{Name: "C"}, &Module{Name: "m"},
	} {
		var got string
		if err := o.Unmarshal(&got); err != nil || got != o.String() {
			t.Errorf("%s: %q, %v; want %q", o.Kind(), got, err, o.String())
		}
	}
}

func TestJSONViewRefusesWithThePath(t *testing.T) {
	selfList := NewList(Int(0))
	selfList.Append(selfList)
	selfDict := &Dict{}
	selfDict.Set(Str("a"), NewTuple(selfDict))
	deep := NewList()
	for range maxNesting {
		deep = NewList(deep)
	}
	wide := NewList()
	for range 40 {
		wide = NewList(wide, wide)
	}
	nan := Float(math.NaN())
	digits := NewBigInt(new(big.Int).Lsh(big.NewInt(1), 3_000_000))
	for _, c := range []struct {
		name         string
		in           Object
		path, reason string
	}{
		{"nan", nan, "", "is not a JSON number"},
		{"infinity", NewTuple(Float(math.Inf(-1))), "[0]", "is not a JSON number"},
		{"nan below", NewList(Int(1), mustDict(t, Str("price"), nan)), "[1].price", "is not a JSON number"},
		{"nan under odd keys", mustDict(t, Str("two words"), mustDict(t, Str("1st"), nan)), `["two words"]["1st"]`, "not a JSON number"},
		{"nan under an int", mustDict(t, Int(7), nan), "[7]", "not a JSON number"},
		{"nan under True", mustDict(t, Bool(true), nan), "[true]", "not a JSON number"},
		{"nan in an instance", &Instance{Class: &Class{Name: "P"}, Attrs: mustDict(t, Str("x"), nan)}, ".x", "not a JSON number"},
		{"tuple as a key", NewList(mustDict(t, NewTuple(), Int(1))), "[0]", "(tuple)"},
		{"bytes as a key", mustDict(t, Bytes("a"), Int(1)), "", "(bytes)"},
		{"str that is not UTF-8", NewList(Str("\xff")), "[0]", "UTF-8"},
		{"key that is not UTF-8", NewList(mustDict(t, Str("\xff"), Int(1))), "[0]", "UTF-8"},
		{"path that is not UTF-8", Path("\xff"), "", "UTF-8"},
		{"impossible date", NewList(Date{2023, 2, 29}), "[0]", "day 29"},
		{"list that holds itself", NewList(selfList), "[0][1]", "holds itself"},
		{"dict that holds itself", selfDict, ".a[0]", "holds itself"},
		{"too deep", deep, "[0][0][0][0][0][0][0][0]...[0][0][0][0][0][0][0][0]", "10,000 levels"},
		{"too many digits", NewBigInt(new(big.Int).Lsh(big.NewInt(1), 4_000_000)), "", "too long"},
		{"too many digits in all", NewList(digits, digits), "[1]", "too long"},
		{"too many digits in keys", NewList(mustDict(t, digits, Int(1)), mustDict(t, digits, Int(2))), "[1]", "too long"},
		{"too wide", wide, "*", "up to here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.in.MarshalJSON()
			var target any = "untouched"
			for _, err := range []error{err, c.in.Unmarshal(&target)} {
				var e *JSONError
				if !errors.As(err, &e) {
					t.Fatalf("error %v", err)
				}
				if e.Path != c.path && c.path != "*" || !strings.Contains(e.Reason, c.reason) {
					t.Errorf("path %q, reason %q; want %q, %q", e.Path, e.Reason, c.path, c.reason)
				}
				if !strings.Contains(err.Error(), e.Path) || !strings.Contains(err.Error(), e.Reason) {
					t.Errorf("%q lacks the path or the reason", err)
				}
			}
			if target != "untouched" {
				t.Errorf("stored %v in spite of the error", target)
			}
		})
	}
}

func TestNestingUpToTheLimitHasAJSONView(t *testing.T) {
	o := NewList()
	for range maxNesting - 1 {
		o = NewList(o)
	}
	text, err := o.MarshalJSON()
	if err != nil || len(text) != 2*maxNesting {
		t.Fatalf("%d bytes, %v", len(text), err)
	}
	var got, want any
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if err := o.Unmarshal(&got); err != nil {
		t.Fatal(err)
	}
	deeper := NewList(o)
	if _, err := deeper.MarshalJSON(); err == nil {
		t.Error("one level more is accepted")
	}
}
