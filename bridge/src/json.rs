//! The JSON view: graph to JSON text, lossy by design.
//!
//! `json.dumps(value, ensure_ascii=False, separators=(',', ':'))` where Python defines the text, pydantic's JSON mode
//! elsewhere. Shared values are written out at each place, so the view of a small value can be huge: the text has a
//! budget. Nesting is followed on the heap, up to [`MAX_DEPTH`].

mod float;
mod path;
mod text;

use std::fmt;

use crate::graph::{MontyGraph, MontyNode, NodeId};
use text::Writer;

/// Most containers inside each other that have a JSON view.
pub const MAX_DEPTH: usize = 10_000;

/// Why a value has no JSON view, and the path to the place, such as `[3].price`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    kind: JsonErrorKind,
    path: String,
    detail: String,
}

/// What keeps a value from having a JSON view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JsonErrorKind {
    /// A float that is NaN or infinite.
    NotANumber,
    /// A dict key that is no str, int, float, bool or None; the path is that of the dict.
    Key,
    /// More text than the budget allows.
    OverBudget,
    /// More than [`MAX_DEPTH`] containers inside each other.
    TooDeep,
}

impl JsonError {
    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> JsonErrorKind {
        self.kind
    }

    /// Where: `[3]` for an item, `.name` or `["a name"]` for the value of a str key, `[7]` for that of another key;
    /// empty for the value itself. The middle of a long path is left out.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no JSON view: ")?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.detail)
    }
}

impl std::error::Error for JsonError {}

/// Writes the JSON view of the value at `root` as at most `budget` bytes of UTF-8.
///
/// Turning big ints into digits takes time that grows with the square of their length, so an int of n digits takes
/// n + n * n / 4096 bytes of the budget.
///
/// # Errors
/// A NaN or infinity, a dict key that JSON cannot have, nesting beyond [`MAX_DEPTH`], a view longer than the budget.
///
/// # Panics
/// If `root` is not in the arena.
///
/// ```
/// use monty_bridge::{graph::graph_parts, to_json};
/// use monty_types::MontyObject;
/// let value = MontyObject::tuple([MontyObject::int(1), MontyObject::float(1e16), MontyObject::string("é")]);
/// let (graph, root) = graph_parts(&value);
/// assert_eq!(to_json(graph, root, 1 << 20).unwrap(), r#"[1,1e+16,"é"]"#);
///
/// let value = MontyObject::list([MontyObject::int(1), MontyObject::float(f64::NAN)]);
/// let (graph, root) = graph_parts(&value);
/// assert_eq!(to_json(graph, root, 1 << 20).unwrap_err().to_string(), "no JSON view: [1]: nan is not a JSON number");
/// ```
pub fn to_json(graph: &MontyGraph, root: NodeId, budget: usize) -> Result<String, JsonError> {
    let nodes = graph.nodes();
    let mut stack: Vec<Frame<'_>> = Vec::new();
    let mut writer = Writer::new(budget);
    let mut next = Some(root);
    loop {
        if let Some(id) = next.take() {
            match value(&mut writer, nodes, id, stack.len()) {
                Ok(opened) => stack.extend(opened),
                Err(fault) => return Err(fault.at(path::of(nodes, &stack))),
            }
        }
        let Some(frame) = stack.last_mut() else {
            return Ok(writer.finish());
        };
        match frame.step(&mut writer, nodes) {
            Ok(Some(id)) => next = Some(id),
            Ok(None) => {
                stack.pop();
            }
            Err(fault) => {
                stack.pop();
                return Err(fault.at(path::of(nodes, &stack)));
            }
        }
    }
}

/// A container that is being written. `done` counts the items begun.
enum Frame<'g> {
    Array { items: &'g [NodeId], done: usize },
    Object { pairs: &'g [(NodeId, NodeId)], done: usize },
}

impl Frame<'_> {
    /// Writes up to the next value and gives its id, or ends the container.
    fn step(&mut self, writer: &mut Writer, nodes: &[MontyNode]) -> Result<Option<NodeId>, Fault> {
        match self {
            Self::Array { items, done } => {
                let Some(id) = items.get(*done) else {
                    writer.push("]")?;
                    return Ok(None);
                };
                writer.push(if *done == 0 { "[" } else { "," })?;
                *done += 1;
                Ok(Some(*id))
            }
            Self::Object { pairs, done } => {
                let Some((key, id)) = pairs.get(*done) else {
                    writer.push("}")?;
                    return Ok(None);
                };
                writer.push(if *done == 0 { "{" } else { "," })?;
                *done += 1;
                if !writer.key(&nodes[key.index()])? {
                    return Err(Fault::new(
                        JsonErrorKind::Key,
                        format!("key {done} has a type that JSON keys cannot have"),
                    ));
                }
                writer.push(":")?;
                Ok(Some(*id))
            }
        }
    }
}

/// Writes a value that is no container; opens one that is, inside `depth` others.
fn value<'g>(
    writer: &mut Writer,
    nodes: &'g [MontyNode],
    id: NodeId,
    depth: usize,
) -> Result<Option<Frame<'g>>, Fault> {
    let node = &nodes[id.index()];
    let frame = match node {
        MontyNode::List(items) | MontyNode::Tuple(items) | MontyNode::Set(items) | MontyNode::FrozenSet(items) => {
            Frame::Array { items, done: 0 }
        }
        MontyNode::NamedTuple {
            field_names, values, ..
        } if field_names.len() == values.len() => Frame::Array { items: values, done: 0 },
        MontyNode::Dict(pairs) | MontyNode::ClassInstance { attrs: pairs, .. } => Frame::Object { pairs, done: 0 },
        _ => {
            writer.leaf(node)?;
            return Ok(None);
        }
    };
    if depth >= MAX_DEPTH {
        return Err(Fault::new(
            JsonErrorKind::TooDeep,
            format!("more than {MAX_DEPTH} containers inside each other"),
        ));
    }
    match frame {
        Frame::Array { items: [], .. } => writer.push("[]")?,
        Frame::Object { pairs: [], .. } => writer.push("{}")?,
        frame => return Ok(Some(frame)),
    }
    Ok(None)
}

/// A [`JsonError`] that does not know its path.
struct Fault {
    kind: JsonErrorKind,
    detail: String,
}

impl Fault {
    #[cold]
    fn new(kind: JsonErrorKind, detail: String) -> Self {
        Self { kind, detail }
    }

    fn at(self, path: String) -> JsonError {
        JsonError {
            kind: self.kind,
            path,
            detail: self.detail,
        }
    }
}
