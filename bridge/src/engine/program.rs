//! A compiled program: immutable, shared by any number of runs.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use monty::MontyRun;
use monty_types::AssertMessageAnnotations;

use super::{
    direct::{self, Held},
    dump,
    enter::{drop_inside, enter},
    frame::DumpKey,
    source,
};
use crate::message::{Compile, CompileOptions, Error, Writer, default_policy, describe};

/// A compiled program. Cloning it is cheap; the clones are the same program.
///
/// ```
/// use monty_bridge::{Compiled, Program};
/// // {"code": "x + 1", "inputs": ["x"]}
/// let request = [&[0xa2, 0x64][..], b"code", &[0x65], b"x + 1", &[0x66], b"inputs", &[0x81, 0x61], b"x"].concat();
/// let Compiled::Program(program) = Program::compile(&request)? else { panic!("the source is correct") };
/// assert_eq!(program.inputs(), ["x"]);
/// # Ok::<(), monty_bridge::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Program {
    inner: Arc<Inner>,
}

struct Inner {
    name: String,
    inputs: Vec<String>,
    functions: Vec<String>,
    /// There until the drop. The interpreter's type cannot be shared between threads, but it is quickly copied, which a
    /// start does anyway.
    code: Mutex<Option<MontyRun>>,
    options: monty_types::CompileOptions,
    /// The program that is held when it has its result, once somebody has asked for it.
    held: Mutex<Option<Option<Held>>>,
}

/// What became of a compile request.
#[derive(Debug)]
pub enum Compiled {
    /// The program.
    Program(Program),
    /// The source text is not correct Python: an event with the exception.
    Raised(Vec<u8>),
}

impl Program {
    /// Compiles a program.
    ///
    /// # Errors
    /// If the request is not decodable, declares unusable names, or its source is longer than
    /// [`MAX_SOURCE_BYTES`](super::MAX_SOURCE_BYTES).
    pub fn compile(request: &[u8]) -> Result<Compiled, Error> {
        let Compile {
            code,
            name,
            inputs,
            functions,
            options,
        } = Compile::read(request)?;
        source::check_length(&code)?;
        let (rules, options) = (source::Rules::new(&options), compile_options(options));
        let compiled = enter(|| {
            source::check(&code, &name, rules)?;
            let code = MontyRun::new(code, &name, inputs.clone(), options)?;
            Ok(code.with_os_policy(default_policy()))
        });
        match compiled? {
            Ok(code) => Ok(Compiled::Program(Self::new(name, inputs, functions, code, options))),
            Err(exception) => {
                let mut reply = Vec::new();
                Writer::new(&mut reply, &[]).raised(&exception);
                Ok(Compiled::Raised(reply))
            }
        }
    }

    pub(super) fn new(
        name: String,
        inputs: Vec<String>,
        functions: Vec<String>,
        code: MontyRun,
        options: monty_types::CompileOptions,
    ) -> Self {
        let inner = Inner {
            name,
            inputs,
            functions,
            code: Mutex::new(Some(code)),
            options,
            held: Mutex::new(None),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The file name that tracebacks show.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The names that get values when a run starts, in the order of the compile request.
    #[must_use]
    pub fn inputs(&self) -> &[String] {
        &self.inner.inputs
    }

    /// The names of host functions that every run of the program knows.
    #[must_use]
    pub fn functions(&self) -> &[String] {
        &self.inner.functions
    }

    /// The description that goes out when a program was compiled or loaded: `[name, [inputs], [functions]]`.
    #[must_use]
    pub fn describe(&self) -> Vec<u8> {
        describe(self.name(), self.inputs(), self.functions())
    }

    /// The program as bytes, for [`load`](Self::load). With a key, only who has it can load or forge them.
    ///
    /// # Errors
    /// If the interpreter cannot write it.
    pub fn dump(&self, key: Option<&DumpKey>) -> Result<Vec<u8>, Error> {
        dump::write(self, key)
    }

    /// A program from the bytes that [`dump`](Self::dump) wrote with the same key.
    ///
    /// Without a key, the checksum finds damage but no forgery: load only what you wrote yourself.
    ///
    /// # Errors
    /// If the dump is damaged, of another version or kind, or of another key.
    pub fn load(dump: &[u8], key: Option<&DumpKey>) -> Result<Self, Error> {
        dump::read(dump, key)
    }

    /// A copy of the compiled code to run or write; `None` only while the program is dropped.
    pub(super) fn code(&self) -> Option<MontyRun> {
        self.inner.code.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How the code was compiled.
    pub(super) fn options(&self) -> monty_types::CompileOptions {
        self.inner.options
    }

    /// Makes the code that is [held](direct) when it has its result, and says where its end is if that can be.
    pub(super) fn prepare_held(&self) -> Result<Option<u32>, Error> {
        let mut held = self.inner.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = &*held {
            return Ok(held.as_ref().map(|held| held.end));
        }
        let made = enter(|| {
            let code = self.code()?;
            direct::hold(code.code(), self.name(), self.inputs(), self.inner.options)
        })?;
        Ok(held.insert(made).as_ref().map(|held| held.end))
    }

    /// A copy of the code that [`prepare_held`](Self::prepare_held) has made.
    pub(super) fn held_code(&self) -> Option<MontyRun> {
        let held = self.inner.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref()?.as_ref().map(|held| held.code.clone())
    }
}

/// The interpreter's form of the options.
pub(super) fn compile_options(options: CompileOptions) -> monty_types::CompileOptions {
    monty_types::CompileOptions {
        assert_message_annotations: options.assert_annotations.map_or_else(
            AssertMessageAnnotations::default,
            AssertMessageAnnotations::from_max_bytes,
        ),
        // Every source is scanned for nesting: the parser's own stacks are outside all limits.
        source_scan_threshold: 0,
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program")
            .field("name", &self.name)
            .field("inputs", &self.inputs)
            .field("functions", &self.functions)
            .finish_non_exhaustive()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let code = self.code.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        let held = self.held.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        // An error means that they are leaked.
        let _ = drop_inside((code, held));
    }
}
