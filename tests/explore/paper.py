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
from sim.world.grid import Grid, Row, class_slice

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
        self._made = self._magnets_made()

    def _recipe(self, node: str) -> PlantRecipe:
        return self._grid.recipes[self._grid.node_index[node]]

    def _weights(self, lanes: list[Lane], offered: float) -> list[tuple[str, float]]:
        """Split a seller's output over his customers by what they can take of him; the rest finds no buyer."""
        taken = [min(lane.share * self._recipe(lane.target).capacity.at(self._day), lane.capacity) for lane in lanes]
        whole = max(sum(taken), offered)
        return [(lane.target, part / whole) for lane, part in zip(lanes, taken, strict=True)] if whole > 0 else []

    def supply(self) -> Vector:
        """Return oxide by element from what is dug and collected at full working, sent down the lanes to separators."""
        feed = np.zeros((len(self._grid.nodes), len(ELEMENTS)))
        oxide = np.zeros(len(ELEMENTS))
        depth = self._grid.depth()
        for i in sorted(range(len(depth)), key=lambda n: -depth[n]):
            recipe = self._grid.recipes[i]
            dug = np.array(recipe.composition) * recipe.capacity.at(self._day)
            made = dug if recipe.mode == "source" else feed[i] * recipe.out_share
            if recipe.product_form == "oxide":
                oxide += made if recipe.mode != "by_class" else 0.0
            else:
                self._send(i, recipe.product_form, made, feed)
            self._send(i, recipe.byproduct_form, feed[i] * recipe.by_share, feed)
        return oxide

    def _send(self, i: int, form: str, mass: Vector, feed: Vector) -> None:
        lanes = [lane for lane in self._out.get(self._grid.nodes[i].id, []) if lane.form == form]
        if mass.sum() > 0:
            for target, weight in self._weights(lanes, float(mass.sum())):
                feed[self._grid.node_index[target]] += weight * mass

    def _swarf_back(self, line: str) -> float:
        """Return t of oxide that recyclers win back for each t REO in the magnets of a line."""
        recipe = self._recipe(line)
        swarf = max(recipe.by_share) / max(recipe.out_share)
        lanes = [lane for lane in self._out.get(line, []) if lane.form == recipe.byproduct_form]
        takers = self._weights(lanes, self._made[line] * swarf)
        return swarf * sum(weight * max(self._recipe(taker).out_share) for taker, weight in takers)

    def _magnets_made(self) -> dict[str, float]:
        """Return t REO in the magnets that each line makes, if it serves its part of what buyers use."""
        made: dict[str, float] = {}
        for row in self._grid.rows:
            node = self._grid.nodes[row.node]
            if node.stage.form == "magnet":
                lines = self._sellers(node.id, row.key)
                whole = sum(share for _, share in lines)
                for line, share in lines:
                    made[line] = made.get(line, 0.0) + self._use(row) * share / whole
        return made

    def _use(self, row: Row) -> float:
        """Return what a buyer uses of a class or of a kind of magnet, t REO a year."""
        buyer = self._grid.nodes[row.node].stage
        content = self._grid.scenario.recipes[row.key].content if buyer.form == "magnet" else 1.0
        return float(buyer.needs[row.key].grown(buyer.growth).at(self._day) * content)

    def demand(self) -> Vector:
        """Return oxide by element that buyers' use asks for, net of the swarf that comes back."""
        total = np.zeros(len(ELEMENTS))
        for row in self._grid.rows:
            node = self._grid.nodes[row.node]
            oxide = self._use(row) * np.array(shares_of(self._grid, row))
            if node.stage.form == "magnet":
                oxide = oxide * self._oxide_per_magnet(node.id, row.key)
            elif node.stage.form == "metal":
                oxide = oxide / self._metal_recovery(node.id)
            total += oxide
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
        drawn = 1.0 / max(self._recipe(line).out_share)
        return drawn / self._metal_recovery(line) - self._swarf_back(line)

    def _metal_recovery(self, node: str) -> float:
        """Return the recovery of the metal makers behind a node, followed through traders."""
        lanes = [lane for lane in self._in.get(node, []) if lane.form == "metal"]
        whole = sum(lane.share for lane in lanes)
        return sum(lane.share * self._recovery_of(lane.source) for lane in lanes) / whole

    def _recovery_of(self, seller: str) -> float:
        makes = self._grid.scenario.nodes[seller].kind == "metal"
        return max(self._recipe(seller).out_share) if makes else self._metal_recovery(seller)
