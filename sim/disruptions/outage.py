"""An outage stops or throttles plants: what is in process freezes, and goes on afterwards."""

from dataclasses import dataclass
from datetime import date

from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.selector import Selector
from sim.base.spans import ENDLESS, drawn, during
from sim.base.words import param, word


@word("disruption", "outage")
@dataclass(frozen=True)
class Outage:
    """Mines and plants stop, or run at part of their capacity, for a time.

    A stopped plant draws nothing, ships nothing and freezes what is in process, which goes on where it
    stood. A throttled plant draws less and ships on, and what is in process goes on as before; a
    throttled trader packs that part of what he usually sells. ``factor`` is a part of the capacity: a plant
    that was half idle does not feel a half. Conditions restrict together, each for its days.
    """

    node: tuple[str, ...] = param("node", "Which plants.", default=(), many=True)
    stage: tuple[str, ...] = param("stage", "All plants of these stages.", default=(), many=True)
    country: tuple[str, ...] = param("country", "All plants in these countries.", default=(), many=True)
    region: tuple[str, ...] = param("region", "All plants in these regions.", default=(), many=True)
    start: date = param("date", "First day of the outage.")
    length: Distribution = param(
        "distribution", "How long it lasts; without it, to the end of the run.", default=ENDLESS
    )
    factor: float = param("factor", "Part of the capacity that is left: 0 stops the plant.", default=0.0, low=0, high=1)

    def __post_init__(self) -> None:
        if not (self.node or self.stage or self.country or self.region):
            raise ValueError("say what stops: a node, stage, country or region")

    def run(self, world: World, cause: str) -> Process:
        """Play the outage."""
        what = Selector(node=self.node, stage=self.stage, country=self.country, region=self.region)
        days = drawn(world, self.length, cause)
        yield from during(world, self.start, days, world.plants.throttle(what, self.factor, cause))
