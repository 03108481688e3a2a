"""What a sound scenario becomes."""

import pickle
from datetime import date
from pathlib import Path

import pytest

from sim.base.distributions import Distribution
from sim.base.elements import ELEMENT_INDEX
from sim.base.errors import ScenarioError
from sim.base.series import Series
from sim.base.trigger import Trigger
from sim.scenario import load, loads

REPO = Path(__file__).parents[2]


def problems(text, **more):
    with pytest.raises(ScenarioError) as raised:
        loads(text, **more)
    return [str(p) for p in raised.value.problems]


def test_the_tiny_world_in_canonical_units():
    tiny = load("tiny")
    assert (tiny.name, tiny.horizon.start, tiny.horizon.years, tiny.horizon.warm_up_d) == (
        "tiny", date(2024, 1, 1), 2.0, 365.0,
    )  # fmt: skip
    assert tiny.nodes["mine"].stage.capacity == Series.constant(10_000.0)
    assert tiny.nodes["plant"].stage.capacity.steps == ((date(2023, 1, 1), 8000.0), (date(2025, 4, 17), 9000.0))
    assert tiny.nodes["plant"].stage.down == Distribution("lognormal", (10.0, 0.8))
    assert tiny.nodes["mine"].place == (-28.9, 122.5)
    assert (tiny.nodes["jp_ev"].kind, tiny.nodes["jp_ev"].sector) == ("buyer", "ev")
    assert tiny.nodes["us_catalyst"].stage.needs["Ce"] == Series.constant(2400.0)
    assert tiny.routes["sea"].cost_usd_per_t == pytest.approx(120.0)
    assert tiny.routes["sea"].lead == Distribution("triangular", (20.0, 30.0, 60.0))
    assert tiny.product_share["concentrate"] == 0.6
    assert sum(tiny.deposits["hill"].shares) == pytest.approx(1.0, abs=1e-12)
    assert tiny.deposits["hill"].shares[ELEMENT_INDEX["Ce"]] == pytest.approx(0.5)
    assert tiny.sources == ("made up for tests",)


def test_regions_follow_from_countries_unless_written():
    nodes = load("tiny").nodes
    assert {key: nodes[key].region for key in ("mine", "plant", "de_alloy")} == {
        "mine": "RoW", "plant": "SEA", "de_alloy": "EU",
    }  # fmt: skip
    text = "extends: tiny\ntitle: x\nbuyers: {de_alloy: {region: US}}"
    assert loads(text).nodes["de_alloy"].region == "US"


def test_lanes_know_their_classes():
    lanes = load("tiny").lanes
    assert lanes["mine_plant"].classes == ("basket",)
    assert lanes["plant_smelter"].classes == ("NdPr",)
    assert lanes["smelter_magnets"].classes == ("NdPr", "Tb", "Dy")
    assert lanes["plant_catalyst"].classes == ("La", "Ce")
    assert lanes["smelter_alloy"].classes == ("NdPr",)


def test_a_lane_without_form_carries_the_senders_product():
    assert load("today").lanes["mine_plant"].form == "concentrate"


def test_the_world_is_its_folder_and_its_facts():
    today = load("today")
    assert today.nodes["mine"].stage.capacity.steps == ((date(2023, 1, 1), 10_000.0), (date(2024, 1, 1), 12_000.0))
    assert today.nodes["plant"].stage.recovery == 0.85
    assert today.nodes["glass"].stage.needs["Ce"].steps == ((date(2024, 1, 1), 1200.0),)
    assert today.deposits["weld"].shares[ELEMENT_INDEX["Ce"]] == pytest.approx(47.6 / 94.8)
    assert today.nodes["mine"].where.file == "worlds/world/20_plants.yaml"


def test_world_and_blank_can_be_loaded_alone():
    assert list(load("blank").nodes) == []
    assert list(load("world").nodes) == ["glass", "mine", "plant"]


def test_a_fact_of_one_year():
    text = "title: x\nnodes: {mine: {capacity: fact mine_capacity 2024}}"
    assert loads(text).nodes["mine"].stage.capacity == Series.constant(12_000.0)


