"""What Chinese licences do: the elements they catch are short abroad, the others are not, and the backlog comes out."""

import pytest

from sim.base.calendar import DAYS_PER_YEAR
from sim.run.departures import daily_exports
from sim.run.short import LEAST_T
from tests.explore.played import played, short

CAUGHT = ("Dy", "Tb", "Y", "Sm", "Gd")
FREE = ("La", "Ce")


@pytest.fixture(scope="module")
def controls():
    return played("china_export_controls")


@pytest.mark.parametrize("element", CAUGHT)
def test_listed_elements_are_short_abroad_as_oxide_or_metal(element: str, controls):
    hurt = short(controls, "element", "form", "region").drop("CN", level="region")
    rows = hurt.loc[element]
    singles = rows[rows.index.get_level_values("form").isin(["oxide", "metal"])]
    assert singles["shortfall_t"].sum() / singles["demand_t"].sum() > 0.01


def test_caught_magnets_take_their_didymium_with_them(controls):
    hurt = short(controls, "form", "element", "region").drop("CN", level="region").loc["magnet"]
    abroad = hurt.groupby("element")[["demand_t", "shortfall_t"]].sum()
    assert (abroad.loc[["Dy", "Tb", "Sm"], "shortfall_t"] / abroad.loc[["Dy", "Tb", "Sm"], "demand_t"]).min() > 0.01
    assert abroad.loc["Nd", "shortfall_t"] > 10 * abroad.loc["Dy", "shortfall_t"]
    single = short(controls, "form", "element")["share"]
    assert single["oxide"]["Nd"] < 0.01, "didymium itself is not listed"


@pytest.mark.parametrize("element", FREE)
def test_unlisted_elements_hardly_move(element: str, controls):
    base, now = controls.baseline.shortfall, controls.shortfall
    delivered = [frame[frame["element"] == element]["delivered_t"].sum() for frame in (base, now)]
    assert delivered[1] == pytest.approx(delivered[0], rel=0.01)
    exports = [_exports(result, element) for result in (controls.baseline, controls)]
    assert exports[1] == pytest.approx(exports[0], rel=0.01)


def _exports(result, element: str) -> float:
    trade = result.trade
    return trade[(trade["from_country"] == "CN") & (trade["element"] == element)]["shipped_t"].sum()


def test_chinese_buyers_are_spared(controls):
    at_home = short(controls, "region").loc["CN"]
    assert at_home["share"] < 0.001


def test_the_first_lean_buyers_stop_after_five_to_eleven_weeks(controls):
    summary = controls.summary()
    first = min(day for day in summary["first_day_short"] if day is not None)
    assert 30 <= (first - controls.shock).days <= 75


def test_exports_bottom_out_and_the_backlog_comes_out_after_easing(controls):
    exports, normal = (
        daily_exports(result.flows, "CN", ("magnet",), result.start, result.end)
        for result in (controls, controls.baseline)
    )
    share = exports / normal
    assert share["2026"].min() < 0.75
    assert share["2027-07":"2028-07"].max() > 1.1, "what waited leaves on top of what is ordered"
    later = exports["2029"].mean() / normal["2029"].mean()
    assert 0.85 < later <= 1.03, "what was designed out for its price comes back slowly"


def test_a_longer_tight_phase_is_not_better():
    tight = "disruptions.china_licences.tight"
    short_t = [
        played("china_export_controls", f"{tight}={months} months").summary()["shortfall_t"].sum()
        for months in (12, 18, 24)
    ]
    assert short_t == sorted(short_t)
    assert short_t[0] > 1000 * LEAST_T


def test_all_recover_within_a_year_of_the_end(controls):
    stopped = controls.summary().dropna(subset="first_day_short")
    assert stopped["recovery"].notna().all()
    ended = controls.shock.replace(year=controls.shock.year + 2)
    assert (max(stopped["recovery"]) - ended).days < DAYS_PER_YEAR
