//! What a message adds to a run: the interpreter on its own against bytes in, bytes out.

#![allow(missing_docs, reason = "made by the macros of the benchmark")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a benchmark that fails shall stop")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use monty::{MontyRun, RunProgress};
use monty_bridge::{Allocator, Compiled, Event, Program, Run};
use monty_types::{CompileOptions, MontyObject, PrintWriter, ResourceTracker};

/// As in the library. It counts for the bridge only.
#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// Compiles `code`, which is less than 256 bytes long, with an input `x` and a host function `f`.
fn compile(code: &str) -> Program {
    let mut request = b"\xa3\x64code\x78".to_vec();
    request.push(u8::try_from(code.len()).unwrap());
    request.extend_from_slice(code.as_bytes());
    request.extend_from_slice(b"\x66inputs\x81\x61x\x69functions\x81\x61f");
    match Program::compile(&request).unwrap() {
        Compiled::Program(program) => program,
        Compiled::Raised(_) => panic!("{code} does not compile"),
    }
}

fn bare(code: &str) -> MontyRun {
    MontyRun::new(
        code.to_owned(),
        "main.py",
        vec!["x".to_owned()],
        CompileOptions::default(),
    )
    .unwrap()
}

fn start_bare(run: &MontyRun) -> RunProgress {
    run.clone()
        .start(
            vec![MontyObject::int(41)],
            ResourceTracker::default(),
            PrintWriter::Disabled,
        )
        .unwrap()
}

/// [[41], null]
const START: [u8; 5] = [0x82, 0x81, 0x18, 41, 0xf6];

fn run(c: &mut Criterion) {
    let mut group = c.benchmark_group("run/x + 1");
    let code = bare("x + 1");
    group.bench_function("bare", |b| {
        b.iter(|| match start_bare(black_box(&code)) {
            RunProgress::Complete(value) => assert_eq!(i64::try_from(&value).unwrap(), 42),
            other => panic!("{other:?}"),
        });
    });
    let program = compile("x + 1");
    let mut run = Run::new();
    group.bench_function("bridge", |b| {
        b.iter(|| {
            assert_eq!(run.start(&program, black_box(&START)), Ok(Event::Complete));
            assert_eq!(run.reply(), [0x83, 0, 0x18, 42, 0x80]);
        });
    });
    group.finish();
}

fn call(c: &mut Criterion) {
    let mut group = c.benchmark_group("resume/f(x)");
    let code = bare("f(x)");
    group.bench_function("bare", |b| {
        b.iter_batched(
            || match start_bare(&code) {
                RunProgress::FunctionCall(call) => call,
                other => panic!("{other:?}"),
            },
            |call| match call.resume(MontyObject::int(42), PrintWriter::Disabled).unwrap() {
                RunProgress::Complete(value) => assert_eq!(i64::try_from(&value).unwrap(), 42),
                other => panic!("{other:?}"),
            },
            BatchSize::SmallInput,
        );
    });
    let program = compile("f(x)");
    group.bench_function("bridge", |b| {
        b.iter_batched_ref(
            || {
                let mut run = Run::new();
                assert_eq!(run.start(&program, &START), Ok(Event::FunctionCall));
                run
            },
            |run| {
                assert_eq!(run.resume(black_box(&[0x83, 0, 0, 0x18, 42])), Ok(Event::Complete));
                assert_eq!(run.reply(), [0x83, 0, 0x18, 42, 0x80]);
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

/// A thousand host calls in one run: what a call costs when its run goes on.
fn calls(c: &mut Criterion) {
    let mut group = c.benchmark_group("loop/1000 calls");
    group.sample_size(30);
    let source = "for _ in range(1000): f(x)\nx";
    let code = bare(source);
    group.bench_function("bare", |b| {
        b.iter(|| {
            let mut progress = start_bare(&code);
            loop {
                progress = match progress {
                    RunProgress::FunctionCall(call) => call.resume(MontyObject::int(7), PrintWriter::Disabled).unwrap(),
                    RunProgress::Complete(value) => return assert_eq!(i64::try_from(&value).unwrap(), 41),
                    other => panic!("{other:?}"),
                }
            }
        });
    });
    let program = compile(source);
    let mut run = Run::new();
    group.bench_function("bridge", |b| {
        b.iter(|| {
            let mut event = run.start(&program, &START).unwrap();
            let mut id: u16 = 0;
            while event == Event::FunctionCall {
                let [high, low] = id.to_be_bytes();
                event = run.resume(&[0x83, 0, 0x19, high, low, 7]).unwrap();
                id += 1;
            }
            assert_eq!((event, id), (Event::Complete, 1000));
        });
    });
    group.finish();
}

/// A session: a feed of `x + 1`, a call of `f(41)`.
///
/// Each feed leaves its source behind in the session, so that a session is fed a thousand times and then made anew.
fn session(c: &mut Criterion) {
    let mut group = c.benchmark_group("session/x + 1");
    let new = || {
        let mut run = Run::session(&[0xa0]).unwrap();
        let code = b"\x82\x78\x1dx = 41\ndef f(n): return n + 1\xf6";
        assert_eq!(run.feed(code), Ok(Event::Complete));
        run
    };
    let mut left = 0;
    let mut run = new();
    let mut renewed = |run: &mut Run| {
        left = if left == 0 { 1000 } else { left - 1 };
        if left == 0 {
            *run = new();
        }
    };
    group.bench_function("feed", |b| {
        b.iter(|| {
            renewed(&mut run);
            assert_eq!(run.feed(black_box(b"\x82\x65x + 1\xf6")), Ok(Event::Complete));
            assert_eq!(run.reply(), [0x83, 0, 0x18, 42, 0x80]);
        });
    });
    group.bench_function("call", |b| {
        b.iter(|| {
            renewed(&mut run);
            assert_eq!(run.call(black_box(b"\x83\x61f\x81\x18\x29\xa0")), Ok(Event::Complete));
            assert_eq!(run.reply(), [0x83, 0, 0x18, 42, 0x80]);
        });
    });
    group.finish();
}

/// The dump of a run that waits for `f(x)`, and back.
fn dump(c: &mut Criterion) {
    let mut group = c.benchmark_group("dump/f(x)");
    let mut run = Run::new();
    assert_eq!(run.start(&compile("f(x)"), &START), Ok(Event::FunctionCall));
    let dump = run.dump(None).unwrap();
    println!("dump/f(x): {} bytes", dump.len());
    group.bench_function("write", |b| {
        b.iter(|| assert_eq!(run.dump(None).unwrap().len(), dump.len()));
    });
    group.bench_function("load", |b| {
        b.iter(|| assert!(Run::load(black_box(&dump), None, &[]).unwrap().is_suspended()));
    });
    group.finish();
}

criterion_group!(benches, run, call, calls, session, dump);
criterion_main!(benches);
