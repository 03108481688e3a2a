"""Export measures in force: each line obeys the strictest, and goes back to freedom when the last one ends."""

from dataclasses import dataclass

import numpy as np

from sim.base.calendar import minutes
from sim.base.doors import Regime, Selector
from sim.world.grid import Grid
from sim.world.kernel import layout as k
from sim.world.select import controlled_lines
from sim.world.state import RunState

_KINDS = {"licence": k.LICENCE, "quota": k.QUOTA, "ban": k.BAN}
_CHANNELS = {"smuggled": k.SMUGGLED, "outside_quota": k.OUTSIDE_QUOTA}


@dataclass(frozen=True)
class Measure:
    """A regime in force, with the counter of the desk that keeps its quota and its decisions."""

    cause: str
    regime: Regime
    counter: int
    lag_table: int


def _strictness(measure: Measure) -> tuple[float, ...]:
    """Order measures by what they let out: by kind, then by terms."""
    terms = measure.regime
    return _KINDS[terms.kind], -terms.approved_share, terms.lag.mean(), -terms.throughput_per_week, -terms.quota_t


class Controls:
    """Keeps the measures on every line, in order of their coming into force."""

    def __init__(self, grid: Grid, state: RunState) -> None:
        self._grid = grid
        self._state = state
        self._desk_of_line = [int(d) for d in state.lines["desk"]]
        self._measures: dict[int, list[Measure]] = {}
        self._lines: dict[tuple[str, Selector, tuple[str, ...]], list[int]] = {}

    def impose(self, desk: str, regime: Regime, cause: str, now: int) -> tuple[Measure, list[int]]:
        """Put a regime into force; return the measure and the lines it catches."""
        lines = self._caught(desk, regime)
        counter = self._open_counter(regime, lines, now)
        self._take_over_queue(cause, lines, counter, now)
        measure = Measure(cause, regime, counter, self._state.add_distribution(regime.lag))
        for line in lines:
            self._measures.setdefault(line, []).append(measure)
            self._apply(line, now)
        return measure, lines

    def _caught(self, desk: str, regime: Regime) -> list[int]:
        """Return the lines a regime catches; measures that only change their terms ask for the same ones again."""
        key = (desk, regime.what, regime.magnets_containing)
        if key not in self._lines:
            number = self._grid.desk_index[desk]
            found = controlled_lines(self._grid, number, self._desk_of_line, regime.what, regime.magnets_containing)
            self._lines[key] = found
        return self._lines[key]

    def lift(self, measure: Measure, lines: list[int], now: int) -> None:
        """End a measure on its lines."""
        for line in lines:
            self._measures[line].remove(measure)
            self._apply(line, now)
        self._state.close_counter(measure.counter)

    def _open_counter(self, regime: Regime, lines: list[int], now: int) -> int:
        counter = self._state.open_counter()
        desk = self._state.desks[counter]
        desk["quota"] = round(regime.quota_t * 1e6)
        desk["quota_left"] = 0
        desk["period"] = max(minutes(regime.period_d), k.WEEK)
        desk["renews_at"] = now
        desk["carry_over"] = regime.carry_over
        desk["per_decision"] = round(k.WEEK / regime.throughput_per_week)
        desk["busy_until"] = now
        records = self._state.lines[lines]
        desk["flow"] = int((records["rate"].astype(float) * records["product_factor"] / k.WHOLE).sum())
        return counter

    def _take_over_queue(self, cause: str, lines: list[int], counter: int, now: int) -> None:
        """Let a measure that only changes its terms go on with the cases that wait, at its own pace."""
        before = [m for m in self._measures.get(lines[0], ()) if m.cause == cause]
        if before:
            old, new = self._state.desks[before[-1].counter], self._state.desks[counter]
            waiting = max(int(old["busy_until"]) - now, 0)
            if old["per_decision"] > 0:
                new["busy_until"] = now + waiting * int(new["per_decision"]) // int(old["per_decision"])

    def _apply(self, line: int, now: int) -> None:
        """Write the strictest measure of a line into its record."""
        record = self._state.lines[line]
        live = self._measures[line]
        if not live:
            record["regime"], record["leak"], record["desk"] = k.FREE, 0, self._desk_of_line[line]
            record["waits"] = 0
            self._free_applications(line)
            return
        ruling = max(reversed(live), key=_strictness)
        was_licence = record["regime"] == k.LICENCE
        old_table = int(record["lag_table"])
        record["regime"] = _KINDS[ruling.regime.kind]
        record["desk"] = ruling.counter
        record["lag_table"] = ruling.lag_table
        record["approved"] = round(ruling.regime.approved_share * k.WHOLE)
        record["leak"] = round(ruling.regime.leakage_share * k.WHOLE)
        record["leak_channel"] = _CHANNELS[ruling.regime.leakage_channel]
        if was_licence and record["regime"] == k.LICENCE and old_table != ruling.lag_table:
            self._rescale(line, old_table, ruling.lag_table, now)

    def _rescale(self, line: int, old: int, new: int, now: int) -> None:
        """A new lag shortens or lengthens what is still to wait, in the ratio of the mean lags."""
        record = self._state.lines[line]
        tables = self._state["quantiles"]
        before, after = int(tables[old].sum()), int(tables[new].sum())
        first = int(record["applications_first"])
        waiting = self._state.applications[first : first + int(record["applications"])]
        left = np.maximum(waiting["decided_at"] - now, 0)
        waiting["decided_at"] = now + (left * after // before if before > 0 else left)

    def _free_applications(self, line: int) -> None:
        """What waits at the desk may leave once nothing is controlled any more."""
        record = self._state.lines[line]
        record["licensed"] += record["at_desk"]
        record["at_desk"] = 0
        record["applications"] = 0
