"""``sim run`` says why, how likely, what if not, and what would help, if it is asked."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sim.base.distributions import Distribution
from sim.cli.explaining import CAUSES, cause_table, odds_table, remedy_table
from sim.cli.further import further
from sim.cli.shortfall import shortfall_table
from sim.disruptions.outage import Outage
from sim.run import replicate, run
from tests.cli.test_run import rows
from tests.worlds import chain, use

SAVED = pd.DataFrame(
    {
        "lever": ["Ship it by air", "More stock"],
        "delivered_t": [118.0, -7.0],
        "saved_t": [120.0, 0.5],
        "saved_share": [0.4, 0.0017],
        "days_saved": [31.0, float("nan")],
        "first_stop": [date(2024, 5, 6), None],
        "last_day_that_helps": [date(2024, 4, 1), None],
        "given_up_t": [0.0, 7.5],
    }
)


@pytest.fixture
def levers(monkeypatch):
    """Remedies whose answer is known; the list says what they were asked."""
    asked = []

    def remedies(scenario, replications, seed, workers):
        asked.append((scenario.name, replications, seed, workers))
        return SAVED

    monkeypatch.setattr("sim.explore.remedies.remedies", remedies)
    return asked


def table_of(stdout, head):
    """Return the lines of the table whose head begins with a word, ruler and all."""
    return next(block.splitlines() for block in stdout.split("\n\n") if block.startswith(f"{head} "))


def test_causes_are_told_and_written_only_when_asked(sim):
    plain = sim("run", "stopped", "--out", "plain")
    assert "cause " not in plain.stdout
    assert not Path("plain/shortfall_by_cause.csv").exists()
    told = sim("run", "stopped", "--causes", "--out", "told")
    first = table_of(told.stdout, "cause")[2].split()
    assert first[:2] == ["stop", "outage"]
    ledger = pd.read_csv("told/shortfall_by_cause.csv")
    assert ledger["shortfall_t"].sum() == pytest.approx(pd.read_csv("told/shortfall.csv")["shortfall_t"].sum())
    assert json.loads(Path("told/manifest.json").read_text())["causes"] is True
    assert "<h2>Why</h2>" in Path("told/report.html").read_text()
    assert plain.stdout in told.stdout.replace("\n\n".join(["", *_blocks(told.stdout, "cause")]), "")


def _blocks(stdout, head):
    return [block for block in stdout.split("\n\n") if block.startswith(f"{head} ")]


def test_paired_runs_stand_beside_the_ledger(sim):
    ended = sim("run", "stopped", "--paired", "--out", "out")
    assert table_of(ended.stdout, "cause") and table_of(ended.stdout, "without")[2].split()[0] == "stop"
    frame = pd.read_csv("out/removal.csv")
    assert frame.loc[0, "removed_share"] == pytest.approx(1.0, abs=0.01)
    assert "Less short by, t" in Path("out/report.html").read_text()
    sim("run", "stopped", "--out", "out")
    assert not Path("out/removal.csv").exists(), "what was not asked for again is not the answer of this run"


def test_paired_runs_of_many_are_those_of_the_first(sim):
    many = json.loads(sim("run", "stopped", "--replications", "2", "--workers", "1", "--paired", "--json").stdout)
    one = json.loads(sim("run", "stopped", "--paired", "--json").stdout)
    assert many["removal"] == one["removal"]


def test_many_runs_tell_the_odds(sim):
    ended = sim("run", "stopped", "--replications", "2", "--workers", "1", "--out", "out")
    head, _, row = table_of(ended.stdout, "element  region  >1")[:3]
    assert head.split() == ["element", "region", ">1", "%", "+3", "+6", ">5", "%", "+3", "+6", ">20", "%", "+3", "+6"]
    assert row.split()[:2] in (["Nd", "JP"], ["Pr", "JP"])
    odds = pd.read_csv("out/odds.csv")
    assert odds["runs"].eq(2).all() and odds["probability"].between(0, 1).all()
    assert "<h2>How likely</h2>" in Path("out/report.html").read_text()


def test_no_shortage_has_no_odds():
    frame = pd.DataFrame(
        [("Nd", "JP", m, x, 0.0, 5) for m in (3, 6) for x in (0.01, 0.05)],
        columns=["element", "region", "months", "over_share", "probability", "runs"],
    )
    assert odds_table(frame) == "Odds: in none of 5 runs does a region lack over 1 % of its need of an element."


def test_remedies_are_told_written_and_on_the_page(sim, levers):
    ended = sim("run", "stopped", "--remedies", "--out", "out", "--seed", "3", "--workers", "1")
    assert ended.exit_code == 0
    assert levers == [("stopped", 1, 3, 1)]
    text = table_of(ended.stdout, "lever")
    assert text[2].split() == [
        "Ship",
        "it",
        "by",
        "air",
        "118",
        "120",
        "40.0",
        "%",
        "0.00",
        "31",
        "2024-05-06",
        "2024-04-01",
    ]
    assert pd.read_csv("out/remedies.csv")["lever"].tolist() == SAVED["lever"].tolist()
    assert "<h2>What would help</h2>" in Path("out/report.html").read_text()
    assert json.loads(sim("run", "stopped", "--remedies", "--json").stdout)["remedies"][1]["days_saved"] is None


def test_remedies_are_not_looked_for_unless_asked(sim, levers):
    sim("run", "stopped")
    assert levers == []


AIR = """\
title: By air
policies:
  air: {kind: air_freight, country: MY, destination: US, form: magnet, factor: 20 %, extra_cost: 5 USD/kg}
