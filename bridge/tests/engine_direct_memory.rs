//! Runs whose results are read from the heap leave nothing behind, and hold no more than they may.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]
#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "each method passes its arguments on under the same contract"
)]

mod messages;
mod twice;

use std::{
    alloc::{GlobalAlloc, Layout},
    cell::Cell,
    sync::{Mutex, MutexGuard, PoisonError},
};

use ciborium::Value;
use messages::{map, notation};
use monty_bridge::{Allocator, Code, Event, Program, Run, set_leak_budget, stats};
use twice::{Case, is_read, play, reply_to};

/// The library's allocator, which besides counts what the thread has.
struct Counting;

thread_local! {
    static NOW: Cell<isize> = const { Cell::new(0) };
}

/// Of a block that an abandoned run wanted, nothing is counted: the allocator does not return.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let block = unsafe { Allocator.alloc(layout) };
        NOW.set(NOW.get() + layout.size() as isize);
        block
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let block = unsafe { Allocator.alloc_zeroed(layout) };
        NOW.set(NOW.get() + layout.size() as isize);
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        NOW.set(NOW.get() - layout.size() as isize);
        unsafe { Allocator.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let block = unsafe { Allocator.realloc(block, layout, size) };
        NOW.set(NOW.get() + size as isize - layout.size() as isize);
        block
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const MIB: u64 = 1 << 20;

/// The tests share the numbers of the process, so one runs after the other.
fn alone() -> MutexGuard<'static, ()> {
    static LOCK: Mutex<()> = Mutex::new(());
    let guard = LOCK.lock().unwrap_or_else(PoisonError::into_inner);
    set_leak_budget(u64::MAX);
    guard
}

/// Asserts that doing it again and again leaves nothing behind.
#[track_caller]
fn leaks_nothing(what: &str, mut work: impl FnMut()) {
    for _ in 0..3 {
        work();
    }
    let (abandoned, before) = (stats().abandoned, NOW.get());
    for _ in 0..50 {
        work();
    }
    assert_eq!(NOW.get() - before, 0, "{what}");
    assert_eq!(stats().abandoned, abandoned, "{what}");
}

fn limited(bytes: u64) -> Value {
    map([("max_memory", bytes.into()), ("max_duration_us", Value::Null)])
}

/// Sources with results that are read, exported, or not there.
const SOURCES: &[&str] = &[
    "[{'id': n, 'name': 'n' + str(n), 'tags': [1, {2}]} for n in range(100)]",
    "from datetime import date, timedelta\nfrom decimal import Decimal\n[date(2020, 1, 1), Decimal('1.5'), 10 ** 30, b'x' * 50, timedelta(1)] * 5",
    "x = []\nx.append(x)\n[x]",
    "class C: pass\nc = C()\nc.c = c\n[c, C, len, lambda: c]",
    "def g(n): return n\n[g] * 10",
    "rows = [{'a': n} for n in range(100)]\nfor r in rows: r['rows'] = rows\n1",
    "1, [2]",
    "x = [1]",
    "1 / 0",
    "(lambda: [undefined, [1] * 1000])()",
    "[f(1), f([2]), known]",
    "[await later(), f]",
    "print('x' * 1000)\n[print('y')]",
    "x = [1]\nfor _ in range(300): x = [x]\nx",
];

