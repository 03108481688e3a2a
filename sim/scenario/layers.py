"""From files to one merged document: the world, the chain of scenarios, blocks, own keys, overrides."""

from dataclasses import dataclass, field
from pathlib import Path

from sim.base.errors import Problem, ScenarioError
from sim.scenario.facts import FactBook, is_reference, read_deposits
from sim.scenario.library import EMPTY, WORLD, Library, read_bytes
from sim.scenario.merge import OWN_WORDS, STRUCTURE, find_override_clashes, join, lay_over, without
from sim.scenario.model import Where
from sim.scenario.overrides import Overrider
from sim.scenario.sections import ID_SECTIONS, KEYS
from sim.scenario.tree import (
    Entry,
    Findings,
    Listing,
    MeaningError,
    Table,
    Text,
    Unreadable,
    Value,
    kind_of,
    misspelt,
    nearest,
    suggest,
)
from sim.scenario.yaml_text import read

_MAPPINGS = frozenset({*ID_SECTIONS, "horizon", "claims", "overrides"})
_PROSE = frozenset({"title", "story", "sources", "note", "source", "owner"})


@dataclass
class Layers:
    """Reads the files of one scenario.

    Where a file is missing or is not YAML, the findings are partial from then on, and the rest is laid over what
    could be read: the scenario that was meant most likely, or else the world.
    """

    library: Library
    findings: Findings
    guessing: bool = True
    sources: list[Text] = field(default_factory=list)
    used: dict[str, Where] = field(default_factory=dict)
    meant: list[Table] = field(default_factory=list)
    on_the_world: bool = False
    """Whether the whole world was read to lay the others upon, and not the empty one."""

    def __post_init__(self) -> None:
        self.facts = FactBook(self.library, self.findings)
        self.overrider = Overrider(self.facts, self.findings)

    def document(self, data: bytes | str, label: str, path: Path | None = None) -> Table:
        """Return the merged document of a scenario's text, overrides done. Raises ScenarioError for what is none."""
        table = self._read(data, label)
        if table is None:
            raise ScenarioError(self.findings.problems)
        if "vary" in table.entries:
            where = table.entries["vary"].where
            message = "this is a sweep, and no scenario"
            raise ScenarioError([Problem(where.file, where.line, where.column, message, "run it with 'sim sweep'")])
        noted = len(self.findings.problems)
        merged = self._layer(table, path, {})
        if not self.findings.partial and "claims" in merged.entries:
            merged = self._once_more(table, path, merged.value("claims"), noted)
        return Table(merged.entries, table.where)

    def _once_more(self, table: Table, path: Path | None, claims: Value | None, noted: int) -> Table:
        """Lay the layers anew under the claims that they made together: a lower one may have multiplied a fact."""
        del self.findings.problems[noted:]
        self.sources, self.used, self.meant = [], {}, []
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
        self.findings.partial = self.findings.partial or table is None
        return None if table is None else self._respelt(table)

    def _respelt(self, table: Table) -> Table:
        """Return a document in which misspelt keys are told and put right, so that what stands there is read."""
        entries = dict(table.entries)
        for key, wrong in misspelt(table, KEYS).items():
            if isinstance(wrong.value, Table) != (key in _MAPPINGS):
                continue
            self.findings.add(wrong.where, f"'{wrong.key}' is not a key of a scenario", suggest(wrong.key, KEYS))
            del entries[wrong.key]
            entries[key] = Entry(key, wrong.where, wrong.value)
        return Table(entries, table.where, table.origin)

    def _layer(self, own: Table, path: Path | None, trail: dict[Path, str]) -> Table:
        base = self._base(own, path, trail)
        blocks = self._blocks(own)
        self._collect_sources(own)
        merged = without(base, OWN_WORDS)
        while self.meant:  # only what they add is wanted here, and not what they would clash with
            merged = lay_over(merged, without(self.meant.pop(), (*OWN_WORDS, *STRUCTURE)), Findings())
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
            return self._stand_in("", path)
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
            return self._stand_in(name, path)
        except ScenarioError as error:
            self.findings.add(value.where, error.problems[0].message)
            return self._stand_in(name, path)
        return self._layer(parent, file, trail) if parent else self._stand_in("", path)

    def _stand_in(self, name: str, asking: Path | None) -> Table:
        """Return what the rest of a document is checked against when its parent cannot be read."""
        self.findings.partial = True
        if not self.guessing:  # a guess that leads to another guess is no help, and might go in a circle
            self.findings.stop_if_any()
        meant = nearest(name, self.library.scenarios())
        if meant == EMPTY:
            return self.root(EMPTY)
        beside = Layers(self.library, Findings(), guessing=False)
        try:
            file = self.library.scenario(meant, asking)
            table = beside.document(read_bytes(file, name), self.library.label(file), file)
            beside.findings.stop_if_any()
        except (MeaningError, ScenarioError):  # its own mistakes are told when it is asked for
            return Layers(self.library, Findings()).root(WORLD)
        return table

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
            self._guess_block(item.value)
            return None
        except ScenarioError as error:
            self.findings.add(item.where, error.problems[0].message)
            self.findings.partial = True
            return None
        return self._refuse(block, ("extends", "use"), "a block") if block else None

    def _guess_block(self, name: str) -> None:
        """Keep the block that was meant most likely, so that what refers to its content is no mistake."""
        self.findings.partial = True
        try:
            file = self.library.block(nearest(name, self.library.blocks()))
            block = read(read_bytes(file, name), self.library.label(file), Findings())
        except (MeaningError, ScenarioError):
            return
        self.meant += [block] if block else []

    def _refuse(self, table: Table, keys: tuple[str, ...], what: str) -> Table:
        for key in keys:
            if key in table.entries:
                self.findings.add(table.entries[key].where, f"'{key}' has no place in {what}")
        return without(table, keys)

    def _world(self) -> Table:
        self.on_the_world = True
        files = self.library.world_files()
        if not files:
            message = "there is no world here: no .yaml file lies in its folder 'world'"
            self.findings.add(Where(self.library.root.as_posix(), 0, 0), message)
            self.findings.partial = True
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
