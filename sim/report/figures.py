"""Time lines of demand and delivery, for pages and notebooks."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pandas as pd
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.report.colours import CAUGHT_UP, DELIVERED, DEMAND, INK, MUTED, RULE, SHORT, WINDOW
from sim.report.pivots import Timeline, Window, timelines, windows

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.run import Replications, Result

STYLE: Any = {
    "font.size": 9,
    "text.color": INK,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": RULE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": RULE,
    "grid.linewidth": 0.5,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "text.parse_math": False,  # a name with dollar signs is a name
    "svg.fonttype": "none",  # the reader's own letters: small files, sharp text
    "svg.hashsalt": "sim",  # the same figure has the same bytes
}
PANELS = 8
"""A figure for a notebook shows so many elements, the hardest hit first."""


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house style, and leave the reader's own settings alone."""
    with mpl.rc_context(STYLE):
        yield


def plot(result: "Result | Replications") -> Figure:
    """Return a figure of demand and delivery over time, one panel for each of the hardest hit elements."""
    lines = timelines(result.shortfall, result.summary())
    chosen = [line for line in lines if line.short][:PANELS] or lines[:PANELS]
    with style():
        rows = max(1, (len(chosen) + 1) // 2)
        figure = Figure(figsize=(10.5, 2.1 * rows + 0.5), layout="constrained")
        axes = figure.subplots(rows, 2, squeeze=False, sharex=True).ravel()
        for axis, line in zip(axes, chosen, strict=False):
            draw(axis, line, spans_of(result, line))
            where = ", ".join(line.regions) or "all buyers"
            axis.set_title(f"{line.element}  ({where})", loc="left", fontsize=10, fontweight="bold")
        for axis in axes[len(chosen) :]:
            axis.set_visible(False)
        figure.suptitle(result.headline(), x=0.01, ha="left", fontsize=11, wrap=True)
    return figure


def spans_of(result: "Result | Replications", line: Timeline) -> list[Window]:
    """Return the spans of the scenario's disruptions within the months of a time line."""
    end = (
        line.months[-1] + pd.offsets.MonthBegin(1) if len(line.months) else pd.Timestamp(result.scenario.horizon.start)
    )
    return windows(result.events, result.scenario.disruptions, end)


def draw(axis: "Axes", line: Timeline, spans: Sequence[Window]) -> None:
    """Draw one time line: what was wanted, what came, what was missing, and while what was in force."""
    months: Any = date2num(line.months.to_pydatetime())
    demand, delivered = line.demand.to_numpy(), line.delivered.to_numpy()
    for span in spans:
        axis.axvspan(_day(span.start), _day(span.end), color=WINDOW, linewidth=0, zorder=0)
    missing, late = delivered < demand, delivered > demand
    axis.fill_between(months, demand, delivered, where=missing, step="mid", color=SHORT, alpha=0.35, linewidth=0)
    axis.fill_between(months, demand, delivered, where=late, step="mid", color=CAUGHT_UP, alpha=0.25, linewidth=0)
    if (line.high - line.low).max() > 0:
        band: Any = {"color": DELIVERED, "alpha": 0.2, "linewidth": 0}
        axis.fill_between(months, line.low.to_numpy(), line.high.to_numpy(), step="mid", **band)
    axis.step(months, delivered, where="mid", color=DELIVERED, linewidth=1.4)
    axis.plot(months, demand, color=DEMAND, linewidth=0.9, linestyle=(0, (4, 2)))
    axis.set_ylim(0, max(float(demand.max()), float(delivered.max()), 1e-9) * 1.08)
    locator = AutoDateLocator(minticks=3, maxticks=9)
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))
    axis.yaxis.set_major_locator(MaxNLocator(4))
    axis.margins(x=0.01)


def _day(moment: pd.Timestamp) -> float:
    return float(date2num(moment.to_pydatetime()))


def timeline_svg(line: Timeline, spans: Sequence[Window]) -> bytes:
    """Return one time line as an SVG file."""
    with style():
        figure = Figure(figsize=(5.4, 1.75), layout="constrained")
        draw(figure.subplots(), line, spans)
        out = io.BytesIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return out.getvalue()
