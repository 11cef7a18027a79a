//! The names and forms of what the metadata of schemas and fields says.
//!
//! | where | key | value |
//! |---|---|---|
//! | schema | `monty.version` | `1`, the version of these rules |
//! | schema | `monty.rows` | `dict`, `namedtuple`, `instance`, `tuple`; `columns` for a dict of lists; `value` for a list |
//! | both | `monty.name` | the type name of namedtuples |
//! | both | `monty.class` | the class of instances: its encoding as CBOR, in hex |
//! | field | `monty.type` | the Python type, where it is not the one that the Arrow type stands for by itself |
//! | field | `monty.offset`, `monty.zone` | seconds and name of the offset from UTC of aware times and datetimes |
//! | field of a map | `monty.key.…`, `monty.value.…` | what the fields of its keys and values say, without `monty.`, once more |
//! | field | `monty.missing` | rows whose dict lacks the key, behind the number of all rows, such as `10:3,5-9`; the other nulls are None |

use std::collections::HashMap;

pub(super) const VERSION: &str = "monty.version";
pub(super) const ROWS: &str = "monty.rows";
pub(super) const NAME: &str = "monty.name";
pub(super) const CLASS: &str = "monty.class";
pub(super) const TYPE: &str = "monty.type";
pub(super) const OFFSET: &str = "monty.offset";
pub(super) const ZONE: &str = "monty.zone";
pub(super) const MISSING: &str = "monty.missing";

/// The version of these rules.
pub(super) const VERSION_1: &str = "1";
/// The field that holds the identities of instances.
pub(super) const ID: &str = "monty.id";
/// The name of the column of a list of anything but rows.
pub(super) const VALUE: &str = "value";

/// Metadata of a schema or field.
pub(super) type Meta = HashMap<String, String>;

pub(super) fn one(key: &str, value: impl Into<String>) -> Meta {
    Meta::from([(key.to_owned(), value.into())])
}

/// The parts of a map. There are libraries that lose what their fields say.
pub(super) const KEY: &str = "key";
pub(super) const MAP_VALUE: &str = "value";

/// Says of a map what the field of one of its parts says.
pub(super) fn repeat(part: &str, of_part: &Meta, of_map: &mut Meta) {
    let rest = of_part
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix("monty.")?, value)));
    of_map.extend(rest.map(|(key, value)| (format!("monty.{part}.{key}"), value.clone())));
}

/// What the field of a part of a map says, by itself or by the map.
pub(super) fn of_part(part: &str, of_part: &Meta, of_map: &Meta) -> Meta {
    let prefix = format!("monty.{part}.");
    let repeated = of_map
        .iter()
        .filter_map(|(key, value)| Some((key.strip_prefix(&prefix)?, value)));
    let mut meta: Meta = repeated
        .map(|(key, value)| (format!("monty.{key}"), value.clone()))
        .collect();
    meta.extend(of_part.clone());
    meta
}

/// Writes ascending row numbers of a column of `len` rows as `len:3,5-9`.
pub(super) fn ranges(rows: impl Iterator<Item = usize>, len: usize) -> String {
    let mut text = format!("{len}:");
    let mut open: Option<(usize, usize)> = None;
    let mut write = |(first, last): (usize, usize)| {
        if !text.ends_with(':') {
            text.push(',');
        }
        text.push_str(&first.to_string());
        if last > first {
            text.push('-');
            text.push_str(&last.to_string());
        }
    };
    for row in rows {
        open = match open {
            Some((first, last)) if last + 1 == row => Some((first, row)),
            Some(done) => {
                write(done);
                Some((row, row))
            }
            None => Some((row, row)),
        };
    }
    if let Some(done) = open {
        write(done);
    }
    text
}

/// Reads what [`ranges`] wrote for a column of as many rows.
pub(super) fn parse_ranges(text: &str, len: usize) -> Option<Vec<(usize, usize)>> {
    let (rows, text) = text.split_once(':')?;
    if rows.parse() != Ok(len) {
        return None;
    }
    let mut parsed = Vec::new();
    let mut next = 0;
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (first.parse().ok()?, last.parse().ok()?);
        if first < next || last < first || last >= len {
            return None;
        }
        next = last + 1;
        parsed.push((first, last));
    }
    Some(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_they_were_written() {
        for rows in [vec![0], vec![3, 5, 6, 7, 9], vec![0, 1, 2], vec![0, 2, 4]] {
            let text = ranges(rows.iter().copied(), 10);
            let read: Vec<usize> = parse_ranges(&text, 10)
                .unwrap()
                .into_iter()
                .flat_map(|(first, last)| first..=last)
                .collect();
            assert_eq!(read, rows, "{text}");
        }
        for bad in [
            "", "10:", "3", "11:3", "10:x", "10:3,2", "10:3-2", "10:9-10", "10:1,1", "10:-1",
        ] {
            assert_eq!(parse_ranges(bad, 10), None, "{bad}");
        }
    }
}
