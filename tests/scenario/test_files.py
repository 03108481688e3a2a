"""What the loader takes from a disk: characters, line ends, links, names and files that nobody should read."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from sim.base.errors import ScenarioError
from sim.base.series import Series
from sim.scenario import block_names, load, loads, scenario_names
from sim.scenario.library import scenarios_root as find_root

REPO = Path(__file__).parents[2]


def problems(text, **more):
    with pytest.raises(ScenarioError) as raised:
        loads(text, **more)
    return [str(p) for p in raised.value.problems]


@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
def test_half_characters_are_refused_by_either_parser(monkeypatch, parser):
    monkeypatch.setattr("sim.scenario.yaml_text._LOADER", getattr(yaml, parser, yaml.SafeLoader))
    told = problems('title: "\\ud83d\\ude00"\nextends: blank\n"\\udfff": 1\nbogus: 1')
    assert [p.split(": ")[0] for p in told] == ["text.yaml:1:8", "text.yaml:3:1", "text.yaml:4:1"]
    assert "U0010ffff" in problems('title: "\\Uffffffff"\nextends: blank')[0]


@pytest.mark.parametrize(
    ("start", "years", "end"),
    [
        ("2024-01-01", 10, "2034-01-01"),
        ("2024-02-29", 1, "2025-03-01"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2023-12-31", 1, "2024-12-31"),
        ("2024-01-01", 2.5, "2026-07-03"),  # 182.5 days of 2026
        ("2026-01-01", 2.5, "2028-07-02"),  # 183 days of 2028
        ("2024-02-29", 0.5, "2024-08-30"),  # 183 of the 366 days to 1 March 2025
        ("2024-03-31", 0.25, "2024-06-30"),
        ("2024-01-01", 0.01, "2024-01-05"),
    ],
)
def test_the_horizon_ends_by_the_calendar(start, years, end):
    horizon = loads(f"title: x\nextends: blank\nhorizon: {{start: {start}, years: {years}}}").horizon
    assert horizon.end == date.fromisoformat(end)


def test_messages_stay_readable_whatever_is_written():
    assert all(len(p) < 600 for p in problems("title: x\n" + "k" * 900 + ": 1\n"))


def test_the_traps_of_yaml_do_not_exist():
    text = "extends: tiny\ntitle: 2024-01-01\nstory: NO\nnodes: {mine: {country: NO, title: 12:30, owner: 1e6}}"
    scenario = loads(text)
    mine = scenario.nodes["mine"]
    assert (scenario.title, scenario.story, mine.country, mine.title, mine.owner) == (
        "2024-01-01", "NO", "NO", "12:30", "1e6",
    )  # fmt: skip
    assert mine.region == "EU"


def test_bom_and_crlf_are_fine():
    text = "\ufeffextends: tiny\r\ntitle: Windows\r\nnodes:\r\n  mine: {priority: 2}\r\n"
    assert loads(text.encode()).nodes["mine"].priority == 2


@pytest.mark.parametrize(
    "text", [b"\xff\xfet\x00i\x00", b"title: \xe9t\xe9", b"title: x\x00", b"", b"---", b"# only\n"]
)
def test_what_is_not_utf8_text_is_refused(text):
    assert len(problems(text)) == 1


def test_a_file_may_lie_anywhere_and_brings_its_own_neighbours(tmp_path, monkeypatch):
    (tmp_path / "blocks").mkdir()
    (tmp_path / "blocks" / "more_mine.yaml").write_text("nodes: {mine: {capacity: 1 kt/yr}}")
    (tmp_path / "mine.yaml").write_text("extends: tiny\ntitle: Mine\nuse: [more_mine]\n")
    monkeypatch.chdir(tmp_path)
    for given in ("mine.yaml", tmp_path / "mine.yaml", "./mine.yaml"):
        assert load(given).nodes["mine"].stage.capacity == Series.constant(1000.0)


def test_a_copy_may_extend_the_scenario_whose_name_it_bears(tmp_path):
    (tmp_path / "tiny.yaml").write_text("extends: tiny\ntitle: My tiny\nseed: 5\n")
    assert load(tmp_path / "tiny.yaml").seed == 5


def test_links_out_of_the_root_are_refused(tmp_path, monkeypatch):
    root, outside = tmp_path / "root", tmp_path / "outside.yaml"
    root.mkdir()
    outside.write_text("extends: blank\ntitle: Outside")
    (root / "link.yaml").symlink_to(outside)
    monkeypatch.setenv("SIM_SCENARIOS", str(root))
    for name in ("link",):
        with pytest.raises(ScenarioError, match="leads out of its folder"):
            load(name)
    with pytest.raises(ScenarioError, match="leads out of its folder"):
        loads("extends: link\ntitle: x")


@pytest.mark.parametrize(
    "name",
    [
        "nowhere.yaml",
        "/dev/null",
        "a\0b.yaml",
        "/etc",
        "tinny",
        "",
        "x" * 5000,
        "con.yaml",
        "a\udcff.yaml",
        "a\x1b.yaml",
    ],
)
def test_what_cannot_be_read_is_a_scenario_error(name):
    with pytest.raises(ScenarioError):
        load(name)


@pytest.mark.parametrize("name", ["a\udcff", "a\nb", "\x1b[31m"])
def test_a_file_whose_name_cannot_be_printed_is_refused(tmp_path, name):
    (tmp_path / f"{name}.yaml").write_text("extends: tiny\ntitle: x\n")
    with pytest.raises(ScenarioError, match="cannot be printed"):
        load(tmp_path / f"{name}.yaml")
    (tmp_path / "Übung eins.yaml").write_text("extends: tiny\ntitle: x\n")
    assert load(tmp_path / "Übung eins.yaml").name == "Übung eins"


def test_a_huge_file_is_refused_unread(tmp_path):
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(ScenarioError, match="larger than 4 MB"):
        load(tmp_path / "huge.yaml")


def test_names_and_titles():
    names = dict(scenario_names())
    assert names["tiny"].startswith("One mine")
    assert dict(block_names())["more_mine"] == "A bigger mine"


def test_the_root_lies_beside_the_package(monkeypatch, tmp_path):
    monkeypatch.delenv("SIM_SCENARIOS")
    monkeypatch.chdir(tmp_path)
    assert find_root() == REPO / "scenarios"


def test_loading_imports_nothing_heavy():
    code = (
        "import sys; from sim.scenario import load; load('tiny');"
        "sys.exit(','.join({m.partition('.')[0] for m in sys.modules}"
        " & {'numpy', 'pandas', 'scipy', 'matplotlib', 'numba', 'simpy'}) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPO, env=os.environ.copy(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
