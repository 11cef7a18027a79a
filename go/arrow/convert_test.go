package montyarrow_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	monty "github.com/ricochet1k/monty-go/go"
	montyarrow "github.com/ricochet1k/monty-go/go/arrow"
)

// eval runs Python code and returns its value.
func eval(t testing.TB, code string) monty.Object {
	t.Helper()
	m, err := monty.New(prelude+code, "table.py", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	o, err := m.Run()
	if err != nil {
		t.Fatalf("%s: %+v", code, err)
	}
	return o
}

const prelude = `
from collections import namedtuple
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
P = namedtuple('P', 'x y')
@dataclass
class Item:
    name: str
    price: Decimal
`

// Every row of the type table, with nulls, as a column of dicts.
var columns = []struct{ values, arrow string }{
	{"True, False", "bool"},
	{"1, -2**63", "int64"},
	{"2**63, -1", "decimal256(76, 0)"},
	{"1.5, float('inf')", "float64"},
	{"'a', ''", "utf8"},
	{"b'a', b''", "binary"},
	{"Path('/a'), Path('b')", "utf8"},
	{"date(1, 1, 1), date(9999, 12, 31)", "date32"},
	{"time(1, 2, 3, 4), time()", "time64[us]"},
	{"time(1, tzinfo=timezone.utc), time(2, tzinfo=timezone.utc)", "time64[us]"},
	{"timedelta(1, 2, 3), timedelta(-1)", "duration[us]"},
	{"datetime(2020, 1, 2, 3, 4, 5, 6), datetime(1, 1, 1)", "timestamp[us]"},
	{"datetime(2020, 1, 2, tzinfo=timezone.utc), datetime(2020, 7, 2, tzinfo=timezone.utc)", "timestamp[us, tz=UTC]"},
	{"datetime(2020, 1, 2, tzinfo=timezone(timedelta(hours=-5), 'EST')), None", "timestamp[us, tz=-05:00]"},
	{"Decimal('1.20'), Decimal('-0.05')", "decimal(38, 2)"},
	{"Decimal('1' * 40), Decimal('1')", "decimal256(76, 0)"},
	{"1+2j, 2j", "fixed_size_list<item: float64>[2]"},
	{"[1, None], []", "list<item: int64, nullable>"},
	{"(1, 'a'), (2, None)", "struct<0: int64 nullable, 1: utf8 nullable>"},
	{"(1,), (1, 2)", "list<item: int64, nullable>"},
	{"{1, 2}, set()", "list<item: int64, nullable>"},
	{"frozenset([1]), frozenset()", "list<item: int64, nullable>"},
	{"P(1, 'a'), P(2, 'b')", "struct<x: int64 nullable, y: utf8 nullable>"},
	{"{'a': 1, 'b': None}, {'b': 2.5}", "struct<a: int64 nullable, b: float64 nullable>"},
	{"{1: 'a'}, {2: 'b', 3: None}", "map<int64, utf8, items_nullable>"},
	{"None, None", "null"},
}

func TestEveryColumnTypeComesBack(t *testing.T) {
	for _, c := range columns {
		for _, code := range []string{
			"[{'c': v, 'n': i} for i, v in enumerate([" + c.values + "])]",
			"[{'c': v} for v in [None, " + c.values + ", None]]",
			"[P(v, 1) for v in [" + c.values + "]]",
			"[(v, 1) for v in [" + c.values + "]]",
			"{'c': [" + c.values + "]}",
			"[" + c.values + ", None]",
		} {
			if strings.HasPrefix(code, "[{'a'") || strings.HasPrefix(code, "[P(1") || strings.HasPrefix(code, "[(1") {
				continue // rows of a table themselves, among which None has no place
			}
			want := eval(t, code)
			record, err := montyarrow.FromObject(want)
			if err != nil {
				t.Errorf("%s: %v", code, err)
				continue
			}
			if got := record.Schema().Field(0).Type.String(); got != c.arrow {
				t.Errorf("%s: Arrow type %s, want %s", code, got, c.arrow)
			}
			got, err := montyarrow.ToObject(record)
			record.Release()
			if err != nil {
				t.Errorf("%s: %v", code, err)
				continue
			}
			if got.String() != want.String() {
				t.Errorf("%s\n got %v\nwant %v", code, got, want)
			}
		}
	}
}

// What the fields of a map's keys and values say is lost when Go imports it, so the map says it once more.
func TestPartsOfMapsComeBack(t *testing.T) {
	var codes []string
	for _, c := range columns {
		codes = append(codes,
			"[{'c': {1: v, 2: v}} for v in [None, "+c.values+"]]",
			"[{'c': {1: {2: [v]}}} for v in ["+c.values+"]]")
	}
	for _, keys := range []string{
		"2**70, 1", "Path('/a'), Path('b')", "1j, 2j", "(1, 'a'), (2, 'b')", "(1,), (1, 2)", "P(1, 2), P(3, 4)",
		"frozenset([1]), frozenset([2])", "time(1, tzinfo=timezone.utc), time(2, tzinfo=timezone.utc)",
		"datetime(2020, 1, 2, tzinfo=timezone(timedelta(seconds=3661), 'odd'))", "Decimal('1.20'), Decimal('1.30')",
		"Frozen(1), Frozen(2)",
	} {
		codes = append(codes,
			"[{'c': {v: 1}} for v in ["+keys+"]]",
			"[{'c': {1: {v: v}}} for v in ["+keys+"]]")
	}
	for _, code := range codes {
		sameAfterTheWay(t, "@dataclass(frozen=True)\nclass Frozen:\n    x: int\n"+code)
	}
}

// sameAfterTheWay checks that a table becomes an equal value again, also by way of an IPC stream.
func sameAfterTheWay(t *testing.T, code string) {
	t.Helper()
	want := eval(t, code)
	record, err := montyarrow.FromObject(want)
	if err != nil {
		t.Errorf("%s: %v", code, err)
		return
	}
	defer record.Release()
	var stream bytes.Buffer
	if err := montyarrow.Write(&stream, want); err != nil {
		t.Fatal(err)
	}
	converted, err := montyarrow.ToObject(record)
	if err != nil {
		t.Errorf("%s: %v", code, err)
		return
	}
	read, err := montyarrow.Read(&stream)
	if err != nil {
		t.Errorf("%s: %v", code, err)
		return
	}
	for _, got := range []monty.Object{converted, read} {
		if got.String() != want.String() {
			t.Errorf("%s\n got %v\nwant %v", code, got, want)
		}
	}
}

func TestEveryShapeComesBack(t *testing.T) {
	for _, code := range []string{
		"[]", "{}", "[{}]", "[None]", "{'a': []}", "[{'a': 1}, {}]", "[{'a': None}, {}, {'b': 2}]",
		"[Item('a', Decimal('1.20')), Item('b', Decimal('2.30'))]",
		"[{'i': i, 's': str(i), 'l': [i] * (i % 4)} for i in range(5000)]",
	} {
		want := eval(t, code)
		record, err := montyarrow.FromObject(want)
		if err != nil {
			t.Errorf("%s: %v", code, err)
			continue
		}
		got, err := montyarrow.ToObject(record)
		record.Release()
		if err != nil {
			t.Errorf("%s: %v", code, err)
			continue
		}
		if got.String() != want.String() {
			t.Errorf("%s\n got %.300v\nwant %.300v", code, got, want)
		}
	}
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	for code, want := range map[string]string{
		"1":                                 "montyarrow: an int is no table: a list of rows or a dict of lists is",
		"[{'p': 1}, {'p': 'x'}]":            `montyarrow: row 1, column "p": a str among values of type int`,
		"[{'p': [1]}, {'p': [1.5]}]":        `montyarrow: row 1, column "p[]": a float among values of type int`,
		"{'a': [1], 'b': []}":               `montyarrow: column "b": 0 rows where the columns before have 1`,
		"[Decimal('NaN')]":                  `montyarrow: row 0, column "value": the Decimal NaN has no place in a column`,
		"[Decimal('-Infinity')]":            `montyarrow: row 0, column "value": the Decimal -Infinity has no place in a column`,
		"[Decimal('-0')]":                   `montyarrow: row 0, column "value": the Decimal -0 has no place in a column: Arrow has no negative zero`,
		"[10**76]":                          `montyarrow: row 0, column "value": an int of more than 76 digits`,
		"[1, True]":                         `montyarrow: row 1, column "value": a bool among values of type int`,
		"[{'a': {None: 1}}]":                `montyarrow: row 0, column "a keys": None as a key`,
		"[{'a': 1}, None]":                  `montyarrow: row 1: a NoneType among rows of type dict`,
		"[P(1, 2), None]":                   `montyarrow: row 1: a NoneType among rows of type namedtuple`,
		"[Item('a', 1), None]":              `montyarrow: row 1: a NoneType among rows of type Item`,
		"{str(i): [] for i in range(4097)}": `montyarrow: 4097 columns; at most 4096 are possible`,
		"[Decimal('1'), Decimal('1.5')]":    `montyarrow: row 1, column "value": the Decimal 1.5 has the exponent -1 where the rows before have 0`,
	} {
		_, err := montyarrow.FromObject(eval(t, code))
		var refused *montyarrow.TableError
		if !errors.As(err, &refused) || err.Error() != want {
			t.Errorf("%s: %v, want %s", code, err, want)
		}
	}
	deep := func(n int) monty.Object {
		return eval(t, fmt.Sprintf("x = 1\nfor _ in range(%d): x = [x]\n[{'a': x}]", n))
	}
	// The column is a level itself. An IPC stream takes no more either.
	if _, err := montyarrow.FromObject(deep(64)); err == nil || !strings.Contains(err.Error(), "more than 64 levels deep") {
		t.Errorf("65 levels: %v", err)
	}
	if err := montyarrow.Write(io.Discard, deep(63)); err != nil {
		t.Errorf("64 levels: %v", err)
	}
	record, err := montyarrow.FromObject(eval(t, "[1, 2.5]"), montyarrow.Widen(), montyarrow.MaxBytes(0), montyarrow.Tuples())
	if err != nil {
		t.Fatal(err)
	}
	record.Release()
	_, err = montyarrow.FromObject(eval(t, "['x' * 1000] * 1000"), montyarrow.MaxBytes(100_000))
	if err == nil || !strings.Contains(err.Error(), "larger than 100000 bytes") {
		t.Errorf("a budget: %v", err)
	}
}

// foreign builds a record of types that Python code never makes.
func foreign(t testing.TB, mem memory.Allocator) arrow.RecordBatch {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "u", Type: arrow.PrimitiveTypes.Uint64},
		{Name: "f", Type: arrow.PrimitiveTypes.Float32, Nullable: true},
		{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Nanosecond, TimeZone: "Europe/Berlin"}},
		{Name: "d", Type: &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Int8, ValueType: arrow.BinaryTypes.String}},
	}, nil)
	b := array.NewRecordBuilder(mem, schema)
	defer b.Release()
	b.Field(0).(*array.Uint64Builder).AppendValues([]uint64{1 << 63, 1}, nil)
	b.Field(1).(*array.Float32Builder).AppendValues([]float32{1.5, 0}, []bool{true, false})
	b.Field(2).(*array.TimestampBuilder).AppendValues([]arrow.Timestamp{1577836800000001000, 1593561600000000000}, nil)
	d := b.Field(3).(*array.BinaryDictionaryBuilder)
	if err := errors.Join(d.AppendString("x"), d.AppendString("x")); err != nil {
		t.Fatal(err)
	}
	return b.NewRecordBatch()
}

