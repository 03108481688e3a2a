"""Defence first, then by the priority class of the receiver."""

from dataclasses import dataclass

from sim.base.doors import LaneView
from sim.base.suppliers import OfSuppliers
from sim.base.words import word


@word("policy", "allocate/defence_first")
@dataclass(frozen=True)
class DefenceFirst(OfSuppliers):
    """Defence first, then by the priority class of the receiver."""

    def rank(self, lane: LaneView) -> int:
        """Return the rank of a lane, 0 first."""
        return 0 if lane.sector == "defence" else lane.priority
