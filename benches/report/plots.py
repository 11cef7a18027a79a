"""How do results look? Horizontal bars beside ours on a logarithmic axis, in panels, in a light and in a dark form.

The same numbers give the same bytes: nothing here depends on the date, and ids come from a fixed salt. Text stays text,
set out by the widths of a wide font so that narrower ones fit too.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from .units import times


@dataclass(frozen=True)
class Theme:
    """The colours of everything but the bars, which suit both."""

    suffix: str
    background: str
    text: str
    faint: str


# As the pages that show the plots.
THEMES = [Theme("", "#ffffff", "#1f2328", "#d1d9e0"), Theme("-dark", "#0d1117", "#e6edf3", "#3d444d")]

STYLE = {
    "svg.hashsalt": "monty-go",
    "svg.fonttype": "none",
    "font.family": ["DejaVu Sans", "sans-serif"],
    "font.sans-serif": ["DejaVu Sans", "Verdana"],
    "font.size": 7.5,
}

# Inches.
WIDTH, MARGIN = 10.4, 0.12
ROW, TITLE, HEAD, FOOT = 0.165, 0.34, 0.62, 0.3
AXIS = "a logarithmic axis, relative to monty-go; left of the line is better; hollow: loses a part of the value; –: not measured"


def save(name, title, panels, show, folder):
    """Writes the panels as NAME.svg and NAME-dark.svg; `show` makes the text of a value of ours."""
    with matplotlib.rc_context(STYLE):
        for theme in THEMES:
            figure = draw(title, panels, show, theme)
            file = Path(folder) / f"{name}{theme.suffix}.svg"
            figure.savefig(file, facecolor=theme.background, metadata={"Date": None, "Creator": None})


def draw(title, panels, show, theme):
    """Returns the figure: panels in rows with one axis for all, bars named once a row where all names are the same."""
    named_once = len({tuple(bar.label for bar in panel.bars) for panel in panels}) == 1
    columns, names, gap = (3, 1.5, 0.2) if named_once else (2, 1.75, 0.25)
    rows = [panels[first : first + columns] for first in range(0, len(panels), columns)]
    bars = [max(len(panel.bars) for panel in row) for row in rows]
    height = HEAD + sum(TITLE + count * ROW for count in bars) + FOOT
    inner = (WIDTH - gap * columns - names * (1 if named_once else columns)) / columns
    figure = Figure(figsize=(WIDTH, height))
    figure.text(MARGIN / WIDTH, 1 - 0.24 / height, title, size=11, weight="bold", color=theme.text, va="center")
    figure.text(MARGIN / WIDTH, 1 - 0.46 / height, AXIS, color=theme.text, va="center")
    limits = span(panels)
    for index, panel in enumerate(panels):
        row, column = divmod(index, columns)
        left = names + column * (inner + gap + (0 if named_once else names))
        bottom = HEAD + sum(TITLE + count * ROW for count in bars[: row + 1])
        axes = figure.add_axes((left / WIDTH, 1 - bottom / height, inner / WIDTH, bars[row] * ROW / height))
        axes.set_ylim(bars[row] - 0.4, -0.6)
        fill(axes, panel, show, limits, theme)
        if named_once and column:
            axes.set_yticks([])
        axes.tick_params(axis="x", labelbottom=index + columns >= len(panels))
    return figure


def span(panels):
    """The limits of the axis: all ratios, and room for the text at the end of the bars."""
    ratios = [bar.value / panel.bars[0].value for panel in panels for bar in panel.bars if bar.value is not None]
    low, high = math.log10(min(ratios)), math.log10(max(ratios))
    room = 0.22 * max(high - low, 1)
    return 10 ** (low - (room if low < 0 else room / 8)), 10 ** (high + room)


def fill(axes, panel, show, limits, theme):
    """Draws one panel: a line where ours is, and bars from there to the left (better) or to the right (worse)."""
    ours = panel.bars[0]
    axes.set_xscale("log")
    axes.set_xlim(limits)
    axes.set_title(panel.title, size=8, color=theme.text, loc="left", pad=3)
    axes.set_facecolor("none")
    for y, bar in enumerate(panel.bars):
        if bar.value is None:
            write(axes, 1, y, "–", theme)
            continue
        ratio = bar.value / ours.value
        face = "none" if bar.hollow else bar.colour
        axes.barh(y, ratio - 1, left=1, height=0.68, facecolor=face, edgecolor=bar.colour, linewidth=0.9)
        if bar is ours:
            write(axes, 1, y, show(bar.value), theme, weight="bold")
        else:
            write(axes, ratio, y, times(ratio), theme)
    axes.axvline(1, color=ours.colour, linewidth=1.4)
    axes.set_yticks(range(len(panel.bars)), [bar.label for bar in panel.bars])
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(theme.faint)
    decades = math.log10(limits[1] / limits[0])
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if decades < 2.2 else (1,), numticks=5))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}×"))
    axes.grid(axis="x", color=theme.faint, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, labelcolor=theme.text)
    axes.tick_params(axis="x", labelsize=6.5)


def write(axes, x, y, text, theme, weight="normal"):
    """Writes at the end of a bar, on the side that is away from the line."""
    side = -1 if x < 1 else 1
    axes.annotate(
        text,
        (x, y),
        (3 * side, 0),
        textcoords="offset points",
        ha="right" if side < 0 else "left",
        va="center",
        size=6.5,
        weight=weight,
        color=theme.text,
    )
