"""Three ways for Pakistan, over many runs: what reaches whom by when, and whether anybody's shortage changes."""

from collections.abc import Iterable, Mapping
from typing import Final

import pandas as pd

from sim.base.elements import DIDYMIUM
from sim.explore.each_run import each_run
from sim.run import Result
from sim.scenario import load
from sim.scenario.model import Scenario

STRATEGIES: Final = ("pakistan_partner_china", "pakistan_partner_west", "pakistan_domestic")
YEARS: Final = (2030, 2035, 2040)
PLACES: Final = {"CN": "China", "US": "United States"}
OTHERS: Final = "others"
ORIGIN: Final = "PK"
GOODS: Final[Mapping[str, tuple[str, ...]]] = {DIDYMIUM: ("Nd", "Pr"), "Dy": ("Dy",)}
CHANGED: Final = 0.01
"""Part of a region's demand for an element by which its shortfall must differ to count as changed."""


def strategies(
    replications: int = 20, names: Iterable[str] = STRATEGIES, seed: int = 0, workers: int | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what arrives from Pakistan, and the odds that it changes a shortfall, for each strategy.

    The first table holds t REO a year of NdPr and Dy that leave Pakistan and arrive in China, the United States and
    elsewhere, in concentrate and in oxide, as P10, P50 and P90 over the runs. Columns: strategy, year, place, element,
    p10_t, p50_t, p90_t. The second holds for each strategy the part of the runs in which any mine ran, and the part in
    which the shortfall of any region in any element (as part of its demand over the whole run) is smaller or larger
    by more than 1 % than in the baseline of the same horizon, seed and replication. Columns: strategy, mine_ran,
    helped, hurt.
    """
    names = tuple(names)
    scenarios = {name: load(name) for name in names}
    longest = max(s.horizon.years for s in scenarios.values())
    base = each_run(shares_short, _baseline(longest), replications, seed, workers)
    deliveries, odds = [], []
    for name in names:
        answers = each_run(_answer, scenarios[name], replications, seed, workers)
        deliveries.append(_quantiles(pd.concat([arrived for arrived, _ in answers])).assign(strategy=name))
        changes = [short - before for (_, short), before in zip(answers, base, strict=True)]
        ran = [bool(arrived["mass_t"].sum() > 0) for arrived, _ in answers]
        odds.append((name, _part(ran), _part(c.min() < -CHANGED for c in changes),
                     _part(c.max() > CHANGED for c in changes)))  # fmt: skip
    columns = ["strategy", "year", "place", "element", "p10_t", "p50_t", "p90_t"]
    return (
        pd.concat(deliveries, ignore_index=True)[columns],
        pd.DataFrame(odds, columns=["strategy", "mine_ran", "helped", "hurt"]),
    )


def _baseline(years: float) -> Scenario:
    return load("baseline", [f"horizon.years={years:g}"])


def _answer(result: Result) -> tuple[pd.DataFrame, "pd.Series[float]"]:
    return deliveries_from(result), shares_short(result)


def deliveries_from(result: Result, origin: str = ORIGIN, years: Iterable[int] = YEARS) -> pd.DataFrame:
    """Return t REO of NdPr and Dy that arrive abroad from a country, by year and place, with zeros where none do."""
    flows = result.flows
    abroad = flows[(flows["from_country"] == origin) & (flows["to_country"] != origin)]
    rows = []
    for year in years:
        of_year = abroad[abroad["month"].str.startswith(str(year))]
        places = of_year["to_country"].where(of_year["to_country"].isin(PLACES), OTHERS)
        for name, elements in GOODS.items():
            mass = of_year["arrived_t"][of_year["element"].isin(elements)].groupby(places).sum()
            rows += [(year, place, name, float(mass.get(place, 0.0))) for place in (*PLACES, OTHERS)]
    return pd.DataFrame(rows, columns=["year", "place", "element", "mass_t"])


def shares_short(result: Result) -> "pd.Series[float]":
    """Return the part of the whole demand that was missed, by region and element."""
    sums = result.shortfall.groupby(["region", "element"])[["shortfall_t", "demand_t"]].sum()
    shares: pd.Series[float] = (sums["shortfall_t"] / sums["demand_t"]).fillna(0.0)
    return shares


def _quantiles(arrived: pd.DataFrame) -> pd.DataFrame:
    """Return P10, P50 and P90 of what arrived over the runs."""
    grouped = arrived.groupby(["year", "place", "element"], sort=False)["mass_t"]
    parts = {f"p{round(p * 100)}_t": grouped.quantile(p) for p in (0.1, 0.5, 0.9)}
    return pd.DataFrame(parts).round(2).reset_index()


def _part(answers: Iterable[bool]) -> float:
    told = list(answers)
    return round(sum(told) / len(told), 4)
