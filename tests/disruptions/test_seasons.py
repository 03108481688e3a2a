"""Closures that come back every year."""

from datetime import date, timedelta

import pytest

from tests.small import (
    DAY,
    START,
    events,
    later,
    play,
    two_ways,
    use,
)


def seasons(running):
    return [(row.minute // DAY, row.what) for row in events(running, "winter")]


@pytest.mark.parametrize("first_day", [date(2024, 1, 1), date(2023, 11, 30), date(2024, 6, 1)])
def test_a_winter_gate_closes_over_every_new_year(first_day):
    scenario = later(two_ways(), (first_day - START).days)
    gate = use("seasonal_closure", "winter", passage=("gate",), closes="12-01", opens="04-01")
    shut = [(max(date(y, 12, 1), first_day), date(y + 1, 4, 1)) for y in range(2023, 2028)]
    expected = [
        ((at - first_day).days, what)
        for begin, end in shut
        for at, what in ((begin, "begins"), (end, "ends"))
        if end > first_day and at < first_day + timedelta(days=1461)
    ]
    assert seasons(play(scenario, gate))[: len(expected)] == expected


def test_a_summer_season_stays_within_its_year_and_its_dates():
    scenario = two_ways()
    monsoon = use(
        "seasonal_closure", "winter", passage=("gate",), closes="07-01", opens="09-01",
        start=date(2025, 8, 1), end=date(2026, 7, 15),
    )  # fmt: skip
    days = [(START + timedelta(days=at), what) for at, what in seasons(play(scenario, monsoon))]
    assert days == [
        (date(2025, 8, 1), "begins"), (date(2025, 9, 1), "ends"),
        (date(2026, 7, 1), "begins"), (date(2026, 7, 15), "ends"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["02-29", "13-01", "1 Dec", "12", "2024-12-01"])
def test_a_season_is_written_as_month_and_day(text):
    with pytest.raises(ValueError, match=text):
        use("seasonal_closure", passage=("gate",), closes=text, opens="04-01")
