"""What would be short without each disruption or policy of a scenario: a paired run, beside the ledger's share.

The ledger of causes says how much of what is short passed through whose hands; it adds up, but where causes overlap
it must divide between them. A paired run says what is gone when one disruption is; these need not add up. Where
the two differ, neither is wrong: several disruptions stand in for each other, or make each other worse. The ledger
lays nothing to the charge of a policy that helps; what it saved is less than nothing removed.
"""

from typing import Final

import pandas as pd

from sim.base.errors import RunError
from sim.run import run
from sim.run.pairing import belongs_to_world, reduced
from sim.scenario.causes import named_by
from sim.scenario.model import Scenario, Use

COLUMNS: Final = ("cause", "kind", "removed_t", "removed_share", "ledger_t", "ledger_share", "differs")
DIFFERS: Final = 0.10
LEAST_SHARE: Final = 0.001
"""Differences below this part of all that is short are not worth a word."""


def paired_effects(
    scenario: Scenario, causes: pd.DataFrame, seed: int | None = None, replication: int = 0
) -> pd.DataFrame:
    """Return how much less is short without each disruption and each policy that acts, and what the ledger books on it.

    ``causes`` is ``shortfall_by_cause`` of one run of the scenario with this ``seed`` and ``replication``. One more
    run is made for each, with the same chances. Columns: cause, kind, removed_t (t REO; below 0 if more is short
    without it), removed_share (of all that is short), ledger_t, ledger_share, and differs: the two are more than
    10 % of the larger apart. Everything counts over the whole run, without a baseline. Rows are in order of
    removed_t, the largest first. Raises RunError if the ledger is of several runs.
    """
    if "replication" in causes and causes["replication"].nunique() > 1:
        raise RunError("the effects of removal are those of one run: choose one replication of the ledger")
    whole = float(causes["shortfall_t"].sum())
    booked = causes.groupby("cause")["shortfall_t"].sum()
    rows = []
    for cause, use in {**scenario.disruptions, **acting(scenario)}.items():
        other = run(without(scenario, cause), seed, replication)
        removed = whole - float(other.shortfall["shortfall_t"].sum())
        ledger = float(booked.get(cause, 0.0))
        shares = (removed / whole, ledger / whole) if whole else (0.0, 0.0)
        rows.append((cause, use.kind, removed, shares[0], ledger, shares[1], _differ(removed, ledger, whole)))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.sort_values("removed_t", ascending=False, kind="stable", ignore_index=True)


def acting(scenario: Scenario) -> dict[str, Use]:
    """Return the policies that act during a run and can be thought away: not those that say how the world is."""
    return {i: u for i, u in scenario.policies.items() if hasattr(u.word, "run") and not belongs_to_world(u)}


def without(scenario: Scenario, cause: str) -> Scenario:
    """Return a scenario less one of its disruptions, or of its policies that act, with the policies that answer it.

    Policies that answer or end one of these go as well, and so on: they only wait for it. What merely minds it stays,
    such as a project that it would hold up. Raises RunError if it has none of that name.
    """
    if cause not in scenario.disruptions and cause not in acting(scenario):
        raise RunError(f"the scenario has no disruption '{cause}', and no policy of that name that acts")
    name, title = f"{scenario.name}_without_{cause}", f"{scenario.title}, without {cause}"
    return reduced(scenario, _with_answers(scenario, cause), name, title)


def _with_answers(scenario: Scenario, cause: str) -> set[str]:
    """Return a cause, the policies that answer or end it, those that answer or end these, and so on."""
    gone = {cause}
    while more := {i for i, use in acting(scenario).items() if i not in gone and _named(use) & gone}:
        gone |= more
    return gone


def _named(use: Use) -> set[str]:
    """Return the ids of what a word answers or ends: the causes that it cannot do without."""
    return {cause for p, causes in named_by(use) if p.required for cause in causes}


def _differ(removed: float, ledger: float, whole: float) -> bool:
    apart = abs(removed - ledger)
    return apart > DIFFERS * max(abs(removed), abs(ledger)) and apart > LEAST_SHARE * whole
