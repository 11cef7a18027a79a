// Which names does the interpreter know? A type, exception, function or file mode outside these lists is refused.

/** Builtin types, exceptions apart. */
export const TYPES = words(`
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
`);

/** Exception classes; the dotted ones live in modules. */
export const EXCEPTIONS = words(`
  Exception BaseException SystemExit KeyboardInterrupt ArithmeticError OverflowError ZeroDivisionError LookupError
  IndexError KeyError RuntimeError NotImplementedError RecursionError AttributeError FrozenInstanceError NameError
  UnboundLocalError ValueError UnicodeDecodeError UnicodeEncodeError json.JSONDecodeError tomllib.TOMLDecodeError
  ImportError ModuleNotFoundError OSError FileNotFoundError FileExistsError IsADirectoryError NotADirectoryError
  PermissionError io.UnsupportedOperation TimeoutError AssertionError MemoryError StopIteration SyntaxError
  TypeError re.PatternError binascii.Error binascii.Incomplete _csv.Error decimal.DecimalException decimal.Clamped
  decimal.InvalidOperation decimal.ConversionSyntax decimal.DivisionByZero decimal.DivisionImpossible
  decimal.DivisionUndefined decimal.Inexact decimal.InvalidContext decimal.Rounded decimal.Subnormal
  decimal.Overflow decimal.Underflow decimal.FloatOperation
`);

/** Builtin functions. */
export const BUILTIN_FUNCTIONS = words(`
  abs all any bin chr divmod enumerate filter getattr hasattr hash hex id isinstance len map max min next oct open
  ord pow print repr reversed round setattr sorted sum type zip object.__setattr__ format eval exec locals
`);

/** Modes of open files, spelled as Python prints them. */
export const FILE_MODES = words(`
  r rb r+ rb+ w wb w+ wb+ a ab a+ ab+
`);

/** Whether a type object may have this name: an exception class is a type too. */
export function isType(name) {
  return TYPES.has(name) || EXCEPTIONS.has(name);
}

function words(text) {
  return new Set(text.trim().split(/\s+/));
}
