"""Buyers in the supplier's own country first, exports with what is left."""

from dataclasses import dataclass

from sim.base.doors import LaneView
from sim.base.suppliers import OfSuppliers
from sim.base.words import word


@word("policy", "allocate/home_first")
@dataclass(frozen=True)
class HomeFirst(OfSuppliers):
    """Buyers in the supplier's own country first, exports with what is left."""

    def rank(self, lane: LaneView) -> int:
        """Return the rank of a lane, 0 first."""
        return 0 if lane.from_country == lane.to_country else 1
