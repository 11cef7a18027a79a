"""The invalid cases, by file: what every decoder refuses, and what only a strict one does.

A row is (id, hex, reason). The hex digits may have spaces, and a caret stands before the byte whose offset the error has;
without one it is the first byte. `T("...")` is a text string of CBOR.
"""

import encode


def T(value):
    return encode.text(value).hex()


UUID = "d825 50 000102030405060708090a0b0c0d0e0f"
NOON = T("12:00:00")
DAY = T("2026-11-03T12:00:00")


def files():
    """Name of a file to its rows, each (kind, mode, (id, hex, reason), whether CDDL can tell)."""
    lenient = {
        "truncated": ("Truncated", truncated(), False),
        "trailing": ("Trailing", trailing(), False),
        "malformed": ("Malformed", malformed(), False),
        "simple": ("UnknownSimple", simple(), True),
        "utf8": ("InvalidUtf8", utf8(), False),
        "tag": ("UnknownTag", unknown_tags(), True),
        "content": ("WrongContent", content(), True),
        "reference": ("WrongContent", misplaced_references(), False),
        "range": ("OutOfRange", ranges(), False),
        "namedtuple": ("NameCount", name_counts(), False),
        "name": ("UnknownName", unknown_names(), False),
        "id": ("BadId", ids(), True),
        "sharing": ("BadShare", sharing(), False),
        "depth": ("TooDeep", depth(), False),
    }
    strict = {
        "equal-keys": ("DuplicateKey", equal_keys(), False),
        "other-forms": ("NotCanonical", other_forms(), False),
    }
    return {
        **{name: [(kind, "lenient", row, cddl) for row in rows] for name, (kind, rows, cddl) in lenient.items()},
        **{name: [(kind, "strict", row, cddl) for row in rows] for name, (kind, rows, cddl) in strict.items()},
    }


def truncated():
    ends = "The input ends within the item."
    return [
        ("empty", "^", "The input is empty."),
        ("head-of-2", "^18", "A head of two bytes has one."), ("head-of-3", "^19 00", "A head of three bytes has two."),
        ("head-of-5", "^1a 000000", "A head of five bytes has four."), ("head-of-9", "^1b 00000000000000", "A head of nine bytes has eight."),
        ("negative-head", "^38", ends), ("text-head", "^78", ends), ("array-head", "^9a 0000", ends), ("map-head", "^b9 00", ends), ("tag-head", "^d9 ba", ends),
        ("float", "^fb 00", ends), ("single-float", "^fa 000000", ends), ("half-float", "^f9 00", ends), ("simple-head", "^f8", ends),
        ("bytes", "^42 00", ends), ("text", "^63 6161", ends), ("text-in-character", "^62 c3", ends), ("text-in-list", "82 00 ^62 61", ends),
        ("list", "^82 00", "Two items are announced and one byte is left."), ("list-item", "82 00 ^18", ends),
        ("list-within", "82 81 ^81 00", "The outer list still waits for an item, so the innermost one cannot fit."),
        ("map", "^a1 00", "A pair needs two bytes."), ("map-within", "81 ^a2 00 00", ends), ("indefinite-list", "9f 00^", "The break is missing."),
        ("indefinite-map", "bf 00 00^", "The break is missing."), ("indefinite-bytes", "5f 41 00^", "The break is missing."), ("indefinite-text", "7f 61 61^", "The break is missing."),
        ("chunk", "7f ^62 61", ends), ("tag-without-content", "d9ba00^", "Nothing follows the tag."), ("shared-without-content", "d81c^", "Nothing follows the tag."),
        ("reference-without-index", "82 d81c 80 d81d^", "Nothing follows the tag."), ("bignum-without-content", "c2^", "Nothing follows the tag."), ("bignum", "c2 ^42 01", ends),
        ("date", "d903ec ^6a 323032342d", ends), ("list-of-2-to-64", "^9b ffffffffffffffff", "The length announced is far beyond the input."),
        ("text-of-2-to-64", "^7b ffffffffffffffff", "The length announced is far beyond the input."), ("bytes-of-2-to-63", "^5b 7fffffffffffffff", "The length announced is far beyond the input."),
        ("map-of-2-to-63", "^bb 8000000000000000", "Twice the length announced overflows 64 bits."), ("map-of-2-to-64", "^bb ffffffffffffffff", "The length announced is far beyond the input."),
        ("pairs-of-2-to-64", "d9ba13 ^9b fffffffffffffffe", "The length announced is far beyond the input."), ("names-of-2-to-60", "d9ba02 83 60 ^9b 0fffffffffffffff", "The length announced is far beyond the input."),
        ("class-of-many", "d9ba0e ^9a 00100000 60", "More items are announced than bytes are left."), ("uuid", f"d9ba10 83 60 d825 ^50 0001", ends), ("instance", f"d9ba0f 83 d9ba0e 85 6143 {UUID} f4 f4 a0 {UUID}^", ends),
    ]


def trailing():
    more = "The value ends before the input does."
    return [
        ("after-int", "00 ^00", more), ("after-list", "80 ^ff", more), ("after-text", "6161 ^00", more), ("after-null", "f6 ^f6", more),
        ("after-tag", "d9ba00 80 ^81", more), ("after-shared", "d81c 80 ^d81d00", more), ("after-nested", "8180 ^80", more), ("after-indefinite", "9fff ^ff", more),
    ]


