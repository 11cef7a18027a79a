//! A run holds no more memory than it may, whatever it does, and takes neither the process nor other runs with it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod hostile;
mod messages;

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use ciborium::Value;
use messages::{answer, array, bytes, map, notation, outcome, program, started, text};
use monty_bridge::{Allocator, Code, DEFAULT_LEAK_BUDGET, Event, Run, Stats, set_leak_budget, stats};
use monty_types::MontyObject;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

const MIB: u64 = 1 << 20;
const LIMIT: u64 = 64 * MIB;
/// What the allocator lets a run of `LIMIT` hold at most.
const HARD_LIMIT: u64 = 2 * LIMIT + 16 * MIB;
/// The most that is taken for the stack of an abandoned run.
const STACK: u64 = if cfg!(debug_assertions) { 512 * MIB } else { 64 * MIB };

/// The tests share the numbers of the process, so one runs after the other. They may lose as much as they like.
fn alone() -> MutexGuard<'static, ()> {
    static LOCK: Mutex<()> = Mutex::new(());
    let guard = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
    set_leak_budget(u64::MAX);
    guard
}

/// No limit but that of memory, so that slow machines see the same.
fn limited(bytes: u64) -> Value {
    map([
        ("max_memory", bytes.into()),
        ("max_duration_us", Value::Null),
        ("max_recursion_depth", Value::Null),
    ])
}

/// Runs a program that must end with a MemoryError.
#[track_caller]
fn out_of_memory(code: &str) {
    let (event, reply) = outcome(code, &limited(LIMIT));
    assert_eq!(event, Event::Raised, "{code}");
    assert!(
        reply.starts_with(r#"[5, ["MemoryError", "memory limit exceeded: "#),
        "{code}: {reply}"
    );
}

/// Programs that behave well, with what they come to. They need memory, time and the host.
const NEIGHBOURS: [(&str, &str); 7] = [
    ("sum([i * i for i in range(20000)])", "2666466670000"),
    (
        "import json\nlen(json.dumps([{'a': [i]} for i in range(3000)]))",
        "43890",
    ),
    (
        "l = []\nfor i in range(30): l.append('a' * 100000)\nlen(','.join(l))",
        "3000029",
    ),
    ("t = 0\nfor i in range(300): t += f(i)\nt", "45150"),
    (
        "class A:\n    def __init__(self, n): self.n = n\nlen({str(a.n) for a in [A(i % 100) for i in range(5000)]})",
        "100",
    ),
    (
        "import re\n[m for m in re.findall('a(b+)', 'abbb' * 2000)][-1] + str(len(sorted(range(9999, 0, -1))))",
        r#""bbb9999""#,
    ),
    (
        "def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\n[fib(16), 2**200 % 1000007]",
        "[987, 446616]",
    ),
];

/// Runs one of the neighbours to its end, answering its calls with the argument plus 1.
fn neighbour(code: &str) -> String {
    let (mut run, mut event) = started(code, &["f"], &limited(LIMIT));
    let mut id = 0;
    while event == Event::FunctionCall {
        event = answer(&mut run, [0.into(), id.into(), (id + 1).into()]).unwrap();
        id += 1;
    }
    assert_eq!(event, Event::Complete);
    notation(run.reply())
}

#[test]
fn bombs_end_and_their_neighbours_go_on() {
    let _alone = alone();
    assert!(hostile::MEMORY.len() >= 60);
    let over = AtomicBool::new(false);
    let rounds = AtomicUsize::new(0);
    thread::scope(|scope| {
        let (over, rounds) = (&over, &rounds);
        for (code, value) in NEIGHBOURS {
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    assert_eq!(neighbour(code), format!("[0, {value}, []]"), "{code}");
                    rounds.fetch_add(1, Ordering::Relaxed);
                    thread::sleep(Duration::from_millis(5));
                }
            });
        }
        let bombs = scope.spawn(|| {
            for code in hostile::MEMORY {
                let before = stats();
                out_of_memory(code);
                let after = stats();
                let lost = after.leaked - before.leaked;
                match after.abandoned - before.abandoned {
                    0 => assert_eq!(lost, 0, "{code}"),
                    1 => assert!(lost > 0 && lost <= HARD_LIMIT + STACK, "{code}: {lost}"),
                    more => panic!("{code}: {more} runs were abandoned"),
                }
                assert!(after.running <= NEIGHBOURS.len() as u64, "{after:?}");
            }
        });
        let result = bombs.join();
        over.store(true, Ordering::Relaxed);
        result.unwrap();
    });
    assert!(rounds.into_inner() >= NEIGHBOURS.len());
    let Stats { running, abandoned, .. } = stats();
    assert_eq!(running, 0);
    // Some of the bombs are single operations that go past the hard limit; most end before.
    assert!(
        abandoned > 0 && abandoned < hostile::MEMORY.len() as u64 / 2,
        "{abandoned}"
    );
}

