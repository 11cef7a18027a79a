"""Reads a result that a Go program wrote to a file: python3 read_result.py FILE (needs the package cbor2, version 6)

The library itself reads plain types, large ints, sets, dates, most Decimals, complex numbers and shared objects. What is
left is one function for each other tag of the table in values.md. It trusts the file: nothing is checked.
"""

import datetime
import sys
from collections import namedtuple
from decimal import Decimal
from pathlib import PurePosixPath

import cbor2


def zone(seconds, name=None):
    offset = datetime.timedelta(seconds=seconds)
    return datetime.timezone(offset) if name is None else datetime.timezone(offset, name)


def date_time(content):
    text, *where = [content] if isinstance(content, str) else content
    return datetime.datetime.fromisoformat(text).replace(tzinfo=zone(*where) if where else None)


def time(content):
    text, offset, name, fold = [content, None, None, 0] if isinstance(content, str) else content
    tzinfo = None if offset is None else zone(offset, name)
    return datetime.time.fromisoformat(text).replace(tzinfo=tzinfo, fold=fold)


def special_decimal(content):
    exponent, mantissa, option = content
    return Decimal((option & 1, tuple(map(int, str(mantissa))), (exponent, "F", "n", "N")[option >> 1]))


READERS = {
    268: special_decimal,
    1002: lambda content: datetime.timedelta(seconds=content[1], microseconds=content.get(-6, 0)),
    47616: tuple,
    47617: frozenset,
    47618: lambda content: namedtuple(content[0], content[1], rename=True)(*content[2]),
    47619: lambda content: ...,
    47620: lambda content: NotImplemented,
    47621: date_time,
    47622: time,
    47623: lambda content: zone(*([content] if isinstance(content, int) else content)),
    47624: PurePosixPath,
    47635: lambda content: dict(zip(content[::2], content[1::2])),
}


def decoder(make):
    return lambda content, immutable: make(content)


with open(sys.argv[1], "rb") as file:  # tags without a reader, such as those of classes, stay cbor2.CBORTag objects
    print(cbor2.load(file, semantic_decoders={tag: decoder(make) for tag, make in READERS.items()}))
