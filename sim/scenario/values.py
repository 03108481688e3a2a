"""Each kind of value that a word or a section declares is read here, once, into its canonical form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from sim.base.elements import DIDYMIUM, ELEMENTS, FORMS, ORDER_CLASSES
from sim.base.units import CANONICAL, measure
from sim.base.words import Param, words
from sim.scenario.phrases import read_date, read_distribution
from sim.scenario.places import COUNTRIES, COUNTRY_NAMES, REGIONS
from sim.scenario.tree import AbsentError, MeaningError, suggest, suggest_word

_TRUE: Final = frozenset({"true", "yes", "on"})
_FALSE: Final = frozenset({"false", "no", "off"})
ELEMENT_NAMES: Final = {
    "lanthanum": "La", "cerium": "Ce", "praseodymium": "Pr", "neodymium": "Nd", "samarium": "Sm", "europium": "Eu",
    "gadolinium": "Gd", "terbium": "Tb", "dysprosium": "Dy", "holmium": "Ho", "erbium": "Er", "thulium": "Tm",
    "ytterbium": "Yb", "lutetium": "Lu", "yttrium": "Y", "scandium": "Sc",
}  # fmt: skip
"""Symbols of the elements by name."""

_UNITS: Final = {"series": "t/yr", "course": "", "price_course": "USD/kg"}

REFERENCES: Final = {
    "node": "nodes", "buyer": "buyers", "lane": "lanes", "route": "routes", "passage": "passages", "desk": "desks",
    "deposit": "deposits", "recipe": "recipes", "buffer": "buffers", "sector": "sectors", "cause": "causes",
}  # fmt: skip
"""Kinds of value that name a thing of the document, and the list of names they are checked against."""


@dataclass(frozen=True)
class Names:
    """The ids that exist in a merged document, by section; ``nodes`` includes the buyers."""

    ids: Mapping[str, Mapping[str, Any]]


def read_value(param: Param, text: str, names: Names) -> Any:
    """Return one value of a parameter. Raises MeaningError, UnitError or ValueError, always readable."""
    quantity = param.quantity
    if quantity in CANONICAL:
        return within(param, measure(text, quantity), text)
    if quantity in REFERENCES:
        return _reference(quantity, text, names)
    if quantity == "choice":
        return one_of(text, param.choices, "a choice")
    if quantity == "distribution":
        distribution = read_distribution(text)
        for days in distribution.parameters:
            within(param, days, text)
        return distribution
    return _READERS[quantity](text)


def within(param: Param, value: float, text: str) -> float:
    """Return a number that lies within the bounds of its parameter. Raises MeaningError otherwise."""
    low, high = param.low, param.high
    if (low is None or value >= low) and (high is None or value <= high):
        return value
    unit = _UNITS.get(param.quantity, CANONICAL.get(param.quantity, "d"))
    bounds = [f"{bound:g} {unit}".strip() for bound in (low, high) if bound is not None]
    if len(bounds) == 2:
        raise MeaningError(f"'{text}' lies outside {bounds[0]} to {bounds[1]} ({param.name})")
    side = "below" if high is None else "above"
    raise MeaningError(f"'{text}' lies {side} {bounds[0]} ({param.name})")


def one_of(text: str, known: tuple[str, ...], what: str) -> str:
    """Return a word that is one of those known. Raises MeaningError otherwise."""
    if text in known:
        return text
    hint = suggest(text, known) or f"one of {', '.join(known)}"
    raise MeaningError(f"'{text[:60]}' is not {what}", hint)


def read_key(quantity: str, text: str, names: Names) -> str:
    """Return the name of a row in a table whose rows are named by ``quantity``."""
    if quantity in REFERENCES:
        return _reference(quantity, text, names)
    return str(_READERS[quantity](text))


def _reference(quantity: str, text: str, names: Names) -> str:
    known = names.ids[REFERENCES[quantity]]
    if text in known:
        return text
    what = "disruption or policy" if quantity == "cause" else quantity
    raise AbsentError(f"there is no {what} '{text[:60]}'", text, known)


def _element(text: str) -> str:
    if text == DIDYMIUM:
        raise MeaningError("'NdPr' is an order class, not an element", "write Nd and Pr")
    hint = ELEMENT_NAMES.get(text.casefold())
    if hint and text not in ELEMENTS:
        raise MeaningError(f"'{text}' is not an element", f"did you mean '{hint}'?")
    return one_of(text, ELEMENTS, "an element")


def _order_class(text: str) -> str:
    if text in ("Nd", "Pr"):
        raise MeaningError(f"'{text}' is not ordered alone: neodymium and praseodymium are bought as one", "write NdPr")
    hint = ELEMENT_NAMES.get(text.casefold())
    if hint and hint not in ("Nd", "Pr"):
        raise MeaningError(f"'{text}' is not an order class", f"did you mean '{hint}'?")
    return one_of(text, ORDER_CLASSES, "an order class")


def _country(text: str) -> str:
    if text in COUNTRIES:
        return text
    name = text.strip().casefold().replace(" ", "_")
    near = [*([name] if name in COUNTRY_NAMES else []), *get_close_matches(name, COUNTRY_NAMES, n=1, cutoff=0.75)]
    code = text.upper() if text.upper() in COUNTRIES else COUNTRY_NAMES[near[0]] if near else ""
    hint = f"did you mean '{code}'?" if code else ""
    raise MeaningError(f"'{text[:60]}' is not a country (ISO code of two letters)", hint)


def _destination(text: str) -> str:
    return text if text in REGIONS else _country(text)


def _stage(text: str) -> str:
    if text in words("stage"):
        return text
    raise MeaningError(f"there is no stage '{text[:60]}'", suggest_word("stage", text, words("stage")))


def _flag(text: str) -> bool:
    folded = text.casefold()
    if folded in _TRUE or folded in _FALSE:
        return folded in _TRUE
    raise MeaningError(f"'{text[:60]}' is neither yes nor no", "write yes or no")


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "text": str,
    "flag": _flag,
    "date": read_date,
    "element": _element,
    "order_class": _order_class,
    "form": lambda text: one_of(text, FORMS, "a form"),
    "country": _country,
    "region": lambda text: one_of(text, REGIONS, "a region"),
    "destination": _destination,
    "stage": _stage,
}