#[test]
fn bombs_end_however_they_catch() {
    let _alone = alone();
    for code in [
        "l = []\nwhile True:\n    try:\n        while True: l.append([l])\n    except BaseException: pass",
        "l = []\ndef f():\n    try: g()\n    finally: f()\ndef g():\n    while True: l.append([])\nf()",
        "l = []\nclass A:\n    def __repr__(self):\n        while True: l.append([l])\nf'{A()}'",
        "l = []\ntry: [l.append([i]) for i in range(10**9)]\nexcept MemoryError: pass\nlen(l)",
        "try: ','.join(['a' * 10**6] * 10**5)\nexcept MemoryError: pass\n1",
        "l = []\nsorted(range(10**6), key=lambda x: [l.append(str(x)) for _ in range(300)])",
        "import asyncio\nl = []\nasync def f():\n    while True: l.append([1])\nasync def main():\n    await asyncio.gather(f(), f())\nasyncio.run(main())",
    ] {
        out_of_memory(code);
    }
}

#[test]
fn an_abandoned_run_holds_no_lock_and_can_be_started_again() {
    let _alone = alone();
    let code = "','.join(['a' * 10**6] * x) if x else 7";
    let program = program(code, &["x"], &[]);
    let start = |x: u32| bytes(&array([array([x.into()]), limited(8 * MIB)]));
    let mut run = Run::new();
    for _ in 0..5 {
        let before = stats().abandoned;
        assert_eq!(run.start(&program, &start(1000)), Ok(Event::Raised));
        assert_eq!(stats().abandoned, before + 1);
        assert_eq!(run.start(&program, &start(0)), Ok(Event::Complete));
        assert_eq!(notation(run.reply()), "[0, 7, []]");
        let program = program.clone();
        let request = start(0);
        let other = thread::spawn(move || Run::new().start(&program, &request));
        assert_eq!(other.join().unwrap(), Ok(Event::Complete));
    }
}

