"""A day or dated steps come later: ``2 yr later`` is how a mine slips."""

from datetime import date

import pytest

from sim.base.errors import ScenarioError
from sim.scenario import load, loads
from sim.scenario.moves import moved

STEPS = "nodes.mine.capacity={2024: 12 kt/yr, 2026: 15 kt/yr, 2027-04-01: 20 kt/yr}"


@pytest.mark.parametrize(
    ("day", "by", "then"),
    [
        (date(2026, 1, 1), "2 yr later", date(2028, 1, 1)),
        (date(2026, 1, 1), "18 months later", date(2027, 7, 1)),
        (date(2026, 1, 31), "1 month later", date(2026, 2, 28)),
        (date(2026, 3, 1), "90 d earlier", date(2025, 12, 1)),
        (date(2026, 3, 1), "0 d later", date(2026, 3, 1)),
        (date(2026, 1, 1), "0.5 yr earlier", date(2025, 7, 1)),
    ],
)
def test_years_and_months_are_those_of_the_calendar_and_the_rest_is_days(day, by, then):
    assert moved(day, by) == then


def steps(*overrides):
    return load("tiny", [STEPS, *overrides]).nodes["mine"].stage.capacity.steps


def test_all_steps_but_the_first_come_later():
    first, second, third = steps("nodes.mine.capacity=2 yr later")
    assert first == (date(2024, 1, 1), 12_000.0)
    assert second == (date(2028, 1, 1), 15_000.0)
    assert third == (date(2029, 4, 1), 20_000.0)


def test_what_was_moved_may_be_moved_again():
    there_and_back = ("nodes.mine.capacity=2 yr later", "nodes.mine.capacity=2 yr earlier")
    assert steps(*there_and_back) == steps()


def test_a_day_comes_later():
    stop = "disruptions: {stop: {kind: outage, node: mine, start: 2025-02-01, length: 10 d}}\n"
    scenario = loads(f"extends: tiny\ntitle: x\n{stop}", overrides=["disruptions.stop.start=6 months later"])
    assert scenario.disruptions["stop"].word.start == date(2025, 8, 1)


@pytest.mark.parametrize(
    ("override", "told"),
    [
        ("nodes.mine.capacity=3 yr earlier", "would come before the first, of 2024-01-01"),
        ("nodes.smelter.capacity={2024: 1 t/yr, 2026-01-28: 2 t/yr, 2026-01-31: 3 t/yr}", "two steps begin on one day"),
        ("nodes.mine.capacity=2 parsecs later", "unknown unit 'parsecs'"),
        ("nodes.mine.capacity=9999 yr later", "out of the calendar"),
        ("nodes.smelter.capacity=1 yr later", "no day and no dated step"),
        ("nodes.smelter.recovery=1 yr later", "no day and no dated step"),
    ],
)
def test_what_cannot_be_moved_is_told_once_and_in_its_place(override, told):
    more = ("nodes.smelter.capacity=1 month later",) if "smelter.capacity={" in override else ()
    with pytest.raises(ScenarioError) as caught:
        steps(override, *more)
    (problem,) = caught.value.problems
    assert told in problem.message
    assert problem.file.startswith("--set ")
