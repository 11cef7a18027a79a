"""The invalid cases, by file of the vectors."""

import cases_content
import cases_malformed
import cases_ranges
import cases_strict


def files():
    """Name of a file to its rows, each (kind, mode, (id, hex, reason), whether CDDL can tell)."""
    lenient = {
        "truncated": ("Truncated", cases_malformed.truncated(), False),
        "trailing": ("Trailing", cases_malformed.trailing(), False),
        "malformed": ("Malformed", cases_malformed.malformed(), False),
        "simple": ("UnknownSimple", cases_malformed.simple(), True),
        "utf8": ("InvalidUtf8", cases_malformed.utf8(), False),
        "tag": ("UnknownTag", cases_malformed.unknown_tags(), True),
        "content": ("WrongContent", cases_content.content(), True),
        "reference": ("WrongContent", cases_content.misplaced_references(), False),
        "range": ("OutOfRange", cases_ranges.ranges(), False),
        "namedtuple": ("NameCount", cases_content.name_counts(), False),
        "name": ("UnknownName", cases_ranges.unknown_names(), False),
        "id": ("BadId", cases_content.ids(), True),
        "sharing": ("BadShare", cases_content.sharing(), False),
        "depth": ("TooDeep", cases_malformed.depth(), False),
    }
    strict = {
        "equal-keys": ("DuplicateKey", cases_strict.equal_keys(), False),
        "other-forms": ("NotCanonical", cases_strict.other_forms(), False),
    }
    return {
        **{name: [(kind, "lenient", row, cddl) for row in rows] for name, (kind, rows, cddl) in lenient.items()},
        **{name: [(kind, "strict", row, cddl) for row in rows] for name, (kind, rows, cddl) in strict.items()},
    }
