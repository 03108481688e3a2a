"""The freight loop: weekly reviews in their round, month ends between them, arrivals at watched nodes.

Arrivals need no event list, because nothing can act on one before its receiver's next review; only at a
watched node an arrival is an event of its own, and at the end of a month everybody takes in what is there.
At equal minutes month ends come first, then arrivals, then reviews in the order of the round.
"""

from functools import cache

import numpy as np

from sim.world.kernel.blame import forget
from sim.world.kernel.buyer import use
from sim.world.kernel.compiled import compiled, compiles, prepare
from sim.world.kernel.layout import (
    BUYER,
    CASES_WAITING,
    IN_BYPRODUCT,
    IN_FEED,
    IN_PROCESS,
    IN_PRODUCT,
    IN_RESIDUE,
    N_CLASSES,
    N_ELEMENTS,
    N_ZONES,
    NEVER,
    OFFICIAL,
    PENDING,
    WEEK,
    Record,
    State,
    state_type,
)
from sim.world.kernel.market import empty_hubs, measure_covers, move_market
from sim.world.kernel.order import forecast, order
from sim.world.kernel.plant import run_clock, work
from sim.world.kernel.receive import receive
from sim.world.kernel.ship import ship
from sim.world.kernel.watch import first_fired, held_of, level_of, price_fired


@compiled
def review(s: State, n: int, now: int) -> None:
    """Review node n: take in, work or use, order, ship."""
    node = s.nodes[n]
    month = s.month
    if s.tracing == 1:
        forget(s, n)
    receive(s, n, now)
    if node.early == 1:
        node.early = 0
        for e in range(N_ELEMENTS):
            node.landed[e] = 0
    if node.mode == BUYER:
        use(s, n, now)
        order(s, n, now)
    else:
        forecast(s, n)
        work(s, n, now)
        order(s, n, now)
        ship(s, n, now, month)
    node.reviewed_at = now


@compiled
def _land(s: State, n: int, now: int) -> None:
    """Take in what has arrived at a node by now, ahead of its review, and remember what that was.

    Whoever looks at a node must not change the world: the market goes by what was there at everybody's last review.
    """
    node = s.nodes[n]
    arrived = False
    for i in range(node.lanes_first, node.lanes_last):
        if s.lanes[s.inbound[i]].next_arrival <= now:
            arrived = True
            break
    if not arrived:
        return
    for e in range(N_ELEMENTS):
        node.landed[e] -= node.feed[e]
    receive(s, n, now)
    for e in range(N_ELEMENTS):
        node.landed[e] += node.feed[e]
    node.early = 1


@compiled
def _book_flows(s: State, month: int) -> None:
    """Take what the lanes carried this month over into the table; meanwhile it was kept with them, in reach."""
    for lane in range(s.n_lanes):
        a = s.lanes[lane]
        for e in range(N_ELEMENTS):
            s.flows[OFFICIAL, month, lane, 0, e] += a.shipped[e]
            s.flows[OFFICIAL, month, lane, 1, e] += a.arrived[e]
            a.shipped[e] = 0
            a.arrived[e] = 0


@compiled
def _book_production(s: State, month: int) -> None:
    """Take the production of the month over into the table."""
    for n in range(s.n_nodes):
        p = s.nodes[n].plant
        if p >= 0:
            for what in range(5):
                for e in range(N_ELEMENTS):
                    s.production[month, p, what, e] = s.book[p, what, e]
                    s.book[p, what, e] = 0


@compiled
def _record_stocks(s: State, n: int, month: int) -> None:
    """Record what a node holds; a buyer holds feed only, and what is zero is so already."""
    node = s.nodes[n]
    for e in range(N_ELEMENTS):
        s.stocks[month, n, IN_FEED, e] = node.feed[e]
    if node.mode == BUYER:
        return
    for e in range(N_ELEMENTS):
        s.stocks[month, n, IN_PRODUCT, e] = node.product[e]
        s.stocks[month, n, IN_BYPRODUCT, e] = node.byproduct[e]
        s.stocks[month, n, IN_PROCESS, e] = node.process[e]
        s.stocks[month, n, IN_RESIDUE, e] = node.residue[e]


@compiled
def close_month(s: State) -> None:
    """Record what was carried in a month, and every stock and desk as it stands at its end."""
    month = s.month
    for n in range(s.n_nodes):
        _land(s, n, s.now)
    _book_flows(s, month)
    _book_production(s, month)
    for k in range(s.n_lines):
        line = s.lines[k]
        if line.at_desk > 0:
            s.desk_log[month, k, PENDING] = line.at_desk
            for i in range(line.applications):
                s.desk_log[month, k, CASES_WAITING] += s.applications[line.applications_first + i].cases
    for n in range(s.n_nodes):
        _record_stocks(s, n, month)
    s.month = month + 1


