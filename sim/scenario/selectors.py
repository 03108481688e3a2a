"""A disruption or policy must hit something.

Each thing it names exists, and all its conditions together leave at least one node or lane.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from sim.base.elements import BASKET, ELEMENTS, class_of
from sim.base.selector import Selector
from sim.base.words import params_of
from sim.scenario.model import Deposit, Desk, Lane, Node, Use, Where
from sim.scenario.tree import Findings, Listing, Table, Text, suggest

Chosen = Mapping[str, tuple[str, ...]]
_CONDITIONS: Final = (*(field.name for field in fields(Selector)), "buyer", "desk")
_OF_LANES: Final = frozenset({"lane", "destination", "desk"})


@dataclass(frozen=True)
class Entities:
    """The sound nodes and lanes of a scenario, the desks they pass and the ores they draw on."""

    nodes: Mapping[str, Node]
    lanes: Mapping[str, Lane]
    deposits: Mapping[str, Deposit]
    desks: Mapping[str, Desk]

    def present(self) -> dict[str, tuple[str, ...]]:
        """Return what there is of everything that can be selected by."""
        nodes = self.nodes.values()
        held = {e for d in self.deposits.values() for e, share in zip(ELEMENTS, d.shares, strict=True) if share > 0}
        return {
            "stage": _sorted(n.kind for n in nodes),
            "country": _sorted(n.country for n in nodes),
            "region": _sorted(n.region for n in nodes),
            "element": tuple(e for e in ELEMENTS if e in held),
            "form": _sorted(lane.form for lane in self.lanes.values()),
            "destination": _sorted(c for n in nodes for c in (n.country, n.region)),
        }

    def match(self, chosen: Chosen, declared: frozenset[str]) -> bool:
        """Say whether anything meets all conditions, among what a word with these parameters acts on."""
        if "buyer" in declared:
            return any(node.kind == "buyer" and _is_node(node, chosen) for node in self.nodes.values())
        on_lanes = bool(_OF_LANES & declared)
        if not on_lanes and any(_is_node(node, chosen) for node in self.nodes.values()):
            return True
        return any(self._is_lane(lane, chosen) for lane in self.lanes.values())

    def _is_lane(self, lane: Lane, chosen: Chosen) -> bool:
        source, target = self.nodes[lane.source], self.nodes[lane.target]
        passed = tuple(key for key, d in self.desks.items() if d.country == source.country != target.country)
        has: dict[str, tuple[str, ...]] = {
            "node": (source.id, target.id),
            "lane": (lane.id,),
            "desk": passed,
            "stage": (source.kind, target.kind),
            "country": (source.country,),
            "region": (source.region, target.region),
            "sector": (target.sector,),
            "form": (lane.form,),
            "destination": (target.country, target.region),
        }
        classes = {class_of(element) for element in chosen.get("element", ())}
        right_goods = not classes or BASKET in lane.classes or bool(classes & set(lane.classes))
        return right_goods and all(set(has[k]) & set(v) for k, v in chosen.items() if k in has)


def _is_node(node: Node, chosen: Chosen) -> bool:
    has = {
        "node": node.id,
        "buyer": node.id,
        "stage": node.kind,
        "country": node.country,
        "region": node.region,
        "sector": node.sector,
        "form": getattr(node.stage, "form", ""),
    }
    return all(has[key] in values for key, values in chosen.items() if key in has)


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def check_uses(section: Table, uses: Mapping[str, Use], entities: Entities, findings: Findings) -> None:
    """Note every disruption or policy of a section that selects what is not there."""
    present = entities.present()
    for key, use in uses.items():
        chosen = _chosen(use.word)
        absent = [(k, v) for k, values in chosen.items() if k in present for v in values if v not in present[k]]
        for name, value in absent:
            findings.add(
                _place(section.table(key), name, value),
                f"'{key}' selects {name} '{value}', but this scenario has none",
                suggest(value, present[name]),
            )
        declared = frozenset(p.name for p in params_of(type(use.word)))
        if chosen and not absent and not entities.match(chosen, declared):
            told = "; ".join(f"{name} {', '.join(values)}" for name, values in chosen.items())
            findings.add(use.where, f"'{key}' selects nothing: no node or lane is all of {told}")


def _chosen(word: Any) -> dict[str, tuple[str, ...]]:
    """Return the conditions that a word sets, by what they select on."""
    chosen = {}
    for p in params_of(type(word)):
        value = getattr(word, p.name)
        if p.name in _CONDITIONS and p.name == p.quantity and value:
            chosen[p.name] = value if isinstance(value, tuple) else (value,)
    return chosen


def _place(table: Table, name: str, value: str) -> Where:
    written = table.value(name)
    for item in written.items if isinstance(written, Listing) else ():
        if isinstance(item, Text) and item.value == value:
            return item.where
    return table.place(name)
