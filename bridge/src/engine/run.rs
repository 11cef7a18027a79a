//! One execution: started, suspended at what only the host can do, resumed, over.
//!
//! A message is read and checked in full before the interpreter's state is touched, so a refused request or answer
//! leaves the run exactly as it was.

use std::mem;

use monty_types::{ExcType, MontyException, MontyObject, PrintWriter, ResourceError, ResourceTracker};

use super::{
    Program, Sink,
    account::{Account, uninterrupted},
    context::Context,
    direct,
    enter::{drop_inside, enter, reserve_stack},
    limits::Limits,
    output::Output,
    session::Session,
    state::{Resumption, State, Step},
    stats::check_leak_budget,
    turn::{Cancel, Ended, Turn, interpret},
    values::Values,
};
use crate::message::{Answer, Code, Error, Start, Suspension, Writer};

/// A reply buffer that has grown beyond this many bytes is given back before the next call.
const KEPT_REPLY_BYTES: usize = 4 << 20;

/// What a run did before it gave control back. The event itself is in [`Run::reply`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The run is over and has a value.
    Complete,
    /// The run waits for the outcome of a host function or method.
    FunctionCall,
    /// The run waits for the outcome of an OS call.
    OsCall,
    /// The run waits for the value of a name or attribute.
    NameLookup,
    /// The run waits for the outcome of at least one call that was answered "pending".
    ResolveFutures,
    /// The run is over: an exception left the Python code.
    Raised,
}

/// One execution of a program at a time. A run that is over, or was [reset](Self::reset), can be started again.
///
/// ```
/// use monty_bridge::{Compiled, Event, Program, Run};
/// // {"code": "x + 1", "inputs": ["x"]}
/// let request = [&[0xa2, 0x64][..], b"code", &[0x65], b"x + 1", &[0x66], b"inputs", &[0x81, 0x61], b"x"].concat();
/// let Compiled::Program(program) = Program::compile(&request)? else { panic!("the source is correct") };
/// let mut run = Run::new();
/// assert_eq!(run.start(&program, &[0x82, 0x81, 0x18, 41, 0xf6])?, Event::Complete); // [[41], null]
/// assert_eq!(run.reply(), [0x83, 0, 0x18, 42, 0x80]); // [0, 42, []]
/// # Ok::<(), monty_bridge::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Run {
    /// What the interpreter holds: nothing of a one-shot run that is idle or over, always something of a session.
    pub(super) state: Option<State>,
    pub(super) context: Context,
    /// What is the same for all feeds, if this is a session.
    pub(super) session: Option<Box<Session>>,
    pub(super) account: Account,
    pub(super) cancel: Cancel,
    pub(super) output: Output,
    pub(super) reply: Vec<u8>,
    pub(super) values: Values,
    lost: bool,
}

impl Run {
    /// An idle run.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The reply to the last call of [`start`](Self::start), [`resume`](Self::resume), [`feed`](Self::feed) or
    /// [`call`](Self::call): an event, or an error message if the call was refused. Empty before the first.
    #[must_use]
    pub fn reply(&self) -> &[u8] {
        &self.reply
    }

    /// Whether the run waits for an answer.
    #[must_use]
    pub fn is_suspended(&self) -> bool {
        self.state.as_ref().is_some_and(|state| state.suspension().is_some())
    }

    /// Whether this is a session, which is fed, and not a run of programs, which is started.
    #[must_use]
    pub fn is_session(&self) -> bool {
        self.session.is_some()
    }

