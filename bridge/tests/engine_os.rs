//! Every OS call with every kind of answer: those that fit do what they say, and those that do not leave the run suspended.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod messages;

use ciborium::Value;
use messages::{answer, array, map, notation, started, text};
use monty_bridge::{Code, Event, Run};
use monty_types::OsFunctionCall;

/// An OS call: its name, code that comes to it as its first event, its arguments as they go out, an answer, and what the
/// code makes of it.
struct Case {
    name: &'static str,
    code: &'static str,
    arguments: &'static str,
    answer: Value,
    value: &'static str,
}

fn tagged(tag: u64, value: Value) -> Value {
    Value::Tag(tag, Box::new(value))
}

fn path(path: &str) -> Value {
    tagged(47624, text(path))
}

fn file(mode: &str) -> Value {
    tagged(47629, array([text("/d/f"), text(mode), 0.into()]))
}

fn datetime() -> Value {
    tagged(0, text("2024-02-29T12:30:00Z"))
}

fn stat() -> Value {
    let names = [
        "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "st_atime", "st_mtime", "st_ctime",
    ];
    let values: Vec<Value> = [0o100_644, 0, 0, 1, 0, 0, 12]
        .into_iter()
        .map(Value::from)
        .chain([0.5, 1.5, 2.5].map(Value::Float))
        .collect();
    tagged(
        47618,
        array([text("StatResult"), messages::names(&names), array(values)]),
    )
}

