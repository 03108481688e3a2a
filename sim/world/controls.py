"""Export measures in force: each line obeys what lets least out, and goes back to freedom when the last one ends."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.base.regime import Regime
from sim.base.selector import Selector
from sim.base.streams import stream_key
from sim.world.accounts import Accounts
from sim.world.counters import go_on, lets_out, normal_flow, open_counter
from sim.world.easing import rescale_waits
from sim.world.grid import Grid
from sim.world.kernel import layout as k
from sim.world.select import controlled_lines, lines_leaving, traded_lines
from sim.world.state import RunState

_KINDS = {"licence": k.LICENCE, "quota": k.QUOTA, "ban": k.BAN}


@dataclass(frozen=True, eq=False)
class Measure:
    """A regime in force, with the counter that keeps its quota, its officers and its leaks, and its quantile tables."""

    cause: str
    regime: Regime
    counter: int
    lag_table: int
    tables: tuple[int, ...]
    strictness: tuple[float, ...]
    accounts: Accounts | None


def _strictest(live: tuple[Measure, ...]) -> Measure | None:
    """Return the measure that rules of those in force; of several as strict, the newest."""
    return max(reversed(live), key=lambda measure: measure.strictness, default=None)


class Controls:
    """Keeps the measures on every line, in order of their coming into force."""

    def __init__(self, grid: Grid, state: RunState, run_key: tuple[int, int]) -> None:
        self._grid = grid
        self._state = state
        self._run_key = run_key
        self._desk_of_line = [int(d) for d in state.lines["desk"]]
        self._measures: dict[int, tuple[Measure, ...]] = {}
        self._ruling: dict[int, Measure] = {}
        self._exempted: dict[int, list[float]] = {}

    def impose(self, desk: str, regime: Regime, cause: str, number: int, now: int) -> tuple[Measure, list[int]]:
        """Put a regime into force; return the measure and the lines it catches. ``number`` is its cause's."""
        lines = self._caught(desk, regime)
        counter = open_counter(self._state, regime, lines, now)
        office = self._state.desks[counter]
        office["cause"] = number
        low, high = stream_key(cause, "customs")
        office["key_0"], office["key_1"] = low ^ self._run_key[0], high ^ self._run_key[1]
        lag = self._state.add_distribution(regime.lag)
        tables = (lag, *(int(office[name]) for name in ("work_table", "test_table", "papers_table")))
        accounts = Accounts(self._state.lines, lines) if regime.by_customer else None
        strictness = (-lets_out(self._state, regime, lines), regime.lag.mean())
        measure = Measure(cause, regime, counter, lag, tables, strictness, accounts)
        self._take_over(measure, lines, now)
        for line in lines:
            self._measures[line] = (*self._measures.get(line, ()), measure)
        self._apply(lines, now)
        return measure, lines

    def _caught(self, desk: str, regime: Regime) -> list[int]:
        """Return the lines a regime catches; measures that only change their terms catch the same ones again."""
        number = self._grid.desk_index[desk]
        return self._grid.selected(
            ("caught", desk, *_listing(regime)),
            lambda: controlled_lines(self._grid, number, self._desk_of_line, regime),
        )

    def reach(self, desk: str, regime: Regime) -> float:
        """Return the part of the trade over all borders in what a regime lists that it holds or puts before a desk."""
        lines = self._caught(desk, regime)
        listed = self._grid.selected(("traded", *_listing(regime)), lambda: traded_lines(self._grid, regime))
        usual = normal_flow(self._state, listed)
        meant = normal_flow(self._state, lines) / usual if usual > 0 else 0.0
        return meant * (1.0 - lets_out(self._state, regime, lines)) if regime.kind == "quota" else meant

    def leaving(self, desk: str, what: Selector) -> list[int]:
        """Return the order lines out of a desk's country that a selector means, magnets among them."""
        return lines_leaving(self._grid, self._grid.desk_index[desk], self._desk_of_line, what)

    def exempt(self, lines: list[int], share: float, step: int) -> None:
        """Put lines under a general licence for a share of their normal flow, or take it back."""
        for line in lines:
            shares = self._exempted.setdefault(line, [])
            if step > 0:
                shares.append(share)
            else:
                shares.remove(share)
            if line in self._ruling:
                self._write_odds([line], self._ruling[line].regime)

    def _take_over(self, measure: Measure, lines: list[int], now: int) -> None:
        """Let a measure that only changes its terms go on where the one before it of the same cause has come to."""
        before = next((m for m in reversed(self._measures.get(lines[0], ())) if m.cause == measure.cause), None)
        if before is not None:
            go_on(self._state, (before.counter, before.regime), (measure.counter, measure.regime), now)
        if measure.accounts is not None:
            measure.accounts.fill(measure.regime, before.accounts if before is not None else None)

    def lift(self, measure: Measure, lines: list[int], now: int) -> None:
        """End a measure on its lines."""
        for line in lines:
            self._measures[line] = tuple(m for m in self._measures[line] if m is not measure)
        self._apply(lines, now)
        self._state.close_counter(measure.counter)
        for table in measure.tables:
            self._state.drop_distribution(table)

    def quota_left(self, cause: str) -> float:
        """Return t of product left of the quota that a cause has in force; 0 if it has none."""
        live = dict.fromkeys(m for measures in self._measures.values() for m in measures if m.cause == cause)
        desks = self._state.desks
        return sum(m.accounts.left if m.accounts else int(desks[m.counter]["quota_left"]) for m in live) / 1e6

    def _apply(self, lines: list[int], now: int) -> None:
        """Write the strictest measure of each line into its record, and new terms into the cases that wait."""
        alike: dict[tuple[Measure | None, tuple[Measure, ...]], list[int]] = {}
        for line in lines:
            alike.setdefault((self._ruling.get(line), self._measures[line]), []).append(line)
        ruled = [(before, _strictest(live), some) for (before, live), some in alike.items()]
        changed = [(old, new, some) for old, new, some in ruled if old is not new]
        moved = {m: m.accounts for old, new, _ in changed for m in (old, new) if m and m.accounts}
        for accounts in moved.values():
            accounts.read_back()
        for _, ruling, some in changed:
            if ruling:
                self._rule(some, ruling)
            else:
                self._free(some)
        for measure, accounts in moved.items():
            accounts.lay_on({line for line, ruling in self._ruling.items() if ruling is measure})
        self._ease(changed, now)

    def _ease(self, changed: list[tuple[Measure | None, Measure | None, list[int]]], now: int) -> None:
        """Let what waits for a licence on lines go on waiting in proportion to its new terms."""
        eased: dict[tuple[Measure, Measure], list[int]] = {}
        for before, ruling, some in changed:
            if before and ruling and before.regime.kind == ruling.regime.kind == "licence":
                eased.setdefault((before, ruling), []).extend(some)
        for (old, new), waiting in eased.items():
            same_desk = old.cause == new.cause
            pace = _ratio(old.regime.office.work.mean(), new.regime.office.work.mean()) if same_desk else 1.0
            lag = _ratio(old.regime.lag.mean(), new.regime.lag.mean())
            if (pace, lag) != (1.0, 1.0):
                rescale_waits(self._state, waiting, pace, lag, now)

    def _free(self, lines: list[int]) -> None:
        """Let lines go that no measure rules any more; what waits at the desk may leave."""
        records = self._state.lines
        records["regime"][lines] = k.FREE
        records["desk"][lines] = [self._desk_of_line[line] for line in lines]
        records["open"][lines] += records["licensed"][lines] + records["at_desk"][lines]
        for name in ("waits", "licensed", "at_desk", "applications"):
            records[name][lines] = 0
        for line in lines:
            self._ruling.pop(line, None)

    def _rule(self, lines: list[int], ruling: Measure) -> None:
        """Put lines under a measure."""
        self._ruling.update(dict.fromkeys(lines, ruling))
        records = self._state.lines
        records["regime"][lines] = _KINDS[ruling.regime.kind]
        records["desk"][lines] = ruling.counter
        records["lag_table"][lines] = ruling.lag_table
        self._write_odds(lines, ruling.regime)

    def _write_odds(self, lines: list[int], regime: Regime) -> None:
        """Write what part of the goods on lines is approved, tested, and free under a general licence.

        Lines of one form to one kind of customer have the same odds, so these are looked up once.
        """
        kinds, which = np.unique(self._grid.customer_kinds[0][lines], return_inverse=True)
        odds = np.array([_odds(regime, *self._grid.customer_kinds[1][kind]) for kind in kinds])
        for name, column in zip(("approved", "tested", "general"), odds.T, strict=True):
            self._state.lines[name][lines] = column[which]
        for line in lines:
            if self._exempted.get(line):
                record = self._state.lines[line]
                record["general"] = max(record["general"], round(max(self._exempted[line]) * k.WHOLE))


def _listing(regime: Regime) -> tuple[Hashable, ...]:
    """Return what decides which lines a regime catches: the same whatever its terms."""
    return regime.what, regime.magnets_containing, regime.content_from, regime.content_share


def _odds(regime: Regime, form: str, whom: tuple[str, str, str]) -> tuple[int, int, int]:
    """Return the parts approved, tested and under general licence of a form for a customer, in billionths."""
    approved = min([regime.approved_share, *_said(regime.approved_by, whom)])
    tested = not regime.office.tested_form or form in regime.office.tested_form
    shares = approved, regime.office.tested_share if tested else 0.0, max([0.0, *_said(regime.general_by, whom)])
    return round(shares[0] * k.WHOLE), round(shares[1] * k.WHOLE), round(shares[2] * k.WHOLE)


def _ratio(before: float, after: float) -> float:
    """Return by what a wait changes with its mean; one that was nothing does not become something."""
    return after / before if before > 0 else 1.0


def _said(by: Mapping[str, float], whom: Iterable[str]) -> list[float]:
    """Return what is said of a country, region or sector."""
    return [by[name] for name in whom if name in by]
