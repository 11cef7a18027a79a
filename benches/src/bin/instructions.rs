//! One encode or decode of one shape, in a function that callgrind collects: `instructions DIRECTION SHAPE`.
//!
//! The same work is done once before, so that what happens only the first time (detecting what the processor can, the
//! allocator's first blocks) is not counted, and its result is compared. Nothing here depends on a random number.

use std::{env, hint::black_box};

use monty_benches::{contender::Outcome, loss::same, shapes};
use monty_bridge::{DecodeLimits, decode, encode};

/// What is counted: all that `work` executes. The name is known to `benches/instructions.py`.
#[inline(never)]
fn collected<T>(work: impl Fn() -> T) -> T {
    black_box(work())
}

fn main() -> Outcome<()> {
    let mut arguments = env::args().skip(1);
    let (Some(direction), Some(name), None) = (arguments.next(), arguments.next(), arguments.next()) else {
        return Err("usage: instructions encode|decode SHAPE".into());
    };
    let shape = shapes::one(&name)?.ok_or("no such shape")?;
    let bytes = encode(&shape.value);
    let limits = DecodeLimits::default();
    if !same(&decode(&bytes, &limits)?, &shape.value) {
        return Err("the value arrives changed".into());
    }
    match direction.as_str() {
        "encode" => drop(collected(|| encode(black_box(&shape.value)))),
        "decode" => drop(collected(|| decode(black_box(&bytes), &limits))?),
        _ => return Err("neither encode nor decode".into()),
    }
    Ok(())
}
