//! A stock CBOR library as an independent reader and writer of plain values.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests say what went wrong by panicking"
)]

use ciborium::Value;
use monty_bridge::{DecodeLimits, decode, encode};
use monty_types::MontyObject;
use proptest::prelude::*;

/// Values that CBOR has itself, with keys that a dict in map form may have.
fn plain() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (0..300i64).prop_map(|n| Value::from(n - 150)),
        any::<f64>()
            .prop_filter("NaN equals nothing", |x| !x.is_nan())
            .prop_map(Value::Float),
        ".{0,40}".prop_map(Value::Text),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(Value::Bytes),
    ];
    scalar.clone().prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..30).prop_map(Value::Array),
            prop::collection::vec((scalar.clone(), inner), 0..30).prop_map(Value::Map),
        ]
    })
}

fn object(value: &Value) -> MontyObject {
    match value {
        Value::Null => MontyObject::none(),
        Value::Bool(value) => MontyObject::bool(*value),
        Value::Integer(value) => {
            let value = i128::from(*value);
            i64::try_from(value).map_or_else(|_| MontyObject::bigint(value.into()), MontyObject::int)
        }
        Value::Float(value) => MontyObject::float(*value),
        Value::Text(text) => MontyObject::string(text.as_str()),
        Value::Bytes(bytes) => MontyObject::bytes(bytes.as_slice()),
        Value::Array(items) => MontyObject::list(items.iter().map(object)),
        Value::Map(pairs) => MontyObject::dict(pairs.iter().map(|(key, value)| (object(key), object(value)))),
        other => unreachable!("not generated: {other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_stock_library_reads_what_is_written(value in plain()) {
        let bytes = encode(&object(&value));
        let read: Value = ciborium::from_reader(&bytes[..]).unwrap();
        prop_assert_eq!(read, value);
    }

    #[test]
    fn what_a_stock_library_writes_is_read(value in plain()) {
        // It writes floats in the narrowest form.
        let mut bytes = Vec::new();
        ciborium::into_writer(&value, &mut bytes).unwrap();
        let read = decode(&bytes, &DecodeLimits::default()).unwrap();
        prop_assert_eq!(encode(&read), encode(&object(&value)));
    }
}

#[test]
fn a_stock_library_sees_the_tags_of_what_cbor_lacks() {
    let tuple = encode(&MontyObject::tuple([MontyObject::int(1)]));
    let read: Value = ciborium::from_reader(&tuple[..]).unwrap();
    assert_eq!(read, Value::Tag(47616, Box::new(Value::Array(vec![Value::from(1)]))));
    let big: MontyObject = MontyObject::bigint(num_bigint::BigInt::from(1u8) << 64u32);
    let read: Value = ciborium::from_reader(&encode(&big)[..]).unwrap();
    assert_eq!(
        read,
        Value::Tag(2, Box::new(Value::Bytes(vec![1, 0, 0, 0, 0, 0, 0, 0, 0])))
    );
}
