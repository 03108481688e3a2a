"""The guide to replaying a crisis of one's own: its files are an episode that plays."""

import re
from pathlib import Path

import pytest

from sim.explore.backtest import backtest
from sim.explore.backtest.measures import MEASURES

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "replay-your-own-crisis.md"


@pytest.fixture
def text() -> str:
    return GUIDE.read_text(encoding="utf-8")


def test_the_files_of_the_guide_are_an_episode_that_plays(text: str, tmp_path: Path):
    (scenario,) = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    points, unknowns = re.findall(r"```csv\n(.*?)```", text, flags=re.DOTALL)
    for name, content in (
        ("water_2022.yaml", scenario),
        ("water_2022.csv", points),
        ("water_2022_inputs.csv", unknowns),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
    told = backtest([str(tmp_path / "water_2022.yaml")], replications=2, workers=1)
    assert list(told["point"]) == ["September 2022", "third quarter"]
    assert told["model"].between(0, 1).all()


def test_the_guide_names_every_measure_and_every_parameter(text: str):
    told = set(re.findall(r"`([a-z_]+)`", text))
    assert set(MEASURES) <= told
    assert {key for measure in MEASURES.values() for key in measure.keys} <= told
