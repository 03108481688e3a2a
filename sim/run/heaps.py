"""Stocks that grow without end: a sign that a world is out of balance, and its later years not to be trusted."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.run.frame import tonnes
from sim.run.stocks import IN_PROCESS, RESIDUE, Holdings
from sim.world.grid import Grid

YEARS_HELD: Final = 2.0
"""So many years of what a stock usually gives away are a heap, if it still grows."""
LEAST_GROWTH: Final = 0.1
"""It grows if a year adds at least this part of a year's outflow."""
LEAST_T: Final = 1000.0
"""What is smaller moves no market."""
_YEAR_D: Final = 365.25
_MONTHS: Final = 12


@dataclass(frozen=True)
class Heap:
    """A stock at the end of a run: tonnes, how many years of its usual outflow, and t that the last year added."""

    node: str
    form: str
    stock_t: float
    years: float
    grown_t: float


def heaps(grid: Grid, held: Holdings) -> tuple[Heap, ...]:
    """Return the stocks of feed and product that hold over two years of their outflow and grow, the largest first.

    The usual outflow is the mean over the months in which anything left. Residue, by-products (swarf where nobody
    recycles), what is in process, and what buyers hold are no heaps; nor is anything in a run of less than two years.
    """
    if len(held.mass) <= 2 * _MONTHS:
        return ()
    mass = held.mass.sum(axis=2)
    leaving = held.out_per_day.sum(axis=2)
    outflow = leaving.sum(axis=0) / np.maximum((leaving > 0).sum(axis=0), 1) * _YEAR_D
    growth = np.minimum(mass[-1] - mass[-1 - _MONTHS], mass[-1 - _MONTHS] - mass[-1 - 2 * _MONTHS])
    found = []
    for i, (node, form) in enumerate(held.places):
        recipe = grid.recipes[node]
        beside = form in (RESIDUE, IN_PROCESS) or (form == recipe.byproduct_form != recipe.product_form)
        if beside or recipe.mode == "buyer" or outflow[i] <= 0:
            continue
        if mass[-1, i] > max(LEAST_T * 1e6, YEARS_HELD * outflow[i]) and growth[i] > LEAST_GROWTH * outflow[i]:
            found.append((int(mass[-1, i]), node, form, float(outflow[i]), int(mass[-1, i] - mass[-1 - _MONTHS, i])))
    return tuple(
        Heap(grid.nodes[node].id, form, _tonnes(stock), stock / yearly, _tonnes(grown))
        for stock, node, form, yearly, grown in sorted(found, reverse=True)
    )


def _tonnes(grams: int) -> float:
    return float(tonnes(np.array([grams], dtype=np.int64))[0])


def told(heap: Heap) -> str:
    """Return the warning about a heap in one sentence."""
    return (
        f"{heap.node} holds {heap.stock_t:,.0f} t REO of {heap.form}, {heap.years:.1f} years of what it usually gives "
        f"away, and {heap.grown_t:,.0f} t more than a year before: later years are out of balance."
    )
