"""What ``sim words`` shows fits the terminal, and its examples are true."""

import json
from pathlib import Path

import pytest

from sim.base.words import QUANTITIES, SHELVES, Param, words
from sim.scenario import loads
from sim.scenario.examples import example, setting
from sim.scenario.kinds import kinds
from sim.scenario.sweep_file import read_sweep
from sim.scenario.values import Names, read_value

EVERY = [(shelf, name) for shelf in SHELVES for name in words(shelf)]
SUPPLIED = "\nlanes: {my_lane: {from: us_oxide_trade, to: my_buyer, route: us_road}}"
"""A buyer whom nobody supplies is refused."""


@pytest.fixture
def real_world(monkeypatch):
    monkeypatch.delenv("SIM_SCENARIOS", raising=False)


@pytest.mark.parametrize(("shelf", "name"), [w for w in EVERY if w[0] != "metric"])
def test_every_example_can_be_pasted_into_a_scenario(shelf, name, real_world):
    line = example(shelf, name)
    assert "\n" not in line
    scenario = loads(f"title: x\nextends: {setting(shelf)}\n{line}{SUPPLIED if name == 'buyer' else ''}")
    made = {
        "stage": [n.kind for n in scenario.nodes.values() if n.id.startswith("my_")],
        "disruption": [use.kind for use in scenario.disruptions.values()],
        "policy": [use.kind for use in scenario.policies.values()],
    }
    assert name in made[shelf]


def test_the_examples_of_metrics_can_be_pasted_into_a_sweep(tmp_path, real_world):
    for name in words("metric"):
        plan = tmp_path / "plan.yaml"
        plan.write_text(f"title: x\nscenario: baseline\nvary: {{seed: [1, 2]}}\n{example('metric', name)}\n")
        assert read_sweep(plan).metrics == (name,)


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize(
    "asked",
    [(), *((name,) for name in (*SHELVES, "answer", "when", "value", *sorted(QUANTITIES))), *((n,) for _, n in EVERY)],
)
def test_no_line_runs_over_the_terminal(sim, monkeypatch, asked, width):
    monkeypatch.setenv("COLUMNS", str(width))
    assert max(map(len, sim("words", *asked).stdout.splitlines())) <= width


def test_an_example_that_is_folded_still_means_the_same(sim, monkeypatch, real_world):
    monkeypatch.setenv("COLUMNS", "60")
    shown = sim("words", "export_control").stdout.split("\n\n")[1]
    assert shown.count("\n") >= 1
    whole = loads(f"title: x\nextends: baseline\n{example('disruption', 'export_control')}")
    assert loads(f"title: x\nextends: baseline\n{shown}").document == whole.document


def test_a_word_comes_with_its_example_and_a_shelf_with_all_of_them(sim, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    assert example("disruption", "outage") in sim("words", "outage").stdout
    shelf = sim("words", "policy").stdout
    assert all(example("policy", name) in shelf for name in words("policy"))
    entries = json.loads(sim("words", "--json").stdout)
    assert [entry["example"] for entry in entries] == [example(*word) for word in EVERY]


def test_a_family_is_listed_with_its_examples(sim, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    for family in ("answer", "market", "allocate", "order"):
        text = sim("words", family).stdout
        members = [name for name in words("policy") if name.startswith(f"{family}/")]
        assert members and all(example("policy", name) in text for name in members)
        assert "thrift" not in text


def test_what_a_trigger_may_say_is_answered(sim):
    for asked in ("trigger", "when"):
        text = sim("words", asked).stdout
        assert all(line in text for line in ("{cover_below: 45 d}", "{stock_above: 100 t}"))
        assert "allied_pool" in text
    (entry,) = json.loads(sim("words", "trigger", "--json").stdout)
    assert {"word": "thrift", "parameter": "when"} in entry["taken_by"]


def test_every_kind_of_value_is_told_and_can_be_written_as_it_is_shown():
    known = kinds()
    assert set(known) == QUANTITIES
    for kind in known.values():
        assert (
            kind.examples
            or kind.names
            or kind.listed
            or "scenario" in kind.meaning
            or kind.name in ("choice", "sector")
        )
    names = Names({"causes": {"china_licences": None}})
    for kind in known.values():
        about = Param("x", kind.name, "", True, None, None, None, (), False, "")
        for text in kind.examples if kind.name not in ("trigger", "series", "need", "course", "price_course") else ():
            read_value(about, text, names)


def test_an_endless_default_is_told_in_words(sim):
    for word in ("outage", "insurgency"):
        assert "default no limit" in sim("words", word).stdout
        assert "36525" not in sim("words", word).stdout


def test_an_unknown_word_says_where_the_words_are(sim):
    ended = sim("words", "qqqq")
    assert (ended.exit_code, ended.stderr) == (2, "no word 'qqqq' (for all of them see: sim words)\n")


def test_validate_says_where_the_words_are(sim, folder: Path):
    (folder / "x.yaml").write_text("title: x\nextends: tiny\ndisruptions: {a: {kind: exprt_control}, b: {kind: q}}\n")
    near, far = (line for line in sim("validate", "x.yaml").stderr.splitlines() if "there is no disruption" in line)
    assert near.endswith("(did you mean 'export_control'? For all of them see 'sim words disruption')")
    assert f"one of {', '.join(sorted(words('disruption'))[:3])}" in far
