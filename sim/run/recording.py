"""What a run wrote down, cut to what was used. Every table, figure and fingerprint is made from it."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.world.events import EventRow, GateRow, MoveRow
from sim.world.kernel import layout as k
from sim.world.kernel.entries import entries
from sim.world.state import RunState
from sim.world.world import World

Ints = k.Ints
Reals = npt.NDArray[np.float64]
_PARTS: Final = ("shortfall", "flows", "production", "stocks", "desk_log", "prices")
_WHOLE: Final = (
    "_state", "opening_backlog", "shortfall", "events", "moves", "gates", "causes", "end", "phase", "weeks",
)  # fmt: skip
_EXPLANATIONS: Final = ("missing",)
"""What explains a run and is no part of what happened in it."""


@dataclass(frozen=True)
class Sparse:
    """The entries of an array that are not zero: their flat places in ``shape`` and their values."""

    shape: tuple[int, ...]
    places: npt.NDArray[np.unsignedinteger]
    values: Ints

    @classmethod
    def of(cls, array: Ints, blocks: int = 1, among: Collection[int] | None = None) -> "Sparse":
        """Keep what is not zero in an array.

        Its first ``blocks`` axes are gone through one by one, which spares a copy of the whole; of the first only
        the numbers ``among`` those named, if any are.
        """
        return cls(array.shape, *entries(array, blocks, among))

    def coordinates(self) -> tuple[Ints, ...]:
        """Return the place of each value, axis by axis. Division by one number at a time is what numpy does fast."""
        found, left = [], self.places.astype(np.int64)
        for size in reversed(self.shape):
            above = left // size
            found.append(left - above * size)
            left = above
        return tuple(reversed(found))

    def summed(self, axis: int) -> "Sparse":
        """Return the sums over an axis, which keeps one place."""
        shape = tuple(1 if i == axis else size for i, size in enumerate(self.shape))
        places = [np.zeros_like(at) if i == axis else at for i, at in enumerate(self.coordinates())]
        whole = np.zeros(shape, dtype=np.int64)
        np.add.at(whole.reshape(-1), np.ravel_multi_index(places, shape), self.values)
        return Sparse.of(whole)

    def dense(self) -> Ints:
        """Return the array."""
        whole = np.zeros(self.shape, dtype=np.int64)
        whole.reshape(-1)[self.places] = self.values
        return whole


class Recording:
    """The recordings of one finished run; masses in grams, times in minutes, months from 0.

    They are cut out of the run's state at the first look, or all at once when the recording goes from one
    process to another.
    """

    def __init__(self, world: World, opening_backlog: Ints) -> None:
        state = world.state
        self._state: RunState | None = state
        self.opening_backlog = opening_backlog
        self.events: tuple[EventRow, ...] = tuple(world.log)
        self.moves: tuple[MoveRow, ...] = tuple(world.moves)
        self.gates: tuple[GateRow, ...] = tuple(world.gates)
        self.causes = world.causes if state["tracing"] else ()
        starts = state["month_starts"]
        self.end = world.end
        self.months = int(
            (starts == self.end).argmax()
        )  # the months stand in front of the end, as the world counted them
        self.month_starts: Ints = starts[: self.months].copy()
        buyers = state.nodes[state.rows["node"]]
        self.phase = int(buyers["phase"].max(initial=0))
        last = int(buyers["reviewed_at"].min()) if len(buyers) else -1
        self.weeks = (last - self.phase) // k.WEEK + 1 if last >= 0 else 0

    @property
    def week_ends(self) -> Ints:
        """The minute at which each recorded week of use ends."""
        return self.phase + k.WEEK * np.arange(self.weeks, dtype=np.int64)

    def month_of(self, minute: int) -> int:
        """Return the number of the month in which a minute lies; the end of the run counts in the last."""
        return int(np.searchsorted(self.month_starts, minute, "right")) - 1

    def _recorded(self) -> RunState:
        if self._state is None:
            raise ValueError("a packed recording has let go of the run's state")
        return self._state

    @cached_property
    def shortfall(self) -> Ints:
        """Demand, delivered, short, backlog and dry minute, by buyer's row and week."""
        return self._recorded().shortfall[:, 1 : self.weeks + 1].copy()

    @cached_property
    def flows(self) -> Sparse:
        """Shipped and arrived, by channel, month, lane and element; shape (channel, month, lane, 2, element)."""
        state = self._recorded()
        return Sparse.of(state.flows[:, 1 : self.months + 1], blocks=2, among=state.channels)

    @cached_property
    def production(self) -> Sparse:
        """Drawn, product, by-product, residue and loss; shape (month, plant, 5, element)."""
        return Sparse.of(self._recorded().production[1 : self.months + 1])

    @cached_property
    def stocks(self) -> Sparse:
        """Stocks at the start (month 0) and at the end of each month; shape (month + 1, node, 5, element)."""
        return Sparse.of(self._recorded().stocks[: self.months + 1])

    @cached_property
    def desk_log(self) -> Sparse:
        """What desks were asked for, approved and refused, and what waits at month end; shape (month, line, 9)."""
        return Sparse.of(self._recorded().desk_log[1 : self.months + 1])

    @cached_property
    def prices(self) -> Reals:
        """Mean prices of each month, USD/kg; shape (month, zone, class); class 0 counts the weeks behind them."""
        sums: Reals = self._recorded()["prices"][1 : self.months + 1].copy()
        weeks = np.maximum(sums[:, :, :1], 1.0)
        sums[:, :, 1:] = np.round(sums[:, :, 1:] / weeks, 9)
        return sums

    @cached_property
    def missing(self) -> Reals:
        """Grams that were short by cause, as the ledger has them; shape (month, row, cause). Empty without it."""
        if len(self.causes) == 0:
            return np.zeros((self.months, 0, 0))
        rows = self._recorded().counts["rows"]
        booked: Reals = self._recorded()["missing"][1 : self.months + 1, :rows, : len(self.causes)].copy()
        return booked

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that was recorded: equal runs have equal fingerprints."""
        digest = blake2b(digest_size=16, person=b"recording")
        for name in _PARTS:
            part = getattr(self, name)
            for array in (part.places, part.values) if isinstance(part, Sparse) else (part,):
                digest.update(f"{name}{array.shape}".encode())
                digest.update(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).data)
        for rows in (self.events, self.moves):
            digest.update(repr([tuple(row) for row in rows]).encode())
        return digest.hexdigest()

    def pack(self) -> None:
        """Cut out every part and let go of the run's state."""
        for name in (*_PARTS, *_EXPLANATIONS):
            getattr(self, name)
        self._state = None

    def __getstate__(self) -> dict[str, Any]:
        self.pack()
        return self.__dict__

    def same_goods(self, other: "Recording") -> bool:
        """Return whether all goods were made, moved, held and used as in another run, whatever else happened."""
        for name in _PARTS:
            mine, theirs = getattr(self, name), getattr(other, name)
            pairs = [(mine, theirs)]
            if isinstance(mine, Sparse):
                pairs = [(mine.places, theirs.places), (mine.values, theirs.values)]
            if not all(np.array_equal(a, b) for a, b in pairs):
                return False
        return self.moves == other.moves


def in_one_month(recording: Recording) -> Recording:
    """Return the same goods made, moved and held as if the horizon were one month: for sums over all of it."""
    other = Recording.__new__(Recording)
    other.__dict__ = {name: getattr(recording, name) for name in _WHOLE}
    other.months, other.month_starts = 1, recording.month_starts[:1]
    other.__dict__["flows"] = recording.flows.summed(1)
    other.__dict__["production"] = recording.production.summed(0)
    other.__dict__["stocks"] = Sparse.of(recording.stocks.dense()[[0, -1]])
    return other
