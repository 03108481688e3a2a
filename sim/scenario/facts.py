"""The tables of facts: every figure about the world with its unit, range, source and grade."""

import csv
import io
import re
from dataclasses import dataclass, field
from typing import Final

from sim.scenario.library import WORLD, Library, read_bytes
from sim.scenario.model import Where
from sim.scenario.tree import Entry, Findings, MeaningError, Table, Text, Unreadable, Value, kind_of, suggest

DEPOSITS: Final = "deposits.csv"
_FACT_COLUMNS: Final = ("id", "value", "unit", "low", "high", "year", "source", "grade", "note", "rival")
_DEPOSIT_COLUMNS: Final = ("deposit", "element", "share", "source", "grade", "note")
_REFERENCE: Final = re.compile(r"fact\s+(\S+)(?:\s+([0-9]{4}))?")


@dataclass(frozen=True)
class Fact:
    """One row: a figure, the year it holds for (blank: undated) and where it comes from."""

    id: str
    value: str
    unit: str
    low: str
    high: str
    year: str
    source: str
    grade: str
    note: str
    rival: str
    where: Where

    @property
    def text(self) -> str:
        """Return the figure with its unit, as one would write it in a scenario."""
        return f"{self.value} {self.unit}".strip()


@dataclass
class FactBook:
    """All facts, read when the first one is asked for. ``claims`` says which rival is believed of which fact."""

    library: Library
    findings: Findings
    claims: dict[str, str] = field(default_factory=dict)
    _rows: dict[str, list[Fact]] | None = None

    def choose(self, value: Value | None) -> None:
        """Believe the rivals that a ``claims`` mapping names, and nobody else. Notes what is not disputed so."""
        self.claims = {}
        if value is None or isinstance(value, Unreadable):
            return
        if not isinstance(value, Table):
            self.findings.add(value.where, f"{kind_of(value)} stands behind 'claims' where a mapping is due")
            return
        for entry in value:
            try:
                self.claims[entry.key] = self._rival(entry)
            except MeaningError as error:
                self.findings.add(error.where or entry.where, str(error), error.suggestion)

    def _rival(self, entry: Entry) -> str:
        """Return the rival that an entry of ``claims`` names. Raises MeaningError."""
        name = entry.key
        if name not in self.rows():
            raise MeaningError(f"there is no fact '{name[:60]}'", suggest(name, self.rows()))
        rivals = list(dict.fromkeys(row.rival for row in self.rows()[name] if row.rival))
        if not rivals:
            raise MeaningError(f"fact '{name}' is not disputed: no row of it names a rival")
        where = entry.value.where
        if not isinstance(entry.value, Text):
            raise MeaningError(f"{kind_of(entry.value)} stands where the name of a rival is due", where=where)
        if entry.value.value not in rivals:
            known = suggest(entry.value.value, rivals) or f"one of {', '.join(rivals)}"
            raise MeaningError(f"fact '{name}' has no rival '{entry.value.value[:60]}'", known, where)
        return entry.value.value

    def rows(self) -> dict[str, list[Fact]]:
        """Return the rows of every fact by id."""
        if self._rows is None:
            self._rows = {}
            for path in self.library.fact_files():
                if path.name == DEPOSITS:
                    continue
                label = self.library.label(path)
                for where, cells in read_rows(label, read_bytes(path, label), _FACT_COLUMNS, self.findings):
                    self._rows.setdefault(cells["id"], []).append(Fact(**cells, where=where))
        return self._rows

    def believed(self, name: str) -> list[Fact]:
        """Return the rows of a fact that count: of the rival believed in the years it speaks of, else undisputed."""
        rows = self.rows().get(name, [])
        claimed = [row for row in rows if row.rival and row.rival == self.claims.get(name)]
        others = _undisputed(rows)
        if not claimed:
            return others
        if not all(row.year for row in [*claimed, *others]):
            return claimed
        years = {row.year for row in claimed}
        return [*claimed, *(row for row in others if row.year not in years)]

    def look_up(self, text: Text) -> Text | Table:
        """Return what ``fact <id>`` stands for: a value, or a mapping by year. Raises MeaningError."""
        match = _REFERENCE.fullmatch(text.value)
        if match is None:
            raise MeaningError(f"'{text.value}' does not name a fact", "write 'fact <id>'")
        name, year = match[1], match[2]
        rows = self.believed(name)
        if not rows:
            raise MeaningError(f"there is no fact '{name}'", suggest(name, self.rows()))
        origin = f"fact {name}"
        if any(row.year and not re.fullmatch("[0-9]{4}", row.year) for row in rows):
            raise MeaningError(f"fact '{name}' has a row with an impossible year", f"see {rows[0].where.file}")
        if year is not None:
            rows = [row for row in rows if row.year == year]
            if not rows:
                raise MeaningError(f"fact '{name}' has no row for {year}")
            return Text(rows[0].text, text.where, origin)
        _refuse_doubles(name, rows)
        if len(rows) == 1 and not rows[0].year:
            return Text(rows[0].text, text.where, origin)
        entries = {row.year: Entry(row.year, text.where, Text(row.text, text.where, origin)) for row in rows}
        return Table(dict(sorted(entries.items())), text.where, origin)


