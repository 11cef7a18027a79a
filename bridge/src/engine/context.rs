//! What the engine knows of an execution besides the interpreter's state: its host functions and its accounts.

use monty_types::{ExcType, MontyException, MontyObject, NameLookupResult};

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
    suspensions: u64,
    max_suspensions: u64,
}

/// Where a call that the host makes begins.
#[derive(Debug)]
pub(super) struct CallSite {
    /// The function that is called.
    pub function: String,
    /// The file name of the snippet that calls it.
    pub file: String,
}

impl Context {
    /// Opens the accounts of a new execution.
    pub fn open(&mut self, limits: &Limits) {
        self.pending.clear();
        self.call = None;
        self.suspensions = 0;
        self.max_suspensions = limits.suspensions;
    }

    /// Whether there is a host function of this name.
    fn declares(&self, name: &str) -> bool {
        let own = self.program.iter().flat_map(Program::functions);
        own.chain(&self.functions).any(|function| function == name)
    }

    /// Counts a suspension, and says what to do about it without the host, if anything.
    pub fn own_step(&mut self, suspension: &Suspension<'_>) -> Option<Resumption> {
        self.suspensions += 1;
        if self.suspensions > self.max_suspensions {
            let message = format!("suspension limit exceeded: {}", self.max_suspensions);
            return Some(Resumption::Abort(MontyException::new(
                ExcType::RuntimeError,
                Some(message),
            )));
        }
        match *suspension {
            Suspension::Lookup {
                name, object_id: None, ..
            } if self.declares(name) => {
                let function = MontyObject::function(name, None);
                Some(Resumption::Lookup(NameLookupResult::Value(function)))
            }
            // The code awaits a call of an earlier feed, whose outcome nobody can bring any more.
            Suspension::Futures { call_ids: [], .. } => Some(Resumption::Abort(MontyException::new(
                ExcType::RuntimeError,
                Some("the awaited call belongs to an earlier feed".to_owned()),
            ))),
            _ => None,
        }
    }
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
