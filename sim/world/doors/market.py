"""Doors to prices and fears."""

from typing import Literal

from sim.base.elements import BASKET, CLASS_INDEX, ORDER_CLASSES, class_of
from sim.base.errors import RunError
from sim.base.selector import Selector
from sim.world.doors.keeping import Keeping
from sim.world.kernel import layout as k

_ZONES = {"inside": k.INSIDE, "outside": k.OUTSIDE}
_STEP = 1000


class MarketDoors:
    """See :class:`sim.base.doors.Market`."""

    def __init__(self, keeping: Keeping) -> None:
        self._kept = keeping

    def price(self, element: str, zone: Literal["inside", "outside"]) -> float:
        """Return the price of an element this week, USD/kg of oxide. Raises RunError in a world without prices."""
        if self._kept.grid.market is None:
            raise RunError("this world has no prices: it names no market among its policies")
        market = self._kept.state["market"]
        return float(market["price"][_ZONES[zone], CLASS_INDEX[class_of(element)]])

    def alarm(self, what: Selector, amount: float, cause: str) -> None:
        """Add to the fear of restriction, of elements and of magnets: what is left of calm shrinks by ``amount``."""
        market = self._kept.state["market"]
        if market["on"] == 0.0 or market["fear"] == 0.0 or amount == 0.0:
            return
        classes = {class_of(e) for e in what.element}
        if not classes and set(what.form) != {"magnet"}:
            classes = set(ORDER_CLASSES) - {BASKET}
        if "magnet" in what.form or not (what.form or what.element):
            classes.add(BASKET)
        for c in sorted(CLASS_INDEX[name] for name in classes):
            calm = (1.0 - float(market["fears"][c])) * (1.0 - float(market["fear"]) * amount)
            market["fears"][c] = 1.0 - calm
        self._kept.note("alarm", "/".join((*what.element, *what.form)) or "everything", "announced", cause, amount)
