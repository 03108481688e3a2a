"""A line of plants is deterministic: its first arrival, its rate and its work in process are known by hand."""

from datetime import date, timedelta

import numpy as np
import pytest

from sim.base.doors import Condition
from sim.base.selector import Selector
from sim.base.series import Series
from sim.scenario.model import Horizon
from tests.small import DAY, START, WHOLE_WEEKS, YEARLY, day, fixed, lane, node, per_week, play, route, weeks, world

OPENS_D = 35


def opening(tonnes_a_week: float, until: date = date.max) -> Series:
    """A rate that begins some weeks into the run, and may end."""
    return Series(((day(OPENS_D), tonnes_a_week * YEARLY), (until, 0.0)), early=0.0)


def line(
    mine=10.0,
    plant=100.0,
    recovery=0.9,
    lane_a=float("inf"),
    until=date.max,
    leads=(6.5, 13.5),
    residence=21.0,
    years=4.0,
):
    """Mine, separation plant, buyer: the buyer wants far more than he can get."""
    return world(
        [
            node("mine", "mine", capacity=opening(mine, until), deposit="ore", stockyard=1e4),
            node("plant", "separation", capacity=per_week(plant), separates=("Nd",), recovery=recovery,
                 residence=residence, surplus_cover=1e5, feed_cover=0.0),
            node("buyer", "buyer", form="oxide", needs={"NdPr": per_week(1000)}, buffers="b"),
        ],
        [lane("mine", "plant", "concentrate", "first", capacity=lane_a), lane("plant", "buyer", "oxide", "second")],
        [route("first", fixed(leads[0])), route("second", fixed(leads[1]))],
        horizon=Horizon(START, years),
    )  # fmt: skip


@pytest.mark.parametrize(("leads", "residence"), [((6.5, 13.5), 21.0), ((20.5, 6.5), 0.0), ((41.5, 34.5), 63.0)])
def test_the_first_arrival_comes_at_the_sum_of_the_lead_times(leads, residence):
    arrivals = []

    def wait_for_goods(running):
        goods = Condition("stock", Selector(node=("buyer",)), ("Nd",), "above", 1e-6)
        yield running.doors.when(goods)
        arrivals.append(running.now)

    play(line(leads=leads, residence=residence), beside=[wait_for_goods])
    first_dug = OPENS_D * DAY + 2 * DAY // 2  # the mine, two steps up the chain, is reviewed a day into the week
    assert arrivals == [first_dug + round((leads[0] + residence + leads[1]) * DAY)]


@pytest.mark.parametrize(
    ("limits", "least"),
    [
        ({"mine": 10.0, "plant": 100.0}, 10.0),
        ({"mine": 50.0, "plant": 7.0}, 7.0),
        ({"mine": 50.0, "plant": 40.0, "lane_a": 3.0 * YEARLY}, 3.0),
    ],
)
@pytest.mark.parametrize("recovery", [1.0, 0.9, 0.37])
def test_the_steady_rate_is_the_least_capacity_times_the_yields(limits, least, recovery):
    running = play(line(recovery=recovery, **limits))
    delivered = weeks(running, "buyer").delivered[60:200]
    assert np.abs(delivered - least * recovery * 1e6).max() <= 1


def test_two_identical_paths_carry_the_same():
    scenario = world(
        [
            node("mine", "mine", capacity=per_week(11), deposit="ore", form="oxide"),
            node("left", "port", form="oxide", capacity=per_week(50), dwell=7.0),
            node("right", "port", form="oxide", capacity=per_week(50), dwell=7.0),
            node("buyer", "buyer", form="oxide", needs={"NdPr": per_week(30)}, buffers="b"),
        ],
        [lane(a, b, "oxide") for a, b in (("mine", "left"), ("mine", "right"), ("left", "buyer"), ("right", "buyer"))],
        [route("near", fixed(6.5))],
    )
    running = play(scenario)
    through = [running.state.flows[0, 1:, j, 1].sum() for j, x in enumerate(running.grid.lanes) if x.target == "buyer"]
    assert abs(int(through[0] - through[1])) <= weeks(running, "buyer").demand.size
    assert min(through) > 0


def test_littles_law_holds_to_the_gram_and_minute_in_a_run_that_drains():
    until = START + timedelta(days=OPENS_D + 350)
    leads, residence = (WHOLE_WEEKS, 13.5), 21.0
    held = []

    def sample(running):
        state = running.state
        while True:  # all changes fall on half days
            held.append(int(state.cargo.sum() + state.nodes["feed"][plant].sum() + state.nodes["process"][plant].sum()))
            yield running.doors.wait(0.5)

    scenario = line(mine=10.0, recovery=1.0, until=until, leads=leads, residence=residence)
    plant = sorted(scenario.nodes).index("plant")
    running = play(scenario, beside=[sample])
    dug = int(running.state.nodes["made"].sum())
    assert held[0] == held[-1] == 0
    assert dug == 50 * 10_000_000
    assert sum(held) * DAY // 2 == dug * round((leads[0] + residence + leads[1]) * DAY)
