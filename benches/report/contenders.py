"""Who is compared? Every implementation by the name that benchmarks give it, in the order and colour of all plots."""

from dataclasses import dataclass

# Shapes, in the order of the report.
SHAPES = {
    "int": "the int 42",
    "call_args": "arguments of a typical call",
    "ints_10k": "10,000 ints",
    "dicts_1000": "1000 dicts of 8 mixed fields",
    "dict_10k": "a dict of 10,000 floats",
    "deep_1000": "lists nested 1000 deep",
    "instances_1000": "1000 instances of a dataclass",
    "exact_5000": "5000 Decimals and datetimes",
    "shared_1000": "a list of 20 ints, referred to 1000 times",
    "ascii_1mib": "a str of 1 MiB, ASCII",
    "str_1mib": "a str of 1 MiB, all é",
    "bytes_1mib": "bytes of 1 MiB",
}


@dataclass(frozen=True)
class Contender:
    """An implementation: its name in plots, the package whose version counts, its colour, and what it is."""

    label: str
    package: str | None
    colour: str
    about: str


OURS = "#1f77d0"
PROTOBUF = "#d9822b"
JSON = "#8a8f98"
FAST_JSON = "#a8745c"
CBOR = "#2a9d6f"
CBOR_VALUE = "#7cc4a4"
CBOR_OTHER = "#b9a44c"
POSTCARD = "#9b6bc9"
MESSAGEPACK = "#c95f8f"
ARROW = "#4aa8b5"
FLOOR = "#b8bcc4"

RUST = {
    "bridge": Contender("monty-go", None, OURS, "the bridge's codec: the interpreter's arena to tagged CBOR and back"),
    "bridge-reused": Contender(
        "monty-go, buffer reused", None, OURS, "the same into a buffer that is used again, as a run does"
    ),
    "protobuf": Contender(
        "protobuf", "monty-proto", PROTOBUF, "the messages that the interpreter's worker processes exchange"
    ),
    "ciborium": Contender(
        "ciborium", "ciborium", CBOR, "CBOR of the interpreter's serde form, which is read without validation"
    ),
    "ciborium-value": Contender(
        "ciborium Value", "ciborium", CBOR_VALUE, "tagged CBOR by way of a tree of `ciborium::Value`"
    ),
    "minicbor-serde": Contender("minicbor-serde", "minicbor-serde", CBOR_OTHER, "the same CBOR by another library"),
    "postcard": Contender("postcard", "postcard", POSTCARD, "postcard of the serde form: no field names, no schema"),
    "messagepack": Contender("MessagePack", "rmp-serde", MESSAGEPACK, "MessagePack of the serde form"),
    "tagged-json": Contender(
        "tagged JSON", "serde_json", FAST_JSON, 'JSON with markers like `{"$tuple": ...}`, as the predecessor had it'
    ),
    "natural-json": Contender("natural JSON", "serde_json", JSON, "JSON as one would write it by hand"),
    "arrow": Contender("Arrow IPC", "arrow-ipc", ARROW, "a record batch as a stream, where the value is a table"),
    "floor": Contender(
        "floor",
        None,
        FLOOR,
        "a measure: memcpy for blobs, copying and checking the bare arena for trees",
    ),
}

GO = {
    "monty": Contender("monty-go", None, OURS, "the Go package's codec: tagged CBOR to typed objects and back"),
    "protobuf": Contender(
        "protobuf", "google.golang.org/protobuf", PROTOBUF, "messages generated from the interpreter's schema"
    ),
    "encoding-json": Contender("encoding/json", None, JSON, "the standard library, from and to `any`"),
    "sonic": Contender(
        "sonic", "github.com/bytedance/sonic", FAST_JSON, "JSON, from and to `any`, compiled at run time; does not check that text is UTF-8"
    ),
    "fxamacker": Contender("fxamacker/cbor", "github.com/fxamacker/cbor/v2", CBOR, "CBOR, from and to `any`; checks that text is UTF-8 when it reads, not when it writes"),
}

# Measured beside the others to show what bounds them, or what is ours as well.
NO_RIVALS = frozenset({"floor", "bridge-reused"})
