"""A merged document becomes the frozen parts of a Scenario: here how goods travel, and which desks they pass."""

from typing import Any

from sim.scenario.assemble import Assembly
from sim.scenario.model import Desk, Passage, Route
from sim.scenario.tree import Entry, suggest


def read_passages(assembly: Assembly) -> dict[str, Passage]:
    """Return the passages."""
    return assembly.each("passages", lambda entry: assembly.make(entry, "passages", _passage))


def read_desks(assembly: Assembly) -> dict[str, Desk]:
    """Return the export desks."""
    return assembly.each("desks", lambda entry: assembly.make(entry, "desks", _desk))


def read_routes(assembly: Assembly) -> dict[str, Route]:
    """Return the routes; a detour must lead around a passage of its route."""
    routes = assembly.each("routes", lambda entry: assembly.make(entry, "routes", _route))
    for key, route in routes.items():
        for detour in assembly.document.table("routes").table(key).table("detours"):
            if detour.key not in route.passages:
                message = f"a detour around '{detour.key}', which this route does not pass"
                assembly.findings.add(detour.where, message, suggest(detour.key, route.passages))
    return routes


def _passage(entry: Entry, read: dict[str, Any]) -> Passage:
    return Passage(entry.key, read["title"] or entry.key, read["country"], read["kind"])


def _desk(entry: Entry, read: dict[str, Any]) -> Desk:
    return Desk(entry.key, read["country"], read["title"] or entry.key)


def _route(entry: Entry, read: dict[str, Any]) -> Route:
    met = sorted((read["passages"] or {}).items(), key=lambda item: (item[1], item[0]))
    detours = sorted((read["detours"] or {}).items())
    cost_usd_per_t = read["cost"] * 1000.0
    return Route(entry.key, read["mode"], read["lead"], read["interval"], dict(met), dict(detours), cost_usd_per_t)
