"""What stands behind a figure, and what a run does not know: said on every page."""

import json
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from sim.base.words import params_of
from sim.scenario.library import Library, scenarios_root

GRADES: Final = {
    "A": "primary statistic or company filing",
    "B": "good secondary source, or a well-known value with a cross-check",
    "C": "derived, or a single weak source",
    "D": "judgement, or still to be checked",
}

TOPICS: Final = {
    "demand": "Who uses how much of which element",
    "deposits": "What the ores are made of",
    "growth": "How supply and demand grow",
    "mines": "What the mines yield",
    "pakistan": "Prospects and roads of Pakistan",
    "plants": "What plants can take in and make",
    "routes": "How long goods travel and customers take to approve",
    "stocks": "Stocks and reserves",
    "trade": "Who sells to whom",
    "yields": "What is lost on the way",
}
"""What the tables of facts are about, by the name of the file."""

UNKNOWN: Final = (
    "Buyers are one per region and sector. How many days of stock their firms keep is a judgement, and the first day "
    "short depends on it more than on anything else.",
    "What a government will do next is an assumption of the scenario, not a finding of the run.",
    "Stocks that nobody reports (traders, state reserves) are estimates or are left out.",
    "Goods that contain rare earths without being bought as such, like finished motors, are not modelled.",
)
NO_PRICES: Final = (
    "Prices do not move here: nobody pays more to be served first, thrifts, substitutes, or restarts a mine because "
    "of a price.",
    "What leaks past a control is a fixed share of the former flow; smugglers do not learn.",
)
PRICES: Final = (
    "Prices follow scarcity, fear and queues by a rule of this project's own. How far they move, and what buyers give "
    "up for them, is judgement; nobody pays more to be served first, and no mine opens because of a price.",
)
ONE_RUN: Final = "This is one course of chance events. Use several replications before quoting a figure."


@dataclass(frozen=True)
class Topic:
    """How many figures of one table of facts have each grade, the best first."""

    name: str
    counts: tuple[int, ...]

    @property
    def weak(self) -> float:
        """Return which part of the figures is judgement or unchecked."""
        return self.counts[-1] / max(sum(self.counts), 1)


def unknown(scenario: Any, runs: int) -> tuple[str, ...]:
    """Return what a run of a scenario does not know, the market or its absence first."""
    market = any(use.kind.startswith("market/") for use in scenario.policies.values())
    found = (*(PRICES if market else NO_PRICES), *UNKNOWN)
    return (*found, ONE_RUN) if runs == 1 else found


def topics(scenario: Any) -> list[Topic]:
    """Return the tables of facts by grade, the weakest first; none for a world that does not rest on them."""
    tables = {path.stem: _table(path) for path in Library(scenarios_root()).fact_files()}
    ores = tables.get("deposits", pd.DataFrame(columns=["deposit"]))["deposit"].unique()
    if not len(ores) or not all(ore in scenario.deposits for ore in ores):
        return []
    counted = {name: table["grade"].value_counts() for name, table in tables.items()}
    found = [
        Topic(TOPICS.get(name, name.replace("_", " ")), tuple(int(counts.get(grade, 0)) for grade in GRADES))
        for name, counts in counted.items()
    ]
    return sorted(found, key=lambda topic: (-topic.weak, topic.name))


def _table(path: Any) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def firms(scenario: Any) -> list[tuple[str, str]]:
    """Return how long the stocks of each kind of firm are taken to last, the leanest firms first."""
    used = list(dict.fromkeys(node.stage.buffers for node in scenario.nodes.values() if node.kind == "buyer"))
    return [
        (
            name.replace("_", " "),
            ", ".join(f"{cohort.cover_d:.3g} days ({100 * cohort.share:.3g} %)" for cohort in found),
        )
        for name in sorted(used)
        if (found := scenario.buffers.get(name))
    ]


def assumptions(scenario: Any) -> list[tuple[str, str, str, str]]:
    """Return what the scenario itself decides: entry, parameter, value as written, and what the parameter means."""
    document = json.loads(scenario.document) if scenario.document else {}
    rows = []
    for section, uses in (("disruptions", scenario.disruptions), ("policies", scenario.policies)):
        written = document.get(section, {})
        for name, use in uses.items():
            for declared in params_of(type(use.word)):
                value = written.get(name, {}).get(declared.name)
                if value is not None:
                    rows.append((name, declared.name, _text(value), declared.meaning))
    return rows


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_text(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_text(part)}" for key, part in value.items())
    return str(value)
