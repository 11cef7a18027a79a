//! Programs as bytes: in a [frame](super::frame), postcard of name, input names, function names, compile options and the
//! interpreter's program.

use monty::MontyRun;
use monty_types::CompileOptions;
use serde::{Deserialize, Serialize};

use super::{
    Program,
    enter::enter,
    frame::{self, DumpKey, Kind},
};
use crate::message::{Code, Error, default_policy};

#[derive(Serialize)]
struct Written<'a> {
    name: &'a str,
    inputs: &'a [String],
    functions: &'a [String],
    options: CompileOptions,
    code: MontyRun,
}

#[derive(Deserialize)]
struct Read {
    name: String,
    inputs: Vec<String>,
    functions: Vec<String>,
    options: CompileOptions,
    code: MontyRun,
}

/// The dump of a program.
pub(super) fn write(program: &Program, key: Option<&DumpKey>) -> Result<Vec<u8>, Error> {
    let written = Written {
        name: program.name(),
        inputs: program.inputs(),
        functions: program.functions(),
        options: program.options(),
        code: program
            .code()
            .ok_or_else(|| Error::new(Code::Lost, "the program is gone"))?,
    };
    let payload = enter(move || postcard::to_stdvec(&written))?
        .map_err(|error| Error::new(Code::DumpContents, format!("the program cannot be written: {error}")))?;
    Ok(frame::write(Kind::Program, &payload, key))
}

/// The program in a dump.
pub(super) fn read(dump: &[u8], key: Option<&DumpKey>) -> Result<Program, Error> {
    let (_, payload) = frame::read(dump, key, &[Kind::Program], "a program")?;
    let read: Read = enter(|| postcard::from_bytes(payload))?
        .map_err(|error| Error::new(Code::DumpContents, format!("the program cannot be read: {error}")))?;
    // What the sandbox may ask of the system is decided here and now, not where the dump was written.
    let code = read.code.with_os_policy(default_policy());
    Ok(Program::new(read.name, read.inputs, read.functions, code, read.options))
}
