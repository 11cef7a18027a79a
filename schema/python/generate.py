"""Makes schema/vectors from the cases: `generate.py` compares, `generate.py --update` rewrites."""

import builtins
import json
import pathlib
import sys

import cases_invalid
import cases_messages
import cases_policies
import cases_values
import encode
import jsonview
import message
import notation
import prelude
import values

VECTORS = pathlib.Path(__file__).resolve().parent.parent / "vectors"
LONGEST = 2000
"""Texts for people that are longer than this are left out."""


def valid_case(name, expression):
    """One valid case."""
    value = evaluate(expression)
    data = encode.encode(value, prelude.order)
    case = {
        "id": name,
        "python": expression,
        "repr": repr_of(value),
        "type": type_name(value),
        "hex": data.hex(),
        "diagnostic": notation.diagnostic(data) if len(data) <= LONGEST else None,
        "json": jsonview.view(value, prelude.order),
        "flags": flags(value, data),
    }
    # A view that is there, but too long to be read; null would mean that there is none.
    if len(case["json"] or "") > LONGEST:
        del case["json"]
    return case


def evaluate(expression):
    """The value of an expression of the vectors."""
    return eval(compile(expression, "<vector>", "eval"), dict(vars(prelude)))


def parts(root):
    """The value and everything in it, each object once."""
    seen, todo = set(), [root]
    while todo:
        value = todo.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        yield value
        if isinstance(value, (values.Class, values.Instance, values.Module)):
            todo += [value.attributes] + ([value.cls] if isinstance(value, values.Instance) else [])
        elif isinstance(value, dict):
            todo += [*value, *value.values()]
        elif isinstance(value, (list, tuple, set, frozenset)):
            todo += value


_OF_THE_HOST = (values.Function, values.File, values.Class, values.Instance, values.Module)
_OUTPUT_ONLY = (values.Repr, values.Cycle)
_STABLE_MODULES = ("datetime", "decimal", "collections")


def type_name(value):
    """type(value).__name__ in CPython; None for what CPython has not. The same in all versions of CPython."""
    if isinstance(value, _OF_THE_HOST + _OUTPUT_ONLY):
        return None
    if isinstance(value, (type, values.BuiltinType)):
        return "type"
    return "builtin_function_or_method" if isinstance(value, values.BuiltinFunction) else type(value).__name__


def repr_of(value):
    """repr(value) if it is short and the same in all versions of CPython, else None."""
    if len(encode.encode(value, prelude.order)) > LONGEST or not all(map(has_stable_repr, parts(value))):
        return None
    text = repr(value)
    return text if len(text) <= LONGEST else None


def has_stable_repr(value):
    """Whether the object itself does not keep the repr of its holder from being the same everywhere."""
    if isinstance(value, _OF_THE_HOST + _OUTPUT_ONLY + (values.BuiltinType, values.BuiltinFunction)):
        return False
    if isinstance(value, type):
        return value.__module__ in _STABLE_MODULES or hasattr(builtins, value.__name__)
    if isinstance(value, (set, frozenset)):
        return len(value) < 2 or id(value) not in prelude.order
    return not isinstance(value, tuple) or type(value) is tuple or hasattr(value, "_make")


def flags(value, data):
    """What a reader may want to select cases by."""
    everything = list(parts(value))
    found = {
        "shared": bool(encode.referred_to_twice([encode.Value(value)], prelude.order)),
        "host": any(isinstance(part, _OF_THE_HOST) for part in everything),
        "output-only": any(isinstance(part, _OUTPUT_ONLY) for part in everything),
        "unordered": any(id(part) in prelude.order for part in everything if isinstance(part, (set, frozenset))),
        "big": len(data) > LONGEST,
    }
    return [flag for flag, holds in found.items() if holds]


def invalid_case(kind, mode, row, cddl):
    """One invalid case."""
    name, digits, reason = row
    digits = digits.replace(" ", "")
    assert digits.count("^") == 1, name
    offset = digits.index("^")
    assert offset % 2 == 0, name
    return {
        "id": name,
        "hex": digits.replace("^", ""),
        "error": kind,
        "offset": str(offset // 2),
        "mode": mode,
        "why": reason,
        "cddl": cddl,
    }


def message_case(name, kind, content, conversation=None):
    """One message; `conversation` names what it is part of."""
    data = message.write(content)
    case = {"id": name, "message": kind, "hex": data.hex(), "diagnostic": notation.diagnostic(data) if data else ""}
    return case if conversation is None else {**case, "conversation": conversation}


def message_cases(conversations):
    """The messages of all conversations in order."""
    for name, messages in conversations.items():
        for turn, (kind, content) in enumerate(messages):
            yield message_case(f"{name}-{turn}", kind, content, name)


def vectors():
    """Every file, as path below schema/vectors and text."""
    for name, cases in cases_values.files().items():
        yield f"valid/{name}.json", listing(valid_case(*case) for case in cases)
    for name, rows in cases_invalid.files().items():
        yield f"invalid/{name}.json", listing(invalid_case(*row) for row in rows)
    yield "message/conversations.json", listing(message_cases(cases_messages.conversations()))
    yield "message/dumps.json", listing(message_cases(cases_policies.dumps()))
    yield "message/single.json", listing(message_case(*case) for case in cases_messages.single())


def listing(cases):
    """JSON with one case a line, so that a change of one case is a change of one line."""
    cases = list(cases)
    doubled = {case["id"] for case in cases if [other["id"] for other in cases].count(case["id"]) > 1}
    if doubled:
        raise ValueError(f"ids used twice: {doubled}")
    return "[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n"


def main(update):
    """Compares the files with what they should be, or rewrites them. Returns the paths that differ."""
    wanted = {VECTORS / path: text.encode() for path, text in vectors()}
    there = set(VECTORS.glob("*/*.json"))
    differing = [
        path
        for path in sorted(there | set(wanted))
        if path not in wanted or not path.exists() or path.read_bytes() != wanted[path]
    ]
    if update:
        for path in differing:
            if path not in wanted:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path])
    return differing


if __name__ == "__main__":
    for path in main("--update" in sys.argv[1:]):
        print("rewritten:" if "--update" in sys.argv[1:] else "differs:", path)
