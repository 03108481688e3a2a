"""Quotas by half-year: used up by each customer when he wants, carried over, leaked past, and news when they shrink."""

from datetime import timedelta

import pytest

from sim.world.kernel import layout as k
from tests.small import START, day, events, fixed, lane, node, per_week, play, route, shipped, use, world

HALF = 182
USE = 10.0
"""t a week of each of two buyers abroad."""


def trade(start=(10.0, 10.0), market=True):
    """A mine in China that sells oxide to two buyers abroad, with prices."""
    names = ("US", "JP")
    buyers = [
        node(f"buyer_{c}", "buyer", c, form="oxide", needs={"NdPr": per_week(u)}, buffers="b")
        for c, u in zip(names, start, strict=True)
    ]
    mine = node("mine", "mine", capacity=per_week(100), deposit="ore", form="oxide", stockyard=60.0)
    lanes = [lane("mine", b.id, "oxide", "sea") for b in buyers]
    return world([mine, *buyers], lanes, [route("sea", fixed(13.0))])


def quotas(*amounts, **more):
    days = [day(HALF * i) for i in range(len(amounts))]
    listed = {d.isoformat(): float(a) for d, a in zip(days, amounts, strict=True)}
    return use("export_quota", "quotas", quotas=listed, end=days[-1] + timedelta(days=HALF), **({"alarm": 0.0} | more))


def gone(running, country, channel=k.OFFICIAL, first=1, last=49):
    """Return t that left for a country in months of the run (1 is the first)."""
    return int(shipped(running, f"mine__buyer_{country}__oxide", channel)[first:last].sum()) / 1e6


def test_no_more_leaves_officially_than_the_quotas_give():
    running = play(trade(), quotas(300, 300, 300, 300))
    assert 1100 < gone(running, "US", last=24) + gone(running, "JP", last=24) <= 1200


def test_what_is_not_used_is_carried_over_unless_it_lapses():
    plenty = (1000, 0, 100, 100)
    kept = play(trade(), quotas(*plenty))
    lapsed = play(trade(), quotas(*plenty, carry_over=False))
    assert gone(kept, "US", first=7, last=13) == pytest.approx(USE * 26, rel=0.15)
    assert gone(lapsed, "US", first=8, last=12) == 0


def test_a_customer_cannot_use_up_the_part_of_another():
    surge = use("demand_surge", "surge", region=("US",), factor=3.0, start=day(7))
    calm, rushed = play(trade(), quotas(400, 400)), play(trade(), quotas(400, 400), surge)
    assert gone(rushed, "US", last=12) == pytest.approx(gone(calm, "US", last=12), rel=0.1)
    assert gone(rushed, "JP", last=12) == pytest.approx(gone(calm, "JP", last=12), rel=0.02)


def test_goods_go_outside_a_quota_only_when_it_is_used_up():
    enough = play(trade(), quotas(1000, 1000, outside_quota=0.2))
    short = play(trade(), quotas(300, 300, outside_quota=0.2))
    assert gone(enough, "US", k.OUTSIDE_QUOTA) == 0
    assert gone(short, "US", k.OUTSIDE_QUOTA, last=13) == pytest.approx(2 * 0.2 * 26 * USE, rel=0.1)


def test_smugglers_are_asked_first():
    running = play(trade(), quotas(1000, 1000, smuggled=0.3, most_smuggled=0.3))
    assert gone(running, "JP", k.SMUGGLED, last=13) == pytest.approx(0.3 * 52 * USE, rel=0.1)
    assert gone(running, "JP", last=13) == pytest.approx(0.7 * 52 * USE, rel=0.15)


@pytest.mark.parametrize(
    ("amounts", "alarms"), [((300, 300, 300, 100), 1), ((300, 300, 300, 300), 0), ((9e3, 9e3, 9e3, 1e3), 0)]
)
def test_only_a_cut_of_a_quota_that_was_used_up_is_news(amounts, alarms):
    market = use("market/two_zones", "market", start={"NdPr": 50.0})
    running = play(trade().replace(policies={"market": market}), quotas(*amounts, alarm=1.0), market)
    assert sum(row.kind == "alarm" and row.magnitude > 0.01 for row in events(running, "quotas")) == alarms


def begun(tonnes, **more):
    """A quota for the two buyers, half of whose half-year was over when the run began, and nothing after it."""
    first, end = START - timedelta(days=91), day(HALF // 2)
    quotas_t = {first.isoformat(): tonnes, end.isoformat(): 0.0}
    return use("export_quota", "quotas", quotas=quotas_t, end=day(400), **({"alarm": 0.0} | more))


@pytest.mark.parametrize(("more", "tonnes"), [({}, 100.0), ({"left": 60.0}, 60.0)])
def test_a_run_that_begins_within_a_period_has_what_is_left_of_its_quota(more, tonnes):
    running = play(trade(), begun(200.0, **more))
    assert gone(running, "US", last=12) + gone(running, "JP", last=12) == pytest.approx(tonnes, abs=0.01)


def test_a_run_that_begins_within_a_period_finds_part_of_what_goes_outside_used_up():
    running = play(trade(), begun(50.0, outside_quota=0.2))
    assert gone(running, "US", k.OUTSIDE_QUOTA, last=4) == pytest.approx(0.2 * 13 * USE, rel=0.05)


def test_what_is_left_when_the_run_begins_says_nothing_of_later_quotas():
    running = play(trade(), quotas(100, 100, left=7.0))
    assert gone(running, "US", last=12) == pytest.approx(100, abs=0.01)


def test_nothing_goes_outside_a_quota_from_the_day_on_that_ends_it():
    """Here it ends two months before the quota does, which goes on with what it has left."""
    ends = day(120)
    long, short = (play(trade(), quotas(150, 150, outside_quota=0.9, outside_until=until)) for until in (None, ends))
    assert gone(long, "US", k.OUTSIDE_QUOTA, first=5, last=7) > 0
    assert gone(short, "US", k.OUTSIDE_QUOTA, last=4) == gone(long, "US", k.OUTSIDE_QUOTA, last=4) > 0
    assert gone(short, "US", k.OUTSIDE_QUOTA, first=5, last=13) == 0
    assert gone(short, "US", last=12) == gone(long, "US", last=12) == pytest.approx(150, abs=0.01)


def test_a_quota_that_was_used_up_within_the_part_of_a_period_that_the_run_saw_is_one_that_was_needed():
    market = use("market/two_zones", "market", start={"NdPr": 50.0})
    days = [START + timedelta(days=HALF * i - 91) for i in range(-2, 2)]
    listed = {d.isoformat(): a for d, a in zip(days, (9e3, 9e3, 9e3, 1e3), strict=True)}
    plenty = use("export_quota", "quotas", quotas=listed, end=day(400), alarm=1.0)
    running = play(trade().replace(policies={"market": market}), plenty, market)
    (alarm,) = (row for row in events(running, "quotas") if row.kind == "alarm")
    assert alarm.magnitude == pytest.approx(0.44 * 260 / 4500, rel=0.2)


def test_a_quota_spread_evenly_rules_where_it_lets_out_less_than_one_that_customers_use_up():
    terms = {"quota": 20.0, "period": float(HALF), "approved": 1.0, "lag": fixed(0)}
    little = use("export_control", "little", regime="quota", form=("oxide",), start=day(0), **terms)
    running = play(trade(), quotas(1000, 1000), little)
    assert gone(running, "US", last=12) <= 20 + USE


def test_a_quota_after_its_end_is_refused():
    with pytest.raises(ValueError, match="the last quota begins"):
        use("export_quota", "quotas", quotas={"2024-06-01": 1.0}, end=day(10))
