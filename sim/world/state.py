"""The state of one run: one record in memory, and named views of its parts for Python."""

from typing import Any

import numpy as np

from sim.base.distributions import Distribution
from sim.base.errors import RunError
from sim.world.kernel import layout as k
from sim.world.kernel.advance import prepare_kernel
from sim.world.tables import tabulate

_COPIED = (
    "nodes", "batches", "lanes", "slots", "cargo", "due", "lines", "desks", "rows", "watches", "members", "buys",
    "of_lane", "inbound", "turns", "quantiles", "month_starts", "use", "plan", "capacity", "book", "workdays",
    "carried",
)  # fmt: skip
_WEEKLY = ("use", "plan", "capacity")
"""Tables kept by week and then by thing: what one week needs lies together in memory."""
_COUNTERS = (
    "now",
    "at",
    "cycle",
    "month",
    "n_nodes",
    "n_lanes",
    "n_lines",
    "n_rows",
    "n_watches",
    "watching",
    "market",
)


_SHORTEST_MONTH = 28 * 1440
_MOST_SPARE = 2
_spare: dict[int, list[Any]] = {}
"""Memory of finished runs by size class, cleared. Memory fresh from the system costs more than the run in it."""


class RunState:
    """Holds the record that the kernel works on; attributes are views trimmed to what is in use.

    ``counts`` says how many nodes, lanes, lines, ... there are; the record is padded to a size class.
    """

    def __init__(self, counts: dict[str, int], to_copy_into: bool = False) -> None:
        self.counts = counts
        self._asked: list[int] = []
        self._scale = k.scale_for(**counts)
        prepare_kernel(self._scale)
        # What is copied into overwrites all but the recordings; who builds anew needs zeros everywhere.
        spare = _spare.get(self._scale) if to_copy_into else None
        self.record: Any = spare.pop() if spare else np.zeros(1, k.state_type(self._scale))
        one = self.record[0]
        self.nodes: Any = one["nodes"][: counts["nodes"]]
        self.batches: Any = one["batches"][: counts["batches"]]
        self.lanes: Any = one["lanes"][: counts["lanes"]]
        self.slots: Any = one["slots"][: counts["slots"]]
        self.cargo: k.Ints = one["cargo"][: counts["slots"]]
        self.lines: Any = one["lines"][: counts["lines"]]
        self.applications: Any = one["applications"]
        self.desks: Any = one["desks"]
        self.rows: Any = one["rows"][: counts["rows"]]
        self.watches: Any = one["watches"]
        self.members: k.Ints = one["members"]
        self.plan: k.Ints = one["plan"].T[: counts["rows"]]
        self.shortfall: k.Ints = one["shortfall"].transpose(1, 0, 2)[: counts["rows"]]
        self.flows: k.Ints = one["flows"][:, :, : counts["lanes"]]
        self.production: k.Ints = one["production"][:, : counts["plants"]]
        self.stocks: k.Ints = one["stocks"][:, : counts["nodes"]]
        self.desk_log: k.Ints = one["desk_log"][:, : counts["lines"]]

    def __getitem__(self, name: str) -> Any:
        """Return a field of the record as stored, padding included."""
        return self.record[0][name]

    def write(self, name: str, values: Any) -> None:
        """Write values into the first rows of a field; ``use``, ``plan`` and ``capacity`` come by thing and week."""
        field = self.record[name]
        if name in _WEEKLY:
            values = np.asarray(values).T
        if field.ndim == 1:
            field[0] = values
        elif np.ndim(values) == 2:
            field[0, : values.shape[0], : values.shape[1]] = values
        else:
            field[0, : len(values)] = values

    def release(self) -> None:
        """Give the memory back for another run. The state is empty from then on."""
        months, weeks = int(self["month"]) + 2, int(self["cycle"]) + 3
        one, kept = self.record[0], _spare.setdefault(self._scale, [])
        for channel in self.channels:
            one["flows"][channel, :months] = 0
        for name in ("production", "stocks", "desk_log"):
            one[name][:months] = 0
        one["shortfall"][:weeks] = 0
        one["prices"][:months] = 0.0
        if one["tracing"]:
            one["blame"][:] = 0.0
            one["missing"][:months] = 0.0
        one["tracing"] = 0
        if len(kept) < _MOST_SPARE:
            kept.append(self.record)
        self.__dict__.clear()

    def refresh_arrivals(self, lane: int) -> None:
        """Write down anew when the shipments of a lane arrive, after somebody held them or sent them round."""
        record = self.lanes[lane]
        slots = slice(int(record["slots_first"]), int(record["slots_last"]))
        moving = self.slots["state"][slots] == k.MOVING
        due = np.where(moving, self.slots["arrives"][slots], k.NEVER)
        self["due"][slots] = due
        record["next_arrival"], record["slots_top"] = due.min(), record["slots_last"]

    def add_distribution(self, distribution: Distribution) -> int:
        """Return the row of the quantile table for a distribution, until it is given back. Raises RunError when full.

        Rows of the network stay; others are shared by all who ask for the same distribution, and written over
        when the last of them has given it back.
        """
        table = self.record["quantiles"][0]
        row = tabulate(distribution)
        own = self.counts["quantiles"]
        used = own + len(self._asked)
        same = np.flatnonzero((table[:used] == row).all(axis=1))
        taken = [int(n) for n in same if n < own or self._asked[n - own] > 0]
        number = taken[0] if taken else next((own + i for i, asked in enumerate(self._asked) if asked == 0), used)
        if number >= len(table):
            raise RunError("too many different lags and lead times for one run")
        if number == used:
            self._asked.append(0)
        if number >= own:
            self._asked[number - own] += 1
            table[number] = row
        return number

    def drop_distribution(self, number: int) -> None:
        """Give a row of the quantile table back that :meth:`add_distribution` named."""
        own = self.counts["quantiles"]
        if number >= own:
            self._asked[number - own] -= 1

    def open_counter(self) -> int:
        """Return a free desk counter. Raises RunError when too many measures are in force at once."""
        free = [i for i in range(self.counts["desks"], len(self["desks"])) if self["desks"][i]["open"] == 0]
        if not free:
            raise RunError("too many export measures in force at once")
        self["desks"][free[0]]["open"] = 1
        return free[0]

    def close_counter(self, counter: int) -> None:
        """Give a desk counter back."""
        self["desks"][counter]["open"] = 0

    @property
    def channels(self) -> list[int]:
        """The numbers of the channels by which anything was ever sent; the recordings of the others are empty."""
        return [c for c in range(k.N_CHANNELS) if c == k.OFFICIAL or self["carried"][c]]

    @property
    def now(self) -> int:
        """The minute that freight has been moved to."""
        return int(self.record["now"][0])

    def copy(self) -> "RunState":
        """Return a copy of all that steers the run, with empty recordings."""
        other = RunState(self.counts, to_copy_into=True)
        for name in _COUNTERS:
            other.record[name][0] = self.record[name][0]
        for name in _COPIED:
            used = self._in_use(name)
            other.record[name][0][used] = self.record[name][0][used]
        # what was loaded in the warm-up and leaves after it is booked in the months until the rarest departure
        booked = slice(1, 3 + int(self.lanes["interval"].max(initial=0)) // _SHORTEST_MONTH)
        other.flows[:, booked] = self.flows[:, booked]
        return other

    def _in_use(self, name: str) -> Any:
        if name in _WEEKLY:
            return slice(0, self.counts["weeks"])
        used = {
            "desks": None,
            "carried": None,
            "workdays": None,
            "cargo": self.counts["slots"],
            "due": self.counts["slots"],
            "buys": self.counts["lines"],
            "of_lane": self.counts["lines"],
        }
        return slice(0, used.get(name, self.counts.get(name)))

    def mass(self) -> k.Ints:
        """Return grams by element in all stocks, in process, under way, used and lost, less what was dug."""
        n = self.nodes
        fields = ("feed", "product", "byproduct", "residue", "process", "lost", "used")
        held = sum(n[f].sum(axis=0) for f in fields) + self.cargo.sum(axis=0)
        balance: k.Ints = held - n["made"].sum(axis=0)
        return balance
