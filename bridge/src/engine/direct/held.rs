//! Programs whose state is still there when their result is.
//!
//! A module that ends with an expression has its value for its result. Behind that expression comes a name that is not
//! defined: `rows` becomes `rows, name`. When the interpreter asks for the name, the result lies on its stack and the
//! rest of the code has run. Nothing in the source moves, so that positions stay; only the line itself would show in
//! tracebacks, from which [`conceal`] takes the addition.

use std::sync::Arc;

use monty::{MontyRun, RunProgress};
use monty_types::{CompileOptions, MontyException, MontyObject, NameLookupResult, PrintWriter, ResourceLimits};
use ruff_python_ast::{Expr, Stmt};
use ruff_python_parser::parse_module;
use ruff_text_size::Ranged;

use super::image::Image;
use crate::{
    engine::{
        account::within_room,
        state::{Resumption, State, Step},
    },
    graph::{MontyNode, into_graph_parts, object_from_graph},
    message::default_policy,
};

/// What is looked up when the result is there. A source that has it itself is not held.
const ADDITION: &str = ", __monty_go_result__";
const NAME: &str = ADDITION.split_at(2).1;

/// Lowest limit of recursion under which runs are held. The interpreter's export goes no deeper than the limit, and what is
/// read from the heap is as deep as it is, up to a depth that this is above.
const MIN_RECURSION: usize = 110;

/// A program that is held when it has its result.
#[derive(Clone)]
pub(in crate::engine) struct Held {
    pub code: MontyRun,
    /// Where in the source its end is looked up. The script may have the name in a way that the source does not show
    /// (Python takes some other letters for the same), but not there.
    pub end: u32,
}

/// The program of `source` that is held at its end; `None` if it has no result that could be.
///
/// It must be a source that the interpreter has compiled with these names and options. Parsing needs a large stack.
pub(in crate::engine) fn hold(source: &str, name: &str, inputs: &[String], options: CompileOptions) -> Option<Held> {
    let source = with_name(source)?;
    let end = u32::try_from(source.find(NAME)?).ok()?;
    let run = MontyRun::new(source, name, inputs.to_vec(), options).ok()?;
    let code = run.with_os_policy(default_policy());
    Some(Held { code, end })
}

/// Whether a run with such limits may be held.
pub(in crate::engine) fn may_hold(limits: &ResourceLimits) -> bool {
    limits.max_recursion_depth >= MIN_RECURSION
}

/// The source with the name behind the expression that is its result.
pub(super) fn with_name(source: &str) -> Option<String> {
    if source.contains(NAME) {
        return None;
    }
    let parsed = parse_module(source).ok()?;
    let Some(Stmt::Expr(last)) = parsed.suite().last() else {
        return None;
    };
    // To a tuple without parentheses, the name would be one more item.
    if matches!(&*last.value, Expr::Tuple(tuple) if !tuple.parenthesized) {
        return None;
    }
    let (before, after) = source.split_at_checked(last.range().end().to_usize())?;
    Some([before, ADDITION, after].concat())
}

/// Ends a run that is held at `end`, or else does nothing: with its result read from the heap or, if not all of it is known
/// there, with what the interpreter makes of it.
pub(in crate::engine) fn end_held(slot: &mut Option<State>, end: u32, print: PrintWriter<'_>) -> Option<Step> {
    let Some(State::Run(RunProgress::NameLookup(lookup))) = slot else {
        return None;
    };
    if lookup.name != NAME || lookup.position.start != end || lookup.object_id().is_some() {
        return None;
    }
    if let Some(image) = within_room(|| Image::of(lookup)) {
        // Ended so, the run frees its objects from the last to the first, which is far faster than the other way round.
        let over = MontyException::runtime_error("the result was read");
        State::resume(slot, Resumption::Abort(over), print);
        return Some(Step::Complete(image.into()));
    }
    let none = NameLookupResult::Value(MontyObject::none());
    Some(without_name(State::resume(slot, Resumption::Lookup(none), print)))
}

/// What a run that is held came to, without the value of the name.
pub(in crate::engine) fn without_name(step: Step) -> Step {
    match step {
        Step::Complete(pair) => match first(pair.into_object()) {
            Some(value) => Step::Complete(value.into()),
            None => Step::Raised(MontyException::runtime_error("the result is gone")),
        },
        step => step,
    }
}

/// The first item of a tuple.
pub(super) fn first(tuple: MontyObject) -> Option<MontyObject> {
    let (graph, root) = into_graph_parts(tuple);
    let MontyNode::Tuple(items) = graph.node(root) else {
        return None;
    };
    let first = *items.first()?;
    object_from_graph(graph, first).ok()
}

/// The exception of a run that is held, of a program with this name, as if it were none.
pub(in crate::engine) fn conceal(exception: &MontyException, name: &str) -> MontyException {
    let mut frames = exception.traceback().to_vec();
    // Frames share their lines, which may be long.
    let mut last: Option<(Arc<str>, Arc<str>)> = None;
    for frame in &mut frames {
        let Some(line) = &mut frame.preview_line else {
            continue;
        };
        *line = match last.take() {
            Some((before, after)) if Arc::ptr_eq(&before, line) => last.insert((before, after)).1.clone(),
            _ => {
                // Code that was compiled at run time may have the same in its lines.
                let after = match frame.filename == name && line.contains(ADDITION) {
                    true => line.replace(ADDITION, "").into(),
                    false => line.clone(),
                };
                last.insert((line.clone(), after)).1.clone()
            }
        };
    }
    let message = exception.message().map(str::to_owned);
    MontyException::with_traceback(exception.exc_type(), message, frames).with_data(exception.data().clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_comes_behind_the_last_expression() {
        for (source, expected) in [
            ("rows", "rows, N"),
            ("rows\n", "rows, N\n"),
            ("x = 1\nrows  # all\n\n", "x = 1\nrows, N  # all\n\n"),
            ("x = 1; rows;", "x = 1; rows, N;"),
            ("(rows)", "(rows), N"),
            ("(\n  rows\n)  # é", "(\n  rows\n), N  # é"),
            ("[\n r for r in x\n]\n", "[\n r for r in x\n], N\n"),
            ("'é' 'b'", "'é' 'b', N"),
            ("(1, 2)", "(1, 2), N"),
            ("lambda: 0", "lambda: 0, N"),
            ("a if b else c", "a if b else c, N"),
            ("await f()", "await f(), N"),
        ] {
            assert_eq!(with_name(source), Some(expected.replace('N', NAME)), "{source}");
        }
        for source in [
            "",
            "x = 1",
            "1, 2",
            "1,",
            "for x in y: x",
            "if x: y",
            "x\npass",
            "(",
            NAME,
        ] {
            assert_eq!(with_name(source), None, "{source}");
        }
    }
}
