"""What each disruption does to a small world."""

from datetime import date

import numpy as np
import pytest

from sim.base.errors import RunError
from sim.scenario.model import Passage, Route
from tests.small import (
    DAY,
    chain,
    day,
    events,
    fingerprint,
    fixed,
    lane,
    lost,
    node,
    per_week,
    play,
    shipped,
    two_ways,
    use,
    weeks,
    world,
)

WORLD = chain(years=3.0)


def outage(**fields):
    return use(
        "outage", fields.pop("name", "it"), **({"node": ("sep",), "start": day(300), "length": fixed(91)} | fields)
    )


def in_process(running):
    return int(running.state.nodes["process"][running.grid.node_index["sep"]].sum())


def test_what_is_in_process_freezes_in_an_outage_and_goes_on_afterwards():
    seen = []

    def look(running):
        for at in (307.9, 340, 390.9):
            yield running.doors.wait(at - running.now / DAY)
            seen.append(in_process(running))

    running, free = play(WORLD, outage(), beside=[look]), play(WORLD)
    assert seen[0] == seen[1] == seen[2] > 0
    sep = running.grid.node_index["sep"]
    assert free.state.nodes["clock"][sep] - running.state.nodes["clock"][sep] == 91 * DAY
    assert in_process(running) > 0


def test_nothing_leaves_a_stopped_plant():
    running = play(WORLD, outage(start=date(2024, 11, 1), length=fixed(91)))
    months = shipped(running, "sep__market__oxide").sum(axis=1)
    assert months[10] > 0
    assert not months[12:14].any()
    assert months[14] > 0


