"""What is picked out of a recording is what is not zero in it."""

import numpy as np
import pytest

from sim.run.recording import Sparse
from sim.world.kernel.entries import entries

SHAPES = {
    "one axis": ((40,), 0),
    "by month": ((7, 5, 3), 1),
    "by channel and month": ((2, 3, 4, 5), 2),
    "empty": ((0, 3), 1),
}


@pytest.mark.parametrize(("shape", "blocks"), SHAPES.values(), ids=SHAPES)
def test_places_and_values_are_those_that_numpy_finds(shape, blocks):
    array = np.random.default_rng(1).integers(-2, 3, shape)
    places, values = entries(array, blocks)
    assert places.tolist() == np.flatnonzero(array).tolist()
    assert values.tolist() == array[array != 0].tolist()


def test_a_recording_that_was_cut_from_the_middle_of_another_is_the_same_again():
    padded = np.arange(4 * 6 * 5).reshape(4, 6, 5)
    cut = padded[1:3, :4]
    assert (Sparse.of(cut).dense() == cut).all()


def test_nobody_looks_where_nothing_can_be():
    array = np.arange(3 * 4 * 2).reshape(3, 4, 2) + 1
    whole = np.zeros_like(array)
    whole[[0, 2]] = array[[0, 2]]
    assert (Sparse.of(array, blocks=2, among=[0, 2]).dense() == whole).all()
