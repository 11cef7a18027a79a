//! What a decoder refuses, each rule with the kind and offset of the error.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests say what went wrong by panicking"
)]

use monty_bridge::{
    DecodeErrorKind::{self as Kind, *},
    DecodeLimits, Decoder, decode, decode_strict,
};

fn text(text: &str) -> String {
    let mut out = Vec::new();
    monty_bridge::cbor::text(&mut out, text);
    hex::encode(out)
}

fn bytes_of(hex: &str) -> Vec<u8> {
    hex::decode(hex.replace(' ', "")).unwrap()
}

#[track_caller]
fn check(hex: &str, kind: Kind, offset: usize) {
    let error = match decode(&bytes_of(hex), &DecodeLimits::default()) {
        Err(error) => error,
        Ok(value) => panic!("{hex} is {value:?}"),
    };
    assert_eq!((error.kind(), error.offset()), (kind, offset), "{hex}");
}

#[track_caller]
fn table(rows: &[(&str, Kind, usize)]) {
    for (hex, kind, offset) in rows {
        check(hex, *kind, *offset);
    }
}

const UUID: &str = "d825 50 000102030405060708090a0b0c0d0e0f";

#[test]
fn truncated_input() {
    table(&[
        ("", Truncated, 0),
        ("18", Truncated, 0),
        ("1900", Truncated, 0),
        ("1a000000", Truncated, 0),
        ("1b00000000000000", Truncated, 0),
        ("fb00", Truncated, 0),
        ("f9 00", Truncated, 0),
        ("42 00", Truncated, 0),
        ("82 00", Truncated, 0),
        ("82 00 18", Truncated, 2),
        ("82 81 81 00", Truncated, 2),
        ("a1 00", Truncated, 0),
        ("9f 00", Truncated, 2),
        ("5f 41 00", Truncated, 3),
        ("d9ba00", Truncated, 3),
        ("d81c", Truncated, 2),
        ("c2", Truncated, 1),
        ("9b ffffffffffffffff", Truncated, 0),
        ("7b ffffffffffffffff", Truncated, 0),
        ("bb 8000000000000000", Truncated, 0),
        ("d9ba13 9b fffffffffffffffe", Truncated, 3),
        ("d9ba02 83 60 9b 0fffffffffffffff", Truncated, 5),
    ]);
}

#[test]
fn trailing_bytes() {
    table(&[
        ("00 00", Trailing, 1),
        ("80 ff", Trailing, 1),
        ("61 61 00", Trailing, 2),
    ]);
}

#[test]
fn heads_that_are_not_well_formed() {
    table(&[
        ("1c", Malformed, 0),
        ("3d", Malformed, 0),
        ("5e", Malformed, 0),
        ("81 9c", Malformed, 1),
        ("dc", Malformed, 0),
        ("1f", Malformed, 0),
        ("3f", Malformed, 0),
        ("df 00", Malformed, 0),
        ("ff", Malformed, 0),
        ("81 ff", Malformed, 1),
        ("d9ba00 ff", Malformed, 3),
        ("f8 00", Malformed, 0),
        ("f8 1f", Malformed, 0),
        ("fc", Malformed, 0),
        ("fe", Malformed, 0),
        ("5f 61 61 ff", Malformed, 1),
        ("7f 41 61 ff", Malformed, 1),
        ("5f 5f 41 00 ff ff", Malformed, 1),
        ("5f 00 ff", Malformed, 1),
        ("5f f6 ff", Malformed, 1),
    ]);
}

#[test]
fn simple_values_without_a_python_counterpart() {
    table(&[
        ("f7", UnknownSimple, 0),
        ("e0", UnknownSimple, 0),
        ("f3", UnknownSimple, 0),
        ("f8 20", UnknownSimple, 0),
        ("82 f6 f8 ff", UnknownSimple, 2),
    ]);
}

