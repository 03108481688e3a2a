"""A second source is built up: plants outside the controlled chain are enlarged, as far as their feed goes."""

from dataclasses import dataclass
from typing import ClassVar

from sim.base.doors import Handle, Process, World
from sim.base.intervention import Intervention
from sim.base.selector import Selector
from sim.base.words import param, word


@word("policy", "second_source")
@dataclass(frozen=True)
class SecondSource(Intervention):
    """Mines and plants are enlarged from a decision on: after ``lag`` they grow month by month to a multiple.

    A plant makes no more than its feed allows, so the chain is enlarged together: mine, separator, metal, magnets.
    A plant of no capacity cannot be multiplied; give it a dated capacity instead. The lag is the time to build
    (separation 2-4 years, metal and magnets 1-2, IEA and company reports; a line that stands idle, weeks).
    """

    example: ClassVar[str] = "node: kuantan_heavy, factor: 2x, start: 2026-03-01, lag: 12 months, ramp: 6 months"

    node: tuple[str, ...] = param("node", "Which mines and plants.", default=(), many=True)
    stage: tuple[str, ...] = param("stage", "All of these stages.", default=(), many=True)
    country: tuple[str, ...] = param("country", "All in these countries.", default=(), many=True)
    factor: float = param("factor", "Their capacity in the end, as a multiple of what it would be.", low=1, high=100)
    ramp: float = param("duration", "How long the growth takes.", default=365.25, low=0, high=3653)

    def run(self, world: World, cause: str) -> Process:
        """Play the policy."""
        what = Selector(node=self.node, stage=self.stage, country=self.country)

        def enlarged(part: float) -> list[Handle]:
            return [world.plants.throttle(what, 1.0 + (self.factor - 1.0) * part, cause)]

        yield from self.grown(world, cause, self.ramp, enlarged)
