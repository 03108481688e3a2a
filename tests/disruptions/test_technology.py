"""Denied machines, reagents and people; goods refused for their origin; content traced on a small world."""

from dataclasses import replace

import pytest

from sim.base.errors import SelectorError
from sim.base.selector import Selector
from sim.scenario.model import Scenario
from sim.world.grid import Grid
from sim.world.origin import content_from
from tests.small import chain, day, events, fixed, lane, node, per_week, play, route, shipped, use, world

WORLD = chain(years=3.0)
START = day(100)


def sent(running, lane_id: str) -> int:
    """Grams that left on a lane in the run."""
    return int(shipped(running, lane_id)[1:].sum())


def with_inputs(scenario: Scenario, name: str, **inputs: dict[str, float]) -> Scenario:
    return scenario.replace(nodes={**scenario.nodes, name: replace(scenario.nodes[name], **inputs)})


def denial(**changes):
    plain = {
        "node": ("sep",), "inputs": ("reagents",), "reagents_spares": fixed(50), "reagents_replaced": fixed(400),
        "fading": 100.0, "steps": 2, "reagents_loss": 0.5, "yield_loss": 0.0, "start": START,
    }  # fmt: skip
    return use("technology_denial", "denial", **(plain | changes))


def throttles(running, what="begins"):
    rows = [row for row in events(running, "denial") if row.kind in ("throttle", "stop")]
    return [(row.minute // 1440, round(row.magnitude, 6)) for row in rows if row.what == what]


def test_a_plant_lives_on_its_spares_and_then_loses_capacity_in_steps_until_it_has_another_source():
    running = play(with_inputs(WORLD, "sep", reagents={"CN": 0.8}), denial())
    assert throttles(running) == [(150, 0.8), (200, 0.6)]
    assert throttles(running, "ends") == [(200, 0.8), (500, 0.6)]


def test_the_end_of_a_denial_brings_everything_back_at_once():
    running = play(with_inputs(WORLD, "sep", reagents={"CN": 0.8}), denial(length=fixed(170)))
    assert throttles(running, "ends")[-1] == (270, 0.6)


def test_a_plant_that_takes_nothing_from_the_denier_feels_nothing():
    for inputs in ({}, {"reagents": {"US": 1.0}}, {"equipment": {"CN": 1.0}}):
        assert throttles(play(with_inputs(WORLD, "sep", **inputs), denial())) == []


def test_who_has_another_source_before_the_spares_are_gone_loses_nothing():
    running = play(with_inputs(WORLD, "sep", reagents={"CN": 0.8}), denial(reagents_replaced=fixed(40)))
    assert throttles(running) == []


def test_technicians_take_yield_with_them_and_stay_away_longest():
    denied = denial(
        inputs=("equipment", "technicians"), dependence=1.0, yield_loss=0.1, steps=1,
        equipment_spares=fixed(0), technicians_spares=fixed(0),
        equipment_replaced=fixed(200), technicians_replaced=fixed(500),
    )  # fmt: skip
    rows = events(play(WORLD, denied), "denial")
    spoilt = [(row.minute // 1440, row.what) for row in rows if row.kind == "spoil"]
    assert spoilt == [(100, "begins"), (600, "ends")]
    assert throttles(play(WORLD, denied), "ends") == [(300, 0.6), (600, 0.7)]


def test_each_plant_and_input_draws_its_own_times_and_they_do_not_shift_each_other():
    both = with_inputs(WORLD, "sep", reagents={"CN": 0.8}, equipment={"CN": 0.5})
    default = use("technology_denial", "denial", node=("sep",), start=START, steps=1)
    alone = use("technology_denial", "denial", node=("sep",), start=START, steps=1, inputs=("reagents",))
    assert set(throttles(play(both, alone))) < set(throttles(play(both, default)))


def rule(**changes):
    return use("origin_rule", "rule", **({"destination": ("US",), "start": START, "share": 0.25} | changes))


def test_goods_with_too_much_from_a_country_are_refused_from_the_day_on():
    running = play(WORLD, rule())
    before = sent(play(WORLD), "magnet__ev_us__magnet")
    after = sent(running, "magnet__ev_us__magnet")
    assert 0 < after < before / 2
    assert sent(running, "magnet__ev_cn__magnet") > 0


def test_a_share_that_nobody_exceeds_is_a_mistake_that_is_told():
    with pytest.raises(SelectorError, match="above 1"):
        play(WORLD, rule(share=1.0))


def third_country() -> Scenario:
    """A mine in Australia and one in China feed a Malaysian separator, a third to two thirds; Japan makes nothing."""
    return world(
        [
            node("dig_au", "mine", "AU", capacity=per_week(10), deposit="ore", form="concentrate"),
            node("dig_cn", "mine", "CN", capacity=per_week(20), deposit="ore", form="concentrate"),
            node("sep_my", "separation", "MY", capacity=per_week(30), separates=("Nd",)),
            node("sep_cn", "separation", "CN", capacity=per_week(30), separates=("Nd",)),
            node("idle", "separation", "VN", capacity=per_week(0), separates=("Nd",)),
            node("trade", "stock", "JP", form="oxide"),
            node("use_jp", "buyer", "JP", "ev", form="oxide", needs={"NdPr": per_week(20)}, buffers="b"),
            node("use_my", "buyer", "MY", "ev", form="oxide", needs={"NdPr": per_week(20)}, buffers="b"),
        ],
        [
            lane("dig_au", "sep_my", "concentrate", share=1.0), lane("dig_cn", "sep_my", "concentrate", share=2.0),
            lane("dig_au", "sep_cn", "concentrate", share=1.0), lane("dig_cn", "idle", "concentrate", share=1.0),
            lane("sep_my", "use_my", "oxide"), lane("sep_cn", "trade", "oxide"), lane("trade", "use_jp", "oxide"),
            lane("idle", "use_jp", "oxide", share=0.0),
        ],
        [route("near", fixed(3))],
    )  # fmt: skip


def content(scenario: Scenario, part: str = "either") -> dict[str, float]:
    grid = Grid(scenario)
    return {n.id: float(x) for n, x in zip(grid.nodes, content_from(grid, "CN", part), strict=True)}


def test_matter_is_the_countrys_if_it_was_dug_or_worked_there():
    found = content(third_country(), "matter")
    assert found["dig_au"] == 0.0
    assert found["dig_cn"] == 1.0
    assert 0.3 < found["sep_my"] < 0.9, "a mixture of both mines"
    assert found["sep_cn"] == 1.0, "Australian ore separated in China is Chinese"
    assert found["trade"] == found["use_jp"] == pytest.approx(1.0), "and stays so in other hands"
    assert found["idle"] == 1.0, "what had no flow is traced by what it would buy"


def test_technology_is_that_of_machines_and_technicians_but_not_of_reagents():
    scenario = with_inputs(third_country(), "dig_au", reagents={"CN": 1.0})
    assert content(scenario)["dig_au"] == 0.0
    scenario = with_inputs(scenario, "dig_au", equipment={"CN": 0.3}, technicians={"CN": 0.6, "US": 0.4})
    assert content(scenario, "technology")["dig_au"] == 0.6
    assert content(scenario, "matter")["dig_au"] == 0.0
    assert content(scenario)["dig_au"] == 0.6


def test_the_extraterritorial_rule_catches_goods_between_two_other_countries_by_their_content():
    scenario = third_country()
    reach = {"regime": "ban", "element": ("Nd",), "content_from": "CN", "start": START, "alarm": 0.0}
    free = sent(play(scenario), "trade__use_jp__oxide")
    assert sent(play(scenario, use("export_control", **reach)), "sep_my__use_my__oxide") >= sent(
        play(scenario), "sep_my__use_my__oxide"
    ), "home sales abroad are not exports; the ore that China cannot sell on as oxide is left for them"
    abroad = scenario.replace(
        nodes={**scenario.nodes, "use_my": replace(scenario.nodes["use_my"], country="US", region="US")}
    )
    caught = play(abroad, use("export_control", **reach))
    spared = play(abroad, use("export_control", **(reach | {"content_share": 0.99})))
    assert sent(caught, "sep_my__use_my__oxide") < sent(spared, "sep_my__use_my__oxide")
    assert sent(spared, "sep_my__use_my__oxide") >= sent(play(abroad), "sep_my__use_my__oxide")
    assert sent(caught, "trade__use_jp__oxide") < free


def test_the_doors_tell_who_is_meant_and_what_he_depends_on():
    running = play(with_inputs(WORLD, "sep", reagents={"CN": 0.8}))
    plants = running.doors.plants
    assert plants.members(Selector(stage=("mine",))) == ("mine", "mine_us")
    assert plants.dependence("sep", "reagents", "CN") == 0.8
    assert plants.dependence("sep", "equipment", "CN") == 0.0
    with pytest.raises(SelectorError):
        plants.members(Selector(node=("nowhere",)))