#[test]
fn text_that_is_not_utf8() {
    table(&[
        ("61 ff", InvalidUtf8, 0),
        ("62 c0 80", InvalidUtf8, 0),
        ("63 ed a0 80", InvalidUtf8, 0),
        ("82 00 61 80", InvalidUtf8, 2),
        // A character may not be split between chunks.
        ("7f 61 c3 61 a9 ff", InvalidUtf8, 1),
        ("d9ba08 61 ff", InvalidUtf8, 3),
        ("a1 61 ff 00", InvalidUtf8, 1),
    ]);
    let long = format!("7864{}ff", "61".repeat(99));
    check(&long, InvalidUtf8, 0);
}

#[test]
fn unknown_tags() {
    table(&[
        ("c1 00", UnknownTag, 0),
        ("c5 82 00 00", UnknownTag, 0),
        ("81 d8 20 60", UnknownTag, 1),
        ("d9ba14 00", UnknownTag, 0),
        ("d9ba1f 00", UnknownTag, 0),
        ("d9d9f7 00", UnknownTag, 0),
        ("db ffffffffffffffff 00", UnknownTag, 0),
        ("d825 50 000102030405060708090a0b0c0d0e0f", UnknownTag, 0),
    ]);
}

#[test]
fn wrong_content_under_a_tag() {
    let date = text("2026-11-03T12:00:00");
    let rows = [
        ("c0 00".to_owned(), WrongContent, 1),
        ("c2 00".into(), WrongContent, 1),
        ("c3 61 00".into(), WrongContent, 1),
        ("c4 00".into(), WrongContent, 1),
        ("c4 81 00".into(), WrongContent, 1),
        ("c4 83 00 00 00".into(), WrongContent, 1),
        ("c4 82 f4 00".into(), WrongContent, 2),
        ("c4 82 00 fb3ff0000000000000".into(), WrongContent, 3),
        ("d9010c 82 00 00".into(), WrongContent, 3),
        ("d9010c 83 00 20 00".into(), WrongContent, 5),
        ("d9010c 83 00 00 20".into(), WrongContent, 6),
        ("d90102 a0".into(), WrongContent, 3),
        ("d903ec 00".into(), WrongContent, 3),
        ("d903ea 00".into(), WrongContent, 3),
        ("d903ea a0".into(), WrongContent, 3),
        ("d903ea a1 02 00".into(), WrongContent, 3),
        ("d903ea a2 01 00 01 00".into(), WrongContent, 3),
        ("d903ea a3 01 00 25 00 26 00".into(), WrongContent, 3),
        ("d903ea a1 01 f6".into(), WrongContent, 5),
        ("d903ea a2 01 00 25 20".into(), WrongContent, 7),
        ("d9a7f8 82 00 00".into(), WrongContent, 4),
        ("d9a7f8 81 fb0000000000000000".into(), WrongContent, 3),
        ("d9ba00 00".into(), WrongContent, 3),
        ("d9ba00 a0".into(), WrongContent, 3),
        ("d9ba01 d9ba00 80".into(), WrongContent, 3),
        ("d9ba02 80".into(), WrongContent, 3),
        ("d9ba02 83 00 80 80".into(), WrongContent, 4),
        ("d9ba02 83 60 81 00 81 00".into(), WrongContent, 6),
        ("d9ba03 00".into(), WrongContent, 3),
        ("d9ba04 f5".into(), WrongContent, 3),
        ("d9ba05 00".into(), WrongContent, 3),
        (format!("d9ba05 82 {date} 00"), WrongContent, 3),
        (format!("d9ba05 83 {date} f6 f6"), WrongContent, 24),
        (format!("d9ba05 83 {date} 00 00"), WrongContent, 25),
        (format!("d9ba06 84 {} f6 61 61 00", text("12:00:00")), WrongContent, 14),
        ("d9ba07 f6".into(), WrongContent, 3),
        ("d9ba07 82 00 f6".into(), WrongContent, 5),
        ("d9ba08 40".into(), WrongContent, 3),
        ("d9ba09 60".into(), WrongContent, 3),
        (format!("d9ba09 82 {} 00", text("ValueError")), WrongContent, 15),
        ("d9ba0a 00".into(), WrongContent, 3),
        ("d9ba0b 00".into(), WrongContent, 3),
        ("d9ba0c 81 60".into(), WrongContent, 3),
        ("d9ba0d 83 60 61 72 20".into(), WrongContent, 7),
        (format!("d9ba0e 84 60 {UUID} f4 f4"), WrongContent, 3),
        (format!("d9ba0e 85 60 {UUID} f6 f4 a0"), WrongContent, 24),
        (format!("d9ba0e 85 60 {UUID} f4 f4 80"), WrongContent, 26),
        ("d9ba0e 85 60 00 f4 f4 a0".into(), WrongContent, 5),
        ("d9ba0e 85 60 c0 40 f4 f4 a0".into(), WrongContent, 5),
        ("d9ba11 00".into(), WrongContent, 3),
        ("d9ba12 40".into(), WrongContent, 3),
        ("d9ba13 a0".into(), WrongContent, 3),
        ("d9ba13 81 00".into(), WrongContent, 3),
        ("d9ba13 9f 00 ff".into(), WrongContent, 3),
        // An instance of what is no class.
        (format!("d9ba0f 83 00 {UUID} a0"), WrongContent, 4),
        (format!("d9ba0f 83 80 {UUID} a0"), WrongContent, 4),
        (format!("82 d81c 80 d9ba0f 83 d81d 00 {UUID} a0"), WrongContent, 8),
        // An indefinite-length array with one item too many.
        (
            "d9a7f8 9f fb0000000000000000 fb0000000000000000 00 ff".into(),
            WrongContent,
            3,
        ),
        (format!("d9ba0e 9f 60 {UUID} f4 f4 a0 00 ff"), WrongContent, 3),
        ("bf 00 ff".into(), WrongContent, 0),
        // Names are text, never references.
        ("82 d81c 61 61 d9ba08 d81d 00".into(), WrongContent, 8),
    ];
    for (hex, kind, offset) in &rows {
        check(hex, *kind, *offset);
    }
}

