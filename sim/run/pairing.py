"""The undisturbed twin of a scenario, whose run is paired with the scenario's by the same random numbers."""

import json
from typing import Final

from sim.scenario.model import Scenario

RULES: Final = ("allocate/", "order/", "market/", "project")
"""Policies that are rules of the world and not answers to a disturbance; without its project a plant would run as if
it had been finished on its first possible day."""


def paired(scenario: Scenario) -> Scenario:
    """Return the scenario without its disruptions and without policies that act; rules stay."""
    kept = {i: use for i, use in scenario.policies.items() if use.kind.startswith(RULES)}
    return scenario.replace(
        name=f"{scenario.name}_undisturbed",
        title=f"{scenario.title}, undisturbed",
        disruptions={},
        policies=kept,
        document=_without(scenario.document, list(kept)),
    )


def _without(document: str, kept: list[str]) -> str:
    """Return the canonical document less its disruptions and all policies but ``kept``."""
    if not document:
        return ""
    content = json.loads(document)
    content.pop("disruptions", None)
    if "policies" in content:
        content["policies"] = {i: use for i, use in content["policies"].items() if i in kept}
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
