"""What rules of allocation have in common: which suppliers they govern."""

from dataclasses import dataclass

from sim.base.words import param


@dataclass(frozen=True)
class OfSuppliers:
    """The field of a rule that says who shares by it."""

    node: tuple[str, ...] = param("node", "Suppliers that share this way; none: all.", default=(), many=True)

    def applies_to(self, node: str) -> bool:
        """Return whether the rule governs this supplier."""
        return not self.node or node in self.node
