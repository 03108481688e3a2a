"""Attacks come in waves, at the pace that is known, and protection can only help."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from sim.base.distributions import Distribution
from tests.disruptions.chances import Chance, blows, disruption, weeks
from tests.small import DAY, START, day, events, fixed, play, shipped, two_ways, use

YEAR = 365.25
WHOLE = {"road": ("n25", "n40", "coastal_highway"), "rail": ("ml3",), "node": ("mine",), "lane": ("trucks",)}
MASS_SIZE = 20
"""Attacks on a day of co-ordinated attack, as the word's text says."""
REPLICATIONS = 300


def campaign(**fields):
    return disruption("insurgency", **({**WHOLE, "start": date(2025, 1, 6), "length": 10 * YEAR} | fields))


def monthly(war, replication):
    """Attacks by calendar month, those of co-ordinated days with them; a week's attacks fall evenly on its days."""
    counts: dict[tuple[int, int], float] = {}
    for week in weeks(war, replication):
        for d in range(7):
            on = war.start + timedelta(days=week.day + d)
            counts[on.year, on.month] = counts.get((on.year, on.month), 0.0) + week.attacks / 7
    for at in mass_days(war, replication):
        on = war.start + timedelta(days=int(at))
        counts[on.year, on.month] += MASS_SIZE
    return list(counts.values())[1:-1]


def mass_days(war, replication):
    everywhere = replace(war, road=("everywhere",), rail=(), node=(), lane=(), mass_hit=1.0, guards=0.0)
    return [day[0].at for day in everywhere.mass_blows(Chance(replication), "war")]


def test_months_have_the_mean_and_the_spread_of_the_counts_of_2025():
    war = campaign(length=3 * YEAR)
    counts = np.concatenate([monthly(war, r) for r in range(REPLICATIONS)])
    mean, variance = counts.mean(), counts.var()
    assert mean == pytest.approx(254 / 12, rel=0.03)
    assert mean**2 / (variance - mean) == pytest.approx(4.0, rel=0.25), "k of a negative binomial"


def test_attacks_come_in_clusters_and_not_when_no_attack_breeds_another():
    def spread(war):
        counts = np.array([[week.attacks for week in weeks(war, r)] for r in range(60)])
        return counts.var() / counts.mean()

    steady = campaign(branching=0.0, season=0.0)
    assert spread(steady) == pytest.approx(1.0, rel=0.05)
    assert spread(campaign()) > 1.5


def test_closures_come_as_often_as_they_did():
    war = campaign()
    found = [blow for r in range(REPLICATIONS) for blow in blows(war, r)]
    a_year = {kind: sum(b.kind == kind for b in found) / REPLICATIONS / 10 for kind in ("road", "rail")}
    assert a_year["rail"] == pytest.approx(4.4, rel=0.05)
    assert a_year["road"] == pytest.approx(3.5, rel=0.05), "the other half of 7 are protests"
    for kind, median in (("road", 2.9), ("rail", 11.6)):
        assert np.median([b.days for b in found if b.kind == kind]) == pytest.approx(median, rel=0.05)


def test_days_of_coordinated_attack_are_a_year_or_more_apart_and_hit_many_targets_at_once():
    war = campaign(length=60 * YEAR)
    gaps = [np.diff(mass_days(war, r)) for r in range(40)]
    assert min(g.min() for g in gaps) >= 365
    assert max(g.max() for g in gaps) <= 517
    struck = [len(day) for r in range(40) for day in war.mass_blows(Chance(r), "war")]
    assert np.mean(struck) == pytest.approx(0.5 * 5, rel=0.1), "roads, railway and trucks, but no plants"
    assert all(b.kind != "plant" for day in war.mass_blows(Chance(0), "war") for b in day)


