"""Offtake contracts first, spot orders with what is left."""

from dataclasses import dataclass

from sim.base.doors import LaneView
from sim.base.suppliers import OfSuppliers
from sim.base.words import word


@word("policy", "allocate/contract_first")
@dataclass(frozen=True)
class ContractFirst(OfSuppliers):
    """Offtake contracts first, spot orders with what is left."""

    def rank(self, lane: LaneView) -> int:
        """Return the rank of a lane, 0 first."""
        return 0 if lane.contract else 1
