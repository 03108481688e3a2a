"""YAML becomes one frozen, checked Scenario."""

from sim.scenario.library import block_names, history_names, scenario_names, scenarios_root
from sim.scenario.load import load, loads
from sim.scenario.model import Scenario

__all__ = [
    "Scenario",
    "block_names",
    "history_names",
    "load",
    "loads",
    "scenario_names",
    "scenarios_root",
]
