//! Reads the requests: compile and start.

use std::borrow::Cow;

use monty_types::{MontyObject, is_identifier};

use super::{
    Code, Error,
    options::{CompileOptions, Options, unknown_field},
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
    /// How it is compiled.
    pub options: CompileOptions,
}

/// The file name of a program that was given none.
pub(super) const DEFAULT_NAME: &str = "main.py";

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
                "options" => request.options = CompileOptions::read(&mut decoder)?,
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

pub(super) fn check_name(name: &str) -> Result<(), Error> {
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

/// Reads names of host functions.
pub(super) fn names_of_functions(decoder: &mut Decoder<'_>) -> Result<Vec<String>, Error> {
    let names = names(decoder)?;
    names.iter().try_for_each(|name| check_name(name))?;
    Ok(names)
}

/// Inputs that were there before their request, with their names.
pub(crate) type Ready = Vec<(String, MontyObject)>;

/// A start request: the values of the program's inputs, in declared order, and the options.
#[derive(Debug)]
pub(crate) struct Start {
    pub inputs: Vec<MontyObject>,
    pub options: Options,
}

impl Start {
    /// Reads `[inputs, options]` for a program that declares `names`. `ready` are inputs that are there already, and that the
    /// request therefore leaves out.
    pub fn read(bytes: &[u8], names: &[String], ready: Ready) -> Result<Self, Error> {
        if let Some((name, _)) = ready.iter().find(|(name, _)| !names.contains(name)) {
            return Err(Error::new(
                Code::InputUnknown,
                format!("the program has no input {name:?}"),
            ));
        }
        let limits = DecodeLimits::default();
        let mut decoder = Decoder::new(bytes, &limits);
        expect_array(&mut decoder, 2, "a start request")?;
        let open: Cow<'_, [String]> = if ready.is_empty() {
            names.into()
        } else {
            let is_ready = |name: &&String| ready.iter().any(|(ready, _)| ready == *name);
            names.iter().filter(|name| !is_ready(name)).cloned().collect()
        };
        let roots = if next_is_map(&decoder) {
            named_roots(&mut decoder, &open)?
        } else {
            listed_roots(&mut decoder, &open)?
        };
        let options = Options::read(&mut decoder)?;
        let graph = decoder.finish()?;
        if let Some(what) = refused(&graph, Heap::Fresh) {
            return Err(Error::new(
                Code::InputValue,
                format!("the interpreter does not take {what}"),
            ));
        }
        let inputs = split(graph, &roots, limits.budget)?;
        Ok(Self {
            inputs: if ready.is_empty() {
                inputs
            } else {
                merge(names, inputs, ready)
            },
            options,
        })
    }
}

/// All inputs in the order of their names: those that are ready, and the others in that order.
fn merge(names: &[String], others: Vec<MontyObject>, mut ready: Ready) -> Vec<MontyObject> {
    let mut others = others.into_iter();
    let next = |name: &String| match ready.iter().position(|(ready, _)| ready == name) {
        Some(index) => Some(ready.swap_remove(index).1),
        None => others.next(),
    };
    names.iter().filter_map(next).collect()
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
