"""What kinds of value there are in a scenario, how each is written, and what may stand there."""

from dataclasses import dataclass
from typing import Final

from sim.base.elements import ELEMENTS, FORMS, ORDER_CLASSES
from sim.base.units import EXAMPLES, UNITS
from sim.base.words import QUANTITIES, words
from sim.scenario.phrases import DISTRIBUTIONS, TRIGGERS
from sim.scenario.places import REGIONS
from sim.scenario.values import REFERENCES

_MEANINGS: Final = {
    "mass": "A mass of rare-earth oxide (REO); of goods where the parameter says so.",
    "rate": "A mass in a time.",
    "duration": "A length of time; in cover, days of expected use.",
    "share": "A part of the whole.",
    "factor": "By how much something is multiplied: 1.3x, or as a change, +30 %.",
    "price": "A price or a cost, by the mass of oxide unless the parameter says otherwise.",
    "count": "A number without a unit.",
    "flag": "Yes or no.",
    "text": "A text.",
    "date": "A day.",
    "series": "A rate, or rates with the day from which each holds; a year means its 1 January.",
    "course": "What part of a figure held in the years before: dated parts, with straight lines between.",
    "price_course": "A price, or dated prices with straight lines between; that of the first day of the run counts.",
    "distribution": "A length of time that is drawn, anew in each run; a bare length is fixed.",
    "trigger": "The line at which something happens: one condition on the stock of what is watched. Cover is stock in "
    "days of expected use. It holds as soon as it holds for one of the elements watched.",
    "element": "One of the sixteen traded elements.",
    "order_class": "What is bought as one good: neodymium and praseodymium are bought together, as NdPr.",
    "need": "What a buyer needs: an order class, or the recipe of a magnet.",
    "form": "The form in which rare earths are shipped.",
    "country": "A country, by its ISO code of two letters.",
    "region": "One of the regions in which results are counted.",
    "destination": "Where goods go: a country or a region.",
    "sector": "An industry that buys, as it is called among the buyers.",
    "stage": "A kind of node.",
    "choice": "One of the words that the parameter names.",
    "cause": "The id of a disruption or a policy of the scenario.",
}
_WRITTEN: Final = {
    "share": ("12 %", "0.12"), "factor": ("1.2x", "+20 %", "-30 %"), "flag": ("yes", "no"), "text": ("any words",),
    "date": ("2026-03-01",), "series": ("43 kt/yr", "{2024: 20 t/yr, 2027-07-01: 50 t/yr}", "fact usgs_china"),
    "course": ("{2010: 60 %, 2024: 100 %}", "fact past_scrap"), "price_course": ("55 USD/kg", "fact past_price_NdPr"),
    "country": ("CN", "US", "JP"), "destination": ("US", "EU"), "cause": ("china_licences",), "need": ("NdPr",),
}  # fmt: skip
"""How values are written that have no unit and are not chosen from a list."""
_LISTED: Final = {
    "buyer": "buyers", "node": "nodes", "lane": "lanes", "passage": "passages", "desk": "desks", "recipe": "recipes",
    "sector": "sectors", "route": "routes", "deposit": "deposits", "buffer": "buffers",
}  # fmt: skip
"""Kinds of id that ``sim list`` can list."""


@dataclass(frozen=True)
class Kind:
    """A kind of value: what it means, how it is written, in which units, and which names it may have."""

    name: str
    meaning: str
    examples: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    listed: str = ""
    """What ``sim list`` must be asked for to see the ids, if they can be seen there."""


def kinds() -> dict[str, Kind]:
    """Return every kind of value by its name, in alphabetical order."""
    return {name: _kind(name) for name in sorted(QUANTITIES)}


def _kind(name: str) -> Kind:
    names = {
        "element": ELEMENTS, "order_class": ORDER_CLASSES, "form": FORMS, "region": tuple(REGIONS),
        "stage": tuple(words("stage")),
    }.get(name, ())  # fmt: skip
    examples = _WRITTEN.get(name, (EXAMPLES[name],) if name in EXAMPLES else ())
    if name == "distribution":
        examples = ("45 d", *DISTRIBUTIONS.values())
    if name == "trigger":
        examples = tuple(f"{{{key}: {EXAMPLES[quantity]}}}" for key, (_, _, quantity) in TRIGGERS.items())
    meaning = _MEANINGS.get(name) or f"The id of one of the {REFERENCES[name]} of the scenario."
    units = tuple(unit for unit in UNITS.get(name, ()) if unit)
    return Kind(name, meaning, examples, units, names, _LISTED.get(name, ""))
