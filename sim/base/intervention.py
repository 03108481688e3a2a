"""What measures of governments and firms have in common: from when on, at which line, and for how long."""

from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from operator import and_
from typing import Any, Literal

from sim.base.distributions import Distribution
from sim.base.doors import Condition, Handle, Process, World
from sim.base.elements import BASKET
from sim.base.selector import Selector
from sim.base.spans import ENDLESS, by_months, drawn, during, in_turn
from sim.base.trigger import Trigger
from sim.base.words import param

Doors = Callable[[], Iterable[Handle]]


@dataclass(frozen=True)
class Intervention:
    """The fields that say when a measure is taken. With a line, it is taken no earlier than ``start``."""

    start: date | None = param(
        "date", "First day on which it may be in force; none: the first of the run.", default=None
    )
    when: Trigger | None = param("trigger", "The line at which it is taken; none: on its first day.", default=None)
    lag: float = param("duration", "Days from the decision until it bites.", default=0.0, low=0, high=3653)
    length: Distribution = param(
        "distribution", "How long it lasts once it bites; without it, to the end of the run.", default=ENDLESS
    )
    watched_node: tuple[str, ...] = param("node", "Whose cover is watched.", default=(), many=True)
    watched_region: tuple[str, ...] = param("region", "Buyers and plants here are watched.", default=(), many=True)
    watched_sector: tuple[str, ...] = param("sector", "Buyers in these sectors are watched.", default=(), many=True)
    watched_element: tuple[str, ...] = param(
        "element", "The stock of what is watched; none: goods bought whole, such as magnets.", default=(), many=True
    )

    def __post_init__(self) -> None:
        watched = self.watched_node or self.watched_region or self.watched_sector
        if self.start is None and self.when is None:
            raise ValueError("say from when on it is in force: a 'start', a line with 'when', or both")
        if self.when is None and (watched or self.watched_element):
            raise ValueError("what is watched means nothing without a line: add 'when'")
        if self.when is not None and self.when.side != "below":
            raise ValueError("a measure is taken when something falls below a line")
        if self.when is not None and not watched:
            raise ValueError("say whose cover is watched: nodes, regions or sectors")

    def begun(self, world: World) -> Generator[Any, Any, date]:
        """Wait until the measure is decided (its start, then its line) and return the day on which it bites."""
        if self.start is not None:
            yield world.until(self.start)
        if self.when is not None:
            yield world.when(self.line())
        decided = world.today if self.when is not None or self.start is None else self.start
        return decided + timedelta(days=round(self.lag))

    def grown(self, world: World, cause: str, ramp_d: float, doors: Callable[[float], Iterable[Handle]]) -> Process:
        """Hold doors open that are opened anew month by month, for the part grown by then, up to the whole."""
        first = yield from self.begun(world)
        days = drawn(world, self.length, cause)
        yield from in_turn(world, first, ((length, doors(part)) for length, part in by_months(ramp_d, days)))

    def line(self) -> Condition:
        """Return the condition at which it is taken. Only for a measure with a line."""
        return self._condition("below", 0.0)

    def _condition(self, side: Literal["below", "above"], least: float) -> Condition:
        if self.when is None:
            raise ValueError("this measure has no line")
        nodes = Selector(node=self.watched_node, region=self.watched_region, sector=self.watched_sector)
        level = max(self.when.level, least)
        return Condition(self.when.quantity, nodes, self.watched_element or (BASKET,), side, level)


@dataclass(frozen=True)
class Spell(Intervention):
    """A measure that is kept up while it is needed, given up when cover is back, and taken again in the next need."""

    until: float | None = param(
        "duration", "Days of cover at which it ends; without it, at the line where it began.", default=None, low=0
    )
    least: float = param(
        "duration",
        "Shortest time before cover that is back ends it; never longer than its length.",
        default=28.0,
        low=1,
        high=3653,
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.until is None:
            return
        if self.when is None or self.when.quantity != "cover":
            raise ValueError("'until' is days of cover, but the measure has no line of cover")
        if self.until < self.when.level:
            raise ValueError("'until' lies under the line at which the measure is taken")

    def kept_up(self, world: World, cause: str, doors: Doors) -> Process:
        """Hold doors open: for its length, or in every need from the line until cover is back."""
        if self.when is None:
            first = yield from self.begun(world)
            yield from during(world, first, drawn(world, self.length, cause), *doors())
            return
        need = 0
        while True:
            first = yield from self.begun(world)
            yield world.until(first)
            days = drawn(world, self.length, cause, slot=need)
            if days > 0:
                yield from self._one_need(world, days, doors)
            else:
                yield self._back(world)
            need += 1

    def _back(self, world: World) -> Any:
        """Return an event for the minute at which the stock of all that is watched has come back over the line."""
        line = self._condition("above", self.until or 0.0)
        return reduce(and_, (world.when(replace(line, element=(element,))) for element in line.element))

    def _one_need(self, world: World, days: float, doors: Doors) -> Process:
        """Hold doors open until cover is back, or the time is over; then wait until it is back all the same."""
        with ExitStack() as stack:
            for door in doors():
                stack.enter_context(door)
            least = min(self.least, days)
            yield world.wait(least)
            back = self._back(world)
            happened = yield back | world.wait(days - least)
        if back not in happened:
            yield back