"""
SPARE = """\
title: With less
policies:
  spare: {kind: thrift, region: JP, form: oxide, share: 20 %, start: 2024-03-01}
"""
NONE_FITS = "No lever of the library fits this world, so none was tried."


def test_levers_that_name_what_a_world_does_not_have_are_not_tried(sim, folder):
    asked = ("run", "stopped", "--remedies", "--workers", "1")
    (folder / "scenarios" / "remedies").mkdir()
    (folder / "scenarios" / "remedies" / "by_air.yaml").write_text(AIR)
    ended = sim(*asked, "--out", "out")
    assert ended.exit_code == 0
    assert NONE_FITS in ended.stdout.splitlines()
    assert json.loads(sim(*asked, "--json").stdout)["remedies"] == []
    assert sim(*asked, "--brief").stdout.splitlines()[-1] == f"Help: {NONE_FITS}"
    (folder / "scenarios" / "remedies" / "with_less.yaml").write_text(SPARE)
    ended = sim(*asked, "--out", "out", "-v")
    assert NONE_FITS not in ended.stdout
    assert pd.read_csv("out/remedies.csv")["lever"].tolist() == ["with_less"]
    assert "the lever by_air does not fit this world: scenarios/remedies/by_air.yaml:" in ended.stderr


def test_causes_beyond_the_largest_are_one_row():
    frame = pd.DataFrame(
        [(f"c{i}", "outage", 100.0 - i, 0.1, "Nd", 50.0) for i in range(CAUSES + 3)],
        columns=["cause", "kind", "shortfall_t", "share", "most", "most_t"],
    )
    lines = cause_table(frame).splitlines()
    assert len(lines) == 2 + CAUSES + 1 + 1
    assert lines[-2].split() == ["3", "more", "273", "30.0", "%"]


def test_a_lever_that_gains_no_days_has_a_dash():
    assert remedy_table(SAVED).splitlines()[3].split() == [
        "More",
        "stock",
        "-7.00",
        "0.50",
        "0.2",
        "%",
        "7.50",
        "–",
        "–",
        "–",
    ]


def test_what_is_given_up_has_a_column_only_if_there_is_any():
    row = rows("Nd", 1, 10.0)[0]
    assert "given up" not in shortfall_table(pd.DataFrame([row]))
    head, _, line = shortfall_table(pd.DataFrame([row | {"thrifted_t": 2.5}])).splitlines()
    assert head.index("given up t") > head.index("shortfall t")
    assert line.split()[6:8] == ["10.0", "2.50"]


@pytest.mark.slow
def test_the_remedies_of_a_real_scenario(sim, monkeypatch):
    monkeypatch.delenv("SIM_SCENARIOS")
    asked = ("run", "china_export_controls", "--years", "3", "--remedies", "--workers", "1", "--out", "out")
    ended = sim(*asked)
    assert ended.exit_code == 0
    frame = pd.read_csv("out/remedies.csv")
    assert {
        row.split()[0] for row in table_of(ended.stdout, "lever")[2:] if row.split()[0] in set(frame["lever"])
    } == set(frame["lever"])
    assert frame["delivered_t"].is_monotonic_decreasing and frame.loc[0, "saved_t"] > 0
    assert "general_licence" in set(frame["lever"]) and "road_security" not in set(frame["lever"])


def test_what_is_not_built_is_told_and_written_only_when_asked(sim, monkeypatch):
    monkeypatch.delenv("SIM_SCENARIOS")
    asked = ("run", "china_export_controls", "--years", "3", "--workers", "1")
    assert "not built" not in sim(*asked, "--out", "plain").stdout
    told = sim(*asked, "--products", "--out", "told")
    assert table_of(told.stdout, "not built")[2].startswith("electric cars")
    assert table_of(told.stdout, "at risk")
    money = pd.read_csv("told/money.csv")
    assert (money["low"] < money["musd"]).all()
    assert (money["musd"] < money["high"]).all()
    assert set(pd.read_csv("told/products.csv")["sector"]) >= {"ev", "wind", "defence"}
    many = sim(*asked, "--products", "--replications", "2", "--out", "many")
    assert table_of(many.stdout, "not built") == table_of(told.stdout, "not built"), "of many runs, the first"


def test_what_is_not_built_is_counted_in_the_days_of_the_summary_also_of_many_runs():
    stop = Outage(node=("magnets",), start=date(2024, 3, 1), length=Distribution.fixed(200.0))
    world = chain(2, disruptions=use("outage", stop))
    window = (date(2024, 1, 1), date(2024, 8, 1))
    whole, one = (further(run(world, window=days), False, False, True).frames for days in (None, window))
    many = further(replicate(world, 2, workers=1, window=window), False, False, True).frames
    for name in ("products", "money"):
        pd.testing.assert_frame_equal(one[name], many[name])
    assert 0 < one["products"]["lost"].sum() < whole["products"]["lost"].sum()
