//! Sessions: feeds that keep their globals, calls of what they defined, and that nothing but a panic ends a session.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use ciborium::Value;
use messages::{answer, array, bytes, call, fed, feed, map, names, notation, program, session, text};
use monty_bridge::{Code, Event, Run};

/// Feeds code that comes to a value without the host, and returns the value.
#[track_caller]
fn value(run: &mut Run, code: &str) -> String {
    assert_eq!(feed(run, code), Ok(Event::Complete), "{}", notation(run.reply()));
    let reply = notation(run.reply());
    reply
        .strip_prefix("[0, ")
        .and_then(|rest| rest.strip_suffix(", []]"))
        .unwrap()
        .to_owned()
}

/// The type and message of the exception in the reply.
fn raised(run: &Run) -> String {
    let event: Value = ciborium::from_reader(run.reply()).unwrap();
    let event = event.into_array().unwrap();
    assert_eq!(event[0], 5.into(), "{}", notation(run.reply()));
    let exception = event[1].as_array().unwrap();
    let message = exception[1].as_text().unwrap_or_default();
    format!("{}: {message}", exception[0].as_text().unwrap())
}

/// The frames of the exception in the reply, as `file:line function: source`.
fn frames(run: &Run) -> Vec<String> {
    let event: Value = ciborium::from_reader(run.reply()).unwrap();
    let frames = event.as_array().unwrap()[1].as_array().unwrap()[2].clone();
    let shown = |frame: &Value| {
        let frame = frame.as_array().unwrap();
        format!(
            "{}:{}:{}-{} {}: {}",
            frame[0].as_text().unwrap(),
            i128::from(frame[1].as_integer().unwrap()),
            i128::from(frame[2].as_integer().unwrap()),
            i128::from(frame[4].as_integer().unwrap()),
            frame[5].as_text().unwrap_or("-"),
            frame[6].as_text().unwrap_or("-")
        )
    };
    frames.as_array().unwrap().iter().map(shown).collect()
}

#[test]
fn globals_stay_from_feed_to_feed() {
    let mut run = session(&[], &Value::Null);
    assert!(run.is_session() && !run.is_suspended());
    assert_eq!(value(&mut run, "x = [1]"), "null");
    assert_eq!(value(&mut run, "x.append(2)\nimport math"), "null");
    assert_eq!(value(&mut run, "def f(n):\n    return [math.floor(n), x]"), "null");
    assert_eq!(value(&mut run, "f(2.5)"), "[2, [1, 2]]");
    assert_eq!(value(&mut run, ""), "null");
}

#[test]
fn inputs_set_globals_and_share_what_they_share() {
    let mut run = session(&["host"], &Value::Null);
    let shared = Value::Tag(28, Box::new(array([1.into()])));
    let inputs = map([("a", shared), ("b", Value::Tag(29, Box::new(0.into())))]);
    assert_eq!(fed(&mut run, "a.append(2)\n[b, a is b]", inputs), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, [[1, 2], true], []]");
    assert_eq!(fed(&mut run, "", map([("a", 7.into())])), Ok(Event::Complete));
    assert_eq!(value(&mut run, "[a, b]"), "[7, [1, 2]]");

    for (inputs, code) in [
        (map([("no name", 1.into())]), Code::Name),
        (map([("if", 1.into())]), Code::Name),
        (map([("host", 1.into())]), Code::Name),
        (map([("c", 1.into()), ("c", 2.into())]), Code::InputDuplicate),
        (map([("c", Value::Tag(47633, Box::new(text("<x>"))))]), Code::InputValue),
    ] {
        let error = fed(&mut run, "a", inputs).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(notation(run.reply()).starts_with("[8, "));
    }
    assert_eq!(value(&mut run, "a"), "7");
    assert_eq!(raised_by(&mut run, "c"), "NameError: name 'c' is not defined");
}

#[track_caller]
fn raised_by(run: &mut Run, code: &str) -> String {
    let mut event = feed(run, code).unwrap();
    if event == Event::NameLookup {
        event = answer(run, [3.into(), Value::Null]).unwrap();
    }
    assert_eq!(event, Event::Raised, "{}", notation(run.reply()));
    raised(run)
}

