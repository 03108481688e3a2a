"""How a new or reopened plant grows into its nameplate."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Final

from sim.base.doors import World
from sim.base.selector import Selector

MONTH_D: Final = 365.25 / 12
_LEAST_STEP: Final = 0.005
"""Steps of a ramp that are smaller than this part of nameplate are not worth an event."""


class HeldBack:
    """Nodes that run at a part of their capacity, at first at nothing; a new part takes the place of the last."""

    def __init__(self, world: World, nodes: tuple[str, ...], cause: str) -> None:
        self._world = world
        self._nodes = Selector(node=nodes)
        self._cause = cause
        self._limit = ExitStack()
        self.hold(0.0)

    def hold(self, part: float) -> None:
        """Hold the nodes at a part of their capacity; the new limit is set before the last is lifted."""
        limit = ExitStack()
        limit.enter_context(self._world.plants.throttle(self._nodes, part, self._cause))
        self._limit.close()
        self._limit, self._part = limit, part

    def grow(self, part: float) -> None:
        """Hold the nodes at another part, if it differs enough."""
        if abs(part - self._part) >= _LEAST_STEP:
            self.hold(part)


def output_after(years: float, curve: Sequence[float]) -> float:
    """Return output over nameplate so long after first product: each year's value stands in its middle."""
    before, at = 0.0, 0.0
    for i, value in enumerate(curve):
        middle = i + 0.5
        if years < middle:
            return before + (value - before) * (years - at) / (middle - at)
        before, at = value, middle
    return before
