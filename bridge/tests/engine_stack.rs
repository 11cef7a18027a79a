//! No program makes the interpreter overflow a stack, however little of it the calling thread has.
//!
//! In a debug build of the interpreter the frames are several times larger; these tests hold there, too.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod hostile;
mod messages;

use std::thread;

use ciborium::Value;
use messages::{answer, array, bytes, map, names, notation, text};
use monty_bridge::{Allocator, Compiled, Event, Program, Run};

/// So that no program takes more memory than it may.
#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// Runs `f` on a thread with a stack of 128 KiB, as small as they come.
fn on_a_small_thread<T: Send>(f: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(128 << 10);
        thread.spawn_scoped(scope, f).unwrap().join().unwrap()
    })
}

fn compile(code: &str, eval: bool) -> Compiled {
    let request = map([
        ("code", text(code)),
        ("functions", names(&["f"])),
        ("options", map([("eval", eval.into())])),
    ]);
    Program::compile(&bytes(&request)).unwrap()
}

/// Compiles and runs a program and drops what it leaves; its host calls are answered with None, and its lookups with
/// nothing. Returns how it ended: the
/// type of the exception, or nothing.
fn ends(code: &str, depth: &Value, eval: bool) -> Option<String> {
    let program = match compile(code, eval) {
        Compiled::Program(program) => program,
        Compiled::Raised(event) => return Some(exception(&event)),
    };
    let options = map([
        ("max_recursion_depth", depth.clone()),
        ("max_duration_us", 600_000_000.into()),
    ]);
    let mut run = Run::new();
    let mut event = run
        .start(&program, &bytes(&array([array([]), options])))
        .unwrap_or_else(|error| panic!("{error}: {}", shown(code)));
    loop {
        event = match event {
            Event::FunctionCall => answer(&mut run, [0.into(), 0.into(), Value::Null]).unwrap(),
            Event::NameLookup => answer(&mut run, [3.into(), Value::Null]).unwrap(),
            _ => break,
        }
    }
    match event {
        Event::Complete => None,
        Event::Raised => Some(exception(run.reply())),
        other => panic!("{other:?}: {}", shown(code)),
    }
}

/// The type of the exception of an event `raised`: `[5, ["ValueError", ...`.
fn exception(event: &[u8]) -> String {
    let shown = notation(event);
    let name = shown.strip_prefix("[5, [\"").and_then(|rest| rest.split('"').next());
    name.unwrap_or_else(|| panic!("{shown}")).to_owned()
}

/// Code to show in a message.
fn shown(code: &str) -> String {
    code.chars().take(200).collect()
}

/// The highest limit of recursion, which is what null means, and the default.
fn depths() -> [Value; 2] {
    [Value::Null, 1000.into()]
}

#[test]
fn there_are_enough_programs() {
    let programs = hostile::deep_sources(1).len()
        + hostile::RECURSION.len()
        + hostile::DEEP_VALUES.len()
        + hostile::EVALUATED.len();
    assert!(programs >= 100, "{programs}");
}

#[test]
fn sources_that_nest_are_compiled_or_refused() {
    for n in [50, 1000, 30_000] {
        on_a_small_thread(|| {
            for code in hostile::deep_sources(n) {
                let end = ends(&code, &Value::Null, false);
                let known = [
                    "SyntaxError",
                    "RecursionError",
                    "MemoryError",
                    "NotImplementedError",
                    "NameError",
                    "TypeError",
                    "AttributeError",
                    "IndexError",
                    "OverflowError",
                    "RuntimeError",
                ];
                if let Some(end) = end {
                    assert!(known.contains(&end.as_str()), "{end}: {}", shown(&code));
                }
            }
        });
    }
}

#[test]
fn endless_recursion_is_a_recursion_error() {
    for depth in &depths() {
        on_a_small_thread(|| {
            for code in hostile::RECURSION {
                let end = ends(code, depth, false);
                assert_eq!(end.as_deref(), Some("RecursionError"), "{code}");
            }
        });
    }
}

#[test]
fn deep_values_are_used_and_dropped() {
    for depth in &depths() {
        on_a_small_thread(|| {
            for code in hostile::DEEP_VALUES {
                let code = format!("{}{code}", hostile::DEEP);
                let end = ends(&code, depth, false);
                let known = [
                    "RecursionError",
                    "ValueError",
                    "AssertionError",
                    "TypeError",
                    "RuntimeError",
                    "re.PatternError",
                ];
                if let Some(end) = end {
                    assert!(
                        known.contains(&end.as_str()) || end.starts_with("json."),
                        "{end}: {code}"
                    );
                }
            }
        });
    }
}

#[test]
fn evaluated_sources_are_no_way_around() {
    for depth in &depths() {
        on_a_small_thread(|| {
            for code in hostile::EVALUATED {
                let end = ends(code, depth, true);
                let known = ["SyntaxError", "RecursionError", "MemoryError"];
                if let Some(end) = end {
                    assert!(known.contains(&end.as_str()), "{end}: {code}");
                }
            }
        });
    }
}
