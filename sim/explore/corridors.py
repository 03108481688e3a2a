"""How likely goods are through a chain of roads and sea ways within so many days, from closures of many runs.

A corridor is a chain of lanes, or of routes. In every run goods are made ready at one end week after week, and go
as the freight of the model goes: they wait for the next departure, and while a passage without a detour is closed;
one that closes ahead of them holds them until it opens, or sends them round. Ports between lanes take their dwell.
What orders, stocks and capacity add is left out, and so are delays that are no closures, such as a night ban: the
event table does not name their lanes.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.base.errors import AskedError, SelectorError, did_you_mean
from sim.base.streams import run_key, stream_key, uniform
from sim.run import run, spread, twin_of
from sim.scenario.model import Horizon, Route, Scenario
from sim.world.template import warm_world

LIMITS: Final = (5, 10, 20, 30, 45, 60, 90, 120)
"""Days within which goods may arrive."""
COLUMNS: Final = ("corridor", "days", "share", "standard_error")
AS_TOLD: Final = "as told"
UNDISTURBED: Final = "undisturbed"
STEP_D: Final = 7.0
"""Goods are made ready once in so many days."""
Days = npt.NDArray[np.float64]
Spells = tuple[Days, Days]
"""When a passage closes and when it opens again, in days of the run, in order and without overlap."""


@dataclass(frozen=True)
class Leg:
    """One route of a corridor, and how long goods stay where it ends before they go on."""

    route: Route
    dwell_d: float


def delivered_within(
    scenario: Scenario,
    corridors: Mapping[str, Sequence[str]],
    replications: int = 100,
    seed: int | None = None,
    workers: int | None = None,
    since: date | None = None,
    limits: Sequence[int] = LIMITS,
    until: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Return the share of goods that arrive within ``limits`` days, by corridor, with and without the disruptions.

    ``corridors`` names chains of lanes or routes, ``since`` the first day on which goods are ready (the start of the
    run if None), and ``until`` the first on which none are made ready any more (the longest limit before the run's end,
    if None or later). Columns: corridor, days, share, standard_error (of the mean of the runs), world: ``as told``,
    and below it ``undisturbed``, unless nothing disturbs the scenario. Raises SelectorError
    for a lane or route that does not exist and for lanes that do not join.
    """
    legs = {name: legs_of(scenario, chain) for name, chain in corridors.items()}
    ready = _ready(scenario.horizon, since, until, max(limits))
    twin = twin_of(scenario)
    worlds = {AS_TOLD: scenario} | ({UNDISTURBED: twin} if twin else {})
    chosen = scenario.seed if seed is None else seed
    frames = []
    for number, (name, world) in enumerate(worlds.items()):
        warm_world(world)
        shares = {}
        for replication, found in spread(
            _shares, (world, chosen, legs, ready, tuple(limits)), range(replications), workers
        ):
            shares[replication] = found
            if progress:
                progress(number * replications + len(shares), len(worlds) * replications)
        table = _table(tuple(legs), limits, np.array([shares[i] for i in range(replications)]))
        frames.append(table.assign(world=name))
    return pd.concat(frames, ignore_index=True)


def _ready(horizon: Horizon, since: date | None, until: date | None, longest_d: int) -> Days:
    """Return the days on which goods are made ready. Raises AskedError if none of them leaves time to arrive."""
    first = float((max(since or horizon.start, horizon.start) - horizon.start).days)
    last = horizon.years * 365.25 - longest_d
    if until is not None:
        last = min(last, float((until - horizon.start).days))
    ready = np.arange(first, last, STEP_D)
    if not len(ready):
        raise AskedError(f"the run ends before goods made ready then could take {longest_d} days")
    return ready


