"""The cases of messages: conversations between a host and the engine, as schema/messages/ describes them.

A conversation is a list of (message, content). After a request comes the reply to it: `program`, `event` or `error`.
Of an error, only the status, the code and the offset are part of the protocol.
"""

from pathlib import Path

import cases_policies
import cases_sessions
from encode import Value
from message import Keywords
from pieces_messages import answer, call_of, complete, error, frame, lookup_at, os_call_at, raised, waiting_at
from prelude import uid
from values import Class, Cycle, Instance, Repr

MAIN = "main.py"
ROWS = ("recorded", "dicts", "tuples", "columns")

NOT_HELD = (
    (2, "null_pointer"),
    (3, "unknown_handle"),
    (4, "busy"),
    *(
        (9, f"dump_{fault}")
        for fault in ("magic", "frame", "kind", "monty", "schema", "length", "key", "checksum", "contents")
    ),
    (10, "source_length"),
    (10, "message_size"),
    (10, "no_stack"),
    (10, "leak_budget"),
    (11, "panicked"),
    (12, "lost"),
    (13, "unencodable"),
    (13, "no_table"),
    (14, "output_refused"),
)
"""Errors that no conversation has: they need bad handles or dumps, several threads, much memory, or a broken engine."""


def conversations():
    """Name to messages."""
    return {
        "value": run("40 + 2", complete(42)),
        "no-value": run("x = 1", complete(None)),
        "named-program": [
            ("compile", {"code": "1", "name": "job.py", "inputs": [], "functions": [], "options": None}),
            ("program", ["job.py", [], []]),
            *start(),
            complete(1),
        ],
        "every-request-field": [
            (
                "compile",
                {
                    "code": "assert x == 1",
                    "name": "job.py",
                    "inputs": ["x"],
                    "functions": ["f", "g"],
                    "options": {"assert_annotations": 0, "max_def_nesting": 1},
                },
            ),
            ("program", ["job.py", ["x"], ["f", "g"]]),
            (
                "start",
                [
                    {"x": Value(2)},
                    {
                        "max_duration_us": 5_000_000,
                        "max_turn_duration_us": 1_000_000,
                        "max_memory": 1 << 20,
                        "max_recursion_depth": 100,
                        "max_suspensions": 10,
                        "max_output": 1000,
                        "functions": ["h"],
                    },
                ],
            ),
            raised("AssertionError", None, [frame("job.py", 1, 8, 14, "assert x == 1", hide_caret=True)]),
        ],
        "unlimited": [
            *compiled("1"),
            (
                "start",
                [
                    [],
                    {
                        "max_duration_us": None,
                        "max_turn_duration_us": None,
                        "max_memory": None,
                        "max_suspensions": None,
                        "max_output": None,
                    },
                ],
            ),
            complete(1),
        ],
        "nested-without-limit": [
            ("compile", {"code": "1", "options": {"max_def_nesting": None}}),
            ("program", ["main.py", [], []]),
            *start(),
            complete(1),
        ],
        "inputs-by-place": [
            *compiled("[a, b]", inputs=["a", "b"]),
            ("start", [[Value(1), Value("x")], None]),
            complete([1, "x"]),
        ],
        "inputs-by-name": [
            *compiled("[a, b]", inputs=["a", "b"]),
            ("start", [{"b": Value("x"), "a": Value(1)}, {}]),
            complete([1, "x"]),
        ],
        "inputs-share-an-object": [
            *compiled("[a, b, a is b]", inputs=["a", "b"]),
            (lambda shared: ("start", [[Value(shared), Value(shared)], None]))([1]),
            complete([[1], [1], False]),
        ],
        "value-shares-an-object": run("a = [1]\n(a, a)", complete((lambda a: (a, a))([1]))),
        "value-holds-itself": run("a = []\na.append(a)\na", complete([Cycle("[...]")])),
        "output": run(
            "import sys\nprint('a')\nprint('b')\nprint('c', file=sys.stderr)\nprint('ü', end='')",
            complete(None, [[1, "a\nb\n"], [2, "c\n"], [1, "ü"]]),
        ),
        **calls(),
        **lookups(),
        **futures(),
        **exceptions(),
        **refused_requests(),
        **refused_answers(),
        **cases_sessions.conversations(),
        **cases_policies.conversations(),
    }


