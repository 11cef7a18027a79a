#!/usr/bin/env python3
"""Measures what crossing the boundary costs and writes benches/record/crossing.md.

Times depend on the machine and on what else runs there, so what counts are ratios: each compares two benchmarks of one
session. The benchmarks take turns for several rounds, and each one's best round counts, because noise only ever adds time.
"""

import json
import os
import pathlib
import platform
import re
import subprocess
import sys
from datetime import date

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
ROUNDS = 5

# What is compared: title, numerator, denominator, goal as (relation, bound).
RATIOS = [
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

# Benchmarks whose one iteration is more than one operation.
OPERATIONS = {"loop/1000 calls/bare": 1000, "loop/1000 calls/bridge": 1000}


def run(*command):
    """Runs a command and returns its output; what it says on standard error is shown."""
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def rust_round():
    """Yields (name, nanoseconds) of every benchmark of bridge/benches/run.rs."""
    run("cargo", "bench", "--profile", "release", "-p", "monty-bridge", "--bench", "run", "--", "--quick", "--noplot")
    for estimates in sorted((TARGET / "criterion").glob("**/new/estimates.json")):
        name = json.loads((estimates.parent / "benchmark.json").read_text())["full_id"]
        yield name, json.loads(estimates.read_text())["mean"]["point_estimate"]


def go_round():
    """Yields (name, nanoseconds) of the benchmarks of go/run_bench_test.go."""
    text = run("go", "test", "-run", "^$", "-bench", "^Benchmark(Run|HostCall|TenThousandIntsOut)$", "-benchmem", "./go")
    for line in text.splitlines():
        if found := re.match(r"(Benchmark\S+?)(?:-\d+)?\s+\d+\s+([\d.]+) ns/op", line):
            yield found[1], float(found[2])


def measure():
    """Returns the best time of each benchmark in nanoseconds for one operation."""
    best = {}
    for number in range(1, ROUNDS + 1):
        print(f"round {number} of {ROUNDS}", file=sys.stderr)
        for name, nanoseconds in [*rust_round(), *go_round()]:
            nanoseconds /= OPERATIONS.get(name, 1)
            best[name] = min(best.get(name, nanoseconds), nanoseconds)
    return best


def cpu():
    """The processor's name, as the system tells it."""
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text()
        return re.search(r"model name\s*:\s*(.+)", text)[1]
    except (OSError, TypeError):
        return platform.processor() or platform.machine()


def report(best):
    """Returns the record as Markdown, and whether every goal was reached."""
    lines = [
        "# What crossing the boundary costs",
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
    for title, above, below, goal in RATIOS:
        ratio = best[above] / best[below]
        if goal is None:
            lines.append(f"| {title} | {ratio:.2f} | | |")
            continue
        relation, bound = goal
        good = ratio <= bound if relation == "<=" else ratio >= bound
        reached &= good
        lines.append(f"| {title} | {ratio:.2f} | {relation} {bound} | {'reached' if good else '**missed**'} |")
    lines += ["", "| Benchmark | ns for one operation |", "|---|---|"]
    lines += [f"| `{name}` | {nanoseconds:,.0f} |" for name, nanoseconds in sorted(best.items())]
    return "\n".join(lines) + "\n", reached


def main():
    text, reached = report(measure())
    (ROOT / "benches" / "record" / "crossing.md").write_text(text)
    print(text)
    if not reached:
        sys.exit("a goal was missed")


if __name__ == "__main__":
    main()
