"""What a disruption stops, on paper: which way it works, of which elements how much, and for how long.

It is read from what its word declares, by kinds of value, so that a new word seldom needs anything here: what has a
desk is an export control, what names an origin lays a duty, what names passages or lanes acts on routes, what names
buyers or sectors on demand, and what is left on plants. How much is the part of the world's steady use on its first
day that goes through what is named; of ore, which holds much that nobody uses, it is the part of what is mined.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.base.calendar import DAYS_PER_YEAR
from sim.base.distributions import Distribution
from sim.base.elements import BASKET_FORMS, ELEMENTS
from sim.base.words import params_of
from sim.scenario.model import Scenario, Use
from sim.world.build import product_share
from sim.world.grid import Grid
from sim.world.plan import Plan
from sim.world.template import warm_world

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
CONTROL, ROUTE, DEMAND, SUPPLY = "export control", "closed or slower route", "change of demand", "outage of plants"
ORIGIN, TECHNOLOGY, DUTY = "rule of origin", "denial of technology", "import duty"
TRADED_T: Final = 200.0
"""The worst hit element is looked for among those of which the world uses so many t a year, if one of these is hit."""
PRINCIPAL: Final = 0.25
"""An element belongs to a disruption if it is hit by at least this part of what the worst hit one is."""
_ORE: Final = BASKET_FORMS - {"magnet"}
_LENGTHS: Final = ("length", "tight", "eased")
_NOT_HIT: Final = ("tested_form", "denier", "content_from")
"""Parameters that name a form or a country without saying that it is hit."""
_LEAKS: Final = ("outside_quota", "smuggled")


@dataclass(frozen=True)
class Reach:
    """What a disruption stops: a part of the world's use of the ``worst`` element, and all principal ones, for days."""

    name: str
    direction: str
    worst: str
    size: float
    elements: tuple[str, ...]
    days: float


def reaches(scenario: Scenario) -> tuple[Reach, ...]:
    """Return what each disruption stops that ever acts on goods in use within the horizon."""
    return tuple(reach for reach in _in_force(scenario) if reach.size > 0)


def idle(scenario: Scenario) -> tuple[str, ...]:
    """Return the disruptions that are in force within the horizon and hold up nothing of what is made or goes by."""
    return tuple(reach.name for reach in _in_force(scenario) if reach.size == 0)


def _in_force(scenario: Scenario) -> tuple[Reach, ...]:
    if not scenario.disruptions:
        return ()
    grid = warm_world(scenario).grid
    days = {use.id: _span(use.word, scenario)[0] for use in scenario.disruptions.values()}
    networks = {day: _Network(grid, day) for day in sorted(set(days.values()))}
    found = [_reach(use, networks[days[use.id]]) for use in scenario.disruptions.values()]
    return tuple(reach for reach in found if reach.days > 0)


class _Network:
    """The order lines of a world with their steady flows on a day, t REO a year by element."""

    def __init__(self, grid: Grid, day: date) -> None:
        self.grid, self.scenario = grid, grid.scenario
        self.flow: Floats = Plan(grid, day).flow
        self.source = [grid.nodes[line.source] for line in grid.lines]
        self.target = [grid.nodes[line.target] for line in grid.lines]
        self.lanes = [grid.lanes[line.lane] for line in grid.lines]
        used = np.array([node.kind == "buyer" for node in self.target])
        self.use: Floats = self.flow[used].sum(axis=0)
        mined: Floats = self.flow[np.array([node.kind == "mine" for node in self.source])].sum(axis=0)
        self.dug: Floats = np.maximum(mined, self.use)
        self.as_ore: Bools = np.array([lane.form in _ORE for lane in self.lanes])

    def part(self, lines: Bools) -> Floats:
        """Return which part of the world's use (as ore: of what is mined) goes over some lines, at most all of it."""
        parts = np.zeros(len(ELEMENTS))
        for kind, whole in ((self.as_ore, self.dug), (~self.as_ore, self.use)):
            parts += np.divide(self.flow[lines & kind].sum(axis=0), whole, out=np.zeros_like(whole), where=whole > 0)
        most: Floats = np.where(self.use > 0, np.minimum(parts, 1.0), 0.0)
        return most

    def product_rate(self, lines: Bools) -> float:
        """Return t of product a year over some lines, weighed as quotas do: magnets by the content of their recipe."""
        weight = np.array([product_share(self.grid, i) for i in range(len(self.lanes))])
        return float((self.flow.sum(axis=1) / weight)[lines].sum())


