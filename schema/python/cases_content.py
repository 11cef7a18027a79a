"""The invalid cases of items that are of the wrong type or number in their place.

A row is (id, hex, reason). The hex digits may have spaces, and a caret stands before the byte whose offset the error has.
"""

import encode
from pieces import DAY, NOON, UUID, T


def content():
    """Items of the wrong type or number in a place of a tag."""
    texts = {
        "date": "d903ec",
        "path": "d9ba08",
        "type": "d9ba0a",
        "builtin": "d9ba0b",
        "repr": "d9ba11",
        "cycle": "d9ba12",
        "datetime": "c0",
    }
    cases = []
    for name, tag in texts.items():
        for wrong, item in (("int", "00"), ("bytes", "4161"), ("null", "f6"), ("list", "80")):
            cases.append((f"{name}-of-{wrong}", f"{tag} ^{item}", "A text string belongs here."))
    arrays = {
        "tuple": "d9ba00",
        "frozenset": "d9ba01",
        "set": "d90102",
        "pairs": "d9ba13",
        "namedtuple": "d9ba02",
        "complex": "d9a7f8",
        "decimal": "c4",
        "decimal-extended": "d9010c",
        "exception": "d9ba09",
        "function": "d9ba0c",
        "file": "d9ba0d",
        "class": "d9ba0e",
        "instance": "d9ba0f",
        "module": "d9ba10",
    }
    for name, tag in arrays.items():
        for wrong, item in (("int", "00"), ("map", "a0"), ("text", "60"), ("tag", "d9ba00 80")):
            cases.append((f"{name}-of-{wrong}", f"{tag} ^{item}", "An array belongs here."))
    for name, tag, count in (
        ("namedtuple", "d9ba02", 3),
        ("complex", "d9a7f8", 2),
        ("decimal", "c4", 2),
        ("decimal-extended", "d9010c", 3),
        ("exception", "d9ba09", 2),
        ("function", "d9ba0c", 2),
        ("file", "d9ba0d", 3),
        ("class", "d9ba0e", 5),
        ("instance", "d9ba0f", 3),
        ("module", "d9ba10", 3),
        ("datetime-other", "d9ba05", 3),
        ("time", "d9ba06", 4),
        ("timezone", "d9ba07", 2),
    ):
        for wrong in (0, count - 1, count + 1):
            cases.append(
                (
                    f"{name}-of-{wrong}-items",
                    f"{tag} ^{0x80 + wrong:02x} {'00' * wrong}",
                    f"The array must have {count} items.",
                )
            )
    for name, tag in (("bignum", "c2"), ("negative-bignum", "c3")):
        cases += [
            (f"{name}-of-{wrong}", f"{tag} ^{item}", "A byte string belongs here.")
            for wrong, item in (("int", "00"), ("text", "6161"), ("null", "f6"), ("bignum", "c24101"))
        ]
    for name, tag in (("ellipsis", "d9ba03"), ("not-implemented", "d9ba04")):
        cases += [
            (f"{name}-of-{wrong}", f"{tag} ^{item}", "Null belongs here.")
            for wrong, item in (("int", "00"), ("true", "f5"), ("list", "80"), ("text", "60"))
        ]
    float_ = "fb0000000000000000"
    return cases + [
        ("complex-of-ints", "d9a7f8 82 ^00 00", "A float belongs here."),
        ("complex-of-float-and-int", f"d9a7f8 82 {float_} ^00", "A float belongs here."),
        ("complex-of-null", f"d9a7f8 82 ^f6 {float_}", "A float belongs here."),
        ("complex-indefinite-of-3", f"d9a7f8 ^9f {float_} {float_} 00 ff", "The array must have 2 items."),
        ("decimal-exponent-false", "c4 82 ^f4 00", "An int belongs here."),
        ("decimal-mantissa-float", "c4 82 00 ^fb3ff0000000000000", "An int belongs here."),
        ("decimal-mantissa-text", "c4 82 00 ^6131", "An int belongs here."),
        ("decimal-mantissa-decimal", "c4 82 00 ^c4 82 00 00", "An int belongs here."),
        ("decimal-extended-negative-mantissa", "d9010c 83 00 ^20 00", "The sign is the option's."),
        ("decimal-extended-negative-option", "d9010c 83 00 00 ^20", "The option is an unsigned int."),
        ("decimal-extended-option-text", "d9010c 83 00 00 ^60", "The option is an unsigned int."),
        ("duration-of-int", "d903ea ^00", "A map belongs here."),
        ("duration-of-list", "d903ea ^82 01 00", "A map belongs here."),
        ("duration-empty", "d903ea ^a0", "Key 1, the seconds, is missing."),
        ("duration-of-key-2", "d903ea ^a1 02 00", "The keys are 1 and -6."),
        ("duration-of-microseconds", "d903ea ^a1 25 00", "Key 1, the seconds, is missing."),
        ("duration-key-twice", "d903ea ^a2 01 00 01 00", "A key stands twice."),
        ("duration-third-key", "d903ea ^a3 01 00 25 00 26 00", "The keys are 1 and -6."),
        ("duration-of-null", "d903ea a1 01 ^f6", "An int belongs here."),
        ("duration-of-float", "d903ea a1 01 ^fb3ff0000000000000", "An int belongs here."),
        ("duration-negative-microseconds", "d903ea a2 01 00 25 ^20", "Microseconds are not negative."),
        ("duration-text-key", "d903ea a1 ^6131 00", "The keys are ints."),
        ("namedtuple-name-int", "d9ba02 83 ^00 80 80", "The type name is a text string."),
        ("namedtuple-field-int", "d9ba02 83 60 81 ^00 81 00", "Field names are text strings."),
        ("namedtuple-fields-text", "d9ba02 83 60 ^60 80", "The names are an array."),
        ("namedtuple-values-map", "d9ba02 83 60 80 ^a0", "The values are an array."),
        ("namedtuple-values-tuple", "d9ba02 83 60 80 ^d9ba00 80", "The values are a bare array."),
        ("datetime-other-of-int", "d9ba05 ^00", "A text string or an array belongs here."),
        ("datetime-other-offset-null", f"d9ba05 83 {DAY} ^f6 f6", "A naive datetime has the short form."),
        ("datetime-other-offset-text", f"d9ba05 83 {DAY} ^60 f6", "The offset is an int."),
        ("datetime-other-name-int", f"d9ba05 83 {DAY} 00 ^00", "The name is a text string or null."),
        ("datetime-other-text-int", "d9ba05 83 ^00 00 f6", "The time is a text string."),
        (
            "datetime-other-tagged-text",
            f"d9ba05 ^c0 {T('2026-11-03T12:00:00Z')}",
            "A text string or an array belongs here.",
        ),
        ("time-of-int", "d9ba06 ^00", "A text string or an array belongs here."),
        ("time-name-without-offset", f"d9ba06 84 {NOON} f6 ^6161 00", "A zone has an offset."),
        ("time-offset-text", f"d9ba06 84 {NOON} ^60 f6 00", "The offset is an int or null."),
        ("time-name-int", f"d9ba06 84 {NOON} 00 ^00 00", "The name is a text string or null."),
        ("time-fold-false", f"d9ba06 84 {NOON} f6 f6 ^f4", "The fold is an int."),
        ("time-fold-negative", f"d9ba06 84 {NOON} f6 f6 ^20", "The fold is 0 or 1."),
        ("timezone-of-null", "d9ba07 ^f6", "An int or an array belongs here."),
        ("timezone-of-text", "d9ba07 ^60", "An int or an array belongs here."),
        ("timezone-of-float", "d9ba07 ^fb0000000000000000", "The offset is an int."),
        ("timezone-name-null", "d9ba07 82 00 ^f6", "A timezone without a name has the short form."),
        ("timezone-name-bytes", "d9ba07 82 00 ^40", "The name is a text string."),
        ("timezone-offset-bignum", "d9ba07 ^c24101", "The offset is a plain int."),
        ("exception-name-int", "d9ba09 82 ^00 f6", "The name is a text string."),
        ("exception-argument-int", f"d9ba09 82 {T('ValueError')} ^00", "The argument is a text string or null."),
        ("exception-argument-bytes", f"d9ba09 82 {T('ValueError')} ^40", "The argument is a text string or null."),
        ("function-name-null", "d9ba0c 82 ^f6 f6", "The name is a text string."),
        ("function-docstring-int", "d9ba0c 82 6166 ^00", "The docstring is a text string or null."),
        ("file-path-bytes", "d9ba0d 83 ^40 6172 00", "The path is a text string."),
        ("file-mode-int", "d9ba0d 83 60 ^00 00", "The mode is a text string."),
        ("file-position-negative", "d9ba0d 83 60 6172 ^20", "The position is an unsigned int."),
        ("file-position-null", "d9ba0d 83 60 6172 ^f6", "The position is an unsigned int."),
        ("file-position-bignum", "d9ba0d 83 60 6172 ^c249010000000000000000", "The position has at most 64 bits."),
        ("class-name-bytes", f"d9ba0e 85 ^40 {UUID} f4 f4 a0", "The name is a text string."),
        ("class-flag-null", f"d9ba0e 85 60 {UUID} ^f6 f4 a0", "The flag is a bool."),
        ("class-flag-int", f"d9ba0e 85 60 {UUID} f4 ^00 a0", "The flag is a bool."),
        ("class-attributes-list", f"d9ba0e 85 60 {UUID} f4 f4 ^80", "Attributes are a map or tag P+19."),
        ("class-attributes-null", f"d9ba0e 85 60 {UUID} f4 f4 ^f6", "Attributes are a map or tag P+19."),
        ("class-attributes-tuple", f"d9ba0e 85 60 {UUID} f4 f4 ^d9ba00 80", "Attributes are a map or tag P+19."),
        ("class-id-int", "d9ba0e 85 60 ^00 f4 f4 a0", "An identity has tag 37."),
        ("class-id-bytes", "d9ba0e 85 60 ^50 000102030405060708090a0b0c0d0e0f f4 f4 a0", "An identity has tag 37."),
        ("class-id-other-tag", "d9ba0e 85 60 ^c0 40 f4 f4 a0", "An identity has tag 37."),
        ("class-id-text", "d9ba0e 85 60 d825 ^60 f4 f4 a0", "An identity is a byte string."),
        ("class-indefinite-of-6", f"d9ba0e ^9f 60 {UUID} f4 f4 a0 00 ff", "The array must have 5 items."),
        ("module-name-int", f"d9ba10 83 ^00 {UUID} a0", "The name is a text string."),
        ("module-attributes-list", f"d9ba10 83 60 {UUID} ^80", "Attributes are a map or tag P+19."),
        ("instance-class-int", f"d9ba0f 83 ^00 {UUID} a0", "An instance has a class."),
        ("instance-class-list", f"d9ba0f 83 ^80 {UUID} a0", "An instance has a class."),
        (
            "instance-class-type",
            f"d9ba0f 83 ^d9ba0a 63696e74 {UUID} a0",
            "A builtin type has no instances of this kind.",
        ),
        (
            "instance-attributes-list",
            f"d9ba0f 83 d9ba0e 85 60 {UUID} f4 f4 a0 {UUID} ^80",
            "Attributes are a map or tag P+19.",
        ),
        ("instance-id-int", f"d9ba0f 83 d9ba0e 85 60 {UUID} f4 f4 a0 ^00 a0", "An identity has tag 37."),
        ("pairs-odd", "d9ba13 ^81 00", "A key has no value."),
        ("pairs-of-3", "d9ba13 ^83 000102", "A key has no value."),
    ]


