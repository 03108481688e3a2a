"""The small scenario whose results are read: tests of runs, tables, answers and pages know its buyers by name.

Engine tests build their own worlds with ``tests.small`` and look into the state; what is here is handed to ``sim.run``
and looked at from outside. Whole figures of these tests rest on it, so it is not changed for a new test.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sim.base.distributions import Distribution
from sim.base.series import Series
from sim.scenario.model import Cohort, Horizon, Lane, Node, Passage, Recipe, Route, Scenario, Use
from tests import small

ROUTES = (
    Route("near", "road", small.fixed(3), 0, {}, {}, 0),
    Route("far", "sea", Distribution("triangular", (25, 35, 50)), 7, {"malacca": 0.4}, {"malacca": 2.0}, 0),
)


def rate(tonnes_a_year: float) -> Series:
    """A constant rate in t REO a year."""
    return Series.constant(tonnes_a_year)


def chain(years: float = 2, unmet: str = "lost", **parts: Any) -> Scenario:
    """A mine and a plant in China, magnets for China and the United States, oxides for American glass."""
    fields: dict[str, Any] = {
        "horizon": Horizon(date(2024, 1, 1), years, parts.pop("warm_up_d", 730.0)),
        "passages": {"malacca": Passage("malacca", "Malacca")},
        "deposits": {"ore": small.deposit(Ce=0.5, Pr=0.1, Nd=0.3, Dy=0.1)},
        "recipes": {"n42": Recipe("n42", 0.3, {"NdPr": 0.93, "Dy": 0.07})},
        "buffers": {"mixed": (Cohort(0.05, 20), Cohort(0.95, 60))},
        "product_share": {"oxide": 1.0, "metal": 1.2, "concentrate": 0.6},
    }
    made = small.world(_nodes(unmet), _lanes(), ROUTES, **{**fields, **parts})
    return replace(made, name="tiny", title="tiny world")


def _nodes(unmet: str) -> list[Node]:
    def buyer(name: str, country: str, sector: str, form: str, needs: dict[str, float]) -> Node:
        rates = {good: rate(tonnes) for good, tonnes in needs.items()}
        return _node(name, "buyer", country, sector, form=form, needs=rates, buffers="mixed", unmet=unmet)

    taken = ("Ce", "Nd", "Pr", "Dy")
    return [
        _node("mine", "mine", "CN", capacity=rate(1000), deposit="ore"),
        _node("mine_us", "mine", "US", capacity=rate(200), deposit="ore"),
        _node("plant", "separation", "CN", capacity=rate(1200), separates=taken, pulls=("NdPr", "Dy")),
        _node("trader", "stock", "CN", form="oxide", buys="by_stock"),
        _node("smelter", "metal", "CN", capacity=rate(500)),
        _node("magnets", "magnet", "CN", recipe="n42", capacity=rate(1500)),
        _node("scrap", "recycling", "CN", capacity=rate(200)),
        buyer("cars_cn", "CN", "ev", "magnet", {"n42": 500}),
        buyer("cars_us", "US", "ev", "magnet", {"n42": 300}),
        buyer("glass_us", "US", "glass", "oxide", {"Ce": 100, "Dy": 20, "NdPr": 10}),
    ]


def _node(name: str, stage: str, country: str, sector: str = "", **params: Any) -> Node:
    """A node with a title and an owner, as pages and tables name them."""
    return replace(small.node(name, stage, country, sector, **params), title=name, owner=f"{name} owner")


def _lanes() -> list[Lane]:
    ways = [
        ("mine", "plant", "concentrate", "near"), ("mine_us", "plant", "concentrate", "far"),
        ("plant", "trader", "oxide", "near"), ("scrap", "trader", "oxide", "near"),
        ("trader", "smelter", "oxide", "near"), ("smelter", "magnets", "metal", "near"),
        ("magnets", "scrap", "scrap", "near"), ("magnets", "cars_cn", "magnet", "near"),
        ("magnets", "cars_us", "magnet", "far"), ("trader", "glass_us", "oxide", "far"),
    ]  # fmt: skip
    return [replace(small.lane(*way), id=f"{way[0]}__{way[1]}") for way in ways]


def use(kind: str, word: Any, name: str = "shock") -> Mapping[str, Use]:
    """One disruption or policy, by id."""
    return {name: Use(name, kind, word)}
