"""A scenario document as a tree in which every key and value knows the place where it was written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from sim.base.errors import Problem, ScenarioError
from sim.base.units import UnitError
from sim.scenario.model import Where

_MAX_MESSAGE: Final = 400
_FEW: Final = 40
"""So many names are told when none of them is near."""


@dataclass(frozen=True, slots=True)
class Text:
    """A plain value, still as text. ``origin`` names the fact it was taken from, if any."""

    value: str
    where: Where
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """A written ``null``: it removes what stands there."""

    where: Where


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A value that was found wrong before it was looked at; nothing more is said about it."""

    where: Where


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of values."""

    items: "tuple[Value, ...]"
    where: Where


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its place, and the value behind it."""

    key: str
    where: Where
    value: "Value"


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping from keys to values."""

    entries: dict[str, Entry]
    where: Where
    origin: str = ""

    def value(self, key: str) -> "Value | None":
        """Return the value behind a key, or None."""
        entry = self.entries.get(key)
        return None if entry is None else entry.value

    def place(self, key: str) -> Where:
        """Return where the value of a key stands, or where the table stands if it lacks the key."""
        entry = self.entries.get(key)
        return self.where if entry is None else entry.value.where

    def table(self, key: str) -> "Table":
        """Return the table behind a key, or an empty one."""
        value = self.value(key)
        return value if isinstance(value, Table) else Table({}, self.where)

    def text(self, key: str) -> str:
        """Return the text behind a key, or an empty one."""
        value = self.value(key)
        return value.value if isinstance(value, Text) else ""

    def __iter__(self) -> Iterator[Entry]:
        """Go through the entries in the order in which they were written."""
        return iter(self.entries.values())


Value = Text | Nothing | Unreadable | Listing | Table


@dataclass
class Findings:
    """The mistakes found so far; a pass goes on after each and stops at the end.

    ``partial`` says that a part of the scenario could not be read. What is missing may stand there, so then it
    counts as a mistake only if it looks like one: if something of nearly the same name exists.
    """

    problems: list[Problem] = field(default_factory=list)
    partial: bool = False

    def add(self, where: Where, message: str, suggestion: str = "") -> None:
        """Note one mistake, in a length that fits a terminal whatever was written in the file."""
        message = message if len(message) <= _MAX_MESSAGE else message[: _MAX_MESSAGE - 3] + "..."
        self.problems.append(Problem(where.file, where.line, where.column, message, suggestion))

    def miss(self, where: Where, message: str, word: str = "", known: Iterable[str] = ()) -> None:
        """Note that something is missing here; see ``partial``."""
        self.refuse(where, AbsentError(message, word, known))

    def refuse(self, where: Where, error: "MeaningError | UnitError", about: str = "") -> None:
        """Note what is wrong with a value, where it stands, and what it is about."""
        if not (self.partial and isinstance(error, AbsentError) and not error.misspelt):
            self.add(where, f"{about}{error}", error.suggestion)

    def stop_if_any(self) -> None:
        """Raise ScenarioError if a mistake was found."""
        if self.problems:
            raise ScenarioError(self.problems)


class MeaningError(ValueError):
    """A value does not say what is due in its place. Caught where that place is known; ``where`` is nearer."""

    def __init__(self, message: str, suggestion: str = "", where: Where | None = None) -> None:
        self.suggestion = suggestion
        self.where = where
        super().__init__(message)


class AbsentError(MeaningError):
    """A name that nothing bears. ``misspelt`` says that something bears nearly the same one."""

    def __init__(self, message: str, word: str = "", known: Iterable[str] = ()) -> None:
        names = list(known)
        self.misspelt = bool(nearest(word, names, cutoff=0.8))
        super().__init__(message, suggest(word, names) or _all_of(names if word else []))


def plain(value: Value) -> object:
    """Return a tree without places, as dicts, lists and texts."""
    if isinstance(value, Table):
        return {entry.key: plain(entry.value) for entry in value}
    if isinstance(value, Listing):
        return [plain(item) for item in value.items]
    return value.value if isinstance(value, Text) else None


def kind_of(value: Value) -> str:
    """Return what a reader would call this value."""
    names = {
        Text: "a single value", Nothing: "null", Unreadable: "nothing", Listing: "a list", Table: "a mapping",
    }  # fmt: skip
    return names[type(value)]


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'x'?`` for the nearest known word, or an empty text."""
    names = list(known)
    near = nearest(word, names) or _within(word, names)
    return f"did you mean '{near}'?" if near else ""


def _within(word: str, names: list[str]) -> str:
    """Return the first name all of whose parts the word has, as ``suez`` in ``suez_canal``; else an empty text."""
    parts = set(_fold(word).split("_"))
    return next((name for name in names if set(_fold(name).split("_")) <= parts), "")


def _all_of(names: list[str]) -> str:
    """Return all names there are, where they can be taken in at a glance."""
    return f"one of {', '.join(names)}" if 0 < len(names) <= _FEW else ""


def suggest_word(shelf: str, word: str, known: Iterable[str]) -> str:
    """Return the nearest word of a shelf and where the others are told, or all of them if none is near."""
    names = list(known)
    where = f"see 'sim words {shelf}'"
    near = suggest(word, names)
    return f"{near} For all of them {where}" if near else f"one of {', '.join(names)}; {where}"


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Return the known word that is meant most likely, forgiving case, spaces and hyphens first, or an empty text."""
    folded = {_fold(name): name for name in reversed(list(known))}
    near = get_close_matches(_fold(word), list(folded), n=1, cutoff=cutoff)
    return folded[near[0]] if near else ""


def misspelt(table: Table, known: Iterable[str]) -> dict[str, Entry]:
    """Return the unknown keys of a mapping by the missing ones that they stand for: those are not missing too."""
    names = list(known)
    unknown = [entry for entry in table if entry.key not in names]
    meant = {nearest(entry.key, names): entry for entry in reversed(unknown)}
    return {name: entry for name, entry in meant.items() if name and name not in table.entries}


def _fold(word: str) -> str:
    return word.strip().casefold().replace(" ", "_").replace("-", "_")
