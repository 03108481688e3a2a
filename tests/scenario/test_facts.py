"""Mistakes in the tables of facts and in the folder of the world."""

import shutil
from datetime import date

import pytest

from sim.base.errors import ScenarioError
from sim.scenario import load, loads


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


def believing(text, *overrides):
    return loads("extends: today\ntitle: Believed\n" + text, overrides=overrides)


def output(scenario):
    return scenario.nodes["mine"].stage.capacity


def test_a_claim_makes_every_reference_read_the_rival_in_the_years_it_speaks_of():
    plain, believed = believing(""), believing("claims: {mine_capacity: optimists}")
    years = (date(2023, 6, 1), date(2024, 6, 1))
    assert [output(plain).at(day) for day in years] == [10_000, 12_000]
    assert [output(believed).at(day) for day in years] == [10_000, 20_000]
    assert believed.claims == {"mine_capacity": "optimists"}
    assert believed.world_document != plain.world_document


def test_a_claim_is_believed_by_relative_values_of_lower_layers_too():
    text = "overrides: {nodes.mine.capacity: 2x}\n"
    day = date(2024, 6, 1)
    assert output(believing(text)).at(day) == 24_000
    assert output(believing(text + "claims: {mine_capacity: optimists}")).at(day) == 40_000


def test_a_claim_about_what_the_world_does_not_use_leaves_the_world_as_it_is(world):
    (world / "facts" / "more.csv").write_text(HEAD + "a,1,kg,,,,x,D,,\na,70,kg,,,,y,D,,article\n")
    assert believing("claims: {a: article}").world_document == believing("").world_document


def test_an_undated_rival_stands_alone_against_a_dated_fact(world):
    (world / "facts" / "more.csv").write_text(HEAD + "mine_capacity,70,kt/yr,,,,y,D,,article\n")
    assert output(believing("claims: {mine_capacity: article}")).at(date(2023, 6, 1)) == 70_000


def test_claims_can_be_set_from_the_command_line_and_taken_back():
    day = date(2024, 6, 1)
    believed = "claims: {mine_capacity: optimists}"
    assert output(believing(believed, "claims.mine_capacity=null")).at(day) == 12_000
    assert output(believing("", "claims.mine_capacity=optimists")).at(day) == 20_000
    with pytest.raises(ScenarioError, match="has no rival 'pessimists'"):
        believing(believed, "claims.mine_capacity=pessimists")


def test_a_document_with_claims_loads_again_as_it_stands():
    scenario = believing("claims: {mine_capacity: optimists}")
    assert loads(scenario.document).document == scenario.document
