"""A sweep is one table whatever the number of workers; what fails is a row; mistakes are told before anything runs."""

import importlib
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from sim.base.errors import ScenarioError
from sim.explore import sweep
from sim.explore.designs import points_of
from sim.scenario.sweep_file import read_sweep

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
TINY = """\
title: A tiny world
extends: blank
horizon: {start: 2024-01-01, years: 1}
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
disruptions:
  stop: {kind: outage, node: mine, start: 2024-03-01, length: 60 d}
"""
GRID = """\
title: How long
scenario: tiny
design: grid
vary:
  disruptions.stop.length: [30 d, 150 d]
  nodes.mine.capacity: [900 t/yr, 1000 t/yr, 1.2x]
replications: 2
metrics: [shortfall]
"""


@pytest.fixture
def file(tmp_path: Path):
    def write(text: str) -> Path:
        (tmp_path / "tiny.yaml").write_text(TINY)
        (tmp_path / "plan.yaml").write_text(text)
        return tmp_path / "plan.yaml"

    return write


def test_a_grid_is_every_combination_and_a_tidy_table(file):
    seen = []
    done = sweep(file(GRID), workers=1, progress=lambda *at: seen.append(at))
    assert seen == [(i, 6) for i in range(1, 7)]
    assert list(done.table.columns) == [
        "point", "replication", "disruptions.stop.length", "nodes.mine.capacity",
        "metric", "subject", "element", "value", "unit", "error",
    ]  # fmt: skip
    assert done.failures == 0
    world = done.table[(done.table["subject"] == "world") & (done.table["element"] == "Nd")]
    assert len(world) == 6 * 2
    by_length = world.groupby("disruptions.stop.length")["value"].mean()
    assert by_length["150 d"] > by_length["30 d"]


def test_the_table_does_not_depend_on_the_number_of_workers(file):
    path = file(GRID)
    alone, together = (sweep(path, workers=n) for n in (1, 2))
    pd.testing.assert_frame_equal(alone.table, together.table)
    pd.testing.assert_frame_equal(alone.points, together.points)


def test_a_point_is_summed_up_in_one_row(file):
    done = sweep(file(GRID), workers=1)
    paths = ["disruptions.stop.length", "nodes.mine.capacity"]
    assert list(done.points.columns) == [
        "point", *paths, "runs", "shortfall_t_p10", "shortfall_t_p50", "shortfall_t_p90", "worst_hit", "worst_share",
        "first_day_short", "recovery",
    ]  # fmt: skip
    assert done.points["point"].tolist() == list(range(6)) and (done.points["runs"] == 2).all()
    world = done.table[(done.table["subject"] == "world") & (done.table["metric"] == "shortfall")]
    short = world.groupby(["point", "replication"])["value"].sum().groupby("point").median()
    assert done.points["shortfall_t_p50"].tolist() == pytest.approx(short.tolist(), abs=0.01)
    long = done.points[done.points["disruptions.stop.length"] == "150 d"].iloc[1]
    assert long["worst_hit"] in ("Nd JP", "Pr JP") and 0 < long["worst_share"] < 1
    assert date(2024, 3, 1) < long["first_day_short"] < long["recovery"] < date(2025, 1, 1)


def test_the_kernel_is_warm_before_the_workers_start(file, monkeypatch):
    module, told = importlib.import_module("sim.explore.sweeps"), []
    real = module.spread
    monkeypatch.setattr(module, "warm_world", lambda scenario: told.append(scenario.name))
    monkeypatch.setattr(module, "spread", lambda *words: told.append("spread") or real(*words))
    sweep(file(GRID), workers=1)
    assert told == ["tiny", "spread"]


def test_a_first_point_that_cannot_be_warmed_is_left_to_its_row(file, monkeypatch):
    module = importlib.import_module("sim.explore.sweeps")
    monkeypatch.setattr(module, "warm_world", lambda scenario: 1 / 0)
    assert sweep(file(GRID), workers=1).failures == 0


def test_a_latin_hypercube_covers_every_slice_once(file):
    text = """\
title: Ranges
scenario: tiny
design: latin_hypercube
points: 8
vary:
  nodes.mine.capacity: {from: 800 t/yr, to: 1600 t/yr}
  disruptions.stop.length: [10 d, 20 d]
"""
    plan = read_sweep(file(text))
    points = points_of(plan)
    assert points == points_of(plan)
    capacities = sorted(float(p[0].split()[0]) for p in points)
    assert [int((c - 800) / 100) for c in capacities] == list(range(8))
    assert [p[1] for p in points].count("10 d") == 4
    assert points != points_of(read_sweep(file(text + "seed: 1\n")))


