"""Metrics of trade, production and stocks, worked out on paper."""

from datetime import date

import pytest

from sim.base.words import words
from tests.metrics.tables import Handmade, frame, one_need, value

METRICS = words("metric")
MADE = "month node country stage element input_t output_t loss_t product_t"
FLOW = "month form element channel from_country to_country from_node to_node shipped_t arrived_t product_t"
HELD = "month node owner form element stock_t cover_d"
ONE_YEAR = 366 / 365.25


def year():
    """A year in which Japan makes nothing, buys 100 t in China and 20 t in Malaysia, and lays 12 t on stock."""
    return Handmade(
        end=date(2025, 1, 1),
        production=frame(
            MADE,
            ("2024-01-01", "pit", "AU", "mine", "Dy", 0.0, 500.0, 0.0, 800.0),
            ("2024-01-01", "mill", "CN", "separation", "Dy", 400.0, 300.0, 20.0, 300.0),
            ("2024-01-01", "mill_my", "MY", "separation", "Dy", 200.0, 100.0, 20.0, 100.0),
            ("2024-01-01", "smelt", "JP", "metal", "Dy", 60.0, 57.0, 3.0, 70.0),
        ),
        trade=frame(
            FLOW,
            ("2024-01-01", "oxide", "Dy", "official", "CN", "JP", "mill", "chips", 101.0, 100.0, 101.0),
            ("2024-01-01", "metal", "Dy", "smuggled", "MY", "JP", "mill_my", "smelt", 20.0, 20.0, 20.0),
            ("2024-01-01", "concentrate", "Dy", "official", "AU", "CN", "pit", "mill", 500.0, 500.0, 800.0),
        ),
        stocks=frame(
            HELD,
            ("2024-01-01", "chips", "", "oxide", "Dy", 99.0, 9.0),
            ("2024-02-01", "chips", "", "oxide", "Dy", 15.0, 30.0),
            ("2024-02-01", "smelt", "", "residue", "Dy", 70.0, None),
        ),
        opening_stocks=frame("node owner form element stock_t", ("chips", "", "oxide", "Dy", 3.0)),
        shortfall=frame(
            "month element form region sector demand_t delivered_t shortfall_t thrifted_t backlog_t",
            ("2024-01-01", "Dy", "oxide", "JP", "ict", 31.0, 31.0, 0.0, 0.0, 0.0),
            ("2024-02-01", "Dy", "oxide", "JP", "ict", 25.0, 25.0, 0.0, 0.0, 0.0),
        ),
    )


@pytest.mark.parametrize(("country", "expected"), [("JP", 100 + 20 - 12), ("CN", 300 - 101), ("MY", 100 - 20)])
def test_apparent_consumption_is_production_and_imports_less_exports_and_growth_of_stocks(country, expected):
    found = value(METRICS["apparent_consumption"], year(), f"{country}/compounds_metals")
    assert found == pytest.approx(expected / ONE_YEAR)


def test_the_whole_of_all_elements_stands_beside_them():
    assert value(METRICS["apparent_consumption"], year(), "JP/compounds_metals", "all") == pytest.approx(108 / ONE_YEAR)


def test_concentrates_are_raw_material_and_count_for_nobody():
    assert "AU/compounds_metals" not in set(METRICS["apparent_consumption"]().compute(year())["subject"])


def test_import_reliance_is_net_imports_over_consumption():
    assert value(METRICS["import_reliance"], year(), "JP/compounds_metals") == pytest.approx(120 / 108)
    assert value(METRICS["import_reliance"], year(), "CN/compounds_metals") == pytest.approx(-101 / 199)


def test_concentration_is_the_sum_of_squared_shares_of_countries():
    assert value(METRICS["concentration"], year(), "separated") == pytest.approx(75**2 + 25**2)
    assert value(METRICS["concentration"], year(), "mine") == 10_000
    assert value(METRICS["concentration"], year(), "metal", "all") == 10_000


def test_days_of_cover_are_stock_at_hand_over_demand_a_day():
    """Buyers need 1 t a day. February ends with the last week of use, on its 26th."""
    tables = year()
    tables.end = date(2024, 3, 1)
    tables.since_shock = one_need([0] * 8)
    cover = METRICS["days_of_cover"]
    assert value(cover, tables, "JP", name="days_of_cover_start") == pytest.approx(3)
    assert value(cover, tables, "JP", name="days_of_cover_end") == pytest.approx(15)
    assert value(cover, tables, "world", name="days_of_cover_min") == pytest.approx(15)


@pytest.mark.parametrize(
    ("level", "days"), [(2.0, 0.0), (15.0, 31 * 12 / 96), (51.0, 31 * 48 / 96 + 29 * 36 / 84), (100.0, 60.0)]
)
def test_days_below_cover_count_the_days_on_which_stock_lasts_for_less(level, days):
    """Cover goes evenly from 3 to 99 days in January, and to 15 in February."""
    tables = year()
    tables.end = date(2024, 3, 1)
    tables.since_shock = one_need([0] * 8)
    below = METRICS["days_below_cover"]
    found = below(level=level).compute(tables).set_index(["subject", "element"])["value"]
    assert found["JP", "Dy"] == pytest.approx(days)


def test_freight_cost_is_millions_a_year_for_the_world_a_country_and_each_way_it_is_served():
    two_years = Handmade(
        end=date(2025, 12, 31),
        freight=frame(
            "month mode form from_country to_country from_node to_node product_t freight_usd",
            ("2024-01-01", "sea", "oxide", "CN", "JP", "mill", "chips", 40e3, 6e6),
            ("2024-02-01", "air", "magnet", "CN", "JP", "mill", "cars", 2e3, 10e6),
            ("2024-02-01", "road", "oxide", "MY", "MY", "mill_my", "glass", 2e3, 0.0),
        ),
    )
    year_d = 365.25 / (date(2025, 12, 31) - date(2024, 1, 1)).days
    expected = {"world": 16, "JP": 16, "JP/sea": 6, "JP/air": 10}
    found = METRICS["freight_cost"]().compute(two_years).set_index("subject")["value"]
    assert found.to_dict() == pytest.approx({subject: usd * year_d for subject, usd in expected.items()})
