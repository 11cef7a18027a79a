"""The invalid cases of texts and numbers that stand for nothing.

A row is (id, hex, reason). The hex digits may have spaces, and a caret stands before the byte whose offset the error has.
"""

import encode
from pieces import DAY, NOON, T


def ranges():
    def rows(name, prefix, texts, reason):
        return [(f"{name}-{text or 'empty'}", f"{prefix} ^{T(text)}", reason) for text in texts]

    no_date = "There is no such date, or it is spelt differently."
    no_time = "There is no such time, or it is spelt differently."
    cases = rows(
        "date",
        "d903ec",
        [
            "2026-00-01",
            "2026-13-01",
            "2026-01-00",
            "2026-01-32",
            "2026-02-29",
            "1900-02-29",
            "2026-04-31",
            "0000-01-01",
            "2026-1-01",
            "2026-01-1",
            "26-01-01",
            "10000-01-01",
            "-001-01-01",
            "+2026-01-01",
            "20260101",
            "2026/01/01",
            " 2026-01-01",
            "2026-01-01 ",
            "2026-01-01T00:00:00",
            "2026-W01-1",
            "２026-01-01",
            "",
        ],
        no_date,
    )
    cases += rows(
        "datetime",
        "c0",
        [
            "2026-11-03T12:00:00",
            "2026-11-03t12:00:00Z",
            "2026-11-03 12:00:00Z",
            "2026-11-03T12:00:00z",
            "2026-11-03T24:00:00Z",
            "2026-11-03T12:60:00Z",
            "2026-11-03T12:00:60Z",
            "2026-11-03T12:00:00.5Z",
            "2026-11-03T12:00:00.123Z",
            "2026-11-03T12:00:00.1234567Z",
            "2026-11-03T12:00:00,123456Z",
            "2026-11-03T12:00:00.Z",
            "2026-11-03T12:00:00-00:00",
            "2026-11-03T12:00:00+24:00",
            "2026-11-03T12:00:00+23:60",
            "2026-11-03T12:00:00+0100",
            "2026-11-03T12:00:00+01",
            "2026-11-03T12:00:00+01:00:30",
            "2026-11-03T12:00Z",
            "2026-02-30T12:00:00Z",
            "0000-11-03T12:00:00Z",
            "2026-11-03T12:00:00ZZ",
            "2026-11-03",
            "",
        ],
        no_time,
    )
    cases += rows(
        "datetime-other",
        "d9ba05",
        [
            "2026-11-03T12:00:00Z",
            "2026-11-03T12:00:00+01:00",
            "2026-11-03",
            "2026-11-03 12:00:00",
            "2026-11-03T25:00:00",
            "2026-13-03T12:00:00",
            "2026-11-03T12:00:00.5",
            "2026-11-03T12:00",
        ],
        no_time,
    )
    cases += rows(
        "time",
        "d9ba06",
        [
            "24:00:00",
            "12:60:00",
            "12:00:60",
            "12:00",
            "12",
            "1:00:00",
            "12:00:00Z",
            "12:00:00.5",
            "12:00:00.0000001",
            "T12:00:00",
            "",
        ],
        no_time,
    )
    offset = "Offsets are less than a day."
    no_duration = "timedelta has no such value."
    no_decimal = "Decimal has no such value."
    return cases + [
        ("datetime-offset-day", f"d9ba05 83 {DAY} ^1a 00015180 f6", offset),
        ("datetime-offset-minus-day", f"d9ba05 83 {DAY} ^3a 0001517f f6", offset),
        ("datetime-offset-text", f"d9ba05 83 ^{T('2026-11-03T12:00:00Z')} 00 f6", no_time),
        ("time-offset-day", f"d9ba06 84 {NOON} ^1a 00015180 f6 00", offset),
        ("time-offset-minus-day", f"d9ba06 84 {NOON} ^3a 0001517f f6 00", offset),
        ("time-fold-2", f"d9ba06 84 {NOON} f6 f6 ^02", "The fold is 0 or 1."),
        ("time-fold-2-to-64", f"d9ba06 84 {NOON} f6 f6 ^1b ffffffffffffffff", "The fold is 0 or 1."),
        ("time-of-24-in-array", f"d9ba06 84 ^{T('24:00:00')} f6 f6 00", no_time),
        ("timezone-day", "d9ba07 ^1a 00015180", offset),
        ("timezone-minus-day", "d9ba07 ^3a 0001517f", offset),
        ("timezone-2-to-32", "d9ba07 ^1b 0000000100000000", offset),
        ("timezone-2-to-63", "d9ba07 ^1b 8000000000000000", offset),
        ("timezone-minus-2-to-64", "d9ba07 ^3b ffffffffffffffff", offset),
        ("timezone-named-day", "d9ba07 82 ^1a 00015180 60", offset),
        ("duration-before-first", "d903ea ^a1 01 3b 00004e94914dae80", no_duration),
        ("duration-after-last", "d903ea ^a1 01 1b 00004e94914f0000", no_duration),
        ("duration-million-microseconds", "d903ea ^a2 01 00 25 1a 000f4240", no_duration),
        ("duration-2-to-63-microseconds", "d903ea ^a2 01 00 25 1b 8000000000000000", no_duration),
        ("duration-2-to-63-less-1", "d903ea ^a1 01 1b 7fffffffffffffff", no_duration),
        ("duration-2-to-64", "d903ea a1 01 ^1b ffffffffffffffff", "The seconds have 64 bits with the sign."),
        ("decimal-exponent-10-to-18", "c4 ^82 1b 0de0b6b3a7640000 01", no_decimal),
        ("decimal-exponent-below-first", "c4 ^82 3b 1bc16d674ec7fffd 01", no_decimal),
        ("decimal-adjusted-exponent", "c4 ^82 1b 0de0b6b3a763ffff 0a", no_decimal),
        ("decimal-zero-exponent", "c4 ^82 1b 0de0b6b3a7640000 00", no_decimal),
        ("decimal-exponent-2-to-64", "c4 ^82 c2 49 010000000000000000 01", no_decimal),
        ("decimal-exponent-2-to-64-less-1", "c4 ^82 1b ffffffffffffffff 01", no_decimal),
        ("decimal-infinity-exponent", "d9010c ^83 01 00 02", "Infinities have exponent and mantissa 0."),
        ("decimal-infinity-mantissa", "d9010c ^83 00 01 02", "Infinities have exponent and mantissa 0."),
        ("decimal-minus-infinity-exponent", "d9010c ^83 01 00 03", "Infinities have exponent and mantissa 0."),
        ("decimal-nan-exponent", "d9010c ^83 01 00 04", "NaNs have exponent 0."),
        ("decimal-snan-exponent", "d9010c ^83 20 01 06", "NaNs have exponent 0."),
        ("decimal-option-8", "d9010c 83 00 00 ^08", "The options are 0 to 7."),
        ("decimal-option-2-to-64", "d9010c 83 00 00 ^1b ffffffffffffffff", "The options are 0 to 7."),
        ("decimal-minus-0-exponent", "d9010c ^83 1b 0de0b6b3a7640000 00 01", no_decimal),
        (
            "decimal-4301-digits",
            f"c4 ^82 00 {encode.integer(10**4300).hex()}",
            "A coefficient has at most 4300 digits.",
        ),
        (
            "decimal-nan-4301-digits",
            f"d9010c ^83 00 {encode.integer(10**4300).hex()} 04",
            "A payload has at most 4300 digits.",
        ),
        ("decimal-2000-bytes", f"c4 82 00 c2 ^5907d0 {'01' * 2000}", "No number of 4300 digits has that many bytes."),
    ]


def unknown_names():
    cases = [
        (f"exception-{name or 'empty'}", f"d9ba09 82 ^{T(name)} f6", "No exception of the interpreter has this name.")
        for name in (
            "NoSuchError",
            "valueerror",
            "ValueError ",
            "int",
            "builtins.ValueError",
            "JSONDecodeError",
            "IOError",
            "Warning",
            "",
        )
    ]
    cases += [
        (f"type-{name or 'empty'}", f"d9ba0a ^{T(name)}", "No type of the interpreter has this name.")
        for name in ("integer", "Int", "date", "datetime", "len", "Decimal", "builtins.int", "")
    ]
    cases += [
        (f"builtin-{name or 'empty'}", f"d9ba0b ^{T(name)}", "No builtin function of the interpreter has this name.")
        for name in ("Len", "__import__", "compile", "input", "int", "__setattr__", "")
    ]
    return cases + [
        (f"mode-{name or 'empty'}", f"d9ba0d 83 60 ^{T(name)} 00", "Not a mode as Python prints it.")
        for name in ("x", "rt", "br", "R", "r+b", "rw", "wx", "")
    ]
