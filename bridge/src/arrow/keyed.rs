//! Dicts and instances as rows: a column for each key or attribute.
//!
//! Rows mostly have the same keys in the same order, so each key is first compared with the column that would be next.

use std::collections::HashMap;

use super::{
    MAX_COLUMNS, TableError,
    arena::{Arena, Node, Pairs},
    cells::{Kind, Source},
    error::Place,
    gather::{Gathered, Mode, gather},
};
use crate::graph::NodeId;

/// What keeps dicts from being rows of a struct. Boxed, for it is rare and large.
pub(super) type Irregular = Box<TableError>;

/// A column for each key of dicts, or attribute of instances; `kind` tells which of both. `other` is asked about rows that are
/// something else; without an error they are nulls.
///
/// A row may lack keys, but all rows must have those that they have in one common order, or it could not be given back.
pub(super) fn keyed<'g, A: Arena>(
    source: &Source<'g, A>,
    cells: &[A::Id],
    kind: Kind,
    place: &Place<'_>,
    other: impl Fn(usize) -> Result<(), TableError>,
) -> Result<Result<Vec<Gathered<'g, A>>, Irregular>, TableError> {
    let pairs = |cell: A::Id| match (kind, source.value(cell)) {
        (Kind::Dict, Some(Node::Dict(pairs))) => Some(pairs),
        (Kind::Instance, Some(Node::Instance { attrs, .. })) => Some(attrs),
        _ => None,
    };
    if kind == Kind::Dict
        && let Some(columns) = ready(source, cells, place)?
    {
        return Ok(Ok(columns));
    }
    gather(source, |mode| {
        let mut columns = Columns::new(cells, mode);
        for (row, &cell) in cells.iter().enumerate() {
            let Some(pairs) = pairs(cell) else {
                other(row)?;
                columns
                    .list
                    .iter_mut()
                    .for_each(|column| column.push(source, A::ABSENT));
                continue;
            };
            if pairs.len() > MAX_COLUMNS {
                return Ok(Err(Box::new(place.error(row, format!("more than {MAX_COLUMNS} keys")))));
            }
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

/// The columns, if the arena has them as such.
fn ready<'g, A: Arena>(
    source: &Source<'g, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<Option<Vec<Gathered<'g, A>>>, TableError> {
    let Some(columns) = source.arena.columns(cells) else {
        return Ok(None);
    };
    // As much as for the nodes of the same cells.
    source.charge(place, cells.len().saturating_mul(columns.len()), size_of::<NodeId>())?;
    let columns = columns.into_iter();
    let columns = columns.map(|(key, cells)| Some(Gathered::of(source.arena.text(key)?, cells)));
    Ok(columns
        .collect::<Option<Vec<_>>>()
        .filter(|columns| columns.len() <= MAX_COLUMNS))
}

/// The columns so far, in the common order of their keys.
struct Columns<'g, 'c, A: Arena + 'g> {
    list: Vec<Gathered<'g, A>>,
    /// The key of each column, and a value that is it.
    keys: Vec<(A::Id, &'g str)>,
    index: HashMap<&'g str, usize>,
    cells: &'c [A::Id],
    mode: Mode,
}

impl<'g, 'c, A: Arena> Columns<'g, 'c, A> {
    fn new(cells: &'c [A::Id], mode: Mode) -> Self {
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
    fn push_expected(&mut self, source: &Source<'g, A>, pairs: A::Pairs<'g>) -> usize {
        let columns = self.list.iter_mut().zip(&self.keys).zip(0..pairs.len());
        let mut next = 0;
        for ((column, (known, name)), at) in columns {
            let key = pairs.key(at);
            // A node that many rows share need not be looked at.
            if key != *known && source.arena.text(key) != Some(name) {
                break;
            }
            column.push(source, pairs.value(at));
            next += 1;
        }
        next
    }

    /// Pushes the cells of a row from the pair at `next` on, which is not that of the column there.
    fn push_rest(
        &mut self,
        source: &Source<'g, A>,
        row: usize,
        pairs: A::Pairs<'g>,
        mut next: usize,
        place: &Place<'_>,
    ) -> Result<Result<(), Irregular>, TableError> {
        let begin = next;
        for position in begin..pairs.len() {
            let key = pairs.key(position);
            let Some(name) = source.arena.text(key) else {
                let found = source.arena.type_name(key);
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
                    source.charge(place, self.cells.len(), size_of::<A::Id>())?;
                    let first = missing(source, &self.cells[..row]);
                    let column = Gathered::new(name, self.cells.len(), self.mode, first);
                    // A new key goes before the next one that is known already.
                    let mut later = (position + 1..pairs.len())
                        .filter_map(|later| self.index.get(source.arena.text(pairs.key(later))?).copied())
                        .filter(|&at| at >= next);
                    let at = match next < self.list.len() {
                        true => later.next().unwrap_or(self.list.len()),
                        false => self.list.len(),
                    };
                    self.insert(at, key, column);
                    at
                }
            };
            for column in &mut self.list[next..at] {
                column.push(source, A::MISSING);
            }
            self.list[at].push(source, pairs.value(position));
            next = at + 1;
        }
        for column in &mut self.list[next..] {
            column.push(source, A::MISSING);
        }
        Ok(Ok(()))
    }

    fn insert(&mut self, at: usize, key: A::Id, column: Gathered<'g, A>) {
        if at == self.list.len() {
            self.index.insert(column.name, at);
            self.keys.push((key, column.name));
            self.list.push(column);
            return;
        }
        self.keys.insert(at, (key, column.name));
        self.list.insert(at, column);
        let keys = self.keys.iter().enumerate();
        self.index = keys.map(|(at, &(_, name))| (name, at)).collect();
    }
}

/// The cells of a key in rows before the first that has it.
fn missing<A: Arena>(source: &Source<'_, A>, cells: &[A::Id]) -> impl Iterator<Item = A::Id> {
    cells.iter().map(|&cell| match source.value(cell) {
        Some(_) => A::MISSING,
        None => A::ABSENT,
    })
}