fn cases() -> Vec<Case> {
    let entry = |path: &str, dir: bool| tagged(47616, array([text(path), dir.into(), (!dir).into(), false.into()]));
    let case = |name, code, arguments, answer, value| Case {
        name,
        code,
        arguments,
        answer,
        value,
    };
    vec![
        case(
            "Path.exists",
            "from pathlib import Path\nPath('/a/../b/./c').exists()",
            r#"[47624("/b/c")], {}"#,
            true.into(),
            "true",
        ),
        case(
            "Path.is_file",
            "from pathlib import Path\nPath('x').is_file()",
            r#"[47624("/x")], {}"#,
            false.into(),
            "false",
        ),
        case(
            "Path.is_dir",
            "import os\nos.path.isdir('/x')",
            r#"[47624("/x")], {}"#,
            true.into(),
            "true",
        ),
        case(
            "Path.is_symlink",
            "from pathlib import Path\nPath('/x').is_symlink()",
            r#"[47624("/x")], {}"#,
            false.into(),
            "false",
        ),
        case(
            "Path.read_text",
            "from pathlib import Path\nPath('/x').read_text()",
            r#"[47624("/x")], {}"#,
            text("é"),
            "\"é\"",
        ),
        case(
            "Path.read_bytes",
            "from pathlib import Path\nPath('/x').read_bytes()",
            r#"[47624("/x")], {}"#,
            Value::Bytes(vec![255]),
            "h'ff'",
        ),
        case(
            "Path.stat",
            "from pathlib import Path\ns = Path('/x').stat()\n[s.st_size, s.st_mtime, s[0]]",
            r#"[47624("/x")], {}"#,
            stat(),
            "[12, 1.5, 33188]",
        ),
        case(
            "Path.iterdir",
            "from pathlib import Path\n[str(p) for p in Path('/d').iterdir()]",
            r#"[47624("/d")], {}"#,
            array([path("/d/a"), path("/d/b")]),
            r#"["/d/a", "/d/b"]"#,
        ),
        case(
            "Path.scan",
            "import os\n[e.name for e in os.scandir('/d')]",
            r#"[47624("/d")], {"max_depth": 1, "follow_symlinks": false, "pattern": null, "case_sensitive": null, "recurse_symlinks": false}"#,
            array([entry("", true), entry("f", false), entry("s", true)]),
            r#"["f", "s"]"#,
        ),
        case(
            "Path.resolve",
            "from pathlib import Path\nstr(Path('l').resolve())",
            r#"[47624("/l")], {}"#,
            path("/real"),
            "\"/real\"",
        ),
        case(
            "Path.absolute",
            "from pathlib import Path\nstr(Path('l').absolute())",
            r#"[47624("/l")], {}"#,
            path("/l"),
            "\"/l\"",
        ),
        case(
            "Path.write_text",
            "from pathlib import Path\nPath('/x').write_text('é')",
            r#"[47624("/x"), "é"], {}"#,
            1.into(),
            "1",
        ),
        case(
            "Path.append_text",
            "f = F\nf.write('more')",
            r#"[47624("/d/f"), "more"], {}"#,
            4.into(),
            "4",
        ),
        case(
            "Path.write_bytes",
            "from pathlib import Path\nPath('/x').write_bytes(b'ab')",
            r#"[47624("/x"), h'6162'], {}"#,
            2.into(),
            "2",
        ),
        case(
            "Path.append_bytes",
            "f = F\nf.write(b'ab')",
            r#"[47624("/d/f"), h'6162'], {}"#,
            2.into(),
            "2",
        ),
        case(
            "open",
            "f = open('/d/f')\nf.mode",
            r#"[47624("/d/f"), "r"], {}"#,
            file("r"),
            "\"r\"",
        ),
        case(
            "Path.mkdir",
            "from pathlib import Path\nPath('/d').mkdir(parents=True)",
            r#"[47624("/d")], {"parents": true, "exist_ok": false}"#,
            Value::Null,
            "null",
        ),
        case(
            "Path.unlink",
            "from pathlib import Path\nPath('/x').unlink()",
            r#"[47624("/x")], {}"#,
            Value::Null,
            "null",
        ),
        case(
            "Path.rmdir",
            "from pathlib import Path\nPath('/x').rmdir()",
            r#"[47624("/x")], {}"#,
            Value::Null,
            "null",
        ),
        case(
            "Path.rename",
            "import os\nos.rename('/a', 'b')",
            r#"[47624("/a"), 47624("/b")], {}"#,
            Value::Null,
            "null",
        ),
        case(
            "os.getenv",
            "import os\nos.getenv('A', 'b')",
            r#"["A", "b"], {}"#,
            text("v"),
            "\"v\"",
        ),
        case(
            "os.environ",
            "import os\ndict(os.environ)",
            "[], {}",
            map([("A", text("v"))]),
            r#"{"A": "v"}"#,
        ),
        case(
            "date.today",
            "import datetime\nstr(datetime.date.today())",
            "[], {}",
            tagged(1004, text("2024-02-29")),
            "\"2024-02-29\"",
        ),
        case(
            "datetime.now",
            "import datetime\ndatetime.datetime.now(datetime.timezone.utc).hour",
            "[47623(0)], {}",
            datetime(),
            "12",
        ),
        case(
            "os.urandom",
            "import os\nos.urandom(2)",
            "[2], {}",
            Value::Bytes(vec![1, 2]),
            "h'0102'",
        ),
        case(
            "time.time",
            "import time\ntime.time()",
            "[\"time.time\"], {}",
            Value::Float(2.5),
            "2.5",
        ),
        case(
            "time.sleep",
            "import time\ntime.sleep(2)",
            "[2.0], {}",
            text("ignored"),
            "null",
        ),
        case(
            "asyncio.sleep",
            "import asyncio\nasyncio.run(asyncio.sleep(2, 'r'))",
            "[2.0], {}",
            text("ignored"),
            "\"r\"",
        ),
        case(
            "system.sleep",
            "import time\ntime.sleep(2)",
            "[2.0], {}",
            Value::Null,
            "null",
        ),
        case(
            "system.async_sleep",
            "import asyncio\nasyncio.run(asyncio.sleep(2, 'r'))",
            "[2.0], {}",
            Value::Null,
            "\"r\"",
        ),
        case(
            "import",
            "import tools\ntools.x",
            "[\"tools\"], {}",
            tagged(
                47632,
                array([
                    text("tools"),
                    tagged(37, Value::Bytes(vec![7; 16])),
                    map([("x", 5.into())]),
                ]),
            ),
            "5",
        ),
    ]
}

/// Names every kind of OS call, so that a new one does not compile before it has a case. The stubs of imports are for a
/// type checker that this library does not have.
fn has_a_case(call: &OsFunctionCall) -> bool {
    use OsFunctionCall as Os;
    match call {
        Os::ImportStubs(_) => false,
        Os::Exists(_) | Os::IsFile(_) | Os::IsDir(_) | Os::IsSymlink(_) | Os::ReadText(_) | Os::ReadBytes(_) => true,
        Os::Stat(_) | Os::Iterdir(_) | Os::Scan(_) | Os::Resolve(_) | Os::Absolute(_) | Os::WriteText(_) => true,
        Os::AppendText(_) | Os::WriteBytes(_) | Os::AppendBytes(_) | Os::Open(_) | Os::Mkdir(_) => true,
        Os::Unlink(_) | Os::Rmdir(_) | Os::Rename(_) | Os::Getenv(_) | Os::GetEnviron | Os::DateToday => true,
        Os::DateTimeNow(_) | Os::Urandom(_) | Os::Time(_) | Os::Sleep(_) | Os::SystemSleep(_) => true,
        Os::AsyncSleep(_) | Os::AsyncSystemSleep(_) | Os::Import(_) => true,
    }
}

