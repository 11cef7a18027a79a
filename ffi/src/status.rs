//! The status numbers of the C ABI. Append-only: a number is never reused and never changes its meaning.

use monty_bridge::Status;

/// How a call ended. New numbers may be appended; treat one that you do not know as an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
#[allow(non_camel_case_types, reason = "the name of a C type")]
pub enum mb_status {
    /// The call did what it says. The reply is an event or what the call describes.
    MB_OK = 0,
    /// The Python code raised an exception that it did not catch. The reply is the event `[5, exception, output]`. The
    /// run is over and can be started again.
    MB_RAISED = 1,
    /// A required pointer is NULL.
    MB_INVALID_ARGUMENT = 2,
    /// The handle is zero, freed, forged, or one of the other type.
    MB_INVALID_HANDLE = 3,
    /// Another thread is in a call on the same run. Nothing happened; call again when that call has returned.
    MB_IN_USE = 4,
    /// The run is suspended and cannot be started or fed, or is not suspended and cannot be resumed, or a session is needed
    /// and it is none, or the other way round. Nothing happened.
    MB_WRONG_STATE = 5,
    /// The request, answer or value is not decodable, or has a field or option that does not exist. Nothing happened.
    MB_DECODE = 6,
    /// The answer does not fit what the run waits for. The run is suspended as it was; resume it with another answer.
    MB_BAD_ANSWER = 7,
    /// The names or inputs do not fit the program, or the interpreter cannot take one of the values. Nothing happened.
    MB_BAD_INPUT = 8,
    /// The dump is damaged, or of another version, kind or key.
    MB_BAD_DUMP = 9,
    /// The request is larger than the library allows, there is no memory for a stack, or the leak budget is used up.
    /// Nothing happened.
    MB_LIMIT = 10,
    /// The interpreter panicked. The run, if it was one, is lost and can only be freed; the process goes on.
    MB_PANIC = 11,
    /// An earlier call on this run ended with MB_PANIC. Free it.
    MB_POISONED = 12,
    /// The value has no form in the encoding asked for.
    MB_ENCODE = 13,
    /// The host ended the execution: by mb_run_cancel, or by what its function for the output returned. The run is idle
    /// and can be started again.
    MB_CANCELLED = 14,
}

impl From<Status> for mb_status {
    fn from(status: Status) -> Self {
        match status {
            Status::Ok => Self::MB_OK,
            Status::Raised => Self::MB_RAISED,
            Status::InvalidArgument => Self::MB_INVALID_ARGUMENT,
            Status::InvalidHandle => Self::MB_INVALID_HANDLE,
            Status::InUse => Self::MB_IN_USE,
            Status::WrongState => Self::MB_WRONG_STATE,
            Status::Decode => Self::MB_DECODE,
            Status::BadAnswer => Self::MB_BAD_ANSWER,
            Status::BadInput => Self::MB_BAD_INPUT,
            Status::BadDump => Self::MB_BAD_DUMP,
            Status::Limit => Self::MB_LIMIT,
            Status::Poisoned => Self::MB_POISONED,
            Status::Encode => Self::MB_ENCODE,
            Status::Cancelled => Self::MB_CANCELLED,
            // A status that this crate does not know yet is the worst of them.
            _ => Self::MB_PANIC,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_messages() {
        for status in [
            Status::Ok,
            Status::Raised,
            Status::InvalidArgument,
            Status::InvalidHandle,
            Status::InUse,
            Status::WrongState,
            Status::Decode,
            Status::BadAnswer,
            Status::BadInput,
            Status::BadDump,
            Status::Limit,
            Status::Panic,
            Status::Poisoned,
            Status::Encode,
            Status::Cancelled,
        ] {
            assert_eq!(mb_status::from(status) as i32, status as i32);
        }
    }
}
