"""More of what is thrown away is collected and recycled; what is sold from now on comes back only years later."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from sim.base.doors import Handle, Process, World
from sim.base.intervention import Intervention
from sim.base.selector import Selector
from sim.base.spans import by_months, drawn, in_turn
from sim.base.words import param, word


@word("policy", "recycling_push")
@dataclass(frozen=True)
class RecyclingPush(Intervention):
    """Collection of end-of-life scrap grows at once, as far as old products go, and again after a product life.

    Two waves: what is collected of products sold long ago rises over ``ramp`` to ``old`` times what it would be;
    products sold under the new rules are collected better still, but only after their ``life``, when the multiple
    rises to ``new``. Recyclers grow with both by ``recycler_factor``. Defaults are judgement: a few per cent of the
    rare earths in old products are collected today, so a doubling is possible at once; lives are some 5 years for
    electronics, 10-15 for cars and appliances and 20 and more for wind turbines.
    """

    example: ClassVar[str] = "collector: china_eol_collection, recycler: jiangxi_recycling, old: 2x, start: 2026-03-01"

    collector: tuple[str, ...] = param("node", "Who collects end-of-life scrap.", many=True)
    recycler: tuple[str, ...] = param("node", "Plants that take scrap and grow as well.", default=(), many=True)
    old: float = param("factor", "What is collected of old products, against before.", default=2.0, low=1, high=20)
    new: float = param("factor", "The same once products sold since the push are old.", default=4.0, low=1, high=100)
    life: float = param("duration", "Years for which products are used.", default=12 * 365.25, low=365, high=14610)
    ramp: float = param("duration", "How long each growth takes.", default=2 * 365.25, low=0, high=7305)
    recycler_factor: float = param("factor", "Capacity of recyclers in the end.", default=1.0, low=1, high=20)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.new < self.old:
            raise ValueError("'new' lies under 'old': products sold since are collected no worse than those before")

    def run(self, world: World, cause: str) -> Process:
        """Play the push: the recyclers and the first wave, and beside them the second wave a product life later."""
        first = yield from self.begun(world)
        days = drawn(world, self.length, cause)
        collectors = Selector(node=self.collector)
        if self.recycler:
            plants = Selector(node=self.recycler)
            world.start(in_turn(world, first, self._wave(world, plants, self.recycler_factor, days, cause)))
        if days > self.life and self.new > self.old:
            later = first + timedelta(days=round(self.life))
            more = self.new / self.old
            world.start(in_turn(world, later, self._wave(world, collectors, more, days - self.life, cause)))
        yield from in_turn(world, first, self._wave(world, collectors, self.old, days, cause))

    def _wave(
        self, world: World, what: Selector, factor: float, days: float, cause: str
    ) -> Iterator[tuple[float, list[Handle]]]:
        """Return a growth month by month, up to the last step, which holds for what is left of the time."""
        for length, part in by_months(self.ramp, days):
            yield length, [world.plants.throttle(what, 1.0 + (factor - 1.0) * part, cause)]
