//! Dumps of suspended runs and of sessions: what they keep, which limits can be lowered, and that no damaged, foreign or
//! wrongly signed one reaches the interpreter.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use std::time::{Duration, Instant};

use ciborium::Value;
use messages::{answer, array, bytes, call, feed, map, names, notation, program, session, started, text};
use monty_bridge::{Code, Event, Program, Run, Status};

#[global_allocator]
static ALLOCATOR: monty_bridge::Allocator = monty_bridge::Allocator;

fn suspended(code: &str, options: &Value) -> Run {
    let (run, _) = started(code, &["f"], options);
    assert!(run.is_suspended(), "{}", notation(run.reply()));
    run
}

fn reloaded(run: &Run, options: &Value) -> Run {
    Run::load(&run.dump(None).unwrap(), None, &bytes(options)).unwrap()
}

fn refusal(dump: &[u8], key: Option<&[u8; 32]>) -> Code {
    let error = Run::load(dump, key, &[]).unwrap_err();
    assert_eq!(error.status(), Status::BadDump, "{error}");
    error.code()
}

/// Answers the function call that the run waits for.
fn go_on(run: &mut Run, value: Value) -> Event {
    let event: Value = ciborium::from_reader(&run.describe()[..]).unwrap();
    let id = event.as_array().unwrap()[2].as_array().unwrap()[1].clone();
    answer(run, [0.into(), id, value]).unwrap()
}

