"""The invalid cases that need no knowledge of the schema, or only of its tag numbers.

A row is (id, hex, reason). The hex digits may have spaces, and a caret stands before the byte whose offset the error has.
"""

import encode
from pieces import UUID, T


def truncated():
    ends = "The input ends within the item."
    return [
        ("empty", "^", "The input is empty."),
        ("head-of-2", "^18", "A head of two bytes has one."),
        ("head-of-3", "^19 00", "A head of three bytes has two."),
        ("head-of-5", "^1a 000000", "A head of five bytes has four."),
        ("head-of-9", "^1b 00000000000000", "A head of nine bytes has eight."),
        ("negative-head", "^38", ends),
        ("text-head", "^78", ends),
        ("array-head", "^9a 0000", ends),
        ("map-head", "^b9 00", ends),
        ("tag-head", "^d9 ba", ends),
        ("float", "^fb 00", ends),
        ("single-float", "^fa 000000", ends),
        ("half-float", "^f9 00", ends),
        ("simple-head", "^f8", ends),
        ("bytes", "^42 00", ends),
        ("text", "^63 6161", ends),
        ("text-in-character", "^62 c3", ends),
        ("text-in-list", "82 00 ^62 61", ends),
        ("list", "^82 00", "Two items are announced and one byte is left."),
        ("list-item", "82 00 ^18", ends),
        ("list-within", "82 81 ^81 00", "The outer list still waits for an item, so the innermost one cannot fit."),
        ("map", "^a1 00", "A pair needs two bytes."),
        ("map-within", "81 ^a2 00 00", ends),
        ("indefinite-list", "9f 00^", "The break is missing."),
        ("indefinite-map", "bf 00 00^", "The break is missing."),
        ("indefinite-bytes", "5f 41 00^", "The break is missing."),
        ("indefinite-text", "7f 61 61^", "The break is missing."),
        ("chunk", "7f ^62 61", ends),
        ("tag-without-content", "d9ba00^", "Nothing follows the tag."),
        ("shared-without-content", "d81c^", "Nothing follows the tag."),
        ("reference-without-index", "82 d81c 80 d81d^", "Nothing follows the tag."),
        ("bignum-without-content", "c2^", "Nothing follows the tag."),
        ("bignum", "c2 ^42 01", ends),
        ("date", "d903ec ^6a 323032342d", ends),
        ("list-of-2-to-64", "^9b ffffffffffffffff", "The length announced is far beyond the input."),
        ("text-of-2-to-64", "^7b ffffffffffffffff", "The length announced is far beyond the input."),
        ("bytes-of-2-to-63", "^5b 7fffffffffffffff", "The length announced is far beyond the input."),
        ("map-of-2-to-63", "^bb 8000000000000000", "Twice the length announced overflows 64 bits."),
        ("map-of-2-to-64", "^bb ffffffffffffffff", "The length announced is far beyond the input."),
        ("pairs-of-2-to-64", "d9ba13 ^9b fffffffffffffffe", "The length announced is far beyond the input."),
        ("names-of-2-to-60", "d9ba02 83 60 ^9b 0fffffffffffffff", "The length announced is far beyond the input."),
        ("class-of-many", "d9ba0e ^9a 00100000 60", "More items are announced than bytes are left."),
        ("uuid", f"d9ba10 83 60 d825 ^50 0001", ends),
        ("instance", f"d9ba0f 83 d9ba0e 85 6143 {UUID} f4 f4 a0 {UUID}^", ends),
    ]


def trailing():
    more = "The value ends before the input does."
    return [
        ("after-int", "00 ^00", more),
        ("after-list", "80 ^ff", more),
        ("after-text", "6161 ^00", more),
        ("after-null", "f6 ^f6", more),
        ("after-tag", "d9ba00 80 ^81", more),
        ("after-shared", "d81c 80 ^d81d00", more),
        ("after-nested", "8180 ^80", more),
        ("after-indefinite", "9fff ^ff", more),
    ]


