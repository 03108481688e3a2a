"""Prices and fears, once a week: scarcity by zone, the price of an export right, thrift, hoarding, leakage.

Prices are real numbers and never masses; what they move (shares of a need, of a stock, of a flow) is written as
whole billionths, rounded to a millionth, so that a last bit cannot flip a gram.
"""

from typing import Any

import numpy as np

from sim.world.kernel.arithmetic import total
from sim.world.kernel.chance import uniform
from sim.world.kernel.compiled import compiled
from sim.world.kernel.curves import exp, log
from sim.world.kernel.layout import (
    BASKET_CLASS,
    BUYER,
    CLASS_FIRST,
    CLASS_LAST,
    FREE,
    INSIDE,
    N_CHANNELS,
    N_CLASSES,
    N_ELEMENTS,
    N_ZONES,
    OUTSIDE,
    TRANSSHIPPED,
    WEEK,
    WHOLE,
    Record,
    State,
)

_UNNEEDED = 1e6
"""Weeks that goods last which nobody needs."""
_ROUTINE = 5.0
"""Weeks of use that wait at a desk which works as it should (some 45 days of lag for licences): nobody minds."""
_LONG_QUEUE = 8.0
"""Normal weeks that wait at a desk when its right has its full price."""
_LEAST_SCARCE = -1.5
_MOST_SCARCE = 2.8
"""E-foldings of price beyond which scarcity alone never went: dysprosium rose 15 to 18 times from 2010 to 2011."""
_MOST_THRIFT = 0.6
"""Nobody gives up more of his need for the sake of a price."""
_STEP = 1000
"""Billionths are rounded to so many."""
_WEEKS_A_YEAR = 52.18


@compiled
def _billionths(share: float) -> Any:
    """Return a share as billionths, rounded to a millionth."""
    return np.int64(share * (WHOLE / _STEP) + 0.5) * _STEP


@compiled
def _towards(value: float, target: float, weeks: float) -> float:
    """Return a value after a week on its way to a target, two thirds of which takes ``weeks``."""
    return value + (target - value) / max(weeks, 1.0)


@compiled
def _add_by_class(row: Record, mass: float, sums: Any) -> None:
    """Add a mass of a row's goods to sums by class, in the proportions of what they are made of."""
    if row.cls != BASKET_CLASS:
        sums[row.cls] += mass
        return
    for c in range(1, N_CLASSES):
        if row.made_of[c] > 0:
            sums[c] += mass * np.float64(row.made_of[c]) / WHOLE


@compiled
def _leave_out_landed(node: Record, held: Any) -> None:
    """Take off what a node took in ahead of its review: only those do that somebody watches."""
    if node.early == 1:
        for e in range(N_ELEMENTS):
            held[node.zone, e] -= node.landed[e]


@compiled
def _stocks(s: State, stocks: Any) -> None:
    """Add up what each zone has on its market of each class, as single elements and in magnets at their buyers.

    A stock that supplies nobody (a state's reserve) is not on the market until it is handed over.
    """
    held = np.zeros((N_ZONES, N_ELEMENTS), np.int64)
    for n in range(s.n_nodes):
        node = s.nodes[n]
        if node.mode == BUYER:
            for e in range(N_ELEMENTS):
                held[node.zone, e] += node.feed[e]
            _leave_out_landed(node, held)
        elif node.product_by_basket == 0 and node.supplies_first < node.supplies_last:
            for e in range(N_ELEMENTS):
                held[node.zone, e] += node.feed[e] + node.product[e]
            _leave_out_landed(node, held)
    for z in range(N_ZONES):
        for c in range(1, N_CLASSES):
            stocks[z, c] = np.float64(total(held[z], CLASS_FIRST[c], CLASS_LAST[c]))


@compiled
def measure_covers(s: State, use: Any, covers: Any) -> None:
    """Write the weekly use (g) of each class in each zone, and the weeks of it that the zone holds.

    What nobody needs lasts for ever, whether there is any or not.
    """
    _stocks(s, covers)
    week = max(s.cycle, 0)
    for r in range(s.n_rows):
        row = s.rows[r]
        need = np.float64(s.plan[week, r]) * np.float64(row.factor) / WHOLE
        _add_by_class(row, need, use[s.nodes[row.node].zone])
    for z in range(N_ZONES):
        for c in range(1, N_CLASSES):
            covers[z, c] = covers[z, c] / use[z, c] if use[z, c] > 0.0 else _UNNEEDED


@compiled
def _shortages(s: State, shares: Any) -> None:
    """Write the part of last week's need of each class that was short or late, by zone."""
    needed = np.zeros((N_ZONES, N_CLASSES))
    anybody = False
    for r in range(s.n_rows):
        if s.rows[r].missed > 0:
            anybody = True
            break
    if not anybody:
        return
    for r in range(s.n_rows):
        row = s.rows[r]
        zone = s.nodes[row.node].zone
        _add_by_class(row, np.float64(row.missed), shares[zone])
        _add_by_class(row, np.float64(row.needed), needed[zone])
    for z in range(N_ZONES):
        for c in range(1, N_CLASSES):
            shares[z, c] = shares[z, c] / needed[z, c] if needed[z, c] > 0.0 else 0.0


