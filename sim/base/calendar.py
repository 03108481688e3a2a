"""Dates and durations. Inside a run, time is whole minutes since the start of the horizon."""

from datetime import date, datetime, timedelta
from typing import Final

MINUTES_PER_DAY: Final = 1440
MINUTES_PER_WEEK: Final = 7 * MINUTES_PER_DAY
DAYS_PER_YEAR: Final = 365.25


def minutes(days: float) -> int:
    """Convert days to whole minutes, rounding to the nearest."""
    return round(days * MINUTES_PER_DAY)


def minutes_between(start: date, day: date) -> int:
    """Return the minutes from midnight of ``start`` to midnight of ``day`` (negative if earlier)."""
    return (day - start).days * MINUTES_PER_DAY


def date_after(start: date, minute: int) -> date:
    """Return the calendar day on which minute ``minute`` of a run lies."""
    return start + timedelta(days=minute // MINUTES_PER_DAY)


def moment_after(start: date, minute: int) -> datetime:
    """Return the date and time of minute ``minute`` of a run."""
    return datetime(start.year, start.month, start.day) + timedelta(minutes=minute)


def minute_of(start: date, moment: datetime) -> int:
    """Return the minute of a run, begun at midnight of ``start``, at which a moment lies (negative if earlier)."""
    return (moment - datetime(start.year, start.month, start.day)) // timedelta(minutes=1)


def month_starts(start: date, end: date) -> tuple[date, ...]:
    """Return the first days of all calendar months that the half-open span [start, end) touches."""
    months = []
    year, month = start.year, start.month
    while date(year, month, 1) < end:
        months.append(date(year, month, 1))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(months)


def year_fraction(start: date, end: date) -> float:
    """Return the signed number of years of 365.25 days from ``start`` to ``end``."""
    return (end - start).days / DAYS_PER_YEAR