#[test]
fn memory_follows_the_run_from_thread_to_thread() {
    let _alone = alone();
    let code = "l = []\nwhile True:\n    l.append([0] * 10**5)\n    f()";
    let (mut run, mut event) = started(code, &["f"], &limited(16 * MIB));
    let mut calls: u32 = 0;
    while event == Event::FunctionCall {
        (run, event) = thread::spawn(move || {
            let event = answer(&mut run, [0.into(), calls.into(), Value::Null]).unwrap();
            (run, event)
        })
        .join()
        .unwrap();
        calls += 1;
    }
    assert_eq!(event, Event::Raised);
    assert!(notation(run.reply()).starts_with(r#"[5, ["MemoryError""#));
    // Each element takes 16 bytes.
    assert!((9..=11).contains(&calls), "{calls}");
}

#[test]
fn what_comes_from_the_host_counts_as_long_as_the_run_has_it() {
    let _alone = alone();
    let large = || Value::Bytes(vec![7; 1_000_000]);
    // Dropped at once: a thousand answers of 1 MB each.
    let (mut run, mut event) = started("for _ in range(1000): f()", &["f"], &limited(8 * MIB));
    for id in 0..1000 {
        assert_eq!(event, Event::FunctionCall, "{id}: {}", notation(run.reply()));
        let wrong = answer(&mut run, [0.into(), 5000.into(), large()]);
        assert_eq!(wrong.unwrap_err().code(), Code::CallId);
        event = answer(&mut run, [0.into(), id.into(), large()]).unwrap();
    }
    assert_eq!(event, Event::Complete);
    // Kept.
    let (mut run, mut event) = started("l = []\nwhile True: l.append(f())", &["f"], &limited(8 * MIB));
    let mut calls = 0;
    while event == Event::FunctionCall {
        event = answer(&mut run, [0.into(), calls.into(), large()]).unwrap();
        calls += 1;
    }
    assert_eq!(event, Event::Raised);
    assert!((7..=9).contains(&calls), "{calls}");
    // An input that is too large in itself.
    let program = program("x\nwhile True: pass", &["x"], &[]);
    let start = bytes(&array([array([large()]), limited(MIB / 2)]));
    let mut run = Run::new();
    assert_eq!(run.start(&program, &start), Ok(Event::Raised));
    assert!(notation(run.reply()).starts_with(r#"[5, ["MemoryError""#));
}

#[test]
fn output_and_events_are_not_the_runs_memory() {
    let _alone = alone();
    let options = map([("max_memory", (4 * MIB).into()), ("max_output", Value::Null)]);
    let code = "s = 'a' * 500000\nfor _ in range(60):\n    print(s)\n    f(s)";
    let (mut run, mut event) = started(code, &["f"], &options);
    for id in 0..60 {
        assert_eq!(event, Event::FunctionCall, "{id}: {}", notation(run.reply()));
        event = answer(&mut run, [0.into(), id.into(), Value::Null]).unwrap();
    }
    assert_eq!(event, Event::Complete);
}

#[test]
fn a_session_counts_over_all_its_feeds_and_is_lost_with_its_memory() {
    let _alone = alone();
    let request = bytes(&map([("options", limited(16 * MIB))]));
    let mut session = Run::session(&request).unwrap();
    let feed = |run: &mut Run, code: &str| run.feed(&bytes(&array([text(code), Value::Null])));
    assert_eq!(feed(&mut session, "l = []"), Ok(Event::Complete));
    // What is freed is free: each takes a quarter of the limit.
    for _ in 0..50 {
        assert_eq!(feed(&mut session, "a = [0] * 200000\na = None"), Ok(Event::Complete));
    }
    let mut feeds = 0;
    while feed(&mut session, "for _ in range(300): l.append('x' * 5000)") == Ok(Event::Complete) {
        feeds += 1;
    }
    assert!((5..=12).contains(&feeds), "{feeds}");
    assert!(notation(session.reply()).starts_with(r#"[5, ["MemoryError""#));
    assert!(session.is_lost());
    assert_eq!(feed(&mut session, "1").unwrap_err().code(), Code::Lost);
}

#[test]
fn there_is_as_much_memory_as_one_asks_for() {
    let _alone = alone();
    let code = "len([str(i) for i in range(1000000)])";
    for limit in [Value::Null, (512 * MIB).into()] {
        let options = map([("max_memory", limit), ("max_duration_us", Value::Null)]);
        assert_eq!(outcome(code, &options).1, "[0, 1000000, []]");
    }
    // More than any system has, and no limit: the run ends, not the process.
    let options = map([("max_memory", Value::Null), ("max_duration_us", Value::Null)]);
    let (event, reply) = outcome("s = ('a' * 10**6 + ',') * 10**11\n1", &options);
    assert_eq!(event, Event::Raised);
    assert!(reply.starts_with(r#"[5, ["#), "{reply}");
}

#[test]
fn past_the_leak_budget_nothing_new_is_started() {
    let _alone = alone();
    let (mut suspended, _) = started("f()", &["f"], &Value::Null);
    let mut session = Run::session(&bytes(&map([]))).unwrap();
    out_of_memory("','.join(['a' * 10**6] * 10**5)");
    set_leak_budget(1);
    let Stats {
        leaked, leak_budget, ..
    } = stats();
    assert!(leaked > 1 && leak_budget == 1);

    let mut run = Run::new();
    let error = run.start(&program("1", &[], &[]), &bytes(&array([array([]), Value::Null])));
    assert_eq!(error.unwrap_err().code(), Code::LeakBudget);
    assert!(notation(run.reply()).starts_with(r#"[10, "leak_budget", "abandoned runs have left "#));
    let error = session.feed(&bytes(&array([text("1"), Value::Null])));
    assert_eq!(error.unwrap_err().code(), Code::LeakBudget);
    assert_eq!(Run::session(&bytes(&map([]))).unwrap_err().code(), Code::LeakBudget);
    let resumed = answer(&mut suspended, [0.into(), 0.into(), 5.into()]);
    assert_eq!(resumed, Ok(Event::Complete));

    set_leak_budget(DEFAULT_LEAK_BUDGET.max(leaked + 1));
    assert_eq!(outcome("1", &Value::Null).1, "[0, 1, []]");
    let message = notation(&stats().encode());
    assert!(
        message.starts_with(&format!(
            r#"{{"running": 0, "abandoned": {}, "leaked": "#,
            stats().abandoned
        )),
        "{message}"
    );
}

/// How often a session of `limited(16 * MIB)` can be fed a little more until it holds too much.
fn room_left(session: &mut Run) -> usize {
    let feed = |run: &mut Run, code: &str| run.feed(&bytes(&array([text(code), Value::Null])));
    assert_eq!(feed(session, "l = []"), Ok(Event::Complete));
    let mut feeds = 0;
    while feed(session, "for _ in range(20): l.append('x' * 5000)") == Ok(Event::Complete) {
        feeds += 1;
    }
    feeds
}

#[test]
fn a_feed_that_is_too_large_by_itself_is_no_loss_to_its_session() {
    let _alone = alone();
    let new = || Run::session(&bytes(&map([("options", limited(16 * MIB))]))).unwrap();
    let (mut session, fresh) = (new(), room_left(&mut new()));
    for _ in 0..20 {
        let huge = map([("x", Value::Bytes(vec![7; 20_000_000]))]);
        let event = session.feed(&bytes(&array([text("x"), huge])));
        assert_eq!(event, Ok(Event::Raised));
        assert!(notation(session.reply()).starts_with(r#"[5, ["MemoryError""#));
        assert!(!session.is_lost());
    }
    let used = room_left(&mut session);
    assert!(fresh > 100 && fresh - used < 10, "{used}, {fresh}");
}

#[test]
fn what_a_session_holds_outside_of_python_counts_as_long_as_it_is_there() {
    let _alone = alone();
    let new = || Run::session(&bytes(&map([("options", limited(16 * MIB))]))).unwrap();
    let feed = |run: &mut Run, code: &str| run.feed(&bytes(&array([text(code), Value::Null])));
    let large = || MontyObject::list([MontyObject::string("x".repeat(1_000_000))]);
    let refused = || Ok(MontyObject::set([large()]));

    let mut session = new();
    for _ in 0..50 {
        // Inputs, whatever becomes of them.
        session.set_input("x", || Ok(large())).unwrap();
        assert_eq!(feed(&mut session, "x = None"), Ok(Event::Complete));
        session.set_input("x", || Ok(large())).unwrap();
        session.set_input("y", refused).unwrap_err();
        assert_eq!(feed(&mut session, "x = None"), Ok(Event::Complete));
        session.set_input("if", || Ok(large())).unwrap();
        assert_eq!(feed(&mut session, "1").unwrap_err().code(), Code::Name);
        session.set_input("x", || Ok(large())).unwrap();
        assert_eq!(feed(&mut session, "def f(:"), Ok(Event::Raised));
        session.set_input("x", || Ok(large())).unwrap();
        session.reset().unwrap();
        session.set_input("x", || Ok(large())).unwrap();
        let call = session.call(&bytes(&array([text("f"), array([]), map([])])));
        assert_eq!(call.unwrap_err().code(), Code::InputUnknown);
        // Results.
        session.keep_results(true);
        let result = "['x' * 1000000]";
        assert_eq!(feed(&mut session, result), Ok(Event::Complete));
        assert_eq!(session.take_result(), Some(large()));
        assert_eq!(feed(&mut session, result), Ok(Event::Complete));
        assert_eq!(session.use_result(|value| *value.object() == large()), Some(true));
        assert_eq!(feed(&mut session, result), Ok(Event::Complete));
        assert_eq!(feed(&mut session, "1 / 0"), Ok(Event::Raised));
        assert_eq!(feed(&mut session, result), Ok(Event::Complete));
        session.reset().unwrap();
        assert_eq!(feed(&mut session, result), Ok(Event::Complete));
        session.keep_results(false);
    }
    let (used, fresh) = (room_left(&mut session), room_left(&mut new()));
    assert!(fresh > 100 && fresh - used < 10, "{used}, {fresh}");

    // What is too much by itself is given back, and the session goes on.
    let mut session = new();
    for _ in 0..20 {
        for name in ["a", "b", "c"] {
            session
                .set_input(name, || Ok(MontyObject::string("x".repeat(6_000_000))))
                .unwrap();
        }
        assert_eq!(feed(&mut session, "1"), Ok(Event::Raised));
        assert!(!session.is_lost());
    }
    let used = room_left(&mut session);
    assert!(fresh - used < 10, "{used}, {fresh}");
    // What waits counts as well.
    let mut session = new();
    for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
        session.set_input(name, || Ok(large())).unwrap();
    }
    assert_eq!(feed(&mut session, "a"), Ok(Event::Complete));
    let used = room_left(&mut session);
    assert!(used < fresh * 2 / 3, "{used}, {fresh}");
}
