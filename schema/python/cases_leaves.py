"""The valid cases of values that hold no others: (id, Python expression), with the names of prelude.py.

The boundaries of every head and of every range, every name, and the texts that JSON and UTF-8 make difficult.
"""

import names

HEADS = (0, 1, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32)


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
    cases += [
        (f"int-minus-{n}", f"-{n}") for n in (1, 2, 23, 24, 25, 255, 256, 257, 65535, 65536, 65537, 2**32, 2**32 + 1)
    ]
    for name, text in (("2-to-31", "2**31"), ("2-to-53", "2**53"), ("2-to-63", "2**63"), ("2-to-64", "2**64")):
        for suffix, change in (("-less-1", " - 1"), ("", ""), ("-and-1", " + 1")):
            cases += [(f"int-{name}{suffix}", text + change), (f"int-minus-{name}{suffix}", f"-({text}){change}")]
    for power in (65, 71, 72, 80, 127, 128, 247, 248, 256, 2047, 4096):
        cases += [(f"int-2-to-{power}", f"2**{power}"), (f"int-minus-2-to-{power}", f"-2**{power}")]
    cases += [
        ("int-10-to-100", "10**100"),
        ("int-minus-10-to-100-less-1", "-10**100 - 1"),
        ("int-bytes-with-zeros", "2**128 + 2**64"),
    ]
    return cases


def floats():
    named = {
        "0": "0.0",
        "minus-0": "-0.0",
        "1": "1.0",
        "minus-1": "-1.0",
        "half": "0.5",
        "tenth": "0.1",
        "sum-of-tenths": "0.1 + 0.2",
        "third": "1 / 3",
        "3-digits": "1.25",
        "100": "100.0",
        "1e15": "1e15",
        "1e16": "1e16",
        "1e-4": "0.0001",
        "1e-5": "1e-05",
        "123456789012345680": "123456789012345680.0",
        "9999999999999998": "9999999999999998.0",
        "1e22": "1e22",
        "1e23": "1e23",
        "1e100": "1e100",
        "minus-1e-100": "-1e-100",
        "largest": "1.7976931348623157e308",
        "smallest-normal": "2.2250738585072014e-308",
        "largest-subnormal": "2.225073858507201e-308",
        "smallest": "5e-324",
        "minus-smallest": "-5e-324",
        "2-to-53": "9007199254740992.0",
        "2-to-63": "2.0**63",
        "2-to-64": "2.0**64",
        "tie-to-even": "1334.61260986328125",
        "single-exact": "3.4028234663852886e38",
        "half-exact": "65504.0",
        "infinity": "float('inf')",
        "minus-infinity": "float('-inf')",
        "nan": "float('nan')",
    }
    cases = [(f"float-{name}", text) for name, text in named.items()]
    for pattern in (0x7FF8000000000001, 0x7FF800000000BEEF, 0x7FFFFFFFFFFFFFFF, 0xFFF8000000000000, 0xFFF8000000000123):
        cases.append((f"float-nan-{pattern:x}", f"bits(0x{pattern:x})"))
    cases += [(f"float-signaling-nan-{p:x}", f"bits(0x{p:x})") for p in (0x7FF0000000000001, 0xFFF4000000000000)]
    return cases


def complexes():
    named = {
        "0": "0j",
        "1-and-2": "1+2j",
        "minus-2": "1-2j",
        "minus-0-real": "complex(-0.0, 1)",
        "minus-0-imaginary": "complex(1, -0.0)",
        "minus-0-both": "complex(-0.0, -0.0)",
        "fractions": "0.5+1e-05j",
        "large": "1e+20-1e+300j",
        "nan": "complex(float('nan'), 0)",
        "infinity": "complex(0, float('inf'))",
        "minus-infinity": "complex(float('-inf'), float('-inf'))",
        "nan-imaginary": "complex(1, float('nan'))",
        "tie-to-even": "complex(1334.61260986328125, -279358724516392.125)",
        "nan-with-payload": "complex(bits(0x7ff8000000000007), bits(0xfff8000000000009))",
    }
    return [(f"complex-{name}", text) for name, text in named.items()]


