//! Dumps: a frame of our own around what the interpreter writes.
//!
//! | bytes | content |
//! |---|---|
//! | 8 | magic, `MONTYGO` and a zero byte |
//! | 1 | frame version, 1 |
//! | 1 | kind: 1 a program, 2 a suspended run, 3 a session |
//! | 1 | flags; bit 0: the checksum is keyed; the others are 0 |
//! | 1 | length of the interpreter's version |
//! | that many | the interpreter's version, such as `1.4.0` |
//! | 2 | version of the schema, little endian |
//! | 8 | length of the payload, little endian |
//! | 32 | BLAKE3 of all bytes before this field and of the payload; in keyed mode if a key is given |
//! | the rest | payload |
//!
//! The interpreter trusts what it reads: a program with one changed number can make it panic. So nothing of the payload
//! is read before the checksum fits, and only a key proves that the bytes come from somebody who may be trusted.

use crate::message::{Code, Error, MONTY_VERSION, SCHEMA_VERSION};

/// A secret that dumps are signed with.
pub type DumpKey = [u8; 32];

const MAGIC: &[u8; 8] = b"MONTYGO\0";
const FRAME_VERSION: u8 = 1;
const FLAG_KEYED: u8 = 1;

/// What a dump holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    Program = 1,
    Run = 2,
    Session = 3,
}

impl Kind {
    fn new(number: u8) -> Option<Self> {
        [Self::Program, Self::Run, Self::Session]
            .into_iter()
            .find(|kind| *kind as u8 == number)
    }
}

/// A dump with this payload.
pub(super) fn write(kind: Kind, payload: &[u8], key: Option<&DumpKey>) -> Vec<u8> {
    let mut dump = Vec::with_capacity(64 + payload.len());
    dump.extend_from_slice(MAGIC);
    dump.extend_from_slice(&[FRAME_VERSION, kind as u8, if key.is_some() { FLAG_KEYED } else { 0 }]);
    // The version is a constant of a few bytes.
    dump.push(MONTY_VERSION.len() as u8);
    dump.extend_from_slice(MONTY_VERSION.as_bytes());
    dump.extend_from_slice(&SCHEMA_VERSION.to_le_bytes());
    dump.extend_from_slice(&(payload.len() as u64).to_le_bytes());
    let checksum = checksum(&dump, payload, key);
    dump.extend_from_slice(checksum.as_bytes());
    dump.extend_from_slice(payload);
    dump
}

/// Checks the frame of a dump that must hold one of the `wanted` kinds, which `what` names, and returns what it holds.
pub(super) fn read<'a>(
    dump: &'a [u8],
    key: Option<&DumpKey>,
    wanted: &[Kind],
    what: &str,
) -> Result<(Kind, &'a [u8]), Error> {
    let mut frame = Frame { dump, at: 0 };
    if frame.take(MAGIC.len())? != MAGIC {
        return Err(Error::new(Code::DumpMagic, "this is no dump").at(0));
    }
    let [version] = frame.array()?;
    if version != FRAME_VERSION {
        let message = format!("the frame has version {version}; this library knows {FRAME_VERSION}");
        return Err(frame.error(Code::DumpFrame, message, 1));
    }
    let [kind] = frame.array()?;
    let Some(kind) = Kind::new(kind).filter(|kind| wanted.contains(kind)) else {
        return Err(frame.error(Code::DumpKind, format!("the dump is of kind {kind}, not {what}"), 1));
    };
    let [flags] = frame.array()?;
    match (flags, key) {
        (0, None) | (FLAG_KEYED, Some(_)) => {}
        (0, Some(_)) => return Err(frame.error(Code::DumpKey, "the dump was written without a key".to_owned(), 1)),
        (FLAG_KEYED, None) => {
            return Err(frame.error(Code::DumpKey, "the dump was written with a key".to_owned(), 1));
        }
        _ => return Err(frame.error(Code::DumpFrame, format!("the frame has unknown flags {flags:#x}"), 1)),
    }
    let [length] = frame.array()?;
    let monty = frame.take(length.into())?;
    if monty != MONTY_VERSION.as_bytes() {
        let message = format!(
            "the dump is of interpreter {}; this is {MONTY_VERSION}",
            String::from_utf8_lossy(monty)
        );
        return Err(frame.error(Code::DumpMonty, message, monty.len()));
    }
    let schema = u16::from_le_bytes(frame.array()?);
    if schema != SCHEMA_VERSION {
        let message = format!("the dump is of schema version {schema}; this is {SCHEMA_VERSION}");
        return Err(frame.error(Code::DumpSchema, message, 2));
    }
    let length = u64::from_le_bytes(frame.array()?);
    let header = &dump[..frame.at];
    let expected = blake3::Hash::from_bytes(frame.array()?);
    let payload = &dump[frame.at..];
    if payload.len() as u64 != length {
        let message = format!("the dump has {} bytes of contents instead of {length}", payload.len());
        return Err(Error::new(Code::DumpLength, message).at(dump.len()));
    }
    // The comparison takes the same time wherever the difference is.
    if checksum(header, payload, key) != expected {
        let message = if key.is_some() {
            "the dump is damaged or was written with another key"
        } else {
            "the dump is damaged"
        };
        return Err(Error::new(Code::DumpChecksum, message));
    }
    Ok((kind, payload))
}

fn checksum(header: &[u8], payload: &[u8], key: Option<&DumpKey>) -> blake3::Hash {
    let mut hasher = key.map_or_else(blake3::Hasher::new, blake3::Hasher::new_keyed);
    hasher.update(header).update(payload).finalize()
}

/// Reads the frame from its beginning.
struct Frame<'a> {
    dump: &'a [u8],
    at: usize,
}

impl<'a> Frame<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let taken = self
            .dump
            .get(self.at..self.at.saturating_add(count))
            .ok_or_else(|| Error::new(Code::DumpLength, "the dump ends within its frame").at(self.dump.len()))?;
        self.at += count;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    /// An error about the last `count` bytes that were read.
    fn error(&self, code: Code, message: String, count: usize) -> Error {
        Error::new(code, message).at(self.at - count)
    }
}
