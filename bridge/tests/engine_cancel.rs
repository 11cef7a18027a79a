//! What a run executes can be ended from another thread, whatever its code does about it, and its output goes to the host
//! while it runs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use ciborium::Value;
use messages::{answer, array, bytes, map, notation, outcome, program, started, text};
use monty_bridge::{Allocator, Code, Event, Run, stats};

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// How long an end may take on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// Code that does not end by itself, with what it does against being ended.
const ENDLESS: &[&str] = &[
    "while True: pass",
    "while True:\n    try: pass\n    except BaseException: pass",
    "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "def f():\n    try:\n        while True: pass\n    finally: f()\nf()",
    "while True:\n    try:\n        try:\n            while True: pass\n        finally:\n            while True: pass\n    finally:\n        while True: pass",
    "def f():\n    try: f()\n    except BaseException: f()\n    finally: f()\nf()",
    "sorted(range(1000000), key=lambda x: [i for i in range(100000)])",
    "[x for x in range(10**9) if [y for y in range(1000)] is None]",
    "{x: x for x in range(10**9) if x < 0}",
    "list(map(lambda x: [i for i in range(1000)] is None, range(10**7)))",
    "max((x for x in range(10**9)), key=lambda x: [i for i in range(1000)])",
    "import functools\nfunctools.reduce(lambda a, b: [i for i in range(300)], range(10**7))",
    "class A:\n    def __repr__(self):\n        while True: pass\nrepr(A())",
    "class A:\n    def __eq__(self, other):\n        while True: pass\nA() == A()",
    "class A:\n    def __hash__(self):\n        while True: pass\n{A(): 1}",
    "class A:\n    def __init__(self):\n        while True: pass\nA()",
    "import asyncio\nasync def f():\n    while True:\n        try: pass\n        except BaseException: pass\nasyncio.run(f())",
    "import asyncio\nasync def f():\n    while True: pass\nasync def main(): await asyncio.gather(f(), f())\nasyncio.run(main())",
    "l = []\nfor i in range(10**9):\n    l.append(i)\n    if len(l) > 1000: l.clear()",
    "d = {i: i for i in range(1000)}\nwhile True:\n    for k in d:\n        try: d[k] // 0\n        except ZeroDivisionError: pass",
    "def f(n): return 1 if n == 0 else f(n - 1) + f(n - 1)\nf(60)",
    "import random\nwhile True: random.random()",
    "while True: print('x')",
    "import re\nwhile True: re.sub('a', 'b', 'aaa')",
];

/// No limits that would end the code.
fn unlimited() -> Value {
    map([("max_duration_us", Value::Null), ("max_output", Value::Null)])
}

fn start(code: &str) -> (Run, Result<Event, monty_bridge::Error>) {
    let mut run = Run::new();
    let request = bytes(&array([array([]), unlimited()]));
    let result = cancelled_later(&mut run, |run| run.start(&program(code, &[], &["f"]), &request));
    (run, result)
}

/// Cancels until the call returns, beginning a little later.
fn cancelled_later<T>(run: &mut Run, call: impl FnOnce(&mut Run) -> T) -> T {
    let cancel = run.canceller();
    let over = Arc::new(AtomicBool::new(false));
    let canceller = {
        let over = over.clone();
        thread::spawn(move || {
            let begin = Instant::now();
            thread::sleep(Duration::from_millis(10));
            while !over.load(Ordering::Relaxed) {
                assert!(begin.elapsed() < PATIENCE, "it goes on");
                cancel.cancel();
                thread::sleep(Duration::from_millis(1));
            }
        })
    };
    let result = call(run);
    over.store(true, Ordering::Relaxed);
    canceller.join().unwrap();
    result
}

#[test]
fn nothing_that_runs_bytecode_goes_on() {
    let abandoned = stats().abandoned;
    for code in ENDLESS {
        let (mut run, result) = start(code);
        assert_eq!(result.map_err(|error| error.code()), Err(Code::Cancelled), "{code}");
        assert_eq!(
            notation(run.reply()),
            r#"[14, "cancelled", "the execution was cancelled", null]"#
        );
        assert!(!run.is_suspended() && !run.is_lost());
        // The run is idle again.
        let request = bytes(&array([array([]), Value::Null]));
        assert_eq!(run.start(&program("6 * 7", &[], &[]), &request), Ok(Event::Complete));
        assert_eq!(notation(run.reply()), "[0, 42, []]");
    }
    assert_eq!(stats().abandoned, abandoned);
}

