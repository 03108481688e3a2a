"""Time lines of demand and delivery, and of a country's exports, for pages and notebooks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.report.colours import CAUGHT_UP, DELIVERED, DEMAND, GIVEN_UP, MUTED, SHORT, WINDOW
from sim.report.exports import Exports
from sim.report.phrases import region
from sim.report.pivots import Timeline, timelines
from sim.report.spans import end_of, shaded
from sim.report.style import band, data_uri, days_of, lay_out, shade, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.run import Replications, Result

PANELS = 10
"""A figure for a notebook shows so many elements, the hardest hit first."""

Stretches = Sequence[tuple[pd.Timestamp, pd.Timestamp]]


def plot(result: "Result | Replications") -> Figure:
    """Return a figure of demand and delivery over time, one panel for each of the hardest hit elements."""
    lines = timelines(result.shortfall, result.summary(), result.window)
    chosen = [line for line in lines if line.short][:PANELS] or lines[:PANELS]
    stretches = stretches_of(result)
    with style():
        rows = max(1, (len(chosen) + 1) // 2)
        figure = Figure(figsize=(10.5, 2.1 * rows + 0.7), layout="constrained")
        axes = figure.subplots(rows, 2, squeeze=False, sharex=True).ravel()
        for axis, line in zip(axes, chosen, strict=False):
            draw(axis, line, stretches)
            axis.set_title(f"{line.element}  ({', '.join(line.regions) or 'all'})", loc="left", fontsize=9.5)
        for axis in axes[len(chosen) :]:
            axis.set_visible(False)
            axes[len(chosen) - 2].tick_params(labelbottom=True)  # the column beside ends a row higher
        figure.suptitle(result.headline(), x=0.01, ha="left", fontsize=10, wrap=True)
        figure.supylabel("t REO a month", fontsize=9, color=MUTED)
        figure.legend(handles=_key(), loc="outside lower left", ncols=6, fontsize=8.5, frameon=False, labelcolor=MUTED)
    return figure


def _key() -> list[Any]:
    """Return what the lines and areas of a time line mean."""
    return [
        Line2D([], [], color=DEMAND, linewidth=0.9, linestyle=(0, (4, 2)), label="demand"),
        Line2D([], [], color=DELIVERED, linewidth=1.5, label="delivered"),
        Patch(color=SHORT, alpha=0.35, linewidth=0, label="short"),
        Patch(color=GIVEN_UP, alpha=0.3, linewidth=0, label="given up"),
        Patch(color=CAUGHT_UP, alpha=0.25, linewidth=0, label="caught up"),
        Patch(color=WINDOW, linewidth=0, label="disruption in force"),
    ]


def where(line: Timeline) -> str:
    """Return whose demand a time line draws."""
    return ", ".join(region(code) for code in line.regions) or "all buyers"


def stretches_of(result: "Result | Replications") -> Stretches:
    """Return when the scenario's disruptions were in force."""
    return shaded(result.events, result.scenario.disruptions, end_of(result.shortfall))


def draw(axis: "Axes", line: Timeline, stretches: Stretches) -> None:
    """Draw one time line: what was wanted, given up, came and was missing, and while what was in force."""
    months = days_of(line.months)
    demand, delivered = line.demand.to_numpy(), line.delivered.mean.to_numpy()
    wanted = demand - line.thrifted.to_numpy()
    shade(axis, stretches)
    missing, late = delivered < wanted, delivered > wanted
    plain: Any = {"linewidth": 0, "interpolate": True}
    axis.fill_between(months, wanted, delivered, where=missing, color=SHORT, alpha=0.35, **plain)
    axis.fill_between(months, wanted, delivered, where=late, color=CAUGHT_UP, alpha=0.25, **plain)
    if line.thrifted.any():
        axis.fill_between(months, demand, wanted, color=GIVEN_UP, alpha=0.3, linewidth=0)
    band(axis, months, line.delivered, DELIVERED)
    axis.plot(months, delivered, color=DELIVERED, linewidth=1.5)
    axis.plot(months, demand, color=DEMAND, linewidth=0.9, linestyle=(0, (4, 2)))
    tops = [float(values.max()) for values in (line.demand, line.delivered.high) if len(values)]
    lay_out(axis, months, max(tops, default=0.0))
    if line.short and line.from_above_zero:
        axis.set_ylim(bottom=0.95 * float(line.delivered.low.min()))
        corner: Any = {"xy": (0, 0), "xycoords": "axes fraction", "xytext": (4, 3), "textcoords": "offset points"}
        axis.annotate("axis begins above zero", **corner, fontsize=7.5, color=MUTED)


def timeline_image(line: Timeline, stretches: Stretches) -> str:
    """Return one time line as an image for the page."""
    with style():
        figure = Figure(figsize=(5.4, 1.85), layout="constrained")
        draw(figure.subplots(), line, stretches)
        return data_uri(figure)


def exports_image(exports: Exports, stretches: Stretches) -> str:
    """Return a country's exports a day as an image: tonnes at the left, share of a usual day at the right."""
    with style():
        figure = Figure(figsize=(5.4, 2.5), layout="constrained")
        axis = figure.subplots()
        months = days_of(exports.daily.mean.index)
        shade(axis, stretches)
        band(axis, months, exports.daily, DELIVERED)
        axis.plot(months, exports.daily.mean.to_numpy(), color=DELIVERED, linewidth=1.6)
        lay_out(axis, months, float(exports.daily.high.max()))
        if exports.usual:
            _share_of_usual(axis, exports.usual)
        return data_uri(figure)


def _share_of_usual(axis: "Axes", usual: float) -> None:
    axis.axhline(usual, color=DEMAND, linewidth=0.9, linestyle=(0, (4, 2)))
    turn: Any = (lambda tonnes: 100 * tonnes / usual, lambda share: share * usual / 100)
    right = axis.secondary_yaxis("right", functions=turn)
    right.yaxis.set_major_formatter(lambda value, _: f"{value:.0f} %")
    right.spines["right"].set_visible(False)
    right.tick_params(colors=MUTED, length=0)
