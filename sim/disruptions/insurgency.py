"""Attacks on roads and railways: closures that come at random, passage by passage."""

import math
from dataclasses import dataclass
from datetime import date

from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.spans import drawn, during
from sim.base.words import param, word


@word("disruption", "insurgency")
@dataclass(frozen=True)
class Insurgency:
    """Closures of each passage come at a steady rate, independent of each other (a Poisson process).

    A passage closed twice at once opens when the longer closure ends. Attack number n of a passage has its
    own draws, so a higher rate brings the same attacks sooner and a longer campaign only adds to them. This
    is the simple process: attacks do not yet come in waves, and there are no convoys or guards.
    """

    passage: tuple[str, ...] = param("passage", "Roads and railways under attack.", many=True)
    start: date = param("date", "First day of the campaign.")
    length: float = param(
        "duration", "How long the campaign lasts; without it, to the end of the run.", default=365_250.0, low=0
    )
    rate: float = param("count", "Closures a year, on each of the passages.", low=0, high=366)
    closure: Distribution = param("distribution", "How long one closure lasts.")

    def run(self, world: World, cause: str) -> Process:
        """Start the attacks on every passage, each on its own."""
        for passage in self.passage:
            world.start(self._attacks(world, passage, cause))
        yield world.until(self.start)

    def _attacks(self, world: World, passage: str, cause: str) -> Process:
        """Let attack after attack close a passage. Days count from the start of the campaign."""
        yield world.until(self.start)
        today = float((world.today - self.start).days)
        stream, number = f"{cause}:{passage}", 0
        attacked = self._gap(world, stream, number)
        while attacked < self.length:
            over = attacked + drawn(world, self.closure, stream, "closure", number)
            if attacked > today:
                yield world.wait(attacked - today)
                today = attacked
            world.start(during(world, world.today, over - today, world.freight.close(passage, cause)))
            number += 1
            attacked += self._gap(world, stream, number)

    def _gap(self, world: World, stream: str, number: int) -> float:
        """Return the days from attack ``number - 1`` to attack ``number``."""
        if self.rate == 0:
            return math.inf
        return -math.log1p(-world.draw(stream, "gap", number)) * 365.25 / self.rate