def strings():
    cases = [(f"str-of-{n}", f"'x' * {n}") for n in (0, 1, 22, 23, 24, 31, 32, 33, 255, 256)]
    cases += [
        (f"str-of-{n}-in-utf8", f"'{c}' * {k}")
        for c, k, n in (("é", 11, 22), ("é", 12, 24), ("€", 85, 255), ("😀", 64, 256))
    ]
    named = {
        "nul": r"'\0'",
        "nul-inside": r"'a\0b'",
        "quotes": r""""'" + '"' """,
        "single-quote": '"it\'s"',
        "backslash": r"'\\'",
        "newline": r"'\n'",
        "carriage-return": r"'\r'",
        "tab": r"'\t'",
        "backspace": r"'\b'",
        "form-feed": r"'\f'",
        "vertical-tab": r"'\x0b'",
        "escape": r"'\x1b'",
        "unit-separator": r"'\x1f'",
        "delete": r"'\x7f'",
        "first-of-two-bytes": r"'\x80'",
        "no-break-space": r"'\xa0'",
        "soft-hyphen": r"'\xad'",
        "last-of-two-bytes": r"'\u07ff'",
        "first-of-three-bytes": r"'\u0800'",
        "line-separator": r"'\u2028'",
        "paragraph-separator": r"'\u2029'",
        "before-surrogates": r"'\ud7ff'",
        "after-surrogates": r"'\ue000'",
        "byte-order-mark": r"'\ufeff'",
        "replacement": r"'\ufffd'",
        "noncharacter": r"'\uffff'",
        "first-of-four-bytes": r"'\U00010000'",
        "last": r"'\U0010ffff'",
        "emoji-with-joiner": r"'\U0001f469\u200d\U0001f680'",
        "composed": r"'\u00e9'",
        "decomposed": r"'e\u0301'",
        "right-to-left": r"'\u05d0\u05d1'",
        "solidus": "'</script>'",
        "like-a-tag": "'$tuple'",
        "like-a-number": "'1'",
        "spaces": "'  '",
        "all-controls": "''.join(map(chr, range(32)))",
    }
    return cases + [(f"str-{name}", text.strip()) for name, text in named.items()]


def byte_strings():
    cases = [(f"bytes-of-{n}", f"b'a' * {n}") for n in (0, 1, 2, 3, 4, 23, 24, 31, 32, 255, 256)]
    return cases + [
        ("bytes-255", r"b'\xff'"),
        ("bytes-nul", r"b'\0'"),
        ("bytes-not-utf8", r"b'\xc0\x80'"),
        ("bytes-quotes", "b'\\'\"'"),
        ("bytes-base64-alphabet", r"b'\xfb\xef\xbe\xff\xff\xfe'"),
        ("bytes-all", "bytes(range(256))"),
    ]


def dates():
    days = (
        (1, 1, 1),
        (1, 12, 31),
        (999, 12, 31),
        (1000, 1, 1),
        (1600, 2, 29),
        (1899, 12, 31),
        (1900, 2, 28),
        (1969, 12, 31),
        (1970, 1, 1),
        (2000, 2, 29),
        (2024, 2, 29),
        (2026, 11, 3),
        (2038, 1, 19),
        (9999, 1, 1),
        (9999, 12, 31),
    )
    return [(f"date-{y:04}-{m:02}-{d:02}", f"date({y}, {m}, {d})") for y, m, d in days]


