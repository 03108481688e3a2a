"""What is sound and yet hardly meant is told, and is no mistake."""

import pytest

from sim.scenario import load, loads, scenario_names
from sim.scenario.doubts import doubts

PROJECT = "policies: {slip: {kind: project, node: mine, start: 2025-01-01}}\n"


def test_a_project_over_a_plant_that_runs_is_doubted():
    (doubt,) = doubts(loads(f"extends: tiny\ntitle: x\n{PROJECT}"))
    assert doubt.message.startswith("'slip': mine (") and "holds it at nothing" in doubt.message
    assert doubt.line == 3


def test_a_project_over_a_plant_that_is_not_built_yet_is_not():
    later = "overrides: {nodes.mine.capacity: {2024: 0 t/yr, 2026: 12 kt/yr}}\n"
    assert doubts(loads(f"extends: tiny\ntitle: x\n{PROJECT}{later}")) == ()


def test_nothing_in_the_library_is_doubted(monkeypatch):
    monkeypatch.delenv("SIM_SCENARIOS", raising=False)
    assert [name for name, _ in scenario_names() if doubts(load(name))] == []


LICENCE = "disruptions: {{it: {{kind: export_control, start: 2026-01-01, element: [{0}]{1}}}}}\n"


def test_a_list_of_elements_that_lets_the_magnets_go_is_remarked_on(monkeypatch):
    monkeypatch.delenv("SIM_SCENARIOS", raising=False)
    (doubt,) = doubts(loads(f"title: x\nextends: baseline\n{LICENCE.format('Dy, Tb', '')}"))
    assert "separated Dy, Tb is caught, and the magnets that hold it are not" in doubt.message
    assert doubt.suggestion == "give magnets_containing: [Dy, Tb], or form: [oxide, metal] if it is meant so"


@pytest.mark.parametrize(
    ("listed", "more"), [("Dy", ", magnets_containing: Dy"), ("Dy", ", form: [oxide, metal]"), ("Y, Sc", "")]
)
def test_a_list_that_says_what_it_means_is_not_remarked_on(listed, more, monkeypatch):
    monkeypatch.delenv("SIM_SCENARIOS", raising=False)
    assert doubts(loads(f"title: x\nextends: baseline\n{LICENCE.format(listed, more)}")) == ()


SURGE = "title: x\nextends: tiny\ndisruptions: {{it: {{kind: demand_surge, start: 2024-03-01, factor: 2x{0}}}}}\n"


@pytest.mark.parametrize(("days", "counted"), [("1 d", "1 d count as 0 or 7"), ("25 d", "25 d count as 21 or 28")])
def test_a_surge_of_few_days_is_remarked_on_because_demand_is_counted_by_weeks(days, counted):
    (doubt,) = doubts(loads(SURGE.format(f", length: {days}")))
    assert f"demand is counted by whole weeks: {counted}" in doubt.message


@pytest.mark.parametrize("length", ["", ", length: 14 d", ", length: 30 d"])
def test_a_surge_of_whole_weeks_or_of_many_is_not(length):
    assert doubts(loads(SURGE.format(length))) == ()
