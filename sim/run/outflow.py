"""What leaves every stock in a month: the yardstick for days of cover."""

from typing import Final

import numpy as np
import numpy.typing as npt

from sim.base.calendar import MINUTES_PER_DAY
from sim.base.weeks import by_days
from sim.run.recording import Recording
from sim.run.split import shares_of
from sim.world.grid import Grid
from sim.world.kernel import layout as k

COVER_MONTHS: Final = 3
"""Cover counts days of the mean outflow over so many months, the present one included."""


def outflow(grid: Grid, recording: Recording) -> k.Ints:
    """Return grams that left feed, product, by-product and process; shape (month, node, kind, element).

    A buyer's outflow is his demand, not what he could use; so his cover falls to 0 when he has nothing.
    """
    out = np.zeros((recording.months, len(grid.nodes), 5, k.N_ELEMENTS), dtype=np.int64)
    made = recording.production.dense()
    plants = list(grid.plants)
    out[:, plants, k.IN_FEED] = made[:, :, k.DRAWN]
    out[:, plants, k.IN_PROCESS] = made[:, :, k.TO_PRODUCT : k.LOST + 1].sum(axis=2)
    shipped = _shipped(recording)
    for (source, kind), lanes in _streams(grid).items():
        out[:, source, kind] = shipped[:, lanes].sum(axis=1)
    for row, demand in zip(grid.rows, _demand(grid, recording).swapaxes(0, 1), strict=True):
        out[:, row.node, k.IN_FEED] += demand
    return out


def daily(grid: Grid, recording: Recording, out: k.Ints) -> npt.NDArray[np.float64]:
    """Return the mean outflow in grams a day over the last three months, by month.

    Goods leave until the end of the run, but use is recorded up to the end of the last week of use: a buyer's days
    end there.
    """
    bounds = np.append(recording.month_starts, recording.end)
    mean = _mean(out, bounds)
    buyers = sorted({row.node for row in grid.rows})
    used = np.minimum(bounds, recording.week_ends.max(initial=0))
    mean[:, buyers, k.IN_FEED] = _mean(out[:, buyers, k.IN_FEED], used)
    return mean


def _mean(out: k.Ints, bounds: k.Ints) -> npt.NDArray[np.float64]:
    """Return grams a day over the last three months, by month; ``bounds`` are the minutes between which months lie."""
    running = np.concatenate([np.zeros((1, *out.shape[1:])), np.cumsum(out, axis=0, dtype=np.float64)])
    last = np.arange(1, len(out) + 1)
    first = np.maximum(last - COVER_MONTHS, 0)
    span = np.maximum(bounds[last] - bounds[first], 1) / MINUTES_PER_DAY  # a run of days has no week of use yet
    mean: npt.NDArray[np.float64] = (running[last] - running[first]) / span.reshape(-1, *[1] * (out.ndim - 1))
    return mean


def _streams(grid: Grid) -> dict[tuple[int, int], list[int]]:
    """Return the lanes that each stream of each node leaves by."""
    found: dict[tuple[int, int], list[int]] = {}
    for line in grid.lines:
        lanes = found.setdefault((line.source, k.IN_BYPRODUCT if line.byproduct else k.IN_PRODUCT), [])
        if line.lane not in lanes:
            lanes.append(line.lane)
    return found


def _shipped(recording: Recording) -> k.Ints:
    """Return grams shipped by month, lane and element, over all channels."""
    flows = recording.flows
    _, month, lane, way, element = flows.coordinates()
    left = way == 0
    shipped = np.zeros((flows.shape[1], flows.shape[2], flows.shape[4]), dtype=np.int64)
    np.add.at(shipped, (month[left], lane[left], element[left]), flows.values[left])
    return shipped


def _demand(grid: Grid, recording: Recording) -> k.Ints:
    """Return the demand of buyers' rows by month, row and element, to the nearest gram."""
    monthly = by_days(recording.shortfall[..., k.DEMAND], recording.week_ends, recording.month_starts)
    shares = np.array([shares_of(grid, row) for row in grid.rows]).reshape(-1, k.N_ELEMENTS)
    grams: k.Ints = np.rint(monthly.T[:, :, None] * shares).astype(np.int64)
    return grams
