"""The shortfall table, by month and by week."""

import numpy as np
import pandas as pd

from sim.base.calendar import date_after
from sim.base.weeks import NEVER, Ints, Weeks, by_days
from sim.run.frame import days, month_names, names, tonnes
from sim.run.recording import Recording
from sim.world.grid import Grid


def shortfall_frame(grid: Grid, recording: Recording, weeks: Weeks) -> pd.DataFrame:
    """Return by month: demand = delivered + shortfall + thrifted + change in backlog.

    Weeks are cut at the ends of months by days. A late delivery counts in the month delivered; the backlog stands
    as at the end of the month. What is neither short nor thrifted is accepted, and what is accepted is delivered or
    late: these are cut, and demand is their sum, so where nothing is late no gram is left over as if it were.
    """
    by_week = (weeks.demand - weeks.shortfall - weeks.thrifted, weeks.delivered, weeks.shortfall, weeks.thrifted)
    accepted, delivered, short, saved = (by_days(mass, weeks.ends, weeks.month_starts) for mass in by_week)
    late = weeks.opening_backlog[:, None] + np.cumsum(accepted - delivered, axis=1)
    return _frame(
        "month", month_names(grid, recording), weeks, (accepted + short + saved, delivered, short, saved, late)
    )


def weekly_frame(grid: Grid, weeks: Weeks) -> pd.DataFrame:
    """Return the same week by week; ``week_end`` is the day on which a week of use ends.

    ``dry_on`` is the day in that week on which firms with at least 0.1 % of their region's use ran dry.
    """
    start = grid.scenario.horizon.start
    ends = names([date_after(start, int(minute)).isoformat() for minute in weeks.ends])
    frame = _frame(
        "week_end", ends, weeks, (weeks.demand, weeks.delivered, weeks.shortfall, weeks.thrifted, weeks.backlog)
    )
    kept = _kept(weeks.demand, weeks.delivered, weeks.shortfall, weeks.thrifted, weeks.backlog)
    frame["dry_on"] = days(start, weeks.dry_at.T[kept], NEVER)
    return frame


def _kept(*masses: Ints) -> tuple[Ints, Ints]:
    """Return the places (period, need) in which any of the masses is not zero."""
    period, need = np.nonzero(np.logical_or.reduce([m != 0 for m in masses]).T)
    return period, need


def _frame(period: str, labels: np.ndarray, weeks: Weeks, masses: tuple[Ints, ...]) -> pd.DataFrame:
    when, who = kept = _kept(*masses)
    demand, delivered, short, saved, late = (tonnes(m.T[kept]) for m in masses)
    return pd.DataFrame(
        {
            period: labels[when],
            "element": names([n.element for n in weeks.needs])[who],
            "form": names([n.form for n in weeks.needs])[who],
            "region": names([n.region for n in weeks.needs])[who],
            "sector": names([n.sector for n in weeks.needs])[who],
            "demand_t": demand,
            "delivered_t": delivered,
            "shortfall_t": short,
            "thrifted_t": saved,
            "backlog_t": late,
        }
    )
