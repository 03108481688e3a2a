"""Every mistake ends with its exit code and one clean line a mistake; nothing goes to stdout."""

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from sim.base.errors import LawError, RunError, SelectorError


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["run", "stoped"],
            "stoped: there is no scenario 'stoped' (did you mean 'stopped'? For all of them see 'sim list')\n",
        ),
        (["run", "qqq"], "qqq: there is no scenario 'qqq' (For all of them see 'sim list')\n"),
        (["run", "nowhere.yaml"], "nowhere.yaml: there is no such file\n"),
        (["run", "../../etc/passwd"], "../../etc/passwd: there is no such file\n"),
        (["run", "tiny", "-s", "nodes.mne.capacity=1.2x"], "did you mean 'mine'?"),
        (["run", "tiny", "-s", "nodes.mine.capacity=3"], "--set nodes.mine.capacity=3 (character 21): '3' has no unit"),
        (["run", "tiny", "-s", "capacity"], "--set capacity (character 1): an override is written PATH=VALUE"),
        (["run", "tiny", "-s", "nodes.mine.capacity=[1"], "this is not YAML"),
        (["sweep", "nowhere.yaml"], "nowhere.yaml: there is no such file\n"),
        (["validate", "nowhere.yaml"], "nowhere.yaml: there is no such file\n"),
        (["validate", "."], ".: is a folder (name a .yaml file in it)\n"),
    ],
)
def test_scenario_mistakes(sim, words: list[str], said: str):
    ended = sim(*words)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_all_wrong_overrides_are_told_at_once(sim):
    ended = sim("run", "tiny", "-s", "nodes.mne.capacity=1.2x", "-s", "nodes.mine.capcity=2x", "-s", "x")
    assert ended.exit_code == 2
    assert {line.split(" (")[0] for line in ended.stderr.splitlines()} == {
        "--set nodes.mne.capacity=1.2x", "--set nodes.mine.capcity=2x", "--set x",
    }  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [["nothing"], ["run"], ["run", "tiny", "--replications", "0"], ["run", "tiny", "--years", "0"],
     ["run", "tiny", "--seed", "-1"], ["run", "tiny", "--seed", "x"], ["validate"], ["run", "tiny", "--bogus"]],
)  # fmt: skip
def test_usage_mistakes(sim, words: list[str]):
    ended = sim(*words)
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "Error: " in ended.stderr


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (RunError("nothing can be made"), 1, "nothing can be made\n"),
        (SelectorError("no such mine"), 2, "no such mine\n"),
        (LawError("1 g of Dy too many"), 1, "a law of conservation broke: 1 g of Dy too many\n"),
        (PermissionError(13, "Permission denied", "there"), 1, "there: Permission denied\n"),
        (KeyboardInterrupt(), 130, "interrupted\n"),
    ],
)
def test_what_goes_wrong_in_a_run_is_one_line(sim, monkeypatch, error: BaseException, status: int, said: str):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr("sim.cli.running._answer", fail)
    ended = sim("run", "tiny")
    assert (ended.exit_code, ended.stdout) == (status, "")
    assert ended.stderr.startswith(said)


@pytest.mark.parametrize("then", [None, RuntimeError("no compiled object yet")])
def test_an_interrupt_that_compiled_code_swallows_still_ends_the_command(sim, monkeypatch, then: Exception | None):
    def swallow(*_, **__):
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        if then:
            raise then

    monkeypatch.setattr("sim.cli.running._answer", swallow)
    ended = sim("run", "tiny")
    assert (ended.exit_code, ended.stdout, ended.stderr) == (130, "", "interrupted\n")
    assert not Path("results").exists()


def test_a_place_that_cannot_be_written_to_is_told_before_the_run(sim, monkeypatch, folder: Path):
    monkeypatch.setattr("sim.cli.running._answer", lambda *_: pytest.fail("it ran"))
    (folder / "file").write_text("")
    for place in ("file", "file/below"):
        ended = sim("run", "tiny", "--out", place)
        assert (ended.exit_code, ended.stdout) == (1, "")
        assert "cannot write there" in ended.stderr and len(ended.stderr.splitlines()) == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_without_permission(sim, folder: Path):
    (folder / "locked").mkdir(mode=0o500)
    ended = sim("run", "tiny", "--out", "locked/below")
    assert ended.exit_code == 1 and "may not write" in ended.stderr
