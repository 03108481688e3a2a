"""How much feed a plant wants that takes it as it comes: what its customers lack, or what still finds room."""

from typing import Any

import numpy as np

from sim.world.kernel.arithmetic import total
from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import (
    BASKET_CLASS,
    CLASS_FIRST,
    CLASS_LAST,
    FREE,
    N_CLASSES,
    N_ELEMENTS,
    WEEK,
    WHOLE,
    State,
)


@compiled
def pull(s: State, n: int, capacity: int) -> Any:
    """Return the feed that restores the product stock of the scarcest class that pulls this basket plant."""
    node = s.nodes[n]
    whole = total(node.feed, 0, N_ELEMENTS)
    if whole == 0:
        return 0
    best = 0.0
    for c in range(1, N_CLASSES):
        if (node.pulls >> c) & 1:
            yield_c = 0.0
            for e in range(CLASS_FIRST[c], CLASS_LAST[c]):
                yield_c += np.float64(node.feed[e]) * np.float64(node.out_share[e]) / np.float64(WHOLE)
            if yield_c <= 0.0:
                continue
            own = np.float64(capacity) * yield_c / np.float64(whole)
            target = own * np.float64(node.product_cover) / np.float64(WEEK)
            stock = np.float64(total(node.product, CLASS_FIRST[c], CLASS_LAST[c]))
            best = max(best, (target - stock) * np.float64(whole) / yield_c)
    return np.int64(min(best, np.float64(capacity)))


@compiled
def _sold(s: State, n: int, c: int) -> float:
    """Return the grams of class c (0: of the by-product) that customers usually take in a week and may take now."""
    node = s.nodes[n]
    sold = 0.0
    for k in range(node.supplies_first, node.supplies_last):
        line = s.lines[k]
        if line.cls == c and line.regime == FREE:
            sold += np.float64(line.rate)
    return sold


@compiled
def _room(s: State, n: int, c: int) -> float:
    """Return the feed that fills up the surplus cover of class c (0: of the by-product) and replaces what is sold."""
    node = s.nodes[n]
    basket = c == BASKET_CLASS
    share = 0.0
    for e in range(CLASS_FIRST[c], CLASS_LAST[c]):
        yields = node.by_share[e] if basket else node.out_share[e]
        share += np.float64(node.composition[e]) * np.float64(yields)
    share /= np.float64(WHOLE) * np.float64(WHOLE)
    if share <= 0.0:
        return 0.0
    stock = np.float64(total(node.byproduct if basket else node.product, CLASS_FIRST[c], CLASS_LAST[c]))
    capacity = np.float64(s.capacity[max(s.cycle, 0), n])
    weeks = np.float64(node.surplus_cover) / np.float64(WEEK)
    room = capacity * weeks - stock / share
    return room if room >= capacity else max(room, 0.0) + _sold(s, n, c) / share


@compiled
def saleable(s: State, n: int, capacity: int) -> Any:
    """Return the feed beyond which a basket plant makes nothing that it sells or has room for.

    As long as one class of its product, or its by-product, is taken the others may go to the residue. A plant that
    would make nothing but residue slows down as its usual sales fade, its feed fills up, and it orders no more.
    """
    sells = s.nodes[n].sells
    best = 0.0
    for c in range(N_CLASSES):
        if (sells >> c) & 1:
            best = max(best, _room(s, n, c))
            if best >= np.float64(capacity):
                return capacity
    return np.int64(best)