#[test]
fn dates_times_and_offsets_out_of_range() {
    for bad in [
        "2026-13-01",
        "2026-00-01",
        "2026-02-29",
        "2026-04-31",
        "0000-01-01",
        "2026-1-01",
        "26-01-01",
        "2026-01-01 ",
        "2026/01/01",
        "-001-01-01",
        "10000-01-01",
        "",
    ] {
        check(&format!("d903ec {}", text(bad)), OutOfRange, 3);
    }
    for bad in [
        "2026-11-03T12:00:00",
        "2026-11-03t12:00:00Z",
        "2026-11-03 12:00:00Z",
        "2026-11-03T12:00:00z",
        "2026-11-03T24:00:00Z",
        "2026-11-03T12:60:00Z",
        "2026-11-03T12:00:60Z",
        "2026-11-03T12:00:00.5Z",
        "2026-11-03T12:00:00.1234567Z",
        "2026-11-03T12:00:00-00:00",
        "2026-11-03T12:00:00+24:00",
        "2026-11-03T12:00:00+0100",
        "2026-11-03T12:00:00+01",
        "2026-11-03T12:00:00+01:60",
        "2026-11-03T12:00Z",
        "2026-11-03T12:00:00+01:00:30",
        "2026-02-30T12:00:00Z",
    ] {
        check(&format!("c0 {}", text(bad)), OutOfRange, 1);
    }
    check(&format!("d9ba05 {}", text("2026-11-03T12:00:00Z")), OutOfRange, 3);
    check(&format!("d9ba05 {}", text("2026-11-03")), OutOfRange, 3);
    check(&format!("d9ba06 {}", text("24:00:00")), OutOfRange, 3);
    check(&format!("d9ba06 {}", text("12:00")), OutOfRange, 3);
    let noon = text("12:00:00");
    check(&format!("d9ba06 84 {noon} f6 f6 02"), OutOfRange, 15);
    check(&format!("d9ba06 84 {noon} 1a 00015180 f6 00"), OutOfRange, 13);
    check("d9ba07 1a 00015180", OutOfRange, 3);
    check("d9ba07 3a 0001517f", OutOfRange, 3);
    check("d9ba07 1b 8000000000000000", OutOfRange, 3);
    // timedelta.min minus a second, timedelta.max plus one, a million microseconds.
    check("d903ea a1 01 3b 00004e94914dae80", OutOfRange, 3);
    check("d903ea a1 01 1b 00004e94914f0000", OutOfRange, 3);
    check("d903ea a2 01 00 25 1a 000f4240", OutOfRange, 3);
    check("d903ea a1 01 1b ffffffffffffffff", OutOfRange, 5);
}

