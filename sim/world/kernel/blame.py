"""The ledger of causes: who is to blame for each missing gram, carried from the place it was held up to the buyer.

The rule. Every week each order line says why part of what waited on it, or of its usual flow, did not go: its lane
was closed, its desk did not let it out, fear had swollen the orders it had to share with, or its supplier did not
have it. The first two name a cause of their own. A supplier's lack has the causes of his own lost output (by grams
lost) and of what he himself has been missing (by grams missed, already mixed the same way; for a magnet line of
the class that it last lacked). The receiver adds up these grams by cause, forgetting a sixteenth each week, and
the proportions of the sum are the causes of what he is short of. What nobody caused is supply below demand. Real
numbers: the ledger explains grams and moves none.
"""

from typing import Any

import numpy as np

from sim.world.kernel.arithmetic import part_of
from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import (
    BASKET_CLASS,
    BASKET_PLANT,
    BREAKDOWN,
    BY_CLASS,
    FREE,
    HOARDING,
    N_CAUSES,
    N_CLASSES,
    NOBODY,
    OWN,
    RECIPE,
    SOURCE,
    WHOLE,
    Record,
    State,
)
from sim.world.kernel.order import fear_factor

_KEPT = 1.0 - 1.0 / 16.0
_IDLE = 1.5
"""Plants with more room than feed have orders that nobody ever fills; half as many again are no new lack."""


@compiled
def forget(s: State, n: int) -> None:
    """Let a week pass over the blames of a node."""
    blame = s.blame[n]
    for c in range(N_CLASSES + 1):
        for i in range(N_CAUSES):
            if blame[c, i] != 0.0:
                blame[c, i] = blame[c, i] * _KEPT if blame[c, i] > 1.0 else 0.0


@compiled
def blame_output(s: State, n: int, got: int) -> None:
    """Blame who limits a plant for the output it lost this week: ``got`` g, against the most it could ever make.

    What was only ever planned is nobody's loss: a project that comes to nothing takes nothing away.
    """
    node = s.nodes[n]
    node.best = max(node.best, got)
    full = node.best
    if full <= got:
        return
    cause = node.limited_by
    if cause == NOBODY:
        if node.down == 0 and node.switch_no == 0:
            return
        cause = BREAKDOWN
    s.blame[n, OWN, cause] += np.float64(full - got)


@compiled
def _add_mix(s: State, n: int, c: int, mix: Any) -> None:
    for i in range(N_CAUSES):
        mix[i] += s.blame[n, c, i]


@compiled
def _lack(s: State, n: int, c: int, mix: Any) -> None:
    """Add up the grams by cause behind node n's lack of class c to sell."""
    node = s.nodes[n]
    _add_mix(s, n, OWN, mix)
    if node.mode == BASKET_PLANT:
        _add_mix(s, n, BASKET_CLASS, mix)
    elif node.mode == BY_CLASS:
        _add_mix(s, n, c, mix)
    elif node.mode == RECIPE and node.binding > 0:
        _add_mix(s, n, node.binding, mix)


@compiled
def _blame_nobody(line: Record, target: Any, unfilled: float) -> None:
    """Book what a supplier without causes leaves unfilled as supply below demand.

    A receiver whom a cause has reached turns to others, who are then asked for more than they have: that is
    the cause's doing, so only what they left unfilled before counts on.
    """
    blamed = 0.0
    for i in range(HOARDING, N_CAUSES):
        blamed += target[i]
    if blamed <= 0.0:
        line.unfilled += np.int64((unfilled - np.float64(line.unfilled)) / 8.0)
    else:
        unfilled = min(unfilled, np.float64(line.unfilled))
    target[NOBODY] += max(unfilled - _IDLE * np.float64(line.idle), 0.0)


