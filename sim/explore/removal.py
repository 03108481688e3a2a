"""What would be short without each disruption of a scenario: the run paired without it, beside the ledger's share.

The ledger of causes says how much of what is short passed through whose hands; it adds up, but where causes overlap
it must divide between them. A paired run says what is gone when one disruption is; these need not add up. Where
the two differ, neither is wrong: several disruptions stand in for each other, or make each other worse.
"""

import json
from typing import Final

import pandas as pd

from sim.base.errors import RunError
from sim.run import run
from sim.scenario.model import Scenario

COLUMNS: Final = ("cause", "kind", "removed_t", "removed_share", "ledger_t", "ledger_share", "differs")
DIFFERS: Final = 0.10
LEAST_SHARE: Final = 0.001
"""Differences below this part of all that is short are not worth a word."""


def paired_effects(
    scenario: Scenario, causes: pd.DataFrame, seed: int | None = None, replication: int = 0
) -> pd.DataFrame:
    """Return for each disruption how much less is short without it, and what the ledger lays to its charge.

    ``causes`` is ``shortfall_by_cause`` of one run of the scenario with this ``seed`` and ``replication``. One more
    run is made for each disruption, with the same chances. Columns: cause, kind, removed_t (t REO; below 0 if more is
    short without it), removed_share (of all that is short), ledger_t, ledger_share, and differs: the two are more
    than 10 % of the larger apart. Everything counts over the whole run, without a baseline. Rows are in order of
    removed_t, the largest first. Raises RunError if the ledger is of several runs.
    """
    if "replication" in causes and causes["replication"].nunique() > 1:
        raise RunError("the effects of removal are those of one run: choose one replication of the ledger")
    whole = float(causes["shortfall_t"].sum())
    booked = causes.groupby("cause")["shortfall_t"].sum()
    rows = []
    for cause, use in scenario.disruptions.items():
        other = run(without(scenario, cause), seed, replication)
        removed = whole - float(other.shortfall["shortfall_t"].sum())
        ledger = float(booked.get(cause, 0.0))
        shares = (removed / whole, ledger / whole) if whole else (0.0, 0.0)
        rows.append((cause, use.kind, removed, shares[0], ledger, shares[1], _differ(removed, ledger, whole)))
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.sort_values("removed_t", ascending=False, kind="stable", ignore_index=True)


def without(scenario: Scenario, disruption: str) -> Scenario:
    """Return a scenario less one of its disruptions. Raises RunError if it has none of that name."""
    if disruption not in scenario.disruptions:
        raise RunError(f"the scenario has no disruption '{disruption}'")
    kept = {i: use for i, use in scenario.disruptions.items() if i != disruption}
    content = json.loads(scenario.document) if scenario.document else {}
    if "disruptions" in content:
        content["disruptions"] = {i: use for i, use in content["disruptions"].items() if i != disruption}
    return scenario.replace(
        name=f"{scenario.name}_without_{disruption}",
        title=f"{scenario.title}, without {disruption}",
        disruptions=kept,
        document=_canonical(content) if content else "",
    )


def _differ(removed: float, ledger: float, whole: float) -> bool:
    apart = abs(removed - ledger)
    return apart > DIFFERS * max(abs(removed), abs(ledger)) and apart > LEAST_SHARE * whole


def _canonical(content: object) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