def datetimes():
    cases = []
    clocks = {
        "midnight": "2024, 1, 2",
        "second": "2024, 1, 2, 3, 4, 5",
        "last-second": "2024, 12, 31, 23, 59, 59",
        "microsecond": "2024, 1, 2, 3, 4, 5, 1",
        "last-microsecond": "2024, 1, 2, 23, 59, 59, 999999",
        "half-second": "2024, 1, 2, 3, 4, 5, 500000",
        "year-1": "1, 1, 1",
        "year-9999": "9999, 12, 31, 23, 59, 59, 999999",
        "leap-day": "2024, 2, 29, 12",
    }
    for name, clock in clocks.items():
        cases += [
            (f"datetime-naive-{name}", f"datetime({clock})"),
            (f"datetime-utc-{name}", f"datetime({clock}, tzinfo=utc)"),
        ]
    for offset in (60, -60, 3600, -3600, 19800, -19800, 45 * 60, 50400, -43200, 86340, -86340):
        cases.append((f"datetime-offset-{offset}", f"datetime(2024, 1, 2, 3, 4, 5, tzinfo=zone({offset}))"))
    for offset in (1, -1, 30, -30, 59, -3601, 86399, -86399):
        cases.append((f"datetime-seconds-offset-{offset}", f"datetime(2024, 1, 2, 3, 4, 5, tzinfo=zone({offset}))"))
    for name, arguments in (
        ("utc", "0, 'UTC'"),
        ("cet", "3600, 'CET'"),
        ("empty", "0, ''"),
        ("unicode", "-60, 'Ü'"),
        ("seconds", "7, 'LMT'"),
        ("long", "1800, 'z' * 40"),
    ):
        cases.append((f"datetime-zone-named-{name}", f"datetime(2024, 1, 2, 3, 4, 5, 6, tzinfo=zone({arguments}))"))
    return cases + [
        ("datetime-year-1-offset", "datetime(1, 1, 1, tzinfo=zone(86399))"),
        ("datetime-year-9999-offset", "datetime(9999, 12, 31, tzinfo=zone(-60))"),
    ]


def times():
    named = {
        "midnight": "",
        "noon": "12",
        "minute": "1, 2",
        "second": "1, 2, 3",
        "microsecond": "1, 2, 3, 4",
        "last": "23, 59, 59, 999999",
        "fold": "1, 30, fold=1",
        "fold-and-microsecond": "0, 0, 0, 1, fold=1",
        "utc": "1, tzinfo=utc",
        "utc-fold": "1, tzinfo=utc, fold=1",
        "offset": "1, tzinfo=zone(3600)",
        "negative-offset": "1, 2, 3, 4, tzinfo=zone(-19800)",
        "seconds-offset": "1, tzinfo=zone(30)",
        "negative-seconds-offset": "1, tzinfo=zone(-30)",
        "first-offset": "1, tzinfo=zone(-86399)",
        "last-offset": "1, tzinfo=zone(86399)",
        "zone-name": "1, tzinfo=zone(3600, 'CET')",
        "empty-zone-name": "1, tzinfo=zone(0, '')",
        "zone-name-fold": "1, tzinfo=zone(7200, 'CEST'), fold=1",
    }
    return [(f"time-{name}", f"time({arguments})") for name, arguments in named.items()]


def timezones():
    cases = [("timezone-utc", "utc")]
    cases += [
        (f"timezone-{n}", f"zone({n})")
        for n in (1, -1, 23, 24, 30, -30, 59, 60, -60, 3600, -3600, 19800, 65535, 65536, 86340, 86399, -86340, -86399)
    ]
    return cases + [
        (f"timezone-named-{name}", f"zone({arguments})")
        for name, arguments in (
            ("utc", "0, 'UTC'"),
            ("empty", "0, ''"),
            ("cet", "3600, 'CET'"),
            ("unicode", r"-1, 'Zürich\0'"),
            ("like-an-offset", "0, 'UTC+01:00'"),
        )
    ]


def timedeltas():
    named = {
        "0": "0",
        "1-day": "1",
        "minus-1-day": "-1",
        "1-second": "seconds=1",
        "minus-1-second": "seconds=-1",
        "1-microsecond": "microseconds=1",
        "minus-1-microsecond": "microseconds=-1",
        "half-second": "seconds=0.5",
        "minus-half-second": "seconds=-0.5",
        "minute": "minutes=1",
        "hour": "hours=1",
        "hour-and-second": "hours=1, seconds=1",
        "day-and-hour": "days=1, hours=2, seconds=3.5",
        "364-days": "364",
        "365-days": "365",
        "366-days": "366",
        "minus-365-days": "-365",
        "400-days": "days=400, seconds=5",
        "minus-400-days": "days=-400, seconds=-5",
        "59-minutes": "minutes=59, seconds=59",
        "almost-a-day": "seconds=86399, microseconds=999999",
        "milliseconds": "milliseconds=120",
        "first": "-999999999",
        "999999999-days": "999999999",
        "last": "999999999, 86399, 999999",
        "2-to-32-seconds": "seconds=2**32",
        "minus-1-day-and-1-microsecond": "days=-1, microseconds=1",
    }
    return [(f"timedelta-{name}", f"timedelta({arguments})") for name, arguments in named.items()]


