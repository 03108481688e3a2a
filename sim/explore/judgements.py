"""Every figure about the world beside the range that was written down for it."""

from typing import Final

import pandas as pd

from sim.base.errors import SimError
from sim.base.units import split
from sim.scenario.facts import Fact, FactBook
from sim.scenario.library import Library, scenarios_root
from sim.scenario.tree import Findings

MARK: Final = "judgement"
COLUMNS: Final = ("id", "year", "value", "low", "high", "unit", "inside", "judgement", "grade", "note", "where")


def ranges() -> pd.DataFrame:
    """Return all facts that state a range.

    Columns: id, year, value, low, high, unit, inside, judgement (whether the project chose the figure), grade, note,
    where (file and line). ``inside`` says whether the value lies in its range.
    """
    findings = Findings()
    book = FactBook(Library(scenarios_root()), findings)
    rows = [_row(fact) for facts in book.rows().values() for fact in facts if fact.low and fact.high]
    findings.stop_if_any()
    return pd.DataFrame(rows, columns=list(COLUMNS))


def judgements() -> pd.DataFrame:
    """Return the facts that are judgements of the project, with the same columns as :func:`ranges`."""
    found = ranges()
    return found[found["judgement"]].reset_index(drop=True)


def _row(fact: Fact) -> tuple[object, ...]:
    value, low, high = (_number(fact, text) for text in (fact.value, fact.low, fact.high))
    place = f"{fact.where.file}:{fact.where.line}"
    judged = fact.note.startswith(MARK)
    return fact.id, fact.year, value, low, high, fact.unit, low <= value <= high, judged, fact.grade, fact.note, place


def _number(fact: Fact, text: str) -> float:
    parts = split(text)
    if parts is None:
        raise SimError(f"{fact.where.file}:{fact.where.line}: '{text}' of {fact.id} is no number")
    return parts[0]
