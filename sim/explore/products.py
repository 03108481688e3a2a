"""What a shortage means in things and in money: cars and turbines not built, and the value of what is missing.

Tonnes are those of the run's shortfall within the window of its summary (beside a baseline: what is short here and not
there), in t REO. Only use that could not run counts. What was given up because of its price is left out: part of it
is saved by design and builds as much with less. Figures are those of ``scenarios/world/facts``, their ranges too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import pandas as pd

from sim.base.elements import class_of
from sim.base.errors import SimError
from sim.base.units import split
from sim.run import Result
from sim.scenario.facts import Fact, FactBook
from sim.scenario.library import Library, scenarios_root
from sim.scenario.model import Horizon
from sim.scenario.tree import Findings

KG_PER_T: Final = 1000.0
OUTPUT: Final = "output_per_magnet_kg"
PRODUCT_COLUMNS: Final = ("product", "sector", "unit", "lost", "low", "high", "rival_lost", "claim")
MONEY_COLUMNS: Final = ("element", "region", "sector", "loss_musd", "low", "high")
OUTPUT_COLUMNS: Final = ("region", "sector", "magnets_t", "output_musd", "low", "high")


@dataclass(frozen=True)
class Product:
    """A thing that holds magnets, and the fact that says how much.

    ``content`` says what the fact counts: ``magnet`` is finished magnet, ``metal`` the rare earths in it as metal;
    ``rival`` the same for the rival claim. ``kg`` is the weight of the fact's unit.
    """

    name: str
    sector: str
    unit: str
    fact: str
    content: Literal["magnet", "metal"]
    rival: Literal["magnet", "metal"]
    kg: float = 1.0


PRODUCTS: Final = (
    Product("electric cars", "ev", "cars", "ev_magnet_kg", "magnet", "metal"),
    Product("direct-drive wind turbines", "wind", "MW", "wind_direct_drive_kg_per_mw", "magnet", "magnet"),
    Product("F-35", "defence", "aircraft", "f35_ree_kg", "metal", "metal"),
    Product("guided missiles", "defence", "missiles", "missile_ree_kg", "metal", "metal"),
    Product("smartphones", "electronics", "phones", "smartphone_ree_g", "metal", "metal", kg=0.001),
)


@dataclass(frozen=True)
class Figure:
    """A fact as numbers, in its own unit; ``rival`` is the disputed figure beside it, if there is one."""

    value: float
    low: float
    high: float
    rival: float | None = None
    claim: str = ""


class Figures:
    """The facts of the scenario library by id."""

    def __init__(self, rows: Mapping[str, list[Fact]] | None = None) -> None:
        if rows is None:
            findings = Findings()
            rows = FactBook(Library(scenarios_root()), findings).rows()
            findings.stop_if_any()
        self._rows = rows

    def __contains__(self, name: str) -> bool:
        return name in self._rows

    def of(self, name: str) -> Figure:
        """Return a fact; without a range of its own its value is the range. Raises SimError if there is none."""
        facts = self._rows.get(name, [])
        if not facts:
            raise SimError(f"there is no fact '{name}'")
        main = next((fact for fact in facts if not fact.rival), facts[0])
        other = next((fact for fact in facts if fact.rival and fact is not main), None)
        value = _number(main, main.value)
        return Figure(
            value,
            _number(main, main.low) if main.low else value,
            _number(main, main.high) if main.high else value,
            None if other is None else _number(other, other.value),
            "" if other is None else f"{other.value} {other.unit} ({other.source})",
        )


def _number(fact: Fact, text: str) -> float:
    parts = split(text)
    if parts is None:
        raise SimError(f"{fact.where.file}:{fact.where.line}: '{text}' of {fact.id} is no number")
    return parts[0]


def products_not_built(result: Result, figures: Figures | None = None) -> pd.DataFrame:
    """Return how many of a product could not be built, if all that its sector lacks in magnets were lacking there.

    So each row is a ceiling of its own, and rows of one sector (F-35, missiles) are alternatives, not a sum. Columns:
    product, sector, unit, lost, low, high, rival_lost (by the claim's figure; NaN without one), claim. The range is
    that of the content of one product alone; the shortfall is that of this run.
    """
    book = figures or Figures()
    short = _short(result)
    magnets = short[short["form"] == "magnet"]
    rows = []
    for product in PRODUCTS:
        mine = magnets[magnets["sector"] == product.sector]
        kg = {
            "magnet": _magnets_t(result, mine) * KG_PER_T,
            "metal": mine["short_t"].sum() / result.scenario.product_share["metal"] * KG_PER_T,
        }
        figure = book.of(product.fact)
        each = [kg[product.content] / (content * product.kg) for content in (figure.value, figure.high, figure.low)]
        rival = float("nan") if figure.rival is None else kg[product.rival] / (figure.rival * product.kg)
        rows.append((product.name, product.sector, product.unit, *each, rival, figure.claim))
    return pd.DataFrame(rows, columns=list(PRODUCT_COLUMNS))


def money_at_risk(result: Result, figures: Figures | None = None) -> pd.DataFrame:
    """Return what is missing at the price of its oxide, million USD of 2024: what it would have cost in a calm market.

    Columns: element, region, sector, loss_musd, low, high, the largest loss first. All forms of an element add up, at
    the price of oxide; making metal and magnets of it adds a multiple that is not counted. The range is that of the
    price.
    """
    book = figures or Figures()
    short = _short(result).groupby(["element", "region", "sector"], sort=False, as_index=False)["short_t"].sum()
    rows = []
    for row in short[short["short_t"] > 0].to_dict("records"):
        price = book.of(f"price_{class_of(row['element'])}")
        musd = [row["short_t"] * KG_PER_T * usd / 1e6 for usd in (price.value, price.low, price.high)]
        rows.append((row["element"], row["region"], row["sector"], *musd))
    frame = pd.DataFrame(rows, columns=list(MONEY_COLUMNS))
    return frame.sort_values("loss_musd", ascending=False, kind="stable", ignore_index=True)


def output_at_risk(result: Result, figures: Figures | None = None) -> pd.DataFrame:
    """Return the factory value of goods that could not be finished for want of magnets, million USD.

    Columns: region, sector, magnets_t (finished magnets missing, product weight), output_musd, low, high, the largest
    first. The range is that of the value by kg of magnet and spans a factor of three to a hundred: it tells orders of
    magnitude. A line that leaves one motor out and goes on, or catches up, loses less.
    """
    book = figures or Figures()
    short = _short(result)
    rows = []
    for (region, sector), mine in short[short["form"] == "magnet"].groupby(["region", "sector"], sort=False):
        magnets = _magnets_t(result, mine)
        own = f"{OUTPUT}_{sector}"
        value = book.of(own if own in book else OUTPUT)
        musd = [magnets * KG_PER_T * usd / 1e6 for usd in (value.value, value.low, value.high)]
        if magnets > 0:
            rows.append((region, sector, magnets, *musd))
    frame = pd.DataFrame(rows, columns=list(OUTPUT_COLUMNS))
    return frame.sort_values("output_musd", ascending=False, kind="stable", ignore_index=True)


def money_together(result: Result, figures: Figures | None = None) -> pd.DataFrame:
    """Return both sums of money, million USD: what is missing at its price, and what could not be finished.

    Columns: what, musd, low, high. The two are not to be added: the first is a small part of the second.
    """
    book = figures or Figures()
    oxide, output = money_at_risk(result, book), output_at_risk(result, book)
    sums = [
        ("oxide that is missing, at its price of 2024", *oxide[["loss_musd", "low", "high"]].sum()),
        ("goods not finished for want of magnets", *output[["output_musd", "low", "high"]].sum()),
    ]
    return pd.DataFrame(sums, columns=["what", "musd", "low", "high"])


def _short(result: Result) -> pd.DataFrame:
    """Return t REO short by element, form, region and sector; no less than nothing, where a baseline lacks more."""
    frame = result.summary()[["element", "form", "region", "sector"]].copy()
    frame["short_t"] = result.summary()["shortfall_t"].clip(lower=0)
    return frame


def _magnets_t(result: Result, short: pd.DataFrame) -> float:
    """Return tonnes of finished magnets in which so much REO is missing."""
    parts = short[short["short_t"] > 0].to_dict("records")
    return float(sum(row["short_t"] / _content(result, row["region"], row["sector"]) for row in parts))


def _content(result: Result, region: str, sector: str) -> float:
    """Return t REO per t of the magnets that a sector of a region uses, mean of its recipes by use over the run.

    Where nothing is used on any of the days that are looked at, all its recipes count alike.
    """
    scenario = result.scenario
    used: dict[str, float] = {}
    for node in scenario.nodes.values():
        if node.kind == "buyer" and node.sector == sector and node.region == region and node.stage.form == "magnet":
            for recipe, use in node.stage.needs.items():
                used[recipe] = used.get(recipe, 0.0) + sum(use.at(day) for day in _weekly(scenario.horizon))
    weights = used if sum(used.values()) > 0 else dict.fromkeys(used, 1.0)
    oxide = sum(weight * scenario.recipes[recipe].content for recipe, weight in weights.items())
    return oxide / sum(weights.values())


def _weekly(horizon: Horizon) -> list[date]:
    """Return a day of each week of a run, from its first on."""
    return [horizon.start + timedelta(days=day) for day in range(0, (horizon.end - horizon.start).days, 7)]
