//! Arrow: the value as a record batch, written as an IPC stream of one batch, for values that are tables.

use std::borrow::Cow;

use arrow_ipc::{reader::StreamReader, writer::StreamWriter};
use monty_bridge::{
    arrow::{Rows, TableOptions, from_batches, to_batch},
    graph::graph_parts,
};
use monty_types::MontyObject;

use super::{Contender, Direction, Fate, Implementation, Outcome};
use crate::loss::Loss;

/// arrow-ipc around the bridge's tables.
pub const ARROW: Implementation =
    Implementation::exact("arrow", |value| Ok(Box::new(Arrow(value)))).with_fate(|shape| match shape {
        "ints_10k" | "dicts_1000" | "instances_1000" => Fate::Exact,
        "shared_1000" => Fate::Lossy(&[Loss::Sharing]),
        "deep_1000" => Fate::Refused(Direction::Encode, "values are nested more than 64 levels deep"),
        "dict_10k" => Fate::Refused(Direction::Encode, "a float where the list of a column's values belongs"),
        "exact_5000" => Fate::Refused(Direction::Encode, "a datetime among values of type Decimal"),
        _ => Fate::Refused(Direction::Encode, "is no table"),
    });

struct Arrow<'v>(&'v MontyObject);

impl Contender for Arrow<'_> {
    fn encode(&mut self) -> Outcome<Cow<'_, [u8]>> {
        let (graph, root) = graph_parts(self.0);
        let batch = to_batch(graph, root, &TableOptions::default())?;
        let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema())?;
        writer.write(&batch)?;
        writer.finish()?;
        Ok(writer.into_inner()?.into())
    }

    fn decode(&mut self, bytes: &[u8]) -> Outcome<MontyObject> {
        let reader = StreamReader::try_new(bytes, None)?;
        let schema = reader.schema();
        let batches = reader.collect::<Result<Vec<_>, _>>()?;
        Ok(from_batches(&schema, &batches, &Rows::Recorded)?)
    }
}
