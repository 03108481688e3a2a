"""Random numbers by counter: the same key and slot give the same number, whatever happened in between."""

from typing import Any

import numpy as np

from sim.world.kernel.compiled import compiled
from sim.world.kernel.layout import N_STEPS, N_TAIL, Ints

_ONE_53 = 1.0 / 9007199254740992.0


@compiled
def _mix(z: Any) -> Any:
    """Scramble 64 bits (the finaliser of SplitMix64; Steele, Lea and Flood 2014)."""
    z = np.uint64(z)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@compiled
def uniform(key_0: int, key_1: int, slot: int) -> float:
    """Return a number in (0, 1) for a 128-bit key and a slot."""
    z = np.uint64(key_0) + np.uint64(slot) * np.uint64(0x9E3779B97F4A7C15)
    z = np.uint64(_mix(z)) ^ np.uint64(key_1)
    z = np.uint64(_mix(z + np.uint64(0x9E3779B97F4A7C15)))
    return (np.float64(z >> np.uint64(11)) + 0.5) * _ONE_53


@compiled
def look_up(quantiles: Ints, table: int, u: float) -> int:
    """Return the quantile at ``u`` of a table of minutes, linear between its points, which lie closer in the tail."""
    x = u * N_STEPS
    i = np.int64(x)
    if i >= N_STEPS - 1:
        x = (N_STEPS - 1) + (x - (N_STEPS - 1)) * N_TAIL
        i = np.int64(x)
    low = quantiles[table, i]
    high = quantiles[table, i + 1]
    return low + np.int64((x - np.float64(i)) * np.float64(high - low))
