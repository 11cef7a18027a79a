"""Hex digits that many invalid cases have in common."""

import encode


def T(value):
    """A text string."""
    return encode.text(value).hex()


UUID = "d825 50 000102030405060708090a0b0c0d0e0f"
NOON = T("12:00:00")
DAY = T("2026-11-03T12:00:00")
CLASS = f"d9ba0e 85 6143 {UUID} f4 f4 a0"
