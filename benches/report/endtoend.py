"""What does a whole way cost? Panels of benchmarks that lead from Go into the sandbox or out of it."""

from dataclasses import dataclass

from . import contenders
from .comparisons import Bar, Panel

BARE, BRIDGE, PARALLEL, PROCESS = "#8a8f98", "#7cc4a4", "#85b4e3", "#d9822b"
OURS, JSON, CBOR = contenders.OURS, contenders.JSON, contenders.CBOR


@dataclass(frozen=True)
class Way:
    """Benchmarks of one record that lead the same way: bars as (label, colour, benchmark), the first of them ours.

    `shared` is a benchmark whose time is in all of them and is taken from them.
    """

    title: str
    record: str
    bars: list
    shared: str | None = None


WAYS = [
    Way(
        "a run of x + 1 with one input",
        "crossing",
        [
            ("Go", OURS, "BenchmarkRun/x+1/go"),
            ("Go, in parallel", PARALLEL, "BenchmarkRun/x+1/go-parallel"),
            ("Rust, bridge", BRIDGE, "run/x + 1/bridge"),
            ("Rust, bare", BARE, "run/x + 1/bare"),
            ("pydantic-monty", PROCESS, "pydantic-monty/run/x+1"),
        ],
    ),
    Way(
        "a host call and its answer",
        "crossing",
        [
            ("Go, function", OURS, "BenchmarkHostCall/function/go"),
            ("Go, step by step", PARALLEL, "BenchmarkHostCall/step/go"),
            ("Go, step, in parallel", PARALLEL, "BenchmarkHostCall/step/go-parallel"),
            ("Rust, bridge", BRIDGE, "loop/1000 calls/bridge"),
            ("Rust, bare", BARE, "loop/1000 calls/bare"),
            ("pydantic-monty", PROCESS, "pydantic-monty/host call"),
        ],
    ),
    Way(
        "10,000 ints out",
        "crossing",
        [
            ("objects", OURS, "BenchmarkTenThousandIntsOut/list/go"),
            ("json.dumps, encoding/json", JSON, "BenchmarkTenThousandIntsOut/list/json-text"),
        ],
    ),
    Way(
        "10,000 dicts of 8 fields out of a session",
        "crossing",
        [
            ("objects", OURS, "BenchmarkTenThousandRowsOut/objects/go"),
            ("structs", PARALLEL, "BenchmarkTenThousandRowsOut/structs/go"),
            ("JSON text, structs", JSON, "BenchmarkTenThousandRowsOut/json-text/go"),
        ],
    ),
    Way(
        "1000 structs in, as an input of a run",
        "crossing",
        [
            ("values", OURS, "BenchmarkStructsIn/thousand/go"),
            ("JSON text, json.loads", JSON, "BenchmarkStructsIn/thousand-json-text/go"),
        ],
    ),
    Way(
        "100,000 rows of 8 columns out, without making them",
        "tables",
        [
            ("Arrow", OURS, "BenchmarkRowsOut/arrow"),
            ("CBOR, objects", CBOR, "BenchmarkRowsOut/cbor-objects"),
            ("CBOR, structs", CBOR, "BenchmarkRowsOut/cbor-structs"),
            ("JSON text, structs", JSON, "BenchmarkRowsOut/json-structs"),
        ],
        shared="BenchmarkRowsOut/nothing",
    ),
    Way(
        "1000 dicts of 8 fields into structs",
        "go",
        [
            ("Raw.Unmarshal", OURS, "BenchmarkDecodeStructs/dicts_1000/monty-raw-unmarshal"),
            ("DecodeAs", PARALLEL, "BenchmarkDecodeStructs/dicts_1000/monty-decode-as"),
            ("fxamacker/cbor", CBOR, "BenchmarkDecodeStructs/dicts_1000/fxamacker"),
            ("sonic, JSON", contenders.FAST_JSON, "BenchmarkDecodeStructs/dicts_1000/sonic"),
            ("encoding/json, JSON", JSON, "BenchmarkDecodeStructs/dicts_1000/encoding-json"),
        ],
    ),
]


def panels(records):
    """Returns the panels that have a record."""
    return [
        Panel(
            way.title,
            [Bar(label, colour, time(records[way.record], name, way.shared)) for label, colour, name in way.bars],
        )
        for way in WAYS
        if way.record in records
    ]


def time(record, name, shared):
    """The time of a benchmark without what all of its way share."""
    return record[name] - (record[shared] if shared else 0)
