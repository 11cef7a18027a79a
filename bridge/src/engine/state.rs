//! What the interpreter holds between two crossings, for one-shot runs and for sessions alike.
//!
//! The interpreter has two families of suspended states that differ in one thing: at its end, a feed gives the session
//! back. Here they become one: a state in a slot, which an answer moves on.

use monty::{Dump, MontyRepl, ReplProgress, ReplStartError, RunProgress, SessionRef};
use monty_types::{
    ExtFunctionResult, MontyException, MontyObject, NameLookupResult, PrintWriter, ResourceLimits, ResourceTracker,
};

use super::direct::RunResult;
use crate::message::{Answer, Outcome, Suspension};

/// What is kept while Python does not run.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each run, and moving it to the heap would cost more than it saves"
)]
pub(super) enum State {
    /// A one-shot run that waits for the host.
    Run(RunProgress),
    /// A session that waits for the host in the midst of a feed.
    Feed(ReplProgress),
    /// A session between two feeds.
    Idle(MontyRepl),
}

/// How a stretch of execution ended.
#[derive(Debug)]
pub(super) enum Step {
    /// It waits for the host; the state is in the slot.
    Suspended,
    /// The code came to its end with this value.
    Complete(RunResult),
    /// This exception left the code.
    Raised(MontyException),
}

/// How a suspended execution goes on: an answer in the interpreter's terms.
#[derive(Debug)]
pub(super) enum Resumption {
    /// The call ended so, or goes on outside.
    Call(ExtFunctionResult),
    /// The awaited call has ended already.
    Settled(Result<MontyObject, MontyException>),
    /// The name or attribute has this value, or none.
    Lookup(NameLookupResult),
    /// These calls ended.
    Futures(Vec<(u32, ExtFunctionResult)>),
    /// The execution ends with this exception, which the Python code cannot catch.
    Abort(MontyException),
}

/// The suspension of a state of either family.
macro_rules! suspension {
    ($family:ident, $progress:expr) => {
        match $progress {
            $family::FunctionCall(call) => Some(Suspension::Function {
                call_id: call.call_id,
                name: &call.function_name,
                args: &call.args,
                object_id: call.object_id,
                eager: call.allow_eager_await,
                position: &call.position,
            }),
            $family::OsCall(call) => Some(Suspension::Os {
                call_id: call.call_id,
                call: &call.function_call,
                eager: call.allow_eager_await,
                position: &call.position,
            }),
            $family::NameLookup(lookup) => Some(Suspension::Lookup {
                name: &lookup.name,
                object_id: lookup.object_id(),
                position: &lookup.position,
            }),
            $family::ResolveFutures(wait) => Some(Suspension::Futures {
                call_ids: wait.pending_call_ids(),
                position: wait.position(),
            }),
            $family::Complete { .. } => None,
        }
    };
}

/// Lets a state of either family go on; `$over` is the result if there is nothing to go on with.
macro_rules! resume {
    ($family:ident, $progress:expr, $with:expr, $print:expr, $over:expr) => {
        match ($progress, $with) {
            ($family::FunctionCall(call), Resumption::Call(result)) => call.resume(result, $print),
            ($family::FunctionCall(call), Resumption::Settled(result)) => call.resume_eager(result, $print),
            ($family::OsCall(call), Resumption::Call(result)) => call.resume(result, $print),
            ($family::OsCall(call), Resumption::Settled(result)) => call.resume_eager(result, $print),
            ($family::NameLookup(lookup), Resumption::Lookup(result)) => lookup.resume(result, $print),
            ($family::ResolveFutures(wait), Resumption::Futures(results)) => wait.resume(results, $print),
            ($family::FunctionCall(call), with) => call.abort(with.into_exception(), $print),
            ($family::OsCall(call), with) => call.abort(with.into_exception(), $print),
            ($family::NameLookup(lookup), with) => lookup.abort(with.into_exception(), $print),
            ($family::ResolveFutures(wait), with) => wait.abort(with.into_exception(), $print),
            (progress @ $family::Complete { .. }, with) => $over(progress, with.into_exception()),
        }
    };
}

