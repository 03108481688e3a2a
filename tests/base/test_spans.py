"""Steps of a growth over time."""

import pytest

from sim.base.spans import by_months


@pytest.mark.parametrize(("ramp_d", "days"), [(365.25, 1000.0), (10.0, 50.0), (730.5, 100.0), (0.0, 0.0)])
def test_a_growth_by_months_ends_at_the_whole_and_takes_all_its_days(ramp_d, days):
    steps = list(by_months(ramp_d, days))
    assert sum(length for length, _ in steps) == pytest.approx(days)
    assert all(length >= 0 for length, _ in steps)
    parts = [part for _, part in steps]
    assert parts == sorted(parts)
    assert parts[-1] == 1.0