impl Case {
    /// A run that waits for the call. `code` may be put into other code.
    fn at(&self, code: &str) -> Run {
        let options = match self.name.strip_prefix("system.") {
            Some(_) => map([("policy", map([("sleep", text("system"))]))]),
            None => Value::Null,
        };
        let (mut run, mut event) = if code.contains("f = F\n") {
            // Appending begins with an open file.
            let mode = if self.name.ends_with("bytes") { "ab" } else { "a" };
            let code = code.replace("f = F", &format!("f = open('/d/f', '{mode}')"));
            let (mut run, event) = started(&code, &[], &options);
            assert_eq!(event, Event::OsCall, "{}", notation(run.reply()));
            let event = answer(&mut run, [0.into(), 0.into(), file(mode)]).unwrap();
            (run, event)
        } else {
            started(code, &[], &options)
        };
        if event == Event::NameLookup {
            event = answer(&mut run, [3.into(), Value::Null]).unwrap();
        }
        assert_eq!(event, Event::OsCall, "{}: {}", self.name, notation(run.reply()));
        assert!(
            notation(run.reply()).contains(&format!("{:?}, {}", self.name, self.arguments)),
            "{}: {}",
            self.name,
            notation(run.reply())
        );
        run
    }

    fn id(run: &Run) -> Value {
        let event: Value = ciborium::from_reader(run.reply()).unwrap();
        event.as_array().unwrap()[1].clone()
    }

    fn is_eager(&self) -> bool {
        self.name.contains("async")
    }
}

/// Gives a first answer, and null to all calls that come after it, such as the flush of a file.
fn finish(run: &mut Run, first: Vec<Value>) -> (Event, String) {
    let mut event = answer(run, first).unwrap();
    while event == Event::OsCall {
        let id = Case::id(run);
        event = answer(run, [0.into(), id, Value::Null]).unwrap();
    }
    (event, notation(run.reply()))
}

#[test]
fn all_kinds_of_calls_have_a_case() {
    assert!(has_a_case(&OsFunctionCall::GetEnviron) && !has_a_case(&OsFunctionCall::ImportStubs(Vec::new())));
    let mut names: Vec<_> = cases().iter().map(|case| case.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 31);
}

#[test]
fn a_value_is_what_the_call_returns() {
    for case in cases() {
        let mut run = case.at(case.code);
        let id = Case::id(&run);
        let (event, reply) = finish(&mut run, vec![0.into(), id, case.answer.clone()]);
        assert_eq!(
            (event, reply),
            (Event::Complete, format!("[0, {}, []]", case.value)),
            "{}",
            case.name
        );
    }
}

/// The code inside of a `try` that tells which exception came.
fn guarded(code: &str) -> String {
    let (before, last) = code.rsplit_once('\n').unwrap();
    let inside = format!("{before}\nr = {last}").replace('\n', "\n    ");
    format!(
        "try:\n    {inside}\nexcept Exception as e:\n    r = [type(e).__name__, str(e)]\nfinally:\n    print('f')\nr"
    )
}

