"""Is the speed reached? What a goal is, which numbers it is made of, how it stands, and whether a note says why not."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from .records import Record


@dataclass(frozen=True)
class Goal:
    """A bound that the numbers of each case are to keep.

    `cases` takes a record and returns the numbers by case; the key of the only case of a goal without cases is empty.
    """

    key: str
    group: str
    what: str
    record: str
    relation: str
    bound: float
    cases: Callable[[Record], dict[str, float]]


class Status(Enum):
    """How a goal stands, as the report says it."""

    REACHED = "reached"
    MISSED = "**missed**"
    NOT_MEASURED = "not measured yet"


@dataclass(frozen=True)
class Result:
    """A goal and its numbers; none when there is no record."""

    goal: Goal
    cases: dict[str, float]

    def keeps(self, number):
        """Is the number within the bound?"""
        return number <= self.goal.bound if self.goal.relation == "<=" else number >= self.goal.bound

    @property
    def status(self):
        if not self.cases:
            return Status.NOT_MEASURED
        return Status.REACHED if all(map(self.keeps, self.cases.values())) else Status.MISSED

    @property
    def worst(self):
        """The case, with its number, that is the furthest from the good side of the bound."""
        pick = max if self.goal.relation == "<=" else min
        return pick(self.cases.items(), key=lambda case: case[1])

    @property
    def missed(self):
        """The cases that do not keep the bound, the worst first."""
        missed = [case for case in self.cases.items() if not self.keeps(case[1])]
        return sorted(missed, key=lambda case: case[1], reverse=self.goal.relation == "<=")


def evaluate(records, goals):
    """Returns the result of every goal."""
    return [Result(goal, goal.cases(records[goal.record]) if goal.record in records else {}) for goal in goals]


def check_notes(results, notes):
    """Returns what is wrong with the notes: there has to be one for each missed goal, and none for another."""
    missed = {result.goal.key for result in results if result.status is Status.MISSED}
    wrong = [f"{key} is missed and has no note" for key in sorted(missed - notes.keys())]
    return wrong + [f"{key} has a note and is not missed" for key in sorted(notes.keys() - missed)]


# What the numbers of a goal are made of.


def ratio(above, below):
    """One number: a benchmark divided by another."""
    return lambda record: {"": record[above] / record[below]}


def ratios(above, below, shapes):
    """A number for each shape, whose name takes the place of {}; of several above, the fastest counts."""

    def cases(record):
        numerators = [above] if isinstance(above, str) else above
        return {
            shape: min(record[name.format(shape)] for name in numerators) / record[below.format(shape)]
            for shape in shapes
        }

    return cases


def per_node(benchmark, shapes):
    """Nanoseconds for each node of each shape."""
    return lambda record: {shape: record[benchmark.format(shape)] / record.nodes[shape] for shape in shapes}


def number(benchmark):
    """One number as it is."""
    return lambda record: {"": record[benchmark]}


def net_ratio(above, below, without):
    """One number: a benchmark divided by another, after taking from both the time of what they have in common."""
    return lambda record: {"": (record[above] - record[without]) / (record[below] - record[without])}
