"""A strait, pass, road, railway, border or port closes."""

from dataclasses import dataclass
from datetime import date

from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.spans import ENDLESS, drawn, during
from sim.base.words import param, word


@word("disruption", "route_closure")
@dataclass(frozen=True)
class RouteClosure:
    """Passages close for a time. Goods short of one take the detour where there is one, and wait elsewhere.

    When a passage opens again, ships that have turned stay on the detour; what has not left takes the short way.

    For a way that is shut nobody loads, however far along it the passage is; what is made meanwhile fills the yard,
    and a mine whose yard is full stops.
    """

    passage: tuple[str, ...] = param("passage", "What closes.", many=True)
    start: date = param("date", "First day of the closure.")
    length: Distribution = param(
        "distribution", "How long it lasts; without it, to the end of the run.", default=ENDLESS
    )

    def run(self, world: World, cause: str) -> Process:
        """Play the closure."""
        days = drawn(world, self.length, cause)
        yield from during(world, self.start, days, *(world.freight.close(p, cause) for p in self.passage))