@compiled
def _pass_on(s: State, k: int, unfilled: float, gone: float) -> None:
    """Give the receiver of a line the causes of its supplier's lack, in their proportions.

    Where the supplier has causes, what is gone from the line's usual flow counts too: who gets nothing from a
    supplier soon asks him for nothing. Where he has none, he is merely short, as far as he was not so at the start.
    """
    line = s.lines[k]
    mix = np.zeros(N_CAUSES)
    _lack(s, line.source, line.cls, mix)
    whole = 0.0
    for i in range(N_CAUSES):
        whole += mix[i]
    target = s.blame[line.target, line.cls]
    if whole <= mix[NOBODY]:
        _blame_nobody(line, target, unfilled)
        return
    grams = max(unfilled, gone)
    for i in range(N_CAUSES):
        target[i] += grams * mix[i] / whole


@compiled
def blame_line(s: State, k: int, waiting: int, allowed: int, shipped: int) -> None:
    """Say why a line did not ship all that waited: ``allowed`` g might leave, ``shipped`` g did."""
    line = s.lines[k]
    lane = s.lanes[line.lane]
    missing = max(waiting - shipped, 0)
    gone = max(line.usual - shipped, 0)
    if missing == 0 and gone == 0:
        return
    target = s.blame[line.target, line.cls]
    if lane.closed > 0:
        target[lane.closed_by] += np.float64(max(missing, gone))
        return
    held_back = 0
    if line.regime != FREE:
        held_back = min(max(waiting - max(allowed, shipped), 0), missing)
        if held_back > 0:
            target[s.desks[line.desk].cause] += np.float64(max(held_back, gone))
            gone = 0
    unfilled = np.float64(missing - held_back)
    swollen = fear_factor(s, line.target, line.cls)
    if swollen > WHOLE and unfilled > 0.0:
        part = unfilled * (1.0 - np.float64(WHOLE) / np.float64(swollen))
        target[HOARDING] += part
        unfilled -= part
    if unfilled > 0.0 or gone > 0:
        _pass_on(s, k, unfilled, np.float64(gone))


@compiled
def blame_slow(s: State, k: int, mass: int, late: int, lead: int) -> None:
    """Blame who makes a lane slow for what it delivers late: a week's goods, by how much longer they take."""
    line = s.lines[k]
    if late > 0:
        cause = s.lanes[line.lane].slowed_by
        s.blame[line.target, line.cls, cause] += np.float64(mass) * min(
            np.float64(late) / max(np.float64(lead), 1.0), 1.0
        )


@compiled
def blame_use(s: State, r: int, missing: int, extra: int) -> None:
    """Book what a buyer's row missed this week under its causes; ``extra`` g of its need are a surge.

    The surge answers for what is missed up to what it asks more: without it that much less would be needed.
    """
    row = s.rows[r]
    blame = s.blame[row.node, row.cls]
    if extra > 0:
        blame[row.surged_by] += np.float64(extra)
    if missing == 0:
        return
    whole = 0.0
    for i in range(N_CAUSES):
        whole += blame[i]
    book = s.missing[s.month, r]
    surged = min(missing, extra)
    book[row.surged_by] += np.float64(surged)
    rest = np.float64(missing - surged)
    if whole <= 0.0:
        book[NOBODY] += rest
        return
    for i in range(N_CAUSES):
        book[i] += rest * blame[i] / whole


@compiled
def blame_plant(s: State, n: int) -> None:
    """Blame whoever stops, throttles or spoils a plant, for the week since its last review."""
    node = s.nodes[n]
    got = part_of(s.capacity[max(s.cycle, 0), n], node.pace)
    if node.yields < WHOLE and node.mode != SOURCE:
        got = part_of(got, node.yields)
    if node.mode == SOURCE or node.mode == BASKET_PLANT or node.mode == BY_CLASS or node.mode == RECIPE:
        blame_output(s, n, got)
    if node.stops == 0 and node.factor == WHOLE and node.yields == WHOLE:
        node.limited_by = NOBODY
