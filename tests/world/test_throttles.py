"""A throttle counts by its time and its factor, on whatever day of the week it begins and ends."""

from itertools import pairwise

import pytest

from tests.small import day, fixed, lane, node, per_week, play, route, shipped, use, world

A_WEEK = 10_080_000
"""Grams: ten a minute."""
MINUTES = 1440


def dug(*uses):
    """Grams that a mine without any limit but its capacity digs in a year under some disruptions."""
    nodes = [
        node("mine", "mine", capacity=per_week(A_WEEK / 1e6), deposit="ore", form="oxide", stockyard=30_000.0),
        node("cars", "buyer", form="oxide", needs={"NdPr": per_week(1)}, buffers="b"),
    ]
    running = play(world(nodes, [lane("mine", "cars", "oxide")], [route("near", fixed(6.5))]), *uses)
    mine = running.grid.node_index["mine"]
    return int(running.state.nodes[mine]["made"].sum())


UNDISTURBED = dug()


@pytest.mark.parametrize("begins", [200, 201, 203, 204.5, 206])
@pytest.mark.parametrize(("days", "factor"), [(1, 0.5), (3, 0.0), (3, 0.5), (6, 0.01), (30, 0.25)])
def test_a_throttle_costs_its_days_times_what_it_takes(begins, days, factor):
    stop = use("outage", node=("mine",), start=day(begins), length=fixed(days), factor=factor)
    assert UNDISTURBED - dug(stop) == pytest.approx(days * MINUTES * 1000 * (1 - factor), rel=1e-6)


def test_of_two_throttles_at_once_the_factors_multiply_for_as_long_as_both_last():
    month = use("outage", "month", node=("mine",), start=day(200), length=fixed(30), factor=0.5)
    days = use("outage", "days", node=("mine",), start=day(205), length=fixed(2), factor=0.2)
    together = 28 * MINUTES * 1000 * 0.5 + 2 * MINUTES * 1000 * 0.9
    assert UNDISTURBED - dug(month, days) == pytest.approx(together, rel=1e-6)


def sold(begins):
    """Grams that a trader who works at half from some day on sells up to the end of the run."""
    nodes = [
        node("mine", "mine", capacity=per_week(100), deposit="ore", form="oxide", stockyard=60.0),
        node("shop", "stock", form="oxide"),
        node("cars", "buyer", form="oxide", needs={"NdPr": per_week(A_WEEK / 1e6)}, buffers="b"),
    ]
    lanes = [lane("mine", "shop", "oxide"), lane("shop", "cars", "oxide")]
    half = use("outage", node=("shop",), start=day(begins), factor=0.5)
    running = play(world(nodes, lanes, [route("near", fixed(6.5))]), half)
    return int(shipped(running, "shop__cars__oxide").sum())


def test_every_day_at_half_costs_a_trader_half_a_day_of_sales_also_if_it_is_not_the_day_on_which_he_packs():
    by_start = [sold(210 + days) for days in range(8)]
    costs = [later - earlier for earlier, later in pairwise(by_start)]
    assert costs == pytest.approx([MINUTES * 1000 * 0.5] * 7, rel=0.01)
