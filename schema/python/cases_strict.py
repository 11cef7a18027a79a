"""The invalid cases of strict mode: what a lenient decoder takes.

A row is (id, hex, reason). The hex digits may have spaces, and a caret stands before the byte whose offset the error has.
"""

from pieces import DAY, NOON, UUID, T


def equal_keys():
    equal = "Python holds two of the keys to be equal."
    one, one_j = "fb3ff0000000000000", "d9a7f8 82 fb3ff0000000000000 fb0000000000000000"
    return [
        ("int-twice", "^a2 0100 0100", equal),
        ("1-and-true", "^a2 0100 f500", equal),
        ("0-and-false", "^a2 0000 f400", equal),
        ("1-and-float", f"^a2 0100 {one}00", equal),
        ("true-and-float", f"^a2 f500 {one}00", equal),
        ("zeros", "^a2 fb0000000000000000 00 fb8000000000000000 00", equal),
        ("str-twice", "^a2 6000 6000", equal),
        ("bytes-twice", "^a2 4100 00 4100 00", equal),
        ("none-twice", "^a2 f600 f600", equal),
        ("within-list", "81 ^a2 0100 0100", equal),
        ("as-value", "a1 00 ^a2 0100 0100", equal),
        ("shared-dict", "82 d81c ^a2 0100 0100 d81d00", equal),
        ("2-to-63-and-float", "^a2 1b8000000000000000 00 fb43e0000000000000 00", equal),
        ("2-to-64-and-float", "^a2 c249010000000000000000 00 fb43f0000000000000 00", equal),
        ("key-and-its-reference", f"^a2 d81c {T('k' * 32)} 00 d81d00 00", equal),
        ("set-of-1-and-true", "d90102 ^82 01 f5", equal),
        ("set-twice", "d90102 ^83 01 02 01", equal),
        ("frozenset-twice", "d9ba01 ^82 01 01", equal),
        ("shared-set", "82 d81c d90102 ^82 6161 6161 d81d00", equal),
        ("set-of-empty-tuples", "d90102 ^82 d9ba0080 d9ba0080", equal),
        ("1-and-decimal", "d9ba13 ^84 0100 c4 82 20 0a 00", equal),
        ("1-and-complex", f"d9ba13 ^84 0100 {one_j} 00", equal),
        ("half-and-decimal", "d90102 ^82 fb3fe0000000000000 c4 82 20 05", equal),
        ("10-to-20-and-decimal", "d90102 ^82 c2 49 056bc75e2d63100000 c4 82 14 01", equal),
        ("infinity-and-decimal", "d90102 ^82 fb7ff0000000000000 d9010c 83 00 00 02", equal),
        ("decimals-of-other-exponent", "d90102 ^82 c4 82 20 0a c4 82 00 01", equal),
        ("decimal-zeros", "d90102 ^82 c4 82 00 00 d9010c 83 00 00 01", equal),
        ("tuples", "d90102 ^82 d9ba00 82 01 02 d9ba00 82 f5 02", equal),
        ("tuple-and-namedtuple", "d90102 ^82 d9ba00 81 01 d9ba02 83 60 81 60 81 01", equal),
        ("frozensets-of-other-order", "d90102 ^82 d9ba01 82 01 02 d9ba01 82 02 01", equal),
        ("nested-tuples", "d9ba13 ^84 d9ba00 81 d9ba00 8101 00 d9ba00 81 d9ba00 81f5 00", equal),
        ("dates", f"d90102 ^82 d903ec {T('2024-01-02')} d903ec {T('2024-01-02')}", equal),
        (
            "one-instant-in-two-zones",
            f"d90102 ^82 c0 {T('2026-11-03T12:00:00Z')} c0 {T('2026-11-03T13:30:00+01:30')}",
            equal,
        ),
        ("timedeltas", "d90102 ^82 d903ea a10101 d903ea a10101", equal),
        ("ellipses", "d90102 ^82 d9ba03f6 d9ba03f6", equal),
        ("types", f"d9ba13 ^84 d9ba0a{T('int')} 00 d9ba0a{T('int')} 00", equal),
        ("inner-before-outer", "a2 01 ^a2 0000 0000 01 00", "The dict that ends first is reported."),
    ]


