"""An offtake contract: a buyer binds himself to a lane for a term, at a floor, and either side may break it."""

from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sim.base.distributions import Distribution
from sim.base.doors import Process, World
from sim.base.selector import Selector
from sim.base.spans import drawn
from sim.base.words import param, word

_MONTH_D = 365.25 / 12


@word("policy", "offtake")
@dataclass(frozen=True)
class Offtake:
    """For a term at least a share of what the receiver orders goes to the lanes named, served there before others.

    The contract pays the market price, but no less than ``floor`` and no more than ``ceiling``. The buyer leaves when
    the market lies so far under the floor that buying there pays the penalty, the seller when it lies so far over the
    ceiling that selling there does: a gap of more than ``penalty`` a kg, at the ends of ``patience`` months in a row.
    Then shares and ranks are what they were. The floor of 110 USD/kg of NdPr oxide is that of the American offtake with
    MP Materials of July 2025, for ten years; penalties and patience of real contracts are not public: judgement.
    Traders who buy by stock order from whoever holds goods, so only their rank is bound.
    """

    lane: tuple[str, ...] = param("lane", "Which lanes.", many=True)
    start: date = param("date", "First day of the term.")
    term: Distribution = param("distribution", "How long it is signed for.", default=Distribution.fixed(3652.5))
    share: float = param("share", "Least part of the receiver's orders, all lanes together.", low=0, high=1)
    priced_by: str = param("element", "By whose price it is priced.", default="Nd")
    zone: Literal["inside", "outside"] = param(
        "choice", "Price inside the controlling country or outside.", default="outside", choices=("inside", "outside")
    )
    floor: float = param("price", "Least it pays; 0: no floor.", default=0.0, low=0)
    ceiling: float | None = param("price", "Most it pays; without it, no ceiling.", default=None, low=0)
    penalty: float = param("price", "What who breaks it pays, for each kg not traded.", default=20.0, low=0)
    patience: int = param("count", "Months for which breaking must pay.", default=3, low=1, high=120)

    def __post_init__(self) -> None:
        if self.ceiling is not None and self.ceiling < self.floor:
            raise ValueError("the ceiling lies under the floor")

    def run(self, world: World, cause: str) -> Process:
        """Play the contract to its end or its breach."""
        lanes = Selector(lane=self.lane)
        door = world.buyers.bind(lanes, self.share, cause)
        yield world.until(self.start)
        left = drawn(world, self.term, cause) - (world.today - self.start).days
        if left <= 0:
            return
        with ExitStack() as contract:
            contract.enter_context(door)
            yield from self._kept(world, left, cause)

    def _kept(self, world: World, left: float, cause: str) -> Generator[Any, Any, None]:
        """Let the term pass; return when it is over, or when breaking the contract pays."""
        count, side_before = 0, ""
        while left > 0:
            yield world.wait(min(left, _MONTH_D))
            left -= _MONTH_D
            side, gain = self._tempted(world) if self.floor > 0 or self.ceiling is not None else ("", 0.0)
            count = count + 1 if side and side == side_before else int(bool(side))
            side_before = side
            if left > 0 and count >= self.patience:
                world.note("offtake", "/".join(self.lane), f"broken by the {side}", cause, gain)
                return

    def _tempted(self, world: World) -> tuple[str, float]:
        """Return who gains by breaking the contract today, and how much a kg, the penalty paid."""
        price = world.market.price(self.priced_by, self.zone)
        if self.floor - price > self.penalty:
            return "buyer", self.floor - price - self.penalty
        if self.ceiling is not None and price - self.ceiling > self.penalty:
            return "seller", price - self.ceiling - self.penalty
        return "", 0.0
