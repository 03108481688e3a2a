"""A run begins no earlier than the figures of the world do.

A figure without a date is that of 2024, and so is the world, unless its nodes have courses that lead the figures
back: then it begins with the first of these. Small worlds (``extends: blank``) are their writers' own.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from sim.base.series import GROWTH_ANCHOR
from sim.scenario.model import Horizon, Node
from sim.scenario.tree import Findings, Table

UNDATED: Final = date(GROWTH_ANCHOR.year, 1, 1)
"""First day of the year that figures without a date belong to."""


def first_day(nodes: Iterable[Node]) -> date:
    """Return the first day of which the figures of some nodes say anything."""
    led_back = (node.course.points[0][0] for node in nodes if node.course)
    return min((UNDATED, *(day for day in led_back if day > date.min)))


def check_start(document: Table, nodes: Iterable[Node], horizon: Horizon, findings: Findings) -> None:
    """Note a start of the run before the first day of the world's figures."""
    first = first_day(nodes)
    if horizon.start < first:
        message = f"the run starts on {horizon.start}, but the figures of this world begin on {first}"
        earlier = ", or extend a world whose figures go further back ('past')" if first == UNDATED else ""
        findings.add(document.table("horizon").place("start"), message, f"start it on {first} or later{earlier}")
