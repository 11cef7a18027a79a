#!/usr/bin/env python3
"""Measures what crossing the boundary and converting values cost, and writes benches/record/{crossing,values,tables}.md.

With the name of a record as its argument it measures for that one alone.

Times depend on the machine and on what else runs there, so what counts are ratios: each compares two benchmarks of one
session. The benchmarks take turns for several rounds, and each one's best round counts, because noise only ever adds time.
"""

import json
import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
from datetime import date

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
ROUNDS = 5

# What is compared: title, numerator, denominator, goal as (relation, bound).
CROSSING = [
    ("`Run` of `x + 1` with one input, Go / bare Rust", "BenchmarkRun/x+1/go", "run/x + 1/bare", ("<=", 3.0)),
    ("the same through the bridge only, Rust / bare Rust", "run/x + 1/bridge", "run/x + 1/bare", None),
    ("host call round trip, Go / bare Rust", "BenchmarkHostCall/step/go", "loop/1000 calls/bare", ("<=", 2.5)),
    ("the same through the bridge only, Rust / bare Rust", "loop/1000 calls/bridge", "loop/1000 calls/bare", None),
    (
        "10,000 ints out of the sandbox: JSON text and encoding/json / `*List`",
        "BenchmarkTenThousandIntsOut/list/json-text",
        "BenchmarkTenThousandIntsOut/list/go",
        (">=", 5.0),
    ),
]

ROWS = "1000 dicts of 8 fields into `[]struct`"
TEXT = "BenchmarkUnmarshal/structs/encoding-json"
CBOR = "BenchmarkRaw/structs/fxamacker"
VALUES = [
    (f"{ROWS}: encoding/json from text / `Unmarshal`", TEXT, "BenchmarkUnmarshal/structs/monty", (">=", 4.0)),
    ("the same, allocations", f"{TEXT} allocations", "BenchmarkUnmarshal/structs/monty allocations", (">=", 5.0)),
    (f"{ROWS}: encoding/json from text / `As`", TEXT, "BenchmarkUnmarshal/structs/monty-As", (">=", 4.0)),
    ("the same, allocations", f"{TEXT} allocations", "BenchmarkUnmarshal/structs/monty-As allocations", (">=", 5.0)),
    (f"{ROWS}: encoding/json from text / `Raw.Unmarshal` from CBOR", TEXT, "BenchmarkRaw/structs/monty-Unmarshal", (">=", 5.0)),
    (f"{ROWS}: fxamacker/cbor / `Raw.Unmarshal`, both from CBOR", CBOR, "BenchmarkRaw/structs/monty-Unmarshal", None),
    (f"{ROWS}: fxamacker/cbor / `DecodeAs`, both from CBOR", CBOR, "BenchmarkRaw/structs/monty-DecodeAs", None),
    ("1000 dicts of 8 fields into `any`: encoding/json from text / `Unmarshal`", "BenchmarkUnmarshal/any/encoding-json", "BenchmarkUnmarshal/any/monty", None),
]

OUT = "100,000 rows of 8 columns out of the sandbox into Go"
TABLES = [
    (f"{OUT}: CBOR to `Object`s / Arrow", "BenchmarkRowsOut/cbor-objects net", "BenchmarkRowsOut/arrow net", (">=", 5.0)),
    (f"{OUT}: CBOR to `[]struct` / Arrow", "BenchmarkRowsOut/cbor-structs net", "BenchmarkRowsOut/arrow net", None),
    (f"{OUT}: JSON text to `[]struct` / Arrow", "BenchmarkRowsOut/json-structs net", "BenchmarkRowsOut/arrow net", None),
    ("the interpreter's export of its heap / all that Arrow takes", "leave/exported net", "BenchmarkRowsOut/arrow net", None),
    ("CBOR to `Object`s / that export alone: what Arrow would reach if the rest took no time", "BenchmarkRowsOut/cbor-objects net", "leave/exported net", None),
    ("a record batch from the value / from plain Rust rows", "table/out/arrow", "table/out/floor", ("<=", 2.0)),
    ("the value as CBOR / as a record batch, Rust", "table/out/cbor", "table/out/arrow", None),
    ("the value from CBOR / from a record batch, Rust", "table/in/cbor", "table/in/arrow", None),
]

# Benchmarks whose one iteration is more than one operation.
OPERATIONS = {"loop/1000 calls/bare": 1000, "loop/1000 calls/bridge": 1000}


def run(*command):
    """Runs a command and returns its output; what it says on standard error is shown."""
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def rust_round(bench):
    """Yields (name, nanoseconds) of every benchmark of bridge/benches/BENCH.rs."""
    # What earlier rounds, or other benchmarks, have left behind.
    shutil.rmtree(TARGET / "criterion", ignore_errors=True)
    run("cargo", "bench", "--profile", "release", "--workspace", "--bench", bench, "--", "--quick", "--noplot")
    for estimates in sorted((TARGET / "criterion").glob("**/new/estimates.json")):
        name = json.loads((estimates.parent / "benchmark.json").read_text())["full_id"]
        yield name, json.loads(estimates.read_text())["mean"]["point_estimate"]


