//! What an engine refuses, as a status number, a code, a sentence and a place.

use std::fmt;

use crate::{DecodeError, cbor};

/// How a call ended. The numbers are part of the protocol and of the C ABI: they are never reused or renumbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum Status {
    /// The reply is an event or a description.
    Ok = 0,
    /// The Python code raised; the reply is an event with the exception.
    Raised = 1,
    /// A pointer was NULL or another argument was unusable.
    InvalidArgument = 2,
    /// The handle is zero, freed, forged or of another type.
    InvalidHandle = 3,
    /// Another call on the same run has not returned yet.
    InUse = 4,
    /// The run is not in the state that the call needs; nothing changed.
    WrongState = 5,
    /// The message or value is not decodable.
    Decode = 6,
    /// The answer does not fit the suspension; the run stays suspended as it was.
    BadAnswer = 7,
    /// The inputs do not fit the program, or the interpreter cannot take one of them.
    BadInput = 8,
    /// The dump is damaged, of another version or kind, or not signed with the key.
    BadDump = 9,
    /// A limit of the library refused the request before anything ran.
    Limit = 10,
    /// The interpreter panicked. The run or program involved is lost; the process goes on.
    Panic = 11,
    /// An earlier call on this handle panicked; only freeing it is possible.
    Poisoned = 12,
    /// The value has no form in the encoding asked for.
    Encode = 13,
    /// The host ended the execution. A run is idle again.
    Cancelled = 14,
}

/// What exactly was refused. Each code belongs to one [`Status`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Code {
    /// A required pointer is NULL, or a length does not fit the address space.
    NullPointer,
    /// No live object has this handle.
    UnknownHandle,
    /// The run is busy in another thread.
    Busy,
    /// The run waits for no answer.
    NotSuspended,
    /// The run waits for an answer, so it cannot be started.
    Suspended,
    /// The run is a session, and only a run of programs can do this.
    Session,
    /// The run is no session, and only a session can do this.
    NoSession,
    /// The bytes are no message of the schema; the place is known.
    Malformed,
    /// A field or option that the schema does not have, or one that is missing.
    UnknownField,
    /// An option outside its range.
    OptionRange,
    /// The kind of answer does not fit the kind of suspension.
    AnswerKind,
    /// The call id is not the one that the run waits for.
    CallId,
    /// No exception type of the interpreter has this name.
    ExceptionType,
    /// The interpreter cannot take the answered value.
    AnswerValue,
    /// The number of inputs differs from the program's.
    InputCount,
    /// An input that the program does not declare.
    InputUnknown,
    /// A declared input without a value.
    InputMissing,
    /// An input that is given or declared twice.
    InputDuplicate,
    /// A declared name that is not a Python identifier, or a function named like an input.
    Name,
    /// The interpreter cannot take the value of an input.
    InputValue,
    /// The dump does not begin with the magic bytes.
    DumpMagic,
    /// The dump's frame has a version that this library does not know.
    DumpFrame,
    /// The dump holds something other than what is being loaded.
    DumpKind,
    /// The dump was written by another version of the interpreter.
    DumpMonty,
    /// The dump was written with another version of the schema.
    DumpSchema,
    /// The dump ends too early or too late.
    DumpLength,
    /// The dump needs a key and none is given, or the other way round.
    DumpKey,
    /// The checksum does not fit: the dump is damaged or was signed with another key.
    DumpChecksum,
    /// The checksum fits and the contents still cannot be read or written.
    DumpContents,
    /// The source text is longer than the limit.
    SourceLength,
    /// A message or the values in it are larger than the limit.
    MessageSize,
    /// The operating system gave no memory for a stack.
    NoStack,
    /// Abandoned runs have left more memory behind than the host puts up with.
    LeakBudget,
    /// The interpreter panicked.
    Panicked,
    /// The handle was lost to an earlier panic.
    Lost,
    /// The value has no form in the encoding asked for.
    Unencodable,
    /// The value is no table, or a table is no value.
    NoTable,
    /// Somebody has cancelled the execution.
    Cancelled,
    /// Whoever gets the output has refused it.
    OutputRefused,
}

