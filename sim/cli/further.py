"""What a run is asked beside who runs short: why, how likely, what if not, and what would help."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sim.cli.explaining import cause_table, money_table, odds_table, product_table, remedy_table, removal_table

if TYPE_CHECKING:
    import pandas as pd

    from sim.run import Replications, Result

    Answer = Result | Replications

TABLES: Final[dict[str, Callable[[Any], str]]] = {
    "by_cause": cause_table,
    "removal": removal_table,
    "odds": odds_table,
    "remedies": remedy_table,
    "products": product_table,
    "money": money_table,
}
"""How each is printed, in this order."""
ON_PAGE: Final = ("removal", "remedies")
SAYS_NONE: Final = ("remedies",)
"""Tables that say so in words where they have no rows."""


@dataclass(frozen=True)
class Further:
    """Further answers by name: ``of_runs`` the runs hold themselves, ``frames`` took runs of their own.

    ``short_t`` is what the sentence calls short, to which the causes lead.
    """

    of_runs: "dict[str, pd.DataFrame]" = field(default_factory=dict)
    frames: "dict[str, pd.DataFrame]" = field(default_factory=dict)
    short_t: float | None = None

    def on_page(self) -> "dict[str, pd.DataFrame]":
        """Return the frames that the page has a section for."""
        return {name: frame for name, frame in self.frames.items() if name in ON_PAGE}

    def texts(self) -> Iterator[str]:
        """Yield what there is to print, table by table; most of those without rows have nothing to say."""
        known = self.of_runs | self.frames
        for name, write in TABLES.items():
            if name in known and (len(known[name]) or name in SAYS_NONE):
                yield cause_table(known[name], self.short_t) if name == "by_cause" else write(known[name])


def further(
    result: "Answer", removal: bool, remedies: bool, products: bool = False, workers: int | None = None
) -> Further:
    """Return what was asked for: the causes if the run kept their ledger, and the odds of many runs."""
    of_runs: dict[str, pd.DataFrame] = {}
    frames: dict[str, pd.DataFrame] = {}
    runs = int(result.manifest["replications"])
    if result.manifest["causes"]:
        of_runs["by_cause"] = result.by_cause()
    if runs > 1:
        of_runs["odds"] = _odds(result)
    if removal:
        frames["removal"] = _removal(result)
    if remedies:
        frames["remedies"] = _remedies(result, runs, workers)
    if products:
        frames |= _products(result, runs)
    return Further(of_runs, frames, result.bridge().short_t)


def _odds(result: Any) -> "pd.DataFrame":
    found: pd.DataFrame = result.odds()
    return found


def _removal(result: "Answer") -> "pd.DataFrame":
    """Return what is gone without each disruption, in the run itself or the first of many."""
    from sim.explore.removal import paired_effects

    ledger = result.shortfall_by_cause
    first = 0
    if "replication" in ledger:
        ledger = ledger[ledger["replication"] == first]
    else:
        first = int(result.manifest["replication"])
    return paired_effects(result.scenario, ledger, int(result.manifest["seed"]), first)


def _products(result: "Answer", runs: int) -> "dict[str, pd.DataFrame]":
    """Return what is not built, and what that is worth, in the days of the summary: by the run or the first of many."""
    from sim.explore.products import money_together, products_not_built
    from sim.run import run

    one: Any = result
    if runs > 1:
        twin: Any = result.baseline
        one = run(result.scenario, int(result.manifest["seed"]), baseline=twin, window=result.window)
    return {"products": products_not_built(one), "money": money_together(one)}


def _remedies(result: "Answer", runs: int, workers: int | None) -> "pd.DataFrame":
    """Return what each lever would have saved, by as many runs as were asked for and with the same chances."""
    from sim.explore.remedies import remedies

    return remedies(result.scenario, runs, seed=int(result.manifest["seed"]), workers=workers)
