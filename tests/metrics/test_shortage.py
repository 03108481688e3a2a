"""Metrics of shortage, worked out on paper."""

import math

import pytest

from sim.base.words import words
from tests.metrics.tables import WEEK, Handmade, one_need, value

METRICS = words("metric")
TONNE = 1_000_000
HIT = one_need([0, 50 * TONNE, 100 * TONNE, 0, *[0] * 8], dry={1: WEEK + 1440, 2: 2 * WEEK})


def test_the_promised_words_exist():
    assert {
        "shortfall", "fill_rate", "days_of_cover", "first_day_short", "time_to_survive", "time_to_recover",
        "peak_shortfall", "import_reliance", "concentration", "apparent_consumption", "days_below_cover",
        "freight_cost",
    } <= set(METRICS)  # fmt: skip


@pytest.mark.parametrize("subject", ["world", "JP", "JP/ict/oxide"])
def test_shortfall_is_tonnes_missing_for_the_world_a_region_and_a_buyer(subject):
    assert value(METRICS["shortfall"], Handmade(HIT), subject) == 150


def test_fill_rate_is_the_part_served_in_time():
    assert value(METRICS["fill_rate"], Handmade(HIT), "JP") == pytest.approx(1 - 150 / 1200)


def test_what_comes_late_was_not_served_in_time():
    late = one_need([0, 0, 0, 0], late=[0, 30 * TONNE, 10 * TONNE, 20 * TONNE])
    assert value(METRICS["fill_rate"], Handmade(late), "JP") == pytest.approx(1 - (30 + 10) / 400)


def test_peak_shortfall_is_the_worst_months_share():
    assert value(METRICS["peak_shortfall"], Handmade(HIT), "JP") == pytest.approx(150 / 400)


def test_first_day_short_counts_from_the_start():
    assert value(METRICS["first_day_short"], Handmade(HIT), "JP") == 8


def test_time_to_survive_and_to_recover_count_from_the_shock():
    tables = Handmade(HIT, shock_minute=2 * 1440)
    assert value(METRICS["time_to_survive"], tables, "JP") == 6
    assert value(METRICS["time_to_recover"], tables, "JP") == 21 - 2


def test_who_never_stops_survives_without_end_and_has_nothing_to_recover_from():
    tables = Handmade(one_need([0] * 10), shock_minute=0)
    assert math.isnan(value(METRICS["time_to_survive"], tables, "JP"))
    assert math.isnan(value(METRICS["first_day_short"], tables, "JP"))
    assert value(METRICS["time_to_recover"], tables, "JP") == 0


def test_who_has_not_recovered_by_the_end_has_no_time_to_recover():
    tables = Handmade(one_need([0, 50 * TONNE, 0], dry={1: WEEK}), shock_minute=0)
    assert math.isnan(value(METRICS["time_to_recover"], tables, "JP"))


@pytest.mark.parametrize("name", ["time_to_survive", "time_to_recover"])
def test_without_a_shock_there_is_nothing_to_survive(name):
    assert METRICS[name]().compute(Handmade(HIT)).empty