def malformed():
    reserved = "Additional information 28 to 30 is reserved."
    stray = "A break stands where no item of indefinite length is open."
    chunk = "The chunks of a string must be definite strings of its own type."
    rows = [(f"reserved-{byte}", f"^{byte}", reserved) for byte in ("1c", "1d", "1e", "3c", "3d", "3e", "5c", "5e", "7d", "9c", "be", "dc", "de")]
    return rows + [
        ("reserved-in-list", "81 ^9c", reserved), ("indefinite-uint", "^1f", "Ints have no indefinite length."), ("indefinite-negative", "^3f", "Ints have no indefinite length."),
        ("indefinite-tag", "^df 00", "Tags have no indefinite length."), ("break", "^ff", stray), ("break-in-list", "81 ^ff", stray), ("break-in-map", "a1 00 ^ff", stray), ("break-under-tag", "d9ba00 ^ff", stray),
        ("break-under-shared", "d81c ^ff", stray), ("reserved-simple-fc", "^fc", reserved), ("reserved-simple-fd", "^fd", reserved), ("reserved-simple-fe", "^fe", reserved),
        ("long-simple-0", "^f8 00", "Simple values below 32 have no second byte."), ("long-simple-31", "^f8 1f", "Simple values below 32 have no second byte."), ("long-false", "^f8 14", "Simple values below 32 have no second byte."),
        ("text-in-bytes", "5f ^6161 ff", chunk), ("bytes-in-text", "7f ^4161 ff", chunk), ("indefinite-in-bytes", "5f ^5f 4100 ff ff", chunk), ("indefinite-in-text", "7f 6161 ^7f ff ff", chunk),
        ("int-in-bytes", "5f ^00 ff", chunk), ("null-in-bytes", "5f ^f6 ff", chunk), ("tag-in-text", "7f ^c0 6161 ff", chunk),
    ]


def simple():
    no = "The schema has no simple value but false, true and null."
    return [
        ("undefined", "^f7", no), ("simple-0", "^e0", no), ("simple-16", "^f0", no), ("simple-19", "^f3", no), ("simple-32", "^f820", no), ("simple-255", "^f8ff", no),
        ("undefined-in-list", "82 f6 ^f7", no), ("undefined-as-value", "a1 00 ^f7", no), ("undefined-as-key", "a1 ^f7 00", no), ("undefined-shared", "d81c ^f7", no),
    ]


def utf8():
    no = "A text string must be UTF-8."
    rows = {"ff": "a byte of no character", "80": "a continuation alone", "c080": "an overlong NUL", "c1bf": "an overlong character", "c3": "half a character", "e08080": "an overlong character",
            "eda080": "a surrogate", "edbfbf": "a surrogate", "f08080af": "an overlong character", "f4908080": "a character beyond U+10FFFF", "f888808080": "five bytes", "fe": "a byte of no character"}
    cases = [(f"utf8-{content}", f"^{0x60 + len(content) // 2:x} {content}", f"{no} This is {reason}.") for content, reason in rows.items()]
    return cases + [
        ("utf8-in-list", "82 00 ^61 80", no), ("utf8-in-key", "a1 ^61 ff 00", no), ("utf8-in-path", "d9ba08 ^61 ff", no), ("utf8-in-name", "d9ba02 83 ^61 ff 80 80", no),
        ("utf8-split-between-chunks", "7f ^61 c3 61 a9 ff", "A character may not be split between chunks."), ("utf8-second-chunk", "7f 6161 ^61 ff ff", no),
        ("utf8-at-the-end", f"^7864 {'61' * 99} ff", no), ("utf8-in-date", "d903ec ^6a ff3032342d30312d3031", no), ("utf8-in-exception", f"d9ba09 82 {T('ValueError')} ^61 ff", no),
    ]


def unknown_tags():
    no = "The schema has no such tag."
    numbers = {1: "00", 5: "820000", 21: "40", 22: "40", 24: "4100", 30: "820102", 32: "60", 35: "60", 36: "60", 52: "4400000000", 55: "00", 63: "00", 100: "00", 256: "80", 257: "00", 259: "a0",
               260: "4400000000", 264: "820000", 1000: "00", 1001: "a0", 1003: "a0", 1005: "00", 43001: "00", 47615: "00", 47636: "00", 47647: "00", 47648: "00", 55799: "00", 2**32: "00", 2**64 - 1: "00"}
    cases = [(f"tag-{number}", f"^{encode.head(6, number).hex()} {inner}", no) for number, inner in numbers.items()]
    return cases + [
        ("tag-in-list", "81 ^d820 60", no), ("tag-as-key", "a1 ^c100 00", no), ("tag-shared", "d81c ^c100", no), ("tag-uuid-alone", f"^{UUID}", "Tag 37 stands only where a class, instance or module has its identity."),
    ]


