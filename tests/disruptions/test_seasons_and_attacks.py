"""Closures that come back every year, and closures that come at random."""

from datetime import date, timedelta

import numpy as np
import pytest

from sim.base.distributions import Distribution
from sim.scenario.model import Horizon
from tests.small import (
    DAY,
    START,
    day,
    events,
    fixed,
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


def attacks(replication=0, others=(), **fields):
    start = {
        "passage": ("gate", "strait"),
        "start": day(100),
        "rate": 12.0,
        "closure": Distribution("lognormal", (3.0, 1.0)),
    }
    running = play(two_ways(), use("insurgency", "war", **(start | fields)), *others, replication=replication)
    return [(row.minute, row.subject) for row in events(running, "war") if row.what.startswith("begins")]


def test_attacks_come_at_their_rate():
    scenario = two_ways().replace(horizon=Horizon(START, 28.0))
    war = use("insurgency", "war", passage=("gate",), start=START, rate=12.0, closure=fixed(1))
    counts = []
    for replication in range(12):
        rows = events(play(scenario, war, replication=replication), "war")
        counts.append(sum(row.what == "begins" for row in rows))
    assert np.mean(counts) == pytest.approx(12 * 28, rel=3.5 / np.sqrt(12 * 12 * 28))
    assert np.var(counts, ddof=1) < 3 * 12 * 28


def test_each_passage_has_attacks_of_its_own_that_nothing_else_changes():
    alone = attacks(passage=("gate",))
    beside = [
        use("outage", node=("mine",), start=day(60), length=fixed(30)),
        use("insurgency", "other", passage=("strait",), start=day(10), rate=30.0, closure=fixed(2)),
    ]
    both = attacks(others=beside)
    assert [a for a in both if a[1] == "gate"] == alone
    assert [a for a in both if a[1] == "strait"]


def test_a_longer_campaign_only_adds_attacks_and_another_replication_has_others():
    short, long = attacks(length=200.0), attacks(length=600.0)
    assert short == [a for a in long if a[0] < (100 + 200) * DAY]
    assert len(long) > len(short)
    assert attacks(replication=1, length=600.0) != long


def test_a_campaign_that_began_before_the_run_is_in_full_swing_on_its_first_day():
    earlier = attacks(start=day(-900), rate=50.0, closure=fixed(20.0))
    assert {minute for minute, _ in earlier[:2]} == {0}


def test_no_attacks_come_at_a_rate_of_zero():
    assert attacks(rate=0.0) == []
