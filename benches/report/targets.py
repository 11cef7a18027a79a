"""Which speed is to be reached? The goals, and ratios told without one; each is made of one record, so of one run."""

from .goals import Goal, net_ratio, number, per_node, ratio, ratios

TREES = (
    "int",
    "call_args",
    "ints_10k",
    "dicts_1000",
    "dict_10k",
    "deep_1000",
    "instances_1000",
    "exact_5000",
)
BLOBS = ("ascii_1mib", "str_1mib", "bytes_1mib")
# What is referred to twice makes a graph, not a tree.
SHAPES = (*TREES, "shared_1000", *BLOBS)
ROWS = "BenchmarkRowsOut"
STRUCTS = "BenchmarkDecodeStructs/dicts_1000"

SMALL, LARGE = 1_000_000, 10_000_000
DIRECTIONS = ("encode", "decode")


def growth_of_time(record):
    """How much longer a node of a large list takes than one of a small list."""

    def node(direction, nodes):
        return record[f"{direction}/list_{nodes}/bridge"] / nodes

    return {direction: node(direction, LARGE) / node(direction, SMALL) for direction in DIRECTIONS}


def growth_of_memory(record):
    """How much memory is in use, in units of what is there in the end."""
    return {
        f"{direction} {nodes:,}": record[f"memory/{direction}/list_{nodes}"]
        / record[f"memory/arena-and-bytes/list_{nodes}"]
        for direction in DIRECTIONS
        for nodes in (SMALL, LARGE)
    }


def leaving(record, way):
    """How long a result takes to get out of the interpreter's heap: `exported` by the interpreter, or `read` as tables are."""
    return record[f"leave/{way}"] - record["leave/made"]


GOALS = [
    Goal(
        "rust-encode-others",
        "Rust encode of trees",
        "time of the faster of monty-proto and serde + ciborium / ours, every tree shape",
        "encodings",
        ">=",
        3,
        ratios(("encode/{}/protobuf", "encode/{}/ciborium"), "encode/{}/bridge", TREES),
    ),
    Goal(
        "rust-encode-node",
        "Rust encode of trees",
        "nanoseconds for one node, every tree shape",
        "encodings",
        "<=",
        5,
        per_node("encode/{}/bridge", TREES),
    ),
    Goal(
        "rust-decode-floor",
        "Rust decode of trees",
        "ours / the bare arena (presized `from_nodes`), every tree shape",
        "encodings",
        "<=",
        1.3,
        ratios("decode/{}/bridge", "decode/{}/floor", TREES),
    ),
    Goal(
        "blobs-encode",
        "blobs in Rust",
        "encode / memcpy",
        "encodings",
        "<=",
        1.1,
        ratios("encode/{}/bridge", "encode/{}/floor", BLOBS),
    ),
    Goal(
        "blobs-decode",
        "blobs in Rust",
        "decode / memcpy",
        "encodings",
        "<=",
        1.6,
        ratios("decode/{}/bridge", "decode/{}/floor", BLOBS),
    ),
    Goal(
        "go-decode-json",
        "Go decode into objects",
        "time of encoding/json into `any` / ours, every tree shape",
        "go",
        ">=",
        4,
        ratios("BenchmarkDecode/{}/encoding-json", "BenchmarkDecode/{}/monty", TREES),
    ),
    Goal(
        "go-decode-fxamacker",
        "Go decode into objects",
        "time of fxamacker/cbor into `any` / ours, every tree shape",
        "go",
        ">=",
        2,
        ratios("BenchmarkDecode/{}/fxamacker", "BenchmarkDecode/{}/monty", TREES),
    ),
    Goal(
        "go-allocations",
        "Go decode into objects",
        "allocations for 10,000 ints, one for 8 scalars at most",
        "go",
        "<=",
        10_000 / 8,
        number("BenchmarkDecode/ints_10k/monty allocations"),
    ),
    Goal(
        "go-structs",
        "Go decode `Raw` into structs",
        "time of encoding/json / ours, 1000 dicts of 8 fields",
        "go",
        ">=",
        5,
        ratio(
            "BenchmarkDecodeStructs/dicts_1000/encoding-json", "BenchmarkDecodeStructs/dicts_1000/monty-raw-unmarshal"
        ),
    ),
    Goal(
        "run",
        'Go `Run("x + 1")`',
        "Go / bare Rust",
        "crossing",
        "<=",
        1.8,
        ratio("BenchmarkRun/x+1/go", "run/x + 1/bare"),
    ),
    Goal(
        "host-call",
        "host call round trip from Go",
        "Go, to a host function / bare Rust suspend and resume",
        "crossing",
        "<=",
        1.8,
        ratio("BenchmarkHostCall/function/go", "loop/1000 calls/bare"),
    ),
    Goal(
        "host-call-process",
        "host call round trip from Go",
        "pydantic-monty's worker process / Go, both to a host function",
        "crossing",
        ">=",
        30,
        ratio("pydantic-monty/host call", "BenchmarkHostCall/function/go"),
    ),
    Goal(
        "growth-time",
        "growth of lists from 1 to 10 million nodes in Rust",
        "time for one node of 10,000,000 / of 1,000,000",
        "growth",
        "<=",
        # Linear, with room for caches that the large lists do not fit into.
        1.5,
        growth_of_time,
    ),
    Goal(
        "growth-memory",
        "growth of lists from 1 to 10 million nodes in Rust",
        "most memory in use, value and bytes included / arena and bytes",
        "growth",
        "<=",
        1.5,
        growth_of_memory,
    ),
    Goal(
        "rows-out",
        "100,000 rows of 8 columns out of the sandbox into Go",
        "CBOR to typed objects / Arrow, without the time to make the rows",
        "tables",
        ">=",
        5,
        net_ratio(f"{ROWS}/cbor-objects", f"{ROWS}/arrow", f"{ROWS}/nothing"),
    ),
    Goal(
        "record-batch",
        "100,000 rows as a record batch in Rust",
        "from the result of a run / built from plain Rust rows",
        "tables",
        "<=",
        2,
        ratio("leave/batch", "leave/floor"),
    ),
]