def test_layers_in_order_of_force():
    text = "extends: today\ntitle: x\nuse: more_mine\n"
    assert loads(text).nodes["mine"].stage.capacity == Series.constant(20_000.0)
    text += "nodes: {mine: {capacity: 30 kt/yr}}\n"
    assert loads(text).nodes["mine"].stage.capacity == Series.constant(30_000.0)
    text += "overrides: {nodes.mine.capacity: 2x}\n"
    assert loads(text).nodes["mine"].stage.capacity == Series.constant(60_000.0)
    scenario = loads(text, overrides=["nodes.mine.capacity=-50 %"])
    assert scenario.nodes["mine"].stage.capacity == Series.constant(30_000.0)
    assert scenario.sources == ("block source",)


def test_blocks_may_override_relatively():
    text = "extends: today\ntitle: x\nuse: [half_mine]\n"
    assert loads(text).nodes["mine"].stage.capacity.at(date(2024, 6, 1)) == 6000.0


def test_relative_overrides_reach_series_facts_tables_distributions_and_defaults():
    scenario = load(
        "tiny",
        [
            "nodes.plant.capacity=1.5x",
            "buyers.us_catalyst.needs=+10 %",
            "routes.sea.lead=2x",
            "nodes.smelter.recovery=0.5x",
            "nodes.plant.down=3x",
            "horizon.years=0.5x",
        ],
    )
    assert scenario.nodes["plant"].stage.capacity.steps[1] == (date(2025, 4, 17), 13_500.0)
    assert scenario.nodes["us_catalyst"].stage.needs["La"].steps[0][1] == pytest.approx(1100.0)
    assert scenario.routes["sea"].lead.parameters == (40.0, 60.0, 120.0)
    assert scenario.nodes["smelter"].stage.recovery == 0.955 / 2
    assert scenario.nodes["plant"].stage.down == Distribution("lognormal", (30.0, 0.8))
    assert scenario.horizon.years == 1.0
    fact = load("today", ["nodes.mine.capacity=2x"])
    assert fact.nodes["mine"].stage.capacity.at(date(2024, 6, 1)) == 24_000.0


def test_overrides_may_set_what_has_a_default_and_remove_what_is_optional():
    scenario = load(
        "tiny", ["nodes.smelter.residence=2 weeks", "nodes.plant.up=null", "seed=7", "nodes.mine.note=no=no"]
    )
    assert scenario.nodes["smelter"].stage.residence == 14.0
    assert scenario.nodes["plant"].stage.up is None
    assert scenario.seed == 7


@pytest.mark.parametrize(
    ("override", "phrase"),
    [
        ("nodes.mine.capacity", "an override is written PATH=VALUE"),
        ("=3", "an override is written PATH=VALUE"),
        ("nodes.mine.capacity=", "nothing is written"),
        ("nodes.mine.capacity=3 t", "'3 t' is a mass"),
        ("nodes.mne.capacity=3 t/yr", "did you mean 'mine'?"),
        ("nodes.mine.capacity=3 t/yr\nextends: x", "an override holds one value"),
        ("extends=blank", "there is no section 'extends'"),
        ("nodes..capacity=1x", "there is no ''"),
        ("nodes=1x", "not a number"),
        ("nodes.mine.capacity=*x", "an alias"),
    ],
)
def test_wrong_overrides_are_told_like_mistakes_in_a_file(override, phrase):
    with pytest.raises(ScenarioError, match="--set") as raised:
        load("tiny", [override])
    assert len(raised.value.problems) == 1
    assert phrase in str(raised.value)


def test_merging_is_by_id_and_null_removes():
    text = "extends: tiny\ntitle: x\nlanes: {smelter_alloy: null}\nbuyers: {de_alloy: null}"
    scenario = loads(text)
    assert "de_alloy" not in scenario.nodes
    assert scenario.story == ""


def test_the_document_is_canonical_and_complete():
    tiny = load("tiny")
    again = loads(tiny.document, name="again")
    assert again.document == tiny.document
    assert again.world_document == tiny.world_document
    assert {k: n.stage for k, n in again.nodes.items()} == {k: n.stage for k, n in tiny.nodes.items()}
    assert again.routes == tiny.routes
    today = load("today")
    assert loads(today.document).nodes["mine"].stage == today.nodes["mine"].stage


