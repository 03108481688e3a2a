"""The other scenarios: each hurts those whom it should, and nobody else by more than a little."""

import pytest

from sim.run import run
from sim.scenario import load
from sim.scenario.library import scenario_names
from tests.explore.played import played, short

NAMES = [name for name, _ in scenario_names()]
COUNTED_ON_PAKISTAN = ("US", "ev", "magnet")
LITTLE = 0.01


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_runs_and_balances_to_the_gram(name: str):
    """The laws are held at the end of every run, with no tolerance; a broken one raises."""
    result = run(load(name, ["horizon.years=3"]))
    assert len(result.shortfall) > 1000
    assert not result.metrics.empty


def test_balochistan_today_changes_nothing():
    result = played("balochistan_today")
    assert result.unchanged
    assert result.shortfall.equals(result.baseline.shortfall)
    assert result.shortfall.equals(played("baseline").shortfall)
    assert "changes nothing" in result.headline()


def needs_at_the_node(result, buyer: str):
    """Shortfall of one buyer, t, with and without the disruptions."""
    grid = result._grid
    rows = [i for i, row in enumerate(grid.rows) if grid.nodes[row.node].id == buyer]
    return [r.recording.shortfall[rows, :, 2].sum() / 1e6 for r in (result, result.baseline)]


def test_balochistan_hurts_who_counted_on_it_and_nobody_else():
    result = played("balochistan_disruption")
    hurt, before = needs_at_the_node(result, "us_texas_ev")
    assert hurt > before
    by_buyer = short(result, "region", "sector", "form", "element")["share"]
    others = by_buyer[[key[:3] != COUNTED_ON_PAKISTAN for key in by_buyer.index]]
    assert others.max() < LITTLE


def test_malacca_hardly_matters():
    assert short(played("malacca_closure"), "region", "sector", "form", "element")["share"].max() < LITTLE


@pytest.mark.parametrize(
    ("name", "plant"), [("mountain_pass_outage", "mountain_pass"), ("kuantan_outage", "kuantan_separation")]
)
def test_a_plant_that_stops_makes_nothing_and_helps_nobody(name: str, plant: str):
    result = played(name)
    made = [
        r.production[r.production["node"] == plant].groupby("month")["output_t"].sum()
        for r in (result, result.baseline)
    ]
    stopped = made[0].reindex(made[1].index, fill_value=0.0)
    assert stopped["2026-04-01"] == 0 < made[1]["2026-04-01"]
    total = short(result, "element")["shortfall_t"]
    assert total.drop(["Nd", "Pr", "Dy", "Tb"]).max() < 1, "only what the plant sells can be short"
    assert total.sum() >= 0


def test_two_squeezes_are_at_least_as_bad_as_one():
    both, china, roads = (played(n) for n in ("double_squeeze", "china_export_controls", "balochistan_disruption"))
    keys = ("element", "form", "region", "sector")
    worst = short(both, *keys)["shortfall_t"]
    alone = short(china, *keys)["shortfall_t"]
    named = alone[alone > 1].index
    assert (worst[named] >= alone[named] * (1 - LITTLE)).all()
    # Texas is hurt no more than by the roads alone: makers abroad who lack dysprosium leave didymium to others, and
    # buyers who find magnets dear need fewer.
    hurt, before = needs_at_the_node(both, "us_texas_ev")
    assert before <= hurt <= needs_at_the_node(roads, "us_texas_ev")[0]
    assert needs_at_the_node(roads, "us_texas_ev")[0] > before
