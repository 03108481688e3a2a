"""Who runs short of what, by how much, from when and until when."""

from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.base.weeks import NEVER, Ints, Weeks
from sim.run.frame import days, names, tonnes

KEYS: Final = ("element", "form", "region", "sector")
COLUMNS: Final = (
    *KEYS, "demand_t", "delivered_t", "shortfall_t", "shortfall_share", "peak_share", "first_day_short", "recovery",
)  # fmt: skip


def summary_frame(weeks: Weeks, start: date) -> pd.DataFrame:
    """Return one row per need, the worst first; dates are ``datetime.date`` or None.

    ``peak_share`` is the worst month's. ``first_day_short`` is the first day on which firms with at least 0.1 %
    of their region's use could not run; ``recovery`` begins the first eight weeks in a row with less than 1 %
    short and nothing late.
    """
    frame = pd.DataFrame({name: names([need[i] for need in weeks.needs]) for i, name in enumerate(KEYS)})
    demand, short = weeks.demand.sum(axis=1), weeks.shortfall.sum(axis=1)
    frame["demand_t"] = tonnes(demand)
    frame["delivered_t"] = tonnes(weeks.delivered.sum(axis=1))
    frame["shortfall_t"] = tonnes(short)
    frame["shortfall_share"] = ratio(short, demand)
    frame["peak_share"] = peak_share(weeks)
    frame["first_day_short"] = pd.Series(days(start, weeks.first_short, NEVER), dtype=object)
    frame["recovery"] = pd.Series(days(start, weeks.recovery, NEVER), dtype=object)
    return worst_first(frame)


def worst_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in order of shortfall, the largest first; ties stay in order."""
    return frame.sort_values("shortfall_t", ascending=False, kind="stable", ignore_index=True)


def ratio(part: Ints, whole: Ints) -> npt.NDArray[np.float64]:
    """Return part over whole, 0 where there is no whole."""
    shares: npt.NDArray[np.float64] = np.divide(part, whole, out=np.zeros(np.shape(part)), where=whole > 0)
    return shares


def peak_share(weeks: Weeks) -> npt.NDArray[np.float64]:
    """Return the largest share of a month's demand that was short, by need."""
    months = int(weeks.month.max(initial=-1)) + 1
    shares = ratio(weeks.by_month(weeks.shortfall, months), weeks.by_month(weeks.demand, months))
    peak: npt.NDArray[np.float64] = shares.max(axis=1, initial=0.0)
    return peak
