"""Which names may stand for types, exceptions, builtin functions and file modes, and what are they in CPython?

The lists are those of the interpreter. A name that this version of CPython lacks stands for a placeholder (values.py).
"""

import builtins
import dataclasses
import importlib
import types

import values

TYPE_NAMES = """
    ellipsis type NoneType bool int float complex range slice datetime.date datetime.datetime datetime.timedelta
    datetime.timezone str bytes list collections.deque list_iterator callable_iterator tuple namedtuple dict dict_keys
    dict_items dict_values set frozenset function builtin_function_or_method cell iterator coroutine module
    _io.TextIOWrapper _io.BufferedReader _io.BufferedWriter _io.BufferedRandom typing._SpecialForm PosixPath property
    re.Pattern re.Match tuple_iterator str_ascii_iterator str_iterator bytes_iterator range_iterator dict_keyiterator
    dict_itemiterator dict_valueiterator set_iterator itertools.count itertools.repeat Field itertools.pairwise
    itertools.compress itertools.islice itertools.chain itertools.cycle NotImplementedType _DataclassParams
    itertools.takewhile itertools.dropwhile itertools.filterfalse itertools.starmap object datetime.time
    functools.partial itertools.accumulate itertools.batched itertools.zip_longest types.GenericAlias typing.Union
    itertools.combinations itertools.combinations_with_replacement itertools.permutations itertools.product
    itertools.groupby itertools._grouper itertools._tee itertools._tee_dataobject functools._lru_cache_wrapper
    decimal.Decimal
""".split()

EXCEPTION_NAMES = """
    Exception BaseException SystemExit KeyboardInterrupt ArithmeticError OverflowError ZeroDivisionError LookupError
    IndexError KeyError RuntimeError NotImplementedError RecursionError AttributeError FrozenInstanceError NameError
    UnboundLocalError ValueError UnicodeDecodeError UnicodeEncodeError json.JSONDecodeError tomllib.TOMLDecodeError
    ImportError ModuleNotFoundError OSError FileNotFoundError FileExistsError IsADirectoryError NotADirectoryError
    PermissionError io.UnsupportedOperation TimeoutError AssertionError MemoryError StopIteration SyntaxError TypeError
    re.PatternError binascii.Error binascii.Incomplete _csv.Error decimal.DecimalException decimal.Clamped
    decimal.InvalidOperation decimal.ConversionSyntax decimal.DivisionByZero decimal.DivisionImpossible
    decimal.DivisionUndefined decimal.Inexact decimal.InvalidContext decimal.Rounded decimal.Subnormal decimal.Overflow
    decimal.Underflow decimal.FloatOperation
""".split()

FUNCTION_NAMES = """
    abs all any bin chr divmod enumerate filter getattr hasattr hash hex id isinstance len map max min next oct open ord
    pow print repr reversed round setattr sorted sum type zip object.__setattr__ format eval exec locals
""".split()

FILE_MODES = "r rb r+ rb+ w wb w+ wb+ a ab a+ ab+".split()


def _find(name):
    """The object of this name in CPython, or None."""
    module, _, attribute = name.rpartition(".")
    if module:
        try:
            return getattr(importlib.import_module(module), attribute, None)
        except ImportError:
            return None
    for place in (builtins, dataclasses):
        if hasattr(place, name):
            return getattr(place, name)
    return _UNNAMED.get(name)


# Types that no module has under their own name.
_UNNAMED = {
    kind.__name__: kind
    for kind in (
        types.EllipsisType,
        types.NoneType,
        types.NotImplementedType,
        types.FunctionType,
        types.BuiltinFunctionType,
        types.CellType,
        types.CoroutineType,
        types.ModuleType,
        importlib.import_module("pathlib").PosixPath,
        *map(
            type,
            (
                iter([]),
                iter(()),
                iter(""),
                iter(b""),
                iter(range(0)),
                iter({}),
                iter({}.items()),
                iter({}.values()),
                iter(set()),
                iter(int, 0),
                {}.keys(),
                {}.items(),
                {}.values(),
            ),
        ),
    )
}


def _types():
    for name in TYPE_NAMES:
        found = _find(name)
        yield name, found if isinstance(found, type) else values.BuiltinType(name)


def _exceptions():
    for name in EXCEPTION_NAMES:
        found = _find(name)
        if not (isinstance(found, type) and issubclass(found, BaseException)):
            module, _, short = name.rpartition(".")
            found = type(short, (Exception,), {"__module__": module})
        yield name, found


def _functions():
    for name in FUNCTION_NAMES:
        found = _find(name)
        yield name, found if isinstance(found, types.BuiltinFunctionType) else values.BuiltinFunction(name)


EXCEPTIONS = dict(_exceptions())
"""Exception classes by name."""
TYPES = {**dict(_types()), **EXCEPTIONS}
"""Types by name, exception classes included."""
FUNCTIONS = dict(_functions())
"""Builtin functions by name."""

EXCEPTION_NAME = {kind: name for name, kind in EXCEPTIONS.items()}
TYPE_NAME = {kind: name for name, kind in TYPES.items()}
FUNCTION_NAME = {function: name for name, function in FUNCTIONS.items()}
