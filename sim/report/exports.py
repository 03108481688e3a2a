"""What the countries with an export desk at work sent abroad, month by month, in tonnes of product a day."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from sim.base.trade import GROUPS
from sim.report.pivots import MARGIN, Spread, spread_of
from sim.run.departures import Trough, daily_exports, trough
from sim.run.replications import Replications

if TYPE_CHECKING:
    from sim.run import Result

SHOWN: Final = ("magnet", "compounds_metals")
MOST_RUNS: Final = 20
"""Of many runs, the first so many make the band: the table of flows is the largest, and each run's takes time."""


@dataclass(frozen=True)
class Exports:
    """Exports a day of one group of forms from one country, by month, and their trough since the first disruption."""

    country: str
    group: str
    daily: Spread
    trough: Trough

    @property
    def usual(self) -> float | None:
        """Return the exports of a usual day before the first disruption."""
        return self.trough.usual_t


def exporters(result: "Result | Replications") -> list[str]:
    """Return the countries whose exports some disruption of the scenario controls."""
    scenario = result.scenario
    uses = [use for use in scenario.disruptions.values() if use.kind == "export_control"]
    return list(dict.fromkeys(scenario.desks[use.word.desk].country for use in uses))


def exports(result: "Result | Replications") -> list[Exports]:
    """Return the exports of every controlled exporter a day, in whole months: magnets, and oxide and metal together."""
    countries = exporters(result)
    if not countries:
        return []
    end = result.scenario.horizon.end
    wanted = [(country, group) for country in countries for group in SHOWN]
    by_run: dict[tuple[str, str], dict[int, pd.Series[float]]] = {line: {} for line in wanted}
    for run, flows in _flows_by_run(result):
        for country, group in wanted:
            daily = daily_exports(flows, country, GROUPS[group], result.scenario.horizon.start, end)
            by_run[country, group][run] = daily
    found = [_exports(pd.DataFrame(runs), *line, result) for line, runs in by_run.items()]
    return [line for line in found if line is not None]


def _flows_by_run(result: "Result | Replications") -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield the flows of one run after another: those of many at once would fill the memory."""
    if not isinstance(result, Replications):
        yield 0, result.flows
        return
    for outcome in [o for o in result.outcomes if o.recording is not None][:MOST_RUNS]:
        yield outcome.replication, Replications(result.scenario, result.seed, [outcome]).flows


def _exports(by_run: pd.DataFrame, country: str, group: str, result: "Result | Replications") -> Exports | None:
    """Return one line, from a year before to a year after the window; None if nothing was exported at all."""
    if not by_run.to_numpy().any():
        return None
    daily = spread_of(by_run)
    start, end = (pd.Timestamp(day.replace(day=1)) for day in result.window)
    near = daily.between(start - MARGIN, end + MARGIN)
    found = trough(daily.mean, result.first_disruption)
    return None if found is None else Exports(country, group, near, found)
