"""The conservation laws, held after every run. All is in whole grams, so there is no tolerance.

A broken law is a defect of the simulator and never of a scenario: the run is refused.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from sim.base.elements import ELEMENTS, ORDER_CLASSES
from sim.base.errors import LawError
from sim.run.recording import Recording
from sim.world.grid import Grid
from sim.world.kernel import layout as k
from sim.world.state import RunState

_MASSES: Final = ("feed", "product", "byproduct", "residue", "process", "lost", "made", "used", "on_order")
_WAITING: Final = ("open", "at_desk", "licensed", "under_way")


def hold(grid: Grid, state: RunState, initial: k.Ints, recording: Recording) -> None:
    """Check every law. Raises LawError that names each place where one is broken, and by how much."""
    faults = [
        *_balance(state, initial),
        *_negatives(grid, state),
        *_orders(grid, state),
        *_transit(grid, state),
        *_cohorts(grid, state),
        *_use(grid, recording),
    ]
    if faults:
        raise LawError("\n".join(faults))


def _balance(state: RunState, initial: k.Ints) -> Iterator[str]:
    """Nothing is made and nothing vanishes: what was there and dug is there, under way, used or lost."""
    excess = state.mass() - initial
    for e in np.flatnonzero(excess):
        yield f"mass of {ELEMENTS[e]}: {excess[e]:+d} g against the start"


def _negatives(grid: Grid, state: RunState) -> Iterator[str]:
    """No stock, no order, no transit and no backlog is below zero."""
    for name in _MASSES:
        for n, at in np.argwhere(state.nodes[name] < 0):
            what = ORDER_CLASSES[at] if name == "on_order" else ELEMENTS[at]
            yield f"node {grid.nodes[n].id}: {name} of {what} is {state.nodes[name][n, at]} g"
    for slot, e in np.argwhere(state.cargo < 0):
        lane = grid.lanes[int((state.lanes["slots_last"] > slot).argmax())].id
        yield f"lane {lane}: {state.cargo[slot, e]} g of {ELEMENTS[e]} under way"
    for name in _WAITING:
        for j in np.flatnonzero(state.lines[name] < 0):
            yield f"{_line(grid, int(j))}: {name} is {state.lines[name][j]} g"
    for r in np.flatnonzero((state.rows["backlog"] < 0) | (state.rows["stock"] < 0).any(axis=1)):
        yield f"{_row(grid, int(r))}: backlog or stock is below zero"


def _orders(grid: Grid, state: RunState) -> Iterator[str]:
    """What a node has on order waits on its lines: open, at a desk, licensed or under way."""
    waiting = np.zeros_like(state.nodes["on_order"])
    lines = state.lines
    np.add.at(waiting, (lines["target"], lines["cls"]), sum(lines[name] for name in _WAITING))
    excess = state.nodes["on_order"] - waiting
    for n, c in np.argwhere(excess):
        yield f"node {grid.nodes[n].id}: orders of {ORDER_CLASSES[c]} are {excess[n, c]:+d} g against its lines"


def _transit(grid: Grid, state: RunState) -> Iterator[str]:
    """What a lane's lines have under way sits in the lane's shipments."""
    loads = np.concatenate([[0], np.cumsum(state.cargo.sum(axis=1))])
    held = loads[state.lanes["slots_last"]] - loads[state.lanes["slots_first"]]
    booked = np.zeros(len(grid.lanes), dtype=np.int64)
    np.add.at(booked, state.lines["lane"], state.lines["under_way"])
    for j in np.flatnonzero(held != booked):
        yield f"lane {grid.lanes[j].id}: {held[j] - booked[j]:+d} g under way against its lines"


def _cohorts(grid: Grid, state: RunState) -> Iterator[str]:
    """The stocks of the firms behind a buyer, and what has arrived and is not yet shared, are the buyer's stock.

    A buyer who is watched takes goods in at the minute they arrive; his firms share them at his next review.
    """
    node, cls = (state.rows[name] for name in ("node", "cls"))
    running = np.pad(np.cumsum(state.nodes["feed"], axis=1), ((0, 0), (1, 0)))
    feed = running[node, k.CLASS_LAST[cls]] - running[node, k.CLASS_FIRST[cls]]
    excess = state.rows["stock"].sum(axis=1) + state.rows["arrived"] - feed
    for r in np.flatnonzero(excess):
        yield f"{_row(grid, int(r))}: its firms hold {excess[r]:+d} g against the buyer's stock"


def _use(grid: Grid, recording: Recording) -> Iterator[str]:
    """Demand is delivered, short (lost), thrifted or late: it is the sum of these and the change in backlog."""
    masses = np.moveaxis(recording.shortfall, 2, 0)[: k.DRY_AT].copy()  # each by itself in memory, to be quick
    growth = np.diff(masses[k.BACKLOG], axis=1, prepend=recording.opening_backlog[:, None])
    excess = masses[k.DEMAND] - masses[k.DELIVERED] - masses[k.SHORT] - masses[k.THRIFTED] - growth
    for r in np.flatnonzero(excess.any(axis=1) | (masses.min(axis=(0, 2), initial=0) < 0)):
        bad = np.flatnonzero(excess[r])
        where = f"in week {bad[0]} by {excess[r, bad[0]]:+d} g" if len(bad) else "by a number below zero"
        yield f"{_row(grid, int(r))}: demand is not delivered + short + thrifted + change in backlog, {where}"


def _row(grid: Grid, r: int) -> str:
    row = grid.rows[r]
    return f"node {grid.nodes[row.node].id}, {row.key}"


def _line(grid: Grid, j: int) -> str:
    line = grid.lines[j]
    return f"lane {grid.lanes[line.lane].id}, {ORDER_CLASSES[line.cls]}"
