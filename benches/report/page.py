"""What does the report say? benches/README.md and the pages of benches/record as Markdown, from records alone."""

from . import contenders, endtoend, goals, targets
from .comparisons import ALLOCATIONS, COMPARISONS
from .goals import Status
from .units import significant

INTRODUCTION = """\
# How fast is it?

Values cross between Go and the sandboxed interpreter as tagged CBOR, and keep their exact types. This page sets that
beside other ways to carry the same values, in Rust and in Go, and shows what a run, a host call and a table cost from
end to end.

*Written by `make report` from [`record/`](record/); `make record` measures again. Do not edit it by hand.*

How it is measured:

- Every benchmark asserts that its result is right. What an implementation loses of a value is told below, and drawn as
  a hollow bar: it is no rival there.
- Ratios compare benchmarks of one run on one machine, which take turns for several rounds; each one's best round
  counts, because noise only ever adds time. Trust the ratios, not the nanoseconds.
- A goal holds for its worst case: one shape that misses it is enough. The tree shapes are all but the blobs of 1 MiB and
  `shared_1000`, which is a graph: the schema marks what is referred to twice, and other encodings copy the interpreter's
  numbers of nodes, so that they are smaller and faster there.
- Rust, and the library that Go links, are built as `make build` does it. What `make dist` builds, in many minutes, is a
  little faster.
"""

MISSED = """\
## What is missed, and why
"""

WINS = """\
## Where others win

Every shape and direction in which an implementation that loses nothing is ahead of ours by 3 % or more, and by what factor.
"""

NO_WINS = """\
## Where others win

No implementation that loses nothing is ahead of ours by 3 % or more, in any shape and direction that was measured.
"""


COMPARED = """\
## What is compared

The same values in Rust, by [the crate here](src/lib.rs), and in Go, by [a module beside it](versus/doc.go); tests
hold that they encode to the same bytes. A run, a host call and rows are measured in [`go/`](../go/), tables in
[`go/arrow/`](../go/arrow/).
"""


END_TO_END = """\
What a Go program waits for. "In parallel" is the time for one operation while every core does the same; "Rust, bare" is
the interpreter called from Rust with nothing in between, "Rust, bridge" adds the messages; pydantic-monty runs the
interpreter in a worker process, which was started before. JSON text comes from `json.dumps` and goes into `json.loads` in the
sandbox: it has no exact types. Rows that leave the sandbox are timed without the time to make them; as tables they are read from
the interpreter's heap, while in all other ways the interpreter first exports them. A value that was decoded, and so lies in an arena
of nodes, becomes a record batch less fast than the result of a run: see [tables](record/tables.md).
"""


def readme(records, notes):
    """Returns benches/README.md."""
    results = goals.evaluate(records, targets.GOALS)
    parts = [
        INTRODUCTION,
        goal_table(results),
        missed(results, notes),
        wins(records),
        compared(records),
        pictures(records),
        allocations(records),
        measured_on(records),
    ]
    return "\n".join(part for part in parts if part)


def goal_table(results):
    """The goals with what was measured; cells that repeat the one above are left empty."""
    lines = ["## Goals", "", "| What | Ratio or number | measured | goal | |", "|---|---|---|---|---|"]
    group = None
    for result in results:
        goal = result.goal
        shown = goal.group if goal.group != group else ""
        group = goal.group
        lines.append(f"| {shown} | {goal.what} | {measured(result)} | {bound(goal)} | {result.status.value} |")
    return "\n".join(lines) + "\n"


def bound(goal):
    """A goal as the reader sees it."""
    return f"{'≤' if goal.relation == '<=' else '≥'} {goal.bound:g}"


def measured(result):
    """The worst case of a goal, and how many cases keep it if some do not."""
    if result.status is Status.NOT_MEASURED:
        return ""
    case, number = result.worst
    told = shown(result, number) + (f" (`{case}`)" if case else "")
    missed = len(result.missed)
    return f"{told}; {len(result.cases) - missed} of {len(result.cases)} keep it" if case and missed else told