func TestForeignTypesBecomePythonValues(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	record := foreign(t, mem)
	defer record.Release()
	got, err := montyarrow.ToObject(record)
	if err != nil {
		t.Fatal(err)
	}
	want := eval(t, `
cet, cest = timezone(timedelta(hours=1), 'CET'), timezone(timedelta(hours=2), 'CEST')
[{'u': 2**63, 'f': 1.5, 'at': datetime(2020, 1, 1, 1, 0, 0, 1, tzinfo=cet), 'd': 'x'},
 {'u': 1, 'f': None, 'at': datetime(2020, 7, 1, 2, tzinfo=cest), 'd': 'x'}]`)
	if got.String() != want.String() {
		t.Errorf(" got %v\nwant %v", got, want)
	}
	for name, option := range map[string]montyarrow.Option{"tuple": montyarrow.Tuples(), "dict": montyarrow.Columns(), "Row": montyarrow.NamedTuples("Row")} {
		o, err := montyarrow.ToObject(record, option)
		if err != nil {
			t.Fatal(err)
		}
		if list, ok := o.(*monty.List); ok {
			o = list.At(0)
		}
		if o.TypeName() != name {
			t.Errorf("rows of type %s, want %s", o.TypeName(), name)
		}
	}
}

func TestOptionsOfTheOtherDirectionAreIgnored(t *testing.T) {
	want := eval(t, "[{'a': 'x' * 1000}]")
	record, err := montyarrow.FromObject(want, montyarrow.Columns(), montyarrow.NamedTuples("no name"))
	if err != nil {
		t.Fatal(err)
	}
	defer record.Release()
	if got, err := montyarrow.ToObject(record, montyarrow.Widen(), montyarrow.MaxBytes(1)); err != nil || got.String() != want.String() {
		t.Errorf("%v, %v", got, err)
	}
}

func TestMemoryIsReleasedOnceOnEveryPath(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.DefaultAllocator)
	defer mem.AssertSize(t, 0)
	b := array.NewRecordBuilder(mem, arrow.NewSchema([]arrow.Field{{Name: "at", Type: &arrow.TimestampType{Unit: arrow.Nanosecond}}}, nil))
	defer b.Release()
	b.Field(0).(*array.TimestampBuilder).Append(1)
	record := b.NewRecordBatch()
	defer record.Release()
	_, err := montyarrow.ToObject(record)
	var refused *montyarrow.TableError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), `row 0, column "at"`) {
		t.Errorf("a timestamp of one nanosecond: %v", err)
	}
	whole, err := montyarrow.FromObject(eval(t, "[{'a': 'x' * 1000, 'b': i} for i in range(100)]"))
	if err != nil {
		t.Fatal(err)
	}
	// A column outlives its batch.
	column := whole.Column(0)
	column.Retain()
	whole.Release()
	if got := column.(*array.String).Value(99); got != strings.Repeat("x", 1000) {
		t.Errorf("the column holds %q", got)
	}
	column.Release()
}
