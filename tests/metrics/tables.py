"""Tables written by hand, in place of a run, so that every metric can be worked out on paper."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from sim.base.trade import consumption
from sim.base.weeks import NEVER, Need, Weeks

WEEK = 10_080
DY = Need("Dy", "oxide", "JP", "ict")


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


def one_need(short=(0, 0), late=None, dry=None, demand=100_000_000) -> Weeks:
    """Weeks of one need, demand and shortfall in grams; ``dry`` maps weeks to minutes."""
    count = len(short)
    dry_at = np.full((1, count), NEVER)
    for week, minute in (dry or {}).items():
        dry_at[0, week] = minute
    shortfall, due = np.array([short], dtype=np.int64), np.full((1, count), demand)
    backlog = np.array([late or [0] * count], dtype=np.int64)
    ends, months = WEEK * (1 + np.arange(count)), 4 * WEEK * np.arange(count // 4 + 1)
    return Weeks((DY,), ends, months, due, due - shortfall, shortfall, 0 * due, backlog, np.zeros(1, np.int64), dry_at)


NODES = frame(
    "node title stage form country region sector owner",
    ("pit", "", "mine", "concentrate", "AU", "RoW", "", ""),
    ("mill", "", "separation", "oxide", "CN", "CN", "", ""),
    ("mill_my", "", "separation", "oxide", "MY", "SEA", "", ""),
    ("smelt", "", "metal", "metal", "JP", "JP", "", ""),
    ("chips", "", "buyer", "oxide", "JP", "JP", "ict", ""),
)
NO_FLOWS = frame("month form element channel from_country to_country from_node to_node shipped_t arrived_t product_t")
NO_STOCKS = frame("month node owner form element stock_t cover_d")


@dataclass
class Handmade:
    """A year without anything in it, but for what a test puts there."""

    since_shock: Weeks = field(default_factory=one_need)
    start: date = date(2024, 1, 1)
    end: date = date(2024, 12, 31)
    shock: date | None = None
    shock_minute: int | None = None
    nodes: pd.DataFrame = field(default_factory=lambda: NODES)
    shortfall: pd.DataFrame = field(default_factory=pd.DataFrame)
    flows: pd.DataFrame = field(default_factory=lambda: NO_FLOWS)
    trade: pd.DataFrame = field(default_factory=lambda: NO_FLOWS)
    freight: pd.DataFrame = field(default_factory=pd.DataFrame)
    production: pd.DataFrame = field(default_factory=pd.DataFrame)
    stocks: pd.DataFrame = field(default_factory=lambda: NO_STOCKS)
    opening_stocks: pd.DataFrame = field(default_factory=lambda: NO_STOCKS.drop(columns=["month", "cover_d"]))

    @property
    def consumption(self) -> dict[str, pd.DataFrame]:
        return consumption(self)


def value(metric, tables, subject, element="Dy", name=None):
    """The one value of a metric for a subject and element."""
    found = metric().compute(tables)
    assert list(found.columns) == ["metric", "subject", "element", "value", "unit"]
    rows = found[(found["subject"] == subject) & (found["element"] == element)]
    if name is not None:
        rows = rows[rows["metric"] == name]
    return rows["value"].item()
