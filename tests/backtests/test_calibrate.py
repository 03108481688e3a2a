"""Free parameters are fitted to what was observed, and what comes of it can be kept and checked."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.base.errors import RunError
from sim.explore.backtest import keeping
from sim.explore.backtest.calibrate import DESIGN, SEARCH, Calibration, calibrate, distance, label
from sim.explore.backtest.episodes import history_root, read_episode
from sim.explore.backtest.points import Episode, Unknown
from sim.scenario.model import Where
from tests.backtests.written import point, write_episode

LAG = Unknown("disruptions.customs_testing.lag.mode", 16.0, 33.0, 64.0, "uniform", False, "", "judgement", Where())


@pytest.fixture(scope="module")
def fitted(tmp_path_factory) -> Calibration:
    # the lag is the parameter that is sought here, so no input is open
    episode = read_episode(write_episode(tmp_path_factory.mktemp("episode"), unknowns=()))
    return calibrate(6, generations=1, replications=1, workers=1, asked=[episode], priors=[LAG])


def test_every_set_is_kept_with_what_it_says_of_every_point(fitted):
    assert list(fitted.samples.columns) == ["sample", "stage", "distance", LAG.path, "M1 May", "M2 first stop"]
    counts = fitted.samples["stage"].value_counts()
    assert counts[DESIGN] == 6 and 1 <= counts[SEARCH] <= 5
    assert fitted.samples[LAG.path].is_unique, "none is played twice"
    assert fitted.samples[LAG.path].between(16, 64).all()


def test_the_posterior_is_the_nearest_first(fitted):
    distances = fitted.posterior["distance"].to_numpy()
    assert (np.diff(distances) >= 0).all()
    assert distances[0] == fitted.samples["distance"].min()
    row = fitted.parameters().iloc[0]
    assert row["low"] <= row["p10"] <= row["p90"] <= row["high"]


def test_the_same_seed_finds_the_same_whatever_the_number_of_workers(fitted):
    again = calibrate(6, 1, 1, workers=2, asked=fitted.episodes, priors=[LAG])
    pd.testing.assert_frame_equal(fitted.samples, again.samples)


def test_null_points_are_a_test_and_nothing_is_fitted_to_them(fitted):
    assert "N1 nothing" not in fitted.samples


def test_a_case_counts_as_much_as_another_however_many_points_it_has():
    one, two = point("flow"), point("flow")
    other = Episode("e", None, (point("price"),), ()).points[0]
    assert distance([one, two], [1.25, 1.25]) == pytest.approx(0.25)
    assert distance([one, two, other], [1.25, 1.25, 1.0]) == pytest.approx(0.5 / 3), "one case, three points"


def test_an_episode_is_judged_by_sets_that_were_chosen_without_it():
    a, b = (Episode(name, None, (point("flow"),), ()) for name in ("a", "b"))
    a = replace(a, points=(replace(a.points[0], episode="a", case="A"),))
    b = replace(b, points=(replace(b.points[0], episode="b", case="B"),))
    good, bad = [1.0] * 20, [9.0] * 20
    samples = pd.DataFrame({"stage": DESIGN, "distance": [0.0] * 20 + [1.0] * 20, "A p": good + bad, "B p": bad + good})
    left = Calibration((a, b), (), samples, 0, 1).left_out().set_index("case")
    assert left.loc["A", "fitted"] == 1.0
    assert left.loc["A", "left_out"] == 9.0 and not left.loc["A", "inside"], "the sets that B likes"
    led = samples.assign(stage=[DESIGN] * 20 + [SEARCH] * 20)
    left = Calibration((a, b), (), led, 0, 1).left_out().set_index("case")
    assert left.loc["A", "left_out"] == 1.0, "the search was led by A too, so what it found is no judge of A"


def test_without_points_or_priors_there_is_nothing_to_fit(fitted):
    with pytest.raises(RunError, match="nothing to fit"):
        calibrate(5, asked=fitted.episodes, priors=[])
    with pytest.raises(RunError, match="nothing to fit"):
        calibrate(5, asked=[], priors=[LAG])


def test_it_is_kept_with_its_provenance(fitted, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.explore.backtest.keeping.history_root", lambda: tmp_path)
    episode = write_episode(tmp_path, unknowns=())
    keeping.keep(fitted, tmp_path)
    told = json.loads((tmp_path / keeping.PROVENANCE).read_text())
    assert told["seed"] == 0 and told["replications"] == 1 and told["sets"][DESIGN] == 6
    assert str(tmp_path) not in (tmp_path / keeping.PROVENANCE).read_text()
    assert keeping.made_from() == keeping.inputs_of([episode.stem], fitted=False)
    assert len(keeping.kept()) == len(fitted.posterior)
    episode.with_suffix(".csv").write_text("changed")
    assert keeping.made_from() != keeping.inputs_of([episode.stem], fitted=False)


def test_the_kept_posterior_was_made_from_the_files_of_today():
    made = keeping.made_from()
    if not made:
        pytest.skip("no posterior yet: run `sim calibrate --keep`")
    names = [p.stem for p in sorted(history_root().glob("*.yaml")) if f"{p.stem}.csv" in made]
    now = keeping.inputs_of(names, fitted=False)
    changed = [name for name in sorted({*made, *now}) if made.get(name) != now.get(name)]
    assert not changed, f"changed since the calibration: {', '.join(changed)}; run `sim calibrate --keep`"


def test_points_have_columns_of_their_own(fitted):
    columns = [label(p) for e in fitted.episodes for p in e.points]
    assert len(columns) == len(set(columns))
