"""From files to one merged document: the world, the chain of scenarios, blocks, own keys, overrides."""

from dataclasses import dataclass, field
from pathlib import Path

from sim.base.errors import Problem, ScenarioError
from sim.scenario.facts import FactBook, is_reference, read_deposits
from sim.scenario.library import EMPTY, WORLD, Library, read_bytes
from sim.scenario.merge import OWN_WORDS, STRUCTURE, find_override_clashes, join, lay_over, without
from sim.scenario.model import Where
from sim.scenario.overrides import Overrider
from sim.scenario.tree import Entry, Findings, Listing, MeaningError, Table, Text, Unreadable, Value, kind_of
from sim.scenario.yaml_text import read

_PROSE = frozenset({"title", "story", "sources", "note", "source", "owner"})


@dataclass
class Layers:
    """Reads the files of one scenario. ``whole`` turns false when a file is missing or is not YAML."""

    library: Library
    findings: Findings
    whole: bool = True
    sources: list[Text] = field(default_factory=list)
    used: dict[str, Where] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.facts = FactBook(self.library, self.findings)
        self.overrider = Overrider(self.facts, self.findings)

    def document(self, data: bytes | str, label: str, path: Path | None = None) -> Table:
        """Return the merged document of a scenario's text, overrides done."""
        table = self._read(data, label)
        if table is None:
            return Table({}, Where(label, 1, 1))
        noted = len(self.findings.problems)
        merged = self._layer(table, path, {})
        if self.whole and "claims" in merged.entries:
            merged = self._once_more(table, path, merged.value("claims"), noted)
        return Table(merged.entries, table.where)

    def _once_more(self, table: Table, path: Path | None, claims: Value | None, noted: int) -> Table:
        """Lay the layers anew under the claims that they made together: a lower one may have multiplied a fact."""
        del self.findings.problems[noted:]
        self.sources, self.used = [], {}
        self.facts = FactBook(self.library, self.findings)
        self.overrider = Overrider(self.facts, self.findings)
        self.facts.choose(claims)
        return self._layer(table, path, {})

    def root(self, name: str) -> Table:
        """Return the empty world, or the whole one."""
        return self._world() if name == WORLD else Table({}, Where(name, 1, 1))

    def settle(self, table: Table) -> Table:
        """Return a document in which every ``fact <id>`` is replaced by the figure it names."""
        return Table(
            {e.key: Entry(e.key, e.where, self._settled(e.key, e.value)) for e in table}, table.where, table.origin
        )

    def _settled(self, key: str, value: Value) -> Value:
        if key in _PROSE:
            return value
        if isinstance(value, Table):
            return self.settle(value)
        if isinstance(value, Listing):
            return Listing(tuple(self._settled(key, item) for item in value.items), value.where)
        if isinstance(value, Text) and is_reference(value.value):
            try:
                return self.facts.look_up(value)
            except MeaningError as error:
                self.findings.add(value.where, str(error), error.suggestion)
                return Unreadable(value.where)
        return value

    def _read(self, data: bytes | str, label: str) -> Table | None:
        table = read(data, label, self.findings)
        self.whole = self.whole and table is not None
        return table

    def _layer(self, own: Table, path: Path | None, trail: dict[Path, str]) -> Table:
        base = self._base(own, path, trail)
        blocks = self._blocks(own)
        self._collect_sources(own)
        if not self.whole:  # without what lies below, everything that refers to it would seem a mistake
            return own
        merged = without(base, OWN_WORDS)
        if blocks:
            find_override_clashes(blocks, self.findings)
            merged = lay_over(merged, join(blocks, "blocks", self.findings), self.findings)
            for block in blocks:
                merged = self.overrider.apply(merged, block.table("overrides"))
        merged = lay_over(merged, without(own, STRUCTURE), self.findings)
        self._expect(own, "overrides", Table)
        return self.overrider.apply(merged, own.table("overrides"))

    def _base(self, own: Table, path: Path | None, trail: dict[Path, str]) -> Table:
        value = own.value("extends")
        if value is not None and not self._expect(own, "extends", Text):
            return self._lost()
        name = value.value if isinstance(value, Text) else WORLD
        if value is None or name in (EMPTY, WORLD):
            return self.root(name)
        try:
            file = self.library.scenario(name, path)
            trail = trail | ({path.resolve(): path.stem} if path else {})
            if file.resolve() in trail:
                circle = [*list(trail.values())[list(trail).index(file.resolve()) :], name]
                raise MeaningError(f"'extends' goes in a circle: {' -> '.join(circle)}")
            parent = self._read(read_bytes(file, self.library.label(file)), self.library.label(file))
        except MeaningError as error:
            self.findings.add(value.where, str(error), error.suggestion)
            return self._lost()
        except ScenarioError as error:
            self.findings.add(value.where, error.problems[0].message)
            return self._lost()
        return self._layer(parent, file, trail) if parent else self._lost()

    def _lost(self) -> Table:
        self.whole = False
        return Table({}, Where())

    def _expect(self, table: Table, key: str, kind: type) -> bool:
        value = table.value(key)
        if value is None or isinstance(value, kind):
            return True
        if not isinstance(value, Unreadable):
            due = "a mapping" if kind is Table else "a name"
            self.findings.add(value.where, f"{kind_of(value)} stands behind '{key}' where {due} is due")
        return False

    def _blocks(self, own: Table) -> list[Table]:
        value = own.value("use")
        items: tuple[Value, ...] = value.items if isinstance(value, Listing) else (value,) if value else ()
        blocks = []
        for item in items:
            block = self._block(item)
            if block:
                self._collect_sources(block)
                blocks.append(block)
        return blocks

    def _block(self, item: Value) -> Table | None:
        if isinstance(item, Unreadable):
            return None
        if not isinstance(item, Text):
            self.findings.add(item.where, f"{kind_of(item)} stands where the name of a block is due")
            return None
        if item.value in self.used:
            there = self.used[item.value]
            self.findings.add(item.where, f"block '{item.value}' is used already in {there.file}:{there.line}")
            return None
        self.used[item.value] = item.where
        try:
            file = self.library.block(item.value)
            block = self._read(read_bytes(file, self.library.label(file)), self.library.label(file))
        except MeaningError as error:
            self.findings.add(item.where, str(error), error.suggestion)
            self.whole = False
            return None
        except ScenarioError as error:
            self.findings.add(item.where, error.problems[0].message)
            self.whole = False
            return None
        return self._refuse(block, ("extends", "use"), "a block") if block else None

    def _refuse(self, table: Table, keys: tuple[str, ...], what: str) -> Table:
        for key in keys:
            if key in table.entries:
                self.findings.add(table.entries[key].where, f"'{key}' has no place in {what}")
        return without(table, keys)

    def _world(self) -> Table:
        files = self.library.world_files()
        if not files:
            message = "there is no world here: no .yaml file lies in its folder 'world'"
            raise ScenarioError([Problem(self.library.root.as_posix(), 0, 0, message)])
        tables = [read_deposits(self.library, self.findings)]
        for file in files:
            table = self._read(read_bytes(file, self.library.label(file)), self.library.label(file))
            if table:
                tables.append(self._refuse(table, STRUCTURE, "a file of the world"))
        return lay_over(Table({}, tables[0].where), join(tables, "files of the world", self.findings), self.findings)

    def _collect_sources(self, table: Table) -> None:
        value = table.value("sources")
        items = value.items if isinstance(value, Listing) else ()
        seen = {text.value for text in self.sources}
        self.sources += [item for item in items if isinstance(item, Text) and item.value not in seen]
