"""Apparent consumption of countries, after the USGS: production + imports - exports - growth of stocks."""

from typing import TYPE_CHECKING, Final

from sim.base.calendar import DAYS_PER_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from sim.base.tables import Tables

GROUPS: Final = {"compounds_metals": ("oxide", "metal"), "magnet": ("magnet",)}
"""Groups of forms that trade figures are stated for.

Compounds and metals are separated oxide and metal. Concentrates and mixed carbonates are raw material of the
separators and are left out, so that nothing is counted twice.
"""
MADE_AS: Final = {"compounds_metals": ("oxide", ("mine", "separation", "heavy_separation", "recycling")),
                  "magnet": ("magnet", ("magnet",))}  # fmt: skip
"""What counts as production of a group: the form, and the stages that make it (a metal maker only turns it over)."""
ALL: Final = "all"


def consumption(tables: "Tables") -> dict[str, "pd.DataFrame"]:
    """Return for each group t REO a year by country and element (and ``all`` elements together).

    Columns: country, element, production, imports, exports, stock_growth, consumption.
    """
    return {group: _of_group(tables, group) for group in GROUPS}


def _of_group(tables: "Tables", group: str) -> "pd.DataFrame":
    single = _parts(tables, group).reset_index()
    whole = single.drop(columns="element").groupby("country").sum().reset_index().assign(element=ALL)
    years = (tables.end - tables.start).days / DAYS_PER_YEAR
    # No row is in both, so the outer merge puts one below the other, in order of country and element.
    both = single.merge(whole, how="outer").set_index(["country", "element"]).sort_index() / years
    both = both.round(6)
    both["consumption"] = (both["production"] + both["imports"] - both["exports"] - both["stock_growth"]).round(6)
    return both.reset_index()


def _parts(tables: "Tables", group: str) -> "pd.DataFrame":
    """Return tonnes over the whole horizon, by country and element."""
    form, stages = MADE_AS[group]
    nodes = tables.nodes.set_index("node")
    makers = nodes.index[(nodes["form"] == form) & nodes["stage"].isin(stages)]
    made = tables.production[tables.production["node"].isin(makers)]
    traded = tables.trade[tables.trade["form"].isin(GROUPS[group])]
    series = {
        "production": _sum(made, "country", "output_t"),
        "imports": _sum(traded, "to_country", "arrived_t"),
        "exports": _sum(traded, "from_country", "shipped_t"),
        "stock_end": _held(tables.stocks[tables.stocks["month"] == tables.stocks["month"].max()], nodes, group),
        "stock_start": _held(tables.opening_stocks, nodes, group),
    }
    frame = series["production"].to_frame("production")
    for name, values in series.items():
        if name != "production":
            frame = frame.join(values.rename(name), how="outer")
    frame = frame.fillna(0.0)
    frame["stock_growth"] = frame.pop("stock_end") - frame.pop("stock_start")
    return frame


def _sum(frame: "pd.DataFrame", country: str, mass: str) -> "pd.Series[float]":
    sums: pd.Series[float] = frame.groupby([country, "element"])[mass].sum()
    return sums.rename_axis(["country", "element"])


def _held(stocks: "pd.DataFrame", nodes: "pd.DataFrame", group: str) -> "pd.Series[float]":
    held = stocks[stocks["form"].isin(GROUPS[group])]
    return _sum(held.assign(country=held["node"].map(nodes["country"])), "country", "stock_t")
