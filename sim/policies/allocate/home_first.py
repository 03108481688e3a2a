"""Buyers in the supplier's own country first, exports with what is left."""

from dataclasses import dataclass

from sim.base.doors import LaneView
from sim.base.words import param, word


@word("policy", "allocate/home_first")
@dataclass(frozen=True)
class HomeFirst:
    """Buyers in the supplier's own country first, exports with what is left."""

    node: tuple[str, ...] = param("node", "Suppliers that share this way; none: all.", default=(), many=True)

    def applies_to(self, node: str) -> bool:
        """Return whether the rule governs this supplier."""
        return not self.node or node in self.node

    def rank(self, lane: LaneView) -> int:
        """Return the rank of a lane, 0 first."""
        return 0 if lane.from_country == lane.to_country else 1
