"""Do all vectors hold in Python? Prints a line for each one that does not, and one line with the numbers at the end.

With UPDATE=1 in the environment the vectors are rewritten first.
"""

import json
import os
import sys

import decode
import encode
import generate
import tags

WEAKER = {
    ("content", "duration-key-twice"): "cbor2 parses a map to a dict before tag 1002 is looked at",
}
"""Cases that only strict mode refuses here, with the reason."""

OTHER_KIND = {
    ("content", "duration-key-twice"): "DuplicateKey",
    ("reference", "map-odd-indefinite"): "Malformed",
    ("reference", "map-odd-indefinite-of-3"): "Malformed",
    ("namedtuple", "2-to-64-values"): "Truncated",
    ("depth", "list-beyond-the-input"): "Truncated",
}
"""Cases that cbor2 itself refuses, for what it found first."""


def cases(folder):
    """All cases of a folder of the vectors, with the name of their file."""
    for path in sorted((generate.VECTORS / folder).glob("*.json")):
        for case in json.loads(path.read_text()):
            yield path.stem, case


def check_valid(case):
    """What is wrong with a valid case, or None."""
    data = bytes.fromhex(case["hex"])
    value, order = decode.decode_with_order(data, strict=True)
    found = {"type": generate.type_name(value), "hex": encode.encode(value, order).hex()}
    if case["repr"] is not None:
        found["repr"] = repr(value)
    for key, text in found.items():
        if text != case[key]:
            return f"{key} is {text}"
    return None


def check_invalid(file, case):
    """What is wrong with an invalid case, or None."""
    data = bytes.fromhex(case["hex"])
    lenient, strict = refusal(data, False), refusal(data, True)
    if strict is None:
        return "is taken"
    if strict != OTHER_KIND.get((file, case["id"]), case["error"]):
        return f"is refused as {strict}"
    taken = case["mode"] == "strict" or (file, case["id"]) in WEAKER
    if taken != (lenient is None):
        return f"is {lenient or 'taken'} to the lenient decoder"
    return None


def check_tags():
    """What differs between tags.py and the one table of tags, a line for each."""
    table = json.loads((generate.VECTORS.parent / "tags.json").read_text())
    listed = {tag["name"].upper().replace("-", "_"): tag["number"] for tag in table["tags"]}
    listed["P"] = table["block"]["first"]
    here = {name: number for name, number in vars(tags).items() if name.isupper()}
    for name in sorted(listed.keys() | here.keys()):
        if listed.get(name) != here.get(name):
            yield f"tags.py has {name} = {here.get(name)}, tags.json {listed.get(name)}"


def refusal(data, strict):
    """The kind of the error, or None if the data is taken."""
    try:
        decode.decode(data, strict)
    except decode.DecodeError as error:
        return error.kind
    return None


def main():
    """Returns whether all is well."""
    wrong = list(check_tags())
    update = os.environ.get("UPDATE") == "1"
    for path in generate.main(update):
        if update:
            print("rewritten:", path.relative_to(generate.VECTORS))
        else:
            wrong.append(f"{path.relative_to(generate.VECTORS)} is not what generate.py makes; UPDATE=1 rewrites it")
    valid, invalid = list(cases("valid")), list(cases("invalid"))
    for file, case in valid:
        fault = check_valid(case)
        if fault:
            wrong.append(f"valid/{file}.json {case['id']}: {fault}")
    for file, case in invalid:
        fault = check_invalid(file, case)
        if fault:
            wrong.append(f"invalid/{file}.json {case['id']}: {fault}")
    for line in wrong:
        print(line)
    print(f"python: {len(valid)} valid, {len(invalid)} invalid vectors {'failed' if wrong else 'passed'}")
    return not wrong


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
