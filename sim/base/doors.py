"""The doors of the world: all that a disruption, a policy or a strategist's own process may do to it.

A door never hands out arrays. What it changes is kept by cause, composes with what others change, and is
undone by leaving: each handle is a context manager. Every use becomes a row of the event table.
"""

from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from sim.base.regime import Regime
from sim.base.selector import Selector

Process = Generator[Any, Any, None]
Handle = AbstractContextManager[None]


@dataclass(frozen=True)
class Condition:
    """A line that can be watched: of nodes and elements, below or above ``level``.

    ``cover`` is days of expected use and ``stock`` t; ``nodes`` selects whose stock counts: what buyers and plants
    hold to use, and the product of traders. ``price`` is USD/kg of oxide in ``zone`` (then ``nodes`` says
    nothing); it moves once a week. With several elements a condition holds as soon as it holds for one.
    """

    quantity: Literal["cover", "stock", "price"]
    nodes: Selector
    element: tuple[str, ...]
    side: Literal["below", "above"]
    level: float
    zone: Literal["inside", "outside"] = "outside"


@dataclass(frozen=True)
class Protection:
    """What is done against attacks, as parts of one; ``where`` names passages, lanes and nodes (none: everywhere).

    ``guards`` stop a part of the hits on roads, railways and plants, ``convoys`` a part of those on goods; ``crews``
    save a part of repair and ``drones`` a part of the wait for clearance.
    """

    where: tuple[str, ...] = ()
    guards: float = 0.0
    convoys: float = 0.0
    crews: float = 0.0
    drones: float = 0.0


