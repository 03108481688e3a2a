"""Defence first, then by the priority class of the receiver."""

from dataclasses import dataclass

from sim.base.doors import LaneView
from sim.base.words import param, word


@word("policy", "allocate/defence_first")
@dataclass(frozen=True)
class DefenceFirst:
    """Defence first, then by the priority class of the receiver."""

    node: tuple[str, ...] = param("node", "Suppliers that share this way; none: all.", default=(), many=True)

    def applies_to(self, node: str) -> bool:
        """Return whether the rule governs this supplier."""
        return not self.node or node in self.node

    def rank(self, lane: LaneView) -> int:
        """Return the rank of a lane, 0 first."""
        return 0 if lane.sector == "defence" else lane.priority
