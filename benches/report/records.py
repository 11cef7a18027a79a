"""What is a record? The results of one part with all that they depend on, one JSON file in benches/record."""

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path

BENCHES = Path(__file__).resolve().parent.parent
ROOT = BENCHES.parent


@dataclass(frozen=True)
class Record:
    """The results of one run of one part.

    `best` has the best round of every benchmark by the benchmark's own name: nanoseconds for one operation, or, where
    the name says so, bytes or allocations. `nodes` has the number of nodes of each shape. `lossy` has what is lost, by
    "SHAPE/IMPLEMENTATION", one text a loss, and `absent`, by "DIRECTION/SHAPE/IMPLEMENTATION", why there is no number.
    """

    name: str
    date: str
    commit: str
    dirty: bool
    machine: dict
    versions: dict
    rounds: int
    best: dict
    nodes: dict = field(default_factory=dict)
    lossy: dict = field(default_factory=dict)
    absent: dict = field(default_factory=dict)

    def __getitem__(self, benchmark):
        try:
            return self.best[benchmark]
        except KeyError:
            raise LookupError(f"the record {self.name} has no {benchmark}: measure it again") from None


def path(name):
    """The file of a record."""
    return BENCHES / "record" / f"{name}.json"


def save(record):
    """Writes the record's file."""
    path(record.name).write_text(text(record))


def text(record):
    """What the record's file has in it: numbers with as many digits as noise leaves a meaning to."""
    form = dataclasses.asdict(record)
    del form["name"]
    form["best"] = {name: rounded(number) for name, number in sorted(record.best.items())}
    return json.dumps(form, indent=1, ensure_ascii=False) + "\n"


def rounded(number):
    """Whole numbers stay as they are, others keep five digits."""
    number = float(number)
    if number.is_integer():
        return int(number)
    number = float(f"{number:.5g}")
    return int(number) if number.is_integer() else number


def load(file):
    """Reads a record."""
    return Record(name=file.stem, **json.loads(file.read_text()))


def load_all(names):
    """Returns those of the records that are there, by name."""
    return {name: load(path(name)) for name in names if path(name).exists()}
