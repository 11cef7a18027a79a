//! Values that are read from the heap are those that the interpreter exports, as objects and as record batches.

#![cfg(feature = "arrow")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;
mod support;
mod twice;

use std::fmt::Write;

use arrow_array::RecordBatch;
use monty_bridge::{Event, Program, Run, arrow::TableOptions, encode};
use monty_types::MontyObject;
use proptest::prelude::*;
use support::{KINDS, Seed, assert_same_nodes, build, canonical, seed};
use twice::{Case, NAME, each, is_read};

/// What became of the result in one of the two ways.
#[derive(Debug)]
struct Result {
    object: MontyObject,
    /// As a table without widening, with it, and with next to no budget.
    tables: [std::result::Result<RecordBatch, String>; 3],
    read: bool,
}

fn result(case: &Case, run: &mut Run, program: &Program) -> Option<Result> {
    match case.start(run, program) {
        Ok(Event::Complete) => {}
        other => panic!("{other:?}: {} {case:?}", messages::notation(run.reply())),
    }
    let options =
        [(false, 1 << 30), (true, 1 << 30), (false, 40)].map(|(widen, budget)| TableOptions { widen, budget });
    run.use_result(|result| Result {
        object: result.object().into_owned(),
        tables: options.map(|options| result.to_batch(&options).map_err(|error| error.to_string())),
        read: is_read(result),
    })
}

/// Compares the result that is read with the one that is exported. Says whether it was read and whether it is a table.
#[track_caller]
fn compare(case: &Case) -> (bool, bool) {
    let exporting = Case {
        code: format!("{}\n# {NAME}", case.code),
        ..case.clone()
    };
    let mut run = Run::new();
    run.keep_results(true);
    let kept = result(case, &mut run, &case.compile().unwrap()).unwrap();
    let exported = result(&exporting, &mut run, &exporting.compile().unwrap()).unwrap();
    assert!(!exported.read);
    assert_same_nodes(&canonical(&kept.object), &canonical(&exported.object));
    assert_eq!(encode(&kept.object), encode(&exported.object));
    for (kept, exported) in kept.tables.iter().zip(&exported.tables) {
        match (kept, exported) {
            (Ok(kept), Ok(exported)) => {
                assert_eq!(kept.schema(), exported.schema(), "{}", case.code);
                assert_eq!(kept, exported, "{}", case.code);
            }
            (kept, exported) => assert_eq!(
                kept.as_ref().map(|_| ()),
                exported.as_ref().map(|_| ()),
                "{}",
                case.code
            ),
        }
    }
    (kept.read, kept.tables[0].is_ok())
}

/// The kinds of nodes that are read, as numbered by `support::node`.
const READ: &[u8] = &[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 19, 24, 25, 26, 27, 29];

fn read_seed() -> impl Strategy<Value = Seed> {
    (seed(), prop::sample::select(READ)).prop_map(|(seed, kind)| Seed { kind, ..seed })
}

