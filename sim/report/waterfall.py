"""The waterfall of the shortfall: what each cause costs, the largest first, down to all that is short."""

from typing import Any, Final, NamedTuple

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.base.figures import tonnes
from sim.report.colours import INK, MUTED, SHORT
from sim.report.phrases import percent
from sim.report.plain import entry
from sim.report.style import data_uri, style

STEPS: Final = 7
"""So many causes have a step of their own; the rest are one."""
LEAST: Final = 0.001
"""A cause of less than this part of all has none."""
LONGEST: Final = 34
"""Longer names of causes are cut."""


class Step(NamedTuple):
    """One bar: its name, where it begins, how long it is (t), its part of all, and whether a disruption answers."""

    name: str
    begins: float
    mass: float
    share: float
    named: bool


def steps(by_cause: pd.DataFrame) -> list[Step]:
    """Return the steps of the waterfall, each beginning where the one before ends."""
    found: list[Step] = []
    begins = 0.0
    own = by_cause[by_cause["share"] >= LEAST].head(STEPS)
    for row in own.to_dict("records"):
        found.append(Step(_label(str(row["cause"])), begins, row["shortfall_t"], row["share"], bool(row["kind"])))
        begins += row["shortfall_t"]
    rest = by_cause.iloc[len(own) :]
    if len(rest):
        mass, share = float(rest["shortfall_t"].sum()), float(rest["share"].sum())
        found.append(Step(f"{len(rest)} more", begins, mass, share, False))
    return found


def in_words(found: list[Step]) -> str:
    """Return the steps as a sentence for those who do not see the figure."""
    return "; ".join(f"{step.name}: {tonnes(step.mass)} t, {percent(step.share)}" for step in found)


def waterfall_image(found: list[Step]) -> str:
    """Return the waterfall as an image for the page; what no disruption answers for is grey."""
    with style():
        figure = Figure(figsize=(11.0, 0.3 * (len(found) + 1) + 0.5), layout="constrained")
        axis = figure.subplots()
        whole = found[-1].begins + found[-1].mass
        colours = [SHORT if step.named else MUTED for step in found]
        rows = range(len(found))
        plain: Any = {"height": 0.62, "linewidth": 0}
        axis.barh(rows, [s.mass for s in found], left=[s.begins for s in found], color=colours, alpha=0.85, **plain)
        axis.barh([len(found)], [whole], color=INK, alpha=0.85, **plain)
        for row, step in zip(rows, found, strict=True):
            end = step.begins + step.mass
            axis.plot([end, end], [row - 0.31, row + 1.31], color=MUTED, linewidth=0.6)
            axis.text(
                end + 0.01 * whole, row, f"{tonnes(step.mass)} t, {percent(step.share)}", va="center", fontsize=8.5
            )
        axis.text(1.01 * whole, len(found), f"{tonnes(whole)} t", va="center", fontsize=8.5, fontweight="bold")
        axis.set_yticks([*rows, len(found)], [*(step.name for step in found), "all that is short"])
        axis.tick_params(axis="y", colors=INK)
        axis.invert_yaxis()
        axis.grid(axis="x")
        axis.grid(visible=False, axis="y")
        axis.set_xlim(0, 1.2 * whole)
        axis.xaxis.set_major_locator(MaxNLocator(5))
        axis.xaxis.set_major_formatter(lambda value, _: f"{value:,.6g}")
        return data_uri(figure)


def _label(name: str) -> str:
    """Return the name of a cause as a label: no letter that a drawing cannot hold, and not too long."""
    clean = "".join(c if c.isprintable() else "?" for c in entry(name))
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST - 1]}…"
