"""Doors to prices and fears."""

from typing import Literal

from sim.base.doors import Handle
from sim.base.elements import BASKET, CLASS_INDEX, ORDER_CLASSES, class_of
from sim.base.errors import RunError
from sim.base.selector import Selector
from sim.world.doors.keeping import TURNS, Keeping
from sim.world.kernel import layout as k
from sim.world.select import lanes_of

_ZONES = {"inside": k.INSIDE, "outside": k.OUTSIDE}


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

    def duty(self, lanes: Selector, rate: float, cause: str) -> Handle:
        """Lay a duty of a part of their value on goods that come by lanes; duties of several multiply."""
        kept = self._kept
        meant = set(lanes_of(kept.grid, lanes))
        lines = [j for j, line in enumerate(kept.grid.lines) if line.lane in meant]

        def turn(step: int) -> None:
            for j in lines:
                kept.state.lines[j]["duty"] = kept.live("duty", j, 1.0 + rate, step) - k.WHOLE
            kept.state["market"]["levied"] = 1.0
            kept.note("duty", f"{len(meant)} lanes", TURNS[step], cause, rate)

        return kept.hold(turn)

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
