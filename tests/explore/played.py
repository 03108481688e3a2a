"""Scenarios of the real world, played once a test process."""

from functools import lru_cache

import pandas as pd

from sim.run import Result, paired, run
from sim.scenario import load


@lru_cache(maxsize=8)
def played(name: str, *overrides: str, beside: bool = True) -> Result:
    """One run of a scenario; with ``beside`` it is read against the same world without its disruptions."""
    scenario = load(name, list(overrides))
    return run(scenario, baseline=paired(scenario) if beside and scenario.disruptions else None)


def short(result: Result, *by: str) -> pd.DataFrame:
    """Demand, shortfall and its share, by columns of the summary."""
    sums = result.summary().groupby(list(by))[["demand_t", "shortfall_t"]].sum()
    return sums.assign(share=sums["shortfall_t"] / sums["demand_t"])
