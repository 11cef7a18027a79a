//! Reads the answer to a suspension, and refuses one that does not fit it.

use std::collections::HashSet;

use monty_types::{MontyException, MontyObject, OsFunctionCall};

use super::{
    Code, Error, Suspension, exception,
    refuse::{Heap, refused},
    request::expect_array,
    split::split,
};
use crate::{
    DecodeLimits, Decoder,
    graph::{NodeId, object_from_graph},
};

/// How one call ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    Return(MontyObject),
    Raise(MontyException),
    NotFound,
}

/// A checked answer.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The call or lookup ended.
    Outcome(Outcome),
    /// The call goes on outside: its result is a future.
    Pending,
    /// The host does not serve this OS call.
    NotHandled,
    /// Some of the awaited calls ended, by call id.
    Futures(Vec<(u32, Outcome)>),
    /// The awaited call has ended already: its future is settled in the same step.
    Settled(Result<MontyObject, MontyException>),
    /// The run shall end with this exception, which the Python code cannot catch.
    Abort(MontyException),
}

/// The OS call that asks for a module.
const IMPORT: &str = "import";

impl Answer {
    /// Reads `[kind, call id / null, payload...]` for a run that waits for `expected`.
    pub fn read(bytes: &[u8], expected: &Suspension<'_>) -> Result<Self, Error> {
        let mut decoder = Decoder::new(bytes, &DecodeLimits::default());
        let len = decoder.array()?;
        let offset = decoder.offset();
        let kind = decoder.uint()?;
        let (name, wanted) = match kind {
            0 => ("return", 3),
            1 => ("raise", 3),
            2 => ("pending", 2),
            3 => ("not found", 2),
            4 => ("not handled", 2),
            5 => ("futures", 3),
            6 => ("abort", 3),
            7 => ("settled", 3),
            _ => return Err(Error::new(Code::AnswerKind, format!("there is no answer of kind {kind}")).at(offset)),
        };
        if !expected.allows(kind) {
            let message = format!("{} cannot be answered with {name:?}", expected.describe());
            return Err(Error::new(Code::AnswerKind, message).at(offset));
        }
        if len != wanted {
            return Err(Error::new(
                Code::Malformed,
                format!("an answer {name:?} has {wanted} items, not {len}"),
            ));
        }
        read_call_id(&mut decoder, expected, kind)?;
        match kind {
            0 => read_value(decoder).map(|value| Self::Outcome(Outcome::Return(value))),
            1 => read_exception(decoder).map(|exception| Self::Outcome(Outcome::Raise(exception))),
            2 => finish(decoder, Self::Pending),
            3 => finish(decoder, Self::Outcome(Outcome::NotFound)),
            4 => finish(decoder, Self::NotHandled),
            5 => read_futures(decoder, expected),
            6 => read_exception(decoder).map(Self::Abort),
            _ => read_settled(decoder),
        }
    }
}

impl Suspension<'_> {
    /// Which kinds of answer fit.
    fn allows(&self, kind: u64) -> bool {
        match self {
            Self::Function { eager, .. } => matches!(kind, 0..=3 | 6) || (kind == 7 && *eager),
            Self::Os { call, eager, .. } => {
                matches!(kind, 0 | 1 | 4 | 6)
                    || (kind == 2 && OsFunctionCall::accepts_future(call.name()))
                    || (kind == 3 && call.name() == IMPORT)
                    || (kind == 7 && *eager)
            }
            Self::Lookup { .. } => matches!(kind, 0 | 1 | 3 | 6),
            Self::Futures { .. } => matches!(kind, 5 | 6),
        }
    }

    /// The id that the answer must carry.
    fn call_id(&self) -> Option<u32> {
        match self {
            Self::Function { call_id, .. } | Self::Os { call_id, .. } => Some(*call_id),
            Self::Lookup { .. } | Self::Futures { .. } => None,
        }
    }

    fn describe(&self) -> String {
        match self {
            Self::Function { .. } => "a function call".to_owned(),
            Self::Os { call, .. } => format!("the OS call {}", call.name()),
            Self::Lookup { .. } => "a name lookup".to_owned(),
            Self::Futures { .. } => "a wait for futures".to_owned(),
        }
    }
}

/// Reads the call id and compares it. An abort may leave it out.
fn read_call_id(decoder: &mut Decoder<'_>, expected: &Suspension<'_>, kind: u64) -> Result<(), Error> {
    let offset = decoder.offset();
    let found = if decoder.null()? { None } else { Some(decoder.uint()?) };
    let message = match (found, expected.call_id()) {
        (None, None) => return Ok(()),
        (None, Some(_)) if kind == 6 => return Ok(()),
        (Some(found), Some(wanted)) if found == u64::from(wanted) => return Ok(()),
        (Some(found), Some(wanted)) => format!("the run waits for call {wanted}, not {found}"),
        (None, Some(wanted)) => format!("the run waits for call {wanted}; the answer names none"),
        (Some(found), None) => format!("{} has no call id, but the answer names {found}", expected.describe()),
    };
    Err(Error::new(Code::CallId, message).at(offset))
}

