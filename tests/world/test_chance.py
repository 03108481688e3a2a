"""Random numbers by counter: the same in the kernel, in plain Python and uncompiled; even, and independent."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.base.distributions import Distribution
from sim.base.streams import run_key, stream_key
from sim.base.streams import uniform as plain_uniform
from sim.world.kernel import chance
from sim.world.kernel import layout as k
from sim.world.tables import places_of_quantiles, tabulate

KEYS = st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))


def in_kernel(key, slot):
    return chance.uniform(np.uint64(key[0]), np.uint64(key[1]), np.int64(slot))


def uncompiled(key, slot):
    function = getattr(chance.uniform, "py_func", chance.uniform)
    with np.errstate(over="ignore"):
        return function(np.uint64(key[0]), np.uint64(key[1]), np.int64(slot))


@given(key=KEYS, slot=st.integers(-(2**40), 2**62))
@settings(max_examples=1000, deadline=None)
def test_kernel_plain_python_and_uncompiled_code_give_the_same_bits(key, slot):
    number = in_kernel(key, slot)
    assert number == plain_uniform(key, slot) == uncompiled(key, slot)
    assert 0.0 < number < 1.0


@pytest.mark.parametrize("entity", ["mine", "mine_us", "a:b", "war:gate"])
def test_numbers_are_even_and_neighbours_independent(entity):
    numbers = np.array([in_kernel(stream_key(entity, "test"), slot) for slot in range(20_000)])
    assert stats.kstest(numbers, "uniform").pvalue > 1e-4
    pairs = np.histogram2d(numbers[:-1], numbers[1:], bins=16, range=[[0, 1], [0, 1]])[0]
    assert stats.chisquare(pairs.ravel()).pvalue > 1e-4


def test_streams_of_different_names_purposes_seeds_and_replications_are_unrelated():
    def numbers(entity="mine", purpose="lead", seed=0, replication=0):
        key, run = stream_key(entity, purpose), run_key(seed, replication)
        return np.array([in_kernel((key[0] ^ run[0], key[1] ^ run[1]), slot) for slot in range(5000)])

    streams = [numbers(), numbers("mine2"), numbers(purpose="failure"), numbers(seed=1), numbers(replication=1)]
    correlation = np.corrcoef(streams)
    assert np.abs(correlation - np.eye(len(streams))).max() < 4.5 / np.sqrt(5000)


@pytest.mark.parametrize(
    "law",
    [
        Distribution("fixed", (45.0,)),
        Distribution("uniform", (10.0, 20.0)),
        Distribution("triangular", (15.0, 45.0, 110.0)),
        Distribution("lognormal", (11.6, 1.09)),
        Distribution("exponential", (90.0,)),
    ],
    ids=lambda law: law.kind,
)
def test_the_table_of_a_law_has_its_mean_and_its_quantiles(law):
    table = tabulate(law)
    widths = np.diff(places_of_quantiles())
    mean_d = float(((table[:-1] + table[1:]) * widths).sum() / 2) / 1440
    assert mean_d == pytest.approx(law.mean(), rel=1e-4)
    assert (np.diff(table) >= 0).all()
    for p in (0.25, 0.5, 0.75):
        assert table[round(p * k.N_STEPS)] / 1440 == pytest.approx(law.quantile(p), rel=0.02)


def test_a_look_up_lies_between_its_neighbours_in_the_table():
    tables = tabulate(Distribution("lognormal", (11.6, 1.09)))[None, :]
    places = places_of_quantiles()
    for u in np.linspace(1e-9, 1 - 1e-9, 9999):
        right = int(np.searchsorted(places, u, "right"))
        low, high = tables[0, right - 1], tables[0, right]
        assert low <= chance.look_up(tables, 0, u) <= high


def test_the_tail_of_a_long_law_is_nearly_as_wide_as_the_law():
    sigma = 1.09
    tables = tabulate(Distribution("lognormal", (11.6, sigma)))[None, :]
    draws = np.array([chance.look_up(tables, 0, (i + 0.5) / 200_000) for i in range(200_000)]) / 1440
    true = math.sqrt(math.exp(sigma**2) - 1)
    assert draws.std() / draws.mean() == pytest.approx(true, rel=0.04)
