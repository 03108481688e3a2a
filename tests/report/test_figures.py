"""Figures: the same bytes from the same run, and the right figures in them."""

from dataclasses import replace

import matplotlib as mpl
import pandas as pd
import pytest

from sim.report.exports import exports
from sim.report.figures import exports_image, plot, stretches_of, timeline_image
from sim.report.pivots import Spread, heat, timelines
from sim.report.prices import moved_by_the_scenario
from sim.run import paired, replicate, run
from sim.run.departures import trough
from tests.report.pages import banned, beside
from tests.worlds import chain


@pytest.fixture(scope="module")
def bad():
    return beside(banned())


@pytest.fixture(scope="module")
def many():
    scenario = banned()
    return replicate(scenario, 3, workers=1, baseline=paired(scenario))


def test_the_same_line_is_painted_with_the_same_bytes(bad):
    line = timelines(bad.shortfall, bad.summary(), bad.window)[0]
    assert timeline_image(line, stretches_of(bad)) == timeline_image(line, stretches_of(bad))
    (magnets, *_) = exports(bad)
    assert exports_image(magnets, stretches_of(bad)) == exports_image(magnets, stretches_of(bad))


def test_painting_leaves_the_readers_settings_alone(bad):
    names = [name for name in mpl.rcParams if name != "backend"]
    before = {name: mpl.rcParams[name] for name in names}
    plot(bad)
    assert {name: mpl.rcParams[name] for name in names} == before


def test_a_time_line_adds_up_the_shortfall_table(bad):
    line = next(line for line in timelines(bad.shortfall, bad.summary(), bad.window) if line.element == "Dy")
    assert line.regions == ("US",)
    rows = bad.shortfall.query("element == 'Dy' and region == 'US'").groupby("month")[["demand_t", "delivered_t"]].sum()
    drawn = [f"{month:%Y-%m-%d}" for month in line.months]
    long = 365.25 / 12 / line.months.days_in_month.to_numpy()
    assert line.demand.to_list() == pytest.approx((rows.loc[drawn, "demand_t"] * long).to_list())
    assert line.delivered.mean.to_list() == pytest.approx((rows.loc[drawn, "delivered_t"] * long).to_list())
    assert not line.delivered.wide


def test_an_element_that_is_short_is_drawn_around_the_window(bad):
    lines = timelines(bad.shortfall, bad.summary(), bad.window)
    start, end = (pd.Timestamp(day) for day in bad.window)
    for line in lines:
        if line.short:
            assert line.months[0] >= start - pd.DateOffset(years=1)
            assert line.months[-1] <= end + pd.DateOffset(years=1)
        else:
            assert len(line.months) == bad.shortfall["month"].nunique() - 1


def daily(monthly):
    months = pd.DatetimeIndex(monthly.index)
    return pd.Series(monthly.to_numpy() / months.days_in_month.to_numpy(), index=monthly.index)


def test_exports_are_product_tonnes_a_day_against_the_year_before(bad):
    magnets = next(line for line in exports(bad) if line.group == "magnet")
    out = bad.flows.query("form == 'magnet' and from_country == 'CN' and to_country != 'CN'")
    by_day = daily(out.groupby("month")["product_t"].sum())
    for month, tonnes in magnets.daily.mean.items():
        assert tonnes == pytest.approx(by_day.get(f"{month:%Y-%m-%d}", 0.0))
    assert magnets.usual == pytest.approx(by_day[by_day.index < "2025-01-01"].mean())
    assert magnets.trough.daily_t == pytest.approx(0.0), "a ban lets nothing out, and that is a month with a zero"
    assert magnets.trough.share == pytest.approx(0.0)


