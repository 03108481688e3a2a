"""How long the stocks of a region would last."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from sim.base.tables import Tables
from sim.base.words import word

NOT_AT_HAND: Final = ("in_process", "residue")
WORLD: Final = "world"
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
        held = by_region(tables, tables.stocks, "month").reindex(index=days.index, columns=days.columns, fill_value=0.0)
        opening = by_region(tables, tables.opening_stocks.assign(month=""), "month").iloc[:1]
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
    need = tables.shortfall.rename(columns={"region": "subject"})
    sums = with_world(need, "demand_t")
    first = pd.to_datetime(sums.index)
    end = pd.Timestamp(tables.end)
    length = [(min(a + pd.offsets.MonthBegin(1), end) - max(a, pd.Timestamp(tables.start))).days for a in first]
    span = pd.Series(length, index=sums.index, dtype=float)
    mean = sums.rolling(MONTHS, min_periods=1).sum().div(span.rolling(MONTHS, min_periods=1).sum(), axis=0)
    return mean.loc[:, (mean > 0).any()]


def by_region(tables: Tables, stocks: pd.DataFrame, period: str) -> pd.DataFrame:
    """Return tonnes at hand by month (rows), and region and element (columns)."""
    at_hand = stocks[~stocks["form"].isin(NOT_AT_HAND)]
    regions = tables.nodes.set_index("node")["region"]
    return with_world(at_hand.assign(subject=at_hand["node"].map(regions)), "stock_t")


def with_world(frame: pd.DataFrame, mass: str) -> pd.DataFrame:
    """Return sums by month, and by subject and element, with the world as a subject of its own."""
    parts = frame.groupby(["month", "subject", "element"])[mass].sum().unstack(["subject", "element"], fill_value=0)
    world = frame.groupby(["month", "element"])[mass].sum().unstack("element", fill_value=0)
    world.columns = pd.MultiIndex.from_product([[WORLD], world.columns], names=["subject", "element"])
    return pd.concat([world, parts], axis=1).sort_index()
