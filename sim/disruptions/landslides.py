"""Landslides, avalanches and floods that cut a mountain road in their seasons."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sim.base.counts import in_months, poisson, to_minute, weekly_mean, weeks_from
from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.spans import during
from sim.base.words import param, word

_SLOTS = 16
"""Most slides on one road in a week; each has slots of its own."""
_CLEARED = Distribution("lognormal", (1.5, 0.5))


@word("disruption", "landslides")
@dataclass(frozen=True)
class Landslides:
    """Each road is cut at random, ``rate`` times a year, all of them in ``months``.

    Defaults are the Karakoram Highway: 10 to 30 cuts a year in the thaw (February to April) and the rains (July and
    August), each of a day or two (five in ten days in March 2025; press reports). The mean of 20 and the lognormal
    length (mu 0.4, sigma 0.5) are judgement on that. Slides that overlap end with the longest. Draws belong to a
    week of the calendar and a road.
    """

    example: ClassVar[str] = "passage: kachin_road, start: 2026-03-01, length: 2 yr"

    passage: tuple[str, ...] = param("passage", "Roads that are cut.", many=True)
    start: date = param("date", "First day on which a road can be cut.")
    length: float = param("duration", "For how long; without it, to the end of the run.", default=365_250.0, low=0)
    rate: float = param("count", "Slides a year, on each road.", default=20.0, low=0, high=366)
    months: tuple[float, ...] = param(
        "count", "Months in which they come, 1 to 12.", default=(2, 3, 4, 7, 8), low=1, high=12, many=True
    )
    closure: Distribution = param("distribution", "How long a road is cut.", default=_CLEARED)

    def run(self, world: World, cause: str) -> Process:
        """Start the slides on every road, each on its own."""
        for passage in self.passage:
            world.freight.close(passage, cause)
        yield world.until(self.start)
        for passage in self.passage:
            world.start(self._slides(world, passage, cause))

    def _slides(self, world: World, passage: str, cause: str) -> Process:
        today = float((world.today - self.start).days)
        for at, over in self.slides(world, f"{cause}:{passage}"):
            if at > today:
                yield world.wait(at - today)
                today = at
            if over > today:
                world.start(during(world, world.today, over - today, world.freight.close(passage, cause)))

    def slides(self, world: World, stream: str) -> Iterator[tuple[float, float]]:
        """Return when the road is cut and open again, in days from the start, in order."""
        months = tuple(round(m) for m in self.months)
        mean = weekly_mean(self.rate, months)
        for number, monday in weeks_from(self.start):
            if monday >= self.length or mean == 0:
                return
            if not (in_months(self.start, monday, months) or in_months(self.start, monday + 6, months)):
                continue
            slides = min(poisson(world.draw(stream, "slides", number), mean), _SLOTS)
            found = []
            for slot in range(number * _SLOTS, number * _SLOTS + slides):
                at = monday + 7.0 * world.draw(stream, "day", slot)
                if 0 <= at < self.length and in_months(self.start, at, months):
                    days = self.closure.quantile(world.draw(stream, "length", slot))
                    found.append((to_minute(at), to_minute(at + days)))
            yield from sorted(found)
