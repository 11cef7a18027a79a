//! Reads the options of programs, runs and sessions: maps whose keys are all known.

use monty_types::OsPolicy;

use super::{Code, Error, policy, request::names_of_functions};
use crate::{DecodeLimits, Decoder};

/// What a request says about one limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Limit {
    /// Nothing: the library's default holds.
    #[default]
    Default,
    /// There shall be none.
    Unlimited,
    /// This one; never 0.
    At(u64),
}

/// The options of a start request.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// Microseconds of execution for the whole run, or for each feed of a session.
    pub max_duration_us: Limit,
    /// Microseconds of execution between two crossings.
    pub max_turn_duration_us: Limit,
    /// Bytes that one allocation may take.
    pub max_memory: Limit,
    /// Nested Python calls.
    pub max_recursion_depth: Limit,
    /// Suspensions of the whole run, or of each feed.
    pub max_suspensions: Limit,
    /// Bytes of output of the whole run, or of each feed.
    pub max_output: Limit,
    /// Microseconds that the run, or each feed, may sleep.
    pub max_sleep_us: Limit,
    /// What the interpreter answers itself; `None` is the default.
    pub policy: Option<OsPolicy>,
    /// Host functions besides the program's.
    pub functions: Vec<String>,
}

/// How source text is compiled.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct CompileOptions {
    /// How many bytes of each operand the message of a failed bare `assert` shows; `None` is the default, 0 none.
    pub assert_annotations: Option<u32>,
    /// Whether the code may use `eval` and `exec`.
    pub eval: bool,
    /// How deep functions may be nested in each other.
    pub max_def_nesting: Limit,
}

impl Options {
    /// Reads the options of a start request.
    pub fn read(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let mut options = Self::default();
        read_map(decoder, |name, decoder| options.field(name, decoder))?;
        Ok(options)
    }

    /// Reads the options that come with a dump: null or a map. They can only make limits tighter, and name further host
    /// functions; what the interpreter answers itself was decided when the run began.
    pub fn read_for_load(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.is_empty() {
            return Ok(Self::default());
        }
        let mut decoder = Decoder::new(bytes, &DecodeLimits::default());
        let options = Self::read(&mut decoder)?;
        decoder.finish()?;
        if options.policy.is_some() {
            return Err(Error::new(Code::OptionRange, "the policy of a dump cannot be changed"));
        }
        Ok(options)
    }

    /// Reads the options of a session: those of a start request and those of a compile request in one map.
    pub fn read_with_compile(decoder: &mut Decoder<'_>) -> Result<(Self, CompileOptions), Error> {
        let (mut options, mut compile) = (Self::default(), CompileOptions::default());
        read_map(decoder, |name, decoder| {
            Ok(compile.field(name, decoder)? || options.field(name, decoder)?)
        })?;
        Ok((options, compile))
    }

    /// Reads the value of the option `name`, or says that there is no such option.
    fn field(&mut self, name: &str, decoder: &mut Decoder<'_>) -> Result<bool, Error> {
        let limit = match name {
            "max_duration_us" => &mut self.max_duration_us,
            "max_turn_duration_us" => &mut self.max_turn_duration_us,
            "max_memory" => &mut self.max_memory,
            "max_recursion_depth" => &mut self.max_recursion_depth,
            "max_suspensions" => &mut self.max_suspensions,
            "max_output" => &mut self.max_output,
            "max_sleep_us" => &mut self.max_sleep_us,
            "policy" => {
                self.policy = policy::read(decoder)?;
                return Ok(true);
            }
            "functions" => {
                self.functions = names_of_functions(decoder)?;
                return Ok(true);
            }
            _ => return Ok(false),
        };
        *limit = read_limit(name, decoder)?;
        Ok(true)
    }
}

impl CompileOptions {
    /// Reads the options of a compile request.
    pub fn read(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let mut options = Self::default();
        read_map(decoder, |name, decoder| options.field(name, decoder))?;
        Ok(options)
    }

    fn field(&mut self, name: &str, decoder: &mut Decoder<'_>) -> Result<bool, Error> {
        match name {
            "assert_annotations" => {
                let offset = decoder.offset();
                let limit = u32::try_from(decoder.uint()?).map_err(|_| option_range(name, offset))?;
                self.assert_annotations = Some(limit);
            }
            "eval" => self.eval = decoder.bool()?,
            "max_def_nesting" => self.max_def_nesting = read_limit(name, decoder)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn read_limit(name: &str, decoder: &mut Decoder<'_>) -> Result<Limit, Error> {
    let offset = decoder.offset();
    if decoder.null()? {
        return Ok(Limit::Unlimited);
    }
    match decoder.uint()? {
        0 => Err(option_range(name, offset)),
        value => Ok(Limit::At(value)),
    }
}

/// Reads null or a map, whose values `field` reads if it knows their names.
fn read_map(
    decoder: &mut Decoder<'_>,
    mut field: impl FnMut(&str, &mut Decoder<'_>) -> Result<bool, Error>,
) -> Result<(), Error> {
    if decoder.null()? {
        return Ok(());
    }
    for _ in 0..decoder.map()? {
        let offset = decoder.offset();
        let name = decoder.text()?;
        if !field(name, decoder)? {
            return Err(unknown_field(name, offset));
        }
    }
    Ok(())
}

pub(super) fn unknown_field(name: &str, offset: usize) -> Error {
    Error::new(Code::UnknownField, format!("unknown field {name:?}")).at(offset)
}

pub(super) fn option_range(name: &str, offset: usize) -> Error {
    Error::new(Code::OptionRange, format!("the option {name:?} is out of range")).at(offset)
}
