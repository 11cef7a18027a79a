//! What ends a feed from outside: a gentle cancellation and refused output keep the session, a hard end loses it, and
//! what a session holds is counted rightly over many feeds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use std::{thread, time::Duration};

use ciborium::Value;
use messages::{answer, call, fed, feed, map, notation, session, text};
use monty_bridge::{Code, Event, Run};

#[global_allocator]
static ALLOCATOR: monty_bridge::Allocator = monty_bridge::Allocator;

fn code(result: Result<Event, monty_bridge::Error>) -> Code {
    result.unwrap_err().code()
}

/// Feeds code and cancels it until it ends.
fn cancelled(run: &mut Run, source: &str) -> Code {
    let cancel = run.canceller();
    let (done, waiting) = std::sync::mpsc::channel::<()>();
    let canceller = thread::spawn(move || {
        while waiting.recv_timeout(Duration::from_millis(20)) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
            cancel.cancel();
        }
    });
    let result = feed(run, source);
    drop(done);
    canceller.join().unwrap();
    code(result)
}

#[test]
fn a_cancelled_feed_keeps_the_session() {
    let mut run = session(&["f"], &Value::Null);
    feed(&mut run, "n = 0").unwrap();
    assert_eq!(cancelled(&mut run, "while True:\n    n += 1"), Code::Cancelled);
    assert!(!run.is_lost() && !run.is_suspended());
    assert_eq!(
        notation(run.reply()),
        r#"[14, "cancelled", "the execution was cancelled", null]"#
    );
    assert_eq!(feed(&mut run, "n > 0"), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, true, []]");
    // Also while the feed waits for the host.
    assert_eq!(feed(&mut run, "n = f()"), Ok(Event::FunctionCall));
    run.canceller().cancel();
    let id = run.reply()[2];
    assert_eq!(code(answer(&mut run, [0.into(), id.into(), 1.into()])), Code::Cancelled);
    assert_eq!(feed(&mut run, "n > 0"), Ok(Event::Complete));
    // A cancellation between two feeds is not for the next one.
    run.canceller().cancel();
    assert_eq!(feed(&mut run, "n > 0"), Ok(Event::Complete));
}

#[test]
fn a_feed_that_swallows_everything_loses_the_session() {
    let mut run = session(&[], &Value::Null);
    let stubborn = "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass";
    assert_eq!(cancelled(&mut run, stubborn), Code::Cancelled);
    assert!(run.is_lost());
    assert_eq!(code(feed(&mut run, "1")), Code::Lost);
    assert_eq!(code(call(&mut run, "f", [], map([]))), Code::Lost);
    assert_eq!(run.function_names().unwrap_err().code(), Code::Lost);
    assert_eq!(run.reset().unwrap_err().code(), Code::Lost);
}

#[test]
fn refused_output_ends_the_feed_and_keeps_the_session() {
    let mut run = session(&[], &Value::Null);
    run.set_output(Some(Box::new(|_| false)));
    assert_eq!(
        code(feed(&mut run, "x = 1\nprint('y' * 10000)\nx = 2")),
        Code::OutputRefused
    );
    run.set_output(None);
    assert_eq!(feed(&mut run, "x"), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, 1, []]");
}

#[test]
fn too_much_memory_loses_the_session() {
    let mut run = session(&[], &map([("max_memory", (8 << 20).into())]));
    assert_eq!(feed(&mut run, "kept = list(range(1000))"), Ok(Event::Complete));
    assert_eq!(feed(&mut run, "while True:\n    kept.append([1])"), Ok(Event::Raised));
    let reply = notation(run.reply());
    assert!(
        reply.starts_with(r#"[5, ["MemoryError", "memory limit exceeded: "#),
        "{reply}"
    );
    assert!(run.is_lost());
    assert_eq!(code(feed(&mut run, "1")), Code::Lost);
}

#[test]
fn what_many_feeds_leave_behind_is_not_counted() {
    let mut run = session(&["f"], &map([("max_memory", (4 << 20).into())]));
    assert_eq!(
        feed(&mut run, "def g(*a, **k):\n    return [a, k]\nx = None"),
        Ok(Event::Complete)
    );
    let value = || text(&"v".repeat(100_000));
    for _ in 0..100 {
        assert_eq!(fed(&mut run, "x", map([("x", value())])), Ok(Event::Complete));
        assert_eq!(
            call(&mut run, "g", [value()], map([("k", value())])),
            Ok(Event::Complete)
        );
        assert_eq!(call(&mut run, "missing", [value()], map([])), Ok(Event::Raised));
        assert_eq!(feed(&mut run, "f(x)"), Ok(Event::FunctionCall));
        let id = run.reply()[2];
        assert_eq!(answer(&mut run, [0.into(), id.into(), value()]), Ok(Event::Complete));
        assert_eq!(feed(&mut run, "y = ['z'] * 10000\nf(y)"), Ok(Event::FunctionCall));
        run.reset().unwrap();
    }
    // And what they hold is.
    assert_eq!(
        feed(&mut run, "big = list(range(200000))\nwhile True: pass"),
        Ok(Event::Raised)
    );
    assert!(
        notation(run.reply()).contains("MemoryError"),
        "{}",
        notation(run.reply())
    );
}
