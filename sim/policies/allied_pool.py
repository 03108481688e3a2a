"""Allies pool their stocks and give to whom is shortest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum
from typing import ClassVar

from sim.base.doors import Condition, Process, World
from sim.base.elements import class_of
from sim.base.selector import Selector
from sim.base.trigger import Trigger
from sim.base.weekly import WEEK_D, Weekly, week_by_week
from sim.base.words import param, word

_TOLERANCE = 1e-9


@word("policy", "allied_pool")
@dataclass(frozen=True)
class AlliedPool:
    """Members' stocks are released together, week by week, from a line on until cover is back.

    Each week's amount goes first to the receiver whose stock lasts least against his part of the common use, until
    he is level with the next, and so on. Members give in proportion to what is left of their quotas: parts of what
    they held when the release first began. Each element is watched and released on its own.
    """

    example: ClassVar[str] = (
        "member: {japan_stockpile: 50 %, korea_stockpile: 50 %}, "
        "to: {jp_oxide_trade: 60 %, kr_oxide_trade: 40 %}, element: [Dy, Tb, Y], rate: 20 t/month, "
        "when: {cover_below: 30 d}, until: 45 d"
    )

    member: dict[str, float] = param(
        "share", "Whose stocks are pooled, and the most of each that is given.", low=0, high=1, keys="node"
    )
    to: dict[str, float] = param(
        "share", "Who receives, and his part of the common use.", low=0.001, high=1, keys="node"
    )
    element: tuple[str, ...] = param("element", "What is released.", many=True)
    rate: float = param("rate", "How much of each element is released while it is needed.", low=0)
    when: Trigger = param("trigger", "The line at which the release begins, of all receivers together.")
    until: float | None = param(
        "duration", "Days of cover at which it ends; without it, at the line where it began.", default=None, low=0
    )
    start: date | None = param("date", "First day on which it may begin; none: the first of the run.", default=None)
    watched: tuple[str, ...] = param("node", "Whose cover is watched; none: the receivers'.", default=(), many=True)

    def __post_init__(self) -> None:
        if self.when.side != "below":
            raise ValueError("a release begins when something falls below a line")
        if self.until is not None and (self.when.quantity != "cover" or self.until < self.when.level):
            raise ValueError("'until' is days of cover, no fewer than at the line where the release begins")
        if (whole := fsum(self.to.values())) > 1.0 + _TOLERANCE:
            raise ValueError(f"'to' shares out {whole:.4g} of the common use, more than the whole")

    def run(self, world: World, cause: str) -> Process:
        """Watch every element on its own, to the end of the run."""
        if self.start is not None:
            yield world.until(self.start)
        for order_class in dict.fromkeys(class_of(e) for e in self.element):
            world.start(self._guard(world, order_class, cause))
        yield world.wait(0)

    def _guard(self, world: World, order_class: str, cause: str) -> Process:
        """Release one class whenever the receivers fall short of it."""
        watched = Selector(node=self.watched or tuple(sorted(self.to)))
        level = self.when.level if self.until is None else self.until
        enough = Condition(self.when.quantity, watched, (order_class,), "above", level)
        quotas: dict[str, float] = {}

        def release() -> list[dict[str, float]]:
            if not quotas:
                quotas.update({m: part * world.stocks.held(m, order_class) for m, part in sorted(self.member.items())})
            return self._release(world, order_class, quotas, cause)

        weekly = Weekly(release, "release", "/".join(sorted(self.member)), cause, self.rate)
        yield from week_by_week(world, self.when.condition(watched, (order_class,)), enough, weekly)

    def _release(self, world: World, order_class: str, quotas: dict[str, float], cause: str) -> list[dict[str, float]]:
        """Hand over a week's amount: from members by what is left of their quotas, to the shortest first."""
        left = {m: min(quota, world.stocks.held(m, order_class)) for m, quota in quotas.items()}
        amount = min(self.rate * WEEK_D / 365.25, sum(left.values()))
        if amount <= 0:
            return []
        held = {r: world.stocks.held(r, order_class) for r in sorted(self.to)}
        parts = _levelled(held, self.to, amount)
        whole = sum(left.values())
        handed_over = []
        for receiver, part in parts.items():
            for member, quota in left.items():
                if part > 0 and quota > 0:
                    given = world.stocks.move(member, receiver, {order_class: part * quota / whole}, cause)
                    quotas[member] -= sum(given.values())
                    handed_over.append(given)
        return handed_over


def _levelled(held: Mapping[str, float], use: Mapping[str, float], amount: float) -> dict[str, float]:
    """Return an amount split so that it lifts those who hold least for their use, up to a common level."""
    order = sorted(held, key=lambda r: (held[r] / use[r], r))
    stock = needed = 0.0
    level = 0.0
    for i, receiver in enumerate(order):
        stock += held[receiver]
        needed += use[receiver]
        level = (stock + amount) / needed
        if i + 1 == len(order) or level <= held[order[i + 1]] / use[order[i + 1]]:
            break
    return {r: max(level * use[r] - held[r], 0.0) for r in order}
