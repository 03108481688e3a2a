"""Weeks are cut at the ends of months by days, and not a gram is lost or made."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.base.weeks import by_days as cut

DAY = 1440


def by_days(weekly, months=(31, 29, 31), phase=0, first=0):
    """Weeks from number ``first`` on, cut at the ends of months of so many days."""
    ends = phase + 7 * DAY * (first + np.arange(len(weekly)))
    starts = DAY * np.concatenate([[0], np.cumsum(months[:-1])]).astype(np.int64)
    return cut(np.array([weekly]), ends, starts)


def test_a_week_that_a_month_cuts_is_shared_by_days():
    assert by_days([0, 0, 0, 0, 0, 70, 0]).tolist() == [[30, 40, 0]]


def test_what_was_used_before_the_horizon_belongs_to_no_month():
    assert by_days([7, 7, 7]).tolist() == [[14, 0, 0]]
    assert by_days([7, 7, 7], months=(7, 7, 7)).tolist() == [[7, 7, 0]]


def test_half_grams_are_not_lost():
    assert by_days([0, 1], months=(3, 4, 7)).tolist() == [[0, 1, 0]]


def test_months_before_the_first_week_stay_empty():
    assert by_days([14, 7], months=(31, 7, 7), first=6).tolist() == [[0, 6, 15]]


@given(
    st.lists(st.integers(0, 10**14), min_size=1, max_size=40),
    st.lists(st.integers(1, 31), min_size=1, max_size=12),
    st.integers(0, 10_079),
)
def test_months_add_up_to_the_weeks_and_none_is_below_zero(weekly, months, phase):
    found = by_days(weekly, months, phase)
    before_the_horizon = weekly[0] * (10_080 - phase) // 10_080
    assert found.sum() == sum(weekly) - before_the_horizon
    assert (found >= 0).all()
