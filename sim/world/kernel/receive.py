"""Goods that have arrived are taken in; goods on the way sit in the slots of their lane."""

from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import (
    BUYER,
    CLASS_FIRST,
    CLASS_LAST,
    EMPTY,
    NEVER,
    OFFICIAL,
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
    return m


@compiled
def _unload(s: State, k: int, lane: int, n: int) -> None:
    """Take the shipment in slot k into its receiver's feed, and off what is under way and on order."""
    node = s.nodes[n]
    slot = s.slots[k]
    cargo = s.cargo[k]
    month = month_at(s, slot.arrives)
    a = s.lanes[lane]
    at_hand = month == s.month and slot.channel == OFFICIAL
    for i in range(a.lines_first, a.lines_last):
        line = s.lines[s.of_lane[i]]
        mass = 0
        for e in range(CLASS_FIRST[line.cls], CLASS_LAST[line.cls]):
            x = cargo[e]
            if x > 0:
                node.feed[e] += x
                if at_hand:
                    a.arrived[e] += x
                else:
                    s.flows[slot.channel, month, lane, 1, e] += x
                cargo[e] = 0
                mass += x
        line.under_way -= mass
        node.on_order[line.cls] -= mass
        if node.mode == BUYER:
            _stock_row(s, n, line.cls, mass)
    slot.state = EMPTY
    s.due[k] = NEVER


@compiled
def _stock_row(s: State, n: int, cls: int, mass: int) -> None:
    """Note an arrival for the row of a buyer that uses this class; its firms share it at the next review."""
    node = s.nodes[n]
    for r in range(node.rows_first, node.rows_last):
        if s.rows[r].cls == cls:
            s.rows[r].arrived += mass


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
        top = a.slots_first
        for k in range(a.slots_first, a.slots_top):
            due = s.due[k]
            if due <= now:
                _unload(s, k, lane, n)
            elif due < NEVER:
                top = k + 1
                earliest = min(earliest, due)
        a.next_arrival = earliest
        a.slots_top = top
