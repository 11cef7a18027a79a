#!/usr/bin/env python3
"""Counts the instructions of the codec for every shape and compares them with benches/record/instructions.json.

    instructions.py PROGRAM     (.make/instructions.sh builds it; UPDATE=1 writes the record)

Times differ from run to run, counts do not. They repeat exactly because

* the program (benches/src/bin/instructions.rs) does one encode or decode in one function, and callgrind collects nothing
  outside it: building the value, comparing the result and freeing it are not counted;
* each count is made in a process of its own, with a fixed environment, so that no shape finds the allocator in a state
  that another left behind, and the stack begins at the same place;
* valgrind lays out memory itself, and moves what the system still places at random by whole pages only, which no
  instruction depends on;
* valgrind shows every program the same processor but for AVX2, so that libraries that choose by it choose the same;
* nothing that is counted uses a hash table, let alone one with a random seed.

What else the counts depend on, the compiler, the C library, and whether there is AVX2, stands in the record. Where it
differs, there is nothing to compare with: the counts are shown, and the check counts as skipped.
"""

import concurrent.futures
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
from datetime import date

ROOT = pathlib.Path(__file__).resolve().parent.parent
RECORD = ROOT / "benches" / "record" / "instructions.json"
SHAPES = ROOT / "benches" / "shapes.json"
# The function in which callgrind collects.
COLLECTED = "instructions::collected*"
# A count may be this much higher than recorded, or lower, before it is worth a word.
TOLERANCE = 0.03
AGAIN = "UPDATE=1 make instructions"


def output(*command):
    """What a command prints."""
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def count(program, direction, shape):
    """Runs one encode or decode under callgrind and returns its instructions."""
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder, "callgrind.out")
        command = [
            "valgrind",
            "--tool=callgrind",
            "--collect-atstart=no",
            f"--toggle-collect={COLLECTED}",
            f"--callgrind-out-file={report}",
            program,
            direction,
            shape,
        ]
        done = subprocess.run(command, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
        found = re.search(r"^totals: (\d+)$", report.read_text(), re.MULTILINE)
    number = int(found[1]) if found else 0
    if number == 0:
        sys.exit(f"{direction}/{shape}: callgrind collected nothing in {COLLECTED}")
    return number


def counts(program):
    """The instructions of all shapes in both directions, by the names of benchmarks."""
    tasks = [(direction, shape) for direction in ("encode", "decode") for shape in json.loads(SHAPES.read_text())]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        numbers = pool.map(lambda task: count(program, *task), tasks)
        return {f"{direction}/{shape}/bridge": number for (direction, shape), number in zip(tasks, numbers)}


def surroundings():
    """What the counts depend on besides the sources."""
    try:
        flags = pathlib.Path("/proc/cpuinfo").read_text()
    except OSError:
        flags = ""
    machine = platform.machine() + (" with AVX2" if re.search(r"\bavx2\b", flags) else "")
    versions = {
        "rustc": output("rustc", "--version").split()[1],
        "libc": os.confstr("CS_GNU_LIBC_VERSION"),
        "valgrind": output("valgrind", "--version").removeprefix("valgrind-"),
    }
    return {"machine": machine, "versions": versions}


def write(here, found):
    """Writes the record."""
    record = {"date": str(date.today()), "commit": output("git", "rev-parse", "--short", "HEAD"), **here}
    record |= {"unit": "instructions", "rounds": 1, "best": found}
    RECORD.write_text(json.dumps(record, indent=2) + "\n")


def compare(recorded, found):
    """Prints a table and returns the names of what rose and of what fell by more than the tolerance."""
    rose, fell = [], []
    print(f"{'instructions':36} {'recorded':>12} {'now':>12} {'change':>8}")
    for name in sorted(recorded.keys() | found.keys()):
        before, now = recorded.get(name), found.get(name)
        if before is None or now is None:
            # Whatever is not in both must be put right in the record.
            rose.append(name)
            print(f"{name:36} {before or '-':>12} {now or '-':>12} {'':8}  NOT IN {'THE RECORD' if now else 'THE SHAPES'}")
            continue
        change = now / before - 1
        verdict = ""
        if change > TOLERANCE:
            rose.append(name)
            verdict = "  MORE"
        elif change < -TOLERANCE:
            fell.append(name)
            verdict = "  less"
        print(f"{name:36} {before:12,} {now:12,} {change:+8.2%}{verdict}")
    return rose, fell


def comparable(record):
    """What must be the same for counts to be compared."""
    return [record["machine"], f"rustc {record['versions']['rustc']}", record["versions"]["libc"]]


def result(passed, failed, skipped):
    """Prints a line that .make/test.sh counts, in the form of cargo test."""
    print(f"test result: {'FAILED' if failed else 'ok'}. {passed} passed; {failed} failed; {skipped} ignored")


def main():
    [program] = sys.argv[1:]
    here, found = surroundings(), counts(program)
    if os.environ.get("UPDATE"):
        write(here, found)
        print(f"written: {RECORD.relative_to(ROOT)}")
        return
    if not RECORD.exists():
        sys.exit(f"there is no {RECORD.relative_to(ROOT)}: UPDATE=1 writes it")
    record = json.loads(RECORD.read_text())
    rose, fell = compare(record["best"], found)
    there = comparable(record)
    if there != comparable(here):
        print(f"not compared: the record is of {', '.join(there)}, this is {', '.join(comparable(here))}")
        result(0, 0, len(found))
        return
    if fell:
        print(f"{len(fell)} fell by more than {TOLERANCE:.0%}, which the record should show: {AGAIN}")
    if rose:
        print(f"{len(rose)} rose by more than {TOLERANCE:.0%}, or are not in both. If that is meant: {AGAIN}")
    result(len(found) - len(rose), len(rose), 0)
    sys.exit(1 if rose else 0)


if __name__ == "__main__":
    main()
