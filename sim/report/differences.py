"""What differs between two scenarios, as a figure: the largest differences with their intervals."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from matplotlib.figure import Figure

from sim.report.colours import GIVEN_UP, INK, MUTED, SHORT
from sim.report.phrases import region
from sim.report.style import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from sim.explore import Comparison

SHOWN: Final = 14
"""So many elements and regions are drawn, those first whose deliveries differ most."""
PARTS: Final = (("short_t", "short", SHORT, -0.14), ("given_up_t", "given up", GIVEN_UP, 0.14))
TITLE: Final = 95
"""Longer titles of scenarios are cut."""


def plot_comparison(comparison: "Comparison") -> Figure:
    """Return a figure of b - a by element and region: t short and t given up, with 95 % intervals."""
    places = _places(comparison.of("not_delivered_t"))
    with style():
        figure = Figure(figsize=(9.5, 0.34 * max(len(places), 1) + 1.5), layout="constrained")
        axis = figure.subplots()
        for metric, label, colour, shift in PARTS:
            _draw(axis, places, comparison.table[comparison.table["metric"] == metric], (label, colour, shift))
        _lay_out(axis, places)
        names = (_cut(comparison.b.title), _cut(comparison.a.title))
        days = f"{comparison.window[0].isoformat()} up to {comparison.window[1].isoformat()}"
        title = f"{names[0]}\nagainst: {names[1]}\n{days}, {comparison.replications} paired runs"
        axis.set_title(title, loc="left", fontsize=9.5, color=INK)
    return figure


def save_comparison(comparison: "Comparison", path: Path) -> Path:
    """Write the figure to a file (SVG or PNG by its ending) and return the path."""
    with style():
        plot_comparison(comparison).savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
    return path


def _places(rows: pd.DataFrame) -> list[tuple[str, str]]:
    single = rows[(rows["element"] != "all") & (rows["region"] != "all") & (rows["difference"].abs() > 0)]
    return list(zip(single["element"], single["region"], strict=True))[:SHOWN]


def _draw(axis: "Axes", places: list[tuple[str, str]], rows: pd.DataFrame, look: tuple[str, str, float]) -> None:
    """Draw one kind of difference beside the names of its places."""
    label, colour, shift = look
    known = rows.set_index(["element", "region"])
    at, means, margins = [], [], []
    for number, place in enumerate(places):
        if place in known.index:
            row: Any = known.loc[place]
            at.append(number + shift)
            means.append(float(row["difference"]))
            margins.append(0.0 if row["high"] != row["high"] else float(row["high"] - row["difference"]))
    axis.errorbar(means, at, xerr=margins, fmt="o", color=colour, label=label, markersize=5, linewidth=1.4, capsize=2.5)


def _lay_out(axis: "Axes", places: list[tuple[str, str]]) -> None:
    axis.axvline(0, color=MUTED, linewidth=0.9)
    axis.set_yticks(range(len(places)), [f"{element}, {region(code)}" for element, code in places])
    axis.tick_params(axis="y", colors=INK)
    axis.invert_yaxis()
    axis.grid(axis="x")
    axis.grid(visible=False, axis="y")
    axis.xaxis.set_major_formatter(lambda value, _: f"{value:+,.6g}" if value else "0")
    axis.set_xlabel("t REO more (right) or less (left)")
    if places:
        axis.legend(frameon=False, loc="best", fontsize=9)


def _cut(title: str) -> str:
    clean = "".join(c if c.isprintable() else "?" for c in title)
    return clean if len(clean) <= TITLE else f"{clean[: TITLE - 1]}…"
