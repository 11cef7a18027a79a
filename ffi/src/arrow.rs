//! Tables over the Arrow C Data Interface, the only raw pointers besides those of `boundary`.
//!
//! # What the caller promises
//!
//! Besides what `boundary` says:
//!
//! * A pointer to an `ArrowSchema` or `ArrowArray` that receives is NULL or points to writable, aligned memory for one such
//!   struct. What it held before is overwritten and not released.
//! * A pointer to an `ArrowArrayStream` is NULL or points to a stream that follows the C Data Interface, which the library
//!   releases: when the call returns, the struct is marked as released, whatever the status.

use arrow_array::{
    Array, RecordBatch, StructArray,
    ffi::{FFI_ArrowArray, FFI_ArrowSchema},
    ffi_stream::{ArrowArrayStreamReader, FFI_ArrowArrayStream},
};
use monty_bridge::{
    Code, DecodeLimits, Error, Run,
    arrow::{Rows, TableOptions, from_batches, to_batch},
    decode, encode,
    graph::graph_parts,
};
use monty_types::MontyObject;

use crate::boundary::null;

/// The struct of this name of the [Arrow C Data Interface](https://arrow.apache.org/docs/format/CDataInterface.html).
#[derive(Debug)]
pub struct ArrowSchema(());

/// The struct of this name of the Arrow C Data Interface.
#[derive(Debug)]
pub struct ArrowArray(());

/// The struct of this name of the [Arrow C stream interface](https://arrow.apache.org/docs/format/CStreamInterface.html).
#[derive(Debug)]
pub struct ArrowArrayStream(());

/// Where a call writes a record batch.
#[derive(Debug)]
pub(crate) struct BatchOut {
    schema: *mut FFI_ArrowSchema,
    array: *mut FFI_ArrowArray,
}

impl BatchOut {
    /// # Safety
    /// See [what the caller promises](self#what-the-caller-promises), as long as the value is used.
    pub(crate) unsafe fn new(schema: *mut ArrowSchema, array: *mut ArrowArray) -> Self {
        Self {
            schema: schema.cast(),
            array: array.cast(),
        }
    }

    /// Refuses NULL pointers.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match (self.schema.is_null(), self.array.is_null()) {
            (true, _) => Err(null("the place for the schema")),
            (_, true) => Err(null("the place for the array")),
            _ => Ok(()),
        }
    }

    /// Writes the table that a value is.
    pub(crate) fn table(&self, value: &MontyObject, options: &TableOptions) -> Result<(), Error> {
        self.check()?;
        let (graph, root) = graph_parts(value);
        let batch = to_batch(graph, root, options).map_err(refused)?;
        self.batch(batch)
    }

    fn batch(&self, batch: RecordBatch) -> Result<(), Error> {
        let schema = FFI_ArrowSchema::try_from(batch.schema().as_ref()).map_err(refused)?;
        let rows = batch.num_rows();
        let fields = batch.schema().fields().clone();
        let whole = StructArray::try_new_with_length(fields, batch.columns().to_vec(), None, rows).map_err(refused)?;
        let array = FFI_ArrowArray::new(&whole.into_data());
        // SAFETY: neither is NULL, so both can be written, see "What the caller promises".
        unsafe {
            self.schema.write(schema);
            self.array.write(array);
        }
        Ok(())
    }
}

/// A stream of batches that a caller gives away.
#[derive(Debug)]
pub(crate) struct Stream(FFI_ArrowArrayStream);

impl Stream {
    /// Takes the stream over, so that it is released when the value is dropped.
    ///
    /// # Safety
    /// See [what the caller promises](self#what-the-caller-promises).
    pub(crate) unsafe fn take(stream: *mut ArrowArrayStream) -> Self {
        if stream.is_null() {
            return Self(FFI_ArrowArrayStream::empty());
        }
        // SAFETY: the pointer is not NULL, so it points to a stream; the struct behind it is marked as released.
        Self(unsafe { FFI_ArrowArrayStream::from_raw(stream.cast()) })
    }

    /// Reads the whole stream as a value.
    pub(crate) fn value(self, rows: &Rows) -> Result<MontyObject, Error> {
        let reader = ArrowArrayStreamReader::try_new(self.0).map_err(refused)?;
        let schema = arrow_array::RecordBatchReader::schema(&reader);
        let mut batches = Vec::new();
        for batch in reader {
            let batch = batch.map_err(refused)?;
            for column in batch.columns() {
                // The producer may be in another language: text that is not UTF-8 or offsets out of place must not get further.
                column.to_data().validate_full().map_err(refused)?;
            }
            batches.push(batch);
        }
        from_batches(&schema, &batches, rows).map_err(refused)
    }
}

fn refused(error: impl std::fmt::Display) -> Error {
    Error::new(Code::NoTable, error.to_string())
}

/// The table that an encoded value is.
pub(crate) fn value_to_table(value: &[u8], options: &[u8], out: &BatchOut) -> Result<(), Error> {
    out.check()?;
    let options = TableOptions::read(options)?;
    out.table(&decode(value, &DecodeLimits::default())?, &options)
}

/// The encoded value that a stream of batches is.
pub(crate) fn table_to_value(stream: Stream, options: &[u8]) -> Result<Vec<u8>, Error> {
    let rows = Rows::read(options)?;
    Ok(encode(&stream.value(&rows)?))
}

/// Makes the table in a stream an input of a run or session.
pub(crate) fn set_input(run: &mut Run, name: &[u8], stream: Stream, options: &[u8]) -> Result<(), Error> {
    let name = str::from_utf8(name).map_err(|_| Error::new(Code::Malformed, "the name is not UTF-8"))?;
    let rows = Rows::read(options)?;
    run.set_input(name, || stream.value(&rows))
}

/// Writes the table that the result of a run is.
pub(crate) fn take_result(run: &mut Run, options: &[u8], out: &BatchOut) -> Result<(), Error> {
    out.check()?;
    let options = TableOptions::read(options)?;
    run.use_result(|result| out.batch(result.to_batch(&options).map_err(refused)?))
        .ok_or_else(|| Error::new(Code::NotSuspended, "the run has kept no result"))?
}
