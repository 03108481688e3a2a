"""The network of a scenario as numbered things: nodes, lanes and order lines, sorted so that runs repeat."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sim.base.doors import AllocationRule, LaneView, OrderRule
from sim.base.elements import BASKET, BASKET_FORMS, CLASS_INDEX, ELEMENTS, ORDER_CLASSES, class_of, class_range
from sim.base.errors import RunError
from sim.base.market import MarketRule
from sim.base.plant import PlantRecipe
from sim.base.series import Series
from sim.base.words import words
from sim.scenario.model import Lane, Node, Scenario


@dataclass(frozen=True)
class Line:
    """One order class on one lane; ``byproduct`` tells which stream of the supplier it draws on."""

    lane: int
    source: int
    target: int
    cls: int
    byproduct: bool
    rank: int


@dataclass(frozen=True)
class Row:
    """One class that one buyer needs, with the key under which the need is written (a class or a recipe)."""

    node: int
    cls: int
    key: str


class _Lookup:
    """Answers what stages ask of the scenario while they fill in their recipes."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    def deposit(self, deposit_id: str) -> tuple[float, ...]:
        """Return the composition of a deposit."""
        return self._scenario.deposits[deposit_id].shares

    def magnet_recipe(self, recipe_id: str) -> tuple[float, Mapping[str, float], float]:
        """Return content, shares by class and Pr share of a magnet recipe."""
        recipe = self._scenario.recipes[recipe_id]
        return recipe.content, recipe.shares, recipe.praseodymium

    def replaceable(self, recipe_id: str) -> Mapping[str, float]:
        """Return the part of each class that makers leave out where they lack it."""
        return self._scenario.recipes[recipe_id].replaceable


