"""Sums of grams over any nodes and lanes of one finished run: what grew, what was made, what is under way."""

from typing import Any, Final

import numpy as np

from sim.run.recording import Recording
from sim.world.kernel import layout as k
from sim.world.state import RunState
from sim.world.world import World

RAW: Final = ("concentrate", "carbonate")
OXIDE_MAKERS: Final = ("separation", "heavy_separation")
_STOCKS: Final = ("feed", "product", "byproduct", "process")


class Ledger:
    """Grams by element that changed between the start and the end of a run, over any set of nodes."""

    def __init__(self, world: World, opening: RunState) -> None:
        self.nodes = world.grid.nodes
        self.recipes = world.grid.recipes
        self._state, self._opening = world.state, opening
        self._plants = np.array(world.grid.plants)
        recording = Recording(world, world.state.rows["backlog"])
        # reviews at the very minute of the end are in the state, but in no month yet
        unclosed = world.state["book"][: len(self._plants)]
        self._production = recording.production.dense().sum(axis=0) + unclosed
        self._lane_forms = np.array([lane.form for lane in world.grid.lanes])

    def stage(self, *stages: str) -> k.Ints:
        """Return the numbers of the nodes of some stages."""
        return np.array([i for i, n in enumerate(self.nodes) if n.kind in stages], dtype=np.int64)

    def grown(self, field: str, where: k.Ints | None = None) -> k.Ints:
        """Return by how much a field of the nodes grew."""
        growth: Any = self._state.nodes[field] - self._opening.nodes[field]
        return _sum(growth if where is None else growth[where])

    def made(self, where: k.Ints, what: int = k.TO_PRODUCT) -> k.Ints:
        """Return what the plants among some nodes turned out."""
        return _sum(self._production[np.isin(self._plants, where), what])

    def under_way(self, raw: bool) -> k.Ints:
        """Return by how much the cargo of the lanes grew that carry (or do not carry) raw material."""
        lanes = self._state.lanes
        slots = np.zeros(len(self._state.cargo), dtype=bool)
        for lane in np.flatnonzero(np.isin(self._lane_forms, RAW) == raw):
            slots[lanes["slots_first"][lane] : lanes["slots_last"][lane]] = True
        return _sum(self._state.cargo[slots] - self._opening.cargo[slots])

    def stocks(self, where: k.Ints | None = None) -> k.Ints:
        """Return by how much all that nodes hold grew, residue apart."""
        total: k.Ints = np.sum([self.grown(field, where) for field in _STOCKS], axis=0)
        return total

    def raw(self) -> k.Ints:
        """Return by how much raw material at hand grew: of mines, ports and traders of it, and at separators."""
        separators = self.stage(*OXIDE_MAKERS)
        at_separators = self.stocks(separators) - self.grown("product", separators)
        return self.stocks(np.setdiff1d(self.raw_hands(), separators)) + at_separators

    def raw_hands(self) -> k.Ints:
        """Return who has raw material: mines, ports and traders of it, and separators."""
        sells_raw = [i for i, r in enumerate(self.recipes) if r.product_form in RAW]
        return np.union1d(np.array(sells_raw, dtype=np.int64), self.stage(*OXIDE_MAKERS))


def _sum(masses: k.Ints) -> k.Ints:
    total: k.Ints = masses.sum(axis=0)
    return total
