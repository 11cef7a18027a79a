"""What is measured, and how? Each part runs benchmarks that are compared with each other, for several rounds."""

import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from . import contenders, provenance
from .provenance import output, say
from .records import ROOT, Record

TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
VERSUS = ROOT / "benches" / "versus"

# Benchmarks whose one iteration is more than one operation.
OPERATIONS = {"loop/1000 calls/bare": 1000, "loop/1000 calls/bridge": 1000}


@dataclass
class Findings:
    """What the rounds of a part have found so far."""

    best: dict = field(default_factory=dict)
    nodes: dict = field(default_factory=dict)
    lossy: dict = field(default_factory=dict)
    absent: dict = field(default_factory=dict)

    def number(self, name, measured):
        """Keeps a measured number if it is the best of its benchmark."""
        measured /= OPERATIONS.get(name, 1)
        self.best[name] = min(self.best.get(name, measured), measured)

    def rust(self, bench):
        """Runs a file of criterion benchmarks and returns what it prints."""
        # What earlier rounds, or other benchmarks, have left behind.
        shutil.rmtree(TARGET / "criterion", ignore_errors=True)
        # The profile and the whole workspace, so that the interpreter is not compiled again with other features.
        workspace = ("--profile", "release", "--workspace")
        text = output("cargo", "bench", *workspace, "--bench", bench, "--", "--quick", "--noplot")
        for estimates in sorted((TARGET / "criterion").glob("**/new/estimates.json")):
            told = json.loads((estimates.parent / "benchmark.json").read_text())
            self.number(told["full_id"], json.loads(estimates.read_text())["mean"]["point_estimate"])
            if "Elements" in (told["throughput"] or {}) and told["full_id"].startswith(("encode/", "decode/")):
                self.nodes[told["full_id"].split("/")[1]] = told["throughput"]["Elements"]
        return text

    def rust_sizes(self):
        """Runs the program that prints sizes, allocations and what is lost; they are the same in every round."""
        told = json.loads(output("cargo", "run", "--quiet", "--release", "--bin", "sizes"))
        for name, value in told.items():
            kind, _, place = name.partition("/")
            if kind == "lossy":
                self.lossy[place] = value.split("; ")
            elif kind == "absent":
                self.absent[place] = value
            else:
                self.number(name, value)

    def pydantic_monty(self):
        """Runs the same interpreter behind the worker process of its Python package."""
        for name, measured in json.loads(output(provenance.pydantic_monty(), "benches/pydantic_monty.py")).items():
            self.number(name, measured)

    def go(self, pattern, package, folder=ROOT, tags=""):
        """Runs the Go benchmarks that the pattern matches."""
        text = output("go", "test", "-tags", tags, "-run", "^$", "-bench", pattern, "-benchmem", package, cwd=folder)
        for name, measured in go_results(text):
            self.number(name, measured)


# What a unit of `go test -bench` adds to the name; the time has the name for itself.
GO_UNITS = {"ns/op": "", "B/op": " bytes allocated", "allocs/op": " allocations"}


def go_results(text):
    """Yields (name, number) for every number that `go test -bench` has printed, throughputs aside."""
    for line in text.splitlines():
        found = re.match(r"(Benchmark\S+?)(?:-\d+)?\s+\d+\s+(.*\bns/op\b.*)", line)
        if not found:
            continue
        words = found[2].split()
        for number, unit in zip(words[::2], words[1::2], strict=True):
            if unit != "MB/s":
                yield found[1] + GO_UNITS.get(unit, f" {unit}"), float(number)


def encodings(found):
    """The values of each shape in every encoding, in Rust: time, size, allocations, and what is lost."""
    found.rust("encodings")
    found.rust_sizes()


def growth(found):
    """Lists of one to ten million ints: time, and the most memory that is in use."""
    for name, measured in memory(found.rust("growth")):
        found.number(name, measured)


def memory(text):
    """Yields (name, bytes) for the memory that the benchmark of growth prints."""
    line = r"^list_(\d+): bytes in use, Peak { encode: (\d+), decode: (\d+), whole: (\d+) }$"
    for nodes, encode, decode, whole in re.findall(line, text, re.MULTILINE):
        yield f"memory/encode/list_{nodes}", int(encode)
        yield f"memory/decode/list_{nodes}", int(decode)
        yield f"memory/arena-and-bytes/list_{nodes}", int(whole)


def go(found):
    """The values of each shape in Go, beside other libraries, and rows into structs."""
    output(VERSUS / "protobuf.sh")
    found.go(".", ".", VERSUS, tags="protobuf")
    # A test there holds that these are the losses that occur.
    losses = json.loads((VERSUS / "testdata" / "losses.json").read_text())
    found.lossy.update({name.removeprefix("lossy/"): what.split(", ") for name, what in losses.items()})


def crossing(found):
    """Runs, host calls, rows out and structs in: bare, through the bridge, from Go, and in a worker process."""
    found.rust("run")
    found.go("^Benchmark(Run|HostCall|TenThousandIntsOut|TenThousandRowsOut|StructsIn)$", "./go")
    found.pydantic_monty()


def tables(found):
    """Rows as record batches, in Rust and out of the sandbox into Go."""
    found.rust("table")
    found.rust("leave")
    found.go("^BenchmarkRowsOut$", "./go/arrow")


@dataclass(frozen=True)
class Part:
    """What is measured together, and the packages, ours aside, whose versions matter to it."""

    measure_round: Callable[[Findings], None]
    crates: tuple = ()
    modules: tuple = ()
    folder: Path = ROOT
    worker: bool = False


def packages(table):
    """The packages of a table of contenders."""
    return tuple(sorted({contender.package for contender in table.values() if contender.package}))


PARTS = {
    "encodings": Part(encodings, crates=packages(contenders.RUST)),
    "growth": Part(growth),
    "go": Part(go, modules=packages(contenders.GO), folder=VERSUS),
    "crossing": Part(crossing, worker=True),
    "tables": Part(tables, crates=("arrow-array",), modules=("github.com/apache/arrow-go/v18",)),
}


def measure(name, rounds):
    """Returns the record of a part that is measured now."""
    part = PARTS[name]
    # First, so that what is missing is told before the time is spent.
    versions = provenance.versions(part.crates, part.modules, part.folder, part.worker)
    commit, dirty = provenance.commit()
    found = Findings()
    for number in range(1, rounds + 1):
        say(f"{name}: round {number} of {rounds}")
        part.measure_round(found)
    return Record(
        name=name,
        date=str(date.today()),
        commit=commit,
        dirty=dirty,
        machine=provenance.machine(),
        versions=versions,
        rounds=rounds,
        best=found.best,
        nodes=found.nodes,
        lossy=found.lossy,
        absent=found.absent,
    )
