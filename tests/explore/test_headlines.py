"""The figures that a scenario is quoted by agree with its summary, and the full counts can be written and read."""

from datetime import date

import pandas as pd
import pytest

from sim.explore.headlines import headline_figures
from sim.explore.soak import TABLES, baseline_shortfall, hashes, write_soak
from sim.report.exports import exports
from sim.run.departures import daily_exports
from sim.scenario import load
from tests.explore.played import played


@pytest.fixture(scope="module")
def controls():
    return headline_figures(load("china_export_controls"), replications=1, workers=1)


def test_figures_are_those_of_the_summary(controls):
    figures, by_element = controls
    result = played("china_export_controls")
    summary = result.summary()
    assert figures["short_t"] == pytest.approx(summary["shortfall_t"].sum(), rel=0.01)
    assert figures["first_stop_day"] == min(day for day in summary["first_day_short"] if day is not None)
    assert figures["first_stop_after_d"] == (figures["first_stop_day"] - date(2026, 1, 1)).days
    assert by_element["shortfall_t"].sum() == pytest.approx(summary["shortfall_t"].sum(), abs=0.1)
    assert figures["sentence"] == result.headline()
    assert figures["not_delivered_t"] == pytest.approx(figures["short_t"] + figures["thrifted_t"], abs=0.11)
    assert figures["exports_trough_share"] == pytest.approx(exports(result)[0].trough.share, abs=1e-3), "as on the page"


def test_exports_bottom_out_below_normal(controls):
    figures, _ = controls
    assert "2026-01" <= figures["exports_trough_month"] <= "2027-12"
    assert figures["exports_trough_share"] < 0.8


def test_the_trough_is_not_the_month_in_which_the_run_ends():
    columns = ["month", "form", "from_country", "to_country", "product_t"]
    months = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]
    flows = pd.DataFrame([(month, "magnet", "CN", "US", 58.0) for month in months], columns=columns)
    daily = daily_exports(flows, "CN", ("magnet",), date(2024, 1, 15), date(2024, 4, 20))
    assert list(daily.index.strftime("%Y-%m")) == ["2024-02", "2024-03"]
    assert list(daily) == pytest.approx([2.0, 58 / 31])
    assert len(daily_exports(flows, "CN", ("magnet",), date(2024, 1, 1), date(2024, 5, 1))) == 4


def test_a_shock_on_the_first_day_has_no_month_before_to_measure_by():
    changes = ["horizon.start=2026-01-01", "horizon.years=0.5"]
    figures, _ = headline_figures(load("china_export_controls", changes), replications=1, workers=1)
    assert figures["exports_trough_month"] == "no whole month before the first disruption"
    assert figures["exports_trough_share"] is None


def test_a_scenario_that_hurts_nobody_has_no_names_in_it():
    figures, by_element = headline_figures(load("balochistan_today", ["horizon.years=4"]), replications=1, workers=1)
    assert figures["short_t"] == 0
    assert figures["first_stop_who"] is None and figures["hit_most_who"] is None
    assert figures["last_recovery"] is None and figures["first_relapse"] is None
    assert by_element.empty


def test_the_full_counts_are_small_tables(tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr("sim.explore.soak.scenario_names", lambda: [("balochistan_today", ""), ("baseline", "")])
    write_soak(tmp_path, "2026-01-01", replications=1, workers=1, step=told.append)
    assert {p.stem for p in tmp_path.glob("*.csv")} == set(TABLES)
    assert "2026-01-01" in (tmp_path / "README.md").read_text()
    assert told[0] == "scoreboard"
    assert told[-1] == "strategies"
    for name in TABLES:
        assert len(pd.read_csv(tmp_path / f"{name}.csv")) > 0 or name == "short_by_element"
    assert sum(p.stat().st_size for p in tmp_path.iterdir()) < 100_000


def test_hashes_change_with_the_scenario():
    both = hashes(["baseline", "china_export_controls"])
    assert both["input_hash"].nunique() == 2


def test_the_baseline_table_covers_every_element_that_is_needed():
    table = baseline_shortfall(replications=1, seed=0, workers=1)
    assert table["element"].nunique() == 14, "all but thulium and ytterbium"


def test_the_first_to_stop_is_the_one_that_the_sentence_names():
    figures, _ = headline_figures(load("china_export_controls", ["horizon.years=3"]), replications=1, workers=1)
    day = figures["first_stop_day"]
    assert f" on {day.day} {day:%B} {day.year}" in figures["sentence"].partition("run short first")[2]
    form = figures["first_stop_who"].split("/")[2]
    assert form in figures["sentence"].partition("run short first")[2].partition(";")[0]