def test_the_season_and_the_trend_are_in_the_counts():
    war = campaign(season=0.6, length=2 * YEAR)
    by_month = np.zeros(12)
    for r in range(100):
        for week in weeks(war, r):
            by_month[(war.start + timedelta(days=week.day)).month - 1] += week.attacks
    assert by_month.argmax() in (7, 8)
    assert by_month[1:5].sum() < 0.6 * by_month[6:10].sum()
    rising = campaign(trend=0.5, trend_for=2 * YEAR, length=4 * YEAR, season=0.0)
    years = np.zeros(4)
    for r in range(100):
        for week in weeks(rising, r):
            years[min(int(max(week.day, 0) // YEAR), 3)] += week.attacks
    assert years[1] > years[0] * 1.3
    assert years[3] == pytest.approx(years[2], rel=0.08), "the trend has run out"


PROTECTION = ({"guards": 0.5}, {"convoys": 0.6}, {"crews": 0.5}, {"drones": 0.7}, {"guards": 1.0, "convoys": 1.0})


@pytest.mark.parametrize("protection", PROTECTION)
def test_more_protection_leaves_every_other_chance_alone_and_is_never_worse(protection):
    bare, guarded = campaign(), campaign(**protection)
    for r in range(5):
        assert weeks(bare, r) == weeks(guarded, r)
        before = {(b.at, b.target): b.days for b in blows(bare, r)}
        after = {(b.at, b.target): b.days for b in blows(guarded, r)}
        assert after.keys() <= before.keys()
        assert all(days <= before[which] for which, days in after.items())
        assert sum(after.values()) < sum(before.values()) or len(after) < len(before)


def test_protection_counts_from_its_first_day():
    late = campaign(guards=1.0, protected_from=date(2030, 1, 1))
    since = (date(2030, 1, 1) - late.start).days
    shut = [b.at for b in blows(late) if b.kind != "convoy"]
    assert shut == [b.at for b in blows(campaign()) if b.kind != "convoy" and b.at < since]


def test_a_target_more_and_a_longer_campaign_only_add():
    few = blows(campaign(road=("n25",), rail=(), node=(), lane=()))
    assert few == [b for b in blows(campaign()) if b.target == "n25"]
    assert few == [
        b for b in blows(campaign(road=("n25",), rail=(), node=(), lane=(), length=20 * YEAR)) if b.at < 3652.5
    ]
    assert blows(campaign()) != blows(campaign(), replication=1)


def test_a_campaign_that_begins_a_day_later_meets_the_same_weeks():
    first, second = blows(campaign(branching=0.0)), blows(campaign(branching=0.0, start=date(2025, 1, 7)))
    weekly = [(round(b.at, 3), b.target) for b in first]
    shifted = [(round(b.at + 1, 3), b.target) for b in second]
    assert len(set(weekly) & set(shifted)) > 0.75 * len(weekly)


WORSE = {"new_revenue_left": 0.1, "new_water_taken": 0.4, "new_local_jobs": 0.2, "terms_from": date(2026, 1, 1)}
BETTER = {"new_revenue_left": 0.5, "new_water_taken": 0.0, "new_local_jobs": 0.9, "terms_from": date(2026, 1, 1)}


def test_grievance_moves_with_the_terms_and_feeds_the_attacks():
    def yearly(**fields):
        counts = [sum(w.attacks for w in weeks(campaign(**fields), r)) for r in range(10)]
        return np.mean(counts) / 10

    usual, worse, better = yearly(), yearly(**WORSE), yearly(**BETTER)
    assert worse > 1.2 * usual > 1.2 * 1.2 * better
    last = [weeks(campaign(**terms))[-1].grievance for terms in ({}, WORSE, BETTER)]
    assert last[0] == pytest.approx(0.375)
    assert last[1] == pytest.approx(0.85, abs=0.02)
    assert last[2] == pytest.approx(0.025, abs=0.02)


def test_better_terms_and_shared_stakes_mean_no_more_attacks_in_any_week():
    usual = [w.attacks for w in weeks(campaign())]
    for softer in (BETTER, {"terms_from": date(2026, 1, 1), "shared_stake": 0.5}):
        assert all(a <= b for a, b in zip((w.attacks for w in weeks(campaign(**softer))), usual, strict=True))
    assert [w.attacks for w in weeks(campaign(shared_stake=0.5))] == usual, "off until the terms change"


def test_reprisals_feed_the_spiral_but_grievance_stays_within_its_bounds():
    mild = weeks(campaign(**WORSE))
    harsh = weeks(campaign(**WORSE, reprisal=0.6))
    assert sum(w.attacks for w in harsh) > 1.1 * sum(w.attacks for w in mild)
    assert all(0.0 <= w.grievance <= 1.0 for w in weeks(campaign(**WORSE, reprisal=1.0, response=5.0)))


def test_the_event_table_tells_attacks_and_grievance_year_by_year():
    war = {"road": ("gate",), "start": day(-365), "terms_from": day(100), "new_revenue_left": 0.0}
    rows = [row for row in events(play(two_ways(), use("insurgency", "war", **war)), "war") if row.kind == "grievance"]
    assert [row.minute // DAY // 365 for row in rows] == [0, 1, 2, 3]
    grievance = [row.magnitude for row in rows]
    assert grievance == sorted(grievance)
    assert grievance[0] == pytest.approx(0.375)
    assert grievance[-1] < 0.625


def test_terms_that_are_not_named_stay():
    war = campaign(terms_from=date(2026, 1, 1), revenue_left=0.4)
    assert weeks(war) == weeks(campaign(revenue_left=0.4))


def test_ten_years_take_one_draw_a_week_and_target_and_a_few_for_each_hit():
    """So a campaign costs some ten milliseconds of chance, and nothing for the thousands of attacks that do nothing."""

    class Counting(Chance):
        drawn = 0

        def draw(self, entity, purpose, slot):
            Counting.drawn += 1
            return super().draw(entity, purpose, slot)

    chance, war = Counting(), campaign()
    hits = sum(len(blows) for source in (war.weekly_blows, war.mass_blows) for blows in source(chance, "war"))
    assert Counting.drawn < 523 * (1 + 6) + 4 * hits + 100


def test_attacks_in_the_world_shut_roads_stop_plants_and_burn_goods():
    war = use(
        "insurgency", "war", road=("gate",), node=("mine",), lane=("mine__by_road__oxide",), start=day(100),
        length=900.0, road_share=0.02, plant_share=0.02, convoy_share=0.02,
    )  # fmt: skip
    running = play(two_ways(), war)
    found = events(running, "war")
    assert {"close", "stop", "destroy"} <= {row.kind for row in found}
    lost = shipped(running, "mine__by_road__oxide").sum() - shipped(running, "mine__by_road__oxide", arrived=True).sum()
    assert lost > sum(row.magnitude for row in found if row.kind == "destroy") * 1e6 * 0.99


def test_attacks_in_the_world_fall_at_their_minute_whatever_protection_there_is():
    def begun(**protection):
        war = use("insurgency", "war", road=("gate",), start=day(-200), road_share=0.05, **protection)
        rows = events(play(two_ways(), war), "war")
        return [row.minute for row in rows if row.what == "begins" and row.minute > 0]

    bare = begun()
    assert bare
    assert set(begun(guards=0.6)) < set(bare)
    assert begun(drones=0.6) == bare


def test_a_night_ban_delays_what_leaves_on_the_lanes_named():
    ban = {"lane": ("mine__by_road__oxide",), "start": day(50), "length": 300.0, "attacks": 0, "mass_hit": 0.0}
    rows = events(play(two_ways(), use("insurgency", "war", night_ban=day(100), **ban)), "war")
    assert [(row.kind, row.minute // DAY, row.magnitude) for row in rows] == [("delay", 100, 2.0), ("delay", 350, 2.0)]
    with pytest.raises(ValueError, match="night ban"):
        use("insurgency", road=("gate",), start=START, night_ban=START)


def test_a_campaign_needs_a_target_and_none_comes_at_a_rate_of_zero():
    with pytest.raises(ValueError, match="what is attacked"):
        use("insurgency", start=START)
    peace = use("insurgency", "war", road=("gate",), start=START, attacks=0, mass_gap=fixed(0))
    assert events(play(two_ways(), peace), "war") == []


def test_overlapping_closures_end_with_the_longest():
    war = use(
        "insurgency", "war", road=("gate",), start=START, length=60.0, road_share=0.5, road_closure=fixed(30.0),
        mass_gap=Distribution.fixed(0.0),
    )  # fmt: skip
    running = play(two_ways(), war)
    turns = [1 if row.what == "begins" else -1 for row in events(running, "war")]
    assert max(np.cumsum(turns)) > 2
    assert np.cumsum(turns)[-1] == 0
