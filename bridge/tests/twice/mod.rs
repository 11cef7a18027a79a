//! Runs a program twice, with its result kept and with its result exported, and compares everything that the host sees.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a helper that fails shall stop the test"
)]

use std::{
    borrow::Cow,
    panic::{self, AssertUnwindSafe},
};

use ciborium::Value;
use monty_bridge::{Compiled, Error, Event, Program, Run, RunResult, encode};
use monty_types::MontyObject;

use crate::messages::{answer, array, bytes, map, names, notation, text};

/// The name that a source must not have so that its result is read.
pub const NAME: &str = "__monty_go_result__";
/// Host functions of every program here; see [`reply_to`].
pub const FUNCTIONS: &[&str] = &["f", "fail", "missing", "later"];

/// What is run, and how.
#[derive(Debug, Clone)]
pub struct Case {
    pub code: String,
    pub inputs: Vec<(&'static str, MontyObject)>,
    pub functions: Vec<&'static str>,
    pub eval: bool,
    pub options: Value,
}

impl Case {
    pub fn new(code: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            inputs: Vec::new(),
            functions: FUNCTIONS.to_vec(),
            eval: false,
            options: Value::Null,
        }
    }

    pub fn with(code: impl Into<String>, options: &Value) -> Self {
        Self {
            options: options.clone(),
            ..Self::new(code)
        }
    }

    /// The program, or the event that says why there is none.
    pub fn compile(&self) -> Result<Program, Vec<u8>> {
        let inputs: Vec<_> = self.inputs.iter().map(|(name, _)| *name).collect();
        let request = bytes(&map([
            ("code", text(&self.code)),
            ("inputs", names(&inputs)),
            ("functions", names(&self.functions)),
            ("options", map([("eval", self.eval.into())])),
        ]));
        match Program::compile(&request).unwrap() {
            Compiled::Program(program) => Ok(program),
            Compiled::Raised(event) => Err(event),
        }
    }

    /// Starts the program.
    pub fn start(&self, run: &mut Run, program: &Program) -> Result<Event, Error> {
        for (name, value) in &self.inputs {
            run.set_input(name, || Ok(value.clone())).unwrap();
        }
        run.start(program, &bytes(&array([array([]), self.options.clone()])))
    }
}

/// What the host saw of a run.
#[derive(Debug)]
pub struct Seen {
    /// The replies, one after the other.
    pub replies: Vec<Vec<u8>>,
    pub last: Result<Event, Error>,
    pub result: Option<MontyObject>,
    /// Whether the result was read, not exported.
    pub read: bool,
}

/// Whether the result was read from the heap: then its object is made when it is asked for.
pub fn is_read(result: &RunResult) -> bool {
    matches!(result.object(), Cow::Owned(_))
}

/// Answers what the run waits for: by the name of what is called or looked up, and the same in every run.
pub fn reply_to(run: &mut Run) -> Result<Event, Error> {
    let event: Value = ciborium::from_reader(run.reply()).unwrap();
    let event = event.as_array().unwrap();
    let thrown = |kind: &str| array([text(kind), text("by the host")]);
    let id = event[1].clone();
    match event[0].as_integer().unwrap().into() {
        1_i128 => match event[2].as_text().unwrap() {
            "fail" => answer(run, [1.into(), id, thrown("KeyError")]),
            "missing" => answer(run, [3.into(), id]),
            "later" => answer(run, [2.into(), id]),
            _ => answer(run, [0.into(), id.clone(), array([id, "from the host".into()])]),
        },
        2 => answer(run, [0.into(), id, "from the system".into()]),
        3 => match event[1].as_text().unwrap() {
            name if name.starts_with("known") => answer(run, [0.into(), Value::Null, 5.into()]),
            "bad" => answer(run, [1.into(), Value::Null, thrown("ValueError")]),
            _ => answer(run, [3.into(), Value::Null]),
        },
        _ => {
            let ids = id.as_array().unwrap().iter();
            let outcomes: Vec<_> = ids
                .map(|id| array([id.clone(), array([0.into(), id.clone()])]))
                .collect();
            answer(run, [5.into(), Value::Null, array(outcomes)])
        }
    }
}

/// Starts the program in a run and answers until it is over.
pub fn play(case: &Case, run: &mut Run, program: &Program) -> Seen {
    let mut replies = Vec::new();
    let mut last = case.start(run, program);
    loop {
        replies.push(run.reply().to_vec());
        assert!(replies.len() < 1000, "{case:?}");
        if last.is_err() || !run.is_suspended() {
            break;
        }
        last = reply_to(run);
    }
    let result = run.use_result(|result| (result.object().into_owned(), is_read(result)));
    let read = matches!(result, Some((_, true)));
    Seen {
        replies,
        last,
        result: result.map(|(object, _)| object),
        read,
    }
}

/// Compares what was seen of a run whose result was kept with what was seen of one that has it in its event.
#[track_caller]
pub fn assert_same(kept: &Seen, exported: &Seen, case: &Case) {
    assert_eq!(kept.last, exported.last, "{case:?}");
    let mut replies = kept.replies.clone();
    if kept.last == Ok(Event::Complete) {
        let last = replies.last_mut().unwrap();
        let value = kept.result.as_ref().unwrap_or_else(|| panic!("no result: {case:?}"));
        assert_eq!(last[..3], [0x83, 0, 0xf6], "{case:?}");
        last.splice(2..3, encode(value));
    } else {
        assert_eq!(kept.result, None, "{case:?}");
    }
    if replies != exported.replies {
        let shown = |replies: &[Vec<u8>]| replies.iter().map(|reply| notation(reply)).collect::<Vec<_>>();
        assert_eq!(shown(&replies), shown(&exported.replies), "{case:?}");
        panic!("other bytes: {case:?}");
    }
}

/// Runs the program in both ways and compares them.
#[track_caller]
pub fn same(case: &Case) -> Seen {
    let program = case
        .compile()
        .unwrap_or_else(|event| panic!("{}: {case:?}", notation(&event)));
    let mut run = Run::new();
    let exported = play(case, &mut run, &program);
    run.keep_results(true);
    let kept = play(case, &mut run, &program);
    assert_same(&kept, &exported, case);
    // The other way round, and in a run that has seen nothing.
    run.keep_results(false);
    assert_same(&kept, &play(case, &mut run, &program), case);
    kept
}

/// Runs a program whose result is read.
#[track_caller]
pub fn same_and_read(case: &Case) -> Seen {
    let seen = same(case);
    assert!(seen.read, "{case:?}");
    seen
}

/// Tries all of them, and then says which failed.
#[track_caller]
pub fn each<'a>(codes: impl IntoIterator<Item = &'a str>, test: impl Fn(&'a str)) {
    let mut failed = Vec::new();
    for code in codes {
        if panic::catch_unwind(AssertUnwindSafe(|| test(code))).is_err() {
            failed.push(code);
        }
    }
    assert_eq!(failed, [""; 0]);
}
