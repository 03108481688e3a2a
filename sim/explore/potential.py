"""Supply against demand on paper, year by year, without running anything: could the mines serve the buyers?"""

from collections.abc import Iterable
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.base.elements import CLASS_INDEX, DIDYMIUM, ELEMENTS
from sim.base.plant import PlantRecipe
from sim.run.split import shares_of
from sim.scenario.model import Lane, Scenario
from sim.world.grid import Grid, class_slice

Vector = npt.NDArray[np.float64]
MAGNET_CLASSES: Final = (DIDYMIUM, "Dy", "Tb")


def supply_over_demand(
    scenario: Scenario, years: Iterable[int], classes: Iterable[str] = MAGNET_CLASSES
) -> pd.DataFrame:
    """Return what could be supplied over what is needed, in t of separated oxide a year, as of each 1 July.

    Supply is what mines and collectors of old scrap give at full working, after the recoveries on the way to single
    oxides. Demand is what buyers use, grossed up by the losses of metal and magnet makers, less what recyclers win
    back from their swarf. A mine that has several customers is split over them by what they order: lane share times
    capacity. Columns: year, element (or NdPr), supply_t, demand_t, ratio.
    """
    grid = Grid(scenario)
    rows = []
    for year in years:
        flows = _Paper(grid, date(year, 7, 1))
        supply, demand = flows.supply(), flows.demand()
        for name in classes:
            part = class_slice(CLASS_INDEX[name])
            have, need = float(supply[part].sum()), float(demand[part].sum())
            rows.append((year, name, round(have, 1), round(need, 1), round(have / need, 4)))
    return pd.DataFrame(rows, columns=["year", "element", "supply_t", "demand_t", "ratio"])


class _Paper:
    """The network of a day with its capacities, as recipes and lanes only."""

    def __init__(self, grid: Grid, day: date) -> None:
        self._grid = grid
        self._day = day
        self._out: dict[str, list[Lane]] = {}
        self._in: dict[str, list[Lane]] = {}
        for lane in grid.lanes:
            if lane.share > 0:
                self._out.setdefault(lane.source, []).append(lane)
                self._in.setdefault(lane.target, []).append(lane)

    def _recipe(self, node: str) -> PlantRecipe:
        return self._grid.recipes[self._grid.node_index[node]]

    def _weights(self, lanes: list[Lane], offered: float) -> list[tuple[str, float]]:
        """Split a seller's output over his customers by what they can take of him; the rest finds no buyer."""
        taken = [min(lane.share * self._recipe(lane.target).capacity.at(self._day), lane.capacity) for lane in lanes]
        whole = max(sum(taken), offered)
        return [(lane.target, part / whole) for lane, part in zip(lanes, taken, strict=True)] if whole > 0 else []

    def supply(self) -> Vector:
        """Return oxide by element from what is dug and collected at full working."""
        total = np.zeros(len(ELEMENTS))
        for node, recipe in zip(self._grid.nodes, self._grid.recipes, strict=True):
            if recipe.mode == "source":
                dug = np.array(recipe.composition) * recipe.capacity.at(self._day)
                total += dug if recipe.product_form == "oxide" else dug * self._reach(node.id, recipe.product_form)
        return total

    def _reach(self, node: str, form: str) -> Vector:
        """Return which part of each element in a raw form becomes oxide after it leaves a node."""
        total = np.zeros(len(ELEMENTS))
        lanes = [lane for lane in self._out.get(node, []) if lane.form == form]
        for target, weight in self._weights(lanes, self._offered(node)):
            recipe = self._recipe(target)
            if recipe.product_form == "oxide":
                reached = np.array(recipe.out_share)
                if any(recipe.by_share):
                    reached = reached + np.array(recipe.by_share) * self._reach(target, recipe.byproduct_form)
            else:
                reached = np.array(recipe.out_share) * self._reach(target, recipe.product_form)
            total += weight * reached
        return total

    def _offered(self, node: str) -> float:
        """Return what a mine, or a magnet line in swarf, gives at full working; of mixed carbonate all is taken."""
        recipe = self._recipe(node)
        if recipe.mode == "source":
            return recipe.capacity.at(self._day)
        return recipe.capacity.at(self._day) * max(recipe.by_share) if recipe.mode == "recipe" else 0.0

    def demand(self) -> Vector:
        """Return oxide by element that buyers' use asks for, net of the swarf that comes back."""
        total = np.zeros(len(ELEMENTS))
        for row in self._grid.rows:
            node = self._grid.nodes[row.node]
            buyer = node.stage
            use = buyer.needs[row.key].grown(buyer.growth).at(self._day)
            shares = np.array(shares_of(self._grid, row))
            if buyer.form == "magnet":
                content = self._grid.scenario.recipes[row.key].content
                total += use * content * shares * self._oxide_per_magnet(node.id, row.key)
            else:
                made = 1.0 / self._metal_recovery(node.id) if buyer.form == "metal" else 1.0
                total += use * shares * made
        return total

    def _oxide_per_magnet(self, buyer: str, recipe_id: str) -> float:
        """Return t of oxide for each t in the magnets that a buyer uses, mean of his suppliers."""
        lines = self._sellers(buyer, recipe_id)
        whole = sum(share for _, share in lines)
        return sum(share * self._oxide_per_line(line) for line, share in lines) / whole

    def _sellers(self, buyer: str, recipe_id: str) -> list[tuple[str, float]]:
        """Return the magnet lines behind a buyer, through traders, that make a recipe."""
        found = []
        for lane in self._in.get(buyer, []):
            stage = self._grid.scenario.nodes[lane.source].stage
            if getattr(stage, "recipe", "") == recipe_id:
                found.append((lane.source, lane.share))
            elif self._recipe(lane.source).mode == "by_class":
                found += [(line, lane.share * share) for line, share in self._sellers(lane.source, recipe_id)]
        return found

    def _oxide_per_line(self, line: str) -> float:
        recipe = self._recipe(line)
        drawn = 1.0 / max(recipe.out_share)
        swarf = drawn * max(recipe.by_share)
        back = float(np.mean(self._reach(line, recipe.byproduct_form)))
        return drawn / self._metal_recovery(line) - swarf * back

    def _metal_recovery(self, node: str) -> float:
        """Return the recovery of the metal makers behind a node, followed through traders."""
        lanes = [lane for lane in self._in.get(node, []) if lane.form == "metal"]
        whole = sum(lane.share for lane in lanes)
        return sum(lane.share * self._recovery_of(lane.source) for lane in lanes) / whole

    def _recovery_of(self, seller: str) -> float:
        makes = self._grid.scenario.nodes[seller].kind == "metal"
        return max(self._recipe(seller).out_share) if makes else self._metal_recovery(seller)