def content():
    """Items of the wrong type or number in a place of a tag."""
    texts = {"date": "d903ec", "path": "d9ba08", "type": "d9ba0a", "builtin": "d9ba0b", "repr": "d9ba11", "cycle": "d9ba12", "datetime": "c0"}
    cases = []
    for name, tag in texts.items():
        for wrong, item in (("int", "00"), ("bytes", "4161"), ("null", "f6"), ("list", "80")):
            cases.append((f"{name}-of-{wrong}", f"{tag} ^{item}", "A text string belongs here."))
    arrays = {"tuple": "d9ba00", "frozenset": "d9ba01", "set": "d90102", "pairs": "d9ba13", "namedtuple": "d9ba02", "complex": "d9a7f8", "decimal": "c4", "decimal-extended": "d9010c",
              "exception": "d9ba09", "function": "d9ba0c", "file": "d9ba0d", "class": "d9ba0e", "instance": "d9ba0f", "module": "d9ba10"}
    for name, tag in arrays.items():
        for wrong, item in (("int", "00"), ("map", "a0"), ("text", "60"), ("tag", "d9ba00 80")):
            cases.append((f"{name}-of-{wrong}", f"{tag} ^{item}", "An array belongs here."))
    for name, tag, count in (("namedtuple", "d9ba02", 3), ("complex", "d9a7f8", 2), ("decimal", "c4", 2), ("decimal-extended", "d9010c", 3), ("exception", "d9ba09", 2), ("function", "d9ba0c", 2),
                             ("file", "d9ba0d", 3), ("class", "d9ba0e", 5), ("instance", "d9ba0f", 3), ("module", "d9ba10", 3), ("datetime-other", "d9ba05", 3), ("time", "d9ba06", 4), ("timezone", "d9ba07", 2)):
        for wrong in (0, count - 1, count + 1):
            cases.append((f"{name}-of-{wrong}-items", f"{tag} ^{0x80 + wrong:02x} {'00' * wrong}", f"The array must have {count} items."))
    for name, tag in (("bignum", "c2"), ("negative-bignum", "c3")):
        cases += [(f"{name}-of-{wrong}", f"{tag} ^{item}", "A byte string belongs here.") for wrong, item in (("int", "00"), ("text", "6161"), ("null", "f6"), ("bignum", "c24101"))]
    for name, tag in (("ellipsis", "d9ba03"), ("not-implemented", "d9ba04")):
        cases += [(f"{name}-of-{wrong}", f"{tag} ^{item}", "Null belongs here.") for wrong, item in (("int", "00"), ("true", "f5"), ("list", "80"), ("text", "60"))]
    float_ = "fb0000000000000000"
    return cases + [
        ("complex-of-ints", "d9a7f8 82 ^00 00", "A float belongs here."), ("complex-of-float-and-int", f"d9a7f8 82 {float_} ^00", "A float belongs here."), ("complex-of-null", f"d9a7f8 82 ^f6 {float_}", "A float belongs here."),
        ("complex-indefinite-of-3", f"d9a7f8 ^9f {float_} {float_} 00 ff", "The array must have 2 items."),
        ("decimal-exponent-false", "c4 82 ^f4 00", "An int belongs here."), ("decimal-mantissa-float", "c4 82 00 ^fb3ff0000000000000", "An int belongs here."), ("decimal-mantissa-text", "c4 82 00 ^6131", "An int belongs here."),
        ("decimal-mantissa-decimal", "c4 82 00 ^c4 82 00 00", "An int belongs here."), ("decimal-extended-negative-mantissa", "d9010c 83 00 ^20 00", "The sign is the option's."),
        ("decimal-extended-negative-option", "d9010c 83 00 00 ^20", "The option is an unsigned int."), ("decimal-extended-option-text", "d9010c 83 00 00 ^60", "The option is an unsigned int."),
        ("duration-of-int", "d903ea ^00", "A map belongs here."), ("duration-of-list", "d903ea ^82 01 00", "A map belongs here."), ("duration-empty", "d903ea ^a0", "Key 1, the seconds, is missing."),
        ("duration-of-key-2", "d903ea ^a1 02 00", "The keys are 1 and -6."), ("duration-of-microseconds", "d903ea ^a1 25 00", "Key 1, the seconds, is missing."), ("duration-key-twice", "d903ea ^a2 01 00 01 00", "A key stands twice."),
        ("duration-third-key", "d903ea ^a3 01 00 25 00 26 00", "The keys are 1 and -6."), ("duration-of-null", "d903ea a1 01 ^f6", "An int belongs here."), ("duration-of-float", "d903ea a1 01 ^fb3ff0000000000000", "An int belongs here."),
        ("duration-negative-microseconds", "d903ea a2 01 00 25 ^20", "Microseconds are not negative."), ("duration-text-key", "d903ea a1 ^6131 00", "The keys are ints."),
        ("namedtuple-name-int", "d9ba02 83 ^00 80 80", "The type name is a text string."), ("namedtuple-field-int", "d9ba02 83 60 81 ^00 81 00", "Field names are text strings."), ("namedtuple-fields-text", "d9ba02 83 60 ^60 80", "The names are an array."),
        ("namedtuple-values-map", "d9ba02 83 60 80 ^a0", "The values are an array."), ("namedtuple-values-tuple", "d9ba02 83 60 80 ^d9ba00 80", "The values are a bare array."),
        ("datetime-other-of-int", "d9ba05 ^00", "A text string or an array belongs here."), ("datetime-other-offset-null", f"d9ba05 83 {DAY} ^f6 f6", "A naive datetime has the short form."), ("datetime-other-offset-text", f"d9ba05 83 {DAY} ^60 f6", "The offset is an int."),
        ("datetime-other-name-int", f"d9ba05 83 {DAY} 00 ^00", "The name is a text string or null."), ("datetime-other-text-int", "d9ba05 83 ^00 00 f6", "The time is a text string."), ("datetime-other-tagged-text", f"d9ba05 ^c0 {T('2026-11-03T12:00:00Z')}", "A text string or an array belongs here."),
        ("time-of-int", "d9ba06 ^00", "A text string or an array belongs here."), ("time-name-without-offset", f"d9ba06 84 {NOON} f6 ^6161 00", "A zone has an offset."), ("time-offset-text", f"d9ba06 84 {NOON} ^60 f6 00", "The offset is an int or null."),
        ("time-name-int", f"d9ba06 84 {NOON} 00 ^00 00", "The name is a text string or null."), ("time-fold-false", f"d9ba06 84 {NOON} f6 f6 ^f4", "The fold is an int."), ("time-fold-negative", f"d9ba06 84 {NOON} f6 f6 ^20", "The fold is 0 or 1."),
        ("timezone-of-null", "d9ba07 ^f6", "An int or an array belongs here."), ("timezone-of-text", "d9ba07 ^60", "An int or an array belongs here."), ("timezone-of-float", "d9ba07 ^fb0000000000000000", "The offset is an int."),
        ("timezone-name-null", "d9ba07 82 00 ^f6", "A timezone without a name has the short form."), ("timezone-name-bytes", "d9ba07 82 00 ^40", "The name is a text string."), ("timezone-offset-bignum", "d9ba07 ^c24101", "The offset is a plain int."),
        ("exception-name-int", "d9ba09 82 ^00 f6", "The name is a text string."), ("exception-argument-int", f"d9ba09 82 {T('ValueError')} ^00", "The argument is a text string or null."), ("exception-argument-bytes", f"d9ba09 82 {T('ValueError')} ^40", "The argument is a text string or null."),
        ("function-name-null", "d9ba0c 82 ^f6 f6", "The name is a text string."), ("function-docstring-int", "d9ba0c 82 6166 ^00", "The docstring is a text string or null."),
        ("file-path-bytes", "d9ba0d 83 ^40 6172 00", "The path is a text string."), ("file-mode-int", "d9ba0d 83 60 ^00 00", "The mode is a text string."), ("file-position-negative", "d9ba0d 83 60 6172 ^20", "The position is an unsigned int."),
        ("file-position-null", "d9ba0d 83 60 6172 ^f6", "The position is an unsigned int."), ("file-position-bignum", "d9ba0d 83 60 6172 ^c249010000000000000000", "The position has at most 64 bits."),
        ("class-name-bytes", f"d9ba0e 85 ^40 {UUID} f4 f4 a0", "The name is a text string."), ("class-flag-null", f"d9ba0e 85 60 {UUID} ^f6 f4 a0", "The flag is a bool."), ("class-flag-int", f"d9ba0e 85 60 {UUID} f4 ^00 a0", "The flag is a bool."),
        ("class-attributes-list", f"d9ba0e 85 60 {UUID} f4 f4 ^80", "Attributes are a map or tag P+19."), ("class-attributes-null", f"d9ba0e 85 60 {UUID} f4 f4 ^f6", "Attributes are a map or tag P+19."), ("class-attributes-tuple", f"d9ba0e 85 60 {UUID} f4 f4 ^d9ba00 80", "Attributes are a map or tag P+19."),
        ("class-id-int", "d9ba0e 85 60 ^00 f4 f4 a0", "An identity has tag 37."), ("class-id-bytes", "d9ba0e 85 60 ^50 000102030405060708090a0b0c0d0e0f f4 f4 a0", "An identity has tag 37."), ("class-id-other-tag", "d9ba0e 85 60 ^c0 40 f4 f4 a0", "An identity has tag 37."),
        ("class-id-text", "d9ba0e 85 60 d825 ^60 f4 f4 a0", "An identity is a byte string."), ("class-indefinite-of-6", f"d9ba0e ^9f 60 {UUID} f4 f4 a0 00 ff", "The array must have 5 items."),
        ("module-name-int", f"d9ba10 83 ^00 {UUID} a0", "The name is a text string."), ("module-attributes-list", f"d9ba10 83 60 {UUID} ^80", "Attributes are a map or tag P+19."),
        ("instance-class-int", f"d9ba0f 83 ^00 {UUID} a0", "An instance has a class."), ("instance-class-list", f"d9ba0f 83 ^80 {UUID} a0", "An instance has a class."), ("instance-class-type", f"d9ba0f 83 ^d9ba0a 63696e74 {UUID} a0", "A builtin type has no instances of this kind."),
        ("instance-attributes-list", f"d9ba0f 83 d9ba0e 85 60 {UUID} f4 f4 a0 {UUID} ^80", "Attributes are a map or tag P+19."), ("instance-id-int", f"d9ba0f 83 d9ba0e 85 60 {UUID} f4 f4 a0 ^00 a0", "An identity has tag 37."),
        ("pairs-odd", "d9ba13 ^81 00", "A key has no value."), ("pairs-of-3", "d9ba13 ^83 000102", "A key has no value."),
    ]


