"""Every scenario has a title, a story, sources and a sign table, and does what its table says."""

from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest
import yaml

from sim.base.errors import ScenarioError, SelectorError
from sim.explore.sign_tables import COLUMNS, read_signs, sign_files
from sim.explore.signs import BASELINE, SignCheck, direction_of
from sim.run import Result
from sim.scenario import load, scenario_names, scenarios_root

NAMES = [name for name, _ in scenario_names()]
FEWEST, MOST = 4, 10


@lru_cache(maxsize=1)
def check() -> SignCheck:
    """One check a test process: the baseline is run once."""
    return SignCheck()


def tell(frame: pd.DataFrame) -> str:
    wrong = frame[~frame["ok"]]
    return "\n".join(f"{r.measure} of {r.element} {r.form} in {r.place}: {r.change:+.2%}, not {r.direction}"
                     for r in wrong.itertuples())  # fmt: skip


def written(file: str) -> dict:
    return yaml.safe_load((scenarios_root() / file).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(sign_files()))
def test_a_scenario_does_what_its_table_says(name: str):
    signs = [s for s in read_signs(sign_files()[name]) if s.measure != "price" or hasattr(Result, "prices")]
    found = check().check(load(name), signs)
    assert found["ok"].all(), "\n" + tell(found)


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_has_title_story_and_sources(name: str):
    """Sources are its own, or those of the blocks that it is made of."""
    document = written(f"{name}.yaml")
    assert document["title"].strip()
    assert len(document["story"].split()) >= 15, "a story is a paragraph"
    blocks = [written(f"blocks/{block}.yaml") for block in document.get("use", [])]
    assert any(part.get("sources") for part in (document, *blocks))


def test_every_scenario_has_a_table_and_every_table_a_scenario():
    assert [name for name in NAMES if name != BASELINE] == list(sign_files())


@pytest.mark.parametrize("name", sorted(sign_files()))
def test_a_table_has_some_rows_and_says_what_must_not_move(name: str):
    signs = read_signs(sign_files()[name])
    assert FEWEST <= len(signs) <= MOST
    assert "none" in {sign.direction for sign in signs}
    keys = [(s.measure, s.element, s.form, s.place) for s in signs]
    assert len(set(keys)) == len(keys)


def table(folder: Path, *rows: str) -> Path:
    path = folder / "signs" / "it.csv"
    path.parent.mkdir()
    path.write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return path


def test_every_mistake_names_file_and_row(tmp_path: Path):
    path = table(
        tmp_path,
        "it,shortfall,Dy,magnet,EU,up,why,",
        "it,shortfal,Dy,magnet,EU,up,why,",
        "it,shortfall,Xx,magnet,EU,upwards,,",
        "other,price,Dy,oxide,EU,up,why,it was wrong",
        "it,production,Dy,magnat,CN,up,why,down: too few",
        "it,shortfall,Dy,magnet,EU,up",
    )
    with pytest.raises(ScenarioError) as caught:
        read_signs(path)
    lines = [(p.line, p.message.split(" is ")[0].split(",")[0]) for p in caught.value.problems]
    assert sorted(lines) == [
        (3, "measure 'shortfal'"),
        (4, "'why'"), (4, "direction 'upwards'"), (4, "element 'Xx'"),
        (5, "'amended'"), (5, "scenario 'other'"), (5, "the zone 'EU'"),
        (6, "form 'magnat'"),
        (7, "6 cells where 8 are due"),
    ]  # fmt: skip
    assert {p.file.split("/", 1)[1] for p in caught.value.problems} == {"signs/it.csv"}


def test_an_amended_row_counts_as_amended_and_keeps_what_was_written(tmp_path: Path):
    path = table(tmp_path, 'it,shortfall,Dy,magnet,EU,up,why,"none: stocks outlast it, as it turned out"')
    (sign,) = read_signs(path)
    assert (sign.written, sign.direction) == ("up", "none")


def test_a_row_about_nothing_and_a_price_where_there_is_none_are_mistakes(tmp_path: Path):
    path = table(tmp_path, "it,shortfall,Tm,magnet,EU,none,why,", "it,production,all,mine,XX,none,why,",
                 "it,price,Dy,oxide,outside,none,why,")  # fmt: skip
    nobody, nowhere, price = read_signs(path)
    for sign in (nobody, nowhere):
        with pytest.raises(SelectorError, match=rf"signs/it.csv:{sign.where.line}: there is nothing"):
            check().check(load(BASELINE), [sign])
    if not hasattr(Result, "prices"):
        with pytest.raises(ValueError, match="no prices yet"):
            check().check(load(BASELINE), [price])


@pytest.mark.parametrize(
    ("change", "direction"), [(0.01, "up"), (0.009, "none"), (-0.01, "down"), (float("inf"), "up")]
)
def test_one_per_cent_is_a_change(change: float, direction: str):
    assert direction_of(change) == direction
