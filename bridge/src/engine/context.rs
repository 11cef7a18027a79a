//! What the engine knows of an execution besides the interpreter's state: its host functions and its accounts.

use std::time::Duration;

use monty_types::{ExcType, MontyException, MontyObject, NameLookupResult, OsFunctionCall, ResourceLimits};
use serde::{Deserialize, Serialize};

use super::{Program, limits::Limits, state::Resumption};
use crate::message::Suspension;

/// The engine's part of one execution: of a one-shot run, or of a feed.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// Functions that lookups find without the host: the program's, and those of the request.
    pub program: Option<Program>,
    /// See `program`.
    pub functions: Vec<String>,
    /// The names of the calls that were answered "pending", by call id.
    pub pending: Vec<(u32, String)>,
    /// The feed is a call of this function, from a snippet with this file name.
    pub call: Option<CallSite>,
    /// The name of a run that was loaded and has no program.
    pub name: String,
    pub limits: Limits,
    pub spent: Spent,
    /// Where the end of code is that is [held](super::direct) when it has its result.
    pub held: Option<u32>,
    /// Tighter limits than those that the interpreter has, as long as it cannot be told.
    pub ceiling: Option<ResourceLimits>,
}

/// What an execution has used up.
#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Spent {
    pub suspensions: u64,
    /// How long it has slept, or waits for the host to sleep.
    pub slept: Duration,
}

/// Where a call that the host makes begins.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CallSite {
    /// The function that is called.
    pub function: String,
    /// The file name of the snippet that calls it.
    pub file: String,
}

impl Context {
    /// Opens the accounts of a new execution.
    pub fn open(&mut self, limits: Limits) {
        self.pending.clear();
        self.call = None;
        self.held = None;
        self.limits = limits;
        self.spent = Spent::default();
    }

    /// The name of the program or session.
    pub fn name(&self) -> &str {
        self.program.as_ref().map_or(&self.name, Program::name)
    }

    /// All functions that lookups find without the host.
    pub fn all_functions(&self) -> Vec<String> {
        let own = self.program.iter().flat_map(Program::functions);
        own.chain(&self.functions).cloned().collect()
    }

    /// Whether there is a host function of this name.
    fn declares(&self, name: &str) -> bool {
        let own = self.program.iter().flat_map(Program::functions);
        own.chain(&self.functions).any(|function| function == name)
    }

    /// Counts a suspension, and says what to do about it without the host, if anything.
    pub fn own_step(&mut self, suspension: &Suspension<'_>) -> Option<Resumption> {
        self.spent.suspensions += 1;
        let limit = self.limits.suspensions;
        if self.spent.suspensions > limit {
            return Some(abort(format!("suspension limit exceeded: {limit}")));
        }
        match *suspension {
            Suspension::Lookup {
                name, object_id: None, ..
            } if self.declares(name) => {
                let function = MontyObject::function(name, None);
                Some(Resumption::Lookup(NameLookupResult::Value(function)))
            }
            // The code awaits a call of an earlier feed, whose outcome nobody can bring any more.
            Suspension::Futures { call_ids: [], .. } => {
                Some(abort("the awaited call belongs to an earlier feed".to_owned()))
            }
            // The wait counts before it happens, so that nobody waits for longer than the limit.
            Suspension::Os {
                call: OsFunctionCall::SystemSleep(delay) | OsFunctionCall::AsyncSystemSleep(delay),
                ..
            } => {
                self.spent.slept = self.spent.slept.saturating_add(*delay);
                let (slept, limit) = (self.spent.slept, self.limits.sleep?);
                (slept > limit).then(|| abort(format!("sleep limit exceeded: {slept:?} > {limit:?}")))
            }
            _ => None,
        }
    }
}

/// Ends the execution with a `RuntimeError` that the Python code cannot catch.
#[cold]
fn abort(message: String) -> Resumption {
    Resumption::Abort(MontyException::new(ExcType::RuntimeError, Some(message)))
}

impl CallSite {
    /// Shows the snippet in tracebacks as the call that it is, without how its arguments get there.
    pub fn show_in(&self, exception: &MontyException) -> MontyException {
        let mut frames = exception.traceback().to_vec();
        for frame in &mut frames {
            if frame.filename == self.file {
                let line = format!("{}(...)", self.function);
                let end = u32::try_from(line.chars().count()).unwrap_or(u32::MAX);
                frame.start.column = 1;
                frame.end.column = end.saturating_add(1);
                frame.preview_line = Some(line.into());
            }
        }
        let message = exception.message().map(str::to_owned);
        MontyException::with_traceback(exception.exc_type(), message, frames).with_data(exception.data().clone())
    }
}