def misplaced_references():
    return [
        ("instance-class-shared-list", f"82 d81c 80 d9ba0f 83 ^d81d 00 {UUID} a0", "The reference is to no class."), ("instance-class-shared-here", f"d9ba0f 83 ^d81c 80 {UUID} a0", "The shared object is no class."),
        ("path-reference", "82 d81c 6161 d9ba08 ^d81d 00", "Names and texts under a tag are never shared."), ("date-shared", f"d903ec ^d81c {T('2026-11-03')}", "Names and texts under a tag are never shared."),
        ("attributes-shared", f"d9ba10 83 60 {UUID} ^d81c a0", "Attributes are no object of their own."), ("tuple-items-shared", "d9ba00 ^d81c 80", "Tag 28 stands outside other tags."), ("bignum-shared-content", "c2 ^d81c 4101", "Tag 28 stands outside other tags."),
        ("pairs-odd-indefinite", "d9ba13 ^9f 00 ff", "A key has no value."), ("map-odd-indefinite", "^bf 00 ff", "A key has no value."), ("map-odd-indefinite-of-3", "^bf 00 01 02 ff", "A key has no value."),
    ]


def ranges():
    def rows(name, prefix, texts, reason):
        return [(f"{name}-{text or 'empty'}", f"{prefix} ^{T(text)}", reason) for text in texts]

    no_date = "There is no such date, or it is spelt differently."
    no_time = "There is no such time, or it is spelt differently."
    cases = rows("date", "d903ec", ["2026-00-01", "2026-13-01", "2026-01-00", "2026-01-32", "2026-02-29", "1900-02-29", "2026-04-31", "0000-01-01", "2026-1-01", "2026-01-1", "26-01-01", "10000-01-01", "-001-01-01",
                                    "+2026-01-01", "20260101", "2026/01/01", " 2026-01-01", "2026-01-01 ", "2026-01-01T00:00:00", "2026-W01-1", "２026-01-01", ""], no_date)
    cases += rows("datetime", "c0", ["2026-11-03T12:00:00", "2026-11-03t12:00:00Z", "2026-11-03 12:00:00Z", "2026-11-03T12:00:00z", "2026-11-03T24:00:00Z", "2026-11-03T12:60:00Z", "2026-11-03T12:00:60Z", "2026-11-03T12:00:00.5Z",
                                     "2026-11-03T12:00:00.123Z", "2026-11-03T12:00:00.1234567Z", "2026-11-03T12:00:00,123456Z", "2026-11-03T12:00:00.Z", "2026-11-03T12:00:00-00:00", "2026-11-03T12:00:00+24:00", "2026-11-03T12:00:00+23:60",
                                     "2026-11-03T12:00:00+0100", "2026-11-03T12:00:00+01", "2026-11-03T12:00:00+01:00:30", "2026-11-03T12:00Z", "2026-02-30T12:00:00Z", "0000-11-03T12:00:00Z", "2026-11-03T12:00:00ZZ", "2026-11-03", ""], no_time)
    cases += rows("datetime-other", "d9ba05", ["2026-11-03T12:00:00Z", "2026-11-03T12:00:00+01:00", "2026-11-03", "2026-11-03 12:00:00", "2026-11-03T25:00:00", "2026-13-03T12:00:00", "2026-11-03T12:00:00.5", "2026-11-03T12:00"], no_time)
    cases += rows("time", "d9ba06", ["24:00:00", "12:60:00", "12:00:60", "12:00", "12", "1:00:00", "12:00:00Z", "12:00:00.5", "12:00:00.0000001", "T12:00:00", ""], no_time)
    offset = "Offsets are less than a day."
    no_duration = "timedelta has no such value."
    no_decimal = "Decimal has no such value."
    return cases + [
        ("datetime-offset-day", f"d9ba05 83 {DAY} ^1a 00015180 f6", offset), ("datetime-offset-minus-day", f"d9ba05 83 {DAY} ^3a 0001517f f6", offset), ("datetime-offset-text", f"d9ba05 83 ^{T('2026-11-03T12:00:00Z')} 00 f6", no_time),
        ("time-offset-day", f"d9ba06 84 {NOON} ^1a 00015180 f6 00", offset), ("time-offset-minus-day", f"d9ba06 84 {NOON} ^3a 0001517f f6 00", offset), ("time-fold-2", f"d9ba06 84 {NOON} f6 f6 ^02", "The fold is 0 or 1."),
        ("time-fold-2-to-64", f"d9ba06 84 {NOON} f6 f6 ^1b ffffffffffffffff", "The fold is 0 or 1."), ("time-of-24-in-array", f"d9ba06 84 ^{T('24:00:00')} f6 f6 00", no_time),
        ("timezone-day", "d9ba07 ^1a 00015180", offset), ("timezone-minus-day", "d9ba07 ^3a 0001517f", offset), ("timezone-2-to-32", "d9ba07 ^1b 0000000100000000", offset), ("timezone-2-to-63", "d9ba07 ^1b 8000000000000000", offset),
        ("timezone-minus-2-to-64", "d9ba07 ^3b ffffffffffffffff", offset), ("timezone-named-day", "d9ba07 82 ^1a 00015180 60", offset),
        ("duration-before-first", "d903ea ^a1 01 3b 00004e94914dae80", no_duration), ("duration-after-last", "d903ea ^a1 01 1b 00004e94914f0000", no_duration), ("duration-million-microseconds", "d903ea ^a2 01 00 25 1a 000f4240", no_duration),
        ("duration-2-to-63-microseconds", "d903ea ^a2 01 00 25 1b 8000000000000000", no_duration), ("duration-2-to-63-less-1", "d903ea ^a1 01 1b 7fffffffffffffff", no_duration), ("duration-2-to-64", "d903ea a1 01 ^1b ffffffffffffffff", "The seconds have 64 bits with the sign."),
        ("decimal-exponent-10-to-18", "c4 ^82 1b 0de0b6b3a7640000 01", no_decimal), ("decimal-exponent-below-first", "c4 ^82 3b 1bc16d674ec7fffd 01", no_decimal), ("decimal-adjusted-exponent", "c4 ^82 1b 0de0b6b3a763ffff 0a", no_decimal),
        ("decimal-zero-exponent", "c4 ^82 1b 0de0b6b3a7640000 00", no_decimal), ("decimal-exponent-2-to-64", "c4 ^82 c2 49 010000000000000000 01", no_decimal), ("decimal-exponent-2-to-64-less-1", "c4 ^82 1b ffffffffffffffff 01", no_decimal),
        ("decimal-infinity-exponent", "d9010c ^83 01 00 02", "Infinities have exponent and mantissa 0."), ("decimal-infinity-mantissa", "d9010c ^83 00 01 02", "Infinities have exponent and mantissa 0."), ("decimal-minus-infinity-exponent", "d9010c ^83 01 00 03", "Infinities have exponent and mantissa 0."),
        ("decimal-nan-exponent", "d9010c ^83 01 00 04", "NaNs have exponent 0."), ("decimal-snan-exponent", "d9010c ^83 20 01 06", "NaNs have exponent 0."), ("decimal-option-8", "d9010c 83 00 00 ^08", "The options are 0 to 7."), ("decimal-option-2-to-64", "d9010c 83 00 00 ^1b ffffffffffffffff", "The options are 0 to 7."),
        ("decimal-minus-0-exponent", "d9010c ^83 1b 0de0b6b3a7640000 00 01", no_decimal), ("decimal-4301-digits", f"c4 ^82 00 {encode.integer(10**4300).hex()}", "A coefficient has at most 4300 digits."),
        ("decimal-nan-4301-digits", f"d9010c ^83 00 {encode.integer(10**4300).hex()} 04", "A payload has at most 4300 digits."), ("decimal-2000-bytes", f"c4 82 00 c2 ^5907d0 {'01' * 2000}", "No number of 4300 digits has that many bytes."),
    ]


