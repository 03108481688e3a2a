"""Doors to what owners hold."""

from collections.abc import Mapping

from sim.base.elements import BASKET, BASKET_FORMS, CLASS_INDEX, ORDER_CLASSES
from sim.base.errors import SelectorError
from sim.world.doors.keeping import Keeping
from sim.world.events import MoveRow
from sim.world.grid import Grid, class_slice
from sim.world.stocks import hand_over, held_t


class StockDoors:
    """See :class:`sim.base.doors.Stocks`."""

    def __init__(self, keeping: Keeping) -> None:
        self._kept = keeping

    def move(self, source: str, target: str, masses_t: Mapping[str, float], cause: str) -> dict[str, float]:
        """Hand stock (t by order class) from one node to another; return what there was to hand over.

        Raises SelectorError where that cannot be: nobody makes metal of oxide, or picks an element out of magnets, by
        handing it over.
        """
        kept = self._kept
        a, b = kept.node(source), kept.node(target)
        form = kept.grid.recipes[a].product_form
        _check_form(kept.grid, a, b, masses_t)
        usable = kept.grid.feed_classes(b)
        if kept.grid.recipes[b].mode != "by_class" and usable.isdisjoint(CLASS_INDEX[c] for c in masses_t):
            raise SelectorError(f"{target} has no use for {'/'.join(masses_t)}")
        grams = hand_over(kept.state, a, b, masses_t)
        if grams.any():
            kept.moves.append(MoveRow(kept.now, source, target, form, tuple(int(x) for x in grams)))
            kept.note("move", source, f"to {target}", cause, float(grams.sum()) / 1e6)
            kept.wake()
        return {c: float(grams[class_slice(CLASS_INDEX[c])].sum()) / 1e6 for c in ORDER_CLASSES if c in masses_t}

    def held(self, node: str, order_class: str) -> float:
        """Return t of a class that a node holds to use or to sell; what is still in ore or scrap is neither."""
        return held_t(self._kept.state, self._kept.node(node), order_class)


def _check_form(grid: Grid, a: int, b: int, masses_t: Mapping[str, float]) -> None:
    """Raise SelectorError if node b cannot take from node a what is asked for, in the form in which a has it."""
    source, target = grid.nodes[a].id, grid.nodes[b].id
    form, taken = grid.recipes[a].product_form, _forms_taken(grid, b)
    if a == b:
        raise SelectorError(f"{source} cannot hand stock over to itself")
    if form in BASKET_FORMS and (single := [c for c in masses_t if c != BASKET]):
        raise SelectorError(f"{source} has {form}, out of which nobody takes {'/'.join(single)} alone")
    if form and taken and form not in taken:
        raise SelectorError(f"{source} has {form}, and {target} takes {'/'.join(sorted(taken))}")


def _forms_taken(grid: Grid, n: int) -> frozenset[str]:
    """Return the forms that a node can use or keep; none if nothing tells."""
    node, recipe = grid.nodes[n], grid.recipes[n]
    if recipe.mode == "buyer":
        return frozenset({node.stage.form})
    if recipe.mode == "by_class" and not recipe.to_stock:  # a trader or a reserve holds what it sells
        return frozenset({recipe.product_form})
    return frozenset(lane.form for lane in grid.lanes if lane.target == node.id)
