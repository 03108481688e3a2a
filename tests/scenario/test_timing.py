"""An event outside of the run is a mistake where who wrote it could know, and a remark elsewhere."""

from pathlib import Path

import pytest

from sim.base.errors import ScenarioError
from sim.scenario import load
from sim.scenario.timing import idle_uses

EVENTS = "disruptions:\n  late: {kind: outage, node: mine, start: 2030-01-01, length: 1 d}\n"
OLD = "disruptions:\n  old: {kind: outage, node: mine, start: 2010-01-01, length: 1 d}\n"


@pytest.fixture
def write(tmp_path):
    (tmp_path / "blocks").mkdir()

    def put(name, text):
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"title: x\n{text}")
        return path

    return put


def told(path, *overrides):
    try:
        load(path, overrides)
    except ScenarioError as error:
        return [p.message for p in error.problems]
    return []


@pytest.mark.parametrize("horizon", ["{start: 2024-01-01, years: 2}", "{years: 2}"])
def test_a_document_with_both(write, horizon):
    path = write("both", f"extends: tiny\nhorizon: {horizon}\n{EVENTS}")
    assert "can never act" in told(path)[0]
    below = write("below", "extends: both\nseed: 3")
    assert len(told(below)) == (1 if "start" in horizon else 0)


def test_a_start_after_what_is_over(write):
    assert "is over by 2010-01-02" in told(write("both", f"extends: tiny\nhorizon: {{start: 2025-01-01}}\n{OLD}"))[0]


def test_no_run_on_the_world_starts_before_its_figures_and_one_on_a_small_world_may(write):
    too_early = "the run starts on 2023-12-31, but the figures of this world begin on 2024-01-01"
    assert told(write("early", "extends: world\nhorizon: {start: 2023-12-31}")) == [too_early]
    path = write("sound", "extends: world")
    assert told(path) == told(path, "horizon.start=2024-01-01") == []
    assert told(path, "horizon.start=2023-12-31") == [too_early]
    past = write("past", "extends: world\nnodes: {mine: {course: {2008: 50 %, 2024: 100 %}}}")
    assert told(past, "horizon.start=2008-01-01") == []
    assert "begin on 2008-01-01" in told(past, "horizon.start=2007-12-31")[0]
    late = write("late", "extends: world\nnodes: {mine: {course: {2026: 50 %, 2028: 100 %}}}")
    assert told(late, "horizon.start=2024-01-01") == []
    level = write("level", "extends: world\nnodes: {mine: {course: 60 %}}")
    assert told(level, "horizon.start=2023-12-31") == [too_early]
    assert told(write("small", "extends: tiny\nhorizon: {start: 1999-01-01}")) == []


def test_the_command_line_may_cut_or_move_anything(write):
    sound = "extends: tiny\nhorizon: {start: 2024-01-01, years: 10}\n"
    path = write("sound", sound + EVENTS + "  first: {kind: outage, node: mine, start: 2024-01-01, length: 1 d}\n")
    assert told(path) == []
    for change in ("horizon.years=1", "horizon.start=2010-01-01", "horizon.start=2026-01-01"):
        assert told(path, change) == []
    assert told(path, "disruptions.late.start=2050-01-01") == []


def test_blocks_and_parents_with_other_horizons(write):
    write("blocks/history", OLD + EVENTS.partition("\n")[2])
    assert told(write("uses", "extends: tiny\nhorizon: {start: 2024-01-01, years: 2}\nuse: history")) == []
    write("parent", f"extends: tiny\nhorizon: {{start: 2024-01-01, years: 10}}\n{EVENTS}")
    assert told(write("shorter", "extends: parent\nhorizon: {years: 1}")) == []
    assert told(write("earlier", "extends: parent\nhorizon: {start: 2010-01-01}")) == []


def test_events_outside_of_a_horizon_that_somebody_else_wrote_or_nobody(write):
    events = EVENTS + OLD.partition("\n")[2]
    path = write("events_only", f"extends: tiny\n{events}")
    assert len(told(path)) == 2, "whoever writes an event can know under which horizon it stands"
    assert len(told(path, "horizon.years=9")) == 0, "the command line may cut anything"
    assert told(write("longer", "extends: events_only\nhorizon: {start: 2010-01-01, years: 25}")) == []
    by_default = "extends: world\ndisruptions: {far: {kind: outage, node: mine, start: 2060-01-01}}"
    assert "the run ends before 2034-01-01" in told(write("by_default", by_default))[0]


def test_what_somebody_else_shut_out_is_a_remark(write):
    write("blocks/history", OLD + EVENTS.partition("\n")[2])
    path = write("uses", "extends: tiny\nhorizon: {start: 2024-01-01, years: 2}\nuse: history")
    remarks = idle_uses(load(path))
    assert [(Path(r.file).name, r.line) for r in remarks] == [("history.yaml", 4), ("history.yaml", 3)]
    assert "starts on 2030-01-01" in remarks[0].message and "is over by 2010-01-02" in remarks[1].message


def test_what_a_shortened_run_saved_can_be_run_again(write):
    path = write("sound", f"extends: tiny\nhorizon: {{start: 2024-01-01, years: 10}}\n{EVENTS}")
    saved = path.with_name("scenario.json")
    saved.write_text(load(path, ["horizon.years=1"]).document + "\n")
    assert told(saved) == []


def test_a_wrong_horizon_is_the_only_mistake(write):
    assert len(told(write("both", f"extends: tiny\nhorizon: {{years: two}}\n{EVENTS}"))) == 1


def test_without_the_parent_only_what_is_written_here_counts(write):
    assert len(told(write("one", f"extends: nowhere\nhorizon: {{years: 2}}\n{EVENTS}"))) == 1
    assert len(told(write("two", f"extends: nowhere\nhorizon: {{start: 2024-01-01, years: 2}}\n{EVENTS}"))) == 2
