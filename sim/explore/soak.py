"""The full counts: every published figure from many replications, as small tables that are kept with the project."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pandas as pd

from sim.explore.each_run import each_run
from sim.explore.headlines import headline_figures
from sim.explore.reconciliation import reconciliation
from sim.explore.scoreboard import scoreboard
from sim.explore.strategies import strategies
from sim.run import Result, write_table
from sim.run.manifest import input_hash
from sim.scenario import load
from sim.scenario.library import scenario_names

Step = Callable[[str], None]
"""Is told what is being done next."""


def write_soak(
    folder: Path, day: str, replications: int = 20, seed: int = 0, workers: int | None = None, step: Step | None = None
) -> None:
    """Run everything and write the tables, the hashes of what they were made from, and a README, into a folder."""
    tell = step or (lambda _: None)
    names = [name for name, _ in scenario_names()]
    tables: dict[str, pd.DataFrame] = {}
    tell("scoreboard")
    tables["scoreboard"] = scoreboard(replications, seed, workers).round({"model": 4})
    tell("reconciliation")
    tables["reconciliation"] = _in_kilograms(reconciliation("baseline", replications, seed, workers))
    tell("baseline shortfall")
    tables["baseline_shortfall"] = baseline_shortfall(replications, seed, workers)
    tables |= _headlines(names, replications, seed, workers, tell)
    tell("strategies")
    tables["strategies"], tables["strategies_odds"] = strategies(replications, seed=seed, workers=workers)
    tables["inputs"] = hashes(names)
    for name, table in tables.items():
        write_table(table, folder / f"{name}.csv")
    (folder / "README.md").write_text(_readme(day, replications, seed), encoding="utf-8")


def hashes(names: Iterable[str]) -> pd.DataFrame:
    """Return the input hash of each scenario as its files stand now. Columns: scenario, input_hash."""
    return pd.DataFrame([(name, input_hash(load(name))) for name in names], columns=["scenario", "input_hash"])


def shortfall_share(result: Result) -> pd.DataFrame:
    """Return demand and shortfall of a run by element and region.

    Columns: element, region, demand_t, shortfall_t, shortfall_share.
    """
    sums = result.shortfall.groupby(["element", "region"])[["demand_t", "shortfall_t"]].sum().reset_index()
    sums["shortfall_share"] = sums["shortfall_t"] / sums["demand_t"]
    return sums


def baseline_shortfall(replications: int, seed: int, workers: int | None) -> pd.DataFrame:
    """Return what the baseline lacks in ten years, by element and region: t and share of demand, mean of the runs."""
    answers = each_run(shortfall_share, load("baseline"), replications, seed, workers)
    together = pd.concat(answers).groupby(["element", "region"])[["demand_t", "shortfall_t"]].mean().reset_index()
    together["shortfall_share"] = together["shortfall_t"] / together["demand_t"]
    return together.round({"demand_t": 3, "shortfall_t": 6, "shortfall_share": 9})


def _headlines(
    names: Iterable[str], replications: int, seed: int, workers: int | None, tell: Step
) -> dict[str, pd.DataFrame]:
    figures, by_element = [], []
    for name in names:
        tell(name)
        found, short = headline_figures(load(name), replications, seed, workers)
        figures.append(found)
        by_element.append(short)
    return {"headlines": pd.DataFrame(figures), "short_by_element": pd.concat(by_element, ignore_index=True)}


def _in_kilograms(table: pd.DataFrame) -> pd.DataFrame:
    numbers = table.select_dtypes("number").columns
    return table.round(dict.fromkeys(numbers, 3)).replace({-0.0: 0.0})


TABLES: Final = {
    "scoreboard": "the baseline's 2024 beside what was observed",
    "reconciliation": "the first year in t: supply by source, losses, demand, stocks, and what closed the sum",
    "baseline_shortfall": "what the baseline lacks in ten years, by element and region",
    "headlines": "of every scenario: tonnes short with P10, P50 and P90, given up, and given up later; "
    "the trough of Chinese magnet "
    "exports (a day, as a share of the year before), "
    "who stops first and when, who is hit most, the last recovery, and the first relapse after a recovery",
    "short_by_element": "of every scenario: tonnes short by element and form",
    "strategies": "Pakistan's three ways: t a year of NdPr and Dy delivered by place in 2030, 2035 and 2040",
    "strategies_odds": "of these: the odds that a mine ran, and that anybody's shortfall changed by more than 1 %",
    "inputs": "the input hash of every scenario that the tables were made from",
}


def _readme(day: str, replications: int, seed: int) -> str:
    lines = [
        "# What the full counts say\n",
        f"Made on {day} by `make soak`: {replications} replications, seed {seed}, of every scenario. Tonnes and shares",
        "are means of the runs, dates are medians. `make test` fails when a scenario's files have changed since; then",
        "run `make soak` again.\n",
        "| table | holds |",
        "|---|---|",
        *(f"| `{name}.csv` | {what} |" for name, what in TABLES.items()),
        "\n`history.csv` holds every point of the past in 200 runs, and `history_inputs.csv` the hashes of its",
        "episodes; [history.md](../history.md) tells what they say.",
    ]
    return "\n".join(lines) + "\n"
