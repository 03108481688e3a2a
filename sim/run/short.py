"""Who counts as short, and the span of time in which a shortage is counted."""

from typing import Any, Final

import numpy as np

from sim.base.weeks import GOOD_WEEKS, NEVER, Ints, Weeks

LEAST_T: Final = 0.005
LEAST_SHARE: Final = 0.001
"""Who lacks less than this share of his need, or less than 5 kg, is not called short.

A single late lorry moves what everybody orders by grams ever after; such echoes are far below both.
"""
_GRAMS: Final = 1e6


def is_short(shortfall_t: Any, demand_t: Any) -> Any:
    """Return which of these tonnes missing (numbers, arrays or columns) are worth a word, against the need."""
    return (shortfall_t >= LEAST_T) & (shortfall_t >= LEAST_SHARE * demand_t)


def window_end(weeks: Weeks, horizon_end: int) -> int:
    """Return the minute from which everybody who was short and had to stop is well for good.

    For good: at least eight good weeks follow and no bad one, so that a second wave is not cut off. The end of
    the horizon if somebody is not well by then, or if nobody was affected.
    """
    hit = np.flatnonzero(weeks.first_short < NEVER)
    last = _last_ill(weeks, hit)
    short, demand = (
        np.cumsum(mass[hit], axis=1)[np.arange(len(hit)), last] for mass in (weeks.shortfall, weeks.demand)
    )
    affected = is_short(short / _GRAMS, demand / _GRAMS)
    if not affected.any() or len(weeks.ends) - 1 - last[affected].max() < GOOD_WEEKS:
        return horizon_end
    return int(weeks.ends[last[affected].max()])


def _last_ill(weeks: Weeks, rows: Ints) -> Ints:
    """Return the number of the last bad week of each row, or of the week in which it first ran dry."""
    bad = weeks.bad[rows]
    dry = (weeks.ends > weeks.first_short[rows, None]).argmax(axis=1)
    last: Ints = np.where(bad.any(axis=1), bad.shape[1] - 1 - bad[:, ::-1].argmax(axis=1), 0)
    latest: Ints = np.maximum(last, dry)
    return latest
