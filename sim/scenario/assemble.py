"""A merged document becomes the frozen parts of a Scenario: here what the world is made of."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import fsum
from typing import Any, Final, TypeVar

from sim.base.elements import ELEMENTS, FORMS
from sim.base.words import param
from sim.scenario.fill import expect_table, fill
from sim.scenario.model import Cohort, Deposit, Horizon, Recipe, Where
from sim.scenario.sections import ENTRIES, ID_SECTIONS, KEYS, CohortEntry, HorizonEntry, shape_of
from sim.scenario.tree import Entry, Findings, Listing, Table, Text, kind_of, misspelt, nearest, suggest
from sim.scenario.values import Names

T = TypeVar("T")
_ID: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,79}")
_MAX_COHORTS: Final = 8
_SUM_TOLERANCE: Final = 0.005


@dataclass(frozen=True)
class _SharesByElement:
    shares: dict[str, float] = param("share", "Parts of the whole.", low=0, keys="element")


_SHAPES: Final = {section: shape_of(f"an entry of '{section}'", entry) for section, entry in ENTRIES.items()}
_COHORT: Final = shape_of("a cohort", CohortEntry)
_HORIZON: Final = shape_of("a horizon", HorizonEntry)
_DEPOSIT: Final = shape_of("a deposit", _SharesByElement)


@dataclass
class Assembly:
    """Reads the sections of one settled document; mistakes go to the findings."""

    document: Table
    findings: Findings

    def __post_init__(self) -> None:
        ids = {section: dict(self.document.table(section).entries) for section in ID_SECTIONS}
        for entry in self.document:
            section = "" if entry.key in KEYS else nearest(entry.key, KEYS)
            if section in ids:  # what stands under a misspelt section is there all the same: one mistake, told once
                self.findings.partial = True
                ids[section] |= self.document.table(entry.key).entries
        buyers = self.document.table("buyers")
        sectors = sorted({buyers.table(key).text("sector") for key in buyers.entries} - {""})
        ids["nodes"] = ids["nodes"] | ids["buyers"]
        causes = {**ids["disruptions"], **ids["policies"]}
        self.names = Names({**ids, "sectors": dict.fromkeys(sectors), "causes": causes})

    def check_keys(self) -> None:
        """Note unknown keys of the document, ids that are no names, and sections that are no mappings."""
        note = self.findings.add
        for entry in self.document:
            if entry.key not in KEYS:
                note(entry.where, f"'{entry.key}' is not a key of a scenario", suggest(entry.key, KEYS))
            elif entry.key in ID_SECTIONS:
                for item in expect_table(entry, self.findings) or ():
                    if _ID.fullmatch(item.key) is None:
                        note(item.where, f"'{item.key[:60]}' cannot be a name: letters, digits, _ and - only")
        for entry in self.document.table("buyers"):
            if entry.key in self.document.table("nodes").entries:
                note(entry.where, f"'{entry.key}' is both a buyer and another node")

    def check_title(self) -> None:
        """Note that the document has no title, unless what stands there has been told already."""
        value, _ = self.document.value("title"), self.text("title")
        told = value is None and "title" in misspelt(self.document, KEYS)
        if not told and (value is None or (isinstance(value, Text) and not value.value.strip())):
            self.findings.add(self.document.where, "a scenario must have a 'title'")

    def text(self, key: str) -> str:
        """Return a text of the document."""
        value = self.document.value(key)
        if isinstance(value, (Listing, Table)):
            self.findings.add(value.where, f"{kind_of(value)} stands behind '{key}' where a text is due")
        return self.document.text(key)

    def sources(self) -> tuple[str, ...]:
        """Return where the figures of the document come from."""
        value = self.document.value("sources")
        if isinstance(value, Listing):
            return tuple(item.value for item in value.items if isinstance(item, Text))
        if isinstance(value, (Text, Table)):
            self.findings.add(value.where, f"{kind_of(value)} stands behind 'sources' where a list is due")
        return ()

    def seed(self) -> int:
        """Return the seed."""
        value = self.document.value("seed")
        if isinstance(value, Text) and re.fullmatch("[0-9]{1,18}", value.value):
            return int(value.value)
        if isinstance(value, (Text, Listing, Table)):
            self.findings.add(value.where, "a seed is a whole number, 0 or more")
        return 0

    def horizon(self) -> Horizon:
        """Return when the run starts and how long it lasts."""
        entry = self.document.entries.get("horizon")
        read = fill(_HORIZON, entry, self.names, self.findings) if entry else None
        h = HorizonEntry(**(read or {}))
        return Horizon(h.start, float(h.years), h.warm_up)

    def deposits(self) -> dict[str, Deposit]:
        """Return the compositions of all deposits, each summing to one."""
        return self.each("deposits", self._deposit)

    def _deposit(self, entry: Entry) -> Deposit | None:
        if expect_table(entry, self.findings) is None:
            return None
        wrapped = Table({"shares": Entry("shares", entry.where, entry.value)}, entry.where)
        read = fill(_DEPOSIT, Entry(entry.key, entry.where, wrapped), self.names, self.findings)
        if read is None:
            return None
        total = fsum(read["shares"].values())
        if total <= 0:
            self.findings.miss(entry.where, f"deposit '{entry.key}' holds no element")
            return None
        return Deposit(entry.key, tuple(read["shares"].get(e, 0.0) / total for e in ELEMENTS))

    def recipes(self) -> dict[str, Recipe]:
        """Return the magnet recipes; their shares are made to sum to exactly one."""
        return self.each("recipes", self._recipe)

    def _recipe(self, entry: Entry) -> Recipe | None:
        read = fill(_SHAPES["recipes"], entry, self.names, self.findings)
        if read is None:
            return None
        place = entry.value.place("shares") if isinstance(entry.value, Table) else entry.where
        total = self._sum_to_one(read["shares"].values(), place, f"the shares of '{entry.key}'")
        if total is None:
            return None
        shares = {c: share / total for c, share in sorted(read["shares"].items())}
        return Recipe(entry.key, read["content"], shares, read["praseodymium"], read["replaceable"] or {})

    def _sum_to_one(self, shares: Iterable[float], where: Where, what: str) -> float | None:
        total = fsum(shares)
        if abs(total - 1.0) <= _SUM_TOLERANCE:
            return total
        self.findings.miss(where, f"{what} sum to {total:.4g}, not to 1")
        return None

    def product_share(self) -> dict[str, float]:
        """Return t REO per t of product by form; a form that is not written counts as pure oxide."""
        shares = dict.fromkeys(FORMS, 1.0)
        for entry in self._section("forms"):
            if entry.key not in FORMS:
                self.findings.add(entry.where, f"'{entry.key}' is not a form", suggest(entry.key, FORMS))
            elif entry.key == "magnet":
                self.findings.add(entry.where, "what a magnet holds is the 'content' of its recipe")
            elif read := fill(_SHAPES["forms"], entry, self.names, self.findings):
                shares[entry.key] = read["reo_per_product"]
        return shares

    def buffers(self) -> dict[str, tuple[Cohort, ...]]:
        """Return how the stocks of firms are spread."""
        return self.each("buffers", self._buffer)

    def _buffer(self, entry: Entry) -> tuple[Cohort, ...] | None:
        value, note = entry.value, self.findings.add
        if not isinstance(value, Listing):
            if isinstance(value, (Text, Table)):
                note(value.where, f"{kind_of(value)} stands behind '{entry.key}' where a list is due")
            return None
        rows = [fill(_COHORT, Entry(entry.key, item.where, item), self.names, self.findings) for item in value.items]
        cohorts = [Cohort(row["share"], row["cover"]) for row in rows if row is not None]
        if len(cohorts) < len(rows):
            return None
        if len(cohorts) > _MAX_COHORTS:
            note(entry.where, f"'{entry.key}' has {len(cohorts)} cohorts, more than {_MAX_COHORTS}")
            return None
        total = self._sum_to_one([c.share for c in cohorts], entry.where, f"the cohorts of '{entry.key}'")
        return tuple(Cohort(c.share / total, c.cover_d) for c in cohorts) if total else None

    def make(self, entry: Entry, section: str, build: Callable[[Entry, dict[str, Any]], T]) -> T | None:
        """Return what is built from the values of an entry of one of the declared sections."""
        read = fill(_SHAPES[section], entry, self.names, self.findings)
        return None if read is None else build(entry, read)

    def each(self, section: str, make: Callable[[Entry], T | None]) -> dict[str, T]:
        """Return what is made of each entry of a section, in order of id, without those that are wrong."""
        made = {entry.key: make(entry) for entry in self._section(section)}
        return {key: one for key, one in made.items() if one is not None}

    def _section(self, section: str) -> list[Entry]:
        return sorted(self.document.table(section), key=lambda entry: entry.key)