#[test]
fn decimals_out_of_range() {
    table(&[
        // Exponents one beyond either end, and the largest for two digits.
        ("c4 82 1b 0de0b6b3a7640000 01", OutOfRange, 1),
        ("c4 82 3b 1bc16d674ec7fffd 01", OutOfRange, 1),
        ("c4 82 1b 0de0b6b3a763ffff 0a", OutOfRange, 1),
        ("c4 82 c2 49 010000000000000000 01", OutOfRange, 1),
        ("d9010c 83 00 01 02", OutOfRange, 3),
        ("d9010c 83 01 00 03", OutOfRange, 3),
        ("d9010c 83 01 00 04", OutOfRange, 3),
        ("d9010c 83 00 00 08", OutOfRange, 6),
    ]);
    let long = format!("c4 82 00 c2 5906fb {}", "01".repeat(1787));
    check(&long, OutOfRange, 4);
    let long = format!("c4 82 00 c2 5906fa {}", "ff".repeat(1786));
    check(&long, OutOfRange, 1);
}

#[test]
fn namedtuples_with_other_numbers_of_names_and_values() {
    table(&[
        ("d9ba02 83 60 80 81 00", NameCount, 6),
        ("d9ba02 83 60 81 60 80", NameCount, 7),
        ("d9ba02 83 60 81 60 9f ff", NameCount, 7),
        ("d9ba02 83 60 80 9f 00 ff", NameCount, 6),
    ]);
}

#[test]
fn unknown_names() {
    for (prefix, name, suffix, offset) in [
        ("d9ba09 82", "NoSuchError", "f6", 4),
        ("d9ba09 82", "valueerror", "f6", 4),
        ("d9ba0a", "integer", "", 3),
        ("d9ba0a", "", "", 3),
        ("d9ba0b", "Len", "", 3),
        ("d9ba0b", "__import__", "", 3),
        ("d9ba0d 83 60", "x", "00", 5),
        ("d9ba0d 83 60", "rt", "00", 5),
        ("d9ba0d 83 60", "br", "00", 5),
        ("d9ba0d 83 60", "", "00", 5),
    ] {
        check(&format!("{prefix} {} {suffix}", text(name)), UnknownName, offset);
    }
}

#[test]
fn ids_that_are_not_sixteen_bytes() {
    table(&[
        ("d9ba0e 85 60 d825 40 f4 f4 a0", BadId, 7),
        ("d9ba0e 85 60 d825 4f 000000000000000000000000000000 f4 f4 a0", BadId, 7),
        ("d9ba10 83 60 d825 51 0000000000000000000000000000000000 a0", BadId, 7),
        ("d9ba10 83 60 d825 60 a0", WrongContent, 7),
    ]);
}

#[test]
fn misplaced_sharing_tags() {
    table(&[
        ("d81d 00", BadShare, 0),
        ("82 d81d 00 d81c 80", BadShare, 1),
        ("82 d81c 80 d81d 01", BadShare, 4),
        ("d81c 81 d81d 00", BadShare, 3),
        ("d81c d81c 80", BadShare, 2),
        ("d81c d9001c 80", BadShare, 2),
        ("82 d81c 80 d81c d81d 00", BadShare, 6),
        ("82 d81c 80 d81d 20", BadShare, 6),
        ("82 d81c 80 d81d 60", BadShare, 6),
        ("82 d81c 80 d81d c2 40", BadShare, 6),
        ("82 d81c 80 d81d 1b ffffffffffffffff", BadShare, 4),
        // A class may not be an instance of itself.
        ("d81c d9ba0f 83 d81d 00 00 a0", BadShare, 6),
    ]);
}

