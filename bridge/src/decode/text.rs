//! Text strings: checked to be UTF-8, and copied, in one go.

/// A text that is looked at word by word: longer ones are for the vector instructions of `simdutf8`.
const SHORT: usize = 24;
/// How much of a long text is checked before it is copied: it is in the fastest cache then. Copies of 4 KiB and more would
/// go through string instructions of the processor, which take five times as long on some.
const BLOCK: usize = 2 << 10;

/// The text that `bytes` are, or `None` if they are not UTF-8.
#[inline]
pub(super) fn checked(bytes: &[u8]) -> Option<&str> {
    if bytes.len() < SHORT && is_ascii(bytes) {
        // SAFETY: ASCII is UTF-8.
        return Some(unsafe { std::str::from_utf8_unchecked(bytes) });
    }
    simdutf8::basic::from_utf8(bytes).ok()
}

/// [`checked`] as a text of its own.
#[inline]
pub(super) fn owned(bytes: &[u8]) -> Option<String> {
    if bytes.len() <= BLOCK {
        checked(bytes).map(str::to_owned)
    } else {
        in_blocks(bytes)
    }
}

#[inline(never)]
fn in_blocks(mut bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len());
    while let Some((block, _)) = bytes.split_at_checked(BLOCK) {
        // A character that begins in this block may end in the next one.
        let whole = (BLOCK - 3..=BLOCK)
            .rev()
            .find(|&end| bytes.get(end).is_none_or(|byte| byte & 0xc0 != 0x80))?;
        text.push_str(simdutf8::basic::from_utf8(&block[..whole]).ok()?);
        bytes = &bytes[whole..];
    }
    text.push_str(simdutf8::basic::from_utf8(bytes).ok()?);
    Some(text)
}

/// Whether fewer than [`SHORT`] bytes are all ASCII.
#[inline(always)]
fn is_ascii(bytes: &[u8]) -> bool {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            // These overlap, or leave out what is in the middle.
            let middle = match bytes.get(8..16) {
                Some(middle) => middle.first_chunk().map_or(0, |middle| u64::from_ne_bytes(*middle)),
                None => 0,
            };
            (u64::from_ne_bytes(*first) | middle | u64::from_ne_bytes(*last)) & HIGH == 0
        }
        _ => bytes.iter().fold(0, |all, byte| all | byte) < 0x80,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_that_is_not_ascii_is_seen_wherever_it_is() {
        for len in 0..SHORT {
            let mut bytes = vec![b'a'; len];
            assert!(is_ascii(&bytes));
            for place in 0..len {
                bytes[place] = 0x80;
                assert!(!is_ascii(&bytes), "{place} of {len}");
                assert_eq!(checked(&bytes), None);
                bytes[place] = b'a';
            }
        }
    }

    #[test]
    fn texts_are_whole_wherever_a_block_ends() {
        for character in ["a", "é", "€", "😀"] {
            for before in 0..5 {
                let text = "x".repeat(before) + &character.repeat(3 * BLOCK / character.len());
                assert_eq!(owned(text.as_bytes()).as_deref(), Some(text.as_str()));
                for end in text.len() - 5..text.len() {
                    let cut = &text.as_bytes()[..end];
                    assert_eq!(owned(cut).as_deref(), std::str::from_utf8(cut).ok());
                }
            }
        }
    }

    #[test]
    fn what_is_not_text_is_found_wherever_it_is() {
        for place in [
            0,
            1,
            BLOCK - 3,
            BLOCK - 2,
            BLOCK - 1,
            BLOCK,
            BLOCK + 1,
            2 * BLOCK,
            3 * BLOCK - 1,
        ] {
            for wrong in [
                &b"\xff"[..],
                b"\x80",
                b"\xc3",
                b"\xe2\x82",
                b"\xf0\x9f\x98",
                b"\xed\xa0\x80",
                b"\x80\x80\x80\x80\x80",
            ] {
                let mut bytes = "é".repeat(3 * BLOCK / 2).into_bytes();
                bytes.splice(place..bytes.len().min(place + wrong.len()), wrong.iter().copied());
                assert_eq!(
                    owned(&bytes).as_deref(),
                    std::str::from_utf8(&bytes).ok(),
                    "{place} {wrong:?}"
                );
            }
        }
    }
}
