"""Two scenarios with the same chances: what differs adds up, and chance that both share is no difference."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

import sim
from sim.base.distributions import Distribution
from sim.base.errors import AskedError
from sim.base.weeks import by_days
from sim.disruptions.outage import Outage
from sim.explore.comparison import COLUMNS, compare, differs
from sim.report.differences import save_comparison
from sim.run import run
from tests.worlds import chain, use

KEYS = ["metric", "element", "form", "region"]


def stopped(days):
    stop = Outage(node=("magnets",), start=date(2025, 3, 1), length=Distribution.fixed(days))
    return replace(chain(3, disruptions=use("outage", stop), world_document="comparison"), title=f"{days} days")


@pytest.fixture(scope="module")
def found():
    return compare(stopped(60.0), stopped(200.0), replications=3, workers=1)


def rows(comparison, metric):
    return comparison.table[comparison.table["metric"] == metric].set_index(["element", "region"])


def test_the_front_door_compares():
    assert sim.compare is compare
    assert sim.Comparison.__name__ == "Comparison"


def test_totals_add_up_in_both_and_in_the_difference(found):
    sums = found.totals.set_index("metric")
    for column in ("a", "b", "difference"):
        of = sums[column]
        assert of["needed_t"] == pytest.approx(of["delivered_t"] + of["not_delivered_t"] + of["late_t"], abs=1e-6)
        assert of["not_delivered_t"] == pytest.approx(of["short_t"] + of["given_up_t"], abs=1e-9)


def test_elements_and_regions_add_up_to_the_totals(found):
    short = rows(found, "short_t")["difference"]
    parts = short[[e != "all" and r != "all" for e, r in short.index]]
    assert parts.sum() == pytest.approx(short["all", "all"])
    assert short["Nd", "all"] == pytest.approx(parts.xs("Nd", level="element").sum())


def test_a_longer_stop_leaves_more_short_and_ends_later_but_begins_on_the_same_day(found):
    assert tuple(found.table.columns) == COLUMNS
    assert rows(found, "short_t").loc[("all", "all"), "low"] > 0
    first, last = (rows(found, name).loc[("all", "CN")] for name in ("first_stop", "recovery"))
    assert (first["difference"], first["low"], first["high"]) == (0.0, 0.0, 0.0)
    assert last["low"] > 30
    assert (first["pairs"], last["pairs"]) == (3, 3)


def test_the_figures_of_a_run_are_those_of_its_weeks(found):
    weeks = run(stopped(200.0)).weeks
    grams = by_days(weeks.shortfall, weeks.ends, np.array([0, 3 * 1440 * 365], dtype=np.int64))[:, 0].sum()
    one = compare(stopped(60.0), stopped(200.0), 1, workers=1, until=date(2026, 12, 31))
    row = rows(one, "short_t").loc[("all", "all")]
    assert row["b"] == pytest.approx(grams / 1e6)
    assert np.isnan(row["low"]) and row["pairs"] == 1, "one pair has no interval"


def test_a_scenario_beside_itself_with_other_values_has_a_name_of_its_own(found):
    assert found.a.name == found.b.name
    assert found.names == (found.a.name, f"{found.a.name}, changed")


def test_a_scenario_does_not_differ_from_itself():
    same = compare(stopped(60.0), stopped(60.0), replications=2, workers=1)
    assert not differs(same.table).any()
    assert "0 t not delivered, 0 t of it short and 0 t given up" in same.headline()


def test_the_interval_is_that_of_the_paired_differences(found):
    apart = [
        compare(stopped(60.0), stopped(200.0), 1, seed=0, workers=1, since=date(2025, 1, 1)),
        compare(stopped(60.0), stopped(200.0), 2, seed=0, workers=1, since=date(2025, 1, 1)),
    ]
    first, mean = (rows(one, "short_t").loc[("all", "all"), "difference"] for one in apart)
    second = 2 * mean - first
    margin = 12.7062 * abs(first - second) / 2
    row = rows(apart[1], "short_t").loc[("all", "all")]
    assert (row["low"], row["high"]) == (pytest.approx(mean - margin, rel=1e-4), pytest.approx(mean + margin, rel=1e-4))


def test_two_windows_of_a_run_add_up_to_both_together():
    worlds = (stopped(60.0), stopped(200.0))
    spans = [(date(2025, 1, 1), date(2025, 6, 11)), (date(2025, 6, 11), date(2026, 1, 1))]
    parts = [compare(*worlds, 1, workers=1, since=a, until=b) for a, b in spans]
    whole = compare(*worlds, 1, workers=1, since=spans[0][0], until=spans[1][1])
    for metric in ("needed_t", "delivered_t", "short_t"):
        sums = sum(rows(part, metric).loc[("all", "all"), "b"] for part in parts)
        assert rows(whole, metric).loc[("all", "all"), "b"] == pytest.approx(sums, abs=1e-5), "cut by days"


def test_a_recovery_after_the_span_is_none():
    early = compare(stopped(60.0), stopped(200.0), 2, workers=1, since=date(2025, 1, 1), until=date(2025, 8, 1))
    row = rows(early, "recovery").loc[("all", "CN")]
    assert (row["runs_a"], row["runs_b"], row["pairs"]) == (2, 0, 0)
    assert np.isnan(row["difference"])


def test_days_that_a_run_does_not_cover_are_refused():
    for since, until in ((date(2023, 1, 1), None), (None, date(2030, 1, 1)), (date(2025, 1, 1), date(2025, 1, 1))):
        with pytest.raises(AskedError, match=r"both runs cover the days|no days"):
            compare(stopped(60.0), stopped(200.0), 1, since=since, until=until)


def test_the_answer_does_not_depend_on_the_number_of_workers(found):
    again = compare(stopped(60.0), stopped(200.0), replications=3, workers=2)
    pd.testing.assert_frame_equal(again.table, found.table)


def test_the_figure_is_drawn_and_the_table_saved(found, tmp_path):
    folder = found.save(tmp_path / "out")
    saved = pd.read_csv(folder / "comparison.csv")
    assert list(saved.columns) == list(COLUMNS) and len(saved) == len(found.table)
    (axis,) = found.plot().axes
    assert axis.get_yticklabels()[0].get_text().startswith("Nd")
    first, second = (save_comparison(found, tmp_path / f"{i}.svg").read_bytes() for i in (1, 2))
    assert first == second


def test_runs_that_begin_on_different_days_are_told_apart():
    late = stopped(60.0)
    late = replace(late, horizon=replace(late.horizon, start=date(2024, 7, 1), years=2.5))
    apart = compare(stopped(60.0), late, replications=1, workers=1).headline()
    assert "The runs begin on different days (2024-01-01 and 2024-07-01)" in apart
    assert "different days" not in compare(stopped(60.0), stopped(61.0), replications=1, workers=1).headline()


def begun(start, years):
    """The stopped world with another horizon: every one warms up by itself."""
    world = stopped(60.0)
    return world.replace(horizon=replace(world.horizon, start=start, years=years), world_document=f"{start} {years}")


def test_a_run_that_ends_earlier_differs_in_nothing_before_its_end():
    same = compare(begun(date(2024, 1, 1), 2), begun(date(2024, 1, 1), 3), replications=2, workers=1)
    assert same.window == (date(2024, 1, 1), date(2026, 1, 1))
    assert rows(same, "needed_t").loc[("all", "all"), "a"] > 0
    uses = same.table[same.table["metric"] != "export_trough"]
    assert (uses["difference"].fillna(0) == 0).all() and (uses["runs_a"] == uses["runs_b"]).all()


@pytest.mark.parametrize("days", [1, 4])
def test_runs_that_begin_on_different_weekdays_are_counted_over_the_same_days_of_use(days):
    late = begun(date(2024, 1, 1) + timedelta(days=days), 2)
    one = compare(begun(date(2024, 1, 1), 2), late, replications=1, workers=1)
    assert one.window[0] == late.horizon.start, "from the first day of both on"
    needed = rows(one, "needed_t").loc[("all", "all")]
    assert needed["a"] == pytest.approx(needed["b"], abs=1e-3), "the need is the same every day"
