"""What a point may measure of a run, on made-up tables."""

import math
from datetime import date

import pytest

from sim.explore.backtest.measures import MEASURES, value_of
from sim.explore.backtest.points import figure, month_number, period
from sim.scenario.tree import MeaningError
from tests.backtests.written import flow, point, seen

HALVING = [10.0, 20.0, 40.0, 30.0, 10.0, 10.0]
"""Half of the peak of 40 is lost at 20, half way between the first and the second month after it."""


def test_a_flow_is_the_mean_of_its_months_and_months_without_rows_hold_nothing():
    run = seen([flow("2010-01", 30.0), flow("2010-02", 60.0), flow("2010-02", 99.0, to="CN")])
    asked = {"from_country": "CN", "to_country": "!CN", "column": "shipped_t"}
    assert value_of(run, point("flow", "2010-01..2010-03", **asked)) == 30.0
    assert value_of(run, point("flow", "2010-02", **asked)) == 60.0


def test_a_value_may_be_relative_to_a_number_or_to_another_period():
    run = seen([flow("2010-01", 30.0), flow("2010-02", 60.0)])
    assert value_of(run, point("flow", "2010-02", 120.0, column="shipped_t")) == 0.5
    assert value_of(run, point("flow", "2010-02", "2010-01", column="shipped_t")) == 2.0
    assert math.isnan(value_of(run, point("flow", "2010-02", "2010-07", column="shipped_t")))


def test_conditions_are_lists_of_which_any_will_do():
    rows = [flow("2010-01", 1.0, "La"), flow("2010-01", 2.0, "Ce"), flow("2010-01", 4.0, "Nd", channel="smuggled")]
    run = seen(rows)
    assert value_of(run, point("flow", "2010-01", column="shipped_t", element="La|Ce")) == 3.0
    assert value_of(run, point("flow", "2010-01", column="shipped_t", channel="!smuggled")) == 3.0


def test_a_unit_value_is_what_is_shipped_at_prices_outside_over_the_weight_of_the_product():
    run = seen([flow("2010-01", 1.0, "La"), flow("2010-01", 3.0, "Dy")], {"La": [10.0] * 24, "Dy": [100.0] * 24})
    assert value_of(run, point("unit_value", "2010-01")) == pytest.approx((10 + 300) / 8)
    assert value_of(run, point("unit_value", "2010-01", element="La")) == pytest.approx(10 / 2)
    assert math.isnan(value_of(run, point("unit_value", "2010-02"))), "nothing was shipped"


def test_a_price_that_loses_half_between_two_months_has_a_half_life_between_them():
    run = seen(prices={"Dy": HALVING})
    assert value_of(run, point("half_life", element="Dy")) == pytest.approx(1.5)
    assert math.isinf(value_of(seen(prices={"Dy": [1.0, 2.0, 1.5]}), point("half_life", element="Dy")))
    assert math.isnan(value_of(run, point("half_life", element="Ce")))


def test_half_lives_in_order_are_worth_one_and_each_neighbour_out_of_order_costs_its_part():
    run = seen(prices={"Ce": [40.0, 10.0], "Nd": HALVING, "Dy": [10.0, 40.0, 40.0, 30.0, 25.0, 20.0]})
    assert value_of(run, point("order", element="Ce|Nd|Dy")) == 1.0
    assert value_of(run, point("order", element="Nd|Ce|Dy")) == 0.5
    assert value_of(run, point("order", element="Dy|Nd|Ce")) == 0.0


def test_peaks_are_found_by_month_and_by_year():
    run = seen(prices={"Dy": [1.0] * 15 + [5.0] + [2.0] * 8})
    both = "2010-01..2011-12"
    assert value_of(run, point("peak_month", both, what="price", element="Dy")) == month_number(date(2011, 4, 1))
    assert value_of(run, point("peak_year", both, what="price", element="Dy")) == 2011
    assert figure("2011-04") == month_number(date(2011, 4, 1))


def test_what_was_lost_and_comes_on_top_later_is_recovered():
    usual = [flow(f"2010-{m:02d}", 100.0) for m in range(1, 13)]
    run = seen([*usual, flow("2011-01", 60.0), flow("2011-02", 80.0), flow("2011-03", 145.0)])
    asked = point("recovered", "2011-03", lost="2011-01..2011-02", column="shipped_t")
    assert value_of(run, asked) == pytest.approx(45 / 60)


def test_what_is_usual_may_be_another_period_counted_by_days():
    run = seen([flow("2010-12", 31.0), flow("2011-01", 21.0), flow("2011-02", 33.0)])
    asked = point("recovered", "2011-02", lost="2011-01", usual="2010-12", column="shipped_t")
    assert value_of(run, asked) == pytest.approx(5 / 10)


def test_the_largest_change_is_that_of_flows_that_count():
    here = [flow("2010-01", 110.0), flow("2010-01", 40.0, form="metal")]
    there = seen([flow("2010-01", 100.0), flow("2010-01", 10.0, form="metal")])
    asked = []
    run = seen(here, again=lambda less, setting: asked.append((less, setting)) or there.result)
    assert value_of(run, point("largest_change", without="package")) == pytest.approx(0.1)
    assert asked == [("package", "")]


def test_every_measure_knows_what_it_needs():
    for measure in MEASURES.values():
        assert set(measure.required) <= set(measure.keys)


def test_periods_are_whole_months_in_order():
    assert period("2010-11..2011-02").months == ("2010-11-01", "2010-12-01", "2011-01-01", "2011-02-01")
    assert str(period("2010-11").year_before) == "2009-11"
    assert [str(year) for year in period("2010-07..2011-02").years] == ["2010-07..2010-12", "2011-01..2011-02"]
    for wrong in ("2010", "2010-13", "2010-05..2010-04"):
        with pytest.raises(MeaningError):
            period(wrong)
