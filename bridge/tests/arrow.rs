//! Values that are tables go through Arrow and come back the same; the others are refused with row, column and types.

#![cfg(feature = "arrow")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use arrow_array::{Array, RecordBatch, cast::AsArray};
use arrow_schema::{DataType, TimeUnit};
use monty::MontyRun;
use monty_bridge::{
    arrow::{Rows, TableOptions, from_batches, to_batch},
    graph::graph_parts,
};
use monty_types::{CompileOptions, MontyObject};

const IMPORTS: &str = "
from collections import namedtuple
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
P = namedtuple('P', 'x y')
Q = namedtuple('Q', 'x z')
@dataclass
class Item:
    name: str
    price: Decimal
@dataclass
class Other:
    name: str
";

/// The value of a Python expression.
fn eval(expression: &str) -> MontyObject {
    let code = format!("{IMPORTS}{expression}");
    let mut run = MontyRun::new(code, "table.py", vec![], CompileOptions::default()).unwrap();
    run.run_no_limits(vec![]).unwrap()
}

fn table(value: &MontyObject, options: &TableOptions) -> Result<RecordBatch, String> {
    let (graph, root) = graph_parts(value);
    to_batch(graph, root, options).map_err(|error| error.to_string())
}

fn batch(expression: &str) -> RecordBatch {
    table(&eval(expression), &TableOptions::default()).unwrap_or_else(|error| panic!("{expression}: {error}"))
}

/// Goes there and back, also cut in two batches.
fn round_trip(expression: &str) {
    let value = eval(expression);
    let batch = table(&value, &TableOptions::default()).unwrap_or_else(|error| panic!("{expression}: {error}"));
    let back = from_batches(&batch.schema(), std::slice::from_ref(&batch), &Rows::Recorded).unwrap();
    assert_eq!(back, value, "{expression}\n{batch:?}");
}

#[test]
fn every_column_type_comes_back() {
    for column in [
        "True, False",
        "1, -1, 2**63-1, -2**63",
        "2**63, -2**63-1, 1, 10**76-1, -(10**76-1)",
        "1.5, float('inf'), -0.0",
        "1+2j, complex('inf')",
        "'a', '', '\\u20ac'",
        "b'a', b'', b'\\x00'",
        "Path('/a/b'), Path('c')",
        "date(1, 1, 1), date(9999, 12, 31), date(1970, 1, 1)",
        "datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999)",
        "datetime(2020, 1, 1, tzinfo=timezone.utc), datetime(1969, 12, 31, 23, tzinfo=timezone.utc)",
        "datetime(2020, 1, 1, 5, tzinfo=timezone(timedelta(hours=5, minutes=30)))",
        "datetime(2020, 1, 1, 5, tzinfo=timezone(timedelta(hours=-5), 'EST'))",
        "datetime(2020, 1, 1, 5, tzinfo=timezone(timedelta(seconds=3661)))",
        "time(1, 2, 3, 4), time(23, 59, 59, 999999)",
        "time(1, 2, tzinfo=timezone.utc)",
        "timedelta(days=-1), timedelta(microseconds=1), timedelta(days=100000000)",
        "Decimal('1.20'), Decimal('-0.05'), Decimal('0.00')",
        "Decimal('1E+5'), Decimal('-3E+5')",
        "Decimal('1' * 38), Decimal('1')",
        "Decimal('1' * 39), Decimal('-1')",
        "Decimal('0.' + '0' * 39 + '1')",
        "[1, 2], [], [3]",
        "[], []",
        "[[1], [2, 3]], [[]]",
        "(1, 'a'), (2, 'b')",
        "(1, 2), (3,), ()",
        "(), ()",
        "{1, 2}, set()",
        "frozenset([1]), frozenset()",
        "P(1, 'a'), P(2, None)",
        "{'a': 1, 'b': 'x'}, {'a': 2, 'b': 'y'}",
        "{'a': 1}, {'b': 2}, {'a': None, 'b': 3}, {}",
        "{1: 'a'}, {2: 'b', 3: None}, {}",
        "{}, {}",
        "[{'a': [1, 2]}], [{'a': []}, {'a': [None]}]",
    ] {
        round_trip(&format!("[{column}]"));
        round_trip(&format!("[None, {column}, None]"));
        round_trip(&format!("[{{'c': v, 'n': i}} for i, v in enumerate([{column}])]"));
        round_trip(&format!("[{{'c': v}} for v in [None, {column}]]"));
        round_trip(&format!("[P(v, 1) for v in [{column}]]"));
        round_trip(&format!("[(v, 1) for v in [{column}]]"));
        round_trip(&format!("{{'c': [{column}]}}"));
        round_trip(&format!("[{{'c': {{1: v, 2: v}}}} for v in [None, {column}]]"));
        round_trip(&format!("[{{'c': {{1: {{2: v}}}}}} for v in [{column}]]"));
    }
}

