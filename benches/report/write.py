"""How do records become files? Writes the report, its plots and the records' pages, and tells what differs."""

import filecmp
import shutil
import sys
from pathlib import Path

from . import endtoend, goals, page, targets, units
from .comparisons import COMPARISONS, unknown

NOTES = Path(__file__).parent / "notes"


def read_notes(folder=NOTES):
    """Returns what was written by hand about missed goals, by the goal's key."""
    return {file.stem: file.read_text() for file in sorted(folder.glob("*.md"))}


def report(records, folder, notes=None):
    """Writes everything that follows from the records into the folder, which takes the place of benches."""
    notes = read_notes() if notes is None else notes
    wrong = goals.check_notes(goals.evaluate(records, targets.GOALS), notes)
    wrong += [f"{name} is none of what is compared" for record in records.values() for name in unknown(record)]
    if wrong:
        sys.exit("no report: " + "; ".join(wrong))
    plots = folder / "record" / "plots"
    shutil.rmtree(plots, ignore_errors=True)
    plots.mkdir(parents=True)
    draw(records, plots)
    for record in records.values():
        record_page(record, folder)
    (folder / "README.md").write_text(page.readme(records, notes))


def record_page(record, folder):
    """Writes the page of one record and returns its text."""
    text = page.record_page(record)
    (folder / "record" / f"{record.name}.md").write_text(text)
    return text


def draw(records, folder):
    """Draws a plot for each comparison and one for the ways from end to end."""
    # Here, so that measuring needs no packages.
    from . import plots

    for comparison in COMPARISONS:
        if comparison.record in records:
            panels = comparison.panels(records[comparison.record])
            plots.save(comparison.key, comparison.title, panels, comparison.show, folder)
    panels = endtoend.panels(records)
    if panels:
        plots.save("end-to-end", "End to end", panels, units.duration, folder)


def differences(made, committed):
    """Returns the files of the report that are not the same in both folders."""
    files = {file.relative_to(folder) for folder in (made, committed) for file in folder.glob("record/plots/*")}
    files |= {file.relative_to(made) for file in made.glob("record/*.md")} | {Path("README.md")}
    return sorted(str(file) for file in files if not same(made / file, committed / file))


def same(one, other):
    return one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)
