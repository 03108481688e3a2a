"""Every claim of the founding articles has a row, every row a home that exists; the page is what the table gives."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.base.errors import ScenarioError
from sim.base.words import SHELVES, words
from sim.cli import app
from sim.cli.claimpage import markdown, read_outcomes
from sim.cli.claims import numbered
from sim.scenario import block_names, load, scenario_names, scenarios_root
from sim.scenario.claims import COLUMNS, read_claims
from sim.scenario.facts import FactBook
from sim.scenario.library import Library
from sim.scenario.tree import Findings

ROOT = Path(__file__).resolve().parents[2]


def known():
    """What there is in the library, by kind."""
    world, findings = load("world"), Findings()
    facts = FactBook(Library(scenarios_root()), findings).rows()
    return {
        "word": frozenset(name for shelf in SHELVES for name in words(shelf)),
        "scenario": frozenset(name for name, _ in scenario_names()),
        "block": frozenset(name for name, _ in block_names()),
        "fact": frozenset(facts),
        "node": frozenset(world.nodes),
        "passage": frozenset(world.passages),
    }


def test_every_home_exists():
    there = known()
    lost = [
        f"claims.csv:{claim.line}: {kind} {name}"
        for claim in read_claims()
        for kind, name in claim.homes
        if name not in there[kind]
    ]
    assert not lost, "\n".join(lost)


def test_all_sections_and_all_mechanisms_are_there():
    claims = read_claims()
    assert [section[0] for section in dict.fromkeys(c.section for c in claims)] == list("abcdefg")
    mechanisms = [c.claim for c in claims if c.section.startswith("g.")]
    assert [int(re.match(r"(\d+)\.", text)[1]) for text in mechanisms] == list(range(1, 23))
    assert len({c.claim for c in claims}) == len(claims)


def test_the_page_is_what_the_table_gives():
    page = (ROOT / "docs" / "claims.md").read_text(encoding="utf-8")
    outcomes = read_outcomes(ROOT / "docs" / "soak" / "headlines.csv")
    assert page == markdown(read_claims(), outcomes), "make it anew: make docs"


def test_every_mistake_names_its_row(tmp_path: Path):
    rows = [
        "a. x,claim,,article,word:mine,,,used,because,",
        "a. x,claim,,article,,,,used,because,",
        "a. x,claim,,article,mine,1,,rival used,,",
        "a. x,claim,,article,,,,perhaps,because,",
    ]
    (tmp_path / "claims.csv").write_text("\n".join([",".join(COLUMNS), *rows]) + "\n")
    with pytest.raises(ScenarioError) as caught:
        read_claims(tmp_path)
    assert sorted({p.line for p in caught.value.problems}) == [3, 4, 5]
    assert len(caught.value.problems) == 5


def test_the_command_prints_the_table_and_writes_the_page(tmp_path: Path, monkeypatch):
    monkeypatch.delenv("SIM_SCENARIOS", raising=False)
    shown = CliRunner().invoke(app, ["claims"])
    assert shown.exit_code == 0
    assert "rival used" in shown.stdout
    entries = json.loads(CliRunner().invoke(app, ["claims", "--json"]).stdout)
    assert len(entries) == len(read_claims())
    assert {"kind": "fact", "name": "ev_magnet_kg"} in next(e for e in entries if "electric car" in e["claim"])["homes"]
    page = tmp_path / "page.md"
    assert CliRunner().invoke(app, ["claims", "--page", str(page), "-q"]).exit_code == 0
    assert page.read_text(encoding="utf-8") == markdown(read_claims())


def test_the_page_tells_what_scenarios_came_to(tmp_path: Path):
    table, page = tmp_path / "headlines.csv", tmp_path / "page.md"
    table.write_text(
        "scenario,beside,short_t_p10,short_t_p50,short_t_p90,thrifted_t\n"
        "taiwan_strait_crisis,the undisturbed world,1000.2,1234.4,1500.1,77.3\n"
        "karakoram_closure,the undisturbed world,0,0,0,0.2\ndemand_triples_2035,,0,0,0,5000.2\n"
    )
    assert CliRunner().invoke(app, ["claims", "--page", str(page), "--outcomes", str(table), "-q"]).exit_code == 0
    text = page.read_text(encoding="utf-8")
    assert "`taiwan_strait_crisis`: 1,234 t short (1,000 to 1,500), 77.3 t given up" in text
    assert "`karakoram_closure`: nothing is short" in text
    assert "`demand_triples_2035`: 5,000 t given up, counted whole" in text
    table.write_text("day,t\n1,2\n")
    wrong = CliRunner().invoke(app, ["claims", "--page", str(page), "--outcomes", str(table)])
    assert wrong.exit_code == 2 and "is no table of headlines" in wrong.stderr
    assert page.read_text(encoding="utf-8") == text


def test_every_claim_that_is_used_is_answered_by_the_model():
    outcomes = read_outcomes(ROOT / "docs" / "soak" / "headlines.csv")
    silent = [
        key
        for key, claim in numbered(read_claims()).items()
        if claim.verdict != "context only"
        and not claim.says
        and not any(kind == "scenario" and name in outcomes for kind, name in claim.homes)
    ]
    assert not silent


@pytest.mark.parametrize("width", [50, 80, 200])
def test_what_is_printed_fits_the_terminal_and_nothing_of_a_claim_is_cut(monkeypatch, width):
    monkeypatch.delenv("SIM_SCENARIOS", raising=False)
    monkeypatch.setenv("COLUMNS", str(width))
    shown = CliRunner().invoke(app, ["claims"]).stdout
    every = "".join(CliRunner().invoke(app, ["claims", letter]).stdout for letter in "abcdefg")
    assert max(map(len, (shown + every).splitlines())) <= width
    said = " ".join(shown.split())
    for key, claim in numbered(read_claims()).items():
        assert all(
            " ".join(text.split()) in said for text in (key, claim.claim, claim.number, claim.figure, claim.says)
        )
        texts = (claim.claim, claim.number, claim.figure, claim.rival, claim.reason, claim.says, *claim.articles)
        assert all(" ".join(text.split()) in " ".join(every.split()) for text in texts)


def test_one_claim_is_told_in_full_and_an_unknown_one_is_refused(monkeypatch):
    monkeypatch.delenv("SIM_SCENARIOS", raising=False)
    key, claim = next((key, claim) for key, claim in numbered(read_claims()).items() if claim.says)
    ended = CliRunner().invoke(app, ["claims", key, "--json"])
    assert [(entry["id"], entry["says"]) for entry in json.loads(ended.stdout)] == [(key, claim.says)]
    wrong = CliRunner().invoke(app, ["claims", "z9"])
    assert (wrong.exit_code, wrong.stdout) == (2, "") and "no claim 'z9'" in wrong.stderr


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--outcomes", "table.csv"], "--outcomes belongs to a page"),
        (["b3", "--page", "page.md"], "a page holds all claims: leave out 'b3'"),
    ],
)
def test_what_a_page_cannot_use_is_refused_and_nothing_is_written(
    asked: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = CliRunner().invoke(app, ["claims", *asked])
    assert ended.exit_code == 2
    assert told in ended.output
    assert not list(tmp_path.iterdir())
