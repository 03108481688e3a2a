"""Results on disk: complete, harmless to a spreadsheet, and enough to make the run again."""

import csv
import json
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sim.base.distributions import Distribution
from sim.disruptions.outage import Outage
from sim.run import replicate, run, saving, write_table
from sim.run.manifest import git_commit, run_id
from sim.run.saving import folder_of
from tests.worlds import chain, use

TABLES = (
    "shortfall", "flows", "production", "stocks", "desks", "prices", "projects", "events", "metrics", "summary",
)  # fmt: skip


def scenario(**changes):
    stop = Outage(node=("magnets",), start=date(2024, 3, 1), length=Distribution.fixed(90))
    return chain(1, disruptions=use("outage", stop), document='{"title":"t"}', world_document="saving").replace(
        **changes
    )


def test_every_table_is_written_with_summary_scenario_and_manifest(tmp_path):
    folder = run(scenario()).save(tmp_path / "out", wall_seconds=1.25)
    assert {p.name for p in folder.iterdir()} == {*(f"{t}.csv" for t in TABLES), "manifest.json", "scenario.json"}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["wall_seconds"] == 1.25
    assert {
        "schema",
        "input_hash",
        "world_hash",
        "seed",
        "replication",
        "fingerprint",
        "version",
        "python",
        "packages",
        "platform",
    } <= set(manifest)


def test_a_table_reads_back_as_it_was(tmp_path):
    result = run(scenario())
    folder = result.save(tmp_path)
    for name in ("shortfall", "flows", "stocks"):
        pd.testing.assert_frame_equal(
            pd.read_csv(folder / f"{name}.csv"), getattr(result, name), check_dtype=False, atol=0
        )


def test_the_ledger_of_causes_is_saved_where_it_was_kept_and_an_older_one_goes(tmp_path):
    traced = run(scenario(), causes=True)
    folder = traced.save(tmp_path)
    pd.testing.assert_frame_equal(
        pd.read_csv(folder / "shortfall_by_cause.csv"), traced.shortfall_by_cause, check_dtype=False, atol=0
    )
    assert json.loads((folder / "manifest.json").read_text())["causes"] is True
    run(scenario()).save(tmp_path)
    assert not (folder / "shortfall_by_cause.csv").exists()
    assert json.loads((folder / "manifest.json").read_text())["causes"] is False


def test_a_world_without_market_and_projects_has_the_heads_of_their_tables(tmp_path):
    folder = run(scenario()).save(tmp_path)
    assert (folder / "prices.csv").read_text() == "month,zone,element,price_usd_per_kg\n"
    assert (folder / "projects.csv").read_text() == "project,node,gate,entered,left,outcome\n"


def test_the_same_run_is_saved_as_the_same_bytes(tmp_path):
    folders = [run(scenario()).save(tmp_path / name) for name in ("a", "b")]
    for path in folders[0].iterdir():
        assert path.read_bytes() == (folders[1] / path.name).read_bytes()


