"""Spans of days as one writes them on the command line: ``--from 2026-01 --to 2027-12``, the last included."""

import re
from datetime import date, timedelta
from typing import Annotated, Final

import typer

_WRITTEN: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


def first_of(text: str) -> date:
    """Return the first day of a day, month or year. Raises BadParameter if it is none."""
    return _span(text)[0]


def after(text: str) -> date:
    """Return the first day after a day, month or year. Raises BadParameter if it is none."""
    return _span(text)[1]


From = Annotated[
    date | None,
    typer.Option(
        "--from", parser=first_of, metavar="DAY",
        help="First day, month or year to count: 2026-01-15, 2026-01 or 2026.",
    ),
]  # fmt: skip
To = Annotated[
    date | None,
    typer.Option(
        "--to", parser=after, metavar="DAY", help="Last day, month or year to count, itself included: 2027-12."
    ),
]
"""What a command is given is the first day that no longer counts."""


def _span(text: str) -> tuple[date, date]:
    """Return the first day of what is written, and the first that is no longer in it."""
    found = _WRITTEN.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError(text)
        year, month, day = (None if part is None else int(part) for part in found.groups())
        begin = date(int(year or 0), month or 1, day or 1)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is no day, month or year like 2026-01-15, 2026-01 or 2026") from None
    if day:
        return begin, begin + timedelta(days=1)
    if month:
        return begin, (begin + timedelta(days=31)).replace(day=1)
    return begin, date(begin.year + 1, 1, 1)
