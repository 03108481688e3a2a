"""What was observed of a past crisis: points with their bands, the inputs that no source gives, and free parameters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sim.base.calendar import month_starts
from sim.base.distributions import Distribution
from sim.scenario.model import Scenario, Where
from sim.scenario.tree import MeaningError
from sim.scenario.varied import Change, number

BY_CONSTRUCTION: Final = "by construction"
NO_SKILL: Final = "no skill"
MARKS: Final = ("", BY_CONSTRUCTION, NO_SKILL)
LAWS: Final = ("uniform", "triangular")
_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True)
class Period:
    """Whole months, the first and the last of which are given by their first days."""

    first: date
    last: date

    @property
    def months(self) -> tuple[str, ...]:
        """Return its months, named as in the tables of a run."""
        following = self.last.replace(day=28)
        return tuple(month.isoformat() for month in month_starts(self.first, following))

    @property
    def years(self) -> tuple["Period", ...]:
        """Return the calendar years that it holds whole or in part, each cut to it."""
        found = range(self.first.year, self.last.year + 1)
        return tuple(Period(max(self.first, date(y, 1, 1)), min(self.last, date(y, 12, 1))) for y in found)

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (date(self.last.year + self.last.month // 12, self.last.month % 12 + 1, 1) - self.first).days

    @property
    def year_before(self) -> "Period":
        """Return the same months of the year before."""
        return Period(self.first.replace(year=self.first.year - 1), self.last.replace(year=self.last.year - 1))

    def __str__(self) -> str:
        """Write it as in the table of observations."""
        first, last = (f"{day:%Y-%m}" for day in (self.first, self.last))
        return first if first == last else f"{first}..{last}"


def period(text: str) -> Period:
    """Return the period that ``2010-10`` or ``2010-01..2010-09`` stands for. Raises MeaningError."""
    first, _, last = text.partition("..")
    found = Period(_month(first), _month(last or first))
    if found.last < found.first:
        raise MeaningError(f"'{text[:40]}' ends before it begins")
    return found


def _month(text: str) -> date:
    match = _MONTH.fullmatch(text.strip())
    if match is None or not 1 <= int(match[2]) <= 12:
        raise MeaningError(f"'{text[:40]}' is no month", "write 2010-10, or 2010-01..2010-09")
    return date(int(match[1]), int(match[2]), 1)


def month_number(day: date) -> float:
    """Return a month as a number that grows by one a month, so that months can be compared and averaged."""
    return float(12 * day.year + day.month - 1)


def figure(text: str) -> float:
    """Return an observed figure: a number in canonical units, or a month as its number. Raises MeaningError."""
    return month_number(_month(text)) if _MONTH.fullmatch(text) else number(text)[0]


@dataclass(frozen=True)
class Point:
    """One observed figure: which measure of a run it is compared with, and between what bounds a model is right.

    ``of`` are the parameters of the measure. The value of the model is the measure in ``period``, over
    ``relative_to`` if that is a number, over the measure there if it is another period. ``naive`` are what is
    said by who knows no model.
    """

    episode: str
    case: str
    name: str
    measure: str
    of: Mapping[str, tuple[str, ...]]
    period: Period
    relative_to: float | Period | None
    observed: float
    low: float
    high: float
    naive: tuple[float, ...]
    unit: str
    source: str
    grade: str
    mark: str
    where: Where

    def one(self, key: str, default: str = "") -> str:
        """Return a parameter that has one value."""
        return self.of.get(key, (default,))[0]


@dataclass(frozen=True)
class Unknown:
    """A figure that the sources leave open: a number, or with ``times`` a factor, between two bounds."""

    path: str
    low: float
    mode: float
    high: float
    law: str
    times: bool
    source: str
    note: str
    where: Where

    def at(self, u: float) -> Change:
        """Return the change that a uniform number stands for."""
        ends = (self.low, self.high) if self.law == "uniform" else (self.low, self.mode, self.high)
        return Change(self.path, Distribution(self.law, ends).quantile(u), self.times)


@dataclass(frozen=True)
class Episode:
    """A dated scenario, what was observed of it, and the inputs that the sources leave open."""

    name: str
    scenario: Scenario
    points: tuple[Point, ...]
    inputs: tuple[Unknown, ...]

    def only(self, cases: frozenset[str]) -> "Episode":
        """Return the same episode with the points of some cases."""
        return Episode(self.name, self.scenario, tuple(p for p in self.points if p.case in cases), self.inputs)
