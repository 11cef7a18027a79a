//! Writes requests and reads replies in diagnostic notation, so that tests show messages as the schema does.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that fails shall stop the test"
)]

use ciborium::Value;
use monty_bridge::{Code, Compiled, Error, Event, Program, Run};

/// A message from its values.
pub fn bytes(value: &Value) -> Vec<u8> {
    let mut out = Vec::new();
    ciborium::into_writer(value, &mut out).unwrap();
    out
}

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub fn array(items: impl Into<Vec<Value>>) -> Value {
    Value::Array(items.into())
}

pub fn map<const N: usize>(pairs: [(&str, Value); N]) -> Value {
    Value::Map(pairs.into_iter().map(|(key, value)| (text(key), value)).collect())
}

pub fn names(names: &[&str]) -> Value {
    array(names.iter().map(|name| text(name)).collect::<Vec<_>>())
}

/// A message as text: `[0, "a", h'ff', {1: null}, 37(h'00')]`.
pub fn notation(bytes: &[u8]) -> String {
    let value: Value = ciborium::from_reader(bytes).unwrap();
    show(&value)
}

fn show(value: &Value) -> String {
    let list = |items: &[Value]| items.iter().map(show).collect::<Vec<_>>().join(", ");
    match value {
        Value::Integer(value) => i128::from(*value).to_string(),
        Value::Bytes(bytes) => format!("h'{}'", hex::encode(bytes)),
        Value::Float(value) => format!("{value:?}"),
        Value::Text(text) => format!("{text:?}"),
        Value::Bool(value) => value.to_string(),
        Value::Null => "null".to_owned(),
        Value::Tag(tag, value) => format!("{tag}({})", show(value)),
        Value::Array(items) => format!("[{}]", list(items)),
        Value::Map(pairs) => {
            let pairs: Vec<_> = pairs
                .iter()
                .map(|(key, value)| format!("{}: {}", show(key), show(value)))
                .collect();
            format!("{{{}}}", pairs.join(", "))
        }
        _ => panic!("unexpected {value:?}"),
    }
}

pub fn request(code: &str, inputs: &[&str], functions: &[&str]) -> Vec<u8> {
    bytes(&map([
        ("code", text(code)),
        ("inputs", names(inputs)),
        ("functions", names(functions)),
    ]))
}

pub fn program(code: &str, inputs: &[&str], functions: &[&str]) -> Program {
    match Program::compile(&request(code, inputs, functions)).unwrap() {
        Compiled::Program(program) => program,
        Compiled::Raised(event) => panic!("{code} does not compile: {}", notation(&event)),
    }
}

/// A program that was started with no inputs and these options, and the event it came to.
pub fn started(code: &str, functions: &[&str], options: &Value) -> (Run, Event) {
    let mut run = Run::new();
    let request = bytes(&array([array([]), options.clone()]));
    let event = run.start(&program(code, &[], functions), &request).unwrap();
    (run, event)
}

/// Runs code that needs no host, and returns the event and the reply.
pub fn outcome(code: &str, options: &Value) -> (Event, String) {
    let (run, event) = started(code, &[], options);
    (event, notation(run.reply()))
}

/// The value that the code comes to.
pub fn value_of(code: &str) -> String {
    let (event, reply) = outcome(code, &Value::Null);
    assert_eq!(event, Event::Complete, "{reply}");
    reply
        .strip_prefix("[0, ")
        .and_then(|rest| rest.strip_suffix(", []]"))
        .unwrap()
        .to_owned()
}

/// Answers with a message in parts.
pub fn answer(run: &mut Run, answer: impl Into<Vec<Value>>) -> Result<Event, Error> {
    run.resume(&bytes(&array(answer)))
}

/// Answers and checks that the answer is refused with `code` and that the reply says so.
pub fn refused(run: &mut Run, message: impl Into<Vec<Value>>, code: Code) {
    let error = answer(run, message).unwrap_err();
    assert_eq!(error.code(), code, "{error}");
    let reply = notation(run.reply());
    assert!(
        reply.starts_with(&format!("[{}, {:?}, ", code.status() as i32, code.text())),
        "{reply}"
    );
    assert!(run.is_suspended());
}

/// A session with these host functions and options.
pub fn session(functions: &[&str], options: &Value) -> Run {
    Run::session(&bytes(&map([
        ("functions", names(functions)),
        ("options", options.clone()),
    ])))
    .unwrap()
}

/// Feeds code without inputs.
pub fn feed(run: &mut Run, code: &str) -> Result<Event, Error> {
    fed(run, code, Value::Null)
}

/// Feeds code with inputs.
pub fn fed(run: &mut Run, code: &str, inputs: Value) -> Result<Event, Error> {
    run.feed(&bytes(&array([text(code), inputs])))
}

/// Calls a function of a session.
pub fn call(run: &mut Run, name: &str, args: impl Into<Vec<Value>>, kwargs: Value) -> Result<Event, Error> {
    run.call(&bytes(&array([text(name), array(args), kwargs])))
}
