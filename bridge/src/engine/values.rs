//! Values that go in and come out of a run without being encoded: inputs that are there before the start or feed, and the
//! result that stays.
//!
//! Both are charged to the run as long as it holds them. That matters to a session, whose account is never opened anew.

use std::mem;

use monty_types::MontyObject;

use super::{Run, direct::RunResult};
use crate::{
    graph::graph_parts,
    message::{Code, Error, Heap, Ready, refused},
};

/// The values that a run holds for, or of, one execution.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// Inputs of the next start or feed.
    pub inputs: Ready,
    /// Whether results stay here.
    pub keep: bool,
    pub result: Option<RunResult>,
}

impl Run {
    /// Makes a value an input of the next start or feed, whose request must then not have it. `make` is charged to the run.
    ///
    /// The start or feed takes it, also when it is refused; so do [`reset`](Self::reset) and [`call`](Self::call), which
    /// has no inputs and is refused. A dump does not have it.
    ///
    /// # Errors
    /// What `make` returns; if the run is suspended or lost; if there is such an input already, or the interpreter cannot
    /// take the value. Then the inputs that are ready stay so.
    pub fn set_input(&mut self, name: &str, make: impl FnOnce() -> Result<MontyObject, Error>) -> Result<(), Error> {
        self.check_not_suspended()?;
        if self.values.inputs.iter().any(|(input, _)| input == name) {
            return Err(Error::new(
                Code::InputDuplicate,
                format!("the input {name:?} is given twice"),
            ));
        }
        let heap = if self.is_session() { Heap::Used } else { Heap::Fresh };
        if self.values.inputs.is_empty() && heap == Heap::Fresh {
            self.account.open();
        }
        let inputs = &mut self.values.inputs;
        self.account.charged(|| {
            let value = make()?;
            if let Some(what) = refused(graph_parts(&value).0, heap) {
                let message = format!("the interpreter does not take {what}");
                return Err(Error::new(Code::InputValue, message));
            }
            inputs.push((name.to_owned(), value));
            Ok(())
        })
    }

    /// Whether results stay in the run until [`take_result`](Self::take_result): then the event of a run that is over has
    /// null for its value. Holds for all executions.
    ///
    /// A program (not a feed) is executed with a name behind its last expression then, `__monty_go_result__`, at which its result
    /// is read from the interpreter's heap. Neither the code nor its tracebacks show that. A source that has the name itself
    /// is executed as it is; its result is the same, and takes longer.
    pub fn keep_results(&mut self, keep: bool) {
        self.values.keep = keep;
        self.drop_result();
    }

    /// The result of the last execution, if it was kept and not taken yet. The next execution drops it.
    pub fn take_result(&mut self) -> Option<MontyObject> {
        if self.is_session() {
            // The session is charged for its result until it frees it.
            self.use_result(|result| result.object().into_owned())
        } else {
            self.values.result.take().map(RunResult::into_object)
        }
    }

    /// Calls `f` with what [`take_result`](Self::take_result) would return, and drops it.
    pub fn use_result<T>(&mut self, f: impl FnOnce(&RunResult) -> T) -> Option<T> {
        let result = self.values.result.take()?;
        let used = f(&result);
        self.account.refund(result);
        Some(used)
    }

    pub(super) fn drop_result(&mut self) {
        self.account.refund(self.values.result.take());
    }

    pub(super) fn drop_inputs(&mut self) {
        self.account.refund(mem::take(&mut self.values.inputs));
    }
}
