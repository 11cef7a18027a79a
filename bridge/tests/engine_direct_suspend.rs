//! A run whose result is read from the heap suspends, is limited, ends and is dumped like any other.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;
mod twice;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use ciborium::Value;
use messages::{answer, map, notation};
use monty_bridge::{Allocator, Code, Event, Run, encode};
use twice::{Case, FUNCTIONS, assert_same, each, play, reply_to, same, same_and_read};

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// How long an end may take on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn every_suspension_is_as_without() {
    let codes = [
        "f()",
        "[f(1), f(x=[2])]",
        "x = f()\n[x]",
        "x = [f(i) for i in range(5)]\n[x, f()]  # é",
        "def g(): return f()\n[g(), g()]",
        "[f]",
        "[f(f), later]",
        "known",
        "[known_a, known_b, known_a]",
        "x = known_a\n[x, known_a]",
        "try:\n    undefined\nexcept NameError as e:\n    x = str(e)\n[x]",
        "try:\n    bad\nexcept ValueError as e:\n    x = str(e)\n[x]",
        "try:\n    missing()\nexcept NameError as e:\n    x = str(e)\n[x]",
        "try:\n    fail()\nexcept KeyError as e:\n    x = str(e)\n[x]",
        "import os\n[os.getenv('A'), os.getenv('B', 'b')]",
        "import os\nx = os.getenv('A')\n[x]",
        "from pathlib import Path\n[Path('/a').read_text()]",
        "print('a')\nprint('b', end='')\n[print('c')]",
        "print('é' * 3000)\n[f(), print('x')]",
        "print('before')\nx = f()\nprint('after')\n[x, print('last')]",
        "await later()",
        "[await later(), await later()]",
        "x = await later()\n[x]",
        "import asyncio\nasync def g(n):\n    return [n, await later()]\nawait asyncio.gather(g(1), g(2))",
        "import asyncio\nasync def g(n):\n    return [n, await later(), known]\n[await g(1), await asyncio.gather(g(2))]",
        "import asyncio\nasync def g():\n    return await later()\nasyncio.run(g())",
        "import asyncio\nasync def g():\n    print('in')\n    return [known, await later()]\n[asyncio.run(g()), print('out')]",
        "def g():\n    return [known, f()]\n[g() for _ in range(2)]",
        "[x for x in [known] if f()]",
        "x = later()\n[1]",
    ];
    each(codes, |code| {
        let case = Case::new(code);
        assert_eq!(same(&case).last, Ok(Event::Complete));
    });
    let codes = [
        "undefined",
        "[1, undefined]",
        "[f(), undefined, f()]",
        "[missing()]",
        "x = [await fail()]\nx",
        "import asyncio\nasync def g(): return await fail()\n[await asyncio.gather(later(), g())]",
        "await f()",
        "[await f(), await f()]",
        "x = await f()\n[x]",
        "import asyncio\nx = await asyncio.gather(later(), later(), f())\n[x]",
        "sorted([3, 1, 2], key=lambda x: f(x)[0])",
        "x = later()\nx",
        "[later()]",
        "[later(), f()]",
        "print('x')\n[print('y'), undefined]",
    ];
    each(codes, |code| {
        same(&Case::new(code));
    });
}

#[test]
fn the_end_is_no_suspension_to_the_limit() {
    for limit in 1..5 {
        let options = map([("max_suspensions", limit.into())]);
        let codes = [
            "[1]",
            "len",
            "f()",
            "[f()]",
            "[f(), f()]",
            "x = f()\nlen",
            "[known]",
            "[known_a, known_b, len]",
            "[await later()]",
            "[undefined]",
            "1, f()",
        ];
        each(codes, |code| {
            same(&Case::with(code, &options));
        });
    }
    // The lookup of the function, and its call.
    let options = map([("max_suspensions", 2.into())]);
    assert_eq!(same_and_read(&Case::with("[f()]", &options)).last, Ok(Event::Complete));
}

