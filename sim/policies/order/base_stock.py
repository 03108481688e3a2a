"""Order-up-to ordering: bring stock, orders and goods under way back to a cover, every week."""

from dataclasses import dataclass

from sim.base.words import param, word


@word("policy", "order/base_stock")
@dataclass(frozen=True)
class BaseStock:
    """The standard rule. A long memory damps the bullwhip; a short one follows a changing world sooner."""

    smoothing_weeks: int = param(
        "count",
        "Weeks over which what customers say they use is averaged into the forecast.",
        default=20,
        low=1,
        high=104,
    )
    node: tuple[str, ...] = param("node", "Whom the rule governs; none: everybody.", default=(), many=True)

    def applies_to(self, node: str) -> bool:
        """Return whether the rule governs this node."""
        return not self.node or node in self.node
