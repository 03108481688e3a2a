"""The doors of the world: all that a disruption, a policy or a strategist's own process may do to it.

A door never hands out arrays. What it changes is kept by cause, composes with what others change, and is
undone by leaving: each handle is a context manager. Every use becomes a row of the event table.
"""

from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from sim.base.distributions import Distribution

Process = Generator[Any, Any, None]
Handle = AbstractContextManager[None]


@dataclass(frozen=True)
class Selector:
    """Which nodes, buyers or lanes are meant. An empty field does not restrict; fields restrict together.

    ``destination`` holds country or region codes of a lane's receiver, ``country`` of a node or of a lane's
    sender.
    """

    node: tuple[str, ...] = ()
    lane: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    element: tuple[str, ...] = ()
    form: tuple[str, ...] = ()
    destination: tuple[str, ...] = ()


@dataclass(frozen=True)
class Regime:
    """What an export desk does with the goods it controls while a measure is in force.

    ``ban`` lets nothing out, ``quota`` no more than ``quota_t`` of product per ``period_d`` (with
    ``carry_over`` of what was left), ``licence`` what has been approved: each week's orders are an
    application, decided after ``lag``, approved to the extent of ``approved_share``, at most
    ``throughput_per_week`` decisions a week. ``leakage_share`` of the normal flow goes out all the same, on
    ``leakage_channel``. ``magnets_containing`` catches magnets that hold any of the elements.
    """

    kind: Literal["ban", "quota", "licence"]
    what: Selector
    magnets_containing: tuple[str, ...] = ()
    lag: Distribution = Distribution.fixed(0.0)
    approved_share: float = 1.0
    throughput_per_week: float = float("inf")
    quota_t: float = 0.0
    period_d: float = 182.625
    carry_over: bool = True
    leakage_share: float = 0.0
    leakage_channel: Literal["smuggled", "outside_quota"] = "smuggled"


@dataclass(frozen=True)
class Condition:
    """A line that can be watched: ``cover`` days or ``stock`` t of nodes and elements, below or above ``level``.

    ``nodes`` selects whose stock counts: what buyers and plants hold to use, and the product of traders.
    With several elements it holds as soon as it holds for one.
    """

    quantity: Literal["cover", "stock"]
    nodes: Selector
    element: tuple[str, ...]
    side: Literal["below", "above"]
    level: float


class World(Protocol):
    """The doors. Times are dates or days; shares are fractions of one; ``cause`` names the one who asks."""

    @property
    def today(self) -> date:
        """The current day of the run."""
        ...

    def until(self, day: date) -> Any:
        """Return an event at midnight of ``day`` (at once if it has passed)."""
        ...

    def wait(self, days: float) -> Any:
        """Return an event ``days`` from now, to the nearest minute."""
        ...

    def when(self, condition: Condition) -> Any:
        """Return an event at the minute the condition first holds (at once if it holds already)."""
        ...

    def draw(self, entity: str, purpose: str, slot: int) -> float:
        """Return the uniform number in (0, 1) of a named stream at a slot; the same slot gives the same number."""
        ...

    def start(self, process: Process) -> Any:
        """Start another process beside the present one; return an event for its end."""
        ...

    def throttle(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the capacity of nodes; 0 stops them: what is in process freezes, nothing is shipped."""
        ...

    def close(self, passage: str, cause: str) -> Handle:
        """Close a passage: goods short of it wait or take the detour, new ones too."""
        ...

    def delay(self, what: Selector, days: float, cause: str) -> Handle:
        """Lengthen lanes for what leaves from now on."""
        ...

    def surge(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the use of buyers."""
        ...

    def control(self, desk: str, regime: Regime, cause: str) -> Handle:
        """Put goods that leave a desk's country under a regime; of several, the strictest rules."""
        ...

    def move(self, source: str, target: str, masses_t: Mapping[str, float], cause: str) -> dict[str, float]:
        """Hand stock (t by order class) from one node to another; return what there was to hand over."""
        ...


class Disruption(Protocol):
    """A disruption word: parameters as fields, and a process that opens doors."""

    def run(self, world: World, cause: str) -> Process:
        """Play the disruption; ``cause`` is its id in the scenario."""
        ...


class ActivePolicy(Protocol):
    """A policy word that acts during the run."""

    def run(self, world: World, cause: str) -> Process:
        """Play the policy."""
        ...


@dataclass(frozen=True)
class LaneView:
    """What an allocation rule may know of a lane."""

    source: str
    target: str
    from_country: str
    to_country: str
    to_region: str
    sector: str
    priority: int
    contract: bool


class AllocationRule(Protocol):
    """A policy word that ranks the lanes of a supplier: lower ranks are served first, equal ranks pro rata."""

    def rank(self, lane: LaneView) -> int:
        """Return the rank of a lane, 0 first."""
        ...

    def applies_to(self, node: str) -> bool:
        """Return whether the rule governs this supplier."""
        ...


class OrderRule(Protocol):
    """A policy word that says how plants, traders and buyers forecast and order."""

    smoothing_weeks: int
    """Weeks over which orders received are averaged into the forecast."""

    def applies_to(self, node: str) -> bool:
        """Return whether the rule governs this node."""
        ...
