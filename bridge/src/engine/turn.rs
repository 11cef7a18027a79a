//! One turn of the interpreter: it executes until it needs the host, and can be ended at any time.
//!
//! While Python executes, the interpreter looks after its writer every 255 operations. This is where a turn ends that was
//! cancelled, holds too much memory or is past its deadline: by unwinding the stack, which Python code cannot catch and
//! which drops the interpreter's state in good order. (An error would be an exception, and an `except` could swallow it.)
//! Operations that take long in themselves are seen by nobody before they end, except that an allocation past the hard
//! limit of memory suspends them for ever.

use std::{
    borrow::Cow,
    panic::resume_unwind,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use monty_types::{ExcType, MontyException, PrintStream, PrintWriter, PrintWriterCallback};

use super::{
    account::{Account, uncharged},
    enter::{Entered, panicked},
    output::Output,
    stats::{Running, abandoned},
};
use crate::message::Error;

/// How long Python code may go on after a gentle end, to clean up.
const GENTLE_TIME: Duration = Duration::from_millis(5);

/// Ends what a run executes, from any thread and at any time. The clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Cancel {
    cancelled: Arc<AtomicBool>,
}

impl Cancel {
    /// Ends what the run executes now, at its next poll; if it is suspended, ends it when it is resumed. One that is idle
    /// does not notice.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether somebody has cancelled the execution.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Forgets it, for the next execution.
    pub(crate) fn clear(&self) {
        self.cancelled.store(false, Ordering::Relaxed);
    }
}

/// What a turn needs of the run that it belongs to.
#[derive(Debug)]
pub(crate) struct Turn<'a> {
    /// What the run holds. What comes to the interpreter in `f` must have been charged to it already.
    pub account: &'a Account,
    pub cancel: &'a Cancel,
    pub output: &'a mut Output,
    /// Whether a cancellation is a `KeyboardInterrupt` at first, so that the state survives if Python code ends by it.
    pub gentle: bool,
    /// When the turn ends if it still executes.
    pub deadline: Option<Instant>,
}

/// Why a turn has no result.
#[derive(Debug)]
pub(crate) enum Ended {
    /// `f` was not called; the error says why. Everything is as it was.
    NotStarted(Error),
    /// The interpreter panicked. Whatever it had to do with must be forgotten, not dropped.
    Panicked(Error),
    /// Somebody cancelled it. The interpreter's state was dropped, unless `f` was not called or has returned.
    Cancelled,
    /// The sink did not want the output. As for `Cancelled`.
    OutputRefused,
    /// It holds `used` bytes, more than the soft limit. As for `Cancelled`.
    Memory { used: usize, limit: usize },
    /// It is past its deadline. As for `Cancelled`.
    TimedOut,
    /// It was suspended for ever when it wanted `used` bytes. Whatever it had to do with must be forgotten, not dropped.
    Abandoned { used: usize, limit: usize },
}

/// Lets the interpreter execute in `f`, which gives it the writer.
///
/// With `gentle`, a result may come although the turn was cancelled or its output refused: `turn.cancel` and
/// `turn.output` tell. Without it, a result comes with a cancelled turn only if `f` was faster, and never with refused
/// output.
///
/// # Errors
/// See [`Ended`]. If `f` was not called, it is dropped, and the values that it holds are charged to nobody any more.
pub(crate) fn interpret<T>(turn: Turn<'_>, f: impl FnOnce(PrintWriter<'_>) -> T) -> Result<T, Ended> {
    let Turn {
        account,
        cancel,
        output,
        gentle,
        deadline,
    } = turn;
    let mut host = Host {
        account,
        cancel,
        output,
        gentle,
        deadline,
        interrupted: None,
        ended: None,
    };
    if let Some(ended) = host.reason_to_end() {
        account.refund(f);
        return Err(ended);
    }
    let _running = Running::begin();
    let entered = account.execute(|| f(PrintWriter::Callback(&mut host)));
    let result = match entered {
        Err(error) => return Err(Ended::NotStarted(error)),
        Ok(Entered::Returned(value)) => Ok(value),
        Ok(Entered::Panicked(payload)) if payload.is::<Unwinding>() => {
            Err(host.ended.take().unwrap_or(Ended::Cancelled))
        }
        Ok(Entered::Panicked(payload)) => {
            abandoned(account.held());
            Err(Ended::Panicked(panicked(payload)))
        }
        Ok(Entered::Suspended { stack }) => {
            abandoned(account.held().saturating_add(stack));
            Err(Ended::Abandoned {
                used: account.wanted(),
                limit: account.soft_limit(),
            })
        }
    };
    host.output.hand_out(account);
    match result {
        Ok(_) if host.output.is_refused() && !gentle => Err(Ended::OutputRefused),
        result => result,
    }
}

/// The payload of the unwinding that ends a turn; no panic, so that no hook sees it.
struct Unwinding;

/// What the interpreter sees of us: its writer.
struct Host<'a> {
    account: &'a Account,
    cancel: &'a Cancel,
    output: &'a mut Output,
    gentle: bool,
    deadline: Option<Instant>,
    /// When Python code got its `KeyboardInterrupt`.
    interrupted: Option<Instant>,
    /// Why the stack unwinds.
    ended: Option<Ended>,
}

impl Host<'_> {
    /// Why the turn should not go on, if there is a reason.
    #[inline]
    fn reason_to_end(&self) -> Option<Ended> {
        if self.cancel.is_cancelled() {
            return Some(Ended::Cancelled);
        }
        if self.account.is_over() {
            return Some(Ended::Memory {
                used: self.account.held(),
                limit: self.account.soft_limit(),
            });
        }
        if self.output.is_refused() {
            return Some(Ended::OutputRefused);
        }
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Some(Ended::TimedOut);
        }
        None
    }

    /// Ends the turn, or asks Python code to end it itself.
    #[cold]
    fn end(&mut self, ended: Ended) -> Result<(), MontyException> {
        if self.gentle && matches!(ended, Ended::Cancelled | Ended::OutputRefused) {
            match self.interrupted {
                None => {
                    self.interrupted = Some(Instant::now());
                    return Err(MontyException::new(ExcType::KeyboardInterrupt, None));
                }
                Some(since) if since.elapsed() < GENTLE_TIME => return Ok(()),
                Some(_) => {}
            }
        }
        self.ended = Some(ended);
        resume_unwind(uncharged(|| Box::new(Unwinding)))
    }
}

impl PrintWriterCallback for Host<'_> {
    fn stdout_write(&mut self, text: Cow<'_, str>) -> Result<(), MontyException> {
        self.output.write(PrintStream::Stdout, &text, self.account)
    }

    fn stdout_push(&mut self, end: char) -> Result<(), MontyException> {
        self.stdout_write(Cow::Borrowed(end.encode_utf8(&mut [0; 4])))
    }

    fn stderr_write(&mut self, text: Cow<'_, str>) -> Result<(), MontyException> {
        self.output.write(PrintStream::Stderr, &text, self.account)
    }

    fn stderr_push(&mut self, end: char) -> Result<(), MontyException> {
        self.stderr_write(Cow::Borrowed(end.encode_utf8(&mut [0; 4])))
    }

    fn poll_flush(&mut self) -> Result<(), MontyException> {
        if let Some(ended) = self.reason_to_end() {
            return self.end(ended);
        }
        if self.output.is_due() {
            self.output.hand_out(self.account);
        }
        Ok(())
    }
}
