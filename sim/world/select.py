"""Selectors become numbers: which nodes, lines and rows are meant."""

from collections.abc import Iterator
from dataclasses import replace

from sim.base.elements import BASKET_FORMS, CLASS_INDEX, ELEMENTS, class_of
from sim.base.errors import SelectorError
from sim.base.regime import Regime
from sim.base.selector import Selector
from sim.world.grid import Grid
from sim.world.origin import content_from


def _in(wanted: tuple[str, ...], *values: str) -> bool:
    return not wanted or any(v in wanted for v in values)


def nodes_of(grid: Grid, what: Selector) -> list[int]:
    """Return the nodes that a selector means. Raises SelectorError if there are none."""
    found = [
        i
        for i, n in enumerate(grid.nodes)
        if _in(what.node, n.id)
        and _in(what.stage, n.kind)
        and _in(what.country, n.country)
        and _in(what.region, n.region)
        and _in(what.sector, n.sector)
        and _in(what.destination, n.country, n.region)
        and _in(what.form, grid.recipes[i].product_form, getattr(n.stage, "form", ""))
    ]
    if not found:
        raise SelectorError(f"no node matches {_describe(what)}")
    return found


def lanes_of(grid: Grid, what: Selector) -> list[int]:
    """Return the lanes that a selector means (``country`` is the sender's, ``node`` either end's).

    Raises SelectorError if there are none.
    """
    found = grid.selected(("lanes", what), lambda: _meant_lanes(grid, what))
    if not found:
        raise SelectorError(f"no lane matches {_describe(what)}")
    return found


def _meant_lanes(grid: Grid, what: Selector) -> Iterator[int]:
    for j, lane in enumerate(grid.lanes):
        a, b = grid.scenario.nodes[lane.source], grid.scenario.nodes[lane.target]
        ends = _in(what.node, a.id, b.id) and _in(what.country, a.country)
        if (
            ends
            and _in(what.lane, lane.id)
            and _in(what.form, lane.form)
            and _in(what.destination, b.country, b.region)
        ):
            yield j


def controlled_lines(grid: Grid, desk: int, desk_of_line: list[int], regime: Regime) -> list[int]:
    """Return the order lines that a measure catches, by goods, destination and content.

    These are lines out of the desk's country; with ``content_from`` also lines between two other countries, whose
    goods answer to it by matter or technology. Raises SelectorError if it catches nothing.
    """
    what = regime.what
    reached = _reached(grid, regime)
    found = [k for k in _listed(grid, regime) if desk_of_line[k] == desk or k in reached]
    if not found:
        raise SelectorError(f"the measure catches nothing that leaves: {_describe(what)}")
    return found


def traded_lines(grid: Grid, regime: Regime) -> list[int]:
    """Return the order lines over any border that carry what a measure lists, wherever they lead."""
    everywhere = replace(regime, what=replace(regime.what, destination=()))
    ends = [(grid.nodes[line.source].country, grid.nodes[line.target].country) for line in grid.lines]
    return [k for k in _listed(grid, everywhere) if ends[k][0] != ends[k][1]]


def _listed(grid: Grid, regime: Regime) -> list[int]:
    """Return the order lines that carry what a measure lists to where it is meant, whosever they are."""
    what = regime.what
    classes = {CLASS_INDEX[class_of(e)] for e in what.element}
    lanes = set(lanes_of(grid, Selector(lane=what.lane, node=what.node, form=what.form, destination=what.destination)))
    found = []
    for k, line in enumerate(grid.lines):
        form = grid.lanes[line.lane].form
        if form == "magnet":
            caught = _holds(grid, line.source, regime.magnets_containing)
        else:
            caught = not classes or line.cls in classes or (form in BASKET_FORMS and not what.element)
        if caught and line.lane in lanes:
            found.append(k)
    return found


def lines_leaving(grid: Grid, desk: int, desk_of_line: list[int], what: Selector) -> list[int]:
    """Return the order lines over a desk that a selector means; magnets are meant whatever elements it names.

    Raises SelectorError if there are none.
    """
    classes = {CLASS_INDEX[class_of(e)] for e in what.element}
    lanes = set(lanes_of(grid, Selector(lane=what.lane, form=what.form, destination=what.destination)))
    found = [
        k
        for k, line in enumerate(grid.lines)
        if desk_of_line[k] == desk
        and line.lane in lanes
        and _in(what.sector, grid.nodes[line.target].sector)
        and (not classes or line.cls in classes or grid.lanes[line.lane].form in BASKET_FORMS)
    ]
    if not found:
        raise SelectorError(f"nothing leaves that matches {_describe(what)}")
    return found


def _reached(grid: Grid, regime: Regime) -> frozenset[int]:
    """Return the lines between two countries abroad whose goods answer to the measure's country."""
    if not regime.content_from:
        return frozenset()
    content = content_from(grid, regime.content_from)
    found = set()
    for k, line in enumerate(grid.lines):
        home, away = grid.nodes[line.source].country, grid.nodes[line.target].country
        if home != away and regime.content_from not in (home, away) and content[line.source] >= regime.content_share:
            found.add(k)
    return frozenset(found)


def _holds(grid: Grid, node: int, elements: tuple[str, ...]) -> bool:
    composition = dict(zip(ELEMENTS, grid.recipes[node].composition, strict=True))
    return any(composition[e] > 0 for e in elements)


def _describe(what: Selector) -> str:
    parts = {name: value for name, value in vars(what).items() if value}
    return ", ".join(f"{name} {'/'.join(value)}" for name, value in parts.items()) or "everything"
