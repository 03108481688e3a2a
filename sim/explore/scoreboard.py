"""The baseline scoreboard: what the model says of 2024, beside what was observed."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import pandas as pd

from sim.base.elements import ELEMENTS
from sim.explore.each_run import each_run
from sim.explore.year import HOME, Year
from sim.run import Result
from sim.scenario import load, scenarios_root

Measure = Callable[[Year], float]
OUTSIDE_THE_CHECK: Final = ("china_unreported_light", "nigeria_sands", "laos_clays")
"""Output that the USGS does not count or has not revised; shown, but not compared."""
DIDYMIUM: Final = ["Nd", "Pr"]
COMPOUNDS_METALS: Final = ["oxide", "metal"]
WITHOUT_SCANDIUM: Final = [element for element in ELEMENTS if element != "Sc"]
"""Scandium is counted apart in every statistic of mine output."""
NDPR_METAL_PER_OXIDE: Final = 0.857
"""t of metal per t of Nd2O3, by the weights of their formulas."""
MINING: Final = ("CN", "US", "AU", "MM", "IN", "RU", "TH", "MG", "BR", "VN", "MY")
MAGNET_CUSTOMERS: Final = ("US", "DE", "KR", "VN", "IN")
SEPARATORS: Final = ["separation", "heavy_separation", "recycling"]
BEGIN, END = "<!-- scoreboard:begin -->", "<!-- scoreboard:end -->"


def scoreboard(replications: int = 20, seed: int = 0, workers: int | None = None) -> pd.DataFrame:
    """Run the first year of the baseline and return the observed rows with ``model`` and ``inside`` beside them.

    ``model`` is the mean of all runs.
    """
    found = each_run(_measured, load("baseline", ["horizon.years=1"]), replications, seed, workers)
    board = observed()
    board["model"] = pd.DataFrame(found).mean()[board["row"]].to_numpy()
    board["inside"] = (board["model"] >= board["low"]) & (board["model"] <= board["high"])
    return board


def _measured(result: Result) -> dict[str, float]:
    """Return what a run says of each row."""
    year = Year(result)
    return {row: measure(year) for row, measure in _measures().items()}


def observed() -> pd.DataFrame:
    """Return what was observed in 2024: row, what, observed, low, high, unit, source, grade."""
    return pd.read_csv(scenarios_root() / "world" / "scoreboard_2024.csv")


def as_markdown(board: pd.DataFrame) -> str:
    """Return the scoreboard as a Markdown table: model beside observed, range, source and grade."""
    lines = ["| 2024 | model | observed | range | source | |", "|---|--:|--:|--:|---|---|"]
    for row in board.to_dict("records"):
        share = row["unit"] == "share"
        model, seen, low, high = (_figure(row[name], share) for name in ("model", "observed", "low", "high"))
        what = row["what"] if share else f"{row['what']}, {row['unit']}"
        outside = "" if row["inside"] else " **outside**"
        lines.append(f"| {what} | {model}{outside} | {seen} | {low} to {high} | {row['source']} | {row['grade']} |")
    return "\n".join(lines)


def _figure(value: float, share: bool) -> str:
    return f"{100 * value:.1f} %" if share else f"{value:,.0f}"


def put_into(text: str, board: pd.DataFrame) -> str:
    """Return a text with the scoreboard between its two markers. Raises ValueError if it lacks them."""
    if BEGIN not in text or END not in text:
        raise ValueError(f"the text has no '{BEGIN}' and '{END}'")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    return f"{before}{BEGIN}\n{as_markdown(board)}\n{END}{after}"


def _measures() -> dict[str, Measure]:
    """Return for each row of the scoreboard the function that computes it."""
    mines: dict[str, Measure] = {f"mine_{c}": partial(_mined, country=c) for c in MINING}
    customers: dict[str, Measure] = {
        f"magnet_exports_{c}": partial(_magnet_exports, country=c) for c in MAGNET_CUSTOMERS
    }
    return mines | customers | _world() | _china() | _companies()


def _world() -> dict[str, Measure]:
    return {
        "separated_NdPr": lambda y: _separated(y, DIDYMIUM),
        "separated_Dy": lambda y: _separated(y, ["Dy"]),
        "separated_Tb": lambda y: _separated(y, ["Tb"]),
        "magnets_abroad": lambda y: _magnets(y) - _magnets(y, country=HOME),
        "consumption_US": lambda y: y.metric("apparent_consumption", "US/compounds_metals", "all"),
        "demand_JP": lambda y: y.imported("JP", COMPOUNDS_METALS),
    }


def _china() -> dict[str, Measure]:
    return {
        "mine_share_CN": lambda y: _mined(y, HOME) / _mined(y),
        "separated_share_CN": lambda y: _separated(y, DIDYMIUM, country=HOME) / _separated(y, DIDYMIUM),
        "magnets_CN": lambda y: _magnets(y, country=HOME),
        "magnet_share_CN": lambda y: _magnets(y, country=HOME) / _magnets(y),
        "magnet_NdPr_content": _magnet_content,
        "magnet_exports": _magnet_exports,
        "compound_exports": lambda y: y.exported("product_t", COMPOUNDS_METALS),
        "lynas_to_china": lambda y: y.shipped("arrived_t", from_country="MY", to_country=HOME, element=DIDYMIUM),
    }


def _companies() -> dict[str, Measure]:
    return {
        "kuantan_NdPr": lambda y: y.made(node="kuantan_separation", element=DIDYMIUM),
        "kuantan_REO": lambda y: y.made(node="kuantan_separation"),
        "mountain_pass_mine": lambda y: y.made(node="mountain_pass"),
        "mountain_pass_sold": lambda y: y.shipped(from_node="mountain_pass", to_country=HOME),
        "mountain_pass_NdPr": lambda y: y.made(node="mountain_pass_separation", element=DIDYMIUM),
        "mountain_pass_stock": lambda y: y.made(node="mountain_pass") - y.shipped(from_node="mountain_pass"),
    }


def _mined(year: Year, country: str | None = None) -> float:
    where: dict[str, Any] = {"stage": "mine", "element": WITHOUT_SCANDIUM}
    return year.made("output_t", OUTSIDE_THE_CHECK, **where | ({"country": country} if country else {}))


def _separated(year: Year, elements: list[str], **where: Any) -> float:
    return year.made(stage=SEPARATORS, element=elements, **where)


def _magnets(year: Year, **where: Any) -> float:
    return year.made("product_t", stage="magnet", **where)


def _magnet_content(year: Year) -> float:
    oxide = year.made(stage="magnet", country=HOME, element=DIDYMIUM)
    return oxide * NDPR_METAL_PER_OXIDE / _magnets(year, country=HOME)


def _magnet_exports(year: Year, country: str | None = None) -> float:
    return year.exported("product_t", ["magnet"], country)
