"""Do the schema's texts, tables, grammars and vectors agree? check.sh runs this with the CDDL validator installed.

Compared are: the table of tags in values.md with tags.json, the tag numbers in value.cddl with tags.json, the diagnostic
notation of every example with its bytes, every example and vector with the grammars, message vectors with message.cddl
and with what the pages describe, links with what they lead to, and the programs in README.md with their files and what
they write. Whether examples are what the codecs write is for Go tests to say.
"""

import json
import os
import re
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import coverage
from grammar import Grammars

HERE = Path(__file__).parent
UPDATE = os.environ.get("UPDATE") == "1"

failures = []


def fail(where, what):
    failures.append(f"{where}: {what}")


# Diagnostic notation


class Notation:
    """Reads CBOR, canonical or not, and writes diagnostic notation (RFC 8949 section 8)."""

    def __init__(self, data):
        self.data, self.pos = data, 0

    def take(self, n):
        if self.pos + n > len(self.data):
            raise ValueError("truncated")
        self.pos += n
        return self.data[self.pos - n : self.pos]

    def item(self):
        first = self.take(1)[0]
        major, info = first >> 5, first & 31
        if info > 27:
            raise ValueError("no definite length")
        raw = b"" if info < 24 else self.take(1 << info - 24)
        n = int.from_bytes(raw, "big") if raw else info
        if major == 0:
            return str(n)
        if major == 1:
            return str(-1 - n)
        if major == 2:
            return f"h'{self.take(n).hex()}'"
        if major == 3:
            return json.dumps(self.take(n).decode("utf-8"), ensure_ascii=False)
        if major == 7:
            return self.simple(info, raw)
        if major == 4:
            return "[" + ", ".join(self.item() for _ in range(n)) + "]"
        if major == 5:
            return "{" + ", ".join(f"{self.item()}: {self.item()}" for _ in range(n)) + "}"
        return f"{n}({self.item()})"

    @staticmethod
    def simple(info, raw):
        if info < 25:
            return {20: "false", 21: "true", 22: "null", 23: "undefined"}.get(info, f"simple({info})")
        value = struct.unpack({25: ">e", 26: ">f", 27: ">d"}[info], raw)[0]
        if value != value:
            return "NaN"
        if value in (float("inf"), float("-inf")):
            return "Infinity" if value > 0 else "-Infinity"
        return repr(value)


def notation(data):
    reader = Notation(data)
    text = reader.item()
    if reader.pos != len(data):
        raise ValueError("trailing bytes")
    return text


# Tables in Markdown


def cells(line):
    return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]


def tables(lines):
    """Yields (columns, [(line number, cells)...]) for each table."""
    at = 0
    while at < len(lines):
        if lines[at].startswith("|") and at + 1 < len(lines) and re.fullmatch(r"\|[-|]+\|", lines[at + 1]):
            columns, rows, at = cells(lines[at]), [], at + 2
            while at < len(lines) and lines[at].startswith("|"):
                rows.append((at, cells(lines[at])))
                at += 1
            yield columns, rows
        else:
            at += 1


def check_tag_table(lines, tags):
    wanted = [
        f"| {tag['number']} | {tag['name']} | {tag['content']} | {tag['python']} | {tag['source']} |" for tag in tags
    ]
    head = lines.index("| Number | Name | Content | Python | Source |") + 2
    end = next(at for at in range(head, len(lines)) if not lines[at].startswith("|"))
    if lines[head:end] != wanted:
        if not UPDATE:
            fail("values.md", "the table of tags is not that of tags.json; UPDATE=1 writes it again")
        lines[head:end] = wanted


def check_examples(name, lines, grammars):
    """Compares the diagnostic notation of examples, and examples of values with the grammar."""
    count = 0
    for columns, rows in tables(lines):
        if "Encoding" not in columns:
            continue
        encoding = columns.index("Encoding")
        for at, row in rows:
            data = bytes.fromhex(row[encoding])
            count += 1
            if "Diagnostic notation" in columns:
                column, text = columns.index("Diagnostic notation"), notation(data)
                if row[column] != text:
                    if not UPDATE:
                        fail(f"{name}:{at + 1}", f"the notation is {text}")
                    parts = lines[at].strip().strip("|").split("|")
                    parts[column] = f" `{text}` "
                    lines[at] = "|" + "|".join(parts) + "|"
                grammars.fits(f"{name}:{at + 1}", "value", data)
    return count


def check_links():
    """Links between the texts lead to files, and to headings if they name one."""
    for path in sorted(HERE.glob("**/*.md")):
        if "node_modules" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)\s]*)\)", re.sub(r"(?s)```.*?```", "", text)):
            name, _, anchor = target.partition("#")
            there = (path.parent / name).resolve() if name else path
            if not there.exists():
                fail(path.relative_to(HERE), f"there is no {target}")
            elif anchor and anchor not in headings(there):
                fail(path.relative_to(HERE), f"there is no heading {target}")


