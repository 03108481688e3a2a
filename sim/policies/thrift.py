"""Buyers learn to do without a part of their need: substitution and thrifting, at the speed of engineering."""

from dataclasses import dataclass
from typing import ClassVar

from sim.base.buying import OfBuyers
from sim.base.doors import Process, World
from sim.base.intervention import Intervention
from sim.base.words import param, word


@word("policy", "thrift")
@dataclass(frozen=True)
class Thrift(OfBuyers, Intervention):
    """A programme gives up a growing share of the need of buyers: grain-boundary diffusion, motors without magnets.

    The share grows month by month at up to 10 % of the need a year (Japan's use of dysprosium in a magnet halved in
    three to four years after 2010: judgement of the project) and is given back when the programme ends. What is
    given up is booked as thrifted and is neither ordered nor short. The whole need of the buyers is meant: the
    elements of a magnet go together.
    """

    example: ClassVar[str] = "sector: ev, region: [EU, US], share: 20 %, start: 2026-03-01"

    share: float = param("share", "Part of the need that is given up in the end.", low=0, high=0.9)
    speed: float = param("share", "Part of the need that is given up in a year.", default=0.1, low=0.001, high=0.1)

    def run(self, world: World, cause: str) -> Process:
        """Play the programme."""
        whom, ramp_d = self.buyers(), self.share / self.speed * 365.25
        yield from self.grown(world, cause, ramp_d, lambda part: [world.buyers.thrift(whom, self.share * part, cause)])