def name_counts():
    no = "Names and values must be the same number."
    return [
        ("no-name", "d9ba02 83 60 80 ^81 00", no), ("no-value", "d9ba02 83 60 81 60 ^80", no), ("one-more", "d9ba02 83 60 82 6161 6162 ^83 000102", no), ("one-less", "d9ba02 83 60 82 6161 6162 ^81 00", no),
        ("no-value-indefinite", "d9ba02 83 60 81 60 ^9f ff", no), ("one-more-indefinite", "d9ba02 83 60 80 ^9f 00 ff", no), ("2-to-64-values", "d9ba02 83 60 80 ^9b ffffffffffffffff", "The number is compared before the length."),
    ]


def unknown_names():
    cases = [(f"exception-{name or 'empty'}", f"d9ba09 82 ^{T(name)} f6", "No exception of the interpreter has this name.") for name in
             ("NoSuchError", "valueerror", "ValueError ", "int", "builtins.ValueError", "JSONDecodeError", "IOError", "Warning", "")]
    cases += [(f"type-{name or 'empty'}", f"d9ba0a ^{T(name)}", "No type of the interpreter has this name.") for name in ("integer", "Int", "date", "datetime", "len", "Decimal", "builtins.int", "")]
    cases += [(f"builtin-{name or 'empty'}", f"d9ba0b ^{T(name)}", "No builtin function of the interpreter has this name.") for name in ("Len", "__import__", "compile", "input", "int", "__setattr__", "")]
    return cases + [(f"mode-{name or 'empty'}", f"d9ba0d 83 60 ^{T(name)} 00", "Not a mode as Python prints it.") for name in ("x", "rt", "br", "R", "r+b", "rw", "wx", "")]


