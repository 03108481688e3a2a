"""Buyers learn to do without a part of their need: substitution and thrifting, at the speed of engineering."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from sim.base.doors import Handle, Process, World
from sim.base.intervention import Intervention
from sim.base.selector import Selector
from sim.base.spans import by_months, drawn, in_turn
from sim.base.words import param, word


@word("policy", "thrift")
@dataclass(frozen=True)
class Thrift(Intervention):
    """A programme gives up a growing share of the need of buyers: grain-boundary diffusion, motors without magnets.

    The share grows month by month at up to 10 % of the need a year (Japan's use of dysprosium in a magnet halved in
    three to four years after 2010: judgement of the project) and is given back when the programme ends. What is
    given up is booked as thrifted and is neither ordered nor short. The whole need of the buyers is meant: the
    elements of a magnet go together.
    """

    example: ClassVar[str] = "sector: ev, region: [EU, US], share: 20 %, start: 2026-03-01"

    buyer: tuple[str, ...] = param("buyer", "Which buyers.", default=(), many=True)
    country: tuple[str, ...] = param("country", "Buyers in these countries.", default=(), many=True)
    region: tuple[str, ...] = param("region", "Buyers in these regions.", default=(), many=True)
    sector: tuple[str, ...] = param("sector", "Buyers in these sectors.", default=(), many=True)
    form: tuple[str, ...] = param("form", "Buyers of these forms.", default=(), many=True)
    share: float = param("share", "Part of the need that is given up in the end.", low=0, high=0.9)
    speed: float = param("share", "Part of the need that is given up in a year.", default=0.1, low=0.001, high=0.1)

    def run(self, world: World, cause: str) -> Process:
        """Play the programme."""
        first = yield from self.begun(world)
        days = drawn(world, self.length, cause)
        yield from in_turn(world, first, self._steps(world, days, cause))

    def _steps(self, world: World, days: float, cause: str) -> Iterator[tuple[float, list[Handle]]]:
        """Return the shares given up month by month, up to the last, which holds for what is left of the time."""
        what = Selector(node=self.buyer, country=self.country, region=self.region, sector=self.sector, form=self.form)
        for length, part in by_months(self.share / self.speed * 365.25, days):
            yield length, [world.buyers.thrift(what, self.share * part, cause)]
