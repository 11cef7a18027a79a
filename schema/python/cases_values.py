"""The valid cases, by file of the vectors."""

import cases_containers
import cases_leaves


def files():
    """Name of a file to its cases, each (id, expression)."""
    return {
        "constants": cases_leaves.constants(),
        "int": cases_leaves.ints(),
        "float": cases_leaves.floats(),
        "complex": cases_leaves.complexes(),
        "str": cases_leaves.strings(),
        "bytes": cases_leaves.byte_strings(),
        "sequence": cases_containers.sequences(),
        "set": cases_containers.sets(),
        "dict": cases_containers.dicts(),
        "date": cases_leaves.dates(),
        "datetime": cases_leaves.datetimes(),
        "time": cases_leaves.times(),
        "timezone": cases_leaves.timezones(),
        "timedelta": cases_leaves.timedeltas(),
        "decimal": cases_leaves.decimals(),
        "path": cases_leaves.paths(),
        "exception": cases_leaves.exceptions(),
        "type": cases_leaves.types(),
        "function": cases_leaves.functions(),
        "file": cases_leaves.open_files(),
        "class": cases_containers.classes(),
        "placeholder": cases_leaves.placeholders(),
        "sharing": cases_containers.sharing(),
        "big": cases_containers.big(),
    }
