"""The examples of the reference do something: pasted into the scenario they are written for, each of them acts."""

import pytest

from sim.base.words import words
from sim.run import run
from sim.scenario import loads
from sim.scenario.examples import example, setting

SECTIONS = {"disruption": "disruptions", "policy": "policies"}


@pytest.fixture
def real_world(monkeypatch):
    monkeypatch.delenv("SIM_SCENARIOS", raising=False)


@pytest.mark.parametrize("shelf", SECTIONS)
def test_the_example_of_every_word_that_acts_is_felt_in_its_setting(shelf, real_world):
    acting = [name for name, word in words(shelf).items() if hasattr(word, "run")]
    head = f"{SECTIONS[shelf]}: {{"
    entries = [example(shelf, name).removeprefix(head)[:-1] for name in acting]
    scenario = loads(
        f"title: All examples\nextends: {setting(shelf)}\nhorizon: {{years: 5}}\n{head}{', '.join(entries)}}}"
    )
    events = run(scenario).events
    felt = set(events.loc[~events["what"].str.contains("no lane"), "cause"])
    idle = [name for name in acting if f"my_{name.rpartition('/')[2]}" not in felt]
    assert not idle, f"these examples do nothing: {idle}"
