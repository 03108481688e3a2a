"""Colours that stay apart for every kind of colour vision, on paper and on screen."""

from typing import Final

INK: Final = "#22262b"
MUTED: Final = "#6b7280"
RULE: Final = "#d9d6cf"
DEMAND: Final = "#22262b"
DELIVERED: Final = "#0072b2"
SHORT: Final = "#d55e00"
CAUGHT_UP: Final = "#009e73"
GIVEN_UP: Final = "#cc79a7"
INSIDE: Final = "#8a7a4f"
WINDOW: Final = "#e9e4d6"

HEAT: Final = (
    (0.001, "#fbfaf7", "under 0.1 %"),
    (0.01, "#fdeedd", "0.1 to 1 %"),
    (0.05, "#fbd3a8", "1 to 5 %"),
    (0.15, "#f3a567", "5 to 15 %"),
    (0.35, "#d9692b", "15 to 35 %"),
    (float("inf"), "#8c3206", "over 35 %"),
)
"""Steps of the heat map: upper limit of the shortfall share, colour, and what the key says."""


def heat_step(share: float) -> int:
    """Return the number of the step in which a shortfall share lies."""
    return next(i for i, (limit, _, _) in enumerate(HEAT) if share < limit)
