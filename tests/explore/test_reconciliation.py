"""The first year on paper and in the run: supply, demand, losses and stocks close, element by element."""

import pytest

from sim.base.elements import ELEMENTS
from sim.explore.balance import balance
from sim.explore.judgements import judgements, ranges
from sim.explore.reconciliation import closing_figures, reconciliation
from sim.scenario import load
from tests.explore.paper import supply_over_demand
from tests.worlds import chain

GRAM = 1e-6
SHOWN = ["chinese_rock", "southern_clays", "unreported_light", "myanmar", "laos", "mountain_pass", "mount_weld"]


@pytest.fixture(scope="module")
def table():
    return reconciliation(replications=2, workers=1).set_index("element")


def test_both_identities_close_to_the_gram(table):
    assert list(table.index) == [*ELEMENTS, "NdPr"]
    assert table["raw_residual"].abs().max() < GRAM
    assert table["residual"].abs().max() < GRAM


def test_gross_is_net_and_losses_and_recovered_scrap_less_end_of_life(table):
    stocks = table["swarf_heaps"] + table["stock_growth"]
    right = table["net"] + table["losses"] + table["recovered_scrap"] - table["end_of_life"] + stocks
    assert (table["gross"] - right).abs().max() < 20 * GRAM
    assert table.loc["NdPr", "stock_growth"] / table.loc["NdPr", "gross"] == pytest.approx(0, abs=0.02)


def test_sources_sum_to_what_is_mined(table):
    assert (table[[*SHOWN, "other_mines"]].sum(axis=1) - table["mined"]).abs().max() < 20 * GRAM
    assert table.loc["Dy", "myanmar"] > table.loc["Dy", "chinese_rock"]


def test_every_element_names_the_figure_that_closed_it(table):
    assert set(closing_figures()["element"]) == set(ELEMENTS)
    assert table["closing"].str.len().min() > 20


@pytest.mark.parametrize("replication", [0, 1])
def test_a_small_world_closes_too(replication: int):
    small = balance(chain(), replication=replication)
    assert small[["raw_residual", "residual"]].abs().max().max() < GRAM
    assert small["gross"].sum() > 100


def test_a_disturbed_world_closes_too():
    disturbed = balance(load("double_squeeze", ["horizon.years=4"]))
    assert disturbed[["raw_residual", "residual"]].abs().max().max() < 10 * GRAM


def test_every_figure_lies_in_the_range_that_was_written_down_for_it():
    facts = ranges()
    assert len(facts) > 600
    assert facts[~facts["inside"]].empty


def test_every_judgement_has_a_range():
    found = judgements()
    assert len(found) > 300
    assert (found["low"] < found["high"]).mean() > 0.9


def test_supply_grows_in_step_with_demand_on_paper():
    paper = supply_over_demand(load("baseline"), range(2024, 2034))
    assert len(paper) == 30
    assert paper["ratio"].between(1.00, 1.05).all(), paper[~paper["ratio"].between(1.00, 1.05)]


def test_announced_supply_is_short_on_paper_by_2030():
    paper = supply_over_demand(load("announced_supply_only"), [2030]).set_index("element")
    assert 0.70 <= paper.loc["NdPr", "ratio"] <= 0.90
