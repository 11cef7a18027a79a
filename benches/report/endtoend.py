"""What does a whole way cost? Panels of benchmarks that lead from Go into the sandbox or out of it."""

from dataclasses import dataclass

from . import contenders
from .comparisons import Bar, Panel

BARE, BRIDGE, PARALLEL, PROCESS, ARROW = "#8a8f98", "#7cc4a4", "#85b4e3", "#d9822b", contenders.ARROW
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
        ],
    ),
    Way(
        "a host call and its answer",
        "crossing",
        [
            ("Go", OURS, "BenchmarkHostCall/step/go"),
            ("Go, function", PARALLEL, "BenchmarkHostCall/function/go"),
            ("Rust, bridge", BRIDGE, "loop/1000 calls/bridge"),
            ("Rust, bare", BARE, "loop/1000 calls/bare"),
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
        "100,000 rows of 8 columns out",
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
