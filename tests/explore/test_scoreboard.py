"""The model's 2024 beside what was observed: every row inside its range, in the run and in what is published."""

from pathlib import Path

import pandas as pd
import pytest

from sim.explore.scoreboard import BEGIN, END, as_markdown, observed, put_into, scoreboard
from sim.explore.soak import hashes
from sim.run.many import KEPT_WHOLE
from sim.scenario.library import scenario_names

ROOT = Path(__file__).resolve().parents[2]
SOAK = ROOT / "docs" / "soak"


@pytest.mark.parametrize("replications", [3, pytest.param(20, marks=pytest.mark.soak)])
def test_every_row_of_the_scoreboard_is_inside_its_range(replications: int):
    board = scoreboard(replications)
    assert len(board) == 36
    assert board["inside"].all(), board.loc[~board["inside"], ["row", "model", "low", "high"]].to_string()


def test_ranges_hold_what_was_observed():
    seen = observed()
    assert ((seen["low"] <= seen["observed"]) & (seen["observed"] <= seen["high"])).all()


def test_a_row_outside_its_range_is_called_so():
    board = observed().assign(model=lambda b: b["high"] * 2, inside=False)
    assert as_markdown(board).count("**outside**") == 36


def test_the_table_takes_the_place_between_the_markers():
    board = observed().assign(model=lambda b: b["observed"], inside=True)
    once = put_into(f"above\n{BEGIN}\nsomething stale\n{END}\nbelow\n", board)
    assert once.startswith("above\n") and once.endswith("\nbelow\n") and "stale" not in once
    assert put_into(once, board) == once
    with pytest.raises(ValueError, match="scoreboard:begin"):
        put_into("no place", board)


def stored(name: str) -> pd.DataFrame:
    if not (SOAK / name).is_file():
        pytest.skip("no full counts yet: run `make soak`")
    return pd.read_csv(SOAK / name)


def test_readme_shows_the_scoreboard_of_the_full_counts():
    board = stored("scoreboard.csv")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert put_into(text, board) == text, "README.md differs from docs/soak/scoreboard.csv: run `make soak`"


def test_the_full_counts_were_made_from_the_files_of_today():
    kept = stored("inputs.csv").set_index("scenario")["input_hash"]
    now = hashes([name for name, _ in scenario_names()]).set_index("scenario")["input_hash"]
    changed = [name for name in kept.index.union(now.index) if kept.get(name) != now.get(name)]
    assert not changed, f"changed since the full counts: {', '.join(changed)}; run `make soak`"


def test_what_is_published_is_inside_its_ranges():
    assert stored("scoreboard.csv")["inside"].all()
    assert stored("baseline_shortfall.csv")["shortfall_share"].max() < 0.01


def test_the_mean_of_many_runs_is_no_smaller_than_that_of_few():
    """Of many replications only the first keep their tables, but every one counts."""
    few, many = (scoreboard(runs)["model"] for runs in (2, KEPT_WHOLE + 4))
    assert many.to_numpy() == pytest.approx(few.to_numpy(), rel=0.05)
