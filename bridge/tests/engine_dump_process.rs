//! Runs and sessions that are dumped at each suspension, loaded in another process and resumed there, end as the ones that
//! were not dumped: the test's own binary is the other process.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod generated;
mod messages;

use std::{env, fs, path::Path, process::Command};

use ciborium::Value;
use messages::{array, bytes, feed, notation, program, session, text};
use monty_bridge::{Error, Event, Run};

/// Where the other process finds the dumps.
const FOLDER: &str = "MONTY_BRIDGE_TEST_DUMPS";
/// The host functions.
const FUNCTIONS: [&str; 3] = ["f", "fail", "later"];
/// At most so many suspensions of one program are dumped.
const MOST_DUMPS: usize = 12;

/// Code that waits in a place of its own.
const PLACES: [(&str, &str); 20] = [
    (
        "iteration of a dict",
        "d = {'a': 1, 'b': 2, 'c': 3}\nr = []\nfor k in d:\n    r.append([k, f(d[k])])\nr",
    ),
    (
        "items of a dict",
        "r = []\nfor k, v in {'a': 1, 'b': f(0)}.items():\n    r.append(f(k, v))\nr",
    ),
    (
        "iteration of a set",
        "r = []\nfor v in {10, 'x', (1, 2), 2.5}:\n    r.append(f(v))\nr",
    ),
    (
        "two iterations",
        "r = []\nfor a in {1, 2}:\n    for b in {'x': 1, 'y': 2}:\n        r.append(f(a, b))\nr",
    ),
    (
        "except",
        "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    r = [f(1), str(e)]\n    try:\n        raise\n    except ArithmeticError as again:\n        r.append([f(2), str(again)])\nr",
    ),
    (
        "except of a host's exception",
        "try:\n    fail(1)\nexcept ValueError as e:\n    r = f(str(e))\nr",
    ),
    (
        "finally",
        "r = []\ndef g():\n    try:\n        return f('return')\n    finally:\n        r.append(f('finally'))\n[g(), r]",
    ),
    (
        "finally on the way out",
        "try:\n    try:\n        fail(1)\n    finally:\n        f('clean')\nexcept ValueError as e:\n    r = str(e)\nr",
    ),
    ("raised out of finally", "try:\n    fail(1)\nfinally:\n    f('clean')"),
    (
        "imports",
        "import math, json, re, datetime, collections, itertools, functools, decimal, random, dataclasses\nfrom math import floor as fl\nx = f(2.5)\n[fl(x[0]), math.pi, json.dumps(x), re.sub('a', 'b', 'cat'), str(decimal.Decimal('1.20')), collections.Counter('aab')['a'], functools.reduce(lambda a, b: a + b, [1, 2]), list(itertools.chain([1], [2])), str(datetime.timedelta(1))]",
    ),
    (
        "comprehensions",
        "[[f(x) for x in {'k': 1, 'l': 2}], {x: f(x) for x in {1, 2}}, sorted(str(f(x)) for x in range(3))]",
    ),
    (
        "a method",
        "class C:\n    count = 0\n    def __init__(self, n):\n        self.n = n\n    def m(self, k):\n        self.n = [self.n, f(k)]\n        return self\nc = C(1)\n[c.m(2).m(3).n, c.n, C(f(9)).n]",
    ),
    (
        "a closure",
        "def outer(a):\n    b = [a]\n    def inner(c):\n        nonlocal a\n        a = f(a, c)\n        b.append(a)\n        return b\n    return inner\ng = outer(1)\n[g(2), g(3)]",
    ),
    (
        "deep calls",
        "def down(n):\n    return f(n) if n == 0 else [down(n - 1), n]\ndown(60)",
    ),
    ("a lookup", "r = [unknown, unknown]\nr"),
    (
        "an OS call",
        "import os\nfrom pathlib import Path\n[os.getenv('A'), os.environ.get('B') if False else 1]",
    ),
    (
        "pending futures",
        "import asyncio\nasync def one(n):\n    try:\n        return [n, await later(n)]\n    finally:\n        f('done', n)\nasync def main():\n    first = later('first')\n    return [await asyncio.gather(one(1), one(2), one(3)), await first]\nasyncio.run(main())",
    ),
    (
        "shared and cyclic values",
        "a = [1]\na.append(a)\nb = {'a': a, 'again': a}\nf(1)\n[b['a'] is b['again'], a[1] is a, len(a)]",
    ),
    (
        "values of every kind",
        "import decimal, datetime\nv = [None, ..., True, 10**30, -0.0, 2j, 'é', b'\\xff', (1,), {1}, frozenset((2,)), range(3), decimal.Decimal('1.10'), datetime.date(2024, 2, 29), datetime.timedelta(3), slice(1, 2) == slice(1, 2), ValueError('x'), int, len]\nx = f(1)\n[v[:15], str(v[16]), v[17], v[18]([1, 2])]",
    ),
    (
        "random numbers and output",
        "import random\nrandom.seed(5)\na = random.random()\nprint('before', end='')\nf(1)\nprint('after')\n[a, random.random(), random.choice([1, 2, 3])]",
    ),
];

