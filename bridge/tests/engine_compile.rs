//! Compile requests: what they may say, what is refused, and what a syntax error looks like.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use ciborium::Value;
use messages::{array, bytes, map, names, notation, program, request, text};
use monty_bridge::{Code, Compiled, MAX_SOURCE_BYTES, Program, Status};

fn refusal(request: &[u8]) -> (Code, Option<usize>) {
    let error = Program::compile(request).unwrap_err();
    (error.code(), error.offset())
}

fn raised(code: &str) -> String {
    match Program::compile(&request(code, &[], &[])).unwrap() {
        Compiled::Raised(event) => notation(&event),
        Compiled::Program(_) => panic!("{code} compiles"),
    }
}

#[test]
fn a_program_describes_itself() {
    let request = map([
        ("code", text("x")),
        ("name", text("a.py")),
        ("inputs", names(&["x"])),
        ("functions", names(&["f"])),
    ]);
    let Compiled::Program(program) = Program::compile(&bytes(&request)).unwrap() else {
        panic!("it compiles")
    };
    assert_eq!(notation(&program.describe()), r#"["a.py", ["x"], ["f"]]"#);
    assert_eq!(
        (program.name(), program.inputs().len(), program.functions().len()),
        ("a.py", 1, 1)
    );
}

#[test]
fn only_the_code_is_required() {
    let Compiled::Program(program) = Program::compile(&bytes(&map([("code", text("1"))]))).unwrap() else {
        panic!("it compiles")
    };
    assert_eq!(notation(&program.describe()), r#"["main.py", [], []]"#);
    assert_eq!(refusal(&bytes(&map([("name", text("a.py"))]))).0, Code::UnknownField);
}

#[test]
fn a_syntax_error_is_a_raised_event_with_its_place() {
    assert_eq!(
        raised("x = 1\ny = ("),
        r#"[5, ["SyntaxError", "unexpected EOF while parsing", [["main.py", 2, 6, 2, 6, null, "y = (", false, true]], null], []]"#
    );
}

#[test]
fn unknown_fields_and_options_are_refused_where_they_are() {
    assert_eq!(
        refusal(&bytes(&map([("cod", text("1"))]))),
        (Code::UnknownField, Some(1))
    );
    let request = bytes(&map([("code", text("1")), ("options", map([("assert", Value::Null)]))]));
    assert_eq!(refusal(&request), (Code::UnknownField, Some(17)));
}

#[test]
fn what_is_no_request_is_refused_at_every_length() {
    let whole = bytes(&map([("code", text("1")), ("inputs", names(&["x"]))]));
    for len in 0..whole.len() {
        let error = Program::compile(&whole[..len]).unwrap_err();
        assert_eq!(error.status(), Status::Decode, "{len}");
    }
    let longer = [&whole[..], &[0]].concat();
    assert_eq!(refusal(&longer), (Code::Malformed, Some(whole.len())));
    assert_eq!(refusal(&bytes(&array([]))).0, Code::Malformed);
    assert_eq!(refusal(&bytes(&map([("code", Value::Null)]))).0, Code::Malformed);
}

#[test]
fn names_must_be_identifiers_and_tell_inputs_from_functions() {
    assert_eq!(refusal(&request("1", &["a b"], &[])).0, Code::Name);
    assert_eq!(refusal(&request("1", &["class"], &[])).0, Code::Name);
    assert_eq!(refusal(&request("1", &[], &[""])).0, Code::Name);
    assert_eq!(refusal(&request("1", &["x"], &["x"])).0, Code::Name);
    assert_eq!(refusal(&request("1", &["x", "x"], &[])).0, Code::InputDuplicate);
}

#[test]
fn a_long_source_is_refused_before_it_is_parsed() {
    let longest = format!("1{}", " ".repeat(MAX_SOURCE_BYTES - 1));
    program(&longest, &[], &[]);
    assert_eq!(refusal(&request(&(longest + " "), &[], &[])).0, Code::SourceLength);
}

#[test]
fn deeply_nested_sources_are_errors_on_a_small_thread() {
    let sources = [
        format!("{}1{}", "(".repeat(5000), ")".repeat(5000)),
        format!("{}1", "-".repeat(100_000)),
        format!("1{}", "+1".repeat(100_000)),
        "x = [".repeat(1000),
    ];
    std::thread::Builder::new()
        .stack_size(128 << 10)
        .spawn(move || {
            for source in sources {
                assert!(raised(&source).contains("SyntaxError"), "{}", &source[..20]);
            }
        })
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn assert_annotations_can_be_turned_off() {
    let compile = |limit: u32| {
        let request = map([
            ("code", text("a = 1\nassert a == 2")),
            ("options", map([("assert_annotations", limit.into())])),
        ]);
        let Compiled::Program(program) = Program::compile(&bytes(&request)).unwrap() else {
            panic!("it compiles")
        };
        let mut run = monty_bridge::Run::new();
        run.start(&program, &bytes(&array([array([]), Value::Null]))).unwrap();
        notation(run.reply())
    };
    assert!(
        compile(0).starts_with(r#"[5, ["AssertionError", null, "#),
        "{}",
        compile(0)
    );
    assert!(
        compile(120).starts_with(r#"[5, ["AssertionError", "assert 1 == 2""#),
        "{}",
        compile(120)
    );
}

#[test]
fn eval_and_exec_are_refused_in_every_spelling_unless_asked_for() {
    assert_eq!(
        raised("x = 1\ny = [eval('x')]"),
        r#"[5, ["SyntaxError", "'eval' is not available", [["main.py", 2, 6, 2, 10, null, "y = [eval('x')]", false, true]], null], []]"#
    );
    for code in [
        "exec('x')",
        "𝐞𝐯𝐚𝐥('1')",
        "ｅxec",
        "e = eval\ne('1')",
        "f'{eval(1)}'",
        "lambda: [exec for _ in []]",
        "@exec\ndef f(): pass",
        "def f(a=eval): pass",
        "class A:\n    x = eval",
        "match 1:\n    case x if eval('1'): pass",
        "x: eval = 1",
        "x.eval[exec]",
        "async def f():\n    await eval('1')",
        "eval = 1\neval",
    ] {
        assert!(raised(code).contains("is not available"), "{code}: {}", raised(code));
    }
    for code in ["x.eval()", "f(eval=1)", "'eval'", "evaluate = 1", "# eval"] {
        program(code, &[], &[]);
    }
    let request = map([
        ("code", text("eval('1 + 1')")),
        ("options", map([("eval", true.into())])),
    ]);
    let Compiled::Program(program) = Program::compile(&bytes(&request)).unwrap() else {
        panic!("it compiles")
    };
    let mut run = monty_bridge::Run::new();
    run.start(&program, &bytes(&array([array([]), Value::Null]))).unwrap();
    assert_eq!(notation(run.reply()), "[0, 2, []]");
}

#[test]
fn what_would_compile_for_ages_is_refused_at_once() {
    let nested = |levels: usize, body: &str| -> String {
        let heads = (0..levels).map(|level| format!("{}def f():\n", " ".repeat(level)));
        let body = body.lines().map(|line| format!("{}{line}\n", " ".repeat(levels)));
        heads.chain(body).collect()
    };
    let wide = |count: usize| "def g(): pass\n".repeat(count);
    for code in [
        nested(20, "pass"),
        nested(100, "pass"),
        nested(10, &wide(1000)),
        nested(7, &wide(40_000)),
        nested(9, "pass"),
    ] {
        let begin = std::time::Instant::now();
        let reply = raised(&code);
        assert!(reply.contains("functions are nested"), "{reply}");
        assert!(begin.elapsed().as_secs() < 2, "{:?}", begin.elapsed());
    }
    // The host can allow more, as far as the work is bearable.
    for (limit, levels) in [(Value::Null, 12), (12.into(), 12), (3.into(), 3)] {
        let request = |levels| {
            map([
                ("code", text(&nested(levels, "pass"))),
                ("options", map([("max_def_nesting", limit.clone())])),
            ])
        };
        assert!(matches!(
            Program::compile(&bytes(&request(levels))),
            Ok(Compiled::Program(_))
        ));
        let refused = if levels == 3 { 4 } else { 20 };
        assert!(matches!(
            Program::compile(&bytes(&request(refused))),
            Ok(Compiled::Raised(_))
        ));
    }
    for code in [nested(8, "pass"), nested(5, &wide(1000)), wide(50_000)] {
        let begin = std::time::Instant::now();
        program(&code, &[], &[]);
        assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
    }
}
