"""Where nobody runs short: who came nearest to it, by how far the days of cover of buyers fell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import pandas as pd

from sim.base.calendar import moment_after
from sim.run.frame import whole_months
from sim.run.tables import RunTables

LEAST_NEED_T: Final = 1.0
"""Buyers who need less than so many tonnes a year are not named."""
LEAST_COVER_D: Final = 1.0
"""Buyers who usually hold less than so many days of use hold traces, or nothing: no stock of theirs can warn."""
LEAST_FALL: Final = 0.005
"""Stocks that fall by less than this part hardly move, and nobody came near to anything."""
AFTERMATH: Final = timedelta(days=365)
_DAY: Final = pd.Timedelta(days=1)
_KEYS: Final = ["element", "form", "region", "sector", "month"]


@dataclass(frozen=True)
class Nearest:
    """The buyers of an element in a form whose days of cover fell furthest, at the end of which month.

    ``cover_d`` is how many days their stock lasts then, ``usual_d`` how many it lasts in the undisturbed run.
    """

    element: str
    form: str
    region: str
    sector: str
    month: date
    cover_d: float
    usual_d: float


def nearest(tables: RunTables, baseline: RunTables) -> Nearest | None:
    """Return the buyers whose days of cover at a month's end fall furthest from what they are in the baseline.

    Months count from the first disruption to a year after the last one ends, if the run covers them whole; what
    differs later is an echo. None if no stock falls.
    """
    cover = pd.DataFrame({"cover_d": _cover(tables), "usual_d": _cover(baseline)})
    months = pd.to_datetime(cover.index.get_level_values("month"))
    shock = (tables.shock or tables.start).replace(day=1)
    cover = cover[whole_months(months, shock, _until(tables)) & (cover["usual_d"] >= LEAST_COVER_D)]
    if cover.empty:
        return None
    left = cover["cover_d"] / cover["usual_d"]
    worst = cover.loc[[left.idxmin()]].reset_index().iloc[0]
    if left.min() > 1 - LEAST_FALL:
        return None
    element, form, region, sector = (str(worst[key]) for key in _KEYS[:4])
    month = date.fromisoformat(str(worst["month"]))
    return Nearest(element, form, region, sector, month, float(worst["cover_d"]), float(worst["usual_d"]))


def furthest(found: Iterable[Nearest | None]) -> Nearest | None:
    """Return the one of several whose cover fell by the largest part."""
    known = [one for one in found if one is not None]
    return min(known, key=lambda one: one.cover_d / one.usual_d, default=None)


def _until(tables: RunTables) -> date:
    """Return the day a year after the last disruption ends; the end of the run if one stays in force."""
    rows = tables.events[tables.events["cause"].isin(list(tables.scenario.disruptions))]
    begun, ended = rows["what"].str.startswith("begins").sum(), (rows["what"] == "ends").sum()
    if rows.empty or begun > ended:
        return tables.end
    return min(tables.end, datetime.fromisoformat(rows["time"].max()).date() + AFTERMATH)


def _cover(tables: RunTables) -> "pd.Series[float]":
    """Return how many days of the month's demand the buyers hold at its end, by element, form, buyer and month.

    Demand is recorded up to the end of the last week of use: the last month has days up to then.
    """
    demand = tables.shortfall.groupby(_KEYS)["demand_t"].sum()
    demand = demand[demand.groupby(_KEYS[:4]).transform("mean") * 12 >= LEAST_NEED_T]
    buyers = tables.nodes[tables.nodes["stage"] == "buyer"][["node", "region", "sector"]]
    held = tables.stocks.merge(buyers, on="node").groupby(_KEYS)["stock_t"].sum()
    begun = pd.DatetimeIndex(demand.index.get_level_values("month"))
    last = pd.Timestamp(moment_after(tables.start, int(tables.weeks.ends.max(initial=0))))
    ended = begun + pd.offsets.MonthBegin()
    days = (ended.where(ended < last, last) - begun) / _DAY
    return held.reindex(demand.index, fill_value=0.0) / demand * days
