//! CPython as the oracle: numbers, decimals, dates and JSON text. Fails when there is no `python3` on the PATH.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests say what went wrong by panicking"
)]

mod support;

use std::{
    io::Write,
    process::{Command, Stdio},
};

use monty_bridge::{
    DecodeLimits, cbor, decode, encode,
    graph::{MontyNode, graph_parts},
    tag, to_json,
};
use monty_types::{MontyDateTime, MontyObject, MontyTimeDelta};
use num_bigint::BigInt;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRng, TestRunner},
};

/// Feeds lines to a Python script that answers each with one line, and gives the answers.
fn python(script: &str, lines: &[String]) -> Vec<String> {
    let mut child = Command::new("python3")
        .args(["-c", script])
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("these tests compare with CPython: python3 must be on the PATH");
    let mut stdin = child.stdin.take().unwrap();
    let input = lines.join("\n");
    let feeder = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap().unwrap();
    assert!(output.status.success(), "python3 failed");
    let answers: Vec<String> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    assert_eq!(answers.len(), lines.len());
    answers
}

/// The same `count` samples in each run.
fn samples<T>(count: usize, strategy: impl Strategy<Value = T>) -> Vec<T> {
    let config = Config::default();
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect()
}

fn view(value: &MontyObject) -> String {
    let (graph, root) = graph_parts(value);
    to_json(graph, root, 1 << 20).unwrap()
}

#[test]
fn floats_in_json_are_those_of_json_dumps() {
    let mut floats: Vec<f64> = samples(20_000, any::<u64>())
        .into_iter()
        .map(f64::from_bits)
        .filter(|x| x.is_finite())
        .collect();
    floats.extend(samples(5000, -1e20..1e20f64));
    floats.extend((-330..309).map(|e| format!("1e{e}").parse::<f64>().unwrap()));
    floats.extend(
        (-330..309)
            .map(|e| format!("-9.999999999999999e{e}").parse::<f64>().unwrap())
            .filter(|x| x.is_finite()),
    );
    floats.extend([
        0.0,
        -0.0,
        0.1 + 0.2,
        123456789012345680.0,
        9007199254740993.0,
        0.0001,
        0.00009999,
        1e16,
        9999999999999998.0,
    ]);
    let lines: Vec<String> = floats.iter().map(|x| format!("{:016x}", x.to_bits())).collect();
    let script = "import sys,json,struct\nfor line in sys.stdin: print(json.dumps(struct.unpack('>d', bytes.fromhex(line.strip()))[0]))";
    for (x, expected) in floats.iter().zip(python(script, &lines)) {
        assert_eq!(view(&MontyObject::float(*x)), expected);
    }
}

#[test]
fn complex_numbers_in_json_are_those_of_str() {
    let part = || prop_oneof![3 => any::<u64>().prop_map(f64::from_bits), 1 => -1e17..1e17f64, 1 => (-9..9i8).prop_map(f64::from), 1 => Just(-0.0)];
    let parts = samples(10_000, (part(), part()));
    let lines: Vec<String> = parts
        .iter()
        .map(|(re, im)| format!("{:016x}{:016x}", re.to_bits(), im.to_bits()))
        .collect();
    let script = "import sys,struct\nfor line in sys.stdin: print(str(complex(*struct.unpack('>dd', bytes.fromhex(line.strip())))))";
    for ((re, im), expected) in parts.iter().zip(python(script, &lines)) {
        assert_eq!(view(&MontyObject::complex(*re, *im)), format!("\"{expected}\""));
    }
}

#[test]
fn strings_in_json_are_those_of_json_dumps() {
    let mut strings: Vec<String> = (0..0x300)
        .filter_map(char::from_u32)
        .map(|c| format!("a{c}b"))
        .collect();
    strings.extend(samples(3000, "\\PC*"));
    strings.extend(samples(1000, ".*"));
    let lines: Vec<String> = strings.iter().map(hex::encode).collect();
    let script = "import sys,json\nfor line in sys.stdin: print(json.dumps(bytes.fromhex(line.strip()).decode(), ensure_ascii=False).encode().hex())";
    for (text, expected) in strings.iter().zip(python(script, &lines)) {
        assert_eq!(
            hex::encode(view(&MontyObject::string(text.as_str()))),
            expected,
            "{text:?}"
        );
        let dict = MontyObject::dict([(MontyObject::string(text.as_str()), MontyObject::int(0))]);
        assert_eq!(hex::encode(view(&dict)), format!("7b{expected}3a307d"));
    }
}

