//! Values that go in and come out of a run without being encoded.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use ciborium::Value;
use messages::{answer, array, bytes, call, fed, feed, map, notation, program, session};
use monty_bridge::{Code, Error, Event, Run};
use monty_types::MontyObject;

fn start(inputs: Value) -> Vec<u8> {
    bytes(&array([inputs, Value::Null]))
}

#[test]
fn an_input_that_is_ready_is_left_out_of_the_request() {
    let program = program("[x, y, z]", &["x", "y", "z"], &[]);
    let mut run = Run::new();
    for request in [
        start(array([1.into(), 3.into()])),
        start(map([("z", 3.into()), ("x", 1.into())])),
    ] {
        run.set_input("y", || Ok(MontyObject::int(2))).unwrap();
        assert_eq!(run.start(&program, &request).unwrap(), Event::Complete);
        assert_eq!(notation(run.reply()), "[0, [1, 2, 3], []]");
    }
    let error = run.start(&program, &start(array([1.into(), 3.into()]))).unwrap_err();
    assert_eq!(error.code(), Code::InputCount, "the start before took it");
}

#[test]
fn an_input_that_does_not_fit_is_refused() {
    let program = program("x", &["x"], &[]);
    let mut run = Run::new();
    run.set_input("x", || Ok(MontyObject::int(1))).unwrap();
    let error = run.set_input("x", || Ok(MontyObject::int(2))).unwrap_err();
    assert_eq!(error.code(), Code::InputDuplicate);
    let error = run
        .set_input("z", || Ok(MontyObject::set([MontyObject::list([])])))
        .unwrap_err();
    assert_eq!(error.code(), Code::InputValue);
    run.set_input("z", || Ok(MontyObject::int(1))).unwrap();
    let error = run.start(&program, &start(array([]))).unwrap_err();
    assert_eq!(error.code(), Code::InputUnknown);
    let error = run.start(&program, &start(array([]))).unwrap_err();
    assert_eq!(error.code(), Code::InputCount, "a refused start took them all the same");
}

#[test]
fn a_result_can_stay_in_the_run() {
    let program = program("[x] * 3", &["x"], &[]);
    let mut run = Run::new();
    assert_eq!(run.take_result(), None);
    run.keep_results(true);
    for _ in 0..2 {
        run.start(&program, &start(array([1.into()]))).unwrap();
        assert_eq!(notation(run.reply()), "[0, null, []]");
    }
    let result = run.take_result().unwrap();
    assert_eq!(result, MontyObject::list([1, 1, 1].map(MontyObject::int)));
    assert_eq!(run.take_result(), None, "it was taken");
    run.start(&program, &start(array([1.into()]))).unwrap();
    run.keep_results(false);
    assert_eq!(run.take_result(), None);
    run.start(&program, &start(array([1.into()]))).unwrap();
    assert_eq!(notation(run.reply()), "[0, [1, 1, 1], []]");
}

/// Makes an int an input that is ready.
fn ready(run: &mut Run, name: &str, value: i64) -> Result<(), Error> {
    run.set_input(name, || Ok(MontyObject::int(value)))
}

#[test]
fn a_feed_takes_the_inputs_that_are_ready() {
    let mut run = session(&[], &Value::Null);
    for _ in 0..2 {
        ready(&mut run, "x", 1).unwrap();
        run.set_input("z", || Ok(MontyObject::list([MontyObject::list([])])))
            .unwrap();
        let shared = Value::Tag(28, Box::new(array([2.into()])));
        let others = map([("y", shared), ("same", Value::Tag(29, Box::new(0.into())))]);
        assert_eq!(fed(&mut run, "[x, y, z, y is same]", others), Ok(Event::Complete));
        assert_eq!(notation(run.reply()), "[0, [1, [2], [[]], true], []]");
    }
    // They are globals from then on; the next feed has none of its own.
    assert_eq!(feed(&mut run, "x += 1\n[x, z]"), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, [2, [[]]], []]");
    ready(&mut run, "x", 7).unwrap();
    assert_eq!(feed(&mut run, ""), Ok(Event::Complete));
    assert_eq!(feed(&mut run, "x"), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, 7, []]");
}

#[test]
fn a_feed_refuses_what_is_ready_as_it_refuses_what_it_is_given() {
    let mut run = session(&["host"], &Value::Null);
    feed(&mut run, "x = 0").unwrap();
    for (name, given, code) in [
        ("no name", Value::Null, Code::Name),
        ("if", Value::Null, Code::Name),
        ("host", Value::Null, Code::Name),
        ("x", map([("x", 2.into())]), Code::InputDuplicate),
        ("x", map([("y", 2.into()), ("y", 2.into())]), Code::InputDuplicate),
        ("x", map([("no name", 2.into())]), Code::Name),
    ] {
        ready(&mut run, "z", 1).unwrap();
        ready(&mut run, name, 1).unwrap();
        assert_eq!(fed(&mut run, "x", given).unwrap_err().code(), code, "{name}");
        // The session is as it was, and nothing is ready any more.
        assert_eq!(feed(&mut run, "x").unwrap(), Event::Complete);
        assert_eq!(notation(run.reply()), "[0, 0, []]", "{name}");
        assert_eq!(feed(&mut run, "z").unwrap(), Event::NameLookup);
        run.reset().unwrap();
    }
    let long = "#".repeat(monty_bridge::MAX_SOURCE_BYTES + 1);
    ready(&mut run, "x", 1).unwrap();
    assert_eq!(feed(&mut run, &long).unwrap_err().code(), Code::SourceLength);
    ready(&mut run, "x", 1).unwrap();
    assert_eq!(run.feed(&[0x82]).unwrap_err().status(), monty_bridge::Status::Decode);
    assert_eq!(feed(&mut run, "x").unwrap(), Event::Complete);
    assert_eq!(notation(run.reply()), "[0, 0, []]");
}