def go_round(pattern, package="./go"):
    """Yields (name, nanoseconds) and ("name allocations", number) of the Go benchmarks that the pattern matches."""
    text = run("go", "test", "-run", "^$", "-bench", pattern, "-benchmem", package)
    for line in text.splitlines():
        found = re.match(r"(Benchmark\S+?)(?:-\d+)?\s+\d+\s+([\d.]+) ns/op(?:.*?(\d+) allocs/op)?", line)
        if not found:
            continue
        yield found[1], float(found[2])
        if found[3]:
            yield f"{found[1]} allocations", float(found[3])


def crossing_round():
    """Yields (name, nanoseconds) of the benchmarks of bridge/benches/run.rs and go/run_bench_test.go."""
    yield from rust_round("run")
    for name, number in go_round("^Benchmark(Run|HostCall|TenThousandIntsOut)$"):
        if not name.endswith(" allocations"):
            yield name, number


def values_round():
    """Yields the times and allocations of the benchmarks of go/unmarshal_bench_test.go and go/raw_bench_test.go."""
    yield from go_round("^Benchmark(Unmarshal|Raw)$/^(structs|any)$")


def tables_round():
    """Yields the times of bridge/benches/{table,leave}.rs and go/arrow/bench_test.go, "net" without what making the rows takes."""
    yield from rust_round("table")
    parts = dict(rust_round("leave"))
    yield from parts.items()
    yield "leave/exported net", parts["leave/exported"] - parts["leave/made"]
    times = {name: number for name, number in go_round("^BenchmarkRowsOut$", "./go/arrow") if not name.endswith(" allocations")}
    yield from times.items()
    for name, number in times.items():
        if not name.endswith("/nothing"):
            yield f"{name} net", number - times["BenchmarkRowsOut/nothing"]


# What there is to record: file, title, what to measure, what to compare.
RECORDS = [
    ("crossing", "What crossing the boundary costs", crossing_round, CROSSING),
    ("values", "What converting values costs", values_round, VALUES),
    ("tables", "What tables cost", tables_round, TABLES),
]


def measure(name, measure_round):
    """Returns the best time of each benchmark in nanoseconds for one operation, and its allocations."""
    best = {}
    for number in range(1, ROUNDS + 1):
        print(f"{name}: round {number} of {ROUNDS}", file=sys.stderr)
        for name_of, measured in measure_round():
            measured /= OPERATIONS.get(name_of, 1)
            best[name_of] = min(best.get(name_of, measured), measured)
    return best


def cpu():
    """The processor's name, as the system tells it."""
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text()
        return re.search(r"model name\s*:\s*(.+)", text)[1]
    except (OSError, TypeError):
        return platform.processor() or platform.machine()


def report(title, ratios, best):
    """Returns the record as Markdown, and whether every goal was reached."""
    lines = [
        f"# {title}",
        "",
        "Written by `benches/record.py`. Trust the ratios: they compare benchmarks of one session on one machine.",
        "",
        f"- date: {date.today()}",
        f"- commit: {run('git', 'rev-parse', '--short', 'HEAD').strip()}",
        f"- machine: {cpu()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        f"- versions: {run('cargo', '--version').split(' (')[0].strip()}, {run('go', 'env', 'GOVERSION').strip()}, monty 1.4.0",
        f"- each time is the best of {ROUNDS} rounds",
        "",
        "| Ratio | measured | goal | |",
        "|---|---|---|---|",
    ]
    reached = True
    for compared, above, below, goal in ratios:
        ratio = best[above] / best[below]
        if goal is None:
            lines.append(f"| {compared} | {ratio:.2f} | | |")
            continue
        relation, bound = goal
        good = ratio <= bound if relation == "<=" else ratio >= bound
        reached &= good
        lines.append(f"| {compared} | {ratio:.2f} | {relation} {bound} | {'reached' if good else '**missed**'} |")
    lines += ["", "| Benchmark | ns for one operation, or allocations |", "|---|---|"]
    lines += [f"| `{name}` | {nanoseconds:,.0f} |" for name, nanoseconds in sorted(best.items())]
    return "\n".join(lines) + "\n", reached


def main():
    wanted = sys.argv[1:] or [name for name, *_ in RECORDS]
    reached = True
    for name, title, measure_round, ratios in RECORDS:
        if name not in wanted:
            continue
        text, good = report(title, ratios, measure(name, measure_round))
        (ROOT / "benches" / "record" / f"{name}.md").write_text(text)
        print(text)
        reached &= good
    if not reached:
        sys.exit("a goal was missed")


if __name__ == "__main__":
    main()