#[test]
fn an_exception_is_raised_where_the_call_is() {
    for case in cases() {
        let code = guarded(case.code);
        let mut run = case.at(&code);
        let id = Case::id(&run);
        let thrown = array([text("OSError"), text("no")]);
        let (event, reply) = finish(&mut run, vec![1.into(), id, thrown]);
        assert_eq!(
            (event, reply.as_str()),
            (Event::Complete, r#"[0, ["OSError", "no"], [[1, "f\n"]]]"#),
            "{}",
            case.name
        );
    }
}

#[test]
fn what_is_not_handled_is_an_exception_by_the_kind_of_call() {
    for case in cases() {
        let mut run = case.at(&guarded(case.code));
        let id = Case::id(&run);
        let (event, reply) = finish(&mut run, vec![4.into(), id]);
        assert_eq!(event, Event::Complete, "{}: {reply}", case.name);
        let kind = match case.name {
            "import" => "[\"ModuleNotFoundError\", \"No module named 'tools'\"]",
            name if name.starts_with("Path.") || name == "open" => "[\"PermissionError\", \"Permission denied: '/",
            _ => "[\"RuntimeError\", \"'",
        };
        assert!(reply.starts_with(&format!("[0, {kind}")), "{}: {reply}", case.name);
    }
}

#[test]
fn an_abort_ends_the_run_whatever_the_code_says() {
    for case in cases() {
        for id in [true, false] {
            let code = guarded(case.code).replace("except Exception as e", "except BaseException as e");
            let mut run = case.at(&code);
            let id = if id { Case::id(&run) } else { Value::Null };
            let message = [6.into(), id, array([text("KeyboardInterrupt"), text("stop")])];
            assert_eq!(answer(&mut run, message), Ok(Event::Raised), "{}", case.name);
            assert!(notation(run.reply()).starts_with(r#"[5, ["KeyboardInterrupt", "stop", "#));
        }
    }
}

#[test]
fn what_is_not_found_is_only_an_import() {
    for case in cases() {
        let mut run = case.at(&guarded(case.code));
        let id = Case::id(&run);
        if case.name == "import" {
            let (_, reply) = finish(&mut run, vec![3.into(), id]);
            assert!(
                reply.starts_with("[0, [\"ModuleNotFoundError\", \"No module named 'tools'\"]"),
                "{reply}"
            );
        } else {
            messages::refused(&mut run, [3.into(), id], Code::AnswerKind);
        }
    }
}

#[test]
fn only_sleeps_of_tasks_go_on_outside() {
    for case in cases() {
        let mut run = case.at(case.code);
        let id = Case::id(&run);
        if !case.is_eager() {
            messages::refused(&mut run, [2.into(), id.clone()], Code::AnswerKind);
            messages::refused(
                &mut run,
                [7.into(), id, array([0.into(), Value::Null])],
                Code::AnswerKind,
            );
            continue;
        }
        assert_eq!(answer(&mut run, [2.into(), id.clone()]), Ok(Event::ResolveFutures));
        let outcome = array([array([id, array([0.into(), Value::Null])])]);
        assert_eq!(answer(&mut run, [5.into(), Value::Null, outcome]), Ok(Event::Complete));
        assert_eq!(notation(run.reply()), format!("[0, {}, []]", case.value));
        // With the outcome in one message, if the sleep is awaited at once.
        let inside = "import asyncio\nasync def main():\n    return await asyncio.sleep(2, 'r')\nasyncio.run(main())";
        let mut run = case.at(inside);
        let id = Case::id(&run);
        assert_eq!(
            answer(&mut run, [7.into(), id, array([0.into(), Value::Null])]),
            Ok(Event::Complete)
        );
        assert_eq!(notation(run.reply()), format!("[0, {}, []]", case.value));
    }
}

#[test]
fn a_wrong_answer_leaves_the_call_as_it_was() {
    for case in cases() {
        let mut run = case.at(case.code);
        let id = Case::id(&run);
        let other: Value = 77.into();
        let placeholder = tagged(47633, text("<x>"));
        messages::refused(&mut run, [0.into(), other, Value::Null], Code::CallId);
        messages::refused(&mut run, [0.into(), Value::Null, Value::Null], Code::CallId);
        messages::refused(&mut run, [5.into(), Value::Null, array([])], Code::AnswerKind);
        messages::refused(&mut run, [9.into(), id.clone()], Code::AnswerKind);
        messages::refused(&mut run, [0.into(), id.clone(), placeholder], Code::AnswerValue);
        messages::refused(
            &mut run,
            [1.into(), id.clone(), array([text("NoSuchError"), Value::Null])],
            Code::ExceptionType,
        );
        messages::refused(&mut run, [0.into(), id.clone()], Code::Malformed);
        assert_eq!(run.resume(&[0x83, 0]).unwrap_err().code(), Code::Malformed);
        assert_eq!(run.resume(&[]).unwrap_err().code(), Code::Malformed);
        let (event, reply) = finish(&mut run, vec![0.into(), id, case.answer.clone()]);
        assert_eq!(
            (event, reply),
            (Event::Complete, format!("[0, {}, []]", case.value)),
            "{}",
            case.name
        );
    }
}

#[test]
fn a_value_of_the_wrong_kind_is_an_exception_in_the_code() {
    for case in cases()
        .into_iter()
        .filter(|case| matches!(case.name, "Path.scan" | "open" | "os.environ" | "os.urandom" | "import"))
    {
        let mut run = case.at(&guarded(case.code));
        let id = Case::id(&run);
        let (event, reply) = finish(&mut run, vec![0.into(), id, Value::Float(0.5)]);
        assert_eq!(event, Event::Complete, "{}: {reply}", case.name);
        assert!(reply.contains("Error\""), "{}: {reply}", case.name);
    }
}