# Told in the pages of the records, with no goal.
RATIOS = [
    (
        "crossing",
        "`Run` of `x + 1` with one input through the bridge / bare Rust",
        ratio("run/x + 1/bridge", "run/x + 1/bare"),
    ),
    (
        "crossing",
        "host call round trip from Go, step by step with `Resume`, which can be cancelled / bare Rust",
        ratio("BenchmarkHostCall/step/go", "loop/1000 calls/bare"),
    ),
    (
        "crossing",
        "host call round trip through the bridge / bare Rust",
        ratio("loop/1000 calls/bridge", "loop/1000 calls/bare"),
    ),
    (
        "crossing",
        "10,000 ints out of the sandbox: JSON text and encoding/json / `*List`",
        ratio("BenchmarkTenThousandIntsOut/list/json-text", "BenchmarkTenThousandIntsOut/list/go"),
    ),
    (
        "growth",
        "decode of a list / its bare arena",
        ratios("decode/list_{}/bridge", "decode/list_{}/floor", [SMALL, LARGE]),
    ),
    (
        "go",
        "rows into structs: encoding/json / `Unmarshal` of objects",
        ratio(f"{STRUCTS}/encoding-json", f"{STRUCTS}/monty-objects-unmarshal"),
    ),
    (
        "go",
        "rows into structs: encoding/json / `As` of objects",
        ratio(f"{STRUCTS}/encoding-json", f"{STRUCTS}/monty-objects-as"),
    ),
    (
        "go",
        "rows into structs: encoding/json / `DecodeAs`",
        ratio(f"{STRUCTS}/encoding-json", f"{STRUCTS}/monty-decode-as"),
    ),
    (
        "go",
        "rows into structs: fxamacker/cbor / `Raw.Unmarshal`",
        ratio(f"{STRUCTS}/fxamacker", f"{STRUCTS}/monty-raw-unmarshal"),
    ),
    (
        "tables",
        "rows out: CBOR to `[]struct` / Arrow",
        net_ratio(f"{ROWS}/cbor-structs", f"{ROWS}/arrow", f"{ROWS}/nothing"),
    ),
    (
        "tables",
        "rows out: JSON text to `[]struct` / Arrow",
        net_ratio(f"{ROWS}/json-structs", f"{ROWS}/arrow", f"{ROWS}/nothing"),
    ),
    (
        "tables",
        "rows out: the interpreter's export of its heap / what is read of it instead",
        lambda record: {"": leaving(record, "exported") / leaving(record, "read")},
    ),
    (
        "tables",
        "rows out: all of it into Go / into a record batch in Rust",
        lambda record: {
            "": (record[f"{ROWS}/arrow"] - record[f"{ROWS}/nothing"]) / (leaving(record, "read") + record["leave/batch"])
        },
    ),
    ("tables", "a record batch: from nodes / built from plain Rust rows", ratio("table/out/arrow", "table/out/floor")),
    ("tables", "the value as CBOR / as a record batch, Rust", ratio("table/out/cbor", "table/out/arrow")),
    ("tables", "the value from CBOR / from a record batch, Rust", ratio("table/in/cbor", "table/in/arrow")),
]