def shown(result, number):
    """A number, with more digits where fewer would tell that a missed bound is kept."""
    texts = [significant(number), *(f"{number:.{digits}f}" for digits in range(3, 7))]
    return next(
        (text for text in texts if result.keeps(float(text.replace(",", ""))) == result.keeps(number)), texts[-1]
    )


def missed(results, notes):
    """A paragraph for each missed goal: by how much, generated; what bounds it and what was tried, written by hand."""
    found = [result for result in results if result.status is Status.MISSED]
    if not found:
        return ""
    parts = [MISSED]
    for result in found:
        goal = result.goal
        parts.append(f"### {goal.group}: {goal.what}\n\n{by_how_much(result)}\n\n{notes[goal.key].strip()}\n")
    return "\n".join(parts)


def by_how_much(result):
    """One sentence: the numbers that miss the bound."""
    goal, cases = result.goal, result.missed
    word = "most" if goal.relation == "<=" else "least"
    numbers = ", ".join(shown(result, number) + (f" for `{case}`" if case else "") for case, number in cases)
    reached = len(result.cases) - len(cases)
    rest = f" {reached} of {len(result.cases)} cases {'reaches' if reached == 1 else 'reach'} it." if reached else ""
    return f"Measured: {numbers}, where at {word} {goal.bound:g} was to be reached.{rest}"


def wins(records):
    """Where others are ahead."""
    rows = []
    compared = [comparison for comparison in COMPARISONS if comparison.record in records]
    for comparison in compared:
        by_shape = {}
        for shape, implementation, factor in comparison.wins_of_others(records[comparison.record]):
            label = comparison.contenders[implementation].label
            by_shape.setdefault(shape, []).append(f"{label} {factor:.2f}×")
        rows += [f"| {comparison.title} | `{shape}` | {', '.join(ahead)} |" for shape, ahead in by_shape.items()]
    if not compared:
        return ""
    if not rows:
        return NO_WINS
    return "\n".join([WINS, "| | Shape | Ahead of ours |", "|---|---|---|", *rows]) + "\n"


def compared(records):
    """The shapes and the implementations, with what each loses."""
    lines = [COMPARED, "| Shape | |", "|---|---|"]
    lines += [f"| `{shape}` | {text} |" for shape, text in contenders.SHAPES.items()]
    for language, record, table in (("Rust", "encodings", contenders.RUST), ("Go", "go", contenders.GO)):
        if record not in records:
            lines += ["", f"In {language}: not measured yet."]
            continue
        lines += ["", f"| In {language} | What it is | What it loses | Not measured |", "|---|---|---|---|"]
        for name, contender in table.items():
            if measured_at_all(records[record], name):
                title = contender.label + version(records[record], contender)
                absent = "" if name in contenders.NO_RIVALS else absences(records[record], name)
                cells = [title, contender.about, losses(records[record], name), absent]
                lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def measured_at_all(record, implementation):
    return any(name.endswith(f"/{implementation}") for name in record.best)


def version(record, contender):
    """The version of a contender's package, as the record has it, with the package's name where it is another."""
    if not contender.package:
        return ""
    number = record.versions[contender.package]
    return f" {number}" if contender.package == contender.label else f" ({contender.package} {number})"


def losses(record, implementation):
    """What an implementation loses, each loss with the shapes that it was seen in."""
    found = (key.split("/") + [what] for key, lost in record.lossy.items() for what in lost)
    return with_shapes((what, shape) for shape, name, what in found if name == implementation) or "nothing"


def absences(record, implementation):
    """Why numbers of an implementation are missing, each reason with its shapes."""
    found = (key.split("/") + [reason] for key, reason in record.absent.items())
    return with_shapes((reason, shape) for _, shape, name, reason in found if name == implementation)


def with_shapes(found):
    """Each text of (text, shape) once, with its shapes in the order of the report."""
    shapes = {}
    for text, shape in found:
        shapes.setdefault(text, set()).add(shape)
    return "; ".join(
        f"{text} ({', '.join(f'`{shape}`' for shape in contenders.SHAPES if shape in where)})"
        for text, where in shapes.items()
    )


