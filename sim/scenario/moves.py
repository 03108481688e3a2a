"""A day that comes later or earlier than it was written: ``2 yr later``, ``90 d earlier``."""

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from sim.base.units import NUMBER, UnitError, measure
from sim.scenario.tree import MeaningError

_MOVE: Final = re.compile(rf"({NUMBER})\s*([A-Za-z]+)\s+(later|earlier)")
_MONTHS: Final = {"yr": 12, "year": 12, "years": 12, "month": 1, "months": 1}


def moves(text: str) -> bool:
    """Say whether a text says how far a day is to be moved."""
    return _MOVE.fullmatch(text.strip()) is not None


def moved(day: date, text: str) -> date:
    """Return a day as moved; whole years and months are those of the calendar, what else there is counts as days.

    Raises MeaningError for an unknown unit, and for a day that no calendar has.
    """
    match = _MOVE.fullmatch(text.strip())
    if match is None:
        raise MeaningError(f"'{text[:40]}' moves nothing", "write '2 yr later' or '90 d earlier'")
    sign = 1 if match[3] == "later" else -1
    months = float(match[1].replace(",", "")) * _MONTHS.get(match[2], 0)
    try:
        if months and months == int(months):
            return _by_months(day, sign * int(months))
        return day + timedelta(days=sign * round(measure(f"{match[1]} {match[2]}", "duration")))
    except UnitError as error:
        raise MeaningError(str(error), error.suggestion) from None
    except (ValueError, OverflowError):
        raise MeaningError(f"'{text[:40]}' leads out of the calendar") from None


def _by_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