def decimals():
    texts = """0 1 -1 23 24 -24 -25 0.0 0.00 1.0 1.20 120 1.2E+2 -0 -0.0 -0.00 -0E+3 -0E-12 0E+3 0E-7 0E-6 0E-8 1E+400 -1E-400 1E+2 1E-6 1E-7 12E-7 123E-9
        0.000001 0.0000001 123456789.123456789 -5E-7 1E+6 1.23E+20 18446744073709551615 18446744073709551616 -18446744073709551616
        -18446744073709551617 1234567890123456789012345678901234567890.5 9E+999999999999999999 1E-1999999999999999997
        1.5E+999999999999999999 0E+999999999999999999 0E-1999999999999999997 -0E-1999999999999999997 Infinity -Infinity NaN -NaN sNaN -sNaN NaN1 NaN7
        -NaN7 sNaN12 -sNaN12 NaN18446744073709551616 sNaN123456789012345678901234567890""".split()
    cases = [(f"decimal-{text.lower().replace('+', 'plus')}", f"Decimal('{text}')") for text in texts]
    return cases + [
        ("decimal-4300-digits", "Decimal('9' * 4300)"),
        ("decimal-nan-4300-digits", "Decimal('NaN' + '9' * 4300)"),
        ("decimal-of-float", "Decimal(0.1)"),
        ("decimal-100-zeros", "Decimal('1.' + '0' * 100)"),
    ]


def paths():
    return [
        (f"path-{name}", f"Path({text})")
        for name, text in (
            ("root", "'/'"),
            ("here", "'.'"),
            ("absolute", "'/a/b.txt'"),
            ("relative", "'a/b'"),
            ("up", "'../x'"),
            ("unicode", "'/ü/€'"),
            ("space", "'/a b'"),
            ("quote", '"/it\'s"'),
            ("nul", r"'/a\0b'"),
            ("long", "'/' + 'd' * 255"),
        )
    ]


def exceptions():
    cases = [
        ("exception-no-message", "ValueError()"),
        ("exception-empty-message", "ValueError('')"),
        ("exception-message", "ValueError('bad value')"),
        ("exception-key", "KeyError('k')"),
        ("exception-unicode", "RuntimeError('größer')"),
        ("exception-newline", r"TypeError('a\nb')"),
        ("exception-quotes", r"""KeyError("it's")"""),
        ("exception-long", "ValueError('m' * 256)"),
        ("exceptions-in-a-list", "[ValueError('a'), ValueError('a')]"),
    ]
    for name in names.EXCEPTION_NAMES:
        cases += [
            (f"exception-{name}", f"exception('{name}', 'message')"),
            (f"exception-{name}-bare", f"exception('{name}')"),
        ]
    return cases


def types():
    return [(f"type-{name}", f"type_named('{name}')") for name in names.TYPE_NAMES + names.EXCEPTION_NAMES]


def functions():
    cases = [(f"builtin-{name}", f"function_named('{name}')") for name in names.FUNCTION_NAMES]
    return cases + [
        (f"function-{name}", f"Function({text})")
        for name, text in (
            ("no-docstring", "'f'"),
            ("docstring", "'f', 'Does it.'"),
            ("empty-docstring", "'f', ''"),
            ("long-docstring", r"'f', 'line\n' * 60"),
            ("unicode", "'größe'"),
            ("empty-name", "''"),
        )
    ]


def open_files():
    cases = [(f"file-{mode}", f"File('/tmp/data', '{mode}')") for mode in names.FILE_MODES]
    return (
        cases
        + [(f"file-at-{n}", f"File('/f', 'rb', {n})") for n in (1, 23, 24, 300, 2**32, 2**63, 2**64 - 1)]
        + [("file-quote", """File("/it's", 'w')""")]
    )


def placeholders():
    return [
        ("repr", "Repr('<generator object g>')"),
        ("repr-empty", "Repr('')"),
        ("repr-unicode", r"Repr('é\n')"),
        ("repr-in-a-list", "[Repr('<x>'), Repr('<x>')]"),
        ("cycle", "Cycle('[...]')"),
        ("cycle-of-dict", "{'self': Cycle('{...}')}"),
        ("cycle-in-a-list", "[Cycle('[...]')]"),
    ]
