"""Values that say more than a number: dates, distributions of days, series over the years, triggers."""

import re
from collections.abc import Callable
from datetime import date
from typing import Final, Literal

from sim.base.course import Course
from sim.base.distributions import KINDS, Distribution
from sim.base.series import Series
from sim.base.trigger import Trigger
from sim.base.units import NUMBER, UNITS, UnitError, measure, split
from sim.scenario.tree import Findings, MeaningError, Table, Text, Value, kind_of, suggest

_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_YEAR: Final = re.compile(r"[0-9]{4}")
_FIRST_YEAR: Final = 1950
_LAST_YEAR: Final = 2150
_UNSIGNED: Final = NUMBER.removeprefix("[+-]?")
_PARTS: Final = re.compile(rf"({_UNSIGNED}(?:\s*[-–/]\s*{_UNSIGNED})*)\s*([A-Za-z]+)?")
_ONE_PART: Final = re.compile(r"[0-9][0-9,.]*(?:[eE][+-]?[0-9]+)?")
DISTRIBUTIONS: Final = {
    "fixed": "fixed 45 d", "uniform": "uniform 10-20 d", "triangular": "triangular 15/45/110 d",
    "lognormal": "lognormal 11.6 d sigma 1.09", "exponential": "exponential 90 d",
}  # fmt: skip
"""Each kind of distribution as it is written."""
COURSES: Final = {"course": "share", "price_course": "price"}
"""What the points of each kind of course measure."""
_Side = Literal["below", "above"]
TRIGGERS: Final[dict[str, tuple[Literal["cover", "stock"], _Side, str]]] = {
    "cover_below": ("cover", "below", "duration"),
    "cover_above": ("cover", "above", "duration"),
    "stock_below": ("stock", "below", "mass"),
    "stock_above": ("stock", "above", "mass"),
}
"""What a trigger may say: what is watched, on which side of the line, and in which quantity the line is given."""


def read_date(text: str, *, year_alone: bool = False) -> date:
    """Return a day written as 2026-01-31; a bare year is its 1 January where that makes sense."""
    if year_alone and _YEAR.fullmatch(text):
        return _sane(date(max(int(text), 1), 1, 1), text)
    match = _DATE.fullmatch(text)
    if match is None:
        hint = f"write '{text}-01-01'" if _YEAR.fullmatch(text) else "write it as 2026-01-31"
        raise MeaningError(f"'{text[:40]}' is not a date", hint)
    try:
        return _sane(date(int(match[1]), int(match[2]), int(match[3])), text)
    except ValueError as error:
        if isinstance(error, MeaningError):
            raise
        raise MeaningError(f"'{text}' is not a day of the calendar") from None


def is_date(text: str) -> bool:
    """Say whether a text is written as a day."""
    return _DATE.fullmatch(text) is not None


def _sane(day: date, text: str) -> date:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise MeaningError(f"'{text}' lies outside the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return day


def read_distribution(text: str) -> Distribution:
    """Return a distribution of days, such as ``triangular 15/45/110 d``; a bare duration is fixed."""
    first, _, rest = text.strip().partition(" ")
    if first[:1].isdigit() or first[:1] in "+-":
        return Distribution.fixed(_not_negative(measure(text, "duration"), text))
    if first not in KINDS:
        raise MeaningError(f"unknown distribution '{first[:40]}'", suggest(first, KINDS))
    body, sigma_word, sigma = rest.partition(" sigma ")
    match = _PARTS.fullmatch(body.strip())
    if match is None or bool(sigma_word) != (first == "lognormal"):
        raise MeaningError(f"'{text[:60]}' is not a distribution", f"for example '{DISTRIBUTIONS[first]}'")
    unit = match[2] or ""
    days = [measure(f"{part} {unit}", "duration") for part in _ONE_PART.findall(match[1])]
    if sigma_word:
        days.append(measure(sigma, "count"))
    try:
        return Distribution(first, tuple(days))
    except ValueError as error:
        raise MeaningError(f"'{text[:60]}': {error}", f"for example '{DISTRIBUTIONS[first]}'") from None


def _not_negative(days: float, text: str) -> float:
    if days < 0:
        raise MeaningError(f"'{text}' is negative")
    return days


def read_series(value: Text | Table, check: Callable[[float, str], float], findings: Findings) -> Series | None:
    """Return a rate, or dated steps of rates, as a series; mistakes within steps go to ``findings``.

    ``check`` returns a rate that lies within its bounds and raises MeaningError otherwise.
    """
    if isinstance(value, Text):
        return Series.constant(_amount(value, "rate", check))
    steps = _dated(value, "rate", check, findings)
    return None if steps is None else Series(steps)


def read_course(
    value: Text | Table, quantity: str, check: Callable[[float, str], float], findings: Findings
) -> Course | None:
    """Return a figure, or dated ones with straight lines between them, as a course; see ``read_series``."""
    if isinstance(value, Text):
        return Course.constant(_amount(value, quantity, check))
    points = _dated(value, quantity, check, findings)
    return None if points is None else Course(points)


def _dated(
    value: Table, quantity: str, check: Callable[[float, str], float], findings: Findings
) -> tuple[tuple[date, float], ...] | None:
    """Return dated figures in order of date, or None if one of them is wrong."""
    if not value.entries:
        raise MeaningError("a series without a single step")
    steps: dict[date, float] = {}
    for entry in value:
        place = entry.where
        try:
            day = read_date(entry.key, year_alone=True)
            if day in steps:
                raise MeaningError(f"two steps begin on {day}")
            place = entry.value.where
            steps[day] = _amount(entry.value, quantity, check)
        except (MeaningError, UnitError) as error:
            findings.add(place, str(error), error.suggestion)
    return tuple(sorted(steps.items())) if len(steps) == len(value.entries) else None


def _amount(value: Value, quantity: str, check: Callable[[float, str], float]) -> float:
    if not isinstance(value, Text):
        raise MeaningError(f"{kind_of(value)} stands where a {quantity} is due")
    return check(measure(value.value, quantity), value.value)


def read_trigger(table: Table) -> Trigger:
    """Return the line that ``{cover_below: 45 d}`` draws."""
    for entry in table:
        if entry.key not in TRIGGERS:
            raise MeaningError(f"'{entry.key}' is not a trigger", suggest(entry.key, TRIGGERS), entry.where)
    if len(table.entries) != 1:
        raise MeaningError("a trigger is one condition", "for example {cover_below: 45 d}")
    (entry,) = table
    quantity, side, kind = TRIGGERS[entry.key]
    if not isinstance(entry.value, Text):
        raise MeaningError(f"{kind_of(entry.value)} stands where a {kind} is due", where=entry.value.where)
    try:
        return Trigger(quantity, side, _not_negative(measure(entry.value.value, kind), entry.value.value))
    except (MeaningError, UnitError) as error:
        raise MeaningError(str(error), error.suggestion, entry.value.where) from None


def scaled(text: str, factor: float) -> str:
    """Return a measure or a distribution with its numbers multiplied. Raises MeaningError if it is neither."""
    parts = split(text)
    if parts is not None and any(parts[1] in units for units in UNITS.values()):
        return f"{parts[0] * factor!r} {parts[1]}".strip()
    kind, _, rest = text.partition(" ")
    if kind not in KINDS:
        raise MeaningError(f"'{text[:60]}' is not a number")
    body, sigma_word, sigma = rest.partition(" sigma ")
    return f"{kind} {_ONE_PART.sub(lambda m: repr(float(m[0].replace(',', '')) * factor), body)}{sigma_word}{sigma}"
