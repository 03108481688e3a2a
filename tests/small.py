"""Small worlds made by hand for tests of the engine: built, played, and looked into where results do not reach.

What is read from outside, as tables and pages, has its own fixed scenario in ``tests.worlds``.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from hashlib import blake2b
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.base.distributions import Distribution
from sim.base.elements import CLASS_INDEX, ELEMENTS
from sim.base.series import Series
from sim.base.words import words
from sim.scenario.model import (
    Cohort,
    Deposit,
    Desk,
    Horizon,
    Lane,
    Node,
    Passage,
    Recipe,
    Route,
    Scenario,
    Use,
)
from sim.world.events import EventRow
from sim.world.kernel import layout as k
from sim.world.template import Template, warm_world
from sim.world.world import World

START = date(2024, 1, 1)
DAY = 1440
YEARLY = 365.25 / 7
"""Weeks a year: a rate of ``x * YEARLY`` t/yr is exactly x t a week."""
WHOLE_WEEKS = 6.5
"""With this lead (or a week more, ...) goods arrive at the very minute of the receiver's next review."""


def fixed(days: float) -> Distribution:
    return Distribution.fixed(days)


def per_week(tonnes: float) -> Series:
    return Series.constant(tonnes * YEARLY)


def node(name: str, kind: str, country: str = "CN", sector: str = "", **params: Any) -> Node:
    region = country if country in ("CN", "US", "JP") else "RoW"
    return Node(name, kind, words("stage")[kind](**params), country, region, sector=sector)


def lane(source: str, target: str, form: str, route: str = "near", share: float = 1.0, **fields: Any) -> Lane:
    return Lane(f"{source}__{target}__{form}", source, target, form, route, share, **fields)


def route(name: str, lead: Distribution, interval: float = 0.0, **passages: float) -> Route:
    return Route(name, "sea", lead, interval, passages, {}, 0.0)


def deposit(name: str = "ore", **shares: float) -> Deposit:
    return Deposit(name, tuple(shares.get(e, 0.0) for e in ELEMENTS))


def world(nodes: Iterable[Node], lanes: Iterable[Lane], routes: Iterable[Route], **fields: Any) -> Scenario:
    """Return a scenario of these things; other fields have small defaults."""
    routes = list(routes)
    defaults: dict[str, Any] = {
        "horizon": Horizon(START, 4.0),
        "passages": {p: Passage(p, p) for r in routes for p in r.passages},
        "desks": {"mofcom": Desk("mofcom", "CN")},
        "deposits": {"ore": deposit(Nd=1.0)},
        "recipes": {"r": Recipe("r", 0.3, {"NdPr": 0.93, "Dy": 0.07})},
        "buffers": {"b": (Cohort(1.0, 28.0),)},
        "product_share": {"oxide": 1.0},
    }
    return Scenario(
        "small", "A small world", "",
        nodes={n.id: n for n in nodes}, lanes={x.id: x for x in lanes}, routes={r.id: r for r in routes},
        **{**defaults, **fields},
    )  # fmt: skip


def chain(years: float = 4.0, scale: float = 1.0, more: Iterable[Node] = (), **fields: Any) -> Scenario:
    """Two mines, a separator, a trader, metal, magnets, a recycler and three buyers at home and abroad."""

    def rate(tonnes: float) -> Series:
        return Series.constant(tonnes * scale)

    nodes = [
        node("mine", "mine", capacity=rate(1000), deposit="ore",
             up=Distribution("exponential", (90.0,)), down=fixed(5)),
        node("mine_us", "mine", "US", capacity=rate(200), deposit="ore"),
        node("sep", "separation", capacity=rate(1200), separates=("Ce", "Nd", "Pr", "Dy"), pulls=("NdPr", "Dy")),
        node("market", "stock", form="oxide", buys="by_stock"),
        node("metal", "metal", capacity=rate(500)),
        node("magnet", "magnet", recipe="r", capacity=rate(1500)),
        node("recycler", "recycling", capacity=rate(200)),
        node("reserve", "stock", "US", form="oxide", replenishes=False,
             initial={"Dy": 6.0 * scale, "Ce": 10.0 * scale}),
        node("ev_cn", "buyer", sector="ev", form="magnet", needs={"r": rate(500)}, buffers="b"),
        node("ev_us", "buyer", "US", "ev", form="magnet", needs={"r": rate(300)}, buffers="b"),
        node("glass_us", "buyer", "US", "glass", form="oxide", needs={"Ce": rate(100), "Dy": rate(20)}, buffers="b"),
    ]  # fmt: skip
    lanes = [
        lane("mine", "sep", "concentrate"), lane("mine_us", "sep", "concentrate", "pass"),
        lane("sep", "market", "oxide"), lane("recycler", "market", "oxide"), lane("market", "metal", "oxide"),
        lane("metal", "magnet", "metal"), lane("magnet", "recycler", "scrap"), lane("magnet", "ev_cn", "magnet"),
        lane("magnet", "ev_us", "magnet", "far"), lane("market", "glass_us", "oxide", "far"),
    ]  # fmt: skip
    far = Route(
        "far", "sea", Distribution("triangular", (25.0, 35.0, 50.0)), 7.0, {"strait": 0.4}, {"strait": 9.0}, 0.0
    )
    routes = [route("near", fixed(3)), far, route("pass", Distribution("lognormal", (20.0, 0.5)), 7.0, gate=0.5)]
    standard: dict[str, Any] = {
        "horizon": Horizon(START, years),
        "deposits": {"ore": deposit(Ce=0.5, Pr=0.1, Nd=0.3, Dy=0.1)},
        "buffers": {"b": (Cohort(0.05, 20.0), Cohort(0.95, 60.0))},
        "product_share": {"oxide": 0.7},
    }
    return world([*nodes, *more], lanes, routes, **{**standard, **fields})


