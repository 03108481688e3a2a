"""Does a world stand still by itself? What is short without any disruption, and whether stocks keep their level."""

from typing import Final

import pandas as pd

from sim.run import Result

MAGNET_ELEMENTS: Final = ("Nd", "Pr", "Dy", "Tb")
FORMS: Final = ("oxide", "metal", "magnet")
MONTHS: Final = 3


def shortfall_share(result: Result) -> pd.DataFrame:
    """Return demand and shortfall of a run by element and region.

    Columns: element, region, demand_t, shortfall_t, shortfall_share.
    """
    sums = result.shortfall.groupby(["element", "region"])[["demand_t", "shortfall_t"]].sum().reset_index()
    sums["shortfall_share"] = sums["shortfall_t"] / sums["demand_t"]
    return sums


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
