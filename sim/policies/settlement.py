"""A settlement ends somebody's measure before its time: a truce, a ruling, a deal."""

from dataclasses import dataclass
from datetime import date

from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.spans import drawn
from sim.base.words import param, word


@word("policy", "settlement")
@dataclass(frozen=True)
class Settlement:
    """Talks begin, and some time later what a disruption or policy does is ended, with its queues and limits.

    Without a ``start`` talks begin when the measure does. How long they take is the writer's to say: Chinese
    rare-earth quotas fell 34 to 38 months after the complaint at the WTO (March 2012 to January and May 2015), the
    truce over the licences of April 2025 took some ten weeks, its extension of November 2025 a month (press
    reports). The default and the odds are judgement between these. What began again under another id goes on.
    """

    ends: str = param("cause", "The disruption or policy that is ended.")
    start: date | None = param("date", "First day of talks; without it, the day on which the measure begins.",
                               default=None)  # fmt: skip
    talks: Distribution = param(
        "distribution", "How long they take.", default=Distribution("triangular", (30.0, 70.0, 1000.0))
    )
    odds: float = param("share", "How likely they succeed.", default=1.0, low=0, high=1)

    def run(self, world: World, cause: str) -> Process:
        """Play the talks."""
        if self.start is None:
            yield world.on(self.ends, "begins")
        else:
            yield world.until(self.start)
        yield world.wait(drawn(world, self.talks, cause, "talks"))
        if world.draw(cause, "odds", 0) < self.odds:
            world.end(self.ends)
        else:
            world.note("talks", self.ends, "have failed", cause, self.odds)
