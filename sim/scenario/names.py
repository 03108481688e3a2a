"""The names that a scenario writer may use of a scenario's things: ids, each with what tells it from the others."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from sim.base.elements import ELEMENTS, FORMS, class_of
from sim.scenario.model import Lane, Node, Recipe, Scenario
from sim.scenario.values import ELEMENT_NAMES

Row = dict[str, str]


def named(scenario: Scenario, what: str) -> list[Row]:
    """Return a row for each thing of a kind, its ``id`` first. Raises KeyError for what is none of :data:`NAMED`."""
    return NAMED[what](scenario)


def _nodes(scenario: Scenario) -> list[Row]:
    return [_node(n) | {"title": n.title} for n in scenario.nodes.values() if n.kind != "buyer"]


def _node(n: Node) -> Row:
    return {"id": n.id, "stage": n.kind, "country": n.country, "region": n.region}


def _buyers(scenario: Scenario) -> list[Row]:
    found = [n for n in scenario.nodes.values() if n.kind == "buyer"]
    return [
        {
            "id": n.id, "sector": n.sector, "country": n.country, "region": n.region, "form": n.stage.form,
            "needs": ", ".join(n.stage.needs),
        }
        for n in found
    ]  # fmt: skip


def _sectors(scenario: Scenario) -> list[Row]:
    buyers = [n for n in scenario.nodes.values() if n.kind == "buyer"]
    counts = Counter(n.sector for n in buyers)
    regions = {sector: sorted({n.region for n in buyers if n.sector == sector}) for sector in counts}
    return [{"id": s, "buyers": str(counts[s]), "regions": ", ".join(regions[s])} for s in sorted(counts)]


def _lanes(scenario: Scenario) -> list[Row]:
    return [_lane(lane, scenario) for lane in scenario.lanes.values()]


def _lane(lane: Lane, scenario: Scenario) -> Row:
    source, target = (scenario.nodes[end].country for end in (lane.source, lane.target))
    return {
        "id": lane.id, "form": lane.form, "countries": f"{source} to {target}", "share": f"{100 * lane.share:.3g} %",
        "route": lane.route,
    }  # fmt: skip


def _passages(scenario: Scenario) -> list[Row]:
    return [{"id": p.id, "kind": p.kind, "country": p.country, "title": p.title} for p in scenario.passages.values()]


def _routes(scenario: Scenario) -> list[Row]:
    return [
        {"id": r.id, "mode": r.mode, "days": f"{r.lead.mean():.0f}", "passages": ", ".join(r.passages)}
        for r in scenario.routes.values()
    ]


def _desks(scenario: Scenario) -> list[Row]:
    return [{"id": d.id, "country": d.country, "title": d.title} for d in scenario.desks.values()]


def _elements(_: Scenario) -> list[Row]:
    names = {symbol: name for name, symbol in ELEMENT_NAMES.items()}
    return [{"id": e, "order class": class_of(e), "title": names[e]} for e in ELEMENTS]


def _forms(scenario: Scenario) -> list[Row]:
    told = {form: f"{100 * scenario.product_share.get(form, 1.0):.3g} %" for form in FORMS}
    told["magnet"] = "as its recipe says"
    return [{"id": form, "oxide in the product": told[form]} for form in FORMS]


def _recipes(scenario: Scenario) -> list[Row]:
    return [_recipe(r) for r in scenario.recipes.values()]


def _recipe(r: Recipe) -> Row:
    return {"id": r.id, "oxide in the magnet": f"{100 * r.content:.3g} %", "shares": _parts(r.shares)}


def _deposits(scenario: Scenario) -> list[Row]:
    made = {d.id: dict(zip(ELEMENTS, d.shares, strict=True)) for d in scenario.deposits.values()}
    return [{"id": key, "shares": _parts(shares)} for key, shares in made.items()]


def _buffers(scenario: Scenario) -> list[Row]:
    return [
        {"id": key, "firms by days of stock": ", ".join(f"{100 * c.share:.3g} %: {c.cover_d:g} d" for c in cohorts)}
        for key, cohorts in scenario.buffers.items()
    ]


def _parts(shares: Mapping[str, float]) -> str:
    """Return shares of one as a text, without those of nothing."""
    return ", ".join(f"{name} {100 * share:.3g} %" for name, share in shares.items() if share > 0)


NAMED: Final[dict[str, Callable[[Scenario], list[Row]]]] = {
    "nodes": _nodes, "buyers": _buyers, "sectors": _sectors, "lanes": _lanes, "passages": _passages,
    "routes": _routes, "desks": _desks, "elements": _elements, "forms": _forms, "recipes": _recipes,
    "deposits": _deposits, "buffers": _buffers,
}  # fmt: skip
"""What can be listed, and how."""