def single():
    """Messages of no conversation: (id, message, content)."""
    return [
        ("info", "info", {"abi": 1, "schema": 1, "monty": "1.4.0", "bridge": "0.1.0"}),
        ("error-without-offset", "error", [5, "not_suspended", "the run waits for no answer", None]),
        ("error-with-offset", "error", [6, "malformed", "invalid UTF-8 in a text string at byte 300", 300]),
        *((f"error-{code.replace('_', '-')}", "error", [status, code, "", None]) for status, code in NOT_HELD),
        ("output", "output", [[1, "a\nb"], [2, "ü"]]),
        ("stats", "stats", {"running": 1, "abandoned": 2, "leaked": 3 << 20, "leak_budget": 1 << 30}),
        (
            "stats-with-appended-key",
            "stats",
            {"running": 0, "abandoned": 0, "leaked": 0, "leak_budget": 0, "later": {"a": [1]}},
        ),
        ("table-options-null", "table-options", None),
        ("table-options-empty", "table-options", {}),
        ("table-options", "table-options", {"widen": True, "budget": 1 << 20}),
        ("rows-options-null", "rows-options", None),
        *((f"rows-options-{rows}", "rows-options", {"rows": rows}) for rows in ROWS),
        ("rows-options-namedtuples", "rows-options", {"rows": ["namedtuples", "Row"]}),
        ("info-with-appended-key", "info", {"abi": 1, "schema": 1, "monty": "1.4.0", "bridge": "0.1.0", "later": [1]}),
        ("program-with-appended-field", "program", [MAIN, ["x"], ["f"], {"later": 1}]),
        ("error-with-appended-field", "error", [6, "malformed", "malformed CBOR at byte 3", 3, "later"]),
        ("event-with-appended-fields", "event", [0, Value(1), [[1, "text", 0]], None, "later"]),
        (
            "call-with-appended-fields",
            "event",
            [1, 0, "f", [Value(1)], Keywords(k=2), None, False, [MAIN, 0, 3, 1, 1], [], [[1]]],
        ),
        (
            "exception-with-appended-fields",
            "event",
            [
                5,
                [
                    "ValueError",
                    "no",
                    [[*frame(MAIN, 1, 7, 23, "raise ValueError('no')"), 0]],
                    ["unicode", "utf-8", b"a", 0, 1, "no", True],
                    0,
                ],
                [],
                0,
            ],
        ),
    ]


def compiled(code, inputs=(), functions=()):
    request = {"code": code}
    if inputs:
        request["inputs"] = list(inputs)
    if functions:
        request["functions"] = list(functions)
    return [("compile", request), ("program", [MAIN, list(inputs), list(functions)])]


def start():
    return [("start", [[], None])]


def run(code, *rest, functions=()):
    return [*compiled(code, functions=functions), *start(), *rest]


def function_call(call_id, name, arguments, keywords, place, eager=False, object_id=None, output=()):
    return call_of(call_id, name, arguments, keywords, [MAIN, *place], eager, object_id, output)


def os_call(call_id, name, arguments, place):
    return os_call_at(call_id, name, arguments, [MAIN, *place])


def lookup(name, place, object_id=None):
    return lookup_at(name, [MAIN, *place], object_id)


def waiting(ids, place):
    return waiting_at(ids, [MAIN, *place])


