"""How many things happen in a week: numbers drawn by quantile, on weeks of the calendar.

A count is a quantile of one uniform number, so it grows with its mean and never shrinks; and the uniform number
belongs to the week of the calendar, so no parameter moves it to another week. Runs that differ in one parameter
therefore meet the same chances, and more of what prevents attacks can only take attacks away.
"""

import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

DAYS_PER_WEEK: Final = 7
DAYS_PER_YEAR: Final = 365.25
MOST: Final = 400.0
"""Largest mean of a week's count; beyond it the quantile would be slow and the model absurd."""


def poisson(u: float, mean: float) -> int:
    """Return the Poisson quantile of ``u`` (0 < u < 1); means above :data:`MOST` count as that."""
    mean = min(mean, MOST)
    number, term = 0, math.exp(-mean)
    below = term
    while below < u and number < 2 * MOST:
        number += 1
        term *= mean / number
        below += term
    return number


def binomial(u: float, trials: int, share: float) -> int:
    """Return the binomial quantile of ``u`` (0 < u < 1): how many of ``trials`` have what a ``share`` has."""
    if share >= 1.0:
        return trials
    number, term = 0, (1.0 - share) ** trials
    below = term
    while below < u and number < trials:
        term *= (trials - number) / (number + 1) * share / (1.0 - share)
        number += 1
        below += term
    return number


def weeks_from(start: date) -> Iterator[tuple[int, float]]:
    """Return weeks of the calendar, first the one that holds ``start``: number, and Monday in days from ``start``.

    A week has the same number whenever a campaign begins.
    """
    first, into = divmod(start.toordinal() - 1, DAYS_PER_WEEK)
    number = first
    while True:
        yield number, float((number - first) * DAYS_PER_WEEK - into)
        number += 1


def to_minute(days: float) -> float:
    """Return days rounded to the minute, so that waits add up to the same minute on every way there."""
    return round(days * 1440) / 1440


def in_months(start: date, days: float, months: tuple[int, ...]) -> bool:
    """Return whether the day ``days`` after ``start`` lies in one of ``months`` (1 to 12); no months: always."""
    return not months or (start + timedelta(days=math.floor(days))).month in months


def weekly_mean(yearly: float, months: tuple[int, ...]) -> float:
    """Return the mean count of a week in season of what happens ``yearly`` times a year, all of it in ``months``."""
    days = sum(_MONTH_DAYS[m - 1] for m in sorted(set(months))) if months else DAYS_PER_YEAR
    return yearly * DAYS_PER_WEEK / days


_MONTH_DAYS: Final = (31, 28.25, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