#[test]
fn every_shape_comes_back() {
    for value in [
        "[{'c': {'a': 1, 'b': 2}}, {'c': {'b': 1, 'a': 2}}]",
        "[]",
        "{}",
        "{'a': [], 'b': []}",
        "[{}]",
        "[{}, {}]",
        "[None]",
        "[None, None]",
        "[{'a': None}]",
        "[{'a': 1}, {}]",
        "[{'a': 1, 'c': 3}, {'a': 1, 'b': 2, 'c': 3}, {'b': 2}]",
        "[{'a': None}, {}, {'a': None}]",
        "[(1,)]",
        "[P(1, 2)]",
        "[[1, 2], [3]]",
        "[(1, 2), (3,)]",
        "{'a': [1, 2], 'b': ['x', None]}",
        "[{'id': i, 'tags': ['t'] * (i % 3), 'at': date(2020, 1, 1 + i % 28)} for i in range(1000)]",
    ] {
        round_trip(value);
    }
}

#[test]
fn instances_keep_their_class_and_identity() {
    let value = eval("a = Item('x', Decimal('1.20'))\n[a, Item('y', Decimal('2.30')), a]");
    let batch = table(&value, &TableOptions::default()).unwrap();
    assert_eq!(batch.schema().field(0).name(), "name");
    assert_eq!(batch.schema().field(1).data_type(), &DataType::Decimal128(38, 2));
    let back = from_batches(&batch.schema(), std::slice::from_ref(&batch), &Rows::Recorded).unwrap();
    assert_eq!(back.to_string(), value.to_string());
    let again = table(&back, &TableOptions::default()).unwrap();
    assert_eq!(again.columns(), batch.columns(), "the identities too");
    let nested = eval("[{'item': Item('x', Decimal('1'))}, {'item': None}]");
    let batch = table(&nested, &TableOptions::default()).unwrap();
    let back = from_batches(&batch.schema(), &[batch], &Rows::Recorded).unwrap();
    assert_eq!(back.to_string(), nested.to_string());
}

#[test]
fn columns_have_the_types_of_the_table() {
    let batch = batch(
        "[{'b': True, 'i': 1, 'f': 1.5, 's': 'a', 'y': b'a', 'd': date(2020, 1, 1), 't': time(1), 'td': timedelta(1),
           'n': datetime(2020, 1, 1), 'z': datetime(2020, 1, 1, tzinfo=timezone(timedelta(hours=2))), 'm': Decimal('1.20'),
           'x': 2**70, 'c': 1j, 'l': [1], 'o': {'k': 1}, 'p': {1: 2}, 'none': None}]",
    );
    let schema = batch.schema();
    let kind = |name: &str| schema.field_with_name(name).unwrap().data_type().clone();
    assert_eq!(kind("b"), DataType::Boolean);
    assert_eq!(kind("i"), DataType::Int64);
    assert_eq!(kind("f"), DataType::Float64);
    assert_eq!(kind("s"), DataType::Utf8);
    assert_eq!(kind("y"), DataType::Binary);
    assert_eq!(kind("d"), DataType::Date32);
    assert_eq!(kind("t"), DataType::Time64(TimeUnit::Microsecond));
    assert_eq!(kind("td"), DataType::Duration(TimeUnit::Microsecond));
    assert_eq!(kind("n"), DataType::Timestamp(TimeUnit::Microsecond, None));
    assert_eq!(
        kind("z"),
        DataType::Timestamp(TimeUnit::Microsecond, Some("+02:00".into()))
    );
    assert_eq!(kind("m"), DataType::Decimal128(38, 2));
    assert_eq!(kind("x"), DataType::Decimal256(76, 0));
    assert!(matches!(kind("c"), DataType::FixedSizeList(_, 2)));
    assert!(matches!(kind("l"), DataType::List(_)));
    assert!(matches!(kind("o"), DataType::Struct(_)));
    assert!(matches!(kind("p"), DataType::Map(_, false)));
    assert_eq!(kind("none"), DataType::Null);
}

