"""What is sound and yet hardly meant is told, and is no mistake."""

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
