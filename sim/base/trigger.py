"""A trigger is the line at which a policy wakes up: days of cover or tonnes of stock, below or above a level."""

from dataclasses import dataclass
from typing import Literal

from sim.base.doors import Condition
from sim.base.selector import Selector


@dataclass(frozen=True)
class Trigger:
    """What ``when: {cover_below: 45 d}`` says. ``level`` is in days for cover, in t REO for stock."""

    quantity: Literal["cover", "stock"]
    side: Literal["below", "above"]
    level: float

    def condition(self, nodes: Selector, element: tuple[str, ...]) -> Condition:
        """Return the condition that the world can watch, for the stock of these nodes and elements."""
        return Condition(self.quantity, nodes, element, self.side, self.level)
