"""The frozen data that a run needs: the world, what disturbs it, and for how long. Nothing here runs.

Masses are t REO, rates t REO a year, durations days, shares fractions of one, unless a name says otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import floor
from typing import Any

from sim.base.course import Course
from sim.base.distributions import Distribution


@dataclass(frozen=True)
class Where:
    """The place in a file that a thing was written."""

    file: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Horizon:
    """When the run starts and how long it lasts; ``warm_up_d`` days of the undisturbed world come before."""

    start: date
    years: float
    warm_up_d: float = 730.0

    @property
    def end(self) -> date:
        """The first day after the run: whole years by the calendar, then part of the year that follows in days."""
        whole = floor(self.years)
        last, following = _birthday(self.start, whole), _birthday(self.start, whole + 1)
        # Half a day counts as one, so that two halves of a year are never a day short of it.
        return last + timedelta(days=floor((self.years - whole) * (following - last).days + 0.5))


def _birthday(day: date, years: int) -> date:
    """Return the same day of a later year; what would be 29 February in a common year is 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


@dataclass(frozen=True)
class Deposit:
    """Composition of an ore: shares of TREO by element, normalised to sum to one."""

    id: str
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Recipe:
    """What a magnet is made of: ``content`` is t REO per t of finished magnet, ``shares`` its order classes."""

    id: str
    content: float
    shares: Mapping[str, float]
    praseodymium: float = 0.23
    """Nominal share of Pr in the didymium of this recipe, used to state demand by element."""
    replaceable: Mapping[str, float] = field(default_factory=dict)
    """Part of a class that makers leave out where they lack it; the chief class takes its place, gram for gram."""


@dataclass(frozen=True)
class Cohort:
    """Part of the firms behind a buyer: their share of its use and the days of stock they keep."""

    share: float
    cover_d: float


@dataclass(frozen=True)
class Passage:
    """A strait, pass, road, railway, border or port that routes go through and events can close."""

    id: str
    title: str
    country: str = ""
    kind: str = "sea"


@dataclass(frozen=True)
class Route:
    """A way from door to door.

    ``passages`` maps each passage to the share of the lead time at which it is met; ``detours`` maps a
    passage to the extra days of the way around it (a passage without one cannot be avoided).
    """

    id: str
    mode: str
    lead: Distribution
    interval_d: float
    passages: Mapping[str, float]
    detours: Mapping[str, float]
    cost_usd_per_t: float


@dataclass(frozen=True)
class Node:
    """A mine, plant, port, stock or buyer. ``stage`` is an instance of a stage word with its parameters."""

    id: str
    kind: str
    stage: Any
    country: str
    region: str
    title: str = ""
    owner: str = ""
    place: tuple[float, float] | None = None
    sector: str = ""
    priority: int = 5
    equipment: Mapping[str, float] = field(default_factory=dict)
    """Shares of its machines by country of origin; reagents and technicians likewise."""
    reagents: Mapping[str, float] = field(default_factory=dict)
    technicians: Mapping[str, float] = field(default_factory=dict)
    course: Course | None = None
    """What it could make, or used, in the years before, as parts of its figures."""
    where: Where = Where()


@dataclass(frozen=True)
class Lane:
    """Who may ship what to whom. ``share`` is the part of the buyer's orders; 0 marks an alternative.

    An alternative becomes usable ``qualify_d`` days after the regular suppliers begin to fall short.
    ``contract`` marks an offtake contract, which some allocation rules serve first.
    """

    id: str
    source: str
    target: str
    form: str
    route: str
    share: float
    qualify_d: float = 0.0
    contract: bool = False
    capacity: float = float("inf")
    classes: tuple[str, ...] = ()
    where: Where = Where()


@dataclass(frozen=True)
class Desk:
    """An export-control desk: everything that leaves ``country`` passes it."""

    id: str
    country: str
    title: str = ""


@dataclass(frozen=True)
class Use:
    """One use of a word in a scenario: a disruption or a policy with its parameters."""

    id: str
    kind: str
    word: Any
    where: Where = Where()


@dataclass(frozen=True)
class Scenario:
    """One frozen, checked scenario: hand it to ``sim.run``. A run never writes into it."""

    name: str
    title: str
    story: str
    horizon: Horizon
    nodes: Mapping[str, Node]
    lanes: Mapping[str, Lane]
    routes: Mapping[str, Route]
    passages: Mapping[str, Passage]
    desks: Mapping[str, Desk]
    deposits: Mapping[str, Deposit]
    recipes: Mapping[str, Recipe]
    buffers: Mapping[str, tuple[Cohort, ...]]
    product_share: Mapping[str, float]
    """t REO per t of product, by form; magnets have their recipe's content instead."""
    disruptions: Mapping[str, Use] = field(default_factory=dict)
    policies: Mapping[str, Use] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    seed: int = 0
    claims: Mapping[str, str] = field(default_factory=dict)
    """Which rival is believed of which disputed fact; the figures in this scenario follow them already."""
    document: str = ""
    """Canonical JSON of the merged document, the base of ``input_hash``."""
    world_document: str = ""
    """Canonical JSON of what the undisturbed world depends on: all but disruptions, policies and texts."""

    def replace(self, **changes: Any) -> "Scenario":
        """Return a copy with some fields changed."""
        return replace(self, **changes)
