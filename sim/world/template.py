"""The steady state of the undisturbed world, computed once per world and copied for every run."""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from sim.base.streams import run_key
from sim.scenario.model import Scenario
from sim.world.build import build
from sim.world.grid import Grid
from sim.world.kernel.advance import advance, open_market
from sim.world.kernel.layout import Ints
from sim.world.state import RunState

_KEEP = 4


@dataclass(frozen=True)
class Template:
    """A warmed-up world: its network, its state at the start of the horizon, and the mass it began with."""

    grid: Grid
    state: RunState
    initial: Ints

    def fresh(self, seed: int, replication: int) -> RunState:
        """Return a copy of the state for one run, with the streams of its seed and replication."""
        state = self.state.copy()
        low, high = run_key(seed, replication)
        for records in (state.nodes, state.lanes, state.lines):
            records["key_0"] ^= np.uint64(low)
            records["key_1"] ^= np.uint64(high)
        return state


_kept: OrderedDict[str, Template] = OrderedDict()


def warm_world(scenario: Scenario) -> Template:
    """Return the warmed-up world of a scenario.

    The warm-up belongs to the world, not to a replication: all runs of a world start from the same state.
    """
    key = scenario.world_document
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    grid, state = build(scenario)
    initial = state.mass()
    advance(state.record, -1)
    open_market(state.record)
    template = Template(grid, state, initial)
    if key:
        _kept[key] = template
        while len(_kept) > _KEEP:
            _kept.popitem(last=False)
    return template
