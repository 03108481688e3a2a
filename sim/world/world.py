"""The running world: happenings in SimPy, freight in the kernel, on one clock of whole minutes."""

import math
from typing import Any

import simpy

from sim.scenario.model import Scenario
from sim.world.doors.doors import Doors
from sim.world.events import EventRow, GateRow, MoveRow
from sim.world.grid import Grid
from sim.world.kernel.advance import advance
from sim.world.kernel.layout import Ints
from sim.world.state import RunState
from sim.world.template import Template


class World(simpy.Environment):
    """A SimPy environment whose freight moves in the kernel.

    Before SimPy takes a step to time t, freight is moved up to t, stopping at the first crossing of a watched
    line, whose event then happens at that very minute. At equal minutes freight comes before happenings, and
    happenings in order of creation.
    """

    def __init__(
        self, scenario: Scenario, template: Template, seed: int, replication: int, causes: bool = False
    ) -> None:
        super().__init__(initial_time=0)
        self.scenario = scenario
        self.grid: Grid = template.grid
        self.initial: Ints = template.initial
        self.state: RunState = template.fresh(seed, replication)
        self.state.record["tracing"][0] = causes
        self.state.nodes["best"] = 0
        lines = self.state.lines
        lines["usual"], lines["idle"], lines["unfilled"] = lines["rate"], lines["open"], lines["open"]
        self.end = int(self.state["month_starts"][self._months()])
        self.doors = Doors(self, self.grid, self.state, seed, replication)

    def _months(self) -> int:
        """Return how many calendar months the horizon touches: the entry that holds its end."""
        starts = self.state["month_starts"]
        return int((starts[1:] <= starts[:-1]).argmax()) - 1

    @property
    def log(self) -> list[EventRow]:
        """What happened, in order."""
        return self.doors.kept.log

    @property
    def moves(self) -> list[MoveRow]:
        """What was handed over between owners, in order."""
        return self.doors.kept.moves

    @property
    def gates(self) -> list[GateRow]:
        """Which projects left which gates, in order."""
        return self.doors.kept.gates

    @property
    def causes(self) -> tuple[str, ...]:
        """Names of the causes in the ledger, by number."""
        return tuple(self.doors.kept.causes)

    def play(self) -> None:
        """Start every disruption and policy of the scenario and run to the end of the horizon."""
        uses = [self.scenario.disruptions[i] for i in sorted(self.scenario.disruptions)]
        uses += [self.scenario.policies[i] for i in sorted(self.scenario.policies)]
        for use in uses:
            if getattr(use.word, "of_the_world", False):
                self.doors.kept.of_the_world.add(use.id)
            if hasattr(use.word, "run"):
                self.doors.begin(use.word.run(self.doors, use.id), use.id)
        self.run(until=self.end)
        self.doors.kept.over = True

    def step(self) -> None:
        """Move freight up to SimPy's next event, then take that event."""
        while True:
            until = self.end if math.isinf(self.peek()) else min(int(self.peek()), self.end)
            fired = advance(self.state.record, until)
            if fired < 0:
                break
            watching = self.doors.kept.watching
            self._happen(watching.fired(fired))
            for event in watching.crossed():  # the kernel names one; others whose line is crossed now wake too
                self._happen(event)
        super().step()

    def _happen(self, event: Any) -> None:
        """Let a watched event happen at the minute that freight has reached."""
        event._ok = True
        event._value = None
        self.schedule(event, delay=self.state.now - int(self.now))
