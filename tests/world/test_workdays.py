"""Minutes of work at a desk: from the calendar to work and back."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.base.holidays import is_working_day
from sim.world.easing import minutes_of_work
from sim.world.kernel.layout import N_DAYS
from sim.world.kernel.workdays import minute_of_work, work_until
from sim.world.workdays import workday_table

DAY = 1440
START = date(2024, 1, 1)
DAYS = workday_table(START)
LAST = (N_DAYS - 2) * DAY
MINUTES = st.integers(0, LAST - 1)


def minute(year, month, of_month, hour=0):
    return (date(year, month, of_month) - START).days * DAY + hour * 60


def work(at):
    return int(work_until(DAYS, np.int64(at)))


def back(done, now=0):
    return int(minute_of_work(DAYS, np.int64(done), np.int64(now)))


@given(at=MINUTES)
@settings(max_examples=2000, deadline=None)
def test_work_at_the_minute_by_which_some_work_is_done_is_that_work(at):
    done = work(at)
    assert work(back(done)) == done
    assert back(done) <= at


@given(at=MINUTES, more=st.integers(0, 200 * DAY))
@settings(max_examples=2000, deadline=None)
def test_work_is_done_at_the_first_minute_that_will_do_and_never_in_the_past(at, more):
    done = work(at) + more
    ready = back(done, at)
    if ready >= LAST:
        return
    assert ready >= at
    assert work(ready) == done
    assert ready == at or work(ready - 1) == done - 1


@given(a=MINUTES, b=MINUTES)
@settings(max_examples=1000, deadline=None)
def test_work_grows_with_time_and_never_faster(a, b):
    a, b = min(a, b), max(a, b)
    assert 0 <= work(b) - work(a) <= b - a


def test_a_case_of_one_day_that_comes_in_on_friday_noon_is_done_on_monday_noon():
    friday = minute(2024, 6, 7, hour=12)
    assert back(work(friday) + DAY, friday) == minute(2024, 6, 10, hour=12)


def test_work_stands_still_over_the_spring_festival_and_national_day():
    assert work(minute(2024, 2, 19)) == work(minute(2024, 2, 9))
    assert work(minute(2024, 10, 8)) == work(minute(2024, 10, 1))
    assert work(minute(2024, 10, 9)) == work(minute(2024, 10, 8)) + DAY


@pytest.mark.parametrize("start", [date(2009, 7, 1), date(2024, 1, 1), date(2026, 2, 17)])
def test_the_table_counts_the_working_days_before_each_day_of_the_horizon(start):
    table = workday_table(start)
    for d in (0, 1, 50, 365, 4000):
        assert table[d] == sum(is_working_day(start + timedelta(days=i)) for i in range(d))


def test_before_the_start_no_work_is_counted():
    assert work(-5000) == 0
    assert back(0, -5000) == 0


def test_beyond_the_calendar_work_goes_on_by_the_clock():
    whole = int(DAYS[-1]) * DAY
    assert back(whole + 77) == (N_DAYS - 1) * DAY + 77


def test_many_minutes_of_work_are_those_of_one():
    days = workday_table(date(2026, 1, 1))
    work = np.arange(0, 400 * 1440, 977)
    for now in (0, 5 * 1440 + 7, 100 * 1440):
        assert list(minutes_of_work(days, work, now)) == [minute_of_work(days, int(w), now) for w in work]