@compiled
def _queues(s: State, use: Any, weeks: Any, controlled: Any) -> None:
    """Write the weeks of use that wait at desks beyond what is routine, by class (8 at most), and who is controlled.

    Weeks are of the normal flow over the desk, or of all use outside where that is more: where others supply most,
    what waits at a desk matters little.
    """
    anything = False
    for d in range(len(s.desks)):
        if s.desks[d].open == 1:
            anything = True
    if not anything:
        return
    waiting = np.zeros(N_CLASSES)
    normal = np.zeros(N_CLASSES)
    for k in range(s.n_lines):
        line = s.lines[k]
        if line.foreign == 0:
            continue
        normal[line.cls] += np.float64(line.rate)
        if line.regime != FREE:
            controlled[line.cls] = 1.0
            waiting[line.cls] += np.float64(line.open + line.at_desk)
    for c in range(N_CLASSES):
        weekly = max(normal[c], use[c])
        weeks[c] = min(max(waiting[c] / weekly - _ROUTINE, 0.0), _LONG_QUEUE) if weekly > 0.0 else 0.0


@compiled
def _move_scarcity(s: State, covers: Any, shares: Any) -> None:
    m = s.market
    for z in range(N_ZONES):
        for c in range(1, N_CLASSES):
            target = 0.0
            known = 0.0 < m.cover[z, c] < _UNNEEDED
            if known and covers[z, c] > 0.0:
                gap = log(m.cover[z, c] / covers[z, c])
                if gap > m.dead_band:
                    target = m.response * (gap - m.dead_band)
                elif gap < -m.dead_band:
                    target = m.glut * (gap + m.dead_band)
            elif known:
                target = _MOST_SCARCE
            target = min(max(target + m.shortage * shares[z, c], _LEAST_SCARCE), _MOST_SCARCE)
            speed = m.rise if target > m.scarcity[z, c] else m.fall
            m.scarcity[z, c] = _towards(m.scarcity[z, c], target, speed)


@compiled
def _move_fears(s: State, weeks: Any, controlled: Any) -> None:
    """Let fears decay and queues feed them; every class has fears of its own, as goods of one desk have.

    A right has a price where one is needed: fear of what is merely announced fills stocks and costs nothing else.
    """
    m = s.market
    for c in range(N_CLASSES):
        fed = m.fear * m.queue_fear * weeks[c] / _LONG_QUEUE
        m.fears[c] = min(max(m.fears[c] * (1.0 - 1.0 / max(m.fear_decay, 1.0)), fed), 1.0)
        m.panics[c] = _towards(m.panics[c], m.fears[c], m.hoard_speed)
        m.hoards[c] = _billionths(1.0 + m.hoard * m.panics[c])
        target = controlled[c] * m.right * max(weeks[c] / _LONG_QUEUE, m.panics[c])
        speed = m.right_speed if target > m.rights[c] else m.right_fall
        m.rights[c] = _towards(m.rights[c], target, speed)


@compiled
def _set_prices(s: State) -> None:
    m = s.market
    for c in range(1, N_CLASSES):
        if m.start[INSIDE, c] <= 0.0:
            continue
        inside = m.start[INSIDE, c] * exp(m.scarcity[INSIDE, c])
        m.price[INSIDE, c] = inside
        # what is scarce in both zones is scarce once: together they raise a price no more than one of them may
        dear = min(m.scarcity[INSIDE, c] + m.scarcity[OUTSIDE, c], _MOST_SCARCE)
        m.price[OUTSIDE, c] = m.start[INSIDE, c] * exp(dear) * (1.0 + m.freight) + m.rights[c]
        for z in range(N_ZONES):
            m.heard[z, c] = _towards(m.heard[z, c], m.price[z, c], m.price_lag / 2.0)
            m.felt[z, c] = _towards(m.felt[z, c], m.heard[z, c], m.price_lag / 2.0)


@compiled
def _duty(s: State, row: Record) -> float:
    """Return the duty on what a row's buyer orders now, as a part of its price."""
    node = s.nodes[row.node]
    whole = 0.0
    paid = 0.0
    for i in range(node.buys_first, node.buys_last):
        line = s.lines[s.buys[i]]
        if line.cls == row.cls:
            whole += np.float64(line.need)
            paid += np.float64(line.need) * np.float64(line.duty) / WHOLE
    return paid / whole if whole > 0.0 else 0.0


