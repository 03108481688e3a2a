"""A government fills its stock week by week, as long as cover and prices allow."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import ClassVar

from sim.base.doors import Process, World
from sim.base.elements import class_of
from sim.base.selector import Selector
from sim.base.trigger import Trigger
from sim.base.weekly import WEEK_D, Weekly, week_by_week
from sim.base.words import param, word


@word("policy", "stockpile_build")
@dataclass(frozen=True)
class StockpileBuild:
    """Buys at a rate from traders or producers at home until the stock holds its target; then keeps it there.

    Each element is bought on its own, neodymium and praseodymium as one. With a line it buys only while the cover
    of the sellers (or of ``watched``) lies above it; with a price, only while the element is cheaper outside the
    controlling country. Sellers and stock deal in one form, oxide or metal: no element is picked out of magnets or
    concentrate. What it takes, its sellers order again, so a purchase is felt up the chain.
    """

    example: ClassVar[str] = (
        "stock: us_stockpile, source: us_oxide_trade, element: [Dy, Tb], rate: 4 t/month, target: 60 t, "
        "when: {cover_above: 30 d}"
    )

    stock: str = param("node", "Whose stock is filled.")
    source: tuple[str, ...] = param("node", "From whom it buys, in equal parts.", many=True)
    element: tuple[str, ...] = param("element", "What is bought.", many=True)
    rate: float = param("rate", "How much of each element is bought.", low=0)
    target: float = param("mass", "How much of each element is held in the end.", low=0)
    start: date | None = param("date", "First day of buying; none: the first of the run.", default=None)
    end: date | None = param("date", "Last day of buying; none: the last of the run.", default=None)
    when: Trigger | None = param("trigger", "It buys only above this line.", default=None)
    watched: tuple[str, ...] = param("node", "Whose cover is watched; none: the sellers'.", default=(), many=True)
    highest: float | None = param("price", "It buys only below this price outside.", default=None, low=0)

    def __post_init__(self) -> None:
        if self.when is not None and self.when.side != "above":
            raise ValueError("a stock is built while something lies above a line")
        if self.when is None and self.watched:
            raise ValueError("what is watched means nothing without a line: add 'when'")

    def run(self, world: World, cause: str) -> Process:
        """Buy every element on its own."""
        if self.start is not None:
            yield world.until(self.start)
        for order_class in dict.fromkeys(class_of(e) for e in self.element):
            world.start(self._buy(world, order_class, cause))
        yield world.wait(0)

    def _buy(self, world: World, order_class: str, cause: str) -> Process:
        """Buy one class week by week; wait for the line whenever it is crossed from above."""
        weekly = Weekly(partial(self._purchase, world, order_class, cause), "purchase", self.stock, cause, self.rate)
        if self.when is not None:
            watched = Selector(node=self.watched or self.source)
            line = self.when.condition(watched, (order_class,))
            yield from week_by_week(world, line, replace(line, side="below"), weekly, self.end)
        else:
            yield from weekly.spell(world, self.end)

    def _purchase(self, world: World, order_class: str, cause: str) -> list[dict[str, float]]:
        """Buy a week's amount, no more than is missing, if the price is right; return what each sold."""
        missing = self.target - world.stocks.held(self.stock, order_class)
        if missing <= 0 or (self.highest is not None and world.market.price(order_class, "outside") > self.highest):
            return []
        part = min(self.rate * WEEK_D / 365.25, missing) / len(self.source)
        return [world.stocks.move(seller, self.stock, {order_class: part}, cause) for seller in self.source]
