//! Policies: what the interpreter answers itself, that nothing of the host is told by default, and that a script with fixed
//! policies does the same twice. And the account of sleeps.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use ciborium::Value;
use messages::{answer, array, bytes, feed, map, notation, outcome, program, session, started, text};
use monty_bridge::{Code, Event, Run};

fn policy<const N: usize>(pairs: [(&str, Value); N]) -> Value {
    map([("policy", map(pairs))])
}

/// The value of code that needs no host.
#[track_caller]
fn value(code: &str, options: &Value) -> String {
    let (event, reply) = outcome(code, options);
    assert_eq!(event, Event::Complete, "{reply}");
    reply
}

/// The name and arguments of the OS call that the code comes to.
fn os_call(code: &str, options: &Value) -> String {
    let (run, event) = started(code, &[], options);
    assert_eq!(event, Event::OsCall, "{}", notation(run.reply()));
    let event: Value = ciborium::from_reader(run.reply()).unwrap();
    let event = event.as_array().unwrap();
    format!("{}{}", event[2].as_text().unwrap(), notation(&bytes(&event[3])))
}

fn refusal(options: &Value) -> Code {
    let request = bytes(&array([array([]), options.clone()]));
    Run::new().start(&program("1", &[], &[]), &request).unwrap_err().code()
}

#[test]
fn by_default_the_host_is_asked_for_clock_and_sleep() {
    for options in [Value::Null, policy([]), map([("policy", Value::Null)])] {
        assert!(os_call("import time\ntime.time()", &options).starts_with("time.time"));
        assert!(os_call("import datetime\ndatetime.datetime.now()", &options).starts_with("datetime.now"));
        assert!(os_call("import datetime\ndatetime.date.today()", &options).starts_with("date.today"));
        assert_eq!(os_call("import time\ntime.sleep(20)", &options), "time.sleep[20.0]");
        let code = "import asyncio\nasyncio.run(asyncio.sleep(3))";
        assert_eq!(os_call(code, &options), "asyncio.sleep[3.0]");
        assert_eq!(
            value(
                "import time\n[time.process_time(), time.timezone, time.tzname]",
                &options
            ),
            "[0, [0.0, 0, 47616([\"UTC\", \"UTC\"])], []]"
        );
    }
}

