"""Buyers use more, or less, for a time: a boom, a war economy, a recession."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.selector import Selector
from sim.base.spans import ENDLESS, drawn, during
from sim.base.words import param, word


@word("disruption", "demand_surge")
@dataclass(frozen=True)
class DemandSurge:
    """The use of buyers is multiplied. Conditions restrict together; without any, all buyers are meant."""

    example: ClassVar[str] = "sector: ev, region: [EU, US], start: 2026-03-01, length: 2 yr, factor: 1.3x"

    buyer: tuple[str, ...] = param("buyer", "Which buyers.", default=(), many=True)
    country: tuple[str, ...] = param("country", "Buyers in these countries.", default=(), many=True)
    region: tuple[str, ...] = param("region", "Buyers in these regions.", default=(), many=True)
    sector: tuple[str, ...] = param("sector", "Buyers in these sectors.", default=(), many=True)
    form: tuple[str, ...] = param("form", "Buyers of these forms.", default=(), many=True)
    start: date = param("date", "First day of the surge.")
    length: Distribution = param(
        "distribution", "How long it lasts; without it, to the end of the run.", default=ENDLESS
    )
    factor: float = param("factor", "By how much use is multiplied; below 1 it falls.", low=0, high=100)

    def run(self, world: World, cause: str) -> Process:
        """Play the surge."""
        what = Selector(node=self.buyer, country=self.country, region=self.region, sector=self.sector, form=self.form)
        days = drawn(world, self.length, cause)
        yield from during(world, self.start, days, world.buyers.surge(what, self.factor, cause))
