"""The guide to replaying a crisis of one's own does what it says: its files are read, its commands and its code run."""

import re
import runpy
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import app

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "replay-your-own-crisis.md"
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[tuple[str, str]]:
    """Return name and text of the guide's blocks in a language."""
    found = BLOCK.findall(GUIDE.read_text(encoding="utf-8"))
    return [(name, text) for of, name, text in found if of == language]


@pytest.fixture
def written(tmp_path: Path, monkeypatch) -> Path:
    """The working directory, with the guide's files in it."""
    for name, text in (*blocks("yaml"), *blocks("csv")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_guide_has_a_scenario_with_both_tables():
    stem = blocks("yaml")[0][0].removesuffix(".yaml")
    assert [name for name, _ in blocks("csv")] == [f"{stem}.csv", f"{stem}_inputs.csv"]


@pytest.mark.parametrize("line", blocks("sh")[0][1].splitlines())
def test_its_commands_run(written: Path, line: str):
    program, *arguments = line.split()
    assert program == "sim"
    ended = CliRunner().invoke(app, arguments)
    assert ended.exit_code == 0, ended.output
    assert arguments[0] != "backtest" or "outside" in ended.stdout, "the guide speaks of a miss"


def test_its_code_runs_and_says_what_the_guide_says(written: Path, capsys):
    code = written / "read.py"
    code.write_text(blocks("python")[0][1], encoding="utf-8")
    told = runpy.run_path(str(code))["told"]
    march = told.loc["2025-03-01"].round(0)
    assert (march["Dy made, gates"], march["Dy made, calm"]) == (96, 198)
    assert "nobody runs short" in capsys.readouterr().out


def test_every_measure_it_names_exists_and_none_is_left_out():
    from sim.explore.backtest.measures import MEASURES

    text = GUIDE.read_text(encoding="utf-8")
    assert [name for name in MEASURES if f"`{name}`" not in text] == []
