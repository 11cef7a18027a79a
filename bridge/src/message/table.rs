//! Reads the options of tables.

use super::{Code, Error};
use crate::{
    DecodeLimits, Decoder,
    arrow::{Rows, TableOptions},
};

impl TableOptions {
    /// Reads null or `{"widen": bool, "budget": uint}`.
    ///
    /// # Errors
    /// If the bytes are no such message.
    pub fn read(message: &[u8]) -> Result<Self, Error> {
        let mut options = Self::default();
        each_field(message, |name, decoder| {
            match name {
                "widen" => options.widen = decoder.bool()?,
                "budget" => options.budget = usize::try_from(decoder.uint()?).unwrap_or(usize::MAX),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(options)
    }
}

impl Rows {
    /// Reads null or `{"rows": "recorded" / "dicts" / "tuples" / "columns" / ["namedtuples", name]}`.
    ///
    /// # Errors
    /// If the bytes are no such message.
    pub fn read(message: &[u8]) -> Result<Self, Error> {
        let mut rows = Self::default();
        each_field(message, |name, decoder| {
            if name != "rows" {
                return Ok(false);
            }
            let offset = decoder.offset();
            let named = decoder.rest().first().is_some_and(|head| head >> 5 == 4);
            if named && decoder.array()? != 2 {
                return Err(Error::new(Code::Malformed, "rows of namedtuples are an array of two texts").at(offset));
            }
            rows = match (decoder.text()?, named) {
                ("recorded", false) => Self::Recorded,
                ("dicts", false) => Self::Dicts,
                ("tuples", false) => Self::Tuples,
                ("columns", false) => Self::Columns,
                ("namedtuples", true) => Self::NamedTuples(decoder.text()?.to_owned()),
                (other, _) => {
                    return Err(
                        Error::new(Code::OptionRange, format!("there are no rows of kind {other:?}")).at(offset),
                    );
                }
            };
            Ok(true)
        })?;
        Ok(rows)
    }
}

/// Reads null or a map; `read` says whether it knows the field.
fn each_field(
    message: &[u8],
    mut read: impl FnMut(&str, &mut Decoder<'_>) -> Result<bool, Error>,
) -> Result<(), Error> {
    let mut decoder = Decoder::new(message, &DecodeLimits::default());
    if !decoder.null()? {
        for _ in 0..decoder.map()? {
            let offset = decoder.offset();
            let name = decoder.text()?;
            if !read(name, &mut decoder)? {
                return Err(Error::new(Code::UnknownField, format!("unknown field {name:?}")).at(offset));
            }
        }
    }
    decoder.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_others_refused() {
        assert_eq!(Rows::read(&[0xf6]).unwrap(), Rows::Recorded);
        let columns = [&[0xa1, 0x64][..], b"rows", &[0x67], b"columns"].concat();
        assert_eq!(Rows::read(&columns).unwrap(), Rows::Columns);
        let named = [&[0xa1, 0x64][..], b"rows", &[0x82, 0x6b], b"namedtuples", &[0x61], b"P"].concat();
        assert_eq!(Rows::read(&named).unwrap(), Rows::NamedTuples("P".to_owned()));
        let bare = [&[0xa1, 0x64][..], b"rows", &[0x6b], b"namedtuples"].concat();
        assert_eq!(Rows::read(&bare).unwrap_err().code(), Code::OptionRange);
        let unknown = [&[0xa1, 0x65][..], b"other", &[0xf5]].concat();
        assert_eq!(Rows::read(&unknown).unwrap_err().code(), Code::UnknownField);
        let widen = [&[0xa1, 0x65][..], b"widen", &[0xf5]].concat();
        assert!(TableOptions::read(&widen).unwrap().widen);
        assert!(TableOptions::read(&[]).is_err());
    }
}
