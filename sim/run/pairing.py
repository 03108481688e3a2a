"""The undisturbed twin of a scenario, whose run is paired with the scenario's by the same random numbers."""

import json

from sim.scenario.canonical import RULES
from sim.scenario.model import Scenario, Use


def belongs_to_world(use: Use) -> bool:
    """Return whether a policy is part of how the world is, so that the undisturbed twin keeps it."""
    return use.kind.startswith(RULES) or bool(getattr(use.word, "of_the_world", False))


def twin_of(scenario: Scenario) -> Scenario | None:
    """Return the twin that a run is read against; None where nothing disturbs the world or acts in it."""
    acts = bool(scenario.disruptions) or not all(belongs_to_world(use) for use in scenario.policies.values())
    return paired(scenario) if acts else None


def paired(scenario: Scenario) -> Scenario:
    """Return the scenario without its disruptions and without policies that act; rules stay."""
    kept = {i: use for i, use in scenario.policies.items() if belongs_to_world(use)}
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
