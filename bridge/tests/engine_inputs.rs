//! Start requests: inputs by place and by name, what is refused, and that a refused start changes nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use ciborium::Value;
use messages::{array, bytes, map, notation, program, text};
use monty_bridge::{Code, Error, Event, Run, Status};

fn start(code: &str, inputs: &[&str], given: Value) -> Result<String, Error> {
    let mut run = Run::new();
    run.start(&program(code, inputs, &[]), &bytes(&array([given, Value::Null])))?;
    Ok(notation(run.reply()))
}

fn refusal(inputs: &[&str], given: Value) -> (Code, String) {
    let error = start("1", inputs, given).unwrap_err();
    (error.code(), error.message().to_owned())
}

#[test]
fn inputs_come_by_place_or_by_name() {
    let by_place = array([1.into(), 2.into()]);
    assert_eq!(
        start("(x, y)", &["x", "y"], by_place).unwrap(),
        "[0, 47616([1, 2]), []]"
    );
    let by_name = map([("y", 2.into()), ("x", 1.into())]);
    assert_eq!(start("(x, y)", &["x", "y"], by_name).unwrap(), "[0, 47616([1, 2]), []]");
    assert_eq!(start("1", &[], map([])).unwrap(), "[0, 1, []]");
}

#[test]
fn a_wrong_number_says_what_is_wanted() {
    let (code, message) = refusal(&["x", "y"], array([1.into()]));
    assert_eq!(
        (code, &*message),
        (Code::InputCount, "the program takes 2 inputs (x, y), not 1")
    );
    let (code, message) = refusal(&["x"], array([]));
    assert_eq!(
        (code, &*message),
        (Code::InputCount, "the program takes one input (x), not 0")
    );
    let (code, message) = refusal(&[], array([1.into()]));
    assert_eq!(
        (code, &*message),
        (Code::InputCount, "the program takes no inputs, not 1")
    );
}

#[test]
fn wrong_names_are_named() {
    let (code, message) = refusal(&["x"], map([("x", 1.into()), ("z", 2.into())]));
    assert_eq!(
        (code, &*message),
        (Code::InputUnknown, "the program has no input \"z\"")
    );
    let (code, message) = refusal(&["x", "y", "z"], map([("y", 1.into())]));
    assert_eq!((code, &*message), (Code::InputMissing, "no value for the inputs: x, z"));
    let (code, message) = refusal(&["x"], map([("x", 1.into()), ("x", 2.into())]));
    assert_eq!(
        (code, &*message),
        (Code::InputDuplicate, "the input \"x\" is given twice")
    );
}

#[test]
fn values_that_the_interpreter_refuses_are_found_before_it_runs() {
    let tagged = |tag: u64, value: Value| Value::Tag(tag, Box::new(value));
    let id = || tagged(37, Value::Bytes(vec![7; 16]));
    let class = |host: bool| tagged(47630, array([text("C"), id(), host.into(), false.into(), map([])]));
    for bad in [
        tagged(47633, text("<generator object>")),
        tagged(47634, text("[...]")),
        tagged(47627, text("eval")),
        tagged(47627, text("exec")),
        class(false),
        tagged(47631, array([class(false), id(), map([])])),
        tagged(47635, array([array([]), 1.into()])),
        tagged(258, array([array([])])),
    ] {
        let (code, message) = refusal(&["x"], array([array([bad])]));
        assert_eq!(code, Code::InputValue, "{message}");
    }
    assert_eq!(
        start("x.__name__", &["x"], array([class(true)])).unwrap(),
        "[0, \"C\", []]"
    );
}

#[test]
fn identity_is_kept_within_an_input() {
    let given = array([array([
        Value::Tag(28, Box::new(array([1.into()]))),
        Value::Tag(29, Box::new(0.into())),
    ])]);
    assert_eq!(start("x[0] is x[1]", &["x"], given).unwrap(), "[0, true, []]");
}

#[test]
fn an_object_of_two_inputs_arrives_as_two_equal_ones() {
    let shared = || {
        array([
            Value::Tag(28, Box::new(array([1.into(), array([2.into()])]))),
            Value::Tag(29, Box::new(0.into())),
            array([Value::Tag(29, Box::new(0.into())), 3.into()]),
        ])
    };
    let three = ["x", "y", "z"];
    assert_eq!(
        start("(x, y, z)", &three, shared()).unwrap(),
        "[0, 47616([[1, [2]], [1, [2]], [[1, [2]], 3]]), []]"
    );
    assert_eq!(
        start("x == y and x is not y", &three, shared()).unwrap(),
        "[0, true, []]"
    );
    // By name, the references may come in another order than the declared one.
    let named = map([
        ("z", Value::Tag(28, Box::new(array([array([5.into()]), 6.into()])))),
        ("x", Value::Tag(29, Box::new(0.into()))),
        ("y", 7.into()),
    ]);
    assert_eq!(
        start("(x, y, z)", &three, named).unwrap(),
        "[0, 47616([[[5], 6], 7, [[5], 6]]), []]"
    );
}

