"""The export desk: which part of the open orders of a line may leave this week."""

from sim.world.kernel.arithmetic import muldiv
from sim.world.kernel.chance import look_up, uniform
from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import (
    APPLIED,
    APPROVED,
    FREE,
    LICENCE,
    N_APPLICATIONS,
    QUOTA,
    REFUSED,
    WEEK,
    WHOLE,
    State,
)

_LEARNING = 4
"""Customers take about as many observations to believe in a new waiting time."""
_MOST_SHIPMENTS = 52
"""An application counts as at most a year of shipments."""


@compiled
def renew_desk(s: State, d: int, now: int) -> None:
    """Open a new quota period if one has begun."""
    desk = s.desks[d]
    while desk.renews_at <= now:
        left = desk.quota_left if desk.carry_over == 1 else 0
        desk.quota_left = left + desk.quota
        desk.renews_at += desk.period


@compiled
def apply_for_licence(s: State, k: int, now: int, month: int) -> None:
    """Turn the open orders of a line into one application.

    It is decided when its lag is over and the desk, which takes its time for each shipment (a normal week of
    the line), has come to it in turn.
    """
    line = s.lines[k]
    mass = line.open
    if mass == 0 or line.applications == N_APPLICATIONS:
        return
    desk = s.desks[line.desk]
    normal = max(line.rate, line.need, 1)
    shipments = max((mass + normal - 1) // normal, 1)
    desk.busy_until = max(desk.busy_until, now) + desk.per_decision * min(shipments, _MOST_SHIPMENTS)
    lag = look_up(s.quantiles, line.lag_table, uniform(line.key_0, line.key_1, now // WEEK))
    a = s.applications[line.applications_first + line.applications]
    a.mass = mass
    a.made_at = now
    a.decided_at = max(now + lag, desk.busy_until)
    line.applications += 1
    line.open = 0
    line.at_desk += mass
    s.desk_log[month, k, APPLIED] += mass


@compiled
def decide(s: State, k: int, now: int, month: int) -> None:
    """Decide the applications that are due; what is refused is no longer on order and will be asked for again."""
    line = s.lines[k]
    kept = 0
    first = line.applications_first
    for i in range(line.applications):
        a = s.applications[first + i]
        if a.decided_at <= now:
            line.waits += (now - a.made_at - line.waits) // _LEARNING
            approved = muldiv(a.mass, line.approved, WHOLE)
            refused = a.mass - approved
            line.at_desk -= a.mass
            line.licensed += approved
            s.nodes[line.target].on_order[line.cls] -= refused
            s.desk_log[month, k, APPROVED] += approved
            s.desk_log[month, k, REFUSED] += refused
        else:
            s.applications[first + kept].mass = a.mass
            s.applications[first + kept].made_at = a.made_at
            s.applications[first + kept].decided_at = a.decided_at
            kept += 1
    line.applications = kept
    if kept > 0:
        line.waits += max(now - s.applications[first].made_at - line.waits, 0) // _LEARNING
    s.nodes[line.target].slowed = 1


@compiled
def _quota_part(s: State, k: int, now: int) -> int:
    """Return the grams of this week's even part of the quota that fall to a line by its normal flow."""
    line = s.lines[k]
    desk = s.desks[line.desk]
    weeks_left = max((desk.renews_at - now) // WEEK, 1)
    return muldiv(max(desk.quota_left, 0) // weeks_left, line.rate, max(desk.flow, 1))


@compiled
def may_leave(s: State, k: int, now: int, month: int) -> int:
    """Return the grams of a line's orders that its regime lets out now."""
    line = s.lines[k]
    if line.regime == FREE:
        return line.open + line.licensed
    renew_desk(s, line.desk, now)
    if line.regime == LICENCE:
        apply_for_licence(s, k, now, month)
        decide(s, k, now, month)
        return line.licensed
    if line.regime == QUOTA:
        decide(s, k, now, month)  # what was applied for under a licence is still decided
        return min(line.open + line.licensed, _quota_part(s, k, now))
    return 0


@compiled
def may_leak(s: State, k: int) -> int:
    """Return the grams that go out past the regime this week: a share of the line's normal flow."""
    line = s.lines[k]
    if line.regime == FREE or line.leak == 0:
        return 0
    return min(line.open + line.at_desk, muldiv(line.rate, line.leak, WHOLE))
