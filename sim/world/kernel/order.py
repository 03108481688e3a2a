"""Orders up to a cover, split over suppliers by share and recent fill; alternatives join after qualification."""

from typing import Any

import numpy as np

from sim.world.kernel.arithmetic import muldiv, part_of, total
from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import (
    BASKET_CLASS,
    BASKET_PLANT,
    BUYER,
    BY_CLASS,
    CLASS_FIRST,
    CLASS_LAST,
    FREE,
    NEVER,
    OUTSIDE,
    RECIPE,
    SOURCE,
    WEEK,
    WHOLE,
    Record,
    State,
)

_POOR_FILL = 700_000_000
"""Below this fill a lane's open orders are slowly withdrawn and placed again."""
_LEAST_FILL = np.float64(0.02)
"""A lane counts as filled at least this part as well as all lanes together, so that who comes back is noticed."""
_WITHDRAWN_PART = 6
"""One part in so many of the open orders of a poor lane is withdrawn each week."""

_MOST_WAIT = 90 * 1440
"""Nobody orders further ahead than this for the sake of a slow desk (90 days; judgement)."""


@compiled
def given_up(row: Record) -> int:
    """Return the share of its need that a row does without, by decision and for the price, in billionths."""
    if row.thrift == 0 and row.price_thrift == 0 and row.long_thrift == 0:
        return 0
    left = part_of(part_of(WHOLE - row.thrift, WHOLE - row.price_thrift), WHOLE - row.long_thrift)
    return WHOLE - left


@compiled
def fear_factor(s: State, n: int, c: int) -> int:
    """Return the factor of fear alone on the stock of class c that a node wants, in billionths.

    The fear for baskets is for magnets: whoever buys ore or scrap has none.
    """
    node = s.nodes[n]
    if node.zone != OUTSIDE or s.market.on == 0.0 or (c == BASKET_CLASS and node.mode != BUYER):
        return WHOLE
    return s.market.hoards[c]


@compiled
def stock_factor(s: State, n: int, c: int) -> int:
    """Return the live factor on the stock of class c that a node wants, by decision and out of fear."""
    return part_of(s.nodes[n].hoard, fear_factor(s, n, c))


@compiled
def weekly_use(s: State, n: int, c: int) -> int:
    """Return the grams of class c that node n expects to use in a week."""
    node = s.nodes[n]
    week = max(s.cycle, 0)
    if node.mode == BUYER:
        for r in range(node.rows_first, node.rows_last):
            if s.rows[r].cls == c:
                plan = part_of(s.plan[week, r], s.rows[r].factor)
                return plan - part_of(plan, given_up(s.rows[r]))
        return 0
    if node.mode == BASKET_PLANT:
        if node.product_by_basket == 1:
            return node.rate[BASKET_CLASS]
        return s.capacity[week, n]
    if node.mode == RECIPE:
        part = total(node.composition, CLASS_FIRST[c], CLASS_LAST[c])
        return muldiv(part_of(node.rate[BASKET_CLASS], part), WHOLE, node.out_share[0])
    if node.out_share[CLASS_FIRST[c]] == WHOLE:
        return node.rate[c]
    return muldiv(node.rate[c], WHOLE, max(node.out_share[CLASS_FIRST[c]], 1))


@compiled
def _passes_through(node: Record) -> bool:
    return node.to_stock == 0 and (node.mode == BY_CLASS or node.product_by_basket == 1)


@compiled
def _under_target(s: State, n: int, c: int, use: int, lead: int) -> int:
    """Return how far the position of node n in class c lies under its order-up-to level."""
    node = s.nodes[n]
    cover = node.feed_cover
    ahead = lead + WEEK
    have = total(node.feed, CLASS_FIRST[c], CLASS_LAST[c]) + node.on_order[c]
    if _passes_through(node):
        ahead += node.product_cover + node.residence
        have += total(node.product, CLASS_FIRST[c], CLASS_LAST[c])
        have += total(node.process, CLASS_FIRST[c], CLASS_LAST[c]) - node.backorders[c]
    if node.mode == BUYER:
        for r in range(node.rows_first, node.rows_last):
            if s.rows[r].cls == c:
                cover += s.rows[r].cover
                have -= s.rows[r].backlog
    ahead += part_of(cover, stock_factor(s, n, c))
    return muldiv(use, ahead, WEEK) - have


