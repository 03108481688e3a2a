"""What usually leaves a country is the mean of one year before the shock, and of no more."""

from datetime import date

import pandas as pd
import pytest

from sim.run.departures import trough, usual_day


def daily(*years):
    """Exports a day, each month of a year alike."""
    months = pd.date_range("2023-01-01", periods=12 * len(years), freq="MS")
    return pd.Series([year for year in years for _ in range(12)], index=months, dtype=float)


def test_the_usual_day_is_that_of_the_year_before_the_shock_and_not_of_earlier_ones():
    exports = daily(10.0, 20.0, 5.0)
    assert usual_day(exports, date(2025, 1, 15)) == pytest.approx(20.0)
    assert usual_day(exports, date(2024, 7, 1)) == pytest.approx(15.0), "half of one year and half of the other"
    assert usual_day(exports, date(2023, 4, 1)) == pytest.approx(10.0), "as many months as there are"
    assert usual_day(exports, date(2023, 1, 20)) is None
    assert trough(exports, date(2025, 1, 15)).share == pytest.approx(0.25)
