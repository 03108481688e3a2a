"""Numbers with units, as people write them, become one canonical unit each: t, t/yr, days, shares, USD/kg.

Conversion happens here and nowhere else, once, at the door. Everything inside a run is in canonical units.
"""

import math
import re
from typing import Final

from sim.base.calendar import DAYS_PER_YEAR
from sim.base.errors import SimError, did_you_mean

_MASSES: Final = {"t": (1.0, 1.0), "kt": (1e3, 1.0), "Mt": (1e6, 1.0), "kg": (1.0, 1e3), "g": (1.0, 1e6)}
_DAYS: Final = {
    "d": 1.0, "day": 1.0, "days": 1.0, "week": 7.0, "weeks": 7.0, "month": DAYS_PER_YEAR / 12,
    "months": DAYS_PER_YEAR / 12, "yr": DAYS_PER_YEAR, "year": DAYS_PER_YEAR, "years": DAYS_PER_YEAR,
}  # fmt: skip
_PER: Final = ("d", "day", "week", "month", "yr", "year")

UNITS: Final[dict[str, dict[str, tuple[float, float]]]] = {
    "mass": _MASSES,
    "rate": {
        f"{mass}/{time}": (factor * (DAYS_PER_YEAR / _DAYS[time]), divisor)
        for mass, (factor, divisor) in _MASSES.items()
        for time in _PER
    },
    "duration": {unit: (days, 1.0) for unit, days in _DAYS.items()} | {"h": (1.0, 24.0), "hours": (1.0, 24.0)},
    "share": {"%": (1.0, 100.0), "": (1.0, 1.0)},
    "factor": {"x": (1.0, 1.0), "%": (1.0, 100.0), "": (1.0, 1.0)},
    "price": {"USD/kg": (1.0, 1.0), "USD/t": (1.0, 1e3), "kUSD/t": (1.0, 1.0)},
    "count": {"": (1.0, 1.0)},
}
"""For each quantity its units, each with the factor and the divisor that lead to the canonical unit."""

CANONICAL: Final = {
    "mass": "t", "rate": "t/yr", "duration": "d", "share": "", "factor": "", "price": "USD/kg", "count": "",
}  # fmt: skip

EXAMPLES: Final = {
    "mass": "100 t", "rate": "43 kt/yr", "duration": "45 d", "share": "12 %", "factor": "1.2x",
    "price": "110 USD/kg", "count": "4",
}  # fmt: skip

_LARGEST: Final = {"mass": 1e8, "rate": 1e8, "duration": 1000 * DAYS_PER_YEAR, "price": 1e9}
_SLANG: Final = {
    "tpa": "t/yr", "ktpa": "kt/yr", "t/y": "t/yr", "t/a": "t/yr", "kt/y": "kt/yr", "kt/a": "kt/yr", "t/w": "t/week",
    "t/m": "t/month", "tonne": "t", "tonnes": "t", "ton": "t", "tons": "t", "y": "yr", "a": "yr", "w": "weeks",
    "percent": "%", "pct": "%", "$/kg": "USD/kg", "$/t": "USD/t", "kt/years": "kt/yr", "t/years": "t/yr",
    "t/months": "t/month", "t/weeks": "t/week", "t/days": "t/d", "T": "t", "KT": "kt", "D": "d",
}  # fmt: skip

NUMBER: Final = r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_MEASURE: Final = re.compile(rf"({NUMBER})\s*(.*)", re.DOTALL)


class UnitError(SimError, ValueError):
    """A text is not the number or measure that is due. ``suggestion`` may say what was meant."""

    def __init__(self, message: str, suggestion: str = "") -> None:
        self.suggestion = suggestion
        super().__init__(message)


def split(text: str) -> tuple[float, str] | None:
    """Return the number and the unit of a text such as ``43 kt/yr``, or None if it holds no number."""
    match = _MEASURE.fullmatch(text.strip())
    if match is None:
        return None
    return float(match[1].replace(",", "")), " ".join(match[2].replace("REO", " ").split()).replace(" /", "/")


def measure(text: str, quantity: str) -> float:
    """Return a text as a number in the canonical unit of ``quantity``. Raises UnitError if it is none."""
    parts = split(text)
    if parts is None:
        raise UnitError(f"'{_shorten(text)}' is not a {quantity}: no number stands there", _example(quantity))
    value, unit = parts
    if quantity == "factor" and unit == "%" and text.lstrip()[0] in "+-":
        return 1.0 + value / 100.0
    if unit not in UNITS[quantity]:
        raise _wrong_unit(text, unit, quantity)
    factor, divisor = UNITS[quantity][unit]
    value = value * factor / divisor
    if not math.isfinite(value) or abs(value) > _LARGEST.get(quantity, 1e15):
        raise UnitError(f"'{_shorten(text)}' is larger than any {quantity} the model can hold")
    return value


def _wrong_unit(text: str, unit: str, quantity: str) -> UnitError:
    shown = _shorten(text)
    if unit == "":
        return UnitError(f"'{shown}' has no unit; a {quantity} is due", _example(quantity))
    for other, units in UNITS.items():
        if unit in units:
            return UnitError(f"'{shown}' is a {other}; a {quantity} is due", _example(quantity))
    if unit in _SLANG and _SLANG[unit] in UNITS[quantity]:
        return UnitError(f"unknown unit '{unit}' in '{shown}'", f"did you mean '{_SLANG[unit]}'?")
    folded = {known.casefold(): known for known in UNITS[quantity] if known}
    near = folded.get(unit.casefold())
    hint = f"did you mean '{near}'?" if near else did_you_mean(unit, folded.values())
    return UnitError(f"unknown unit '{_shorten(unit)}' in '{shown}'; a {quantity} is due", hint or _example(quantity))


def _example(quantity: str) -> str:
    return f"for example '{EXAMPLES[quantity]}'"


def _shorten(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."
