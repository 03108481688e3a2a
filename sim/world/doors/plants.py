"""Doors to mines and plants."""

from collections.abc import Mapping
from typing import Literal

from sim.base.calendar import date_after, minutes
from sim.base.doors import Handle
from sim.base.elements import ELEMENTS
from sim.base.errors import SelectorError
from sim.base.selector import Selector
from sim.world.doors.keeping import TURNS, Keeping
from sim.world.events import GateRow
from sim.world.kernel import layout as k
from sim.world.kernel.advance import run_clock_of
from sim.world.select import nodes_of


class PlantDoors:
    """See :class:`sim.base.doors.Plants`."""

    def __init__(self, keeping: Keeping) -> None:
        self._kept = keeping

    def throttle(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the capacity of nodes; 0 stops them."""
        return self._held_back(what, factor, cause, ceiling=False)

    def cap(self, what: Selector, part: float, cause: str) -> Handle:
        """Hold nodes at most at a part of their capacity, however others multiply it; of several the least binds."""
        return self._held_back(what, part, cause, ceiling=True)

    def _held_back(self, what: Selector, factor: float, cause: str, ceiling: bool) -> Handle:
        kept = self._kept
        nodes = nodes_of(kept.grid, what)
        kind = "throttle" if factor > 0 else "stop"

        def turn(step: int) -> None:
            for n in nodes:
                self._limit(n, factor, step, ceiling)
                if factor < 1:  # who enlarges a plant is not to blame for what it lacks
                    self._blame(n, cause, step)
                kept.note(kind, kept.grid.nodes[n].id, TURNS[step], cause, factor)

        return kept.hold(turn)

    def _limit(self, n: int, factor: float, step: int, ceiling: bool) -> None:
        """Add or remove one limit of a node. The clock is settled first: time until now was worked as before."""
        kept = self._kept
        run_clock_of(kept.state.record, n, kept.now)
        if factor == 0:
            kept.state.nodes[n]["stops"] += step
        else:
            kept.state.nodes[n]["factor"] = kept.live("capacity", n, factor, step, ceiling)

    def _blame(self, n: int, cause: str, step: int) -> None:
        """Note who limits a node; the last to leave answers until its next review, for the part of that week."""
        number = self._kept.answerable("node", n, cause, step)
        if number != k.NOBODY:
            self._kept.state.nodes[n]["limited_by"] = number

    def spoil(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the yields of plants; what is not won is lost. Raises ValueError for a factor above 1."""
        if not 0 <= factor <= 1:
            raise ValueError(f"a yield cannot be multiplied by {factor}")
        kept = self._kept
        nodes = nodes_of(kept.grid, what)

        def turn(step: int) -> None:
            for n in nodes:
                kept.state.nodes[n]["yields"] = kept.live("yield", n, factor, step)
                self._blame(n, cause, step)
                kept.note("spoil", kept.grid.nodes[n].id, TURNS[step], cause, factor)

        return kept.hold(turn)

    def dependence(self, node: str, inputs: Literal["equipment", "reagents", "technicians"], country: str) -> float:
        """Return the part of a plant's inputs of one kind that comes from a country."""
        shares: Mapping[str, float] = getattr(self._kept.grid.nodes[self._kept.node(node)], inputs)
        return shares.get(country, 0.0)

    def capacity(self, node: str, ahead_d: float = 0.0) -> float:
        """Return what a mine, plant or port can take or make in a year. Raises SelectorError for who has none."""
        kept = self._kept
        plant = kept.grid.nodes[kept.node(node)]
        series = getattr(plant.stage, "capacity", None)
        if series is None:
            raise SelectorError(f"{node} has no capacity")
        then = kept.now + minutes(ahead_d)
        return float(series.along(plant.course).at(date_after(kept.grid.scenario.horizon.start, then)))

    def shipped(self, node: str) -> dict[str, float]:
        """Return t REO by element that a node has shipped since the start of the run, on all channels."""
        kept = self._kept
        kept.node(node)
        lanes = [j for j, lane in enumerate(kept.grid.lanes) if lane.source == node]
        months = slice(1, int(kept.state["month"]) + 2)  # entry 0 is the warm-up, closed before anybody acts
        grams = kept.state.flows[:, months, lanes, 0].sum(axis=(0, 1, 2))
        grams = grams + kept.state.lanes["shipped"][lanes].sum(axis=0)  # what a lane keeps until its month ends
        return {element: float(mass) / 1e6 for element, mass in zip(ELEMENTS, grams, strict=True)}

    def members(self, what: Selector) -> tuple[str, ...]:
        """Return the ids of the nodes that a selector means, in order."""
        return tuple(self._kept.grid.nodes[n].id for n in nodes_of(self._kept.grid, what))

    def pass_gate(self, project: str, node: str, gate: str, outcome: str, cause: str) -> None:
        """Write down that a project leaves a gate and how."""
        kept = self._kept
        kept.node(node)
        entered = next((row.left for row in reversed(kept.gates) if row.project == project), 0)
        kept.gates.append(GateRow(project, node, gate, entered, kept.now, outcome))
        kept.note("gate", project, f"{gate}: {outcome}", cause, 0.0)
