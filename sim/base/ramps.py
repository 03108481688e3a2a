"""How a new or reopened plant grows into its nameplate."""

from collections.abc import Sequence


def output_after(years: float, curve: Sequence[float]) -> float:
    """Return output over nameplate so long after first product: each year's value stands in its middle."""
    before, at = 0.0, 0.0
    for i, value in enumerate(curve):
        middle = i + 0.5
        if years < middle:
            return before + (value - before) * (years - at) / (middle - at)
        before, at = value, middle
    return before