class Grid:
    """Numbers for the things of a scenario, and the recipes of its plants. Order is by id."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        lookup = _Lookup(scenario)
        self.nodes: tuple[Node, ...] = tuple(scenario.nodes[i] for i in sorted(scenario.nodes))
        self.lanes: tuple[Lane, ...] = tuple(scenario.lanes[i] for i in sorted(scenario.lanes))
        self.node_index = {n.id: i for i, n in enumerate(self.nodes)}
        self.lane_index = {a.id: i for i, a in enumerate(self.lanes)}
        self.recipes: tuple[PlantRecipe, ...] = tuple(_dated(n, n.stage.plant(lookup)) for n in self.nodes)
        self.plants = tuple(i for i, r in enumerate(self.recipes) if r.mode != "buyer")
        self.desk_index = {d: i for i, d in enumerate(sorted(scenario.desks))}
        self._selected: dict[tuple[Hashable, ...], tuple[int, ...]] = {}

    def selected(self, what: tuple[Hashable, ...], find: Callable[[], Iterable[int]]) -> list[int]:
        """Return the numbers found for what somebody selects; all runs of a world share one search for the same."""
        if what not in self._selected:
            self._selected[what] = tuple(find())
        return list(self._selected[what])

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every class that every buyer needs, in order of buyer and class."""
        found = []
        for i, node in enumerate(self.nodes):
            if self.recipes[i].mode == "buyer":
                found += [Row(i, self._need_class(node, key), key) for key in node.stage.needs]
        return tuple(sorted(found, key=lambda r: (r.node, r.cls, r.key)))

    def need(self, row: Row) -> Series:
        """Return what a row needs, t a year of what its buyer states: REO, or magnets."""
        node = self.nodes[row.node]
        needs: Series = node.stage.needs[row.key]
        return needs.grown(node.stage.growth).along(node.course)

    def _need_class(self, node: Node, key: str) -> int:
        return CLASS_INDEX[BASKET] if node.stage.form == "magnet" else CLASS_INDEX[key]

    def feed_classes(self, i: int) -> frozenset[int]:
        """Return the order classes that node i can use."""
        recipe = self.recipes[i]
        if recipe.mode == "buyer":
            return frozenset(r.cls for r in self.rows if r.node == i)
        if recipe.mode == "basket":
            return frozenset({CLASS_INDEX[BASKET]})
        if recipe.mode == "recipe":
            needed = [e for e, share in zip(ELEMENTS, recipe.composition, strict=True) if share > 0]
            return frozenset(CLASS_INDEX[class_of(e)] for e in needed)
        return frozenset(range(1, len(ORDER_CLASSES)))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every order line, sorted by supplier, stream, class, rank and lane."""
        feeds = [self.feed_classes(i) for i in range(len(self.nodes))]
        offers = self._offers()
        lines = []
        for k, lane in enumerate(self.lanes):
            a, b = self.node_index[lane.source], self.node_index[lane.target]
            by = lane.form == self.recipes[a].byproduct_form and lane.form != self.recipes[a].product_form
            rank = self._rank(lane, self.nodes[a], self.nodes[b])
            wanted = {CLASS_INDEX[c] for c in lane.classes} or feeds[b]
            if lane.form in BASKET_FORMS:
                wanted = {CLASS_INDEX[BASKET]} & feeds[b]
            else:
                wanted = set(wanted) & feeds[b] & offers[a]
            lines += [Line(k, a, b, c, by, rank) for c in sorted(wanted)]
        return tuple(sorted(lines, key=lambda n: (n.source, n.byproduct, n.cls, n.rank, n.lane)))

    def _offers(self) -> list[frozenset[int]]:
        """Return the classes that each node can ever ship, followed through metal makers and traders."""
        everything = frozenset(range(1, len(ORDER_CLASSES)))
        offers = [self._own_offer(i) for i in range(len(self.nodes))]
        passing = {i for i, r in enumerate(self.recipes) if r.mode == "by_class" and not r.initial}
        for _ in range(len(passing) + 1):
            before = list(offers)
            for i in sorted(passing):
                inbound = [a for a in self.lanes if a.target == self.nodes[i].id]
                offers[i] = frozenset().union(
                    *(
                        offers[self.node_index[a.source]] & (frozenset(CLASS_INDEX[c] for c in a.classes) or everything)
                        for a in inbound
                    )
                )
            if offers == before:
                break
        return offers

    def _own_offer(self, i: int) -> frozenset[int]:
        recipe = self.recipes[i]
        if recipe.mode == "by_class":
            return frozenset(CLASS_INDEX[c] for c in recipe.initial)
        made = recipe.composition if recipe.mode == "source" else recipe.out_share
        return frozenset(CLASS_INDEX[class_of(e)] for e, share in zip(ELEMENTS, made, strict=True) if share > 0)

    @cached_property
    def _allocation_rules(self) -> tuple[AllocationRule, ...]:
        uses = [self.scenario.policies[i] for i in sorted(self.scenario.policies)]
        return tuple(u.word for u in uses if u.kind.startswith("allocate/"))

    def _rank(self, lane: Lane, source: Node, target: Node) -> int:
        view = LaneView(
            source.id,
            target.id,
            source.country,
            target.country,
            target.sector,
            target.priority,
            lane.contract,
        )
        for rule in self._allocation_rules:
            if rule.applies_to(source.id):
                return rule.rank(view)
        return 0

    def order_rule(self, node: str) -> OrderRule:
        """Return the order rule that governs a node; the plain base-stock rule where none is named."""
        for i in sorted(self.scenario.policies):
            use = self.scenario.policies[i]
            if use.kind.startswith("order/") and use.word.applies_to(node):
                rule: OrderRule = use.word
                return rule
        plain: OrderRule = words("policy")["order/base_stock"]()
        return plain

    @cached_property
    def customer_kinds(self) -> tuple[npt.NDArray[np.int64], list[tuple[str, tuple[str, str, str]]]]:
        """For each line the number of its kind; kinds are a form and its customer's country, region and sector."""
        numbers: dict[tuple[str, tuple[str, str, str]], int] = {}
        found = []
        for line in self.lines:
            target = self.nodes[line.target]
            kind = (self.lanes[line.lane].form, (target.country, target.region, target.sector))
            found.append(numbers.setdefault(kind, len(numbers)))
        return np.array(found, dtype=np.int64), list(numbers)

    @cached_property
    def market(self) -> MarketRule | None:
        """The market's parameters; None in a world without prices. Raises RunError when there are two markets."""
        found = [u for i, u in sorted(self.scenario.policies.items()) if u.kind.startswith("market/")]
        if len(found) > 1:
            raise RunError(f"{found[0].id} and {found[1].id}: a world has one market")
        rule: MarketRule | None = found[0].word.rule(self.scenario.horizon.start) if found else None
        return rule

    def depth(self) -> list[int]:
        """Return each node's longest way down to a buyer, in lanes; loops (scrap) are cut at the first return."""
        customers: list[list[int]] = [[] for _ in self.nodes]
        for line in self.lines:
            if not line.byproduct or self.recipes[line.source].byproduct_form != "scrap":
                customers[line.source].append(line.target)
        found: dict[int, int] = {}

        def walk(i: int, above: frozenset[int]) -> int:
            if i not in found:
                deeper = [walk(j, above | {i}) for j in sorted(set(customers[i])) if j not in above and j != i]
                found[i] = 1 + max(deeper, default=-1)
            return found[i]

        return [walk(i, frozenset()) for i in range(len(self.nodes))]

    def check(self) -> None:
        """Raise RunError for a world that the engine cannot carry."""
        for node, recipe in zip(self.nodes, self.recipes, strict=True):
            if BASKET in recipe.initial:
                raise RunError(
                    f"{node.id}: a first stock is stated by element, the composition of a basket is not known"
                )
            if recipe.residence_d > 200:
                raise RunError(
                    f"{node.id}: a residence of {recipe.residence_d} d is longer than the 200 d a plant can hold"
                )


def _dated(node: Node, recipe: PlantRecipe) -> PlantRecipe:
    """Return a plant's recipe with its capacity of the years before."""
    return recipe if node.course is None else replace(recipe, capacity=recipe.capacity.along(node.course))


def class_slice(cls: int) -> slice:
    """Return the elements of an order class as a slice."""
    first, last = class_range(ORDER_CLASSES[cls])
    return slice(first, last)
