"""Goods that have arrived are taken in; goods on the way sit in the slots of their lane."""

import numpy as np

from sim.world.kernel.arithmetic import muldiv, total
from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import (
    BUYER,
    CLASS_FIRST,
    CLASS_LAST,
    EMPTY,
    MOVING,
    N_ELEMENTS,
    NEVER,
    WEEK,
    WHOLE,
    Ints,
    State,
)


@compiled
def month_at(s: State, minute: int) -> int:
    """Return the recording month of a minute: 0 in the warm-up, then 1, 2, ..."""
    m = s.month
    while m > 0 and minute < s.month_starts[m - 1]:
        m -= 1
    while minute >= s.month_starts[m]:
        m += 1
    return m  # type: ignore[no-any-return]


@compiled
def credit_lines(s: State, lane: int, vector: Ints) -> None:
    """Take an arrived (or lost) shipment off the lines' goods under way and the receiver's orders."""
    a = s.lanes[lane]
    node = s.nodes[a.target]
    for i in range(a.lines_first, a.lines_last):
        line = s.lines[s.of_lane[i]]
        mass = total(vector, CLASS_FIRST[line.cls], CLASS_LAST[line.cls])
        line.under_way -= mass
        node.on_order[line.cls] -= mass


@compiled
def _room(s: State, r: int, k: int) -> int:
    """Return what cohort k of row r can still take before it is full: its cover and a week and a half of use."""
    row = s.rows[r]
    week = max(s.cycle, 0)
    use = muldiv(muldiv(s.plan[r, week], row.factor, WHOLE), row.share[k], WHOLE)
    return max(muldiv(use, row.cohort_cover[k] + 3 * WEEK // 2, WEEK) - row.stock[k], 0)


@compiled
def stock_cohorts(s: State, r: int, mass: int) -> None:
    """Share an arrival among the cohorts of a buyer by their use; what overfills one goes to the others."""
    row = s.rows[r]
    left = mass
    for turn in range(2):
        spread = left
        running = np.int64(0)
        given = np.int64(0)
        for k in range(row.cohorts):
            running += row.share[k]
            upto = muldiv(spread, running, WHOLE)
            part = upto - given
            given = upto
            if turn == 0:
                part = min(part, _room(s, r, k))
            row.stock[k] += part
            left -= part


@compiled
def _unload(s: State, k: int, lane: int, n: int) -> None:
    """Take the shipment in slot k into the feed of its receiver."""
    node = s.nodes[n]
    slot = s.slots[k]
    cargo = s.cargo[k]
    month = month_at(s, slot.arrives)
    credit_lines(s, lane, cargo)
    if node.mode == BUYER:
        for r in range(node.rows_first, node.rows_last):
            c = s.rows[r].cls
            stock_cohorts(s, r, total(cargo, CLASS_FIRST[c], CLASS_LAST[c]))
    for e in range(N_ELEMENTS):
        x = cargo[e]
        if x > 0:
            node.feed[e] += x
            s.flows[slot.channel, month, lane, 1, e] += x
            cargo[e] = 0
    slot.state = EMPTY


@compiled
def receive(s: State, n: int, now: int) -> None:
    """Take in every shipment to node n that has arrived by now."""
    node = s.nodes[n]
    for i in range(node.lanes_first, node.lanes_last):
        lane = s.inbound[i]
        a = s.lanes[lane]
        if a.next_arrival > now:
            continue
        earliest = NEVER
        for k in range(a.slots_first, a.slots_last):
            slot = s.slots[k]
            if slot.state == MOVING:
                if slot.arrives <= now:
                    _unload(s, k, lane, n)
                elif slot.arrives < earliest:
                    earliest = slot.arrives
        a.next_arrival = earliest
