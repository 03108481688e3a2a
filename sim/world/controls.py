"""Export measures in force: each line obeys the strictest, and goes back to freedom when the last one ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.base.calendar import minutes
from sim.base.regime import CHANNELS, Regime
from sim.base.selector import Selector
from sim.base.streams import stream_key
from sim.world.easing import rescale_waits
from sim.world.grid import Grid
from sim.world.kernel import layout as k
from sim.world.kernel.workdays import work_until
from sim.world.select import controlled_lines, lines_leaving
from sim.world.state import RunState

_KINDS = {"licence": k.LICENCE, "quota": k.QUOTA, "ban": k.BAN}
_GRAMS_A_WEEK = 7e6
"""Grams a week for a t a day."""


@dataclass(frozen=True, eq=False)
class Measure:
    """A regime in force, with the counter that keeps its quota, its officers and its leaks, and its quantile tables."""

    cause: str
    regime: Regime
    counter: int
    lag_table: int
    tables: tuple[int, ...]
    strictness: tuple[float, ...]


def _strictness(terms: Regime) -> tuple[float, ...]:
    """Order measures by what they let out: by kind, then by terms."""
    pace = terms.office.work.mean() / terms.office.officers if terms.office.officers else 0.0
    return _KINDS[terms.kind], -terms.approved_share, terms.lag.mean(), pace, -terms.quota_t / terms.period_d


class Controls:
    """Keeps the measures on every line, in order of their coming into force."""

    def __init__(self, grid: Grid, state: RunState, run_key: tuple[int, int]) -> None:
        self._grid = grid
        self._state = state
        self._run_key = run_key
        self._desk_of_line = [int(d) for d in state.lines["desk"]]
        self._measures: dict[int, tuple[Measure, ...]] = {}
        self._ruling: dict[int, Measure] = {}
        self._lines: dict[tuple[object, ...], list[int]] = {}
        self._exempted: dict[int, list[float]] = {}

    def impose(self, desk: str, regime: Regime, cause: str, number: int, now: int) -> tuple[Measure, list[int]]:
        """Put a regime into force; return the measure and the lines it catches. ``number`` is its cause's."""
        lines = self._caught(desk, regime)
        counter = self._open_counter(regime, lines, cause, number, now)
        lag = self._state.add_distribution(regime.lag)
        office = self._state.desks[counter]
        tables = (lag, *(int(office[name]) for name in ("work_table", "test_table", "papers_table")))
        measure = Measure(cause, regime, counter, lag, tables, _strictness(regime))
        self._take_over_queue(measure, lines, now)
        if regime.by_customer:
            self._open_accounts(measure, lines)
        for line in lines:
            self._measures[line] = (*self._measures.get(line, ()), measure)
        self._apply(lines, now)
        return measure, lines

    def _caught(self, desk: str, regime: Regime) -> list[int]:
        """Return the lines a regime catches; measures that only change their terms ask for the same ones again."""
        key = (desk, regime.what, regime.magnets_containing, regime.content_from, regime.content_share)
        if key not in self._lines:
            number = self._grid.desk_index[desk]
            self._lines[key] = controlled_lines(self._grid, number, self._desk_of_line, regime)
        return self._lines[key]

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
        live = [m for measures in self._measures.values() for m in measures if m.cause == cause]
        return float(self._state.desks[live[-1].counter]["quota_left"]) / 1e6 if live else 0.0

    def _open_counter(self, regime: Regime, lines: list[int], cause: str, number: int, now: int) -> int:
        counter = self._state.open_counter()
        desk = self._state.desks[counter]
        desk["quota"], desk["quota_left"] = round(regime.quota_t * 1e6), 0
        desk["period"], desk["renews_at"] = max(minutes(regime.period_d), k.WEEK), now
        desk["carry_over"], desk["cause"] = regime.carry_over, number
        desk["by_customer"] = regime.by_customer
        records = self._state.lines[lines]
        desk["goods"] = sum(1 << int(c) for c in np.unique(records["cls"]) if c != k.BASKET_CLASS)
        desk["flow"] = int((records["rate"].astype(float) * records["product_factor"] / k.WHOLE).sum())
        low, high = stream_key(cause, "customs")
        desk["key_0"], desk["key_1"] = low ^ self._run_key[0], high ^ self._run_key[1]
        self._staff(desk, regime, now)
        self._open_leaks(desk, regime)
        return counter

    def _staff(self, desk: np.void, regime: Regime, now: int) -> None:
        office = regime.office
        desk["officers"] = min(office.officers, k.N_OFFICERS) if office.work.mean() > 0 else 0
        desk["free_at"][:] = work_until(self._state["workdays"], now)
        desk["work_table"] = self._state.add_distribution(office.work)
        desk["test_table"] = self._state.add_distribution(office.testing)
        desk["papers_table"] = self._state.add_distribution(office.papers)
        desk["papers"] = round(office.papers_share * k.WHOLE)
        desk["target"] = minutes(office.target_d)

    def _open_leaks(self, desk: np.void, regime: Regime) -> None:
        for name in ("leak", "least_leak", "most_leak", "leak_gain"):
            desk[name][:] = 0
        desk["leak_lag"] = 1
        for channel, leak in sorted(regime.leaks.items()):
            number = CHANNELS.index(channel)
            desk["leak"][number] = desk["least_leak"][number] = round(leak.least * k.WHOLE)
            desk["most_leak"][number] = round(max(leak.most, leak.least) * k.WHOLE)
            desk["leak_gain"][number] = round(leak.gain * k.WHOLE)
            desk["leak_lag"] = max(round(leak.lag_d / 7), 1)
        hub = regime.hub
        desk["hub_room"] = round(hub.capacity_tpd * _GRAMS_A_WEEK) if hub else 0
        desk["detour_time"] = minutes(hub.delay_d) if hub else 0
        desk["risk"] = round(hub.risk_per_week * k.WHOLE) if hub else 0
        desk["caught_for"] = minutes(hub.shut_d) if hub else 0
        for name in ("hub_used", "hub_asked", "hub_wanted", "caught_until"):
            desk[name] = 0

    def _take_over_queue(self, measure: Measure, lines: list[int], now: int) -> None:
        """Let a measure that only changes its terms go on with its queue, at its own pace, its leaks and its quota."""
        before = [m for m in self._measures.get(lines[0], ()) if m.cause == measure.cause]
        if not before:
            return
        old, new = self._state.desks[before[-1].counter], self._state.desks[measure.counter]
        was, now_takes = before[-1].regime.office.work.mean(), measure.regime.office.work.mean()
        today = work_until(self._state["workdays"], now)
        waiting = np.maximum(old["free_at"] - today, 0)
        new["free_at"][:] = today + (waiting * (now_takes / was)).astype(np.int64) if was > 0 else today
        within = np.clip(old["leak"], new["least_leak"], np.maximum(new["most_leak"], new["least_leak"]))
        new["leak"][:] = within
        for name in ("hub_used", "hub_asked", "hub_wanted", "caught_until", "quota_left"):
            new[name] = old[name]

    def _open_accounts(self, measure: Measure, lines: list[int]) -> None:
        """Share a quota out to the customers by their normal flow: exporters hold it, and each has his customers."""
        records = self._state.lines
        goes_on = any(m.cause == measure.cause for m in self._measures.get(lines[0], ()))
        carries = goes_on and measure.regime.carry_over
        product = records["rate"][lines].astype(float) * records["product_factor"][lines] / k.WHOLE
        targets = records["target"][lines]
        for target in np.unique(targets):
            own = targets == target
            theirs = [line for line, is_own in zip(lines, own, strict=True) if is_own]
            account = records[theirs[0]]
            left = max(int(account["quota_left"]), 0) if carries else 0
            part = float(product[own].sum()) / max(float(product.sum()), 1.0)
            account["quota_left"] = left + round(measure.regime.quota_t * 1e6 * part)
            account["quota_flow"] = round(float(product[own].sum()))
            records["account"][theirs] = theirs[0]

    def _apply(self, lines: list[int], now: int) -> None:
        """Write the strictest measure of each line into its record, and new terms into the cases that wait."""
        alike: dict[tuple[Measure | None, tuple[Measure, ...]], list[int]] = {}
        for line in lines:
            alike.setdefault((self._ruling.get(line), self._measures[line]), []).append(line)
        eased: dict[tuple[Measure, Measure], list[int]] = {}
        for (before, live), some in alike.items():
            if not live:
                self._free(some)
                continue
            ruling = max(reversed(live), key=lambda measure: measure.strictness)
            self._rule(some, ruling)
            if before is not None and before.regime.kind == ruling.regime.kind == "licence":
                eased.setdefault((before, ruling), []).extend(some)
        for (old, new), waiting in eased.items():
            same_desk = old.cause == new.cause
            pace = _ratio(old.regime.office.work.mean(), new.regime.office.work.mean()) if same_desk else 1.0
            lag = _ratio(old.regime.lag.mean(), new.regime.lag.mean())
            if (pace, lag) != (1.0, 1.0):
                rescale_waits(self._state, waiting, pace, lag, now)

    def _free(self, lines: list[int]) -> None:
        """Let lines go that no measure rules any more."""
        for line in lines:
            record = self._state.lines[line]
            record["regime"], record["desk"] = k.FREE, self._desk_of_line[line]
            record["waits"] = 0
            self._ruling.pop(line, None)
            self._free_applications(line)

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

    def _free_applications(self, line: int) -> None:
        """What waits at the desk may leave once nothing is controlled any more."""
        record = self._state.lines[line]
        record["open"] += record["licensed"] + record["at_desk"]
        record["licensed"] = record["at_desk"] = record["applications"] = 0


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
