//! Writes the events: what a run did before it gave control back.

use monty_types::{CallArgs, MontyException, MontyObject, MontyUuid, OsFunctionCall, PrintStream, SourceRange};

use super::exception;
use crate::{
    Encoder, cbor,
    graph::{NodeId, call_args_parts, graph_parts},
    tag,
};

/// What the run printed since the last event, in order.
pub(crate) type Printed = [(PrintStream, String)];

/// What a suspended execution waits for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Suspension<'a> {
    /// The outcome of a host function, or of a method of the host object `object_id`.
    Function {
        call_id: u32,
        name: &'a str,
        args: &'a CallArgs,
        object_id: Option<MontyUuid>,
        /// Whether the call is awaited at once.
        eager: bool,
        position: &'a SourceRange,
    },
    /// The outcome of an OS call.
    Os {
        call_id: u32,
        call: &'a OsFunctionCall,
        /// Whether the call is awaited at once.
        eager: bool,
        position: &'a SourceRange,
    },
    /// The value of a global name, or of an attribute of the host object `object_id`.
    Lookup {
        name: &'a str,
        object_id: Option<MontyUuid>,
        position: &'a SourceRange,
    },
    /// The outcomes of some of these calls, which were answered "pending".
    Futures {
        call_ids: &'a [u32],
        position: &'a SourceRange,
    },
}

/// Writes events to the end of a buffer.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    out: &'a mut Vec<u8>,
    output: &'a Printed,
}

impl<'a> Writer<'a> {
    /// A writer to `out`, whose events end with `output`.
    pub fn new(out: &'a mut Vec<u8>, output: &'a Printed) -> Self {
        Self { out, output }
    }

    /// `[0, value, output]`: the run is over.
    pub fn complete(self, value: &MontyObject) {
        cbor::array(self.out, 3);
        cbor::uint(self.out, 0);
        let (graph, root) = graph_parts(value);
        Encoder::new(graph, [root]).value(root, self.out);
        self.output();
    }

    /// One of
    ///
    /// * `[1, call id, name, [args], kwargs, object id / null, eager, position, output]`
    /// * `[2, call id, name, [args], kwargs, eager, position, output]`
    /// * `[3, name, object id / null, position, output]`
    /// * `[4, [call ids], position, output]`, the ids ascending
    pub fn suspension(self, suspension: &Suspension<'_>) {
        match *suspension {
            Suspension::Function {
                call_id,
                name,
                args,
                object_id: id,
                eager,
                position: place,
            } => {
                cbor::array(self.out, 9);
                cbor::uint(self.out, 1);
                cbor::uint(self.out, call_id.into());
                cbor::text(self.out, name);
                arguments(self.out, args);
                object_id(self.out, id);
                cbor::bool(self.out, eager);
                position(self.out, place);
            }
            Suspension::Os {
                call_id,
                call,
                eager,
                position: place,
            } => {
                cbor::array(self.out, 8);
                cbor::uint(self.out, 2);
                cbor::uint(self.out, call_id.into());
                cbor::text(self.out, call.name());
                // The projection consumes the call, which stays with the suspended run.
                arguments(self.out, &call.clone().to_args());
                cbor::bool(self.out, eager);
                position(self.out, place);
            }
            Suspension::Lookup {
                name,
                object_id: id,
                position: place,
            } => {
                cbor::array(self.out, 5);
                cbor::uint(self.out, 3);
                cbor::text(self.out, name);
                object_id(self.out, id);
                position(self.out, place);
            }
            Suspension::Futures {
                call_ids,
                position: place,
            } => {
                cbor::array(self.out, 4);
                cbor::uint(self.out, 4);
                // The interpreter has them in the order of a hash table.
                let mut ids = call_ids.to_vec();
                ids.sort_unstable();
                cbor::array(self.out, ids.len());
                for id in ids {
                    cbor::uint(self.out, id.into());
                }
                position(self.out, place);
            }
        }
        self.output();
    }

    /// `[5, exception, output]`: the run is over.
    pub fn raised(self, exception: &MontyException) {
        cbor::array(self.out, 3);
        cbor::uint(self.out, 5);
        exception::write(self.out, exception);
        self.output();
    }

    fn output(self) {
        write_output(self.out, self.output);
    }
}

/// `[[stream, text]...]` with stream 1 for standard output and 2 for standard error.
pub(crate) fn write_output(out: &mut Vec<u8>, printed: &Printed) {
    cbor::array(out, printed.len());
    for (stream, text) in printed {
        cbor::array(out, 2);
        cbor::uint(
            out,
            match stream {
                PrintStream::Stdout => 1,
                PrintStream::Stderr => 2,
            },
        );
        cbor::text(out, text);
    }
}

/// Writes the positional arguments as an array and the keyword arguments as a map; they share one arena.
fn arguments(out: &mut Vec<u8>, args: &CallArgs) {
    let (graph, positional, keywords) = call_args_parts(args);
    let roots = positional
        .iter()
        .copied()
        .chain(keywords.iter().flat_map(|(name, value)| [*name, *value]));
    let mut encoder = Encoder::new(graph, roots);
    cbor::array(out, positional.len());
    for root in positional {
        encoder.value(*root, out);
    }
    cbor::map(out, keywords.len());
    for root in keywords.iter().flat_map(|(name, value)| [*name, *value]) {
        let root: NodeId = root;
        encoder.value(root, out);
    }
}

fn object_id(out: &mut Vec<u8>, id: Option<MontyUuid>) {
    match id {
        Some(id) => {
            cbor::tag(out, tag::UUID);
            cbor::bytes(out, id.as_bytes());
        }
        None => cbor::null(out),
    }
}

/// `[file name, start, end]`, the range in bytes of the source text.
fn position(out: &mut Vec<u8>, position: &SourceRange) {
    cbor::array(out, 3);
    cbor::text(out, &position.filename);
    cbor::uint(out, position.start.into());
    cbor::uint(out, position.end.into());
}
