"""Projects, technology and Pakistan's options in the world of the scenarios."""

import pandas as pd
import pytest

from sim.explore.strategies import STRATEGIES, deliveries_from, shares_short, strategies
from sim.scenario import load
from sim.scenario.library import scenario_names
from tests.explore.played import played, short

WITH_PROJECTS = [name for name, _ in scenario_names() if any(u.kind == "project" for u in load(name).policies.values())]


@pytest.mark.parametrize("name", WITH_PROJECTS)
def test_what_a_project_builds_has_no_capacity_before_the_run_and_one_project_stands_for_it(name: str):
    scenario = load(name)
    built = [node for use in scenario.policies.values() if use.kind == "project" for node in use.word.node]
    assert len(set(built)) == len(built)
    for node in built:
        capacity = scenario.nodes[node].stage.capacity
        assert capacity.at(scenario.horizon.start) == 0, node
        assert max(value for _, value in capacity.steps) > 0, node


def test_no_other_pakistani_plant_has_a_capacity():
    for name in STRATEGIES:
        scenario = load(name)
        built = {node for use in scenario.policies.values() if use.kind == "project" for node in use.word.node}
        for node in scenario.nodes.values():
            if node.country == "PK" and node.kind in ("mine", "separation") and node.id not in built:
                assert max(value for _, value in node.stage.capacity.steps) == 0, node.id


def from_refinery(result, year: int) -> float:
    flows = result.flows[result.flows["month"].str.startswith(str(year))]
    sent = flows[(flows["from_node"] == "pakistan_refinery") & (flows["to_country"] == "US")]
    return float(sent["shipped_t"].sum())


def test_the_paradox_cuts_the_refinery_off_and_hurts_him_who_counted_on_it():
    result = played("pakistan_paradox")
    assert from_refinery(result, 2034) > 50
    assert from_refinery(result, 2036) == 0 < from_refinery(result.baseline, 2036)
    missed = [
        short(r, "region", "sector", "form")["shortfall_t"]["US", "ev", "magnet"] for r in (result, result.baseline)
    ]
    assert missed[0] > missed[1]


def test_the_suspended_package_is_the_null():
    share = short(played("china_october_package_suspended"), "region", "element")["share"]
    assert share.max() < 0.001
    hurt = short(played("china_october_package"), "region", "element", "form")["share"]
    assert hurt["US", "Dy", "magnet"] > 0.01


def test_a_strategy_is_told_by_year_place_and_element_and_by_the_odds_that_it_matters():
    arrived, odds = strategies(2, ["pakistan_domestic"], workers=1)
    assert list(arrived.columns) == ["strategy", "year", "place", "element", "p10_t", "p50_t", "p90_t"]
    assert len(arrived) == 3 * 3 * 2
    assert (arrived["p10_t"] <= arrived["p90_t"]).all()
    assert odds.loc[0, ["helped", "hurt"]].between(0, 1).all()


def test_deliveries_count_what_arrives_abroad_and_not_what_moves_at_home():
    result = played("pakistan_paradox")
    arrived = deliveries_from(result).set_index(["year", "place", "element"])["mass_t"]
    assert arrived[2035, "US", "NdPr"] > arrived[2030, "US", "NdPr"] > 0
    assert arrived[2035, "CN", "NdPr"] == 0, "nothing goes to China"
    assert isinstance(shares_short(result), pd.Series)


def test_plants_abroad_say_what_they_take_from_china_and_chinese_plants_take_it_from_nobody():
    nodes = load("baseline").nodes.values()
    abroad = [n for n in nodes if n.kind in ("separation", "heavy_separation", "metal", "magnet") and n.country != "CN"]
    assert len(abroad) > 30
    assert all(n.equipment and n.technicians for n in abroad)
    assert not any(n.equipment or n.reagents or n.technicians for n in nodes if n.country == "CN")
