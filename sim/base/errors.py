"""Errors that a user can read: each says what is wrong, where, and what may have been meant."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


class SimError(Exception):
    """Base of every error that the simulator raises on purpose."""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a scenario file. ``line`` and ``column`` count from 1; 0 means the whole file."""

    file: str
    line: int
    column: int
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        """Render as ``file:line:column: message (suggestion)``."""
        hint = f" ({self.suggestion})" if self.suggestion else ""
        return f"{self.file}:{self.line}:{self.column}: {self.message}{hint}"


class ScenarioError(SimError):
    """A scenario cannot be used. Carries every mistake that one pass over its files found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(p) for p in self.problems))

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[tuple[Problem, ...]]]:
        """Pickle by problems, so that the error survives the trip from a worker process."""
        return type(self), (self.problems,)


class SelectorError(SimError):
    """A disruption or policy asked for something that does not exist in the world."""


class LawError(SimError):
    """A conservation law broke. This is a defect of the simulator, never of a scenario."""


class RunError(SimError):
    """A run could not go on, for a reason that the scenario can mend."""


class AskedError(RunError):
    """What was asked for does not exist, or lies outside of the run: a mistake of the question, not of the run."""


class NoLedgerError(RunError, AttributeError):
    """A run kept no ledger of causes, so it has no table of them; to ``hasattr`` the table is not there."""

    def __init__(self) -> None:
        super().__init__("this run kept no ledger of causes: run it with causes")

    def __reduce__(self) -> tuple[type["NoLedgerError"], tuple[()]]:
        """Pickle without the message, which is always the same."""
        return type(self), ()


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean 'x'?`` for the nearest known word, or an empty string."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""
