"""The baseline scoreboard: what the model says of 2024, beside what was observed."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, Protocol

import pandas as pd

from sim.run import replicate
from sim.scenario import load, scenarios_root

OUTSIDE_THE_CHECK: Final = ("china_unreported_light", "nigeria_sands", "laos_clays")
"""Output that the USGS does not count or has not revised; shown, but not compared."""
DIDYMIUM: Final = ["Nd", "Pr"]
NDPR_METAL_PER_OXIDE: Final = 0.857
"""t of metal per t of Nd2O3, by the weights of their formulas."""
HOME: Final = "CN"


class Tables(Protocol):
    """The tables of one or many runs, with a ``replication`` column."""

    production: pd.DataFrame
    flows: pd.DataFrame
    stocks: pd.DataFrame
    metrics: pd.DataFrame


class Year:
    """The tables of a year, averaged over replications, and the sums that the scoreboard asks for."""

    def __init__(self, tables: Tables, replications: int) -> None:
        self._n = replications
        self.production = tables.production
        self.flows = tables.flows
        self.stocks = tables.stocks
        self.metrics = tables.metrics

    def made(self, column: str = "output_t", **where: object) -> float:
        """Return mean t of production in rows that match; a list matches any of its values."""
        return float(_matching(self.production, where)[column].sum()) / self._n

    def shipped(self, column: str = "shipped_t", **where: object) -> float:
        """Return mean t of flows in rows that match."""
        return float(_matching(self.flows, where)[column].sum()) / self._n

    def exported(self, column: str, form: list[str], to_country: str | None = None) -> float:
        """Return mean t that left China in these forms."""
        flows = self.flows[(self.flows["to_country"] != HOME) & self.flows["form"].isin(form)]
        if to_country is not None:
            flows = flows[flows["to_country"] == to_country]
        return float(flows[flows["from_country"] == HOME][column].sum()) / self._n

    def metric(self, name: str, subject: str, element: str) -> float:
        """Return the mean of a metric."""
        return float(_matching(self.metrics, {"metric": name, "subject": subject, "element": element})["value"].mean())


def _matching(frame: pd.DataFrame, where: dict[str, object]) -> pd.DataFrame:
    for column, value in where.items():
        frame = frame[frame[column].isin(value) if isinstance(value, list) else frame[column] == value]
    return frame


SEPARATORS: Final = ["separation", "heavy_separation", "recycling"]


def _mined(year: Year, country: str | None = None) -> float:
    rows = year.production[(year.production["stage"] == "mine") & (year.production["element"] != "Sc")]
    rows = rows[~rows["node"].isin(OUTSIDE_THE_CHECK)]
    if country is not None:
        rows = rows[rows["country"] == country]
    return float(rows["output_t"].sum()) / year._n


def _separated(year: Year, elements: list[str], **where: object) -> float:
    return year.made(stage=SEPARATORS, element=elements, **where)


def _magnets(year: Year, **where: object) -> float:
    return year.made("product_t", stage="magnet", **where)


def _magnets_abroad(year: Year) -> float:
    return _magnets(year) - _magnets(year, country=HOME)


def _magnet_content(year: Year) -> float:
    oxide = year.made(stage="magnet", country=HOME, element=DIDYMIUM)
    return oxide * NDPR_METAL_PER_OXIDE / _magnets(year, country=HOME)


def _japan(year: Year) -> float:
    flows = year.flows[(year.flows["to_country"] == "JP") & (year.flows["from_country"] != "JP")]
    return float(flows[flows["form"].isin(["oxide", "metal"])]["arrived_t"].sum()) / year._n


def _stock_build(year: Year) -> float:
    sold = year.shipped(from_node="mountain_pass")
    return year.made(node="mountain_pass") - sold


def _measures() -> dict[str, Callable[[Year], float]]:
    """Return for each row of the scoreboard the function that computes it."""
    countries = ["CN", "US", "AU", "MM", "IN", "RU", "TH", "MG", "BR", "VN", "MY"]
    return {
        **{f"mine_{c}": partial(_mined, country=c) for c in countries},
        "mine_share_CN": lambda y: _mined(y, HOME) / _mined(y),
        "separated_NdPr": lambda y: _separated(y, DIDYMIUM),
        "separated_share_CN": lambda y: _separated(y, DIDYMIUM, country=HOME) / _separated(y, DIDYMIUM),
        "separated_Dy": lambda y: _separated(y, ["Dy"]),
        "separated_Tb": lambda y: _separated(y, ["Tb"]),
        "magnets_CN": lambda y: _magnets(y, country=HOME),
        "magnets_abroad": _magnets_abroad,
        "magnet_share_CN": lambda y: _magnets(y, country=HOME) / _magnets(y),
        "magnet_NdPr_content": _magnet_content,
        "magnet_exports": lambda y: y.exported("product_t", ["magnet"]),
        **{f"magnet_exports_{c}": partial(_magnet_exports, country=c) for c in ("US", "DE", "KR", "VN", "IN")},
        "compound_exports": lambda y: y.exported("product_t", ["oxide", "metal"]),
        "lynas_to_china": lambda y: y.shipped("arrived_t", from_country="MY", to_country=HOME, element=DIDYMIUM),
        "consumption_US": lambda y: y.metric("apparent_consumption", "US/compounds_metals", "all"),
        "demand_JP": _japan,
        "kuantan_NdPr": lambda y: y.made(node="kuantan_separation", element=DIDYMIUM),
        "kuantan_REO": lambda y: y.made(node="kuantan_separation"),
        "mountain_pass_mine": lambda y: y.made(node="mountain_pass"),
        "mountain_pass_sold": lambda y: y.shipped(from_node="mountain_pass", to_country=HOME),
        "mountain_pass_NdPr": lambda y: y.made(node="mountain_pass_separation", element=DIDYMIUM),
        "mountain_pass_stock": _stock_build,
    }


def _magnet_exports(year: Year, country: str) -> float:
    return year.exported("product_t", ["magnet"], country)


def observed() -> pd.DataFrame:
    """Return what was observed in 2024: row, what, observed, low, high, unit, source, grade."""
    return pd.read_csv(Path(scenarios_root()) / "world" / "scoreboard_2024.csv")


def scoreboard(replications: int = 20, seed: int = 0, workers: int | None = None) -> pd.DataFrame:
    """Run the first year of the baseline and return the observed rows with ``model`` and ``inside`` beside them."""
    runs = replicate(load("baseline", ["horizon.years=1"]), replications, seed=seed, workers=workers)
    year = Year(runs, replications)
    measures = _measures()
    board = observed()
    board["model"] = [measures[row](year) for row in board["row"]]
    board["inside"] = (board["model"] >= board["low"]) & (board["model"] <= board["high"])
    return board
