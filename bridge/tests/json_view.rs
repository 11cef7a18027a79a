//! The JSON view of each kind, and its errors.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests say what went wrong by panicking"
)]

mod support;

use monty_bridge::{
    JSON_MAX_DEPTH, JsonError,
    JsonErrorKind::{self, *},
    graph::{MontyGraph, MontyNode, NodeId, graph_parts, object_from_graph},
    to_json,
};
use monty_types::{
    BuiltinsFunctions, ExcType, FileMode, MontyDate, MontyDateTime, MontyFileHandle, MontyObject, MontyTime,
    MontyTimeDelta, MontyTimeZone, MontyType, MontyUuid,
};
use num_bigint::BigInt;

fn json(value: &MontyObject) -> Result<String, JsonError> {
    let (graph, root) = graph_parts(value);
    to_json(graph, root, 1 << 20)
}

#[track_caller]
fn is(value: MontyObject, expected: &str) {
    let text = json(&value).unwrap();
    assert_eq!(text, expected);
    serde_json::from_str::<serde_json::Value>(&text).unwrap();
}

#[track_caller]
fn refused(value: &MontyObject, kind: JsonErrorKind, path: &str) {
    let error = json(value).unwrap_err();
    assert_eq!((error.kind(), error.path()), (kind, path), "{error}");
}

fn id() -> MontyUuid {
    MontyUuid::from_u128(1)
}

fn string(text: &str) -> MontyObject {
    MontyObject::string(text)
}

#[test]
fn plain_values() {
    is(MontyObject::none(), "null");
    is(MontyObject::bool(true), "true");
    is(MontyObject::bool(false), "false");
    is(MontyObject::int(i64::MIN), "-9223372036854775808");
    is(
        MontyObject::bigint(-(BigInt::from(1u8) << 70u32)),
        "-1180591620717411303424",
    );
    is(MontyObject::float(1.0), "1.0");
    is(MontyObject::float(-0.0), "-0.0");
    is(MontyObject::float(1e16), "1e+16");
    is(MontyObject::float(1e-5), "1e-05");
    is(MontyObject::list([]), "[]");
    is(MontyObject::dict([]), "{}");
    is(
        string("a\"\\/\n\r\t\u{8}\u{c}\u{0}\u{1f}\u{7f}é\u{2028}😀<>&"),
        "\"a\\\"\\\\/\\n\\r\\t\\b\\f\\u0000\\u001f\u{7f}é\u{2028}😀<>&\"",
    );
}