def misplaced_references():
    return [
        ("instance-class-shared-list", f"82 d81c 80 d9ba0f 83 ^d81d 00 {UUID} a0", "The reference is to no class."),
        ("instance-class-shared-here", f"d9ba0f 83 ^d81c 80 {UUID} a0", "The shared object is no class."),
        ("path-reference", "82 d81c 6161 d9ba08 ^d81d 00", "Names and texts under a tag are never shared."),
        ("date-shared", f"d903ec ^d81c {T('2026-11-03')}", "Names and texts under a tag are never shared."),
        ("attributes-shared", f"d9ba10 83 60 {UUID} ^d81c a0", "Attributes are no object of their own."),
        ("tuple-items-shared", "d9ba00 ^d81c 80", "Tag 28 stands outside other tags."),
        ("bignum-shared-content", "c2 ^d81c 4101", "Tag 28 stands outside other tags."),
        ("pairs-odd-indefinite", "d9ba13 ^9f 00 ff", "A key has no value."),
        ("map-odd-indefinite", "^bf 00 ff", "A key has no value."),
        ("map-odd-indefinite-of-3", "^bf 00 01 02 ff", "A key has no value."),
    ]


def name_counts():
    no = "Names and values must be the same number."
    return [
        ("no-name", "d9ba02 83 60 80 ^81 00", no),
        ("no-value", "d9ba02 83 60 81 60 ^80", no),
        ("one-more", "d9ba02 83 60 82 6161 6162 ^83 000102", no),
        ("one-less", "d9ba02 83 60 82 6161 6162 ^81 00", no),
        ("no-value-indefinite", "d9ba02 83 60 81 60 ^9f ff", no),
        ("one-more-indefinite", "d9ba02 83 60 80 ^9f 00 ff", no),
        ("2-to-64-values", "d9ba02 83 60 80 ^9b ffffffffffffffff", "The number is compared before the length."),
    ]


