"""Overrides change one value each, named by a dotted path.

A relative one multiplies the value so far, or moves its days: a mine slips by ``capacity: 2 yr later``.
"""

import re
from dataclasses import dataclass
from typing import Final

from sim.base.units import CANONICAL, NUMBER
from sim.base.words import Param, params_of, words
from sim.scenario.facts import FactBook, is_reference
from sim.scenario.merge import STRUCTURE, lay_over
from sim.scenario.model import Where
from sim.scenario.moves import moved, moves
from sim.scenario.phrases import is_date, read_date, scaled
from sim.scenario.sections import ENTRIES, KEYS, WORD_SECTIONS, HorizonEntry, entry_params
from sim.scenario.tree import (
    AbsentError,
    Entry,
    Findings,
    MeaningError,
    Nothing,
    Table,
    Text,
    Unreadable,
    Value,
    kind_of,
    suggest,
)

_TIMES: Final = re.compile(rf"({NUMBER})\s*x")
_PERCENT_MORE: Final = re.compile(rf"([+-])\s*({NUMBER})\s*%")
_SETTABLE: Final = tuple(key for key in KEYS if key not in STRUCTURE)


@dataclass(frozen=True)
class Overrider:
    """Applies overrides to a document; what it cannot apply goes to the findings."""

    facts: FactBook
    findings: Findings

    def apply(self, document: Table, overrides: Table) -> Table:
        """Return the document with every override done, in the order in which they are written."""
        for entry in overrides:
            try:
                document = self._put(document, document, entry, entry.key.split("."), 0)
            except MeaningError as error:
                self.findings.refuse(entry.where, error, f"{entry.key}: ")
        return document

    def _put(self, whole: Table, table: Table, entry: Entry, path: list[str], depth: int) -> Table:
        step, last = path[depth], depth == len(path) - 1
        there = table.entries.get(step)
        if there is None and not (last and _may_be_new(path)):
            there = _missing(whole, path, depth)
        entries = dict(table.entries)
        if not last:
            if there is None or not isinstance(there.value, Table):
                what = kind_of(there.value) if there else "nothing"
                raise MeaningError(f"'{'.'.join(path[: depth + 1])}' is {what}, it has no '{path[depth + 1]}'")
            entries[step] = Entry(step, there.where, self._put(whole, there.value, entry, path, depth + 1))
        elif isinstance(entry.value, Nothing):
            if there is None:
                raise AbsentError("null removes a value, but nothing stands there", step, entries)
            del entries[step]
        else:
            entries[step] = Entry(step, entry.where, self._value(whole, there, entry, path))
        return Table(entries, table.where)

    def _value(self, whole: Table, there: Entry | None, entry: Entry, path: list[str]) -> Value:
        value = entry.value
        if isinstance(value, Text) and (relative(value.value) is not None or moves(value.value)):
            try:
                return self._related(whole, there, value, path)
            except MeaningError as error:
                self.findings.refuse(value.where, error)
                return there.value if there else Unreadable(value.where)
        if isinstance(value, Table) and there is not None and isinstance(there.value, Table):
            return lay_over(there.value, value, self.findings, ".".join(path) + ".")
        return value

    def _related(self, whole: Table, there: Entry | None, value: Text, path: list[str]) -> Value:
        """Return what a relative value makes of the value so far."""
        factor = relative(value.value)
        if factor is None:
            return self._moved(there.value if there else None, value.value, value.where)
        so_far = there.value if there else _default(whole, path, value.where)
        return self._times(so_far, factor, value.where) if so_far else Unreadable(value.where)

    def _moved(self, value: Value | None, text: str, where: Where) -> Value:
        """Return a day that is moved, or dated steps, all of which are moved but the first."""
        if isinstance(value, Text) and is_reference(value.value):
            value = self.facts.look_up(value)
        if isinstance(value, Text) and is_date(value.value):
            return Text(moved(read_date(value.value), text).isoformat(), where, value.origin)
        if not isinstance(value, Table) or len(value.entries) < 2:
            hint = "give the value as dated steps first, such as {2024: 29 kt/yr, 2028: 33 kt/yr}"
            raise MeaningError("there is no day and no dated step that could come later or earlier", hint)
        days = {entry.key: read_date(entry.key, year_alone=True) for entry in value}
        first = min(days.values())
        then = {key: day if day == first else moved(day, text) for key, day in days.items()}
        if any(day <= first < days[key] for key, day in then.items()):
            raise MeaningError(f"a step would come before the first, of {first}")
        if len(set(then.values())) < len(then):
            raise MeaningError(f"'{text[:40]}' lets two steps begin on one day")
        rows = {day.isoformat(): Entry(day.isoformat(), where, value.entries[key].value) for key, day in then.items()}
        return Table(rows, where, value.origin)

    def _times(self, value: Value, factor: float, where: Where) -> Value:
        if isinstance(value, Text) and is_reference(value.value):
            value = self.facts.look_up(value)
        if isinstance(value, Text):
            return Text(scaled(value.value, factor), where, value.origin)
        if not isinstance(value, Table):
            raise MeaningError(f"a relative value of {kind_of(value)}, which is not a number")
        rows = {e.key: Entry(e.key, e.where, self._times(e.value, factor, where)) for e in value}
        return Table(rows, where, value.origin)


