"""Who waits for licences buys off the shelf of those whom no desk holds back, and no more than lies there."""

import pytest

from sim.base.distributions import Distribution
from sim.base.regime import Regime
from sim.base.selector import Selector
from sim.scenario.model import Cohort
from tests.small import day, fixed, lane, line_of, lost, node, per_week, play, route, shipped, world
from tests.world.opening import opened

SHELF_T = 60.0


def neighbours(shelf_t=SHELF_T):
    """A buyer abroad of ten tonnes a week, nearly all from China, and a trader next door who holds some."""
    shelf = {"form": "oxide", "replenishes": False, "initial": {"NdPr": shelf_t}}
    return world(
        [
            node("mine", "mine", capacity=per_week(1000), deposit="ore", form="oxide", stockyard=400.0),
            node("trader", "stock", "US", **shelf),
            node("buyer", "buyer", "US", sector="ev", form="oxide", needs={"NdPr": per_week(10)}, buffers="b"),
        ],
        [lane("mine", "buyer", "oxide", share=0.99), lane("trader", "buyer", "oxide", share=0.01)],
        [route("near", fixed(6.5))],
        buffers={"b": (Cohort(1.0, 35.0),)},
    )


def licences(days=400.0):
    """Licences that take so many days to come."""
    lag = Distribution.fixed(days)
    return opened(lambda doors: doors.desks.control("mofcom", Regime("licence", Selector(), lag=lag), "it"))


LICENCES = licences()


def test_nobody_stands_still_beside_goods_that_he_may_buy():
    running = play(neighbours(), beside=[LICENCES])
    assert lost(running, "buyer") > 0
    left = running.state.nodes[running.grid.node_index["trader"]]["product"].sum()
    assert left < 0.05 * SHELF_T * 1e6


def test_the_shelf_spares_him_as_much_as_lay_there():
    without, with_it = (lost(play(neighbours(t), beside=[LICENCES]), "buyer") for t in (0.0, SHELF_T))
    sold_before = 0.3 * SHELF_T  # his share of a hundredth, week by week until the licences come
    assert SHELF_T - sold_before < (without - with_it) / 1e6 <= SHELF_T


def test_he_orders_no_more_than_there_is():
    most = []

    def watch(running):
        yield running.doors.until(day(230))
        while True:
            line = line_of(running, "trader__buyer__oxide", "NdPr")
            most.append(int(line["open"]))
            yield running.doors.wait(7)

    running = play(neighbours(), beside=[LICENCES, watch])
    assert max(most) <= SHELF_T * 1e6
    assert shipped(running, "trader__buyer__oxide").sum() <= SHELF_T * 1e6


def test_where_nobody_waits_the_shelf_keeps_its_share():
    running = play(neighbours())
    assert lost(running, "buyer") == 0
    weekly = shipped(running, "trader__buyer__oxide")[1:4].sum() / 1e6 / 13
    assert weekly == pytest.approx(0.1, rel=0.4)


@pytest.mark.parametrize("days", [0.0, 15.0])
def test_a_desk_that_works_as_it_should_sends_nobody_next_door(days):
    running = play(neighbours(3000.0), beside=[licences(days)])
    assert lost(running, "buyer") == 0
    later = shipped(running, "trader__buyer__oxide")[24:48].sum() / 1e6
    assert later < 45.0, "hardly more than a hundredth of a thousand tonnes"


def test_a_shelf_that_is_shut_covers_nothing():
    """The larger one stands still: what he misses, he buys off the other."""

    def with_a_second_trader(stopped):
        one = neighbours()
        second = node("shut", "stock", "US", form="oxide", replenishes=False, initial={"NdPr": 600.0})
        lanes = [*one.lanes.values(), lane("shut", "buyer", "oxide", share=0.01)]
        scenario = one.replace(nodes={**one.nodes, "shut": second}, lanes={each.id: each for each in lanes})
        shut = opened(lambda doors: doors.plants.throttle(Selector(node=("shut",)), 0.0, "it"), start=195)
        return lost(play(scenario, beside=[LICENCES, *([shut] if stopped else [])]), "buyer")

    spared = lost(play(neighbours(0.0), beside=[LICENCES]), "buyer") - with_a_second_trader(stopped=True)
    assert spared / 1e6 > 0.7 * SHELF_T
    assert with_a_second_trader(stopped=False) < with_a_second_trader(stopped=True)
