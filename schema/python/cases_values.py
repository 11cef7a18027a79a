"""The valid cases, by file: id and Python expression, which prelude.py explains.

Every kind, the boundaries of every head and range, and every shape of sharing.
"""

import names

HEADS = (0, 1, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32)
SIZES = (0, 1, 23, 24, 255, 256)


def files():
    """Name of a file to its cases, each (id, expression)."""
    return {
        "constants": constants(),
        "int": ints(),
        "float": floats(),
        "complex": complexes(),
        "str": strings(),
        "bytes": byte_strings(),
        "sequence": sequences(),
        "set": sets(),
        "dict": dicts(),
        "date": dates(),
        "datetime": datetimes(),
        "time": times(),
        "timezone": timezones(),
        "timedelta": timedeltas(),
        "decimal": decimals(),
        "path": paths(),
        "exception": exceptions(),
        "type": types(),
        "function": functions(),
        "file": open_files(),
        "class": classes(),
        "placeholder": placeholders(),
        "sharing": sharing(),
        "big": big(),
    }


def constants():
    return [
        ("none", "None"),
        ("true", "True"),
        ("false", "False"),
        ("ellipsis", "..."),
        ("not-implemented", "NotImplemented"),
        ("constants-in-a-list", "[None, True, False, ..., NotImplemented]"),
    ]


def ints():
    cases = [(f"int-{n}", str(n)) for n in range(0, 30)]
    cases += [(f"int-{n}", str(n)) for n in HEADS[4:]]
    cases += [(f"int-minus-{n}", f"-{n}") for n in (1, 2, 23, 24, 25, 255, 256, 257, 65535, 65536, 65537, 2**32, 2**32 + 1)]
    for name, text in (("2-to-31", "2**31"), ("2-to-53", "2**53"), ("2-to-63", "2**63"), ("2-to-64", "2**64")):
        for suffix, change in (("-less-1", " - 1"), ("", ""), ("-and-1", " + 1")):
            cases += [(f"int-{name}{suffix}", text + change), (f"int-minus-{name}{suffix}", f"-({text}){change}")]
    for power in (65, 71, 72, 80, 127, 128, 247, 248, 256, 2047, 4096):
        cases += [(f"int-2-to-{power}", f"2**{power}"), (f"int-minus-2-to-{power}", f"-2**{power}")]
    cases += [("int-10-to-100", "10**100"), ("int-minus-10-to-100-less-1", "-10**100 - 1"), ("int-bytes-with-zeros", "2**128 + 2**64")]
    return cases


def floats():
    named = {
        "0": "0.0", "minus-0": "-0.0", "1": "1.0", "minus-1": "-1.0", "half": "0.5", "tenth": "0.1", "sum-of-tenths": "0.1 + 0.2",
        "third": "1 / 3", "3-digits": "1.25", "100": "100.0", "1e15": "1e15", "1e16": "1e16", "1e-4": "0.0001", "1e-5": "1e-05",
        "123456789012345680": "123456789012345680.0", "9999999999999998": "9999999999999998.0", "1e22": "1e22", "1e23": "1e23",
        "1e100": "1e100", "minus-1e-100": "-1e-100", "largest": "1.7976931348623157e308", "smallest-normal": "2.2250738585072014e-308",
        "largest-subnormal": "2.225073858507201e-308", "smallest": "5e-324", "minus-smallest": "-5e-324", "2-to-53": "9007199254740992.0",
        "2-to-63": "2.0**63", "2-to-64": "2.0**64", "tie-to-even": "1334.61260986328125", "single-exact": "3.4028234663852886e38",
        "half-exact": "65504.0", "infinity": "float('inf')", "minus-infinity": "float('-inf')", "nan": "float('nan')",
    }
    cases = [(f"float-{name}", text) for name, text in named.items()]
    for pattern in (0x7FF8000000000001, 0x7FF800000000BEEF, 0x7FFFFFFFFFFFFFFF, 0xFFF8000000000000, 0xFFF8000000000123):
        cases.append((f"float-nan-{pattern:x}", f"bits(0x{pattern:x})"))
    cases += [(f"float-signaling-nan-{p:x}", f"bits(0x{p:x})") for p in (0x7FF0000000000001, 0xFFF4000000000000)]
    return cases


