"""How do Python objects become CBOR, one byte string for each value?

Every construct of the schema is a head, then its parts in order, with nothing after them. So the encoder is a list of
things to write: it takes the first, writes its head, and puts its parts in front. No recursion, and objects are numbered
for sharing in the order in which their heads appear.

Heads are written here rather than by cbor2, which writes NaN and infinities in two bytes and knows nothing of sharing.
"""

import struct
import types
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import PurePath

import names
import tags
import values

LONG = 32
"""Payload in bytes from which on a str, bytes, int or Decimal is marked as shared."""


def encode(value, order=None):
    """The canonical encoding of a value.

    `order` maps id() of sets to their elements in the order to write; other sets are written in the order of iteration.
    TypeError: not a value of the schema. ValueError: a container that holds itself.
    """
    return message([Value(value)], order)


class Value:
    """A value at its place in a message."""

    def __init__(self, value):
        self.value = value


def message(parts, order=None):
    """Bytes of parts in order: bytes are copied, Values encoded, with one space of sharing indexes."""
    order = order or {}
    shared = referred_to_twice(parts, order)
    indexes, complete = {}, set()
    out = bytearray()
    todo = list(reversed(parts))
    while todo:
        part = todo.pop()
        if isinstance(part, bytes):
            out += part
            continue
        if isinstance(part, _End):
            complete.add(part.of)
            continue
        identity = id(part.value)
        if identity in indexes:
            if identity not in complete:
                raise ValueError("a container that holds itself")
            out += head(6, tags.REFERENCE) + head(0, indexes[identity])
            continue
        parts_of = _parts(part.value, order)
        if identity in shared:
            indexes[identity] = len(indexes)
            out += head(6, tags.SHARED)
            parts_of.append(_End(identity))
        todo.extend(reversed(parts_of))
    return bytes(out)


class _End:
    """Marks where a shared object is complete."""

    def __init__(self, of):
        self.of = of


def referred_to_twice(parts, order):
    """Ids of the objects to be marked."""
    seen, twice = set(), set()
    todo = [part for part in parts if isinstance(part, Value)]
    while todo:
        value = todo.pop().value
        if not _markable(value):
            # Not looked into twice, but an empty tuple holds nothing anyway.
            continue
        if id(value) in seen:
            twice.add(id(value))
            continue
        seen.add(id(value))
        todo.extend(part for part in _parts(value, order) if isinstance(part, Value))
    return twice


def _markable(value):
    """Whether a second reference to the object is one by tags 28 and 29."""
    if isinstance(value, (list, dict, set, values.Class, values.Instance, values.Module)):
        return True
    if isinstance(value, (tuple, frozenset)):
        return bool(value) or hasattr(value, "_fields")
    if isinstance(value, str):
        return len(value.encode()) >= LONG
    if isinstance(value, bytes):
        return len(value) >= LONG
    if isinstance(value, int):
        return len(_magnitude(value)) >= LONG
    if isinstance(value, Decimal):
        return len(str(value)) >= LONG
    return False


def head(major, argument):
    """The shortest head of an item (RFC 8949 section 3)."""
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << 8 * size:
            return bytes([major << 5 | info]) + argument.to_bytes(size, "big")
    raise ValueError("an argument of more than 64 bits")


def text(value):
    """A text string."""
    data = value.encode()
    return head(3, len(data)) + data


def text_or_null(value):
    """A text string, or null for None."""
    return b"\xf6" if value is None else text(value)


def _tagged(number, *rest):
    return head(6, number) + b"".join(rest)


def _array(*items):
    return head(4, len(items)) + b"".join(items)


