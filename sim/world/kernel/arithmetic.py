"""Exact products and splits of integer masses.

floor(a x b / c) overflows int64 long before a rare-earth stock does. The quotient is estimated in float64 and
corrected by its remainder, which is small and therefore right even when computed modulo 2^64.
"""

from typing import Any

import numpy as np

from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import WHOLE, Ints

_BILLIONTH = 1e-9
"""A product is estimated faster than a quotient, and corrected just as exactly."""


@compiled
def _corrected(q: Any, a: int, b: int, c: int) -> Any:
    """Return floor(a * b / c) from an estimate that is wrong by a few at most."""
    r = np.int64(np.uint64(a) * np.uint64(b) - np.uint64(q) * np.uint64(c))
    while r < 0:
        q -= 1
        r += c
    while r >= c:
        q += 1
        r -= c
    return q


@compiled
def muldiv(a: int, b: int, c: int) -> Any:
    """Return floor(a * b / c) for a, b >= 0, c > 0 and a quotient below 2^53."""
    return _corrected(np.int64(np.float64(a) * np.float64(b) / np.float64(c)), a, b, c)


@compiled
def part_of(mass: int, share: int) -> int:
    """Return floor(mass * share) for a share in billionths; none and all of it are the common cases."""
    if share == 0:
        return 0
    if share == WHOLE:
        return mass
    return _corrected(np.int64(np.float64(mass) * np.float64(share) * _BILLIONTH), mass, share, WHOLE)


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
    ratio = np.float64(mass) / np.float64(whole)
    for e in range(first, last):
        x = source[e]
        if x > 0:
            running += x
            upto = mass
            if running < whole:
                upto = _corrected(np.int64(np.float64(running) * ratio), mass, running, whole)
            source[e] = x - (upto - given)
            target[e] += upto - given
            given = upto


@compiled
def draw_twice(source: Ints, target: Ints, book: Ints, first: int, last: int, mass: int, whole: int) -> None:
    """Do what :func:`draw` does, and add what moved to a book as well."""
    if mass <= 0:
        return
    running = 0
    given = 0
    ratio = np.float64(mass) / np.float64(whole)
    for e in range(first, last):
        x = source[e]
        if x > 0:
            part = x
            if mass < whole:
                running += x
                upto = mass
                if running < whole:
                    upto = _corrected(np.int64(np.float64(running) * ratio), mass, running, whole)
                part = upto - given
                given = upto
            source[e] = x - part
            target[e] += part
            book[e] += part
