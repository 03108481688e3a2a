"""A document in one canonical text, whatever the order, layers and files in which it was written."""

import json
from collections.abc import Mapping
from typing import Final

from sim.scenario.library import EMPTY
from sim.scenario.tree import Table, plain

_OUTSIDE_THE_WORLD: Final = ("title", "story", "sources", "seed", "claims", "disruptions", "policies")
RULES: Final = ("allocate/", "order/", "market/")
"""Policies that are rules of the undisturbed world."""


def document_text(document: Table, title: str) -> str:
    """Return all of a document as JSON. It is a scenario of its own: loading it gives the same world."""
    return canonical({"title": title, **_content(document), "extends": EMPTY})


def world_text(document: Table) -> str:
    """Return what the undisturbed world depends on; of the policies only rules of allocation, ordering and prices."""
    content = {key: value for key, value in _content(document).items() if key not in _OUTSIDE_THE_WORLD}
    policies = document.table("policies")
    rules = {e.key: plain(e.value) for e in policies if policies.table(e.key).text("kind").startswith(RULES)}
    return canonical({**content, "policies": rules})


def _content(document: Table) -> dict[str, object]:
    return {entry.key: plain(entry.value) for entry in document}


def canonical(content: Mapping[str, object]) -> str:
    """Return a tree as JSON in the one form that is hashed: keys in order, no blanks, letters as they are."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
