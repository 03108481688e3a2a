"""Days of cover: what lies in a region, in days of what its buyers use."""

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from sim.base.calendar import MINUTES_PER_DAY

if TYPE_CHECKING:
    import pandas as pd

    from sim.base.tables import Tables

NOT_AT_HAND: Final = ("in_process", "residue")
WORLD: Final = "world"
KEYS: Final = ["month", "subject", "element"]
MONTHS: Final = 3
"""Use a day is the mean of the buyers' demand over so many months."""


def daily_demand(tables: "Tables") -> "pd.DataFrame":
    """Return tonnes a day by month (rows), and region and element (columns), over the last three months."""
    need = tables.shortfall.groupby(["month", "region", "element"])["demand_t"].sum().rename_axis(KEYS)
    sums = with_world(need)
    days = sums.index.to_series().map(dict(zip(sums.index, days_of_use(tables, sums.index), strict=True)))
    mean = sums.rolling(MONTHS, min_periods=1).sum().div(days.rolling(MONTHS, min_periods=1).sum(), axis=0)
    return mean.loc[:, (mean > 0).any()]


def days_of_use(tables: "Tables", months: "pd.Index[Any]") -> list[float]:
    """Return the days of use that the demand of each month covers.

    They are the days of the month, but the last month ends with the last week of use.
    """
    weeks = tables.since_shock.ends / MINUTES_PER_DAY
    last = float(weeks[-1]) if len(weeks) else float((tables.end - tables.start).days)
    starts = [(date.fromisoformat(str(month)) - tables.start).days for month in months]
    bounds = [0.0, *map(float, starts[1:]), last]
    return [after - before for before, after in pairwise(bounds)]


def by_region(tables: "Tables", stocks: "pd.DataFrame") -> "pd.DataFrame":
    """Return tonnes at hand by month (rows), and region and element (columns)."""
    at_hand = stocks[~stocks["form"].isin(NOT_AT_HAND)]
    held = at_hand.groupby(["month", "node", "element"])["stock_t"].sum().reset_index()
    regions = tables.nodes.set_index("node")["region"]
    return with_world(held.assign(subject=held["node"].map(regions)).groupby(KEYS)["stock_t"].sum())


def with_world(masses: "pd.Series[float]") -> "pd.DataFrame":
    """Return masses by month (rows), and subject and element (columns), with the world as a subject of its own."""
    parts = masses.unstack(["subject", "element"], fill_value=0).sort_index()
    world = masses.groupby(level=["month", "element"]).sum().unstack("element", fill_value=0)
    named = [*((WORLD, element) for element in world.columns), *parts.columns]
    for element in world.columns:
        parts[WORLD, element] = world[element]
    return parts[named]