class Plants(Protocol):
    """Doors to mines and plants."""

    def throttle(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the capacity of nodes; 0 stops them: what is in process freezes, nothing is shipped."""
        ...

    def cap(self, what: Selector, part: float, cause: str) -> Handle:
        """Hold nodes at most at a part of their capacity, however others multiply it; of several the least binds."""
        ...

    def spoil(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the yields of plants (``factor`` at most 1); what is not won is lost."""
        ...

    def dependence(self, node: str, inputs: Literal["equipment", "reagents", "technicians"], country: str) -> float:
        """Return the part of a plant's inputs of one kind that comes from a country."""
        ...

    def capacity(self, node: str, ahead_d: float = 0.0) -> float:
        """Return what a mine, plant or port can take or make in a year, t REO, as built so many days from now."""
        ...

    def shipped(self, node: str) -> dict[str, float]:
        """Return t REO by element that a node has shipped since the start of the run."""
        ...

    def members(self, what: Selector) -> tuple[str, ...]:
        """Return the ids of the nodes that a selector means, in order."""
        ...

    def pass_gate(self, project: str, node: str, gate: str, outcome: str, cause: str) -> None:
        """Write down that a project leaves its gate and why; its entry is where it left the one before."""
        ...


class Freight(Protocol):
    """Doors to lanes and passages."""

    def close(self, passage: str, cause: str) -> Handle:
        """Close a passage: goods short of it wait or take the detour, new ones too."""
        ...

    def delay(self, what: Selector, days: float, cause: str) -> Handle:
        """Lengthen lanes for what leaves from now on."""
        ...

    def hasten(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the time under way (``factor`` at most 1) of what leaves lanes from now on: air freight."""
        ...

    def bar(self, what: Selector, cause: str) -> Handle:
        """Close lanes to new goods; what is under way goes on."""
        ...

    def bar_content(
        self, country: str, share: float, what: Selector, cause: str, part: Literal["matter", "technology", "either"]
    ) -> Handle:
        """Close lanes to new goods whose content from a country, by matter, technology or either, exceeds a share."""
        ...

    def destroy(self, what: Selector, share: float, cause: str) -> float:
        """Lose a share of what is under way on lanes now; return t lost."""
        ...


class Desks(Protocol):
    """Doors to export desks."""

    def control(self, desk: str, regime: Regime, cause: str) -> Handle:
        """Put goods that leave a desk's country under a regime; of several, the one that lets least out rules."""
        ...

    def reach(self, desk: str, regime: Regime) -> float:
        """Return the part of the trade over all borders in what a regime lists that it holds or puts before a desk.

        A country counts by what it usually exports, its customers by what they usually get of that, and a quota by what
        is usually exported above it.
        """
        ...

    def quota_left(self, cause: str) -> float:
        """Return t of product left of the quota that a cause has in force; 0 if it has none."""
        ...

    def exempt(self, desk: str, what: Selector, share: float, cause: str) -> Handle:
        """Let a share of the normal flow of goods to some destinations or sectors go under a general licence.

        It leaves the queue of whatever licence is in force; bans and quotas stand. Of several, the largest counts.
        """
        ...


class Buyers(Protocol):
    """Doors to those who use and order."""

    def surge(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the use of buyers."""
        ...

    def thrift(self, what: Selector, share: float, cause: str) -> Handle:
        """Let buyers do without a share of their need: it is booked as thrifted, and not ordered."""
        ...

    def hoard(self, what: Selector, factor: float, cause: str) -> Handle:
        """Multiply the stock that buyers and plants order up to."""
        ...

    def prefer(self, what: Selector, rank: int, cause: str) -> Handle:
        """Serve buyers (and plants) at a rank of their own wherever they buy; 0 is first."""
        ...

    def favour(self, lanes: Selector, factor: float, cause: str) -> Handle:
        """Multiply the part of their orders that receivers place on lanes; their other suppliers get the rest."""
        ...

    def bind(self, lanes: Selector, share: float, cause: str) -> Handle:
        """Let receivers place a share of their orders on lanes, and be served there before others."""
        ...


class Stocks(Protocol):
    """Doors to what owners hold."""

    def move(self, source: str, target: str, masses_t: Mapping[str, float], cause: str) -> dict[str, float]:
        """Hand stock (t by order class) from one node to another; return what there was to hand over.

        The receiver takes it in the form in which it lies, or SelectorError is raised.
        """
        ...

    def held(self, node: str, order_class: str) -> float:
        """Return t of a class that a node holds to use or to sell."""
        ...


class Market(Protocol):
    """Doors to prices and fears."""

    def price(self, element: str, zone: Literal["inside", "outside"]) -> float:
        """Return the price of an element this week, USD/kg of oxide."""
        ...

    def duty(self, lanes: Selector, rate: float, cause: str) -> Handle:
        """Lay a duty of a part of their value on goods that come by lanes: their buyers come to feel it as a price."""
        ...

    def alarm(self, what: Selector, amount: float, cause: str) -> None:
        """Add to the fear of restriction outside: it raises the stocks that are wanted there, and decays.

        ``amount`` is the part of what calm there is that is lost (1: panic), for the elements named, and for
        magnets where they are named as a form.
        """
        ...


class World(Protocol):
    """The doors. Times are dates or days; shares are fractions of one; ``cause`` names the one who asks."""

    @property
    def plants(self) -> Plants:
        """Doors to mines and plants."""
        ...

    @property
    def freight(self) -> Freight:
        """Doors to lanes and passages."""
        ...

    @property
    def desks(self) -> Desks:
        """Doors to export desks."""
        ...

    @property
    def buyers(self) -> Buyers:
        """Doors to those who use and order."""
        ...

    @property
    def stocks(self) -> Stocks:
        """Doors to what owners hold."""
        ...

    @property
    def market(self) -> Market:
        """Doors to prices and fears."""
        ...

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

    def on(self, cause: str, what: Literal["begins", "ends"]) -> Any:
        """Return an event at the next time that what ``cause`` does begins or ends somewhere.

        A word that is of the world begins when what it holds at nothing first runs: a plant that stands still does
        nothing.
        """
        ...

    def end(self, cause: str) -> None:
        """End what another disruption or policy does, now and for good; what it holds is undone as at its own end."""
        ...

    def protect(self, what: Protection, cause: str) -> Handle:
        """Protect places against attacks, for whoever attacks them to ask."""
        ...

    def protection(self, place: str) -> Protection:
        """Return the protection that a passage, lane or node has today; each lets through a part of the others'."""
        ...

    def draw(self, entity: str, purpose: str, slot: int) -> float:
        """Return the uniform number in (0, 1) of a named stream at a slot; the same slot gives the same number."""
        ...

    def start(self, process: Process) -> Any:
        """Start another process beside the present one; return an event for its end."""
        ...

    def note(self, kind: str, subject: str, what: str, cause: str, magnitude: float) -> None:
        """Write a row into the event table about something that moves no goods by itself."""
        ...


class Disruption(Protocol):
    """A disruption word: parameters as fields, and a process that opens doors."""

    def run(self, world: World, cause: str) -> Process:
        """Play the disruption; ``cause`` is its id in the scenario."""
        ...


class ActivePolicy(Protocol):
    """A policy word that acts during the run.

    It may say ``of_the_world = True`` as a class variable: then it is part of how the world is, like a plant that is
    not built yet, and stays in the undisturbed twin of a run. A policy that helps only against something may say so by
    a method ``fits(others)`` that is given all words of the scenario; as a remedy it is offered only where it fits.
    One that can be sound and yet hardly meant may say so by a method ``doubt(makes)``: it is given what each plant
    makes on the first day (t a year, by node) and returns what is doubtful and a remedy, or two empty texts.
    """

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
    """Weeks over which what customers say they use is averaged into the forecast."""

    def applies_to(self, node: str) -> bool:
        """Return whether the rule governs this node."""
        ...