def _table(corridors: Sequence[str], limits: Sequence[int], shares: Days) -> pd.DataFrame:
    """Return means and standard errors over the runs, from shares by run, corridor and limit."""
    runs = len(shares)
    error = shares.std(axis=0, ddof=1) / runs**0.5 if runs > 1 else np.full(shares.shape[1:], np.nan)
    rows = [
        (name, days, float(shares[:, c, d].mean()), float(error[c, d]))
        for c, name in enumerate(corridors)
        for d, days in enumerate(limits)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def legs_of(scenario: Scenario, chain: Sequence[str]) -> tuple[Leg, ...]:
    """Return the legs of a chain of lanes or routes. Raises SelectorError if there is no such way."""
    legs: list[Leg] = []
    at = ""
    for name in chain:
        lane = scenario.lanes.get(name)
        route = lane.route if lane else name
        if route not in scenario.routes:
            meant = did_you_mean(name, [*scenario.lanes, *scenario.routes])
            raise SelectorError(f"there is no lane or route '{name}' ({meant or 'lanes: see sim list lanes'})")
        if lane and at and lane.source != at:
            raise SelectorError(f"{name} begins at {lane.source}, but the way has come to {at}")
        at = lane.target if lane else ""
        dwell_d = getattr(scenario.nodes[at].stage, "dwell", 0.0) if at and name != chain[-1] else 0.0
        legs.append(Leg(scenario.routes[route], float(dwell_d)))
    if not legs:
        raise SelectorError("a corridor needs a lane or a route")
    return tuple(legs)


def corridors_of(scenario: Scenario, closed: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the ways from plant to plant, through ports, that lead through one of some passages.

    They are named after their routes, and those by the same routes are one. With no passages, all ways that lead
    through a port.
    """
    found: dict[str, tuple[str, ...]] = {}
    leaving: dict[str, list[str]] = {}
    for name, lane in scenario.lanes.items():
        leaving.setdefault(lane.source, []).append(name)
    open_ends: list[tuple[str, ...]] = [
        (name,) for name, lane in scenario.lanes.items() if not _is_port(scenario, lane.source)
    ]
    while open_ends:
        chain = open_ends.pop(0)
        at = scenario.lanes[chain[-1]].target
        if _is_port(scenario, at):
            open_ends += [(*chain, onward) for onward in leaving.get(at, ()) if onward not in chain]
            continue
        routes = [scenario.routes[scenario.lanes[name].route] for name in chain]
        if any(p in closed for route in routes for p in route.passages) or (not closed and len(chain) > 1):
            found.setdefault(" + ".join(route.id for route in routes), chain)
    return found


def closed_passages(scenario: Scenario, seed: int | None = None) -> tuple[str, ...]:
    """Return the passages that the first run of a scenario closes at some time, in order."""
    events = run(scenario, seed).events
    return tuple(dict.fromkeys(events[events["kind"] == "close"]["subject"]))


def _is_port(scenario: Scenario, node: str) -> bool:
    return hasattr(scenario.nodes[node].stage, "dwell")


def closures(events: pd.DataFrame, start: date) -> dict[str, Spells]:
    """Return the spells in which each passage was closed, by whoever and however often at once.

    ``events`` is the event table of a run that began on ``start``. What is still closed at its end stays so.
    """
    rows = events[events["kind"] == "close"]
    days = (pd.to_datetime(rows["time"]) - pd.Timestamp(start)) / pd.Timedelta(days=1)
    turns = rows["what"].str.startswith("begins").map({True: 1, False: -1})
    found = {}
    for passage, which in rows.groupby("subject").groups.items():
        at, depth = days[which].to_numpy(), turns[which].cumsum().to_numpy()
        shuts, opens = at[(depth == 1) & (turns[which].to_numpy() == 1)], at[depth == 0]
        found[str(passage)] = (shuts, np.append(opens, [np.inf] * (len(shuts) - len(opens))))
    return found


def travel_days(
    legs: Sequence[Leg], ready: Days, spells: Mapping[str, Spells], chances: npt.NDArray[np.float64]
) -> Days:
    """Return how long goods take that are ready at given days; ``chances``: two uniform numbers a leg and start."""
    now = ready.copy()
    for leg, (waiting, moving) in zip(legs, chances, strict=True):
        now += waiting * leg.route.interval_d
        leaves = _when_open(leg.route, now, spells)
        lead = np.array([leg.route.lead.quantile(u) for u in moving])
        late = np.zeros(len(now))
        for passage, part in sorted(leg.route.passages.items(), key=lambda item: item[1]):
            crossing = leaves + part * lead + late
            late += _held(leaves, crossing, spells.get(passage), leg.route.detours.get(passage))
        now = leaves + lead + late + leg.dwell_d
    return now - ready


def _when_open(route: Route, days: Days, spells: Mapping[str, Spells]) -> Days:
    """Return the first days from ``days`` on at which no passage without a detour is closed."""
    unavoidable = [spells[p] for p in sorted(route.passages) if p in spells and p not in route.detours]
    before = None
    while before is None or (days > before).any():
        before = days
        for spell in unavoidable:
            days = days + _held(days, days, spell, None)
    return days


def _held(leaves: Days, crossing: Days, spell: Spells | None, detour: float | None) -> Days:
    """Return how late a passage makes goods: until it opens, or the detour if it was closed ahead of them."""
    if spell is None:
        return np.zeros(len(crossing))
    shuts, opens = (np.append(times, np.inf) for times in spell)
    if detour is not None:
        ahead = shuts[np.minimum(np.searchsorted(opens, leaves, side="right"), len(shuts) - 1)] <= crossing
        return np.where(ahead & np.isfinite(crossing), detour, 0.0)
    which = np.minimum(np.searchsorted(opens, crossing, side="right"), len(shuts) - 1)
    closed = (shuts[which] <= crossing) & np.isfinite(crossing)
    return np.where(closed, opens[which] - np.where(closed, crossing, 0.0), 0.0)


def _shares(
    scenario: Scenario,
    seed: int,
    legs: Mapping[str, Sequence[Leg]],
    ready: Days,
    limits: Sequence[int],
    replication: int,
) -> list[list[float]]:
    """Return by corridor and limit the share of goods that arrive in time, in one run."""
    spells = closures(run(scenario, seed, replication).events, scenario.horizon.start)
    found = []
    for chain in legs.values():
        took = travel_days(chain, ready, spells, _chances(len(chain), len(ready), run_key(seed, replication)))
        found.append([float((took <= limit).mean()) for limit in limits])
    return found


def _chances(legs: int, starts: int, key: tuple[int, int]) -> npt.NDArray[np.float64]:
    """Return uniform numbers by leg, purpose (waiting, moving, resting) and start: the same whatever is closed."""
    table = np.empty((legs, 2, starts))
    for leg in range(legs):
        for i, purpose in enumerate(("waiting", "moving")):
            low, high = stream_key(f"corridor {leg}", purpose)
            table[leg, i] = [uniform((low ^ key[0], high ^ key[1]), slot) for slot in range(starts)]
    return table