def ids():
    cases = []
    for length in (0, 15, 17):
        content = encode.head(2, length).hex() + "00" * length
        cases += [
            (f"class-id-of-{length}", f"d9ba0e 85 60 d825 ^{content} f4 f4 a0", "An identity has 16 bytes."),
            (f"module-id-of-{length}", f"d9ba10 83 60 d825 ^{content} a0", "An identity has 16 bytes."),
            (
                f"instance-id-of-{length}",
                f"d9ba0f 83 d9ba0e 85 60 {UUID} f4 f4 a0 d825 ^{content} a0",
                "An identity has 16 bytes.",
            ),
        ]
    return cases


def sharing():
    unseen, open_, twice, index = (
        "No shared object with this index was complete before.",
        "The object is not complete yet.",
        "A sharing tag may not be directly around another.",
        "An index is an unsigned int.",
    )
    return [
        ("first", "^d81d 00", unseen),
        ("later", "82 ^d81d 00 d81c 80", unseen),
        ("beyond", "82 d81c 80 ^d81d 01", unseen),
        ("beyond-2-to-64", "82 d81c 80 ^d81d 1b ffffffffffffffff", unseen),
        ("beyond-2-to-32", "82 d81c 80 ^d81d 1b 0000000100000000", unseen),
        ("self", "d81c 81 ^d81d 00", open_),
        ("self-in-tuple", "d81c d9ba00 81 ^d81d 00", open_),
        ("self-in-dict", "d81c a1 00 ^d81d 00", open_),
        ("self-as-key", "d81c d9ba13 82 ^d81d 00 00", open_),
        ("self-in-inner", "d81c 81 d81c 81 ^d81d 00", open_),
        ("self-in-namedtuple", "d81c d9ba02 83 60 81 60 81 ^d81d 00", open_),
        ("class-of-itself", f"d81c d9ba0f 83 ^d81d 00 {UUID} a0", open_),
        ("class-attribute-itself", f"d81c d9ba0e 85 60 {UUID} f4 f4 a1 6161 ^d81d 00", open_),
        ("shared-shared", "d81c ^d81c 80", twice),
        ("shared-shared-long-head", "d81c ^d9001c 80", twice),
        ("shared-reference", "82 d81c 80 d81c ^d81d 00", twice),
        ("shared-reference-unseen", "d81c ^d81d 00", twice),
        ("index-negative", "82 d81c 80 d81d ^20", index),
        ("index-text", "82 d81c 80 d81d ^60", index),
        ("index-float", "82 d81c 80 d81d ^fb0000000000000000", index),
        ("index-null", "82 d81c 80 d81d ^f6", index),
        ("index-false", "82 d81c 80 d81d ^f4", index),
        ("index-bignum", "82 d81c 80 d81d ^c2 40", index),
        ("index-list", "82 d81c 80 d81d ^80", index),
        ("index-reference", "82 d81c 80 d81d ^d81d 00", index),
        ("unseen-in-attributes", f"d9ba10 83 60 {UUID} a1 ^d81d 00 00", unseen),
        ("unseen-element", "d90102 81 ^d81d 00", unseen),
        ("unseen-class", f"d9ba0f 83 ^d81d 00 {UUID} a0", unseen),
    ]
