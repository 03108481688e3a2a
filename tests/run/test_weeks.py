"""First day short, recovery and paired differences, on weeks written by hand."""

from dataclasses import replace

import numpy as np
import pytest

from sim.base.weeks import NEVER, Need, Weeks

WEEK = 10_080
DY = Need("Dy", "oxide", "JP", "ict")
ND = Need("Nd", "oxide", "US", "ict")


def weeks(short, late=None, dry=None, need=DY, demand=100):
    """One need with a demand of 100 g a week; ``dry`` maps weeks to minutes."""
    count = len(short)
    shortfall = np.array([short])
    backlog = np.array([late or [0] * count])
    dry_at = np.full((1, count), NEVER)
    for week, minute in (dry or {}).items():
        dry_at[0, week] = minute
    due = np.full((1, count), demand)
    ends = WEEK * (1 + np.arange(count))
    opening = np.zeros(1, dtype=np.int64)
    months = 4 * WEEK * np.arange(count // 4 + 1)
    return Weeks((need,), ends, months, due, due - shortfall, shortfall, 0 * due, backlog, opening, dry_at)


def test_the_first_day_short_is_the_first_minute_at_which_firms_that_count_run_dry():
    assert weeks([0, 0, 5, 5], dry={2: 2 * WEEK + 60, 3: 3 * WEEK}).first_short.tolist() == [2 * WEEK + 60]
    assert weeks([0, 0, 0, 0]).first_short.tolist() == [NEVER]


def test_recovery_begins_the_first_eight_weeks_with_less_than_one_per_cent_short():
    short = [0, 50, 50, 0, 0, 20, *[0] * 8, 0]
    assert weeks(short, dry={1: WEEK + 1}).recovery.tolist() == [6 * WEEK]


def test_a_shortage_under_one_per_cent_does_not_hold_up_recovery():
    short = [0, 50, *[1] * 3, *[0] * 20]
    assert weeks(short, dry={1: WEEK + 1}, demand=1000).recovery.tolist() == [2 * WEEK]


def test_nobody_has_recovered_while_anything_is_late():
    late = [0, 9, 9, 9, *[0] * 9]
    assert weeks([0] * 13, late, dry={1: WEEK + 1}).recovery.tolist() == [4 * WEEK]


def test_seven_good_weeks_before_the_end_are_no_recovery():
    assert weeks([0, 50, *[0] * 7], dry={1: WEEK + 1}).recovery.tolist() == [NEVER]


def test_a_few_firms_that_stop_early_do_not_make_a_recovery_before_the_shortage():
    short = [0, 5, *[5] * 10, 900, 900, *[0] * 8]
    assert weeks(short, dry={1: WEEK + 1}, demand=1000).recovery.tolist() == [14 * WEEK]


def test_the_first_bad_week_after_the_recovery_is_the_first_that_is_short_again():
    short = [0, 50, *[0] * 8, 0, 20, 30]
    relapsed = weeks(short, dry={1: WEEK + 1, 11: 11 * WEEK + 9, 12: 12 * WEEK})
    assert (relapsed.recovery.tolist(), relapsed.short_again.tolist()) == ([2 * WEEK], [11 * WEEK + 9])
    assert weeks(short, dry={1: WEEK + 1}).short_again.tolist() == [11 * WEEK], "nobody ran dry, and all lack a part"


def test_who_is_well_to_the_end_or_never_recovers_is_not_short_again():
    assert weeks([0, 50, *[0] * 10], dry={1: WEEK + 1}).short_again.tolist() == [NEVER]
    assert weeks([0, 50, *[0] * 7, 5], dry={1: WEEK + 1}).short_again.tolist() == [NEVER]
    trace = [0, 50, *[0] * 9, 9, 0]
    assert weeks(trace, dry={1: WEEK + 1, 11: 11 * WEEK}, demand=1000).short_again.tolist() == [NEVER]


def test_the_peak_is_the_worst_month_as_the_tables_cut_it():
    """The months are of four weeks; moved by half a week, they share the worst week between two of them."""
    hit = weeks([0, 0, 0, 100, 0, 0, 0, 0])
    assert hit.peak_share.tolist() == [0.25]
    moved = replace(hit, month_starts=hit.month_starts + WEEK // 2 * np.array([0, -1, -1]))
    assert moved.peak_share.tolist() == [pytest.approx(50 / 350)]


def test_what_the_baseline_lacks_too_is_taken_off():
    mine = weeks([0, 10, 10, 0], dry={1: WEEK, 2: 2 * WEEK})
    theirs = weeks([0, 10, 4, 0], dry={1: WEEK})
    excess = mine.beyond(theirs)
    assert excess.shortfall.tolist() == [[0, 0, 6, 0]]
    assert excess.first_short.tolist() == [2 * WEEK]
    assert excess.demand.tolist() == mine.demand.tolist()


def test_a_need_that_the_baseline_does_not_have_stands_alone():
    assert weeks([0, 10], dry={1: WEEK}).beyond(weeks([9, 9], need=ND)).shortfall.tolist() == [[0, 10]]


def test_runs_of_different_length_are_not_paired():
    with pytest.raises(ValueError, match="same weeks"):
        weeks([0]).beyond(weeks([0, 0]))


def test_weeks_since_a_shock_start_with_the_first_that_ends_after_it():
    kept = weeks([1, 2, 3], late=[4, 5, 6], dry={0: 10, 1: WEEK, 2: 2 * WEEK + 9}).since(WEEK)
    assert kept.shortfall.tolist() == [[2, 3]]
    assert kept.opening_backlog.tolist() == [4]
    assert kept.first_short.tolist() == [WEEK]


def test_weeks_up_to_a_minute_are_those_that_have_ended_by_then():
    kept = weeks([1, 2, 3], late=[4, 5, 6], dry={0: 10, 2: 2 * WEEK + 9}).up_to(3 * WEEK - 1)
    assert (kept.shortfall.tolist(), kept.backlog.tolist()) == ([[1, 2]], [[4, 5]])
    assert kept.first_short.tolist() == [10]


def test_who_ran_dry_before_the_shock_in_the_week_that_it_cuts_did_not_run_dry_after_it():
    early = weeks([0, 5, 5], dry={1: WEEK + 5, 2: 2 * WEEK + 9})
    assert early.since(WEEK + 5).first_short.tolist() == [WEEK + 5], "at that very minute"
    assert early.since(WEEK + 6).first_short.tolist() == [2 * WEEK + 9]
    assert early.since(WEEK + 6).shortfall.tolist() == [[5, 5]], "the week counts all the same"


def test_sums_add_masses_and_keep_the_earliest_dry_minute():
    a, b = weeks([0, 10], dry={1: WEEK + 5}), weeks([20, 0], dry={0: 3}, need=ND._replace(element="Dy"))
    names = ("demand", "delivered", "shortfall", "thrifted", "backlog", "opening_backlog", "dry_at")
    both = Weeks(
        a.needs + b.needs, a.ends, a.month_starts, **{n: np.concatenate([getattr(a, n), getattr(b, n)]) for n in names}
    )
    assert [need.subject for need in both.levels.needs] == ["world", "JP", "US", "JP/ict/oxide", "US/ict/oxide"]
    assert both.levels.shortfall.tolist() == [[20, 10], [0, 10], [20, 0], [0, 10], [20, 0]]
    assert both.levels.first_short.tolist()[0] == 3
