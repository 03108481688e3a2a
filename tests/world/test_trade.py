"""Orders, allocation, freight and receipt on small worlds."""

from dataclasses import replace

import numpy as np
import pytest

from sim.base.distributions import Distribution
from sim.base.doors import Condition
from sim.base.selector import Selector
from sim.run import run
from sim.scenario.model import Cohort, Horizon
from sim.world.kernel import layout as k
from tests.small import (
    DAY,
    START,
    YEARLY,
    day,
    first_dry,
    fixed,
    lane,
    line_of,
    lost,
    node,
    per_week,
    play,
    route,
    shipped,
    use,
    weeks,
    world,
)
from tests.world.opening import opened
from tests.worlds import chain

USE = 10_080_000


def buyer(name, country="CN", sector="ev", weekly_t=USE / 1e6, **fields):
    return node(
        name, "buyer", country, sector, form="oxide", needs={"NdPr": per_week(weekly_t)}, **({"buffers": "b"} | fields)
    )


def mine(name="mine", weekly_t=1000.0, **fields):
    return node(
        name, "mine", capacity=per_week(weekly_t), deposit="ore", form="oxide", **({"stockyard": 400.0} | fields)
    )


def trade(nodes, lanes, lead=6.5, cover=21.5, **fields):
    standard = {"buffers": {"b": (Cohort(1.0, cover),)}}
    return world(nodes, lanes, [route("near", fixed(lead))], **(standard | fields))


def scarce(**lane_fields):
    """A mine that gives ten of the sixteen tonnes a week that two equal buyers, at home and abroad, want."""
    return trade(
        [mine(weekly_t=10), buyer("home", weekly_t=8), buyer("abroad", "US", "defence", weekly_t=8)],
        [lane("mine", "home", "oxide"), lane("mine", "abroad", "oxide", **lane_fields)],
    )


def supplied(running, name):
    return int(weeks(running, name).delivered[104:].sum()) / int(weeks(running, name).demand[104:].sum())


def test_equal_buyers_share_what_is_scarce_equally():
    running = play(scarce())
    assert supplied(running, "home") == pytest.approx(supplied(running, "abroad"), rel=0.01)
    assert supplied(running, "home") == pytest.approx(10 / 16, rel=0.01)


@pytest.mark.parametrize(
    ("rule", "first", "fields"),
    [
        ("allocate/home_first", "home", {}),
        ("allocate/defence_first", "abroad", {}),
        ("allocate/contract_first", "abroad", {"contract": True}),
    ],
)
def test_an_allocation_rule_serves_its_favourite_first(rule, first, fields):
    scenario = scarce(**fields).replace(policies={"rule": use(rule)})
    running = play(scenario, use(rule, "rule"))
    last = "abroad" if first == "home" else "home"
    assert supplied(running, first) == 1.0
    assert supplied(running, last) == pytest.approx(2 / 8, rel=0.02)


@pytest.mark.parametrize(
    ("rules", "served"),
    [([], {"home": 0.6, "abroad": 0.6}), ([use("allocate/home_first", "rule")], {"home": 1.0, "abroad": 0.2})],
)
def test_a_throttled_trader_serves_his_customers_by_rank(rules, served):
    """What he cannot pack is missing where the rule of allocation puts it, as with a plant that makes too little."""
    scenario = trade(
        [
            mine(weekly_t=40),
            node("shop", "stock", form="oxide"),
            buyer("home", weekly_t=8),
            buyer("abroad", "US", weekly_t=8),
        ],
        [lane("mine", "shop", "oxide"), lane("shop", "home", "oxide"), lane("shop", "abroad", "oxide")],
    )
    half = opened(lambda d: d.plants.throttle(Selector(node=("shop",)), 0.6, "it"), start=360)
    running = play(scenario.replace(policies={rule.id: rule for rule in rules}), *rules, beside=[half])
    assert {name: supplied(running, name) for name in served} == pytest.approx(served, abs=0.01)


def test_orders_are_split_by_the_lanes_shares():
    running = play(trade(
        [mine("a"), mine("b"), buyer("buyer")],
        [lane("a", "buyer", "oxide", share=0.7), lane("b", "buyer", "oxide", share=0.3)],
    ))  # fmt: skip
    a, b = (int(shipped(running, f"{m}__buyer__oxide")[1:].sum()) for m in ("a", "b"))
    assert a / (a + b) == pytest.approx(0.7, abs=0.001)


