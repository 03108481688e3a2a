"""A figure of one case of the past: what was observed with its band, the model with P10 to P90, the naive forecast."""

import io
import math
from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.explore.backtest.page import as_figure
from sim.report.colours import DELIVERED, INK, MUTED, SHORT, WINDOW
from sim.report.style import style

_WIDE: Final = 30.0
"""Values that lie further apart than this are drawn on a logarithmic axis."""


def case_figure(case: str, points: pd.DataFrame) -> Figure:
    """Return a figure of the points of one case; points of different units stand in panels of their own."""
    units = list(dict.fromkeys(points["unit"]))
    with style():
        figure = Figure(figsize=(2.2 + 0.95 * len(points), 3.2), layout="constrained")
        widths = [int((points["unit"] == unit).sum()) for unit in units]
        axes = figure.subplots(1, len(units), squeeze=False, width_ratios=widths)[0]
        for axis, unit in zip(axes, units, strict=True):
            _draw(axis, points[points["unit"] == unit], unit)
        axes[0].legend(loc="best", fontsize=7.5, frameon=False)
        figure.suptitle(f"{case}: {', '.join(dict.fromkeys(points['episode']))}", x=0.01, ha="left", fontsize=10)
    return figure


def _draw(axis: Any, points: pd.DataFrame, unit: str) -> None:
    at = np.arange(len(points))
    seen, model, naive, low, high, p10, p90 = (
        points[name].to_numpy(dtype=float) for name in ("observed", "model", "naive", "low", "high", "p10", "p90")
    )
    every = np.concatenate([seen, model, naive, low, high, p10, p90])
    known = every[np.isfinite(every)]
    top = known.max()
    shown_high, shown_low = np.where(np.isfinite(high), high, top), np.where(np.isfinite(low), low, known.min())
    axis.bar(at, shown_high - shown_low, 0.62, bottom=shown_low, color=WINDOW, linewidth=0, label="band")
    axis.hlines(seen, at - 0.31, at + 0.31, color=INK, linewidth=1.6, label="observed")
    reach = np.isfinite(p10) & np.isfinite(model)
    axis.vlines(
        at[reach], p10[reach], np.where(np.isfinite(p90), p90, top)[reach], color=DELIVERED, linewidth=4, alpha=0.45
    )
    axis.plot(at, np.where(np.isfinite(model), model, math.nan), "o", color=DELIVERED, label="model, P10 to P90")
    axis.plot(at + 0.2, naive, "x", color=SHORT, markersize=5, label="naive")
    if unit not in ("month", "year") and known.min() > 0 and top / known.min() > _WIDE:
        axis.set_yscale("log")
    axis.set_xticks(at, [str(name).replace(" ", "\n") for name in points["point"]], fontsize=7.5)
    axis.set_xlim(-0.6, len(points) - 0.4)
    axis.yaxis.set_major_formatter(lambda value, _: as_figure(value, unit))
    axis.set_ylabel("" if unit in ("month", "year") else unit, color=MUTED)


def case_svg(case: str, points: pd.DataFrame) -> bytes:
    """Return the figure of one case as an SVG file."""
    out = io.BytesIO()
    with style():
        case_figure(case, points).savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return out.getvalue()