def other_forms():
    """The error is at the first byte that differs from the canonical encoding."""
    short, definite, wide = (
        "An int and a length have the shortest head.",
        "Lengths are definite.",
        "Floats have 64 bits.",
    )
    cases = [
        (f"head-{n}-in-{size}", f"^{info:02x} {n:0{2 * size}x}", short)
        for n, sizes in (
            (0, (1, 2, 4, 8)),
            (23, (1, 2)),
            (24, (2, 4)),
            (255, (2, 4)),
            (256, (4, 8)),
            (65535, (4, 8)),
            (65536, (8,)),
            (2**32 - 1, (8,)),
        )
        for info, size in ((24, 1), (25, 2), (26, 4), (27, 8))
        if size in sizes
    ]
    one_day = T("2026-11-03T12:00:00Z")
    return cases + [
        ("negative-head", "^38 00", short),
        ("text-head", "^78 01 61", short),
        ("bytes-head", "^59 0000", short),
        ("list-head", "^98 00", short),
        ("map-head", "^ba 00000000", short),
        ("tag-head", "^da 0000ba00 80", short),
        ("tag-28-head", "82 ^d9001c 80 d81d00", short),
        ("reference-head", "82 d81c 80 d81d ^1800", short),
        ("text-head-in-tag", "d9ba08 ^78 01 61", short),
        ("indefinite-list", "^9f 00 01 ff", definite),
        ("indefinite-empty-list", "^9f ff", definite),
        ("indefinite-map", "^bf 00 01 ff", definite),
        ("indefinite-text", "^7f 6161 60 6162 ff", definite),
        ("indefinite-empty-text", "^7f ff", definite),
        ("indefinite-bytes", "^5f ff", definite),
        ("indefinite-tuple", "d9ba00 ^9f 00 ff", definite),
        ("indefinite-set", "d90102 ^9f 00 ff", definite),
        ("indefinite-namedtuple", "d9ba02 ^9f 60 9f ff 9f ff ff", definite),
        ("indefinite-timezone", "d9ba07 ^9f 00 60 ff", definite),
        ("indefinite-pairs", "d9ba13 ^9f d9ba0080 00 ff", definite),
        ("indefinite-path", "d9ba08 ^7f 6161 ff", definite),
        ("indefinite-bignum", "c2 ^5f 49 010000000000000000 ff", definite),
        ("indefinite-attributes", f"d9ba10 83 60 {UUID} ^bf ff", definite),
        ("indefinite-duration", "d903ea ^bf 0100 ff", definite),
        ("half-float", "^f9 3c00", wide),
        ("half-float-subnormal", "^f9 0001", wide),
        ("half-float-nan", "^f9 7e00", wide),
        ("half-float-infinity", "^f9 fc00", wide),
        ("single-float", "^fa 3f800000", wide),
        ("single-float-nan", "^fa 7fc00001", wide),
        ("half-float-in-complex", "d9a7f8 82 ^f9 3c00 f9 3c00", wide),
        ("bignum-5", "^c2 41 05", "Ints of up to 64 bits need no tag."),
        ("bignum-empty", "^c2 40", "Ints of up to 64 bits need no tag."),
        ("negative-bignum-empty", "^c3 40", "Ints of up to 64 bits need no tag."),
        ("bignum-2-to-64-less-1", "^c2 48 ffffffffffffffff", "Ints of up to 64 bits need no tag."),
        ("negative-bignum-2-to-64", "^c3 48 ffffffffffffffff", "Ints of up to 64 bits need no tag."),
        ("bignum-leading-zero", "c2 ^4a 00 010000000000000000", "A magnitude has no leading zeros."),
        ("bignum-zeros", "^c2 44 00000000", "Ints of up to 64 bits need no tag."),
        ("pairs-of-plain-keys", "^d9ba13 82 00 01", "A dict with plain keys is a map."),
        ("pairs-empty", "^d9ba13 80", "The empty dict is a map."),
        ("map-of-tuple", "^a1 d9ba00 80 00", "A dict with a tuple as a key has tag P+19."),
        ("map-of-nan", "^a1 fb7ff8000000000000 00", "A dict with NaN as a key has tag P+19."),
        ("map-of-decimal", "^a1 c4 82 00 01 00", "A dict with a Decimal as a key has tag P+19."),
        ("attributes-as-pairs", f"d9ba10 83 60 {UUID} ^d9ba13 82 6161 00", "Attributes with text keys are a map."),
        ("attributes-as-map", f"d9ba10 83 60 {UUID} ^a1 00 00", "Attributes with other keys have tag P+19."),
        ("shared-once", "^d81c 80", "Only what is referred to again is marked."),
        ("shared-once-in-list", "81 ^d81c 80", "Only what is referred to again is marked."),
        ("shared-int", "82 ^d81c 05 d81d 00", "Ints of 64 bits are repeated."),
        ("shared-empty-tuple", "82 ^d81c d9ba00 80 d81d 00", "Empty tuples are repeated."),
        ("shared-empty-frozenset", "82 ^d81c d9ba01 80 d81d 00", "Empty frozensets are repeated."),
        ("shared-str-of-31", f"82 ^d81c {T('s' * 31)} d81d 00", "Strings below 32 bytes are repeated."),
        ("shared-none", "82 ^d81c f6 d81d 00", "None is repeated."),
        ("shared-date", f"82 ^d81c d903ec {T('2024-01-02')} d81d 00", "Dates are repeated."),
        ("shared-one-of-two", "83 d81c 80 ^d81c 80 d81d 00", "Only what is referred to again is marked."),
        ("decimal-extended-finite", "^d9010c 83 00 05 00", "Finite Decimals have tag 4."),
        ("decimal-extended-negative", "^d9010c 83 20 05 01", "Finite Decimals have tag 4."),
        ("decimal-extended-zero", "^d9010c 83 00 00 00", "Only the negative zero has tag 268."),
        ("decimal-bignum-mantissa", "c4 82 ^c2 40 05", "Ints of up to 64 bits need no tag."),
        ("decimal-nan-bignum-payload", "d9010c 83 00 ^c2 41 07 04", "Ints of up to 64 bits need no tag."),
        ("duration-microseconds-0", "d903ea ^a2 01 00 25 00", "Microseconds of 0 are left out."),
        ("duration-other-order", "d903ea a2 ^25 01 01 00", "The seconds come first."),
        ("datetime-plus-00", f"c0 ^7819 {T('2026-11-03T12:00:00+00:00')[4:]}", "The offset 0 is written Z."),
        ("datetime-zero-fraction", f"c0 ^781b {T('2026-11-03T12:00:00.000000Z')[4:]}", "A fraction of 0 is left out."),
        ("datetime-other-utc", f"^d9ba05 83 {DAY} 00 f6", "An offset of whole minutes without a name has tag 0."),
        ("datetime-other-hour", f"^d9ba05 83 {DAY} 190e10 f6", "An offset of whole minutes without a name has tag 0."),
        (
            "datetime-other-zero-fraction",
            f"d9ba05 ^781a {T('2026-11-03T12:00:00.000000')[4:]}",
            "A fraction of 0 is left out.",
        ),
        ("time-array-naive", f"d9ba06 ^84 {NOON} f6 f6 00", "A naive time without fold has the short form."),
        ("time-zero-fraction", f"d9ba06 ^6f {T('12:00:00.000000')[2:]}", "A fraction of 0 is left out."),
        ("class-flag-order-kept", f"d9ba10 83 60 {UUID} ^a1 7801 61 00".replace("^a1 7801", "a1 ^7801"), short),
        ("datetime-tag-text-head", f"c0 ^79 0014 {one_day[2:]}", short),
    ]