def calls():
    shared = [1]
    host = Instance(Class("Host", uid(1), True), uid(2))
    call = [*run("f(1, 'a', key=[2])", functions=["f"]), function_call(0, "f", [1, "a"], Keywords(key=[2]), (0, 18))]
    return {
        "function-call": [*call, answer(0, 0, Value({"done": True})), complete({"done": True})],
        "function-call-that-returns-none": [*call, answer(0, 0, Value(None)), complete(None)],
        "function-call-with-shared-arguments": [
            *run("a = [1]\nr = f(a, 'x', a, k=a, **{'l m': None})", functions=["f"]),
            function_call(0, "f", [shared, "x", shared], Keywords(k=shared, **{"l m": None}), (12, 46)),
            (lambda a: answer(0, 0, Value([a, a])))([]),
            complete(None),
        ],
        "function-call-after-output": [
            *run("print('before')\nf()\nprint('after')", functions=["f"]),
            function_call(0, "f", [], Keywords(), (16, 19), output=[[1, "before\n"]]),
            answer(0, 0, Value(None)),
            complete(None, [[1, "after\n"]]),
        ],
        "two-calls": [
            *run("[f(1), f(2)]", functions=["f"]),
            function_call(0, "f", [1], Keywords(), (1, 5)),
            answer(0, 0, Value("one")),
            function_call(1, "f", [2], Keywords(), (7, 11)),
            answer(0, 1, Value("two")),
            complete(["one", "two"]),
        ],
        "raise": [
            *run("try:\n    f()\nexcept OSError as e:\n    r = repr(e)\nr", functions=["f"]),
            function_call(0, "f", [], Keywords(), (9, 12)),
            answer(1, 0, ["FileNotFoundError", "gone"]),
            complete("FileNotFoundError('gone')"),
        ],
        "raise-without-message": [
            *run("f()", functions=["f"]),
            function_call(0, "f", [], Keywords(), (0, 3)),
            answer(1, 0, ["KeyError", None]),
            raised("KeyError", None, [frame(MAIN, 1, 1, 4, "f()")]),
        ],
        "function-not-found": [
            *run("g()"),
            function_call(0, "g", [], Keywords(), (0, 3)),
            answer(3, 0),
            raised("NameError", "name 'g' is not defined", [frame(MAIN, 1, 1, 4, "g()")]),
        ],
        "abort": [
            *run("try:\n    f()\nexcept BaseException:\n    pass", functions=["f"]),
            function_call(0, "f", [], Keywords(), (9, 12)),
            answer(6, 0, ["RuntimeError", "stopped"]),
            raised("RuntimeError", "stopped", [frame(MAIN, 2, 5, 8, "    f()")]),
        ],
        "abort-without-id": [
            *run("f()", functions=["f"]),
            function_call(0, "f", [], Keywords(), (0, 3)),
            answer(6, None, ["TimeoutError", None]),
            raised("TimeoutError", None, [frame(MAIN, 1, 1, 4, "f()")]),
        ],
        "method-call": [
            *compiled("o.method(1, k=2)", inputs=["o"]),
            ("start", [[Value(host)], None]),
            function_call(0, "method", [1], Keywords(k=2), (0, 16), object_id=uid(2)),
            answer(0, 0, Value("done")),
            complete("done"),
        ],
        "host-class-instance": [
            *compiled("C(1)", inputs=["C"]),
            ("start", [[Value(Class("C", uid(1), True))], None]),
            function_call(0, "__call__", [1], Keywords(), (0, 4), object_id=uid(1)),
            answer(0, 0, Value(5)),
            complete(5),
        ],
        "os-call": [
            *run("from pathlib import Path\nPath('/a').read_text()"),
            os_call(0, "Path.read_text", [Path("/a")], (25, 47)),
            answer(0, 0, Value("text")),
            complete("text"),
        ],
        "os-call-not-handled": [
            *run("from pathlib import Path\nPath('/a').exists()"),
            os_call(0, "Path.exists", [Path("/a")], (25, 44)),
            answer(4, 0),
            raised("PermissionError", "Permission denied: '/a'", [frame(MAIN, 2, 1, 20, "Path('/a').exists()")]),
        ],
        "os-call-raises": [
            *run("import os\nos.getenv('HOME')"),
            os_call(0, "os.getenv", ["HOME", None], (10, 27)),
            answer(1, 0, ["OSError", "no"]),
            raised("OSError", "no", [frame(MAIN, 2, 1, 18, "os.getenv('HOME')")]),
        ],
        "import-not-found": [
            *run("import nowhere"),
            os_call(0, "import", ["nowhere"], (0, 14)),
            answer(3, 0),
            raised(
                "ModuleNotFoundError",
                "No module named 'nowhere'",
                [frame(MAIN, 1, 1, 15, "import nowhere", hide_caret=True)],
            ),
        ],
    }


def lookups():
    host = Instance(Class("Host", uid(1), True), uid(2))
    return {
        "name-lookup": [*run("x + 1"), lookup("x", (0, 1)), answer(0, None, Value(41)), complete(42)],
        "name-not-found": [
            *run("x"),
            lookup("x", (0, 1)),
            answer(3, None),
            raised("NameError", "name 'x' is not defined", [frame(MAIN, 1, 1, 2, "x")]),
        ],
        "name-lookup-raises": [
            *run("x"),
            lookup("x", (0, 1)),
            answer(1, None, ["ValueError", "no x"]),
            raised("ValueError", "no x", [frame(MAIN, 1, 1, 2, "x")]),
        ],
        "attribute-lookup": [
            *compiled("o.size", inputs=["o"]),
            ("start", [[Value(host)], None]),
            lookup("size", (0, 6), uid(2)),
            answer(0, None, Value(3)),
            complete(3),
        ],
        "attribute-not-found": [
            *compiled("o.size", inputs=["o"]),
            ("start", [[Value(host)], None]),
            lookup("size", (0, 6), uid(2)),
            answer(3, None),
            raised(
                "AttributeError",
                "'Host' object has no attribute 'size'",
                [frame(MAIN, 1, 1, 7, "o.size", hide_caret=True)],
            ),
        ],
    }


