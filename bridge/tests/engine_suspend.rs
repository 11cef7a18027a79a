//! Suspensions and answers: every kind of both, and that a wrong answer leaves the run as it was.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use ciborium::Value;
use messages::{answer, array, bytes, map, notation, program, refused, started, text};
use monty_bridge::{Code, Event, Run, Status};

fn tagged(tag: u64, value: Value) -> Value {
    Value::Tag(tag, Box::new(value))
}

/// The event of a suspended run as text.
fn shown(run: &Run) -> String {
    notation(run.reply())
}

#[test]
fn a_function_call_carries_its_arguments_and_place() {
    let (mut run, event) = started("a = [1]\nr = f(a, 'x', a, k=a, **{'l m': None})", &["f"], &Value::Null);
    assert_eq!(event, Event::FunctionCall);
    assert_eq!(
        shown(&run),
        r#"[1, 0, "f", [28([1]), "x", 29(0)], {"k": 29(0), "l m": null}, null, false, ["main.py", 12, 46], []]"#
    );
    assert_eq!(answer(&mut run, [0.into(), 0.into(), Value::Null]), Ok(Event::Complete));
    assert_eq!(shown(&run), "[0, null, []]");
}

#[test]
fn none_and_pending_are_different_answers() {
    let code = "async def main():\n    return await f()\nimport asyncio\nasyncio.run(main())";
    let (mut run, event) = started(code, &["f"], &Value::Null);
    assert_eq!(event, Event::FunctionCall);
    assert_eq!(answer(&mut run, [2.into(), 0.into()]), Ok(Event::ResolveFutures));
    assert!(shown(&run).starts_with("[4, [0], [\"main.py\", "), "{}", shown(&run));
    let outcome = array([0.into(), array([0.into(), 5.into()])]);
    assert_eq!(
        answer(&mut run, [5.into(), Value::Null, array([outcome])]),
        Ok(Event::Complete)
    );
    assert_eq!(shown(&run), "[0, 5, []]");
}

#[test]
fn a_settled_call_needs_no_second_crossing() {
    let code = "async def main():\n    try:\n        return await f()\n    except KeyError as e:\n        return str(e)\nimport asyncio\nasyncio.run(main())";
    for (outcome, result) in [
        (array([0.into(), 5.into()]), "[0, 5, []]"),
        (
            array([1.into(), array([text("KeyError"), text("k")])]),
            "[0, \"'k'\", []]",
        ),
    ] {
        let (mut run, _) = started(code, &["f"], &Value::Null);
        assert!(shown(&run).contains("null, true, ["), "eager: {}", shown(&run));
        assert_eq!(answer(&mut run, [7.into(), 0.into(), outcome]), Ok(Event::Complete));
        assert_eq!(shown(&run), result);
    }
    let (mut run, _) = started("f()", &["f"], &Value::Null);
    refused(
        &mut run,
        [7.into(), 0.into(), array([0.into(), 5.into()])],
        Code::AnswerKind,
    );
}

