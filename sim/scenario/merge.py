"""Layers of a scenario are laid over each other, by id and never by position in a list."""

from collections.abc import Iterator, Sequence
from typing import Final

from sim.scenario.tree import Entry, Findings, Nothing, Table, Unreadable, Value, kind_of

OWN_WORDS: Final = ("title", "story", "sources")
"""Texts that describe one document; they are not inherited and never clash."""

STRUCTURE: Final = ("extends", "use", "overrides")
"""Keys that say how layers are laid; they are gone once the layers are merged."""


def without(table: Table, keys: Sequence[str]) -> Table:
    """Return a table without some of its keys."""
    return Table({e.key: e for e in table if e.key not in keys}, table.where, table.origin)


def lay_over(lower: Table, upper: Table, findings: Findings, path: str = "") -> Table:
    """Return ``lower`` with ``upper`` on top: mappings merge, anything else is replaced, null removes."""
    entries = dict(lower.entries)
    for entry in upper:
        below = entries.get(entry.key)
        if isinstance(entry.value, Nothing):
            if below is None:
                message = f"null removes '{path}{entry.key}', but nothing stands there"
                findings.miss(entry.where, message, entry.key, lower.entries)
            else:
                del entries[entry.key]
            continue
        value: Value = entry.value
        if path == "" and below and isinstance(below.value, Table) and not isinstance(value, Table):
            # Replacing a whole section by something else would make every reference into it a mistake too.
            if not isinstance(value, Unreadable):
                findings.add(value.where, f"{kind_of(value)} stands behind '{entry.key}' where a mapping is due")
            continue
        if isinstance(value, Table):
            under = below.value if below and isinstance(below.value, Table) else Table({}, value.where)
            value = lay_over(under, value, findings, f"{path}{entry.key}.")
        entries[entry.key] = Entry(entry.key, entry.where, value)
    return Table(entries, upper.where if upper.entries else lower.where)


def join(tables: Sequence[Table], what: str, findings: Findings) -> Table:
    """Merge tables of equal force: two that set the same key are a mistake, told with both places."""
    joined = Table({}, tables[0].where)
    for table in tables:
        joined = _join(joined, without(table, (*OWN_WORDS, *STRUCTURE)), what, "", findings)
    return joined


def _join(first: Table, second: Table, what: str, path: str, findings: Findings) -> Table:
    entries = dict(first.entries)
    for entry in second:
        there = entries.get(entry.key)
        if there is None:
            entries[entry.key] = entry
        elif isinstance(there.value, Table) and isinstance(entry.value, Table):
            deeper = _join(there.value, entry.value, what, f"{path}{entry.key}.", findings)
            entries[entry.key] = Entry(entry.key, there.where, deeper)
        else:
            findings.add(
                entry.where,
                f"two {what} set '{path}{entry.key}': here and in {there.where.file}:{there.where.line}",
            )
    return Table(entries, first.where)


def find_override_clashes(blocks: Sequence[Table], findings: Findings) -> None:
    """Note overrides of one block that touch what another block sets or overrides."""
    for i, block in enumerate(blocks):
        for entry in block.table("overrides"):
            path = tuple(entry.key.split("."))
            for j, other in enumerate(blocks):
                if i == j:
                    continue
                for touched, there in _touched(other, both=j < i):
                    if touched == path[: len(touched)] or path == touched[: len(path)]:
                        findings.add(
                            entry.where,
                            f"two blocks set '{entry.key}': here and in {there.where.file}:{there.where.line}",
                        )
                        break


def _touched(block: Table, both: bool) -> Iterator[tuple[tuple[str, ...], Entry]]:
    """Go through all paths that a block sets, and those it overrides too if ``both``."""
    yield from _leaves(without(block, (*OWN_WORDS, *STRUCTURE)), ())
    if both:
        for entry in block.table("overrides"):
            yield tuple(entry.key.split(".")), entry


def _leaves(table: Table, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Entry]]:
    for entry in table:
        if isinstance(entry.value, Table) and entry.value.entries:
            yield from _leaves(entry.value, (*path, entry.key))
        else:
            yield (*path, entry.key), entry
