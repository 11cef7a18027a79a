"""How does stock CBOR become Python objects?

In two steps. cbor2 parses the bytes to lists, dicts and CBORTag objects, with everything that it would do for tags on
its own switched off. Then one walk over that tree, in the order of the bytes, makes the objects.

What a reader in another language should know about its own library before it does the same:

* Libraries resolve tags 28 and 29 by rules of their own (cbor2 lets a list hold itself), turn tag 2 into an int, tag 4
  into a Decimal, tag 258 into a set. Take the tags raw, or the order of the 28 heads and the refusals are lost.
* Libraries stop after the first item. Bytes that follow must be looked for.
* A dict merges keys that are equal in the language at hand: 1, True and 1.0 in Python. Strict mode needs to know.
* The walk must not recurse on the native stack: 10,000 lists inside each other are a legal value.
"""

import io
import re
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import cbor2
from cbor2 import CBORTag

import encode
import names
import tags
import values

MAX_DEPTH = 10_000
"""Containers inside each other."""
MAX_DIGITS = 4300
"""Digits of a Decimal's coefficient, and of the payload of a NaN."""


class DecodeError(ValueError):
    """Bytes that are no value. `kind` is one of the kinds of the vectors; there is no offset, as cbor2 keeps none."""

    def __init__(self, kind, detail=""):
        super().__init__(f"{kind}: {detail}" if detail else kind)
        self.kind = kind


def decode(data, strict=False):
    """The value that `data` encodes.

    Strict: it must be the canonical encoding, and no dict or set may hold keys that Python holds to be equal.
    """
    return decode_with_order(data, strict)[0]


def decode_with_order(data, strict=False):
    """The value, and the order in which the elements of its sets came, by id(): a Python set keeps none."""
    builder = _Builder(strict)
    value = _run(builder.value(parse(data, strict)))
    if strict and encode.encode(value, builder.order) != data:
        raise DecodeError("NotCanonical")
    return value, builder.order


def _keep(number):
    return lambda content, immutable: CBORTag(number, content)


# Every tag for which cbor2 has a decoder of its own, and those of the schema: what stands under tags that it does not
# know, and in the keys of maps, it makes immutable, so lists become tuples.
_RAW = {
    number: _keep(number)
    for number in (*range(64), 100, *range(256, 270), 1002, 1004, 43000, 55799, *range(tags.P, tags.P + 32))
}


def parse(data, strict=False):
    """The tree of lists, dicts and tags that `data` is. Strict: no map may hold equal keys."""
    source = io.BytesIO(data)
    try:
        # A read_size of 1 keeps the library from reading ahead, so that the position says where the item ended.
        tree = cbor2.CBORDecoder(
            source, semantic_decoders=_RAW, read_size=1, max_depth=1 << 30, allow_duplicate_keys=not strict
        ).decode()
    except cbor2.CBORDecodeEOF as error:
        raise DecodeError("Truncated", error) from error
    except cbor2.CBORDecodeError as error:
        raise DecodeError(_kind_of(error), error) from error
    if source.tell() < len(data):
        raise DecodeError("Trailing")
    return tree


def _kind_of(error):
    if isinstance(error.__cause__, UnicodeDecodeError):
        return "InvalidUtf8"
    return "DuplicateKey" if "Duplicate" in str(error) else "Malformed"


def _run(task):
    """Runs a generator that yields further generators and is sent their results: recursion on the heap."""
    waiting, result = [task], None
    while waiting:
        try:
            task = waiting[-1].send(result)
        except StopIteration as end:
            waiting.pop()
            result = end.value
        else:
            waiting.append(task)
            result = None
    return result


_PLAIN = (type(None), bool, int, float, str, bytes)
_INCOMPLETE = object()

_CLOCK = r"(\d\d):(\d\d):(\d\d)(?:\.(\d{6}))?"
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(_CLOCK, re.ASCII)
_DATETIME = re.compile(rf"{_DATE.pattern}T{_CLOCK}", re.ASCII)
_RFC3339 = re.compile(rf"{_DATE.pattern}T{_CLOCK}(?:Z|([+-])(\d\d):([0-5]\d))", re.ASCII)