def complexes():
    named = {
        "0": "0j", "1-and-2": "1+2j", "minus-2": "1-2j", "minus-0-real": "complex(-0.0, 1)", "minus-0-imaginary": "complex(1, -0.0)",
        "minus-0-both": "complex(-0.0, -0.0)", "fractions": "0.5+1e-05j", "large": "1e+20-1e+300j", "nan": "complex(float('nan'), 0)",
        "infinity": "complex(0, float('inf'))", "minus-infinity": "complex(float('-inf'), float('-inf'))", "nan-imaginary": "complex(1, float('nan'))",
        "tie-to-even": "complex(1334.61260986328125, -279358724516392.125)", "nan-with-payload": "complex(bits(0x7ff8000000000007), bits(0xfff8000000000009))",
    }
    return [(f"complex-{name}", text) for name, text in named.items()]


def strings():
    cases = [(f"str-of-{n}", f"'x' * {n}") for n in (0, 1, 22, 23, 24, 31, 32, 33, 255, 256)]
    cases += [(f"str-of-{n}-in-utf8", f"'{c}' * {k}") for c, k, n in (("é", 11, 22), ("é", 12, 24), ("€", 85, 255), ("😀", 64, 256))]
    named = {
        "nul": r"'\0'", "nul-inside": r"'a\0b'", "quotes": r'''"'" + '"' ''', "single-quote": '"it\'s"', "backslash": r"'\\'",
        "newline": r"'\n'", "carriage-return": r"'\r'", "tab": r"'\t'", "backspace": r"'\b'", "form-feed": r"'\f'", "vertical-tab": r"'\x0b'",
        "escape": r"'\x1b'", "unit-separator": r"'\x1f'", "delete": r"'\x7f'", "first-of-two-bytes": r"'\x80'", "no-break-space": r"'\xa0'",
        "soft-hyphen": r"'\xad'", "last-of-two-bytes": r"'\u07ff'", "first-of-three-bytes": r"'\u0800'", "line-separator": r"'\u2028'",
        "paragraph-separator": r"'\u2029'", "before-surrogates": r"'\ud7ff'", "after-surrogates": r"'\ue000'", "byte-order-mark": r"'\ufeff'",
        "replacement": r"'\ufffd'", "noncharacter": r"'\uffff'", "first-of-four-bytes": r"'\U00010000'", "last": r"'\U0010ffff'",
        "emoji-with-joiner": r"'\U0001f469\u200d\U0001f680'", "composed": r"'\u00e9'", "decomposed": r"'e\u0301'", "right-to-left": r"'\u05d0\u05d1'",
        "solidus": "'</script>'", "like-a-tag": "'$tuple'", "like-a-number": "'1'", "spaces": "'  '", "all-controls": "''.join(map(chr, range(32)))",
    }
    return cases + [(f"str-{name}", text.strip()) for name, text in named.items()]


def byte_strings():
    cases = [(f"bytes-of-{n}", f"b'a' * {n}") for n in (0, 1, 2, 3, 4, 23, 24, 31, 32, 255, 256)]
    return cases + [
        ("bytes-255", r"b'\xff'"), ("bytes-nul", r"b'\0'"), ("bytes-not-utf8", r"b'\xc0\x80'"), ("bytes-quotes", "b'\\'\"'"),
        ("bytes-base64-alphabet", r"b'\xfb\xef\xbe\xff\xff\xfe'"), ("bytes-all", "bytes(range(256))"),
    ]


