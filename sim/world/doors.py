"""The doors of a running world; see :class:`sim.base.doors.World` for what each promises."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import simpy

from sim.base.calendar import date_after, minutes, minutes_between
from sim.base.doors import Condition, Handle, Process, Regime, Selector
from sim.base.elements import CLASS_INDEX, ORDER_CLASSES
from sim.base.errors import RunError, SelectorError
from sim.base.streams import run_key, stream_key, uniform
from sim.world.build import MOST_DELAY_D
from sim.world.controls import Controls, Measure
from sim.world.events import EventRow, MoveRow
from sim.world.grid import Grid, class_slice
from sim.world.kernel import layout as k
from sim.world.kernel.advance import run_clock_of
from sim.world.passages import Passages
from sim.world.select import lanes_of, nodes_of
from sim.world.state import RunState
from sim.world.stocks import hand_over
from sim.world.watching import Watching

_TURNS = {+1: "begins", -1: "ends"}


class Doors:
    """What disruptions and policies hold of a world. Every change is kept by cause and undone on exit."""

    def __init__(self, env: simpy.Environment, grid: Grid, state: RunState, seed: int, replication: int) -> None:
        self._env = env
        self._grid = grid
        self._state = state
        self._start: date = grid.scenario.horizon.start
        self._run_key = run_key(seed, replication)
        self._passages = Passages(grid, state)
        self._controls = Controls(grid, state)
        self.watching = Watching(grid, state)
        self.over = False
        self.log: list[EventRow] = []
        self.moves: list[MoveRow] = []
        self._factors: dict[tuple[str, int], list[float]] = {}

    @property
    def today(self) -> date:
        """The current day of the run."""
        return date_after(self._start, self._now)

    @property
    def _now(self) -> int:
        return int(self._env.now)

    def until(self, day: date) -> Any:
        """Return an event at midnight of ``day`` (at once if it has passed)."""
        return self._env.timeout(max(minutes_between(self._start, day) - self._now, 0))

    def wait(self, days: float) -> Any:
        """Return an event ``days`` from now, to the nearest minute."""
        return self._env.timeout(minutes(days))

    def when(self, condition: Condition) -> Any:
        """Return an event at the minute the condition first holds (at once if it holds already)."""
        event = self._env.event()
        if self.watching.add(condition, event):
            event.succeed()
        return event

    def draw(self, entity: str, purpose: str, slot: int) -> float:
        """Return the uniform number in (0, 1) of a named stream at a slot."""
        low, high = stream_key(entity, purpose)
        return uniform((low ^ self._run_key[0], high ^ self._run_key[1]), slot)

    def start(self, process: Process) -> Any:
        """Start another process beside the present one."""
        return self._env.process(process)

    def throttle(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the capacity of nodes; 0 stops them."""
        nodes = nodes_of(self._grid, what)
        kind = "throttle" if factor > 0 else "stop"

        def turn(step: int) -> None:
            for n in nodes:
                self._limit(n, factor, step)
                self._note(kind, self._grid.nodes[n].id, _TURNS[step], cause, factor)

        return self._hold(turn)

    def _limit(self, n: int, factor: float, step: int) -> None:
        """Add or remove one limit of a node. The clock is settled first: time until now was worked as before."""
        run_clock_of(self._state.record, n, self._now)
        if factor == 0:
            self._state.nodes[n]["stops"] += step
        else:
            self._state.nodes[n]["factor"] = self._live("capacity", n, factor, step)

    def _live(self, kind: str, i: int, factor: float, step: int) -> int:
        """Keep the live factors on a thing and return their product, in order of size, as billionths."""
        factors = self._factors.setdefault((kind, i), [])
        if step > 0:
            factors.append(factor)
        else:
            factors.remove(factor)
        product = 1.0
        for f in sorted(factors):
            product *= f
        return round(product * k.WHOLE)

    def close(self, passage: str, cause: str) -> Handle:
        """Close a passage: goods short of it wait or take the detour, new ones too."""
        if passage not in self._grid.scenario.passages:
            raise SelectorError(f"there is no passage '{passage}'")

        def turn(step: int) -> None:
            what = _TURNS[step]
            if step > 0 and not self._passages.close(passage, self._now):
                what += ", no lane runs through it"
            elif step < 0:
                self._passages.open(passage, self._now)
            self._note("close", passage, what, cause, 1.0)

        return self._hold(turn)

    def delay(self, what: Selector, days: float, cause: str) -> Handle:
        """Lengthen lanes for what leaves from now on."""
        lanes = lanes_of(self._grid, what)

        def turn(step: int) -> None:
            self._state.lanes["delay"][lanes] += step * minutes(days)
            self._check_delay(lanes)
            self._note("delay", f"{len(lanes)} lanes", _TURNS[step], cause, days)

        return self._hold(turn)

    def _check_delay(self, lanes: list[int]) -> None:
        worst = lanes[int(self._state.lanes["delay"][lanes].argmax())]
        if self._state.lanes["delay"][worst] > minutes(MOST_DELAY_D):
            lane = self._grid.lanes[worst].id
            raise RunError(f"{lane} is delayed by more than {MOST_DELAY_D:.0f} d in all: close a passage instead")

    def surge(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the use of buyers."""
        nodes = nodes_of(self._grid, replace(what, stage=("buyer",), element=()))
        rows = [r for r, row in enumerate(self._grid.rows) if row.node in nodes]

        def turn(step: int) -> None:
            for r in rows:
                self._state.rows[r]["factor"] = self._live("use", r, factor, step)
            self._note("surge", f"{len(nodes)} buyers", _TURNS[step], cause, factor)
            self._wake()

        return self._hold(turn)

    def control(self, desk: str, regime: Regime, cause: str) -> Handle:
        """Put goods that leave a desk's country under a regime; of several, the strictest rules."""
        if desk not in self._grid.desk_index:
            raise SelectorError(f"there is no desk '{desk}'")
        in_force: list[tuple[Measure, list[int]]] = []

        def turn(step: int) -> None:
            if step > 0:
                in_force.append(self._controls.impose(desk, regime, cause, self._now))
            measure, lines = in_force[0]
            if step < 0:
                self._controls.lift(measure, lines, self._now)
            self._note(regime.kind, desk, _TURNS[step], cause, float(len(lines)))

        return self._hold(turn)

    def move(self, source: str, target: str, masses_t: Mapping[str, float], cause: str) -> dict[str, float]:
        """Hand stock (t by order class) from one node to another; return what there was to hand over."""
        a, b = self._node(source), self._node(target)
        usable = self._grid.feed_classes(b)
        if self._grid.recipes[b].mode != "by_class" and usable.isdisjoint(CLASS_INDEX[c] for c in masses_t):
            raise SelectorError(f"{target} has no use for {'/'.join(masses_t)}")
        grams = hand_over(self._grid, self._state, a, b, masses_t)
        if grams.any():
            form = self._grid.recipes[a].product_form
            self.moves.append(MoveRow(self._now, source, target, form, tuple(int(x) for x in grams)))
            self._note("move", source, f"to {target}", cause, float(grams.sum()) / 1e6)
            self._wake()
        return {c: float(grams[class_slice(CLASS_INDEX[c])].sum()) / 1e6 for c in ORDER_CLASSES if c in masses_t}

    def _wake(self) -> None:
        """Let whoever waits for a line that has just been crossed, by no freight, have his event now."""
        for event in self.watching.crossed():
            event.succeed()

    def _node(self, node: str) -> int:
        if node not in self._grid.node_index:
            raise SelectorError(f"there is no node '{node}'")
        return self._grid.node_index[node]

    @contextmanager
    def _hold(self, turn: Callable[[int], None]) -> Iterator[None]:
        """Begin at entry and end at exit; but when the run is over, what is still open stays as it stood."""
        turn(+1)
        try:
            yield
        finally:
            if not self.over:
                turn(-1)

    def _note(self, kind: str, subject: str, what: str, cause: str, magnitude: float) -> None:
        self.log.append(EventRow(self._now, kind, subject, what, cause, magnitude))
