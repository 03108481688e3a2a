"""Lines that somebody watches: a stock, or days of cover, of some nodes and one class."""

from typing import Any

import numpy as np

from sim.world.kernel.arithmetic import muldiv, part_of, total
from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import (
    BASKET_CLASS,
    BASKET_PLANT,
    BUYER,
    CLASS_FIRST,
    CLASS_LAST,
    NEVER,
    RECIPE,
    SOURCE,
    WEEK,
    WHOLE,
    Record,
    State,
)
from sim.world.kernel.order import given_up, weekly_use

MICRO = 1_000_000.0
"""Prices are watched in micro-USD per kg."""


@compiled
def held_of(node: Record, c: int) -> int:
    """Return the grams of class c that a node holds to use or to sell, as what it is.

    An element in ore, carbonate or scrap is nothing that anybody could use yet; in a magnet it is.
    """
    first, last = CLASS_FIRST[c], CLASS_LAST[c]
    if node.mode == BUYER:
        return total(node.feed, first, last)
    if c == BASKET_CLASS:
        stock = total(node.feed, first, last) if node.mode == BASKET_PLANT else 0
        return stock + total(node.product, first, last) if node.product_by_basket == 1 else stock
    stock = 0 if node.mode == BASKET_PLANT else total(node.feed, first, last)
    if node.product_by_basket == 0 or node.mode == RECIPE:
        stock += total(node.product, first, last)
    return stock


@compiled
def _part_in(row: Record, c: int) -> int:
    """Return the share of class c in what a row needs, in billionths: in magnets, of each element class."""
    if row.cls == c:
        return WHOLE
    return row.made_of[c] if row.cls == BASKET_CLASS else 0


@compiled
def _cover_at_buyer(s: State, n: int, c: int) -> Any:
    """Return what a buyer holds of class c and what he expects to use of it in a week, as it is or in magnets."""
    node = s.nodes[n]
    week = max(s.cycle, 0)
    stock = 0
    per_week = 0
    for r in range(node.rows_first, node.rows_last):
        row = s.rows[r]
        part = _part_in(row, c)
        if part == 0:
            continue
        plan = part_of(s.plan[week, r], row.factor)
        per_week += part_of(plan - part_of(plan, given_up(row)), part)
        stock += part_of(total(row.stock, 0, row.cohorts) + row.arrived, part)
    return stock, per_week


@compiled
def _cover_at(s: State, n: int, c: int) -> Any:
    """Return what a node holds of class c and what it expects to use, or to sell, of it in a week."""
    node = s.nodes[n]
    if node.mode == BUYER:
        return _cover_at_buyer(s, n, c)
    if node.mode == SOURCE or (node.mode == BASKET_PLANT and c != BASKET_CLASS):
        return held_of(node, c), node.rate[c]
    return held_of(node, c), weekly_use(s, n, c)


@compiled
def level_of(s: State, w: int) -> Any:
    """Return the watched quantity: grams, or minutes of expected use."""
    watch = s.watches[w]
    if watch.zone > 0:
        return np.int64(s.market.price[watch.zone - 1, watch.cls] * MICRO)
    stock = 0
    per_week = 0
    for m in range(watch.first, watch.last):
        n = s.members[m]
        if watch.per_use == 0:
            stock += held_of(s.nodes[n], watch.cls)
            continue
        held, use = _cover_at(s, n, watch.cls)
        stock += held
        per_week += use
    if watch.per_use == 0:
        return stock
    if per_week == 0:
        return NEVER
    return muldiv(stock, WEEK, per_week)


@compiled
def _crossed(s: State, w: int) -> bool:
    watch = s.watches[w]
    level = level_of(s, w)
    return level >= watch.level if watch.above == 1 else level < watch.level


@compiled
def first_fired(s: State, n: int) -> int:
    """Evaluate the armed watches that include node n; return the first whose line is crossed, or -1."""
    if s.nodes[n].watched == 0:
        return -1
    for w in range(s.n_watches):
        watch = s.watches[w]
        if watch.active == 0 or watch.zone > 0:
            continue
        member = False
        for m in range(watch.first, watch.last):
            if s.members[m] == n:
                member = True
                break
        if not member:
            continue
        if _crossed(s, w):
            watch.active = 0
            return w
    return -1


@compiled
def price_fired(s: State) -> int:
    """Evaluate the armed watches of prices; return the first whose line is crossed, or -1."""
    for w in range(s.n_watches):
        watch = s.watches[w]
        if watch.active == 1 and watch.zone > 0 and _crossed(s, w):
            watch.active = 0
            return w
    return -1
