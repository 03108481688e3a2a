"""The commands that look: list, validate, words; and the one that asks many times: sweep."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from jsonschema import validate

from sim.base.words import SHELVES, words
from sim.scenario.names import NAMED

HEAVY = ("numpy", "pandas", "scipy", "matplotlib", "numba", "simpy", "rich.progress", "jinja2")
ALLOWED = {"words": {"numpy", "pandas"}}
"""The metrics are words too, and what they compute with comes along."""
TEXT = {"type": "string"}
ENTRY = {
    "type": "object",
    "required": ["kind", "name", "title"],
    "properties": {"kind": {"enum": ["scenario", "block"]}, "name": TEXT, "title": TEXT},
}
CHECKED = {
    "type": "object",
    "required": ["file", "ok", "problems", "remarks"],
    "properties": {
        "file": TEXT,
        "ok": {"type": "boolean"},
        "problems": {"type": "array", "items": {"required": ["file", "line", "column", "message", "suggestion"]}},
    },
}
WORD = {
    "type": "object",
    "required": ["shelf", "word", "meaning", "parameters"],
    "properties": {
        "shelf": {"enum": list(SHELVES)},
        "meaning": {"type": "string", "minLength": 10},
        "parameters": {"type": "array", "items": {"required": ["name", "quantity", "required", "meaning"]}},
    },
}


def listed(item: dict) -> dict:
    return {"type": "array", "minItems": 1, "items": item}


def test_list_shows_scenarios_with_titles(sim):
    ended = sim("list")
    assert ended.exit_code == 0
    assert "stopped" in ended.stdout and "The tiny mine stops" in ended.stdout
    assert "Run one with" in ended.stderr and sim("list", "-q").stderr == ""


def test_list_shows_blocks_of_the_real_world_too(sim, monkeypatch):
    monkeypatch.delenv("SIM_SCENARIOS")
    entries = json.loads(sim("list", "--json").stdout)
    validate(entries, listed(ENTRY))
    found = {(e["kind"], e["name"]) for e in entries}
    assert {("scenario", "baseline"), ("scenario", "china_export_controls"), ("block", "today")} <= found
    assert {("scenario", "past"), ("scenario", "crisis_2010")} <= found


def test_list_survives_a_file_that_cannot_be_read(sim, folder: Path):
    (folder / "scenarios" / "broken.yaml").write_text("title: [")
    assert "try sim validate" in sim("list").stdout


def test_list_shows_the_ids_that_a_scenario_may_name(sim):
    text = sim("list", "nodes", "--of", "tiny").stdout
    assert text.splitlines()[0].split() == ["id", "stage", "country", "region", "title"]
    assert "plant" in text and "glass" not in text
    (buyer,) = json.loads(sim("list", "buyers", "--of", "tiny", "--json").stdout)
    assert (buyer["id"], buyer["sector"], buyer["country"], buyer["needs"]) == ("glass", "glass", "JP", "NdPr")
    assert [row["id"] for row in json.loads(sim("list", "lanes", "--of", "stopped", "--json").stdout)] == ["a", "b"]
    assert "no desks" in sim("list", "desks", "--of", "tiny").stderr


def test_list_refuses_what_cannot_be_listed(sim):
    ended = sim("list", "node")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "did you mean 'nodes'?" in ended.stderr


@pytest.mark.parametrize("what", NAMED)
def test_everything_of_the_real_world_is_listed_within_reason(sim, monkeypatch, what):
    monkeypatch.delenv("SIM_SCENARIOS")
    monkeypatch.setenv("COLUMNS", "120")
    rows = json.loads(sim("list", what, "--json").stdout)
    text = sim("list", what).stdout
    assert rows and all(row["id"] in text for row in rows)
    assert len({row["id"] for row in rows}) == len(rows)
    assert max(map(len, text.splitlines())) <= 160


def test_validate_tells_all_mistakes_of_all_files_and_what_is_well(sim, folder: Path):
    (folder / "one.yaml").write_text("title: One\nextends: tiny\nnodes: {mine: {capacity: 3}}\nbogus: 1\n")
    (folder / "two.yaml").write_text("title: Two\nextends: tny\n")
    ended = sim("validate", "tiny", "one.yaml", "two.yaml")
    assert ended.exit_code == 2
    assert ended.stdout == "tiny: ok (3 nodes, 2 lanes)\n"
    places = [line.split(": ")[0] for line in ended.stderr.splitlines()]
    assert sorted(places) == ["one.yaml:3:26", "one.yaml:4:1", "two.yaml:2:10"]
    assert "did you mean 'tiny'?" in ended.stderr


def test_validate_as_json(sim, folder: Path):
    (folder / "two.yaml").write_text("title: Two\nextends: tny\n")
    ended = sim("validate", "two.yaml", "stopped", "--json")
    found = json.loads(ended.stdout)
    validate(found, listed(CHECKED))
    assert [entry["ok"] for entry in found] == [False, True]
    assert (ended.exit_code, ended.stderr) == (2, "")


def test_validate_remarks_on_what_somebody_else_shut_out(sim, folder: Path):
    (folder / "later.yaml").write_text("title: Later\nextends: stopped\nhorizon: {start: 2030-01-01}\n")
    ended = sim("validate", "later.yaml")
    assert (ended.exit_code, ended.stdout) == (0, "later.yaml: ok (3 nodes, 2 lanes)\n")
    assert ended.stderr.startswith("remark: scenarios/stopped.yaml:4:") and "'stop' can never act" in ended.stderr
    assert sim("validate", "later.yaml", "-q").stderr == ""
    (entry,) = json.loads(sim("validate", "later.yaml", "--json").stdout)
    assert entry["ok"] and [remark["line"] for remark in entry["remarks"]] == [4]


def test_validate_quietly(sim):
    ended = sim("validate", "tiny", "-q")
    assert (ended.exit_code, ended.stdout, ended.stderr) == (0, "", "")


@pytest.mark.parametrize(
    "asked",
    [["--help"], ["list"], ["list", "nodes"], ["validate", "china_export_controls"], ["words", "delay"], ["claims"]],
)
def test_commands_that_only_look_load_nothing_heavy(asked: list[str]):
    code = f"""
