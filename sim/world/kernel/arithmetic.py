"""Exact products and splits of integer masses.

floor(a x b / c) overflows int64 long before a rare-earth stock does. The quotient is estimated in float64 and
corrected by its remainder, which is small and therefore right even when computed modulo 2^64.
"""

from typing import Any

import numpy as np

from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import WHOLE, Ints


@compiled
def muldiv(a: int, b: int, c: int) -> Any:
    """Return floor(a * b / c) for a, b >= 0, c > 0 and a quotient below 2^53."""
    q = np.int64(np.float64(a) * np.float64(b) / np.float64(c))
    r = np.int64(np.uint64(a) * np.uint64(b) - np.uint64(q) * np.uint64(c))
    while r < 0:
        q -= 1
        r += c
    while r >= c:
        q += 1
        r -= c
    return q


@compiled
def part_of(mass: int, share: int) -> int:
    """Return floor(mass * share) for a share in billionths; none and all of it are the common cases."""
    if share == 0:
        return 0
    if share == WHOLE:
        return mass
    return muldiv(mass, share, WHOLE)


@compiled
def total(v: Ints, first: int, last: int) -> int:
    """Return the sum of v[first:last]."""
    t = 0
    for e in range(first, last):
        t += v[e]
    return t


@compiled
def draw(source: Ints, target: Ints, first: int, last: int, mass: int, whole: int) -> None:
    """Move ``mass`` of the ``whole`` = sum(source[first:last]) to target, in the source's proportions.

    Exact in sum and within one gram for each element: the parts are differences of rounded running sums.
    """
    if mass <= 0:
        return
    if mass >= whole:
        for e in range(first, last):
            target[e] += source[e]
            source[e] = 0
        return
    if last - first == 1:
        source[first] -= mass
        target[first] += mass
        return
    running = 0
    given = 0
    for e in range(first, last):
        x = source[e]
        if x > 0:
            running += x
            upto = muldiv(mass, running, whole) if running < whole else mass
            source[e] = x - (upto - given)
            target[e] += upto - given
            given = upto