def _reach(use: Use, network: _Network) -> Reach:
    named = _named(use.word)
    direction = direction_of(use.word)
    lines = _LINES[direction](named, use.word, network)
    part = _by_stage(lines, network) if direction in (SUPPLY, TECHNOLOGY) else network.part(lines)
    sizes = part * _stopped(use.word, direction, network.product_rate(lines))
    traded = np.where(network.use >= TRADED_T, sizes, 0.0)
    worst = int((traded if traded.any() else sizes).argmax())
    hit = tuple(e for e, size in zip(ELEMENTS, sizes, strict=True) if size > 0 and size >= PRINCIPAL * sizes[worst])
    return Reach(use.id, direction, ELEMENTS[worst], float(sizes[worst]), hit, _days(use.word, network.scenario))


def _named(word: Any) -> dict[str, tuple[str, ...]]:
    """Return what a word names, by kind of value: ``node``, ``passage``, ``element``, and so on."""
    found: dict[str, tuple[str, ...]] = {}
    for p in params_of(type(word)):
        value = getattr(word, p.name)
        values = (value,) if isinstance(value, str) else value
        if values and isinstance(values, tuple) and not p.keys and p.name not in _NOT_HIT:
            found[p.quantity] = tuple(dict.fromkeys((*found.get(p.quantity, ()), *map(str, values))))
    declared = {p.quantity for p in params_of(type(word))}
    return found | {f"may {quantity}": () for quantity in sorted(declared)}


def direction_of(word: Any) -> str:
    """Return which way a disruption works."""
    named = _named(word)
    if "desk" in named:
        return CONTROL
    if hasattr(word, "denier"):
        return TECHNOLOGY
    if hasattr(word, "content_from"):
        return ORIGIN
    if hasattr(word, "origin"):
        return DUTY
    if "passage" in named or "lane" in named or "may lane" in named:
        return ROUTE
    return DEMAND if "may buyer" in named or "may sector" in named else SUPPLY


def _allowed(named: Mapping[str, tuple[str, ...]], kind: str, *values: str) -> bool:
    return kind not in named or any(value in named[kind] for value in values)


def _control_lines(named: Mapping[str, tuple[str, ...]], word: Any, network: _Network) -> Bools:
    """Return the lines out of the desks' countries that carry what is controlled."""
    homes = [network.scenario.desks[desk].country for desk in named["desk"] if desk in network.scenario.desks]
    element, form = getattr(word, "element", ()), getattr(word, "form", ())
    magnets = getattr(word, "magnets_containing", ())
    kept = []
    for i, (a, b, lane) in enumerate(zip(network.source, network.target, network.lanes, strict=True)):
        leaves = a.country in homes and b.country != a.country
        meant = _allowed(named, "destination", b.country, b.region)
        if lane.form == "magnet":
            anything = not form and not element and not magnets
            caught = anything or "magnet" in form or any(_holds(network, i, e) for e in magnets)
        else:
            caught = (not form or lane.form in form) and (not element or lane.form not in BASKET_FORMS)
            caught = caught and (not element or any(_holds(network, i, e) for e in element))
        kept.append(leaves and meant and caught)
    return np.array(kept, dtype=bool)


def _holds(network: _Network, line: int, element: str) -> bool:
    return bool(network.flow[line, ELEMENTS.index(element)] > 0)


def _route_lines(named: Mapping[str, tuple[str, ...]], word: Any, network: _Network) -> Bools:
    """Return the lines over what is named: passages, lanes, or all lanes between what is named."""
    routes = network.scenario.routes
    closed = named.get("passage", ())
    kept = []
    for a, b, lane in zip(network.source, network.target, network.lanes, strict=True):
        over = any(passage in closed for passage in routes[lane.route].passages) if closed else True
        ends = _allowed(named, "node", a.id, b.id) or bool(closed)
        meant = _allowed(named, "destination", b.country, b.region) and _allowed(named, "country", a.country)
        kept.append(over and ends and meant and _allowed(named, "lane", lane.id) and _allowed(named, "form", lane.form))
    return np.array(kept, dtype=bool)


def _demand_lines(named: Mapping[str, tuple[str, ...]], word: Any, network: _Network) -> Bools:
    """Return the lines to the buyers that are meant."""
    kept = []
    for b, lane in zip(network.target, network.lanes, strict=True):
        meant = b.kind == "buyer" and _allowed(named, "buyer", b.id) and _allowed(named, "sector", b.sector)
        there = _allowed(named, "country", b.country) and _allowed(named, "region", b.region)
        kept.append(meant and there and _allowed(named, "form", lane.form))
    return np.array(kept, dtype=bool)


def _supply_lines(named: Mapping[str, tuple[str, ...]], word: Any, network: _Network) -> Bools:
    """Return the lines out of the plants that are meant; nobody denies technology to himself."""
    kept = []
    for a in network.source:
        meant = (
            a.country != getattr(word, "denier", "")
            and _allowed(named, "node", a.id)
            and _allowed(named, "stage", a.kind)
        )
        kept.append(meant and _allowed(named, "country", a.country) and _allowed(named, "region", a.region))
    return np.array(kept, dtype=bool)


