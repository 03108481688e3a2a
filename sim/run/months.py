"""Weeks of use cut at the ends of months, in whole grams.

A week of use is the seven days up to its review, wherever a month ends in between. Each month gets its days'
part of the week, so months of equal demand look equal, however many reviews fall in them.
"""

import numpy as np

from sim.base.calendar import MINUTES_PER_WEEK
from sim.base.weeks import Ints
from sim.run.recording import Recording


def by_days(recording: Recording, weekly: Ints) -> Ints:
    """Return masses (>= 0) by month from masses by week of use, exact in sum to the gram; rows stay rows.

    What was used by the end of a month is the whole of the weeks before it and the days' part, rounded down, of
    the week that it cuts. The part of the first week that lies before the horizon belongs to no month, and the
    last month ends with the last review.
    """
    weeks = weekly.shape[1]
    running = np.zeros((len(weekly), weeks + 1), dtype=np.int64)
    np.cumsum(weekly, axis=1, out=running[:, 1:])
    bounds = recording.month_starts
    cut = np.searchsorted(week_ends(recording), bounds)
    upto = np.concatenate([running[:, cut], running[:, -1:]], axis=1)
    inside = np.flatnonzero(cut < weeks)
    begun = bounds[inside] - week_ends(recording)[cut[inside]] + MINUTES_PER_WEEK
    upto[:, inside] += weekly[:, cut[inside]] * begun // MINUTES_PER_WEEK
    return np.diff(upto, axis=1)


def week_ends(recording: Recording) -> Ints:
    """Return the minute at which each recorded week of use ends."""
    return recording.phase + MINUTES_PER_WEEK * np.arange(recording.weeks, dtype=np.int64)
