"""Which objects stand for values that CPython has no type for, or that belong to the interpreter or its host?

Everything else decodes to what CPython itself has: datetime, Decimal, namedtuple, set, Path, ValueError('x') ...
They compare as the interpreter's own: classes, instances and modules by the id that they carry, functions, files and
placeholders by identity.
"""

from collections import namedtuple
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID


@dataclass(eq=False)
class Function:
    """A function of the host."""

    name: str
    doc: "str | None" = None


@dataclass(eq=False)
class File:
    """An open file. The mode is one of names.FILE_MODES."""

    path: str
    mode: str
    position: int = 0


class Identified:
    """What carries the id of a Python object."""

    def __eq__(self, other):
        return isinstance(other, Identified) and self.id == other.id

    def __hash__(self):
        return hash(self.id)


@dataclass(eq=False)
class Class(Identified):
    """A class object, of Python code or of the host."""

    name: str
    id: UUID
    host_defined: bool = False
    is_dataclass: bool = False
    attributes: dict = field(default_factory=dict)


@dataclass(eq=False)
class Instance(Identified):
    """An instance of a Class."""

    cls: Class
    id: UUID
    attributes: dict = field(default_factory=dict)


@dataclass(eq=False)
class Module(Identified):
    """A module of the host."""

    name: str
    id: UUID
    attributes: dict = field(default_factory=dict)


@dataclass(frozen=True)
class BuiltinType:
    """A type of the interpreter that this CPython does not have."""

    name: str


@dataclass(frozen=True)
class BuiltinFunction:
    """A builtin function of the interpreter that is something else in CPython, such as the class enumerate."""

    name: str


@dataclass(eq=False)
class Repr:
    """What is left of an object that cannot leave the interpreter: its repr. Output only."""

    text: str


@dataclass(eq=False)
class Cycle:
    """Where a container holds itself: the interpreter's placeholder. Output only."""

    text: str


@lru_cache(maxsize=None)
def named_tuple_type(name, fields):
    """The namedtuple type of this name with these fields; names that CPython would refuse make a plain subclass of tuple."""
    try:
        return namedtuple(name, fields)
    except ValueError:
        return type(name, (tuple,), {"_fields": fields})


def named_tuple(name, fields, values):
    """A namedtuple, whatever the names."""
    return tuple.__new__(named_tuple_type(name, tuple(fields)), values)
