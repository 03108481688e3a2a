"""exp and log from basic arithmetic: the same bits on every machine, compiled and not."""

import numpy as np

from sim.world.kernel.compiled import compiled

_LN_2 = 0.6931471805599453


@compiled
def exp(x: float) -> float:
    """Return e to the x for |x| < 40, to 1e-14 of its value (x is halved ten times, then a series is squared)."""
    y = abs(x) / 1024.0  # below zero the excess would nearly cancel the one at the end
    term = 1.0
    series = 0.0
    for i in range(1, 9):
        term = term * y / i
        series += term
    # (1 + a)^2 = 1 + (2a + a^2): squaring the excess keeps its digits
    for _ in range(10):
        series = 2.0 * series + series * series
    return 1.0 + series if x >= 0.0 else 1.0 / (1.0 + series)


@compiled
def log(x: float) -> float:
    """Return the natural logarithm of x > 0, to 1e-15 of max(1, |log x|)."""
    halvings = 0
    while x > 1.5:
        x = x * 0.5
        halvings += 1
    while x < 0.75:
        x = x * 2.0
        halvings -= 1
    z = (x - 1.0) / (x + 1.0)
    square = z * z
    series = 0.0
    for i in range(12, -1, -1):
        series = series * square + 1.0 / np.float64(2 * i + 1)
    return 2.0 * z * series + np.float64(halvings) * _LN_2
