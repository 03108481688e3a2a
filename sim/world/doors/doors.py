"""What disruptions and policies hold of a running world; see :class:`sim.base.doors.World`."""

from datetime import date
from typing import Any, Literal

import simpy

from sim.base.calendar import date_after, minutes, minutes_between
from sim.base.doors import Condition, Handle, Process, Protection
from sim.base.errors import SelectorError
from sim.base.streams import run_key, stream_key, uniform
from sim.world.doors.buyers import BuyerDoors
from sim.world.doors.desks import DeskDoors
from sim.world.doors.freight import FreightDoors
from sim.world.doors.keeping import Keeping
from sim.world.doors.market import MarketDoors
from sim.world.doors.plants import PlantDoors
from sim.world.doors.protecting import Protecting
from sim.world.doors.stocks import StockDoors
from sim.world.grid import Grid
from sim.world.state import RunState


class Doors:
    """Time, chance and the doors by what they lead to. Every change is kept by cause and undone on exit."""

    def __init__(self, env: simpy.Environment, grid: Grid, state: RunState, seed: int, replication: int) -> None:
        self._env = env
        self._start: date = grid.scenario.horizon.start
        self._run_key = run_key(seed, replication)
        self.kept = Keeping(env, grid, state)
        self.plants = PlantDoors(self.kept)
        self.freight = FreightDoors(self.kept)
        self.desks = DeskDoors(self.kept, self._run_key)
        self.buyers = BuyerDoors(self.kept)
        self.stocks = StockDoors(self.kept)
        self.market = MarketDoors(self.kept)
        self._protecting = Protecting(self.kept)
        self._playing: dict[str, list[simpy.Process]] = {}
        self._cause_of: dict[simpy.Process, str] = {}

    @property
    def today(self) -> date:
        """The current day of the run."""
        return date_after(self._start, self.kept.now)

    def until(self, day: date) -> Any:
        """Return an event at midnight of ``day`` (at once if it has passed)."""
        return self._env.timeout(max(minutes_between(self._start, day) - self.kept.now, 0))

    def wait(self, days: float) -> Any:
        """Return an event ``days`` from now, to the nearest minute."""
        return self._env.timeout(minutes(days))

    def when(self, condition: Condition) -> Any:
        """Return an event at the minute the condition first holds (at once if it holds already)."""
        event = self._env.event()
        if self.kept.watching.add(condition, event):
            event.succeed()
        return event

    def on(self, cause: str, what: Literal["begins", "ends"]) -> Any:
        """Return an event at the next time that what ``cause`` does begins or ends somewhere."""
        return self.kept.expect(cause, what)

    def draw(self, entity: str, purpose: str, slot: int) -> float:
        """Return the uniform number in (0, 1) of a named stream at a slot."""
        low, high = stream_key(entity, purpose)
        return uniform((low ^ self._run_key[0], high ^ self._run_key[1]), slot)

    def begin(self, process: Process, cause: str) -> Any:
        """Start what a word does; ``cause`` is its id, and that of all that it starts."""
        playing = self._env.process(_endable(process))
        self._playing.setdefault(cause, []).append(playing)
        self._cause_of[playing] = cause
        return playing

    def start(self, process: Process) -> Any:
        """Start another process beside the present one; it ends with what started it when that is ended early."""
        parent = self._env.active_process
        cause = None if parent is None else self._cause_of.get(parent)
        return self._env.process(process) if cause is None else self.begin(process, cause)

    def end(self, cause: str) -> None:
        """End what another does, now and for good. Raises SelectorError if nobody of that name does anything."""
        if cause not in self._playing:
            raise SelectorError(f"there is no '{cause}' to end")
        asked = self._env.active_process
        by = "" if asked is None else self._cause_of.get(asked, "")
        alive = [process for process in self._playing[cause] if process.is_alive and process is not asked]
        if alive:
            self.kept.note("end", cause, "is ended early", by, 1.0)
        for process in alive:
            process.interrupt()

    def protect(self, what: Protection, cause: str) -> Handle:
        """Protect places against attacks, for whoever attacks them to ask."""
        return self._protecting.protect(what, cause)

    def protection(self, place: str) -> Protection:
        """Return the protection that a passage, lane or node has today."""
        return self._protecting.of(place)

    def note(self, kind: str, subject: str, what: str, cause: str, magnitude: float) -> None:
        """Write a row into the event table about something that moves no goods by itself."""
        self.kept.note(kind, subject, what, cause, magnitude)


def _endable(process: Process) -> Process:
    """Play a process until it is over, or somebody ends it: its doors close behind it either way."""
    try:
        yield from process
    except simpy.Interrupt:
        return
