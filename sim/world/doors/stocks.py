"""Doors to what owners hold."""

from collections.abc import Mapping

from sim.base.elements import CLASS_INDEX, ORDER_CLASSES
from sim.base.errors import SelectorError
from sim.world.doors.keeping import Keeping
from sim.world.events import MoveRow
from sim.world.grid import class_slice
from sim.world.stocks import hand_over, held_t


class StockDoors:
    """See :class:`sim.base.doors.Stocks`."""

    def __init__(self, keeping: Keeping) -> None:
        self._kept = keeping

    def move(self, source: str, target: str, masses_t: Mapping[str, float], cause: str) -> dict[str, float]:
        """Hand stock (t by order class) from one node to another; return what there was to hand over."""
        kept = self._kept
        a, b = kept.node(source), kept.node(target)
        usable = kept.grid.feed_classes(b)
        if kept.grid.recipes[b].mode != "by_class" and usable.isdisjoint(CLASS_INDEX[c] for c in masses_t):
            raise SelectorError(f"{target} has no use for {'/'.join(masses_t)}")
        grams = hand_over(kept.state, a, b, masses_t)
        if grams.any():
            form = kept.grid.recipes[a].product_form
            kept.moves.append(MoveRow(kept.now, source, target, form, tuple(int(x) for x in grams)))
            kept.note("move", source, f"to {target}", cause, float(grams.sum()) / 1e6)
            kept.wake()
        return {c: float(grams[class_slice(CLASS_INDEX[c])].sum()) / 1e6 for c in ORDER_CLASSES if c in masses_t}

    def held(self, node: str, order_class: str) -> float:
        """Return t of a class that a node holds to use or to sell; what is still in ore or scrap is neither."""
        return held_t(self._kept.state, self._kept.node(node), order_class)
