"""The desks table: what was applied for, approved and refused at export desks, and what waits."""

from typing import Final

import numpy as np
import pandas as pd

from sim.run.frame import month_names, names, tonnes
from sim.run.recording import Recording
from sim.world.grid import Grid
from sim.world.kernel import layout as k
from sim.world.kernel.layout import Ints

_COLUMNS: Final = {
    "applied": k.CASES_IN, "approved": k.CASES_APPROVED, "refused": k.CASES_REFUSED, "pending": k.CASES_WAITING,
    "overdue": k.CASES_OVERDUE, "applied_t": k.APPLIED, "approved_t": k.APPROVED, "refused_t": k.REFUSED,
    "pending_t": k.PENDING,
}  # fmt: skip
"""Columns of the table and what the desk log keeps them as: cases, and then tonnes."""


def desks_frame(grid: Grid, recording: Recording) -> pd.DataFrame:
    """Return cases and tonnes applied for, approved and refused, and pending at the end of the month.

    Rows are by month, desk, destination and end use. A case is a normal week of shipments of one good; it is counted
    as overdue in the month in which it comes in, or comes in again with better papers. What is pending may also leak
    out past the desk, or be let go when the control ends; only while neither happens, pending is all that was applied
    for less what was decided. Only licences keep cases: under a quota or a ban there are no rows. The end use is the
    receiver's sector, or its stage where it is no buyer.
    """
    keys = [_key(grid, j) for j in range(len(grid.lines))]
    known = sorted(dict.fromkeys(key for key in keys if key[0]))
    number = {key: n for n, key in enumerate(known)}
    masses: Ints = np.zeros((recording.months, len(known), len(_COLUMNS)), dtype=np.int64)
    month, line, what = recording.desk_log.coordinates()
    key_of = np.array([number.get(key, -1) for key in keys], dtype=np.int64)
    np.add.at(masses, (month, key_of[line], what), recording.desk_log.values)
    month, key = np.nonzero(masses.any(axis=2))
    return pd.DataFrame(
        {
            "month": month_names(grid, recording)[month],
            "desk": names([key[0] for key in known])[key],
            "destination": names([key[1] for key in known])[key],
            "end_use": names([key[2] for key in known])[key],
            **{name: masses[month, key, i] for name, i in _COLUMNS.items() if not name.endswith("_t")},
            **{name: tonnes(masses[month, key, i]) for name, i in _COLUMNS.items() if name.endswith("_t")},
        }
    )


def _key(grid: Grid, j: int) -> tuple[str, str, str]:
    """Return desk (empty within a country), destination and end use of a line.

    What leaves a country without a desk of its own can only pass one that reaches abroad: the first there is.
    """
    source, target = grid.nodes[grid.lines[j].source], grid.nodes[grid.lines[j].target]
    if source.country == target.country or not grid.desk_index:
        return "", target.country, target.sector or target.kind
    desks = sorted(grid.desk_index)
    desk = next((i for i in desks if grid.scenario.desks[i].country == source.country), desks[0])
    return desk, target.country, target.sector or target.kind
