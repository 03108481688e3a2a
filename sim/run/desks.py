"""The desks table: what was applied for, approved and refused at export desks, and what waits."""

import numpy as np
import pandas as pd

from sim.run.frame import month_names, names, tonnes
from sim.run.recording import Recording
from sim.world.grid import Grid
from sim.world.kernel.layout import Ints


def desks_frame(grid: Grid, recording: Recording) -> pd.DataFrame:
    """Return tonnes applied for, approved and refused by month, desk, destination and end use, and pending at its end.

    What is pending may also leak out past the desk, or be let go when the control ends; only while neither
    happens, pending is all that was applied for less what was decided. The end use is the receiver's sector, or
    its stage where it is no buyer. Masses only: counts of applications come with the licence desk's full process.
    """
    keys = [_key(grid, j) for j in range(len(grid.lines))]
    known = sorted(dict.fromkeys(key for key in keys if key[0]))
    number = {key: n for n, key in enumerate(known)}
    masses: Ints = np.zeros((recording.months, len(known), 4), dtype=np.int64)
    month, line, what = recording.desk_log.coordinates()
    key_of = np.array([number.get(key, -1) for key in keys], dtype=np.int64)
    np.add.at(masses, (month, key_of[line], what), recording.desk_log.values)
    month, key = np.nonzero(masses.any(axis=2))
    applied, approved, refused, pending = (tonnes(masses[month, key, i]) for i in range(4))
    return pd.DataFrame(
        {
            "month": month_names(grid, recording)[month],
            "desk": names([key[0] for key in known])[key],
            "destination": names([key[1] for key in known])[key],
            "end_use": names([key[2] for key in known])[key],
            "applied_t": applied,
            "approved_t": approved,
            "refused_t": refused,
            "pending_t": pending,
        }
    )


def _key(grid: Grid, j: int) -> tuple[str, str, str]:
    """Return desk (empty within a country), destination and end use of a line."""
    source, target = grid.nodes[grid.lines[j].source], grid.nodes[grid.lines[j].target]
    desk = next((i for i in sorted(grid.desk_index) if grid.scenario.desks[i].country == source.country), "")
    return desk if source.country != target.country else "", target.country, target.sector or target.kind
