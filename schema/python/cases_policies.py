"""The cases of messages about policies, and about dumps of runs and sessions: conversations as in cases_messages.py.

A dump is not CBOR and its content is private, so `dump` and its reply have no bytes here: the engine keeps what it wrote,
and `load-options` loads that.
"""

import random
from datetime import date, datetime, timezone

from encode import Value
from message import NOTHING, Keywords
from pieces_messages import answer, call_of, complete, error, frame, os_call_at, raised

MAIN = "main.py"
NOW = [1_700_000_000, 250_000]
CLOCK = """from datetime import date, datetime, timezone
[datetime.now(), date.today(), datetime.now(timezone.utc)]"""


def conversations():
    """Name to messages."""
    return {f"policy-{name}": messages for name, messages in (clocks() | sleeps() | chance() | refused()).items()}


def run(code, policy, **options):
    return [
        ("compile", {"code": code}),
        ("program", [MAIN, [], []]),
        ("start", [[], {"policy": policy, **options}]),
    ]


def numbers(seed):
    """What CPython makes of the seed."""
    generator = random.Random(seed)
    return [generator.random(), generator.random()]


def clocks():
    return {
        "none": [*run("1", None), complete(1)],
        "empty": [*run("1", {}), complete(1)],
        "fixed-clock": [
            *run(CLOCK, {"clock": NOW}),
            complete(
                [
                    datetime(2023, 11, 14, 22, 13, 20, 250_000),
                    date(2023, 11, 14),
                    datetime(2023, 11, 14, 22, 13, 20, 250_000, timezone.utc),
                ]
            ),
        ],
        "fixed-clock-before-1970": [
            *run("import datetime\ndatetime.datetime.now()", {"clock": [-62_135_596_800, 1]}),
            complete(datetime(1, 1, 1, 0, 0, 0, 1)),
        ],
        "zone-of-an-offset": [
            *run(
                "import datetime\n[datetime.datetime.now(), datetime.date.today()]",
                {"clock": NOW, "zone": [7200, "EET"]},
            ),
            complete([datetime(2023, 11, 15, 0, 13, 20, 250_000), date(2023, 11, 15)]),
        ],
        "zone-without-a-name": [
            *run("import datetime\ndatetime.datetime.now()", {"clock": NOW, "zone": [-19_800, None]}),
            complete(datetime(2023, 11, 14, 16, 43, 20, 250_000)),
        ],
        "zone-by-name": [
            *run("import datetime\ndatetime.datetime.now()", {"clock": [1_720_000_000, 0], "zone": "Europe/London"}),
            complete(datetime(2024, 7, 3, 10, 46, 40)),
        ],
        "clock-of-the-host": [
            *run("import time\ntime.time()", {"clock": "host"}),
            os_call_at(0, "time.time", ["time.time"], [MAIN, 12, 23]),
            answer(0, 0, Value(1.5)),
            complete(1.5),
        ],
        "clock-of-the-system": [
            *run("import time\ntime.time() > 1_600_000_000.0", {"clock": "system"}),
            complete(True),
        ],
        "process-time-zero": [*run("import time\ntime.process_time()", {"process_time": "zero"}), complete(0.0)],
        "process-time-elapsed": [
            *run("import time\ntime.process_time() >= 0.0", {"process_time": "elapsed"}),
            complete(True),
        ],
        "of-a-session": [
            ("new-session", {"options": {"policy": {"clock": NOW}, "max_sleep_us": 1_000_000}}),
            ("nothing", NOTHING),
            ("feed", ["import time\ntime.time()", None]),
            complete(1_700_000_000.25),
        ],
    }


def sleeps():
    nap = "import time\ntime.sleep(2.5)"
    return {
        "sleep-of-the-host": [
            *run(nap, {"sleep": "host"}, max_sleep_us=1),
            os_call_at(0, "time.sleep", [2.5], [MAIN, 12, 27]),
            answer(0, 0, Value(None)),
            complete(None),
        ],
        "sleep-of-the-system": [
            *run(nap, {"sleep": "system"}, max_sleep_us=2_500_000),
            os_call_at(0, "system.sleep", [2.5], [MAIN, 12, 27]),
            answer(0, 0, Value(None)),
            complete(None),
        ],
        "sleep-without-limit": [
            *run("import time\ntime.sleep(1e6)", {"sleep": "system"}, max_sleep_us=None),
            os_call_at(0, "system.sleep", [10.0], [MAIN, 12, 27]),
            answer(0, 0, Value(None)),
            complete(None),
        ],
        "sleep-beyond-the-limit": [
            *run(nap, {"sleep": "system"}, max_sleep_us=2_000_000),
            raised("RuntimeError", "sleep limit exceeded: 2.5s > 2s", [frame(MAIN, 2, 1, 16, "time.sleep(2.5)")]),
        ],
        "no-sleep": [*run("import time\ntime.sleep(1000)\n1", {"sleep": "zero"}), complete(1)],
    }


def chance():
    code = "import random\n[random.random(), random.random()]"
    seeds = {"int": 42, "large-int": 2**100, "text": "seed", "bytes": b"\x00\xff"}
    return {
        **{
            f"seed-of-{name}": [*run(code, {"random": ["seed", Value(seed)]}), complete(numbers(seed))]
            for name, seed in seeds.items()
        },
        "chance-of-the-host": [
            *run("import random\nrandom.random() >= 0.0", {"random": "host"}),
            os_call_at(0, "os.urandom", [2496], [MAIN, 14, 29]),
            answer(0, 0, Value(bytes(range(256)) * 9 + bytes(192))),
            complete(True),
        ],
        "chance-of-the-system": [*run("import random\nrandom.random() < 1.0", {"random": "system"}), complete(True)],
    }