def is_reference(text: str) -> bool:
    """Return whether a value refers to a fact."""
    return _REFERENCE.fullmatch(text) is not None


def _undisputed(rows: list[Fact]) -> list[Fact]:
    """Leave out rival figures where an undisputed row of the same year stands beside them."""
    leading = {row.year for row in rows if not row.rival}
    return [row for row in rows if not row.rival or row.year not in leading]


def _refuse_doubles(name: str, rows: list[Fact]) -> None:
    years = [row.year for row in rows]
    for row in rows:
        if years.count(row.year) > 1:
            raise MeaningError(f"fact '{name}' has two rows for {row.year or 'no year'}", f"see {row.where.file}")
        if not row.year and len(rows) > 1:
            raise MeaningError(f"fact '{name}' has dated and undated rows", f"see {row.where.file}")


def read_deposits(library: Library, findings: Findings) -> Table:
    """Return deposits.csv as the ``deposits`` section of a document; its shares are in % of TREO."""
    path = library.root / WORLD / "facts" / DEPOSITS
    label = library.label(path)
    top = Where(label, 1, 1)
    shares: dict[str, dict[str, Entry]] = {}
    if not path.is_file():
        return Table({}, top)
    for where, cells in read_rows(label, read_bytes(path, label), _DEPOSIT_COLUMNS, findings):
        deposit, element, share = cells["deposit"], cells["element"], cells["share"]
        row = shares.setdefault(deposit, {})
        if element in row:
            findings.add(where, f"deposit '{deposit}' has two rows for {element}")
        text = share if share.endswith("%") else f"{share} %"
        row.setdefault(element, Entry(element, where, Text(text, where)))
    deposits = {name: _deposit(name, row) for name, row in shares.items()}
    return Table({"deposits": Entry("deposits", top, Table(deposits, top))}, top)


def _deposit(name: str, row: dict[str, Entry]) -> Entry:
    where = next(iter(row.values())).where
    return Entry(name, where, Table(row, where))


def read_rows(
    label: str, data: bytes, columns: tuple[str, ...], findings: Findings
) -> list[tuple[Where, dict[str, str]]]:
    """Return the rows of a table with the line where each begins; blank lines are skipped."""
    rows: list[tuple[Where, dict[str, str]]] = []
    line = 0
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        for cells in reader:
            where, line = Where(label, line + 1, 1), reader.line_num
            if where.line == 1 and tuple(cells) != columns:
                findings.add(where, f"the first line must read {','.join(columns)}")
                return []
            if where.line == 1 or not any(cells):
                continue
            if len(cells) != len(columns):
                findings.add(where, f"{len(cells)} cells where {len(columns)} are due")
                continue
            rows.append((where, {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}))
    except UnicodeDecodeError:
        findings.add(Where(label, 1, 1), "not UTF-8 text")
    except csv.Error as error:
        findings.add(Where(label, line + 1, 1), f"this is not a table: {error}")
    return rows
