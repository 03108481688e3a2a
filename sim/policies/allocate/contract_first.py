"""Offtake contracts first, spot orders with what is left."""

from dataclasses import dataclass

from sim.base.doors import LaneView
from sim.base.words import param, word


@word("policy", "allocate/contract_first")
@dataclass(frozen=True)
class ContractFirst:
    """Offtake contracts first, spot orders with what is left."""

    node: tuple[str, ...] = param("node", "Suppliers that share this way; none: all.", default=(), many=True)

    def applies_to(self, node: str) -> bool:
        """Return whether the rule governs this supplier."""
        return not self.node or node in self.node

    def rank(self, lane: LaneView) -> int:
        """Return the rank of a lane, 0 first."""
        return 0 if lane.contract else 1
