"""Buyers use more, or less, for a time: a boom, a war economy, a recession."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sim.base.buying import OfBuyers
from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.spans import ENDLESS, drawn, during
from sim.base.words import param, word

_WEEK_D = 7
_SHORT_D = 28
"""From four weeks on, a week more or less matters little."""


@word("disruption", "demand_surge")
@dataclass(frozen=True)
class DemandSurge(OfBuyers):
    """The use of buyers is multiplied. Conditions restrict together; without any, all buyers are meant.

    Use is counted by whole weeks, each as it is at its buyer's review: a surge of a day counts as a week or as nothing.
    """

    example: ClassVar[str] = "sector: ev, region: [EU, US], start: 2026-03-01, length: 2 yr, factor: 1.3x"

    start: date = param("date", "First day of the surge.")
    length: Distribution = param(
        "distribution", "How long it lasts; without it, to the end of the run.", default=ENDLESS
    )
    factor: float = param("factor", "By how much use is multiplied; below 1 it falls.", low=0, high=100)

    def doubt(self, makes: Mapping[str, float]) -> tuple[str, str]:
        """Say that a surge of few days is rounded to weeks; two empty texts if it is not."""
        days = self.length.mean()
        weeks = int(days // _WEEK_D)
        if days >= _SHORT_D or days == weeks * _WEEK_D:
            return "", ""
        message = f"demand is counted by whole weeks: {days:g} d count as {weeks * _WEEK_D} or {(weeks + 1) * _WEEK_D}"
        return message, "give it a length of whole weeks, with the factor that makes up for what is added"

    def run(self, world: World, cause: str) -> Process:
        """Play the surge."""
        days = drawn(world, self.length, cause)
        yield from during(world, self.start, days, world.buyers.surge(self.buyers(), self.factor, cause))
