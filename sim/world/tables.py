"""Weekly tables of use and capacity in grams, and quantile tables of durations in minutes."""

import math
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from sim.base.calendar import MINUTES_PER_DAY, minutes_between, month_starts, year_fraction
from sim.base.course import Course
from sim.base.distributions import Distribution
from sim.base.series import GROWTH_ANCHOR, Series
from sim.scenario.model import Horizon
from sim.world.grid import Grid
from sim.world.kernel.layout import N_QUANTILES, N_STEPS, N_TAIL, NEVER, Ints

_ENDLESS = ("lognormal", "exponential")
_AHEAD_WEEKS = 39
GRAMS_PER_WEEK = 1e6 * 7 / 365.25
"""Grams a week for one t a year."""


def weeks_in(horizon: Horizon) -> int:
    """Return how many weekly columns cover the horizon, the last one begun included."""
    days = (horizon.end - horizon.start).days
    return math.ceil(days / 7) + 1


class WeeklySeries:
    """Turns series into one value per week. Growth is scalar arithmetic, for the same bits everywhere."""

    def __init__(self, horizon: Horizon) -> None:
        self.days = [horizon.start + timedelta(days=7 * w + 3) for w in range(weeks_in(horizon))]
        self._ordinals: Ints = np.array([day.toordinal() for day in self.days], dtype=np.int64)
        self._factors: dict[tuple[float, date], np.ndarray] = {}

    @property
    def weeks(self) -> int:
        """How many weeks there are."""
        return len(self.days)

    def grams(self, series: Series, factor: float = 1.0) -> Ints:
        """Return whole grams a week for a series of t a year times ``factor``."""
        return np.rint(self._values(series) * factor * GRAMS_PER_WEEK).astype(np.int64)

    def _values(self, series: Series) -> np.ndarray:
        values = np.full(len(self.days), series.steps[0][1] if series.early is None else series.early)
        for since, value in series.steps:
            values[self._ordinals >= since.toordinal()] = value
        if series.growth != 0.0:
            last = series.steps[-1][0]
            anchor = GROWTH_ANCHOR if last == date.min else date(last.year, 7, 1)
            grows = self._ordinals >= last.toordinal()
            values = np.where(grows, values * self._growth(series.growth, anchor), values)
        if series.course is not None:
            before = self._ordinals < series.as_written_from.toordinal()
            values[before] = series.before_that * self._along(series.course, self._ordinals[before])
        return values

    def _along(self, course: Course, ordinals: Ints) -> np.ndarray:
        """Return a course on many days at once, by the arithmetic of :meth:`sim.base.course.Course.at`."""
        days = np.array([day.toordinal() for day, _ in course.points], dtype=np.int64)
        figures = np.array([value for _, value in course.points])
        after = np.clip(np.searchsorted(days, ordinals, "right"), 1, max(len(days) - 1, 1))
        since, until = days[after - 1], days[np.minimum(after, len(days) - 1)]
        was, will_be = figures[after - 1], figures[np.minimum(after, len(days) - 1)]
        part = np.clip(ordinals - since, 0, until - since) / np.maximum(until - since, 1)
        along: np.ndarray = was + (will_be - was) * part
        return along

    def _growth(self, growth: float, anchor: date) -> np.ndarray:
        key = (growth, anchor)
        if key not in self._factors:
            self._factors[key] = np.array([math.pow(1.0 + growth, year_fraction(anchor, d)) for d in self.days])
        return self._factors[key]


def capacity_table(grid: Grid, weekly: WeeklySeries) -> Ints:
    """Return grams a week by node and week."""
    return np.array([weekly.grams(r.capacity) for r in grid.recipes])


def use_table(grid: Grid, weekly: WeeklySeries) -> Ints:
    """Return grams a week by row and week."""
    table = []
    for row in grid.rows:
        stage = grid.nodes[row.node].stage
        content = grid.scenario.recipes[row.key].content if stage.form == "magnet" else 1.0
        table.append(weekly.grams(grid.need(row), content))
    return np.array(table, dtype=np.int64).reshape(len(grid.rows), weekly.weeks)


def plan_table(use: Ints) -> Ints:
    """Return the use that buyers expect: what it will be; who has yet to begin orders ahead, to begin with full stocks.

    Nine months (judgement): orders go up through magnet line and metal to oxide, and every forecast takes its time.
    """
    plan = use.copy()
    for row in plan:
        if row.any() and row[0] == 0:
            begins = int((row > 0).argmax())
            row[max(begins - _AHEAD_WEEKS, 0) : begins] = row[begins]
    return plan


def month_table(horizon: Horizon) -> Ints:
    """Return the first minutes of the recording months, the end of the horizon, and never."""
    end = horizon.end
    starts = [max(minutes_between(horizon.start, m), 0) for m in month_starts(horizon.start, end)]
    return np.array([*starts, minutes_between(horizon.start, end), NEVER], dtype=np.int64)


class Quantiles:
    """Numbers the distributions in use and tabulates them, scaled so that the table has the true mean."""

    def __init__(self) -> None:
        self._numbers: dict[Distribution, int] = {}
        self._rows: list[Ints] = []

    def number(self, distribution: Distribution) -> int:
        """Return the row of a distribution's table, adding it if it is new."""
        if distribution not in self._numbers:
            self._numbers[distribution] = len(self._rows)
            self._rows.append(tabulate(distribution))
        return self._numbers[distribution]

    def table(self) -> Ints:
        """Return all tables, one row each, in minutes."""
        return np.array(self._rows, dtype=np.int64).reshape(len(self._rows), N_QUANTILES)


def places_of_quantiles() -> np.ndarray:
    """Return where the points of a table lie: every 64th of the way, and sixteen times as close in the last of them.

    Rare long waits are what a law of long tails is chosen for: 65 even points gave a lognormal of sigma 1.09 a
    coefficient of variation of 1.31 instead of 1.51.
    """
    tail = (N_STEPS - 1 + np.arange(1, N_TAIL + 1) / N_TAIL) / N_STEPS
    return np.concatenate([np.arange(N_STEPS) / N_STEPS, tail])


@lru_cache(maxsize=512)
def tabulate(distribution: Distribution) -> Ints:
    """Return the quantiles of a distribution in minutes, scaled so that their mean is the true mean.

    Every run of a scenario asks for the same ones; the array is not to be written to.
    """
    places = places_of_quantiles()
    ends = 0.25 / N_STEPS, 1.0 - 0.25 / (N_STEPS * N_TAIL)
    if distribution.kind not in _ENDLESS:
        known = np.append(places[:N_STEPS], 1.0)  # there is no tail to follow: straight to the last day
        ends = ends[0], 1.0 - ends[0]
        even = [distribution.quantile(float(p)) for p in np.clip(known, *ends)]
        points = np.interp(places, known, even)
    else:
        points = np.array([distribution.quantile(float(p)) for p in np.clip(places, *ends)])
    mean = float(((points[:-1] + points[1:]) * np.diff(places)).sum() / 2)
    if mean > 0:
        points = points * (distribution.mean() / mean)
    table: Ints = np.rint(points * MINUTES_PER_DAY).astype(np.int64)
    table.flags.writeable = False
    return table