def headings(path):
    """The anchors that a page has."""
    titles = re.findall(r"(?m)^#+ (.*)$", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def check_programs(lines):
    """Compares the programs in README.md with their files, and what the reader prints with the value next to the bytes."""
    reader = HERE / "python" / "read_result.py"
    for language, path in ("go", HERE.parent / "go" / "examples" / "store" / "main.go"), ("python", reader):
        wanted = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
        head = lines.index(f"```{language}") + 1
        end = lines.index("```", head)
        if lines[head:end] != wanted:
            if not UPDATE:
                fail("README.md", f"the program is not that of {path.name}; UPDATE=1 writes it again")
            lines[head:end] = wanted
    (columns, [(at, row)]), *_ = (table for table in tables(lines) if "Encoding" in table[0])
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.cbor"
        result.write_bytes(bytes.fromhex(row[columns.index("Encoding")]))
        done = subprocess.run([sys.executable, reader, result], capture_output=True, text=True)
    if done.stdout.strip() != row[columns.index("Value")]:
        fail(f"README.md:{at + 1}", f"python/read_result.py prints {done.stdout}{done.stderr}")


# Grammars


def check_tag_numbers(grammar, tags):
    code = re.sub(r'"(\\.|[^"\\])*"|;.*', "", grammar)
    used = {int(number) for number in re.findall(r"#6\.(\d+)", code)}
    known = {tag["number"] for tag in tags}
    for number in sorted(used ^ known):
        fail("value.cddl", f"tag {number} is in only one of value.cddl and tags.json")


def message_pages():
    """The lines of each page of messages/, by its name."""
    paths = sorted((HERE / "messages").glob("*.md"))
    return {path.name: path.read_text(encoding="utf-8").split("\n") for path in paths}


def check_request_keys(grammar):
    """The keys of requests in message.cddl are those of the tables of the pages in messages/."""
    described = set()
    for lines in message_pages().values():
        described |= {row[0] for columns, rows in tables(lines) if columns[0] in ("key", "option") for _, row in rows}
    sections = re.split(r"(?m)^; (?=Requests:|Replies:)", grammar)
    requests = "".join(section for section in sections if section.startswith("Requests:"))
    for key in sorted(described ^ set(re.findall(r'"(\w+)" =>', requests))):
        fail("message.cddl", f"the key {key} is in only one of message.cddl and messages/")


def cases(folder):
    for path in sorted((HERE / "vectors" / folder).glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            yield f"vectors/{folder}/{path.name}: {case['id']}", case, bytes.fromhex(case["hex"])


def check_values(grammars, counts):
    for where, _, data in cases("valid"):
        counts["valid"] += 1
        grammars.fits(where, "value", data)
    for where, case, data in cases("invalid"):
        if case["cddl"]:
            counts["invalid"] += 1
            grammars.fails(where, "value", data)


# What stands for a request or reply that has no message.
WITHOUT_BYTES = ("functions", "reset", "cancel", "dump", "nothing")

# Errors of requests that the grammar refuses as well. Other errors are about what only the engine knows.
GRAMMATICAL = ("unknown_field", "option_range")
# But for these: the grammar does not list the names of time zones.
BEYOND_GRAMMAR = ("policy-refused-unknown-zone-2",)


def check_messages(grammars, counts):
    """Messages must fit the grammar, but for requests that the next message of the conversation says are wrong."""
    messages = list(cases("message"))
    for gap in coverage.gaps(message_pages(), tables, [case for _, case, _ in messages]):
        fail("vectors/message", f"there is none for {gap}")
    for where, case, data in messages:
        if case["message"] != "load-options" and (case["message"] in WITHOUT_BYTES) != (data == b""):
            fail(where, "only requests and replies without a message have no bytes")
    for index, (where, case, data) in enumerate(messages):
        following = messages[index + 1][1] if index + 1 < len(messages) else {}
        error = None
        if following.get("message") == "error" and following.get("conversation", "") == case.get("conversation"):
            error = following["diagnostic"].split('"')[1]
        counts["message"] += 1
        if data == b"":
            continue
        if error is None:
            grammars.fits(where, case["message"], data)
        elif error in GRAMMATICAL and case["id"] not in BEYOND_GRAMMAR:
            grammars.fails(where, case["message"], data)


def main():
    tags = json.loads((HERE / "tags.json").read_text(encoding="utf-8"))["tags"]
    value_grammar = (HERE / "value.cddl").read_text(encoding="utf-8")
    message_grammar = (HERE / "message.cddl").read_text(encoding="utf-8")
    check_links()
    check_tag_numbers(value_grammar, tags)
    check_request_keys(message_grammar)
    counts = {"valid": 0, "invalid": 0, "message": 0}
    examples = 0
    with Grammars(value_grammar, message_grammar) as grammars:
        for name in ("values.md", "README.md"):
            path = HERE / name
            lines = path.read_text(encoding="utf-8").split("\n")
            if name == "values.md":
                check_tag_table(lines, tags)
            else:
                check_programs(lines)
            examples += check_examples(name, lines, grammars)
            if UPDATE:
                path.write_text("\n".join(lines), encoding="utf-8")
        check_values(grammars, counts)
        check_messages(grammars, counts)
        failures.extend(grammars.disagreements())
    for kind, count in counts.items():
        if count == 0:
            fail(f"vectors/{kind}", "there are none")
    if failures:
        print("\n".join(failures))
        sys.exit(f"schema: {len(failures)} disagreements")
    print(
        f"schema: {len(tags)} tags, {examples} examples, {counts['valid']} valid, {counts['invalid']} invalid and "
        f"{counts['message']} message vectors passed"
    )


if __name__ == "__main__":
    main()
