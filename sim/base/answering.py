"""What answers have in common: to what, after how long, and how likely somebody answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.spans import drawn
from sim.base.words import param

Deed = Callable[[World, str, date, int], Process]
"""What is done in answer, from a day on; the number counts the occasions."""


@dataclass(frozen=True)
class Answer:
    """The fields that say to which disruption or policy somebody answers, and how."""

    to: str = param(
        "cause", "The disruption or policy that is answered: a plant from first product, a stock from first goods on."
    )
    what: Literal["begins", "ends"] = param(
        "choice", "Whether its beginning is answered, or its end.", default="begins", choices=("begins", "ends")
    )
    lag: Distribution = param("distribution", "Days until the answer.", default=Distribution.fixed(0.0))
    odds: float = param("share", "How likely there is an answer.", default=1.0, low=0, high=1)
    again: bool = param("flag", "Every occasion is answered, not only the first.", default=False)

    def answered(self, world: World, cause: str, deed: Deed) -> Process:
        """Do the deed after each occasion that is answered; an occasion while one is being answered is passed over."""
        occasion = 0
        while occasion == 0 or self.again:
            yield world.on(self.to, self.what)
            if world.draw(cause, "odds", occasion) < self.odds:
                yield world.wait(drawn(world, self.lag, cause, "lag", occasion))
                yield from deed(world, cause, world.today, occasion)
            occasion += 1
