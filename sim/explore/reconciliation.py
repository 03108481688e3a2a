"""The first year reconciled: supply by source, demand, losses and stocks of every element, and what closed the sum."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from sim.base.elements import DIDYMIUM
from sim.explore.balance import balance
from sim.explore.judgements import ranges
from sim.run import spread
from sim.scenario import load, scenarios_root
from sim.scenario.model import Scenario
from sim.world.template import warm_world

FIRST_YEAR: Final = "horizon.years=1"
PAIR: Final = ("Pr", "Nd")
RESIDUE: Final = "residue"


def reconciliation(
    scenario: str = "baseline", replications: int = 20, seed: int = 0, workers: int | None = None
) -> pd.DataFrame:
    """Return the balance of the first year, mean of the replications: one row per element and one for NdPr, in t.

    Columns are those of :func:`sim.explore.balance.balance`, which states the two identities (``raw_residual`` and
    ``residual`` are what is left of them: nothing), and ``closing``: the figure that gave way so that the element's
    supply and demand of 2024 hold at once, with its range, and why.
    """
    year = load(scenario, [FIRST_YEAR])
    warm_world(year)
    found = dict(spread(_balance, (year, seed), range(replications), workers))
    table = _mean([found[i] for i in range(replications)])
    pair = table.loc[list(PAIR)].sum().rename(DIDYMIUM)
    table = pd.concat([table, pair.to_frame().T]).rename_axis("element").reset_index()
    closing = closing_figures().set_index("element")["closing"]
    return table.assign(closing=table["element"].map(closing).fillna(closing[PAIR[0]]))


def _balance(scenario: Scenario, seed: int, replication: int) -> pd.DataFrame:
    return balance(scenario, seed, replication).set_index("element")


def _mean(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    total = tables[0].copy()
    for table in tables[1:]:
        total += table
    return total / len(tables)


def closing_figures() -> pd.DataFrame:
    """Return for each element which figure closed its balance. Columns: element, figure, closing (in words)."""
    rows = pd.read_csv(scenarios_root() / "world" / "closing_2024.csv")
    facts = ranges().drop_duplicates("id").set_index("id")
    texts = [f"{_stated(facts, figure)}: {why}" for figure, why in zip(rows["closing"], rows["why"], strict=True)]
    return pd.DataFrame({"element": rows["element"], "figure": rows["closing"], "closing": texts})


def _stated(facts: pd.DataFrame, figure: str) -> str:
    if figure == RESIDUE:
        return RESIDUE
    fact = facts.loc[figure]
    return f"{figure} {fact['value']:g} {fact['unit']} ({fact['low']:g}-{fact['high']:g})"
