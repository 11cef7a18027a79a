"""The cases of messages about sessions: conversations as in cases_messages.py, whose requests are feeds and calls.

Requests without a message (function names, reset, cancel) and replies without one have no bytes.
"""

from pathlib import Path

from encode import Value
from message import NOTHING, Keywords
from pieces_messages import answer, call_of, complete, error, frame, lookup_at, os_call_at, raised, waiting_at
from prelude import uid
from values import Class, Cycle, Instance, Repr


def conversations():
    """Name to messages."""
    return {f"session-{name}": messages for name, messages in (fed() | called() | ended() | refused()).items()}


def place(snippet, start, end):
    return [f"<python-input-{snippet}>", start, end]


def session(**fields):
    return [("new-session", fields), ("nothing", NOTHING)]


def feed(code, **inputs):
    return ("feed", [code, {name: Value(value) for name, value in inputs.items()} or None])


def call(name, *arguments, **keywords):
    return ("call", [name, list(map(Value, arguments)), Keywords(**keywords)])


def told(request):
    """A request without a message whose reply has none either."""
    return [(request, NOTHING), ("nothing", NOTHING)]


def names(*listed):
    return [("functions", NOTHING), ("function-names", list(listed))]


def fed():
    shared = [1]
    return {
        "keeps-globals": [
            *session(),
            feed("x = [1]"),
            complete(None),
            feed("x.append(2)\nx"),
            complete([1, 2]),
            feed(""),
            complete(None),
        ],
        "with-every-field": [
            *session(
                name="shell",
                functions=["f"],
                options={
                    "assert_annotations": 0,
                    "eval": True,
                    "max_duration_us": 5_000_000,
                    "max_turn_duration_us": 1_000_000,
                    "max_memory": 1 << 24,
                    "max_recursion_depth": 100,
                    "max_suspensions": 10,
                    "max_output": 1000,
                    "functions": ["g"],
                },
            ),
            feed("a = f\nb = g\n[__file__, eval('1 + 1')]"),
            complete(["/shell", 2]),
            feed("assert 1 == 2"),
            raised(
                "AssertionError", None, [frame("<python-input-1>", 1, 8, 14, "assert 1 == 2", hide_caret=True)]
            ),
        ],
        "unlimited": [
            *session(
                options={
                    "max_duration_us": None,
                    "max_turn_duration_us": None,
                    "max_memory": None,
                    "max_recursion_depth": None,
                    "max_suspensions": None,
                    "max_output": None,
                }
            ),
            feed("1"),
            complete(1),
        ],
        "with-null-options": [*session(options=None), feed("1"), complete(1)],
        "inputs": [
            *session(),
            feed("[a, b]", a=1, b="x"),
            complete([1, "x"]),
            feed("a", b=None),
            complete(1),
            feed("b"),
            complete(None),
        ],
        "empty-inputs": [*session(), ("feed", ["1", {}]), complete(1)],
        "inputs-share-an-object": [
            *session(),
            feed("a.append(2)\n[a, a is b, b is c[0]]", a=shared, b=shared, c=[shared]),
            complete([[1, 2], True, True]),
        ],
        "output": [
            *session(),
            feed("print('a')\n1"),
            complete(1, [[1, "a\n"]]),
            feed("import sys\nprint('b', file=sys.stderr)\n1 / 0"),
            raised(
                "ZeroDivisionError",
                "division by zero",
                [frame("<python-input-1>", 3, 1, 6, "1 / 0")],
                output=[[2, "b\n"]],
            ),
        ],
        "exception-keeps-what-was-done": [
            *session(),
            feed("x = 1\n1 / 0\nx = 2"),
            raised("ZeroDivisionError", "division by zero", [frame("<python-input-0>", 2, 1, 6, "1 / 0")]),
            feed("x"),
            complete(1),
        ],
        "exception-in-an-earlier-snippet": [
            *session(),
            feed("def f(n):\n    return 1 / n"),
            complete(None),
            feed("f(0)"),
            raised(
                "ZeroDivisionError",
                "division by zero",
                [
                    frame("<python-input-1>", 1, 1, 5, "f(0)"),
                    frame("<python-input-0>", 2, 12, 17, "    return 1 / n", function="f"),
                ],
            ),
        ],
        "syntax-error": [
            *session(),
            feed("1 +"),
            raised(
                "SyntaxError",
                "Expected an expression",
                [frame("<python-input-0>", 1, 4, 4, "1 +", function=None, hide_name=True)],
            ),
            feed("1"),
            complete(1),
        ],
        "suspends": [
            *session(functions=["f"]),
            feed("x = f(1, k='a')\nx"),
            call_of(0, "f", [1], Keywords(k="a"), place(0, 4, 15)),
            answer(0, 0, Value(5)),
            complete(5),
            feed("x + 1"),
            complete(6),
        ],
        "looks-up": [
            *session(),
            feed("n + 1"),
            lookup_at("n", place(0, 0, 1)),
            answer(0, None, Value(1)),
            complete(2),
            feed("n"),
            complete(1),
            feed("m"),
            lookup_at("m", place(2, 0, 1)),
            answer(3, None),
            raised("NameError", "name 'm' is not defined", [frame("<python-input-2>", 1, 1, 2, "m")]),
        ],
        "os-call": [
            *session(),
            feed("from pathlib import Path\nPath('/a').exists()"),
            os_call_at(0, "Path.exists", [Path("/a")], place(0, 25, 44)),
            answer(0, 0, Value(True)),
            complete(True),
        ],
        "futures": [
            *session(functions=["f"]),
            feed("import asyncio\nasync def main():\n    return await asyncio.gather(f(0), f(1))\nasyncio.run(main())"),
            call_of(0, "f", [0], Keywords(), place(0, 65, 69)),
            answer(2, 0),
            call_of(1, "f", [1], Keywords(), place(0, 71, 75)),
            answer(2, 1),
            waiting_at([0, 1], place(0, 44, 76)),
            answer(5, None, [[1, [0, Value("b")]], [0, [0, Value("a")]]]),
            complete(["a", "b"]),
        ],
        "future-of-an-earlier-feed": [
            *session(functions=["f"]),
            feed("p = f()"),
            call_of(0, "f", [], Keywords(), place(0, 4, 7)),
            answer(2, 0),
            complete(None),
            feed("import asyncio\nasync def main():\n    return await p\nasyncio.run(main())"),
            raised(
                "RuntimeError",
                "the awaited call belongs to an earlier feed",
                [
                    frame("<python-input-1>", 4, 1, 20, "asyncio.run(main())"),
                    frame("<python-input-1>", 3, 12, 19, "    return await p", function="main"),
                ],
            ),
            feed("1"),
            complete(1),
        ],
        "method-of-an-object-that-was-kept": [
            *session(),
            feed("o = given", given=Instance(Class("Host", uid(1), True), uid(2))),
            complete(None),
            feed("o.method(1)"),
            call_of(0, "method", [1], Keywords(), place(1, 0, 11), object_id=uid(2)),
            answer(0, 0, Value("done")),
            complete("done"),
        ],
        "abort": [
            *session(functions=["f"]),
            feed("x = 1\ntry:\n    f()\nexcept BaseException:\n    x = 2"),
            call_of(0, "f", [], Keywords(), place(0, 15, 18)),
            answer(6, 0, ["SystemExit", "enough"]),
            raised("SystemExit", "enough", [frame("<python-input-0>", 3, 5, 8, "    f()")]),
            feed("x"),
            complete(1),
        ],
        "reset": [
            *session(functions=["f"]),
            feed("x = 1\nf()\nx = 2"),
            call_of(0, "f", [], Keywords(), place(0, 6, 9)),
            *told("reset"),
            answer(0, 0, Value(None)),
            error(5, "not_suspended"),
            feed("x"),
            complete(1),
        ],
        "cancelled-while-it-waits": [
            *session(functions=["f"]),
            feed("x = 1\nf()"),
            call_of(0, "f", [], Keywords(), place(0, 6, 9)),
            *told("cancel"),
            answer(0, 0, Value(None)),
            error(14, "cancelled"),
            feed("x"),
            complete(1),
        ],
        "cancelled-while-idle": [*session(), *told("cancel"), feed("1"), complete(1)],
    }


