"""Distributions of durations, by their quantile functions.

Every random variate in the model is an inverse distribution function applied to a uniform number, so that
paired runs stay paired and a design of experiments can drive any of them.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

KINDS: dict[str, tuple[str, ...]] = {
    "fixed": ("value",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "lognormal": ("median", "sigma"),
    "exponential": ("mean",),
}
"""The kinds of distribution and the names of their parameters (days; ``sigma`` is a pure number)."""


@dataclass(frozen=True)
class Distribution:
    """A distribution of days. Raises ValueError for parameters that make no distribution."""

    kind: str
    parameters: tuple[float, ...]

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown distribution '{self.kind}'")
        if len(self.parameters) != len(KINDS[self.kind]):
            raise ValueError(f"{self.kind} takes {', '.join(KINDS[self.kind])}")
        if any(p < 0 for p in self.parameters):
            raise ValueError("a duration cannot be negative")
        if self.kind in ("uniform", "triangular") and list(self.parameters) != sorted(self.parameters):
            raise ValueError(f"{self.kind} needs {' <= '.join(KINDS[self.kind])}")

    @classmethod
    def fixed(cls, days: float) -> "Distribution":
        """Return the distribution that always gives ``days``."""
        return cls("fixed", (days,))

    def quantile(self, p: float) -> float:
        """Return the number of days not exceeded with probability ``p`` (0 < p < 1)."""
        a = self.parameters
        if self.kind == "fixed":
            return a[0]
        if self.kind == "uniform":
            return a[0] + p * (a[1] - a[0])
        if self.kind == "triangular":
            return _triangular(p, a[0], a[1], a[2])
        if self.kind == "lognormal":
            return a[0] * math.exp(a[1] * NormalDist().inv_cdf(p))
        return -a[0] * math.log1p(-p)

    def scaled(self, factor: float) -> "Distribution":
        """Return the same distribution with all days multiplied by ``factor``."""
        days = [p * factor for p in self.parameters]
        if self.kind == "lognormal":
            days[1] = self.parameters[1]
        return Distribution(self.kind, tuple(days))

    def mean(self) -> float:
        """Return the expected number of days."""
        a = self.parameters
        if self.kind == "lognormal":
            return a[0] * math.exp(a[1] ** 2 / 2)
        return sum(a) / len(a)


def _triangular(p: float, low: float, mode: float, high: float) -> float:
    if high == low:
        return low
    split = (mode - low) / (high - low)
    if p < split:
        return low + math.sqrt(p * (high - low) * (mode - low))
    return high - math.sqrt((1 - p) * (high - low) * (high - mode))
