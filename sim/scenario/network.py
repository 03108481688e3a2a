"""Do the lanes make sense, and is every buyer within reach of an ore that holds what it needs?"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from sim.base.elements import BASKET, BASKET_FORMS
from sim.base.plant import PlantRecipe
from sim.scenario.model import Deposit, Lane, Node, Recipe, Where
from sim.scenario.supply import ALL, CLASS_BITS, Supply, bits, classes_in
from sim.scenario.tree import Findings, Listing, Table, suggest

_MADE_FROM: Final = {"oxide": ("concentrate", "carbonate", "scrap"), "metal": ("oxide",), "magnet": ("metal",)}
"""What a plant takes in, by what it makes, if it has no ``form`` of its own."""


class DocumentCatalogue:
    """What stages may look up while they fill in their recipe."""

    def __init__(self, deposits: Mapping[str, Deposit], recipes: Mapping[str, Recipe]) -> None:
        self._deposits = deposits
        self._recipes = recipes

    def deposit(self, deposit_id: str) -> tuple[float, ...]:
        """Return the composition of a deposit."""
        return self._deposits[deposit_id].shares

    def magnet_recipe(self, recipe_id: str) -> tuple[float, Mapping[str, float], float]:
        """Return content, shares by order class and the Pr share of the didymium."""
        recipe = self._recipes[recipe_id]
        return recipe.content, recipe.shares, recipe.praseodymium

    def replaceable(self, recipe_id: str) -> Mapping[str, float]:
        """Return the part of each class that makers leave out where they lack it."""
        return self._recipes[recipe_id].replaceable


class Network:
    """The nodes and lanes of a document, checked as a whole. ``lanes`` may lack form and classes."""

    def __init__(self, document: Table, nodes: Mapping[str, Node], lanes: Mapping[str, Lane],
                 catalogue: DocumentCatalogue, findings: Findings) -> None:  # fmt: skip
        self._document = document
        self._nodes = nodes
        self._lanes = lanes
        self._catalogue = catalogue
        self._findings = findings
        self.whole = False
        """Whether every written node and lane is sound and knows what it carries."""

    def finished_lanes(self) -> dict[str, Lane]:
        """Return the lanes with form and classes filled in; what makes no sense goes to the findings.

        Who can reach whom is asked only when every node and lane is sound by itself, lest one mistake be
        told many times.
        """
        plants = self._plants()
        known = {key: lane for key, lane in self._lanes.items() if lane.source in plants and lane.target in plants}
        before = len(self._findings.problems)
        lanes = {key: self._with_form(lane, plants) for key, lane in known.items()}
        for lane in lanes.values():
            self._check_ends(lane, plants)
        if self._findings.partial:  # what is missing may be the very supplier
            return lanes
        complete = len(known) == len(self._document.table("lanes").entries) and len(plants) == self._written_nodes()
        if not complete or len(self._findings.problems) > before:
            return lanes
        self.whole = True
        supply = Supply.of(plants, self._nodes, lanes.values())
        lanes = {key: self._with_classes(lane, supply) for key, lane in lanes.items()}
        if len(self._findings.problems) == before:
            self._check_reach(lanes, supply)
            self._check_shares(lanes)
        return lanes

    def _written_nodes(self) -> int:
        return len(self._document.table("nodes").entries) + len(self._document.table("buyers").entries)

    def _plants(self) -> dict[str, PlantRecipe]:
        plants = {}
        for key, node in self._nodes.items():
            try:
                plants[key] = node.stage.plant(self._catalogue)
            except KeyError:
                continue  # its deposit or recipe is wrong, and that is noted where it stands
            except ValueError as error:
                self._findings.add(node.where, f"'{key}': {error}")
        return plants

    def _with_form(self, lane: Lane, plants: Mapping[str, PlantRecipe]) -> Lane:
        return lane if lane.form else replace(lane, form=plants[lane.source].product_form)

    def _at(self, lane: Lane, key: str) -> Where:
        entry = self._document.table("lanes").table(lane.id).entries.get(key)
        return entry.value.where if entry else lane.where

    def _check_ends(self, lane: Lane, plants: Mapping[str, PlantRecipe]) -> None:
        source, target = plants[lane.source], plants[lane.target]
        note = self._findings.add
        gives = [source.product_form, *([source.byproduct_form] if any(source.by_share) else [])]
        takes = self._takes(lane.target, target)
        if source.mode == "buyer":
            note(self._at(lane, "from"), f"a lane from '{lane.source}', which is a buyer and ships nothing")
        elif target.mode == "source":
            kind = self._nodes[lane.target].kind
            note(self._at(lane, "to"), f"a lane to '{lane.target}', a {kind} that takes nothing in")
        elif lane.source == lane.target:
            note(self._at(lane, "to"), f"a lane from '{lane.source}' to itself")
        elif lane.form not in gives:
            hint = suggest(lane.form, gives) or f"it makes {' and '.join(gives)}"
            note(self._at(lane, "form"), f"'{lane.source}' does not make {lane.form}", hint)
        elif lane.form not in takes:
            note(self._at(lane, "form"), f"'{lane.target}' does not take {lane.form}", f"it takes {', '.join(takes)}")
        elif lane.form == "magnet":
            self._check_magnet(lane)
        if lane.form in BASKET_FORMS and lane.classes not in ((), (BASKET,)):
            note(self._at(lane, "classes"), f"{lane.form} is ordered by total mass, not by class", "leave it out")

    def _takes(self, key: str, plant: PlantRecipe) -> tuple[str, ...]:
        own = getattr(self._nodes[key].stage, "form", "")
        return (own,) if own else _MADE_FROM.get(plant.product_form, ())

    def _check_magnet(self, lane: Lane) -> None:
        made = getattr(self._nodes[lane.source].stage, "recipe", "")
        needed = getattr(self._nodes[lane.target].stage, "needs", {})
        if made and needed and made not in needed:
            self._findings.add(
                self._at(lane, "from"),
                f"'{lane.source}' makes magnets of recipe '{made}', '{lane.target}' needs '{next(iter(needed))}'",
            )

    def _with_classes(self, lane: Lane, supply: Supply) -> Lane:
        if lane.form in BASKET_FORMS:
            return replace(lane, classes=(BASKET,))
        wanted, made = supply.wants.get(lane.target, 0), supply.carries(replace(lane, classes=()))
        able = self._able(lane, supply.plants[lane.source])
        picky = supply.plants[lane.target].mode in ("buyer", "recipe")
        for i in range(len(lane.classes)):
            self._check_class(lane, i, able, wanted if picky else ALL)
        if lane.classes:
            return lane
        if made and wanted and not made & wanted:
            self._findings.add(
                lane.where,
                f"lane '{lane.id}' carries nothing: '{lane.source}' makes {', '.join(classes_in(made))}, "
                f"'{lane.target}' wants {', '.join(classes_in(wanted))}",
            )
        return replace(lane, classes=classes_in((made or able) & wanted) or classes_in(made or able))

    def _able(self, lane: Lane, plant: PlantRecipe) -> int:
        """Return what the sender can make of the right feed, whether or not such feed reaches it today."""
        able = bits(plant.out_share if lane.form == plant.product_form else plant.by_share)
        return able & bits(plant.composition) if plant.mode in ("source", "recipe") else able

    def _check_class(self, lane: Lane, number: int, able: int, wanted: int) -> None:
        order_class = lane.classes[number]
        written = self._document.table("lanes").table(lane.id).value("classes")
        place = written.items[number].where if isinstance(written, Listing) else self._at(lane, "classes")
        if order_class == BASKET:
            self._findings.add(place, f"{lane.form} is ordered by class, not as a basket")
        elif not CLASS_BITS[order_class] & able:
            hint = f"it makes {', '.join(classes_in(able))}"
            self._findings.add(place, f"'{lane.source}' makes no {order_class} {lane.form}", hint)
        elif not CLASS_BITS[order_class] & wanted:
            hint = f"it needs {', '.join(classes_in(wanted))}"
            self._findings.add(place, f"'{lane.target}' needs no {order_class}", hint)

    def _check_reach(self, lanes: Mapping[str, Lane], supply: Supply) -> None:
        for key, node in self._nodes.items():
            if supply.plants[key].mode != "buyer":
                continue
            place = self._document.table("buyers").table(key).table("needs")
            for need, series in node.stage.needs.items():
                if any(value > 0 for _, value in series.steps) and not self._reached(key, need, supply):
                    why = self._why(key, need, lanes, supply)
                    message = f"nobody can supply {need} {node.stage.form} to '{key}': {why}"
                    self._findings.add(place.entries[need].where, message)

    def _reached(self, buyer: str, need: str, supply: Supply) -> bool:
        if need in CLASS_BITS:
            return bool(CLASS_BITS[need] & supply.gets.get(buyer, 0))
        return need in supply.magnets.get(buyer, frozenset())

    def _why(self, buyer: str, need: str, lanes: Mapping[str, Lane], supply: Supply) -> str:
        senders = [lane.source for lane in lanes.values() if lane.target == buyer]
        if not senders:
            return "no lane leads there"
        for maker in senders:
            if supply.plants[maker].mode == "recipe" and supply.lacks(maker):
                return f"no chain of lanes brings {', '.join(supply.lacks(maker))} to '{maker}'"
        return f"no chain of lanes leads there from a source that holds {need}"

    def _check_shares(self, lanes: Mapping[str, Lane]) -> None:
        first: dict[tuple[str, str], Lane] = {}
        regular = set()
        for lane, order_class in _by_class(lanes):
            first.setdefault((lane.target, order_class), lane)
            if lane.share > 0:
                regular.add((lane.target, order_class))
        told = set()
        for (target, order_class), lane in first.items():
            if (target, order_class) not in regular and lane.id not in told:
                told.add(lane.id)
                goods = lane.form if order_class == BASKET else f"{order_class} {lane.form}"
                self._findings.add(
                    self._at(lane, "share"),
                    f"every supplier of {goods} to '{target}' is an alternative (share 0)",
                    "give at least one of them a share",
                )


def _by_class(lanes: Mapping[str, Lane]) -> Iterator[tuple[Lane, str]]:
    for lane in lanes.values():
        for order_class in lane.classes:
            yield lane, order_class