def test_a_run_that_fails_is_a_row_with_its_traceback(file, monkeypatch):
    module = importlib.import_module("sim.explore.sweeps")
    real = module.run

    def breaks(scenario, seed, replication):
        if replication == 1:
            raise ArithmeticError("broken on purpose")
        return real(scenario, seed, replication)

    monkeypatch.setattr(module, "run", breaks)
    done = sweep(file(GRID), workers=1)
    failed = done.table[done.table["metric"] == "failed"]
    assert done.failures == len(failed) == 6
    assert set(failed["replication"]) == {1}
    assert failed["error"].str.contains("broken on purpose").all()
    assert failed["error"].str.startswith("Traceback").all()
    assert (done.table[done.table["replication"] == 0]["error"] == "").all()
    assert (done.points["runs"] == 1).all() and done.points["shortfall_t_p50"].notna().all()


def test_the_table_is_written_whole(file, tmp_path: Path):
    done = sweep(file(GRID), workers=1)
    folder = done.save(tmp_path / "out")
    assert sorted(p.name for p in folder.iterdir()) == ["points.csv", "table.csv"]
    assert len(pd.read_csv(folder / "points.csv")) == 6
    back = pd.read_csv(folder / "table.csv", keep_default_na=False)
    assert len(back) == len(done.table)


MISTAKES = """\
title: Wrong in many ways
scenario: tiny
design: gird
replicatoins: 2
replications: many
vary:
  disruptions.stop.lenght: [30 d]
  nodes.mine.capacity: [900 t/yr, 12 furlongs]
  nodes.plant.recovery: {from: 90 %, to: 80 %}
metrics: [shortfal]
"""


def test_all_mistakes_come_in_one_pass_each_with_its_place(file):
    with pytest.raises(ScenarioError) as caught:
        sweep(file(MISTAKES), workers=1)
    found = {(p.line, p.column): f"{p.message} {p.suggestion}" for p in caught.value.problems}
    assert all(p.file.endswith("plan.yaml") for p in caught.value.problems), caught.value
    expected = {
        (3, 9): "did you mean 'grid'",
        (4, 1): "did you mean 'replications'",
        (5, 15): "whole number",
        (7, 29): "lenght",
        (8, 35): "furlongs",
        (9, 32): "must be less",
        (10, 11): "did you mean 'shortfall'",
    }
    assert set(found) == set(expected)
    for place, words in expected.items():
        assert words in found[place], place


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1, 2]\n", "mapping"),
        ("title: x\nvary: {seed: [1]}\n", "must have a 'scenario'"),
        ("title: x\nscenario: tiny\n", "at least one dotted path"),
        ("title: x\nscenario: tiny\nvary: {seed: 1}\n", "needs a list"),
        ("title: x\nscenario: tynee\nvary: {seed: [1]}\n", "tynee"),
        ("title: x\nscenario: tiny\nvary: {seed: {from: 1, to: 2}}\n", "a grid needs a list"),
        ("title: x\nscenario: tiny\nvary: {seed: [1]}\npoints: 3\n", "as many points"),
        ("title: x\nscenario: tiny\ndesign: latin_hypercube\nvary: {seed: {from: 1, to: 2}}\n", "number of 'points'"),
        ("title: x\nscenario: tiny\nvary: {seed: [[1]]}\n", "single value"),
        ("title: [x]\nscenario: tiny\nvary: {seed: [1]}\n", "single value"),
    ],
)
def test_a_mistake_is_told_with_its_line(file, text: str, words: str):
    with pytest.raises(ScenarioError, match=words) as caught:
        read_sweep(file(text))
    assert all(p.line > 0 and p.column > 0 for p in caught.value.problems)


@pytest.mark.parametrize("path", sorted((SCENARIOS / "sweeps").glob("*.yaml")), ids=lambda p: p.stem)
def test_the_sweeps_that_come_along_can_be_read(path: Path):
    plan = read_sweep(path)
    assert plan.title
    assert len(points_of(plan)) >= 12
