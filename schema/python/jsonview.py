"""What is the JSON view of a value? (schema/values.md)

The text of `json.dumps` with `ensure_ascii=False` and no spaces, with other types turned into ones that it takes.
Python's own module makes every str and float, so that the text is its own.
"""

import base64
import json
import sys
import types
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import PurePath

import names
import values

# Ints of any length have a JSON view.
sys.set_int_max_str_digits(0)


def view(value, order=None):
    """JSON text, or None for a value that has no view: NaN, infinities, keys that JSON cannot have.

    `order` is that of encode.encode.
    """
    try:
        return "".join(_write(value, order or {}))
    except _NoView:
        return None


class _NoView(Exception):
    pass


def _write(root, order):
    """Pieces of text in order. `todo` holds what is still to be written, the next thing last: text, or (value,)."""
    todo = [(root,)]
    while todo:
        thing = todo.pop()
        if isinstance(thing, str):
            yield thing
            continue
        (value,) = thing
        if isinstance(value, values.Instance):
            value = value.attributes
        if isinstance(value, (list, tuple, set, frozenset)):
            todo.append("]")
            items = order.get(id(value)) or list(value)
            for index in range(len(items) - 1, -1, -1):
                todo += (items[index],), "," if index else ""
            todo.append("[")
        elif isinstance(value, dict):
            todo.append("}")
            for index, (key, item) in reversed(list(enumerate(value.items()))):
                todo += (item,), f"{',' if index else ''}{_key(key)}:"
            todo.append("{")
        else:
            yield _leaf(value)


def _string(text):
    return json.dumps(text, ensure_ascii=False)


def _key(key):
    if not (key is None or isinstance(key, (str, bool, int, float))):
        raise _NoView
    return json.dumps({key: 0}, ensure_ascii=False)[1:-4]


def _leaf(value):
    if value is None or isinstance(value, (bool, int)):
        return json.dumps(value)
    if isinstance(value, float):
        try:
            return json.dumps(value, allow_nan=False)
        except ValueError:
            raise _NoView from None
    if isinstance(value, str):
        return _string(value)
    return _string(_text(value))


def _text(value):
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, (datetime, time)):
        text = value.isoformat()
        return text.removesuffix("+00:00") + "Z" if value.utcoffset() == timedelta(0) else text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (timezone, Decimal, complex, PurePath)):
        return str(value)
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, BaseException):
        name, argument = names.EXCEPTION_NAME[type(value)], "".join(value.args)
        return f"{name}: {argument}" if argument else name
    if isinstance(value, (type, values.BuiltinType)):
        return f"<class '{names.TYPE_NAME[value]}'>"
    if isinstance(value, (types.BuiltinFunctionType, values.BuiltinFunction)):
        return f"<built-in function {names.FUNCTION_NAME[value]}>"
    if isinstance(value, values.Function):
        return f"<function '{value.name}' external>"
    if isinstance(value, values.Class):
        return f"<class '{value.name}'>"
    if isinstance(value, values.Module):
        return f"<module {value.name!r}>"
    if isinstance(value, values.File):
        return _file(value)
    if isinstance(value, (values.Repr, values.Cycle)):
        return value.text
    if value is Ellipsis or value is NotImplemented:
        return repr(value)
    raise TypeError(type(value))


def _file(file):
    kind = "TextIOWrapper"
    if "b" in file.mode:
        kind = "BufferedRandom" if "+" in file.mode else "BufferedReader" if "r" in file.mode else "BufferedWriter"
    return f"<_io.{kind} name={file.path!r} mode={file.mode!r}>"


def _duration(value):
    """ISO 8601 as pydantic writes it: 365 days are a year, and only parts that are not zero are there."""
    if not value:
        return "PT0S"
    sign, value = ("-", -value) if value < timedelta(0) else ("", value)
    days, clock = "", ""
    for count, unit in ((value.days // 365, "Y"), (value.days % 365, "D")):
        days += f"{count}{unit}" if count else ""
    for count, unit in ((value.seconds // 3600, "H"), (value.seconds // 60 % 60, "M")):
        clock += f"{count}{unit}" if count else ""
    if value.microseconds:
        clock += f"{value.seconds % 60}.{value.microseconds:06}".rstrip("0") + "S"
    elif value.seconds % 60:
        clock += f"{value.seconds % 60}S"
    return f"{sign}P{days}{'T' + clock if clock else ''}"
