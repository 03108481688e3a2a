"""Totals are split over elements exactly, and no part shrinks while its total grows."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.base.elements import ELEMENT_INDEX, ELEMENTS
from sim.base.plant import spread
from sim.run.split import nested_shares, pairs_of, split_totals

MAGNET = spread({"NdPr": 0.96, "Dy": 0.032, "Tb": 0.008}, 0.23)
rising = st.lists(st.integers(0, 10**12), min_size=1, max_size=30).map(lambda steps: np.cumsum([steps], axis=1))


@given(rising)
def test_parts_are_whole_sum_to_the_total_and_never_shrink(totals):
    parts = split_totals(totals, nested_shares([MAGNET]))
    assert (parts.sum(axis=0) == totals[0]).all()
    assert (parts >= 0).all()
    assert (np.diff(parts, axis=1) >= 0).all()


@given(rising)
def test_parts_follow_the_shares_to_a_few_grams(totals):
    nested = nested_shares([MAGNET])
    element, _ = pairs_of(nested)
    expected = np.array(MAGNET)[element, None] * totals
    assert (np.abs(split_totals(totals, nested) - expected) <= 4 + 4e-9 * totals).all()


def test_a_single_element_keeps_all_of_its_total():
    nested = nested_shares([spread({"Y": 1.0}, 0.0)])
    assert [ELEMENTS[e] for e in pairs_of(nested)[0]] == ["Y"]
    assert split_totals(np.array([[7, 10**15]]), nested).tolist() == [[7, 10**15]]


def test_rows_are_split_each_by_its_own_shares():
    nested = nested_shares([spread({"NdPr": 1.0}, 0.24), spread({"Dy": 1.0}, 0.0)])
    element, row = pairs_of(nested)
    assert list(zip(element, row, strict=True)) == [
        (ELEMENT_INDEX["Pr"], 0),
        (ELEMENT_INDEX["Nd"], 0),
        (ELEMENT_INDEX["Dy"], 1),
    ]
    assert split_totals(np.array([[100], [50]]), nested)[:, 0].tolist() == [24, 76, 50]
