"""The frames of a run, turned to face the reader: by month, by element, by region."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.base.elements import ELEMENTS

REGIONS = ("CN", "US", "JP", "KR", "EU", "IN", "SEA", "TW", "PK", "RoW")
LEAST_SHARE = 0.001
"""A buyer who lacks less than this share of its demand is not called short."""
MAX_WINDOWS = 24
"""So many spans of one disruption are drawn one by one; more are drawn as one span from first to last."""


@dataclass(frozen=True)
class Window:
    """A span of time in which a disruption was in force."""

    cause: str
    start: pd.Timestamp
    end: pd.Timestamp


@dataclass(frozen=True)
class Timeline:
    """Demand and delivery of one element, month by month, for the regions in ``regions``."""

    element: str
    regions: tuple[str, ...]
    short: bool
    months: pd.DatetimeIndex
    demand: pd.Series
    delivered: pd.Series
    low: pd.Series
    high: pd.Series


def in_order(values: Iterable[str], order: tuple[str, ...]) -> list[str]:
    """Return the distinct values in a fixed order, unknown ones last in alphabetical order."""
    rank = {value: i for i, value in enumerate(order)}
    return sorted(dict.fromkeys(values), key=lambda value: (rank.get(value, len(order)), value))


def timelines(shortfall: pd.DataFrame, summary: pd.DataFrame) -> list[Timeline]:
    """Return one time line an element that anybody asks for, the hardest hit first.

    An element that somebody lacks shows the regions that lack it; the rest of the world, often far larger
    and well supplied, would hide the gap. An element that nobody lacks shows everybody.
    """
    totals = summary.groupby(["element", "region"])[["demand_t", "shortfall_t"]].sum()
    hit = totals[totals["shortfall_t"] > LEAST_SHARE * totals["demand_t"]]
    wanted = totals.groupby("element")["demand_t"].sum()
    lacking = hit.groupby("element")["shortfall_t"].sum().sort_values(ascending=False, kind="stable")
    rest = [e for e in in_order(wanted[wanted > 0].index, ELEMENTS) if e not in lacking.index]
    lines = [_timeline(shortfall, e, in_order(hit.loc[e].index, REGIONS), short=True) for e in lacking.index]
    return lines + [_timeline(shortfall, e, [], short=False) for e in rest]


def _timeline(shortfall: pd.DataFrame, element: str, regions: list[str], short: bool) -> Timeline:
    rows = shortfall[shortfall["element"] == element]
    if regions:
        rows = rows[rows["region"].isin(regions)]
    keys = ["replication", "month"] if "replication" in rows else ["month"]
    by_run = rows.groupby(keys)[["demand_t", "delivered_t"]].sum()
    by_month = by_run.groupby(level="month")
    mean, delivered = by_month.mean(), by_month["delivered_t"]
    return Timeline(
        element=element,
        regions=tuple(regions),
        short=short,
        months=pd.DatetimeIndex(pd.to_datetime(mean.index)),
        demand=mean["demand_t"],
        delivered=mean["delivered_t"],
        low=delivered.quantile(0.05),
        high=delivered.quantile(0.95),
    )


def heat(summary: pd.DataFrame) -> tuple[list[str], list[tuple[str, list[float | None]]]]:
    """Return the regions, and for each element the share of demand that each region lacks (None: no demand)."""
    totals = summary.groupby(["element", "region"])[["demand_t", "shortfall_t"]].sum()
    totals = totals[totals["demand_t"] > 0]
    shares: Any = (totals["shortfall_t"] / totals["demand_t"]).to_dict()
    regions = in_order((region for _, region in shares), REGIONS)
    elements = in_order((element for element, _ in shares), ELEMENTS)
    return regions, [(element, [shares.get((element, region)) for region in regions]) for element in elements]


def windows(events: pd.DataFrame, causes: Iterable[str], end: pd.Timestamp) -> list[Window]:
    """Return when each disruption was in force, from the rows that say it began and ended."""
    if events.empty:
        return []
    if "replication" in events:
        events = events[events["replication"] == events["replication"].min()]
    spans: list[Window] = []
    for cause in causes:
        found = _spans(events[events["cause"] == cause], cause, end)
        if len(found) > MAX_WINDOWS:
            found = [Window(cause, found[0].start, max(w.end for w in found))]
        spans += found
    return spans


def _spans(rows: pd.DataFrame, cause: str, end: pd.Timestamp) -> list[Window]:
    open_since: dict[tuple[str, str], pd.Timestamp] = {}
    spans = set()
    for row in rows.sort_values("time", kind="stable").itertuples():
        key, moment = (str(row.kind), str(row.subject)), pd.Timestamp(str(row.time))
        if str(row.what).startswith(("begin", "start")):
            open_since.setdefault(key, moment)
        elif str(row.what).startswith(("end", "stop")) and key in open_since:
            spans.add((open_since.pop(key), moment))
    spans |= {(since, end) for since in open_since.values()}
    return [Window(cause, since, until) for since, until in sorted(spans)]