#[test]
fn futures_are_resolved_in_parts_and_end_in_every_way() {
    let code = "import asyncio\nasync def one(n):\n    try:\n        return await f(n)\n    except Exception as e:\n        return repr(e)\nasync def main():\n    return await asyncio.gather(one(0), one(1), one(2))\nasyncio.run(main())";
    let (mut run, mut event) = started(code, &["f"], &Value::Null);
    for id in 0..3 {
        assert_eq!(event, Event::FunctionCall);
        event = answer(&mut run, [2.into(), id.into()]).unwrap();
    }
    assert_eq!(event, Event::ResolveFutures);
    assert!(shown(&run).starts_with("[4, [0, 1, 2], "), "{}", shown(&run));

    let futures = |items: Vec<Value>| [5.into(), Value::Null, array(items)];
    let give = |id: i32, value: Value| array([id.into(), array([0.into(), value])]);
    refused(&mut run, futures(vec![]), Code::CallId);
    refused(&mut run, futures(vec![give(3, 1.into())]), Code::CallId);
    refused(
        &mut run,
        futures(vec![give(0, 1.into()), give(0, 1.into())]),
        Code::CallId,
    );
    refused(
        &mut run,
        futures(vec![array([0.into(), array([2.into()])])]),
        Code::AnswerKind,
    );
    refused(
        &mut run,
        futures(vec![array([0.into(), array([3.into(), 1.into()])])]),
        Code::Malformed,
    );
    refused(
        &mut run,
        futures(vec![give(0, tagged(47633, text("<x>")))]),
        Code::AnswerValue,
    );
    refused(&mut run, [0.into(), 0.into(), 1.into()], Code::AnswerKind);

    let raise = array([2.into(), array([1.into(), array([text("ValueError"), text("no")])])]);
    assert_eq!(answer(&mut run, futures(vec![raise])), Ok(Event::ResolveFutures));
    assert!(shown(&run).starts_with("[4, [0, 1], "), "{}", shown(&run));
    refused(&mut run, futures(vec![give(2, 1.into())]), Code::CallId);
    let missing = array([1.into(), array([3.into()])]);
    assert_eq!(
        answer(&mut run, futures(vec![missing, give(0, array([]))])),
        Ok(Event::Complete)
    );
    assert_eq!(
        shown(&run),
        r#"[0, [[], "NameError(\"name 'f' is not defined\")", "ValueError('no')"], []]"#
    );
}

#[test]
fn values_of_one_answer_that_share_parts_arrive_equal() {
    let code = "import asyncio\nasync def main():\n    return await asyncio.gather(f(0), f(1))\nasyncio.run(main())";
    let (mut run, _) = started(code, &["f"], &Value::Null);
    answer(&mut run, [2.into(), 0.into()]).unwrap();
    answer(&mut run, [2.into(), 1.into()]).unwrap();
    let first = array([0.into(), array([0.into(), tagged(28, array([1.into()]))])]);
    let second = array([1.into(), array([0.into(), tagged(29, 0.into())])]);
    assert_eq!(
        answer(&mut run, [5.into(), Value::Null, array([first, second])]),
        Ok(Event::Complete)
    );
    assert_eq!(shown(&run), "[0, [[1], [1]], []]");
}

