"""Everybody alike: what there is goes pro rata to what was ordered."""

from dataclasses import dataclass

from sim.base.doors import LaneView
from sim.base.suppliers import OfSuppliers
from sim.base.words import word


@word("policy", "allocate/pro_rata")
@dataclass(frozen=True)
class ProRata(OfSuppliers):
    """Everybody alike: what there is goes pro rata to what was ordered."""

    def rank(self, lane: LaneView) -> int:
        """Return the rank of a lane, 0 first."""
        return 0