#[test]
fn a_cancelled_suspension_ends_with_its_answer_and_an_idle_run_does_not_notice() {
    let (mut run, event) = started("l = [f() for _ in range(3)]\nl", &["f"], &Value::Null);
    assert_eq!(event, Event::FunctionCall);
    let cancel = run.canceller();
    cancel.cancel();
    assert!(cancel.is_cancelled() && run.is_suspended());
    // An answer that is refused leaves it as it was, cancelled.
    assert_eq!(
        answer(&mut run, [0.into(), 9.into(), 1.into()]).unwrap_err().code(),
        Code::CallId
    );
    assert_eq!(
        answer(&mut run, [0.into(), 0.into(), 1.into()]).unwrap_err().code(),
        Code::Cancelled
    );
    assert!(!run.is_suspended());

    cancel.cancel();
    let request = bytes(&array([array([]), Value::Null]));
    assert_eq!(run.start(&program("1", &[], &[]), &request), Ok(Event::Complete));
    assert!(!cancel.is_cancelled());
}

#[test]
fn lookups_that_the_engine_answers_do_not_hide_a_loop() {
    let options = map([
        ("max_duration_us", Value::Null),
        ("max_suspensions", Value::Null),
        ("functions", array([text("f")])),
    ]);
    let mut run = Run::new();
    let request = bytes(&array([array([]), options]));
    let program = program("while True: f", &[], &[]);
    let result = cancelled_later(&mut run, |run| run.start(&program, &request));
    assert_eq!(result.unwrap_err().code(), Code::Cancelled);
}

/// A session, and a function that feeds it.
fn session() -> Run {
    Run::session(&bytes(&map([("options", unlimited())]))).unwrap()
}

fn feed(run: &mut Run, code: &str) -> Result<Event, monty_bridge::Error> {
    run.feed(&bytes(&array([text(code), Value::Null])))
}

#[test]
fn a_session_survives_what_ends_by_an_exception() {
    let mut run = session();
    assert_eq!(feed(&mut run, "x = [1]"), Ok(Event::Complete));
    for code in [
        "while True: x[0] += 1",
        "try:\n    while True: pass\nfinally: x.append(2)",
        "def g():\n    while True: pass\nsorted([1, 2], key=lambda n: g())",
    ] {
        let result = cancelled_later(&mut run, |run| feed(run, code));
        assert_eq!(result.unwrap_err().code(), Code::Cancelled, "{code}");
        assert!(!run.is_lost(), "{code}");
    }
    assert_eq!(feed(&mut run, "x[1:]"), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, [2], []]");
}

#[test]
fn a_session_that_swallows_the_interrupt_is_ended_and_lost() {
    for code in [
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "try:\n    while True: pass\nfinally:\n    while True: pass",
    ] {
        let mut run = session();
        let result = cancelled_later(&mut run, |run| feed(run, code));
        assert_eq!(result.unwrap_err().code(), Code::Cancelled, "{code}");
        assert!(run.is_lost(), "{code}");
        assert_eq!(feed(&mut run, "1").unwrap_err().code(), Code::Lost);
    }
}

/// Batches of output, each in diagnostic notation with the time since the beginning.
#[derive(Clone, Default)]
struct Received(Arc<Mutex<Vec<String>>>);