#[test]
fn containers_become_arrays_and_objects() {
    let items = || [MontyObject::int(1), MontyObject::list([string("a")])];
    is(MontyObject::list(items()), r#"[1,["a"]]"#);
    is(MontyObject::tuple(items()), r#"[1,["a"]]"#);
    is(MontyObject::named_tuple("P", ["x", "y"], items()), r#"[1,["a"]]"#);
    is(MontyObject::set([MontyObject::int(1)]), "[1]");
    is(MontyObject::frozenset([MontyObject::int(1)]), "[1]");
    let class = MontyObject::class_type("P", id(), true, true, [(string("z"), MontyObject::int(0))]);
    let attrs = [(string("x"), MontyObject::int(1)), (string("y"), MontyObject::dict([]))];
    is(
        MontyObject::class_instance(class.clone(), id(), attrs),
        r#"{"x":1,"y":{}}"#,
    );
    is(class, r#""<class 'P'>""#);
}

#[test]
fn dict_keys_are_those_of_json_dumps() {
    let keys = [
        (string("s"), "\"s\""),
        (MontyObject::none(), "\"null\""),
        (MontyObject::bool(true), "\"true\""),
        (MontyObject::int(-7), "\"-7\""),
        (
            MontyObject::bigint(BigInt::from(1u8) << 64u32),
            "\"18446744073709551616\"",
        ),
        (MontyObject::float(0.5), "\"0.5\""),
        (MontyObject::float(f64::NAN), "\"NaN\""),
        (MontyObject::float(f64::INFINITY), "\"Infinity\""),
        (MontyObject::float(f64::NEG_INFINITY), "\"-Infinity\""),
        (string("\u{1}"), "\"\\u0001\""),
    ];
    for (key, text) in keys {
        is(
            MontyObject::dict([(key, MontyObject::int(1))]),
            &format!("{{{text}:1}}"),
        );
    }
    // Keys that become one are all kept, in order.
    is(
        MontyObject::dict([
            (MontyObject::int(1), MontyObject::none()),
            (string("1"), MontyObject::int(2)),
        ]),
        r#"{"1":null,"1":2}"#,
    );
    is(
        MontyObject::dict([(string("$tuple"), MontyObject::list([]))]),
        r#"{"$tuple":[]}"#,
    );
}

#[test]
fn bytes_become_standard_base64() {
    for (bytes, text) in [
        (&b""[..], ""),
        (b"f", "Zg=="),
        (b"fo", "Zm8="),
        (b"foo", "Zm9v"),
        (b"foob", "Zm9vYg=="),
        (b"\xfb\xff\xfe", "+//+"),
    ] {
        is(MontyObject::bytes(bytes), &format!("\"{text}\""));
    }
}

#[test]
fn dates_times_and_zones_are_iso_8601() {
    let date = MontyDate {
        year: 1,
        month: 2,
        day: 3,
    };
    is(MontyObject::date(date), r#""0001-02-03""#);
    let datetime = |microsecond, offset_seconds, name: Option<&str>| {
        MontyObject::datetime(MontyDateTime {
            year: 2026,
            month: 11,
            day: 3,
            hour: 4,
            minute: 5,
            second: 6,
            microsecond,
            offset_seconds,
            timezone_name: name.map(str::to_owned),
        })
    };
    is(datetime(0, None, None), r#""2026-11-03T04:05:06""#);
    is(datetime(70, Some(0), Some("GMT")), r#""2026-11-03T04:05:06.000070Z""#);
    is(datetime(0, Some(-19_800), None), r#""2026-11-03T04:05:06-05:30""#);
    is(datetime(0, Some(30), None), r#""2026-11-03T04:05:06+00:00:30""#);
    let time = |offset_seconds| {
        MontyObject::time(MontyTime {
            hour: 1,
            minute: 2,
            second: 3,
            microsecond: 400_000,
            offset_seconds,
            timezone_name: None,
            fold: 1,
        })
    };
    is(time(None), r#""01:02:03.400000""#);
    is(time(Some(0)), r#""01:02:03.400000Z""#);
    let zone = |offset_seconds, name: Option<&str>| {
        MontyObject::timezone(MontyTimeZone {
            offset_seconds,
            name: name.map(str::to_owned),
        })
    };
    is(zone(0, None), r#""UTC""#);
    is(zone(-30, None), r#""UTC-00:00:30""#);
    is(zone(3600, Some("CET")), r#""CET""#);
}

#[test]
fn timedeltas_are_iso_8601_durations() {
    for (days, seconds, microseconds, text) in [
        (0, 0, 0, "PT0S"),
        (1, 7203, 500_000, "P1DT2H3.5S"),
        (1, 0, 0, "P1D"),
        (-1, 0, 0, "-P1D"),
        (-1, 86_399, 999_999, "-PT0.000001S"),
        (-1, 1, 0, "-PT23H59M59S"),
        (365, 0, 0, "P1Y"),
        (400, 5, 0, "P1Y35DT5S"),
        (0, 5400, 0, "PT1H30M"),
        (-999_999_999, 0, 0, "-P2739726Y9D"),
        (999_999_999, 86_399, 999_999, "P2739726Y9DT23H59M59.999999S"),
    ] {
        let delta = MontyTimeDelta {
            days,
            seconds,
            microseconds,
        };
        is(MontyObject::timedelta(delta), &format!("\"{text}\""));
    }
}

#[test]
fn other_values_become_their_text() {
    is(MontyObject::decimal("1.20"), r#""1.20""#);
    is(MontyObject::decimal("-NaN12"), r#""-NaN12""#);
    is(MontyObject::complex(1.0, -2.5), r#""(1-2.5j)""#);
    is(MontyObject::path("/a b"), r#""/a b""#);
    is(
        MontyObject::exception(ExcType::ValueError, Some("no\n".into())),
        r#""ValueError: no\n""#,
    );
    is(
        MontyObject::exception(ExcType::JsonDecodeError, None),
        r#""json.JSONDecodeError""#,
    );
    is(
        MontyObject::exception(ExcType::KeyError, Some(String::new())),
        r#""KeyError""#,
    );
    is(MontyObject::type_object(MontyType::Int), r#""<class 'int'>""#);
    is(
        MontyObject::builtin_function(BuiltinsFunctions::Len),
        r#""<built-in function len>""#,
    );
    is(
        MontyObject::function("f", Some("doc".into())),
        r#""<function 'f' external>""#,
    );
    is(MontyObject::module("m.n", id(), []), r#""<module 'm.n'>""#);
    is(MontyObject::ellipsis(), r#""Ellipsis""#);
    is(MontyObject::not_implemented(), r#""NotImplemented""#);
    is(MontyObject::repr("<generator>"), r#""<generator>""#);
    is(MontyObject::cycle("[...]"), r#""[...]""#);
    let file = MontyFileHandle {
        path: "/p".into(),
        mode: FileMode::Read(false),
        position: 3,
    };
    is(
        MontyObject::file_handle(file),
        r#""<_io.TextIOWrapper name='/p' mode='r'>""#,
    );
}

#[test]
fn errors_name_the_path() {
    let nan = || MontyObject::float(f64::NAN);
    let at = |key: MontyObject| MontyObject::dict([(string("first"), MontyObject::none()), (key, nan())]);
    refused(&nan(), NotANumber, "");
    refused(
        &MontyObject::tuple([MontyObject::int(1), MontyObject::float(f64::INFINITY)]),
        NotANumber,
        "[1]",
    );
    refused(&MontyObject::list([at(string("price"))]), NotANumber, "[0].price");
    refused(&at(string("two words")), NotANumber, r#"["two words"]"#);
    refused(&at(string("1st")), NotANumber, r#"["1st"]"#);
    refused(&at(string("")), NotANumber, r#"[""]"#);
    refused(&at(string("\u{1}")), NotANumber, r#"["\u0001"]"#);
    refused(&at(MontyObject::int(7)), NotANumber, "[7]");
    refused(&at(MontyObject::none()), NotANumber, "[null]");
    let long = "é".repeat(100);
    refused(&at(string(&long)), NotANumber, &format!("[\"{}\"...]", "é".repeat(64)));
    let inside = |key: MontyObject| MontyObject::list([MontyObject::dict([(key, MontyObject::int(1))])]);
    refused(&inside(MontyObject::tuple([])), Key, "[0]");
    refused(&inside(MontyObject::bytes(*b"a")), Key, "[0]");
    let error = json(&inside(MontyObject::bytes(*b"a"))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no JSON view: [0]: key 1 has a type that JSON keys cannot have"
    );
    let mut deep = nan();
    for _ in 0..20 {
        deep = MontyObject::list([deep]);
    }
    refused(&deep, NotANumber, &format!("{0}...{0}", "[0]".repeat(8)));
}

#[test]
fn expansion_of_shared_values_stops_at_the_budget() {
    // Forty levels of a list that holds the one below twice: a million million items.
    let mut nodes = vec![MontyNode::List(vec![])];
    for level in 0..40 {
        nodes.push(MontyNode::List(vec![NodeId(level), NodeId(level)]));
    }
    let graph = MontyGraph::from_nodes(nodes).unwrap();
    let error = to_json(&graph, NodeId(40), 100_000).unwrap_err();
    assert_eq!(error.kind(), OverBudget);
    assert!(to_json(&graph, NodeId(3), 100_000).is_ok());
}

#[test]
fn a_big_int_takes_more_of_the_budget_than_its_digits() {
    let value = MontyObject::bigint(BigInt::from(1u8) << 400_000u32);
    let (graph, root) = graph_parts(&value);
    assert_eq!(to_json(graph, root, 1_000_000).unwrap_err().kind(), OverBudget);
    assert_eq!(to_json(graph, root, 10_000_000).unwrap().len(), 120_412);
}

#[test]
fn nesting_has_a_limit() {
    let mut nodes = vec![MontyNode::List(vec![])];
    for level in 0..JSON_MAX_DEPTH as u32 {
        nodes.push(MontyNode::Dict(vec![]));
        let last = nodes.len() - 1;
        nodes[last] = MontyNode::List(vec![NodeId(level)]);
    }
    let graph = MontyGraph::from_nodes(nodes).unwrap();
    let top = NodeId(JSON_MAX_DEPTH as u32);
    assert_eq!(to_json(&graph, top, 1 << 20).unwrap_err().kind(), TooDeep);
    let text = to_json(&graph, NodeId(top.0 - 1), 1 << 20).unwrap();
    assert_eq!(text.len(), 2 * JSON_MAX_DEPTH);
}

#[test]
fn what_is_not_reachable_has_no_part_in_the_view() {
    let mut graph = MontyGraph::new();
    graph.push(MontyNode::Float(f64::NAN));
    let root = graph.push(MontyNode::Int(1));
    is(object_from_graph(graph, root).unwrap(), "1");
}