#[test]
fn nesting_beyond_the_limit() {
    let limits = DecodeLimits {
        depth: 2,
        ..DecodeLimits::default()
    };
    for (hex, offset) in [
        ("81 81 80", 2),
        ("81 81 d81c 80", 4),
        ("81 a1 00 a0", 3),
        ("81 81 d9ba00 80", 2),
        ("a1 80 80", usize::MAX),
        ("a1 81 81 00 00", 2),
        ("9f 9f 9f ff ff ff", 2),
        ("d9ba13 82 d9ba00 81 d90102 80 00", 8),
    ] {
        match decode(&bytes_of(hex), &limits) {
            Ok(_) => assert_eq!(offset, usize::MAX, "{hex}"),
            Err(error) => assert_eq!((error.kind(), error.offset()), (TooDeep, offset), "{hex}"),
        }
    }
    let bare = DecodeLimits {
        depth: 0,
        ..DecodeLimits::default()
    };
    assert!(decode(&[0x18, 0x20], &bare).is_ok());
    assert_eq!(decode(&[0x80], &bare).unwrap_err().kind(), TooDeep);
}

#[test]
fn memory_beyond_the_budget() {
    let limits = DecodeLimits {
        budget: 400,
        ..DecodeLimits::default()
    };
    let long = format!("82 00 78ff {}", "61".repeat(255));
    let error = decode(&bytes_of(&long), &limits).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (OverBudget, 2));
    assert!(error.is_limit() && !error.is_truncated() && !error.is_strictness());
}

#[test]
fn strict_mode_refuses_keys_that_python_would_merge() {
    let duplicates = [
        ("a2 01 00 01 00", 0),
        ("a2 01 00 f5 00", 0),
        ("a2 00 00 f4 00", 0),
        ("a2 01 00 fb3ff0000000000000 00", 0),
        ("a2 fb0000000000000000 00 fb8000000000000000 00", 0),
        ("a2 60 00 60 00", 0),
        ("a2 f6 00 f6 00", 0),
        ("81 a2 01 00 01 00", 1),
        ("d90102 82 01 f5", 3),
        ("d9ba01 82 01 01", 3),
        ("d81c d90102 82 6161 6161", 5),
        // Decimal("1.0") and complex(1) equal 1; Decimal("0.5") equals the float.
        ("d9ba13 84 01 00 c4 82 20 0a 00", 3),
        ("d9ba13 84 01 00 d9a7f8 82 fb3ff0000000000000 fb0000000000000000 00", 3),
        ("d90102 82 fb3fe0000000000000 c4 82 20 05", 3),
        // 10^20 as Decimal and as int; infinity as Decimal and as float.
        ("d90102 82 c2 49 056bc75e2d63100000 c4 82 14 01", 3),
        ("d90102 82 fb7ff0000000000000 d9010c 83 00 00 02", 3),
        // Tuples by their items, a namedtuple as the tuple, frozensets in any order.
        ("d90102 82 d9ba00 82 01 02 d9ba00 82 f5 02", 3),
        ("d90102 82 d9ba00 81 01 d9ba02 83 60 81 60 81 01", 3),
        ("d90102 82 d9ba01 82 01 02 d9ba01 82 02 01", 3),
    ];
    for (hex, offset) in duplicates {
        let bytes = bytes_of(hex);
        assert!(decode(&bytes, &DecodeLimits::default()).is_ok(), "{hex}");
        let error = decode_strict(&bytes, &DecodeLimits::default()).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (DuplicateKey, offset), "{hex}");
        assert!(error.is_strictness());
    }
    // Attributes.
    for hex in [
        format!("d9ba0e 85 60 {UUID} f4 f4 a2 6178 00 6178 00"),
        format!("d9ba10 83 60 {UUID} a2 6178 00 6178 00"),
        format!("d9ba0f 83 d9ba0e 85 60 {UUID} f4 f4 a0 {UUID} d9ba13 84 01 00 f5 00"),
    ] {
        let error = decode_strict(&bytes_of(&hex), &DecodeLimits::default()).unwrap_err();
        assert_eq!(error.kind(), DuplicateKey, "{hex}");
    }
    // One instant in two zones.
    let noon = |zone: &str| format!("c0 {}", text(&format!("2026-11-03T{zone}")));
    let hex = format!("d90102 82 {} {}", noon("12:00:00Z"), noon("13:30:00+01:30"));
    assert_eq!(
        decode_strict(&bytes_of(&hex), &DecodeLimits::default())
            .unwrap_err()
            .kind(),
        DuplicateKey
    );
    let distinct = [
        "a2 01 00 02 00".to_owned(),
        "a2 01 00 6131 00".into(),
        "a2 6131 00 4131 00".into(),
        "a2 00 00 f6 00".into(),
        // Two NaN objects are not equal.
        "d90102 82 fb7ff8000000000000 fb7ff8000000000000".into(),
        "d90102 82 d9ba00 80 d9ba01 80".into(),
        "d90102 82 c4 82 20 05 c4 82 21 05".into(),
        format!("d90102 82 {} d9ba05 {}", noon("12:00:00Z"), text("2026-11-03T12:00:00")),
        format!("d90102 82 d903ec {} d903ec {}", text("2023-12-31"), text("2024-01-01")),
        format!("d90102 82 d903ec {} d903ec {}", text("2024-02-29"), text("2024-03-01")),
        format!("d90102 82 d9ba08 {} {}", text("/a"), text("/a")),
    ];
    for hex in &distinct {
        let result = decode_strict(&bytes_of(hex), &DecodeLimits::default());
        assert!(result.is_ok(), "{hex}: {result:?}");
    }
}