class _Builder:
    """Makes objects of the items of one message, which share one space of indexes."""

    def __init__(self, strict):
        self.strict = strict
        self.open = 0
        self.shared = []
        self.order = {}

    # Each method that may hold values is a generator for _run; it returns the object.

    def value(self, item):
        if isinstance(item, _PLAIN):
            return item
        if isinstance(item, list):
            return (yield self.items(item))
        if isinstance(item, dict):
            return (yield self.pairs(_flat(item)))
        if not isinstance(item, CBORTag):
            # A key that is a container was made immutable by the library; undefined and other simple values.
            raise DecodeError("UnknownSimple" if not hasattr(item, "__len__") else "NotCanonical", repr(item))
        number, content = item.tag, item.value
        if number in self.HOLDERS:
            return (yield self.HOLDERS[number](self, content))
        if number in self.LEAVES:
            return self.LEAVES[number](self, content)
        raise DecodeError("UnknownTag", number)

    def items(self, content):
        _need(isinstance(content, (list, tuple)))
        self.enter()
        items = []
        for item in content:
            items.append(item if isinstance(item, _PLAIN) else (yield self.value(item)))
        self.open -= 1
        return items

    def pairs(self, content):
        """A dict, from keys and values in turn."""
        _need(isinstance(content, (list, tuple)) and len(content) % 2 == 0)
        items = yield self.items(content)
        return self.hashed(dict, list(zip(items[::2], items[1::2])))

    def enter(self):
        if self.open == MAX_DEPTH:
            raise DecodeError("TooDeep")
        self.open += 1

    def hashed(self, kind, items):
        try:
            result = kind(items)
        except TypeError as error:
            raise DecodeError("WrongContent", error) from error
        if self.strict and len(result) != len(items):
            raise DecodeError("DuplicateKey")
        self.order[id(result)] = items
        return result

    def first(self, content):
        if isinstance(content, CBORTag) and content.tag in (tags.SHARED, tags.REFERENCE):
            raise DecodeError("BadShare", "a sharing tag around another")
        index = len(self.shared)
        self.shared.append(_INCOMPLETE)
        self.shared[index] = yield self.value(content)
        return self.shared[index]

    def again(self, content):
        if type(content) is not int or not 0 <= content < len(self.shared) or self.shared[content] is _INCOMPLETE:
            raise DecodeError("BadShare", content)
        return self.shared[content]

    def make_tuple(self, content):
        return tuple((yield self.items(content)))

    def make_set(self, content):
        return self.hashed(set, (yield self.items(content)))

    def make_frozenset(self, content):
        return self.hashed(frozenset, (yield self.items(content)))

    def make_named_tuple(self, content):
        name, fields, items = _fixed(content, 3)
        _need(isinstance(fields, (list, tuple)) and isinstance(items, (list, tuple)))
        fields = tuple(map(_text, fields))
        if len(fields) != len(items):
            raise DecodeError("NameCount")
        return values.named_tuple(_text(name), fields, (yield self.items(items)))

    def attributes(self, content):
        if isinstance(content, CBORTag) and content.tag == tags.PAIRS:
            return (yield self.pairs(content.value))
        _need(isinstance(content, dict))
        return (yield self.pairs(_flat(content)))

    def make_cls(self, content):
        name, identity, host_defined, is_dataclass, attributes = _fixed(content, 5)
        _need(isinstance(host_defined, bool) and isinstance(is_dataclass, bool))
        name, identity = _text(name), _identity(identity)
        return values.Class(name, identity, host_defined, is_dataclass, (yield self.attributes(attributes)))

    def make_instance(self, content):
        cls, identity, attributes = _fixed(content, 3)
        self.enter()
        cls = yield self.value(cls)
        self.open -= 1
        _need(isinstance(cls, values.Class))
        return values.Instance(cls, _identity(identity), (yield self.attributes(attributes)))

    def make_module(self, content):
        name, identity, attributes = _fixed(content, 3)
        return values.Module(_text(name), _identity(identity), (yield self.attributes(attributes)))

    # What holds no values: each method returns the object.

    def make_complex(self, content):
        real, imaginary = _fixed(content, 2)
        _need(isinstance(real, float) and isinstance(imaginary, float))
        return complex(real, imaginary)

    def make_ellipsis(self, content):
        _need(content is None)
        return Ellipsis

    def make_not_implemented(self, content):
        _need(content is None)
        return NotImplemented

    def make_date(self, content):
        return _in_range(date, *map(int, _match(_DATE, content)))

    def make_datetime(self, content):
        *parts, sign, hours, minutes = _match(_RFC3339, content)
        if sign is None:
            return _in_range(datetime, *_clock(parts), timezone.utc)
        seconds = int(hours) * 3600 + int(minutes) * 60
        if sign == "-" and seconds == 0:
            raise DecodeError("OutOfRange", "-00:00")
        return _in_range(datetime, *_clock(parts), _zone(-seconds if sign == "-" else seconds))

    def make_other_datetime(self, content):
        if isinstance(content, str):
            return _in_range(datetime, *_clock(_match(_DATETIME, content)))
        text, offset, name = _fixed(content, 3)
        return _in_range(datetime, *_clock(_match(_DATETIME, text)), _zone(offset, name))

    def make_time(self, content):
        if isinstance(content, str):
            return _in_range(time, *_clock(_match(_TIME, content)))
        text, offset, name, fold = _fixed(content, 4)
        _need(type(fold) is int and fold >= 0 and (offset is not None or name is None))
        zone = None if offset is None else _zone(offset, name)
        return _in_range(time, *_clock(_match(_TIME, text)), zone, fold=fold)

    def make_timezone(self, content):
        if not isinstance(content, (list, tuple)):
            return _zone(content)
        offset, name = _fixed(content, 2)
        return _zone(offset, _text(name))

    def make_duration(self, content):
        _need(isinstance(content, dict) and set(content) in ({1}, {1, -6}))
        seconds, microseconds = content[1], content.get(-6, 0)
        _need(type(seconds) is int and type(microseconds) is int and microseconds >= 0)
        if microseconds >= 1_000_000:
            raise DecodeError("OutOfRange")
        return _in_range(timedelta, seconds // 86_400, seconds % 86_400, microseconds)

    def make_big_positive(self, content):
        _need(isinstance(content, bytes))
        return int.from_bytes(content, "big")

    def make_big_negative(self, content):
        return -1 - self.make_big_positive(content)

    def any_int(self, item):
        if isinstance(item, CBORTag) and item.tag in (tags.BIG_POSITIVE, tags.BIG_NEGATIVE):
            return self.LEAVES[item.tag](self, item.value)
        _need(type(item) is int)
        return item

    def make_decimal(self, content):
        exponent, mantissa = map(self.any_int, _fixed(content, 2))
        return _finite(mantissa < 0, abs(mantissa), exponent)

    def make_extended_decimal(self, content):
        exponent, mantissa, option = _fixed(content, 3)
        exponent, mantissa = self.any_int(exponent), self.any_int(mantissa)
        _need(mantissa >= 0 and type(option) is int and option >= 0)
        sign = option % 2
        if option < 2:
            return _finite(sign, mantissa, exponent)
        if option > 7 or exponent != 0 or (option < 4 and mantissa != 0):
            raise DecodeError("OutOfRange")
        return Decimal((sign, _digits(mantissa) if mantissa else (), "FnN"[option // 2 - 1]))

    def make_path(self, content):
        return Path(_text(content))

    def make_repr(self, content):
        return values.Repr(_text(content))

    def make_cycle(self, content):
        return values.Cycle(_text(content))

    def make_exception(self, content):
        name, argument = _fixed(content, 2)
        kind = _known(names.EXCEPTIONS, name)
        arguments = () if argument is None else (_text(argument),)
        # Not by calling the class: UnicodeDecodeError('x') wants five arguments.
        result = kind.__new__(kind, *arguments)
        result.args = arguments
        return result

    def make_type(self, content):
        return _known(names.TYPES, content)

    def make_builtin_function(self, content):
        return _known(names.FUNCTIONS, content)

    def make_function(self, content):
        name, doc = _fixed(content, 2)
        return values.Function(_text(name), None if doc is None else _text(doc))

    def make_file(self, content):
        path, mode, position = _fixed(content, 3)
        if _text(mode) not in names.FILE_MODES:
            raise DecodeError("UnknownName", mode)
        _need(type(position) is int and position >= 0)
        return values.File(_text(path), mode, position)

    HOLDERS = {
        tags.SHARED: first,
        tags.TUPLE: make_tuple,
        tags.SET: make_set,
        tags.FROZEN_SET: make_frozenset,
        tags.NAMED_TUPLE: make_named_tuple,
        tags.PAIRS: pairs,
        tags.CLASS: make_cls,
        tags.INSTANCE: make_instance,
        tags.MODULE: make_module,
    }
    LEAVES = {
        tags.REFERENCE: again,
        tags.DATETIME: make_datetime,
        tags.BIG_POSITIVE: make_big_positive,
        tags.BIG_NEGATIVE: make_big_negative,
        tags.DECIMAL: make_decimal,
        tags.DECIMAL_EXTENDED: make_extended_decimal,
        tags.DURATION: make_duration,
        tags.DATE: make_date,
        tags.COMPLEX: make_complex,
        tags.ELLIPSIS: make_ellipsis,
        tags.NOT_IMPLEMENTED: make_not_implemented,
        tags.DATETIME_OTHER: make_other_datetime,
        tags.TIME: make_time,
        tags.TIMEZONE: make_timezone,
        tags.PATH: make_path,
        tags.EXCEPTION: make_exception,
        tags.TYPE: make_type,
        tags.BUILTIN_FUNCTION: make_builtin_function,
        tags.FUNCTION: make_function,
        tags.FILE: make_file,
        tags.REPR: make_repr,
        tags.CYCLE: make_cycle,
    }


def _flat(pairs):
    return [item for pair in pairs.items() for item in pair]


def _need(condition):
    if not condition:
        raise DecodeError("WrongContent")


def _fixed(content, count):
    _need(isinstance(content, (list, tuple)) and len(content) == count)
    return content


def _text(item):
    _need(isinstance(item, str))
    return item


def _known(table, name):
    if _text(name) not in table:
        raise DecodeError("UnknownName", name)
    return table[name]


def _identity(item):
    _need(isinstance(item, CBORTag) and item.tag == tags.UUID and isinstance(item.value, bytes))
    if len(item.value) != 16:
        raise DecodeError("BadId")
    return UUID(bytes=item.value)


def _match(pattern, text):
    match = pattern.fullmatch(_text(text))
    if not match:
        raise DecodeError("OutOfRange", text)
    return match.groups()


def _clock(parts):
    """Numbers of the groups of a date or time, the last of which is the fraction."""
    return [int(part or 0) for part in parts]


def _in_range(kind, *arguments, **options):
    try:
        return kind(*arguments, **options)
    except (ValueError, OverflowError) as error:
        raise DecodeError("OutOfRange", error) from error


def _zone(offset, name=None):
    _need(type(offset) is int and (name is None or isinstance(name, str)))
    if not -86_400 < offset < 86_400:
        raise DecodeError("OutOfRange", offset)
    return timezone(timedelta(seconds=offset), *([] if name is None else [name]))


def _digits(mantissa):
    # The largest number of 4300 digits has 1786 bytes; turning a longer one into digits could take forever.
    if mantissa.bit_length() > 1786 * 8 or len(digits := str(mantissa)) > MAX_DIGITS:
        raise DecodeError("OutOfRange", "digits")
    return tuple(map(int, digits))


def _finite(sign, mantissa, exponent):
    digits = _digits(mantissa)
    # The limits of CPython's decimal module, MIN_ETINY and MAX_EMAX.
    if exponent < -1_999_999_999_999_999_997 or exponent + len(digits) - 1 > 999_999_999_999_999_999:
        raise DecodeError("OutOfRange", exponent)
    return Decimal((int(sign), digits, exponent))
