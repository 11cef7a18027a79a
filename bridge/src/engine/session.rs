//! Sessions: runs that are fed one snippet after the other and keep their globals.
//!
//! A feed is an execution like that of a program: it suspends, is answered, and is over, and the session's limits hold
//! for each feed anew, except that of memory. An exception, a refused request or a time limit leaves the session as the
//! code left its globals. A feed that is cancelled gets a `KeyboardInterrupt` first; only if it goes on, or if it holds too
//! much memory, its stack is unwound, and the session is lost.
//!
//! The interpreter can call a function of a session itself, but such a call cannot wait for the host. So a call is fed as
//! a snippet, `f(*__arguments__.pop(0), **__arguments__.pop())`, which leaves the global `__arguments__` an empty list.
//! Tracebacks show that snippet as `f(...)`.

use std::mem;

use monty::MontyRepl;
use monty_types::{ExcType, MontyException, NamedValues, ResourceTracker};

use super::{
    Event, Run,
    context::CallSite,
    enter::enter,
    limits::Limits,
    program::compile_options,
    source,
    state::{State, Step},
    stats::check_leak_budget,
};
use crate::{
    cbor,
    message::{ARGUMENTS, Call, Code, Error, Feed, NewSession, Writer, default_policy},
};

/// What is the same for all feeds of a session.
#[derive(Debug)]
pub(super) struct Session {
    pub limits: Limits,
    /// Which code may be fed.
    pub rules: source::Rules,
}

impl Run {
    /// A session with no globals, from the request `{"name": text, "functions": [name...], "options": map / null}`.
    ///
    /// ```
    /// use monty_bridge::{Event, Run};
    /// let mut session = Run::session(&[0xa0])?; // {}
    /// assert_eq!(session.feed(b"\x82\x65x = 1\xf6")?, Event::Complete); // ["x = 1", null]
    /// assert_eq!(session.feed(b"\x82\x65x + y\xa1\x61y\x02")?, Event::Complete); // ["x + y", {"y": 2}]
    /// assert_eq!(session.reply(), [0x83, 0, 3, 0x80]); // [0, 3, []]
    /// # Ok::<(), monty_bridge::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the request is not decodable or has an unusable name or option.
    pub fn session(request: &[u8]) -> Result<Self, Error> {
        let request = NewSession::read(request)?;
        let limits = Limits::new(&request.options)?;
        check_leak_budget()?;
        let mut run = Self::new();
        run.account.limit(limits.resources.max_memory);
        let tracker = ResourceTracker::new(limits.resources.clone());
        let policy = request.options.policy.unwrap_or_else(default_policy);
        let new = || {
            let repl = MontyRepl::new(&request.name, tracker, compile_options(request.compile));
            repl.with_os_policy(policy)
        };
        let repl = run.account.charged(|| enter(new))?;
        run.state = Some(State::Idle(repl));
        run.context.functions = request.functions;
        run.context.name = request.name;
        run.session = Some(Box::new(Session {
            limits,
            rules: source::Rules::new(&request.compile),
        }));
        Ok(run)
    }

    /// Runs a snippet in the session: `[code, {name: value} / null]`, where the map sets globals first, and so do the inputs
    /// that are [ready](Self::set_input).
    ///
    /// # Errors
    /// If this is no session, it is suspended or lost, or the request is not decodable or has an unusable name or value:
    /// then the session is as it was, and no input is ready. [`Code::Panicked`] if the interpreter panicked: then it is lost.
    pub fn feed(&mut self, request: &[u8]) -> Result<Event, Error> {
        let result = self.try_feed(request);
        self.finish(result)
    }

    fn try_feed(&mut self, request: &[u8]) -> Result<Event, Error> {
        self.check_feedable()?;
        self.drop_result();
        let ready = mem::take(&mut self.values.inputs);
        let functions = &self.context.functions;
        let read = self.account.charged(|| {
            check_leak_budget()?;
            let feed = Feed::read(request, functions, &ready)?;
            source::check_length(feed.code)?;
            Ok::<_, Error>(feed)
        });
        let feed = match read {
            Ok(feed) => feed,
            Err(error) => {
                self.account.refund(ready);
                return Err(error);
            }
        };
        let code = feed.code;
        let inputs = self.account.charged(|| feed.inputs(ready))?;
        // With no code at all, the interpreter would not look at the inputs.
        self.run_feed(if code.is_empty() { "\n" } else { code }, inputs, None)
    }