#[test]
fn strict_mode_refuses_every_other_form_of_a_value() {
    for (lenient, canonical, offset) in [
        ("18 17", "17", 0),
        ("19 0000", "00", 0),
        ("1b 0000000000000001", "01", 0),
        ("78 01 61", "61 61", 0),
        ("98 00", "80", 0),
        ("d9001c 80", "80", 0),
        ("9f 00 01 ff", "82 00 01", 0),
        ("bf 00 01 ff", "a1 00 01", 0),
        ("7f 61 61 60 61 62 ff", "62 61 62", 0),
        ("5f ff", "40", 0),
        ("f9 3c00", "fb 3ff0000000000000", 0),
        ("fa 3f800000", "fb 3ff0000000000000", 0),
        ("f9 7e00", "fb 7ff8000000000000", 0),
        ("c2 41 05", "05", 0),
        ("c2 40", "00", 0),
        ("c3 40", "20", 0),
        ("c2 4a 00 010000000000000000", "c2 49 010000000000000000", 1),
        ("c2 48 ffffffffffffffff", "1b ffffffffffffffff", 0),
        ("c3 48 ffffffffffffffff", "3b ffffffffffffffff", 0),
        ("d9ba13 82 00 01", "a1 00 01", 0),
        ("d9ba13 80", "a0", 0),
        ("a1 d9ba00 80 00", "d9ba13 82 d9ba00 80 00", 0),
        ("a1 fb7ff8000000000000 00", "d9ba13 82 fb7ff8000000000000 00", 0),
        ("d81c 80", "80", 0),
        ("82 d81c 05 d81d 00", "82 05 05", 1),
        ("82 d81c d9ba00 80 d81d 00", "82 d9ba00 80 d9ba00 80", 1),
        ("d9010c 83 00 05 00", "c4 82 00 05", 0),
        ("d9010c 83 20 05 01", "c4 82 20 24", 0),
        ("c4 82 c2 40 05", "c4 82 00 05", 2),
        ("d903ea a2 01 00 25 00", "d903ea a1 01 00", 3),
        ("d903ea a2 25 01 01 00", "d903ea a2 01 00 25 01", 4),
        ("d9ba07 9f 00 60 ff", "d9ba07 82 00 60", 3),
        ("d9ba02 9f 60 9f ff 9f ff ff", "d9ba02 83 60 80 80", 3),
    ] {
        let limits = DecodeLimits::default();
        let bytes = bytes_of(lenient);
        let value = decode(&bytes, &limits).unwrap_or_else(|error| panic!("{lenient}: {error}"));
        assert_eq!(
            hex::encode(monty_bridge::encode(&value)),
            canonical.replace(' ', ""),
            "{lenient}"
        );
        let error = decode_strict(&bytes, &limits).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (NotCanonical, offset), "{lenient}");
        assert!(decode_strict(&bytes_of(canonical), &limits).is_ok(), "{canonical}");
    }
    for (lenient, canonical) in [
        (
            format!("c0 {}", text("2026-11-03T12:00:00+00:00")),
            format!("c0 {}", text("2026-11-03T12:00:00Z")),
        ),
        (
            format!("c0 {}", text("2026-11-03T12:00:00.000000Z")),
            format!("c0 {}", text("2026-11-03T12:00:00Z")),
        ),
        (
            format!("d9ba05 83 {} 00 f6", text("2026-11-03T12:00:00")),
            format!("c0 {}", text("2026-11-03T12:00:00Z")),
        ),
        (
            format!("d9ba06 84 {} f6 f6 00", text("12:00:00")),
            format!("d9ba06 {}", text("12:00:00")),
        ),
    ] {
        let value = decode(&bytes_of(&lenient), &DecodeLimits::default()).unwrap();
        assert_eq!(
            hex::encode(monty_bridge::encode(&value)),
            canonical.replace(' ', ""),
            "{lenient}"
        );
        let error = decode_strict(&bytes_of(&lenient), &DecodeLimits::default()).unwrap_err();
        assert_eq!(error.kind(), NotCanonical);
    }
}