def called():
    shared = [1]
    define = "def f(a, b=2, **more):\n    return [a, b, more]"
    defined = [*session(functions=["host"]), feed(define), complete(None)]
    return {
        "call": [*defined, call("f", 1), complete([1, 2, {}]), call("f", 3, 4), complete([3, 4, {}])],
        "call-with-keywords": [*defined, call("f", 1, b=5, **{"l m": 6}), complete([1, 5, {"l m": 6}])],
        "call-with-shared-arguments": [
            *session(),
            feed("def same(a, b, *, c):\n    a.append(2)\n    return [a is b, b is c, c]"),
            complete(None),
            call("same", shared, shared, c=shared),
            complete([True, True, [1, 2]]),
        ],
        "call-with-a-shared-keyword": [
            *session(),
            feed("def f(*args, **more):\n    return [args, more]"),
            complete(None),
            (lambda long: call("f", long, **{long: 1}))("k" * 40),
            (lambda long: complete([(long,), {long: 1}]))("k" * 40),
        ],
        "call-that-suspends": [
            *session(functions=["host"]),
            feed("def f(n):\n    return [host(n), n]"),
            complete(None),
            call("f", 3),
            call_of(0, "host", [3], Keywords(), place(0, 22, 29)),
            answer(0, 0, Value("v")),
            complete(["v", 3]),
        ],
        "call-that-raises": [
            *session(),
            feed("def f(n):\n    return 1 / n"),
            complete(None),
            call("f", 0),
            raised(
                "ZeroDivisionError",
                "division by zero",
                [
                    frame("<python-input-1>", 1, 1, 7, "f(...)"),
                    frame("<python-input-0>", 2, 12, 17, "    return 1 / n", function="f"),
                ],
            ),
        ],
        "call-of-no-function": [
            *session(),
            feed("x = 1\nclass C:\n    pass"),
            complete(None),
            *(
                message
                for name in ("x", "C", "missing", "len")
                for message in (call(name), raised("NameError", f"name '{name}' is not defined", []))
            ),
        ],
        "function-names": [
            *session(functions=["host"]),
            *names(),
            feed("x = 1\ndef f():\n    def inner(): pass\ng = lambda: 1\nclass C: pass"),
            complete(None),
            *names("f", "g"),
            feed("f = 1\nx = g"),
            complete(None),
            *names("x", "g"),
        ],
    }


