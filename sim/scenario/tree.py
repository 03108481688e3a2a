"""A scenario document as a tree in which every key and value knows the place where it was written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from sim.base.errors import Problem, ScenarioError
from sim.scenario.model import Where

_MAX_MESSAGE: Final = 400


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
    """The mistakes found so far; a pass goes on after each and stops at the end."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, where: Where, message: str, suggestion: str = "") -> None:
        """Note one mistake, in a length that fits a terminal whatever was written in the file."""
        message = message if len(message) <= _MAX_MESSAGE else message[: _MAX_MESSAGE - 3] + "..."
        self.problems.append(Problem(where.file, where.line, where.column, message, suggestion))

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
    """Return ``did you mean 'x'?`` for the nearest known word, forgiving case, spaces and hyphens first."""
    names = list(known)
    folded = {_fold(name): name for name in reversed(names)}
    near = get_close_matches(_fold(word), list(folded), n=1, cutoff=0.6)
    return f"did you mean '{folded[near[0]]}'?" if near else ""


def _fold(word: str) -> str:
    return word.strip().casefold().replace(" ", "_").replace("-", "_")
