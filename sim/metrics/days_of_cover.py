"""How long the stocks of a region would last."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from sim.base.calendar import MINUTES_PER_DAY
from sim.base.tables import Tables
from sim.base.words import word

NOT_AT_HAND: Final = ("in_process", "residue")
WORLD: Final = "world"
KEYS: Final = ["month", "subject", "element"]
MONTHS: Final = 3
"""Use a day is the mean of the buyers' demand over so many months."""


@word("metric", "days_of_cover")
@dataclass(frozen=True)
class DaysOfCover:
    """All stock that lies in a region, of every form but goods in process and residue, in days of its buyers' demand.

    Given at the start and the end of the horizon and at the lowest month end: ``days_of_cover_start``, ``_end`` and
    ``_min``. Only regions whose buyers need the element have rows.
    """

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return three rows per region and element, and for the world."""
        days = daily_demand(tables)
        held = by_region(tables, tables.stocks).reindex(index=days.index, columns=days.columns, fill_value=0.0)
        opening = by_region(tables, tables.opening_stocks.assign(month="")).iloc[:1]
        cover = (held / days).where(days > 0)
        at_start = opening.reindex(columns=days.columns, fill_value=0.0).sum() / days.iloc[0]
        found = {"start": at_start, "end": cover.iloc[-1], "min": cover.min()}
        frames = [
            values.rename("value").reset_index().assign(metric=f"days_of_cover_{name}", unit="d")
            for name, values in found.items()
        ]
        return pd.concat(frames, ignore_index=True)[["metric", "subject", "element", "value", "unit"]]


def daily_demand(tables: Tables) -> pd.DataFrame:
    """Return tonnes a day by month (rows), and region and element (columns), over the last three months."""
    need = tables.shortfall.groupby(["month", "region", "element"])["demand_t"].sum().rename_axis(KEYS)
    sums = with_world(need)
    days = pd.Series(days_of_use(tables, sums.index), index=sums.index)
    mean = sums.rolling(MONTHS, min_periods=1).sum().div(days.rolling(MONTHS, min_periods=1).sum(), axis=0)
    return mean.loc[:, (mean > 0).any()]


def days_of_use(tables: Tables, months: "pd.Index[Any]") -> list[float]:
    """Return the days of use that the demand of each month covers.

    They are the days of the month, but the last month ends with the last week of use.
    """
    weeks = tables.since_shock.ends / MINUTES_PER_DAY
    last = float(weeks[-1]) if len(weeks) else float((tables.end - tables.start).days)
    starts = [(date.fromisoformat(str(month)) - tables.start).days for month in months]
    bounds = [0.0, *map(float, starts[1:]), last]
    return [after - before for before, after in pairwise(bounds)]


def by_region(tables: Tables, stocks: pd.DataFrame) -> pd.DataFrame:
    """Return tonnes at hand by month (rows), and region and element (columns)."""
    at_hand = stocks[~stocks["form"].isin(NOT_AT_HAND)]
    held = at_hand.groupby(["month", "node", "element"])["stock_t"].sum().reset_index()
    regions = tables.nodes.set_index("node")["region"]
    return with_world(held.assign(subject=held["node"].map(regions)).groupby(KEYS)["stock_t"].sum())


def with_world(masses: "pd.Series[float]") -> pd.DataFrame:
    """Return masses by month (rows), and subject and element (columns), with the world as a subject of its own."""
    parts = masses.unstack(["subject", "element"], fill_value=0)
    world = masses.groupby(level=["month", "element"]).sum().unstack("element", fill_value=0)
    world.columns = pd.MultiIndex.from_product([[WORLD], world.columns], names=["subject", "element"])
    return pd.concat([world, parts], axis=1).sort_index()
