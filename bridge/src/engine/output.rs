//! What Python prints: collected for the next event, or handed to the host in batches while Python runs.

use std::{
    fmt,
    time::{Duration, Instant},
};

use monty_types::{ExcType, MontyException, PrintStream, ResourceError};

use super::account::{Account, uncharged};
use crate::message::{Printed, write_output};

/// Receives a batch of output, the message `output` of the schema, while a run executes: on the thread and the stack of
/// whoever called. It returns whether the run may go on.
pub type Sink = Box<dyn FnMut(&[u8]) -> bool + Send>;

/// What each change of the stream counts for, in bytes, besides the text: it costs about as much in memory.
const CHANGE_BYTES: usize = 64;
/// A batch is handed out when so many bytes of text are waiting.
const BATCH_BYTES: usize = 8 << 10;
/// A batch is handed out at the next poll when its first byte has waited so long.
const BATCH_TIME: Duration = Duration::from_millis(20);
/// Buffers that have grown beyond this many bytes are given back after the batch or event.
const KEPT_BYTES: usize = 64 << 10;

/// The output of a run.
#[derive(Default)]
pub(crate) struct Output {
    /// Neighbours differ in their stream. The first may be empty: a buffer to be used again.
    printed: Vec<(PrintStream, String)>,
    /// Bytes of text in `printed`.
    waiting: usize,
    /// When the first of them was printed; only with a sink.
    since: Option<Instant>,
    /// The stream that was printed to last.
    stream: Option<PrintStream>,
    /// What was printed in the whole run, in bytes, and how much that may be; `None` is no limit.
    used: usize,
    limit: Option<usize>,
    sink: Option<Sink>,
    /// The message of the last batch, to be used again.
    batch: Vec<u8>,
    refused: bool,
}

impl Output {
    /// Begins anew, with a limit in bytes for the whole run. The sink stays.
    pub fn open(&mut self, limit: Option<usize>) {
        self.clear();
        self.stream = None;
        self.used = 0;
        self.limit = limit;
        self.refused = false;
    }

    /// What was printed so far, in bytes.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Counts what was printed elsewhere.
    pub fn charge(&mut self, used: usize) {
        self.used = self.used.saturating_add(used);
    }

    /// Sets who gets the output from now on; `None` collects it for the events.
    pub fn set_sink(&mut self, sink: Option<Sink>) {
        self.sink = sink;
    }

    /// What was collected and not handed out.
    pub fn printed(&self) -> &Printed {
        if self.waiting == 0 { &[] } else { &self.printed }
    }

    /// Forgets what was collected.
    pub fn clear(&mut self) {
        // With one stream, its buffer is used again.
        self.printed.truncate(1);
        match self.printed.first_mut() {
            Some((_, text)) if text.capacity() <= KEPT_BYTES => text.clear(),
            _ => self.printed = Vec::new(),
        }
        self.waiting = 0;
        self.since = None;
    }

    /// Whether the sink has ended the run.
    pub fn is_refused(&self) -> bool {
        self.refused
    }

    /// Adds text. The account is that of the run, which executes on its coroutine.
    ///
    /// # Errors
    /// The exception that Python gets: the limit is reached, or the host has refused the output.
    pub fn write(&mut self, stream: PrintStream, text: &str, account: &Account) -> Result<(), MontyException> {
        let change = if self.stream == Some(stream) { 0 } else { CHANGE_BYTES };
        let used = self.used.saturating_add(change).saturating_add(text.len());
        if let Some(limit) = self.limit
            && used > limit
        {
            let message = ResourceError::Memory { limit, used }.to_string();
            return Err(MontyException::new(ExcType::MemoryError, Some(message)));
        }
        self.used = used;
        self.stream = Some(stream);
        uncharged(|| self.append(stream, text));
        if self.sink.is_some() && self.waiting >= BATCH_BYTES {
            self.hand_out(account);
        }
        if self.refused {
            let message = "the host has refused the output".to_owned();
            return Err(MontyException::new(ExcType::OSError, Some(message)));
        }
        Ok(())
    }

    fn append(&mut self, stream: PrintStream, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.sink.is_some() && self.since.is_none() {
            self.since = Some(Instant::now());
        }
        self.waiting += text.len();
        match self.printed.last_mut() {
            Some((last, printed)) if *last == stream => printed.push_str(text),
            Some((last, printed)) if printed.is_empty() => {
                *last = stream;
                printed.push_str(text);
            }
            _ => self.printed.push((stream, text.to_owned())),
        }
    }

    /// Whether there is a batch that has waited long enough.
    pub fn is_due(&self) -> bool {
        self.since.is_some_and(|since| since.elapsed() >= BATCH_TIME)
    }

    /// Gives what was collected to the sink, if there is one, on the stack of whoever called the run.
    pub fn hand_out(&mut self, account: &Account) {
        if let Some(sink) = &mut self.sink
            && self.since.is_some()
            && !self.refused
        {
            let (printed, batch) = (&self.printed, &mut self.batch);
            let mut give = || {
                batch.clear();
                write_output(batch, printed);
                sink(batch)
            };
            // The sink may run other programs, whose memory is theirs.
            let more = uncharged(|| match account.exit() {
                Some(exit) => exit.on_parent_stack(give),
                None => give(),
            });
            self.refused = !more;
            if self.batch.capacity() > KEPT_BYTES {
                self.batch = Vec::new();
            }
        }
        if self.sink.is_some() {
            self.clear();
        }
    }
}

impl fmt::Debug for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output")
            .field("used", &self.used)
            .field("limit", &self.limit)
            .field("live", &self.sink.is_some())
            .finish_non_exhaustive()
    }
}
