//! Reads the requests of sessions: a new one, a feed, a call.

use monty_types::{MontyObject, NamedValues};

use super::{
    Code, Error, Options,
    options::{CompileOptions, unknown_field},
    refuse::{Heap, refused},
    request::{DEFAULT_NAME, Ready, check_name, expect_array, names_of_functions},
};
use crate::{
    DecodeLimits, Decoder,
    graph::{MontyGraph, MontyNode, NodeId, into_graph_parts, named_values_from_parts},
};

/// The global that holds the arguments of a call until they are taken out of it.
pub(crate) const ARGUMENTS: &str = "__arguments__";

/// A request for a new session.
#[derive(Debug)]
pub(crate) struct NewSession {
    /// The name of the script, which `__file__` shows.
    pub name: String,
    /// Names of host functions.
    pub functions: Vec<String>,
    /// Limits, for each feed.
    pub options: Options,
    /// How feeds are compiled.
    pub compile: CompileOptions,
}

impl NewSession {
    /// Reads `{"name": text, "functions": [text], "options": map / null}`.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let mut decoder = Decoder::new(bytes, &DecodeLimits::default());
        let mut request = Self {
            name: DEFAULT_NAME.to_owned(),
            functions: Vec::new(),
            options: Options::default(),
            compile: CompileOptions::default(),
        };
        for _ in 0..decoder.map()? {
            let offset = decoder.offset();
            match decoder.text()? {
                "name" => request.name = decoder.text()?.to_owned(),
                "functions" => request.functions = names_of_functions(&mut decoder)?,
                "options" => (request.options, request.compile) = Options::read_with_compile(&mut decoder)?,
                other => return Err(unknown_field(other, offset)),
            }
        }
        decoder.finish()?;
        request.functions.append(&mut request.options.functions);
        Ok(request)
    }
}

/// A snippet of code and the globals that it sets first.
#[derive(Debug)]
pub(crate) struct Feed<'b> {
    /// The source text.
    pub code: &'b str,
    /// The globals of the request; what two of them share stays shared.
    values: MontyGraph,
    names: Vec<(String, NodeId)>,
}

impl<'b> Feed<'b> {
    /// Reads `[code, {name: value} / null]` for a session that declares `functions`. `ready` are inputs that are there
    /// already, and that the request therefore leaves out.
    pub fn read(bytes: &'b [u8], functions: &[String], ready: &[(String, MontyObject)]) -> Result<Self, Error> {
        let usable = |name: &str| {
            check_name(name)?;
            if functions.iter().any(|function| function == name) {
                let message = format!("{name:?} is declared as a function and cannot be an input");
                return Err(Error::new(Code::Name, message));
            }
            Ok(())
        };
        for (name, _) in ready {
            usable(name)?;
        }
        let mut decoder = Decoder::new(bytes, &DecodeLimits::default());
        expect_array(&mut decoder, 2, "a feed request")?;
        let code = decoder.text()?;
        let mut names: Vec<(String, NodeId)> = Vec::new();
        let count = if decoder.null()? { 0 } else { decoder.map()? };
        for _ in 0..count {
            let offset = decoder.offset();
            let name = decoder.text()?;
            usable(name).map_err(|error| error.at(offset))?;
            let is_ready = ready.iter().any(|(other, _)| other == name);
            if is_ready || names.iter().any(|(other, _)| other == name) {
                return Err(Error::new(Code::InputDuplicate, format!("the input {name:?} is given twice")).at(offset));
            }
            names.push((name.to_owned(), decoder.value()?));
        }
        let values = decoder.finish()?;
        check_values(&values)?;
        Ok(Self { code, values, names })
    }

    /// All globals: those of the request, and those that were ready when it was read.
    pub fn inputs(self, ready: Ready) -> Result<NamedValues, Error> {
        let Self {
            mut values, mut names, ..
        } = self;
        for (name, value) in ready {
            let (part, root) = into_graph_parts(value);
            // A table is large, and often alone.
            let offset = if values.is_empty() {
                values = part;
                0
            } else {
                values.merge(part)
            };
            names.push((name, NodeId(root.0 + offset)));
        }
        named_values_from_parts(values, names).map_err(malformed)
    }
}

/// A call of a function that the session's code defined.
#[derive(Debug)]
pub(crate) struct Call<'b> {
    /// The function's name, an identifier.
    pub name: &'b str,
    /// [`ARGUMENTS`], a list of the list of positional arguments and, if there are any, the dict of keyword arguments.
    pub inputs: NamedValues,
    /// Whether there are keyword arguments.
    pub keywords: bool,
}

impl<'b> Call<'b> {
    /// Reads `[name, [value...], {text: value}]`.
    pub fn read(bytes: &'b [u8]) -> Result<Self, Error> {
        let mut decoder = Decoder::new(bytes, &DecodeLimits::default());
        expect_array(&mut decoder, 3, "a call request")?;
        let offset = decoder.offset();
        let name = decoder.text()?;
        check_name(name).map_err(|error| error.at(offset))?;
        let mut args = Vec::new();
        for _ in 0..decoder.array()? {
            args.push(decoder.value()?);
        }
        let mut pairs = Vec::new();
        let mut offsets = Vec::new();
        for _ in 0..decoder.map()? {
            offsets.push(decoder.offset());
            pairs.push((decoder.value()?, decoder.value()?));
        }
        let mut nodes = decoder.finish()?.into_nodes();
        check_keywords(&nodes, &pairs, &offsets)?;
        let keywords = !pairs.is_empty();
        let mut push = |node| {
            nodes.push(node);
            // The decoder's budget keeps the number of nodes far below the limit of ids.
            NodeId(u32::try_from(nodes.len() - 1).unwrap_or(u32::MAX))
        };
        let mut parts = vec![push(MontyNode::List(args))];
        if keywords {
            parts.push(push(MontyNode::Dict(pairs)));
        }
        let root = push(MontyNode::List(parts));
        let graph = MontyGraph::from_nodes(nodes).map_err(malformed)?;
        check_values(&graph)?;
        Ok(Self {
            name,
            inputs: named_values_from_parts(graph, vec![(ARGUMENTS.to_owned(), root)]).map_err(malformed)?,
            keywords,
        })
    }
}

/// Keywords are texts, none twice.
fn check_keywords(nodes: &[MontyNode], pairs: &[(NodeId, NodeId)], offsets: &[usize]) -> Result<(), Error> {
    let mut seen = std::collections::HashSet::new();
    for ((key, _), offset) in pairs.iter().zip(offsets) {
        let MontyNode::String(name) = &nodes[key.index()] else {
            return Err(Error::new(Code::Malformed, "the name of a keyword argument is a text").at(*offset));
        };
        if !seen.insert(name) {
            let message = format!("the keyword argument {name:?} is given twice");
            return Err(Error::new(Code::InputDuplicate, message).at(*offset));
        }
    }
    Ok(())
}

fn check_values(graph: &MontyGraph) -> Result<(), Error> {
    match refused(graph, Heap::Used) {
        Some(what) => Err(Error::new(
            Code::InputValue,
            format!("the interpreter does not take {what}"),
        )),
        None => Ok(()),
    }
}

fn malformed(error: impl std::fmt::Display) -> Error {
    Error::new(Code::Malformed, error.to_string())
}
