"""Where the matter in each plant's product comes from, and whose machines made it."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sim.world.grid import Grid
from sim.world.plan import Plan

_SWEEPS = 60


@lru_cache(maxsize=8)
def content_from(grid: Grid, country: str) -> npt.NDArray[np.float64]:
    """Return for each node the part of its product that answers to a country: matter or technology, the larger.

    Matter is traced through the steady flows of the start, from mines down, scrap loops included. Technology is
    the largest of the node's shares of equipment, reagents and technicians from the country.
    """
    plan = Plan(grid, grid.scenario.horizon.start)
    mines = np.array([r.mode == "source" for r in grid.recipes])
    home = np.array([float(n.country == country) for n in grid.nodes])
    source = np.array([line.source for line in grid.lines], dtype=np.int64)
    target = np.array([line.target for line in grid.lines], dtype=np.int64)
    flow = plan.flow.sum(axis=1)
    whole = np.bincount(target, flow, minlength=len(home))
    matter = home.copy()
    for _ in range(_SWEEPS):
        came = np.bincount(target, flow * matter[source], minlength=len(home))
        matter = np.where(mines | (whole <= 0), home, came / np.maximum(whole, 1e-9))
    made_with = [max((s.get(country, 0.0) for s in (n.equipment, n.reagents, n.technicians)), default=0.0)
                 for n in grid.nodes]  # fmt: skip
    found: npt.NDArray[np.float64] = np.maximum(matter, made_with)
    return found
