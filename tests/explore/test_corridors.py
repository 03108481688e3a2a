"""How long goods take through a chain of passages that open and close."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.base.distributions import Distribution
from sim.base.errors import SelectorError
from sim.explore.corridors import LIMITS, Leg, closures, delivered_within, legs_of, travel_days
from sim.scenario import load
from sim.scenario.model import Route
from tests.small import day, fixed, two_ways, use, with_uses


def leg(lead, passages=None, detours=None, interval=0.0, dwell=0.0):
    return Leg(Route("way", "road", fixed(lead), interval, passages or {}, detours or {}, 0.0), dwell)


def took(legs, ready, **spells):
    ready = np.asarray(ready, dtype=float)
    shut = {name: tuple(np.array(times, dtype=float) for times in pair) for name, pair in spells.items()}
    return list(travel_days(legs, ready, shut, np.full((len(legs), 2, len(ready)), 0.5)))


def row(time, what, subject="pass", kind="close"):
    return {"time": time, "kind": kind, "subject": subject, "what": what, "cause": "war", "magnitude": 1.0}


def test_closures_that_overlap_are_one_and_the_last_may_never_end():
    table = pd.DataFrame(
        [
            row("2024-01-03T00:00", "begins"), row("2024-01-05T12:00", "begins"), row("2024-01-06T00:00", "ends"),
            row("2024-01-06T00:00", "begins", "road", "stop"), row("2024-01-09T00:00", "ends"),
            row("2024-02-01T00:00", "begins, no lane runs through it"),
        ]
    )  # fmt: skip
    shuts, opens = closures(table, date(2024, 1, 1))["pass"]
    assert list(shuts) == [2.0, 31.0]
    assert list(opens) == [8.0, np.inf]


def test_an_open_way_takes_its_lead_half_an_interval_and_its_dwell():
    legs = [leg(10, interval=4.0, dwell=3.0), leg(20)]
    assert took(legs, [0, 100]) == [35, 35]


def test_goods_wait_at_a_passage_that_closes_ahead_of_them_and_at_home_when_it_is_closed():
    way = [leg(10, {"pass": 0.5})]
    shut = ([6.0], [12.0])
    assert took(way, [0], **{"pass": shut}) == [10], "across before it closes"
    assert took(way, [2], **{"pass": shut}) == [10 + 5], "held from day 7 to 12"
    assert took(way, [8], **{"pass": shut}) == [10 + 4], "leaves when it opens"
    assert took(way, [12], **{"pass": shut}) == [10]


def test_goods_go_round_where_there_is_a_way_round():
    way = [leg(10, {"strait": 0.5}, {"strait": 3.0})]
    assert took(way, [0, 2, 8, 12], strait=([6.0], [12.0])) == [10, 13, 13, 10]


def test_what_never_opens_is_never_delivered():
    assert took([leg(10, {"pass": 0.5})], [0, 20], **{"pass": ([15.0], [np.inf])}) == [10, np.inf]


def test_two_closures_in_a_row_hold_twice():
    way = [leg(10, {"pass": 0.2, "gate": 0.8})]
    spells = {"pass": ([1.0], [4.0]), "gate": ([9.0], [20.0])}
    assert took(way, [0], **spells) == [2 + 2 + 6 + 10 + 2]


def world(closed=0.0):
    road = two_ways()
    if not closed:
        return road
    return with_uses(
        road, use("unrest", passage=("gate",), start=day(0), rate=closed, closure=Distribution("exponential", (20.0,)))
    )


def test_closures_make_the_road_worse_and_leave_the_other_way_alone():
    ways = {"road": ["mine__by_road__oxide"], "sea": ["sea"]}
    found = [delivered_within(world(rate), ways, 8, workers=1) for rate in (0, 8)]
    assert [list(dict.fromkeys(table["world"])) for table in found] == [["as told"], ["as told", "undisturbed"]]
    calm, harsh = (table[table["world"] == "as told"].set_index(["corridor", "days"]) for table in found)
    twin = found[1][found[1]["world"] == "undisturbed"].set_index(["corridor", "days"])
    assert (twin["share"] == calm["share"]).all()
    assert list(calm.loc["road"].index) == list(LIMITS)
    assert list(calm.loc["road", "share"]) == [0, 0, 0, 1, 1, 1, 1, 1]
    assert (harsh.loc["sea", "share"] == calm.loc["sea", "share"]).all()
    assert 0.3 < harsh.loc[("road", 30), "share"] < 0.9
    assert harsh.loc["road", "share"].is_monotonic_increasing
    assert 0 < harsh.loc[("road", 30), "standard_error"] < 0.1


def test_a_corridor_is_made_of_lanes_that_join():
    scenario = load("balochistan_disruption")
    chain = legs_of(scenario, ["chagai_to_karachi_port", "karachi_port_to_white_mesa"])
    assert [one.route.id for one in chain] == ["chagai_karachi_road", "karachi_houston"]
    assert chain[0].dwell_d > 0 == chain[1].dwell_d
    for wrong in (["chagai_to_karachi_port", "port_qasim_to_white_mesa"], ["nowhere"], []):
        with pytest.raises(SelectorError):
            legs_of(scenario, wrong)