def sequences():
    cases = [(f"list-of-{n}", f"[0] * {n}") for n in SIZES] + [(f"tuple-of-{n}", f"(0,) * {n}") for n in SIZES]
    return cases + [
        ("list-of-lists", "[[], [[]], [[], []]]"),
        ("list-of-every-plain-kind", "[None, True, 1, -1, 2**70, 1.5, 'a', b'a', [], {}]"),
        ("list-of-empty-containers", "[[], (), {}, set(), frozenset(), '', b'']"),
        ("list-of-500-ints", "list(range(500))"),
        ("list-of-floats", "[x / 8 for x in range(-8, 9)]"),
        ("list-of-negative-ints", "list(range(-30, 0))"),
        ("tuple-of-kinds", "(1, 'a', None, (2,), [3])"),
        ("tuple-nested", "((((),),),)"),
        ("tuple-in-list-in-tuple", "([()],)"),
        ("namedtuple", "namedtuple('Point', 'x y')(1, 2)"),
        ("namedtuple-empty", "namedtuple('Empty', '')()"),
        ("namedtuple-of-24", "namedtuple('Many', [f'f{i}' for i in range(24)])(*range(24))"),
        ("namedtuple-unicode-names", "namedtuple('Größe', 'größe länge')(1.5, None)"),
        ("namedtuple-in-namedtuple", "namedtuple('Outer', 'inner')(namedtuple('Inner', 'value')([1]))"),
        ("namedtuple-not-a-tuple", "[namedtuple('P', 'x y')(1, 2), (1, 2)]"),
        ("namedtuple-long-names", "namedtuple('T' * 300, ['f' * 40])(0)"),
        ("namedtuple-odd-names", "named_tuple('', ['class', '', 'class'], [1, 2, 3])"),
        ("namedtuple-spaces-in-names", "named_tuple('a b', ['c d'], [0])"),
        ("nested-100-lists", "nested(list, 100)"),
        ("nested-100-tuples", "nested(tuple, 100)"),
    ]


def sets():
    cases = [(f"set-of-{n}", f"set(range({n}))") for n in SIZES] + [(f"frozenset-of-{n}", f"frozenset(range({n}))") for n in SIZES]
    return cases + [
        ("set-of-str", "{'a'}"), ("set-of-none", "{None}"), ("set-of-tuple", "{(1, 2)}"), ("set-of-empty-frozenset", "{frozenset()}"),
        ("set-of-frozenset", "{frozenset({1})}"), ("set-of-nan", "{float('nan')}"), ("frozenset-of-true", "frozenset({True})"),
        ("set-in-insertion-order", "set_of(3, 1, 2)"), ("set-of-kinds", "set_of('b', 1, None, b'a', 2.5, (), 'a')"),
        ("set-of-two-nans", "set_of(float('nan'), float('nan'))"), ("set-of-dates", "set_of(date(2024, 1, 2), date(2024, 1, 1))"),
        ("frozenset-in-insertion-order", "frozenset_of('z', 'y', 'x')"), ("set-of-nan-and-its-decimal", "set_of(float('nan'), Decimal('NaN'))"),
        ("set-of-0-and-empty", "set_of(0, '', b'', None, ())"), ("set-of-1-as-text", "set_of(1, '1', b'1')"),
        ("set-of-decimals", "set_of(Decimal('0.1'), 0.1, Decimal('1E+2'), 200)"),
    ]


