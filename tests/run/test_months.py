"""Weeks are cut at the ends of months by days, and not a gram is lost or made."""

from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.run.months import by_days, week_ends

DAY = 1440


def recorded(weeks, months=(31, 29, 31), phase=0):
    """What by_days needs to know of a recording."""
    starts = np.concatenate([[0], np.cumsum(months[:-1])]) * DAY
    return SimpleNamespace(weeks=weeks, phase=phase, month_starts=starts.astype(np.int64))


def test_a_week_that_a_month_cuts_is_shared_by_days():
    weekly = np.array([[0, 0, 0, 0, 0, 70, 0]])
    assert by_days(recorded(7), weekly).tolist() == [[30, 40, 0]]


def test_what_was_used_before_the_horizon_belongs_to_no_month():
    assert by_days(recorded(3), np.array([[7, 7, 7]])).tolist() == [[14, 0, 0]]
    assert by_days(recorded(3, months=(7, 7, 7)), np.array([[7, 7, 7]])).tolist() == [[7, 7, 0]]


def test_half_grams_are_not_lost():
    assert by_days(recorded(2, months=(3, 4, 7)), np.array([[0, 1]])).tolist() == [[0, 1, 0]]


def test_weeks_end_with_the_reviews():
    assert week_ends(recorded(3, phase=60)).tolist() == [60, 10_140, 20_220]


@given(
    st.lists(st.integers(0, 10**14), min_size=1, max_size=40),
    st.lists(st.integers(1, 31), min_size=1, max_size=12),
    st.integers(0, 10_079),
)
def test_months_add_up_to_the_weeks_and_none_is_below_zero(weekly, months, phase):
    found = by_days(recorded(len(weekly), months, phase), np.array([weekly]))
    before_the_horizon = weekly[0] * (10_080 - phase) // 10_080
    assert found.sum() == sum(weekly) - before_the_horizon
    assert (found >= 0).all()
