"""A merged document becomes the frozen parts of a Scenario: here all that acts, by the words of the language."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from math import fsum
from typing import Any, Final

from sim.base.units import UnitError, measure
from sim.base.words import words
from sim.scenario.assemble import Assembly
from sim.scenario.fill import expect_table, fill
from sim.scenario.guesses import check_rest, meant
from sim.scenario.model import Lane, Node, Use
from sim.scenario.places import region_of
from sim.scenario.sections import WORD_SECTIONS, BuyerEntry, KindEntry, NodeEntry, shape_of
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
    nearest,
    suggest,
    suggest_word,
)

INPUTS: Final = ("equipment", "reagents", "technicians")
"""What a plant needs beside its feed, with the countries it comes from."""
_TOLERANCE: Final = 1e-9


def read_nodes(assembly: Assembly) -> dict[str, Node]:
    """Return all nodes, buyers among them, in order of id."""
    nodes = assembly.each("nodes", lambda entry: _node(entry, assembly))
    buyers = assembly.each("buyers", lambda entry: _buyer(entry, assembly))
    return dict(sorted((nodes | buyers).items()))


def read_lanes(assembly: Assembly) -> dict[str, Lane]:
    """Return the lanes as written, in order of id; form and classes may still be missing."""
    return assembly.each("lanes", lambda entry: assembly.make(entry, "lanes", _lane))


def read_uses(assembly: Assembly, section: str) -> dict[str, Use]:
    """Return the disruptions or the policies."""
    return assembly.each(section, lambda entry: _use(entry, section, assembly))


def _node(entry: Entry, assembly: Assembly) -> Node | None:
    entry = _spelt(entry, "stage", "a node", assembly.findings)
    table = expect_table(entry, assembly.findings)
    stage = _word_named(entry, "stage", "a node", assembly.findings) if table else None
    if table is None or stage is None:
        return None
    if stage == "buyer":
        assembly.findings.add(table.place("stage"), "a buyer stands under 'buyers', not under 'nodes'")
        return None
    word = words("stage").get(stage)
    if word is None:
        known = {name: word for name, word in words("stage").items() if name != "buyer"}
        assembly.findings.add(table.place("stage"), f"there is no stage '{stage}'", suggest_word("stage", stage, known))
        stage = meant(stage, known)
        if not stage:
            check_rest(entry, "any node", [NodeEntry], list(known.values()), assembly)
            return None
        word = known[stage]
    return _placed(entry, stage, NodeEntry, word, assembly)


def _buyer(entry: Entry, assembly: Assembly) -> Node | None:
    table = expect_table(entry, assembly.findings)
    if table is None:
        return None
    stage = table.entries.get("stage", Entry("stage", entry.where, Text("buyer", entry.where)))
    if not isinstance(stage.value, Text) or stage.value.value != "buyer":
        assembly.findings.add(stage.value.where, "what stands under 'buyers' has the stage buyer")
        return None
    entry = Entry(entry.key, entry.where, Table({**table.entries, "stage": stage}, table.where))
    return _placed(entry, "buyer", BuyerEntry, words("stage")["buyer"], assembly)


def _placed(entry: Entry, stage: str, common: type, word: type, assembly: Assembly) -> Node | None:
    read = fill(shape_of(f"a {stage}", common, word), entry, assembly.names, assembly.findings)
    written = entry.value.value("place") if isinstance(entry.value, Table) else None
    place = _coordinates(written, assembly.findings)
    if read is None:
        return None
    shared = {field.name for field in fields(common)}
    made = _construct(word, {k: v for k, v in read.items() if k not in shared}, entry, assembly.findings)
    origins = _origins(entry, read, assembly.findings)
    return made and Node(
        id=entry.key,
        kind=stage,
        stage=made,
        country=read["country"],
        region=read["region"] or region_of(read["country"]),
        title=read["title"] or entry.key,
        owner=read["owner"],
        place=place,
        sector=read.get("sector", ""),
        priority=read["priority"],
        course=read["course"],
        where=entry.where,
        **origins,
    )


def _origins(entry: Entry, read: Mapping[str, Any], findings: Findings) -> dict[str, dict[str, float]]:
    """Return where a node's inputs come from, by country; note shares that make more than the whole."""
    found = {}
    for name in INPUTS:
        shares = read[name] or {}
        found[name] = dict(sorted(shares.items()))
        if fsum(shares.values()) > 1.0 + _TOLERANCE:
            place = entry.value.place(name) if isinstance(entry.value, Table) else entry.where
            findings.add(place, f"the {name} of '{entry.key}' sum to {fsum(shares.values()):.4g}, more than 1")
    return found