impl Code {
    /// The status that this code belongs to.
    #[must_use]
    pub fn status(self) -> Status {
        match self {
            Self::NullPointer => Status::InvalidArgument,
            Self::UnknownHandle => Status::InvalidHandle,
            Self::Busy => Status::InUse,
            Self::NotSuspended | Self::Suspended | Self::Session | Self::NoSession => Status::WrongState,
            Self::Malformed | Self::UnknownField | Self::OptionRange => Status::Decode,
            Self::AnswerKind | Self::CallId | Self::ExceptionType | Self::AnswerValue => Status::BadAnswer,
            Self::InputCount
            | Self::InputUnknown
            | Self::InputMissing
            | Self::InputDuplicate
            | Self::Name
            | Self::InputValue => Status::BadInput,
            Self::DumpMagic
            | Self::DumpFrame
            | Self::DumpKind
            | Self::DumpMonty
            | Self::DumpSchema
            | Self::DumpLength
            | Self::DumpKey
            | Self::DumpChecksum
            | Self::DumpContents => Status::BadDump,
            Self::SourceLength | Self::MessageSize | Self::NoStack | Self::LeakBudget => Status::Limit,
            Self::Panicked => Status::Panic,
            Self::Lost => Status::Poisoned,
            Self::Unencodable | Self::NoTable => Status::Encode,
            Self::Cancelled | Self::OutputRefused => Status::Cancelled,
        }
    }

    /// The code as it is written in an error message. The texts are part of the protocol.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::NullPointer => "null_pointer",
            Self::UnknownHandle => "unknown_handle",
            Self::Busy => "busy",
            Self::NotSuspended => "not_suspended",
            Self::Suspended => "suspended",
            Self::Session => "session",
            Self::NoSession => "no_session",
            Self::Malformed => "malformed",
            Self::UnknownField => "unknown_field",
            Self::OptionRange => "option_range",
            Self::AnswerKind => "answer_kind",
            Self::CallId => "call_id",
            Self::ExceptionType => "exception_type",
            Self::AnswerValue => "answer_value",
            Self::InputCount => "input_count",
            Self::InputUnknown => "input_unknown",
            Self::InputMissing => "input_missing",
            Self::InputDuplicate => "input_duplicate",
            Self::Name => "name",
            Self::InputValue => "input_value",
            Self::DumpMagic => "dump_magic",
            Self::DumpFrame => "dump_frame",
            Self::DumpKind => "dump_kind",
            Self::DumpMonty => "dump_monty",
            Self::DumpSchema => "dump_schema",
            Self::DumpLength => "dump_length",
            Self::DumpKey => "dump_key",
            Self::DumpChecksum => "dump_checksum",
            Self::DumpContents => "dump_contents",
            Self::SourceLength => "source_length",
            Self::MessageSize => "message_size",
            Self::NoStack => "no_stack",
            Self::LeakBudget => "leak_budget",
            Self::Panicked => "panicked",
            Self::Lost => "lost",
            Self::Unencodable => "unencodable",
            Self::NoTable => "no_table",
            Self::Cancelled => "cancelled",
            Self::OutputRefused => "output_refused",
        }
    }
}

/// Why a request was refused. Whatever it was about is as it was before, unless the status is [`Status::Panic`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    code: Code,
    message: String,
    offset: Option<usize>,
}

impl Error {
    /// An error with a sentence for the reader and no place.
    #[cold]
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            offset: None,
        }
    }

    /// The same error at a byte offset of the request.
    #[must_use]
    pub fn at(mut self, offset: usize) -> Self {
        self.offset = Some(offset);
        self
    }

    /// The status number that this error is reported with.
    #[must_use]
    pub fn status(&self) -> Status {
        self.code.status()
    }

    /// What exactly was refused.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// The sentence for the reader: lower case, no full stop.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where in the request the cause lies, in bytes from its beginning, if that is known.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        self.offset
    }

    /// Appends the error message: `[status, code, message, offset / null]`.
    pub fn write(&self, out: &mut Vec<u8>) {
        cbor::array(out, 4);
        cbor::uint(out, self.status() as u64);
        cbor::text(out, self.code.text());
        cbor::text(out, &self.message);
        match self.offset {
            Some(offset) => cbor::uint(out, offset as u64),
            None => cbor::null(out),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        let code = if error.is_limit() {
            Code::MessageSize
        } else {
            Code::Malformed
        };
        Self::new(code, error.to_string()).at(error.offset())
    }
}
