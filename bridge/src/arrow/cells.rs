//! Columns of cells: which nodes of the arena a column is made of, and what they have in common.

use std::cell::Cell;

use arrow_buffer::NullBuffer;

use super::{MAX_DEPTH, TableError, TableOptions, error::Place, meta};
use crate::graph::{MontyGraph, MontyNode, NodeId};

/// A cell of a dict that lacks the key.
pub(super) const MISSING: NodeId = NodeId(u32::MAX);
/// A cell below a null: neither None nor missing.
pub(super) const ABSENT: NodeId = NodeId(u32::MAX - 1);

/// The value that becomes a table, and what was spent on it so far.
pub(super) struct Source<'g> {
    pub graph: &'g MontyGraph,
    pub nodes: &'g [MontyNode],
    pub options: &'g TableOptions,
    /// Most bytes of texts, or of bytes, in a column of the small types, which count them with 32 bits.
    pub small: usize,
    left: Cell<usize>,
}

impl<'g> Source<'g> {
    pub fn new(graph: &'g MontyGraph, options: &'g TableOptions) -> Self {
        Self {
            graph,
            nodes: graph.nodes(),
            options,
            small: i32::MAX as usize,
            left: Cell::new(options.budget),
        }
    }

    /// The node of a cell; `None` for one that is missing, absent or Python's None.
    #[inline]
    pub fn value(&self, cell: NodeId) -> Option<&'g MontyNode> {
        match self.nodes.get(cell.index()) {
            None | Some(MontyNode::None) => None,
            value => value,
        }
    }

    /// Takes `count` times `bytes` from the budget, before so much is written.
    pub fn charge(&self, place: &Place<'_>, count: usize, bytes: usize) -> Result<(), TableError> {
        match self.left.get().checked_sub(count.saturating_mul(bytes)) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => Err(place.whole(format!("the table is larger than {} bytes", self.options.budget))),
        }
    }

    /// Takes bytes from the budget if there are so many left.
    #[inline]
    pub fn spend(&self, bytes: usize) -> bool {
        let left = self.left.get().checked_sub(bytes);
        self.left.set(left.unwrap_or(self.left.get()));
        left.is_some()
    }

    /// What is left of the budget.
    pub fn left(&self) -> usize {
        self.left.get()
    }

    /// Goes back to a budget that [`left`](Self::left) told, for what was written since is not used.
    pub fn set_left(&self, left: usize) {
        self.left.set(left);
    }

    /// Which cells have a value; `None` if all have.
    pub fn nulls(&self, cells: &[NodeId]) -> Option<NullBuffer> {
        let first = cells.iter().position(|&cell| self.value(cell).is_none())?;
        let valid = cells
            .iter()
            .enumerate()
            .map(|(at, &cell)| at < first || self.value(cell).is_some());
        Some(NullBuffer::from_iter(valid))
    }

    /// What the metadata says about the nulls among `cells`.
    pub fn describe_nulls(&self, cells: &[NodeId], meta: &mut meta::Meta) {
        if cells.contains(&MISSING) {
            let rows = cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| **cell == MISSING)
                .map(|(row, _)| row);
            meta.insert(meta::MISSING.to_owned(), meta::ranges(rows, cells.len()));
        }
    }

    /// What all cells with a value have in common; [`Kind::None`] if there are none.
    pub fn kind(&self, cells: &[NodeId], place: &Place<'_>, depth: usize) -> Result<Kind, TableError> {
        if depth > MAX_DEPTH {
            return Err(place.whole(format!("values are nested more than {MAX_DEPTH} levels deep")));
        }
        let mut common = Kind::None;
        for (index, &cell) in cells.iter().enumerate() {
            let Some(node) = self.value(cell) else { continue };
            let Some(kind) = Kind::of(node) else {
                let found = self.graph.type_name(cell);
                return Err(place.error(index, format!("values of type {found} have no column type")));
            };
            if kind == common {
                continue;
            }
            common = match (common, kind) {
                (Kind::None, kind) => kind,
                (Kind::Int, Kind::BigInt) | (Kind::BigInt, Kind::Int) => Kind::BigInt,
                (Kind::Int, Kind::Float) | (Kind::Float, Kind::Int) if self.options.widen => Kind::Float,
                (common, _) => {
                    let found = self.graph.type_name(cell);
                    let message = format!("{} among values of type {}", article(found), common.name());
                    return Err(place.error(index, message));
                }
            };
        }
        Ok(common)
    }
}

/// The kinds of values that have a column type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    None,
    Bool,
    Int,
    /// Ints of which at least one does not fit 64 bits.
    BigInt,
    Float,
    Complex,
    Str,
    Bytes,
    Path,
    Date,
    DateTime,
    Time,
    TimeDelta,
    Decimal,
    List,
    Tuple,
    Set,
    FrozenSet,
    NamedTuple,
    Dict,
    Instance,
}

impl Kind {
    fn of(node: &MontyNode) -> Option<Self> {
        Some(match node {
            MontyNode::None => Self::None,
            MontyNode::Bool(_) => Self::Bool,
            MontyNode::Int(_) => Self::Int,
            MontyNode::BigInt(_) => Self::BigInt,
            MontyNode::Float(_) => Self::Float,
            MontyNode::Complex(_) => Self::Complex,
            MontyNode::String(_) => Self::Str,
            MontyNode::Bytes(_) => Self::Bytes,
            MontyNode::Path(_) => Self::Path,
            MontyNode::Date(_) => Self::Date,
            MontyNode::DateTime(_) => Self::DateTime,
            MontyNode::Time(_) => Self::Time,
            MontyNode::TimeDelta(_) => Self::TimeDelta,
            MontyNode::Decimal(_) => Self::Decimal,
            MontyNode::List(_) => Self::List,
            MontyNode::Tuple(_) => Self::Tuple,
            MontyNode::Set(_) => Self::Set,
            MontyNode::FrozenSet(_) => Self::FrozenSet,
            MontyNode::NamedTuple { .. } => Self::NamedTuple,
            MontyNode::Dict(_) => Self::Dict,
            MontyNode::ClassInstance { .. } => Self::Instance,
            _ => return None,
        })
    }

    /// Python's name of the type.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "NoneType",
            Self::Bool => "bool",
            Self::Int | Self::BigInt => "int",
            Self::Float => "float",
            Self::Complex => "complex",
            Self::Str => "str",
            Self::Bytes => "bytes",
            Self::Path => "path",
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Time => "time",
            Self::TimeDelta => "timedelta",
            Self::Decimal => "Decimal",
            Self::List => "list",
            Self::Tuple => "tuple",
            Self::Set => "set",
            Self::FrozenSet => "frozenset",
            Self::NamedTuple => "namedtuple",
            Self::Dict => "dict",
            Self::Instance => "instance",
        }
    }
}

/// `an int`, `a str`.
pub(super) fn article(type_name: &str) -> String {
    let article = if type_name.starts_with(['a', 'e', 'i', 'o', 'u']) {
        "an"
    } else {
        "a"
    };
    format!("{article} {type_name}")
}
