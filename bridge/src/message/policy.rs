//! Reads the option "policy": what the interpreter answers itself of what a script asks the system.
//!
//! By default nothing of the host's clock can be read and nothing waits without the host's doing.

use monty_types::{DateTimeSource, OsPolicy, ProcessTime, RandomSeed, RandomStart, SandboxTimeZone, SleepMode};
use num_bigint::BigInt;

use super::{
    Code, Error,
    options::{option_range, unknown_field},
    request::expect_array,
};
use crate::{
    DecodeLimits, Decoder, decode,
    graph::{MontyNode, graph_parts},
};

/// The first and last second since 1970 of the years 1 to 9999.
const SECONDS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// What holds where nothing else is said: the clock and sleeps are the host's, the zone is UTC, `time.process_time()` is
/// always zero, and random numbers begin from the system's entropy.
pub(crate) fn default_policy() -> OsPolicy {
    OsPolicy {
        datetime: DateTimeSource::CallHost,
        timezone: SandboxTimeZone::utc(),
        sleep: SleepMode::CallHost,
        process_time: ProcessTime::Zero,
        random_start: RandomStart::System,
    }
}

/// Reads null or `{"clock": .., "zone": .., "sleep": .., "process_time": .., "random": ..}`.
pub(super) fn read(decoder: &mut Decoder<'_>) -> Result<Option<OsPolicy>, Error> {
    if decoder.null()? {
        return Ok(None);
    }
    let mut policy = default_policy();
    for _ in 0..decoder.map()? {
        let offset = decoder.offset();
        match decoder.text()? {
            "clock" => policy.datetime = clock(decoder)?,
            "zone" => policy.timezone = zone(decoder)?,
            "sleep" => {
                policy.sleep = word(decoder, "sleep", |word| match word {
                    "host" => Some(SleepMode::CallHost),
                    "system" => Some(SleepMode::default()),
                    "zero" => Some(SleepMode::Zero),
                    _ => None,
                })?;
            }
            "process_time" => {
                policy.process_time = word(decoder, "process_time", |word| match word {
                    "zero" => Some(ProcessTime::Zero),
                    "elapsed" => Some(ProcessTime::Elapsed),
                    _ => None,
                })?;
            }
            "random" => policy.random_start = random(decoder)?,
            other => return Err(unknown_field(other, offset)),
        }
    }
    Ok(Some(policy))
}

/// Reads one of the words that `known` knows.
fn word<T>(decoder: &mut Decoder<'_>, name: &str, known: impl FnOnce(&str) -> Option<T>) -> Result<T, Error> {
    let offset = decoder.offset();
    known(decoder.text()?).ok_or_else(|| option_range(name, offset))
}

/// Reads "host", "system" or `[seconds, microseconds]` since 1970 in UTC.
fn clock(decoder: &mut Decoder<'_>) -> Result<DateTimeSource, Error> {
    if !next_is_array(decoder) {
        return word(decoder, "clock", |word| match word {
            "host" => Some(DateTimeSource::CallHost),
            "system" => Some(DateTimeSource::System),
            _ => None,
        });
    }
    let offset = decoder.offset();
    expect_array(decoder, 2, "a fixed clock")?;
    let (unix_seconds, microsecond) = (decoder.int()?, decoder.uint()?);
    match u32::try_from(microsecond) {
        Ok(microsecond) if microsecond < 1_000_000 && SECONDS.contains(&unix_seconds) => Ok(DateTimeSource::Fixed {
            unix_seconds,
            microsecond,
        }),
        _ => Err(option_range("clock", offset)),
    }
}

/// Reads the name of a zone of the bundled IANA database, or `[offset in seconds, name / null]`.
fn zone(decoder: &mut Decoder<'_>) -> Result<SandboxTimeZone, Error> {
    let offset = decoder.offset();
    if !next_is_array(decoder) {
        let name = decoder.text()?;
        return SandboxTimeZone::named(name)
            .map_err(|_| Error::new(Code::OptionRange, format!("there is no time zone {name:?}")).at(offset));
    }
    expect_array(decoder, 2, "a fixed zone")?;
    let seconds = decoder.int()?;
    let name = if decoder.null()? {
        None
    } else {
        Some(decoder.text()?.to_owned())
    };
    match i32::try_from(seconds) {
        Ok(offset_seconds) if offset_seconds.abs() < 86_400 => Ok(SandboxTimeZone::Fixed { offset_seconds, name }),
        _ => Err(option_range("zone", offset)),
    }
}

/// Reads "system", "host" or `["seed", int / float / str / bytes]`.
fn random(decoder: &mut Decoder<'_>) -> Result<RandomStart, Error> {
    if !next_is_array(decoder) {
        return word(decoder, "random", |word| match word {
            "system" => Some(RandomStart::System),
            "host" => Some(RandomStart::CallHost),
            _ => None,
        });
    }
    expect_array(decoder, 2, "a random start")?;
    word(decoder, "random", |word| (word == "seed").then_some(()))?;
    let offset = decoder.offset();
    let at = |error: crate::DecodeError| {
        let place = offset + error.offset();
        Error::from(error).at(place)
    };
    // The arena of the message is not there before its end; a seed has no parts that could be shared.
    let seed = decode(decoder.skip_raw()?, &DecodeLimits::default()).map_err(at)?;
    let (graph, root) = graph_parts(&seed);
    let seed = match graph.node(root) {
        MontyNode::Int(value) => RandomSeed::Int(BigInt::from(*value)),
        MontyNode::BigInt(value) => RandomSeed::Int(value.clone()),
        MontyNode::Float(value) => RandomSeed::Float(*value),
        MontyNode::String(value) => RandomSeed::Str(value.clone()),
        MontyNode::Bytes(value) => RandomSeed::Bytes(value.clone()),
        _ => return Err(option_range("random", offset)),
    };
    Ok(RandomStart::Seed(seed))
}

fn next_is_array(decoder: &Decoder<'_>) -> bool {
    decoder.rest().first().is_some_and(|head| head >> 5 == 4)
}
