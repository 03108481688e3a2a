"""Working days of Chinese offices.

Saturdays, Sundays and the long holidays are free: New Year, Spring Festival (eight days from its eve), Qingming,
Labour Day and National Day. The single days of Dragon Boat and Mid-Autumn are left out, and so are the working
weekends that make up for long holidays: together they come to some four days a year, so that a desk here is two per
cent slow. The dates of Chinese New Year are given for 2008 to 2037; outside these years only the fixed dates are
free.

Source: Regulation on Public Holidays for National Annual Festivals and Memorial Days, State Council, 2007 and
amendments of 2013 and 2024.
"""

from datetime import date, timedelta
from functools import cache
from typing import Final

_SPRING: Final = {
    2008: (2, 7), 2009: (1, 26), 2010: (2, 14), 2011: (2, 3), 2012: (1, 23), 2013: (2, 10), 2014: (1, 31),
    2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12),
    2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26),
    2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
    2036: (1, 28), 2037: (2, 15),
}  # fmt: skip
"""Chinese New Year's day."""


@cache
def _free_days(year: int) -> frozenset[date]:
    """Return the holidays of a year."""
    fixed = {date(year, 1, 1), date(year, 4, 4), date(year, 4, 5)}
    fixed |= {date(year, 5, d) for d in range(1, 6)} | {date(year, 10, d) for d in range(1, 8)}
    if year in _SPRING:
        new_year = date(year, *_SPRING[year])
        fixed |= {new_year + timedelta(days=d) for d in range(-1, 7)}
    return frozenset(fixed)


def is_working_day(day: date) -> bool:
    """Return whether Chinese offices work on a day."""
    return day.weekday() < 5 and day not in _free_days(day.year)
