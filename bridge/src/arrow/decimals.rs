//! Columns of decimals: an exponent that all have, and the digits as integers.

use std::sync::Arc;

use arrow_array::{Decimal128Array, Decimal256Array};
use arrow_buffer::{NullBuffer, i256};
use arrow_schema::DataType;

use super::{
    TableError,
    arena::{Arena, Node},
    build::Column,
    cells::Source,
    error::Place,
};
use crate::decimal::{Decimal, Form};

/// Most digits of Decimal128 and Decimal256.
pub(super) const DIGITS_128: u8 = 38;
pub(super) const DIGITS_256: u8 = 76;

const TEN: i256 = i256::from_i128(10);
const BOUND_128: i256 = power_of_ten(DIGITS_128);
const BOUND_256: i256 = power_of_ten(DIGITS_256);
/// What may still be multiplied by ten.
const BOUND_TENTH: i256 = power_of_ten(DIGITS_256 - 1);

const fn power_of_ten(exponent: u8) -> i256 {
    let (mut power, mut left) = (i256::ONE, exponent);
    while left > 0 {
        power = power.wrapping_mul(TEN);
        left -= 1;
    }
    power
}

/// Whether a number has at most as many digits as a Decimal256.
pub(super) fn fits(number: i256) -> bool {
    below(number, BOUND_256)
}

fn below(number: i256, bound: i256) -> bool {
    number < bound && number > bound.wrapping_neg()
}

/// A finite decimal: `digits / 10^scale`.
struct Parts {
    digits: i256,
    scale: i64,
}

pub(super) fn column<A: Arena>(
    source: &Source<'_, A>,
    cells: &[A::Id],
    place: &Place<'_>,
) -> Result<Column, TableError> {
    source.charge(place, cells.len(), size_of::<i128>())?;
    if let Some((values, scale)) = plain(source, cells) {
        return Ok(small_column(values, scale, source.nulls(cells)));
    }
    let mut parsed = Vec::with_capacity(cells.len());
    let mut scale: Option<i64> = None;
    for (index, &cell) in cells.iter().enumerate() {
        let (parts, text) = match source.value(cell) {
            Some(Node::Decimal(text)) => (parts(text).map_err(|message| place.error(index, message))?, text),
            Some(Node::SmallDecimal(digits, exponent)) => {
                let (digits, scale) = (i256::from(digits), -i64::from(exponent));
                (Parts { digits, scale }, "")
            }
            _ => {
                parsed.push(None);
                continue;
            }
        };
        match scale {
            None => scale = Some(parts.scale),
            Some(common) if common == parts.scale => {}
            Some(common) if source.options.widen => scale = Some(common.max(parts.scale)),
            Some(common) => {
                let message = format!(
                    "the Decimal {text} has the exponent {} where the rows before have {}",
                    -parts.scale, -common
                );
                return Err(place.error(index, message));
            }
        }
        parsed.push(Some(parts));
    }
    let scale = scale.unwrap_or(0);
    let arrow_scale = i8::try_from(scale)
        .ok()
        .filter(|scale| scale.unsigned_abs() <= DIGITS_256)
        .ok_or_else(|| place.whole(format!("decimals with the exponent {} have no column type", -scale)))?;
    let mut values = Vec::with_capacity(cells.len());
    let mut small = arrow_scale.unsigned_abs() <= DIGITS_128;
    for (index, parts) in parsed.into_iter().enumerate() {
        let value = match parts {
            None => i256::ZERO,
            Some(parts) => rescale(parts, scale).ok_or_else(|| {
                place.error(
                    index,
                    format!("a Decimal of more than {DIGITS_256} digits in this column"),
                )
            })?,
        };
        small = small && below(value, BOUND_128);
        values.push(value);
    }
    let nulls = source.nulls(cells);
    if small {
        return Ok(small_column(
            values.into_iter().map(i256::as_i128).collect(),
            arrow_scale,
            nulls,
        ));
    }
    source.charge(place, cells.len(), size_of::<i256>() - size_of::<i128>())?;
    let array =
        Decimal256Array::new(values.into(), nulls).with_data_type(DataType::Decimal256(DIGITS_256, arrow_scale));
    Ok(Column::plain(Arc::new(array)))
}

/// A column of decimals that have at most 38 digits.
pub(super) fn small_column(values: Vec<i128>, scale: i8, nulls: Option<NullBuffer>) -> Column {
    let array = Decimal128Array::new(values.into(), nulls).with_data_type(DataType::Decimal128(DIGITS_128, scale));
    Column::plain(Arc::new(array))
}

/// The scale of such a column, if it can have this one.
pub(super) fn small_scale(scale: i64) -> Option<i8> {
    i8::try_from(scale)
        .ok()
        .filter(|scale| scale.unsigned_abs() <= DIGITS_128)
}

/// The digits and the scale of decimals that all are plain and have one exponent, as they mostly do.
fn plain<A: Arena>(source: &Source<'_, A>, cells: &[A::Id]) -> Option<(Vec<i128>, i8)> {
    let mut values = Vec::with_capacity(cells.len());
    let mut common = None;
    for &cell in cells {
        let text = match source.value(cell) {
            Some(Node::Decimal(text)) => text,
            None => {
                values.push(0);
                continue;
            }
            Some(_) => return None,
        };
        let (negative, exponent, coefficient) = Decimal::parse_plain(text)?;
        if *common.get_or_insert(exponent) != exponent {
            return None;
        }
        let digits = i128::from(coefficient);
        values.push(if negative { -digits } else { digits });
    }
    Some((values, small_scale(-common.unwrap_or(0))?))
}

/// The digits for a scale that is not smaller than the number's own.
fn rescale(parts: Parts, scale: i64) -> Option<i256> {
    let mut digits = parts.digits;
    for _ in parts.scale..scale {
        if !below(digits, BOUND_TENTH) {
            return None;
        }
        digits = digits.wrapping_mul(TEN);
    }
    Some(digits)
}

/// Takes a decimal's text apart.
fn parts(text: &str) -> Result<Parts, String> {
    if let Some((negative, exponent, coefficient)) = Decimal::parse_plain(text) {
        let digits = i256::from(i128::from(coefficient));
        return Ok(Parts {
            digits: if negative { digits.wrapping_neg() } else { digits },
            scale: -exponent,
        });
    }
    let Some(decimal) = Decimal::parse(text) else {
        return Err("a Decimal that is no number".to_owned());
    };
    let Form::Finite { exponent, digits } = &decimal.form else {
        return Err(format!("the Decimal {text} has no place in a column"));
    };
    if decimal.negative && digits.is_zero() {
        return Err(format!(
            "the Decimal {text} has no place in a column: Arrow has no negative zero"
        ));
    }
    let number = Some(digits.as_str())
        .filter(|digits| digits.len() <= DIGITS_256.into())
        .and_then(i256::from_string)
        .ok_or_else(|| format!("a Decimal of more than {DIGITS_256} digits"))?;
    Ok(Parts {
        digits: if decimal.negative {
            number.wrapping_neg()
        } else {
            number
        },
        scale: -*exponent,
    })
}
