"""Lines that somebody watches: a stock, or days of cover, of some nodes and one class."""

from typing import Any

import numpy as np

from sim.world.kernel.arithmetic import muldiv, total
from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import BUYER, CLASS_FIRST, CLASS_LAST, NEVER, WEEK, State
from sim.world.kernel.order import weekly_use

MICRO = 1_000_000.0
"""Prices are watched in micro-USD per kg."""


@compiled
def level_of(s: State, w: int) -> Any:
    """Return the watched quantity: grams, or minutes of expected use."""
    watch = s.watches[w]
    if watch.zone > 0:
        return np.int64(s.market.price[watch.zone - 1, watch.cls] * MICRO)
    stock = 0
    per_week = 0
    first, last = CLASS_FIRST[watch.cls], CLASS_LAST[watch.cls]
    for m in range(watch.first, watch.last):
        n = s.members[m]
        node = s.nodes[n]
        stock += total(node.feed, first, last)
        if node.mode != BUYER:
            stock += total(node.product, first, last)
        if watch.per_use == 1:
            per_week += weekly_use(s, n, watch.cls)
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
