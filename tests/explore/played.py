"""Scenarios of the real world, played once a test process."""

from functools import lru_cache

import pandas as pd

from sim.run import Result, run, twin_of
from sim.scenario import load

MAGNET_ELEMENTS = ("Nd", "Pr", "Dy", "Tb")
FORMS = ("oxide", "metal", "magnet")
MONTHS = 3


@lru_cache(maxsize=8)
def played(name: str, *overrides: str, beside: bool = True) -> Result:
    """One run of a scenario; with ``beside`` it is read against its undisturbed twin."""
    scenario = load(name, list(overrides))
    return run(scenario, baseline=twin_of(scenario) if beside else None)


def short(result: Result, *by: str) -> pd.DataFrame:
    """Demand, shortfall and its share, by columns of the summary."""
    sums = result.summary().groupby(list(by))[["demand_t", "shortfall_t"]].sum()
    return sums.assign(share=sums["shortfall_t"] / sums["demand_t"])


def cover_kept(result: Result) -> "pd.Series[float]":
    """Return by element how long stocks last at the end of a run, as a multiple of what they lasted at its start.

    Counts oxide, metal and magnets of traders, plants and buyers in days of the buyers' demand. Raw materials, goods
    in process, residue and national stockpiles (which only policies move) are left out.
    """
    demand = result.shortfall.pivot_table(index="month", columns="element", values="demand_t", aggfunc="sum")
    stocks = result.stocks
    last = _at_hand(stocks[stocks["month"] == stocks["month"].max()], result)
    first = _at_hand(result.opening_stocks, result)
    kept = (last / demand.iloc[-MONTHS:].sum()) / (first / demand.iloc[:MONTHS].sum())
    return kept[list(MAGNET_ELEMENTS)]


def _at_hand(stocks: pd.DataFrame, result: Result) -> "pd.Series[float]":
    """Return t by element that somebody can use soon."""
    idle = [i for i, node in result.scenario.nodes.items() if getattr(node.stage, "replenishes", True) is False]
    kept = stocks["form"].isin(FORMS) & ~stocks["node"].isin(idle)
    return stocks[kept].groupby("element")["stock_t"].sum()
