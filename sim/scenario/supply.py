"""Which elements can reach which node at all, whatever the quantities: a question of who is linked to whom.

Sets of elements are whole numbers with one bit an element. Both questions (what can come down the chain,
what is wanted up the chain) are answered by going over the lanes until nothing changes, since scrap flows back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sim.base.elements import BASKET_FORMS, ELEMENTS, ORDER_CLASSES, class_range
from sim.base.plant import PlantRecipe
from sim.scenario.model import Lane, Node

ALL: Final = (1 << len(ELEMENTS)) - 1


def _class_bits(order_class: str) -> int:
    first, end = class_range(order_class)
    return (1 << end) - (1 << first)


CLASS_BITS: Final = {c: _class_bits(c) for c in ORDER_CLASSES}
SINGLE_CLASSES: Final = ORDER_CLASSES[1:]


def bits(shares: Iterable[float]) -> int:
    """Return the set of elements whose share is above zero."""
    return sum(1 << i for i, share in enumerate(shares) if share > 0)


def classes_in(elements: int) -> tuple[str, ...]:
    """Return the order classes of which a set holds at least one element."""
    return tuple(c for c in SINGLE_CLASSES if CLASS_BITS[c] & elements)


def bits_of(classes: Iterable[str]) -> int:
    """Return the elements of some order classes."""
    found = 0
    for order_class in classes:
        found |= CLASS_BITS[order_class]
    return found


@dataclass
class Supply:
    """What nodes can make from what can reach them, and what their customers may want of them."""

    plants: Mapping[str, PlantRecipe]
    nodes: Mapping[str, Node]
    lanes: tuple[Lane, ...]
    makes: dict[str, int] = field(default_factory=dict)
    leaves: dict[str, int] = field(default_factory=dict)
    gets: dict[str, int] = field(default_factory=dict)
    magnets: dict[str, frozenset[str]] = field(default_factory=dict)
    wants: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, plants: Mapping[str, PlantRecipe], nodes: Mapping[str, Node], lanes: Iterable[Lane]) -> "Supply":
        """Return the answers for a network of sound lanes."""
        supply = cls(plants, nodes, tuple(lanes))
        supply._flow_down()
        supply._ask_up()
        return supply

    def carries(self, lane: Lane) -> int:
        """Return the elements that can come along a lane."""
        own = self.makes if lane.form == self.plants[lane.source].product_form else self.leaves
        elements = own.get(lane.source, 0)
        return elements if lane.form in BASKET_FORMS else elements & self._named(lane)

    def lacks(self, node: str) -> tuple[str, ...]:
        """Return the classes that a magnet maker needs and cannot get."""
        plant = self.plants[node]
        return tuple(c for c in classes_in(bits(plant.composition)) if not CLASS_BITS[c] & self.gets.get(node, 0))

    def _named(self, lane: Lane) -> int:
        return bits_of(lane.classes) if lane.classes else ALL

    def _flow_down(self) -> None:
        before: object = None
        while before != (now := (dict(self.gets), dict(self.makes), dict(self.leaves), dict(self.magnets))):
            before = now
            for name, plant in self.plants.items():
                self._make(name, plant)
            for lane in self.lanes:
                self.gets[lane.target] = self.gets.get(lane.target, 0) | self.carries(lane)
                if lane.form == "magnet":
                    self.magnets[lane.target] = self._known(lane.target) | self._known(lane.source)

    def _known(self, node: str) -> frozenset[str]:
        return self.magnets.get(node, frozenset())

    def _make(self, name: str, plant: PlantRecipe) -> None:
        got = self.gets.get(name, 0)
        if plant.mode == "source":
            got = bits(plant.composition)
        elif plant.mode == "recipe":
            got = 0 if self.lacks(name) else bits(plant.composition)
            if got:
                self.magnets[name] = frozenset({getattr(self.nodes[name].stage, "recipe", "")})
        got |= bits_of(c for c, mass in plant.initial.items() if mass > 0)
        self.makes[name] = got & bits(plant.out_share)
        self.leaves[name] = got & bits(plant.by_share)

    def _ask_up(self) -> None:
        for name, plant in self.plants.items():
            if plant.mode == "recipe":
                self.wants[name] = bits(plant.composition)
            elif plant.mode == "buyer":
                self.wants[name] = bits_of(c for c in self.nodes[name].stage.needs if c in CLASS_BITS) or ALL
            elif plant.mode == "basket":
                self.wants[name] = ALL
        before: dict[str, int] = {}
        while before != self.wants:
            before = dict(self.wants)
            for lane in self.lanes:
                if self.plants[lane.source].mode == "by_class":
                    wanted = self.wants.get(lane.target, 0) & self._named(lane)
                    self.wants[lane.source] = self.wants.get(lane.source, 0) | wanted
