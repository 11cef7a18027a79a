"""Which objects stand for values that CPython has no type for, or that belong to the interpreter or its host?

Everything else decodes to what CPython itself has: datetime, Decimal, namedtuple, set, Path, ValueError('x') ...
Classes, instances and modules are compared by identity, because that is what sharing is about; the others by content.
"""

from collections import namedtuple
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID


@dataclass(frozen=True)
class Function:
    """A function of the host."""

    name: str
    doc: "str | None" = None


@dataclass(frozen=True)
class File:
    """An open file. The mode is one of names.FILE_MODES."""

    path: str
    mode: str
    position: int = 0


@dataclass(eq=False)
class Class:
    """A class object, of Python code or of the host."""

    name: str
    id: UUID
    host_defined: bool = False
    is_dataclass: bool = False
    attributes: dict = field(default_factory=dict)


@dataclass(eq=False)
class Instance:
    """An instance of a Class."""

    cls: Class
    id: UUID
    attributes: dict = field(default_factory=dict)


@dataclass(eq=False)
class Module:
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


@dataclass(frozen=True)
class Repr:
    """What is left of an object that cannot leave the interpreter: its repr. Output only."""

    text: str


@dataclass(frozen=True)
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