def test_the_page_and_the_full_counts_have_one_trough():
    """A short month is no trough: the days of the month are taken out of both."""
    months = pd.to_datetime(["2024-11-01", "2024-12-01", "2025-01-01", "2025-02-01", "2025-03-01"])
    sent = pd.Series([100.0, 100.0, 90.0, 89.0, 95.0], index=months)
    found = trough(sent, pd.Timestamp("2025-01-15").date())
    assert (found.month.isoformat(), found.daily_t, found.share) == ("2025-02-01", 89.0, 0.89)
    assert trough(sent, pd.Timestamp("2025-01-15").date(), pd.Timestamp("2025-02-01").date()).daily_t == 90.0
    assert trough(sent, pd.Timestamp("2025-04-01").date()) is None
    assert trough(sent, pd.Timestamp("2024-11-01").date()).share is None


def test_a_month_that_the_run_cuts_is_not_the_lowest():
    """From 15 January 2024 over a year and a half: to 14 July 2025."""
    scenario = banned(start=pd.Timestamp("2025-01-20").date(), days=30, years=1.5)
    cut = scenario.replace(
        horizon=replace(scenario.horizon, start=pd.Timestamp("2024-01-15").date()), world_document=""
    )
    for line in exports(run(cut)):
        months = line.daily.mean.index
        assert (str(months.min())[:7], str(months.max())[:7]) == ("2024-02", "2025-06")
    short = replace(cut.horizon, years=0.1)
    assert exports(run(cut.replace(horizon=short))) == [], "no month is whole"


def test_a_price_that_rises_without_the_scenario_is_not_shown_as_its_doing():
    columns = ["month", "element", "zone", "price_usd_per_kg"]
    usual = pd.DataFrame([(m, e, "outside", p) for m, p in (("2025-01-01", 50.0), ("2025-02-01", 90.0)) for e in
                          ("Ho", "Dy")], columns=columns)  # fmt: skip
    found = usual.assign(price_usd_per_kg=usual["price_usd_per_kg"] * [1.0, 1.0, 1.02, 1.3])
    assert set(moved_by_the_scenario(found, usual)["element"]) == {"Dy"}
    assert moved_by_the_scenario(found, None) is found


def test_an_axis_begins_above_zero_only_where_little_is_missing(bad):
    lines = timelines(bad.shortfall, bad.summary(), bad.window)
    assert not lines[0].from_above_zero, "a ban stops nearly all"
    flat = Spread(lines[0].demand * 0.98, lines[0].demand * 0.98, lines[0].demand * 0.98)
    assert replace(lines[0], delivered=flat).from_above_zero


def test_only_export_controls_make_an_exporter():
    assert exports(run(chain(years=0.5))) == []


def test_a_shock_within_the_first_month_has_no_usual_day_before_it():
    early = beside(banned(start=pd.Timestamp("2024-01-10").date(), years=1.5))
    assert all(line.usual is None for line in exports(early))


def test_many_runs_have_a_band_around_their_mean(many):
    line = timelines(many.shortfall, many.summary(), many.window)[0]
    assert line.delivered.wide
    assert (line.delivered.low <= line.delivered.high).all()
    magnets = exports(many)[0]
    by_run = many.flows.query("form == 'magnet' and from_country == 'CN' and to_country != 'CN'")
    before = by_run[by_run["month"] < "2025-01-01"].groupby("month")["product_t"].sum() / 3
    assert magnets.usual == pytest.approx(daily(before).mean())


def test_the_heat_map_has_a_share_for_every_region_that_wants_an_element(bad):
    regions, rows = heat(bad.summary())
    assert regions == ["CN", "US"]
    cells = dict(rows)
    assert cells["Dy"][0] == pytest.approx(0.0, abs=1e-3)
    assert cells["Dy"][1] > 0.1
    assert cells["Ce"] == [None, pytest.approx(0.0, abs=1e-3)]


@pytest.mark.parametrize("name", ["bad", "many"])
def test_a_notebook_figure_shows_the_worst_elements(name, request):
    result = request.getfixturevalue(name)
    figure = result.plot()
    titles = [axis.get_title(loc="left") for axis in figure.axes if axis.get_visible()]
    worst = timelines(result.shortfall, result.summary(), result.window)[0].element
    assert titles[0].startswith(f"{worst}  (US")