def _origin_lines(named: Mapping[str, tuple[str, ...]], word: Any, network: _Network) -> Bools:
    """Return the lines out of the country of origin to where the rule holds."""
    kept = []
    for a, b, lane in zip(network.source, network.target, network.lanes, strict=True):
        meant = _allowed(named, "destination", b.country, b.region) and _allowed(named, "node", b.id)
        kept.append(a.country == word.content_from and meant and _allowed(named, "form", lane.form))
    return np.array(kept, dtype=bool)


def _duty_lines(named: Mapping[str, tuple[str, ...]], word: Any, network: _Network) -> Bools:
    """Return the lines out of the countries of origin to where the duty is levied."""
    kept = []
    for a, b, lane in zip(network.source, network.target, network.lanes, strict=True):
        meant = a.country in word.origin and _allowed(named, "destination", b.country, b.region)
        kept.append(meant and _allowed(named, "form", lane.form))
    return np.array(kept, dtype=bool)


_LINES: Final = {
    CONTROL: _control_lines, ROUTE: _route_lines, DEMAND: _demand_lines, SUPPLY: _supply_lines,
    ORIGIN: _origin_lines, TECHNOLOGY: _supply_lines, DUTY: _duty_lines,
}  # fmt: skip


def _by_stage(lines: Bools, network: _Network) -> Floats:
    """Return the largest part at any stage: what one plant hands to the next is not lost twice."""
    parts = [
        network.part(lines & np.array([node.kind == stage for node in network.source]))
        for stage in dict.fromkeys(node.kind for node in network.source)
    ]
    largest: Floats = np.max(parts, axis=0)
    return largest


def _stopped(word: Any, direction: str, product_rate: float) -> float:
    """Return which part of what is meant stops: by its factor, its duty, or what does not leave all the same.

    A duty stops nothing by itself; it weighs as much as the part of the value that it takes, at most all of it.
    """
    factor = getattr(word, "factor", None)
    if isinstance(factor, float):
        return min(abs(1.0 - factor), 1.0)
    if direction == DUTY:
        return min(float(word.rate), 1.0)
    if direction != CONTROL:
        return 1.0
    stopped = max(1.0 - sum(getattr(word, leak, 0.0) for leak in _LEAKS), 0.0)
    allowed = _quota(word)
    return stopped if allowed is None else min(stopped, max(1.0 - allowed / max(product_rate, 1e-9), 0.0))


def _quota(word: Any) -> float | None:
    """Return t of product a year that the tightest period of a quota lets out; None if there is none."""
    quotas = _dated(word)
    if quotas:
        ends = [*list(quotas)[1:], getattr(word, "end", None) or max(quotas)]
        periods = [(quota, (end - day).days) for (day, quota), end in zip(quotas.items(), ends, strict=True)]
        return min((quota * DAYS_PER_YEAR / days for quota, days in periods if days > 0), default=None)
    if getattr(word, "regime", "") == "quota":
        return float(word.quota * DAYS_PER_YEAR / word.period)
    return None


def _dated(word: Any) -> dict[date, float]:
    """Return the quotas of a word by the first day of their periods."""
    quotas = getattr(word, "quotas", None) or {}
    return {date.fromisoformat(str(day)): float(quota) for day, quota in sorted(quotas.items())}


def _span(word: Any, scenario: Scenario) -> tuple[date, date]:
    """Return the first day on which it may act within the horizon, and the first on which it no longer can."""
    begin, finish = scenario.horizon.start, scenario.horizon.end
    return max(_first_day(word, begin), begin), min(getattr(word, "end", None) or finish, finish)


def _first_day(word: Any, begin: date) -> date:
    return getattr(word, "start", None) or min(_dated(word), default=begin)


def _days(word: Any, scenario: Scenario) -> float:
    """Return how long it bites within the horizon, on the mean: after its grace, and to the end if it stays."""
    start, end = _span(word, scenario)
    bites = _first_day(word, start) + timedelta(days=round(getattr(word, "grace", 0.0)))
    left = float((end - max(bites, start)).days)
    lengths = [getattr(word, name) for name in _LENGTHS if getattr(word, name, None) is not None]
    lasts = sum(each.mean() if isinstance(each, Distribution) else float(each) for each in lengths)
    over = float(max((start - bites).days, 0))  # what it had behind it when the run began
    ends = bool(lengths) and not getattr(word, "stays", False)
    return max(min(lasts - over, left) if ends else left, 0.0)
