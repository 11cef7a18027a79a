//! Reads the requests: compile and start.

use monty_types::{MontyObject, is_identifier};

use super::{
    Code, Error,
    refuse::{Heap, refused},
    split::split,
};
use crate::{DecodeLimits, Decoder, graph::NodeId};

/// A compile request.
#[derive(Debug, Default)]
pub(crate) struct Compile {
    /// The source text.
    pub code: String,
    /// The file name that tracebacks show.
    pub name: String,
    /// Names that get their values when a run starts.
    pub inputs: Vec<String>,
    /// Names of host functions.
    pub functions: Vec<String>,
    /// How many bytes of each operand the message of a failed bare `assert` shows; `None` is the default, 0 none.
    pub assert_annotations: Option<u32>,
    /// Whether the code may use `eval` and `exec`.
    pub eval: bool,
}

/// The file name of a program that was given none.
const DEFAULT_NAME: &str = "main.py";

impl Compile {
    /// Reads `{"code": text, "name": text, "inputs": [text], "functions": [text], "options": map}`.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let mut decoder = Decoder::new(bytes, &DecodeLimits::default());
        let mut request = Self {
            name: DEFAULT_NAME.to_owned(),
            ..Self::default()
        };
        let mut has_code = false;
        for _ in 0..decoder.map()? {
            let offset = decoder.offset();
            match decoder.text()? {
                "code" => {
                    request.code = decoder.text()?.to_owned();
                    has_code = true;
                }
                "name" => request.name = decoder.text()?.to_owned(),
                "inputs" => request.inputs = names(&mut decoder)?,
                "functions" => request.functions = names(&mut decoder)?,
                "options" => request.read_options(&mut decoder)?,
                other => return Err(unknown_field(other, offset)),
            }
        }
        decoder.finish()?;
        if !has_code {
            return Err(Error::new(Code::UnknownField, "the request has no field \"code\""));
        }
        request.check_names()?;
        Ok(request)
    }

    fn read_options(&mut self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        if decoder.null()? {
            return Ok(());
        }
        for _ in 0..decoder.map()? {
            let offset = decoder.offset();
            match decoder.text()? {
                "assert_annotations" => {
                    let offset = decoder.offset();
                    let limit =
                        u32::try_from(decoder.uint()?).map_err(|_| option_range("assert_annotations", offset))?;
                    self.assert_annotations = Some(limit);
                }
                "eval" => self.eval = decoder.bool()?,
                other => return Err(unknown_field(other, offset)),
            }
        }
        Ok(())
    }

    /// Names must be identifiers, inputs must differ, and nothing can be an input and a function at once.
    fn check_names(&self) -> Result<(), Error> {
        for (index, name) in self.inputs.iter().enumerate() {
            check_name(name)?;
            if self.inputs[..index].contains(name) {
                return Err(Error::new(
                    Code::InputDuplicate,
                    format!("the input {name:?} is declared twice"),
                ));
            }
        }
        for name in &self.functions {
            check_name(name)?;
            if self.inputs.contains(name) {
                return Err(Error::new(
                    Code::Name,
                    format!("{name:?} is declared both as an input and as a function"),
                ));
            }
        }
        Ok(())
    }
}

fn check_name(name: &str) -> Result<(), Error> {
    if is_identifier(name) {
        Ok(())
    } else {
        Err(Error::new(Code::Name, format!("{name:?} is not a Python identifier")))
    }
}

fn names(decoder: &mut Decoder<'_>) -> Result<Vec<String>, Error> {
    let count = decoder.array()?;
    let mut names = Vec::new();
    for _ in 0..count {
        names.push(decoder.text()?.to_owned());
    }
    Ok(names)
}

fn unknown_field(name: &str, offset: usize) -> Error {
    Error::new(Code::UnknownField, format!("unknown field {name:?}")).at(offset)
}

fn option_range(name: &str, offset: usize) -> Error {
    Error::new(Code::OptionRange, format!("the option {name:?} is out of range")).at(offset)
}

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
    /// Microseconds of execution for the whole run.
    pub max_duration_us: Limit,
    /// Microseconds of execution between two crossings.
    pub max_turn_duration_us: Limit,
    /// Bytes that one allocation may take.
    pub max_memory: Limit,
    /// Nested Python calls.
    pub max_recursion_depth: Limit,
    /// Suspensions of the whole run.
    pub max_suspensions: Limit,
    /// Bytes of output of the whole run.
    pub max_output: Limit,
    /// Host functions besides the program's.
    pub functions: Vec<String>,
}

