"""A word that waits for another, or ends it, must name one that acts: a rule of the world never begins nor ends."""

from collections.abc import Iterator, Mapping

from sim.base.words import Param, params_of
from sim.scenario.model import Use
from sim.scenario.tree import Findings, Table, suggest

ENDED = "ends"
"""The parameter by which a word names what it ends."""


def named_by(use: Use) -> Iterator[tuple[Param, tuple[str, ...]]]:
    """Yield each parameter by which a word may name disruptions or policies, and those that it does name."""
    for p in params_of(type(use.word)):
        if p.quantity == "cause":
            named = getattr(use.word, p.name)
            yield p, tuple(named) if p.many else (named,) if named else ()


def check_causes(document: Table, uses: Mapping[str, Mapping[str, Use]], findings: Findings) -> None:
    """Note every use of a word that waits for itself or for what never does anything, or wants to end it."""
    everything = {key: use for used in uses.values() for key, use in used.items()}
    for section, used in uses.items():
        for key, use in used.items():
            acting = [other for other in everything if other != key and hasattr(everything[other].word, "run")]
            for p, cause in ((p, cause) for p, causes in named_by(use) for cause in causes):
                lasting = p.name == ENDED and cause in acting and getattr(everything[cause].word, "of_the_world", False)
                if cause in everything and (lasting or cause not in acting):
                    findings.add(
                        document.table(section).table(key).place(p.name),
                        _why_not(key, everything[cause], lasting),
                        ("" if lasting else suggest(cause, acting)) or "name a disruption, or a policy that acts",
                    )


def _why_not(asking: str, named: Use, lasting: bool) -> str:
    if lasting:
        return f"'{named.id}' says how the world is ({named.kind}): nobody can end it"
    if named.id == asking:
        return f"'{asking}' names itself"
    return f"'{named.id}' is a rule of the world ({named.kind}): it never begins nor ends"
