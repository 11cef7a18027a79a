//! What is read from the heap is what the interpreter exports.

use monty::{MontyRun, NameLookup, RunProgress};
use monty_types::{CompileOptions, MontyObject, NameLookupResult, PrintWriter, ResourceLimits, ResourceTracker};

use super::{
    graph,
    held::{first, with_name},
    image::Image,
};
use crate::engine::enter::enter;

/// The run of a source that ends with an expression, when its result is there.
fn held(source: &str) -> NameLookup {
    let source = with_name(source).unwrap();
    let run = MontyRun::new(source, "test.py", Vec::new(), CompileOptions::default()).unwrap();
    let tracker = ResourceTracker::new(ResourceLimits::default());
    match run.start(Vec::new(), tracker, PrintWriter::Disabled).unwrap() {
        RunProgress::NameLookup(lookup) => lookup,
        other => panic!("{other:?}"),
    }
}

/// What is read of the result.
fn result(lookup: &NameLookup) -> Option<MontyObject> {
    Some(graph::object(&Image::of(lookup)?).unwrap())
}

/// What the interpreter makes of the result.
fn exported(lookup: NameLookup) -> MontyObject {
    let none = NameLookupResult::Value(MontyObject::none());
    match lookup.resume(none, PrintWriter::Disabled).unwrap() {
        RunProgress::Complete(pair) => first(pair).unwrap(),
        other => panic!("{other:?}"),
    }
}

const PRELUDE: &str = "
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from collections import Counter, defaultdict, deque, namedtuple
from dataclasses import dataclass
Point = namedtuple('Point', ['x', 'y'])
@dataclass
class Item:
    name: str
def grow(n):
    x = []
    for _ in range(n):
        x = [x]
    return x
";

#[test]
fn what_is_read_is_what_is_exported() {
    for source in [
        "None",
        "True",
        "7",
        "-9223372036854775808",
        "9223372036854775807",
        "1.5",
        "[float('inf'), -0.0, 5e-324]",
        "''",
        "'x'",
        "'é'",
        "'a text of the source'",
        "'made ' + str(7)",
        "['', 'a', '\\x7f', '\\x80', 'name', 'value', 'é', 'x' * 40, chr(0x1F600)]",
        "[b'', b'x', b'of the source', b'\\x00\\xff' * 3]",
        "[10 ** 30, -10 ** 30, 2 ** 64, 2 ** 63, -2 ** 63 - 1, 123456789012345678901234567890]",
        "[2 ** n for n in range(60, 200)] + [-(2 ** n) for n in range(60, 200)]",
        "[1j, complex(-0.0, float('inf'))]",
        "[date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29)]",
        "[datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999), datetime(2024, 2, 29, 1, 2, 3, 4000)]",
        "[datetime(2024, 2, 29, 1, 2, 3, us) for us in (0, 1, 10, 999, 1000, 123000, 123456, 999999)]",
        "[datetime(2024, 2, 29, tzinfo=timezone.utc), datetime(2024, 1, 1, tzinfo=timezone(timedelta(hours=-5), 'EST'))]",
        "[datetime(2024, 1, 1, tzinfo=timezone(timedelta(seconds=s))) for s in (1, -1, 3600, 86399, -86399)]",
        "[time(), time(23, 59, 59, 999999), time(1, fold=1)]",
        "[timedelta(), timedelta.max, timedelta.min, timedelta(microseconds=-1), timedelta(days=-1, seconds=5)]",
        "[Decimal('1.50'), Decimal('-0'), Decimal('0E+5'), Decimal('1E-10'), Decimal('-123.45'), Decimal('1E+20')]",
        "[Decimal('9' * n) for n in (18, 19, 20, 37, 38, 39, 57, 100)] + [Decimal('1' + '0' * 19), Decimal('1' + '0' * 38)]",
        "[Decimal('-' + '12345678901234567890' * 3 + 'E-30'), Decimal('1E+999999'), Decimal('0.' + '0' * 40 + '1')]",
        "Path('/a/b')",
        "[]",
        "()",
        "{}",
        "set()",
        "frozenset()",
        "(1, 'x', None, [2.5], ())",
        "[(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)]",
        "{1, 'x', 2.5, None}",
        "frozenset([1, (2, 3)])",
        "{'a': 1, 2: 'b', None: [1], (1, 2): {'c': {}}}",
        "d = {'a': 1, 'b': 2, 'c': 3}\nd.pop('b')\nd['b'] = 4\nd",
        "s = {1, 2, 3, 4}\ns.discard(2)\ns",
        "[Counter('abca'), defaultdict(list, {'a': [1]})]",
        "x = [1]\n[x, x, {'x': x}]",
        "x = 'shared ' + str(1)\n[x] * 3",
        "[{'id': i, 'name': 'n' + str(i), 'even': i % 2 == 0, 'half': i / 2} for i in range(50)]",
        "Point(1, 2)",
        "Other = namedtuple('Other', ['x'])\nWider = namedtuple('Point', ['x', 'y', 'z'])\n[Point(1, 'a'), Point(2, None), Other(1), Wider(1, 2, 3), Point(3, 4)]",
        "made = namedtuple('M' + str(1), ['f' + str(i) for i in range(3)])\n[made(1, 2, 3), made(4, 5, 6), Point(1, [2])]",
        "[namedtuple('Empty', [])()]",
        "unrelated = [Item('x'), grow(300), Point(1, 2), deque([1]), len]\n[1, 2]",
        "gone = [str(i) for i in range(100)]\ngone = None\n['kept ' + str(i) for i in range(10)]",
        "grow(50)",
        "print('x')",
        "# a comment\n(\n  [1,\n   2]\n)\n",
    ] {
        enter(|| {
            let lookup = held(&format!("{PRELUDE}{source}"));
            let read = result(&lookup).unwrap_or_else(|| panic!("{source} is not read"));
            assert_eq!(read, exported(lookup), "{source}");
        })
        .unwrap();
    }
}

#[test]
fn what_is_not_read_is_left_to_the_interpreter() {
    for source in [
        "Item('x')",
        "[1, Item]",
        "deque([1])",
        "x = [1]\nx.append(x)\nx",
        "grow(150)",
        "len",
        "int",
        "ValueError('x')",
        "...",
        "lambda: 0",
        "grow",
        "timezone.utc",
        "time(1, tzinfo=timezone.utc)",
        "Decimal('NaN')",
        "[Decimal('-Infinity')]",
        "range(3)",
        "iter([1])",
    ] {
        enter(|| {
            let lookup = held(&format!("{PRELUDE}{source}"));
            assert_eq!(result(&lookup), None, "{source}");
        })
        .unwrap();
    }
}
