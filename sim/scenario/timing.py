"""An event that can never fall into the run is a mistake, if one document sets both.

The same event is no mistake where somebody else cut the run: a block is used with many horizons, a history such
as the block ``today`` is laid under runs that begin later, ``--years 1`` asks for the first year of anything, and
the document that a run saves holds what all of these made of it. Such an event changes nothing, and the run says
so. So a date is held against the horizon only where the part of the horizon that shuts it out (the years for an
event that comes too late, the start for one that is over before) was written in the same file, and where nobody
moved the other part afterwards.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from math import ceil, inf
from typing import Any, Final

from sim.base.distributions import Distribution
from sim.scenario.model import Horizon, Use, Where
from sim.scenario.tree import Findings, Table

COMMAND_LINE: Final = "--set "
_LENGTHS: Final = ("length", "tight", "eased", "closure")
"""How the words call the time that an event takes; it ends no later than after all of those that it has."""
_ENDS: Final = ("start", "end", "stays", *_LENGTHS)
_LONGEST_D: Final = 100_000.0


def check_times(document: Table, uses: Mapping[str, Mapping[str, Use]], horizon: Horizon, findings: Findings) -> None:
    """Note every use of a word that starts after the run or is over before it; see the top of this file."""
    written = document.table("horizon")
    for section, used in uses.items():
        for key, use in used.items():
            table = document.table(section).table(key)
            begin, over = _begin(use.word), _over(use.word)
            if begin is not None and begin >= horizon.end:
                if _rules(written, ("years", "start"), _places(table, ("start",)), document, findings):
                    message = f"'{key}' can never act: it starts on {begin}, and the run ends before {horizon.end}"
                    findings.add(table.place("start"), message, "start it earlier, or give 'horizon' more years")
            elif over is not None and over <= horizon.start and (begin is None or begin < horizon.start):
                places = _places(table, _ENDS)
                if _rules(written, ("start", "years"), places, document, findings):
                    message = f"'{key}' can never act: it is over by {over}, and the run starts on {horizon.start}"
                    findings.add(places[0], message, "let it last longer, or start 'horizon' earlier")


def _rules(horizon: Table, parts: tuple[str, str], places: list[Where], document: Table, findings: Findings) -> bool:
    """Say whether the first part of the horizon binds an event; the default of a part counts as the other part."""
    written = [place for place in _places(horizon, parts) if place.file]
    if not written or not places:
        return False
    files = {place.file for place in places} | {written[0].file}
    others = {place.file for place in written[1:]}
    if len(files) > 1 or written[0].line == places[0].line:  # a document in one line was saved by a run
        return False
    if findings.partial:
        return len(written) == len(parts) and others <= files
    on_top = document.where.file in files and not any(file.startswith(COMMAND_LINE) for file in others)
    return on_top or others <= files


def _places(table: Table, keys: Iterable[str]) -> list[Where]:
    return [table.place(key) for key in keys if key in table.entries]


def _begin(word: Any) -> date | None:
    start = getattr(word, "start", None)
    return start if isinstance(start, date) else None


def _over(word: Any) -> date | None:
    """Return the first day on which an event is over for certain, or None if it may go on for ever."""
    begin, end = _begin(word), getattr(word, "end", None)
    if isinstance(end, date):
        return end
    lengths = [getattr(word, name) for name in _LENGTHS if hasattr(word, name)]
    days = sum(_longest(length) for length in lengths)
    if begin is None or not lengths or getattr(word, "stays", False) or days > _LONGEST_D:
        return None
    return begin + timedelta(days=ceil(days))


def _longest(length: Distribution | float) -> float:
    if not isinstance(length, Distribution):
        return length
    return inf if length.kind in ("lognormal", "exponential") else length.parameters[-1]