def test_many_runs_are_saved_with_their_number(tmp_path):
    folder = replicate(scenario(), 2, workers=1).save(tmp_path)
    assert set(pd.read_csv(folder / "shortfall.csv")["replication"]) == {0, 1}
    assert set(pd.read_csv(folder / "flows.csv")["replication"]) == {0}
    assert pd.read_csv(folder / "odds.csv")["runs"].unique().tolist() == [2]
    assert (folder / "prices.csv").read_text() == "replication,month,zone,element,price_usd_per_kg\n"
    assert len(json.loads((folder / "manifest.json").read_text())["fingerprints"]) == 2


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_that_a_spreadsheet_would_run_is_quoted_and_numbers_are_not(tmp_path, text):
    write_table(pd.DataFrame({"name": [text, "plain"], "value": [-5.0, 1.0]}), tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == [["name", "value"], [f"'{text}".replace("\r", "\n"), "-5"], ["plain", "1"]]


def test_names_of_nodes_and_owners_cannot_be_formulas(tmp_path):
    plain = scenario()
    evil = replace(plain.nodes["trader"], owner="=cmd|' /C calc'!A0")
    folder = run(plain.replace(nodes={**plain.nodes, "trader": evil}, world_document="")).save(tmp_path)
    assert "'=cmd" in (folder / "stocks.csv").read_text()
    assert ",=cmd" not in (folder / "stocks.csv").read_text()


@pytest.mark.parametrize(
    ("value", "text"),
    [(12.0, "12"), (0.1, "0.1"), (1e-6, "0.000001"), (1 / 3, "0.333333"), (-1e-9, "0"), (float("nan"), ""),
     (1e9, "1000000000"), (float("inf"), "inf"), (100.0, "100"), (-2.5, "-2.5")],
)  # fmt: skip
def test_a_number_has_at_most_six_decimals_and_no_trailing_zeros(tmp_path, value, text):
    write_table(pd.DataFrame({"value": [value, 7.0], "n": [1, 2]}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == f"value,n\n{text},1\n7,2\n"


def test_cells_of_any_kind_are_written_and_quoted_as_a_reader_of_csv_expects(tmp_path):
    cells = ["a,b", 'say "no"', "two\nlines", None, date(2026, 1, 5), 0.25, True, ""]
    write_table(pd.DataFrame({"x": pd.Series(cells, dtype=object), "n, m": range(len(cells))}), tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["x", "n, m"]
    assert [row[0] for row in rows[1:]] == ["a,b", 'say "no"', "two\nlines", "", "2026-01-05", "0.25", "True", ""]


def test_a_table_without_rows_is_its_head_alone(tmp_path):
    write_table(pd.DataFrame({"a": [], "b": []}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text() == "a,b\n"


def test_a_failed_write_leaves_the_old_file_and_no_draft(tmp_path, monkeypatch):
    def broken(_):
        yield b"a\n"
        raise OSError("no space left on device")

    monkeypatch.setattr(saving, "csv_blocks", broken)
    path = tmp_path / "t.csv"
    path.write_text("old")
    with pytest.raises(OSError, match="no space"):
        write_table(pd.DataFrame({"a": [1]}), path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_question_has_the_same_folder_and_another_seed_another():
    ids = [run_id(scenario(), 0, 1), run_id(scenario(), 0, 1), run_id(scenario(), 1, 1), run_id(scenario(), 0, 20)]
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3


def test_runs_of_which_other_days_are_asked_for_lie_beside_each_other(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    spring, year = (date(2024, 3, 1), date(2024, 6, 1)), (date(2024, 1, 1), date(2025, 1, 1))
    folders = [run(scenario(), window=window).save() for window in (None, spring, year)]
    folders += [replicate(scenario(), 2, workers=1, window=window).save() for window in (None, spring, year)]
    assert len(set(folders)) == 6
    assert [folder.name.partition("-n1")[2] for folder in folders[:2]] == ["", "-2024-03-01-up-to-2024-06-01"]


@pytest.mark.parametrize("name", ["../../etc", "/etc/x", "..", "a/b", "a\0b"])
def test_a_scenarios_name_never_leads_out_of_the_results(name):
    folder = folder_of(scenario(name=name), "id")
    assert folder.parts[0] == "results"
    assert len(folder.parts) == 3
    assert ".." not in folder.parts


def test_the_commit_is_read_from_a_plain_tree_a_packed_one_and_a_side_tree(tmp_path):
    git = tmp_path / ".git"
    (git / "refs/heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/trunk\n")
    (git / "packed-refs").write_text("# pack-refs\nabc123 refs/heads/trunk\n")
    assert git_commit(tmp_path) == "abc123"
    (git / "refs/heads/trunk").write_text("def456\n")
    assert git_commit(tmp_path) == "def456"
    side = git / "worktrees/side"
    side.mkdir(parents=True)
    (side / "HEAD").write_text("ref: refs/heads/trunk\n")
    (side / "commondir").write_text("../..\n")
    (tmp_path / "side").mkdir()
    (tmp_path / "side/.git").write_text(f"gitdir: {side}\n")
    assert git_commit(tmp_path / "side") == "def456"
    (git / "HEAD").write_text("789abc\n")
    assert git_commit(tmp_path) == "789abc"
    assert git_commit(tmp_path / "nowhere") == ""


def test_a_run_that_is_cut_off_while_it_is_saved_leaves_no_manifest_of_an_earlier_one(tmp_path, monkeypatch):
    run(scenario()).save(tmp_path)
    earlier = (tmp_path / "summary.csv").read_text()

    def cut_off(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(saving, "csv_blocks", cut_off)
    with pytest.raises(KeyboardInterrupt):
        run(scenario(title="Another")).save(tmp_path)
    assert not (tmp_path / "manifest.json").exists()
    assert (tmp_path / "summary.csv").read_text() == earlier
