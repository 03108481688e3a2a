"""What is sound in a scenario and yet hardly meant: remarks, no mistakes."""

from typing import Any

from sim.base.errors import Problem
from sim.scenario.model import Scenario, Use
from sim.scenario.timing import idle_uses


def remarks(scenario: Scenario) -> tuple[Problem, ...]:
    """Return what can never act in the run, and what the words of a sound scenario doubt to be meant."""
    return (*idle_uses(scenario), *doubts(scenario))


def doubts(scenario: Scenario) -> tuple[Problem, ...]:
    """Return what words doubt to be meant; a word that does has a method ``doubt``, see :mod:`sim.base.doors`."""
    start = scenario.horizon.start
    stages: dict[str, Any] = {name: node.stage for name, node in scenario.nodes.items()}
    makes = {name: stage.capacity.at(start) for name, stage in stages.items() if hasattr(stage, "capacity")}
    used = (*scenario.disruptions.values(), *scenario.policies.values())
    return tuple(found for use in used for found in _doubts(use, makes))


def _doubts(use: Use, makes: dict[str, float]) -> list[Problem]:
    doubt = getattr(use.word, "doubt", None)
    message, remedy = doubt(makes) if doubt else ("", "")
    where = use.where
    return [Problem(where.file, where.line, where.column, f"'{use.id}': {message}", remedy)] if message else []
