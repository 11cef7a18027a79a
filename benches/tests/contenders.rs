//! Every encoding does to every shape what is said of it, and a false statement is noticed.

use monty_benches::{
    contender::{Direction, Fate, IMPLEMENTATIONS},
    loss::{Loss, same},
    shapes,
};
use monty_bridge::{encode, graph::graph_parts, to_json};

#[test]
fn every_shape_fares_as_declared_in_every_encoding() {
    let shapes = shapes::all().unwrap();
    assert_eq!(shapes.iter().map(|shape| shape.name).collect::<Vec<_>>(), shapes::NAMES);
    let mut wrong = Vec::new();
    for implementation in &IMPLEMENTATIONS {
        for shape in &shapes {
            wrong.extend(implementation.check(shape).err().map(|error| error.to_string()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// For each encoding and shape, every other statement about its fate must fail.
#[test]
fn false_declarations_are_noticed() {
    type Claim = (Fate, fn(&str) -> Fate);
    let claims: [Claim; 5] = [
        (Fate::Exact, |_| Fate::Exact),
        (Fate::Lossy(&[Loss::Tuples]), |_| Fate::Lossy(&[Loss::Tuples])),
        (Fate::Lossy(&[Loss::Sharing]), |_| Fate::Lossy(&[Loss::Sharing])),
        (Fate::Lossy(&[]), |_| Fate::Lossy(&[])),
        (Fate::Refused(Direction::Encode, ""), |_| {
            Fate::Refused(Direction::Encode, "")
        }),
    ];
    for implementation in &IMPLEMENTATIONS {
        for shape in ["call_args", "shared_1000"] {
            let shape = shapes::one(shape).unwrap().unwrap();
            for (claim, fate) in claims {
                let truth = implementation.fate(shape.name);
                let refused = |fate| matches!(fate, Fate::Refused(Direction::Encode, _));
                let is_true = claim == truth || refused(claim) && refused(truth);
                assert_eq!(
                    implementation.with_fate(fate).check(&shape).is_ok(),
                    is_true,
                    "{} of {}: {claim:?}",
                    implementation.name,
                    shape.name,
                );
            }
        }
    }
}

#[test]
fn values_that_are_only_alike_are_not_the_same() {
    let shared = shapes::one("shared_1000").unwrap().unwrap().value;
    let copied = Loss::Sharing.of(&shared).unwrap();
    assert_eq!(shared, copied);
    assert!(!same(&shared, &copied));
    assert!(same(&shared, &shared.clone()));
}

/// What is compared as natural JSON is the JSON view, and what goes through `ciborium::Value` is the schema's form.
#[test]
fn stock_libraries_write_the_same_forms() {
    let by = |name: &str, shape: &shapes::Shape| {
        let implementation = IMPLEMENTATIONS.iter().find(|other| other.name == name).unwrap();
        implementation
            .contender(&shape.value)
            .unwrap()
            .encode()
            .unwrap()
            .into_owned()
    };
    for shape in shapes::all().unwrap() {
        let (graph, root) = graph_parts(&shape.value);
        let view = to_json(graph, root, usize::MAX).unwrap();
        assert!(by("natural-json", &shape) == view.as_bytes(), "{}", shape.name);
        // ciborium makes floats as short as they can be, and cannot share.
        if !matches!(shape.name, "dict_10k" | "dicts_1000" | "shared_1000" | "instances_1000") {
            assert!(by("ciborium-value", &shape) == encode(&shape.value), "{}", shape.name);
        }
    }
}