impl Options {
    fn read(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let mut options = Self::default();
        if decoder.null()? {
            return Ok(options);
        }
        for _ in 0..decoder.map()? {
            let offset = decoder.offset();
            let name = decoder.text()?;
            let limit = match name {
                "max_duration_us" => &mut options.max_duration_us,
                "max_turn_duration_us" => &mut options.max_turn_duration_us,
                "max_memory" => &mut options.max_memory,
                "max_recursion_depth" => &mut options.max_recursion_depth,
                "max_suspensions" => &mut options.max_suspensions,
                "max_output" => &mut options.max_output,
                "functions" => {
                    options.functions = names(decoder)?;
                    options.functions.iter().try_for_each(|name| check_name(name))?;
                    continue;
                }
                other => return Err(unknown_field(other, offset)),
            };
            let offset = decoder.offset();
            *limit = if decoder.null()? {
                Limit::Unlimited
            } else {
                match decoder.uint()? {
                    0 => return Err(option_range(name, offset)),
                    value => Limit::At(value),
                }
            };
        }
        Ok(options)
    }
}

/// A start request: the values of the program's inputs, in declared order, and the options.
#[derive(Debug)]
pub(crate) struct Start {
    pub inputs: Vec<MontyObject>,
    pub options: Options,
}

impl Start {
    /// Reads `[inputs, options]` for a program that declares `names`.
    pub fn read(bytes: &[u8], names: &[String]) -> Result<Self, Error> {
        let limits = DecodeLimits::default();
        let mut decoder = Decoder::new(bytes, &limits);
        expect_array(&mut decoder, 2, "a start request")?;
        let roots = if next_is_map(&decoder) {
            named_roots(&mut decoder, names)?
        } else {
            listed_roots(&mut decoder, names)?
        };
        let options = Options::read(&mut decoder)?;
        let graph = decoder.finish()?;
        if let Some(what) = refused(&graph, Heap::Fresh) {
            return Err(Error::new(
                Code::InputValue,
                format!("the interpreter does not take {what}"),
            ));
        }
        Ok(Self {
            inputs: split(graph, &roots, limits.budget)?,
            options,
        })
    }
}

fn listed_roots(decoder: &mut Decoder<'_>, names: &[String]) -> Result<Vec<NodeId>, Error> {
    let offset = decoder.offset();
    let count = decoder.array()?;
    if count != names.len() {
        let message = match names {
            [] => format!("the program takes no inputs, not {count}"),
            [name] => format!("the program takes one input ({name}), not {count}"),
            _ => format!(
                "the program takes {} inputs ({}), not {count}",
                names.len(),
                names.join(", ")
            ),
        };
        return Err(Error::new(Code::InputCount, message).at(offset));
    }
    let mut roots = Vec::with_capacity(names.len());
    for _ in names {
        roots.push(decoder.value()?);
    }
    Ok(roots)
}

fn named_roots(decoder: &mut Decoder<'_>, names: &[String]) -> Result<Vec<NodeId>, Error> {
    let mut found: Vec<Option<NodeId>> = vec![None; names.len()];
    for _ in 0..decoder.map()? {
        let offset = decoder.offset();
        let name = decoder.text()?;
        let Some(index) = names.iter().position(|declared| declared == name) else {
            return Err(Error::new(Code::InputUnknown, format!("the program has no input {name:?}")).at(offset));
        };
        if found[index].is_some() {
            return Err(Error::new(Code::InputDuplicate, format!("the input {name:?} is given twice")).at(offset));
        }
        found[index] = Some(decoder.value()?);
    }
    let missing: Vec<&str> = names
        .iter()
        .zip(&found)
        .filter(|(_, root)| root.is_none())
        .map(|(name, _)| name.as_str())
        .collect();
    if !missing.is_empty() {
        return Err(Error::new(
            Code::InputMissing,
            format!("no value for the inputs: {}", missing.join(", ")),
        ));
    }
    Ok(found.into_iter().flatten().collect())
}

/// Whether the next item is a map, by its major type.
fn next_is_map(decoder: &Decoder<'_>) -> bool {
    decoder.rest().first().is_some_and(|head| head >> 5 == 5)
}

/// Opens an array that must have `len` items.
pub(super) fn expect_array(decoder: &mut Decoder<'_>, len: usize, what: &str) -> Result<(), Error> {
    let offset = decoder.offset();
    let found = decoder.array()?;
    if found == len {
        Ok(())
    } else {
        Err(Error::new(Code::Malformed, format!("{what} has {len} items, not {found}")).at(offset))
    }
}