def dicts():
    cases = [(f"dict-of-{n}", f"{{i: 0 for i in range({n})}}") for n in SIZES]
    return cases + [
        ("dict-of-str", "{'a': 1, 'b': 2}"), ("dict-in-insertion-order", "{'b': 1, 'a': 2, '': 3}"),
        ("dict-of-true-and-2", "{True: 'a', 2: 'b'}"), ("dict-of-none", "{None: None}"), ("dict-of-bytes", r"{b'k': 1, b'\xff': 2}"),
        ("dict-of-floats", "{0.5: 1, -2.5: 2, 1e+16: 3}"), ("dict-of-infinity", "{float('inf'): 1, float('-inf'): 2}"),
        ("dict-of-minus-0", "{-0.0: 1}"), ("dict-of-big-int", "{2**64: 1, -2**64 - 1: 2, 2**300: 3}"), ("dict-of-ints", "{-1: 0, 2**63: 1, 2**64 - 1: 2}"),
        ("dict-of-mixed-plain-keys", "{None: 0, False: 1, 2: 2, 0.5: 3, 's': 4, b'b': 5}"), ("dict-like-a-tag", "{'$tuple': []}"),
        ("dict-of-number-and-its-text", "{1: 'int', '1': 'str', b'1': 'bytes'}"), ("dict-of-dicts", "{'a': {'b': {'c': {}}}}"),
        ("dict-of-long-key", "{'k' * 256: 1}"), ("dict-of-unicode-key", r"{'\u2028\"\\': 1}"), ("dict-with-proto-key", "{'__proto__': 1, 'constructor': 2}"),
        ("dict-of-tuple", "{(1, 2): 3}"), ("dict-of-empty-tuple", "{(): 0}"), ("dict-of-frozenset", "{frozenset({1}): 2}"),
        ("dict-of-nan", "{float('nan'): 1}"), ("dict-of-two-nans", "{float('nan'): 1, float('nan'): 2}"), ("dict-of-str-and-nan", "{'a': 1, float('nan'): 2}"),
        ("dict-of-complex", "{1j: 1}"), ("dict-of-date", "{date(2024, 2, 29): 1}"), ("dict-of-datetime", "{datetime(2024, 2, 29, tzinfo=utc): 1}"),
        ("dict-of-time", "{time(1): 1}"), ("dict-of-timedelta", "{timedelta(1): 1}"), ("dict-of-timezone", "{utc: 1}"), ("dict-of-decimal", "{Decimal('1.5'): 1}"),
        ("dict-of-path", "{Path('/a'): 1}"), ("dict-of-ellipsis", "{...: 1}"), ("dict-of-type", "{int: 1}"), ("dict-of-builtin", "{len: 1}"),
        ("dict-of-function", "{Function('f'): 1}"), ("dict-of-namedtuple", "{namedtuple('P', 'x')(1): 1}"), ("dict-of-nested-tuple", "{((1,), 'a'): {(2,): 3}}"),
        ("dict-of-instance", "{Instance(Class('C', uid(1)), uid(2)): 1}"), ("dict-of-many-kinds", "{'a': 1, (): 2, None: 3, 1.5: 4, date(1, 1, 1): 5}"),
        ("dict-of-list-values", "{'a': [1], 'b': (2,), 'c': {3}}"), ("dict-of-bool-keys", "{False: 0, True: 1}"), ("dict-of-nulls", r"{'\0': '\0'}"),
    ]


def dates():
    days = ((1, 1, 1), (1, 12, 31), (999, 12, 31), (1000, 1, 1), (1600, 2, 29), (1899, 12, 31), (1900, 2, 28), (1969, 12, 31), (1970, 1, 1),
            (2000, 2, 29), (2024, 2, 29), (2026, 11, 3), (2038, 1, 19), (9999, 1, 1), (9999, 12, 31))
    return [(f"date-{y:04}-{m:02}-{d:02}", f"date({y}, {m}, {d})") for y, m, d in days]


def datetimes():
    cases = []
    clocks = {
        "midnight": "2024, 1, 2", "second": "2024, 1, 2, 3, 4, 5", "last-second": "2024, 12, 31, 23, 59, 59", "microsecond": "2024, 1, 2, 3, 4, 5, 1",
        "last-microsecond": "2024, 1, 2, 23, 59, 59, 999999", "half-second": "2024, 1, 2, 3, 4, 5, 500000", "year-1": "1, 1, 1",
        "year-9999": "9999, 12, 31, 23, 59, 59, 999999", "leap-day": "2024, 2, 29, 12",
    }
    for name, clock in clocks.items():
        cases += [(f"datetime-naive-{name}", f"datetime({clock})"), (f"datetime-utc-{name}", f"datetime({clock}, tzinfo=utc)")]
    for offset in (60, -60, 3600, -3600, 19800, -19800, 45 * 60, 50400, -43200, 86340, -86340):
        cases.append((f"datetime-offset-{offset}", f"datetime(2024, 1, 2, 3, 4, 5, tzinfo=zone({offset}))"))
    for offset in (1, -1, 30, -30, 59, -3601, 86399, -86399):
        cases.append((f"datetime-seconds-offset-{offset}", f"datetime(2024, 1, 2, 3, 4, 5, tzinfo=zone({offset}))"))
    for name, arguments in (("utc", "0, 'UTC'"), ("cet", "3600, 'CET'"), ("empty", "0, ''"), ("unicode", "-60, 'Ü'"), ("seconds", "7, 'LMT'"), ("long", "1800, 'z' * 40")):
        cases.append((f"datetime-zone-named-{name}", f"datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=zone({arguments}))"))
    return cases + [("datetime-year-1-offset", "datetime(1, 1, 1, tzinfo=zone(86399))"), ("datetime-year-9999-offset", "datetime(9999, 12, 31, tzinfo=zone(-60))")]


