//! Limits hold, and what breaks through the interpreter's own protection does not end the process.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use std::time::Instant;

use ciborium::Value;
use messages::{answer, array, bytes, map, notation, outcome, program, started};
use monty_bridge::{Event, Run};

fn raised(code: &str, options: &Value, start: &str) {
    let (event, reply) = outcome(code, options);
    assert_eq!(event, Event::Raised, "{reply}");
    assert!(reply.starts_with(&format!("[5, [{start}")), "{reply}");
}

#[test]
fn an_endless_loop_ends_at_its_time() {
    let begin = Instant::now();
    raised(
        "while True: pass",
        &map([("max_duration_us", 50_000.into())]),
        r#""TimeoutError", "feed time limit exceeded: "#,
    );
    raised(
        "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
        &map([("max_turn_duration_us", 50_000.into())]),
        r#""TimeoutError", "turn time limit exceeded: "#,
    );
    assert!(begin.elapsed().as_secs() < 8, "{:?}", begin.elapsed());
}

#[test]
fn time_with_the_host_does_not_count() {
    let (mut run, _) = started("f()", &["f"], &map([("max_duration_us", 20_000.into())]));
    std::thread::sleep(std::time::Duration::from_millis(40));
    assert_eq!(answer(&mut run, [0.into(), 0.into(), 1.into()]), Ok(Event::Complete));
}

/// Runs code on a thread with a stack of 128 KiB, as small as they come, and returns the event and its bytes.
fn on_a_small_thread(code: &str, options: Value) -> (Event, Vec<u8>) {
    let program = program(code, &[], &[]);
    let request = bytes(&array([array([]), options]));
    let run = move || {
        let mut run = Run::new();
        let event = run.start(&program, &request).unwrap();
        (event, run.reply().to_vec())
    };
    std::thread::Builder::new()
        .stack_size(128 << 10)
        .spawn(run)
        .unwrap()
        .join()
        .unwrap()
}

#[test]
fn deep_calls_are_a_recursion_error_on_a_small_thread() {
    for depth in [Value::Null, 1000.into()] {
        for code in [
            "def f(n): return f(n + 1)\nf(0)",
            // Each level also goes through native code.
            "def f(n): return sorted([n], key=lambda x: f(x + 1))\nf(0)",
            "class A:\n    def __repr__(self): return repr([A()])\nrepr(A())",
            "class A:\n    def __eq__(self, other): return [A()] == [A()]\nA() == A()",
        ] {
            let (event, reply) = on_a_small_thread(code, map([("max_recursion_depth", depth.clone())]));
            assert_eq!(event, Event::Raised);
            assert_eq!(reply[..18], *b"\x83\x05\x84\x6eRecursionError", "{code}");
        }
    }
}

#[test]
fn deep_values_are_an_error_or_a_value_on_a_small_thread() {
    for depth in [Value::Null, 1000.into()] {
        for code in [
            "repr(a)",
            "a == b",
            "hash(t)",
            "a",
            "[a, t]",
            "import json\njson.dumps(a)",
            "import copy\ncopy.deepcopy(a)",
        ] {
            let code = format!("a, b, t = [], [], ()\nfor _ in range(50000): a, b, t = [a], [b], (t,)\n{code}");
            let (event, reply) = on_a_small_thread(&code, map([("max_recursion_depth", depth.clone())]));
            match event {
                Event::Complete => assert_eq!(reply[..2], [0x83, 0]),
                Event::Raised => assert_eq!(reply[..18], *b"\x83\x05\x84\x6eRecursionError", "{code}"),
                _ => panic!("{code}: {event:?}"),
            }
        }
    }
}

