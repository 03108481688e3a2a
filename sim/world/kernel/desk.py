"""The export desk: which part of the open orders of a line may leave this week."""

from typing import Any

from sim.world.kernel.arithmetic import muldiv, part_of
from sim.world.kernel.chance import look_up, uniform
from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import (
    APPLIED,
    APPROVED,
    CASES_APPROVED,
    CASES_IN,
    CASES_OVERDUE,
    CASES_REFUSED,
    FREE,
    LICENCE,
    N_APPLICATIONS,
    NEVER,
    OUTSIDE_QUOTA,
    QUOTA,
    REFUSED,
    WEEK,
    WHOLE,
    Ints,
    Record,
    State,
)
from sim.world.kernel.workdays import minute_of_work, work_until

_HALF_A_YEAR = 26
"""Weeks."""
_LEARNING = 4
"""Customers take about as many observations to believe in a new waiting time."""
_MOST_CASES = 52
"""An application counts as at most a year of shipments."""
_DRAWS = 32
"""Each case has so many draws of its own,"""
_DRAWS_A_TURN = 3
"""and so many of them each time its papers come in: cases that come in again are numbered anew."""
_CASES_FROM = 1 << 20
"""Slots below are for the lags."""
_MOST_RESETS = 8


@compiled
def renew_desk(s: State, d: int, now: int) -> None:
    """Open a new quota period if one has begun."""
    desk = s.desks[d]
    while desk.renews_at <= now:
        left = max(desk.quota_left, 0) if desk.carry_over == 1 else 0
        desk.quota_left = left + desk.quota
        desk.renews_at += desk.period


@compiled
def take_case(free_at: Ints, officers: int, arrival: int, work: int) -> int:
    """Give a case to the officer who is free first, and return when it is done (all in minutes of work).

    The queue is served in order of arrival; with no limit on officers (0) nobody waits.
    """
    if officers == 0:
        return arrival + work
    first = 0
    for i in range(1, officers):
        if free_at[i] < free_at[first]:
            first = i
    free_at[first] = max(free_at[first], arrival) + work
    return free_at[first]


@compiled
def _handle_case(s: State, desk: Record, line: Record, filed: int, slot: int, turn: int) -> Any:
    """Put one case through the desk; return the minute of work at which it is decided, or sent back and mended.

    Papers found wanting go back to the applicant: then the second number returned is 1. Some goods are tested after.
    """
    first = slot + _DRAWS_A_TURN * turn
    work = look_up(s.quantiles, desk.work_table, uniform(line.key_0, line.key_1, first))
    done = take_case(desk.free_at, desk.officers, filed, work)
    u = uniform(line.key_0, line.key_1, first + 1)
    if u * WHOLE < desk.papers and turn < _MOST_RESETS:
        return done + look_up(s.quantiles, desk.papers_table, u * WHOLE / desk.papers), 1
    if line.tested > 0:
        u = uniform(line.key_0, line.key_1, first + 2)
        if u * WHOLE < line.tested:
            done += look_up(s.quantiles, desk.test_table, u * WHOLE / line.tested)
    return done, 0


@compiled
def _hand_in(s: State, k: int, i: int, cases: int, now: int, month: int) -> None:
    """Let cases of an application queue for the officers, for the first time or with mended papers.

    It is decided when its last case is, and when its lag at other offices, where nobody queues, is over too.
    """
    line = s.lines[k]
    desk = s.desks[line.desk]
    a = s.applications[line.applications_first + i]
    week = a.made_at // WEEK
    filed = work_until(s.workdays, a.made_at)
    today = work_until(s.workdays, now)
    slot = _CASES_FROM + week * _MOST_CASES * _DRAWS
    a.back = 0
    overdue = 0
    for case in range(cases):
        done, sent_back = _handle_case(s, desk, line, today, slot + _DRAWS * case, a.turn)
        if sent_back == 1:
            a.back += 1
            a.back_at = max(a.back_at, done)
            continue
        a.done_work = max(a.done_work, done)
        overdue += 1 if done - filed > desk.target else 0
    a.turn += 1
    a.decided_at = NEVER
    if a.back == 0:
        lag = look_up(s.quantiles, line.lag_table, uniform(line.key_0, line.key_1, week))
        a.decided_at = max(minute_of_work(s.workdays, a.done_work, now), now) + lag
    s.desk_log[month, k, CASES_OVERDUE] += overdue