def ids():
    cases = []
    for length in (0, 15, 17):
        content = encode.head(2, length).hex() + "00" * length
        cases += [(f"class-id-of-{length}", f"d9ba0e 85 60 d825 ^{content} f4 f4 a0", "An identity has 16 bytes."), (f"module-id-of-{length}", f"d9ba10 83 60 d825 ^{content} a0", "An identity has 16 bytes."),
                  (f"instance-id-of-{length}", f"d9ba0f 83 d9ba0e 85 60 {UUID} f4 f4 a0 d825 ^{content} a0", "An identity has 16 bytes.")]
    return cases


def sharing():
    unseen, open_, twice, index = "No shared object with this index was complete before.", "The object is not complete yet.", "A sharing tag may not be directly around another.", "An index is an unsigned int."
    return [
        ("first", "^d81d 00", unseen), ("later", "82 ^d81d 00 d81c 80", unseen), ("beyond", "82 d81c 80 ^d81d 01", unseen), ("beyond-2-to-64", "82 d81c 80 ^d81d 1b ffffffffffffffff", unseen), ("beyond-2-to-32", "82 d81c 80 ^d81d 1b 0000000100000000", unseen),
        ("self", "d81c 81 ^d81d 00", open_), ("self-in-tuple", "d81c d9ba00 81 ^d81d 00", open_), ("self-in-dict", "d81c a1 00 ^d81d 00", open_), ("self-as-key", "d81c d9ba13 82 ^d81d 00 00", open_), ("self-in-inner", "d81c 81 d81c 81 ^d81d 00", open_),
        ("self-in-namedtuple", "d81c d9ba02 83 60 81 60 81 ^d81d 00", open_), ("class-of-itself", f"d81c d9ba0f 83 ^d81d 00 {UUID} a0", open_), ("class-attribute-itself", f"d81c d9ba0e 85 60 {UUID} f4 f4 a1 6161 ^d81d 00", open_),
        ("shared-shared", "d81c ^d81c 80", twice), ("shared-shared-long-head", "d81c ^d9001c 80", twice), ("shared-reference", "82 d81c 80 d81c ^d81d 00", twice), ("shared-reference-unseen", "d81c ^d81d 00", twice),
        ("index-negative", "82 d81c 80 d81d ^20", index), ("index-text", "82 d81c 80 d81d ^60", index), ("index-float", "82 d81c 80 d81d ^fb0000000000000000", index), ("index-null", "82 d81c 80 d81d ^f6", index), ("index-false", "82 d81c 80 d81d ^f4", index),
        ("index-bignum", "82 d81c 80 d81d ^c2 40", index), ("index-list", "82 d81c 80 d81d ^80", index), ("index-reference", "82 d81c 80 d81d ^d81d 00", index),
        ("unseen-in-attributes", f"d9ba10 83 60 {UUID} a1 ^d81d 00 00", unseen), ("unseen-element", "d90102 81 ^d81d 00", unseen), ("unseen-class", f"d9ba0f 83 ^d81d 00 {UUID} a0", unseen),
    ]