def two_ways() -> Scenario:
    """A buyer behind two passages: around ``strait`` there is a way, past ``gate`` there is none."""
    return world(
        [
            node("mine", "mine", capacity=per_week(1000), deposit="ore", form="oxide", stockyard=400.0),
            node("by_sea", "buyer", form="oxide", needs={"NdPr": per_week(10)}, buffers="b"),
            node("by_road", "buyer", form="oxide", needs={"NdPr": per_week(10)}, buffers="b"),
        ],
        [lane("mine", "by_sea", "oxide", "sea"), lane("mine", "by_road", "oxide", "road")],
        [
            Route("sea", "sea", fixed(20.5), 0.0, {"strait": 0.5}, {"strait": 14.0}, 0.0),
            route("road", fixed(20.5), gate=0.5),
        ],
        buffers={"b": (Cohort(1.0, 21.0),)},
    )


def use(kind: str, name: str = "", **params: Any) -> Use:
    """Return one use of a disruption or policy word, named after the word unless told otherwise."""
    shelf = "disruption" if kind in words("disruption") else "policy"
    return Use(name or kind.replace("/", "_"), kind, words(shelf)[kind](**params))


def with_uses(scenario: Scenario, *uses: Use) -> Scenario:
    disruptions = {u.id: u for u in uses if u.kind in words("disruption")}
    policies = {u.id: u for u in uses if u.kind in words("policy")}
    return scenario.replace(disruptions=disruptions, policies=policies)


_kept: dict[int, tuple[Scenario, Template]] = {}


def template(scenario: Scenario) -> Template:
    """Return the warmed-up world, kept while the test session lasts."""
    if id(scenario) not in _kept:
        _kept[id(scenario)] = scenario, warm_world(scenario)
    return _kept[id(scenario)][1]


def play(
    scenario: Scenario,
    *uses: Use,
    seed: int = 0,
    replication: int = 0,
    beside: Iterable[Callable[[World], Any]] = (),
    warm: Template | None = None,
) -> World:
    """Run a scenario with some disruptions and policies, and hold the balance law.

    ``beside`` are processes of the test's own, each made from the world.
    """
    warm = warm or template(scenario)
    running = World(with_uses(scenario, *uses), warm, seed, replication)
    for process in beside:
        running.process(process(running))
    running.play()
    assert not (running.state.mass() - warm.initial).any(), "mass is not conserved"
    return running


RECORDINGS = ("shortfall", "flows", "production", "stocks", "desk_log")


def fingerprint(running: World) -> str:
    """Return a digest of all that a run recorded, the event table apart."""
    digest = blake2b(digest_size=16)
    for name in RECORDINGS:
        digest.update(np.ascontiguousarray(getattr(running.state, name)).tobytes())
    return digest.hexdigest()


def row_of(running: World, buyer: str, order_class: str | None = None) -> int:
    for r, row in enumerate(running.grid.rows):
        if running.grid.nodes[row.node].id == buyer and order_class in (None, row.key):
            return r
    raise LookupError(buyer)


def weeks(running: World, buyer: str, order_class: str | None = None) -> SimpleNamespace:
    """Return the weekly record of a buyer's need in grams; entry 0 is the warm-up, entry w + 1 is week w."""
    record = running.state.shortfall[row_of(running, buyer, order_class)]
    last = int(np.flatnonzero(record[:, k.DEMAND])[-1]) + 1
    names = ("demand", "delivered", "short", "thrifted", "backlog", "dry_at")
    return SimpleNamespace(**{name: record[1:last, i] for i, name in enumerate(names)})


def lost(running: World, buyer: str, order_class: str | None = None) -> int:
    """Return the grams of use that a buyer lost."""
    return int(weeks(running, buyer, order_class).short.sum())


def first_dry(running: World, buyer: str, order_class: str | None = None) -> float | None:
    """Return the day on which a cohort of the buyer first ran dry."""
    dry = weeks(running, buyer, order_class).dry_at
    dry = dry[dry < k.NEVER]
    return float(dry.min()) / DAY if len(dry) else None


def shipped(running: World, lane_id: str, channel: int = k.OFFICIAL, arrived: bool = False) -> Any:
    """Return grams by month (0 is the warm-up) and element that left on a lane, or arrived."""
    return running.state.flows[channel, :, running.grid.lane_index[lane_id], int(arrived)]


def line_of(running: World, lane_id: str, order_class: str) -> Any:
    """Return the record of one order class on one lane."""
    j, c = running.grid.lane_index[lane_id], CLASS_INDEX[order_class]
    found = [i for i, line in enumerate(running.grid.lines) if line.lane == j and line.cls == c]
    return running.state.lines[found[0]]


def events(running: World, cause: str) -> list[EventRow]:
    return [row for row in running.log if row.cause == cause]


def day(offset: float) -> date:
    """Return the date so many days after the start of the run."""
    return START + timedelta(days=offset)


def later(scenario: Scenario, days: int) -> Scenario:
    """Return the scenario with its horizon moved."""
    return scenario.replace(horizon=replace(scenario.horizon, start=scenario.horizon.start + timedelta(days=days)))
