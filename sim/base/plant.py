"""What a stage tells the engine: the recipe of a plant, as plain data.

There is one compiled plant. A stage (mine, separation, magnet, ...) is a way of filling in this recipe; the
engine knows no stage by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from sim.base.distributions import Distribution
from sim.base.elements import DIDYMIUM, ELEMENTS
from sim.base.series import Series

Mode = Literal["source", "basket", "by_class", "recipe", "buyer"]

NOTHING: tuple[float, ...] = (0.0,) * len(ELEMENTS)


@dataclass(frozen=True)
class PlantRecipe:
    """How a node turns what it receives into what it ships. Vectors have one entry per element.

    ``mode`` is how feed is drawn: ``source`` makes ``composition`` out of the ground, ``basket`` takes feed as
    it comes by total mass, ``by_class`` passes each order class on its own, ``recipe`` takes classes in the
    fixed proportions of ``composition``, ``buyer`` uses and makes nothing.

    Of each element drawn, ``out_share`` becomes product, ``by_share`` becomes the saleable by-product,
    ``residue_share`` stays as residue, and the rest is lost. ``capacity`` is in t REO a year of feed drawn (of
    output for a source). ``product_form`` and ``byproduct_form`` name the forms of the two streams. Covers are
    days of expected use (feed) or of what customers say they use (product); for basket plants days of the plant's own
    output at capacity. A class whose product stock exceeds ``surplus_cover`` days is left unseparated and goes
    to the residue. ``pulls`` are the classes whose lack makes a basket plant run; empty means it runs to
    capacity. ``steady`` keeps a source running whatever its product stock. ``to_stock`` makes a plant work only
    to restore its product cover; otherwise all feed is drawn. ``buys_by_stock`` spreads orders over suppliers
    by the stock they hold and not by the lanes' shares. ``up`` and ``down`` are the times to failure and to
    repair. ``replaceable`` is the part of a class that a recipe does without where it lacks it; the largest class
    takes its place. ``initial`` is the product stock at the start of the warm-up, in t by order class.
    """

    mode: Mode
    product_form: str
    capacity: Series
    composition: tuple[float, ...] = NOTHING
    out_share: tuple[float, ...] = NOTHING
    by_share: tuple[float, ...] = NOTHING
    residue_share: tuple[float, ...] = NOTHING
    byproduct_form: str = ""
    residence_d: float = 0.0
    feed_cover_d: float = 0.0
    product_cover_d: float = 0.0
    surplus_cover_d: float = float("inf")
    pulls: tuple[str, ...] = ()
    steady: bool = False
    to_stock: bool = False
    buys_by_stock: bool = False
    up: Distribution | None = None
    down: Distribution | None = None
    initial: dict[str, float] = field(default_factory=dict)
    replenishes: bool = True
    replaceable: Mapping[str, float] = field(default_factory=dict)


class Catalogue(Protocol):
    """What a stage may look up while it fills in its recipe."""

    def deposit(self, deposit_id: str) -> tuple[float, ...]:
        """Return the composition of a deposit, one share per element, summing to one."""
        ...

    def magnet_recipe(self, recipe_id: str) -> tuple[float, Mapping[str, float], float]:
        """Return t REO per t of magnet, shares by order class, and the Pr share of its didymium."""
        ...

    def replaceable(self, recipe_id: str) -> Mapping[str, float]:
        """Return the part of each class that makers leave out where they lack it."""
        ...


def vector(shares: Mapping[str, float]) -> tuple[float, ...]:
    """Return a vector over the elements from a mapping by element; elements not named are 0."""
    return tuple(shares.get(element, 0.0) for element in ELEMENTS)


def uniform(value: float) -> tuple[float, ...]:
    """Return a vector with the same value for every element."""
    return (value,) * len(ELEMENTS)


def spread(by_class: Mapping[str, float], praseodymium: float) -> tuple[float, ...]:
    """Return shares by element from shares by order class, splitting didymium by its Pr share."""
    shares = {c: s for c, s in by_class.items() if c != DIDYMIUM}
    didymium = by_class.get(DIDYMIUM, 0.0)
    return vector(shares | {"Pr": didymium * praseodymium, "Nd": didymium * (1.0 - praseodymium)})