def depth():
    """10,001 containers inside each other. Long, so there are few."""
    limit = "10,000 containers inside each other are the limit."
    return [("lists", "81" * 10_000 + "^80", limit), ("tuples", "d9ba0081" * 10_000 + "^d9ba0080", limit), ("mixed", "81a100d9ba0181d9ba028360816081" * 2500 + "^80", limit), ("shared-list", "81" * 10_000 + "d81c ^80", limit)]


def equal_keys():
    equal = "Python holds two of the keys to be equal."
    one, one_j = "fb3ff0000000000000", "d9a7f8 82 fb3ff0000000000000 fb0000000000000000"
    return [
        ("int-twice", "^a2 0100 0100", equal), ("1-and-true", "^a2 0100 f500", equal), ("0-and-false", "^a2 0000 f400", equal), ("1-and-float", f"^a2 0100 {one}00", equal), ("true-and-float", f"^a2 f500 {one}00", equal), ("zeros", "^a2 fb0000000000000000 00 fb8000000000000000 00", equal),
        ("str-twice", "^a2 6000 6000", equal), ("bytes-twice", "^a2 4100 00 4100 00", equal), ("none-twice", "^a2 f600 f600", equal), ("within-list", "81 ^a2 0100 0100", equal), ("as-value", "a1 00 ^a2 0100 0100", equal), ("shared-dict", "82 d81c ^a2 0100 0100 d81d00", equal),
        ("2-to-63-and-float", "^a2 1b8000000000000000 00 fb43e0000000000000 00", equal), ("2-to-64-and-float", "^a2 c249010000000000000000 00 fb43f0000000000000 00", equal), ("key-and-its-reference", f"^a2 d81c {T('k' * 32)} 00 d81d00 00", equal),
        ("set-of-1-and-true", "d90102 ^82 01 f5", equal), ("set-twice", "d90102 ^83 01 02 01", equal), ("frozenset-twice", "d9ba01 ^82 01 01", equal), ("shared-set", "82 d81c d90102 ^82 6161 6161 d81d00", equal), ("set-of-empty-tuples", "d90102 ^82 d9ba0080 d9ba0080", equal),
        ("1-and-decimal", "d9ba13 ^84 0100 c4 82 20 0a 00", equal), ("1-and-complex", f"d9ba13 ^84 0100 {one_j} 00", equal), ("half-and-decimal", "d90102 ^82 fb3fe0000000000000 c4 82 20 05", equal), ("10-to-20-and-decimal", "d90102 ^82 c2 49 056bc75e2d63100000 c4 82 14 01", equal),
        ("infinity-and-decimal", "d90102 ^82 fb7ff0000000000000 d9010c 83 00 00 02", equal), ("decimals-of-other-exponent", "d90102 ^82 c4 82 20 0a c4 82 00 01", equal), ("decimal-zeros", "d90102 ^82 c4 82 00 00 d9010c 83 00 00 01", equal),
        ("tuples", "d90102 ^82 d9ba00 82 01 02 d9ba00 82 f5 02", equal), ("tuple-and-namedtuple", "d90102 ^82 d9ba00 81 01 d9ba02 83 60 81 60 81 01", equal), ("frozensets-of-other-order", "d90102 ^82 d9ba01 82 01 02 d9ba01 82 02 01", equal), ("nested-tuples", "d9ba13 ^84 d9ba00 81 d9ba00 8101 00 d9ba00 81 d9ba00 81f5 00", equal),
        ("dates", f"d90102 ^82 d903ec {T('2024-01-02')} d903ec {T('2024-01-02')}", equal), ("one-instant-in-two-zones", f"d90102 ^82 c0 {T('2026-11-03T12:00:00Z')} c0 {T('2026-11-03T13:30:00+01:30')}", equal), ("timedeltas", "d90102 ^82 d903ea a10101 d903ea a10101", equal),
        ("ellipses", "d90102 ^82 d9ba03f6 d9ba03f6", equal), ("types", f"d9ba13 ^84 d9ba0a{T('int')} 00 d9ba0a{T('int')} 00", equal), ("inner-before-outer", "a2 01 ^a2 0000 0000 01 00", "The dict that ends first is reported."),
    ]


