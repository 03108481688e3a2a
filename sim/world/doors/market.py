"""Doors to prices and fears."""

import math
from typing import Any, Literal

from sim.base.elements import BASKET, CLASS_INDEX, ORDER_CLASSES, class_of
from sim.base.errors import RunError
from sim.base.selector import Selector
from sim.world.doors.keeping import Keeping
from sim.world.kernel import layout as k

_ZONES = {"inside": k.INSIDE, "outside": k.OUTSIDE}
_STEP = 1000
_MOST_SAVED = 0.6
"""Nobody gives up more of his need for the sake of a price; the market's own bound."""


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

    def saving(self, buyer: str, factor: float) -> tuple[float, float]:
        """Return what part of its need a buyer would give up if it paid ``factor`` times the price: at once, in time.

        As the market reckons it: by the elasticities of what its goods are made of, from the relative price on below
        which nobody saves. Of several needs the mean, by their size.
        """
        kept = self._kept
        node = kept.grid.nodes[kept.node(buyer)]
        if kept.grid.market is None or node.kind != "buyer":
            return 0.0, 0.0
        week = max(int(kept.state["cycle"]), 0)
        whole = now = later = 0.0
        for r, row in enumerate(kept.grid.rows):
            if kept.grid.nodes[row.node].id == buyer:
                need = float(kept.state.plan[r, week])
                at_once, in_time = self._saved(kept.state.rows[r], node.country == kept.grid.market.home, factor)
                whole, now, later = whole + need, now + need * at_once, later + need * in_time
        return (now / whole, later / whole) if whole > 0 else (0.0, 0.0)

    def _saved(self, row: Any, inside: bool, factor: float) -> tuple[float, float]:
        """Return what part of a row's need goes for its price alone, more than at the price of the week."""
        dear = self._relative(row, k.INSIDE if inside else k.OUTSIDE)
        least = float(self._kept.state["market"]["least_rise"])
        fold = math.log(max(dear * factor / least, 1.0)) - math.log(max(dear / least, 1.0))
        at_once = min(1.0 - math.exp(float(row["elasticity"]) * fold), _MOST_SAVED)
        in_time = min(1.0 - math.exp(float(row["long_elasticity"]) * fold), _MOST_SAVED)
        return max(at_once, 0.0), max(in_time - at_once, 0.0)

    def _relative(self, row: Any, zone: int) -> float:
        """Return what a row's goods cost against the start: the mean over what they are made of, by value."""
        market = self._kept.state["market"]
        if row["cls"] != CLASS_INDEX[BASKET]:
            parts = {int(row["cls"]): 1.0}
        else:
            parts = {c: float(part) for c, part in enumerate(row["made_of"]) if part > 0}
        before = sum(part * float(market["start"][zone, c]) for c, part in parts.items())
        now = sum(part * float(market["price"][zone, c]) for c, part in parts.items())
        return now / before if before > 0 else 1.0

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
