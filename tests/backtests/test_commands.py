"""``sim backtest`` and ``sim calibrate`` as somebody types them."""

import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli import app
from tests.backtests.written import write_episode

PRIOR = "path,low,mode,high,law,source,note\npolicies.market.right,10,30,90,triangular,,judgement\n"


def typed(*words: str) -> str:
    ended = CliRunner().invoke(app, [*words])
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def test_backtest_prints_points_and_cases_and_writes_a_figure_a_case(tmp_path):
    episode = write_episode(tmp_path)
    out = tmp_path / "out"
    told = typed("backtest", str(episode), "--replications", "2", "--workers", "1", "--out", str(out), "-q")
    assert all(word in told for word in ("observed", "P10 to P90", "naive", "skill", "M1", "May", "first stop"))
    assert {path.name for path in out.iterdir()} == {"points.csv", "cases.csv", "M1.svg", "M2.svg", "N1.svg"}
    assert list(pd.read_csv(out / "points.csv")["case"]) == ["M1", "M2", "N1"]


def test_backtest_as_json(tmp_path):
    episode = write_episode(tmp_path)
    told = typed(
        "backtest", str(episode), "--replications", "1", "--workers", "1", "--out", str(tmp_path / "o"), "--json"
    )
    data = json.loads(told)
    assert [row["case"] for row in data["cases"]] == ["M1", "M2", "N1"]
    assert data["points"][1]["naive"] is None


def test_mistakes_of_an_episode_are_told_in_a_line(tmp_path):
    episode = write_episode(tmp_path, ("C,a,flaw,column=shipped_t,2025-05,,1,0,2,,,s,A,",))
    ended = CliRunner().invoke(app, ["backtest", str(episode)])
    assert ended.exit_code == 2
    assert "licences.csv:2:3" in ended.stderr and "did you mean 'flow'" in ended.stderr
    ended = CliRunner().invoke(app, ["backtest", "C99"])
    assert ended.exit_code != 0 and "there is no case 'C99'" in ended.stderr


def test_calibrate_prints_parameters_and_points_and_keeps_what_is_asked(tmp_path, monkeypatch):
    history = tmp_path / "history"
    history.mkdir()
    write_episode(history, unknowns=())
    (history / "priors.csv").write_text(PRIOR)
    for module in ("episodes", "keeping"):
        monkeypatch.setattr(f"sim.explore.backtest.{module}.history_root", lambda: history)
    asked = ["--samples", "5", "--generations", "0", "--replications", "1", "--workers", "1", "-q"]
    told = typed("calibrate", *asked, "--out", str(tmp_path / "out"))
    assert "policies.market.right" in told and "without its episode" in told
    names = {"samples.csv", "posterior.csv", "left_out.csv", "posterior.json"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    assert not (history / "posterior.csv").exists()
    typed("calibrate", *asked, "--out", str(tmp_path / "out"), "--keep")
    assert len(pd.read_csv(history / "posterior.csv")) == 5


@pytest.mark.parametrize("command", ["backtest", "calibrate"])
def test_help_is_there(command: str):
    assert "Usage" in typed(command, "--help")
