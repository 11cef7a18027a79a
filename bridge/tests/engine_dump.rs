//! Dumps: a program survives the way through bytes, and no damaged or foreign dump reaches the interpreter.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use messages::{answer, notation, program};
use monty_bridge::{Code, Event, Program, Run, Status};

const CODE: &str = "def f(n):\n    return [n, 'text', 2.5, 10**30, g(n)]\nf(x)";

fn dumped(key: Option<&[u8; 32]>) -> Vec<u8> {
    program(CODE, &["x"], &["g"]).dump(key).unwrap()
}

fn refusal(dump: &[u8], key: Option<&[u8; 32]>) -> Code {
    let error = Program::load(dump, key).unwrap_err();
    assert_eq!(error.status(), Status::BadDump, "{error}");
    error.code()
}

#[test]
fn a_loaded_program_is_the_program() {
    let loaded = Program::load(&dumped(None), None).unwrap();
    assert_eq!(notation(&loaded.describe()), r#"["main.py", ["x"], ["g"]]"#);
    let mut run = Run::new();
    for _ in 0..2 {
        assert_eq!(run.start(&loaded, &[0x82, 0x81, 7, 0xf6]), Ok(Event::FunctionCall));
        assert_eq!(answer(&mut run, [0.into(), 0.into(), 9.into()]), Ok(Event::Complete));
        assert_eq!(
            notation(run.reply()),
            r#"[0, [7, "text", 2.5, 2(h'0c9f2c9cd04674edea40000000'), 9], []]"#
        );
    }
    let again = Program::load(&loaded.dump(None).unwrap(), None).unwrap();
    assert_eq!(again.describe(), loaded.describe());
}

#[test]
fn every_changed_byte_is_found() {
    let dump = dumped(None);
    for index in 0..dump.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut changed = dump.clone();
            changed[index] ^= change;
            let code = refusal(&changed, None);
            match index {
                0..8 => assert_eq!(code, Code::DumpMagic),
                8 => assert_eq!(code, Code::DumpFrame),
                9 => assert_eq!(code, Code::DumpKind),
                10 => assert!(matches!(code, Code::DumpKey | Code::DumpFrame)),
                11 => assert!(matches!(code, Code::DumpMonty | Code::DumpLength), "{code:?}"),
                12..17 => assert_eq!(code, Code::DumpMonty),
                17..19 => assert_eq!(code, Code::DumpSchema),
                19..27 => assert_eq!(code, Code::DumpLength),
                _ => assert_eq!(code, Code::DumpChecksum),
            }
        }
    }
}

#[test]
fn every_shorter_or_longer_dump_is_refused() {
    let dump = dumped(None);
    for len in 0..dump.len() {
        assert_eq!(refusal(&dump[..len], None), Code::DumpLength, "{len}");
    }
    assert_eq!(refusal(&[&dump[..], &[0]].concat(), None), Code::DumpLength);
    assert_eq!(refusal(b"something else altogether", None), Code::DumpMagic);
}

#[test]
fn only_the_key_opens_what_it_signed() {
    let (key, other) = ([1; 32], [2; 32]);
    let signed = dumped(Some(&key));
    assert!(Program::load(&signed, Some(&key)).is_ok());
    assert_eq!(refusal(&signed, Some(&other)), Code::DumpChecksum);
    assert_eq!(refusal(&signed, None), Code::DumpKey);
    assert_eq!(refusal(&dumped(None), Some(&key)), Code::DumpKey);
    // Without the key, the flag cannot be taken away either.
    let mut stripped = signed;
    stripped[10] = 0;
    assert_eq!(refusal(&stripped, None), Code::DumpChecksum);
}

#[test]
fn contents_that_are_no_program_are_an_error_even_with_a_right_checksum() {
    let dump = dumped(None);
    let header = &dump[..19];
    for payload in [&[][..], &[0xff; 40], &dump[59..dump.len() - 1]] {
        let mut forged = [header, &(payload.len() as u64).to_le_bytes()].concat();
        let checksum = blake3::Hasher::new().update(&forged).update(payload).finalize();
        forged.extend_from_slice(checksum.as_bytes());
        forged.extend_from_slice(payload);
        assert_eq!(refusal(&forged, None), Code::DumpContents);
    }
}