@compiled
def _withdraw(s: State, n: int, first: int, last: int) -> None:
    """Take back part of the orders that wait at suppliers who have not been filling them."""
    node = s.nodes[n]
    for i in range(first, last):
        line = s.lines[s.buys[i]]
        if line.filled < _POOR_FILL:
            part = line.open // _WITHDRAWN_PART
            approved = line.licensed // _WITHDRAWN_PART
            line.open -= part
            line.licensed -= approved
            node.on_order[line.cls] -= part + approved


@compiled
def _on_offer(s: State, line: Record) -> int:
    """Return the grams that a supplier holds of what a line carries: of its product, or of its by-product."""
    supplier = s.nodes[line.source]
    stock = supplier.byproduct if line.byproduct == 1 else supplier.product
    return total(stock, CLASS_FIRST[line.cls], CLASS_LAST[line.cls])


@compiled
def _asleep(s: State, line: Record) -> bool:
    """Say whether a supplier is a mine or separator without any capacity now, and has nothing left to sell."""
    supplier = s.nodes[line.source]
    if s.capacity[max(s.cycle, 0), line.source] > 0 or (supplier.mode != SOURCE and supplier.mode != BASKET_PLANT):
        return False
    return _on_offer(s, line) == 0


@compiled
def _wanted(s: State, first: int, last: int, now: int) -> Any:
    """Put on each line of one class (in ``asked``) what it would be asked for if all suppliers delivered alike.

    Alternatives join, for the part that the regular suppliers fail to fill, once they have qualified. Nobody asks
    one who sleeps. Returns the mean fill of what is wanted, from 0 to 1.
    """
    wanted = np.float64(0.0)
    filled = np.float64(0.0)
    for i in range(first, last):
        line = s.lines[s.buys[i]]
        line.asked = 0 if line.share > 0 and _asleep(s, line) else line.share
        wanted += np.float64(line.asked)
        filled += np.float64(line.asked) * np.float64(line.filled) / np.float64(WHOLE)
    gap = 1.0 - filled / wanted if wanted > 0.0 else 1.0
    for i in range(first, last):
        line = s.lines[s.buys[i]]
        if line.share > 0 or _asleep(s, line):
            continue
        if gap < 0.2:
            line.short_since = NEVER
            continue
        if line.short_since == NEVER:
            line.short_since = now
        if now - line.short_since >= line.qualify:
            line.asked = np.int64(gap * np.float64(WHOLE))
            wanted += np.float64(line.asked)
            filled += np.float64(line.asked) * np.float64(line.filled) / np.float64(WHOLE)
    return filled / wanted if wanted > 0.0 else 0.0


@compiled
def _weigh(s: State, n: int, first: int, last: int, now: int) -> int:
    """Put a weight on each line of one class (in ``asked``), what is wanted by how it is filled; return their sum."""
    mean = _wanted(s, first, last, now)
    least = _LEAST_FILL * mean * np.float64(WHOLE) if mean > 0.0 else np.float64(WHOLE)
    sum_of_weights = 0
    for i in range(first, last):
        line = s.lines[s.buys[i]]
        weight = np.float64(line.asked) * max(np.float64(line.filled), least) / np.float64(WHOLE)
        if s.nodes[n].buys_by_stock == 1 and line.share > 0 and line.asked > 0:
            weight = np.float64(max(_on_offer(s, line) - line.open, 0)) + weight * 1e-6
        line.asked = np.int64(min(weight, 4e15))
        sum_of_weights += line.asked
    return sum_of_weights


@compiled
def _wait_at_desk(s: State, first: int, last: int) -> Any:
    """Return the minutes that customers have learnt to allow for licences, the mean over the lines of a class."""
    weights = 0.0
    waits = 0.0
    for i in range(first, last):
        line = s.lines[s.buys[i]]
        weights += np.float64(line.need)
        waits += np.float64(line.need) * np.float64(min(line.waits, _MOST_WAIT))
    return np.int64(waits / weights) if weights > 0.0 else 0


