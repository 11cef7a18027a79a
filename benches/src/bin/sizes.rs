//! Prints one JSON object about every shape in every encoding: sizes, allocations, and what is lost.
//!
//! * `size/SHAPE/IMPL`: bytes that the encoded value has
//! * `allocations/DIRECTION/SHAPE/IMPL`: how often memory was asked for; a block that grows asks again
//! * `bytes-allocated/DIRECTION/SHAPE/IMPL`: all that was asked for
//! * `peak/DIRECTION/SHAPE/IMPL`: the most bytes held at any time, without what was there before
//! * `lossy/SHAPE/IMPL`: what does not arrive
//! * `absent/DIRECTION/SHAPE/IMPL`: why there is nothing to measure

use monty_benches::{
    contender::{Direction, Fate, IMPLEMENTATIONS, Implementation, Outcome},
    counting::{Counting, Memory, measured},
    shapes::{self, Shape},
};
use serde_json::{Map, Value};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> Outcome<()> {
    let mut out = Map::new();
    for shape in &shapes::all()? {
        for implementation in &IMPLEMENTATIONS {
            implementation.check(shape)?;
            measure(implementation, shape, &mut out)?;
        }
    }
    println!("{:#}", Value::Object(out));
    Ok(())
}

fn measure(implementation: &Implementation, shape: &Shape, out: &mut Map<String, Value>) -> Outcome<()> {
    let place = format!("{}/{}", shape.name, implementation.name);
    if let Fate::Lossy(losses) = implementation.fate(shape.name) {
        let words: Vec<_> = losses.iter().map(|loss| loss.description()).collect();
        out.insert(format!("lossy/{place}"), words.join("; ").into());
    }
    let mut contender = implementation.contender(&shape.value)?;
    // What is set up once, or kept from one time to the next, is not counted.
    let bytes = match contender.encode() {
        Ok(bytes) => bytes.into_owned(),
        // That this was to be expected has been checked.
        Err(_) => Vec::new(),
    };
    for direction in Direction::BOTH {
        let name = direction.name();
        if let Some(reason) = implementation.absent(shape.name, direction) {
            out.insert(format!("absent/{name}/{place}"), reason.into());
            continue;
        }
        let memory = match direction {
            Direction::Encode => {
                out.insert(format!("size/{place}"), bytes.len().into());
                let (encoded, memory) = measured(|| contender.encode().map(drop));
                encoded?;
                memory
            }
            Direction::Decode => {
                let (decoded, memory) = measured(|| contender.decode(&bytes));
                decoded?;
                memory
            }
        };
        let Memory {
            allocations,
            bytes,
            peak,
        } = memory;
        out.insert(format!("allocations/{name}/{place}"), allocations.into());
        out.insert(format!("bytes-allocated/{name}/{place}"), bytes.into());
        out.insert(format!("peak/{name}/{place}"), peak.into());
    }
    Ok(())
}
