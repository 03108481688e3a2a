"""The steady flows of the world on paper: who draws how much of what from whom, at the start.

The plan fills the pipelines, so that the warm-up begins near its steady state. It explodes the buyers'
needs upstream by the lanes' shares and lets what the mines give flow down again, over and over until the
loops of scrap have closed. The run itself does not use it.
"""

from datetime import date

import numpy as np
import numpy.typing as npt

from sim.base.elements import BASKET_FORMS, ELEMENTS, ORDER_CLASSES
from sim.world.grid import Grid, class_slice

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_SWEEPS = 40
_TINY = 1e-9


def use_at(grid: Grid, row: int, day: date) -> float:
    """Return the use of a buyer's row in t REO a year (a magnet need is written in t of magnets)."""
    r = grid.rows[row]
    stage = grid.nodes[r.node].stage
    use = grid.need(r).at(day)
    return use * grid.scenario.recipes[r.key].content if stage.form == "magnet" else use


class Plan:
    """Steady flows on a day, in t REO a year: ``flow`` by line and element, ``rate`` of orders by node and class.

    ``composition`` is each node's: of its deposit or recipe, or of the feed that a basket plant gets.
    """

    def __init__(self, grid: Grid, day: date) -> None:
        self._grid = grid
        self._day = day
        lines = grid.lines
        self._source: Ints = np.array([k.source for k in lines], dtype=np.int64)
        self._target: Ints = np.array([k.target for k in lines], dtype=np.int64)
        self._cls: Ints = np.array([k.cls for k in lines], dtype=np.int64)
        self._by: npt.NDArray[np.bool_] = np.array([k.byproduct for k in lines], dtype=bool)
        self._mask: Floats = np.zeros((len(lines), len(ELEMENTS)))
        for k, line in enumerate(lines):
            self._mask[k, class_slice(line.cls)] = 1.0
        self._share: Floats = np.array([grid.lanes[k.lane].share for k in lines])
        self.composition: Floats = np.array([r.composition for r in grid.recipes])
        self.capacity: Floats = np.array([r.capacity.at(day) for r in grid.recipes])
        self.flow: Floats = np.zeros((len(lines), len(ELEMENTS)))
        self.rate: Floats = np.zeros((len(grid.nodes), len(ORDER_CLASSES)))
        self._use = {(row.node, row.cls): use_at(grid, r, day) for r, row in enumerate(grid.rows)}
        self._group, self._asked_from = self._groups()
        self._settle()

    def _groups(self) -> tuple[Ints, Ints]:
        """Number the groups of lines that share a customer's need, and those that share a supplier's stock."""
        needs = {key: i for i, key in enumerate(sorted({(k.target, k.cls) for k in self._grid.lines}))}
        stocks = {key: i for i, key in enumerate(sorted({(k.source, k.byproduct, k.cls) for k in self._grid.lines}))}
        self._needs = list(needs)
        return (
            np.array([needs[k.target, k.cls] for k in self._grid.lines], dtype=np.int64),
            np.array([stocks[k.source, k.byproduct, k.cls] for k in self._grid.lines], dtype=np.int64),
        )

    def _settle(self) -> None:
        out = np.array([r.out_share for r in self._grid.recipes])
        by = np.array([r.by_share for r in self._grid.recipes])
        source_node = np.array([r.mode == "source" for r in self._grid.recipes])[:, None]
        by_stock = np.array([self._grid.recipes[t].buys_by_stock for t in self._target])
        self.intake: Floats = np.zeros((len(self._grid.nodes), len(ELEMENTS)))
        for _ in range(_SWEEPS):
            offers = np.where(source_node, self.composition * self.capacity[:, None], self.intake * out)
            there = np.where(self._by[:, None], (self.intake * by)[self._source], offers[self._source]) * self._mask
            wanted = self._explode(
                np.where(by_stock, there.sum(axis=1) * (self._share > 0) + _TINY * self._share, self._share)
            )
            asked = np.bincount(self._asked_from, wanted)[self._asked_from]
            held = there.sum(axis=1)
            served = wanted * np.minimum(1.0, held / np.maximum(asked, _TINY))
            self.flow = there / np.maximum(held, _TINY)[:, None] * served[:, None]
            self.intake = np.zeros_like(self.intake)
            np.add.at(self.intake, self._target, self.flow)
            self._mix()

    def _explode(self, weights: Floats) -> Floats:
        """Spread every customer's need over its lines by weight, and sum the orders that suppliers get."""
        need = np.array([self._need(i, cls) for i, cls in self._needs])
        whole = np.bincount(self._group, weights)
        wanted: Floats = need[self._group] * weights / np.maximum(whole[self._group], _TINY)
        self.rate = np.zeros_like(self.rate)
        direct = ~self._by
        np.add.at(self.rate, (self._source[direct], self._cls[direct]), wanted[direct])
        return wanted

    def _need(self, i: int, cls: int) -> float:
        """Return what node i wants of a class, t REO a year."""
        recipe = self._grid.recipes[i]
        if recipe.mode == "buyer":
            return self._use[i, cls]
        if recipe.mode == "basket" and recipe.product_form not in BASKET_FORMS:
            return float(self.capacity[i])
        if recipe.mode == "basket":
            return float(min(self.rate[i, 0], self.capacity[i]))
        if recipe.mode == "recipe":
            part = float(self.composition[i, class_slice(cls)].sum())
            return float(min(self.rate[i, 0] / max(recipe.out_share[0], _TINY), self.capacity[i])) * part
        if not recipe.replenishes:
            return 0.0
        yield_share: float = max(recipe.out_share[class_slice(cls).start], _TINY)
        return float(self.rate[i, cls]) / yield_share

    def _sent(self) -> Floats:
        """Return the composition of what each line carries or would carry: that of a by-product is not its plant's."""
        by_product = np.array([r.by_share for r in self._grid.recipes]) * self.composition
        by_product /= np.maximum(by_product.sum(axis=1), _TINY)[:, None]
        sent: Floats = np.where(self._by[:, None], by_product[self._source], self.composition[self._source])
        return sent

    def _mix(self) -> None:
        """Give every basket plant the composition of what it gets, or would get from those it may buy from."""
        would = np.zeros_like(self.intake)
        np.add.at(would, self._target, self._sent() * self._mask * self._share[:, None])
        for i, recipe in enumerate(self._grid.recipes):
            if recipe.mode == "basket":
                mix = self.intake[i] if self.intake[i].sum() > _TINY else would[i]
                if mix.sum() > _TINY:
                    self.composition[i] = mix / mix.sum()