GATHER = "import asyncio\nasync def main():\n    return await asyncio.gather(f(0), f(1), f(2))\nasyncio.run(main())"


def futures():
    one = "async def main():\n    return await f()\nimport asyncio\nasyncio.run(main())"
    eager = function_call(0, "f", [], Keywords(), (35, 38), eager=True)
    pending = [
        *run(GATHER, functions=["f"]),
        function_call(0, "f", [0], Keywords(), (65, 69)),
        answer(2, 0),
        function_call(1, "f", [1], Keywords(), (71, 75)),
        answer(2, 1),
        function_call(2, "f", [2], Keywords(), (77, 81)),
        answer(2, 2),
        waiting([0, 1, 2], (44, 82)),
    ]
    shared = [1]
    return {
        "futures-at-once": [
            *pending,
            answer(5, None, [[0, [0, Value("a")]], [1, [0, Value("b")]], [2, [0, Value(None)]]]),
            complete(["a", "b", None]),
        ],
        "futures-one-by-one": [
            *pending,
            answer(5, None, [[2, [0, Value("c")]]]),
            waiting([0, 1], (44, 82)),
            answer(5, None, [[0, [0, Value("a")]]]),
            waiting([1], (44, 82)),
            answer(5, None, [[1, [0, Value("b")]]]),
            complete(["a", "b", "c"]),
        ],
        "futures-share-an-object": [
            *pending,
            answer(5, None, [[0, [0, Value(shared)]], [1, [0, Value(shared)]], [2, [0, Value([shared])]]]),
            complete([[1], [1], [[1]]]),
        ],
        "futures-abort": [
            *pending,
            answer(6, None, ["RuntimeError", "stopped"]),
            raised(
                "RuntimeError",
                "stopped",
                [
                    frame(MAIN, 4, 1, 20, "asyncio.run(main())"),
                    frame(MAIN, 3, 12, 50, "    return await asyncio.gather(f(0), f(1), f(2))", function="main"),
                ],
            ),
        ],
        "settled-with-a-value": [*run(one, functions=["f"]), eager, answer(7, 0, [0, Value(5)]), complete(5)],
        "settled-with-an-exception": [
            *run(one, functions=["f"]),
            eager,
            answer(7, 0, [1, ["KeyError", "k"]]),
            raised(
                "KeyError",
                "k",
                [
                    frame(MAIN, 4, 1, 20, "asyncio.run(main())"),
                    frame(MAIN, 2, 12, 21, "    return await f()", function="main"),
                ],
            ),
        ],
        "pending-is-not-none": [
            *run(one, functions=["f"]),
            eager,
            answer(2, 0),
            waiting([0], (29, 38)),
            answer(5, None, [[0, [0, Value(None)]]]),
            complete(None),
        ],
    }


def exceptions():
    return {
        "raised": run(
            "raise ValueError('no')",
            raised("ValueError", "no", [frame(MAIN, 1, 7, 23, "raise ValueError('no')", hide_caret=True)]),
        ),
        "raised-without-message": run(
            "raise ValueError", raised("ValueError", None, [frame(MAIN, 1, 7, 17, "raise ValueError", hide_caret=True)])
        ),
        "raised-after-output": run(
            "print('before')\n1 / 0",
            raised("ZeroDivisionError", "division by zero", [frame(MAIN, 2, 1, 6, "1 / 0")], output=[[1, "before\n"]]),
        ),
        "raised-in-functions": run(
            "def inner(x):\n    return 1 / x\n\ndef outer(x):\n    return inner(x) + 1\n\nouter(0)",
            raised(
                "ZeroDivisionError",
                "division by zero",
                [
                    frame(MAIN, 7, 1, 9, "outer(0)"),
                    frame(MAIN, 5, 12, 20, "    return inner(x) + 1", function="outer"),
                    frame(MAIN, 2, 12, 17, "    return 1 / x", function="inner"),
                ],
            ),
        ),
        "syntax-error": [
            ("compile", {"code": "1 +"}),
            raised(
                "SyntaxError", "Expected an expression", [frame(MAIN, 1, 4, 4, "1 +", function=None, hide_name=True)]
            ),
        ],
        "unicode-decode-error": run(
            r"b'a\xff'.decode()",
            raised(
                "UnicodeDecodeError",
                "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte",
                [frame(MAIN, 1, 1, 18, r"b'a\xff'.decode()")],
                ["unicode", "utf-8", b"a\xff", 1, 2, "invalid start byte"],
            ),
        ),
        "unicode-encode-error": run(
            "'aé'.encode('ascii')",
            raised(
                "UnicodeEncodeError",
                r"'ascii' codec can't encode character '\xe9' in position 1: ordinal not in range(128)",
                [frame(MAIN, 1, 1, 21, "'aé'.encode('ascii')")],
                ["unicode", "ascii", "aé", 1, 2, "ordinal not in range(128)"],
            ),
        ),
        "json-decode-error": run(
            "import json\njson.loads('[1,\\n x]')",
            raised(
                "json.JSONDecodeError",
                "Expecting value: line 2 column 2 (char 5)",
                [frame(MAIN, 2, 1, 23, "json.loads('[1,\\n x]')")],
                ["json", "Expecting value", "[1,\n x]", 5, 2, 2],
            ),
        ),
    }