def _magnitude(value):
    """The bytes of n or -1-n without leading zeros; empty for what needs no tag."""
    magnitude = value if value >= 0 else -1 - value
    return b"" if magnitude < 1 << 64 else magnitude.to_bytes((magnitude.bit_length() + 7) // 8, "big")


def integer(value):
    """An int of any size."""
    magnitude = _magnitude(value)
    if magnitude:
        return _tagged(tags.BIG_NEGATIVE if value < 0 else tags.BIG_POSITIVE, head(2, len(magnitude)), magnitude)
    return head(1, -1 - value) if value < 0 else head(0, value)


def _float(value):
    return b"\xfb" + struct.pack(">d", value)


def _boolean(value):
    return b"\xf5" if value else b"\xf4"


def _values(items):
    return [head(4, len(items)), *map(Value, items)]


def _pairs(pairs, plain):
    """The items of a dict or of attributes: a map if all keys are plain, else tag P+19 and an array."""
    items = [Value(item) for pair in pairs.items() for item in pair]
    if all(map(plain, pairs)):
        return [head(5, len(pairs)), *items]
    return [_tagged(tags.PAIRS, head(4, len(items))), *items]


def _plain_key(key):
    if isinstance(key, float):
        return key == key
    return key is None or isinstance(key, (bool, int, str, bytes))


def _attributes(attributes):
    return _pairs(attributes, lambda key: isinstance(key, str))


def _identity(identity):
    return _tagged(tags.UUID, head(2, 16), identity.bytes)


def _parts(value, order):
    """What stands for the value: bytes, and Values for what it holds."""
    kind = type(value)
    if kind in _LEAVES:
        return [_LEAVES[kind](value)]
    if kind is list:
        return _values(value)
    if kind is dict:
        return _pairs(value, _plain_key)
    if kind is tuple:
        return [_tagged(tags.TUPLE), *_values(value)]
    if kind is set or kind is frozenset:
        items = order.get(id(value), list(value))
        return [_tagged(tags.SET if kind is set else tags.FROZEN_SET), *_values(items)]
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        fields = _array(*map(text, kind._fields))
        return [_tagged(tags.NAMED_TUPLE, head(4, 3), text(kind.__name__), fields), *_values(value)]
    if isinstance(value, values.Class):
        flags = _boolean(value.host_defined) + _boolean(value.is_dataclass)
        start = _tagged(tags.CLASS, head(4, 5), text(value.name), _identity(value.id), flags)
        return [start, *_attributes(value.attributes)]
    if isinstance(value, values.Instance):
        start = _tagged(tags.INSTANCE, head(4, 3))
        return [start, Value(value.cls), _identity(value.id), *_attributes(value.attributes)]
    if isinstance(value, values.Module):
        start = _tagged(tags.MODULE, head(4, 3), text(value.name), _identity(value.id))
        return [start, *_attributes(value.attributes)]
    if isinstance(value, BaseException) and kind in names.EXCEPTION_NAME:
        (argument,) = value.args or (None,)
        return [_tagged(tags.EXCEPTION, _array(text(names.EXCEPTION_NAME[kind]), text_or_null(argument)))]
    if isinstance(value, PurePath):
        return [_tagged(tags.PATH, text(str(value)))]
    if isinstance(value, (type, values.BuiltinType)) and value in names.TYPE_NAME:
        return [_tagged(tags.TYPE, text(names.TYPE_NAME[value]))]
    if isinstance(value, (types.BuiltinFunctionType, values.BuiltinFunction)) and value in names.FUNCTION_NAME:
        return [_tagged(tags.BUILTIN_FUNCTION, text(names.FUNCTION_NAME[value]))]
    raise TypeError(f"{kind.__name__} is not in the schema")


def _decimal(value):
    sign, digits, exponent = value.as_tuple()
    mantissa = int("".join(map(str, digits)) or 0)
    if exponent in _SPECIAL:
        option = _SPECIAL[exponent] + sign
        return _tagged(tags.DECIMAL_EXTENDED, _array(integer(0), integer(mantissa), integer(option)))
    if sign and mantissa == 0:
        return _tagged(tags.DECIMAL_EXTENDED, _array(integer(exponent), integer(0), integer(1)))
    return _tagged(tags.DECIMAL, _array(integer(exponent), integer(-mantissa if sign else mantissa)))


# What Decimal.as_tuple() has for an exponent, and the option of tag 268.
_SPECIAL = {"F": 2, "n": 4, "N": 6}


def _offset_and_name(zone):
    """Seconds east of UTC, and the name or None."""
    offset, name = (*zone.__getinitargs__(), None)[:2]
    return offset // timedelta(seconds=1), name


def _zone(zone):
    offset, name = _offset_and_name(zone)
    return _tagged(tags.TIMEZONE, integer(offset) if name is None else _array(integer(offset), text(name)))


def _datetime(value):
    if value.tzinfo is None:
        return _tagged(tags.DATETIME_OTHER, text(value.isoformat()))
    offset, name = _offset_and_name(value.tzinfo)
    clock = value.replace(tzinfo=None).isoformat()
    if name is None and offset % 60 == 0:
        iso = value.isoformat()
        return _tagged(tags.DATETIME, text(clock + "Z" if offset == 0 else iso))
    return _tagged(tags.DATETIME_OTHER, _array(text(clock), integer(offset), text_or_null(name)))


def _time(value):
    clock = text(value.replace(tzinfo=None).isoformat())
    if value.tzinfo is None and value.fold == 0:
        return _tagged(tags.TIME, clock)
    offset, name = _offset_and_name(value.tzinfo) if value.tzinfo else (None, None)
    offset = b"\xf6" if offset is None else integer(offset)
    return _tagged(tags.TIME, _array(clock, offset, text_or_null(name), integer(value.fold)))


def _duration(value):
    pairs = integer(1) + integer(value.days * 86_400 + value.seconds)
    if value.microseconds:
        pairs += integer(-6) + integer(value.microseconds)
    return _tagged(tags.DURATION, head(5, 2 if value.microseconds else 1), pairs)


_LEAVES = {
    type(None): lambda value: b"\xf6",
    bool: _boolean,
    int: integer,
    float: _float,
    complex: lambda value: _tagged(tags.COMPLEX, _array(_float(value.real), _float(value.imag))),
    str: text,
    bytes: lambda value: head(2, len(value)) + value,
    types.EllipsisType: lambda value: _tagged(tags.ELLIPSIS, b"\xf6"),
    types.NotImplementedType: lambda value: _tagged(tags.NOT_IMPLEMENTED, b"\xf6"),
    date: lambda value: _tagged(tags.DATE, text(value.isoformat())),
    datetime: _datetime,
    time: _time,
    timezone: _zone,
    timedelta: _duration,
    Decimal: _decimal,
    values.Function: lambda value: _tagged(tags.FUNCTION, _array(text(value.name), text_or_null(value.doc))),
    values.File: lambda value: _tagged(tags.FILE, _array(text(value.path), text(value.mode), integer(value.position))),
    values.Repr: lambda value: _tagged(tags.REPR, text(value.text)),
    values.Cycle: lambda value: _tagged(tags.CYCLE, text(value.text)),
}
