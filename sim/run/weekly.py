"""The weeks of a run: buyers' rows by element, form, region and sector, in whole grams."""

import numpy as np

from sim.base.elements import ELEMENTS
from sim.base.weeks import NEVER, Ints, Need, Weeks
from sim.run.recording import Recording
from sim.run.split import nested_shares, pairs_of, shares_of, split_totals
from sim.world.grid import Grid
from sim.world.kernel import layout as k


def weeks_of(grid: Grid, recording: Recording) -> Weeks:
    """Return what was needed, delivered, short and late by week; buyers of one region, sector and form add up."""
    nested = nested_shares(np.array([shares_of(grid, row) for row in grid.rows]).reshape(-1, len(ELEMENTS)))
    element, row = pairs_of(nested)
    owners = [_need(grid, int(r), int(e)) for e, r in zip(element, row, strict=True)]
    rank = {name: i for i, name in enumerate(ELEMENTS)}
    needs = tuple(sorted(dict.fromkeys(owners), key=lambda need: (rank[need.element], *need[1:])))
    number = {need: i for i, need in enumerate(needs)}
    group = np.array([number[need] for need in owners], dtype=np.int64)
    masses = {name: _grouped(parts, group, len(needs)) for name, parts in _by_element(recording, nested).items()}
    backlog = masses.pop("backlog")
    dry = np.full((len(needs), recording.weeks), NEVER, dtype=np.int64)
    np.minimum.at(dry, group, recording.shortfall[row, :, k.DRY_AT])
    return Weeks(
        needs, recording.week_ends, recording.month_starts,
        **masses, backlog=backlog[:, 1:], opening_backlog=backlog[:, 0], dry_at=dry,
    )  # fmt: skip


def _need(grid: Grid, r: int, e: int) -> Need:
    node = grid.nodes[grid.rows[r].node]
    return Need(ELEMENTS[e], node.stage.form, node.region, node.sector)


def _by_element(recording: Recording, nested: Ints) -> dict[str, Ints]:
    """Split every row over its elements, by pair and week; the backlog has the opening one in front.

    What is neither short nor thrifted is accepted, and what is accepted is delivered or late: accepted, delivered,
    thrifted and short are split as running totals, so demand is the sum of delivered, short, thrifted and the
    change in backlog for each element.
    """
    recorded = recording.shortfall
    opening = recording.opening_backlog[:, None]
    nothing = np.zeros_like(opening)
    given_up = recorded[..., k.SHORT] + recorded[..., k.THRIFTED]
    accepted = _running(opening, recorded[..., k.DEMAND] - given_up, nested)
    delivered = _running(nothing, recorded[..., k.DELIVERED], nested)
    short = _running(nothing, recorded[..., k.SHORT], nested)
    missed = np.diff(short, axis=1)
    thrifted = np.diff(_running(nothing, recorded[..., k.THRIFTED], nested), axis=1)
    return {
        "demand": np.diff(accepted, axis=1) + missed + thrifted,
        "delivered": np.diff(delivered, axis=1),
        "shortfall": missed,
        "thrifted": thrifted,
        "backlog": accepted - delivered,
    }


def _running(opening: Ints, weekly: Ints, nested: Ints) -> Ints:
    totals = np.concatenate([opening, opening + np.cumsum(weekly, axis=1)], axis=1)
    return split_totals(totals, nested)


def _grouped(values: Ints, group: Ints, count: int) -> Ints:
    out = np.zeros((count, values.shape[1]), dtype=np.int64)
    np.add.at(out, group, values)
    return out