#[test]
fn a_large_allocation_is_a_memory_error() {
    let million = map([("max_memory", 1_000_000.into())]);
    raised(
        "'a' * 10_000_000",
        &million,
        r#""MemoryError", "memory limit exceeded: "#,
    );
    raised("[0] * 10**9", &Value::Null, r#""MemoryError""#);
    raised("2 ** 10**10", &Value::Null, r#""MemoryError""#);
    assert_eq!(
        outcome("len('a' * 10_000_000)", &Value::Null),
        (Event::Complete, "[0, 10000000, []]".to_owned())
    );
}

#[test]
fn suspensions_are_counted() {
    let code = "n = 0\nwhile True:\n    try:\n        f()\n        n += 1\n    except BaseException: pass";
    let (mut run, mut event) = started(code, &["f"], &map([("max_suspensions", 5.into())]));
    let mut calls = 0;
    while event == Event::FunctionCall {
        event = answer(&mut run, [0.into(), calls.into(), Value::Null]).unwrap();
        calls += 1;
    }
    assert_eq!((event, calls), (Event::Raised, 5));
    let reply = notation(run.reply());
    assert!(
        reply.starts_with(r#"[5, ["RuntimeError", "suspension limit exceeded: 5", "#),
        "{reply}"
    );
}

#[test]
fn output_comes_with_the_event_that_follows_it() {
    let code = "import sys\nprint('a', 1)\nprint('e', file=sys.stderr)\nprint('b', end='')\nf()\nprint('c')";
    let (mut run, event) = started(code, &["f"], &Value::Null);
    assert_eq!(event, Event::FunctionCall);
    let reply = notation(run.reply());
    assert!(reply.ends_with(r#"[[1, "a 1\n"], [2, "e\n"], [1, "b"]]]"#), "{reply}");
    answer(&mut run, [0.into(), 0.into(), Value::Null]).unwrap();
    assert_eq!(notation(run.reply()), r#"[0, null, [[1, "c\n"]]]"#);

    let (event, reply) = outcome("print('x')\n1 / 0", &Value::Null);
    assert_eq!(event, Event::Raised);
    assert!(reply.ends_with(r#"null], [[1, "x\n"]]]"#), "{reply}");
}

#[test]
fn output_is_limited_over_the_whole_run() {
    let limit = map([("max_output", 1000.into())]);
    raised("while True: print('x' * 100)", &limit, r#""MemoryError""#);
    let (mut run, mut event) = started("while True:\n    print('x' * 100)\n    f()", &["f"], &limit);
    let mut calls = 0;
    while event == Event::FunctionCall {
        event = answer(&mut run, [0.into(), calls.into(), Value::Null]).unwrap();
        calls += 1;
    }
    assert_eq!(event, Event::Raised);
    assert!(calls > 3 && calls < 10, "{calls}");
}

#[test]
fn a_suspended_state_is_dropped_with_stack_enough() {
    let code = "a = []\nfor _ in range(200000): a = [a]\nf(1)\nb = a";
    let program = program(code, &[], &["f"]);
    let drop_it = move || {
        let mut run = Run::new();
        for _ in 0..2 {
            assert_eq!(run.start(&program, &[0x82, 0x80, 0xf6]), Ok(Event::FunctionCall));
            run.reset().unwrap();
        }
        assert_eq!(run.start(&program, &[0x82, 0x80, 0xf6]), Ok(Event::FunctionCall));
        assert_eq!(run.resume(&[0x83, 0, 0, 1]), Ok(Event::Complete));
        assert_eq!(run.start(&program, &[0x82, 0x80, 0xf6]), Ok(Event::FunctionCall));
        drop(run);
    };
    std::thread::Builder::new()
        .stack_size(128 << 10)
        .spawn(drop_it)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn a_run_moves_between_threads() {
    let (mut run, _) = started("[f(), f()]", &["f"], &Value::Null);
    for id in 0..2 {
        run = std::thread::spawn(move || {
            answer(&mut run, [0.into(), id.into(), id.into()]).unwrap();
            run
        })
        .join()
        .unwrap();
    }
    assert_eq!(notation(run.reply()), "[0, [0, 1], []]");
}
