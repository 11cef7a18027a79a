"""Which names may the Python expressions of the vectors use, besides Python's builtins?

All public names here. schema/vectors/README.md lists them.
"""

import struct
from collections import namedtuple
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import reduce
from pathlib import Path
from uuid import UUID

import names
from values import Class, Cycle, File, Function, Instance, Module, Repr, named_tuple

utc = timezone.utc

order = {}
"""What set_of and frozenset_of were given, by id() of the set."""
_kept = []


def zone(seconds, *name):
    """timezone(timedelta(seconds=seconds), *name)"""
    return timezone(timedelta(seconds=seconds), *name)


def bits(pattern):
    """The float with these 64 bits."""
    return struct.unpack(">d", pattern.to_bytes(8, "big"))[0]


def another(text):
    """A str, bytes, int or Decimal that is equal to the given one and another object."""
    if isinstance(text, str):
        return "".join(list(text))
    if isinstance(text, bytes):
        return bytes(bytearray(text))
    return -(-text) if isinstance(text, int) else text.copy_negate().copy_negate()


def twice(value):
    """[value, value]"""
    return [value, value]


def nested(kind, depth):
    """`depth` containers inside each other; kind makes one from a list of its items."""
    return reduce(lambda inner, _: kind([inner]), range(depth - 1), kind([]))


def raised(kind, *message):
    """An exception that was made by its name and message alone, whatever its class wants."""
    result = kind.__new__(kind, *message)
    result.args = message
    return result


def exception(name, *message):
    """raised() for an exception class by the interpreter's name for it."""
    return raised(names.EXCEPTIONS[name], *message)


def type_named(name):
    """The type by the interpreter's name for it."""
    return names.TYPES[name]


def function_named(name):
    """The builtin function by the interpreter's name for it."""
    return names.FUNCTIONS[name]


def set_of(*items):
    """A set whose elements came in this order."""
    return _ordered(set(items), items)


def frozenset_of(*items):
    """A frozenset whose elements came in this order."""
    return _ordered(frozenset(items), items)


def _ordered(result, items):
    order[id(result)] = list(items)
    _kept.append(result)
    return result


def uid(number):
    """UUID(int=number)"""
    return UUID(int=number)