#[test]
fn exceptions_leave_what_was_done_before_them() {
    let mut run = session(&[], &Value::Null);
    assert_eq!(
        raised_by(&mut run, "x = 1\n1 / 0\nx = 2"),
        "ZeroDivisionError: division by zero"
    );
    assert_eq!(value(&mut run, "x"), "1");
    assert!(raised_by(&mut run, "def f(:").starts_with("SyntaxError: "));
    assert!(raised_by(&mut run, "eval('1')").starts_with("SyntaxError: 'eval' is not available"));
    let deep: String = (0..20).map(|n| format!("{}def f{n}():\n", " ".repeat(n))).collect();
    let deep = format!("{deep}{}pass", " ".repeat(20));
    assert!(raised_by(&mut run, &deep).contains("functions are nested more than 8 deep"));
    assert!(raised_by(&mut run, &format!("{}1{}", "(".repeat(300), ")".repeat(300))).starts_with("SyntaxError: "));
    assert!(raised_by(&mut run, "def f():\n    f()\nf()").starts_with("RecursionError: "));
    assert_eq!(value(&mut run, "x += 1\nx"), "2");
    let long = "#".repeat(monty_bridge::MAX_SOURCE_BYTES + 1);
    assert_eq!(feed(&mut run, &long).unwrap_err().code(), Code::SourceLength);
    assert_eq!(value(&mut run, "x"), "2");
}

#[test]
fn eval_is_an_option_of_the_session() {
    let mut run = session(&[], &map([("eval", true.into())]));
    assert_eq!(value(&mut run, "eval('1 + 1')"), "2");
}

#[test]
fn tracebacks_name_the_snippets_they_come_from() {
    let mut run = session(&[], &Value::Null);
    value(&mut run, "def f(n):\n    return 1 / n");
    raised_by(&mut run, "f(0)");
    assert_eq!(
        frames(&run),
        [
            "<python-input-1>:1:1-5 <module>: f(0)",
            "<python-input-0>:2:12-17 f:     return 1 / n"
        ]
    );
}

#[test]
fn feeds_suspend_and_are_answered() {
    let mut run = session(&["f"], &Value::Null);
    assert_eq!(feed(&mut run, "x = f(1)\ny = 2\nx"), Ok(Event::FunctionCall));
    assert_eq!(
        notation(run.reply()),
        r#"[1, 0, "f", [1], {}, null, false, ["<python-input-0>", 4, 8], []]"#
    );
    assert!(run.is_suspended());
    // Nothing but an answer or a reset goes on from here.
    assert_eq!(feed(&mut run, "1").unwrap_err().code(), Code::Suspended);
    assert_eq!(call(&mut run, "f", [], map([])).unwrap_err().code(), Code::Suspended);
    assert_eq!(run.function_names().unwrap_err().code(), Code::Suspended);
    messages::refused(&mut run, [0.into(), 9.into(), 1.into()], Code::CallId);
    messages::refused(&mut run, [5.into(), Value::Null, array([])], Code::AnswerKind);
    assert_eq!(answer(&mut run, [0.into(), 0.into(), 5.into()]), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, 5, []]");
    assert_eq!(value(&mut run, "x + y"), "7");
    // A declared name needs no host; another one does.
    assert_eq!(value(&mut run, "g = f\n1"), "1");
    assert_eq!(feed(&mut run, "other"), Ok(Event::NameLookup));
    assert_eq!(answer(&mut run, [0.into(), Value::Null, 3.into()]), Ok(Event::Complete));
    assert_eq!(feed(&mut run, "import os\nos.getenv('A')"), Ok(Event::OsCall));
    let id = run.reply()[2];
    assert_eq!(answer(&mut run, [0.into(), id.into(), text("a")]), Ok(Event::Complete));
    assert_eq!(feed(&mut run, "g(2)"), Ok(Event::FunctionCall));
    let id = run.reply()[2];
    let abort = array([text("SystemExit"), text("enough")]);
    assert_eq!(answer(&mut run, [6.into(), id.into(), abort]), Ok(Event::Raised));
    assert_eq!(raised(&run), "SystemExit: enough");
    assert_eq!(value(&mut run, "[x, y]"), "[5, 2]");
}