    /// Calls a function that the session's code defined at its top level: `[name, [value...], {text: value}]`.
    ///
    /// A name that is no such function comes to [`Event::Raised`] with a `NameError`.
    ///
    /// # Errors
    /// As [`feed`](Self::feed), and if an input is ready, which a call has no name for.
    pub fn call(&mut self, request: &[u8]) -> Result<Event, Error> {
        let result = self.try_call(request);
        self.finish(result)
    }

    fn try_call(&mut self, request: &[u8]) -> Result<Event, Error> {
        self.check_feedable()?;
        self.drop_result();
        if let Some((name, _)) = self.values.inputs.first() {
            let error = Error::new(Code::InputUnknown, format!("a call has no input {name:?}"));
            self.drop_inputs();
            return Err(error);
        }
        check_leak_budget()?;
        let call = self.account.charged(|| Call::read(request))?;
        let Some(State::Idle(repl)) = &self.state else {
            return Err(not_idle());
        };
        let (found, file) = enter(|| (repl.has_function(call.name), repl.next_script_name()))?;
        if !found {
            self.account.refund(call.inputs);
            self.reply.clear();
            let message = format!("name '{}' is not defined", call.name);
            Writer::new(&mut self.reply, &[]).raised(&MontyException::new(ExcType::NameError, Some(message)));
            return Ok(Event::Raised);
        }
        let keywords = if call.keywords {
            format!(", **{ARGUMENTS}.pop()")
        } else {
            String::new()
        };
        let code = format!("{}(*{ARGUMENTS}.pop(0){keywords})", call.name);
        let site = CallSite {
            function: call.name.to_owned(),
            file,
        };
        self.run_feed(&code, call.inputs, Some(site))
    }

    /// The names of the functions that the session's code defined at its top level, as the message `[name...]`, in the
    /// order of their first mention. Declared host functions are not among them.
    ///
    /// # Errors
    /// If this is no session, or it is suspended or lost. [`Code::Panicked`] if the interpreter panicked: then it is lost.
    pub fn function_names(&mut self) -> Result<Vec<u8>, Error> {
        self.check_feedable()?;
        let Some(State::Idle(repl)) = &self.state else {
            return Err(not_idle());
        };
        let names: Result<Vec<String>, Error> =
            enter(|| repl.function_names().into_iter().map(str::to_owned).collect());
        let mut names = names.inspect_err(|error| self.lose(error))?;
        names.retain(|name| !self.context.functions.contains(name));
        let mut reply = Vec::new();
        cbor::array(&mut reply, names.len());
        for name in &names {
            cbor::text(&mut reply, name);
        }
        Ok(reply)
    }

    /// Checks that the session can be fed.
    fn check_feedable(&self) -> Result<(), Error> {
        if self.session.is_none() {
            return Err(Error::new(Code::NoSession, "the run is no session"));
        }
        self.check_not_suspended()
    }

    fn run_feed(&mut self, code: &str, inputs: NamedValues, call: Option<CallSite>) -> Result<Event, Error> {
        let Some(session) = &self.session else {
            return Err(not_idle());
        };
        let rules = session.rules;
        self.cancel.clear();
        self.output.open(session.limits.output);
        self.context.open(session.limits.clone());
        self.context.call = call;
        self.advance(|slot, print| {
            let Some(State::Idle(repl)) = slot.take() else {
                return Step::Raised(MontyException::runtime_error("the session is gone"));
            };
            if let Err(exception) = source::check(code, &repl.next_script_name(), rules) {
                *slot = Some(State::Idle(repl));
                return Step::Raised(exception);
            }
            State::settle_feed(slot, repl.feed_start(code, inputs, print))
        })
    }
}

fn not_idle() -> Error {
    Error::new(Code::Lost, "the session is gone")
}