@compiled
def _place(s: State, n: int, first: int, last: int, mass: int, use: int, whole: int) -> None:
    """Order ``mass`` from the lines of a class by weight, and tell each supplier his part of the weekly use.

    Without any weight (every supplier sleeps) nothing is ordered, and nobody is told of a use.
    """
    node = s.nodes[n]
    whole = max(whole, 1)
    running = 0
    given = 0
    told = 0
    for i in range(first, last):
        line = s.lines[s.buys[i]]
        running += line.asked
        upto = muldiv(use, running, whole)
        line.need = upto - told
        told = upto
        if mass > 0:
            upto = muldiv(mass, running, whole)
            line.open += upto - given
            node.on_order[line.cls] += upto - given
            given = upto


@compiled
def _on_the_shelf(s: State, line: Record) -> int:
    """Return the grams that lie open to a customer: no desk and no closed lane before them, spoken for by nobody."""
    supplier = s.nodes[line.source]
    if line.regime != FREE or supplier.stops > 0 or supplier.down == 1 or s.lanes[line.lane].closed > 0:
        return 0
    spoken = 0
    for k in range(supplier.supplies_first, supplier.supplies_last):
        other = s.lines[k]
        if other.cls == line.cls and other.byproduct == line.byproduct:
            spoken += other.licensed
            if other.regime == FREE:
                spoken += other.open
    return max(_on_offer(s, line) - spoken, 0)


@compiled
def _bridge(s: State, n: int, first: int, last: int, use: int, lead: int) -> None:
    """Order off the shelves of suppliers whom no desk holds back, what is missed while more waits for a licence.

    What waits is on order, and so would keep a maker from buying next door what he stands still for. He asks for no
    more than lies there: an order that nobody can fill helps nobody.
    """
    node = s.nodes[n]
    stuck = 0
    for i in range(first, last):
        stuck += s.lines[s.buys[i]].at_desk
    if stuck == 0:
        return
    room = 0
    for i in range(first, last):
        line = s.lines[s.buys[i]]
        line.asked = _on_the_shelf(s, line) if line.asked > 0 else 0
        room += line.asked
    if room == 0:
        return
    cls = s.lines[s.buys[first]].cls
    missing = min(_under_target(s, n, cls, use, lead) + stuck, room)
    running = 0
    given = 0
    for i in range(first, last):
        line = s.lines[s.buys[i]]
        running += line.asked
        upto = muldiv(max(missing, 0), running, room)
        line.open += upto - given
        node.on_order[cls] += upto - given
        given = upto


@compiled
def order(s: State, n: int, now: int) -> None:
    """Bring every class that node n buys up to its cover."""
    node = s.nodes[n]
    if node.replenishes == 0:
        return
    first = node.buys_first
    while first < node.buys_last:
        head = s.lines[s.buys[first]]
        last = first
        while last < node.buys_last and s.lines[s.buys[last]].cls == head.cls:
            last += 1
        _withdraw(s, n, first, last)
        use = weekly_use(s, n, head.cls)
        lead = head.lead
        if node.slowed == 1:
            lead += _wait_at_desk(s, first, last)
        missing = _under_target(s, n, head.cls, use, lead)
        if last - first == 1:
            head.asked = weights = 0 if _asleep(s, head) else 1
        else:
            weights = _weigh(s, n, first, last, now)
        _place(s, n, first, last, missing, use, weights)
        if node.slowed == 1 and last - first > 1:
            _bridge(s, n, first, last, use, head.lead)
        first = last


@compiled
def forecast(s: State, n: int) -> None:
    """Average what the customers say they use in a week into the expected weekly orders of each class.

    Orders themselves would be a poor guide: in a long shortage they dry up, because what was ordered and
    never came already fills the position. What is owed and may leave is counted as backorders.
    """
    node = s.nodes[n]
    k = node.supplies_first
    while k < node.supplies_last:
        c = s.lines[k].cls
        byproduct = s.lines[k].byproduct
        need = 0
        owed = 0
        while k < node.supplies_last and s.lines[k].cls == c and s.lines[k].byproduct == byproduct:
            line = s.lines[k]
            need += line.need
            owed += line.licensed
            if line.regime == FREE:
                owed += line.open
            k += 1
        if byproduct == 0:
            node.rate[c] += (need - node.rate[c]) // node.smoothing
            node.backorders[c] = owed
