"""An event that can never fall into the run is a mistake, if who wrote it could know.

The same event is no mistake where somebody else cut the run: a block is used with many horizons, a history such
as the block ``today`` is laid under runs that begin later, ``--years 1`` asks for the first year of anything, and
the document that a run saves holds what all of these made of it. Such an event changes nothing; it is a remark, and
no mistake. It is a mistake where one file holds both the event and the part of the horizon that shuts it out (the
years for an event that comes too late, the start for one that is over before), unless somebody moved the other part
afterwards; and where the document that is asked for holds the event, whoever wrote the horizon that it runs under, or
if nobody did: only the command line may cut the run short of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, inf
from typing import Any, Final

from sim.base.distributions import Distribution
from sim.base.errors import Problem
from sim.scenario.model import Horizon, Scenario, Use, Where
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
            idle = _idle(use, horizon)
            if idle is None:
                continue
            places = _places(table, ("start",) if idle.late else _ENDS)
            parts = ("years", "start") if idle.late else ("start", "years")
            if _rules(written, parts, places, document, findings):
                findings.add(places[0], idle.message, idle.remedy)


def idle_uses(scenario: Scenario) -> tuple[Problem, ...]:
    """Return what can never act in the run of a sound scenario, because somebody else cut it: remarks, no mistakes."""
    used = (*scenario.disruptions.values(), *scenario.policies.values())
    found = [(use.where, _idle(use, scenario.horizon)) for use in used]
    return tuple(Problem(w.file, w.line, w.column, idle.message, idle.remedy) for w, idle in found if idle is not None)


@dataclass(frozen=True)
class _Idle:
    """Why a use of a word can never act: it comes too late, or is over too early."""

    late: bool
    message: str
    remedy: str


def _idle(use: Use, horizon: Horizon) -> _Idle | None:
    """Say why a use of a word can never act, or None if it may."""
    begin, over = _begin(use.word), _over(use.word)
    if begin is not None and begin >= horizon.end:
        message = f"'{use.id}' can never act: it starts on {begin}, and the run ends before {horizon.end}"
        return _Idle(True, message, "start it earlier, or give 'horizon' more years")
    if over is not None and over <= horizon.start and (begin is None or begin < horizon.start):
        message = f"'{use.id}' can never act: it is over by {over}, and the run starts on {horizon.start}"
        return _Idle(False, message, "let it last longer, or start 'horizon' earlier")
    return None


def _rules(horizon: Table, parts: tuple[str, str], places: list[Where], document: Table, findings: Findings) -> bool:
    """Say whether an event outside of the run is a mistake; the default of a part counts as the other part."""
    written = [place for place in _places(horizon, parts) if place.file]
    if not places or _saved(written, places, document):
        return False
    moved = any(place.file.startswith(COMMAND_LINE) for place in written)
    files = {place.file for place in places}
    if not findings.partial and files == {document.where.file} and not moved:
        return True
    if not written or files != {written[0].file}:
        return False
    return {place.file for place in written[1:]} <= files and (not findings.partial or len(written) == len(parts))


def _saved(written: list[Where], places: list[Where], document: Table) -> bool:
    """Say whether a run saved the document, which is then one line."""
    there = written[0] if written else document.where
    return (places[0].file, places[0].line) == (there.file, there.line)


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