#[test]
fn output_limits_are_those_of_the_run() {
    let codes = [
        "[print('x' * 100)]",
        "print('x' * 100)\n[1]",
        "print('x' * 99)\n[print()]",
        "[print('x' * 100), 1]",
    ];
    for limit in [99, 100, 101, 102] {
        each(codes, |code| {
            same(&Case::with(code, &map([("max_output", limit.into())])));
        });
    }
}

/// Runs the program, with its result kept, to the reply that begins so.
#[track_caller]
fn ends(code: &str, options: &Value, reply: &str) {
    let case = Case::with(code, options);
    let program = case.compile().unwrap();
    let mut run = Run::new();
    for keep in [false, true, true] {
        run.keep_results(keep);
        let seen = play(&case, &mut run, &program);
        let shown = notation(seen.replies.last().unwrap());
        assert!(shown.starts_with(reply), "{code}, {keep}: {shown}");
        assert_eq!(seen.result, None);
        // It can be used again.
        same_and_read(&Case::new("[1]"));
    }
}

#[test]
fn limits_end_the_last_expression() {
    let short = map([("max_duration_us", 30_000.into())]);
    let time = r#"[5, ["TimeoutError", "#;
    for code in [
        "[i for i in range(10 ** 9) if i < 0]",
        "(lambda: [i for i in range(10 ** 9) if i < 0])()",
        "def g():\n    while True: pass\n[1, g()]",
        "sum(i for i in range(10 ** 9))",
    ] {
        ends(code, &short, time);
    }
    let turn = map([("max_turn_duration_us", 30_000.into())]);
    ends("[f(), [i for i in range(10 ** 9) if i < 0]]", &turn, time);
    let small = map([("max_memory", (8 << 20).into()), ("max_duration_us", Value::Null)]);
    let memory = r#"[5, ["MemoryError", "memory limit exceeded: "#;
    for code in [
        "[[i] for i in range(10 ** 9)]",
        "','.join(['a' * 10 ** 6] * 10 ** 5)",
        "[f(), [[i] for i in range(10 ** 9)]]",
        "['x' * 10 ** 9]",
        "[[0] * 10 ** 7]",
    ] {
        ends(code, &small, memory);
    }
    let shallow = map([("max_recursion_depth", 200.into())]);
    ends("(g := lambda: g())()", &shallow, r#"[5, ["RecursionError", "#);
}

#[test]
fn the_traceback_of_a_time_limit_has_no_place_that_is_not_in_the_source() {
    // The limit is passed in one operation, and is noticed whenever the interpreter looks next.
    for us in [1000, 3000] {
        for code in [
            "[0] * 300000",
            "list(range(30000))",
            "sorted(range(30000))",
            "(x for x in [[0] * 300000])",
        ] {
            let case = Case::with(code, &map([("max_duration_us", us.into())]));
            let program = case.compile().unwrap();
            let mut run = Run::new();
            run.keep_results(true);
            for _ in 0..5 {
                let seen = play(&case, &mut run, &program);
                if seen.last == Ok(Event::Raised) {
                    let event: Value = ciborium::from_reader(&seen.replies[0][..]).unwrap();
                    let shown = notation(&seen.replies[0]);
                    let frames = event.as_array().unwrap()[1].as_array().unwrap()[2].as_array().unwrap();
                    for frame in frames {
                        let end: i128 = frame.as_array().unwrap()[4].as_integer().unwrap().into();
                        assert!(end <= code.len() as i128 + 1, "{shown}");
                    }
                }
            }
        }
    }
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
fn the_last_expression_can_be_cancelled() {
    let options = map([("max_duration_us", Value::Null)]);
    for code in [
        "[i for i in range(10 ** 9) if i < 0]",
        "(lambda: [i for i in range(10 ** 9) if i < 0])()",
        "def g():\n    while True:\n        try: pass\n        except BaseException: pass\n[g()]",
        "[f(), [i for i in range(10 ** 9) if i < 0]]",
    ] {
        let case = Case::with(code, &options);
        let program = case.compile().unwrap();
        let mut run = Run::new();
        run.keep_results(true);
        let seen = cancelled_later(&mut run, |run| play(&case, run, &program));
        assert_eq!(seen.last.unwrap_err().code(), Code::Cancelled, "{code}");
        assert_eq!(seen.result, None);
        let one = Case::new("[1]");
        assert!(play(&one, &mut run, &one.compile().unwrap()).read);
    }
    // One that waits is cancelled with its answer.
    let case = Case::new("[f()]");
    let mut run = Run::new();
    run.keep_results(true);
    assert_eq!(case.start(&mut run, &case.compile().unwrap()), Ok(Event::FunctionCall));
    run.canceller().cancel();
    assert_eq!(reply_to(&mut run).unwrap_err().code(), Code::Cancelled);
    assert_eq!(run.take_result(), None);
}

#[test]
fn output_that_is_refused_ends_the_run_and_its_result() {
    for code in [
        "[print('x')]",
        "print('x')\n[1]",
        "[print('x'), f()]",
        "print('x')\nlen",
        "[print('x' * 9000), 1]",
    ] {
        let case = Case::new(code);
        let program = case.compile().unwrap();
        for keep in [false, true] {
            let mut run = Run::new();
            run.keep_results(keep);
            run.set_output(Some(Box::new(|_| false)));
            let seen = play(&case, &mut run, &program);
            assert_eq!(seen.last.unwrap_err().code(), Code::OutputRefused, "{code}, {keep}");
            assert_eq!(seen.result, None);
            run.set_output(None);
            assert_eq!(play(&case, &mut run, &program).last, Ok(Event::Complete));
        }
    }
}

#[test]
fn output_goes_to_its_sink_before_the_result_is_there() {
    let received = Arc::new(Mutex::new(Vec::new()));
    let sink = received.clone();
    let mut run = Run::new();
    run.keep_results(true);
    run.set_output(Some(Box::new(move |batch| {
        sink.lock().unwrap().push(batch.to_vec());
        true
    })));
    let case = Case::new("print('a')\nx = f()\n[x, print('b')]");
    let seen = play(&case, &mut run, &case.compile().unwrap());
    assert!(seen.read);
    assert_eq!(received.lock().unwrap().len(), 2);
    assert_eq!(notation(seen.replies.last().unwrap()), "[0, null, []]");
}

#[test]
fn a_suspended_run_is_reset() {
    let case = Case::new("x = [1]\n[f(x), known, undefined]");
    let program = case.compile().unwrap();
    let mut run = Run::new();
    for round in 0..20 {
        run.keep_results(round % 4 != 3);
        case.start(&mut run, &program).unwrap();
        if round % 2 == 0 {
            reply_to(&mut run).unwrap();
        }
        assert!(run.is_suspended());
        run.reset().unwrap();
        assert!(!run.is_suspended());
        assert_eq!(run.take_result(), None);
        let one = Case::new("[1]");
        run.keep_results(true);
        assert!(play(&one, &mut run, &one.compile().unwrap()).read);
    }
}

/// Lets a run that is suspended go on to its end.
fn go_on(run: &mut Run) -> Result<Event, monty_bridge::Error> {
    let event: Value = ciborium::from_reader(&run.describe()[..]).unwrap();
    let event = event.as_array().unwrap()[2].as_array().unwrap().clone();
    // The reply of a loaded run is empty; every one of these waits for `f`.
    let mut last = answer(run, [0.into(), event[1].clone(), 7.into()]);
    while last.is_ok() && run.is_suspended() {
        last = reply_to(run);
    }
    last
}

#[test]
fn dumps_keep_where_the_end_is() {
    for (code, value) in [
        ("[f()]", "[7]"),
        ("x = f()\n['é', x, known]", r#"["é", 7, 5]"#),
        ("f()\n[len]", r#"[47627("len")]"#),
        ("f()\n1, 2", "47616([1, 2])"),
        ("f()\nx = 1", "null"),
        ("f()\n[__\u{ff4d}onty_go_result__] if 0 else [1]", "[1]"),
        ("f()\n__\u{ff4d}onty_go_result__ = 5\n[1]", "[1]"),
        ("f(); undefined", ""),
        ("f()\n1 / 0  # é", ""),
        ("f()\n(lambda: [\n1 / 0])()  # é", ""),
    ] {
        let case = Case::new(code);
        let program = case.compile().unwrap();
        let mut plain = Run::new();
        let expected = play(&case, &mut plain, &program);
        for (kept, keeps) in [(false, false), (false, true), (true, false), (true, true)] {
            let mut run = Run::new();
            run.keep_results(kept);
            assert_eq!(case.start(&mut run, &program), Ok(Event::FunctionCall), "{code}");
            let dump = run.dump(None).unwrap();
            let again = Run::load(&dump, None, &[]).unwrap().dump(None).unwrap();
            assert_eq!(run.describe(), Run::load(&again, None, &[]).unwrap().describe());
            for dump in [dump, again] {
                let mut loaded = Run::load(&dump, None, &[]).unwrap();
                loaded.keep_results(keeps);
                let last = go_on(&mut loaded);
                let reply = loaded.reply().to_vec();
                let result = loaded.take_result();
                assert_eq!(last, expected.last, "{code}, {kept}, {keeps}");
                if last == Ok(Event::Raised) {
                    assert_eq!(reply, *expected.replies.last().unwrap(), "{code}");
                } else if keeps {
                    let bytes = encode(&result.unwrap());
                    assert_eq!(notation(&bytes), value, "{code}");
                    assert_eq!(notation(&reply), "[0, null, []]");
                } else {
                    assert_eq!(notation(&reply), format!("[0, {value}, []]"), "{code}");
                    assert_eq!(result, None);
                }
                // A loaded run can be used for others.
                let one = Case::new("[1]");
                assert_eq!(play(&one, &mut loaded, &one.compile().unwrap()).read, keeps);
            }
            // The one that was dumped goes on as well.
            run.keep_results(keeps);
            assert_eq!(go_on(&mut run), expected.last);
        }
    }
}

#[test]
fn results_can_be_kept_from_a_suspension_on_or_no_longer() {
    let case = Case::new("[f(), 'é']");
    let program = case.compile().unwrap();
    for (first, then) in [(false, true), (true, false)] {
        let mut run = Run::new();
        run.keep_results(first);
        assert_eq!(case.start(&mut run, &program), Ok(Event::FunctionCall));
        run.keep_results(then);
        assert_eq!(answer(&mut run, [0.into(), 0.into(), 1.into()]), Ok(Event::Complete));
        if then {
            assert_eq!(notation(run.reply()), "[0, null, []]");
            assert_eq!(notation(&encode(&run.take_result().unwrap())), r#"[1, "é"]"#);
        } else {
            assert_eq!(notation(run.reply()), r#"[0, [1, "é"], []]"#);
        }
    }
}

#[test]
fn answers_that_are_refused_change_nothing() {
    let case = Case::new("[f(), known]");
    assert_eq!(FUNCTIONS[0], "f");
    let mut run = Run::new();
    run.keep_results(true);
    assert_eq!(case.start(&mut run, &case.compile().unwrap()), Ok(Event::FunctionCall));
    messages::refused(&mut run, [0.into(), 9.into(), 1.into()], Code::CallId);
    assert_eq!(answer(&mut run, [0.into(), 0.into(), 1.into()]), Ok(Event::NameLookup));
    messages::refused(&mut run, [2.into(), Value::Null], Code::AnswerKind);
    assert_eq!(answer(&mut run, [0.into(), Value::Null, 2.into()]), Ok(Event::Complete));
    assert_eq!(notation(&encode(&run.take_result().unwrap())), "[1, 2]");
}

#[test]
fn a_policy_of_the_request_holds() {
    let options = map([("policy", map([("clock", "system".into())]))]);
    let case = Case::with("import time\n[time.time() > 0]", &options);
    let seen = same_and_read(&case);
    assert_eq!(seen.replies.len(), 1);
    let without = Case::new(case.code.clone());
    let program = without.compile().unwrap();
    let mut run = Run::new();
    let exported = play(&without, &mut run, &program);
    run.keep_results(true);
    assert_same(&play(&without, &mut run, &program), &exported, &without);
}
