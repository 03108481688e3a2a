"""Watched lines: a condition becomes records in the kernel, and an event when one of them is crossed."""

from typing import Any

from sim.base.calendar import minutes
from sim.base.doors import Condition
from sim.base.elements import CLASS_INDEX, class_of
from sim.base.errors import RunError
from sim.world.grid import Grid
from sim.world.kernel import layout as k
from sim.world.kernel.advance import level_of_watch
from sim.world.select import nodes_of
from sim.world.state import RunState

_ZONES = {"inside": k.INSIDE, "outside": k.OUTSIDE}


class Watching:
    """Keeps which watch belongs to which event. A condition of several elements takes a watch for each."""

    def __init__(self, grid: Grid, state: RunState) -> None:
        self._grid = grid
        self._state = state
        self._waiting: dict[int, tuple[Any, list[int]]] = {}
        self._members_used = 0
        self._member_rows: dict[tuple[int, ...], int] = {}

    def add(self, condition: Condition, event: Any) -> bool:
        """Watch a condition for an event; return whether it holds already (then nothing is watched).

        Raises RunError for a price in a world without prices.
        """
        if condition.quantity == "price" and self._grid.market is None:
            raise RunError("this world has no prices to watch: it names no market among its policies")
        members = [] if condition.quantity == "price" else self._members(condition)
        first = self._member_row(tuple(members))
        classes = sorted({CLASS_INDEX[class_of(e)] for e in condition.element})
        watches = [self._write(condition, c, first, len(members)) for c in classes]
        if any(self._holds(w) for w in watches):
            self._release(watches)
            return True
        for w in watches:
            self._waiting[w] = (event, watches)
        self._state.nodes["watched"][members] += 1
        self._state.record["watching"][0] = 1
        return False

    def _members(self, condition: Condition) -> list[int]:
        """Return the nodes that are watched: in the cover of a place a reserve that supplies nobody does not count.

        Raises SelectorError if there is none.
        """
        found = nodes_of(self._grid, condition.nodes)
        if condition.quantity != "cover" or condition.nodes.node:
            return found
        nodes = self._state.nodes
        supplying = nodes["supplies_first"] < nodes["supplies_last"]
        return [n for n in found if supplying[n] or nodes["mode"][n] == k.BUYER] or found

    def fired(self, watch: int) -> Any:
        """Return the event that waits for a watch that was crossed, and stop watching for it."""
        event, watches = self._waiting[watch]
        record = self._state.watches[watch]
        members = self._state.members[record["first"] : record["last"]]
        self._state.nodes["watched"][members] -= 1
        self._release(watches)
        if not self._waiting:
            self._state.record["watching"][0] = 0
        return event

    def crossed(self) -> list[Any]:
        """Return the events of all watches whose line is crossed now, and stop watching for them."""
        found = [w for w in sorted(self._waiting) if self._holds(w)]
        return [self.fired(w) for w in found if w in self._waiting]

    def _release(self, watches: list[int]) -> None:
        for w in watches:
            self._state.watches[w]["active"] = 0
            self._waiting.pop(w, None)

    def _member_row(self, members: tuple[int, ...]) -> int:
        """Write the members of a condition once and return where they stand."""
        if members not in self._member_rows:
            first = self._members_used
            if first + len(members) > len(self._state.members):
                raise RunError("too many nodes are watched")
            self._state.members[first : first + len(members)] = members
            self._members_used += len(members)
            self._member_rows[members] = first
        return self._member_rows[members]

    def _write(self, condition: Condition, cls: int, first: int, count: int) -> int:
        free = [w for w in range(len(self._state.watches)) if self._state.watches[w]["active"] == 0]
        if not free:
            raise RunError("too many conditions are watched at once")
        w = free[0]
        watch = self._state.watches[w]
        watch["active"], watch["cls"] = 1, cls
        watch["above"], watch["per_use"] = condition.side == "above", condition.quantity == "cover"
        watch["level"] = minutes(condition.level) if condition.quantity == "cover" else round(condition.level * 1e6)
        watch["zone"] = 0 if condition.quantity != "price" else 1 + _ZONES[condition.zone]
        watch["first"], watch["last"] = first, first + count
        self._state.record["n_watches"][0] = max(int(self._state["n_watches"]), w + 1)
        return w

    def _holds(self, w: int) -> bool:
        watch = self._state.watches[w]
        level = int(level_of_watch(self._state.record, w))
        return bool(level >= watch["level"] if watch["above"] else level < watch["level"])