def relative(text: str) -> float | None:
    """Return the factor that ``1.2x``, ``-30 %`` or ``+5 %`` stands for, or None for any other text."""
    times = _TIMES.fullmatch(text.strip())
    if times:
        return float(times[1].replace(",", ""))
    more = _PERCENT_MORE.fullmatch(text.strip())
    if more:
        return 1.0 + float(more[1] + more[2].lstrip("+-").replace(",", "")) / 100.0
    return None


def _may_be_new(path: list[str]) -> bool:
    """Say whether the last step of a path may name a key that is not written yet but has a default."""
    return (
        len(path) >= 3 or path[0] in ("seed", "title", "story") or (path[0] in ("horizon", "claims") and len(path) == 2)
    )


def _missing(whole: Table, path: list[str], depth: int) -> Entry:
    """Raise for a step that does not exist, or return an empty section if it merely is not written."""
    step = path[depth]
    if depth == 0:
        if step not in _SETTABLE:
            raise MeaningError(f"there is no section '{step}'", suggest(step, _SETTABLE))
        if step in ("horizon", "claims"):
            return Entry(step, whole.where, Table({}, whole.where))
        raise AbsentError(f"the scenario has no '{step}'")
    here = whole
    for above in path[:depth]:
        here = here.table(above)
    elsewhere = [section.key for section in whole if step in whole.table(section.key).entries]
    if depth == 1 and elsewhere:
        raise MeaningError(f"there is no '{step}' in {path[0]}", f"did you mean '{elsewhere[0]}.{step}'?")
    raise AbsentError(f"there is no '{step}' in {'.'.join(path[:depth])}", step, here.entries)


def _default(whole: Table, path: list[str], where: Where) -> Text | None:
    """Return the declared default of a value that is not written, as text, or None if its key is unknown.

    An unknown key is told when the entry is filled in. Raises MeaningError if a known one has no default.
    """
    params = {p.name: p for p in _declared(whole, path)}
    declared = params.get(path[-1])
    if params and declared is None:
        return None
    default = declared.default if declared else None
    known = isinstance(default, (int, float)) and not isinstance(default, bool) and default < float("inf")
    if declared is None or not known:
        raise AbsentError("a relative value, but there is no number so far that it could relate to")
    return Text(f"{default!r} {CANONICAL.get(declared.quantity, '')}".strip(), where)


def _declared(whole: Table, path: list[str]) -> tuple[Param, ...]:
    section = path[0]
    if section == "horizon":
        return entry_params(HorizonEntry)
    if len(path) != 3:
        return ()
    entry = whole.table(section).table(path[1])
    own = entry_params(ENTRIES[section]) if section in ENTRIES else ()
    if section in ("nodes", "buyers"):
        stage = words("stage").get("buyer" if section == "buyers" else entry.text("stage"))
        return own + (params_of(stage) if stage else ())
    if section in WORD_SECTIONS:
        word = words(WORD_SECTIONS[section]).get(entry.text("kind"))
        return params_of(word) if word else ()
    return own