#[test]
fn a_host_exception_is_raised_where_the_call_is() {
    let (mut run, _) = started(
        "try:\n    f()\nexcept OSError as e:\n    r = repr(e)\nr",
        &["f"],
        &Value::Null,
    );
    let raise = |name: &str, message: Value| [1.into(), 0.into(), array([text(name), message])];
    refused(&mut run, raise("MyError", Value::Null), Code::ExceptionType);
    refused(
        &mut run,
        [1.into(), 0.into(), array([text("OSError")])],
        Code::Malformed,
    );
    assert_eq!(
        answer(&mut run, raise("FileNotFoundError", text("gone"))),
        Ok(Event::Complete)
    );
    assert_eq!(shown(&run), r#"[0, "FileNotFoundError('gone')", []]"#);

    let (mut run, _) = started("f()", &["f"], &Value::Null);
    assert_eq!(answer(&mut run, raise("KeyError", Value::Null)), Ok(Event::Raised));
    assert_eq!(
        shown(&run),
        r#"[5, ["KeyError", null, [["main.py", 1, 1, 1, 4, "<module>", "f()", false, false]], null], []]"#
    );
}

#[test]
fn a_function_that_is_not_found_is_a_name_error() {
    let (mut run, event) = started("g()", &[], &Value::Null);
    assert_eq!(event, Event::FunctionCall);
    assert_eq!(answer(&mut run, [3.into(), 0.into()]), Ok(Event::Raised));
    assert!(
        shown(&run).starts_with(r#"[5, ["NameError", "name 'g' is not defined", "#),
        "{}",
        shown(&run)
    );
}

#[test]
fn stale_and_unknown_call_ids_are_refused_and_change_nothing() {
    let (mut run, _) = started("[f(), f()]", &["f"], &Value::Null);
    let before = run.reply().to_vec();
    refused(&mut run, [0.into(), 1.into(), 9.into()], Code::CallId);
    refused(&mut run, [0.into(), Value::Null, 9.into()], Code::CallId);
    assert_eq!(
        answer(&mut run, [0.into(), 0.into(), 7.into()]),
        Ok(Event::FunctionCall)
    );
    assert_ne!(run.reply(), before);
    refused(&mut run, [0.into(), 0.into(), 9.into()], Code::CallId);
    assert_eq!(answer(&mut run, [0.into(), 1.into(), 8.into()]), Ok(Event::Complete));
    assert_eq!(shown(&run), "[0, [7, 8], []]");
}

#[test]
fn an_answer_cut_or_changed_anywhere_never_hurts_the_run() {
    let (mut run, _) = started("f()", &["f"], &Value::Null);
    let value = array([
        text("text"),
        1.5.into(),
        Value::Bytes(vec![1, 2]),
        map([("k", tagged(47616, array([])))]),
    ]);
    let whole = bytes(&array([0.into(), 0.into(), value]));
    for len in 0..whole.len() {
        let error = run.resume(&whole[..len]).unwrap_err();
        assert_eq!(error.status(), Status::Decode, "{len}: {error}");
    }
    assert_eq!(
        run.resume(&[&whole[..], &[0]].concat()).unwrap_err().status(),
        Status::Decode
    );
    // Changed bytes may make another valid answer; then the run goes on, and is started anew.
    let program = program("f()", &[], &["f"]);
    for (index, bit) in (0..whole.len()).flat_map(|index| (0..8).map(move |bit| (index, bit))) {
        let mut changed = whole.clone();
        changed[index] ^= 1 << bit;
        if run.resume(&changed).is_ok() {
            run.reset().unwrap();
            assert_eq!(run.start(&program, &[0x82, 0x80, 0xf6]), Ok(Event::FunctionCall));
        }
        assert!(run.is_suspended());
    }
    assert_eq!(run.resume(&whole), Ok(Event::Complete));
}

#[test]
fn answers_of_the_wrong_kind_or_length_are_refused() {
    let (mut run, _) = started("f()", &["f"], &Value::Null);
    for kind in [4, 5, 7, 8, 23, 1000] {
        refused(&mut run, [kind.into(), 0.into(), Value::Null], Code::AnswerKind);
    }
    refused(&mut run, [0.into(), 0.into()], Code::Malformed);
    refused(&mut run, [2.into(), 0.into(), Value::Null], Code::Malformed);
    refused(&mut run, [(-1).into(), 0.into(), Value::Null], Code::Malformed);
    refused(
        &mut run,
        [0.into(), 0.into(), tagged(47634, text("..."))],
        Code::AnswerValue,
    );
    assert_eq!(run.resume(&[0x83, 0, 0, 1]), Ok(Event::Complete));
}

#[test]
fn declared_functions_are_found_without_the_host() {
    let (mut run, event) = started(
        "g = f\nh = other\n[g is f, callable_name(h)]",
        &["f", "callable_name"],
        &Value::Null,
    );
    assert_eq!(event, Event::NameLookup, "only the undeclared name is asked for");
    assert!(
        shown(&run).starts_with(r#"[3, "other", null, ["main.py", 10, 15], []]"#),
        "{}",
        shown(&run)
    );
    assert_eq!(
        answer(
            &mut run,
            [
                0.into(),
                Value::Null,
                tagged(47628, array([text("other"), Value::Null]))
            ]
        ),
        Ok(Event::FunctionCall)
    );
    assert!(
        shown(&run).starts_with(r#"[1, 0, "callable_name", [47628(["other", null])], "#),
        "{}",
        shown(&run)
    );

    let options = map([("functions", array([text("late")]))]);
    let (run, event) = started("[late, 1][1]", &[], &options);
    assert_eq!((event, shown(&run)), (Event::Complete, "[0, 1, []]".to_owned()));
}

#[test]
fn a_lookup_is_answered_with_a_value_nothing_or_an_exception() {
    let code = "try:\n    r = x\nexcept Exception as e:\n    r = repr(e)\nr";
    for (message, result) in [
        (vec![0.into(), Value::Null, 5.into()], "[0, 5, []]"),
        (
            vec![3.into(), Value::Null],
            r#"[0, "NameError(\"name 'x' is not defined\")", []]"#,
        ),
        (
            vec![1.into(), Value::Null, array([text("ValueError"), text("v")])],
            r#"[0, "ValueError('v')", []]"#,
        ),
    ] {
        let (mut run, event) = started(code, &[], &Value::Null);
        assert_eq!(event, Event::NameLookup);
        refused(&mut run, [2.into(), Value::Null], Code::AnswerKind);
        refused(&mut run, [4.into(), Value::Null], Code::AnswerKind);
        refused(&mut run, [0.into(), 0.into(), 5.into()], Code::CallId);
        assert_eq!(answer(&mut run, message), Ok(Event::Complete));
        assert_eq!(shown(&run), result);
    }
}

#[test]
fn host_objects_route_calls_and_attributes_by_identity() {
    let id = |byte: u8| tagged(37, Value::Bytes(vec![byte; 16]));
    let class = tagged(47630, array([text("Api"), id(1), true.into(), false.into(), map([])]));
    let instance = tagged(47631, array([class, id(2), map([("url", text("u"))])]));
    let mut run = Run::new();
    let request = bytes(&array([array([instance]), Value::Null]));
    let program = program("[api.url, api.get(1), api.size]", &["api"], &[]);
    assert_eq!(run.start(&program, &request), Ok(Event::FunctionCall));
    let hex = "02".repeat(16);
    assert!(
        shown(&run).starts_with(&format!("[1, 0, \"get\", [1], {{}}, 37(h'{hex}'), false, ")),
        "{}",
        shown(&run)
    );
    assert_eq!(
        answer(&mut run, [0.into(), 0.into(), text("got")]),
        Ok(Event::NameLookup)
    );
    assert!(
        shown(&run).starts_with(&format!("[3, \"size\", 37(h'{hex}'), ")),
        "{}",
        shown(&run)
    );
    assert_eq!(answer(&mut run, [0.into(), Value::Null, 9.into()]), Ok(Event::Complete));
    assert_eq!(shown(&run), r#"[0, ["u", "got", 9], []]"#);
}

#[test]
fn os_calls_carry_normal_paths_and_can_be_refused() {
    let code = "from pathlib import Path\nPath('/a/../b.txt').read_text()";
    let (mut run, event) = started(code, &[], &Value::Null);
    assert_eq!(event, Event::OsCall);
    assert!(
        shown(&run).starts_with(r#"[2, 0, "Path.read_text", [47624("/b.txt")], {}, false, ["main.py", 25, "#),
        "{}",
        shown(&run)
    );
    refused(&mut run, [2.into(), 0.into()], Code::AnswerKind);
    refused(&mut run, [3.into(), 0.into()], Code::AnswerKind);
    assert_eq!(answer(&mut run, [4.into(), 0.into()]), Ok(Event::Raised));
    assert!(
        shown(&run).starts_with(r#"[5, ["PermissionError", "Permission denied: '/b.txt'", "#),
        "{}",
        shown(&run)
    );

    let (mut run, _) = started(code, &[], &Value::Null);
    assert_eq!(
        answer(&mut run, [0.into(), 0.into(), text("contents")]),
        Ok(Event::Complete)
    );
    assert_eq!(shown(&run), r#"[0, "contents", []]"#);
}

#[test]
fn an_import_that_is_not_found_is_a_missing_module() {
    for message in [vec![3.into(), 0.into()], vec![4.into(), 0.into()]] {
        let (mut run, event) = started("import numpy", &[], &Value::Null);
        assert_eq!(event, Event::OsCall);
        assert!(
            shown(&run).starts_with(r#"[2, 0, "import", ["numpy"], {}, false, "#),
            "{}",
            shown(&run)
        );
        assert_eq!(answer(&mut run, message), Ok(Event::Raised));
        assert!(
            shown(&run).starts_with(r#"[5, ["ModuleNotFoundError", "No module named 'numpy'", "#),
            "{}",
            shown(&run)
        );
    }
}

#[test]
fn a_sleep_may_be_pending() {
    let code = "import asyncio\nasync def main():\n    await asyncio.sleep(0.5)\n    return 3\nasyncio.run(main())";
    let (mut run, event) = started(code, &[], &Value::Null);
    assert_eq!(event, Event::OsCall);
    assert!(
        shown(&run).starts_with(r#"[2, 0, "asyncio.sleep", [0.5], {}, true, "#),
        "{}",
        shown(&run)
    );
    assert_eq!(answer(&mut run, [2.into(), 0.into()]), Ok(Event::ResolveFutures));
    let outcome = array([0.into(), array([0.into(), Value::Null])]);
    assert_eq!(
        answer(&mut run, [5.into(), Value::Null, array([outcome])]),
        Ok(Event::Complete)
    );
    assert_eq!(shown(&run), "[0, 3, []]");
}

#[test]
fn an_abort_cannot_be_caught_and_fits_every_suspension() {
    let wrap = |body: &str| {
        format!(
            "import asyncio\nasync def g():\n    return await f()\nwhile True:\n    try:\n        {body}\n    except BaseException:\n        pass"
        )
    };
    let stop = || array([text("TimeoutError"), text("stopped")]);
    for (body, pending) in [
        ("f()", false),
        ("open('/x')", false),
        ("y", false),
        ("asyncio.run(g())", true),
    ] {
        let (mut run, _) = started(&wrap(body), &["f"], &Value::Null);
        if pending {
            assert_eq!(answer(&mut run, [2.into(), 0.into()]), Ok(Event::ResolveFutures));
        }
        assert_eq!(
            answer(&mut run, [6.into(), Value::Null, stop()]),
            Ok(Event::Raised),
            "{body}"
        );
        assert!(
            shown(&run).starts_with(r#"[5, ["TimeoutError", "stopped", "#),
            "{}",
            shown(&run)
        );
        assert!(!run.is_suspended());
    }
    let (mut run, _) = started("f()", &["f"], &Value::Null);
    refused(&mut run, [6.into(), 5.into(), stop()], Code::CallId);
    assert_eq!(answer(&mut run, [6.into(), 0.into(), stop()]), Ok(Event::Raised));
}

#[test]
fn a_run_that_is_over_is_resumed_no_more_and_starts_again() {
    let (mut run, _) = started("f()", &["f"], &Value::Null);
    let program = program("f()", &[], &["f"]);
    assert_eq!(
        run.start(&program, &[0x82, 0x80, 0xf6]).unwrap_err().code(),
        Code::Suspended
    );
    assert_eq!(run.resume(&[0x83, 0, 0, 1]), Ok(Event::Complete));
    for _ in 0..2 {
        let error = run.resume(&[0x83, 0, 0, 1]).unwrap_err();
        assert_eq!((error.code(), error.status()), (Code::NotSuspended, Status::WrongState));
    }
    assert_eq!(run.start(&program, &[0x82, 0x80, 0xf6]), Ok(Event::FunctionCall));
    run.reset().unwrap();
    assert_eq!(run.resume(&[0x83, 0, 0, 1]).unwrap_err().code(), Code::NotSuspended);
    run.reset().unwrap();
    assert_eq!(run.start(&program, &[0x82, 0x80, 0xf6]), Ok(Event::FunctionCall));
    assert_eq!(run.resume(&[0x83, 0, 0, 2]), Ok(Event::Complete));
}
