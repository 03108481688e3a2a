"""A loaded scenario with other figures: the quick way, for thousands of runs that differ in some numbers.

Paths are those of overrides, and reach into values as well: ``disruptions.april.lag.median`` is a parameter of a
distribution, ``buffers.jp_oxide.cover`` the mean days of stock of its firms. A ``*`` in the second step means all
that have such a figure. Numbers are in canonical units (t, t/yr, days, shares of one, USD/kg).
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from math import isfinite
from typing import Any, Final

from sim.base.course import Course
from sim.base.distributions import KINDS, Distribution
from sim.base.series import Series
from sim.base.units import UNITS, split
from sim.base.words import Param, params_of
from sim.scenario.canonical import RULES
from sim.scenario.model import Cohort, Node, Scenario, Use
from sim.scenario.tree import MeaningError, suggest

_SECTIONS: Final = {
    name: name for name in ("nodes", "lanes", "routes", "recipes", "buffers", "disruptions", "policies")
} | {"buyers": "nodes", "forms": "product_share"}
_FIELDS: Final = {"qualify": "qualify_d", "interval": "interval_d"}
"""Keys of a document whose fields are called otherwise."""


@dataclass(frozen=True)
class Change:
    """A new number for what stands at a path, or with ``times`` a factor of what stands there."""

    path: str
    value: float
    times: bool = False


def number(text: str) -> tuple[float, bool]:
    """Return a number in canonical units, and whether it is a factor (``0.8x``). Raises MeaningError.

    A number without a unit is taken to be in the canonical unit already.
    """
    parts = split(text)
    if parts is None or not isfinite(parts[0]):
        raise MeaningError(f"'{text[:40]}' is no number")
    value, unit = parts
    if unit in ("", "x"):
        return value, unit == "x"
    for units in UNITS.values():
        if unit in units:
            factor, divisor = units[unit]
            return value * factor / divisor, False
    raise MeaningError(
        f"'{text[:40]}' has an unknown unit", suggest(unit, [u for units in UNITS.values() for u in units])
    )


def varied(scenario: Scenario, changes: Iterable[Change]) -> Scenario:
    """Return a scenario with some figures changed, one after the other. Raises MeaningError for what cannot be.

    What the undisturbed world depends on is known by its document, so a change of the world, or of a rule of it, makes
    another one; a change of a disruption does not.
    """
    marks = []
    for change in changes:
        steps = change.path.split(".")
        if len(steps) < 2 or steps[0] not in _SECTIONS:
            raise MeaningError(f"'{change.path}' leads nowhere", suggest(steps[0], _SECTIONS) or "section.name.key")
        field = _SECTIONS[steps[0]]
        entries = getattr(scenario, field)
        hit = _hit(entries, steps, change)
        scenario = scenario.replace(**{field: {**entries, **hit}})
        if _of_the_world(steps[0], hit):
            marks.append([change.path, change.value, change.times])
    if not marks:
        return scenario.replace(document="")
    return scenario.replace(document="", world_document=f"{scenario.world_document}{json.dumps(marks)}")


def _of_the_world(section: str, hit: Mapping[str, Any]) -> bool:
    if section == "policies":
        return any(use.kind.startswith(RULES) for use in hit.values())
    return section != "disruptions"


def _hit(entries: Mapping[str, Any], steps: list[str], change: Change) -> dict[str, Any]:
    """Return the entries that a path means, changed."""
    name, rest = steps[1], steps[2:]
    meant = {k: v for k, v in entries.items() if steps[0] != "buyers" or v.kind == "buyer"}
    if "*" not in name:
        if name not in meant:
            raise MeaningError(f"there is no '{name}' in {steps[0]}", suggest(name, meant))
        return {name: _put(meant[name], rest, change, None)}
    found = {k: _put(v, rest, change, None) for k, v in meant.items() if fnmatchcase(k, name) and _has(v, rest)}
    if not found:
        raise MeaningError(f"'{change.path}' means nothing in this scenario")
    return found


def _has(entry: Any, rest: list[str]) -> bool:
    """Return whether an entry has the first of the keys that follow."""
    name = _FIELDS.get(rest[0], rest[0]) if rest else ""
    return not rest or any(getattr(part, name, None) is not None for part in (entry, _word(entry)))


def _put(thing: Any, rest: list[str], change: Change, declared: Param | None) -> Any:
    if isinstance(thing, tuple) and thing and isinstance(thing[0], Cohort):
        return _stocked(thing, rest, change)
    if not rest:
        return _number(thing, change, declared)
    if isinstance(thing, Distribution):
        return _reshaped(thing, rest, change)
    if isinstance(thing, Mapping):
        if rest[0] not in thing:
            raise MeaningError(f"'{change.path}': there is no '{rest[0]}'", suggest(rest[0], thing))
        return {**thing, rest[0]: _put(thing[rest[0]], rest[1:], change, declared)}
    return _field(thing, rest, change)


def _field(thing: Any, rest: list[str], change: Change) -> Any:
    """Return a part of a scenario with one of its fields changed, or one of those of its word."""
    word = _word(thing)
    name = _FIELDS.get(rest[0], rest[0])
    if word is not None and name in _names(word):
        return replace(thing, **{"word" if isinstance(thing, Use) else "stage": _field(word, rest, change)})
    if name not in _names(thing):
        known = [*_names(thing), *(_names(word) if word is not None else ())]
        raise MeaningError(f"'{change.path}': there is no '{rest[0]}'", suggest(rest[0], known))
    declared = {p.name: p for p in params_of(type(thing))}.get(name)
    try:
        return replace(thing, **{name: _put(getattr(thing, name), rest[1:], change, declared)})
    except ValueError as error:
        if isinstance(error, MeaningError):
            raise
        raise MeaningError(f"'{change.path}': {error}") from error


def _word(thing: Any) -> Any:
    return thing.word if isinstance(thing, Use) else thing.stage if isinstance(thing, Node) else None


def _names(thing: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(thing)) if is_dataclass(thing) and not isinstance(thing, Use) else ()


def _number(thing: Any, change: Change, declared: Param | None) -> Any:
    value = change.value
    if isinstance(thing, Distribution):
        return thing.scaled(value) if change.times else Distribution.fixed(value)
    if isinstance(thing, Series):
        return thing.scaled(value) if change.times else replace(thing, steps=((date.min, value),), early=None)
    if isinstance(thing, Course):
        return (
            Course(tuple((day, part * value) for day, part in thing.points)) if change.times else Course.constant(value)
        )
    if isinstance(thing, Mapping) and change.times:
        return {key: _number(part, change, declared) for key, part in thing.items()}
    if isinstance(thing, bool) or not isinstance(thing, int | float):
        raise MeaningError(f"'{change.path}' is no figure that could be changed")
    value = thing * value if change.times else value
    return _within(round(value) if isinstance(thing, int) else value, change, declared)


def _within(value: float, change: Change, declared: Param | None) -> float:
    low, high = (None, None) if declared is None else (declared.low, declared.high)
    if (low is not None and value < low) or (high is not None and value > high):
        raise MeaningError(f"'{change.path}': {value:g} lies outside {low if low is not None else '-'} to {high}")
    return value


def _reshaped(thing: Distribution, rest: list[str], change: Change) -> Distribution:
    """Return a distribution with one of its parameters changed."""
    names = KINDS[thing.kind]
    if len(rest) > 1 or rest[0] not in names:
        raise MeaningError(f"'{change.path}': a {thing.kind} distribution has {', '.join(names)}")
    parameters = [
        (p * change.value if change.times else change.value) if name == rest[0] else p
        for name, p in zip(names, thing.parameters, strict=True)
    ]
    try:
        return Distribution(thing.kind, tuple(parameters))
    except ValueError as error:
        raise MeaningError(f"'{change.path}': {error}") from error


def _stocked(cohorts: tuple[Cohort, ...], rest: list[str], change: Change) -> tuple[Cohort, ...]:
    """Return firms with other days of stock in the same proportions; an absolute number is their mean."""
    if rest not in ([], ["cover"]):
        raise MeaningError(f"'{change.path}': of firms only their mean 'cover' can be changed")
    mean = sum(c.share * c.cover_d for c in cohorts)
    if not change.times and mean == 0:
        raise MeaningError(f"'{change.path}': none of these firms keeps a stock, so there are no proportions to keep")
    factor = change.value if change.times else change.value / mean
    return tuple(replace(c, cover_d=c.cover_d * factor) for c in cohorts)
