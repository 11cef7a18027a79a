"""Which numbers stand beside each other? Tables of one record, shapes by implementations, and who beats ours there."""

from collections.abc import Callable
from dataclasses import dataclass

from . import contenders, units
from .contenders import Contender


# Less than this is noise.
AHEAD = 1.03


@dataclass(frozen=True)
class Bar:
    """One number of a plot: none when there is nothing to show, hollow when it is bought with a loss."""

    label: str
    colour: str
    value: float | None
    hollow: bool = False


@dataclass(frozen=True)
class Panel:
    """Bars that are compared with each other, the first of them ours."""

    title: str
    bars: list[Bar]


@dataclass(frozen=True)
class Comparison:
    """Numbers of one kind, less being better.

    `name` makes a benchmark's name of shape and implementation, and `show` the text of a number. What is hidden is
    measured, and says nothing here.
    """

    key: str
    title: str
    record: str
    name: str
    contenders: dict[str, Contender]
    show: Callable[[float], str]
    hidden: frozenset = frozenset()

    @property
    def ours(self):
        return next(iter(self.contenders))

    def table(self, record):
        """Returns {shape: {implementation: number}}, of the shapes that ours was measured with."""
        table = {}
        for shape in contenders.SHAPES:
            row = {
                implementation: record.best[self.name.format(shape, implementation)]
                for implementation in self.contenders
                if self.name.format(shape, implementation) in record.best
            }
            if self.ours in row:
                table[shape] = row
        return table

    def panels(self, record):
        """Returns a panel for each shape, all with the same bars: whatever was measured in some shape."""
        table, losses, there = self.table(record), self.losses(record), self.there(record)
        return [
            Panel(
                contenders.SHAPES[shape],
                [
                    Bar(
                        self.contenders[name].label,
                        self.contenders[name].colour,
                        row.get(name),
                        (shape, name) in losses,
                    )
                    for name in there
                ],
            )
            for shape, row in table.items()
        ]

    def there(self, record):
        """Returns the implementations that were measured in some shape."""
        table = self.table(record)
        shown = (name for name in self.contenders if name not in self.hidden)
        return [name for name in shown if any(name in row for row in table.values())]

    def losses(self, record):
        """Returns {(shape, implementation): losses}."""
        return {tuple(key.split("/")): lost for key, lost in record.lossy.items()}

    def wins_of_others(self, record):
        """Yields (shape, implementation, how many times better) where another that loses nothing is ahead."""
        losses = self.losses(record)
        for shape, row in self.table(record).items():
            # In the order of the row where they are equal.
            others = [name for name in row if name != self.ours and name not in contenders.NO_RIVALS]
            for implementation in sorted(others, key=row.get):
                if (shape, implementation) not in losses and row[self.ours] / row[implementation] >= AHEAD:
                    yield shape, implementation, row[self.ours] / row[implementation]


COMPARISONS = [
    Comparison("size", "Size", "encodings", "size/{}/{}", contenders.RUST, units.size, contenders.NO_RIVALS),
    Comparison("encode-rust", "Encode in Rust", "encodings", "encode/{}/{}", contenders.RUST, units.duration),
    Comparison("decode-rust", "Decode in Rust", "encodings", "decode/{}/{}", contenders.RUST, units.duration),
    Comparison("encode-go", "Encode in Go", "go", "BenchmarkEncode/{}/{}", contenders.GO, units.duration),
    Comparison("decode-go", "Decode in Go", "go", "BenchmarkDecode/{}/{}", contenders.GO, units.duration),
]

# Shown as tables: many of the numbers are 0 or 1, which no bar tells apart.
ALLOCATIONS = [
    Comparison("", "Encode in Rust", "encodings", "allocations/encode/{}/{}", contenders.RUST, units.count),
    Comparison("", "Decode in Rust", "encodings", "allocations/decode/{}/{}", contenders.RUST, units.count),
    Comparison("", "Encode in Go", "go", "BenchmarkEncode/{}/{} allocations", contenders.GO, units.count),
    Comparison("", "Decode in Go", "go", "BenchmarkDecode/{}/{} allocations", contenders.GO, units.count),
]


def unknown(record, comparisons=None):
    """Returns the benchmarks of a comparison whose shape or implementation is not known."""
    found = []
    for comparison in COMPARISONS if comparisons is None else comparisons:
        if comparison.record != record.name:
            continue
        prefix = comparison.name.split("{", 1)[0]
        for benchmark in record.best:
            if not benchmark.startswith(prefix) or " " in benchmark:
                continue
            shape, _, implementation = benchmark.removeprefix(prefix).partition("/")
            if shape not in contenders.SHAPES or implementation not in comparison.contenders:
                found.append(benchmark)
    return found
