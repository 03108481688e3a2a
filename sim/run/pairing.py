"""The undisturbed twin of a scenario, whose run is paired with the scenario's by the same random numbers."""

import json
from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Any

from sim.scenario.canonical import RULES, canonical
from sim.scenario.causes import named_by
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
    gone = {*scenario.disruptions, *(i for i, use in scenario.policies.items() if not belongs_to_world(use))}
    return reduced(scenario, gone, f"{scenario.name}_undisturbed", f"{scenario.title}, undisturbed")


def reduced(scenario: Scenario, gone: Container[str], name: str, title: str) -> Scenario:
    """Return a scenario under another name, less some of its disruptions and policies.

    What stays and could act without them forgets them, so that nothing names what is gone and the document can be
    loaded. What cannot act without them must be gone, too.
    """
    used = {"disruptions": scenario.disruptions, "policies": scenario.policies}
    left = {
        section: {i: _forgetting(use, gone) for i, use in uses.items() if i not in gone}
        for section, uses in used.items()
    }
    document = _document_of(scenario.document, left)
    return scenario.replace(
        name=name, title=title, disruptions=left["disruptions"], policies=left["policies"], document=document
    )


def _forgetting(use: Use, gone: Container[str]) -> Use:
    """Return the use of a word that no longer minds what is gone."""
    left = {
        p.name: tuple(cause for cause in causes if cause not in gone) if p.many else p.default
        for p, causes in named_by(use)
        if not p.required and any(cause in gone for cause in causes)
    }
    return replace(use, word=replace(use.word, **left)) if left else use


def _document_of(document: str, left: Mapping[str, Mapping[str, Use]]) -> str:
    """Return the canonical document of what is left."""
    if not document:
        return ""
    content = json.loads(document)
    for section, uses in left.items():
        if section in content:
            content[section] = {i: entry for i, entry in content[section].items() if i in uses}
            for i, use in uses.items():
                _rewrite(content[section].get(i, {}), use)
    if not content.get("disruptions", True):
        del content["disruptions"]
    return canonical(content)


def _rewrite(entry: dict[str, Any], use: Use) -> None:
    """Let an entry name no other causes than the use that is made of it."""
    for p, causes in named_by(use):
        if not causes:
            entry.pop(p.name, None)
        elif isinstance(entry.get(p.name), list):
            entry[p.name] = list(causes)
