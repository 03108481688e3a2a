"""The files of an episode: read, or told what is wrong in which line and cell."""

import pytest

from sim.base.errors import RunError, ScenarioError
from sim.explore.backtest.draws import draws, hypercube
from sim.explore.backtest.episodes import COLUMNS, episodes, read_episode, read_priors
from tests.backtests.written import MAGNETS, OPEN, ROWS, write_episode


def test_an_episode_has_its_points_and_its_open_inputs(tmp_path):
    episode = read_episode(write_episode(tmp_path))
    assert [p.case for p in episode.points] == ["M1", "M2", "N1"]
    first = episode.points[0]
    assert first.naive == (1.0, 0.0)
    assert str(first.period) == "2025-05" and str(first.relative_to) == "2025-01..2025-03"
    assert str(episode.points[1].period) == "2025-01..2025-06", "all of the run"
    assert [u.path for u in episode.inputs] == ["disruptions.customs_testing.lag.mode"]


@pytest.mark.parametrize(
    ("row", "cell", "says"),
    [
        ("C,a,flaw,column=shipped_t,2025-05,,1,0,2,,,s,A,", "measure", "did you mean 'flow'"),
        ("C,a,flow,form=magnet,2025-05,,1,0,2,,,s,A,", "of", "needs 'column'"),
        (f"C,a,flow,{MAGNETS};colour=red,2025-05,,1,0,2,,,s,A,", "of", "has no 'colour'"),
        ("C,a,flow,column=shipped_t;form=magnets,2025-05,,1,0,2,,,s,A,", "of", "did you mean 'magnet'"),
        ("C,a,flow,column=shipped_t;from_country=XX,2025-05,,1,0,2,,,s,A,", "of", "no from_country 'XX'"),
        (f"C,a,flow,{MAGNETS},2025-07,,1,0,2,,,s,A,", "period", "not in the run"),
        (f"C,a,flow,{MAGNETS},2024-05,,1,0,2,,,s,A,", "period", "begin it earlier"),
        (f"C,a,flow,{MAGNETS},2025-05,2024-05,1,0,2,,,s,A,", "relative_to", "not in the run"),
        (f"C,a,flow,{MAGNETS},2025-05,0,1,0,2,,,s,A,", "relative_to", "divided by 0"),
        (f"C,a,flow,{MAGNETS},2025-05,,3,0,2,,,s,A,", "observed", "not in order"),
        (f"C,a,flow,{MAGNETS},2025-05,,x,0,2,,,s,A,", "observed", "no number"),
        (f"C,a,flow,{MAGNETS},2025-05,,1,0,2,,,s,A,given", "mark", "no mark 'given'"),
        ("C,a,largest_change,without=storm,,,0,,1,,,s,A,", "of", "no without 'storm'"),
    ],
)
def test_mistakes_are_told_with_line_and_cell(tmp_path, row: str, cell: str, says: str):
    path = write_episode(tmp_path, (*ROWS, row))
    with pytest.raises(ScenarioError) as caught:
        read_episode(path)
    (problem,) = caught.value.problems
    assert problem.file.endswith("licences.csv")
    assert (problem.line, problem.column) == (len(ROWS) + 2, COLUMNS.index(cell) + 1)
    assert says in str(problem)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("disruptions.customs_testing.lagg,28,33,40,triangular,,judgement", "did you mean 'lag'"),
        ("disruptions.customs_testing.lag.mode,28,33,99,triangular,,judgement", "low <= mode <= high"),
        ("policies.market.right,40,30,50,triangular,,judgement", "not in order"),
        ("policies.market.right,40,,50,normal,,judgement", "no law 'normal'"),
        ("policies.market.right,40,,50,uniform,,", "neither a source nor a note"),
        ("policies.market.right,0.5x,,2,uniform,,judgement", "side by side"),
    ],
)
def test_mistakes_in_open_inputs_are_told_with_their_line(tmp_path, row: str, says: str):
    with pytest.raises(ScenarioError, match=says) as caught:
        read_episode(write_episode(tmp_path, unknowns=(*OPEN, row)))
    assert caught.value.problems[0].line == 3


def test_two_points_of_a_case_have_two_names(tmp_path):
    with pytest.raises(ScenarioError, match="two points 'May' of M1"):
        read_episode(write_episode(tmp_path, (*ROWS, ROWS[0])))


def test_a_case_that_there_is_not_is_told():
    with pytest.raises(RunError, match="there is no case 'C99'"):
        episodes(["C99"])


def test_priors_must_mean_something_everywhere(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.explore.backtest.episodes.history_root", lambda: tmp_path)
    of = [read_episode(write_episode(tmp_path))]
    assert read_priors(of) == ()
    (tmp_path / "priors.csv").write_text(
        "path,low,mode,high,law,source,note\npolicies.market.right,10,30,90,triangular,,judgement\n"
    )
    assert [p.path for p in read_priors(of)] == ["policies.market.right"]
    (tmp_path / "priors.csv").write_text("path,low,mode,high,law,source,note\npolicies.x.right,1,,2,uniform,,j\n")
    with pytest.raises(ScenarioError, match=r"priors.csv:2"):
        read_priors(of)


def test_each_slice_of_each_figure_is_drawn_once():
    points = hypercube(["a", "b"], 20, "test")
    for column in zip(*points, strict=True):
        assert sorted(int(20 * u) for u in column) == list(range(20))


def test_one_more_figure_shifts_no_other():
    alone, together = hypercube(["a"], 10, "test"), hypercube(["b", "a"], 10, "test")
    assert [p[0] for p in alone] == [p[1] for p in together]


def test_draws_are_those_of_the_seed_and_stay_between_the_bounds(tmp_path):
    inputs = read_episode(write_episode(tmp_path)).inputs
    first, again, other = draws(inputs, 8, 0, "e"), draws(inputs, 8, 0, "e"), draws(inputs, 8, 1, "e")
    assert first == again != other
    assert all(28 <= change.value <= 40 for draw in first for change in draw)
