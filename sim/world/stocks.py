"""Stock handed from one owner to another, in whole grams."""

from collections.abc import Mapping

import numpy as np

from sim.base.elements import CLASS_INDEX
from sim.world.grid import class_slice
from sim.world.kernel import layout as k
from sim.world.kernel.advance import held_by
from sim.world.state import RunState


def hand_over(state: RunState, source: int, target: int, masses_t: Mapping[str, float]) -> k.Ints:
    """Move up to ``masses_t`` (t by order class) of the source's product to the target; return grams by element.

    A trader takes it into product, a plant into feed, a buyer into the stock of his cohorts.
    """
    moved = np.zeros(k.N_ELEMENTS, dtype=np.int64)
    stock = state.nodes[source]["product"]
    for order_class in sorted(masses_t, key=CLASS_INDEX.__getitem__):
        part = class_slice(CLASS_INDEX[order_class])
        whole = int(stock[part].sum())
        _draw(stock[part], moved[part], min(round(masses_t[order_class] * 1e6), whole), whole)
    receiver = state.nodes[target]
    if receiver["mode"] == k.BUYER:
        _stock_buyer(state, target, moved)
        receiver["feed"] += moved
    elif receiver["mode"] == k.BY_CLASS and receiver["to_stock"] == 0:
        receiver["product"] += moved
    else:
        receiver["feed"] += moved
    return moved


def held_t(state: RunState, node: int, order_class: str) -> float:
    """Return t of a class that a node holds to use or to sell, as :func:`sim.world.kernel.watch.held_of` counts it."""
    return held_by(state.record, node, CLASS_INDEX[order_class]) / 1e6


def _draw(source: k.Ints, target: k.Ints, mass: int, whole: int) -> None:
    """Move mass in the source's proportions, exact in sum, as the kernel does (Python's integers do not overflow)."""
    running = given = 0
    for e in range(len(source)):
        running += int(source[e])
        upto = mass * running // whole if whole > 0 else 0
        source[e] -= upto - given
        target[e] += upto - given
        given = upto


def _stock_buyer(state: RunState, target: int, moved: k.Ints) -> None:
    receiver = state.nodes[target]
    for r in range(int(receiver["rows_first"]), int(receiver["rows_last"])):
        row = state.rows[r]
        mass = int(moved[class_slice(int(row["cls"]))].sum())
        running = given = 0
        for c in range(int(row["cohorts"])):
            running += int(row["share"][c])
            upto = mass * running // k.WHOLE
            row["stock"][c] += upto - given
            given = upto
