"""What the countries with an export desk at work sent abroad, month by month, in tonnes of product."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import pandas as pd

from sim.base.trade import GROUPS
from sim.report.pivots import MARGIN, Spread, spread_of
from sim.run.frame import whole_months
from sim.run.replications import Replications

if TYPE_CHECKING:
    from sim.run import Result

YEAR: Final = 12
SHOWN: Final = ("magnet", "compounds_metals")
GROUP_OF: Final = {form: group for group, forms in GROUPS.items() for form in forms}
MOST_RUNS: Final = 20
"""Of many runs, the first so many make the band: the table of flows is the largest, and each run's takes time."""


@dataclass(frozen=True)
class Exports:
    """Monthly exports of one group of forms from one country; ``usual`` is the mean month of the year before."""

    country: str
    group: str
    monthly: Spread
    usual: float | None

    @property
    def lowest(self) -> tuple[date, float]:
        """Return the month with the least, and how much that was."""
        month = self.monthly.mean.idxmin()
        return pd.Timestamp(str(month)).date(), float(self.monthly.mean.min())


def exporters(result: "Result | Replications") -> list[str]:
    """Return the countries whose exports some disruption of the scenario controls."""
    scenario = result.scenario
    uses = [use for use in scenario.disruptions.values() if use.kind == "export_control"]
    return list(dict.fromkeys(scenario.desks[use.word.desk].country for use in uses))


def exports(result: "Result | Replications") -> list[Exports]:
    """Return the exports of every controlled exporter in whole months: magnets, and oxide and metal together."""
    countries = exporters(result)
    if not countries:
        return []
    by_run = pd.concat({run: _abroad(flows, countries) for run, flows in _flows_by_run(result)}, names=["run"])
    months = pd.to_datetime(by_run.index.get_level_values("month"))
    horizon = result.scenario.horizon
    by_run = by_run[whole_months(months, horizon.start, horizon.end)]
    if by_run.empty:
        return []
    found = [_exports(by_run, country, group, result.window) for country in countries for group in SHOWN]
    return [line for line in found if line is not None]


def _flows_by_run(result: "Result | Replications") -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield the flows of one run after another: those of many at once would fill the memory."""
    if not isinstance(result, Replications):
        yield 0, result.flows
        return
    for outcome in [o for o in result.outcomes if o.recording is not None][:MOST_RUNS]:
        yield outcome.replication, Replications(result.scenario, result.seed, [outcome]).flows


def _abroad(flows: pd.DataFrame, countries: list[str]) -> "pd.Series[float]":
    """Return what left these countries by country, group of forms and month; a month without exports has a zero."""
    out = flows[flows["from_country"].isin(countries) & flows["form"].isin(list(GROUP_OF))]
    out = out[out["from_country"] != out["to_country"]]
    sums = out.assign(group=out["form"].map(GROUP_OF)).groupby(["from_country", "group", "month"])["product_t"].sum()
    months = sorted(flows["month"].unique())
    every = pd.MultiIndex.from_product([countries, SHOWN, months], names=["country", "group", "month"])
    return sums.reindex(every, fill_value=0.0)


def _exports(by_run: "pd.Series[float]", country: str, group: str, window: tuple[date, date]) -> Exports | None:
    rows = by_run.xs((country, group), level=("country", "group"))
    if not rows.any():
        return None
    monthly = spread_of(rows.unstack("run"))
    start, end = (pd.Timestamp(day.replace(day=1)) for day in window)
    before = monthly.mean[monthly.mean.index < start].tail(YEAR)
    usual = float(before.mean()) if len(before) == YEAR else None
    return Exports(country, group, monthly.between(start - MARGIN, end + MARGIN), usual)
