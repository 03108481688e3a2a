"""How likely a shortage is: the part of many runs that lack more than a share of need by a date."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.base.calendar import date_after, minutes_between
from sim.base.weeks import Ints
from sim.run.summary import Shortages, ratio

MONTHS: Final = (3, 6, 12, 24)
OVER: Final = (0.01, 0.05, 0.20)
COLUMNS: Final = ("element", "region", "months", "over_share", "probability", "runs")

Place = tuple[str, str]
"""An element and a region."""


class _Owners(NamedTuple):
    """The elements and regions of a run's needs, and which of them each need belongs to."""

    places: list[Place]
    number: Ints


def odds_frame(runs: Sequence[Shortages]) -> pd.DataFrame:
    """Return the probabilities that what was short since the shock exceeds a share of the need since then.

    All forms and sectors of an element in a region count together. Only weeks of use that end by the date count, so
    a date says what had been missed by then. A run in which no disruption came counts from its start, and lacks
    nothing. Columns and rows: see :meth:`sim.run.replications.Replications.odds`.
    """
    owners = _owners(runs[0])
    rows = []
    for months in MONTHS:
        shares = [_shares(run, owners, end) for run in runs if (end := _later(run, months)) is not None]
        if not shares:
            continue
        together = np.array(shares)
        for i, (element, region) in enumerate(owners.places):
            rows += [(element, region, months, over, (together[:, i] > over).mean(), len(shares)) for over in OVER]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    order = {place: i for i, place in enumerate(owners.places)}
    rank = [order[place] for place in zip(frame["element"], frame["region"], strict=True)]
    return frame.iloc[np.argsort(rank, kind="stable")].reset_index(drop=True)


def likeliest(odds: pd.DataFrame) -> pd.DataFrame:
    """Return the odds turned to read across: a row an element and region, columns over_share and months.

    The likeliest come first; what happens in no run is left out.
    """
    wide = odds.pivot_table(index=["element", "region"], columns=["over_share", "months"], values="probability")
    wide = wide[(wide > 0).any(axis=1)]
    return wide.loc[wide.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def _owners(run: Shortages) -> _Owners:
    """Return who needs what in a world; every replication has the same."""
    owned: list[Place] = [(need.element, need.region) for need in run.needs]
    places = list(dict.fromkeys(owned))
    number = {place: i for i, place in enumerate(places)}
    return _Owners(places, np.array([number[place] for place in owned], dtype=np.int64))


def _later(run: Shortages, months: int) -> date | None:
    """Return the day so many calendar months after a run's shock; None if the run ends before."""
    day = (pd.Timestamp(run.window[0]) + pd.DateOffset(months=months)).date()
    return None if day > date_after(run.start, run.horizon_end) else day


def _shares(run: Shortages, owners: _Owners, end: date) -> npt.NDArray[np.float64]:
    """Return the share of need that was short from the shock to a day, by element and region."""
    kept = run.week_ends <= minutes_between(run.start, end)
    sums: list[Ints] = [np.zeros(len(owners.places), dtype=np.int64) for _ in range(2)]
    for whole, masses in zip(sums, (run.short.dense(), run.demand), strict=True):
        np.add.at(whole, owners.number, masses[:, kept].sum(axis=1))
    return ratio(*sums)
