"""A government or an industry releases from its stock when cover falls under a line."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sim.base.doors import Condition, Process, World
from sim.base.elements import BASKET, class_of
from sim.base.selector import Selector
from sim.base.trigger import Trigger
from sim.base.weekly import WEEK_D, Weekly, week_by_week
from sim.base.words import param, word


@word("policy", "stockpile_release")
@dataclass(frozen=True)
class StockpileRelease:
    """Hands over stock week by week from the day a line is crossed until cover has recovered.

    Each element is watched and released on its own, neodymium and praseodymium as one. What there is goes
    to the receivers in equal parts; an empty stock gives nothing, and gives again if it is refilled. Then the
    policy waits for the line to be crossed again.
    """

    example: ClassVar[str] = (
        "stock: japan_stockpile, to: jp_oxide_trade, element: [Dy, Tb], when: {cover_below: 30 d}, until: 45 d, "
        "rate: 10 t/month"
    )

    stock: str = param("node", "Whose stock is released.")
    to: tuple[str, ...] = param("node", "Who receives it.", many=True)
    element: tuple[str, ...] = param(
        "element", "What is released; none: the whole stock as it lies (concentrate, carbonate, magnets).",
        default=(), many=True,
    )  # fmt: skip
    when: Trigger = param("trigger", "The line at which the release begins.")
    start: date | None = param("date", "First day on which it may begin; none: the first of the run.", default=None)
    node: tuple[str, ...] = param(
        "node", "Whose cover is watched; if neither nodes nor regions nor sectors are named, the receivers'.",
        default=(), many=True,
    )  # fmt: skip
    region: tuple[str, ...] = param("region", "Buyers and plants in these regions are watched.", default=(), many=True)
    sector: tuple[str, ...] = param("sector", "Buyers in these sectors are watched.", default=(), many=True)
    rate: float = param("rate", "How much of each element is released while it is needed.", low=0)
    until: float | None = param(
        "duration",
        "Days of cover at which a release ends; without it, at the line where it began.",
        default=None,
        low=0,
    )

    def __post_init__(self) -> None:
        if self.when.side != "below":
            raise ValueError("a release begins when something falls below a line")
        if self.until is not None and self.when.quantity != "cover":
            raise ValueError("'until' is days of cover, but the line is one of stock")
        if self.until is not None and self.until < self.when.level:
            raise ValueError("'until' lies under the line at which the release begins")

    def run(self, world: World, cause: str) -> Process:
        """Watch every element on its own, to the end of the run."""
        if self.start is not None:
            yield world.until(self.start)
        for order_class in dict.fromkeys(class_of(e) for e in self.element or (BASKET,)):
            world.start(self._guard(world, order_class, cause))
        yield world.wait(0)

    def _guard(self, world: World, order_class: str, cause: str) -> Process:
        """Release one class whenever it falls short."""
        watched = self._watched()
        level = self.when.level if self.until is None else self.until
        enough = Condition(self.when.quantity, watched, (order_class,), "above", level)
        slice_t = self._slice(order_class)

        def release() -> list[dict[str, float]]:
            return [world.stocks.move(self.stock, receiver, slice_t, cause) for receiver in self.to]

        weekly = Weekly(release, "release", self.stock, cause, self.rate)
        yield from week_by_week(world, self.when.condition(watched, (order_class,)), enough, weekly)

    def _watched(self) -> Selector:
        if self.node or self.region or self.sector:
            return Selector(node=self.node, region=self.region, sector=self.sector)
        return Selector(node=self.to)

    def _slice(self, order_class: str) -> dict[str, float]:
        """Return what one receiver gets in a week, in t."""
        return {order_class: self.rate * WEEK_D / 365.25 / len(self.to)}
