//! Suspended runs and sessions as bytes: in a [frame](super::frame), postcard of what the engine knows of the execution,
//! with the interpreter's own form of its state in it.
//!
//! Limits can be made tighter when a dump is loaded. The interpreter lets that be done to the state of a session, and of a
//! run that waits for a function; in the other suspensions of a run, the engine ends each turn at a deadline of its own
//! until the run waits for a function, and the limit of recursion stays until then.

use std::time::{Duration, Instant};

use monty_types::{ResourceLimits, ResourceTracker};
use serde::{Deserialize, Serialize};

use super::{
    Run,
    context::{CallSite, Context, Spent},
    enter::enter,
    frame::{self, DumpKey, Kind},
    limits::Limits,
    session::Session,
    source::Rules,
    state::State,
    stats::check_leak_budget,
};
use crate::{
    cbor,
    message::{Code, Error, Limit, Options, Writer},
};

/// What is kept of an execution.
#[derive(Serialize, Deserialize)]
struct Kept {
    name: String,
    functions: Vec<String>,
    pending: Vec<(u32, String)>,
    call: Option<CallSite>,
    held: Option<u32>,
    limits: Limits,
    spent: Spent,
    /// Bytes of output.
    printed: usize,
    /// Limits that the interpreter's state does not have yet.
    ceiling: Option<ResourceLimits>,
    /// Of a session: the limits of each feed, and which code may be fed.
    session: Option<(Limits, Rules)>,
    /// What the interpreter wrote.
    state: Vec<u8>,
}

impl Run {
    /// The suspended run, or the session, as bytes for [`load`](Self::load). It stays as it is. With a key, only who has
    /// it can load or forge them.
    ///
    /// # Errors
    /// If it is lost or an idle run of programs, or the interpreter cannot write it.
    pub fn dump(&self, key: Option<&DumpKey>) -> Result<Vec<u8>, Error> {
        self.check_alive()?;
        let Some(state) = &self.state else {
            return Err(Error::new(
                Code::NotSuspended,
                "the run is not suspended: there is nothing to dump",
            ));
        };
        let written = enter(|| state.dump(self.context.name()))?
            .map_err(|error| Error::new(Code::DumpContents, format!("the state cannot be written: {error}")))?;
        let (kind, session) = match &self.session {
            None => (Kind::Run, None),
            Some(session) => (Kind::Session, Some((session.limits.clone(), session.rules))),
        };
        let context = &self.context;
        let kept = Kept {
            name: context.name().to_owned(),
            functions: context.all_functions(),
            pending: context.pending.clone(),
            call: context.call.clone(),
            held: context.held,
            limits: context.limits.clone(),
            spent: context.spent,
            printed: self.output.used(),
            ceiling: context.ceiling.clone(),
            session,
            state: written,
        };
        let payload = postcard::to_stdvec(&kept)
            .map_err(|error| Error::new(Code::DumpContents, format!("the state cannot be written: {error}")))?;
        Ok(frame::write(kind, &payload, key))
    }

    /// A run or session from the bytes that [`dump`](Self::dump) wrote with the same key, in this process or another.
    ///
    /// `options` is empty or the message of start options; they can only lower the limits that the dump has, and add host
    /// functions. Without a key, the checksum finds damage but no forgery: load only what you wrote yourself.
    ///
    /// # Errors
    /// If the dump is damaged, of another version or kind, or of another key, or the options are not decodable or have a
    /// policy.
    pub fn load(dump: &[u8], key: Option<&DumpKey>, options: &[u8]) -> Result<Self, Error> {
        let options = Options::read_for_load(options)?;
        let ceiling = Limits::ceiling(&options)?;
        check_leak_budget()?;
        let wanted = [Kind::Run, Kind::Session];
        let (kind, payload) = frame::read(dump, key, &wanted, "a suspended run or a session")?;
        let mut kept: Kept = postcard::from_bytes(payload).map_err(|error| unreadable(&error))?;
        if kept.session.is_some() != (kind == Kind::Session) {
            return Err(unreadable(&"it is of another kind than its frame says"));
        }
        let mut run = Self::new();
        kept.limits.tighten(&ceiling);
        if let Some((limits, _)) = &mut kept.session {
            limits.tighten(&ceiling);
        }
        let limits = kept.session.as_ref().map_or(&kept.limits, |(limits, _)| limits);
        run.account.limit(limits.resources.max_memory);
        let state = run
            .account
            .charged(|| enter(|| State::load(&kept.state))?.map_err(|error| unreadable(&error)))?;
        let named = [
            options.max_duration_us,
            options.max_turn_duration_us,
            options.max_recursion_depth,
            options.max_memory,
        ];
        let tighter = kept.ceiling.is_some() || named.iter().any(|limit| matches!(limit, Limit::At(_)));
        let ceiling = tighter.then(|| kept.limits.resources.clone());
        run.output.open(kept.limits.output);
        run.output.charge(kept.printed);
        run.context = Context {
            program: None,
            functions: kept.functions,
            pending: kept.pending,
            call: kept.call,
            held: kept.held,
            name: kept.name,
            limits: kept.limits,
            spent: kept.spent,
            ceiling,
        };
        run.context.functions.extend(options.functions);
        run.session = kept.session.map(|(limits, rules)| Box::new(Session { limits, rules }));
        let fits = match &state {
            State::Run(_) => kind == Kind::Run && state.suspension().is_some(),
            State::Feed(_) => kind == Kind::Session && state.suspension().is_some(),
            State::Idle(_) => kind == Kind::Session,
        };
        run.state = Some(state);
        if !fits {
            return Err(unreadable(&"its state does not fit its kind"));
        }
        run.tighten();
        Ok(run)
    }

    /// What was loaded, as the message `[kind, name, event / null]`, where the event is what it waits for.
    #[must_use]
    pub fn describe(&self) -> Vec<u8> {
        let mut reply = Vec::new();
        cbor::array(&mut reply, 3);
        let kind = if self.session.is_some() {
            Kind::Session
        } else {
            Kind::Run
        };
        cbor::uint(&mut reply, kind as u64);
        cbor::text(&mut reply, self.context.name());
        match self.state.as_ref().and_then(State::suspension) {
            Some(suspension) => Writer::new(&mut reply, &[]).suspension(&suspension),
            None => cbor::null(&mut reply),
        }
        reply
    }

    /// Gives the interpreter the tighter limits, if its state can take them.
    pub(super) fn tighten(&mut self) {
        if let (Some(ceiling), Some(state)) = (&self.context.ceiling, &mut self.state)
            && state.tighten(ceiling)
        {
            self.context.ceiling = None;
        }
    }

    /// When the next turn must end because of limits that the interpreter does not have.
    pub(super) fn deadline(&self) -> Option<Instant> {
        let (ceiling, state) = (self.context.ceiling.as_ref()?, self.state.as_ref()?);
        let feed = ceiling
            .max_feed_duration
            .map(|limit| limit.saturating_sub(state.tracker().map_or(Duration::ZERO, ResourceTracker::feed_elapsed)));
        let left: Option<Duration> = [feed, ceiling.max_turn_duration].into_iter().flatten().min();
        Instant::now().checked_add(left?)
    }
}

fn unreadable(error: &dyn std::fmt::Display) -> Error {
    Error::new(Code::DumpContents, format!("the state cannot be read: {error}"))
}
