"""A buyer uses what its firms hold; a firm that runs dry stops, and its use is lost or backlogged."""

from sim.world.kernel.arithmetic import draw, muldiv, part_of, total
from sim.world.kernel.blame import blame_use
from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import (
    BACKLOG,
    CLASS_FIRST,
    CLASS_LAST,
    DELIVERED,
    DEMAND,
    DRY_AT,
    NEVER,
    SHORT,
    THRIFTED,
    WEEK,
    WHOLE,
    Record,
    State,
)
from sim.world.kernel.order import given_up, stock_factor


@compiled
def _share_arrivals(row: Record, weekly: int) -> None:
    """Share what arrived among the cohorts by their use; what overfills one goes to the others.

    A cohort is full at its cover and a week and a half of use.
    """
    left = row.arrived
    row.arrived = 0
    turn = 0
    while left > 0 and turn < 2:
        spread = left
        running = 0
        given = 0
        for k in range(row.cohorts):
            running += row.share[k]
            upto = muldiv(spread, running, WHOLE)
            part = upto - given
            given = upto
            if turn == 0:
                part = min(part, max(muldiv(weekly, row.room[k], WHOLE) - row.stock[k], 0))
            row.stock[k] += part
            left -= part
        turn += 1


@compiled
def _use_by_cohort(row: Record, need: int, now: int) -> int:
    """Let every cohort use its share of the need; return the sum used and note when a cohort runs dry."""
    running = 0
    given = 0
    used = 0
    row.dry_since = NEVER
    for k in range(row.cohorts):
        running += row.share[k]
        upto = muldiv(need, running, WHOLE)
        part = upto - given
        given = upto
        have = row.stock[k]
        if have >= part:
            row.stock[k] = have - part
            used += part
        else:
            if row.counts[k] == 1:
                row.dry_since = min(row.dry_since, now - WEEK + muldiv(WEEK, have, part))
            row.stock[k] = 0
            used += have
    return used


@compiled
def _work_off_backlog(row: Record) -> int:
    """Fill late use from what the cohorts hold; return how much."""
    filled = 0
    for k in range(row.cohorts):
        part = min(row.stock[k], row.backlog - filled)
        row.stock[k] -= part
        filled += part
    row.backlog -= filled
    return filled


@compiled
def use(s: State, n: int, now: int) -> None:
    """Use a week's need of every class a buyer needs, and record what was short."""
    node = s.nodes[n]
    week = max(s.cycle, 0)
    record = s.cycle + 1 if s.cycle >= 0 else 0
    for r in range(node.rows_first, node.rows_last):
        row = s.rows[r]
        if row.arrived > 0:
            _share_arrivals(row, part_of(part_of(s.plan[week, r], row.factor), stock_factor(s, n, row.cls)))
        whole_need = part_of(s.use[week, r], row.factor)
        saved = part_of(whole_need, given_up(row))
        need = whole_need - saved
        whole = total(node.feed, CLASS_FIRST[row.cls], CLASS_LAST[row.cls])
        used = _use_by_cohort(row, need, now)
        missing = need - used
        delivered = used
        if node.backlogs == 1:
            row.backlog += missing
            missing = 0
            if row.backlog > 0:
                delivered += _work_off_backlog(row)
        draw(node.feed, node.used, CLASS_FIRST[row.cls], CLASS_LAST[row.cls], delivered, whole)
        row.needed = need
        row.missed = need - used
        if s.tracing == 1:
            blame_use(s, r, missing, max(whole_need - s.use[week, r], 0))
        s.shortfall[record, r, DEMAND] = whole_need
        s.shortfall[record, r, DELIVERED] = delivered
        s.shortfall[record, r, SHORT] = missing
        s.shortfall[record, r, THRIFTED] = saved
        s.shortfall[record, r, BACKLOG] = row.backlog
        s.shortfall[record, r, DRY_AT] = row.dry_since
