//! One execution: started, suspended at what only the host can do, resumed, over.
//!
//! A message is read and checked in full before the interpreter's state is touched, so a refused request or answer
//! leaves the run exactly as it was.

use std::mem;

use monty::RunProgress;
use monty_types::{
    ExcType, ExtFunctionResult, MontyException, MontyObject, NameLookupResult, OsFunctionCall, PrintWriter,
    ResourceError, ResourceTracker,
};

use super::{
    Program, Sink,
    account::{Account, uninterrupted},
    enter::{drop_inside, reserve_stack},
    limits::Limits,
    output::Output,
    stats::check_leak_budget,
    turn::{Cancel, Ended, Turn, interpret},
};
use crate::message::{Answer, Code, Error, Expected, Outcome, Start, Writer};

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
    /// The state of the interpreter while it waits; never `Complete`.
    suspended: Option<RunProgress>,
    context: Context,
    account: Account,
    cancel: Cancel,
    output: Output,
    reply: Vec<u8>,
    lost: bool,
}

/// What the engine knows of an execution besides the interpreter's state.
#[derive(Debug, Default)]
struct Context {
    /// Functions that lookups find without the host: the program's, and those of the start request.
    program: Option<Program>,
    functions: Vec<String>,
    /// The names of the calls that were answered "pending", by call id.
    pending: Vec<(u32, String)>,
    suspensions: u64,
    max_suspensions: u64,
}

/// What the engine does about a suspension without the host.
enum Step {
    /// The name is that of this host function.
    Answer(MontyObject),
    /// The run has suspended too often.
    Abort(MontyException),
}

impl Run {
    /// An idle run.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The reply to the last call of [`start`](Self::start) or [`resume`](Self::resume): an event, or an error message
    /// if the call was refused. Empty before the first.
    #[must_use]
    pub fn reply(&self) -> &[u8] {
        &self.reply
    }

    /// Whether the run waits for an answer.
    #[must_use]
    pub fn is_suspended(&self) -> bool {
        self.suspended.is_some()
    }

    /// Whether an earlier call panicked, which leaves nothing to do with the run.
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
    /// If the run is suspended or lost, or the request is not decodable or does not fit the program: then the run is
    /// as it was. [`Code::Panicked`] if the interpreter panicked: then it is lost.
    pub fn start(&mut self, program: &Program, request: &[u8]) -> Result<Event, Error> {
        let result = self.try_start(program, request);
        self.finish(result)
    }

