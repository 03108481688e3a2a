"""How the page says things: plain names for codes, and numbers and days as one reads them."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from sim.base.calendar import DAYS_PER_YEAR

REGIONS: Final = {
    "CN": "China", "US": "United States", "JP": "Japan", "KR": "Korea", "EU": "Europe", "IN": "India",
    "SEA": "SE Asia", "TW": "Taiwan", "PK": "Pakistan", "RoW": "Rest of world",
}  # fmt: skip
"""Regions in the order in which the page lists them."""
ELEMENTS: Final = {
    "La": "lanthanum", "Ce": "cerium", "Pr": "praseodymium", "Nd": "neodymium", "Sm": "samarium", "Eu": "europium",
    "Gd": "gadolinium", "Tb": "terbium", "Dy": "dysprosium", "Ho": "holmium", "Er": "erbium", "Tm": "thulium",
    "Yb": "ytterbium", "Lu": "lutetium", "Y": "yttrium", "Sc": "scandium",
}  # fmt: skip
SECTORS: Final = {"ev": "electric vehicles", "wind": "wind power", "ict": "IT and telecoms"}
FORMS: Final = {"compounds_metals": "oxide and metal", "magnet": "magnets"}
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def region(code: str) -> str:
    """Return a region as one says it; an unknown code stays."""
    return REGIONS.get(code, code)


def element(symbol: str) -> str:
    """Return the name of an element; empty for an unknown symbol."""
    return ELEMENTS.get(symbol, "")


def sector(code: str) -> str:
    """Return a sector in plain words."""
    return SECTORS.get(code, code.replace("_", " "))


def form(code: str) -> str:
    """Return a form of goods, or a group of forms, in plain words."""
    return FORMS.get(code, code)


def buyers(code: str) -> str:
    """Return who ``REGION/sector`` is."""
    where, _, what = code.partition("/")
    return f"{region(where)}, {sector(what)}" if what else region(where)


def day(value: Any) -> str:
    """Return a day in ISO form, for columns; a dash if there is none."""
    return "–" if value is None or value is pd.NaT or value != value else str(value)[:10]


def long_day(value: date) -> str:
    """Return a day as a sentence says it, in the same words wherever the page is made."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """Return the month of a day as a sentence says it."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def span(start: date, end: date) -> str:
    """Return a span of time with its length in plain words."""
    days = (end - start).days
    months = round(days * 12 / DAYS_PER_YEAR)
    if days < 60:
        length = f"{days} day{'' if days == 1 else 's'}"
    elif months < 48:
        length = f"{months} months"
    else:
        length = f"{days / DAYS_PER_YEAR:.1f}".removesuffix(".0") + " years"
    return f"{long_day(start)} to {long_day(end)} ({length})"


def moment(text: str) -> date:
    """Return the day of an ISO moment."""
    return datetime.fromisoformat(text).date()


def percent(share: float) -> str:
    """Return a share of one in per cent."""
    value = 100 * share
    if 0 < value < 0.1:
        return "<0.1 %"
    if -0.05 < value < 0:
        return "0.0 %"
    return f"{value:.1f} %" if value < 9.95 else f"{value:.0f} %"


def money(value: float) -> str:
    """Return USD/kg with as many digits as mean something."""
    return f"{value:,.0f}" if value >= 99.5 else f"{value:.3g}"


def chance(probability: float) -> str:
    """Return a probability in whole per cent; a dash for none."""
    return f"{100 * probability:.0f} %" if probability > 0 else "–"


def unbroken(sentence: str) -> str:
    """Return a sentence in which no line ends between a figure and its unit, or in a date."""
    months = "|".join(MONTHS)
    return re.sub(rf"(?<=\d) (?=t\b|%|(?:{months})\b)|(?<=[a-z]) (?=\d{{4}}\b)", "\u00a0", sentence)


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Return parts as one lists them: a, b and c; an empty text for none."""
    return f" {last} ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part) if parts else ""