def refused():
    policies = {
        "unknown-key": ({"clok": "host"}, "unknown_field", 11),
        "unknown-clock": ({"clock": "utc"}, "option_range", 17),
        "second-of-microseconds": ({"clock": [0, 1_000_000]}, "option_range", 17),
        "year-10000": ({"clock": [253_402_300_800, 0]}, "option_range", 17),
        "year-0": ({"clock": [-62_135_596_801, 0]}, "option_range", 17),
        "clock-without-microseconds": ({"clock": [0]}, "malformed", 17),
        "unknown-zone": ({"zone": "Mars/Olympus"}, "option_range", 16),
        "zone-of-a-day": ({"zone": [86_400, None]}, "option_range", 16),
        "zone-of-int": ({"zone": 3600}, "malformed", 16),
        "unknown-sleep": ({"sleep": "never"}, "option_range", 17),
        "unknown-process-time": ({"process_time": "system"}, "option_range", 24),
        "unknown-chance": ({"random": "seed"}, "option_range", 18),
        "seed-of-none": ({"random": ["seed", Value(None)]}, "option_range", 24),
        "seed-of-list": ({"random": ["seed", Value([])]}, "option_range", 24),
        "list": ([], "malformed", 10),
    }
    cases = {
        f"refused-{name}": [*run("1", policy), error(6, *what), ("start", [[], None]), complete(1)]
        for name, (policy, *what) in policies.items()
    }
    cases["refused-no-sleep"] = [
        *run("1", {}, max_sleep_us=0),
        error(6, "option_range", 24),
        ("start", [[], None]),
        complete(1),
    ]
    return cases


def loaded(kind, name, event):
    return ("loaded", [kind, name, None if event is None else event[1]])


def load(options=NOTHING):
    """A dump, and the request to load it."""
    return [("dump", NOTHING), ("nothing", NOTHING), ("load-options", options)]


def dumps():
    """Conversations in which runs and sessions are dumped and loaded."""
    program = [
        ("compile", {"code": "[f(1), f(2)]", "functions": ["f"]}),
        ("program", [MAIN, [], ["f"]]),
        ("start", [[], None]),
    ]
    first = call_of(0, "f", [1], Keywords(), [MAIN, 1, 5])
    second = call_of(1, "f", [2], Keywords(), [MAIN, 7, 11])
    limits = {
        "max_duration_us": 5_000_000,
        "max_turn_duration_us": 1_000_000,
        "max_memory": 1 << 24,
        "max_recursion_depth": 100,
        "max_suspensions": 1,
        "max_output": 1000,
        "max_sleep_us": 1,
        "functions": ["g"],
    }
    session = [("new-session", {"name": "shell"}), ("nothing", NOTHING), ("feed", ["x = [1]", None]), complete(None)]
    end = [answer(0, 0, Value("a")), second, answer(0, 1, Value("b")), complete(["a", "b"])]
    refused = {
        "unknown-option": ({"max": 1}, "unknown_field", 1),
        "option-0": ({"max_output": 0}, "option_range", 12),
        "policy": ({"policy": {}}, "option_range"),
        "list": ([], "malformed", 0),
    }
    return {
        "run": [*program, first, *load(), loaded(2, MAIN, first), *end],
        "run-with-null-options": [*program, first, *load(None), loaded(2, MAIN, first), *end],
        "run-with-higher-limits": [*program, first, *load({"max_suspensions": None}), loaded(2, MAIN, first), *end],
        "run-with-lower-limits": [
            *program,
            first,
            *load(limits),
            loaded(2, MAIN, first),
            answer(0, 0, Value("a")),
            raised("RuntimeError", "suspension limit exceeded: 1", [frame(MAIN, 1, 8, 12, "[f(1), f(2)]")]),
        ],
        "run-twice": [
            *program,
            first,
            *load(),
            loaded(2, MAIN, first),
            answer(0, 0, Value("a")),
            second,
            *load(),
            loaded(2, MAIN, second),
            answer(0, 1, Value("b")),
            complete(["a", "b"]),
        ],
        "run-without-its-output": [
            ("compile", {"code": "print('a')\nf()\nprint('b')", "functions": ["f"]}),
            ("program", [MAIN, [], ["f"]]),
            ("start", [[], None]),
            call_of(0, "f", [], Keywords(), [MAIN, 11, 14], output=[[1, "a\n"]]),
            *load(),
            loaded(2, MAIN, call_of(0, "f", [], Keywords(), [MAIN, 11, 14])),
            answer(0, 0, Value(None)),
            complete(None, [[1, "b\n"]]),
        ],
        "run-that-is-idle": [("dump", NOTHING), error(5, "not_suspended")],
        "session": [*session, *load(), loaded(3, "shell", None), ("feed", ["x.append(2)\nx", None]), complete([1, 2])],
        "session-that-waits": [
            *session,
            ("feed", ["f()\nx", None]),
            call_of(0, "f", [], Keywords(), ["<python-input-1>", 0, 3]),
            *load({"functions": ["f"]}),
            loaded(3, "shell", call_of(0, "f", [], Keywords(), ["<python-input-1>", 0, 3])),
            answer(0, 0, Value(None)),
            complete([1]),
        ],
        **{
            f"refused-{name}": [*program, first, *load(options), error(6, *what), *end]
            for name, (options, *what) in refused.items()
        },
    }
