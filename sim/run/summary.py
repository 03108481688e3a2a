"""Who runs short of what, by how much, from when and until when; and what buyers themselves do without."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.base.calendar import date_after, minutes_between
from sim.base.weeks import NEVER, Ints, Need, Weeks, peak_share
from sim.run.frame import days, names, tonnes
from sim.run.recording import Sparse
from sim.run.short import window_end

KEYS: Final = ("element", "form", "region", "sector")
COLUMNS: Final = (
    *KEYS, "demand_t", "delivered_t", "shortfall_t", "thrifted_t", "shortfall_share", "peak_share", "first_day_short",
    "recovery", "short_again",
)  # fmt: skip

Window = tuple[date, date]
"""The first day that a summary counts, and the first day that it no longer counts."""


@dataclass(frozen=True)
class Shortages:
    """What is kept of a run's weeks to sum them up to any day. What was missing, short or thrifted is rare, so small.

    ``ends`` is the minute at which this run's own window ends: the last of those who were hit is well for good, or
    the horizon ends. ``fixed`` is a window that somebody asked for instead; weeks that it cuts count by their last day.
    """

    start: date
    shock: date | None
    horizon_end: int
    ends: int
    needs: tuple[Need, ...]
    week_ends: Ints
    month_starts: Ints
    demand: Ints
    missing: Sparse
    short: Sparse
    thrifted: Sparse
    first_short: Ints
    recovery: Ints
    short_again: Ints
    fixed: Window | None = None

    @classmethod
    def of(
        cls, weeks: Weeks, start: date, shock: date | None, horizon_end: int, fixed: Window | None = None
    ) -> "Shortages":
        """Keep what the weeks since the shock say about shortages, or those of a ``fixed`` window from its start on."""
        ends = window_end(weeks, horizon_end) if fixed is None else minutes_between(start, fixed[1])
        return cls(
            start, shock, horizon_end, ends,
            weeks.needs, weeks.ends, weeks.month_starts, weeks.demand,
            Sparse.of(weeks.demand - weeks.delivered, blocks=0), Sparse.of(weeks.shortfall, blocks=0),
            Sparse.of(weeks.thrifted, blocks=0), weeks.first_short, weeks.recovery, weeks.short_again, fixed,
        )  # fmt: skip

    @cached_property
    def window(self) -> Window:
        """From the first disruption (or the start) to the day on which the last who was hit is well for good.

        It is the fixed one if somebody asked for certain days.
        """
        return self.fixed or (self.shock or self.start, date_after(self.start, self.ends))

    def over(self, end: date) -> bool | None:
        """Return whether a window's end comes before the horizon's, that is, all who were hit have recovered.

        None for a fixed window, whose end says nothing.
        """
        return None if self.fixed else end < date_after(self.start, self.horizon_end)

    def given_up_after(self, end: date) -> float:
        """Return t that buyers do without for the price or by decision from a day to the end of the run."""
        later = self.week_ends > minutes_between(self.start, end)
        return float(tonnes(self.thrifted.dense()[:, later].sum()))

    def summary(self, end: date) -> pd.DataFrame:
        """Return one row per need, the worst first, from the first disruption to a day.

        ``thrifted_t`` is what buyers do without for its price or by decision: demand is what was delivered, short,
        thrifted and late, and what the baseline lacks as well.

        ``peak_share`` is the worst month's. ``first_day_short`` is the first day on which firms with at least
        0.1 % of their region's use could not run; ``recovery`` begins the first eight weeks in a row with less
        than 1 % short and nothing late, and ``short_again`` is the first day short after that. All are
        ``datetime.date``, or None, also for who was hit after ``end``.
        """
        minute = minutes_between(self.start, end)
        kept = self.week_ends <= minute
        parts = (self.demand, self.missing.dense(), self.short.dense(), self.thrifted.dense())
        demand, missing, short, thrifted = (whole[:, kept] for whole in parts)
        frame = pd.DataFrame({name: names([need[i] for need in self.needs]) for i, name in enumerate(KEYS)})
        frame["demand_t"] = tonnes(demand.sum(axis=1))
        frame["delivered_t"] = tonnes((demand - missing).sum(axis=1))
        frame["shortfall_t"] = tonnes(short.sum(axis=1))
        frame["thrifted_t"] = tonnes(thrifted.sum(axis=1))
        frame["shortfall_share"] = ratio(short.sum(axis=1), demand.sum(axis=1))
        frame["peak_share"] = peak_share(short, demand, self.week_ends[kept], self.month_starts)
        hit = self.first_short < minute
        dates = {"first_day_short": self.first_short, "recovery": self.recovery, "short_again": self.short_again}
        for name, at in dates.items():
            frame[name] = pd.Series(days(self.start, np.where(hit, at, NEVER), NEVER), dtype=object)
        return worst_first(frame)


def worst_first(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in order of shortfall, the largest first; ties stay in order."""
    return frame.sort_values("shortfall_t", ascending=False, kind="stable", ignore_index=True)


def ratio(part: Ints, whole: Ints) -> npt.NDArray[np.float64]:
    """Return part over whole, 0 where there is no whole."""
    shares: npt.NDArray[np.float64] = np.divide(part, whole, out=np.zeros(np.shape(part)), where=whole > 0)
    return shares