#[test]
fn copies_of_shared_objects_count_towards_the_size_of_a_message() {
    // 1 MiB of text that 600 inputs refer to.
    let names: Vec<String> = (0..600).map(|index| format!("x{index}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut given = vec![Value::Tag(28, Box::new(text(&"a".repeat(1 << 20))))];
    given.resize(600, Value::Tag(29, Box::new(0.into())));
    let error = start("1", &names, array(given)).unwrap_err();
    assert_eq!((error.code(), error.status()), (Code::MessageSize, Status::Limit));
}

#[test]
fn options_are_checked() {
    let with = |options: Value| {
        let mut run = Run::new();
        run.start(&program("1", &[], &[]), &bytes(&array([array([]), options])))
    };
    assert_eq!(
        with(map([("max_duration", 1.into())])).unwrap_err().code(),
        Code::UnknownField
    );
    assert_eq!(
        with(map([("max_output", 0.into())])).unwrap_err().code(),
        Code::OptionRange
    );
    assert_eq!(
        with(map([("max_recursion_depth", 10_001.into())])).unwrap_err().code(),
        Code::OptionRange
    );
    assert_eq!(
        with(map([("functions", array([text("a b")]))])).unwrap_err().code(),
        Code::Name
    );
    assert_eq!(
        with(map([("max_memory", text("1"))])).unwrap_err().code(),
        Code::Malformed
    );
    for name in [
        "max_duration_us",
        "max_turn_duration_us",
        "max_memory",
        "max_recursion_depth",
        "max_suspensions",
    ] {
        assert_eq!(with(map([(name, Value::Null)])), Ok(Event::Complete));
        assert_eq!(with(map([(name, 10_000.into())])), Ok(Event::Complete));
    }
}

#[test]
fn what_is_no_request_is_refused_at_every_length() {
    let program = program("x", &["x"], &[]);
    let whole = bytes(&array([map([("x", text("value"))]), map([("max_output", 9.into())])]));
    let mut run = Run::new();
    for len in 0..whole.len() {
        let error = run.start(&program, &whole[..len]).unwrap_err();
        assert_eq!(error.status(), Status::Decode, "{len}: {error}");
    }
    assert_eq!(
        run.start(&program, &[&whole[..], &[0]].concat()).unwrap_err().offset(),
        Some(whole.len())
    );
    assert_eq!(run.start(&program, &whole), Ok(Event::Complete));
}

#[test]
fn numbers_and_times_at_the_edge_of_their_range_are_taken_or_not_decodable() {
    let tagged = |tag: u64, value: Value| Value::Tag(tag, Box::new(value));
    let decimal = |exponent: i64, mantissa: i64| tagged(4, array([exponent.into(), mantissa.into()]));
    let special = |mantissa: i64, option: i64| tagged(268, array([0.into(), mantissa.into(), option.into()]));
    let mut values: Vec<Value> = Vec::new();
    for exponent in [
        0,
        9_999,
        999_999,
        999_999_999_999_999_999,
        1_000_000_000_000_000_000,
        i64::MAX,
    ] {
        values.extend([
            decimal(exponent, 1),
            decimal(-exponent, 1),
            decimal(exponent, -12),
            decimal(exponent, 0),
        ]);
    }
    values.extend((0..10).flat_map(|option| [special(0, option), special(12, option), special(i64::MAX, option)]));
    for seconds in [86_399, 86_400, -86_399, -86_400, i64::from(i32::MAX)] {
        values.push(tagged(47623, seconds.into()));
        values.push(tagged(47623, array([seconds.into(), text("zone")])));
    }
    for days in [999_999_999, 1_000_000_000, -999_999_999, -1_000_000_000_i64] {
        values.push(tagged(1002, Value::Map(vec![(1.into(), (days * 86_400).into())])));
    }
    for date in ["0001-01-01", "9999-12-31", "0000-01-01", "2023-02-29"] {
        values.push(tagged(1004, text(date)));
    }
    let mut taken = 0;
    for value in values {
        match start("1", &["x"], array([value.clone()])) {
            Ok(reply) => {
                assert_eq!(reply, "[0, 1, []]", "{value:?}");
                taken += 1;
            }
            Err(error) => assert_eq!(error.status(), Status::Decode, "{value:?}: {error}"),
        }
    }
    assert!(taken > 20, "{taken}");
}