@compiled
def _feel_duties(s: State) -> None:
    """Let buyers come to feel the duties they pay, with the lag of a price."""
    speed = s.market.price_lag / 2.0
    for r in range(s.n_rows):
        row = s.rows[r]
        row.heard_duty = _towards(row.heard_duty, _duty(s, row), speed)
        row.felt_duty = _towards(row.felt_duty, row.heard_duty, speed)


@compiled
def _relative_price(s: State, row: Record, zone: int) -> float:
    """Return a row's price as its buyers feel it, duty apart, against the start: the mean of its parts, by value."""
    m = s.market
    if row.cls != BASKET_CLASS:
        before = m.start[zone, row.cls]
        return m.felt[zone, row.cls] / before if before > 0.0 else 1.0
    now = 0.0
    before = 0.0
    for c in range(1, N_CLASSES):
        if row.made_of[c] > 0:
            part = np.float64(row.made_of[c])
            now += part * m.felt[zone, c]
            before += part * m.start[zone, c]
    return now / before if before > 0.0 else 1.0


@compiled
def _save(s: State) -> None:
    """Let buyers give up part of their need for the price: a little at once, more by design, and back slowly."""
    m = s.market
    a_week = m.thrift_speed / _WEEKS_A_YEAR
    for r in range(s.n_rows):
        row = s.rows[r]
        paid = _relative_price(s, row, s.nodes[row.node].zone) * (1.0 + row.felt_duty)
        dear = max(paid / m.least_rise, 1.0)
        if dear == 1.0 and row.long_thrift == 0 and row.price_thrift == 0:
            continue
        fold = log(dear)
        row.price_thrift = _billionths(min(1.0 - exp(row.elasticity * fold), _MOST_THRIFT))
        wanted = min(1.0 - exp(row.long_elasticity * fold), _MOST_THRIFT) - np.float64(row.price_thrift) / WHOLE
        gap = max(wanted, 0.0) - np.float64(row.long_thrift) / WHOLE
        step = min(max(gap, -a_week / 2.0), a_week)
        row.long_thrift = max(_billionths(np.float64(row.long_thrift) / WHOLE + step), 0)


@compiled
def _leak(s: State, now: int) -> None:
    """Let the leaks of every desk follow the price wedge of its goods beyond freight, and customs find hubs out.

    Of several goods the widest wedge counts; where only baskets are held, that of any.
    """
    m = s.market
    for d in range(len(s.desks)):
        desk = s.desks[d]
        if desk.open == 0:
            continue
        wedge = 0.0
        for c in range(1, N_CLASSES):
            if desk.goods > 0 and (desk.goods >> c) & 1 == 0:
                continue
            if m.price[INSIDE, c] > 0.0:
                wedge = max(wedge, log(m.price[OUTSIDE, c] / (m.price[INSIDE, c] * (1.0 + m.freight))))
        for channel in range(N_CHANNELS):
            base = np.float64(desk.least_leak[channel])
            target = base + np.float64(desk.leak_gain[channel]) * wedge
            target = max(min(target, np.float64(desk.most_leak[channel])), base)
            leak = _towards(np.float64(desk.leak[channel]), target, np.float64(desk.leak_lag))
            desk.leak[channel] = np.int64(leak / _STEP + 0.5) * _STEP
        if desk.hub_room > 0:
            if now >= desk.caught_until and desk.hub_used > 0:
                odds = np.float64(desk.risk) / WHOLE * np.float64(desk.hub_used) / np.float64(desk.hub_room)
                if uniform(desk.key_0, desk.key_1, now // WEEK) < odds:
                    desk.caught_until = now + desk.caught_for
            if now < desk.caught_until:
                desk.leak[TRANSSHIPPED] = 0


@compiled
def empty_hubs(s: State) -> None:
    """Let the hubs of transshipment begin a new week."""
    for d in range(len(s.desks)):
        desk = s.desks[d]
        desk.hub_used = 0
        desk.hub_wanted = desk.hub_asked
        desk.hub_asked = 0


@compiled
def move_market(s: State, now: int, month: int) -> None:
    """Set the prices of a new week and let everybody who watches them answer."""
    use = np.zeros((N_ZONES, N_CLASSES))
    covers = np.zeros((N_ZONES, N_CLASSES))
    shares = np.zeros((N_ZONES, N_CLASSES))
    weeks = np.zeros(N_CLASSES)
    controlled = np.zeros(N_CLASSES)
    measure_covers(s, use, covers)
    _shortages(s, shares)
    _queues(s, use[OUTSIDE], weeks, controlled)
    _move_scarcity(s, covers, shares)
    _move_fears(s, weeks, controlled)
    _set_prices(s)
    if s.market.levied > 0.0:
        _feel_duties(s)
    _save(s)
    _leak(s, now)
    for z in range(N_ZONES):
        s.prices[month, z, BASKET_CLASS] += 1.0
        for c in range(1, N_CLASSES):
            s.prices[month, z, c] += s.market.price[z, c]