def times():
    named = {
        "midnight": "", "noon": "12", "minute": "1, 2", "second": "1, 2, 3", "microsecond": "1, 2, 3, 4", "last": "23, 59, 59, 999999",
        "fold": "1, 30, fold=1", "fold-and-microsecond": "0, 0, 0, 1, fold=1", "utc": "1, tzinfo=utc", "utc-fold": "1, tzinfo=utc, fold=1",
        "offset": "1, tzinfo=zone(3600)", "negative-offset": "1, 2, 3, 4, tzinfo=zone(-19800)", "seconds-offset": "1, tzinfo=zone(30)",
        "negative-seconds-offset": "1, tzinfo=zone(-30)", "first-offset": "1, tzinfo=zone(-86399)", "last-offset": "1, tzinfo=zone(86399)",
        "zone-name": "1, tzinfo=zone(3600, 'CET')", "empty-zone-name": "1, tzinfo=zone(0, '')", "zone-name-fold": "1, tzinfo=zone(7200, 'CEST'), fold=1",
    }
    return [(f"time-{name}", f"time({arguments})") for name, arguments in named.items()]


def timezones():
    cases = [("timezone-utc", "utc")]
    cases += [(f"timezone-{n}", f"zone({n})") for n in (1, -1, 23, 24, 30, -30, 59, 60, -60, 3600, -3600, 19800, 65535, 65536, 86340, 86399, -86340, -86399)]
    return cases + [(f"timezone-named-{name}", f"zone({arguments})") for name, arguments in (
        ("utc", "0, 'UTC'"), ("empty", "0, ''"), ("cet", "3600, 'CET'"), ("unicode", r"-1, 'Zürich\0'"), ("like-an-offset", "0, 'UTC+01:00'"))]


def timedeltas():
    named = {
        "0": "0", "1-day": "1", "minus-1-day": "-1", "1-second": "seconds=1", "minus-1-second": "seconds=-1", "1-microsecond": "microseconds=1",
        "minus-1-microsecond": "microseconds=-1", "half-second": "seconds=0.5", "minus-half-second": "seconds=-0.5", "minute": "minutes=1", "hour": "hours=1",
        "hour-and-second": "hours=1, seconds=1", "day-and-hour": "days=1, hours=2, seconds=3.5", "364-days": "364", "365-days": "365", "366-days": "366",
        "minus-365-days": "-365", "400-days": "days=400, seconds=5", "minus-400-days": "days=-400, seconds=-5", "59-minutes": "minutes=59, seconds=59",
        "almost-a-day": "seconds=86399, microseconds=999999", "milliseconds": "milliseconds=120", "first": "-999999999", "999999999-days": "999999999",
        "last": "999999999, 86399, 999999", "2-to-32-seconds": "seconds=2**32", "minus-1-day-and-1-microsecond": "days=-1, microseconds=1",
    }
    return [(f"timedelta-{name}", f"timedelta({arguments})") for name, arguments in named.items()]


def decimals():
    texts = """0 1 -1 23 24 -24 -25 0.0 0.00 1.0 1.20 120 1.2E+2 -0 -0.0 -0.00 -0E+3 -0E-12 0E+3 0E-7 0E-6 0E-8 1E+400 -1E-400 1E+2 1E-6 1E-7 12E-7 123E-9
        0.000001 0.0000001 123456789.123456789 -5E-7 1E+6 1.23E+20 18446744073709551615 18446744073709551616 -18446744073709551616
        -18446744073709551617 1234567890123456789012345678901234567890.5 9E+999999999999999999 1E-1999999999999999997
        1.5E+999999999999999999 0E+999999999999999999 0E-1999999999999999997 -0E-1999999999999999997 Infinity -Infinity NaN -NaN sNaN -sNaN NaN1 NaN7
        -NaN7 sNaN12 -sNaN12 NaN18446744073709551616 sNaN123456789012345678901234567890""".split()
    cases = [(f"decimal-{text.lower().replace('+', 'plus')}", f"Decimal('{text}')") for text in texts]
    return cases + [("decimal-4300-digits", "Decimal('9' * 4300)"), ("decimal-nan-4300-digits", "Decimal('NaN' + '9' * 4300)"),
                    ("decimal-of-float", "Decimal(0.1)"), ("decimal-100-zeros", "Decimal('1.' + '0' * 100)")]