#[test]
fn missing_keys_are_told_from_none() {
    let batch = batch("[{'a': 1, 'b': None}, {'a': 2}, {'a': None, 'b': 3}]");
    assert_eq!(batch.column(1).null_count(), 2);
    let cut = batch.slice(0, 2);
    let back = from_batches(&cut.schema(), &[cut], &Rows::Recorded).unwrap();
    assert_eq!(
        back,
        eval("[{'a': 1, 'b': None}, {'a': 2, 'b': None}]"),
        "the record of what is missing was of three rows"
    );
}

#[test]
fn all_columns_together_have_a_bound() {
    // Each level has twice as many columns as the one above.
    let nested = |levels: usize| format!("x = {{'a': 1}}\nfor _ in range({levels}): x = {{'a': x, 'b': x}}\n[x]");
    let error = table(&eval(&nested(30)), &TableOptions::default()).unwrap_err();
    assert!(
        error.ends_with("the table has more than 65536 columns, with those inside of others"),
        "{error}"
    );
    round_trip(&nested(8));
}

#[test]
fn what_is_no_table_is_refused_with_its_place() {
    for (value, message) in [
        ("1", "an int is no table: a list of rows or a dict of lists is"),
        ("'abc'", "a str is no table: a list of rows or a dict of lists is"),
        ("(1, 2)", "a tuple is no table: a list of rows or a dict of lists is"),
        ("[1, 'a']", "row 1, column \"value\": a str among values of type int"),
        ("[1, 2.5]", "row 1, column \"value\": a float among values of type int"),
        ("[True, 1]", "row 1, column \"value\": an int among values of type bool"),
        ("[{'a': 1}, None]", "row 1: a NoneType among rows of type dict"),
        ("[{'a': 1}, 1]", "row 1: an int among rows of type dict"),
        ("[{'a': 1}, {1: 1}]", "row 1: a key of type int"),
        (
            "[{'a': 1, 'b': 1}, {'b': 1, 'a': 1}]",
            "row 1: the key \"a\" comes later than in the rows before",
        ),
        (
            "[P(1, 2), Q(1, 2)]",
            "row 1: a Q among values of type P, or with other fields",
        ),
        (
            "[Item('a', Decimal('1')), Other('b')]",
            "row 1: an instance of another class (Other) than in the rows before",
        ),
        (
            "{'a': [1], 'b': [1, 2]}",
            "column \"b\": 2 rows where the columns before have 1",
        ),
        (
            "{'a': 1}",
            "column \"a\": an int where the list of a column's values belongs",
        ),
        ("{1: [1]}", "an int as the name of a column"),
        (
            "[len]",
            "row 0, column \"value\": values of type builtin_function_or_method have no column type",
        ),
        (
            "[{'p': 1}, {'p': 2}, {'p': ...}]",
            "row 2, column \"p\": values of type ellipsis have no column type",
        ),
        (
            "[{'a': {'b': 1}}, {'a': {'b': 'x'}}]",
            "row 1, column \"a.b\": a str among values of type int",
        ),
        (
            "[{'a': [1]}, {'a': [2, 'x']}]",
            "row 1, column \"a[]\": a str among values of type int",
        ),
        ("[{'a': {1: 2, None: 3}}]", "row 0, column \"a keys\": None as a key"),
        ("[{str(i): i for i in range(5000)}]", "row 0: more than 4096 keys"),
        (
            "i = Item('a', 1)\nsetattr(i, 'monty.id', 3)\n[i]",
            "an attribute \"monty.id\", which is the name of the identities",
        ),
        (
            "i = Item('a', 1)\nsetattr(i, 'monty.id', 3)\n[[i]]",
            "column \"value[]\": an attribute \"monty.id\", which is the name of the identities",
        ),
        ("[2**300]", "row 0, column \"value\": an int of more than 76 digits"),
        ("[2**255]", "row 0, column \"value\": an int of more than 76 digits"),
        (
            "[timedelta(days=999999999)]",
            "row 0, column \"value\": a timedelta that does not fit 64 bits of microseconds",
        ),
        (
            "[Decimal('1.20'), Decimal('1.5')]",
            "row 1, column \"value\": the Decimal 1.5 has the exponent -1 where the rows before have -2",
        ),
        (
            "[Decimal('NaN')]",
            "row 0, column \"value\": the Decimal NaN has no place in a column",
        ),
        (
            "[Decimal('-0.0')]",
            "row 0, column \"value\": the Decimal -0.0 has no place in a column: Arrow has no negative zero",
        ),
        (
            "[Decimal('1E+100')]",
            "column \"value\": decimals with the exponent 100 have no column type",
        ),
        (
            "[Decimal('1' * 77)]",
            "row 0, column \"value\": a Decimal of more than 76 digits",
        ),
        (
            "[datetime(2020, 1, 1), datetime(2020, 1, 1, tzinfo=timezone.utc)]",
            "row 1, column \"value\": the offset UTC where the rows before have no offset",
        ),
        ("[time(1, fold=1)]", "row 0, column \"value\": a time with fold 1"),
    ] {
        assert_eq!(
            table(&eval(value), &TableOptions::default()).unwrap_err(),
            message,
            "{value}"
        );
    }
}