#[test]
fn message_structure_is_of_definite_length_and_of_the_type_asked_for() {
    let limits = DecodeLimits::default();
    let bytes = bytes_of("86 05 24 6161 4161 f5 f6");
    let mut decoder = Decoder::new(&bytes, &limits);
    assert_eq!(decoder.array(), Ok(6));
    assert_eq!(decoder.uint(), Ok(5));
    assert_eq!(decoder.int(), Ok(-5));
    assert_eq!(decoder.text(), Ok("a"));
    assert_eq!(decoder.bytes(), Ok(&b"a"[..]));
    assert_eq!(decoder.null(), Ok(false));
    assert_eq!(decoder.bool(), Ok(true));
    assert_eq!(decoder.null(), Ok(true));
    assert_eq!(decoder.offset(), bytes.len());
    assert!(decoder.rest().is_empty());
    assert!(decoder.finish().is_ok());
    type Read = fn(&mut Decoder<'_>) -> Result<(), monty_bridge::DecodeError>;
    let rows: [(&str, Read, Kind); 12] = [
        ("9f ff", |d| d.array().map(drop), WrongContent),
        ("bf ff", |d| d.map().map(drop), WrongContent),
        ("a0", |d| d.array().map(drop), WrongContent),
        ("9b ffffffffffffffff", |d| d.array().map(drop), Truncated),
        ("a2 00 00 00", |d| d.map().map(drop), Truncated),
        ("20", |d| d.uint().map(drop), WrongContent),
        ("3b 8000000000000000", |d| d.int().map(drop), OutOfRange),
        ("7f 61 61 ff", |d| d.text().map(drop), WrongContent),
        ("60", |d| d.bytes().map(drop), WrongContent),
        ("f6", |d| d.bool().map(drop), WrongContent),
        ("", |d| d.null().map(drop), Truncated),
        ("81 9f ff", |d| d.skip_raw().map(drop), WrongContent),
    ];
    for (hex, read, kind) in rows {
        let bytes = bytes_of(hex);
        let error = read(&mut Decoder::new(&bytes, &limits)).unwrap_err();
        assert_eq!(error.kind(), kind, "{hex}");
    }
}

#[test]
fn raw_items_are_skipped_without_recursion() {
    let limits = DecodeLimits::default();
    for item in [
        "00",
        "a2 61 61 82 01 02 20 f6",
        "d9d9f7 c1 fb0000000000000000",
        "5818 000000000000000000000000000000000000000000000000",
        "f7",
    ] {
        let item = bytes_of(item);
        let bytes = [&item[..], &[0x18, 0x2a]].concat();
        let mut decoder = Decoder::new(&bytes, &limits);
        assert_eq!(decoder.skip_raw(), Ok(&item[..]));
        assert_eq!(decoder.uint(), Ok(42));
    }
    let deep = [vec![0x81; 1_000_000], vec![0x00]].concat();
    assert_eq!(Decoder::new(&deep, &limits).skip_raw(), Ok(&deep[..]));
    let error = Decoder::new(&deep[..1_000_000], &limits).skip_raw().unwrap_err();
    assert!(error.is_truncated());
}