def test_a_throttled_plant_makes_its_part_and_ships_on():
    steady = node("mine", "mine", capacity=per_week(30), deposit="ore", form="oxide", steady=True)
    scenario = two_ways()
    scenario = scenario.replace(nodes={**scenario.nodes, "mine": steady})
    running = play(scenario, outage(node=("mine",), factor=0.4, start=date(2025, 1, 1), length=fixed(365)))
    dug = running.state.production[:, 0].sum(axis=(1, 2))
    assert set(dug[14:24] % 12_000_000) == {0}
    assert set(dug[14:24] // 12_000_000) == {4, 5}
    assert shipped(running, "mine__by_sea__oxide")[14:24].sum(axis=1).all()


def test_overlapping_outages_compose_and_the_order_of_their_ends_does_not_matter():
    long, short = (
        outage(name="long", factor=0.5, length=fixed(200)),
        outage(name="short", start=day(350), length=fixed(50)),
    )
    half = outage(name="half", factor=0.5, start=day(320), length=fixed(300))
    factors = []

    def look(running):
        sep = running.grid.node_index["sep"]
        for at in (310, 330, 360, 410, 510, 640):
            yield running.doors.wait(at - running.now / DAY)
            factors.append((int(running.state.nodes["factor"][sep]), int(running.state.nodes["stops"][sep])))

    play(WORLD, long, short, half, beside=[look])
    half_factor, quarter = 500_000_000, 250_000_000
    assert factors == [(half_factor, 0), (quarter, 0), (quarter, 1), (quarter, 0), (half_factor, 0), (1_000_000_000, 0)]


def test_two_equal_outages_at_once_are_one():
    assert fingerprint(play(WORLD, outage(), outage(name="again"))) == fingerprint(play(WORLD, outage()))


def test_an_outage_must_say_what_stops():
    with pytest.raises(ValueError, match="say what stops"):
        outage(node=())


@pytest.mark.parametrize("kind", ["ban", "outage"])
def test_the_longer_the_worse(kind):
    def shortfall(days):
        if kind == "ban":
            it = use("export_control", regime="ban", start=day(300), tight=fixed(days))
        else:
            it = outage(length=fixed(days))
        return sum(lost(play(WORLD, it), b, c) for b, c in (("ev_us", None), ("glass_us", "Ce"), ("glass_us", "Dy")))

    losses = [shortfall(7 * n) for n in range(0, 40, 4)]
    assert losses == sorted(losses)
    assert losses[0] == 0 < losses[-1]


def test_a_closed_passage_with_a_way_around_only_delays():
    running = play(two_ways(), use("route_closure", passage=("strait",), start=day(300), length=fixed(200)))
    assert lost(running, "by_sea") <= 2 * 10_000_000  # the weeks of the detour that the cover does not bridge
    assert lost(running, "by_road") == 0
    assert (shipped(running, "mine__by_sea__oxide").sum(axis=1)[1:49] > 0).all()


def test_behind_a_closed_passage_without_a_way_around_goods_wait_and_go_on():
    held = {}

    def look(running):
        for at in (299, 310, 370, 380, 392):
            yield running.doors.wait(at - running.now / DAY)
            lane_no = running.grid.lane_index["mine__by_road__oxide"]
            first, last = (int(running.state.lanes[f"slots_{end}"][lane_no]) for end in ("first", "last"))
            held[at] = int((running.state.slots["state"][first:last] == 2).sum())

    running = play(two_ways(), use("route_closure", passage=("gate",), start=day(300), length=fixed(91)), beside=[look])
    assert held == {299: 0, 310: held[310], 370: held[310], 380: held[310], 392: 0}
    assert held[310] in (1, 2)
    assert lost(running, "by_sea") == 0
    assert lost(running, "by_road") > 5 * 10_000_000
    assert not weeks(running, "by_road").short[75:].any()


def test_a_passage_closed_twice_opens_when_the_longer_closure_ends():
    one = use("route_closure", "one", passage=("gate",), start=day(300), length=fixed(100))
    within = use("route_closure", "within", passage=("gate",), start=day(320), length=fixed(30))
    scenario = two_ways()
    assert fingerprint(play(scenario, one, within)) == fingerprint(play(scenario, one))


def test_a_delay_moves_arrivals_and_leaves_the_amounts():
    scenario = two_ways()
    late = play(scenario, use("delay", lane=("mine__by_sea__oxide",), start=day(300), length=fixed(100), days=7))
    assert lost(late, "by_sea") == 0
    assert shipped(late, "mine__by_sea__oxide").sum() >= shipped(play(scenario), "mine__by_sea__oxide").sum()
    assert fingerprint(late) != fingerprint(play(scenario))
    assert (shipped(late, "mine__by_road__oxide") == shipped(play(scenario), "mine__by_road__oxide")).all()


def test_delays_add_up():
    both = [use("delay", name, node=("by_sea",), start=day(300), length=fixed(100), days=10) for name in ("one", "two")]
    once = use("delay", node=("by_sea",), start=day(300), length=fixed(100), days=20)
    scenario = two_ways()
    assert fingerprint(play(scenario, *both)) == fingerprint(play(scenario, once))


def test_a_surge_multiplies_the_use_of_its_buyers_and_of_nobody_else():
    scenario = two_ways()
    running = play(scenario, use("demand_surge", buyer=("by_sea",), start=day(301), length=fixed(70), factor=1.5))
    use_by_week = weeks(running, "by_sea").demand
    assert (use_by_week[44:53] == 15_000_000).all()
    assert (np.delete(use_by_week, np.arange(43, 54)) == 10_000_000).all()
    assert (weeks(running, "by_road").demand == 10_000_000).all()


def test_surges_multiply():
    scenario = two_ways()
    both = [use("demand_surge", f"s{f}", sector=(), buyer=("by_sea",), start=day(301), factor=f) for f in (1.5, 2.0)]
    assert weeks(play(scenario, *both), "by_sea").demand[60] == 30_000_000


def test_disruptions_of_one_kind_are_kept_apart_by_name():
    running = play(WORLD, outage(name="a"), outage(name="b", node=("metal",), start=day(310)))
    assert [row.subject for row in events(running, "a")] == ["sep", "sep"]
    assert [row.subject for row in events(running, "b")] == ["metal", "metal"]


def test_a_passage_that_closes_again_sends_no_ship_round_twice():
    """Two closings of an hour, an hour apart: whoever is short of the strait goes round once."""
    leads = []

    def look(running):
        yield running.doors.until(day(310))
        slots = running.state.slots
        moving = slots[(slots["state"] != 0) & (slots["leaves"] <= 300 * DAY)]
        leads.append(sorted(round(int(x) / DAY, 1) for x in moving["arrives"] - moving["leaves"]))

    hour = fixed(1 / 24)
    once = use("route_closure", "once", passage=("strait",), start=day(300), length=hour)
    again = use("route_closure", "again", passage=("strait",), start=day(301), length=hour)
    play(two_ways(), once, beside=[look])
    play(two_ways(), once, again, beside=[look])
    assert leads[0] == leads[1]
    assert 34.5 in leads[0]


def test_goods_held_at_one_passage_still_go_round_another_that_closes_meanwhile():
    arrivals = []

    def look(running):
        yield running.doors.until(day(345))
        slots = running.state.slots
        late = slots[(slots["state"] != 0) & (slots["leaves"] <= 300 * DAY)]
        arrivals.append(sorted(int(x) / DAY for x in late["arrives"]))

    both_ways = world(
        [
            node("mine", "mine", capacity=per_week(1000), deposit="ore", form="oxide", stockyard=400.0),
            node("buyer", "buyer", form="oxide", needs={"NdPr": per_week(10)}, buffers="b"),
        ],
        [lane("mine", "buyer", "oxide", "both")],
        [Route("both", "sea", fixed(40.5), 0.0, {"gate": 0.3, "strait": 0.8}, {"strait": 14.0}, 0.0)],
        passages={"gate": Passage("gate", "gate"), "strait": Passage("strait", "strait")},
    )
    held = use("route_closure", "held", passage=("gate",), start=day(301), length=fixed(30))
    round_about = use("route_closure", "round", passage=("strait",), start=day(310), length=fixed(5))
    play(both_ways, held, beside=[look])
    play(both_ways, held, round_about, beside=[look])
    assert max(arrivals[1]) == max(arrivals[0]) + 14


def test_delays_that_no_lane_has_room_for_are_refused():
    long = [use("delay", name, node=("by_sea",), start=day(300), length=fixed(100), days=50) for name in ("a", "b")]
    with pytest.raises(RunError, match="mine__by_sea__oxide is delayed by more than 60 d"):
        play(two_ways(), *long)
