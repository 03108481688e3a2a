"""The frames of a run, turned to face the reader: by month, by element, by region."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from sim.base.calendar import DAYS_PER_YEAR
from sim.base.elements import ELEMENTS
from sim.report.phrases import REGIONS
from sim.run.short import is_short

LEAST_SHARE, LEAST_PART = 0.01, 0.05
"""Who lacks less of his demand, and less of all that is missing, is not drawn where others lack more."""
ABOVE_ZERO = 0.6
"""An axis begins above zero where nothing drawn falls below this part of its top."""
MONTH_D = DAYS_PER_YEAR / 12
MARGIN = pd.DateOffset(years=1)
"""Of an element that is short, so much before and after the window is drawn as well."""

_DRAWN = ("demand_t", "delivered_t", "thrifted_t")


@dataclass(frozen=True)
class Spread:
    """A monthly figure over the runs: the mean, and between which two figures four runs of five lie."""

    mean: "pd.Series[float]"
    low: "pd.Series[float]"
    high: "pd.Series[float]"

    @property
    def wide(self) -> bool:
        """Return whether the runs differ at all."""
        return bool((self.high - self.low).max() > 0)

    def in_equal_months(self) -> "Spread":
        """Return what a month would have had if all were equally long, so that February is no dip."""
        longer = MONTH_D / pd.DatetimeIndex(self.mean.index).days_in_month.to_numpy()
        return Spread(self.mean * longer, self.low * longer, self.high * longer)

    def between(self, start: pd.Timestamp, end: pd.Timestamp) -> "Spread":
        """Return the months that begin in a span of time."""
        kept = (self.mean.index >= start) & (self.mean.index < end)
        return Spread(self.mean[kept], self.low[kept], self.high[kept])


@dataclass(frozen=True)
class Timeline:
    """Demand and delivery of one element by month, for the regions in ``regions`` (none: everybody).

    Figures are t in months of equal length. ``thrifted`` is what these buyers do without for its price or by decision.
    """

    element: str
    regions: tuple[str, ...]
    short: bool
    demand: "pd.Series[float]"
    delivered: Spread
    thrifted: "pd.Series[float]"

    @property
    def from_above_zero(self) -> bool:
        """Return whether so much is always delivered that an axis from zero up would hide what is not."""
        floor, top = self.delivered.low.min(), max(self.demand.max(), self.delivered.high.max())
        return bool(floor > ABOVE_ZERO * top)

    @property
    def months(self) -> pd.DatetimeIndex:
        """Return the first days of the months."""
        return pd.DatetimeIndex(self.demand.index)


def spread_of(by_run: pd.DataFrame) -> Spread:
    """Return mean and middle four fifths of a frame with a row a month (ISO) and a column a run."""
    by_run = by_run.set_axis(pd.to_datetime(by_run.index), axis="index").sort_index()
    return Spread(by_run.mean(axis=1), by_run.quantile(0.1, axis=1), by_run.quantile(0.9, axis=1))


def in_order(values: Iterable[str], order: Iterable[str]) -> list[str]:
    """Return the distinct values in a fixed order, unknown ones last in alphabetical order."""
    rank = {value: i for i, value in enumerate(order)}
    return sorted(dict.fromkeys(values), key=lambda value: (rank.get(value, len(rank)), value))


def timelines(shortfall: pd.DataFrame, summary: pd.DataFrame, window: tuple[date, date]) -> list[Timeline]:
    """Return one time line an element that anybody asks for, the hardest hit first.

    An element that somebody lacks shows the regions that lack it, around the window; the rest of the world, often
    far larger and well supplied, would hide the gap. An element that nobody lacks shows everybody, all the time.
    """
    totals = summary.groupby(["element", "region"])[["demand_t", "shortfall_t"]].sum()
    hit = totals[is_short(totals["shortfall_t"], totals["demand_t"])]
    wanted = totals.groupby("element")["demand_t"].sum()
    much = hit[(hit["shortfall_t"] >= LEAST_SHARE * hit["demand_t"]) | _large_parts(hit["shortfall_t"])]
    lacking = hit.groupby("element")["shortfall_t"].sum().sort_values(ascending=False, kind="stable")
    rest = [e for e in in_order(wanted[wanted > 0].index, ELEMENTS) if e not in lacking.index]
    near = (pd.Timestamp(window[0]) - MARGIN, pd.Timestamp(window[1]) + MARGIN)
    shortfall = _whole_months(shortfall)
    lines = [_timeline(shortfall, e, in_order(much.loc[e].index, REGIONS), near) for e in lacking.index]
    return lines + [_timeline(shortfall, e, [], None) for e in rest]


def _large_parts(missing: "pd.Series[float]") -> "pd.Series[bool]":
    """Return which regions lack a good part of what is missing of an element; always the one that lacks most."""
    of_element = missing.groupby("element")
    return (missing >= LEAST_PART * of_element.transform("sum")) | (missing == of_element.transform("max"))


def _whole_months(shortfall: pd.DataFrame) -> pd.DataFrame:
    """Leave out the last month, which ends with the last review and would look like a slump."""
    months = shortfall["month"]
    return shortfall[months < months.max()] if months.nunique() > 1 else shortfall


def _timeline(
    shortfall: pd.DataFrame, element: str, regions: list[str], near: tuple[pd.Timestamp, pd.Timestamp] | None
) -> Timeline:
    rows = shortfall[shortfall["element"] == element]
    if regions:
        rows = rows[rows["region"].isin(regions)]
    runs = rows["replication"] if "replication" in rows else pd.Series(0, index=rows.index)
    by_run: Any = rows.groupby(["month", runs.rename("run")])[[*_DRAWN]].sum().unstack("run")
    demand, delivered, saved = (spread_of(by_run[name]) for name in _DRAWN)
    demand, delivered, saved = (line.in_equal_months() for line in (demand, delivered, saved))
    if near is not None:
        demand, delivered, saved = (line.between(*near) for line in (demand, delivered, saved))
    return Timeline(element, tuple(regions), near is not None, demand.mean, delivered, saved.mean)


def heat(summary: pd.DataFrame) -> tuple[list[str], list[tuple[str, list[float | None]]]]:
    """Return the regions, and for each element the share of demand that each region lacks (None: no demand)."""
    totals = summary.groupby(["element", "region"])[["demand_t", "shortfall_t"]].sum()
    totals = totals[totals["demand_t"] > 0]
    shares: Any = (totals["shortfall_t"] / totals["demand_t"]).to_dict()
    regions = in_order((region for _, region in shares), REGIONS)
    elements = in_order((element for element, _ in shares), ELEMENTS)
    return regions, [(element, [shares.get((element, region)) for region in regions]) for element in elements]
