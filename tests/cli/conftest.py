"""A folder of the test's own with a small scenario in it, and a way to call the command line there."""

import logging
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli import app

TINY = """\
title: A tiny world
extends: blank
horizon: {start: 2024-01-01, years: 1, warm_up: 365 d}
deposits: {ore: {Nd: 30 %, Ce: 70 %}}
buffers: {all: [{share: 100 %, cover: 20 d}]}
routes: {road: {mode: road, lead: 5 d}}
nodes:
  mine: {stage: mine, country: CN, capacity: 1000 t/yr, deposit: ore}
  plant: {stage: separation, country: CN, capacity: 1100 t/yr, separates: [Nd, Ce], pulls: [NdPr]}
buyers:
  glass: {country: JP, region: JP, sector: glass, form: oxide, needs: {NdPr: 200 t/yr}, buffers: all}
lanes:
  a: {from: mine, to: plant, form: concentrate, route: road}
  b: {from: plant, to: glass, form: oxide, route: road}
"""
STOPPED = """\
title: The tiny mine stops
extends: tiny
disruptions:
  stop: {kind: outage, node: mine, start: 2024-03-01, length: 120 d}
"""
SWEEP = """\
title: How long
scenario: stopped
design: grid
vary:
  disruptions.stop.length: [30 d, 150 d]
replications: 2
metrics: [shortfall]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """The working directory, with ``tiny`` and ``stopped`` in its scenarios root."""
    root = tmp_path / "scenarios"
    root.mkdir()
    (root / "tiny.yaml").write_text(TINY)
    (root / "stopped.yaml").write_text(STOPPED)
    (tmp_path / "plan.yaml").write_text(SWEEP)
    monkeypatch.setenv("SIM_SCENARIOS", str(root))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def sim(folder: Path):
    """Call a command in this process; gives exit_code, stdout and stderr."""

    def call(*words: str):
        ended = CliRunner().invoke(app, [str(word) for word in words])
        assert "Traceback" not in ended.stderr
        return ended

    yield call
    logging.getLogger("sim").handlers.clear()
