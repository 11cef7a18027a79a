//! Dicts and instances as rows: a column for each key or attribute.
//!
//! Rows mostly have the same keys in the same order, so each key is first compared with the column that would be next.

use std::collections::HashMap;

use super::{
    MAX_COLUMNS, TableError,
    cells::{ABSENT, Kind, MISSING, Source},
    error::Place,
    gather::{Gathered, Mode, gather},
};
use crate::graph::{MontyNode, NodeId};

type Pairs = [(NodeId, NodeId)];

/// What keeps dicts from being rows of a struct. Boxed, for it is rare and large.
pub(super) type Irregular = Box<TableError>;

/// A column for each key of dicts, or attribute of instances; `kind` tells which of both. `other` is asked about rows that are
/// something else; without an error they are nulls.
///
/// A row may lack keys, but all rows must have those that they have in one common order, or it could not be given back.
pub(super) fn keyed<'g>(
    source: &Source<'g>,
    cells: &[NodeId],
    kind: Kind,
    place: &Place<'_>,
    other: impl Fn(usize) -> Result<(), TableError>,
) -> Result<Result<Vec<Gathered<'g>>, Irregular>, TableError> {
    let pairs = |cell: NodeId| match (kind, source.value(cell)) {
        (Kind::Dict, Some(MontyNode::Dict(pairs))) => Some(pairs.as_slice()),
        (Kind::Instance, Some(MontyNode::ClassInstance { attrs, .. })) => Some(attrs.as_slice()),
        _ => None,
    };
    gather(source, |mode| {
        let mut columns = Columns::new(cells, mode);
        for (row, &cell) in cells.iter().enumerate() {
            let Some(pairs) = pairs(cell) else {
                other(row)?;
                columns.list.iter_mut().for_each(|column| column.push(source, ABSENT));
                continue;
            };
            let next = columns.push_expected(source, pairs);
            if (next < pairs.len() || next < columns.list.len())
                && let Err(error) = columns.push_rest(source, row, pairs, next, place)?
            {
                return Ok(Err(error));
            }
        }
        Ok(Ok(columns.list))
    })
}

/// The columns so far, in the common order of their keys.
struct Columns<'g, 'c> {
    list: Vec<Gathered<'g>>,
    /// The key of each column, and a node that has it.
    keys: Vec<(NodeId, &'g str)>,
    index: HashMap<&'g str, usize>,
    cells: &'c [NodeId],
    mode: Mode,
}

impl<'g, 'c> Columns<'g, 'c> {
    fn new(cells: &'c [NodeId], mode: Mode) -> Self {
        Self {
            list: Vec::new(),
            keys: Vec::new(),
            index: HashMap::new(),
            cells,
            mode,
        }
    }

    /// Pushes the cells of a row as long as its keys are those of the columns, and returns how many there were.
    #[inline]
    fn push_expected(&mut self, source: &Source<'g>, pairs: &Pairs) -> usize {
        let columns = self.list.iter_mut().zip(&self.keys).zip(pairs);
        let mut next = 0;
        for ((column, (known, name)), &(key, value)) in columns {
            // A node that many rows share need not be looked at.
            if key != *known && text(source, key) != Some(name) {
                break;
            }
            column.push(source, value);
            next += 1;
        }
        next
    }

    /// Pushes the cells of a row from the pair at `next` on, which is not that of the column there.
    fn push_rest(
        &mut self,
        source: &Source<'g>,
        row: usize,
        pairs: &Pairs,
        mut next: usize,
        place: &Place<'_>,
    ) -> Result<Result<(), Irregular>, TableError> {
        for (position, &(key, value)) in pairs.iter().enumerate().skip(next) {
            let Some(name) = text(source, key) else {
                let found = source.graph.type_name(key);
                return Ok(Err(Box::new(place.error(row, format!("a key of type {found}")))));
            };
            let expected = self.keys.get(next).is_some_and(|(_, expected)| *expected == name);
            let at = match self.index.get(name) {
                _ if expected => next,
                Some(&at) if at < next => {
                    let message = format!("the key {name:?} comes later than in the rows before");
                    return Ok(Err(Box::new(place.error(row, message))));
                }
                Some(&at) => at,
                None if self.list.len() == MAX_COLUMNS => {
                    return Ok(Err(Box::new(place.error(row, format!("more than {MAX_COLUMNS} keys")))));
                }
                None => {
                    source.charge(place, self.cells.len(), size_of::<NodeId>())?;
                    let first = missing(source, &self.cells[..row]);
                    let column = Gathered::new(name, self.cells.len(), self.mode, first);
                    // A new key goes before the next one that is known already.
                    let later = pairs[position + 1..]
                        .iter()
                        .filter_map(|&(key, _)| self.index.get(text(source, key)?));
                    let at = later.copied().find(|&at| at >= next).unwrap_or(self.list.len());
                    self.insert(at, key, column);
                    at
                }
            };
            for column in &mut self.list[next..at] {
                column.push(source, MISSING);
            }
            self.list[at].push(source, value);
            next = at + 1;
        }
        for column in &mut self.list[next..] {
            column.push(source, MISSING);
        }
        Ok(Ok(()))
    }

    fn insert(&mut self, at: usize, key: NodeId, column: Gathered<'g>) {
        self.keys.insert(at, (key, column.name));
        self.list.insert(at, column);
        let keys = self.keys.iter().enumerate();
        self.index = keys.map(|(at, &(_, name))| (name, at)).collect();
    }
}

#[inline]
fn text<'g>(source: &Source<'g>, key: NodeId) -> Option<&'g str> {
    match source.nodes.get(key.index()) {
        Some(MontyNode::String(text)) => Some(text),
        _ => None,
    }
}

/// The cells of a key in rows before the first that has it.
fn missing(source: &Source<'_>, cells: &[NodeId]) -> impl Iterator<Item = NodeId> {
    cells.iter().map(|&cell| match source.value(cell) {
        Some(_) => MISSING,
        None => ABSENT,
    })
}
