"""The counter of a measure in force: its quota, its officers and the ways past it, as the kernel knows them."""

import numpy as np

from sim.base.calendar import minutes
from sim.base.regime import CHANNELS, Regime
from sim.world.kernel import layout as k
from sim.world.kernel.workdays import work_until
from sim.world.state import RunState

_GRAMS_A_WEEK = 7e6
"""Grams a week for a t a day."""
_WORKING_DAYS = 5.0
"""Working days a week, holidays aside."""


def open_counter(state: RunState, regime: Regime, lines: list[int], now: int) -> int:
    """Open a counter for a regime on some lines and return its number. Raises RunError when too many are open."""
    counter = state.open_counter()
    desk = state.desks[counter]
    desk["quota"], desk["quota_left"] = round(regime.quota_t * 1e6), 0
    desk["period"], desk["renews_at"] = max(minutes(regime.period_d), k.WEEK), now
    desk["carry_over"], desk["by_customer"] = regime.carry_over, regime.by_customer
    desk["goods"] = sum(1 << int(c) for c in np.unique(state.lines["cls"][lines]) if c != k.BASKET_CLASS)
    desk["flow"] = int(normal_flow(state, lines))
    _staff(state, desk, regime, now)
    _open_leaks(desk, regime)
    return counter


def normal_flow(state: RunState, lines: list[int]) -> float:
    """Return grams of product that usually go over some lines in a week."""
    rate, factor = (state.lines[name][lines].astype(float) for name in ("rate", "product_factor"))
    return float((rate * factor / k.WHOLE).sum())


def lets_out(state: RunState, regime: Regime, lines: list[int]) -> float:
    """Return about which part of the usual flow a regime lets out for good, its leaks and exceptions aside.

    A licence lets out what is approved of the cases that its officers can decide: every line brings a case a week, and
    papers that come back bring it again. Lag delays and holds nothing back.
    """
    if regime.kind == "ban":
        return 0.0
    if regime.kind == "quota":
        usual = normal_flow(state, lines)
        return min(regime.quota_t / regime.period_d * _GRAMS_A_WEEK / usual, 1.0) if usual > 0 else 1.0
    office = regime.office
    if office.officers == 0 or office.work.mean() == 0:
        return regime.approved_share
    cases = np.count_nonzero(state.lines["rate"][lines]) / (1.0 - office.papers_share)
    decided = office.officers * _WORKING_DAYS / office.work.mean()
    return regime.approved_share * min(decided / max(cases, 1.0), 1.0)


def _staff(state: RunState, desk: np.void, regime: Regime, now: int) -> None:
    office = regime.office
    desk["officers"] = min(office.officers, k.N_OFFICERS) if office.work.mean() > 0 else 0
    desk["free_at"][:] = work_until(state["workdays"], now)
    desk["work_table"] = state.add_distribution(office.work)
    desk["test_table"] = state.add_distribution(office.testing)
    desk["papers_table"] = state.add_distribution(office.papers)
    desk["papers"] = round(office.papers_share * k.WHOLE)
    desk["target"] = minutes(office.target_d)


def _open_leaks(desk: np.void, regime: Regime) -> None:
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


def go_on(state: RunState, before: tuple[int, Regime], after: tuple[int, Regime], now: int) -> None:
    """Let a counter go on with the queue of the one before it, at its own pace, its leaks and its quota."""
    old, new = state.desks[before[0]], state.desks[after[0]]
    was, now_takes = before[1].office.work.mean(), after[1].office.work.mean()
    today = work_until(state["workdays"], now)
    waiting = np.maximum(old["free_at"] - today, 0)
    new["free_at"][:] = today + (waiting * (now_takes / was)).astype(np.int64) if was > 0 else today
    within = np.clip(old["leak"], new["least_leak"], np.maximum(new["most_leak"], new["least_leak"]))
    new["leak"][:] = within
    for name in ("hub_used", "hub_asked", "hub_wanted", "caught_until", "quota_left"):
        new[name] = old[name]
