//! Values that go in and come out of a run without being encoded: inputs that are there before the start, and the
//! result that stays.

use monty_types::MontyObject;

use super::Run;
use crate::{
    graph::graph_parts,
    message::{Code, Error, Heap, refused},
};

/// The values that a run holds for, or of, one execution.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// Inputs of the next start.
    pub inputs: Vec<(String, MontyObject)>,
    /// Whether results stay here.
    pub keep: bool,
    pub result: Option<MontyObject>,
}

impl Run {
    /// Makes a value an input of the next start, whose request must then not have it. `make` is charged to the run.
    ///
    /// The start takes it, also when it is refused; so does [`reset`](Self::reset).
    ///
    /// # Errors
    /// What `make` returns; if the run is suspended, lost or a session; if there is such an input already, or the
    /// interpreter cannot take the value.
    pub fn set_input(&mut self, name: &str, make: impl FnOnce() -> Result<MontyObject, Error>) -> Result<(), Error> {
        self.check_not_suspended()?;
        if self.is_session() {
            return Err(Error::new(Code::Session, "a session has no inputs before it is fed"));
        }
        if self.values.inputs.iter().any(|(input, _)| input == name) {
            return Err(Error::new(
                Code::InputDuplicate,
                format!("the input {name:?} is given twice"),
            ));
        }
        if self.values.inputs.is_empty() {
            self.account.open();
        }
        let value = self.account.charged(make)?;
        if let Some(what) = refused(graph_parts(&value).0, Heap::Fresh) {
            self.account.refund(value);
            let message = format!("the interpreter does not take {what}");
            return Err(Error::new(Code::InputValue, message));
        }
        self.values.inputs.push((name.to_owned(), value));
        Ok(())
    }

    /// Whether results stay in the run until [`take_result`](Self::take_result): then the event of a run that is over has
    /// null for its value. Holds for all executions.
    pub fn keep_results(&mut self, keep: bool) {
        self.values.keep = keep;
        self.values.result = None;
    }

    /// The result of the last execution, if it was kept and not taken yet. The next execution drops it.
    pub fn take_result(&mut self) -> Option<MontyObject> {
        self.values.result.take()
    }
}