/// Feeds of sessions; each list is a session.
const FEEDS: [&[&str]; 4] = [
    &[
        "x = [1]",
        "def g(a):\n    x.append(f(a))\n    return x",
        "g(2)",
        "g(g(3))",
        "x",
    ],
    &[
        "import random\nrandom.seed(7)",
        "a = random.random()",
        "f(a)\nb = random.random()",
        "[a, b]",
    ],
    &[
        "class C:\n    def m(self):\n        self.v = f(self)\n        return 1",
        "c = C()",
        "try:\n    c.m()\nfinally:\n    d = f(2)",
        "[d, c is c.v[0]]",
    ],
    &[
        "1 / 0",
        "import asyncio\nasync def main():\n    return await asyncio.gather(later(1), later(2))",
        "asyncio.run(main())",
        "undefined",
        "print('end')",
    ],
];

fn answer(run: &mut Run) -> Result<Event, Error> {
    let event: Value = ciborium::from_reader(run.reply()).unwrap();
    answer_to(run, &event)
}

/// What the host answers, which depends on the event alone.
fn answer_to(run: &mut Run, event: &Value) -> Result<Event, Error> {
    let event = event.as_array().unwrap();
    let kind = i128::from(event[0].as_integer().unwrap());
    let message = match kind {
        1 => match event[2].as_text().unwrap() {
            "later" => vec![2.into(), event[1].clone()],
            "fail" => vec![1.into(), event[1].clone(), array([text("ValueError"), text("failed")])],
            _ => vec![0.into(), event[1].clone(), event[3].clone()],
        },
        2 => vec![0.into(), event[1].clone(), text("of the system")],
        3 => vec![0.into(), Value::Null, 7.into()],
        _ => {
            // One after the other, the last first.
            let id = event[1].as_array().unwrap().last().unwrap().clone();
            let outcome = array([id.clone(), array([0.into(), array([id])])]);
            vec![5.into(), Value::Null, array([outcome])]
        }
    };
    run.resume(&bytes(&array(message)))
}

/// Goes on to the end, through the feeds that are left, and tells what came. `at_rest` is called with the run, and with
/// how many feeds are left, wherever it waits: for the host or for a feed.
fn go_on(run: &mut Run, mut feeds: &[&str], mut at_rest: impl FnMut(&Run, usize, usize)) -> Vec<String> {
    let mut told = Vec::new();
    loop {
        if run.is_suspended() {
            at_rest(run, feeds.len(), told.len());
            answer(run).unwrap();
        } else if let Some((next, rest)) = feeds.split_first() {
            at_rest(run, feeds.len(), told.len());
            feeds = rest;
            feed(run, next).unwrap();
        } else {
            return told;
        }
        told.push(notation(run.reply()));
        assert!(told.len() < 2000, "no end");
    }
}