#[test]
fn ints_have_the_bytes_that_python_gives_them() {
    let wide = (any::<[u64; 5]>(), 0..320u32, any::<bool>()).prop_map(|(words, shift, negative)| {
        let value = BigInt::from_bytes_le(num_bigint::Sign::Plus, &words.map(u64::to_le_bytes).concat()) >> shift;
        if negative { -value } else { value }
    });
    let mut ints = samples(5000, wide);
    for power in 0..320u32 {
        let value = BigInt::from(1u8) << power;
        ints.extend([&value - 1, &value + 1, -&value, -&value - 1, -&value + 1, value]);
    }
    let lines: Vec<String> = ints.iter().map(BigInt::to_string).collect();
    // Straight from RFC 8949 sections 3.1 and 3.4.3.
    let script = r"
import sys
def head(major, n):
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if n < 24: return bytes([major << 5 | n])
        if n < 1 << 8 * size: return bytes([major << 5 | info]) + n.to_bytes(size, 'big')
for line in sys.stdin:
    n = int(line)
    m, major = (n, 0) if n >= 0 else (-1 - n, 1)
    if m < 1 << 64: out = head(major, m)
    else:
        b = m.to_bytes((m.bit_length() + 7) // 8, 'big')
        out = bytes([0xc2 + major]) + head(2, len(b)) + b
    print(out.hex())";
    for (n, expected) in ints.iter().zip(python(script, &lines)) {
        let value = MontyObject::bigint(n.clone());
        assert_eq!(hex::encode(encode(&value)), expected, "{n}");
        let back = decode(&encode(&value), &DecodeLimits::default()).unwrap();
        assert_eq!(back, value);
        assert_eq!(view(&back), n.to_string());
    }
}

#[test]
fn exponent_and_mantissa_give_back_what_str_of_a_decimal_gives() {
    let exponents = prop_oneof![4 => -40..40i64, 2 => -400..400i64, 1 => -1_000_000_000..1_000_000_000i64, 1 => Just(0), 1 => Just(-6), 1 => Just(-7)];
    let digits =
        prop_oneof![3 => "[1-9][0-9]{0,25}", 1 => "[1-9][0-9]{20,60}", 1 => Just("0".to_owned()), 1 => "[1-9]0{1,20}"];
    let parts = samples(20_000, (any::<bool>(), digits, exponents));
    let lines: Vec<String> = parts
        .iter()
        .map(|(negative, digits, exponent)| format!("{} {digits} {exponent}", u8::from(*negative)))
        .collect();
    let script = "import sys\nfrom decimal import Decimal\nfor line in sys.stdin:\n s, d, e = line.split()\n print(Decimal((int(s), tuple(map(int, d)), int(e))))";
    for ((negative, digits, exponent), expected) in parts.iter().zip(python(script, &lines)) {
        let value = MontyObject::decimal(expected.as_str());
        let bytes = encode(&value);
        // The same number under its tag, put together here.
        let mantissa: BigInt = digits.parse().unwrap();
        let mut built = Vec::new();
        if *negative && *digits == "0" {
            cbor::tag(&mut built, tag::DECIMAL_EXTENDED);
            cbor::array(&mut built, 3);
            cbor::int(&mut built, *exponent);
            cbor::uint(&mut built, 0);
            cbor::uint(&mut built, 1);
        } else {
            cbor::tag(&mut built, tag::DECIMAL);
            cbor::array(&mut built, 2);
            cbor::int(&mut built, *exponent);
            built.extend(encode(&MontyObject::bigint(if *negative {
                -mantissa
            } else {
                mantissa
            })));
        }
        assert_eq!(hex::encode(&bytes), hex::encode(&built), "{expected}");
        let back = decode(&built, &DecodeLimits::default()).unwrap();
        let (graph, root) = graph_parts(&back);
        assert_eq!(*graph.node(root), MontyNode::Decimal(expected));
    }
}

#[test]
fn every_spelling_of_a_decimal_is_read_as_python_reads_it() {
    let spelling = "[ ]{0,1}[+-]{0,1}([0-9]{1,4}\\.{0,1}[0-9]{0,4}|\\.[0-9]{1,4}|inf|Infinity|s{0,1}[nN]a[nN][0-9]{0,3}|[0-9]_[0-9])([eE][+-]{0,1}[0-9]{1,3}){0,1}";
    let texts = samples(20_000, spelling);
    let script = "import sys\nfrom decimal import Decimal\nfor line in sys.stdin:\n try: print(Decimal(line.rstrip('\\n')))\n except ArithmeticError: print('<invalid Decimal>')";
    for (text, expected) in texts.iter().zip(python(script, &texts)) {
        assert_eq!(
            view(&MontyObject::decimal(text.as_str())),
            format!("\"{expected}\""),
            "{text}"
        );
    }
}

#[test]
fn datetimes_are_those_of_isoformat() {
    // Seconds since year 1, microsecond, offset.
    let parts = samples(
        5000,
        (
            1..=9999i32,
            0..12u8,
            0..31u8,
            0..86_400u32,
            prop_oneof![Just(0), 0..1_000_000u32],
            prop::option::of(-86_399..86_400i32),
        ),
    );
    let lines: Vec<String> = parts
        .iter()
        .map(|(year, month, day, clock, micro, offset)| {
            let offset = offset.map_or("None".to_owned(), |offset| offset.to_string());
            format!("{year} {} {} {clock} {micro} {offset}", month + 1, day + 1)
        })
        .collect();
    let script = r"
import sys
from datetime import *
for line in sys.stdin:
    year, month, day, clock, micro, offset = map(eval, line.split())
    tz = None if offset is None else timezone(timedelta(seconds=offset))
    try: date(year, month, day)
    except ValueError: print('none'); continue
    print(datetime(year, month, day, clock // 3600, clock // 60 % 60, clock % 60, micro, tz).isoformat())";
    let mut missing = 0;
    for ((year, month, day, clock, microsecond, offset), expected) in parts.iter().zip(python(script, &lines)) {
        let value = MontyObject::datetime(MontyDateTime {
            year: *year,
            month: month + 1,
            day: day + 1,
            hour: (clock / 3600) as u8,
            minute: (clock / 60 % 60) as u8,
            second: (clock % 60) as u8,
            microsecond: *microsecond,
            offset_seconds: *offset,
            timezone_name: None,
        });
        let back = decode(&encode(&value), &DecodeLimits::default()).unwrap();
        let text = view(&back);
        if expected == "none" {
            missing += 1;
            assert_eq!(text, "\"<invalid datetime>\"");
            continue;
        }
        // The one difference: Z for the offset zero.
        let expected = match offset {
            Some(0) => expected.replace("+00:00", "Z"),
            _ => expected,
        };
        assert_eq!(text, format!("\"{expected}\""));
        let whole_minute = offset.is_some_and(|offset| offset % 60 == 0);
        let tagged = encode(&back);
        assert_eq!(tagged[0] == 0xc0, whole_minute);
        if whole_minute {
            let written = String::from_utf8_lossy(&tagged[2..])
                .trim_start_matches(|c: char| !c.is_ascii_digit())
                .to_owned();
            assert!(expected.ends_with(&written), "{written} {expected}");
        }
    }
    assert!(missing > 10 && missing < 500);
}

#[test]
fn timedeltas_are_normalised_as_python_does() {
    let parts = samples(5000, (-999_999_990..999_999_990i32, any::<i32>(), any::<i32>()));
    let lines: Vec<String> = parts.iter().map(|(d, s, m)| format!("{d} {s} {m}")).collect();
    let script = r"
import sys
from datetime import timedelta
for line in sys.stdin:
    try: t = timedelta(*map(int, line.split())); print(t.days, t.seconds, t.microseconds)
    except OverflowError: print('none')";
    for ((days, seconds, microseconds), expected) in parts.iter().zip(python(script, &lines)) {
        let delta = MontyTimeDelta {
            days: *days,
            seconds: *seconds,
            microseconds: *microseconds,
        };
        let back = decode(&encode(&MontyObject::timedelta(delta)), &DecodeLimits::default()).unwrap();
        let (graph, root) = graph_parts(&back);
        let found = match graph.node(root) {
            MontyNode::TimeDelta(delta) => format!("{} {} {}", delta.days, delta.seconds, delta.microseconds),
            _ => "none".to_owned(),
        };
        assert_eq!(found, expected);
    }
}