def refused_requests():
    request = compiled("x", inputs=["x", "y"])
    cases = {
        "compile-without-code": [("compile", {"name": "a.py"}), error(6, "unknown_field")],
        "compile-with-unknown-field": [("compile", {"code": "1", "cod": "2"}), error(6, "unknown_field", 8)],
        "compile-with-unknown-option": [
            ("compile", {"code": "1", "options": {"assert": 1}}),
            error(6, "unknown_field", 17),
        ],
        "compile-that-is-a-list": [("compile", ["1"]), error(6, "malformed", 0)],
        "compile-with-keyword": [("compile", {"code": "1", "inputs": ["class"]}), error(8, "name")],
        "compile-with-odd-name": [("compile", {"code": "1", "functions": ["a b"]}), error(8, "name")],
        "compile-with-input-twice": [("compile", {"code": "1", "inputs": ["x", "x"]}), error(8, "input_duplicate")],
        "compile-with-input-and-function": [
            ("compile", {"code": "1", "inputs": ["x"], "functions": ["x"]}),
            error(8, "name"),
        ],
    }
    starts = {
        "too-few-inputs": ([[Value(1)], None], 8, "input_count", 1),
        "too-many-inputs": ([[Value(1), Value(2), Value(3)], None], 8, "input_count", 1),
        "unknown-input": ([{"x": Value(1), "z": Value(2)}, None], 8, "input_unknown", 5),
        "missing-input": ([{"y": Value(1)}, None], 8, "input_missing", None),
        "repr-as-input": ([[Value(Repr("<x>")), Value(1)], None], 8, "input_value", None),
        "option-0": ([[Value(1), Value(2)], {"max_duration_us": 0}], 6, "option_range", 21),
        "unknown-option": ([[Value(1), Value(2)], {"max_duration": 1}], 6, "unknown_field", 5),
        "no-options": ([[Value(1), Value(2)]], 6, "malformed", 0),
        "option-of-text": ([[Value(1), Value(2)], {"max_output": "1"}], 6, "malformed", 16),
        "recursion-depth-of-10001": ([[Value(1), Value(2)], {"max_recursion_depth": 10_001}], 6, "option_range", None),
    }
    for name, (content, status, code, offset) in starts.items():
        cases[f"start-with-{name}"] = [
            *request,
            ("start", content),
            error(status, code, offset),
            ("start", [[Value(1), Value(2)], None]),
            complete(1),
        ]
    return cases


def refused_answers():
    call = [*run("f()", functions=["f"]), function_call(0, "f", [], Keywords(), (0, 3))]
    end = [answer(0, 0, Value(7)), complete(7)]
    answers = {
        "of-another-call": ([0, 1, Value(9)], 7, "call_id", 2),
        "without-id": ([0, None, Value(9)], 7, "call_id", 2),
        "of-kind-8": ([8, 0], 7, "answer_kind", 1),
        "of-futures": ([5, None, [[0, [0, Value(1)]]]], 7, "answer_kind", 1),
        "settled-but-not-eager": ([7, 0, [0, Value(5)]], 7, "answer_kind", 1),
        "not-handled": ([4, 0], 7, "answer_kind", 1),
        "of-unknown-exception": ([1, 0, ["MyError", None]], 7, "exception_type", 4),
        "of-exception-without-message": ([1, 0, ["OSError"]], 6, "malformed", 3),
        "without-value": ([0, 0], 6, "malformed", None),
        "with-two-values": ([0, 0, Value(1), Value(2)], 6, "malformed", None),
        "of-a-cycle": ([0, 0, Value([Cycle("[...]")])], 7, "answer_value", None),
        "of-a-repr": ([0, 0, Value(Repr("<x>"))], 7, "answer_value", None),
        "that-is-a-map": ({}, 6, "malformed", 0),
    }
    return {
        f"answer-{name}": [*call, ("answer", content), error(status, code, offset), *end]
        for name, (content, status, code, offset) in answers.items()
    }
