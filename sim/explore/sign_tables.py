"""Sign tables: which way a scenario should move things, written down before it was first run.

``scenarios/signs/<scenario>.csv`` holds one expectation a row. A row that turned out wrong stays, with the direction
found and the reason in ``amended``.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from sim.base.elements import DIDYMIUM, ELEMENTS, FORMS
from sim.base.words import words
from sim.scenario.facts import read_rows
from sim.scenario.library import Library, read_bytes, scenarios_root
from sim.scenario.model import Where
from sim.scenario.tree import Findings

COLUMNS: Final = ("scenario", "measure", "element", "form", "place", "direction", "why", "amended")
MEASURES: Final = ("shortfall", "production", "exports", "price", "thrifted")
ALL: Final = "all"
FOLDER: Final = "signs"
Direction = Literal["up", "down", "none"]
DIRECTIONS: Final[tuple[Direction, ...]] = ("up", "down", "none")
_AMENDED: Final = re.compile(r"(up|down|none)\s*[:;,.]?\s+(\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Sign:
    """One expectation. ``element``, ``form`` and ``place`` may be ``all``; NdPr is neodymium and praseodymium.

    ``form`` is a form of goods, and for production the stage of the plants. ``place`` is a region for shortfall and
    thrifted, a country for production and exports, a zone (inside or outside) for prices.
    """

    scenario: str
    measure: str
    element: str
    form: str
    place: str
    written: Direction
    why: str
    amended: str
    where: Where

    @property
    def direction(self) -> Direction:
        """Return the direction that holds: the amended one where the first turned out wrong."""
        match = _AMENDED.fullmatch(self.amended)
        return _direction(match[1]) if match else self.written


def sign_files(root: Path | None = None) -> dict[str, Path]:
    """Return the sign table of each scenario that has one, in alphabetical order."""
    return {path.stem: path for path in sorted(((root or scenarios_root()) / FOLDER).glob("*.csv"))}


def read_signs(path: Path) -> tuple[Sign, ...]:
    """Return the rows of a sign table. Raises ScenarioError with file and row of every mistake."""
    findings = Findings()
    label = Library(path.parent.parent).label(path)
    rows = read_rows(label, read_bytes(path, label), COLUMNS, findings)
    for where, cells in rows:
        for mistake in _mistakes(cells, path.stem):
            findings.add(where, mistake)
    if not rows and not findings.problems:
        findings.add(Where(label, 1, 1), "there is no row")
    findings.stop_if_any()
    return tuple(_sign(where, cells) for where, cells in rows)


def _sign(where: Where, cells: dict[str, str]) -> Sign:
    same = {name: cells[name] for name in COLUMNS if name != "direction"}
    return Sign(written=_direction(cells["direction"]), where=where, **same)


def _direction(text: str) -> Direction:
    return DIRECTIONS[DIRECTIONS.index(text)]


def _mistakes(cells: dict[str, str], scenario: str) -> list[str]:
    known = {
        "scenario": (scenario,),
        "measure": MEASURES,
        "element": (ALL, *ELEMENTS, DIDYMIUM),
        "form": (ALL, *(words("stage") if cells["measure"] == "production" else FORMS)),
        "direction": DIRECTIONS,
    }
    found = [
        f"{name} '{cells[name]}' is none of {', '.join(choices)}"
        for name, choices in known.items()
        if cells[name] not in choices
    ]
    if cells["measure"] == "price" and cells["place"] not in (ALL, "inside", "outside"):
        found.append(f"the zone '{cells['place']}' is neither inside nor outside")
    found += [f"'{name}' is empty" for name in ("place", "why") if not cells[name]]
    if cells["amended"] and not _AMENDED.fullmatch(cells["amended"]):
        found.append("'amended' is a direction and the reason, for example 'none: stocks outlast it'")
    return found
