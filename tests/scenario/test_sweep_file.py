"""A sweep file tells each mistake once."""

import pytest

from sim.base.errors import ScenarioError
from sim.scenario.sweep_file import read_sweep


def told(tmp_path, text):
    (tmp_path / "plan.yaml").write_text(text)
    with pytest.raises(ScenarioError) as raised:
        read_sweep(tmp_path / "plan.yaml")
    return [(p.line, p.message, p.suggestion) for p in raised.value.problems]


def test_a_misspelt_key_is_not_missing_too(tmp_path):
    text = "scenaro: tiny\ndesign: latin_hypercube\npoint: 3\nvry: {nodes.mine.capacity: {from: 1x, to: 2x}}\n"
    assert [(line, hint) for line, _, hint in told(tmp_path, text)] == [
        (1, "did you mean 'scenario'?"), (3, "did you mean 'points'?"), (4, "did you mean 'vary'?"),
    ]  # fmt: skip


def test_an_unknown_metric_says_where_the_metrics_are(tmp_path):
    text = "scenario: tiny\nvary: {seed: [1, 2]}\nmetrics: [shortfal, q]\n"
    (_, _, near), (_, _, far) = told(tmp_path, text)
    assert near == "did you mean 'shortfall'? For all of them see 'sim words metric'"
    assert far.startswith("one of apparent_consumption, ")
