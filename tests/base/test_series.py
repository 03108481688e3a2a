"""Series: steps, growth, and a course for the years before."""

from datetime import date

import numpy as np
import pytest

from sim.base.course import Course
from sim.base.series import Series
from sim.scenario.model import Horizon
from sim.world.tables import GRAMS_PER_WEEK, WeeklySeries

COURSE = Course(((date(2010, 1, 1), 0.2), (date(2020, 1, 1), 0.6), (date(2024, 1, 1), 1.0)))


def test_a_course_leads_to_the_figure_of_its_last_day():
    series = Series.constant(100.0).along(COURSE)
    assert [series.at(date(year, 1, 1)) for year in (2008, 2020, 2022, 2024, 2026)] == pytest.approx(
        [20.0, 60.0, 80.0, 100.0, 100.0], rel=1e-3
    )


def test_steps_that_are_dated_before_the_end_of_a_course_are_as_written():
    """A plant that is shut for good in 2022: until then it works, from then on it does not."""
    shut = Series(((date(2020, 1, 1), 90.0), (date(2022, 7, 1), 0.0))).along(COURSE)
    days = [date(2010, 1, 1), date(2020, 1, 1), date(2021, 1, 1), date(2022, 6, 30), date(2022, 7, 1), date(2026, 1, 1)]
    assert [shut.at(day) for day in days] == [30.0, 90.0, 90.0, 90.0, 0.0, 0.0]


@pytest.mark.parametrize(
    "series",
    [
        Series.constant(100.0, 0.03),
        Series(((date(2020, 1, 1), 90.0), (date(2022, 7, 1), 0.0))),
        Series(((date(2025, 1, 1), 50.0), (date(2026, 1, 1), 80.0)), 0.05),
    ],
)
def test_week_by_week_a_series_is_what_it_is_day_by_day(series):
    horizon = Horizon(date(2009, 1, 1), 18.0)
    weekly, along = WeeklySeries(horizon), series.along(COURSE)
    by_day = [round(along.at(day) * GRAMS_PER_WEEK) for day in weekly.days]
    assert np.abs(weekly.grams(along) - by_day).max() <= 1
