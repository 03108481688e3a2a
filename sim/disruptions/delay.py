"""Freight takes longer: congestion, inspections, a strike at half speed."""

from dataclasses import dataclass
from datetime import date

from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.selector import Selector
from sim.base.spans import ENDLESS, drawn, during
from sim.base.words import param, word


@word("disruption", "delay")
@dataclass(frozen=True)
class Delay:
    """What leaves during the event is under way longer. Goods already on their way are not touched.

    Conditions restrict together: ``country: CN, destination: JP`` is what China sends to Japan.
    """

    lane: tuple[str, ...] = param("lane", "Which lanes.", default=(), many=True)
    node: tuple[str, ...] = param("node", "Lanes that begin or end at these nodes.", default=(), many=True)
    country: tuple[str, ...] = param("country", "Lanes that begin in these countries.", default=(), many=True)
    destination: tuple[str, ...] = param(
        "destination", "Lanes that end in these countries or regions.", default=(), many=True
    )
    form: tuple[str, ...] = param("form", "Lanes that carry these forms.", default=(), many=True)
    start: date = param("date", "First day of the delay.")
    length: Distribution = param(
        "distribution", "How long it lasts; without it, to the end of the run.", default=ENDLESS
    )
    days: float = param("duration", "By how much freight is late. For more, close a passage.", low=0, high=60)

    def run(self, world: World, cause: str) -> Process:
        """Play the delay."""
        what = Selector(
            lane=self.lane, node=self.node, country=self.country, destination=self.destination, form=self.form
        )
        length = drawn(world, self.length, cause)
        yield from during(world, self.start, length, world.freight.delay(what, self.days, cause))