#[test]
fn whatever_becomes_of_a_result_it_is_freed() {
    let _alone = alone();
    for code in SOURCES {
        let case = Case::new(*code);
        let program = case.compile().unwrap();
        let mut run = Run::new();
        run.keep_results(true);
        leaks_nothing(&format!("taken: {code}"), || drop(play(&case, &mut run, &program)));
        let to_end = |run: &mut Run| {
            let mut last = case.start(run, &program);
            while last.is_ok() && run.is_suspended() {
                last = reply_to(run);
            }
        };
        leaks_nothing(&format!("not taken: {code}"), || to_end(&mut run));
        leaks_nothing(&format!("taken as an object: {code}"), || {
            to_end(&mut run);
            drop(run.take_result());
        });
        leaks_nothing(&format!("not kept any more: {code}"), || {
            run.keep_results(true);
            to_end(&mut run);
            run.keep_results(false);
        });
        leaks_nothing(&format!("in turn: {code}"), || {
            run.keep_results(true);
            to_end(&mut run);
            run.keep_results(false);
            to_end(&mut run);
        });
        run.keep_results(true);
        leaks_nothing(&format!("reset: {code}"), || {
            to_end(&mut run);
            run.reset().unwrap();
        });
        leaks_nothing(&format!("given up: {code}"), || {
            let _ = case.start(&mut run, &program);
            run.reset().unwrap();
        });
        leaks_nothing(&format!("dropped: {code}"), || {
            let mut run = Run::new();
            run.keep_results(true);
            to_end(&mut run);
        });
        leaks_nothing(&format!("dropped while it waits: {code}"), || {
            let mut run = Run::new();
            run.keep_results(true);
            let _ = case.start(&mut run, &program);
        });
        leaks_nothing(&format!("with its program: {code}"), || {
            let program = case.compile().unwrap();
            let mut run = Run::new();
            run.keep_results(true);
            drop(case.start(&mut run, &program));
            drop(program);
        });
        leaks_nothing(&format!("dumped: {code}"), || {
            let program = Program::load(&program.dump(None).unwrap(), None).unwrap();
            let mut run = Run::new();
            run.keep_results(true);
            let _ = case.start(&mut run, &program);
            if run.is_suspended() {
                let mut loaded = Run::load(&run.dump(None).unwrap(), None, &[]).unwrap();
                loaded.keep_results(true);
                loaded.reset().unwrap();
            }
        });
        leaks_nothing(&format!("cancelled: {code}"), || {
            let _ = case.start(&mut run, &program);
            if run.is_suspended() {
                run.canceller().cancel();
                assert_eq!(reply_to(&mut run).unwrap_err().code(), Code::Cancelled);
            }
        });
        leaks_nothing(&format!("output refused: {code}"), || {
            run.set_output(Some(Box::new(|_| false)));
            to_end(&mut run);
            run.set_output(None);
            run.reset().unwrap();
        });
    }
}

#[cfg(feature = "arrow")]
#[test]
fn tables_are_freed_also_those_that_are_refused() {
    use monty_bridge::arrow::TableOptions;

    let _alone = alone();
    for (code, budget) in [
        ("[{'a': n, 'b': str(n), 'c': [n]} for n in range(100)]", 1 << 30),
        ("[{'a': n, 'b': str(n), 'c': [n]} for n in range(100)]", 500),
        ("[{'a': n, 'b': str(n)} for n in range(100)] + [1]", 1 << 30),
        ("[{'a': [n]} for n in range(100)] + [{'a': 'x'}]", 1 << 30),
        ("[len]", 1 << 30),
    ] {
        let case = Case::new(code);
        let program = case.compile().unwrap();
        let mut run = Run::new();
        run.keep_results(true);
        leaks_nothing(code, || {
            assert_eq!(case.start(&mut run, &program), Ok(Event::Complete));
            let options = TableOptions { widen: false, budget };
            let _ = run.use_result(|result| result.to_batch(&options).map_err(|error| error.to_string()));
        });
    }
}

#[test]
fn limits_of_memory_leave_nothing_unless_the_run_is_abandoned() {
    let _alone = alone();
    let case = Case::with("[[n] for n in range(10 ** 9)]", &limited(2 * MIB));
    let program = case.compile().unwrap();
    let mut run = Run::new();
    run.keep_results(true);
    leaks_nothing("the soft limit", || {
        assert_eq!(case.start(&mut run, &program), Ok(Event::Raised));
        assert_eq!(run.take_result(), None);
    });
    // At the hard limit it is given up, and can be used again.
    let hard = Case::with("','.join(['a' * 10 ** 6] * 10 ** 5)", &limited(2 * MIB));
    let before = stats();
    assert_eq!(hard.start(&mut run, &hard.compile().unwrap()), Ok(Event::Raised));
    assert_eq!(stats().abandoned, before.abandoned + 1);
    assert_eq!(run.take_result(), None);
    let one = Case::new("[1]");
    assert!(play(&one, &mut run, &one.compile().unwrap()).read);
}