def test_the_world_document_knows_no_shock_and_no_text():
    tiny = load("tiny")
    other = load("tiny", ["title=Another", "seed=3", "story=Told otherwise"])
    assert other.world_document == tiny.world_document
    assert other.document != tiny.document
    ruled = loads("extends: tiny\ntitle: x\npolicies: {r: {kind: allocate/home_first}}")
    assert ruled.world_document != tiny.world_document


def test_order_of_writing_does_not_matter(scenarios_root):
    text = (scenarios_root / "tiny.yaml").read_text()
    head, tail = text.split("desks:\n")
    moved = f"desks:\n{tail}\n{head}"
    assert loads(moved).document == loads(text).document
    assert list(loads(moved).nodes) == list(loads(text).nodes)


SHOCKS = """
extends: tiny
title: Shocks
nodes:
  reserve: {stage: stock, country: JP, form: oxide, initial: {Dy: 10 t}, replenishes: no}
disruptions:
  fire: {kind: outage, node: mine, start: 2024-03-01, length: 30 d, factor: 50 %}
  storm: {kind: route_closure, passage: strait, start: 2024-05-01, length: uniform 1-2 weeks}
  ban: {kind: export_control, desk: my, regime: ban, element: [Nd, Pr], destination: [SEA, US], start: 2025-01-01}
policies:
  release:
    {kind: stockpile_release, stock: reserve, to: smelter, element: Dy, when: {cover_below: 3 weeks}, rate: 2 t/month}
  home: {kind: allocate/home_first, node: [plant]}
"""


def test_disruptions_and_policies_become_words():
    scenario = loads(SHOCKS, overrides=["disruptions.fire.length=2x", "policies.release.rate=-50 %"])
    fire = scenario.disruptions["fire"]
    assert (fire.kind, fire.word.node, fire.word.factor) == ("outage", ("mine",), 0.5)
    assert fire.word.length == Distribution.fixed(60.0)
    assert scenario.disruptions["storm"].word.length == Distribution("uniform", (7.0, 14.0))
    assert scenario.policies["release"].word.when == Trigger("cover", "below", 21.0)
    assert scenario.policies["release"].word.rate == 12.0
    assert '"policies":{"home":{"kind":"allocate/home_first","node":["plant"]}}' in scenario.world_document
    assert "outage" not in scenario.world_document


def test_a_relative_override_may_relate_to_the_default_of_a_word():
    text = "extends: tiny\ntitle: x\npolicies: {o: {kind: order/base_stock}}"
    assert loads(text, overrides=["policies.o.smoothing_weeks=0.5x"]).policies["o"].word.smoothing_weeks == 10


def test_a_scenario_travels_to_worker_processes():
    scenario = loads(SHOCKS)
    assert pickle.loads(pickle.dumps(scenario)) == scenario  # noqa: S301  (our own bytes)


def test_without_its_parent_a_scenario_has_one_mistake():
    text = "extends: nowhere\ntitle: x\nnodes: {mine: null}\noverrides: {nodes.plant.capacity: 2x}"
    assert len(problems(text)) == 1


def test_a_guess_at_the_parent_never_goes_in_a_circle(tmp_path):
    (tmp_path / "first.yaml").write_text("extends: secondd\ntitle: x\nbogus: 1\n")
    (tmp_path / "second.yaml").write_text("extends: firstt\ntitle: x\n")
    (tmp_path / "alone.yaml").write_text("extends: alonee\ntitle: x\nbogus: 1\n")
    for name in ("first", "alone"):
        with pytest.raises(ScenarioError) as raised:
            load(tmp_path / f"{name}.yaml")
        assert [p.line for p in raised.value.problems] == [1, 3]


def test_what_only_the_missing_parent_can_hold_is_no_mistake(tmp_path):
    text = (
        "extends: nowhere\ntitle: x\ndisruptions: {a: {kind: outage, node: unheard_of, start: 2024-03-01}}\nbogus: 1\n"
    )
    assert len(problems(text)) == 2
    assert len(problems(text, root=tmp_path)) == 2  # where there is no world to check against either


def test_without_a_world_the_rest_is_checked_too(tmp_path):
    told = problems("title: x\nbogus: 1\nnodes: {a: {stage: mine, capacity: 3}}", root=tmp_path)
    assert len(told) == 3 and "there is no world here" in told[0]