import sys
from typer.testing import CliRunner
from sim.cli import app
ended = CliRunner().invoke(app, {asked!r})
assert ended.exit_code == 0, ended.output
sys.exit(", ".join(name for name in {HEAVY!r} if name in sys.modules))
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert set(ended.stderr.strip().split(", ")) <= ALLOWED.get(asked[0], {""}), ended.stderr


def test_words_lists_every_word_of_every_shelf(sim):
    text = sim("words").stdout
    assert all(name in text for shelf in SHELVES for name in words(shelf))
    validate(json.loads(sim("words", "--json").stdout), listed(WORD))


def test_words_explains_one_word_or_one_shelf(sim):
    outage = sim("words", "outage")
    assert outage.stdout.startswith("disruption outage:") and "length" in outage.stdout
    metrics = sim("words", "metric").stdout
    assert "time_to_survive" in metrics and "export_control" not in metrics
    control = sim("words", "export_control").stdout
    assert "triangular 30/63/120 d" in control and "Distribution(" not in control
    validate(json.loads(sim("words", "outage", "--json").stdout), listed(WORD))


def test_a_word_that_does_not_exist(sim):
    ended = sim("words", "outtage")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "did you mean 'outage'?" in ended.stderr


def test_sweep_writes_one_table(sim):
    ended = sim("sweep", "plan.yaml", "--workers", "1")
    assert ended.exit_code == 0
    table = pd.read_csv("results/sweeps/plan/table.csv")
    assert set(table["disruptions.stop.length"]) == {"30 d", "150 d"}
    head, _, *rows = [line.split() for line in ended.stdout.splitlines()]
    assert head[:3] == ["point", "length", "runs"]
    assert [row[:4] for row in rows] == [["0", "30", "d", "2"], ["1", "150", "d", "2"]]
    assert rows[1][-2] > "2024-03-01" and "Nd JP" in ended.stdout
    assert "results/sweeps/plan" in ended.stderr and "table.csv" in ended.stderr
    assert "Written to" not in ended.stdout


def test_of_many_points_the_worst_twenty_are_printed(sim, folder: Path):
    plan = (folder / "plan.yaml").read_text().replace("replications: 2", "replications: 1")
    (folder / "plan.yaml").write_text(plan.replace("[30 d, 150 d]", str([f"{8 * d} d" for d in range(1, 24)])))
    lines = sim("sweep", "plan.yaml", "--workers", "1").stdout.splitlines()
    assert len(lines) == 2 + 20 + 1
    assert lines[2].split()[0] == "22", "the longest outage is the worst"
    assert lines[-1] == "… and 3 more points, which lack less, in points.csv"


def test_sweep_as_json(sim):
    ended = sim("sweep", "plan.yaml", "--workers", "1", "--json", "--out", "there")
    answer = json.loads(ended.stdout)
    assert answer["folder"] == "there" and Path("there/table.csv").is_file()
    assert answer["failures"] == 0
    assert {row["metric"] for row in answer["table"]} == {"shortfall"}
    assert [row["disruptions.stop.length"] for row in answer["points"]] == ["30 d", "150 d"]


def test_a_sweep_with_mistakes_runs_nothing(sim, folder: Path):
    (folder / "bad.yaml").write_text("title: Bad\nscenario: stopped\nvary: {nodes.mne.capacity: [1.2x]}\n")
    ended = sim("sweep", "bad.yaml")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith("bad.yaml:3:") and "did you mean 'mine'?" in ended.stderr
    assert not Path("results").exists()