impl State {
    /// What it waits for; nothing if it is idle.
    pub fn suspension(&self) -> Option<Suspension<'_>> {
        match self {
            Self::Run(progress) => suspension!(RunProgress, progress),
            Self::Feed(progress) => suspension!(ReplProgress, progress),
            Self::Idle(_) => None,
        }
    }

    /// Takes the state out of the slot and lets it go on. What remains is in the slot afterwards.
    pub fn resume(slot: &mut Option<Self>, with: Resumption, print: PrintWriter<'_>) -> Step {
        match slot.take() {
            Some(Self::Run(progress)) => {
                let result = resume!(RunProgress, progress, with, print, |_, exception| Err(exception));
                Self::settle_run(slot, result)
            }
            Some(Self::Feed(progress)) => {
                let over = |progress: ReplProgress, error| {
                    Err(Box::new(ReplStartError {
                        repl: progress.into_repl(),
                        error,
                    }))
                };
                let result = resume!(ReplProgress, progress, with, print, over);
                Self::settle_feed(slot, result)
            }
            idle => {
                *slot = idle;
                Step::Raised(with.into_exception())
            }
        }
    }

    /// Stores what a one-shot run came to.
    pub fn settle_run(slot: &mut Option<Self>, result: Result<RunProgress, MontyException>) -> Step {
        match result {
            Ok(RunProgress::Complete(value)) => Step::Complete(value.into()),
            Ok(progress) => {
                *slot = Some(Self::Run(progress));
                Step::Suspended
            }
            Err(exception) => Step::Raised(exception),
        }
    }

    /// Stores what a feed came to.
    pub fn settle_feed(slot: &mut Option<Self>, result: Result<ReplProgress, Box<ReplStartError>>) -> Step {
        match result {
            Ok(ReplProgress::Complete { repl, value }) => {
                *slot = Some(Self::Idle(repl));
                Step::Complete(value.into())
            }
            Ok(progress) => {
                *slot = Some(Self::Feed(progress));
                Step::Suspended
            }
            Err(error) => {
                *slot = Some(Self::Idle(error.repl));
                Step::Raised(error.error)
            }
        }
    }

    /// The interpreter's own form of the state, with the name of the program or session.
    pub fn dump(&self, name: &str) -> Result<Vec<u8>, String> {
        let state = match self {
            Self::Run(progress) => SessionRef::Running(progress),
            Self::Feed(progress) => SessionRef::Suspended(progress),
            Self::Idle(repl) => SessionRef::Idle(repl),
        };
        monty::dump(name, None, &[], state).map_err(|error| error.to_string())
    }

    /// The state that [`dump`](Self::dump) wrote. The interpreter believes what it reads.
    pub fn load(bytes: &[u8]) -> Result<Self, String> {
        let dump = Dump::load(bytes).map_err(|error| error.to_string())?;
        Ok(match dump.state {
            monty::Session::Running(progress) => Self::Run(*progress),
            monty::Session::Suspended(progress) => Self::Feed(*progress),
            monty::Session::Idle(repl) => Self::Idle(*repl),
        })
    }

    /// Lowers the interpreter's limits to `ceiling`, and says whether that could be done.
    pub fn tighten(&mut self, ceiling: &ResourceLimits) -> bool {
        let tracker = match self {
            Self::Run(RunProgress::FunctionCall(call)) => call.tracker_mut(),
            Self::Run(_) => return false,
            Self::Feed(progress) => progress.tracker_mut(),
            Self::Idle(repl) => repl.tracker_mut(),
        };
        tracker.tighten_limits(ceiling);
        true
    }

    /// What the interpreter counts; nothing of a run that is over.
    pub fn tracker(&self) -> Option<&ResourceTracker> {
        match self {
            Self::Run(RunProgress::FunctionCall(call)) => Some(call.tracker()),
            Self::Run(RunProgress::OsCall(call)) => Some(call.tracker()),
            Self::Run(RunProgress::NameLookup(lookup)) => Some(lookup.tracker()),
            Self::Run(RunProgress::ResolveFutures(wait)) => Some(wait.tracker()),
            Self::Run(RunProgress::Complete(_)) => None,
            Self::Feed(progress) => Some(progress.tracker()),
            Self::Idle(repl) => Some(repl.tracker()),
        }
    }

    /// Gives up what it waits for: of a session, the session is left, with the globals as they are.
    pub fn abandon(self) -> Option<Self> {
        match self {
            Self::Run(_) => None,
            Self::Feed(progress) => Some(Self::Idle(progress.into_repl())),
            Self::Idle(repl) => Some(Self::Idle(repl)),
        }
    }
}

impl Resumption {
    /// The answer to `suspension` in the interpreter's terms. `pending` names the calls whose outcome is still to come.
    pub fn new(suspension: &Suspension<'_>, answer: Answer, pending: &mut Vec<(u32, String)>) -> Self {
        match (suspension, answer) {
            (_, Answer::Abort(exception)) => Self::Abort(exception),
            (_, Answer::Settled(result)) => Self::Settled(result),
            (Suspension::Function { name, .. }, Answer::Outcome(outcome)) => {
                Self::Call(outcome_of(outcome, || (*name).to_owned()))
            }
            (Suspension::Function { call_id, name, .. }, Answer::Pending) => {
                pending.push((*call_id, (*name).to_owned()));
                Self::Call(ExtFunctionResult::Future(*call_id))
            }
            (Suspension::Os { call, .. }, Answer::Outcome(outcome)) => {
                Self::Call(outcome_of(outcome, || call.name().to_owned()))
            }
            (Suspension::Os { call_id, call, .. }, Answer::Pending) => {
                pending.push((*call_id, call.name().to_owned()));
                Self::Call(ExtFunctionResult::Future(*call_id))
            }
            (Suspension::Os { call, .. }, Answer::NotHandled) => Self::Call(call.on_no_handler().into()),
            (Suspension::Lookup { .. }, Answer::Outcome(outcome)) => Self::Lookup(match outcome {
                Outcome::Return(value) => NameLookupResult::Value(value),
                Outcome::Raise(exception) => NameLookupResult::Error(exception),
                Outcome::NotFound => NameLookupResult::Undefined,
            }),
            (Suspension::Futures { .. }, Answer::Futures(outcomes)) => {
                let results = outcomes.into_iter().map(|(id, outcome)| {
                    let at = pending.iter().position(|(pending, _)| *pending == id);
                    let name = at.map(|at| pending.swap_remove(at).1);
                    (id, outcome_of(outcome, || name.unwrap_or_default()))
                });
                Self::Futures(results.collect())
            }
            // The answer was checked against the suspension; this arm only completes the match.
            _ => Self::Abort(misfit()),
        }
    }

    /// What ends a state that this does not fit.
    fn into_exception(self) -> MontyException {
        match self {
            Self::Abort(exception) => exception,
            _ => misfit(),
        }
    }
}

#[cold]
fn misfit() -> MontyException {
    MontyException::runtime_error("the answer does not fit the suspension")
}

fn outcome_of(outcome: Outcome, name: impl FnOnce() -> String) -> ExtFunctionResult {
    match outcome {
        Outcome::Return(value) => ExtFunctionResult::Return(value),
        Outcome::Raise(exception) => ExtFunctionResult::Error(exception),
        Outcome::NotFound => ExtFunctionResult::NotFound(name()),
    }
}