/// What a run with such a limit of memory came to.
fn held(run: &mut Run, code: &str, limit: u64) -> (Event, String) {
    let case = Case::with(code, &limited(limit));
    let event = case.start(run, &case.compile().unwrap()).unwrap();
    (event, notation(run.reply()))
}

#[test]
fn a_result_that_fits_the_limit_is_read_within_it() {
    let _alone = alone();
    for code in [
        "x = ['a text of some length ' + str(n) for n in range(N)]\n[1]",
        "['a text of some length ' + str(n) for n in range(N)]",
        "[{'a': n, 'b': n, 'c': n} for n in range(N)]",
        "[[n] for n in range(N)]",
        "[n * 10 ** 20 for n in range(N)]",
        "list(range(N))",
        "x = [[n] for n in range(N)]\n[x, len]",
        "x = [[n] for n in range(N)]\n[len]",
    ] {
        // From what is far below the limit to what is far above it.
        for count in [
            1, 1000, 3000, 9000, 15_000, 20_000, 30_000, 40_000, 60_000, 90_000, 150_000,
        ] {
            let code = code.replace('N', &count.to_string());
            let mut run = Run::new();
            let before = stats().abandoned;
            let (exported, _) = held(&mut run, &code, 4 * MIB);
            let abandoned = stats().abandoned - before;
            run.keep_results(true);
            let before = stats().abandoned;
            let (kept, reply) = held(&mut run, &code, 4 * MIB);
            // Reading takes less than the export does, so that some end well only in this way.
            assert!(kept == exported || kept == Event::Complete, "{code}: {reply}");
            assert!(stats().abandoned - before <= abandoned, "{code}");
            if kept == Event::Complete {
                assert!(
                    run.use_result(|result| is_read(result) || code.contains("len"))
                        .unwrap(),
                    "{code}"
                );
            }
        }
    }
}

#[test]
fn what_the_heap_has_besides_a_result_is_no_reason_to_give_up_its_run() {
    let _alone = alone();
    let limit = 36 * MIB;
    for code in [
        "x = list(range(2100000))\n[1]",
        "x = list(range(2100000))\n[len]",
        "x = list(range(2100000))\n1",
        "x = list(range(2100000))\nlen",
        "x = 'x' * 30000000\ny = [x + 'y']\ny = [1]\n[1]",
        "x = [str(n) for n in range(200000)]\n[len(x)]",
        "x = {str(n): n for n in range(140000)}\n[len(x)]",
        "x = {n: n for n in range(250000)}\n[len(x)]",
        "x = [(n,) for n in range(150000)]\n[len(x)]",
    ] {
        let mut run = Run::new();
        for keep in [false, true] {
            run.keep_results(keep);
            let before = stats().abandoned;
            let (event, reply) = held(&mut run, code, limit);
            assert_eq!(event, Event::Complete, "{code}, {keep}: {reply}");
            assert_eq!(stats().abandoned, before, "{code}");
        }
    }
}

/// The bytes that are freed with a kept result.
fn size_of(code: &str) -> isize {
    let case = Case::new(code);
    let program = case.compile().unwrap();
    let mut run = Run::new();
    run.keep_results(true);
    for _ in 0..2 {
        assert_eq!(case.start(&mut run, &program), Ok(Event::Complete));
    }
    let before = NOW.get();
    run.use_result(|_| ()).unwrap();
    before - NOW.get()
}

#[test]
fn a_kept_result_is_not_much_larger_than_its_object() {
    let _alone = alone();
    for code in [
        "[{'a': n, 'b': n / 2} for n in range(10000)]",
        "['text ' + str(n) for n in range(10000)]",
    ] {
        let (read, exported) = (size_of(code), size_of(&format!("{code}\n# __monty_go_result__")));
        assert!(read < exported * 3 / 2, "{code}: {read}, {exported}");
    }
}
