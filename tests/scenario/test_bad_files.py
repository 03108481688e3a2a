"""Every file in bad/ says in its first lines which mistakes it holds, where, and what should be suggested."""

import re
from pathlib import Path

import pytest

from sim.base.errors import ScenarioError
from sim.scenario import load

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.yaml"))


def expected(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("# expect "):
            return
        place, phrase, *suggestion = line.removeprefix("# expect ").split(" | ")
        *file, row, column = place.split(":")
        yield file[0] if file else path.as_posix(), int(row), int(column), phrase, "".join(suggestion)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_mistake_is_told_once_and_in_its_place(path, monkeypatch):
    monkeypatch.setenv("SIM_SCENARIOS", str(HERE / "worlds"))
    with pytest.raises(ScenarioError) as raised:
        load(path)
    wanted = sorted(expected(path))
    assert wanted, "the file does not say what to expect"
    found = [(p.file, p.line, p.column) for p in raised.value.problems]
    assert found == [(file, line, column) for file, line, column, *_ in wanted], str(raised.value)
    for problem, (*_, phrase, suggestion) in zip(raised.value.problems, wanted, strict=True):
        assert phrase in problem.message
        assert suggestion in problem.suggestion
        assert re.match(r".+:\d+:\d+: .", str(problem))


def test_there_are_enough_of_them():
    assert len(BAD) >= 40
