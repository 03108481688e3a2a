"""Where nobody looks, long work says now and then how far it has come."""

import pytest

from sim.cli import progress


@pytest.fixture
def often(monkeypatch):
    """A line after every step."""
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", -1.0)


@pytest.mark.usefixtures("often")
def test_nothing_is_said_before_the_first_is_done_and_after_the_last(capsys):
    with progress.progress("it", quiet=False) as tick:
        tick(0, 4)
        tick(1, 4)
        tick(4, 4)
    assert [line.partition(", about")[0] for line in capsys.readouterr().err.splitlines()] == ["it: 1 of 4 done"]


@pytest.mark.usefixtures("often")
def test_who_wants_quiet_is_told_nothing(capsys):
    with progress.progress("it", quiet=True) as tick:
        tick(1, 4)
    assert capsys.readouterr().err == ""