def other_forms():
    """The error is at the first byte that differs from the canonical encoding."""
    short, definite, wide = "An int and a length have the shortest head.", "Lengths are definite.", "Floats have 64 bits."
    cases = [(f"head-{n}-in-{size}", f"^{info:02x} {n:0{2 * size}x}", short) for n, sizes in ((0, (1, 2, 4, 8)), (23, (1, 2)), (24, (2, 4)), (255, (2, 4)), (256, (4, 8)), (65535, (4, 8)), (65536, (8,)), (2**32 - 1, (8,)))
             for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)) if size in sizes]
    one_day = T("2026-11-03T12:00:00Z")
    return cases + [
        ("negative-head", "^38 00", short), ("text-head", "^78 01 61", short), ("bytes-head", "^59 0000", short), ("list-head", "^98 00", short), ("map-head", "^ba 00000000", short), ("tag-head", "^da 0000ba00 80", short), ("tag-28-head", "82 ^d9001c 80 d81d00", short), ("reference-head", "82 d81c 80 d81d ^1800", short),
        ("text-head-in-tag", "d9ba08 ^78 01 61", short), ("indefinite-list", "^9f 00 01 ff", definite), ("indefinite-empty-list", "^9f ff", definite), ("indefinite-map", "^bf 00 01 ff", definite), ("indefinite-text", "^7f 6161 60 6162 ff", definite), ("indefinite-empty-text", "^7f ff", definite),
        ("indefinite-bytes", "^5f ff", definite), ("indefinite-tuple", "d9ba00 ^9f 00 ff", definite), ("indefinite-set", "d90102 ^9f 00 ff", definite), ("indefinite-namedtuple", "d9ba02 ^9f 60 9f ff 9f ff ff", definite), ("indefinite-timezone", "d9ba07 ^9f 00 60 ff", definite), ("indefinite-pairs", "d9ba13 ^9f d9ba0080 00 ff", definite),
        ("indefinite-path", "d9ba08 ^7f 6161 ff", definite), ("indefinite-bignum", "c2 ^5f 49 010000000000000000 ff", definite), ("indefinite-attributes", f"d9ba10 83 60 {UUID} ^bf ff", definite), ("indefinite-duration", "d903ea ^bf 0100 ff", definite),
        ("half-float", "^f9 3c00", wide), ("half-float-subnormal", "^f9 0001", wide), ("half-float-nan", "^f9 7e00", wide), ("half-float-infinity", "^f9 fc00", wide), ("single-float", "^fa 3f800000", wide), ("single-float-nan", "^fa 7fc00001", wide), ("half-float-in-complex", "d9a7f8 82 ^f9 3c00 f9 3c00", wide),
        ("bignum-5", "^c2 41 05", "Ints of up to 64 bits need no tag."), ("bignum-empty", "^c2 40", "Ints of up to 64 bits need no tag."), ("negative-bignum-empty", "^c3 40", "Ints of up to 64 bits need no tag."), ("bignum-2-to-64-less-1", "^c2 48 ffffffffffffffff", "Ints of up to 64 bits need no tag."),
        ("negative-bignum-2-to-64", "^c3 48 ffffffffffffffff", "Ints of up to 64 bits need no tag."), ("bignum-leading-zero", "c2 ^4a 00 010000000000000000", "A magnitude has no leading zeros."), ("bignum-zeros", "^c2 44 00000000", "Ints of up to 64 bits need no tag."),
        ("pairs-of-plain-keys", "^d9ba13 82 00 01", "A dict with plain keys is a map."), ("pairs-empty", "^d9ba13 80", "The empty dict is a map."), ("map-of-tuple", "^a1 d9ba00 80 00", "A dict with a tuple as a key has tag P+19."), ("map-of-nan", "^a1 fb7ff8000000000000 00", "A dict with NaN as a key has tag P+19."),
        ("map-of-decimal", "^a1 c4 82 00 01 00", "A dict with a Decimal as a key has tag P+19."), ("attributes-as-pairs", f"d9ba10 83 60 {UUID} ^d9ba13 82 6161 00", "Attributes with text keys are a map."), ("attributes-as-map", f"d9ba10 83 60 {UUID} ^a1 00 00", "Attributes with other keys have tag P+19."),
        ("shared-once", "^d81c 80", "Only what is referred to again is marked."), ("shared-once-in-list", "81 ^d81c 80", "Only what is referred to again is marked."), ("shared-int", "82 ^d81c 05 d81d 00", "Ints of 64 bits are repeated."), ("shared-empty-tuple", "82 ^d81c d9ba00 80 d81d 00", "Empty tuples are repeated."),
        ("shared-empty-frozenset", "82 ^d81c d9ba01 80 d81d 00", "Empty frozensets are repeated."), ("shared-str-of-31", f"82 ^d81c {T('s' * 31)} d81d 00", "Strings below 32 bytes are repeated."), ("shared-none", "82 ^d81c f6 d81d 00", "None is repeated."), ("shared-date", f"82 ^d81c d903ec {T('2024-01-02')} d81d 00", "Dates are repeated."),
        ("shared-one-of-two", "83 d81c 80 ^d81c 80 d81d 00", "Only what is referred to again is marked."), ("decimal-extended-finite", "^d9010c 83 00 05 00", "Finite Decimals have tag 4."), ("decimal-extended-negative", "^d9010c 83 20 05 01", "Finite Decimals have tag 4."), ("decimal-extended-zero", "^d9010c 83 00 00 00", "Only the negative zero has tag 268."),
        ("decimal-bignum-mantissa", "c4 82 ^c2 40 05", "Ints of up to 64 bits need no tag."), ("decimal-nan-bignum-payload", "d9010c 83 00 ^c2 41 07 04", "Ints of up to 64 bits need no tag."), ("duration-microseconds-0", "d903ea ^a2 01 00 25 00", "Microseconds of 0 are left out."), ("duration-other-order", "d903ea a2 ^25 01 01 00", "The seconds come first."),
        ("datetime-plus-00", f"c0 ^7819 {T('2026-11-03T12:00:00+00:00')[4:]}", "The offset 0 is written Z."), ("datetime-zero-fraction", f"c0 ^781b {T('2026-11-03T12:00:00.000000Z')[4:]}", "A fraction of 0 is left out."), ("datetime-other-utc", f"^d9ba05 83 {DAY} 00 f6", "An offset of whole minutes without a name has tag 0."),
        ("datetime-other-hour", f"^d9ba05 83 {DAY} 190e10 f6", "An offset of whole minutes without a name has tag 0."), ("datetime-other-zero-fraction", f"d9ba05 ^781a {T('2026-11-03T12:00:00.000000')[4:]}", "A fraction of 0 is left out."), ("time-array-naive", f"d9ba06 ^84 {NOON} f6 f6 00", "A naive time without fold has the short form."),
        ("time-zero-fraction", f"d9ba06 ^6f {T('12:00:00.000000')[2:]}", "A fraction of 0 is left out."), ("class-flag-order-kept", f"d9ba10 83 60 {UUID} ^a1 7801 61 00".replace("^a1 7801", "a1 ^7801"), short), ("datetime-tag-text-head", f"c0 ^79 0014 {one_day[2:]}", short),
    ]
