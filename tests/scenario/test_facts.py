"""Mistakes in the tables of facts and in the folder of the world."""

import shutil

import pytest

from sim.base.errors import ScenarioError
from sim.scenario import load


@pytest.fixture
def world(tmp_path, scenarios_root, monkeypatch):
    root = tmp_path / "worlds"
    shutil.copytree(scenarios_root, root)
    monkeypatch.setenv("SIM_SCENARIOS", str(root))
    return root / "world"


HEAD = "id,value,unit,low,high,year,source,grade,note,rival\n"


@pytest.mark.parametrize(
    ("name", "table", "place", "phrase"),
    [
        ("plants.csv", "id,value\nmine_capacity,3\n", "facts/plants.csv:1:1", "the first line must read id,value,unit"),
        ("more.csv", HEAD + "a,b\n", "facts/more.csv:2:1", "2 cells where 10 are due"),
        ("more.csv", HEAD + '"a\n', "facts/more.csv:2:1", "this is not a table"),
        ("more.csv", HEAD + "mine_capacity,5,kt/yr,,,2023,x,D,,\n", "20_plants.yaml:2:", "two rows for 2023"),
        ("more.csv", HEAD + "mine_capacity,5,kt/yr,,,,x,D,,\n", "20_plants.yaml:2:", "dated and undated rows"),
        ("more.csv", HEAD + "mine_capacity,5,kt/yr,,,soon,x,D,,\n", "20_plants.yaml:2:", "an impossible year"),
        (
            "deposits.csv",
            "deposit,element,share,source,grade,note\nweld,Ce,100,x,D,\nweld,Ce,1,x,D,\n",
            "facts/deposits.csv:3:1",
            "deposit 'weld' has two rows for Ce",
        ),
        (
            "deposits.csv",
            "deposit,element,share,source,grade,note\nweld,Cer,100,x,D,\n",
            "facts/deposits.csv:2:1",
            "'Cer' is not an element",
        ),
    ],
)
def test_bad_tables(world, name, table, place, phrase):
    (world / "facts" / name).write_text(table)
    with pytest.raises(ScenarioError) as raised:
        load("today")
    assert any(place in str(p) and phrase in str(p) for p in raised.value.problems), str(raised.value)


def test_two_files_of_the_world_must_not_set_the_same_key(world):
    (world / "30_again.yaml").write_text("nodes: {mine: {capacity: 3 kt/yr}}\nextends: tiny\n")
    with pytest.raises(ScenarioError) as raised:
        load("today")
    told = [str(p) for p in raised.value.problems]
    assert len(told) == 2
    assert "two files of the world set 'nodes.mine.capacity': here and in worlds/world/20_plants.yaml:2" in told[0]
    assert "'extends' has no place in a file of the world" in told[1]


def test_a_root_without_a_world_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("SIM_SCENARIOS", str(tmp_path))
    with pytest.raises(ScenarioError, match="there is no world here"):
        load("world")


def test_rows_after_a_note_of_two_lines_keep_their_line(world):
    (world / "facts" / "more.csv").write_text(HEAD + 'a,1,t,,,,x,D,"two\nlines",\nb,2\n')
    with pytest.raises(ScenarioError, match=r"facts/more.csv:4:1"):
        load("today")
