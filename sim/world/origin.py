"""Where the goods of each plant come from, and whose machines and people made them."""

from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from sim.world.grid import Grid
from sim.world.plan import Plan

Floats = npt.NDArray[np.float64]
_SWEEPS = 60


@lru_cache(maxsize=8)
def content_from(grid: Grid, country: str, part: Literal["matter", "technology", "either"] = "either") -> Floats:
    """Return for each node the part of its product that answers to a country: by matter, technology or the larger.

    A good is the country's by matter if it was dug there or has passed through a plant there, traced through the
    steady flows of the start, scrap loops included; what had no flow at the start is traced as what it would buy.
    By technology it is the larger of the plant's shares of machines and technicians from the country, and wholly if
    the plant stands there. Reagents do not count: they are used up, and no rule asks for them.
    """
    home = np.array([float(n.country == country) for n in grid.nodes])
    made_with = [max(n.equipment.get(country, 0.0), n.technicians.get(country, 0.0)) for n in grid.nodes]
    technology: Floats = np.maximum(home, made_with)
    if part == "technology":
        return technology
    matter = _matter(grid, home)
    return matter if part == "matter" else np.maximum(matter, technology)


def _matter(grid: Grid, home: Floats) -> Floats:
    """Return the parts dug or made in the country, carried down the lines more often than any way is long."""
    source = np.array([line.source for line in grid.lines], dtype=np.int64)
    target = np.array([line.target for line in grid.lines], dtype=np.int64)
    share = np.array([grid.lanes[line.lane].share for line in grid.lines])
    flow = Plan(grid, grid.scenario.horizon.start).flow.sum(axis=1)
    served = np.bincount(target, flow, minlength=len(home)) > 0
    weights = np.where(served[target], flow, share)
    whole = np.bincount(target, weights, minlength=len(home))
    mines = np.array([r.mode == "source" for r in grid.recipes])
    settled = mines | (whole <= 0) | (home > 0)
    matter = home.copy()
    for _ in range(_SWEEPS):
        came = np.bincount(target, weights * matter[source], minlength=len(home))
        matter = np.where(settled, home, came / np.maximum(whole, 1e-12))
    return matter
