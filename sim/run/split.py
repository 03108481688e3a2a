"""A gram total is split over elements, exactly, and so that no part ever shrinks while the total grows.

Didymium and magnets are bought as one good but reported by element. The elements are split off one by one,
each as the floor of its share of what is left; every part is then a rising function of the total. Split like
this, running totals of demand, delivery and shortfall keep all the laws of their sum, element by element.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from sim.base.elements import BASKET, DIDYMIUM, ELEMENTS, ORDER_CLASSES
from sim.base.plant import spread
from sim.world.grid import Grid, Row
from sim.world.kernel.layout import WHOLE, Ints

PRASEODYMIUM_IN_DIDYMIUM: Final = 0.24
"""Share of Pr in didymium bought as oxide or metal, as it mostly comes out of the ground."""


def shares_of(grid: Grid, row: Row) -> tuple[float, ...]:
    """Return the share of each element in what a buyer's row asks for: of its magnet recipe or its class."""
    order_class = ORDER_CLASSES[row.cls]
    if order_class == BASKET:
        recipe = grid.scenario.recipes[row.key]
        return spread(recipe.shares, recipe.praseodymium)
    return spread({order_class: 1.0}, PRASEODYMIUM_IN_DIDYMIUM if order_class == DIDYMIUM else 0.0)


def nested_shares(shares: npt.ArrayLike) -> Ints:
    """Return each element's share of what is left after the elements before it, in billionths."""
    parts = np.asarray(shares, dtype=float)
    left = parts[:, ::-1].cumsum(axis=1)[:, ::-1]
    nested = np.divide(parts, left, out=np.zeros_like(parts), where=left > 0)
    last = len(ELEMENTS) - 1 - (parts[:, ::-1] > 0).argmax(axis=1)
    nested[np.arange(len(parts)), last] = 1.0
    billionths: Ints = np.rint(nested * WHOLE).astype(np.int64)
    return billionths


def pairs_of(nested: Ints) -> tuple[Ints, Ints]:
    """Return element and row of every pair in which the row holds the element, element by element."""
    element, row = np.nonzero(nested.T)
    return element, row


def split_totals(totals: Ints, nested: Ints) -> Ints:
    """Split totals (by row and week, >= 0) over elements; one row of parts for each of :func:`pairs_of`."""
    left = totals.copy()
    parts = [np.zeros((0, totals.shape[1]), dtype=np.int64)]
    for e in range(len(ELEMENTS)):
        rows = np.flatnonzero(nested[:, e])
        if len(rows):
            share, whole = nested[rows, e, None], left[rows]
            # floor(whole * share / WHOLE) without a product beyond 64 bits
            parts.append(whole // WHOLE * share + whole % WHOLE * share // WHOLE)
            left[rows] = whole - parts[-1]
    return np.concatenate(parts)
