"""What is published about past crises: made from the files of today, shown as it is, and inside where it must be."""

from pathlib import Path

import pandas as pd
import pytest

from sim.explore.applicability import kept as kept_reaches
from sim.explore.backtest import backtest, page
from sim.explore.backtest.episodes import episode_names, episodes, read_priors
from sim.explore.backtest.keeping import LEFT_OUT, inputs_of, kept
from sim.explore.backtest.scores import by_case
from sim.explore.backtest.tested import replayed_now

ROOT = Path(__file__).resolve().parents[2]
SOAK = ROOT / "docs" / "soak"
MUST_BE_INSIDE = ("C1", "C2", "C3", "C5", "C6")
"""The cases that count: nothing that was observed in them is given by their inputs."""


def stored() -> pd.DataFrame:
    if not (SOAK / "history.csv").is_file():
        pytest.skip("no full counts of the past yet: run `python -m tests.soak history`")
    return page.stored(SOAK / "history.csv")


def test_every_episode_can_be_read_and_has_a_source_for_each_point():
    for episode in episodes():
        assert episode.points
        for point in episode.points:
            assert point.source and point.grade in ("A", "B", "C", "D"), f"{point.where.file}:{point.where.line}"


def test_priors_mean_something_in_every_episode():
    found = episodes()
    if not found:
        pytest.skip("no episodes yet")
    assert len({prior.path for prior in read_priors(found)}) == len(read_priors(found))


@pytest.mark.parametrize("name", episode_names())
def test_an_episode_plays_and_answers_every_point(name: str):
    points = backtest([name], replications=1, workers=1)
    assert len(points) and points["model"].notna().all(), points[points["model"].isna()]["point"].tolist()


def test_it_was_made_from_the_files_of_today():
    stored()
    made = pd.read_csv(SOAK / "history_inputs.csv").set_index("file")["hash"].to_dict()
    now = inputs_of(episode_names())
    changed = [name for name in sorted({*made, *now}) if made.get(name) != now.get(name)]
    assert not changed, f"changed since: {', '.join(changed)}; run `python -m tests.soak history`"


def test_what_was_put_to_the_test_is_that_of_today():
    if not kept_reaches():
        pytest.skip("nothing kept yet: run `python -m tests.soak history`")
    now = replayed_now()
    assert [(r.episode, r.reach.name) for r in kept_reaches()] == list(
        zip(now["episode"], now["disruption"], strict=True)
    )


@pytest.mark.parametrize("case", MUST_BE_INSIDE)
def test_the_cases_that_count_are_inside_their_bands(case: str):
    cases = by_case(stored()).set_index("case")
    assert cases.loc[case, "inside"], page.points_table(stored()[lambda p: p["case"] == case])


def test_what_never_bit_changes_nothing():
    points = stored()
    null = points[points["measure"] == "largest_change"]
    assert len(null) and null["inside"].all(), page.points_table(null[~null["inside"]])


def test_readme_and_page_show_the_full_counts():
    points, left = stored(), kept(LEFT_OUT)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert page.put_into(text, points) == text, "README.md differs from docs/soak/history.csv: run `make soak`"
    written = (ROOT / "docs" / "history.md").read_text(encoding="utf-8")
    assert page.page(points, None if left.empty else left) == written


def test_points_are_read_as_they_were_written(tmp_path):
    row = {
        "case": "C",
        "unit": "",
        "mark": "",
        "observed": 1.0,
        "model": float("inf"),
        "naive": float("nan"),
        "inside": True,
    }
    page.store(pd.DataFrame([row]), tmp_path / "points.csv")
    read = page.stored(tmp_path / "points.csv").iloc[0].to_dict()
    assert read.pop("naive") != read["model"]
    assert read == {name: value for name, value in row.items() if name != "naive"}
