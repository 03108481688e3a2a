"""A government answers what another does by releasing from its stock, whatever cover there still is."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from sim.base.answering import Answer
from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.elements import class_of
from sim.base.spans import drawn
from sim.base.weekly import WEEK_D, Weekly
from sim.base.words import param, word


@word("policy", "answer/stock_release")
@dataclass(frozen=True)
class AnswerStockRelease(Answer):
    """Some time after a measure of somebody else begins (or ends), stock is handed over week by week for a time.

    Unlike ``stockpile_release`` it waits for no line of cover: it answers the news.
    """

    example: ClassVar[str] = (
        "to: china_licences, lag: 30 d, stock: japan_stockpile, receivers: jp_oxide_trade, element: [Dy, Tb, Y], "
        "rate: 15 t/month"
    )

    stock: str = param("node", "Whose stock is released.")
    receivers: tuple[str, ...] = param("node", "Who receives it, in equal parts.", many=True)
    element: tuple[str, ...] = param("element", "What is released.", many=True)
    rate: float = param("rate", "How much of each element is released.", low=0)
    length: Distribution = param("distribution", "How long.", default=Distribution.fixed(182.625))

    def run(self, world: World, cause: str) -> Process:
        """Play the answer."""
        yield from self.answered(world, cause, self._release)

    def _release(self, world: World, cause: str, day: date, occasion: int) -> Process:
        last = day + timedelta(days=round(drawn(world, self.length, cause, slot=occasion)) - 1)
        part = self.rate * WEEK_D / 365.25 / len(self.receivers)
        classes = tuple(dict.fromkeys(class_of(e) for e in self.element))

        def release() -> list[dict[str, float]]:
            return [
                world.stocks.move(self.stock, receiver, {order_class: part}, cause)
                for receiver in self.receivers
                for order_class in classes
            ]

        yield from Weekly(release, "release", self.stock, cause, self.rate).spell(world, last)
