//! A raised Python exception with its traceback, and the short form in which a host raises one.

use monty_types::{ExcData, ExcType, MontyException, StackFrame, UnicodeErrorObject};

use super::{Code, Error};
use crate::{Decoder, cbor};

/// Writes `[type name, message / null, [frame...], data]`.
pub(super) fn write(out: &mut Vec<u8>, exception: &MontyException) {
    cbor::array(out, 4);
    cbor::text(out, exception.exc_type().into());
    cbor::text_or_null(out, exception.message());
    cbor::array(out, exception.traceback().len());
    for frame in exception.traceback() {
        write_frame(out, frame);
    }
    write_data(out, exception.data());
}

/// Writes `[file, line, column, end line, end column, function / null, source line / null, hide caret, hide name]`.
fn write_frame(out: &mut Vec<u8>, frame: &StackFrame) {
    cbor::array(out, 9);
    cbor::text(out, &frame.filename);
    for place in [frame.start, frame.end] {
        cbor::uint(out, place.line.into());
        cbor::uint(out, place.column.into());
    }
    cbor::text_or_null(out, frame.frame_name.as_deref());
    cbor::text_or_null(out, frame.preview_line.as_deref());
    cbor::bool(out, frame.hide_caret);
    cbor::bool(out, frame.hide_frame_name);
}

/// Writes null, or the fields of a unicode or JSON error behind the word that names them.
fn write_data(out: &mut Vec<u8>, data: &ExcData) {
    match data {
        ExcData::None => cbor::null(out),
        ExcData::Unicode(data) => {
            cbor::array(out, 6);
            cbor::text(out, "unicode");
            cbor::text(out, &data.encoding);
            match &data.object {
                UnicodeErrorObject::Bytes(object) => cbor::bytes(out, object),
                UnicodeErrorObject::Str(object) => cbor::text(out, object),
            }
            cbor::uint(out, data.start as u64);
            cbor::uint(out, data.end as u64);
            cbor::text(out, &data.reason);
        }
        ExcData::Json(data) => {
            cbor::array(out, 6);
            cbor::text(out, "json");
            cbor::text(out, &data.msg);
            cbor::text_or_null(out, data.doc.as_deref());
            cbor::uint(out, data.pos as u64);
            cbor::uint(out, data.lineno as u64);
            cbor::uint(out, data.colno as u64);
        }
    }
}

/// Reads `[type name, message / null]`, an exception that the host raises.
///
/// The type must be one that the interpreter has; the traceback is the interpreter's to add.
pub(super) fn read(decoder: &mut Decoder<'_>) -> Result<MontyException, Error> {
    super::request::expect_array(decoder, 2, "an exception")?;
    let offset = decoder.offset();
    let name = decoder.text()?;
    let exc_type: ExcType = name.parse().map_err(|_| {
        Error::new(
            Code::ExceptionType,
            format!("the interpreter has no exception type {name:?}"),
        )
        .at(offset)
    })?;
    let message = if decoder.null()? {
        None
    } else {
        Some(decoder.text()?.to_owned())
    };
    Ok(MontyException::new(exc_type, message))
}
