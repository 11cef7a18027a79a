//! The conversations of the schema's vectors, held with the engine: every reply has the bytes that the vectors say.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests say what went wrong by panicking"
)]

mod messages;

use std::{collections::HashSet, fs};

use messages::notation;
use monty_bridge::{
    Compiled, Error, Program, Run,
    arrow::{Rows, TableOptions},
    info,
};
use serde_json::Value;

fn cases(file: &str) -> Vec<Value> {
    let path = format!("{}/../schema/vectors/message/{file}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn text<'c>(case: &'c Value, key: &str) -> &'c str {
    let Some(text) = case[key].as_str() else {
        panic!("{key} is missing in {case}")
    };
    text
}

/// What a function without a reply of its own replies.
fn nothing(result: Result<(), Error>) -> Vec<u8> {
    result.err().as_ref().map(written).unwrap_or_default()
}

/// The reply to a request, as the C functions give it. `kept` is the last dump.
fn reply(run: &mut Run, program: &mut Option<Program>, kept: &mut Vec<u8>, message: &str, request: &[u8]) -> Vec<u8> {
    let result = match (message, &program) {
        ("compile", _) => {
            return match Program::compile(request) {
                Ok(Compiled::Program(compiled)) => program.insert(compiled).describe(),
                Ok(Compiled::Raised(event)) => event,
                Err(error) => written(&error),
            };
        }
        ("new-session", _) => return nothing(Run::session(request).map(|session| *run = session)),
        ("reset", _) => return nothing(run.reset()),
        ("cancel", _) => {
            run.canceller().cancel();
            return Vec::new();
        }
        ("dump", _) => return nothing(run.dump(None).map(|dump| *kept = dump)),
        ("load-options", _) => {
            return match Run::load(kept, None, request) {
                Ok(loaded) => {
                    *run = loaded;
                    run.describe()
                }
                Err(error) => written(&error),
            };
        }
        ("functions", _) => return run.function_names().unwrap_or_else(|error| written(&error)),
        ("feed", _) => run.feed(request),
        ("call", _) => run.call(request),
        ("start", Some(program)) => run.start(program, request),
        ("answer", _) => run.resume(request),
        _ => panic!("{message} is no request"),
    };
    if let Err(error) = &result {
        assert_eq!(run.reply(), written(error));
    }
    run.reply().to_vec()
}

fn written(error: &Error) -> Vec<u8> {
    let mut out = Vec::new();
    error.write(&mut out);
    out
}

/// A reply for people; some replies have no bytes.
fn shown(reply: &[u8]) -> String {
    if reply.is_empty() {
        "nothing".to_owned()
    } else {
        notation(reply)
    }
}

/// Status, code and offset of an error; its sentence is not part of the protocol.
fn essence(error: &[u8]) -> String {
    let value: ciborium::Value = ciborium::from_reader(error).unwrap();
    match &value.as_array().unwrap()[..] {
        [status, code, _, offset] => format!("{status:?} {code:?} {offset:?}"),
        _ => "no error".to_owned(),
    }
}

#[test]
fn conversations_go_as_the_vectors_say() {
    held(&cases("conversations"), 160);
}

#[test]
fn dumps_go_on_as_the_vectors_say() {
    held(&cases("dumps"), 10);
}

/// Holds all conversations, of which there must be some.
fn held(cases: &[Value], least: usize) {
    let mut wrong = Vec::new();
    let mut at = cases.iter().peekable();
    let mut count = 0;
    while let Some(first) = at.peek() {
        let name = text(first, "conversation");
        count += 1;
        let (mut run, mut program, mut kept) = (Run::new(), None, Vec::new());
        let mut failed = false;
        while let Some(request) = at.next_if(|case| case["conversation"] == name) {
            let expected = at.next().unwrap();
            let request_bytes = hex::decode(text(request, "hex")).unwrap();
            let wanted = hex::decode(text(expected, "hex")).unwrap();
            if failed {
                continue;
            }
            let found = reply(
                &mut run,
                &mut program,
                &mut kept,
                text(request, "message"),
                &request_bytes,
            );
            let same = match text(expected, "message") {
                "error" if !found.is_empty() => essence(&found) == essence(&wanted),
                _ => found == wanted,
            };
            if !same {
                failed = true;
                wrong.push(format!(
                    "{}:\n  found {}\n  not   {}",
                    text(expected, "id"),
                    shown(&found),
                    shown(&wanted)
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} conversations:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count >= least, "only {count} conversations");
}

#[test]
fn the_description_of_the_library_has_the_fields_of_the_vectors() {
    let listed = cases("single");
    let case = listed.iter().find(|case| case["message"] == "info").unwrap();
    let fields = |bytes: &[u8]| {
        let value: ciborium::Value = ciborium::from_reader(bytes).unwrap();
        let pairs = value.into_map().unwrap();
        let numbers: Vec<_> = pairs.iter().take(2).cloned().collect();
        (pairs.into_iter().map(|(key, _)| key).collect::<Vec<_>>(), numbers)
    };
    assert_eq!(fields(&info()), fields(&hex::decode(text(case, "hex")).unwrap()));
}

#[test]
fn the_options_of_tables_are_read() {
    let listed = cases("single");
    let options = |message: &str| {
        let found = listed.iter().filter(|case| case["message"] == message);
        found
            .map(|case| hex::decode(text(case, "hex")).unwrap())
            .collect::<Vec<_>>()
    };
    let tables = options("table-options");
    assert!(tables.len() >= 3);
    for bytes in &tables {
        TableOptions::read(bytes).unwrap();
    }
    assert!(tables.iter().any(|bytes| TableOptions::read(bytes).unwrap().widen));
    let rows: HashSet<String> = options("rows-options")
        .iter()
        .map(|bytes| format!("{:?}", Rows::read(bytes).unwrap()))
        .collect();
    assert_eq!(rows.len(), 5, "{rows:?}");
}
