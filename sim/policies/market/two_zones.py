"""Prices inside the controlling country and outside it, and how buyers and smugglers answer them."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from sim.base.course import Course
from sim.base.market import MarketRule
from sim.base.words import param, word

_TIMES = ("rise", "fall", "right_speed", "right_fall", "fear_decay", "hoard_speed", "price_lag")


@word("policy", "market/two_zones")
@dataclass(frozen=True)
class TwoZones:
    """One price for each element inside and one outside, set every week; a world without it has no prices.

    Outside = inside with freight x own scarcity + the price of a tonne of export right. Scarcity follows days
    of cover against the start of the run, and lost use. Buyers outside who are afraid keep more stock; all buyers
    give up part of their need when it grows dear, a little at once and more by design.
    """

    example: ClassVar[str] = "start: {NdPr: fact price_NdPr, Dy: fact price_Dy, Tb: fact price_Tb}"

    start: dict[str, Course | float] = param(
        "price_course", "Price inside at the start of the run, of oxide without value-added tax.",
        low=0, keys="order_class",
    )  # fmt: skip
    home: str = param("country", "The country inside.", default="CN")
    dead_band: float = param("factor", "E-foldings of lost cover that move no price.", default=0.45, low=0, high=3)
    response: float = param("factor", "E-foldings of price for each of cover beyond that.", default=0.6, low=0, high=5)
    glut: float = param("factor", "The same for cover above the start's.", default=0.3, low=0, high=5)
    shortage: float = param("factor", "E-foldings of price when all use is short.", default=1.5, low=0, high=10)
    rise: float = param("duration", "Time for two thirds of a rise.", default=28.0, low=7, high=730)
    fall: float = param("duration", "Time for two thirds of a fall.", default=140.0, low=7, high=1461)
    right: float = param(
        "price", "Price of the right to export a kg when eight weeks of use more than usual wait.", default=30.0, low=0
    )
    right_speed: float = param("duration", "Time for two thirds of its way up.", default=56.0, low=7, high=730)
    right_fall: float = param("duration", "The same down.", default=56.0, low=7, high=730)
    fear: float = param("share", "How much an alarm frightens; 0: nobody is ever afraid.", default=1.0, low=0, high=1)
    fear_decay: float = param("duration", "Time in which two thirds of a fear pass.", default=126.0, low=7, high=1461)
    queue_fear: float = param(
        "share", "Fear when eight weeks of use more than usual wait at desks.", default=0.5, low=0, high=1
    )
    hoard: float = param("share", "Part by which full fear raises the stock wanted.", default=0.5, low=0, high=3)
    hoard_speed: float = param("duration", "Time in which stocks follow a fear.", default=7.0, low=7, high=730)
    price_lag: float = param(
        "duration",
        "Time in which buyers come to feel a price; up to two weeks are at once.",
        default=7.0,
        low=7,
        high=730,
    )
    thrift_speed: float = param("share", "Most of its use that an industry designs out in a year.", default=0.1,
                                low=0, high=1)  # fmt: skip
    least_rise: float = param("factor", "Below this relative price nobody saves.", default=1.25, low=1, high=10)
    freight: float = param("share", "Freight and insurance, as a part of the price inside.", default=0.03, low=0)
    saving: float = param("factor", "Multiplies all elasticities.", default=1.0, low=0, high=5)
    elasticity: dict[str, float] = param(
        "factor", "Percent of need that a percent of price saves at once, by class.", default=None,
        low=0, high=3, keys="order_class",
    )  # fmt: skip
    long_elasticity: dict[str, float] = param(
        "factor", "The same in the long run, by class.", default=None, low=0, high=3, keys="order_class"
    )

    def rule(self, day: date) -> MarketRule:
        """Return the parameters of the market, with the prices of the day; durations become weeks."""
        short, long = self.elasticity or {}, self.long_elasticity or {}
        plain = ("home", "dead_band", "response", "glut", "shortage", "right", "fear", "queue_fear", "hoard",
                 "thrift_speed", "least_rise", "freight")  # fmt: skip
        return MarketRule(
            start={c: p.at(day) if isinstance(p, Course) else p for c, p in self.start.items()},
            elasticities={
                c: (self.saving * short.get(c, 0.0), self.saving * long.get(c, 0.0)) for c in sorted({*short, *long})
            },
            **{name: getattr(self, name) for name in plain},
            **{name: getattr(self, name) / 7.0 for name in _TIMES},
        )
