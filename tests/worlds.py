"""Small worlds for tests, built straight from the scenario model; they run in milliseconds."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sim.base.distributions import Distribution
from sim.base.elements import ELEMENTS
from sim.base.plant import vector
from sim.base.series import Series
from sim.base.words import words
from sim.scenario.model import (
    Cohort,
    Deposit,
    Desk,
    Horizon,
    Lane,
    Node,
    Passage,
    Recipe,
    Route,
    Scenario,
    Use,
)

ORE = {"Ce": 0.5, "Pr": 0.1, "Nd": 0.3, "Dy": 0.1}
assert all(element in ELEMENTS for element in ORE)


def rate(tonnes_a_year: float) -> Series:
    """A constant rate in t REO a year."""
    return Series.constant(tonnes_a_year)


def node(name: str, stage: str, country: str, sector: str = "", **params: Any) -> Node:
    """A node whose region is its country."""
    owner = params.pop("owner", f"{name} owner")
    region = params.pop("region", country)
    return Node(name, stage, words("stage")[stage](**params), country, region, title=name, owner=owner, sector=sector)


def lane(source: str, target: str, form: str, route: str = "near", share: float = 1.0) -> Lane:
    return Lane(f"{source}__{target}", source, target, form, route, share)


ROUTES = {
    "near": Route("near", "road", Distribution.fixed(3), 0, {}, {}, 0),
    "far": Route("far", "sea", Distribution("triangular", (25, 35, 50)), 7, {"malacca": 0.4}, {"malacca": 2.0}, 0),
}


def world(nodes: list[Node], lanes: list[Lane], years: float = 2, name: str = "tiny", **parts: Any) -> Scenario:
    """A scenario of these nodes and lanes, with common routes, one deposit, one recipe and one buffer."""
    fields: dict[str, Any] = {
        "routes": ROUTES,
        "passages": {"malacca": Passage("malacca", "Malacca")},
        "desks": {"mofcom": Desk("mofcom", "CN")},
        "deposits": {"ore": Deposit("ore", vector(ORE))},
        "recipes": {"n42": Recipe("n42", 0.3, {"NdPr": 0.93, "Dy": 0.07})},
        "buffers": {"mixed": (Cohort(0.05, 20), Cohort(0.95, 60))},
        "product_share": {"oxide": 1.0, "metal": 1.2, "concentrate": 0.6},
    } | parts
    return Scenario(
        name, f"{name} world", "", Horizon(date(2024, 1, 1), years, fields.pop("warm_up_d", 730.0)),
        {n.id: n for n in nodes}, {a.id: a for a in lanes}, **fields,
    )  # fmt: skip


def chain(years: float = 2, unmet: str = "lost", **parts: Any) -> Scenario:
    """A mine and a plant in China, magnets for China and the United States, oxides for American glass."""
    taken = ("Ce", "Nd", "Pr", "Dy")
    nodes = [
        node("mine", "mine", "CN", capacity=rate(1000), deposit="ore"),
        node("mine_us", "mine", "US", capacity=rate(200), deposit="ore"),
        node("plant", "separation", "CN", capacity=rate(1200), separates=taken, pulls=("NdPr", "Dy")),
        node("trader", "stock", "CN", form="oxide", buys="by_stock"),
        node("smelter", "metal", "CN", capacity=rate(500)),
        node("magnets", "magnet", "CN", recipe="n42", capacity=rate(1500)),
        node("scrap", "recycling", "CN", capacity=rate(200)),
        node("cars_cn", "buyer", "CN", "ev", form="magnet", needs={"n42": rate(500)}, buffers="mixed", unmet=unmet),
        node("cars_us", "buyer", "US", "ev", form="magnet", needs={"n42": rate(300)}, buffers="mixed", unmet=unmet),
        node("glass_us", "buyer", "US", "glass", form="oxide", buffers="mixed", unmet=unmet,
             needs={"Ce": rate(100), "Dy": rate(20), "NdPr": rate(10)}),
    ]  # fmt: skip
    lanes = [
        lane("mine", "plant", "concentrate"), lane("mine_us", "plant", "concentrate", "far"),
        lane("plant", "trader", "oxide"), lane("scrap", "trader", "oxide"), lane("trader", "smelter", "oxide"),
        lane("smelter", "magnets", "metal"), lane("magnets", "scrap", "scrap"), lane("magnets", "cars_cn", "magnet"),
        lane("magnets", "cars_us", "magnet", "far"), lane("trader", "glass_us", "oxide", "far"),
    ]  # fmt: skip
    return world(nodes, lanes, years, **parts)


def use(kind: str, word: Any, name: str = "shock") -> Mapping[str, Use]:
    """One disruption or policy, by id."""
    return {name: Use(name, kind, word)}
