"""Strikes, sit-ins and road blocks: slower than attacks, and announced by nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sim.base.counts import in_months, poisson, to_minute, weekly_mean, weeks_from
from sim.base.distributions import Distribution
from sim.base.doors import Handle, Process, World
from sim.base.selector import Selector
from sim.base.spans import during
from sim.base.words import param, word

_SLOTS = 8
"""Most actions that begin in one week; each has slots of its own."""


@word("disruption", "unrest")
@dataclass(frozen=True)
class Unrest:
    """Actions come at random, ``rate`` a year in all; each hits every place named with odds ``reach``.

    Passages close and plants go on at ``factor`` of their capacity for the length of the action. Actions come only
    in ``months``, with the whole year's rate in them. Fitted to press reports of 2023 to 2025 the multi-day
    closures of the N-25, the N-40 and the Makran coast come to some 7 a year, of which half are protests, with a
    lognormal length (mu 1.06, sigma 1.0); on the Karakoram Highway some 3 a year (mu 1.2, sigma 1.0). The samples
    are small. Draws belong to a week of the calendar: a higher rate or reach adds closures and moves none.
    """

    example: ClassVar[str] = (
        "passage: kachin_road, start: 2026-03-01, length: 2 yr, rate: 6, closure: lognormal 2.9 d sigma 1.0"
    )

    passage: tuple[str, ...] = param("passage", "Roads, railways and gates that are blocked.", default=(), many=True)
    node: tuple[str, ...] = param("node", "Mines, plants and ports that are struck.", default=(), many=True)
    start: date = param("date", "First day on which actions can begin.")
    length: float = param("duration", "How long the unrest lasts; without it, to the end of the run.",
                          default=365_250.0, low=0)  # fmt: skip
    rate: float = param("count", "Actions a year, in all.", low=0, high=366)
    months: tuple[float, ...] = param(
        "count",
        "Months in which they come (1 to 12); without them, all the year.",
        default=(),
        low=1,
        high=12,
        many=True,
    )
    reach: float = param("share", "Odds that an action hits each place.", default=1.0, low=0, high=1)
    closure: Distribution = param("distribution", "How long an action lasts.")
    factor: float = param("factor", "Part of a plant's capacity that works on.", default=0.0, low=0, high=1)

    def __post_init__(self) -> None:
        if not (self.passage or self.node):
            raise ValueError("say what is blocked or struck: a passage or a node")

    def run(self, world: World, cause: str) -> Process:
        """Play the actions, one after another. Days count from the start."""
        for place in (*self.passage, *self.node):
            self._door(world, place, cause)
        yield world.until(self.start)
        today = float((world.today - self.start).days)
        for at, over, places in self.actions(world, cause):
            if at > today:
                yield world.wait(at - today)
                today = at
            if over > today:
                doors = [self._door(world, place, cause) for place in places]
                world.start(during(world, world.today, over - today, *doors))

    def actions(self, world: World, cause: str) -> Iterator[tuple[float, float, list[str]]]:
        """Return the actions that hit anything, in order: when, until when, and where."""
        months = tuple(round(m) for m in self.months)
        mean = weekly_mean(self.rate, months)
        for number, monday in weeks_from(self.start):
            if monday >= self.length or mean == 0:
                return
            found = []
            for slot in range(number * _SLOTS, number * _SLOTS + min(_SLOTS, self._number(world, cause, number, mean))):
                at = monday + 7.0 * world.draw(cause, "day", slot)
                places = self._places(world, cause, slot)
                if places and 0 <= at < self.length and in_months(self.start, at, months):
                    days = self.closure.quantile(world.draw(cause, "length", slot))
                    found.append((to_minute(at), to_minute(at + days), places))
            yield from sorted(found)

    def _number(self, world: World, cause: str, week: int, mean: float) -> int:
        return poisson(world.draw(cause, "actions", week), mean)

    def _places(self, world: World, cause: str, slot: int) -> list[str]:
        places = (*self.passage, *self.node)
        if self.reach == 1.0:
            return list(places)
        return [place for place in places if world.draw(f"{cause}:{place}", "reach", slot) < self.reach]

    def _door(self, world: World, place: str, cause: str) -> Handle:
        if place in self.passage:
            return world.freight.close(place, cause)
        return world.plants.throttle(Selector(node=(place,)), self.factor, cause)