@compiled
def apply_for_licence(s: State, k: int, now: int, month: int) -> None:
    """Turn the open orders of a line into one application of a case for each normal week of shipments."""
    line = s.lines[k]
    mass = line.open
    if mass == 0 or line.applications == N_APPLICATIONS:
        return
    normal = max(line.rate, line.need, 1)
    cases = min(max((mass + normal - 1) // normal, 1), _MOST_CASES)
    a = s.applications[line.applications_first + line.applications]
    a.mass = mass
    a.cases = cases
    a.made_at = now
    a.done_work = a.back_at = work_until(s.workdays, now)
    a.turn = 0
    _hand_in(s, k, line.applications, cases, now, month)
    line.applications += 1
    line.open = 0
    line.at_desk += mass
    s.desk_log[month, k, APPLIED] += mass
    s.desk_log[month, k, CASES_IN] += cases


@compiled
def _settle(s: State, k: int, i: int, now: int, month: int) -> None:
    """Write down what was decided; what is refused is no longer on order and will be asked for again."""
    line = s.lines[k]
    a = s.applications[line.applications_first + i]
    line.waits += (now - a.made_at - line.waits) // _LEARNING
    approved = part_of(a.mass, line.approved)
    line.at_desk -= a.mass
    line.licensed += approved
    s.nodes[line.target].on_order[line.cls] -= a.mass - approved
    s.desk_log[month, k, APPROVED] += approved
    s.desk_log[month, k, REFUSED] += a.mass - approved
    line.part_cases += a.cases * line.approved
    granted = min(line.part_cases // WHOLE, a.cases)
    line.part_cases -= granted * WHOLE
    s.desk_log[month, k, CASES_APPROVED] += granted
    s.desk_log[month, k, CASES_REFUSED] += a.cases - granted


@compiled
def _move_up(b: Record, a: Record) -> None:
    """Copy an application into the place of one that has been decided."""
    b.mass = a.mass
    b.cases = a.cases
    b.turn = a.turn
    b.back = a.back
    b.back_at = a.back_at
    b.made_at = a.made_at
    b.done_work = a.done_work
    b.decided_at = a.decided_at


@compiled
def decide(s: State, k: int, now: int, month: int) -> None:
    """Decide the applications that are due, and take mended papers in again."""
    line = s.lines[k]
    kept = 0
    first = line.applications_first
    today = work_until(s.workdays, now)
    for i in range(line.applications):
        a = s.applications[first + i]
        if a.back > 0 and a.back_at <= today:
            _hand_in(s, k, i, a.back, now, month)
        if a.decided_at <= now:
            _settle(s, k, i, now, month)
        else:
            if kept < i:
                _move_up(s.applications[first + kept], a)
            kept += 1
    line.applications = kept
    if kept > 0:
        line.waits += max(now - s.applications[first].made_at - line.waits, 0) // _LEARNING
    s.nodes[line.target].slowed = 1


@compiled
def quota_part(s: State, k: int, now: int) -> int:
    """Return the grams a line may take of its quota: what its customer has left, or its share of this week's part."""
    line = s.lines[k]
    desk = s.desks[line.desk]
    if desk.by_customer == 1:
        return muldiv(max(s.lines[line.account].quota_left, 0), WHOLE, max(line.product_factor, 1))
    weeks_left = max((desk.renews_at - now) // WEEK, 1)
    return muldiv(max(desk.quota_left, 0) // weeks_left, line.rate, max(desk.flow, 1))


@compiled
def _exempt(line: Record, now: int) -> int:
    """Move what a general licence covers this week from open orders to licensed ones."""
    mass = min(line.open, part_of(max(line.rate, line.need), line.general))
    line.open -= mass
    line.licensed += mass
    return mass


@compiled
def may_leave(s: State, k: int, now: int, month: int) -> int:
    """Return the grams of a line's orders that its regime lets out now."""
    line = s.lines[k]
    if line.regime == FREE:
        return line.open + line.licensed
    renew_desk(s, line.desk, now)
    if line.regime == LICENCE:
        if line.general > 0:
            _exempt(line, now)
        apply_for_licence(s, k, now, month)
        decide(s, k, now, month)
        return line.licensed
    if line.regime == QUOTA:
        decide(s, k, now, month)  # what was applied for under a licence is still decided
        return min(line.open + line.licensed, quota_part(s, k, now))
    return 0


@compiled
def may_leak(s: State, k: int, channel: int, now: int) -> int:
    """Return the grams that may go out past the regime on a channel this week: a share of the line's normal flow.

    Outside a quota that customers use up, it is the same share of half a year's flow to the customer, at once.
    """
    line = s.lines[k]
    if line.regime == FREE:
        return 0
    desk = s.desks[line.desk]
    share = desk.leak[channel]
    if share == 0:
        return 0
    if channel == OUTSIDE_QUOTA and desk.by_customer == 1 and line.regime == QUOTA:
        account = s.lines[line.account]
        over = muldiv(account.quota_flow * _HALF_A_YEAR, share, WHOLE) + min(account.quota_left, 0)
        beyond = max(line.open - quota_part(s, k, now), 0)
        return min(beyond, muldiv(max(over, 0), WHOLE, max(line.product_factor, 1)))
    return min(line.open + line.at_desk, muldiv(line.rate, share, WHOLE))