def malformed():
    reserved = "Additional information 28 to 30 is reserved."
    stray = "A break stands where no item of indefinite length is open."
    chunk = "The chunks of a string must be definite strings of its own type."
    rows = [
        (f"reserved-{byte}", f"^{byte}", reserved)
        for byte in ("1c", "1d", "1e", "3c", "3d", "3e", "5c", "5e", "7d", "9c", "be", "dc", "de")
    ]
    return rows + [
        ("reserved-in-list", "81 ^9c", reserved),
        ("indefinite-uint", "^1f", "Ints have no indefinite length."),
        ("indefinite-negative", "^3f", "Ints have no indefinite length."),
        ("indefinite-tag", "^df 00", "Tags have no indefinite length."),
        ("break", "^ff", stray),
        ("break-in-list", "81 ^ff", stray),
        ("break-in-map", "a1 00 ^ff", stray),
        ("break-under-tag", "d9ba00 ^ff", stray),
        ("break-under-shared", "d81c ^ff", stray),
        ("reserved-simple-fc", "^fc", reserved),
        ("reserved-simple-fd", "^fd", reserved),
        ("reserved-simple-fe", "^fe", reserved),
        ("long-simple-0", "^f8 00", "Simple values below 32 have no second byte."),
        ("long-simple-31", "^f8 1f", "Simple values below 32 have no second byte."),
        ("long-false", "^f8 14", "Simple values below 32 have no second byte."),
        ("text-in-bytes", "5f ^6161 ff", chunk),
        ("bytes-in-text", "7f ^4161 ff", chunk),
        ("indefinite-in-bytes", "5f ^5f 4100 ff ff", chunk),
        ("indefinite-in-text", "7f 6161 ^7f ff ff", chunk),
        ("int-in-bytes", "5f ^00 ff", chunk),
        ("null-in-bytes", "5f ^f6 ff", chunk),
        ("tag-in-text", "7f ^c0 6161 ff", chunk),
    ]


def simple():
    no = "The schema has no simple value but false, true and null."
    return [
        ("undefined", "^f7", no),
        ("simple-0", "^e0", no),
        ("simple-16", "^f0", no),
        ("simple-19", "^f3", no),
        ("simple-32", "^f820", no),
        ("simple-255", "^f8ff", no),
        ("undefined-in-list", "82 f6 ^f7", no),
        ("undefined-as-value", "a1 00 ^f7", no),
        ("undefined-as-key", "a1 ^f7 00", no),
        ("undefined-shared", "d81c ^f7", no),
    ]


def utf8():
    no = "A text string must be UTF-8."
    rows = {
        "ff": "a byte of no character",
        "80": "a continuation alone",
        "c080": "an overlong NUL",
        "c1bf": "an overlong character",
        "c3": "half a character",
        "e08080": "an overlong character",
        "eda080": "a surrogate",
        "edbfbf": "a surrogate",
        "f08080af": "an overlong character",
        "f4908080": "a character beyond U+10FFFF",
        "f888808080": "five bytes",
        "fe": "a byte of no character",
    }
    cases = [
        (f"utf8-{content}", f"^{0x60 + len(content) // 2:x} {content}", f"{no} This is {reason}.")
        for content, reason in rows.items()
    ]
    return cases + [
        ("utf8-in-list", "82 00 ^61 80", no),
        ("utf8-in-key", "a1 ^61 ff 00", no),
        ("utf8-in-path", "d9ba08 ^61 ff", no),
        ("utf8-in-name", "d9ba02 83 ^61 ff 80 80", no),
        ("utf8-split-between-chunks", "7f ^61 c3 61 a9 ff", "A character may not be split between chunks."),
        ("utf8-second-chunk", "7f 6161 ^61 ff ff", no),
        ("utf8-at-the-end", f"^7864 {'61' * 99} ff", no),
        ("utf8-in-date", "d903ec ^6a ff3032342d30312d3031", no),
        ("utf8-in-exception", f"d9ba09 82 {T('ValueError')} ^61 ff", no),
    ]


def unknown_tags():
    no = "The schema has no such tag."
    numbers = {
        1: "00",
        5: "820000",
        21: "40",
        22: "40",
        24: "4100",
        30: "820102",
        32: "60",
        35: "60",
        36: "60",
        52: "4400000000",
        55: "00",
        63: "00",
        100: "00",
        256: "80",
        257: "00",
        259: "a0",
        260: "4400000000",
        264: "820000",
        1000: "00",
        1001: "a0",
        1003: "a0",
        1005: "00",
        43001: "00",
        47615: "00",
        47636: "00",
        47647: "00",
        47648: "00",
        55799: "00",
        2**32: "00",
        2**64 - 1: "00",
    }
    cases = [(f"tag-{number}", f"^{encode.head(6, number).hex()} {inner}", no) for number, inner in numbers.items()]
    return cases + [
        ("tag-in-list", "81 ^d820 60", no),
        ("tag-as-key", "a1 ^c100 00", no),
        ("tag-shared", "d81c ^c100", no),
        ("tag-uuid-alone", f"^{UUID}", "Tag 37 stands only where a class, instance or module has its identity."),
    ]


def depth():
    """10,001 containers inside each other. Long, so there are few."""
    limit = "10,000 containers inside each other are the limit."
    return [
        ("lists", "81" * 10_000 + "^80", limit),
        ("tuples", "d9ba0081" * 10_000 + "^d9ba0080", limit),
        ("mixed", "81a100d9ba0181d9ba028360816081" * 2500 + "^80", limit),
        ("list-beyond-the-input", "81" * 10_000 + "^9b ffffffffffffffff", "The depth is looked at before the length."),
        ("shared-list", "81" * 10_000 + "d81c ^80", limit),
    ]
