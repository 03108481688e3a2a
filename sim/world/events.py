"""The event table: one row for everything that happens to the world, with its cause."""

from typing import NamedTuple


class EventRow(NamedTuple):
    """What happened at a minute of the run: ``subject`` is the thing, ``cause`` the id of who did it."""

    minute: int
    kind: str
    subject: str
    what: str
    cause: str
    magnitude: float


class GateRow(NamedTuple):
    """A project that left a gate of its way; minutes of the run."""

    project: str
    node: str
    gate: str
    entered: int
    left: int
    outcome: str


class MoveRow(NamedTuple):
    """Stock handed from one owner to another: grams by element."""

    minute: int
    source: str
    target: str
    form: str
    grams: tuple[int, ...]