/// The text with numbers for the identities of objects, which are random when an object goes out for the first time.
fn numbered(told: &str) -> String {
    let mut known: Vec<&str> = Vec::new();
    let mut parts = told.split("37(h'");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (id, rest) = part.split_at(32);
        let number = known.iter().position(|known| *known == id).unwrap_or_else(|| {
            known.push(id);
            known.len() - 1
        });
        text.push_str(&format!("37({number}{}", rest.trim_start_matches('\'')));
    }
    text
}

/// The other process: loads each dump, goes on, and writes what came.
fn resume_all(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "dump") {
            continue;
        }
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut run = Run::load(&fs::read(&path).unwrap(), None, &[]).unwrap();
        // The suspended event is no part of what the run replied here: it is in the description.
        let waits = run.describe();
        let mut feeds: &[&str] = &[];
        if let Some(rest) = name.strip_prefix("session-") {
            let mut numbers = rest.split('-').map(|number| number.parse::<usize>().unwrap());
            let all = FEEDS[numbers.next().unwrap()];
            feeds = &all[all.len() - numbers.next().unwrap()..];
        }
        let told = if run.is_suspended() {
            let event: Value = ciborium::from_reader(&waits[..]).unwrap();
            answer_to(&mut run, &event.as_array().unwrap()[2]).unwrap();
            let mut told = vec![notation(run.reply())];
            told.extend(go_on(&mut run, feeds, |_, _, _| {}));
            told
        } else {
            go_on(&mut run, feeds, |_, _, _| {})
        };
        fs::write(path.with_extension("told"), told.join("\n")).unwrap();
    }
}

#[test]
fn runs_and_sessions_go_on_in_another_process() {
    if let Some(folder) = env::var_os(FOLDER) {
        return resume_all(Path::new(&folder));
    }
    let folder = env::temp_dir().join(format!("monty-bridge-dumps-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let mut dumps: Vec<(String, Vec<String>)> = Vec::new();
    let mut complete = 0;
    let mut keep = |name: String, run: &mut Run, feeds: &[&str]| {
        let mut points = Vec::new();
        let told = go_on(run, feeds, |run, left, at| {
            if points.len() < MOST_DUMPS {
                let name = format!("{name}-{left}-{at}");
                fs::write(folder.join(format!("{name}.dump")), run.dump(None).unwrap()).unwrap();
                points.push((name, at));
            }
        });
        assert!(!points.is_empty(), "{name} never waits");
        complete += usize::from(told.last().is_some_and(|last| last.starts_with("[0, ")));
        dumps.extend(points.into_iter().map(|(name, at)| (name, told[at..].to_vec())));
    };
    let places = PLACES
        .iter()
        .map(|(place, code)| ((*place).replace(' ', "_"), (*code).to_owned()));
    let programs = (0..200).map(|seed| (format!("generated_{seed}"), generated::program(seed)));
    for (name, code) in places.chain(programs) {
        let mut run = Run::new();
        let event = run
            .start(&program(&code, &[], &FUNCTIONS), &[0x82, 0x80, 0xf6])
            .unwrap();
        assert_ne!(event, Event::Raised, "{name}: {}\n{code}", notation(run.reply()));
        keep(name, &mut run, &[]);
    }
    for (number, feeds) in FEEDS.iter().enumerate() {
        keep(
            format!("session-{number}"),
            &mut session(&FUNCTIONS, &Value::Null),
            feeds,
        );
    }
    let status = Command::new(env::current_exe().unwrap())
        .args(["--exact", "runs_and_sessions_go_on_in_another_process"])
        .env(FOLDER, &folder)
        .status()
        .unwrap();
    assert!(status.success());
    for (name, expected) in &dumps {
        let told = fs::read_to_string(folder.join(format!("{name}.told"))).unwrap();
        assert_eq!(numbered(&told), numbered(&expected.join("\n")), "{name}");
    }
    assert!(complete > 150, "only {complete} of the programs come to a value");
    assert!(dumps.len() > 1000, "only {} dumps", dumps.len());
    fs::remove_dir_all(&folder).unwrap();
}
