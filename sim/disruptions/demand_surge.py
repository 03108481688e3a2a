"""Buyers use more, or less, for a time: a boom, a war economy, a recession."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sim.base.buying import OfBuyers
from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.spans import ENDLESS, drawn, during
from sim.base.words import param, word


@word("disruption", "demand_surge")
@dataclass(frozen=True)
class DemandSurge(OfBuyers):
    """The use of buyers is multiplied. Conditions restrict together; without any, all buyers are meant."""

    example: ClassVar[str] = "sector: ev, region: [EU, US], start: 2026-03-01, length: 2 yr, factor: 1.3x"

    start: date = param("date", "First day of the surge.")
    length: Distribution = param(
        "distribution", "How long it lasts; without it, to the end of the run.", default=ENDLESS
    )
    factor: float = param("factor", "By how much use is multiplied; below 1 it falls.", low=0, high=100)

    def run(self, world: World, cause: str) -> Process:
        """Play the surge."""
        days = drawn(world, self.length, cause)
        yield from during(world, self.start, days, world.buyers.surge(self.buyers(), self.factor, cause))