#[test]
fn widening_is_done_on_request_and_exactly() {
    let widen = TableOptions {
        widen: true,
        ..TableOptions::default()
    };
    let read = |value: &str| {
        let batch = table(&eval(value), &widen)?;
        from_batches(&batch.schema(), &[batch], &Rows::Recorded).map_err(|error| error.to_string())
    };
    assert_eq!(read("[1, 2.5, None]").unwrap(), eval("[1.0, 2.5, None]"));
    assert_eq!(
        read("[Decimal('1.5'), Decimal('1.25'), Decimal('3')]")
            .unwrap()
            .to_string(),
        "[Decimal('1.50'), Decimal('1.25'), Decimal('3.00')]"
    );
    assert_eq!(
        read("[2**53 + 1, 2.5]").unwrap_err(),
        "row 0, column \"value\": the int 9007199254740993 is no exact float"
    );
    assert_eq!(
        read("[2**63 - 1, 2.5]").unwrap_err(),
        "row 0, column \"value\": the int 9223372036854775807 is no exact float"
    );
    assert_eq!(
        read("[Decimal('1E-70'), Decimal('1E+10')]").unwrap_err(),
        "row 1, column \"value\": a Decimal of more than 76 digits in this column"
    );
    assert!(read("[1, 'a']").is_err());
}

#[test]
fn a_value_that_shares_its_parts_cannot_blow_up() {
    let value = eval("x = ['x' * 1000] * 1000\ny = [x] * 1000\n[y] * 1000");
    let error = table(&value, &TableOptions::default()).unwrap_err();
    assert_eq!(error, "column \"value[]\": the table is larger than 1073741824 bytes");
    let mut nested = String::from("1");
    for _ in 0..70 {
        nested = format!("[{nested}]");
    }
    let error = table(&eval(&nested), &TableOptions::default()).unwrap_err();
    assert!(error.ends_with("values are nested more than 64 levels deep"), "{error}");
}

#[test]
fn the_rows_can_be_chosen() {
    let batch = batch("[{'x': 1, 'y': 'a'}, {'x': 2, 'y': None}]");
    let read = |rows: Rows| from_batches(&batch.schema(), &[batch.clone(), batch.slice(1, 1)], &rows).unwrap();
    assert_eq!(
        read(Rows::Dicts),
        eval("[{'x': 1, 'y': 'a'}, {'x': 2, 'y': None}, {'x': 2, 'y': None}]")
    );
    assert_eq!(read(Rows::Tuples), eval("[(1, 'a'), (2, None), (2, None)]"));
    assert_eq!(
        read(Rows::NamedTuples("P".to_owned())),
        eval("[P(1, 'a'), P(2, None), P(2, None)]")
    );
    assert_eq!(read(Rows::Columns), eval("{'x': [1, 2, 2], 'y': ['a', None, None]}"));
}

#[test]
fn the_times_are_instants_in_utc() {
    let batch = batch("[datetime(2020, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))), None]");
    let column = batch
        .column(0)
        .as_primitive::<arrow_array::types::TimestampMicrosecondType>();
    assert_eq!(column.value(0), 1_577_836_800_000_000);
    assert!(column.is_null(1));
}
