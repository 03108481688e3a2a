"""One line of YAML for each word: the word's own example, or one built from what the word declares.

The names of things are names of the usual world, so that a line can be pasted into a scenario: see :func:`setting`.
"""

from typing import Final

from sim.base.words import Param, params_of, words
from sim.scenario.sections import WORD_SECTIONS, BuyerEntry, KindEntry, NodeEntry, entry_params

_TELLING: Final = ("element", "length")
"""Optional parameters that an example shows all the same; so it does with the first that a word declares."""

_VALUES: Final = {
    "mass": "100 t", "rate": "20 t/month", "duration": "14 d", "share": "80 %", "factor": "1.3x",
    "price": "0.1 USD/kg", "count": "6", "flag": "yes", "date": "2026-03-01", "series": "500 t/yr",
    "course": "{2010: 60 %, 2024: 100 %}", "price_course": "{2010: 20 USD/kg, 2024: 55 USD/kg}",
    "distribution": "triangular 5/10/30 d", "trigger": "{cover_below: 30 d}", "element": "Dy",
    "order_class": "NdPr", "need": "NdPr", "form": "oxide", "country": "US", "region": "JP", "destination": "JP",
    "node": "kuantan_separation", "buyer": "jp_ev", "lane": "mount_weld_to_kuantan_separation",
    "route": "kuantan_japan", "passage": "kachin_road", "desk": "mofcom", "deposit": "mountain_pass",
    "recipe": "ndfeb_high", "buffer": "oxide_users_abroad", "cause": "china_licences",
}  # fmt: skip
"""A fitting value by quantity."""

_BY_NAME: Final = {
    "sector": "ev", "closes": "06-01", "opens": "10-01", "element": "[Dy, Tb]",
    "separates": "[Dy, Tb]", "length": "90 d",
}  # fmt: skip
"""A better one by the name of the parameter."""


def example(shelf: str, name: str) -> str:
    """Return a line that uses a word, as it would stand at the left edge of a scenario, or of a sweep for a metric."""
    if shelf == "metric":
        return f"metrics: [{name}]"
    section, common, opening = _place(shelf, name)
    said: str = getattr(words(shelf)[name], "example", "")
    inside = [said] if said else _declared(shelf, name, common)
    return f"{section}: {{my_{name.rpartition('/')[2]}: {{{', '.join([*opening, *inside])}}}}}"


def setting(shelf: str) -> str:
    """Return the scenario that the example of a word extends: policies have something there to be a policy against."""
    return "china_export_controls" if shelf == "policy" else "baseline"


def _declared(shelf: str, name: str, common: type) -> list[str]:
    """Return the keys that an entry must have, and some that tell what the word is about, each with a fitting value."""
    own = params_of(words(shelf)[name])
    shown = [p for p in entry_params(common) if p.required and p.name not in ("stage", "kind")]
    shown += [p for p in own if p.required or p.name in _TELLING or (p is own[0] and shelf != "stage")]
    return [f"{p.name}: {_value(p)}" for p in shown]


def _place(shelf: str, name: str) -> tuple[str, type, list[str]]:
    """Return the section in which a word stands, what all entries there have, and how an entry names its word."""
    if name == "buyer" and shelf == "stage":
        return "buyers", BuyerEntry, []
    if shelf == "stage":
        return "nodes", NodeEntry, [f"stage: {name}"]
    return next(section for section, its in WORD_SECTIONS.items() if its == shelf), KindEntry, [f"kind: {name}"]


def _value(p: Param) -> str:
    named = _BY_NAME.get(p.name, "") if not p.keys and p.quantity != "cause" else ""
    value = named or (p.choices[0] if p.choices else _VALUES[p.quantity])
    return f"{{{_VALUES[p.keys]}: {value}}}" if p.keys else value