    fn try_start(&mut self, program: &Program, request: &[u8]) -> Result<Event, Error> {
        self.check_alive()?;
        if self.suspended.is_some() {
            return Err(Error::new(
                Code::Suspended,
                "the run is suspended; answer it or reset it first",
            ));
        }
        check_leak_budget()?;
        self.cancel.clear();
        self.account.open();
        let Start { inputs, options } = self.account.charged(|| Start::read(request, program.inputs()))?;
        let limits = Limits::new(&options)?;
        self.account.limit(limits.resources.max_memory);
        self.output.open(limits.output);
        self.context.program = Some(program.clone());
        self.context.functions = options.functions;
        self.context.pending.clear();
        self.context.suspensions = 0;
        self.context.max_suspensions = limits.suspensions;
        let tracker = ResourceTracker::new(limits.resources);
        // The interpreter's structures are large: what is not moved here is time saved.
        self.advance(|_, _, print| match uninterrupted(|| program.code()) {
            Some(code) => code.start(inputs, tracker, print),
            None => Err(MontyException::runtime_error("the program is gone")),
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
        let Some(suspended) = &self.suspended else {
            return Err(Error::new(Code::NotSuspended, "the run waits for no answer"));
        };
        let expected = expected(suspended)?;
        let answer = self.account.charged(|| Answer::read(answer, expected))?;
        // After this, nothing refuses the call and the suspension is used up.
        reserve_stack()?;
        self.advance(|slot, context, print| match slot.take() {
            Some(suspended) => apply(suspended, answer, &mut context.pending, print),
            None => Err(MontyException::runtime_error("the suspension is gone")),
        })
    }

    /// Drops a suspended execution; the run is idle then. Does nothing to a run that is idle or over.
    ///
    /// # Errors
    /// [`Code::Panicked`] if the interpreter panicked: then the run is lost. [`Code::Lost`] if it was before.
    pub fn reset(&mut self) -> Result<(), Error> {
        self.check_alive()?;
        self.context = Context::default();
        match self.suspended.take() {
            Some(suspended) => drop_inside(suspended).inspect_err(|_| self.lost = true),
            None => Ok(()),
        }
    }

    fn check_alive(&self) -> Result<(), Error> {
        if self.lost {
            Err(Error::new(Code::Lost, "the interpreter panicked in this run"))
        } else {
            Ok(())
        }
    }

    /// Lets the interpreter run until it needs the host, and writes the event.
    ///
    /// `go` takes the state out of the slot, or makes a new one, and runs it.
    fn advance(
        &mut self,
        go: impl FnOnce(&mut Option<RunProgress>, &mut Context, PrintWriter<'_>) -> Result<RunProgress, MontyException>,
    ) -> Result<Event, Error> {
        let (slot, context) = (&mut self.suspended, &mut self.context);
        let turn = Turn {
            account: &self.account,
            cancel: &self.cancel,
            output: &mut self.output,
            gentle: false,
            deadline: None,
        };
        let result = interpret(turn, |mut print| {
            *slot = Some(go(slot, context, print.reborrow())?);
            while let Some(step) = context.own_step(slot.as_ref()) {
                // Short code between two steps would never come to a poll.
                print.poll_flush()?;
                let print = print.reborrow();
                *slot = match (slot.take(), step) {
                    (Some(RunProgress::NameLookup(lookup)), Step::Answer(function)) => {
                        Some(lookup.resume(NameLookupResult::Value(function), print)?)
                    }
                    (Some(suspended), Step::Abort(exception)) => Some(abort(suspended, exception, print)?),
                    (other, _) => other,
                };
            }
            Ok(())
        });
        let result = match result {
            Ok(result) => result,
            Err(ended) => Err(self.end(ended)?),
        };
        Ok(self.write(result))
    }

    /// Ends the execution, and returns the exception that the host gets if it is one of Python's.
    #[cold]
    fn end(&mut self, ended: Ended) -> Result<MontyException, Error> {
        match ended {
            Ended::NotStarted(error) => return Err(error),
            // The state is wherever the interpreter left it.
            Ended::Panicked(error) => {
                mem::forget(self.suspended.take());
                self.lost = true;
                return Err(error);
            }
            Ended::Abandoned { .. } => {
                mem::forget(self.suspended.take());
                mem::forget(mem::take(&mut self.context.pending));
            }
            _ => self.reset()?,
        }
        let (kind, message) = match ended {
            Ended::Memory { used, limit } | Ended::Abandoned { used, limit } => {
                (ExcType::MemoryError, ResourceError::Memory { used, limit }.to_string())
            }
            Ended::TimedOut => (ExcType::TimeoutError, "time limit exceeded".to_owned()),
            Ended::OutputRefused => return Err(Error::new(Code::OutputRefused, "the output was refused")),
            _ => return Err(Error::new(Code::Cancelled, "the execution was cancelled")),
        };
        Ok(MontyException::new(kind, Some(message)))
    }

    /// Writes the event and keeps the state if there is more to come.
    fn write(&mut self, result: Result<(), MontyException>) -> Event {
        let event = self.write_event(result);
        self.output.clear();
        event
    }

    fn write_event(&mut self, result: Result<(), MontyException>) -> Event {
        if self.reply.capacity() > KEPT_REPLY_BYTES {
            self.reply = Vec::new();
        }
        self.reply.clear();
        let writer = Writer::new(&mut self.reply, self.output.printed());
        let event = match (&self.suspended, &result) {
            (Some(RunProgress::Complete(value)), Ok(())) => {
                writer.complete(value);
                Event::Complete
            }
            (Some(RunProgress::FunctionCall(call)), Ok(())) => {
                writer.function_call(call);
                return Event::FunctionCall;
            }
            (Some(RunProgress::OsCall(call)), Ok(())) => {
                writer.os_call(call);
                return Event::OsCall;
            }
            (Some(RunProgress::NameLookup(lookup)), Ok(())) => {
                writer.name_lookup(lookup);
                return Event::NameLookup;
            }
            (Some(RunProgress::ResolveFutures(wait)), Ok(())) => {
                writer.resolve_futures(wait);
                return Event::ResolveFutures;
            }
            (_, Err(exception)) => {
                writer.raised(exception);
                Event::Raised
            }
            (None, Ok(())) => {
                writer.raised(&MontyException::runtime_error("the run is gone"));
                Event::Raised
            }
        };
        // What is left is at most a value, which is flat and needs no stack.
        self.suspended = None;
        self.context = Context::default();
        event
    }

    /// Replaces the reply with the error message if the call was refused.
    fn finish(&mut self, result: Result<Event, Error>) -> Result<Event, Error> {
        result.inspect_err(|error| {
            self.reply.clear();
            error.write(&mut self.reply);
        })
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if let Some(suspended) = self.suspended.take() {
            // An error means that it is leaked.
            let _ = drop_inside(suspended);
        }
    }
}

impl Context {
    /// Whether the run has a host function of this name.
    fn declares(&self, name: &str) -> bool {
        let own = self.program.iter().flat_map(Program::functions);
        own.chain(&self.functions).any(|function| function == name)
    }

    /// Counts a suspension, and says what to do about it without the host, if anything.
    fn own_step(&mut self, progress: Option<&RunProgress>) -> Option<Step> {
        let progress = match progress {
            None | Some(RunProgress::Complete(_)) => return None,
            Some(progress) => progress,
        };
        self.suspensions += 1;
        if self.suspensions > self.max_suspensions {
            let message = format!("suspension limit exceeded: {}", self.max_suspensions);
            return Some(Step::Abort(MontyException::new(ExcType::RuntimeError, Some(message))));
        }
        match progress {
            RunProgress::NameLookup(lookup) if lookup.object_id().is_none() && self.declares(&lookup.name) => {
                Some(Step::Answer(MontyObject::function(lookup.name.as_str(), None)))
            }
            _ => None,
        }
    }
}

/// What a suspended run waits for.
fn expected(suspended: &RunProgress) -> Result<Expected<'_>, Error> {
    match suspended {
        RunProgress::FunctionCall(call) => Ok(Expected::Function {
            call_id: call.call_id,
            eager: call.allow_eager_await,
        }),
        RunProgress::OsCall(call) => {
            let name = call.function_call.name();
            let future = OsFunctionCall::accepts_future(name);
            Ok(Expected::Os {
                call_id: call.call_id,
                name,
                future,
                eager: call.allow_eager_await,
            })
        }
        RunProgress::NameLookup(_) => Ok(Expected::Lookup),
        RunProgress::ResolveFutures(wait) => Ok(Expected::Futures(wait.pending_call_ids())),
        RunProgress::Complete(_) => Err(Error::new(Code::NotSuspended, "the run is over")),
    }
}

/// Gives a checked answer to the interpreter. `pending` names the calls whose outcome is still to come.
fn apply(
    suspended: RunProgress,
    answer: Answer,
    pending: &mut Vec<(u32, String)>,
    print: PrintWriter<'_>,
) -> Result<RunProgress, MontyException> {
    match (suspended, answer) {
        (suspended, Answer::Abort(exception)) => abort(suspended, exception, print),
        (RunProgress::FunctionCall(call), Answer::Outcome(outcome)) => {
            let result = outcome_of(outcome, || call.function_name.clone());
            call.resume(result, print)
        }
        (RunProgress::FunctionCall(call), Answer::Pending) => {
            pending.push((call.call_id, call.function_name.clone()));
            call.resume_pending(print)
        }
        (RunProgress::FunctionCall(call), Answer::Settled(result)) => call.resume_eager(result, print),
        (RunProgress::OsCall(call), Answer::Outcome(outcome)) => {
            let result = outcome_of(outcome, || call.function_call.name().to_owned());
            call.resume(result, print)
        }
        (RunProgress::OsCall(call), Answer::Pending) => {
            let future = ExtFunctionResult::Future(call.call_id);
            pending.push((call.call_id, call.function_call.name().to_owned()));
            call.resume(future, print)
        }
        (RunProgress::OsCall(call), Answer::NotHandled) => {
            let refusal = call.function_call.on_no_handler();
            call.resume(refusal, print)
        }
        (RunProgress::OsCall(call), Answer::Settled(result)) => call.resume_eager(result, print),
        (RunProgress::NameLookup(lookup), Answer::Outcome(outcome)) => {
            let result = match outcome {
                Outcome::Return(value) => NameLookupResult::Value(value),
                Outcome::Raise(exception) => NameLookupResult::Error(exception),
                Outcome::NotFound => NameLookupResult::Undefined,
            };
            lookup.resume(result, print)
        }
        (RunProgress::ResolveFutures(wait), Answer::Futures(outcomes)) => {
            let results = outcomes
                .into_iter()
                .map(|(id, outcome)| {
                    let at = pending.iter().position(|(pending, _)| *pending == id);
                    let name = at.map(|at| pending.swap_remove(at).1);
                    (id, outcome_of(outcome, || name.unwrap_or_default()))
                })
                .collect();
            wait.resume(results, print)
        }
        // The answer was checked against the suspension; this arm only completes the match.
        (suspended, _) => abort(
            suspended,
            MontyException::runtime_error("the answer does not fit the suspension"),
            print,
        ),
    }
}

fn outcome_of(outcome: Outcome, name: impl FnOnce() -> String) -> ExtFunctionResult {
    match outcome {
        Outcome::Return(value) => ExtFunctionResult::Return(value),
        Outcome::Raise(exception) => ExtFunctionResult::Error(exception),
        Outcome::NotFound => ExtFunctionResult::NotFound(name()),
    }
}

/// Ends a run with an exception that the Python code cannot catch.
fn abort(
    suspended: RunProgress,
    exception: MontyException,
    print: PrintWriter<'_>,
) -> Result<RunProgress, MontyException> {
    match suspended {
        RunProgress::FunctionCall(call) => call.abort(exception, print),
        RunProgress::OsCall(call) => call.abort(exception, print),
        RunProgress::NameLookup(lookup) => lookup.abort(exception, print),
        RunProgress::ResolveFutures(wait) => wait.abort(exception, print),
        RunProgress::Complete(_) => Err(exception),
    }
}