#[test]
fn a_fixed_clock_is_read_by_everything() {
    let code = "import time, datetime as d\n[time.time(), str(d.datetime.now()), str(d.date.today()), str(d.datetime.now(d.timezone.utc)), time.time() - time.time()]";
    let fixed = array([1_700_000_000.into(), 250_000.into()]);
    let utc = policy([("clock", fixed.clone())]);
    assert_eq!(
        value(code, &utc),
        r#"[0, [1700000000.25, "2023-11-14 22:13:20.250000", "2023-11-14", "2023-11-14 22:13:20.250000+00:00", 0.0], []]"#
    );
    let zone = array([(-5 * 3600).into(), text("EST")]);
    assert!(
        value(code, &policy([("clock", fixed.clone()), ("zone", zone)])).contains("\"2023-11-14 17:13:20.250000\"")
    );
    let london = policy([
        ("clock", array([1_720_000_000.into(), 0.into()])),
        ("zone", text("Europe/London")),
    ]);
    assert!(
        value(code, &london).contains("\"2024-07-03 10:46:40\""),
        "{}",
        value(code, &london)
    );
    let names = "import time\n[time.tzname, time.daylight]";
    assert_eq!(value(names, &london), r#"[0, [47616(["GMT", "BST"]), 1], []]"#);
}

#[test]
fn the_system_serves_what_it_is_allowed_to() {
    let system = policy([("clock", text("system")), ("process_time", text("elapsed"))]);
    let code = "import time, datetime\nn = 0\nfor i in range(20000): n += i\n[time.time() > 1600000000, datetime.datetime.now().year > 2020, time.process_time() > 0]";
    assert_eq!(value(code, &system), "[0, [true, true, true], []]");
    let sleep = policy([("sleep", text("system"))]);
    assert_eq!(os_call("import time\ntime.sleep(2.5)", &sleep), "system.sleep[2.5]");
    assert_eq!(os_call("import time\ntime.sleep(1e6)", &sleep), "system.sleep[10.0]");
    assert_eq!(
        os_call("import asyncio\nasyncio.run(asyncio.sleep(1))", &sleep),
        "system.async_sleep[1.0]"
    );
    let zero = policy([("sleep", text("zero"))]);
    let code = "import time, asyncio\ntime.sleep(1000)\nasyncio.run(asyncio.sleep(1000, 'slept'))";
    assert_eq!(value(code, &zero), "[0, \"slept\", []]");
    assert_eq!(
        os_call("import random\nrandom.random()", &policy([("random", text("host"))])),
        "os.urandom[2496]"
    );
}

#[test]
fn a_seed_makes_random_numbers_those_of_python() {
    let code = "import random\n[random.random(), random.randint(0, 10**6)]";
    // As CPython after random.seed(42).
    let forty_two = "[0, [0.6394267984578837, 776695], []]";
    let seed = |value: Value| policy([("random", array([text("seed"), value]))]);
    let first = value(code, &seed(42.into()));
    assert_eq!(first[..24], forty_two[..24]);
    assert_eq!(
        first,
        value(
            "import random\nrandom.seed(42)\n[random.random(), random.randint(0, 10**6)]",
            &Value::Null
        )
    );
    for (seeds, python) in [
        (Value::Float(2.5), "2.5"),
        (text("a seed"), "'a seed'"),
        (Value::Bytes(vec![1, 2]), "b'\\x01\\x02'"),
        (
            Value::Tag(2, Box::new(Value::Bytes(vec![1; 12]))),
            "0x010101010101010101010101",
        ),
        ((-3).into(), "-3"),
    ] {
        let expected = value(
            &format!("import random\nrandom.seed({python})\nrandom.random()"),
            &Value::Null,
        );
        assert_eq!(
            value("import random\nrandom.random()", &seed(seeds)),
            expected,
            "{python}"
        );
    }
}

#[test]
fn the_same_policies_give_the_same_twice() {
    let code = "import random, time, datetime, asyncio\nprint(datetime.datetime.now(), time.time(), time.monotonic(), time.process_time())\nfor i in range(5):\n    time.sleep(0.1)\n    print(random.random(), random.gauss(0, 1), random.sample(range(100), 5), random.Random().random())\nprint(asyncio.run(asyncio.sleep(1, 'x')), {'b', 'a', 'c'}, hash('text') == hash('text'))\n[f(time.perf_counter()), random.choice('abc')]";
    let options = policy([
        ("clock", array([1_700_000_000.into(), 0.into()])),
        ("zone", text("America/New_York")),
        ("sleep", text("zero")),
        ("random", array([text("seed"), text("again")])),
    ]);
    let run = || {
        let (mut run, event) = started(code, &["f"], &options);
        assert_eq!(event, Event::FunctionCall, "{}", notation(run.reply()));
        let before = notation(run.reply());
        let id = run.reply()[2];
        assert_eq!(answer(&mut run, [0.into(), id.into(), 1.into()]), Ok(Event::Complete));
        (before, notation(run.reply()))
    };
    assert_eq!(run(), run());
    // A session, too, over its feeds; and the numbers go on from feed to feed.
    let feeds = || {
        let mut run = session(&[], &options);
        ["import random\nrandom.random()", "random.random()"].map(|code| {
            assert_eq!(feed(&mut run, code), Ok(Event::Complete));
            notation(run.reply())
        })
    };
    let [first, second] = feeds();
    assert_eq!(feeds(), [first.clone(), second.clone()]);
    assert_ne!(first, second);
}

#[test]
fn a_policy_of_one_run_is_not_that_of_the_next() {
    let program = program("import time\ntime.sleep(5)", &[], &[]);
    let start = |options: &Value| {
        let mut run = Run::new();
        run.start(&program, &bytes(&array([array([]), options.clone()])))
            .unwrap()
    };
    assert_eq!(start(&policy([("sleep", text("zero"))])), Event::Complete);
    assert_eq!(start(&Value::Null), Event::OsCall);
    assert_eq!(start(&policy([("sleep", text("zero"))])), Event::Complete);
}

/// Answers sleeps until the run ends; how many there were, and the last reply.
fn sleep_on(run: &mut Run, mut event: Event) -> (usize, String) {
    let mut count = 0;
    while event == Event::OsCall {
        count += 1;
        let id = run.reply()[2];
        event = answer(run, [0.into(), id.into(), Value::Null]).unwrap();
    }
    (count, notation(run.reply()))
}

#[test]
fn sleeps_are_charged_before_they_happen() {
    let options = |limit: Value| map([("max_sleep_us", limit), ("policy", map([("sleep", text("system"))]))]);
    let code =
        "import time\nfor i in range(9):\n    try:\n        time.sleep(4)\n    except BaseException:\n        pass";
    for (limit, sleeps) in [
        (10_000_000.into(), 2),
        (8_000_000.into(), 2),
        (7_999_999.into(), 1),
        (1.into(), 0),
    ] {
        let (mut run, event) = started(code, &[], &options(limit));
        let (count, reply) = sleep_on(&mut run, event);
        assert_eq!(count, sleeps);
        assert!(
            reply.starts_with(r#"[5, ["RuntimeError", "sleep limit exceeded: "#),
            "{reply}"
        );
    }
    let (mut run, event) = started(code, &[], &policy([("sleep", text("system"))]));
    assert!(sleep_on(&mut run, event).1.contains("sleep limit exceeded: 12s > 10s"));
    let (mut run, event) = started(code, &[], &options(Value::Null));
    assert_eq!(sleep_on(&mut run, event), (9, "[0, null, []]".to_owned()));
    // What the host does itself is its own business.
    let (mut run, event) = started(code, &[], &map([("max_sleep_us", 1.into())]));
    assert_eq!(sleep_on(&mut run, event).0, 9);
    // Each feed of a session has a sum of its own, and a dump keeps it.
    let mut run = session(&[], &options(10_000_000.into()));
    for _ in 0..2 {
        let event = feed(&mut run, code).unwrap();
        assert_eq!(sleep_on(&mut run, event).0, 2);
    }
    let event = feed(&mut run, code).unwrap();
    assert_eq!(event, Event::OsCall);
    let mut loaded = Run::load(
        &run.dump(None).unwrap(),
        None,
        &bytes(&map([("max_sleep_us", 5_000_000.into())])),
    )
    .unwrap();
    let id = run.reply()[2];
    assert_eq!(
        answer(&mut loaded, [0.into(), id.into(), Value::Null]),
        Ok(Event::Raised)
    );
    assert!(notation(loaded.reply()).contains("sleep limit exceeded: 8s > 5s"));
}

#[test]
fn policies_are_checked() {
    for (bad, code) in [
        (policy([("clok", text("host"))]), Code::UnknownField),
        (policy([("clock", text("utc"))]), Code::OptionRange),
        (
            policy([("clock", array([0.into(), 1_000_000.into()]))]),
            Code::OptionRange,
        ),
        (
            policy([("clock", array([253_402_300_800_i64.into(), 0.into()]))]),
            Code::OptionRange,
        ),
        (
            policy([("clock", array([(-62_135_596_801_i64).into(), 0.into()]))]),
            Code::OptionRange,
        ),
        (policy([("clock", array([0.into()]))]), Code::Malformed),
        (policy([("zone", text("Mars/Olympus"))]), Code::OptionRange),
        (policy([("zone", text("../../etc/localtime"))]), Code::OptionRange),
        (
            policy([("zone", array([86_400.into(), Value::Null]))]),
            Code::OptionRange,
        ),
        (policy([("sleep", text("never"))]), Code::OptionRange),
        (policy([("process_time", text("system"))]), Code::OptionRange),
        (policy([("random", text("seed"))]), Code::OptionRange),
        (
            policy([("random", array([text("seed"), Value::Null]))]),
            Code::OptionRange,
        ),
        (
            policy([("random", array([text("seed"), array([])]))]),
            Code::OptionRange,
        ),
        (policy([("random", array([text("sed"), 1.into()]))]), Code::OptionRange),
        (
            policy([("random", array([text("seed"), Value::Tag(29, Box::new(0.into()))]))]),
            Code::Malformed,
        ),
        (map([("policy", 1.into())]), Code::Malformed),
        (map([("max_sleep_us", 0.into())]), Code::OptionRange),
    ] {
        assert_eq!(refusal(&bad), code, "{bad:?}");
    }
    for extreme in [-62_135_596_800_i64, 253_402_300_799] {
        let options = policy([("clock", array([extreme.into(), 999_999.into()]))]);
        assert!(
            value("import datetime\ndatetime.datetime.now().year", &options).contains(if extreme < 0 {
                "1"
            } else {
                "9999"
            })
        );
    }
}
