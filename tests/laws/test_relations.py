"""Relations between runs: what one must not change, and which way a change must go."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from sim.base.distributions import Distribution
from sim.scenario.model import Cohort, Deposit, Route
from sim.world.kernel import layout as k
from tests.small import (
    chain,
    day,
    events,
    fingerprint,
    fixed,
    lane,
    later,
    line_of,
    lost,
    node,
    per_week,
    play,
    shipped,
    use,
    weeks,
)

WORLD = chain(years=3.0)
BUYERS = (("ev_cn", None), ("ev_us", None), ("glass_us", "Ce"), ("glass_us", "Dy"))
ALL_LANES = tuple(WORLD.lanes)


def ban(days=250, **fields):
    standard = {
        "regime": "ban",
        "element": ("Dy",),
        "magnets_containing": ("Dy",),
        "start": day(200),
        "tight": fixed(days),
    }
    return use("export_control", "ban", **(standard | fields))


def shortfall(running):
    return sum(lost(running, *buyer) for buyer in BUYERS)


EVENTS = {
    "nothing": [],
    "ban": [ban()],
    "outage": [use("outage", node=("sep",), start=day(200), length=fixed(120))],
    "war": [use("insurgency", road=("gate",), start=day(20), road_share=0.03)],
}


def disconnected():
    """A mine and a buyer of their own, far from everybody else."""
    nodes = [
        node("zz_mine", "mine", "JP", capacity=per_week(3), deposit="ore", form="oxide"),
        node("zz_buyer", "buyer", "JP", "other", form="oxide", needs={"Ce": per_week(1)}, buffers="b"),
    ]
    scenario = chain(years=3.0, more=nodes)
    extra = lane("zz_mine", "zz_buyer", "oxide", "far")
    return scenario.replace(lanes={**scenario.lanes, extra.id: extra})


LARGER = disconnected()


@pytest.mark.parametrize("story", EVENTS)
def test_a_disconnected_node_changes_nothing_elsewhere(story):
    small, large = play(WORLD, *EVENTS[story]), play(LARGER, *EVENTS[story])
    for lane_id in ALL_LANES:
        for channel in range(k.N_CHANNELS):
            assert (shipped(small, lane_id, channel) == shipped(large, lane_id, channel)).all(), lane_id
            assert (shipped(small, lane_id, channel, True) == shipped(large, lane_id, channel, True)).all(), lane_id
    for buyer in BUYERS:
        assert (weeks(small, *buyer).short == weeks(large, *buyer).short).all()
    for n, i in small.grid.node_index.items():
        other = large.grid.node_index[n]
        assert (small.state.stocks[:, i] == large.state.stocks[:, other]).all(), n


def test_an_added_disruption_leaves_the_draws_of_others_alone():
    """Failures of the mine and attacks on the pass are the same whatever else happens."""
    alone = play(WORLD, *EVENTS["war"])
    beside = play(WORLD, *EVENTS["war"], *EVENTS["outage"], ban(), use("demand_surge", start=day(100), factor=1.4))
    assert events(alone, "insurgency") == events(beside, "insurgency")
    mine = alone.grid.node_index["mine"]
    for name in ("switch_at", "switch_no", "down", "clock"):
        assert alone.state.nodes[name][mine] == beside.state.nodes[name][mine]


@pytest.mark.parametrize("story", EVENTS)
def test_a_shift_of_the_calendar_shifts_the_results(story):
    def moved(it):
        start = it.word.start + timedelta(days=366)
        return replace(it, word=replace(it.word, start=start))

    now = play(WORLD, *EVENTS[story])
    then = play(later(WORLD, 366), *(moved(it) for it in EVENTS[story]))
    for buyer in BUYERS:
        a, b = weeks(now, *buyer), weeks(then, *buyer)
        length = min(len(a.short), len(b.short))
        assert (a.short[:length] == b.short[:length]).all()
        assert (a.delivered[:length] == b.delivered[:length]).all()


@pytest.mark.parametrize("story", EVENTS)
def test_a_world_a_thousand_times_larger_gives_a_thousand_times_the_results(story):
    small, large = play(WORLD, *EVENTS[story]), play(chain(years=3.0, scale=1000.0), *EVENTS[story])
    for buyer in BUYERS:
        a, b = weeks(small, *buyer), weeks(large, *buyer)
        scale = a.demand.max() * 1000
        assert np.abs(b.demand - a.demand * 1000).max() <= 1000
        assert np.abs(b.short.cumsum() - a.short.cumsum() * 1000).max() <= 2e-4 * scale
        assert np.abs(b.delivered.cumsum() - a.delivered.cumsum() * 1000).max() <= 2e-4 * scale


@pytest.mark.parametrize("replication", range(3))
def test_a_longer_ban_is_not_better(replication):
    losses = [shortfall(play(WORLD, ban(days), replication=replication)) for days in range(0, 301, 30)]
    assert losses == sorted(losses)
    assert losses[-1] > losses[0]


def test_a_stricter_ban_is_not_better():
    losses = [shortfall(play(WORLD, ban(smuggled=part))) for part in (0.6, 0.4, 0.2, 0.0)]
    assert losses == sorted(losses)


@pytest.mark.parametrize("days", [150, 250])
def test_more_stock_at_the_buyers_is_not_worse(days):
    def with_cover(factor):
        cohorts = (Cohort(0.05, 20.0 * factor), Cohort(0.95, 60.0 * factor))
        return chain(years=3.0, buffers={"b": cohorts})

    losses = [shortfall(play(with_cover(f), ban(days))) for f in (0.5, 1.0, 1.5, 2.5)]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] > losses[-1]


def test_more_capacity_is_not_worse():
    def with_mine(tonnes):
        scenario = chain(years=3.0)
        mine = scenario.nodes["mine"]
        stage = replace(mine.stage, capacity=per_week(tonnes))
        return scenario.replace(nodes={**scenario.nodes, "mine": replace(mine, stage=stage)})

    losses = [shortfall(play(with_mine(t))) for t in (2, 5, 10, 20)]
    assert losses == sorted(losses, reverse=True)
    assert losses[0] > losses[-1]


def test_a_shorter_way_around_is_not_worse():
    closure = use("route_closure", passage=("strait",), start=day(200), length=fixed(200))
    losses = []
    for extra in (60.0, 30.0, 9.0, 0.0):
        far = Route(
            "far", "sea", Distribution("triangular", (25.0, 35.0, 50.0)), 7.0, {"strait": 0.4}, {"strait": extra}, 0.0
        )
        losses.append(shortfall(play(WORLD.replace(routes={**WORLD.routes, "far": far}), closure)))
    assert losses == sorted(losses, reverse=True)


def test_an_element_that_nobody_controls_is_not_touched():
    free, banned = play(WORLD), play(WORLD, ban())
    assert lost(free, "glass_us", "Ce") == lost(banned, "glass_us", "Ce") == 0
    assert line_of(banned, "market__glass_us__oxide", "Ce")["regime"] == 0


def test_an_unused_deposit_recipe_route_or_passage_changes_nothing():
    more = WORLD.replace(
        deposits={**WORLD.deposits, "other": Deposit("other", WORLD.deposits["ore"].shares)},
        routes={**WORLD.routes, "other": replace(WORLD.routes["far"], id="other")},
    )
    assert fingerprint(play(more)) == fingerprint(play(WORLD))


def test_paired_runs_differ_less_than_independent_ones():
    def loss(seed, *uses):
        return int(shipped(play(WORLD, *uses, seed=seed), "magnet__ev_us__magnet")[8:20].sum()) / 1e6

    delay = use("delay", destination=("US",), start=day(200), length=fixed(200), days=10)
    calm, hit = ([loss(s, *uses) for s in range(24)] for uses in ((), (delay,)))
    paired = np.var(np.subtract(hit, calm), ddof=1)
    independent = np.var(hit, ddof=1) + np.var(calm, ddof=1)
    assert paired <= independent