/// Compares a value that goes in as `x`, if the interpreter takes it.
fn compare_input(value: &MontyObject, code: &str) {
    let mut case = Case::new(code);
    case.inputs.push(("x", value.clone()));
    if Run::new().set_input("x", || Ok(value.clone())).is_ok() {
        // What is in the heap may be refused only there: a set of lists.
        let mut run = Run::new();
        let program = case.compile().unwrap();
        if case.start(&mut run, &program) == Ok(Event::Complete) {
            compare(&case);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_comes_out_as_it_is_exported(seeds in prop::collection::vec(seed(), 1..=16)) {
        compare_input(&build(&seeds), "x");
    }

    #[test]
    fn any_value_that_is_read_comes_out_as_it_is_exported(seeds in prop::collection::vec(read_seed(), 1..=30)) {
        compare_input(&build(&seeds), "x");
        compare_input(&build(&seeds), "[x, {'x': x}, (x,)]");
    }

    #[test]
    fn lists_of_one_kind_come_out_as_they_are_exported(
        kind in prop::sample::select(READ),
        seeds in prop::collection::vec(read_seed(), 1..=8),
        nulls in any::<u8>(),
    ) {
        let items = seeds.iter().enumerate().map(|(at, seed)| match nulls >> at & 1 {
            0 => build(&[Seed { kind, ..seed.clone() }]),
            _ => MontyObject::none(),
        });
        let items = MontyObject::list(items);
        compare_input(&items, "x");
        compare_input(&items, "[{'c': c, 'n': n} for n, c in enumerate(x)]");
        compare_input(&items, "[(c, [c], {'c': c}) for c in x]");
        compare_input(&items, "{'c': x, 'd': [str(c) for c in x]}");
    }
}

#[test]
fn each_kind_comes_out_as_it_is_exported() {
    for kind in 0..KINDS {
        for number in [
            0,
            1,
            2,
            3,
            4,
            5,
            6,
            7,
            8,
            9,
            10,
            11,
            13,
            22,
            33,
            1 << 40,
            1 << 63,
            u64::MAX,
            u64::MAX - 1,
        ] {
            for text in ["", "a", "a\0b", "é", "0123456789abcdef0123456789abcdef"] {
                let leaf = |kind, picks: &[u16]| Seed::new(kind, picks, number, text);
                let none = leaf(2, &[]);
                for seeds in [
                    vec![leaf(kind, &[])],
                    vec![none.clone(), leaf(kind, &[0, 0, 0, 0])],
                    vec![none.clone(), leaf(kind, &[0, 0]), leaf(24, &[0, 1, 0])],
                    vec![leaf(8, &[]), leaf(kind, &[]), leaf(29, &[1, 0])],
                ] {
                    compare_input(&build(&seeds), "x");
                }
            }
        }
    }
}

const PRELUDE: &str = "
from collections import namedtuple
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
shared = [1, 2]
shared_dict = {'a': 1, 'b': 'x'}
shared_text = 'shared ' * 8
P = namedtuple('P', 'x y')
";

/// Values of one kind each, of which columns are made.
const COLUMNS: &[&[&str]] = &[
    &["True", "False"],
    &["0", "-1", "2**63-1", "-2**63", "7"],
    &[
        "2**63",
        "-2**63-1",
        "1",
        "10**76-1",
        "-(10**76-1)",
        "10**76",
        "123456789012345678901234567890",
    ],
    &["1.5", "float('inf')", "-0.0", "float('nan')", "1e300", "2.0"],
    &["1+2j", "complex('inf')", "-0j"],
    &[
        "'a'",
        "''",
        "'\\u20ac'",
        "'name'",
        "'x' * 50",
        "str(7)",
        "shared_text",
        "chr(0)",
        "'a' + 'b'",
    ],
    &["b'a'", "b''", "b'\\x00'", "b'a' + b'b'", "b'x' * 40"],
    &["Path('/a/b')", "Path('c')", "Path('/a') / 'é'"],
    &[
        "date(1, 1, 1)",
        "date(9999, 12, 31)",
        "date(1970, 1, 1)",
        "date(2024, 2, 29)",
    ],
    &[
        "datetime(1, 1, 1)",
        "datetime(9999, 12, 31, 23, 59, 59, 999999)",
        "datetime(2024, 1, 2, 3, 4, 5, 600000)",
        "datetime(2024, 1, 2, 3, 4, 5, 60)",
        "datetime(2024, 1, 2, fold=1)",
    ],
    &[
        "datetime(2020, 1, 1, tzinfo=timezone.utc)",
        "datetime(1969, 12, 31, 23, tzinfo=timezone.utc)",
    ],
    &[
        "datetime(2020, 1, 1, 5, tzinfo=timezone(timedelta(hours=-5), 'EST'))",
        "datetime(2021, 1, 1, 5, tzinfo=timezone(timedelta(hours=-5), 'EST'))",
        "datetime(2021, 1, 1, 5, tzinfo=timezone(timedelta(hours=-5)))",
    ],
    &[
        "datetime(2020, 1, 1, 5, tzinfo=timezone(timedelta(seconds=3661)))",
        "datetime(1, 1, 2, tzinfo=timezone(timedelta(seconds=3661)))",
    ],
    &["time(1, 2, 3, 4)", "time(23, 59, 59, 999999)", "time()", "time(1)"],
    &["time(1, 2, tzinfo=timezone.utc)", "time(1, fold=1)", "time(5)"],
    &[
        "timedelta(days=-1)",
        "timedelta(microseconds=1)",
        "timedelta(days=100000000)",
        "timedelta(0, 1, 2)",
    ],
    &[
        "Decimal('1.20')",
        "Decimal('-0.05')",
        "Decimal('0.00')",
        "Decimal('99999999999999999999.99')",
    ],
    &["Decimal('1E+5')", "Decimal('-3E+5')", "Decimal('12E+4')"],
    &[
        "Decimal('1' * 38)",
        "Decimal('1')",
        "Decimal('1' * 39)",
        "Decimal('-' + '9' * 57)",
        "Decimal('NaN')",
    ],
    &[
        "Decimal('0.' + '0' * 39 + '1')",
        "Decimal('-0.0')",
        "Decimal('1.5')",
        "Decimal('Infinity')",
    ],
    &["[1, 2]", "[]", "[3]", "[None, 4]", "shared", "list(range(5))"],
    &["[[1], [2, 3]]", "[[]]", "[]", "[shared, shared]"],
    &["(1, 'a')", "(2, 'b')", "(None, 'a')"],
    &["(1, 2)", "(3,)", "()", "tuple(shared)"],
    &["{1, 2}", "set()", "{3}", "set(range(10)) - {4, 5}"],
    &["frozenset([1])", "frozenset()", "frozenset('ab')"],
    &[
        "{'a': 1, 'b': 'x'}",
        "{'a': 2, 'b': 'y'}",
        "shared_dict",
        "dict(a=3, b=None)",
    ],
    &["{'a': 1}", "{'b': 2}", "{'a': None, 'b': 3}", "{}", "{'b': 1, 'a': 2}"],
    &["{1: 'a'}", "{2: 'b', 3: None}", "{}", "{i: str(i) for i in range(3)}"],
    &["{'k': {'a': [1, {'z': None}]}}", "{'k': {'a': []}}", "{'k': None}"],
    &["[{'a': [1, 2]}]", "[{'a': []}, {'a': [None]}]", "[{}]"],
    &["None"],
    &["P(1, 2)", "P('x', None)"],
    &["len", "...", "int"],
];

const KEYS: &[&str] = &[
    "'a'",
    "'b'",
    "'name'",
    "'a longer key of more than 23 bytes'",
    "'k' + str(1)",
    "'é'",
    "''",
    "'id'",
];

/// A row: its keys, in order, and for each which of the column's values it has; sometimes one of another column.
type Row = Vec<(usize, usize, Option<usize>)>;

fn rows() -> impl Strategy<Value = (Vec<usize>, Vec<Row>)> {
    let columns = prop::collection::vec(0..COLUMNS.len(), KEYS.len());
    let other = prop_oneof![60 => Just(None), 1 => (0..COLUMNS.len()).prop_map(Some)];
    // Most tables have all their rows the same keys in one order.
    let keys = prop::sample::subsequence((0..KEYS.len()).collect::<Vec<_>>(), 0..5);
    let lacking = prop_oneof![6 => Just(0u8), 1 => any::<u8>()];
    let turned = prop_oneof![12 => Just(false), 1 => Just(true)];
    let row = (prop::collection::vec((any::<u8>(), other), KEYS.len()), lacking, turned);
    (columns, keys, prop::collection::vec(row, 0..9)).prop_map(|(columns, keys, rows)| {
        let rows = rows.into_iter().map(|(cells, lacking, turned)| {
            let mut row: Row = keys
                .iter()
                .filter(|key| lacking >> **key & 1 == 0)
                .map(|key| (*key, usize::from(cells[*key].0), cells[*key].1))
                .collect();
            if turned {
                row.reverse();
            }
            row
        });
        (columns, rows.collect())
    })
}

/// Source that makes `rows` of dicts.
fn source(columns: &[usize], rows: &[Row]) -> String {
    let mut code = format!("{PRELUDE}rows = []\n");
    for row in rows {
        code.push_str("rows.append({");
        for (key, pick, other) in row {
            let values = COLUMNS[other.unwrap_or(columns[*key])];
            // Every eighth is missing.
            let value = if pick % 8 == 7 {
                "None"
            } else {
                values[pick % values.len()]
            };
            write!(code, "{}: {value}, ", KEYS[*key]).unwrap();
        }
        code.push_str("})\n");
    }
    code
}

/// What may be done to rows before they are the result.
const CHANGES: &[&str] = &[
    "",
    "for r in rows[1:]: r.pop('a', None)",
    "for r in rows: r.pop('a', None)",
    "for r in rows[::2]: r['a'] = r.pop('a', None)",
    "for r in rows: r['last'] = r.pop('b', 1)",
    "for r in rows: r.clear()",
    "for r in rows[1:]:\n    r.clear()\n    r['a'] = 1",
    "rows += rows[:2]",
    "rows = [r for r in rows for _ in range(2)]",
    "for n, r in enumerate(rows): r['n'] = n",
    "for r in rows: r['shared'] = shared",
    "for r in rows: r['rows'] = [dict(r), dict(r)]",
    "for r in rows: r['me'] = dict(r)",
    "for r in rows[:1]: r['me'] = r",
    "if rows: rows.pop()",
    "rows.insert(0, {'z': 1})\nrows.pop(0)",
    "rows.append(None)",
    "rows.append({1: 2})",
    "rows.append(P(1, 2))",
    "junk = [{'a': n, 'b': str(n)} for n in range(20)]\njunk = junk[::3]",
    "junk = [{'a': 1}, {'a': 1, 'b': 2}, {}, {'b': 1}]",
    "rows = [dict(r) for r in rows]",
    "rows = [{k: r[k] for k in reversed(list(r))} for r in rows]",
];

/// The result that is made of the rows.
const SHAPES: &[&str] = &[
    "rows",
    "rows",
    "rows",
    "[tuple(r.values()) for r in rows]",
    "[list(r.values()) for r in rows]",
    "[r.get('a') for r in rows]",
    "{'a': [r.get('a') for r in rows], 'b': [r.get('b') for r in rows]}",
    "[{'row': r} for r in rows]",
    "[{'rows': rows, 'n': n} for n in range(2)]",
    "[P(r.get('a'), r.get('b')) for r in rows]",
    "(rows, rows)",
    "rows[0] if rows else None",
    "[r for r in rows if r] + rows",
    "[list(rows), set(r.get('n', 1) for r in rows)]",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_come_out_as_they_are_exported(
        (columns, rows) in rows(),
        changes in prop::collection::vec(prop::sample::select(CHANGES), 0..3),
        shape in prop::sample::select(SHAPES),
    ) {
        let code = format!("{}{}\n{shape}", source(&columns, &rows), changes.join("\n"));
        let case = Case::new(code);
        let program = case.compile().unwrap();
        // Some shapes cannot be made of some rows.
        if case.start(&mut Run::new(), &program) == Ok(Event::Complete) {
            compare(&case);
        }
    }
}

#[test]
fn columns_of_every_kind_are_read_and_become_tables() {
    let mut tables = 0;
    let mut read = 0;
    for values in COLUMNS {
        for values in [
            values.to_vec(),
            values.iter().copied().take(2).collect(),
            values.iter().copied().take(1).collect(),
        ] {
            let list = values.join(", ");
            for code in [
                format!("[{list}]"),
                format!("[None, {list}, None]"),
                format!("[{{'c': v, 'n': i}} for i, v in enumerate([{list}])]"),
                format!("[{{'c': v}} for v in [None, {list}]]"),
                format!("[{{'c': v}} for v in [{list}]] + [{{}}, {{'d': 1}}]"),
                format!("[P(v, 1) for v in [{list}]]"),
                format!("[(v, 1) for v in [{list}]]"),
                format!("[{{'c': [v, v], 'd': {{'e': v}}, 'f': (v, 1)}} for v in [{list}]]"),
                format!("{{'c': [{list}]}}"),
                format!("[{{'k' + str(i): v}} for i, v in enumerate([{list}])]"),
            ] {
                let (was_read, was_table) = compare(&Case::new(format!("{PRELUDE}{code}")));
                read += usize::from(was_read);
                tables += usize::from(was_read && was_table);
            }
        }
    }
    assert!(read > 700 && tables > 450, "{read}, {tables}");
}

#[test]
fn what_is_no_table_is_refused_in_the_same_words() {
    let codes = [
        "1",
        "'abc'",
        "(1, 2)",
        "[1, 'a']",
        "[1, 2.5]",
        "[1, 2.5, 2 ** 60 + 1]",
        "[True, 1]",
        "[{'a': 1}, None]",
        "[{str(i): i for i in range(100_000)}]",
        "c = {str(i): 1 for i in range(400)}\n[{str(i): c for i in range(2000)}]",
        "x = {'a': 1}\nfor _ in range(30): x = {'a': x, 'b': x}\n[x]",
        "x = {str(i): i for i in range(4000)}\nfor _ in range(30): x = {'a': x, 'b': x}\n[x]",
        "[{'a': 1}, 1]",
        "[{'a': 1}, {1: 1}]",
        "[{'a': 1, 'b': 1}, {'b': 1, 'a': 1}]",
        "{'a': [1], 'b': [1, 2]}",
        "{'a': 1}",
        "{'a': 'text'}",
        "{1: [1]}",
        "{'a': [1], 2: [1]}",
        "[2 ** 300]",
        "[{'a': {'b': 1}}, {'a': {'b': 'x'}}]",
        "[{'a': [1]}, {'a': [2, 'x']}]",
        "[{'a': {1: 2, None: 3}}]",
        "[timedelta(days=999999999)]",
        "[Decimal('1.20'), Decimal('1.5')]",
        "[Decimal('-0.0')]",
        "[time(1, fold=1)]",
        "[datetime(2020, 1, 1), datetime(2020, 1, 1, tzinfo=timezone.utc)]",
        "[(1, 2), (1,), {}]",
        "[{}, [], ()]",
        "[{1}, frozenset()]",
        "[{'a': 'x' * 10 ** 6}] * 2000",
        "x = [1]\nfor _ in range(70): x = [x]\nx",
        "x = [1]\nfor _ in range(62): x = [x]\nx",
        "x = [1]\nfor _ in range(63): x = [x]\nx",
        "x = {}\nfor _ in range(65): x = {'a': x}\n[x]",
    ];
    each(codes, |code| {
        let (read, _) = compare(&Case::new(format!("{PRELUDE}{code}")));
        assert!(read, "{code}");
    });
}

#[test]
fn interned_and_made_values_are_the_same() {
    // The interned strings of a source come before those of its names; one name more must move none.
    let codes = [
        "['a', 'b', '', 'ab', '\\x00', '\\x7f', '\\x80', chr(0), chr(127), chr(128)]",
        "a_name = 'another'\n[a_name, 'a_name', 'another', {'a_name': a_name}]",
        "def function(argument, *, keyword='default'): return [argument, keyword, 'argument']\nfunction('x')",
        "class C:\n    attribute = 'value'\n    def method(self): return 'method'\n[C.attribute, C().method(), 'C', 'attribute']",
        "import math as other\n['math', 'other', other.pi, 'pi', '__name__', __name__]",
        "[chr(n) for n in range(300)]",
        "[''.join(chr(n) for n in range(m)) for m in range(3)]",
        "[10 ** 30, 10 ** 30, 100000000000000000000, -100000000000000000000, b'a', b'b', b'', b'a' + b'b']",
        "{'a': 1, 'a' + '': 2, 1: 3, 1.0: 4, True: 5, None: 6, (): 7, (1, 'a'): 8, b'a': 9, 10 ** 30: 10}",
        "{1, 1.0, 'a', ('a',), frozenset([1]), 10 ** 30, b'a'}",
        "x = 'made ' * 9\n[{x: x, 'y': x} for _ in range(3)]",
        "x = (1, [2], 'long ' * 9)\n[x, x, {'x': x}, (x, x)]",
        "x = frozenset([1, 2])\n[x, {x: x}]",
        "x = []\n[x, x, [], (), (), {}]",
        "x = 10 ** 80\n[x, x, -x, [x]]",
        "x = list('some text')\nfor n in range(5): x[n] = None\nx = None\n['after', str(5)]",
        "s = set(range(100))\nfor n in range(0, 100, 3): s.discard(n)\ns.add(500)\ns",
        "s = set('abc')\ns.clear()\n[s, s | {1}]",
        "d = {n: n for n in range(100)}\nfor n in range(0, 100, 3): d.pop(n)\nd[500] = 1\nd",
        "d = {'a': 1}\nd.pop('a')\n[d, {}, {'a': 1}]",
        "d = {'a': 1, 'b': 2}\nd.popitem()\n[{'a': 1, 'b': 2}, d, {'a': 3, 'b': 4}]",
        "rows = [{'a': n, 'b': n, 'c': n} for n in range(6)]\nrows[1].pop('a')\nrows[2].pop('b')\nrows[3].pop('c')\nrows[4].clear()\nrows",
        "[{'a': 1, 'b': 2, 'c': 3}, {'a': 1, 'b': 2}, {'a': 1}, {}, {'a': 1, 'b': 2, 'c': 3}, {'b': 2}, {'a': 1, 'c': 3}]",
        "[{'a': 1}, {'a': 1, 'b': 2}, {'a': 1, 'b': 2, 'c': 3}, {'a': 1, 'b': 2}]",
        "x = [1]\nfor _ in range(12): x = [x, x]\nx",
        "x = {'a': 1}\nfor _ in range(8): x = {'a': x, 'b': x}\n[x]",
        "x = (1,)\nfor _ in range(8): x = (x, x)\n[x, x]",
        "k = 'key ' * 9\n[{k: 1, 'a': 2}, {k: 1, 'a': 2}, {'key ' * 9: 1, 'a': 2}]",
    ];
    each(codes, |code| {
        let (read, _) = compare(&Case::new(code));
        assert!(read, "{code}");
    });
}