#[test]
fn a_loaded_run_waits_for_what_the_dumped_one_waits_for() {
    let mut run = suspended("print('a')\nx = f(1, k=[2])\nprint('b')\nx", &Value::Null);
    let dump = run.dump(None).unwrap();
    // The dump changes nothing.
    assert_eq!(run.dump(None).unwrap().len(), dump.len());
    let mut loaded = Run::load(&dump, None, &[0xf6]).unwrap();
    assert!(loaded.is_suspended() && !loaded.is_session());
    assert_eq!(
        notation(&loaded.describe()),
        r#"[2, "main.py", [1, 0, "f", [1], {"k": [2]}, null, false, ["main.py", 15, 26], []]]"#
    );
    for run in [&mut run, &mut loaded] {
        messages::refused(run, [0.into(), 3.into(), 1.into()], Code::CallId);
        assert_eq!(go_on(run, 5.into()), Event::Complete);
        assert_eq!(notation(run.reply()), r#"[0, 5, [[1, "b\n"]]]"#);
        assert_eq!(run.dump(None).unwrap_err().code(), Code::NotSuspended);
    }
    // A run that is over can be used again, as any other.
    let again = program("1", &[], &[]);
    assert_eq!(loaded.start(&again, &[0x82, 0x80, 0xf6]), Ok(Event::Complete));
}

#[test]
fn a_loaded_session_is_the_session() {
    let mut run = session(&["host"], &map([("eval", true.into()), ("max_suspensions", 3.into())]));
    feed(&mut run, "def g(n):\n    return host(n)\nx = eval('[1]')").unwrap();
    let mut idle = reloaded(&run, &Value::Null);
    assert!(idle.is_session() && !idle.is_suspended());
    assert_eq!(notation(&idle.describe()), r#"[3, "main.py", null]"#);
    assert_eq!(notation(&idle.function_names().unwrap()), r#"["g"]"#);
    assert_eq!(feed(&mut idle, "eval('x')"), Ok(Event::Complete));
    // In the midst of a call, with its way of being shown.
    assert_eq!(call(&mut idle, "g", [1.into()], map([])), Ok(Event::FunctionCall));
    let mut twice = reloaded(&reloaded(&idle, &Value::Null), &Value::Null);
    assert!(notation(&twice.describe()).starts_with(r#"[3, "main.py", [1, 0, "host", [1]"#));
    assert_eq!(feed(&mut twice, "1").unwrap_err().code(), Code::Suspended);
    let raise = array([text("ValueError"), text("no")]);
    assert_eq!(answer(&mut twice, [1.into(), 0.into(), raise]), Ok(Event::Raised));
    assert!(
        notation(twice.reply()).contains(r#""g(...)""#),
        "{}",
        notation(twice.reply())
    );
    assert_eq!(feed(&mut twice, "x"), Ok(Event::Complete));
    assert_eq!(notation(twice.reply()), "[0, [1], []]");
    // Its declared functions and limits are there.
    let mut event = feed(&mut twice, "h = host\nfor i in range(9): h(i)").unwrap();
    while event == Event::FunctionCall {
        event = go_on(&mut twice, Value::Null);
    }
    assert!(notation(twice.reply()).contains("suspension limit exceeded: 3"));
    // A reset after loading keeps the session, too.
    let mut reset = reloaded(&idle, &Value::Null);
    reset.reset().unwrap();
    assert_eq!(feed(&mut reset, "x"), Ok(Event::Complete));
}

#[test]
fn accounts_go_on_where_they_were() {
    let options = map([("max_suspensions", 3.into()), ("max_output", 300.into())]);
    let mut run = suspended("print('x' * 100)\nf()\nf()\nprint('y' * 200)\nf()\nf()", &options);
    run = reloaded(&run, &Value::Null);
    assert_eq!(go_on(&mut run, Value::Null), Event::FunctionCall);
    run = reloaded(&run, &Value::Null);
    assert_eq!(go_on(&mut run, Value::Null), Event::Raised);
    assert!(
        notation(run.reply()).contains("> 300 bytes"),
        "{}",
        notation(run.reply())
    );
    let mut run = suspended("for i in range(9): f()", &options);
    for _ in 0..2 {
        run = reloaded(&run, &Value::Null);
        assert_eq!(go_on(&mut run, Value::Null), Event::FunctionCall);
    }
    run = reloaded(&run, &Value::Null);
    assert_eq!(go_on(&mut run, Value::Null), Event::Raised);
    assert!(notation(run.reply()).contains("suspension limit exceeded: 3"));
}

#[test]
fn limits_only_get_tighter() {
    let limits = |n: u64| map([("max_suspensions", n.into()), ("max_output", (n * 100).into())]);
    for (then, now, least) in [(5, 3, 3), (3, 5, 3), (4, 4, 4)] {
        let run = suspended("for i in range(99): f()", &limits(then));
        let mut run = reloaded(&run, &limits(now));
        while go_on(&mut run, Value::Null) == Event::FunctionCall {}
        assert!(notation(run.reply()).contains(&format!("suspension limit exceeded: {least}")));
    }
    let none = map([("max_suspensions", Value::Null), ("max_duration_us", Value::Null)]);
    let mut run = reloaded(&suspended("for i in range(99): f()", &limits(2)), &none);
    while go_on(&mut run, Value::Null) == Event::FunctionCall {}
    assert!(notation(run.reply()).contains("suspension limit exceeded: 2"));
    // Sessions keep the lower limits for all feeds to come.
    let mut run = reloaded(&session(&["f"], &limits(9)), &limits(2));
    for _ in 0..2 {
        let mut event = feed(&mut run, "for i in range(9): f()").unwrap();
        while event == Event::FunctionCall {
            event = go_on(&mut run, Value::Null);
        }
        assert!(notation(run.reply()).contains("suspension limit exceeded: 2"));
    }
}

#[test]
fn time_is_limited_in_every_kind_of_suspension() {
    let tight = map([("max_duration_us", 50_000.into())]);
    let spin = "\nn = 0\nwhile True: n += 1";
    for start in ["f()", "import os\nos.getenv('A')", "unknown"] {
        let run = suspended(
            &format!("{start}{spin}"),
            &map([("max_duration_us", 60_000_000.into())]),
        );
        let mut run = reloaded(&reloaded(&run, &tight), &Value::Null);
        let id = if start == "unknown" { Value::Null } else { 0.into() };
        let began = Instant::now();
        assert_eq!(
            answer(&mut run, [0.into(), id, Value::Null]),
            Ok(Event::Raised),
            "{start}"
        );
        assert!(
            notation(run.reply()).contains("TimeoutError"),
            "{}",
            notation(run.reply())
        );
        assert!(began.elapsed() < Duration::from_secs(20));
    }
    let code =
        format!("import asyncio\nasync def main():\n    await f()\n    while True: pass\nasyncio.run(main()){spin}");
    let mut run = suspended(&code, &Value::Null);
    answer(&mut run, [2.into(), 0.into()]).unwrap();
    let mut run = reloaded(&run, &tight);
    let outcome = array([array([0.into(), array([0.into(), 1.into()])])]);
    assert_eq!(answer(&mut run, [5.into(), Value::Null, outcome]), Ok(Event::Raised));
    assert!(
        notation(run.reply()).contains("TimeoutError"),
        "{}",
        notation(run.reply())
    );
    // A session survives it.
    let mut run = session(&["f"], &Value::Null);
    feed(&mut run, &format!("x = f(){spin}")).unwrap();
    let mut run = reloaded(&run, &tight);
    assert_eq!(go_on(&mut run, 3.into()), Event::Raised);
    assert_eq!(feed(&mut run, "x"), Ok(Event::Complete));
}

#[test]
fn memory_and_recursion_are_limited_anew() {
    let run = suspended("x = list(range(200000))\nf()\ny = 0\nwhile True: y += 1", &Value::Null);
    let mut run = reloaded(&run, &map([("max_memory", (1 << 20).into())]));
    assert_eq!(go_on(&mut run, Value::Null), Event::Raised);
    assert!(
        notation(run.reply()).contains("MemoryError"),
        "{}",
        notation(run.reply())
    );
    let code = "def g(n):\n    return 0 if n == 0 else g(n - 1)\nf()\ng(100)";
    let mut run = reloaded(
        &suspended(code, &Value::Null),
        &map([("max_recursion_depth", 50.into())]),
    );
    assert_eq!(go_on(&mut run, Value::Null), Event::Raised);
    assert!(
        notation(run.reply()).contains("RecursionError"),
        "{}",
        notation(run.reply())
    );
}

#[test]
fn options_of_loading_are_checked_and_add_functions() {
    let run = suspended("f()\ng = other\ng(1)", &Value::Null);
    let dump = run.dump(None).unwrap();
    let code = |options: Value| Run::load(&dump, None, &bytes(&options)).unwrap_err().code();
    assert_eq!(code(array([])), Code::Malformed);
    assert_eq!(code(map([("unknown", 1.into())])), Code::UnknownField);
    assert_eq!(code(map([("max_output", 0.into())])), Code::OptionRange);
    assert_eq!(
        code(map([("policy", map([("clock", text("system"))]))])),
        Code::OptionRange
    );
    let mut run = reloaded(&run, &map([("functions", names(&["other"]))]));
    assert_eq!(go_on(&mut run, Value::Null), Event::FunctionCall);
}

#[test]
fn every_changed_byte_and_every_other_length_is_found() {
    let mut idle = session(&[], &Value::Null);
    feed(&mut idle, "x = 1").unwrap();
    for run in [suspended("f(1)", &Value::Null), idle] {
        for key in [None, Some(&[9; 32])] {
            let dump = run.dump(key).unwrap();
            let mut changed = dump.clone();
            for index in 0..dump.len() {
                changed[index] ^= 0x41;
                refusal(&changed, key);
                changed[index] = dump[index];
            }
            for len in 0..dump.len() {
                assert_eq!(refusal(&dump[..len], key), Code::DumpLength, "{len}");
            }
            assert_eq!(refusal(&[&dump[..], &[0]].concat(), key), Code::DumpLength);
            assert!(Run::load(&dump, key, &[]).is_ok());
        }
    }
}

#[test]
fn each_kind_is_loaded_as_what_it_is_and_with_its_key_only() {
    let program = program("f()", &[], &["f"]);
    let run = suspended("f()", &Value::Null);
    let (key, other) = ([1; 32], [2; 32]);
    assert_eq!(refusal(&program.dump(None).unwrap(), None), Code::DumpKind);
    for run in [run, session(&[], &Value::Null)] {
        let error = Program::load(&run.dump(None).unwrap(), None).unwrap_err();
        assert_eq!(error.code(), Code::DumpKind);
        let signed = run.dump(Some(&key)).unwrap();
        assert!(Run::load(&signed, Some(&key), &[]).is_ok());
        assert_eq!(refusal(&signed, Some(&other)), Code::DumpChecksum);
        assert_eq!(refusal(&signed, None), Code::DumpKey);
        assert_eq!(refusal(&run.dump(None).unwrap(), Some(&key)), Code::DumpKey);
        // Another kind, interpreter or schema in the header, even with a right checksum.
        let dump = run.dump(None).unwrap();
        for (index, value, code) in [
            (8, 2, Code::DumpFrame),
            (9, 4, Code::DumpKind),
            (9, dump[9] ^ 1, Code::DumpContents),
            (14, b'9', Code::DumpMonty),
            (17, 2, Code::DumpSchema),
        ] {
            let mut forged = dump.clone();
            forged[index] = value;
            let checksum = blake3::Hasher::new()
                .update(&forged[..27])
                .update(&forged[59..])
                .finalize();
            forged[27..59].copy_from_slice(checksum.as_bytes());
            assert_eq!(refusal(&forged, None), code, "byte {index}");
        }
    }
    // What idles has nothing to dump.
    assert_eq!(Run::new().dump(None).unwrap_err().code(), Code::NotSuspended);
}