@pytest.mark.parametrize("qualify", [0.0, 56.0, 182.0])
def test_an_alternative_delivers_only_after_its_qualification(qualify):
    scenario = trade(
        [mine("usual"), mine("other"), buyer("buyer")],
        [lane("usual", "buyer", "oxide"), lane("other", "buyer", "oxide", share=0.0, qualify_d=qualify)],
    )
    first = []

    def watch(running):
        while not shipped(running, "other__buyer__oxide").any():
            yield running.doors.wait(1)
        first.append(running.now / DAY)

    running = play(scenario, use("outage", node=("usual",), start=day(300)), beside=[watch])
    assert 300 + qualify <= first[0] <= 300 + qualify + 49
    assert not weeks(running, "buyer").short[-52:].any()


def test_when_the_usual_supplier_is_back_the_alternative_is_left():
    scenario = trade(
        [mine("usual"), mine("other"), buyer("buyer")],
        [lane("usual", "buyer", "oxide"), lane("other", "buyer", "oxide", share=0.0, qualify_d=28.0)],
    )
    running = play(scenario, use("outage", node=("usual",), start=day(300), length=fixed(140)))
    by_month = shipped(running, "other__buyer__oxide").sum(axis=1)
    assert by_month[12:16].any()
    assert not by_month[24:].any()


COHORTS = (Cohort(0.02, 7.0), Cohort(0.08, 28.0), Cohort(0.9, 84.0))


def test_lean_firms_stop_first_and_only_they():
    scenario = trade([mine(), buyer("buyer")], [lane("mine", "buyer", "oxide")], buffers={"b": COHORTS})
    running = play(scenario, use("outage", node=("mine",), start=day(301), length=fixed(28)))
    short = weeks(running, "buyer").short
    assert 301 + 6 <= first_dry(running, "buyer") <= 301 + 28
    assert short.max() == round(0.02 * USE)
    assert 0 < lost(running, "buyer") <= 0.02 * USE * 4


def test_the_wave_goes_from_lean_to_fat():
    scenario = trade([mine(), buyer("buyer")], [lane("mine", "buyer", "oxide")], buffers={"b": COHORTS})
    short = weeks(play(scenario, use("outage", node=("mine",), start=day(301))), "buyer").short
    levels = [round(int(x) / USE, 4) for x in short if x]
    assert levels == sorted(levels)
    for stopped in (0.02, 0.1, 1.0):  # the lean, then those with four weeks too, then all
        assert levels.count(stopped) >= 2


def test_after_an_interruption_every_cohort_is_filled_up_again():
    scenario = trade([mine(), buyer("buyer")], [lane("mine", "buyer", "oxide")], buffers={"b": COHORTS})
    shocked, calm = play(scenario, use("outage", node=("mine",), start=day(301), length=fixed(120))), play(scenario)
    assert shocked.state.rows["stock"][0] == pytest.approx(calm.state.rows["stock"][0], rel=0.02)


def test_late_use_is_made_up_and_lost_use_is_not():
    results = {}
    for unmet in ("lost", "backlog"):
        scenario = trade([mine(), buyer("buyer", unmet=unmet)], [lane("mine", "buyer", "oxide")])
        seen = weeks(play(scenario, use("outage", node=("mine",), start=day(301), length=fixed(98))), "buyer")
        results[unmet] = int(seen.demand.sum() - seen.delivered.sum())
        assert (seen.short.sum() == 0) == (unmet == "backlog")
        assert (seen.backlog.max() == 0) == (unmet == "lost")
    assert results["backlog"] == 0 < results["lost"]


def test_demand_is_delivered_short_or_late_in_every_week():
    unsteady = mine(weekly_t=9, up=Distribution("exponential", (60.0,)), down=fixed(10))
    scenario = trade([unsteady, buyer("buyer", unmet="backlog")], [lane("mine", "buyer", "oxide")])
    seen = weeks(play(scenario), "buyer")
    added = np.diff(np.concatenate([[seen.backlog[0]], seen.backlog]))
    assert (seen.demand[1:] == seen.delivered[1:] + seen.short[1:] + added[1:]).all()


def test_a_lane_carries_no_more_than_its_capacity():
    scenario = trade([mine(), buyer("buyer")], [lane("mine", "buyer", "oxide", capacity=6.0 * YEARLY)])
    seen = weeks(play(scenario), "buyer")
    assert np.abs(seen.delivered[52:] - 6_000_000).max() <= 1


def test_ships_leave_at_their_service_interval_only():
    scenario = world(
        [mine(), buyer("buyer")], [lane("mine", "buyer", "oxide")], [route("near", fixed(20.5), interval=14.0)],
        buffers={"b": (Cohort(1.0, 60.0),)},
    )  # fmt: skip
    departures = set()

    def watch(running):
        while True:
            slots = running.state.slots
            departures.update(int(x) for x in slots["leaves"][slots["state"] == k.MOVING])
            yield running.doors.wait(3)

    play(scenario, beside=[watch])
    gaps = np.diff(sorted(departures))
    assert len(gaps) > 50
    assert set(gaps % (14 * DAY)) == {0}


