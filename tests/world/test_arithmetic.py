"""Products and splits of integer masses are those of Python's own integers, far beyond what a world holds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.world.kernel.arithmetic import draw, muldiv, total

LARGEST = 10**13
"""Ten million tonnes in grams; the world's yearly output is a fortieth of it."""
MASSES = st.integers(0, LARGEST)


@given(a=MASSES, c=st.integers(1, LARGEST), b=MASSES)
@settings(max_examples=2000, deadline=None)
def test_a_product_over_a_larger_divisor_is_pythons(a, b, c):
    a = min(a, c)
    assert muldiv(np.int64(a), np.int64(b), np.int64(c)) == a * b // c


@given(a=MASSES, b=MASSES, q=st.integers(0, 2**52))
@settings(max_examples=2000, deadline=None)
def test_any_product_with_a_quotient_below_two_to_the_53_is_pythons(a, b, q):
    c = max(a * b // max(q, 1), 1)
    if a * b // c < 2**53 and c < 2**62:
        assert muldiv(np.int64(a), np.int64(b), np.int64(c)) == a * b // c


@given(st.integers(1, 2**40), st.integers(-2, 2))
@settings(max_examples=500, deadline=None)
def test_quotients_at_a_whole_number_are_exact(n, off):
    for c in (10**9, 10_080, 7, 10**12 + 39):
        a = max(n * c + off, 0)
        if a < 2**62:
            assert muldiv(np.int64(a), np.int64(1), np.int64(c)) == a // c


@pytest.mark.parametrize("value", [0, 1, 10**9, 10**13, 2**52])
def test_times_one_over_one_changes_nothing(value):
    assert muldiv(np.int64(value), np.int64(10**9), np.int64(10**9)) == value


STOCKS = st.lists(MASSES, min_size=16, max_size=16)


@given(stock=STOCKS, part=st.floats(0, 1.2), first=st.integers(0, 15), width=st.integers(1, 16))
@settings(max_examples=1000, deadline=None)
def test_a_draw_is_exact_in_sum_and_within_a_gram_of_its_share(stock, part, first, width):
    last = min(first + width, 16)
    source, target = np.array(stock, dtype=np.int64), np.zeros(16, dtype=np.int64)
    whole = sum(stock[first:last])
    mass = int(whole * part)
    draw(source, target, first, last, np.int64(mass), np.int64(whole))
    assert int(target.sum()) == min(mass, whole)
    assert (source + target == stock).all()
    assert (source >= 0).all()
    assert not target[:first].any()
    assert not target[last:].any()
    for e in range(first, last):
        if mass < whole:
            assert abs(int(target[e]) * whole - stock[e] * mass) <= whole


def test_drawing_nothing_moves_nothing():
    source, target = np.array([5, 0, 7], dtype=np.int64), np.zeros(3, dtype=np.int64)
    draw(source, target, 0, 3, np.int64(0), np.int64(12))
    draw(source, target, 0, 3, np.int64(-4), np.int64(12))
    assert list(source) == [5, 0, 7]
    assert not target.any()


@given(stock=STOCKS, first=st.integers(0, 16), last=st.integers(0, 16))
@settings(max_examples=200, deadline=None)
def test_a_total_is_the_sum_of_a_range(stock, first, last):
    assert total(np.array(stock, dtype=np.int64), first, last) == sum(stock[first:last])
