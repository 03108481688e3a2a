"""What all doors share: the clock, the books of what happened, and live factors kept by cause."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import simpy

from sim.base.errors import SelectorError
from sim.world.events import EventRow, GateRow, MoveRow
from sim.world.grid import Grid
from sim.world.kernel import layout as k
from sim.world.state import RunState
from sim.world.watching import Watching

TURNS = {+1: "begins", -1: "ends"}
OWN_CAUSES = ("supply below demand", "hoarding", "breakdowns")
"""Names of the causes that no disruption answers for, by number."""
OTHERS = "other causes"


class Keeping:
    """Keeps the log, the live factors and the numbers of causes of one run."""

    def __init__(self, env: simpy.Environment, grid: Grid, state: RunState) -> None:
        self.env = env
        self.grid = grid
        self.state = state
        self.watching = Watching(grid, state)
        self.over = False
        self.log: list[EventRow] = []
        self.moves: list[MoveRow] = []
        self.gates: list[GateRow] = []
        self.causes: list[str] = list(OWN_CAUSES)
        self._factors: dict[tuple[str, int], list[float]] = {}
        self._holders: dict[tuple[str, int], list[int]] = {}
        self._waiting: dict[tuple[str, str], list[Any]] = {}
        self._open: dict[str, int] = {}
        self.of_the_world: set[str] = set()
        """Causes that are part of how the world is: what they hold at nothing is not built or stands idle."""

    @property
    def now(self) -> int:
        """The minute of the run."""
        return int(self.env.now)

    def node(self, node: str) -> int:
        """Return the number of a node. Raises SelectorError if there is none."""
        if node not in self.grid.node_index:
            raise SelectorError(f"there is no node '{node}'")
        return self.grid.node_index[node]

    def live(self, kind: str, i: int, factor: float, step: int, ceiling: bool = False) -> int:
        """Keep the live factors on a thing and return their product, in order of size, as billionths.

        A ``ceiling`` is no factor: the product is at most the least of them, whatever it is made of.
        """
        factors = self._factors.setdefault((kind, i), [])
        ceilings = self._factors.setdefault((f"most {kind}", i), [])
        kept = ceilings if ceiling else factors
        if step > 0:
            kept.append(factor)
        else:
            kept.remove(factor)
        product = 1.0
        for f in sorted(factors):
            product *= f
        return round(min([product, *ceilings]) * k.WHOLE)

    def answerable(self, kind: str, i: int, cause: str, step: int) -> int:
        """Keep who acts on a thing; return the number of the last to come who still does (0: nobody)."""
        holders = self._holders.setdefault((kind, i), [])
        number = self.cause_number(cause)
        if step > 0:
            holders.append(number)
        else:
            holders.remove(number)
        return holders[-1] if holders else k.NOBODY

    def cause_number(self, cause: str) -> int:
        """Return the number of a cause in the ledger; the last is shared by all that find no room."""
        if cause in self.causes:
            return self.causes.index(cause)
        if len(self.causes) == k.N_CAUSES - 1:
            self.causes.append(OTHERS)
        if len(self.causes) == k.N_CAUSES:
            return k.N_CAUSES - 1
        self.causes.append(cause)
        return len(self.causes) - 1

    @contextmanager
    def hold(self, turn: Callable[[int], None]) -> Iterator[None]:
        """Begin at entry and end at exit; but when the run is over, what is still open stays as it stood."""
        turn(+1)
        try:
            yield
        finally:
            if not self.over:
                turn(-1)

    def note(self, kind: str, subject: str, what: str, cause: str, magnitude: float) -> None:
        """Write an event down, and let those who waited for this cause to begin or end have theirs.

        When the run is over nothing happens any more: what is still open stays as it stood.
        """
        if self.over:
            return
        self.log.append(EventRow(self.now, kind, subject, what, cause, magnitude))
        for step, turn in TURNS.items():
            if what.startswith(turn) and not self._stands(kind, cause):
                self._open[cause] = self._open.get(cause, 0) + step
                if self._open[cause] == (step > 0):  # the first of its doors to open, or the last to close
                    for event in self._waiting.pop((cause, turn), []):
                        event.succeed()

    def _stands(self, kind: str, cause: str) -> bool:
        """Return whether a row tells only that a plant is not there yet, or idle: that is no doing of its cause."""
        return kind == "stop" and cause in self.of_the_world

    def expect(self, cause: str, what: str) -> Any:
        """Return an event for the next time that something of a cause begins or ends."""
        event = self.env.event()
        self._waiting.setdefault((cause, what), []).append(event)
        return event

    def wake(self) -> None:
        """Let whoever waits for a line that has just been crossed, by no freight, have his event at this minute.

        Looked at when all that happens in one go has happened: a step that follows another opens its doors
        before the other has closed its own.
        """
        self.env.timeout(0).callbacks.append(lambda _: self._wake())

    def _wake(self) -> None:
        for event in self.watching.crossed():
            event.succeed()
