//! Columns of cells: which values a column is made of, and what they have in common.

use std::cell::Cell;

use arrow_buffer::NullBuffer;

use super::{
    MAX_ALL_COLUMNS, MAX_DEPTH, TableError, TableOptions,
    arena::{Arena, Node},
    error::Place,
    meta,
};

/// The value that becomes a table, and what was spent on it so far.
pub(super) struct Source<'g, A> {
    pub arena: &'g A,
    pub options: &'g TableOptions,
    /// Most bytes of texts, or of bytes, in a column of the small types, which count them with 32 bits.
    pub small: usize,
    left: Cell<usize>,
    /// How many columns there were so far.
    columns: Cell<usize>,
}

impl<'g, A: Arena> Source<'g, A> {
    pub fn new(arena: &'g A, options: &'g TableOptions) -> Self {
        Self {
            arena,
            options,
            small: i32::MAX as usize,
            left: Cell::new(options.budget),
            columns: Cell::new(0),
        }
    }

    /// The value of a cell; `None` for one that is missing, absent or Python's None.
    #[inline(always)]
    pub fn value(&self, cell: A::Id) -> Option<Node<'g, A>> {
        match self.arena.node(cell) {
            None | Some(Node::None) => None,
            value => value,
        }
    }

    /// Counts a column.
    pub fn count_column(&self, place: &Place<'_>) -> Result<(), TableError> {
        self.columns.set(self.columns.get() + 1);
        if self.columns.get() > MAX_ALL_COLUMNS {
            return Err(place.whole(format!(
                "the table has more than {MAX_ALL_COLUMNS} columns, with those inside of others"
            )));
        }
        Ok(())
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
    pub fn nulls(&self, cells: &[A::Id]) -> Option<NullBuffer> {
        let first = cells.iter().position(|&cell| self.arena.is_null(cell))?;
        let valid = cells
            .iter()
            .enumerate()
            .map(|(at, &cell)| at < first || !self.arena.is_null(cell));
        Some(NullBuffer::from_iter(valid))
    }

    /// What the metadata says about the nulls among `cells`.
    pub fn describe_nulls(&self, cells: &[A::Id], meta: &mut meta::Meta) {
        if cells.contains(&A::MISSING) {
            let rows = cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| **cell == A::MISSING)
                .map(|(row, _)| row);
            meta.insert(meta::MISSING.to_owned(), meta::ranges(rows, cells.len()));
        }
    }

    /// What all cells with a value have in common; [`Kind::None`] if there are none.
    pub fn kind(&self, cells: &[A::Id], place: &Place<'_>, depth: usize) -> Result<Kind, TableError> {
        if depth >= MAX_DEPTH {
            return Err(place.whole(format!("values are nested more than {MAX_DEPTH} levels deep")));
        }
        let mut common = Kind::None;
        for (index, &cell) in cells.iter().enumerate() {
            let Some(node) = self.value(cell) else { continue };
            let Some(kind) = Kind::of(&node) else {
                let found = self.arena.type_name(cell);
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
                    let found = self.arena.type_name(cell);
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
    fn of<A: Arena>(node: &Node<'_, A>) -> Option<Self> {
        Some(match node {
            Node::None => Self::None,
            Node::Bool(_) => Self::Bool,
            Node::Int(_) => Self::Int,
            Node::BigInt(_) => Self::BigInt,
            Node::Float(_) => Self::Float,
            Node::Complex(_) => Self::Complex,
            Node::Str(_) => Self::Str,
            Node::Bytes(_) => Self::Bytes,
            Node::Path(_) => Self::Path,
            Node::Date(_) => Self::Date,
            Node::DateTime(_) | Node::Naive(_) => Self::DateTime,
            Node::Time(_) => Self::Time,
            Node::TimeDelta(_) => Self::TimeDelta,
            Node::Decimal(_) | Node::SmallDecimal(..) => Self::Decimal,
            Node::List(_) => Self::List,
            Node::Tuple(_) => Self::Tuple,
            Node::Set(_) => Self::Set,
            Node::FrozenSet(_) => Self::FrozenSet,
            Node::NamedTuple { .. } => Self::NamedTuple,
            Node::Dict(_) => Self::Dict,
            Node::Instance { .. } => Self::Instance,
            Node::Other => return None,
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
