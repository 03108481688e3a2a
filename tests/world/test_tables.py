"""A year's figures by week are those of the series on the middle day of each week."""

from datetime import date, timedelta

import pytest

from sim.base.course import Course
from sim.base.series import Series
from sim.scenario.model import Horizon
from sim.world.tables import GRAMS_PER_WEEK, WeeklySeries

HORIZON = Horizon(date(2010, 1, 4), 8.0)
COURSE = Course(((date(2009, 1, 1), 0.4), (date(2011, 3, 1), 0.9), (date(2011, 3, 2), 0.2), (date(2015, 7, 1), 1.0)))
SERIES = {
    "level": Series.constant(730.0),
    "growing": Series.constant(730.0, 0.05),
    "steps": Series(((date(2011, 1, 1), 100.0), (date(2013, 6, 1), 300.0)), growth=0.1, early=40.0),
    "along a course": Series.constant(730.0, 0.05).along(COURSE),
    "a course that is over": Series.constant(5.0).along(Course(((date(2001, 1, 1), 0.1), (date(2002, 1, 1), 1.0)))),
    "a course of one point": Series.constant(5.0).along(Course(((date(2012, 1, 1), 0.5),))),
    "a course yet to begin": Series.constant(5.0).along(Course(((date(2016, 1, 1), 0.3), (date(2017, 1, 1), 0.6)))),
}


@pytest.mark.parametrize("series", SERIES.values(), ids=SERIES)
def test_each_week_has_the_value_of_its_middle_day(series):
    weekly = WeeklySeries(HORIZON)
    days = [HORIZON.start + timedelta(days=7 * week + 3) for week in range(weekly.weeks)]
    assert weekly.grams(series).tolist() == [round(series.at(day) * GRAMS_PER_WEEK) for day in days]
