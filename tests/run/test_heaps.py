"""A stock that grows without end is warned of, and no other."""

from dataclasses import replace

import pytest

from sim.run import run
from sim.run.heaps import heaps, told
from sim.scenario import load
from tests.small import fixed, lane, node, per_week, route, world


def heaps_of(scenario):
    result = run(scenario)
    return heaps(result._grid, result._held)


def heaped(dug, steady=True):
    """A mine that digs ten times as many tonnes a week as anybody uses, or as many as it is told to."""
    return world(
        [
            node("mine", "mine", capacity=per_week(dug), deposit="ore", form="oxide", steady=steady, stockyard=30.0),
            node("use", "buyer", form="oxide", needs={"NdPr": per_week(1)}, buffers="b"),
        ],
        [lane("mine", "use", "oxide")],
        [route("near", fixed(3))],
    )


def test_a_mine_that_never_stops_digging_is_named_with_what_it_holds():
    (heap,) = heaps_of(heaped(10))
    assert (heap.node, heap.form) == ("mine", "oxide")
    assert heap.grown_t == pytest.approx(9 * 52.18, rel=0.02)
    assert heap.years > 20
    assert told(heap).startswith("mine holds ")


def test_a_mine_that_stops_when_its_yard_is_full_makes_no_heap():
    assert heaps_of(heaped(10, steady=False)) == ()


@pytest.mark.parametrize("standing", [slice(None, -12), slice(-13, None)], ids=["the year before", "the last year"])
def test_a_stock_that_stood_still_in_one_of_two_years_is_no_heap(standing):
    result = run(heaped(10))
    held = result._held
    mass = held.mass.copy()
    mass[standing] = mass[-13]
    assert mass[-1].sum() > mass[0].sum() or standing.stop
    assert heaps(result._grid, held)
    assert heaps(result._grid, replace(held, mass=mass)) == ()


def test_a_short_run_has_no_heaps():
    short = heaped(10)
    assert heaps_of(short.replace(horizon=replace(short.horizon, years=1.5))) == ()


@pytest.mark.parametrize("name", ["baseline", "today"])
def test_the_world_has_no_heaps(name):
    assert [heap.node for heap in heaps_of(load(name))] == []
