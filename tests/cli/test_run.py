"""``sim run`` prints a sentence, the table by element, the table by buyer, and what they count; and writes files."""

import json
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from jsonschema import validate

from sim.cli.shortfall import ROWS, element_table, shortfall_table

DATE = {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"}
SHARE = {"type": "number", "minimum": 0, "maximum": 1}
TONNES = {"type": "number", "minimum": 0}
ROW = {
    "type": "object",
    "required": [
        "element",
        "form",
        "demand_t",
        "shortfall_t",
        "shortfall_share",
        "first_day_short",
        "recovery",
        "short_again",
    ],
    "properties": {
        "element": {"type": "string"},
        "form": {"type": "string"},
        "demand_t": TONNES,
        "shortfall_t": TONNES,
        "shortfall_share": SHARE,
        "first_day_short": DATE,
        "recovery": DATE,
        "short_again": DATE,
    },
}
ANSWER = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "headline",
        "nearest",
        "window",
        "bridge",
        "applicability",
        "by_element",
        "summary",
        "manifest",
        "folder",
    ],
    "properties": {
        "headline": {"type": "string", "minLength": 10},
        "nearest": {"type": "string"},
        "window": {"type": "object", "required": ["start", "end"], "properties": {"start": DATE, "end": DATE}},
        "bridge": {"type": "object", "additionalProperties": {"type": "number"}},
        "applicability": {"type": "object", "required": ["score", "says"]},
        "by_element": {"type": "array", "items": ROW | {"required": [*ROW["required"], "worst_hit", "role"]}},
        "summary": {"type": "array", "items": ROW | {"required": [*ROW["required"], "region", "sector"]}},
        "manifest": {"type": "object", "required": ["input_hash", "seed", "fingerprint", "version"]},
        "folder": {"type": "string"},
        **{
            name: {"type": "array", "items": {"type": "object"}} for name in ("by_cause", "odds", "removal", "remedies")
        },
    },
}


def test_who_runs_short_and_what_was_counted(sim):
    ended = sim("run", "stopped")
    assert ended.exit_code == 0
    assert ended.stdout.startswith("Under “The tiny mine stops”, Japan's glass buyers run short first")
    heads = [line.split() for line in ended.stdout.splitlines() if line.startswith("element")]
    assert heads[0][-1] == "role"
    assert heads[1][:4] == ["element", "region", "sector", "form"]
    assert "Counted from 1 March 2024, the day of the first disruption, to" in ended.stdout
    assert "not in the same world without its disruptions" in ended.stdout


def test_files_are_written_and_named_on_stderr(sim, folder: Path):
    ended = sim("run", "stopped", "--out", "here")
    assert "here" in ended.stderr and "Written" not in ended.stdout
    assert {"manifest.json", "summary.csv", "shortfall.csv", "report.html"} <= {p.name for p in Path("here").iterdir()}
    by_default = sim("run", "stopped")
    assert by_default.stdout == ended.stdout
    assert len(list(Path("results/stopped").glob("*/manifest.json"))) == 1


def test_nobody_short_is_said_without_an_empty_table(sim):
    ended = sim("run", "tiny")
    assert ended.exit_code == 0
    assert "nobody runs short" in ended.stdout
    assert "─" not in ended.stdout and "element" not in ended.stdout
    assert "nothing to compare with" in ended.stdout


@pytest.mark.parametrize("runs", ["1", "2"])
def test_where_nobody_is_short_it_is_said_who_came_nearest(sim, runs: str):
    asked = ["run", "stopped", "-s", "disruptions.stop.length=100 d", "--replications", runs, "--workers", "1"]
    lines = sim(*asked).stdout.splitlines()
    assert lines[0].endswith("nobody runs short of any rare earth.")
    near = re.fullmatch(
        r"Nearest to it came Japan's glass buyers: at the end of (\w+) 2024 their stock of \w+ oxide would "
        r"have lasted (\d+) days, against (\d+) in the undisturbed world\.",
        lines[2],
    )
    assert near and int(near[2]) < int(near[3])
    assert json.loads(sim(*asked, "--json").stdout)["nearest"] == lines[2]
    page = next(Path("results/stopped").glob("*/report.html")).read_text()
    assert lines[2] in page.replace("\u00a0", " ").replace("&#39;", "'")
    assert "Nearest" not in sim("run", "stopped").stdout + sim("run", "tiny").stdout


def test_shortfall_counts_what_exceeds_the_undisturbed_world(sim, folder: Path):
    """Where supply never was enough, only what the mine's stop adds is the scenario's doing."""
    scenarios = folder / "scenarios"
    tiny, stopped = ((scenarios / f"{name}.yaml").read_text() for name in ("tiny", "stopped"))
    (scenarios / "starved.yaml").write_text(tiny.replace("200 t/yr", "400 t/yr"))
    (scenarios / "worse.yaml").write_text(stopped.replace("extends: tiny", "extends: starved"))
    answers = {name: json.loads(sim("run", name, "--json", "--out", name).stdout) for name in ("starved", "worse")}
    assert answers["worse"]["manifest"]["baseline"] == "worse_undisturbed"
    assert "baseline" not in answers["starved"]["manifest"]
    missing = {name: pd.read_csv(f"{name}/shortfall.csv")["shortfall_t"].sum() for name in answers}
    added = sum(row["shortfall_t"] for row in answers["worse"]["summary"])
    assert 0 < missing["worse"] - missing["starved"] < added + 0.001 < missing["worse"]