#[test]
fn an_input_that_a_session_refuses_leaves_the_others_ready() {
    let mut run = session(&["f"], &Value::Null);
    ready(&mut run, "x", 1).unwrap();
    assert_eq!(ready(&mut run, "x", 2).unwrap_err().code(), Code::InputDuplicate);
    let unhashable = || Ok(MontyObject::set([MontyObject::list([])]));
    assert_eq!(run.set_input("y", unhashable).unwrap_err().code(), Code::InputValue);
    let failure = || Err(Error::new(Code::NoTable, "no table"));
    assert_eq!(run.set_input("y", failure).unwrap_err().code(), Code::NoTable);
    assert_eq!(feed(&mut run, "f(x)"), Ok(Event::FunctionCall));
    assert!(
        notation(run.reply()).starts_with("[1, 0, \"f\", [1], "),
        "{}",
        notation(run.reply())
    );
    assert_eq!(ready(&mut run, "y", 1).unwrap_err().code(), Code::Suspended);
    assert_eq!(answer(&mut run, [0.into(), 0.into(), 5.into()]), Ok(Event::Complete));
}

#[test]
fn resets_and_calls_drop_what_is_ready() {
    let mut run = session(&[], &Value::Null);
    feed(&mut run, "x = 0\ndef f(): return x").unwrap();
    ready(&mut run, "x", 1).unwrap();
    run.reset().unwrap();
    assert_eq!(feed(&mut run, "x"), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, 0, []]");
    ready(&mut run, "x", 1).unwrap();
    let error = call(&mut run, "f", [], map([])).unwrap_err();
    assert_eq!(
        (error.code(), error.message()),
        (Code::InputUnknown, "a call has no input \"x\"")
    );
    assert_eq!(call(&mut run, "f", [], map([])), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, 0, []]");
}

#[test]
fn a_result_of_a_session_stays_until_it_is_taken() {
    let mut run = session(&["g"], &Value::Null);
    feed(&mut run, "def f(n): return [n]").unwrap();
    run.keep_results(true);
    let one = || MontyObject::list([MontyObject::int(1)]);
    assert_eq!(feed(&mut run, "f(1)"), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, null, []]");
    assert_eq!(run.take_result(), Some(one()));
    assert_eq!(run.take_result(), None, "it was taken");
    assert_eq!(call(&mut run, "f", [1.into()], map([])), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, null, []]");
    assert_eq!(run.use_result(|result| *result.object() == one()), Some(true));
    assert_eq!(run.use_result(|_| ()), None, "it was used");
    // At the end of a feed that was suspended, and not of one that raised.
    assert_eq!(feed(&mut run, "f(g())"), Ok(Event::FunctionCall));
    assert_eq!(run.take_result(), None);
    let id = run.reply()[2];
    assert_eq!(answer(&mut run, [0.into(), id.into(), 1.into()]), Ok(Event::Complete));
    assert_eq!(run.take_result(), Some(one()));
    assert_eq!(feed(&mut run, "1 / 0"), Ok(Event::Raised));
    assert_eq!(run.take_result(), None);
    // The next execution drops it, also one that is refused.
    for refused in [false, true] {
        feed(&mut run, "f(1)").unwrap();
        if refused {
            run.feed(&[]).unwrap_err();
        } else {
            assert_eq!(call(&mut run, "missing", [], map([])), Ok(Event::Raised));
        }
        assert_eq!(run.take_result(), None);
    }
    feed(&mut run, "f(1)").unwrap();
    run.keep_results(false);
    assert_eq!(run.take_result(), None);
    assert_eq!(feed(&mut run, "f(2)"), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, [2], []]");
    assert_eq!(run.take_result(), None);
}

#[test]
fn a_session_takes_back_instances_of_its_own_classes() {
    let mut run = session(&[], &Value::Null);
    let code = "from dataclasses import dataclass\n@dataclass\nclass C:\n    n: int\nkept = [C(1), C(2)]\nkept";
    run.keep_results(true);
    feed(&mut run, code).unwrap();
    let rows = run.take_result().unwrap();
    run.keep_results(false);
    run.set_input("rows", || Ok(rows)).unwrap();
    let code = "[isinstance(rows[0], C), rows[0] is kept[0], rows == kept, [row.n for row in rows]]";
    assert_eq!(feed(&mut run, code), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, [true, true, true, [1, 2]], []]");
}
