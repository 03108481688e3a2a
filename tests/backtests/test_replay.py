"""Episodes are played again: the table of points, its scores, its page and its figure."""

import math

import numpy as np
import pandas as pd
import pytest

from sim.explore.backtest import backtest
from sim.explore.backtest.page import BEGIN, END, as_figure, page, put_into
from sim.explore.backtest.points import Episode
from sim.explore.backtest.scores import COLUMNS, board, by_case, miss, quantile
from sim.report.replayed import case_svg
from tests.backtests.written import point, write_episode


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> pd.DataFrame:
    return backtest([str(write_episode(tmp_path_factory.mktemp("episode")))], replications=3, workers=1)


def test_a_row_a_point_with_band_model_and_naive(played):
    assert tuple(played.columns) == COLUMNS
    assert list(played["point"]) == ["May", "first stop", "nothing"]
    assert (played["p10"] <= played["model"]).all() and (played["model"] <= played["p90"]).all()
    assert played.loc[0, "naive"] == 0.0, "of 1 and 0, the one nearer to 0.26"


def test_what_was_suspended_changes_nothing(played):
    nothing = played[played["case"] == "N1"].iloc[0]
    assert nothing["model"] == 0.0 and nothing["inside"] and nothing["skill"] == 1.0


def test_the_answer_does_not_depend_on_the_number_of_workers(played, tmp_path):
    again = backtest([str(write_episode(tmp_path))], replications=3, workers=2)
    pd.testing.assert_frame_equal(played, again)


def test_a_point_is_inside_when_the_median_is():
    one = point("flow", column="shipped_t")
    episode = Episode("e", None, (one,), ())
    table = board([episode], [np.array([[0.1], [0.6], [0.7]])])
    assert table["inside"].all() and table["model"][0] == 0.6
    assert not board([episode], [np.array([[0.1], [0.2], [0.7]])])["inside"].any()


def test_quantiles_are_of_runs_that_answer_and_may_be_never():
    assert quantile(np.array([1.0, math.nan, 2.0, 3.0]), 0.5) == 2.0
    assert math.isinf(quantile(np.array([1.0, math.inf, math.inf]), 0.5))
    assert math.isnan(quantile(np.array([math.nan]), 0.5))


def test_misses_are_in_half_widths_and_of_prices_in_logarithms():
    assert miss(point("flow"), 1.25) == pytest.approx(0.5)
    assert miss(point("flow"), math.inf) == miss(point("flow"), math.nan) == 10.0
    twice = miss(point("price"), 2.0)
    assert twice == pytest.approx(miss(point("price"), 0.5)) == pytest.approx(math.log(2) / (math.log(3) / 2))


def test_a_case_is_inside_when_all_its_points_are(played):
    cases = by_case(played).set_index("case")
    assert cases.loc["N1", "inside"] and cases.loc["N1", "skill"] == 1.0
    assert math.isnan(cases.loc["M2", "skill"]), "nobody else made a forecast"
    worse = pd.concat([played, played.assign(inside=False, point="other")])
    assert not by_case(worse)["inside"].any()


def test_the_page_shows_every_point_and_its_table_takes_the_place_between_the_markers(played):
    text = page(played)
    assert all(f"| {name}" in text for name in played["point"])
    once = put_into(f"above\n{BEGIN}\nstale\n{END}\nbelow\n", played)
    assert once.startswith("above\n") and once.endswith("\nbelow\n") and "stale" not in once
    assert put_into(once, played) == once
    with pytest.raises(ValueError, match="history:begin"):
        put_into("no place", played)


def test_figures_have_three_digits_and_months_are_months():
    assert [as_figure(v) for v in (0.2649, 1.32, 158.0, 39813.0, math.inf, math.nan)] == [
        "0.265", "1.32", "158", "39,813", "never", "–",
    ]  # fmt: skip
    assert as_figure(12 * 2011 + 6, "month") == "2011-07"
    assert as_figure(2011.0, "year") == "2011"


def test_a_case_is_drawn_even_where_something_never_happens(played):
    never = played.assign(p90=math.inf, model=math.inf, naive=math.nan, low=-math.inf)
    for found in (played, never):
        assert case_svg("M1", found).startswith(b"<?xml")
    assert case_svg("M1", played) == case_svg("M1", played)
