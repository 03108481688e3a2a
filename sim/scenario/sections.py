"""The sections of a scenario document, declared like the parameters of a word: one class a section."""

from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache
from typing import Final

from sim.base.course import Course
from sim.base.distributions import Distribution
from sim.base.words import Param, param, params_of


@dataclass(frozen=True)
class HorizonEntry:
    """When a run starts and how long it lasts."""

    start: date = param("date", "First day of the run.", default=date(2024, 1, 1))
    years: float = param("count", "Length of the run in years.", default=10.0, low=0.01, high=29)
    warm_up: float = param("duration", "Undisturbed days before the first.", default=730.0, low=0, high=7305)


@dataclass(frozen=True)
class RecipeEntry:
    """What a magnet is made of."""

    content: float = param("share", "t REO per t of finished magnet.", low=0.01, high=1)
    shares: dict[str, float] = param("share", "Parts of the content by order class.", low=0, high=1, keys="order_class")
    praseodymium: float = param("share", "Part of praseodymium in the didymium.", default=0.23, low=0, high=1)
    replaceable: dict[str, float] = param(
        "share", "Part of a class that the chief one takes the place of where makers lack it.", default=None,
        low=0, high=1, keys="order_class",
    )  # fmt: skip


@dataclass(frozen=True)
class FormEntry:
    """How much oxide a tonne of a form holds."""

    reo_per_product: float = param("share", "t REO per t of product.", low=0.001, high=2)


@dataclass(frozen=True)
class CohortEntry:
    """Some of the firms behind a buyer."""

    share: float = param("share", "Their part of the use.", low=0, high=1)
    cover: float = param("duration", "Days of stock they keep.", low=0, high=3653)


@dataclass(frozen=True)
class PassageEntry:
    """A place that routes go through and events can close."""

    title: str = param("text", "Its name.", default="")
    country: str = param("country", "Where it lies.", default="")
    kind: str = param("choice", "What it is.", default="sea", choices=("sea", "road", "rail", "border", "port", "air"))


@dataclass(frozen=True)
class RouteEntry:
    """A way from door to door."""

    mode: str = param("choice", "How goods travel.", choices=("sea", "road", "rail", "air", "mixed"))
    lead: Distribution = param("distribution", "Days from door to door.")
    interval: float = param("duration", "Days between departures.", default=7.0, low=0, high=366)
    passages: dict[str, float] = param(
        "share", "Part of the way at which each passage is met.", default=None, low=0, high=1, keys="passage"
    )
    detours: dict[str, float] = param(
        "duration", "Extra days around a passage.", default=None, low=0, high=366, keys="passage"
    )
    cost: float = param(
        "price", "Freight by gross weight; the metric freight_cost tells what it comes to.", default=0.0, low=0
    )


@dataclass(frozen=True)
class NodeEntry:
    """What all nodes have in common; the rest are parameters of the stage."""

    stage: str = param("stage", "What kind of plant it is.")
    country: str = param("country", "Where it stands.")
    region: str = param("region", "Region in which it is counted; follows from the country.", default="")
    title: str = param("text", "Its name.", default="")
    owner: str = param("text", "Who owns it.", default="")
    place: tuple[str, ...] = param("text", "Latitude and longitude.", default=(), many=True)
    priority: int = param("count", "Rank in allocation by priority, 1 first.", default=5, low=1, high=99)
    equipment: dict[str, float] = param(
        "share", "Parts of its machines by country of origin; the rest is from anywhere.", default=None,
        low=0, high=1, keys="country",
    )  # fmt: skip
    reagents: dict[str, float] = param(
        "share", "Parts of its extractants and other chemicals by country of origin.", default=None,
        low=0, high=1, keys="country",
    )  # fmt: skip
    technicians: dict[str, float] = param(
        "share", "Parts of its know-how, in people and licences, by country of origin.", default=None,
        low=0, high=1, keys="country",
    )  # fmt: skip
    course: Course | None = param(
        "course", "What it could make, or used, in the years before, as parts of its figures.", default=None,
        low=0, high=100,
    )  # fmt: skip
    note: str = param("text", "A remark.", default="")
    source: str = param("text", "Where its figures come from.", default="")


@dataclass(frozen=True)
class BuyerEntry(NodeEntry):
    """What buyers have in common."""

    sector: str = param("text", "The industry that buys.")


@dataclass(frozen=True)
class LaneEntry:
    """Who may ship what to whom."""

    from_: str = param("node", "Who ships.")
    to: str = param("node", "Who receives.")
    form: str = param("form", "What is shipped; the sender's product if not given.", default="")
    route: str = param("route", "Which way.")
    share: float = param("share", "Weight among the receiver's suppliers; 0 is an alternative.", default=1.0, low=0)
    qualify: float = param("duration", "Days until an alternative is qualified.", default=0.0, low=0, high=3653)
    contract: bool = param("flag", "An offtake contract.", default=False)
    capacity: float = param("rate", "Most that it carries.", default=float("inf"), low=0)
    classes: tuple[str, ...] = param("order_class", "What is ordered here.", default=(), many=True)


@dataclass(frozen=True)
class DeskEntry:
    """An export-control desk."""

    country: str = param("country", "Whose exports pass it.")
    title: str = param("text", "Its name.", default="")


@dataclass(frozen=True)
class KindEntry:
    """What all disruptions and policies have in common."""

    kind: str = param("text", "Which word it is.")


ENTRIES: Final[dict[str, type]] = {
    "recipes": RecipeEntry,
    "forms": FormEntry,
    "passages": PassageEntry,
    "routes": RouteEntry,
    "nodes": NodeEntry,
    "buyers": BuyerEntry,
    "lanes": LaneEntry,
    "desks": DeskEntry,
}
"""Sections that map ids to entries of one declared shape."""

WORD_SECTIONS: Final = {"disruptions": "disruption", "policies": "policy"}
"""Sections of uses of words, and the shelf on which their words lie."""

ID_SECTIONS: Final = (*ENTRIES, "deposits", "buffers", *WORD_SECTIONS)
KEYS: Final = ("title", "story", "sources", "extends", "use", "horizon", "seed", "claims", *ID_SECTIONS, "overrides")
"""All keys of a scenario document."""


def entry_params(entry_class: type) -> tuple[Param, ...]:
    """Return the declared keys of a section's entries, as they are written."""
    return tuple(replace(p, name=p.name.rstrip("_")) for p in params_of(entry_class))


@dataclass(frozen=True)
class Shape:
    """The keys that a mapping may have, and what to call the mapping in messages."""

    what: str
    params: tuple[Param, ...]
    whole: frozenset[str] = field(default_factory=frozenset)
    """Names of counts that must be whole numbers."""


@cache
def shape_of(what: str, *classes: type) -> Shape:
    """Return the shape that one or more declared classes make together."""
    params = tuple(p for c in classes for p in entry_params(c))
    whole = frozenset(f.name for c in classes for f in fields(c) if f.type in (int, "int"))
    return Shape(what, params, whole)
