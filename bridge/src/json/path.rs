//! The path to a place in a value, for error messages.

use super::{Frame, text::Writer};
use crate::graph::MontyNode;

/// Steps shown at either end of a long path.
const SHOWN: usize = 8;
/// Most characters of a key that are shown.
const KEY: usize = 64;

/// The path to the item that the innermost of `frames` has begun.
pub(super) fn of(nodes: &[MontyNode], frames: &[Frame<'_>]) -> String {
    let mut path = String::new();
    if frames.len() <= 2 * SHOWN {
        steps(&mut path, nodes, frames);
    } else {
        steps(&mut path, nodes, &frames[..SHOWN]);
        path.push_str("...");
        steps(&mut path, nodes, &frames[frames.len() - SHOWN..]);
    }
    path
}

fn steps(path: &mut String, nodes: &[MontyNode], frames: &[Frame<'_>]) {
    for frame in frames {
        match frame {
            Frame::Array { done, .. } => path.push_str(&format!("[{}]", done.saturating_sub(1))),
            Frame::Object { pairs, done } => {
                if let Some((key, _)) = pairs.get(done.saturating_sub(1)) {
                    step(path, &nodes[key.index()]);
                }
            }
        }
    }
}

/// The step to the value of a key, which is of a type that JSON objects can have.
fn step(path: &mut String, key: &MontyNode) {
    let MontyNode::String(text) = key else {
        let mut writer = Writer::new(KEY);
        // A key too long for the limit is cut.
        let _ = writer.leaf(key);
        path.push_str(&format!("[{}]", writer.finish()));
        return;
    };
    let plain = |(place, byte): (usize, u8)| match byte {
        b'_' => true,
        b'0'..=b'9' => place > 0,
        byte => byte.is_ascii_alphabetic(),
    };
    if !text.is_empty() && text.len() <= KEY && text.bytes().enumerate().all(plain) {
        path.push('.');
        path.push_str(text);
        return;
    }
    let shown: String = text.chars().take(KEY).collect();
    let cut = if shown.len() < text.len() { "..." } else { "" };
    // Control characters take at most six bytes each.
    let mut writer = Writer::new(2 + 6 * shown.len());
    let _ = writer.string(&shown);
    path.push_str(&format!("[{}{cut}]", writer.finish()));
}