def paths():
    return [(f"path-{name}", f"Path({text})") for name, text in (
        ("root", "'/'"), ("here", "'.'"), ("absolute", "'/a/b.txt'"), ("relative", "'a/b'"), ("up", "'../x'"), ("unicode", "'/ü/€'"), ("space", "'/a b'"),
        ("quote", '"/it\'s"'), ("nul", r"'/a\0b'"), ("long", "'/' + 'd' * 255"))]


def exceptions():
    cases = [
        ("exception-no-message", "ValueError()"), ("exception-empty-message", "ValueError('')"), ("exception-message", "ValueError('bad value')"),
        ("exception-key", "KeyError('k')"), ("exception-unicode", "RuntimeError('größer')"), ("exception-newline", r"TypeError('a\nb')"),
        ("exception-quotes", r"""KeyError("it's")"""), ("exception-long", "ValueError('m' * 256)"), ("exceptions-in-a-list", "[ValueError('a'), ValueError('a')]"),
    ]
    for name in names.EXCEPTION_NAMES:
        cases += [(f"exception-{name}", f"exception('{name}', 'message')"), (f"exception-{name}-bare", f"exception('{name}')")]
    return cases


def types():
    return [(f"type-{name}", f"type_named('{name}')") for name in names.TYPE_NAMES + names.EXCEPTION_NAMES]


def functions():
    cases = [(f"builtin-{name}", f"function_named('{name}')") for name in names.FUNCTION_NAMES]
    return cases + [(f"function-{name}", f"Function({text})") for name, text in (
        ("no-docstring", "'f'"), ("docstring", "'f', 'Does it.'"), ("empty-docstring", "'f', ''"), ("long-docstring", r"'f', 'line\n' * 60"), ("unicode", "'größe'"), ("empty-name", "''"))]


def open_files():
    cases = [(f"file-{mode}", f"File('/tmp/data', '{mode}')") for mode in names.FILE_MODES]
    return cases + [(f"file-at-{n}", f"File('/f', 'rb', {n})") for n in (1, 23, 24, 300, 2**32, 2**63, 2**64 - 1)] + [("file-quote", '''File("/it's", 'w')''')]


def classes():
    point = "Class('Point', uid(7), False, True)"
    return [
        ("class", "Class('C', uid(1))"), ("class-host-defined", "Class('C', uid(1), True)"), ("class-dataclass", "Class('C', uid(1), False, True)"),
        ("class-host-dataclass", "Class('C', uid(1), True, True)"), ("class-attributes", "Class('C', uid(2**128 - 1), False, False, {'n': 1, 'items': [1]})"),
        ("class-numbered-attributes", "Class('C', uid(1), False, False, {1: 2})"), ("class-mixed-attributes", "Class('C', uid(1), False, False, {'a': 1, None: 2})"),
        ("class-many-attributes", "Class('C', uid(1), False, False, {f'a{i}': i for i in range(24)})"), ("class-unicode", "Class('Größe', uid(0))"),
        ("instance", "Instance(Class('C', uid(1)), uid(2))"), ("instance-attributes", f"Instance({point}, uid(9), {{'x': 1, 'y': 2.5}})"),
        ("instance-nested", f"Instance({point}, uid(9), {{'x': Instance(Class('In', uid(3)), uid(4)), 'y': None}})"),
        ("instance-numbered-attributes", "Instance(Class('C', uid(1)), uid(2), {0: 'a'})"), ("instance-tuple-attributes", "Instance(Class('C', uid(1)), uid(2), {(1,): 'a'})"),
        ("instance-unviewable-attribute", "Instance(Class('C', uid(1)), uid(2), {'x': float('nan')})"),
        ("instance-in-a-list", "[Instance(Class('C', uid(1)), uid(2))]"), ("instances-of-two-classes", "[Instance(Class('C', uid(n)), uid(n)) for n in (1, 2)]"),
        ("module", "Module('m', uid(1))"), ("module-attributes", "Module('a.b', uid(1), {'pi': 3.14, 'f': Function('f')})"),
        ("module-numbered-attributes", "Module('m', uid(1), {1: 2})"), ("module-with-class", "Module('m', uid(1), {'C': Class('C', uid(2), True)})"),
        ("module-quote", '''Module("it's", uid(1))'''),
    ]


