"""A word is one new file on its shelf: it is found, checked, explained and played, and nothing else is edited."""

import os
import subprocess
import sys
from pathlib import Path

WORLDS = Path(__file__).resolve().parents[1] / "scenario" / "worlds"

DISRUPTION = '''
"""A fire in the docks."""

from dataclasses import dataclass
from datetime import date

from sim.base.doors import Process, World
from sim.base.selector import Selector
from sim.base.spans import during
from sim.base.words import param, word


@word("disruption", "dock_fire")
@dataclass(frozen=True)
class DockFire:
    """A plant burns and stands for a time."""

    node: tuple[str, ...] = param("node", "What burns.", many=True)
    start: date = param("date", "First day.")

    def run(self, world: World, cause: str) -> Process:
        """Play the fire."""
        yield from during(world, self.start, 50, world.plants.throttle(Selector(node=self.node), 0.0, cause))
'''
METRIC = '''
"""How many rows a run wrote about its stocks."""

from dataclasses import dataclass

import pandas as pd

from sim.base.tables import Tables
from sim.base.words import word


@word("metric", "stock_rows")
@dataclass(frozen=True)
class StockRows:
    """Rows of the table of stocks."""

    def compute(self, tables: Tables) -> pd.DataFrame:
        """Return one row."""
        return pd.DataFrame({"metric": ["stock_rows"], "subject": "world", "element": "all",
                             "value": float(len(tables.stocks)), "unit": "rows"})
'''
PROGRAM = """
import sys
import sim.disruptions, sim.metrics
sim.disruptions.__path__.append(sys.argv[1])
sim.metrics.__path__.append(sys.argv[2])
import sim
from sim.base.errors import ScenarioError
from sim.scenario import loads
from sim.cli.wordpages import pages

text = '''
title: t
extends: tiny
horizon: {start: 2024-01-01, years: 1}
disruptions:
  fire: {kind: dock_fire, node: NODE, start: 2024-05-01}
'''
result = sim.run(loads(text.replace("NODE", sys.argv[3])))
assert [(e.kind, e.cause) for e in result.events.itertuples()] == [("stop", "fire")] * 2, result.events
assert result.metrics.query("metric == 'stock_rows'")["value"].iloc[0] > 0
assert "What burns." in pages()["disruption/dock_fire.md"]
try:
    loads(text.replace("NODE", "nowhere"))
except ScenarioError as error:
    assert "nowhere" in str(error)
else:
    raise AssertionError("a node that does not exist must be told")
"""


def test_a_disruption_and_a_metric_are_a_file_each(tmp_path):
    for shelf, name, text in (("disruptions", "dock_fire", DISRUPTION), ("metrics", "stock_rows", METRIC)):
        (tmp_path / shelf).mkdir()
        (tmp_path / shelf / f"{name}.py").write_text(text, encoding="utf-8")
    program = [sys.executable, "-c", PROGRAM, str(tmp_path / "disruptions"), str(tmp_path / "metrics"), "mine"]
    done = subprocess.run(
        program, env=os.environ | {"SIM_SCENARIOS": str(WORLDS)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
