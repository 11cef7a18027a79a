//! Values that go in and come out of a run without being encoded.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use ciborium::Value;
use messages::{array, bytes, map, notation, program};
use monty_bridge::{Code, Event, Run};
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