def placeholders():
    return [
        ("repr", "Repr('<generator object g>')"), ("repr-empty", "Repr('')"), ("repr-unicode", r"Repr('é\n')"), ("repr-in-a-list", "[Repr('<x>'), Repr('<x>')]"),
        ("cycle", "Cycle('[...]')"), ("cycle-of-dict", "{'self': Cycle('{...}')}"), ("cycle-in-a-list", "[Cycle('[...]')]"),
    ]


def sharing():
    shapes = {
        "list": "[1]", "empty-list": "[]", "dict": "{'a': 1}", "empty-dict": "{}", "dict-of-pairs": "{(1,): 2}", "set": "{1}", "empty-set": "set()", "tuple": "(1,)",
        "frozenset": "frozenset({1})", "namedtuple": "namedtuple('P', 'x')(1)", "empty-namedtuple": "namedtuple('E', '')()", "class": "Class('C', uid(1))",
        "instance": "Instance(Class('C', uid(1)), uid(2))", "module": "Module('m', uid(1))", "str-of-32": "'s' * 32", "str-of-32-in-utf8": "'é' * 16",
        "bytes-of-32": "b's' * 32", "int-of-32-bytes": "2**248", "negative-int-of-32-bytes": "-2**248 - 1", "decimal-of-32": "Decimal('1' * 32)",
        "decimal-of-32-with-exponent": "Decimal('1.' + '0' * 30)", "decimal-nan-of-32": "Decimal('NaN' + '1' * 29)", "decimal-minus-0-of-32": "Decimal('-0.' + '0' * 29)",
    }
    cases = [(f"shared-{name}", f"twice({text})") for name, text in shapes.items()]
    repeated = {
        "none": "None", "int": "1", "float": "1.5", "empty-tuple": "()", "empty-frozenset": "frozenset()", "str-of-31": "'s' * 31", "str-of-31-in-utf8": "'é' * 15 + 'e'",
        "bytes-of-31": "b's' * 31", "int-of-31-bytes": "2**248 - 1", "negative-int-of-31-bytes": "-2**248", "decimal-of-31": "Decimal('1' * 31)",
        "decimal-infinity": "Decimal('Infinity')", "date": "date(2024, 1, 1)", "complex": "1j", "path": "Path('/' + 'd' * 40)", "exception": "ValueError('m' * 40)",
        "function": "Function('f' * 40)", "type": "int", "named-zone": "zone(0, 'z' * 40)", "file": "File('/' + 'd' * 40, 'r')", "repr": "Repr('r' * 40)", "cycle": "Cycle('c' * 40)",
    }
    cases += [(f"repeated-{name}", f"twice({text})") for name, text in repeated.items()]
    return cases + [
        ("shared-equal-but-distinct-lists", "[[], []]"), ("shared-equal-but-distinct-strings", "['s' * 32, another('s' * 32)]"),
        ("shared-equal-but-distinct-bytes", "[b's' * 32, another(b's' * 32)]"), ("shared-equal-but-distinct-tuples", "[(1,), tuple([1])]"),
        ("shared-three-times", "(lambda a: [a, a, a])([])"), ("shared-24-objects", "(lambda items: items + items)([[i] for i in range(25)])"),
        ("shared-257-objects", "(lambda items: items + items)([[] for i in range(257)])"),
        ("shared-nested", "(lambda a: (lambda b: [a, b, b, a])([a]))([])"), ("shared-inside-shared", "(lambda a: twice([a, a]))([1])"),
        ("shared-first-inside", "(lambda a: [[a], a])([])"), ("shared-outer-and-inner", "(lambda b: [b, b, b[0]])([[1]])"),
        ("shared-doubling", "reduce(lambda a, _: [a, a], range(8), [])"), ("shared-tuples-doubling", "reduce(lambda a, _: (a, a), range(8), (0,))"),
        ("shared-across-kinds", "(lambda a: [{'k': a}, (a,), namedtuple('N', 'f')(a), a])([1])"),
        ("shared-key", "(lambda k: [{k: 1}, {k: 2}])('k' * 32)"), ("shared-key-and-value", "(lambda k: {k: k})('k' * 32)"),
        ("shared-key-before-value", "(lambda k: {'a': 0, k: 1, 'b': k})('k' * 32)"), ("shared-short-key", "(lambda k: [{k: 1}, {k: 2}])('k' * 31)"),
        ("shared-bytes-key", "(lambda k: [{k: 1}, k])(b'k' * 32)"), ("shared-int-key", "(lambda k: [{k: 1}, k])(2**300)"),
        ("shared-tuple-key", "(lambda k: [{k: 1}, {k: 2}])((1,))"), ("shared-key-then-pairs", "(lambda k: {k: 1, (): k})('k' * 32)"),
        ("shared-reference-as-key", "(lambda k: [k, {k: 1}])('k' * 32)"), ("shared-frozenset-key", "(lambda k: {k: k})(frozenset({1}))"),
        ("shared-element", "(lambda k: [{k}, k])('k' * 32)"), ("shared-element-of-both-sets", "(lambda k: [{k}, frozenset({k})])((1,))"),
        ("shared-class-of-instances", "(lambda c: [Instance(c, uid(n), {'x': n}) for n in range(3)])(Class('Point', uid(7), False, True))"),
        ("shared-class-and-its-instance", "(lambda c: [c, Instance(c, uid(1))])(Class('C', uid(7)))"),
        ("shared-class-after-its-instance", "(lambda c: [Instance(c, uid(1)), c])(Class('C', uid(7)))"),
        ("shared-class-in-attribute", "(lambda c: Instance(c, uid(1), {'cls': c}))(Class('C', uid(7)))"),
        ("shared-attribute-key", "(lambda k: [Instance(Class('C', uid(1)), uid(n), {k: 1}) for n in (1, 2)])('k' * 32)"),
        ("shared-attribute-key-of-class", "(lambda k: [k, Class('C', uid(1), False, False, {k: k})])('k' * 32)"),
        ("shared-attribute-key-of-module", "(lambda k: [Module('m', uid(1), {k: 1, 'a': k}), k])('k' * 32)"),
        ("shared-attribute-pairs", "(lambda k: [k, Class('C', uid(1), False, False, {1: k})])([])"),
        ("shared-attribute-value", "(lambda v: Instance(Class('C', uid(1)), uid(2), {'a': v, 'b': v}))([1])"),
        ("shared-instance-as-key", "(lambda i: [{i: 1}, i])(Instance(Class('C', uid(1)), uid(2)))"),
        ("shared-namedtuple-value", "(lambda v: namedtuple('P', 'x y')(v, v))({})"), ("shared-namedtuple-inside", "(lambda p: [p, (p,)])(namedtuple('P', 'x')([1]))"),
        ("shared-dict-values", "(lambda v: {'a': v, 'b': v})({'c': 1})"), ("shared-module-and-class", "(lambda c: [Module('m', uid(1), {'C': c}), c])(Class('C', uid(2), True))"),
        ("shared-strings-in-order", "(lambda a, b: [a, b, b, a])('a' * 40, 'b' * 40)"), ("shared-tuple-in-pairs-dict", "(lambda t: {t: [t]})((1, 2))"),
        ("shared-decimal-and-int", "(lambda d, i: [d, i, i, d])(Decimal('7' * 40), 7 * 10**80)"), ("shared-long-string", "twice('x' * 1000)"),
        ("shared-in-set-of-tuples", "(lambda t: [{(t,)}, t])((1,))"), ("shared-empty-containers", "(lambda a, b, c: [a, b, c, a, b, c])([], {}, set())"),
        ("shared-unused-twice-inside-once", "[(lambda a: [a, a])([]), []]"),
    ]


def big():
    """Long ones; what would be too long to read is left out of these."""
    cases = [(f"list-of-{n}", f"[0] * {n}") for n in (65536,)]
    return cases + [
        ("tuple-of-65536", "(None,) * 65536"), ("str-of-65535", "'x' * 65535"), ("str-of-65536", "'x' * 65536"), ("bytes-of-65536", "bytes(65536)"),
        ("set-of-65536", "set(range(65536))"), ("dict-of-65536", "{i: 0 for i in range(65536)}"),
        ("nested-10000-lists", "nested(list, 10000)"), ("nested-10000-tuples", "nested(tuple, 10000)"), ("int-of-3000-digits", "10**3000 - 1"),
        ("int-of-20000-bits", "-2**20000"),
    ]