#[test]
fn futures_are_awaited_across_suspensions() {
    let mut run = session(&["f"], &Value::Null);
    let code =
        "import asyncio\nasync def main():\n    return await asyncio.gather(f(0), f(1))\nr = asyncio.run(main())\nr";
    let mut event = feed(&mut run, code).unwrap();
    let mut ids = Vec::new();
    while event == Event::FunctionCall {
        ids.push(run.reply()[2]);
        let id = run.reply()[2];
        event = answer(&mut run, [2.into(), id.into()]).unwrap();
    }
    assert_eq!((event, ids.len()), (Event::ResolveFutures, 2));
    let outcomes: Vec<Value> = ids
        .iter()
        .map(|id| array([(*id).into(), array([0.into(), text("v")])]))
        .collect();
    assert_eq!(
        answer(&mut run, [5.into(), Value::Null, array(outcomes)]),
        Ok(Event::Complete)
    );
    assert_eq!(value(&mut run, "r"), r#"["v", "v"]"#);
}

#[test]
fn a_reset_gives_up_the_feed_and_keeps_the_session() {
    let mut run = session(&["f"], &Value::Null);
    value(&mut run, "x = [1]");
    for code in [
        "x.append(2)\nf()\nx.append(3)",
        "for i in x:\n    f()",
        "try:\n    f()\nfinally:\n    x.append(9)",
        "missing",
        "import os\nos.getenv('A')",
    ] {
        let event = feed(&mut run, code).unwrap();
        assert!(run.is_suspended(), "{event:?}");
        run.reset().unwrap();
        assert!(!run.is_suspended() && run.is_session());
    }
    run.reset().unwrap();
    assert_eq!(value(&mut run, "x"), "[1, 2]");
    // The functions that were declared are still there.
    assert_eq!(feed(&mut run, "f()"), Ok(Event::FunctionCall));
}

#[test]
fn functions_are_called_by_name() {
    let mut run = session(&["host"], &Value::Null);
    value(
        &mut run,
        "def add(a, b=10, *rest, **more):\n    return [a, b, list(rest), more]",
    );
    let none = || map([]);
    assert_eq!(call(&mut run, "add", [1.into()], none()), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, [1, 10, [], {}], []]");
    let more = map([("c", 5.into()), ("b", 4.into()), ("l m", 6.into())]);
    assert_eq!(call(&mut run, "add", [1.into()], more), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), r#"[0, [1, 4, [], {"c": 5, "l m": 6}], []]"#);
    assert_eq!(
        call(&mut run, "add", [1.into(), 2.into(), 3.into()], none()),
        Ok(Event::Complete)
    );
    assert_eq!(notation(run.reply()), "[0, [1, 2, [3], {}], []]");
    assert_eq!(call(&mut run, "add", [], none()), Ok(Event::Raised));
    assert!(
        raised(&run).starts_with("TypeError: add() missing 1 required positional argument"),
        "{}",
        raised(&run)
    );
    // What the arguments share stays shared, between both kinds of them too.
    value(
        &mut run,
        "def same(a, b, *, c):\n    a.append(1)\n    return [a is b, b is c, c]",
    );
    let shared = Value::Tag(28, Box::new(array([])));
    let again = || Value::Tag(29, Box::new(0.into()));
    assert_eq!(
        call(&mut run, "same", [shared, again()], map([("c", again())])),
        Ok(Event::Complete)
    );
    assert_eq!(notation(run.reply()), "[0, [true, true, [1]], []]");
    // Nothing of the arguments is left.
    assert_eq!(value(&mut run, "__arguments__"), "[]");
}

#[test]
fn calls_suspend_as_feeds_do() {
    let mut run = session(&["host"], &Value::Null);
    value(&mut run, "def f(n):\n    return [host(n), n]\nseen = host");
    assert_eq!(call(&mut run, "f", [3.into()], map([])), Ok(Event::FunctionCall));
    assert_eq!(
        notation(run.reply()),
        r#"[1, 0, "host", [3], {}, null, false, ["<python-input-0>", 22, 29], []]"#
    );
    assert_eq!(answer(&mut run, [0.into(), 0.into(), text("v")]), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), r#"[0, ["v", 3], []]"#);
    assert_eq!(call(&mut run, "f", [3.into()], map([])), Ok(Event::FunctionCall));
    run.reset().unwrap();
    assert_eq!(notation(&run.function_names().unwrap()), r#"["f", "seen"]"#);
}

#[test]
fn tracebacks_show_a_call_without_how_it_is_made() {
    let mut run = session(&[], &Value::Null);
    value(&mut run, "def f(n, k=0):\n    return 1 / n");
    assert_eq!(
        call(&mut run, "f", [0.into()], map([("k", 1.into())])),
        Ok(Event::Raised)
    );
    assert_eq!(raised(&run), "ZeroDivisionError: division by zero");
    assert_eq!(
        frames(&run),
        [
            "<python-input-1>:1:1-7 <module>: f(...)",
            "<python-input-0>:2:12-17 f:     return 1 / n"
        ]
    );
}

#[test]
fn only_functions_at_the_top_level_are_called() {
    let mut run = session(&["host"], &Value::Null);
    value(
        &mut run,
        "def f():\n    def inner():\n        pass\nclass C:\n    pass\nx = 1\ng = lambda: 5\nh = host",
    );
    assert_eq!(notation(&run.function_names().unwrap()), r#"["f", "g", "h"]"#);
    assert_eq!(call(&mut run, "g", [], map([])), Ok(Event::Complete));
    assert_eq!(notation(run.reply()), "[0, 5, []]");
    for name in ["missing", "x", "C", "inner", "print"] {
        assert_eq!(call(&mut run, name, [], map([])), Ok(Event::Raised));
        assert_eq!(raised(&run), format!("NameError: name '{name}' is not defined"));
        assert_eq!(frames(&run), [""; 0]);
    }
    for name in ["", "f()", "a.b", "if", "f\n"] {
        let error = call(&mut run, name, [], map([])).unwrap_err();
        assert_eq!(error.code(), Code::Name, "{error}");
    }
    let keyword = Value::Map(vec![(1.into(), 2.into())]);
    assert_eq!(call(&mut run, "f", [], keyword).unwrap_err().code(), Code::Malformed);
    let twice = map([("a", 1.into()), ("a", 2.into())]);
    assert_eq!(call(&mut run, "f", [], twice).unwrap_err().code(), Code::InputDuplicate);
    assert_eq!(call(&mut run, "f", [], map([])), Ok(Event::Complete));
}

#[test]
fn limits_hold_for_each_feed_anew() {
    let options = map([
        ("max_suspensions", 2.into()),
        ("max_output", 1000.into()),
        ("max_duration_us", 300_000.into()),
    ]);
    let mut run = session(&["f"], &options);
    for _ in 0..3 {
        for code in ["f()\nf()", "f()\nf()\nf()"] {
            let mut event = feed(&mut run, code).unwrap();
            while event == Event::FunctionCall {
                let id = run.reply()[2];
                event = answer(&mut run, [0.into(), id.into(), Value::Null]).unwrap();
            }
            if code.len() > 8 {
                assert_eq!(raised(&run), "RuntimeError: suspension limit exceeded: 2");
            } else {
                assert_eq!(event, Event::Complete);
            }
        }
        assert_eq!(feed(&mut run, "print('x' * 500)"), Ok(Event::Complete));
        assert!(
            raised_by(&mut run, "print('x' * 2000)").contains("imit"),
            "{}",
            raised(&run)
        );
    }
    for _ in 0..2 {
        let message = raised_by(&mut run, "n = 0\nwhile True: n += 1");
        assert!(
            message.starts_with("TimeoutError: feed time limit exceeded"),
            "{message}"
        );
        assert_eq!(value(&mut run, "n > 0"), "true");
    }
}

#[test]
fn sessions_and_runs_are_not_taken_for_each_other() {
    let mut run = session(&[], &Value::Null);
    let error = run.start(&program("1", &[], &[]), &[0x82, 0x80, 0xf6]).unwrap_err();
    assert_eq!(error.code(), Code::Session);
    assert_eq!(value(&mut run, "1"), "1");
    let mut plain = Run::new();
    assert_eq!(feed(&mut plain, "1").unwrap_err().code(), Code::NoSession);
    assert_eq!(call(&mut plain, "f", [], map([])).unwrap_err().code(), Code::NoSession);
    assert_eq!(plain.function_names().unwrap_err().code(), Code::NoSession);
    assert_eq!(
        answer(&mut run, [0.into(), 0.into(), 1.into()]).unwrap_err().code(),
        Code::NotSuspended
    );
}

#[test]
fn requests_for_sessions_are_checked() {
    let refusal = |request: Value| Run::session(&bytes(&request)).unwrap_err().code();
    assert_eq!(refusal(array([])), Code::Malformed);
    assert_eq!(refusal(map([("nam", text("x"))])), Code::UnknownField);
    assert_eq!(refusal(map([("functions", names(&["a b"]))])), Code::Name);
    let options = |options| map([("options", options)]);
    assert_eq!(refusal(options(map([("evil", true.into())]))), Code::UnknownField);
    assert_eq!(refusal(options(map([("max_output", 0.into())]))), Code::OptionRange);
    let mut run = Run::session(&bytes(&map([
        ("name", text("shell")),
        ("functions", names(&["f"])),
        (
            "options",
            map([("functions", names(&["g"])), ("assert_annotations", 0.into())]),
        ),
    ])))
    .unwrap();
    assert_eq!(value(&mut run, "a = f\nb = g\n__file__"), "\"/shell\"");
    assert_eq!(raised_by(&mut run, "assert 1 == 2"), "AssertionError: ");
}

#[test]
fn a_future_that_outlives_its_feed_is_no_danger() {
    let mut run = session(&["f"], &Value::Null);
    assert_eq!(feed(&mut run, "p = f()"), Ok(Event::FunctionCall));
    assert_eq!(answer(&mut run, [2.into(), 0.into()]), Ok(Event::Complete));
    let code = "import asyncio\nasync def main():\n    return await p\nasyncio.run(main())";
    assert_eq!(feed(&mut run, code), Ok(Event::Raised));
    assert_eq!(
        raised(&run),
        "RuntimeError: the awaited call belongs to an earlier feed"
    );
    assert_eq!(value(&mut run, "1"), "1");
}