@compiled
def _next_watched_arrival(s: State) -> int:
    """Return the lane with the earliest arrival at a watched node, or -1."""
    best = -1
    earliest = NEVER
    for w in range(s.n_watches):
        watch = s.watches[w]
        if watch.active == 0:
            continue
        for m in range(watch.first, watch.last):
            node = s.nodes[s.members[m]]
            for j in range(node.lanes_first, node.lanes_last):
                lane = s.inbound[j]
                arrival = s.lanes[lane].next_arrival
                if arrival < earliest or (arrival == earliest and lane < best and arrival < NEVER):
                    earliest = arrival
                    best = lane
    return best


@compiled
def move_freight(r: Record, until: int) -> int:
    """See :func:`advance`."""
    s = r[0]
    while True:
        n = s.turns[s.at]
        at = s.cycle * WEEK + s.nodes[n].phase
        month_end = s.month_starts[s.month]
        arrival = NEVER
        lane = -1
        if s.watching == 1:
            lane = _next_watched_arrival(s)
            if lane >= 0:
                arrival = s.lanes[lane].next_arrival
        if min(at, month_end, arrival) > until:
            s.now = until
            return -1
        if month_end <= at and month_end <= arrival:
            s.now = month_end
            close_month(s)
            continue
        if arrival <= at:
            n = s.lanes[lane].target
            s.now = arrival
            _land(s, n, arrival)
        else:
            s.now = at
            review(s, n, at)
            s.at += 1
        fired = first_fired(s, n) if s.watching == 1 else -1
        if s.at == s.n_nodes:
            s.at = 0
            s.cycle += 1
            if s.market.on > 0.0 and s.cycle > 0:
                move_market(s, at, s.month)
                if fired < 0 and s.watching == 1:
                    fired = price_fired(s)
            empty_hubs(s)
        if fired >= 0:
            return fired


@compiled
def settle_clock(r: Record, n: int, now: int) -> None:
    """See :func:`run_clock_of`."""
    run_clock(r[0], n, now)


@compiled
def read_watch(r: Record, w: int) -> int:
    """See :func:`level_of_watch`."""
    return level_of(r[0], w)


@compiled
def read_stock(r: Record, n: int, c: int) -> int:
    """See :func:`held_by`."""
    s = r[0]
    return held_of(s.nodes[n], c)


@compiled
def measure_market(r: Record) -> None:
    """See :func:`open_market`."""
    s = r[0]
    measure_covers(s, np.zeros((N_ZONES, N_CLASSES)), s.market.cover)


def _readable(record: Record) -> Record:
    """Return an array of one state as the kernel wants it: uncompiled, its fields must be attributes."""
    return record if compiles() else record.view(np.recarray)


@cache
def prepare_kernel(scale: int) -> None:
    """Have machine code ready for networks of a size class, before anybody runs one."""
    record = np.zeros(1, state_type(scale))
    label = f"the freight kernel for networks of size {scale}"
    prepare(label, move_freight, record, 0)
    prepare(label, settle_clock, record, 0, 0)
    prepare(label, read_watch, record, 0)
    prepare(label, read_stock, record, 0, 0)
    prepare(label, measure_market, record)


def advance(record: Record, until: int) -> int:
    """Move freight up to and including minute ``until``; return a watch that fired on the way, or -1.

    ``record`` is an array of one state.
    """
    with np.errstate(over="ignore"):
        return int(move_freight(_readable(record), until))


def open_market(record: Record) -> None:
    """Take the covers as they are for those at which the prices of the start hold."""
    measure_market(_readable(record))


def run_clock_of(record: Record, n: int, now: int) -> None:
    """Bring the working clock of node n up to now, before somebody stops or starts it."""
    with np.errstate(over="ignore"):
        settle_clock(_readable(record), n, now)


def level_of_watch(record: Record, w: int) -> int:
    """Return the present value of a watched quantity: grams, or minutes of use."""
    with np.errstate(over="ignore"):
        return int(read_watch(_readable(record), w))


def held_by(record: Record, n: int, c: int) -> int:
    """Return the grams of class c that node n holds to use or to sell, as what it is."""
    return int(read_stock(_readable(record), n, c))