def test_json_is_valid_and_alone_on_stdout(sim):
    ended = sim("run", "stopped", "--json")
    answer = json.loads(ended.stdout)
    validate(answer, ANSWER)
    assert answer["by_element"][0]["shortfall_t"] > 0
    assert ended.stderr == ""


def test_json_of_many_runs(sim):
    ended = sim("run", "stopped", "--replications", "3", "--workers", "1", "--json")
    answer = json.loads(ended.stdout)
    validate(answer, ANSWER)
    assert answer["manifest"]["replications"] == 3
    assert all(row["shortfall_t_p10"] <= row["shortfall_t_p90"] for row in answer["summary"])


def test_many_runs_give_means_and_medians(sim):
    ended = sim("run", "stopped", "--replications", "2", "--workers", "1")
    assert ended.exit_code == 0
    assert "Mean tonnes and median days of 2 runs." in ended.stdout


def test_a_changed_value_and_another_length_count(sim):
    shorter = json.loads(sim("run", "stopped", "-s", "disruptions.stop.length=40 d", "--json").stdout)
    assert sum(row["shortfall_t"] for row in shorter["summary"]) == 0
    half = json.loads(sim("run", "stopped", "--years", "0.5", "--seed", "7", "--json").stdout)
    assert half["manifest"]["years"] == 0.5
    assert half["manifest"]["seed"] == 7


def test_quiet_says_nothing_on_stderr_and_verbose_more(sim):
    assert sim("run", "tiny", "-q").stderr == ""
    assert "running tiny, by itself" in sim("run", "tiny", "-v").stderr


def rows(element: str, count: int, tonnes: float) -> list[dict]:
    row = {"element": element, "region": "EU", "form": "magnet", "demand_t": 2 * tonnes, "delivered_t": tonnes}
    row |= {
        "shortfall_t": tonnes,
        "thrifted_t": 0.0,
        "shortfall_share": 0.5,
        "first_day_short": None,
        "recovery": None,
        "short_again": None,
    }
    return [row | {"sector": f"s{i}", "shortfall_t": tonnes - i * 0.001 * tonnes} for i in range(count)]


def test_no_element_that_is_short_is_missing_among_the_rows_shown():
    text = shortfall_table(pd.DataFrame([*rows("Nd", 50, 1000.0), *rows("Tb", 5, 1.0), *rows("Lu", 1, 0.02)]))
    shown = [line.split()[0] for line in text.splitlines()[2:-1]]
    assert len(shown) == ROWS
    assert [shown.count(e) for e in ("Nd", "Tb", "Lu")] == [ROWS - 3, 2, 1]
    assert shown == sorted(shown, key=["Nd", "Tb", "Lu"].index)  # still the largest first
    assert text.endswith("… and 26 more rows in summary.csv")


def test_more_elements_than_fit_twice_are_each_shown_once():
    names = ["La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y", "Sc"]
    text = shortfall_table(pd.DataFrame([row for i, e in enumerate(names) for row in rows(e, 3, 1000.0 / (i + 1))]))
    shown = [line.split()[0] for line in text.splitlines()[2:-1]]
    assert set(shown) == set(names) and len(shown) == ROWS


def test_a_relapse_stands_beside_the_recovery():
    row = rows("Nd", 1, 10.0)[0] | {"first_day_short": date(2028, 1, 5), "recovery": date(2028, 3, 13)}
    assert shortfall_table(pd.DataFrame([row])).endswith("  2028-01-05       2028-03-13")
    relapsed = row | {"short_again": date(2031, 4, 7)}
    assert shortfall_table(pd.DataFrame([relapsed])).endswith("  2028-03-13, again 2031-04-07")
    element = relapsed | {"hit_share": 0.7, "worst_hit": "EU/ev", "worst_share": 0.8, "region_share": 0.6, "role": ""}
    text = element_table(pd.DataFrame([element]))
    assert text.endswith("2028-03-13, some again from 2031-04-07")
    assert text.splitlines()[-1].split()[4:11] == ["50.0", "%", "70.0", "%", "EU/ev", "80.0", "%"]


@pytest.mark.slow
def test_the_real_world_under_chinese_controls(sim, monkeypatch):
    monkeypatch.delenv("SIM_SCENARIOS")
    ended = sim("run", "china_export_controls", "--years", "3")
    assert ended.exit_code == 0
    bridge, saved, by_element, by_buyer = ended.stdout.split("\n\n")[1:5]
    assert saved.startswith("Given up most: ")
    needed, delivered, not_delivered, short, given_up = (
        int(line.split()[-3].replace(",", "")) for line in bridge.splitlines()[2:7]
    )
    assert not_delivered == short + given_up
    assert needed == pytest.approx(delivered + not_delivered, abs=3)
    roles = {line.split()[0]: line.split()[-1] for line in by_element.splitlines()[2:]}
    assert roles["Dy"] == roles["Y"] == "controlled"
    assert roles["Nd"] == "collateral"
    assert set(roles) == {line.split()[0] for line in by_buyer.splitlines()[2:] if not line.startswith("…")}