def ended():
    return {
        "suspensions-of-each-feed": [
            *session(functions=["f"], options={"max_suspensions": 1}),
            feed("f()\nf()"),
            call_of(0, "f", [], Keywords(), place(0, 0, 3)),
            answer(0, 0, Value(None)),
            raised("RuntimeError", "suspension limit exceeded: 1", [frame("<python-input-0>", 2, 1, 4, "f()")]),
            feed("f()\n1"),
            call_of(0, "f", [], Keywords(), place(1, 0, 3)),
            answer(0, 0, Value(None)),
            complete(1),
        ],
        "refuses-too-much-memory": [
            *session(options={"max_memory": 1 << 20}),
            feed("x = 1\nb'x' * (1 << 40)"),
            raised(
                "MemoryError",
                "memory limit exceeded: 1099511627776 bytes > 1048576 bytes",
                [frame("<python-input-0>", 2, 1, 17, "b'x' * (1 << 40)")],
            ),
            feed("x"),
            complete(1),
        ],
    }


def refused():
    opened = session(functions=["f"])
    end = [feed("7"), complete(7)]
    requests = {
        "list": ([], 6, "malformed", 0),
        "unknown-field": ({"nam": "x"}, 6, "unknown_field", 1),
        "unknown-option": ({"options": {"evil": True}}, 6, "unknown_field", 10),
        "option-0": ({"options": {"max_output": 0}}, 6, "option_range", 21),
        "option-of-text": ({"options": {"eval": "yes"}}, 6, "malformed", 15),
        "recursion-depth-of-10001": ({"options": {"max_recursion_depth": 10_001}}, 6, "option_range", None),
        "odd-function": ({"functions": ["a b"]}, 8, "name", None),
    }
    feeds = {
        "map": ({}, 6, "malformed", 0),
        "without-inputs": (["1"], 6, "malformed", 0),
        "with-a-third-field": (["1", None, None], 6, "malformed", 0),
        "code-of-bytes": ([b"1", None], 6, "malformed", 1),
        "inputs-in-a-list": (["1", [Value(1)]], 6, "malformed", 3),
        "odd-input": (["1", {"a b": Value(1)}], 8, "name", 4),
        "keyword": (["1", {"class": Value(1)}], 8, "name", 4),
        "function-as-input": (["1", {"f": Value(1)}], 8, "name", 4),
        "input-twice": (["1", Keywords(a=1).twice()], 8, "input_duplicate", 7),
        "repr-as-input": (["1", {"a": Value(Repr("<x>"))}], 8, "input_value", None),
        "cycle-as-input": (["1", {"a": Value([Cycle("[...]")])}], 8, "input_value", None),
    }
    calls = {
        "map": ({}, 6, "malformed", 0),
        "without-keywords": (["f", []], 6, "malformed", 0),
        "odd-name": (["f()", [], {}], 8, "name", 1),
        "keyword-as-name": (["if", [], {}], 8, "name", 1),
        "argument-map": (["f", {}, {}], 6, "malformed", 3),
        "keyword-of-int": (["f", [], {1: Value(2)}], 6, "malformed", 5),
        "keyword-twice": (["f", [], Keywords(a=1).twice()], 8, "input_duplicate", 8),
        "repr-as-argument": (["f", [Value(Repr("<x>"))], {}], 8, "input_value", None),
    }
    suspended = [*opened, feed("f()\n1"), call_of(0, "f", [], Keywords(), place(0, 0, 3))]
    cases = {f"refused-{name}": [("new-session", content), error(*what)] for name, (content, *what) in requests.items()}
    for request, contents in ("feed", feeds), ("call", calls):
        for name, (content, *what) in contents.items():
            cases[f"{request}-refused-{name}"] = [*opened, (request, content), error(*what), *end]
    cases["waits-for-an-answer"] = [
        *suspended,
        feed("1"),
        error(5, "suspended"),
        call("g"),
        error(5, "suspended"),
        ("functions", NOTHING),
        error(5, "suspended"),
        answer(0, 1, Value(None)),
        error(7, "call_id", 2),
        answer(0, 0, Value(None)),
        complete(1),
    ]
    cases["is-idle"] = [*opened, answer(0, 0, Value(None)), error(5, "not_suspended"), *end]
    cases["is-no-run"] = [
        *opened,
        ("compile", {"code": "1"}),
        ("program", ["main.py", [], []]),
        ("start", [[], None]),
        error(5, "session"),
        *end,
    ]
    cases["of-a-run"] = [
        ("compile", {"code": "1"}),
        ("program", ["main.py", [], []]),
        feed("1"),
        error(5, "no_session"),
        call("f"),
        error(5, "no_session"),
        ("functions", NOTHING),
        error(5, "no_session"),
        ("start", [[], None]),
        complete(1),
    ]
    return cases