def pictures(records):
    """The plots, those that have a record."""
    lines = [
        "## Side by side",
        "",
        "Each panel has its own unit: the line is ours, with its value, and the bars say how many times as much the",
        "others take. To the left of the line is better than ours. Hollow bars are bought with a loss.",
    ]
    for comparison in COMPARISONS:
        lines += ["", f"### {comparison.title}", ""]
        lines.append(picture(comparison.key, comparison.title) if comparison.record in records else "Not measured yet.")
    lines += ["", "### End to end", "", END_TO_END]
    lines.append(picture("end-to-end", "End to end") if endtoend.panels(records) else "Not measured yet.")
    return "\n".join(lines) + "\n"


def picture(name, title):
    """A plot in the form that suits the reader's page."""
    return (
        f'<picture><source media="(prefers-color-scheme: dark)" srcset="record/plots/{name}-dark.svg">'
        f'<img alt="{title}: bars relative to ours" src="record/plots/{name}.svg"></picture>'
    )


def allocations(records):
    """The numbers of allocations, shapes by implementations."""
    parts = ["## Allocations\n\nHow often one encode or decode asks for memory.\n"]
    for comparison in ALLOCATIONS:
        if comparison.record not in records:
            continue
        record = records[comparison.record]
        there = comparison.there(record)
        lines = ["<details>", f"<summary>{comparison.title}</summary>", ""]
        lines += ["| | " + " | ".join(comparison.contenders[name].label for name in there) + " |"]
        lines += ["|---|" + "--:|" * len(there)]
        for shape, row in comparison.table(record).items():
            cells = [comparison.show(row[name]) if name in row else "" for name in there]
            lines.append(f"| `{shape}` | {' | '.join(cells)} |")
        parts.append("\n".join([*lines, "", "</details>"]) + "\n")
    return "\n".join(parts) if len(parts) > 1 else ""


def measured_on(records):
    """What each record was measured on."""
    if not records:
        return "## What it was measured on\n\nNothing has been measured yet.\n"
    lines = ["## What it was measured on", ""]
    lines += ["| Record | Date | Commit | Machine | Versions | Rounds |", "|---|---|---|---|---|---|"]
    for name, record in records.items():
        cells = [record.date, commit(record), machine(record), toolchain(record), str(record.rounds)]
        lines.append(f"| [{name}](record/{name}.md) | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def commit(record):
    return f"`{record.commit}`{' with changes' if record.dirty else ''}"


def machine(record):
    parts = record.machine
    return f"{parts['cpu']}, {parts['cores']} cores, {parts['kernel']} {parts['architecture']}"


def toolchain(record):
    return ", ".join(f"{tool} {record.versions[tool]}" for tool in ("rust", "go", "monty") if tool in record.versions)


def record_page(record):
    """Returns benches/record/NAME.md: every number of a record."""
    lines = [
        f"# Record: {record.name}",
        "",
        "Written by `make record`. What it means is in [the report](../README.md).",
        "",
        f"- date: {record.date}",
        f"- commit: {commit(record)}",
        f"- machine: {machine(record)}",
        f"- versions: {', '.join(f'{name} {text}' for name, text in record.versions.items())}",
        f"- each time is the best of {record.rounds} rounds",
        "",
    ]
    told = [(what, ratio(record)) for name, what, ratio in targets.RATIOS if name == record.name]
    if told:
        lines += ["| Ratio | |", "|---|---|"]
        for what, cases in told:
            lines += [
                f"| {what}{f', {case}' if case else ''} | {significant(number)} |" for case, number in cases.items()
            ]
        lines.append("")
    lines += ["| Benchmark | ns for one operation, or what its name says |", "|---|---|"]
    lines += [f"| `{name}` | {number:,} |" for name, number in sorted(record.best.items())]
    return "\n".join(lines) + "\n"
