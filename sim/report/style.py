"""The house style of figures, and how a figure becomes a file."""

import base64
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import pandas as pd
from matplotlib import dates
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.report.colours import INK, MUTED, RULE, WINDOW

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.report.pivots import Spread

DATES: Any = dates  # this part of matplotlib has no types
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


@contextmanager
def style() -> Iterator[None]:
    """Draw in the house style, and leave the reader's own settings alone."""
    with mpl.rc_context(STYLE):
        yield


def days_of(moments: Any) -> Any:
    """Return moments in the numbers of a date axis."""
    return DATES.date2num(pd.DatetimeIndex(moments).to_pydatetime())


def shade(axis: "Axes", spans: Sequence[tuple[pd.Timestamp, pd.Timestamp]]) -> None:
    """Shade stretches of time behind everything else."""
    for start, end in spans:
        low, high = days_of([start, end])
        axis.axvspan(float(low), float(high), color=WINDOW, linewidth=0, zorder=0)


def band(axis: "Axes", months: Any, spread: "Spread", color: str) -> None:
    """Draw how far the runs lie apart, if there are several."""
    if spread.wide:
        low, high = spread.low.to_numpy(), spread.high.to_numpy()
        axis.fill_between(months, low, high, color=color, alpha=0.22, linewidth=0)


def lay_out(axis: "Axes", months: Any, top: float) -> None:
    """Give an axis its ticks: few, in plain figures and dates, from zero up."""
    locator = DATES.AutoDateLocator(minticks=3, maxticks=8)
    axis.xaxis.set_major_locator(locator)
    axis.xaxis.set_major_formatter(DATES.ConciseDateFormatter(locator, show_offset=False))
    axis.yaxis.set_major_locator(MaxNLocator(4))
    axis.yaxis.set_major_formatter(lambda value, _: f"{value:,.6g}")
    axis.set_ylim(0, max(top, 1e-9) * 1.08)
    if len(months):
        axis.set_xlim(float(months[0]) - 8, float(months[-1]) + 30)


def data_uri(figure: Figure) -> str:
    """Return a figure as an SVG image that stands in the page itself."""
    out = io.BytesIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode("ascii")
