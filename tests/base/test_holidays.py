"""The working calendar of Chinese offices."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from sim.base.holidays import _SPRING, is_working_day

YEARS = range(2008, 2038)


@pytest.mark.parametrize("year", YEARS)
def test_a_year_has_a_few_working_days_less_than_the_250_of_the_law(year):
    """The law has 248 to 251; working weekends that make up for long holidays are left out."""
    first = date(year, 1, 1)
    days = (date(year + 1, 1, 1) - first).days
    assert 242 <= sum(is_working_day(first + timedelta(days=d)) for d in range(days)) <= 250


def test_weekends_are_free():
    saturday = date(2024, 6, 1)
    assert not any(is_working_day(saturday + timedelta(days=7 * w + d)) for w in range(52) for d in (0, 1))


def test_the_week_of_the_spring_festival_is_free_from_its_eve_and_the_days_around_it_are_not():
    free = [d for d in range(1, 29) if not is_working_day(date(2024, 2, d)) and date(2024, 2, d).weekday() < 5]
    assert free == [9, 12, 13, 14, 15, 16]
    assert is_working_day(date(2024, 2, 8))
    assert is_working_day(date(2024, 2, 19))


def test_the_first_week_of_october_is_free_every_year():
    for year in YEARS:
        assert not any(is_working_day(date(year, 10, d)) for d in range(1, 8))
        assert any(is_working_day(date(year, 10, d)) for d in (8, 9, 10))


def test_lunar_years_have_twelve_or_thirteen_moons():
    """A slip in the table of new years shows as a year of no whole number of moons."""
    new_years = [date(year, *_SPRING[year]) for year in YEARS]
    for before, after in pairwise(new_years):
        assert (after - before).days in {353, 354, 355, 383, 384, 385}
    assert all(date(d.year, 1, 21) <= d <= date(d.year, 2, 20) for d in new_years)


def test_an_ordinary_monday_is_worked_in_years_whose_spring_festival_nobody_has_told():
    assert is_working_day(date(2045, 3, 6))
    assert not is_working_day(date(2045, 10, 2))
