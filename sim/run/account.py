"""What one run comes to in a fixed span of days: masses by element and region, first stops, recoveries, exports.

The span is the strategist's, not the run's own: so two scenarios are counted over the same days. Nothing is taken
off for an undisturbed twin. Weeks of use are recorded up to a run's last review, which may be days before its end:
what two runs come to is counted up to the last week that both have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from sim.base.calendar import MINUTES_PER_DAY, minute_of, minutes_between, moment_after
from sim.base.trade import GROUPS
from sim.base.weeks import NEVER, Bools, Ints, Weeks, by_days
from sim.run.departures import daily_exports, trough
from sim.run.result import Result
from sim.run.short import is_short
from sim.run.summary import Window

ALL: Final = "all"
MASSES: Final = ("needed_t", "delivered_t", "not_delivered_t", "short_t", "given_up_t", "late_t")
GRAMS: Final = 1e6
Place = tuple[str, str]
"""An element and a region; ``all`` for either stands for the sum."""


@dataclass(frozen=True)
class Account:
    """Figures by (metric, element, form, region).

    Masses are t REO. ``first_stop`` and ``recovery`` are days since the first day of the span, and are missing where
    nobody stops, or not all who stopped are well by its end. ``export_trough`` is t of product a day.
    """

    figures: Mapping[tuple[str, str, str, str], float]


def last_use(result: Result) -> datetime:
    """Return the moment at which the last recorded week of use of a run ends."""
    return moment_after(result.start, int(result.weeks.ends.max(initial=0)))


def account(result: Result, window: Window, exporters: Sequence[str], seen: datetime) -> Account:
    """Return what a run comes to from the first day of ``window`` up to, and without, its second.

    Of use, what lies after the moment ``seen`` does not count either: another run does not know it.
    """
    begin, end = (minutes_between(result.start, day) for day in window)
    known = minute_of(result.start, seen)
    end = max(min(end, known), begin)
    weeks = result.weeks.up_to(known)
    figures = _masses(result.weeks, begin, end) | _days(weeks.since(begin), begin, end)
    return Account(figures | _exports(result, window, exporters))


def _masses(weeks: Weeks, begin: int, end: int) -> dict[tuple[str, str, str, str], float]:
    """Return the masses by element and region; a week that the span cuts counts by its days."""
    cut = np.array([begin, end], dtype=np.int64)
    parts = (weeks.demand, weeks.delivered, weeks.shortfall, weeks.thrifted)
    demand, delivered, short, saved = (by_days(mass, weeks.ends, cut)[:, 0] for mass in parts)
    late = demand - delivered - short - saved
    found = {}
    for (element, region), rows in _groups(weeks).items():
        sums = [int(mass[rows].sum()) for mass in (demand, delivered, short + saved, short, saved, late)]
        for name, grams in zip(MASSES, sums, strict=True):
            found[name, element, ALL, region] = grams / GRAMS
    return found


def _days(weeks: Weeks, begin: int, end: int) -> dict[tuple[str, str, str, str], float]:
    """Return when the first stop and when all who stopped have recovered, of those who lack enough to count."""
    inside = weeks.ends <= end
    demand, short = (mass[:, inside].sum(axis=1) / GRAMS for mass in (weeks.demand, weeks.shortfall))
    stopped: Bools = is_short(short, demand) & (weeks.first_short < end)
    found = {}
    for (element, region), rows in _groups(weeks).items():
        hit = rows[stopped[rows]]
        if not len(hit):
            continue
        found["first_stop", element, ALL, region] = _since(int(weeks.first_short[hit].min()), begin)
        last = int(weeks.recovery[hit].max())
        if last < min(end, NEVER):
            found["recovery", element, ALL, region] = _since(last, begin)
    return found


def _since(minute: int, begin: int) -> float:
    return (minute - begin) // MINUTES_PER_DAY


def _groups(weeks: Weeks) -> dict[Place, Ints]:
    """Return the rows of every element and region, of each element and region alone, and of all."""
    found: dict[Place, list[int]] = {}
    for i, need in enumerate(weeks.needs):
        for place in ((need.element, need.region), (need.element, ALL), (ALL, need.region), (ALL, ALL)):
            found.setdefault(place, []).append(i)
    return {place: np.array(rows, dtype=np.int64) for place, rows in found.items()}


def _exports(result: Result, window: Window, exporters: Sequence[str]) -> dict[tuple[str, str, str, str], float]:
    """Return the trough of each exporter's magnets, and of oxide and metal, among the whole months of the span."""
    found = {}
    for country in exporters:
        for group, forms in GROUPS.items():
            daily = daily_exports(result.flows, country, forms, *window)
            lowest = trough(daily, window[0]) if len(daily) and daily.any() else None
            if lowest is not None:
                found["export_trough", ALL, group, country] = lowest.daily_t
    return found
