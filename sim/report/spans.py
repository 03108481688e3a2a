"""When each disruption was in force, read off the table of events."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import pandas as pd

MAX_SPANS = 6
"""So many spans of one disruption are drawn one by one; more are drawn as one span from first to last."""


@dataclass(frozen=True)
class Span:
    """A stretch of time in which a cause did one thing to one subject."""

    cause: str
    kind: str
    subject: str
    start: pd.Timestamp
    end: pd.Timestamp
    ended: bool
    magnitude: float = 0.0
    remark: str = ""
    turns: tuple[pd.Timestamp, ...] = ()
    """When its terms changed while it was in force."""
    levels: tuple[float, ...] = ()
    """Its magnitude at the start and after each of these turns."""

    @property
    def days(self) -> float:
        """Return how long it lasted."""
        return (self.end - self.start).total_seconds() / 86400


def end_of(shortfall: pd.DataFrame) -> pd.Timestamp:
    """Return the end of the last month of a run."""
    return pd.Timestamp(str(shortfall["month"].max())) + pd.offsets.MonthBegin(1)


def first_run(events: pd.DataFrame) -> pd.DataFrame:
    """Return the events of one run, the first, in order of time."""
    if "replication" in events:
        events = events[events["replication"] == events["replication"].min()]
    return events.sort_values("time", kind="stable")


def spans(events: pd.DataFrame, end: pd.Timestamp) -> list[Span]:
    """Return every span that some row begins, in order; what no row ends lasts to ``end``.

    A measure that ends and begins anew in the same minute only changes its terms.
    """
    found: list[Span] = []
    for (cause, kind, subject), rows in events.groupby(["cause", "kind", "subject"], sort=False):
        found += _of_one(rows, Span(str(cause), str(kind), str(subject), end, end, ended=False))
    return sorted(found, key=lambda span: (span.start, span.cause, span.subject))


def _of_one(rows: pd.DataFrame, blank: Span) -> list[Span]:
    """Return the spans of one cause, kind and subject: from nothing in force to nothing in force again."""
    found: list[Span] = []
    depth, current = 0, blank
    for time, of_time in rows.groupby("time", sort=True):
        moment = pd.Timestamp(str(time))
        begins = of_time["what"].str.startswith("begins")
        change = int(begins.sum()) - int((of_time["what"] == "ends").sum())
        if depth == 0 and begins.any():
            first = of_time[begins].iloc[0]
            remark = str(first["what"]).partition(", ")[2]
            size = float(first["magnitude"])
            current = replace(blank, start=moment, magnitude=size, remark=remark, levels=(size,))
        elif depth + change > 0:
            level = float(of_time[begins]["magnitude"].iloc[-1]) if begins.any() else current.levels[-1]
            current = replace(current, turns=(*current.turns, moment), levels=(*current.levels, level))
        if depth > 0 and depth + change <= 0:
            found.append(replace(current, end=moment, ended=True))
        depth = max(depth + change, 0)
    return found if depth == 0 else [*found, current]


def shaded(events: pd.DataFrame, causes: Iterable[str], end: pd.Timestamp) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Return the stretches in which the causes were in force, for shading; many of one cause are one."""
    if events.empty:
        return []
    known = spans(first_run(events), end)
    found: list[tuple[pd.Timestamp, pd.Timestamp]] = []
    for cause in causes:
        of_cause = sorted(dict.fromkeys((span.start, span.end) for span in known if span.cause == cause))
        if len(of_cause) > MAX_SPANS:
            of_cause = [(of_cause[0][0], max(until for _, until in of_cause))]
        found += of_cause
    return found
