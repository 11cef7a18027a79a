//! Exceptions that leave the Python code: frames, messages and structured data.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use ciborium::Value;
use messages::outcome;
use monty_bridge::Event;

fn raised(code: &str) -> String {
    let (event, reply) = outcome(code, &Value::Null);
    assert_eq!(event, Event::Raised, "{reply}");
    reply
}

#[test]
fn three_frames_are_shown_outermost_first() {
    let code = "def inner(x):\n    return 1 / x\n\ndef outer(x):\n    return inner(x) + 1\n\nouter(0)";
    assert_eq!(
        raised(code),
        concat!(
            r#"[5, ["ZeroDivisionError", "division by zero", ["#,
            r#"["main.py", 7, 1, 7, 9, "<module>", "outer(0)", false, false], "#,
            r#"["main.py", 5, 12, 5, 20, "outer", "    return inner(x) + 1", false, false], "#,
            r#"["main.py", 2, 12, 2, 17, "inner", "    return 1 / x", false, false]"#,
            r#"], null], []]"#
        )
    );
}

#[test]
fn a_raise_statement_hides_its_caret() {
    assert_eq!(
        raised("raise ValueError('no')"),
        r#"[5, ["ValueError", "no", [["main.py", 1, 7, 1, 23, "<module>", "raise ValueError('no')", true, false]], null], []]"#
    );
    assert!(raised("raise ValueError").starts_with(r#"[5, ["ValueError", null, "#));
}

#[test]
fn unicode_errors_carry_their_fields() {
    let reply = raised("b'a\\xff'.decode()");
    assert!(
        reply.contains(r#"["unicode", "utf-8", h'61ff', 1, 2, "invalid start byte"]"#),
        "{reply}"
    );
    let reply = raised("'aé'.encode('ascii')");
    assert!(
        reply.contains(r#"["unicode", "ascii", "aé", 1, 2, "ordinal not in range(128)"]"#),
        "{reply}"
    );
}

#[test]
fn json_errors_carry_their_fields() {
    let reply = raised("import json\njson.loads('[1,\\n x]')");
    assert!(
        reply.starts_with(r#"[5, ["json.JSONDecodeError", "Expecting value: line 2 column 2 (char 5)", "#),
        "{reply}"
    );
    assert!(
        reply.contains(r#"["json", "Expecting value", "[1,\n x]", 5, 2, 2]"#),
        "{reply}"
    );
}

#[test]
fn the_value_of_a_program_is_that_of_its_last_expression() {
    assert_eq!(messages::value_of("1\n'two'"), "\"two\"");
    assert_eq!(messages::value_of("x = 1"), "null");
    assert_eq!(messages::value_of(""), "null");
    assert_eq!(messages::value_of("a = []\na.append(a)\na"), "[47634(\"[...]\")]");
    assert_eq!(messages::value_of("a = [1]\n(a, a)"), "47616([28([1]), 29(0)])");
}
