"""A word that is misspelt hides nothing: what stands below it is read as the word that was meant, or as any word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sim.base.units import UNITS
from sim.base.words import Param
from sim.scenario.assemble import Assembly
from sim.scenario.fill import fill
from sim.scenario.sections import Shape, entry_params
from sim.scenario.tree import Entry, Table, nearest

_CERTAIN: Final = 0.8
"""How like a word a misspelt one must be, so that what stands below it is held against that word."""

_NAMING: Final = ("kind", "stage")
"""Keys that name the word."""


def meant(wrong: str, known: Mapping[str, type]) -> str:
    """Return the word that was meant almost for certain, or an empty text: nearly the same, or short of its family."""
    if near := nearest(wrong, known, cutoff=_CERTAIN):
        return near
    ends = [name for name in known if "/" in name and name.rpartition("/")[2] == wrong]
    return ends[0] if len(ends) == 1 else ""


def check_rest(entry: Entry, what: str, common: Iterable[type], known: Sequence[type], assembly: Assembly) -> None:
    """Note what is wrong with an entry whatever its word is: keys that no word has, values that none would take.

    The value of a key is looked at if some words have that key and all of them mean the same kind of value by it, or
    if every entry may have it. What is missing, and which bounds hold, nobody can say.
    """
    always = list(common)
    declared: dict[str, list[Param]] = {}
    for part in (*always, *always, *always, *known):  # what every entry may have is agreed upon
        for p in entry_params(part):
            declared.setdefault(p.name, []).append(p)
    for key in _NAMING:
        declared.pop(key, None)
    agreed = {name: _loose(same[0]) for name, same in declared.items() if _agree(same)}
    if isinstance(entry.value, Table):
        legible = {e.key: e for e in entry.value if e.key in agreed or e.key not in (*declared, *_NAMING)}
        rest = Table(legible, entry.value.where, entry.value.origin)
        fill(Shape(what, tuple(agreed.values())), replace(entry, value=rest), assembly.names, assembly.findings)


def _agree(same: Sequence[Param]) -> bool:
    """Say whether enough words mean the same by a key: a rate is one thing here and another there, a node a node."""
    enough = 3 if same[0].quantity in UNITS else 2
    return len(same) >= enough and len({_sort(p) for p in same}) == 1


def _sort(p: Param) -> tuple[str, str, bool, tuple[str, ...]]:
    return p.quantity, p.keys, p.many, p.choices


def _loose(p: Param) -> Param:
    """Return the declaration without what only one word can say of it."""
    return replace(p, required=False, default=None, low=None, high=None)
