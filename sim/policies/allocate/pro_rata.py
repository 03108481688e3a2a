"""Everybody alike: what there is goes pro rata to what was ordered."""

from dataclasses import dataclass

from sim.base.doors import LaneView
from sim.base.words import param, word


@word("policy", "allocate/pro_rata")
@dataclass(frozen=True)
class ProRata:
    """Everybody alike: what there is goes pro rata to what was ordered."""

    node: tuple[str, ...] = param("node", "Suppliers that share this way; none: all.", default=(), many=True)

    def applies_to(self, node: str) -> bool:
        """Return whether the rule governs this supplier."""
        return not self.node or node in self.node

    def rank(self, lane: LaneView) -> int:
        """Return the rank of a lane, 0 first."""
        return 0