def test_leads_follow_the_service_date_whatever_else_happens():
    """A skipped shipment shifts nobody's draw: each departure has its own lead."""
    scenario = world(
        [mine(), buyer("buyer")], [lane("mine", "buyer", "oxide")],
        [route("near", Distribution("lognormal", (20.0, 0.6)), interval=7.0)], buffers={"b": (Cohort(1.0, 90.0),)},
    )  # fmt: skip

    def leads(*uses):
        found = {}

        def watch(running):
            while True:
                slots = running.state.slots
                for s in slots[slots["state"] == k.MOVING]:
                    if s["leaves"] >= 0:
                        found[int(s["leaves"])] = int(s["arrives"] - s["leaves"])
                yield running.doors.wait(3)

        play(scenario, *uses, beside=[watch])
        return found

    calm, shocked = leads(), leads(use("outage", node=("mine",), start=day(300), length=fixed(60)))
    assert len(shocked) < len(calm)
    assert all(calm[at] == lead for at, lead in shocked.items())
    assert len(set(calm.values())) > 50


def test_in_a_calm_world_orders_are_the_use():
    running = play(trade([mine(), buyer("buyer")], [lane("mine", "buyer", "oxide")]))
    months = shipped(running, "mine__buyer__oxide").sum(axis=1)[2:48]
    assert set(months // USE) <= {4, 5}
    assert not (months % USE).any()


def test_what_a_line_has_under_way_is_what_lies_on_its_lane():
    scenario = trade([mine(), buyer("buyer")], [lane("mine", "buyer", "oxide")], lead=41.5)
    running = play(scenario)
    assert line_of(running, "mine__buyer__oxide", "NdPr")["under_way"] == running.state.cargo.sum()


def test_a_watched_line_is_crossed_at_the_minute_the_goods_arrive():
    scenario = world(
        [mine(), buyer("buyer")], [lane("mine", "buyer", "oxide")], [route("near", fixed(9.123), interval=7.0)],
        buffers={"b": (Cohort(1.0, 10.0),)},
    )  # fmt: skip
    seen = []

    def policy(running):
        yield running.doors.when(Condition("stock", Selector(node=("buyer",)), ("Nd",), "below", 0.001))
        dry = running.now
        yield running.doors.when(Condition("stock", Selector(node=("buyer",)), ("Nd",), "above", 0.001))
        slots, lane_record = running.state.slots, running.state.lanes[0]
        seen.append((dry, running.now, (running.now - round(9.123 * DAY) - int(lane_record["phase"])) % (7 * DAY)))
        assert int(slots["arrives"].max()) >= running.now

    play(scenario, use("outage", node=("mine",), start=day(300), length=fixed(60)), beside=[policy])
    dry, back, off_schedule = seen[0]
    assert dry % (7 * DAY) == 0
    assert back % (7 * DAY) != 0
    assert off_schedule == 0


def test_what_was_loaded_before_the_run_and_leaves_months_later_is_booked_when_it_leaves():
    """A ship in five months: all that the first one of the run brings was booked when it left."""
    scenario = world(
        [mine(), buyer("buyer")], [lane("mine", "buyer", "oxide")], [route("near", fixed(30.5), interval=150.0)],
        buffers={"b": (Cohort(1.0, 240.0),)},
    )  # fmt: skip
    running = play(scenario)
    left, came = (shipped(running, "mine__buyer__oxide", arrived=arrived).sum(axis=1) for arrived in (False, True))
    first = 1 + int((left[1:] > 0).argmax())
    assert first > 2  # month 0 is the warm-up
    assert came[first + 1 : first + 3].sum() == left[first] > 0


@pytest.mark.parametrize("years", [0.25, 1.0, 28.0])
def test_a_run_ends_at_its_horizon(years):
    scenario = trade([mine(), buyer("buyer")], [lane("mine", "buyer", "oxide")], horizon=Horizon(START, years))
    running = play(scenario)
    assert running.now == running.end
    assert abs(running.end / DAY - years * 365.25) <= 1


def test_a_plant_that_works_a_day_a_week_keeps_its_books():
    """Its batches outlast the ring that holds them; the last then takes the next draw as well."""
    scenario = chain(years=2)
    magnets = scenario.nodes["magnets"]
    stage = replace(magnets.stage, up=Distribution.fixed(1.0), down=Distribution.fixed(6.0), residence=60.0)
    nodes = dict(scenario.nodes) | {"magnets": replace(magnets, stage=stage)}
    assert run(replace(scenario, nodes=nodes)).production["output_t"].sum() > 0
