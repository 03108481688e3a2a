"""Water, power or room for residue are short: plants may run at the part for which there is a permit."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from math import inf

from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.selector import Selector
from sim.base.series import Series
from sim.base.spans import ENDLESS, drawn
from sim.base.words import param, word

_MONTH_D = 30.0
"""Whole days, so that it looks at midnight, when dated steps begin."""
_LEAST_STEP = 0.005


@word("disruption", "resource_cap")
@dataclass(frozen=True)
class ResourceCap:
    """Each plant named runs at most at the part of its capacity for which it is given what it takes; the least binds.

    A cap is a limit and no factor: a plant that others enlarge makes no more, one that half stands still for another
    reason no less than before, and of two caps the stricter counts.

    A cap is said in one of three ways, or in several at once. ``limit`` is a permit for throughput, with dates where
    it changes. ``takes`` is what part of a local resource the plant would take at full working, and ``permitted``
    what part it may: a mine that would take 40 % of the local water (commentary on Pakistan's minerals, 2025) and may
    take 24 % runs at 60 %. ``per_tonne`` is what it takes for each t of throughput and ``supply`` what it is given a
    year, in the same units (cubic metres, kWh, t of residue). Looked at on each date of ``limit`` and once a month,
    because capacities change over the years: a plant that grows by the next look is held to its permit before. No
    figure is built in: what a plant takes is for the writer to know.
    """

    limit: Series | None = param("series", "Most throughput, t REO a year, by date.", default=None, low=0)
    node: tuple[str, ...] = param("node", "Which mines and plants; each has its own permit.", many=True)
    start: date = param("date", "First day of the cap.")
    length: Distribution = param(
        "distribution", "How long it holds; without it, to the end of the run.", default=ENDLESS
    )
    takes: dict[str, float] = param(
        "share", "Part of each local resource taken at full working.", default=None, low=0.001, high=1, keys="text"
    )
    permitted: dict[str, float] = param(
        "share", "Part of each local resource that may be taken.", default=None, low=0, high=1, keys="text"
    )
    per_tonne: dict[str, float] = param(
        "count", "Units of each resource taken for a t REO of throughput.", default=None, low=0, keys="text"
    )
    supply: dict[str, float] = param(
        "count", "Units of each resource given in a year.", default=None, low=0, keys="text"
    )

    def __post_init__(self) -> None:
        if self.limit is None and not self.takes and not self.per_tonne:
            raise ValueError("say what is short: a 'limit', or what the plant 'takes', or takes 'per_tonne'")
        for asked, given in ((self.takes, self.permitted), (self.per_tonne, self.supply)):
            if set(asked or {}) != set(given or {}):
                raise ValueError("name the same resources in 'takes' and 'permitted', in 'per_tonne' and 'supply'")

    def run(self, world: World, cause: str) -> Process:
        """Play the cap: set the most at which each plant may run, and set it anew where it has changed."""
        yield world.until(self.start)
        left = drawn(world, self.length, cause) - (world.today - self.start).days
        in_force: dict[str, tuple[float, ExitStack]] = {}
        with ExitStack() as everything:
            while left > 0:
                days = min(left, _MONTH_D, self._to_next_step(world.today))
                for node in self.node:
                    self._set(world, node, days, in_force, everything, cause)
                yield world.wait(days)
                left -= days

    def _to_next_step(self, today: date) -> float:
        """Return the days to the next date on which ``limit`` changes."""
        steps = self.limit.steps if self.limit is not None else ()
        return min((float((day - today).days) for day, _ in steps if day > today), default=inf)

    def _set(
        self,
        world: World,
        node: str,
        days: float,
        in_force: dict[str, tuple[float, ExitStack]],
        everything: ExitStack,
        cause: str,
    ) -> None:
        """Hold a plant for some days at the part it is permitted; a new limit begins before the old ends.

        A limit that falls is followed at once, one that rises only when it is worth a row in the table of events.
        """
        capacity = max(world.plants.capacity(node), world.plants.capacity(node, days))
        factor = self.part(capacity, world.today)
        before = in_force.get(node)
        if before is not None and 0 <= factor - before[0] < _LEAST_STEP:
            return
        held = everything.enter_context(ExitStack())
        held.enter_context(world.plants.cap(Selector(node=(node,)), factor, cause))
        if before is not None:
            before[1].close()
        in_force[node] = factor, held

    def part(self, capacity: float, day: date) -> float:
        """Return the part of a capacity (t REO a year) at which a plant may run on a day; above 1 if enlarged."""
        parts = []
        if capacity > 0:
            if self.limit is not None:
                parts.append(self.limit.at(day) / capacity)
            used = {name: amount * capacity for name, amount in (self.per_tonne or {}).items() if amount > 0}
            parts += [(self.supply or {})[name] / amount for name, amount in used.items()]
        parts += [(self.permitted or {})[name] / share for name, share in (self.takes or {}).items()]
        return min(parts, default=1.0)