def _coordinates(value: Value | None, findings: Findings) -> tuple[float, float] | None:
    if value is None or isinstance(value, Unreadable):
        return None
    try:
        if not isinstance(value, Listing) or len(value.items) != 2:
            raise MeaningError("a place is [latitude, longitude]")
        lat, lon = (measure(item.value if isinstance(item, Text) else "?", "count") for item in value.items)
        if abs(lat) > 90 or abs(lon) > 180:
            raise MeaningError(f"[{lat:g}, {lon:g}] is not on the globe: latitude first, then longitude")
    except (MeaningError, UnitError) as error:
        findings.add(value.where, str(error), error.suggestion)
        return None
    return lat, lon


def _lane(entry: Entry, read: dict[str, Any]) -> Lane:
    return Lane(
        id=entry.key,
        source=read["from"],
        target=read["to"],
        form=read["form"],
        route=read["route"],
        share=read["share"],
        qualify_d=read["qualify"],
        contract=read["contract"],
        capacity=read["capacity"],
        classes=read["classes"],
        where=entry.where,
    )


def _use(entry: Entry, section: str, assembly: Assembly) -> Use | None:
    shelf, findings = WORD_SECTIONS[section], assembly.findings
    entry = _spelt(entry, "kind", f"a {shelf}", findings)
    table = expect_table(entry, findings)
    kind = _word_named(entry, "kind", f"a {shelf}", findings) if table else None
    if table is None or kind is None:
        return None
    word = words(shelf).get(kind)
    if word is None:
        findings.add(table.place("kind"), f"there is no {shelf} '{kind}'", _other_shelf(kind, section))
        known = _elsewhere(kind) or words(shelf)
        kind = meant(kind, known)
        if not kind:
            check_rest(entry, f"any {shelf}", [KindEntry], list(known.values()), assembly)
            return None
        word = known[kind]
    read = fill(shape_of(f"a {shelf} of kind {kind}", KindEntry, word), entry, assembly.names, findings)
    if read is None or not _in_order(read, table, findings):
        return None
    made = _construct(word, {k: v for k, v in read.items() if k != "kind"}, entry, findings)
    return None if made is None else Use(entry.key, kind, made, entry.where)


def _spelt(entry: Entry, key: str, what: str, findings: Findings) -> Entry:
    """Return an entry in which a misspelt ``kind`` or ``stage`` is put right, so that the rest can be read."""
    table = entry.value
    near = nearest(key, table.entries, cutoff=0.7) if isinstance(table, Table) and key not in table.entries else ""
    if not isinstance(table, Table) or not near:
        return entry
    wrong = table.entries[near]
    findings.add(wrong.where, f"'{near}' is not a key of {what}", suggest(near, [key]))
    entries = {e.key: e for e in table if e is not wrong} | {key: Entry(key, wrong.where, wrong.value)}
    return Entry(entry.key, entry.where, Table(entries, table.where, table.origin))


def _word_named(entry: Entry, key: str, what: str, findings: Findings) -> str | None:
    """Return the word that says what the other keys of an entry mean; note a mistake if there is none."""
    value = entry.value.value(key) if isinstance(entry.value, Table) else None
    if isinstance(value, Text):
        return value.value
    if value is None:
        findings.miss(entry.where, f"'{entry.key}' lacks '{key}', which {what} must have")
    elif isinstance(value, (Listing, Table)):
        findings.add(value.where, f"{kind_of(value)} stands behind '{key}' where a word is due")
    return None


def _elsewhere(kind: str) -> Mapping[str, type]:
    """Return the word of this name that stands on another shelf than the one where it was looked for, if any."""
    found = [words(shelf)[kind] for shelf in WORD_SECTIONS.values() if kind in words(shelf)]
    return {kind: found[0]} if found else {}


def _other_shelf(kind: str, section: str) -> str:
    for other, shelf in WORD_SECTIONS.items():
        if other != section and kind in words(shelf):
            return f"'{kind}' is a {shelf}: write it under '{other}'"
    return suggest_word(WORD_SECTIONS[section], kind, words(WORD_SECTIONS[section]))


def _in_order(read: Mapping[str, Any], table: Table, findings: Findings) -> bool:
    start, end = read.get("start"), read.get("end")
    if isinstance(start, date) and isinstance(end, date) and end <= start:
        findings.add(table.place("end"), f"the end, {end}, is not after the start, {start}")
        return False
    return True


def _construct(word: type, values: Mapping[str, Any], entry: Entry, findings: Findings) -> Any:
    try:
        return word(**values)
    except (ValueError, TypeError) as error:
        findings.add(entry.where, f"'{entry.key}': {error}")
        return None
