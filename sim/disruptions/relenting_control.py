"""A desk restricts, relents when rivals begin to build, and floods the market so that they do not pay."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sim.base.controlling import PlainControl
from sim.base.distributions import Distribution
from sim.base.doors import Handle, Process, World
from sim.base.selector import Selector
from sim.base.spans import drawn, during
from sim.base.words import param, word

_NOBODY = "(nobody)"


@word("disruption", "relenting_control")
@dataclass(frozen=True)
class RelentingControl(PlainControl):
    """Exports are banned or licensed until a rival moves or patience ends; then there is more than ever for a time.

    The control ends ``lag`` after the disruption or policy ``relents_to`` begins, at the latest after ``length``.
    Then, for ``flood_length``, the plants named run at ``flood`` times their capacity and the traders named fill
    their stocks to ``dump`` times the usual, which is how a surplus gets abroad in a world in which separators work
    to orders. Whether rivals give up is not decided here but by whoever reads the price.
    """

    example: ClassVar[str] = (
        "element: [Dy, Tb], magnets_containing: [Dy, Tb], start: 2026-03-01, length: 2 yr, "
        "plant: ganzhou_separation, trader: jp_oxide_trade"
    )

    start: date = param("date", "First day in force.")
    length: Distribution = param("distribution", "The longest it lasts.")
    relents_to: str = param("cause", "Whose beginning makes it relent; none: nobody's.", default="")
    lag: Distribution = param("distribution", "Days until it relents.", default=Distribution.fixed(90.0))
    plant: tuple[str, ...] = param("node", "Mines and plants that flood the market.", default=(), many=True)
    trader: tuple[str, ...] = param("node", "Traders abroad who fill up on it.", default=(), many=True)
    flood: float = param("factor", "Capacity of the plants in the flood.", default=1.2, low=1, high=5)
    dump: float = param("factor", "Stock that the traders then want.", default=1.5, low=1, high=10)
    flood_length: Distribution = param("distribution", "How long the flood lasts.", default=Distribution.fixed(730.0))

    def run(self, world: World, cause: str) -> Process:
        """Play the restriction, and the flood after it."""
        yield world.until(self.start)
        days = drawn(world, self.length, cause) - (world.today - self.start).days
        if days <= 0:
            return
        self.alarm_buyers(world, cause, self.terms())
        with world.desks.control(self.desk, self.terms(), cause):
            yield world.wait(days) | world.start(self._patience(world, cause))
        flood = drawn(world, self.flood_length, cause, "flood")
        yield from during(world, world.today, flood, *self._flood(world, cause))

    def _patience(self, world: World, cause: str) -> Process:
        """Wait until a rival has begun to move, and for the lag."""
        yield world.on(self.relents_to or _NOBODY, "begins")
        yield world.wait(drawn(world, self.lag, cause, "lag"))

    def _flood(self, world: World, cause: str) -> list[Handle]:
        doors = []
        if self.plant:
            doors.append(world.plants.throttle(Selector(node=self.plant), self.flood, cause))
        if self.trader:
            doors.append(world.buyers.hoard(Selector(node=self.trader), self.dump, cause))
        return doors