fn finish(decoder: Decoder<'_>, answer: Answer) -> Result<Answer, Error> {
    decoder.finish()?;
    Ok(answer)
}

fn refuse(what: &str) -> Error {
    Error::new(Code::AnswerValue, format!("the interpreter does not take {what}"))
}

fn read_value(mut decoder: Decoder<'_>) -> Result<MontyObject, Error> {
    let root = decoder.value()?;
    let graph = decoder.finish()?;
    if let Some(what) = refused(&graph, Heap::Used) {
        return Err(refuse(what));
    }
    object_from_graph(graph, root).map_err(|error| Error::new(Code::Malformed, error.to_string()))
}

fn read_exception(mut decoder: Decoder<'_>) -> Result<MontyException, Error> {
    let exception = exception::read(&mut decoder)?;
    decoder.finish()?;
    Ok(exception)
}

/// An outcome whose value is still a node of the message's arena.
enum Raw {
    Return(NodeId),
    Raise(MontyException),
    NotFound,
}

/// Reads `[0, value]`, `[1, exception]` or `[3]`.
fn read_outcome(decoder: &mut Decoder<'_>) -> Result<Raw, Error> {
    let offset = decoder.offset();
    let len = decoder.array()?;
    match (decoder.uint()?, len) {
        (0, 2) => Ok(Raw::Return(decoder.value()?)),
        (1, 2) => Ok(Raw::Raise(exception::read(decoder)?)),
        (3, 1) => Ok(Raw::NotFound),
        (kind @ (0 | 1 | 3), _) => Err(Error::new(
            Code::Malformed,
            format!("an outcome of kind {kind} has not {len} items"),
        )
        .at(offset)),
        (kind, _) => Err(Error::new(Code::AnswerKind, format!("an outcome cannot be of kind {kind}")).at(offset)),
    }
}

fn read_settled(mut decoder: Decoder<'_>) -> Result<Answer, Error> {
    let offset = decoder.offset();
    match read_outcome(&mut decoder)? {
        Raw::Return(root) => {
            let graph = decoder.finish()?;
            if let Some(what) = refused(&graph, Heap::Used) {
                return Err(refuse(what));
            }
            let value =
                object_from_graph(graph, root).map_err(|error| Error::new(Code::Malformed, error.to_string()))?;
            Ok(Answer::Settled(Ok(value)))
        }
        Raw::Raise(exception) => finish(decoder, Answer::Settled(Err(exception))),
        Raw::NotFound => Err(Error::new(Code::AnswerKind, "a settled call cannot be not found").at(offset)),
    }
}

/// Reads `[[call id, outcome]...]`: at least one, of calls that are awaited, none twice.
fn read_futures(mut decoder: Decoder<'_>, expected: &Suspension<'_>) -> Result<Answer, Error> {
    let Suspension::Futures { call_ids: pending, .. } = expected else {
        return Err(Error::new(Code::AnswerKind, "the run does not wait for futures"));
    };
    let offset = decoder.offset();
    let count = decoder.array()?;
    if count == 0 {
        return Err(Error::new(Code::CallId, "the answer resolves none of the awaited calls").at(offset));
    }
    let mut open: HashSet<u32> = pending.iter().copied().collect();
    let mut raw: Vec<(u32, Raw)> = Vec::new();
    let mut roots = Vec::new();
    for _ in 0..count {
        expect_array(&mut decoder, 2, "a resolved call")?;
        let offset = decoder.offset();
        let id = decoder.uint()?;
        let Some(id) = u32::try_from(id).ok().filter(|id| open.remove(id)) else {
            let twice = raw.iter().any(|(earlier, _)| u64::from(*earlier) == id);
            let message = if twice { "is resolved twice" } else { "is not awaited" };
            return Err(Error::new(Code::CallId, format!("call {id} {message}")).at(offset));
        };
        let outcome = read_outcome(&mut decoder)?;
        if let Raw::Return(root) = outcome {
            roots.push(root);
        }
        raw.push((id, outcome));
    }
    let graph = decoder.finish()?;
    if let Some(what) = refused(&graph, Heap::Used) {
        return Err(refuse(what));
    }
    let mut values = split(graph, &roots, DecodeLimits::default().budget)?.into_iter();
    let mut outcomes = Vec::with_capacity(raw.len());
    for (id, outcome) in raw {
        let outcome = match outcome {
            Raw::Return(_) => match values.next() {
                Some(value) => Outcome::Return(value),
                None => return Err(Error::new(Code::Malformed, "a resolved call without a value")),
            },
            Raw::Raise(exception) => Outcome::Raise(exception),
            Raw::NotFound => Outcome::NotFound,
        };
        outcomes.push((id, outcome));
    }
    Ok(Answer::Futures(outcomes))
}
