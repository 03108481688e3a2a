"""The words of the scenario language: each is one class in one file, with its parameters declared as data.

A word is a frozen dataclass registered with :func:`word`. Its fields are declared with :func:`param`, which
says what kind of quantity the field holds, what it means and within which bounds it lies. A class constant
``example`` may hold what an example of the word says, as it is written in a scenario. The scenario room
builds its checks from these declarations, the reference pages are made from them, and nobody else needs to
know the word exists.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Final, TypeVar

SHELVES: Final = ("stage", "disruption", "policy", "metric")
_PACKAGES: Final = {
    "stage": "sim.stages",
    "disruption": "sim.disruptions",
    "policy": "sim.policies",
    "metric": "sim.metrics",
}

QUANTITIES: Final = frozenset(
    {
        "mass", "rate", "duration", "share", "factor", "price", "count", "flag", "text", "date",
        "series", "course", "price_course", "distribution", "trigger",
        "element", "order_class", "form", "country", "region", "sector", "stage", "destination", "choice",
        "node", "buyer", "lane", "route", "passage", "desk", "deposit", "recipe", "buffer", "cause",
    }
)  # fmt: skip
"""Kinds of value: quantities with units, dates, plain values, and references to things by id."""


@dataclass(frozen=True)
class Param:
    """The declaration of one parameter of a word.

    ``low`` and ``high`` bound a number in its canonical unit (t, t/yr, days, shares of one). ``many`` takes
    one value or a list; ``table`` maps names of the quantity ``keys`` to values of this quantity.
    """

    name: str
    quantity: str
    meaning: str
    required: bool
    default: Any
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    many: bool
    keys: str


def param(
    quantity: str,
    meaning: str,
    *,
    default: Any = MISSING,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    many: bool = False,
    keys: str = "",
) -> Any:
    """Declare one field of a word; see :class:`Param`. Raises ValueError for an unknown quantity."""
    if quantity not in QUANTITIES:
        raise ValueError(f"unknown quantity '{quantity}'")
    meta = {
        "quantity": quantity, "meaning": meaning, "low": low, "high": high,
        "choices": choices, "many": many, "keys": keys,
    }  # fmt: skip
    return field(default=default, metadata=meta, kw_only=True)


def params_of(word_class: type) -> tuple[Param, ...]:
    """Return the declared parameters of a word, in order of declaration."""
    return tuple(
        Param(
            name=f.name,
            required=f.default is MISSING,
            default=None if f.default is MISSING else f.default,
            **f.metadata,
        )
        for f in fields(word_class)
        if "quantity" in f.metadata
    )


_registry: dict[str, dict[str, type]] = {shelf: {} for shelf in SHELVES}
_loaded: set[str] = set()
W = TypeVar("W", bound=type)


def word(shelf: str, name: str) -> Callable[[W], W]:
    """Register a frozen dataclass as the word ``name`` of a shelf. Raises ValueError if the name is taken."""

    def register(word_class: W) -> W:
        if name in _registry[shelf]:
            raise ValueError(f"{shelf} '{name}' is registered twice")
        _registry[shelf][name] = word_class
        return word_class

    return register


def words(shelf: str) -> Mapping[str, type]:
    """Return all words of a shelf by name, in alphabetical order, loading the shelf at first use."""
    if shelf not in _loaded:
        package = importlib.import_module(_PACKAGES[shelf])
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            importlib.import_module(module.name)
        _loaded.add(shelf)
    return dict(sorted(_registry[shelf].items()))