impl Received {
    /// Gets the output of `run`, and refuses it after `accepted` batches.
    fn attach(run: &mut Run, accepted: usize) -> Self {
        let received = Self::default();
        let batches = received.0.clone();
        run.set_output(Some(Box::new(move |output| {
            let mut batches = batches.lock().unwrap();
            batches.push(notation(output));
            batches.len() <= accepted
        })));
        received
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn start_in(run: &mut Run, code: &str, options: Value) -> Result<Event, monty_bridge::Error> {
    run.start(&program(code, &[], &["f"]), &bytes(&array([array([]), options])))
}

#[test]
fn live_output_comes_before_the_event_that_follows_it() {
    let mut run = Run::new();
    let received = Received::attach(&mut run, usize::MAX);
    let code = "import sys\nprint('a', 1)\nprint('e', file=sys.stderr)\nf()\nprint('b')\n1 // 0";
    assert_eq!(start_in(&mut run, code, Value::Null), Ok(Event::FunctionCall));
    assert!(notation(run.reply()).ends_with(", []]"));
    assert_eq!(received.take(), [r#"[[1, "a 1\n"], [2, "e\n"]]"#]);
    assert_eq!(answer(&mut run, [0.into(), 0.into(), Value::Null]), Ok(Event::Raised));
    assert!(notation(run.reply()).ends_with(", []]"));
    assert_eq!(received.take(), [r#"[[1, "b\n"]]"#]);
    assert_eq!(start_in(&mut run, "1", Value::Null), Ok(Event::Complete));
    assert_eq!(received.take(), [""; 0]);
    run.set_output(None);
    assert_eq!(start_in(&mut run, "print('c')", Value::Null), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), r#"[0, null, [[1, "c\n"]]]"#);
    assert_eq!(received.take(), [""; 0]);
}

#[test]
fn live_output_comes_in_batches_while_python_runs() {
    let mut run = Run::new();
    let received = Received::attach(&mut run, usize::MAX);
    // By size: 100 bytes a time, 100 times.
    let code = "for _ in range(100): print('x' * 99)";
    assert_eq!(start_in(&mut run, code, Value::Null), Ok(Event::Complete));
    let batches = received.take();
    assert!(batches.len() >= 2 && batches.len() < 20, "{}", batches.len());
    assert_eq!(batches.concat().matches('x').count(), 9900);
    // By time: it is there before the endless loop is ended.
    let result = cancelled_later(&mut run, |run| {
        start_in(run, "print('now')\nwhile True: pass", unlimited())
    });
    assert_eq!(result.unwrap_err().code(), Code::Cancelled);
    assert_eq!(received.take(), [r#"[[1, "now\n"]]"#]);
}

#[test]
fn live_output_has_the_same_limit() {
    let limit = map([("max_output", 1000.into())]);
    let mut run = Run::new();
    let received = Received::attach(&mut run, usize::MAX);
    let code = "n = 0\ntry:\n    while True:\n        print('x' * 99)\n        n += 1\nexcept MemoryError: pass\nn";
    assert_eq!(start_in(&mut run, code, limit.clone()), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, 9, []]");
    assert_eq!(received.take().concat().matches('x').count(), 9 * 99);
    let collected = outcome(code, &limit).1;
    assert!(collected.starts_with("[0, 9, [[1, "), "{collected}");
}

#[test]
fn a_host_that_refuses_the_output_ends_the_run() {
    for code in [
        "while True: print('x' * 1000)",
        "while True:\n    try: print('x' * 1000)\n    except BaseException: pass",
        "list(map(print, ['x' * 1000] * 1000))\nwhile True: pass",
        "print('x')\nf()",
        "print('x')",
    ] {
        let mut run = Run::new();
        let received = Received::attach(&mut run, 0);
        let error = start_in(&mut run, code, unlimited()).unwrap_err();
        assert_eq!(error.code(), Code::OutputRefused, "{code}");
        assert!(notation(run.reply()).starts_with(r#"[14, "output_refused", "#));
        assert_eq!(received.take().len(), 1, "nothing comes after a refusal");
        assert!(!run.is_suspended() && !run.is_lost());
        run.set_output(None);
        assert_eq!(start_in(&mut run, "1", Value::Null), Ok(Event::Complete));
    }
    let mut run = session();
    let received = Received::attach(&mut run, 0);
    assert_eq!(
        feed(&mut run, "x = 1\nwhile True: print('y' * 1000)")
            .unwrap_err()
            .code(),
        Code::OutputRefused
    );
    assert_eq!(received.take().len(), 1);
    run.set_output(None);
    assert_eq!(feed(&mut run, "x"), Ok(Event::Complete));
}

#[test]
fn a_receiver_may_run_other_programs() {
    let mut run = Run::new();
    run.set_output(Some(Box::new(|_| {
        let code = "def f(n): return 0 if n == 0 else 1 + f(n - 1)\nf(900)";
        outcome(code, &Value::Null).1 == "[0, 900, []]"
    })));
    let code = "def f(n):\n    print('x' * 3000)\n    return 0 if n == 0 else 1 + f(n - 1)\nf(20)";
    assert_eq!(
        start_in(&mut run, code, map([("max_memory", (1 << 20).into())])),
        Ok(Event::Complete)
    );
    assert_eq!(notation(run.reply()), "[0, 20, []]");
}

#[test]
fn batches_come_on_the_callers_own_stack() {
    let local = std::hint::black_box(0u8);
    let place = std::ptr::from_ref(&local).addr();
    let far = Arc::new(AtomicBool::new(false));
    let too_far = far.clone();
    let mut run = Run::new();
    run.set_output(Some(Box::new(move |_| {
        let here = std::ptr::from_ref(&std::hint::black_box(0u8)).addr();
        too_far.store(here.abs_diff(place) > 1 << 20, Ordering::Relaxed);
        true
    })));
    assert_eq!(
        start_in(&mut run, "for _ in range(9): print('x' * 4000)", Value::Null),
        Ok(Event::Complete)
    );
    assert!(!far.load(Ordering::Relaxed));
}
