"""Is there a vector for every message, key, option and code of an error that the pages in messages/ describe?"""

import re

# The rules of message.cddl that are whole messages.
REQUESTS = {
    *("compile", "start", "answer", "new-session", "feed", "call"),
    *("load-options", "table-options", "rows-options"),
}
REPLIES = {"program", "event", "error", "info", "function-names", "loaded", "stats", "output"}


def gaps(pages, tables, messages):
    """Yields what has no vector.

    `pages` are the lines of each page by its name, `tables` splits them into tables, `messages` are the cases.
    """
    yield from sorted((REQUESTS | REPLIES) - {case["message"] for case in messages})
    for page, column, message in (("answers.md", "kind", "answer"), ("events.md", None, "event")):
        described = set(kinds(pages[page], tables, column))
        found = {case["diagnostic"][1] for case in messages if case["message"] == message}
        yield from (f"{message} {kind}" for kind in sorted(described - found))
    errors = {tuple(re.match(r'\[(\d+), "(\w+)"', case["diagnostic"]).groups()) for case in errors_of(messages)}
    described = set(codes(pages["errors.md"], tables))
    yield from (f"status {status} {code}" for status, code in sorted(described - errors))
    yield from (f"status {status} {code}, which errors.md does not have" for status, code in sorted(errors - described))
    requests = [case["diagnostic"] for case in messages if case["message"] in REQUESTS]
    for page, lines in pages.items():
        for columns, rows in tables(lines):
            for _, row in rows:
                if columns[0] in ("key", "option") and not any(f'"{row[0]}": ' in request for request in requests):
                    yield f"{row[0]}, a key of {page}"


def kinds(lines, tables, column):
    """The numbers of answers, from the table, or of events, from the headings."""
    if column is None:
        return [line[3] for line in lines if re.match(r"## \d ", line)]
    return [row[0][0] for columns, rows in tables(lines) if columns[0] == column for _, row in rows]


def codes(lines, tables):
    """(status, code) of each error that the table has; remarks stand in parentheses."""
    for columns, rows in tables(lines):
        if columns[0] == "status":
            for _, row in rows:
                for code in re.findall(r"[a-z_]{3,}", re.sub(r"\([^)]*\)", "", row[2])):
                    yield row[0], code


def errors_of(messages):
    return [case for case in messages if case["message"] == "error"]