    /// Whether an earlier call left nothing to do with the run: the interpreter panicked, or a session was ended where it
    /// could not be kept.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.lost
    }

    /// What ends the execution from another thread.
    #[must_use]
    pub fn canceller(&self) -> Cancel {
        self.cancel.clone()
    }

    /// Hands the output to `sink` while Python runs; `None` sends it with the events again. Holds for all executions.
    ///
    /// It comes in batches: when there are 8 KiB, when the first byte has waited for 20 ms, and before each event. The run
    /// ends with [`Code::OutputRefused`] when the sink returns false.
    pub fn set_output(&mut self, sink: Option<Sink>) {
        self.output.set_sink(sink);
    }

    /// Starts `program` with the inputs and options of `request`.
    ///
    /// # Errors
    /// If the run is suspended, lost or a session, or the request is not decodable or does not fit the program: then the
    /// run is as it was. [`Code::Panicked`] if the interpreter panicked: then it is lost.
    pub fn start(&mut self, program: &Program, request: &[u8]) -> Result<Event, Error> {
        let result = self.try_start(program, request);
        self.finish(result)
    }

    fn try_start(&mut self, program: &Program, request: &[u8]) -> Result<Event, Error> {
        self.check_not_suspended()?;
        if self.session.is_some() {
            return Err(Error::new(Code::Session, "a session is fed, not started"));
        }
        check_leak_budget()?;
        self.cancel.clear();
        self.values.result = None;
        let ready = mem::take(&mut self.values.inputs);
        if ready.is_empty() {
            self.account.open();
        }
        let read = || Start::read(request, program.inputs(), ready);
        let Start { inputs, options } = self.account.charged(read)?;
        let limits = Limits::new(&options)?;
        self.account.limit(limits.resources.max_memory);
        self.output.open(limits.output);
        let tracker = ResourceTracker::new(limits.resources.clone());
        self.context.open(limits);
        self.context.program = Some(program.clone());
        self.context.functions = options.functions;
        let policy = options.policy;
        if self.values.keep && direct::may_hold(&self.context.limits.resources) {
            self.context.held = program.prepare_held()?;
        }
        let held = self.context.held.is_some();
        let code = || if held { program.held_code() } else { program.code() };
        // The interpreter's structures are large: what is not moved here is time saved.
        self.advance(|slot, print| match (uninterrupted(code), policy) {
            (Some(code), None) => State::settle_run(slot, code.start(inputs, tracker, print)),
            (Some(code), Some(policy)) => {
                State::settle_run(slot, code.with_os_policy(policy).start(inputs, tracker, print))
            }
            (None, _) => Step::Raised(MontyException::runtime_error("the program is gone")),
        })
    }

    /// Answers the suspension and lets the run go on.
    ///
    /// # Errors
    /// If the run waits for no answer or is lost, or the answer is not decodable or does not fit: then the run is as it
    /// was. [`Code::Panicked`] if the interpreter panicked: then it is lost.
    pub fn resume(&mut self, answer: &[u8]) -> Result<Event, Error> {
        let result = self.try_resume(answer);
        self.finish(result)
    }

    fn try_resume(&mut self, answer: &[u8]) -> Result<Event, Error> {
        self.check_alive()?;
        let Some(suspension) = self.state.as_ref().and_then(State::suspension) else {
            return Err(Error::new(Code::NotSuspended, "the run waits for no answer"));
        };
        // After the answer is read, nothing refuses the call and the suspension is used up.
        reserve_stack()?;
        let pending = &mut self.context.pending;
        let with = self.account.charged(|| {
            let answer = Answer::read(answer, &suspension)?;
            Ok::<_, Error>(Resumption::new(&suspension, answer, pending))
        })?;
        self.advance(|slot, print| State::resume(slot, with, print))
    }

    /// Gives up a suspended execution: a run is idle then, and a session can be fed again and has its globals as the
    /// code left them. Does nothing to a run that is idle or over.
    ///
    /// # Errors
    /// [`Code::Panicked`] if the interpreter panicked: then the run is lost. [`Code::Lost`] if it was before.
    pub fn reset(&mut self) -> Result<(), Error> {
        self.check_alive()?;
        self.close();
        self.drop_inputs();
        self.drop_result();
        if !self.is_suspended() {
            return Ok(());
        }
        let slot = &mut self.state;
        let abandon = || {
            let abandoned = slot.take().and_then(State::abandon);
            *slot = abandoned;
        };
        let result = self.account.charged(|| enter(abandon));
        result.inspect_err(|error| self.lose(error))
    }

    pub(super) fn check_alive(&self) -> Result<(), Error> {
        if self.lost {
            Err(Error::new(Code::Lost, "the run was lost in an earlier call"))
        } else {
            Ok(())
        }
    }

    pub(super) fn check_not_suspended(&self) -> Result<(), Error> {
        self.check_alive()?;
        if self.is_suspended() {
            let message = "the run is suspended; answer it or reset it first";
            return Err(Error::new(Code::Suspended, message));
        }
        Ok(())
    }

    /// What is to be done after an error of `enter`: a panic leaves the state wherever it was.
    pub(super) fn lose(&mut self, error: &Error) {
        if error.code() == Code::Panicked {
            mem::forget(self.state.take());
            self.lost = true;
        }
    }

    /// Lets the interpreter run until it needs the host, and writes the event.
    ///
    /// `go` takes the state out of the slot, or makes a new one, and runs it.
    pub(super) fn advance(
        &mut self,
        go: impl FnOnce(&mut Option<State>, PrintWriter<'_>) -> Step,
    ) -> Result<Event, Error> {
        self.tighten();
        let deadline = self.deadline();
        let (slot, context) = (&mut self.state, &mut self.context);
        let turn = Turn {
            account: &self.account,
            cancel: &self.cancel,
            output: &mut self.output,
            gentle: self.session.is_some(),
            deadline,
        };
        let result = interpret(turn, |mut print| {
            let mut step = go(slot, print.reborrow());
            while let Step::Suspended = step {
                if let Some(end) = context.held
                    && let Some(over) = direct::end_held(slot, end, print.reborrow())
                {
                    return over;
                }
                let suspension = slot.as_ref().and_then(State::suspension);
                let Some(with) = suspension.and_then(|suspension| context.own_step(&suspension)) else {
                    break;
                };
                // Short code between two steps would never come to a poll.
                let with = match print.poll_flush() {
                    Ok(()) => with,
                    Err(exception) => Resumption::Abort(exception),
                };
                step = State::resume(slot, with, print.reborrow());
            }
            if context.held.is_some() {
                return direct::without_name(step);
            }
            step
        });
        let step = match result {
            Ok(step) if self.session.is_some() => self.end_gently(step)?,
            Ok(step) => step,
            Err(ended) => Step::Raised(self.end(ended)?),
        };
        let step = match step {
            Step::Complete(result) if self.values.keep => {
                self.values.result = Some(result);
                Step::Complete(MontyObject::none().into())
            }
            step => step,
        };
        let event = self.write(&step);
        self.output.clear();
        self.account.refund(step);
        Ok(event)
    }

    /// What a feed came to, unless somebody has ended it: then it is given up, and the session stays.
    fn end_gently(&mut self, step: Step) -> Result<Step, Error> {
        let error = if self.cancel.is_cancelled() {
            cancelled()
        } else if self.output.is_refused() {
            output_refused()
        } else {
            return Ok(step);
        };
        self.account.refund(step);
        self.output.clear();
        self.reset()?;
        Err(error)
    }

    /// Ends the execution, and returns the exception that the host gets if it is one of Python's.
    #[cold]
    fn end(&mut self, ended: Ended) -> Result<MontyException, Error> {
        match ended {
            Ended::NotStarted(error) => return Err(error),
            Ended::Panicked(error) => {
                self.lose(&error);
                return Err(error);
            }
            Ended::Abandoned { .. } => mem::forget(self.state.take()),
            _ => self.reset()?,
        }
        if self.session.is_some() && self.state.is_none() {
            // The session was dropped on the way out of the interpreter.
            self.lost = true;
        }
        let (kind, message) = match ended {
            Ended::Memory { used, limit } | Ended::Abandoned { used, limit } => {
                (ExcType::MemoryError, ResourceError::Memory { used, limit }.to_string())
            }
            Ended::TimedOut => (ExcType::TimeoutError, "time limit exceeded".to_owned()),
            Ended::OutputRefused => return Err(output_refused()),
            _ => return Err(cancelled()),
        };
        Ok(MontyException::new(kind, Some(message)))
    }

    /// Writes the event, and closes the execution if it is over.
    fn write(&mut self, step: &Step) -> Event {
        if self.reply.capacity() > KEPT_REPLY_BYTES {
            self.reply = Vec::new();
        }
        self.reply.clear();
        let writer = Writer::new(&mut self.reply, self.output.printed());
        let event = match step {
            Step::Suspended => match self.state.as_ref().and_then(State::suspension) {
                Some(suspension) => {
                    writer.suspension(&suspension);
                    return Event::of(&suspension);
                }
                None => {
                    writer.raised(&MontyException::runtime_error("the run is gone"));
                    Event::Raised
                }
            },
            Step::Complete(result) => {
                writer.complete(&result.object());
                Event::Complete
            }
            Step::Raised(exception) => {
                match &self.context.call {
                    Some(site) => writer.raised(&site.show_in(exception)),
                    None if self.context.held.is_some() => {
                        writer.raised(&direct::conceal(exception, self.context.name()));
                    }
                    None => writer.raised(exception),
                }
                Event::Raised
            }
        };
        self.close();
        event
    }

    /// Closes the accounts of an execution that is over.
    fn close(&mut self) {
        if self.session.is_none() {
            self.context = Context::default();
        }
    }

    /// Replaces the reply with the error message if the call was refused.
    pub(super) fn finish(&mut self, result: Result<Event, Error>) -> Result<Event, Error> {
        result.inspect_err(|error| {
            self.reply.clear();
            error.write(&mut self.reply);
        })
    }
}

impl Event {
    fn of(suspension: &Suspension<'_>) -> Self {
        match suspension {
            Suspension::Function { .. } => Self::FunctionCall,
            Suspension::Os { .. } => Self::OsCall,
            Suspension::Lookup { .. } => Self::NameLookup,
            Suspension::Futures { .. } => Self::ResolveFutures,
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if let Some(state) = self.state.take() {
            // An error means that it is leaked.
            let _ = drop_inside(state);
        }
    }
}

fn cancelled() -> Error {
    Error::new(Code::Cancelled, "the execution was cancelled")
}

fn output_refused() -> Error {
    Error::new(Code::OutputRefused, "the output was refused")
}
