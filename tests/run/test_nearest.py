"""Where nobody runs short, the buyers whose stock fell furthest are named, by hand-written tables."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.base.calendar import minutes_between
from sim.run.nearest import Nearest, furthest, nearest

MONTHS = ("2026-01-01", "2026-02-01", "2026-03-01", "2027-06-01")
BUYERS = {"jp_ev": ("JP", "ev", 31.0), "eu_ict": ("EU", "ict", 31.0), "pk_ict": ("PK", "ict", 0.01)}


def tables(stocks, ended=True, last_use=date(2027, 7, 1)):
    """Buyers of neodymium in magnets by what they hold at the ends of four months; a disruption begins in January."""
    rows = [(month, "Nd", "magnet", *BUYERS[buyer][:2], BUYERS[buyer][2]) for buyer in stocks for month in MONTHS]
    held = [
        (month, buyer, "magnet", "Nd", stock)
        for buyer, levels in stocks.items()
        for month, stock in zip(MONTHS, levels, strict=True)
        if stock  # as in the table, where nothing is has no row
    ]
    events = [("2026-01-10T00:00", "begins", "shock"), ("2026-03-10T00:00", "ends", "shock")]
    nodes = [(buyer, "buyer", *BUYERS[buyer][:2]) for buyer in stocks]
    return SimpleNamespace(
        weeks=SimpleNamespace(ends=np.array([0, minutes_between(date(2025, 1, 1), last_use)])),
        start=date(2025, 1, 1), end=date(2027, 7, 1), shock=date(2026, 1, 10),
        scenario=SimpleNamespace(disruptions={"shock": None}),
        events=pd.DataFrame(events if ended else events[:1], columns=["time", "what", "cause"]),
        shortfall=pd.DataFrame(rows, columns=["month", "element", "form", "region", "sector", "demand_t"]),
        stocks=pd.DataFrame(held, columns=["month", "node", "form", "element", "stock_t"]),
        nodes=pd.DataFrame(nodes, columns=["node", "stage", "region", "sector"]),
    )  # fmt: skip


CALM = tables({"jp_ev": [60.0, 60, 60, 60], "eu_ict": [60.0, 60, 60, 60], "pk_ict": [0.02, 0.02, 0.02, 0.02]})


def test_the_buyers_whose_stock_falls_by_the_largest_part_come_nearest():
    hit = tables({"jp_ev": [60.0, 24, 40, 60], "eu_ict": [50.0, 30, 30, 1], "pk_ict": [0.02, 0.0, 0.02, 0.02]})
    found = nearest(hit, CALM)
    assert found == Nearest("Nd", "magnet", "JP", "ev", date(2026, 2, 1), pytest.approx(24 * 28 / 31), 60 * 28 / 31)


def test_what_falls_long_after_the_end_counts_only_while_the_disruption_lasts():
    hit = {"jp_ev": [60.0, 50, 60, 60], "eu_ict": [60.0, 60, 60, 1], "pk_ict": [0.02, 0.02, 0.02, 0.02]}
    ended, lasting = nearest(tables(hit), CALM), nearest(tables(hit, ended=False), CALM)
    assert (ended.region, lasting.region) == ("JP", "EU")


def test_the_last_month_has_days_up_to_the_last_week_of_use():
    parts = {"jp_ev": [60.0, 60, 60, 20]}
    cut, usual = (tables(levels, ended=False, last_use=date(2027, 6, 25)) for levels in (parts, {"jp_ev": [60.0] * 4}))
    found = nearest(cut, usual)
    assert found == Nearest("Nd", "magnet", "JP", "ev", date(2027, 6, 1), 20 * 24 / 31, 60 * 24 / 31)


def test_who_has_nothing_left_comes_nearest():
    found = nearest(tables({"jp_ev": [60.0, 0, 40, 60], "eu_ict": [60.0, 60, 60, 60], "pk_ict": [0.02] * 4}), CALM)
    assert (found.region, found.cover_d) == ("JP", 0)


def test_nobody_is_named_where_no_stock_falls():
    assert nearest(CALM, CALM) is None
    assert furthest([None, None]) is None


def test_of_many_runs_the_nearest_is_told():
    near, far = (Nearest("Nd", "magnet", "JP", "ev", date(2026, 1, 1), days, 60.0) for days in (10.0, 30.0))
    assert furthest([None, far, near]) == near
