"""How the market answers scarcity and fear: the parameters of the one price model, with their meaning.

Two zones, inside the controlling country and outside. The price of an element outside is its price inside with
freight, times its own scarcity outside, plus the price of the export right it needs (one figure for cheap and dear
elements). Scarcity follows the cover of a zone against what it was at the start. The form is the
project's own; sizes are judgement until they are fitted to past crises.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class MarketRule:
    """Parameters of the market. Times are weeks, prices USD/kg of oxide, shares fractions of one.

    ``dead_band``: e-foldings of lost cover that move no price. ``response``: e-foldings of price for each one of
    cover below that; ``glut`` the same above it. ``shortage``: e-foldings of price when all use is short.
    ``rise`` and ``fall``: weeks in which a price does two thirds of its way up, and down. ``right``: price of the
    right to export a kg when a long queue (eight weeks of use more than usual) waits, and ``right_speed`` and
    ``right_fall`` its weeks up and down.
    ``fear``: how much an alarm frightens (0: nobody is ever afraid); ``fear_decay`` its weeks; ``queue_fear``: fear
    when a long queue waits; ``hoard``: part by which full fear raises target stocks, two thirds of the way in
    ``hoard_speed`` weeks. ``thrift_speed``: most of the use that can be designed out in a year. ``least_rise``:
    relative price below which nobody saves anything. ``price_lag``: weeks in which buyers come to feel a price, half
    of it to see it in their contracts and half to act on that. ``freight``: freight and insurance, as a part of the
    price inside. ``home``: the country inside.
    """

    start: Mapping[str, float]
    home: str = "CN"
    dead_band: float = 0.45
    response: float = 0.6
    glut: float = 0.3
    shortage: float = 1.5
    rise: float = 4.0
    fall: float = 20.0
    right: float = 30.0
    right_speed: float = 8.0
    right_fall: float = 8.0
    fear: float = 1.0
    fear_decay: float = 18.0
    queue_fear: float = 0.5
    hoard: float = 0.5
    hoard_speed: float = 1.0
    price_lag: float = 1.0
    thrift_speed: float = 0.10
    least_rise: float = 1.25
    freight: float = 0.03
    elasticities: Mapping[str, tuple[float, float]] = field(default_factory=dict)


class PriceRule(Protocol):
    """A policy word that describes the market."""

    def rule(self, day: date) -> MarketRule:
        """Return the parameters of the market, with the prices of the day."""
        ...
