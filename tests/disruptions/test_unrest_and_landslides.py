"""Strikes and sit-ins, landslides: how often, where, in which months."""

from datetime import date, timedelta

import numpy as np
import pytest

from sim.base.distributions import Distribution
from tests.disruptions.chances import Chance, disruption
from tests.small import START, day, events, fixed, play, two_ways, use

TEN_YEARS = 3652.5
ROADS = ("n25", "n40", "coastal_highway")


def actions(replication=0, **fields):
    usual = {
        "passage": ROADS, "start": date(2025, 1, 1), "length": TEN_YEARS, "rate": 7 / 3, "reach": 0.5,
        "closure": Distribution("lognormal", (2.9, 1.0)),
    }  # fmt: skip
    return list(disruption("unrest", **(usual | fields)).actions(Chance(replication), "protest"))


def slides(replication=0, **fields):
    word = disruption("landslides", passage=("kkh",), start=date(2025, 1, 1), length=TEN_YEARS, **fields)
    return list(word.slides(Chance(replication), "slides:kkh"))


def test_protests_close_three_roads_as_often_as_reported():
    closed = [sum(len(places) for _, _, places in actions(r)) for r in range(200)]
    assert np.mean(closed) == pytest.approx(35, rel=0.05)


def test_a_general_strike_hits_every_place_at_once():
    assert all(places == list(ROADS) for _, _, places in actions(reach=1.0))


def test_more_actions_or_a_longer_reach_add_closures_and_move_none():
    few = {(at, place) for at, _, places in actions() for place in places}
    assert few < {(at, place) for at, _, places in actions(rate=7.0) for place in places}
    assert few < {(at, place) for at, _, places in actions(reach=0.9) for place in places}
    assert few >= {(at, "n25") for at, _, places in actions(passage=("n25",)) for _ in places}


def test_what_has_a_season_keeps_to_it_and_keeps_its_yearly_number():
    summer = [action for r in range(100) for action in actions(r, months=(6, 7), rate=5.0, reach=1.0)]
    assert {(date(2025, 1, 1) + timedelta(days=int(at))).month for at, _, _ in summer} == {6, 7}
    assert len(summer) / 1000 == pytest.approx(5.0, rel=0.05)


def test_the_karakoram_highway_is_cut_twenty_times_a_year_for_a_day_or_two():
    found = [slide for r in range(60) for slide in slides(r)]
    assert len(found) / 600 == pytest.approx(20, rel=0.03)
    months = {(date(2025, 1, 1) + timedelta(days=int(at))).month for at, _ in found}
    assert months == {2, 3, 4, 7, 8}
    assert np.median([over - at for at, over in found]) == pytest.approx(1.5, rel=0.03)


def test_more_slides_come_beside_the_others():
    assert {at for at, _ in slides()} < {at for at, _ in slides(rate=30.0)}


def test_strikes_throttle_plants_and_close_roads_for_the_same_days():
    strike = use(
        "unrest", "strike", passage=("gate",), node=("mine",), start=day(30), length=600.0, rate=6.0,
        closure=fixed(4), factor=0.4,
    )  # fmt: skip
    rows = events(play(two_ways(), strike), "strike")
    assert {(row.kind, row.subject) for row in rows} == {("close", "gate"), ("throttle", "mine")}
    at = {kind: [row.minute for row in rows if row.kind == kind] for kind in ("close", "throttle")}
    assert at["close"] == at["throttle"]


def test_unrest_that_began_before_the_run_goes_on_in_it():
    rows = events(
        play(two_ways(), use("unrest", "it", passage=("gate",), start=day(-900), rate=50.0, closure=fixed(30))), "it"
    )
    assert rows[0].minute == 0


def test_unrest_needs_a_place():
    with pytest.raises(ValueError, match="blocked or struck"):
        use("unrest", start=START, rate=1.0, closure=fixed(1))
