"""What a terminal does to the command line: Ctrl-C, pipes, encodings, and texts that would steer it."""

import json
import logging
import os
import pty
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim import __version__
from sim.cli.screen import listen
from tests.cli.processes import interrupt, process

STEERING = "\\x1b[31m\\u202e\\x9b2J[bold red]Loud[/bold red]\\a"


def test_python_m_sim_is_the_same_command(folder: Path):
    out, err = process("--version").communicate()
    assert (out.strip(), err) == (__version__, "")
    out, _ = process("--help").communicate()
    assert all(command in out for command in ("list", "run", "validate", "sweep", "words"))


@pytest.fixture
def compiled(sim):
    """With a kernel that is compiled, so that Ctrl-C meets a run."""
    assert sim("run", "tiny").exit_code == 0
    shutil.rmtree("results")


def running(*words: str):
    """Start a command that says when it has read its files."""
    started = process(*words, "-v")
    while "running" not in (line := started.stderr.readline()):
        assert line, "it ended too soon"
    return started


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("asked", [["run", "stopped", "--replications", "100000"], ["sweep", "plan.yaml"]])
def test_ctrl_c_ends_soon_with_130_and_leaves_nothing_half_done(folder: Path, compiled, asked: list[str], workers: str):
    plan = (folder / "plan.yaml").read_text()
    (folder / "plan.yaml").write_text(plan.replace("[30 d, 150 d]", str([f"{d} d" for d in range(1, 300)])))
    _, err, took = interrupt(running(*asked, "--workers", workers), after=2.0)
    assert "Traceback" not in err
    assert err.splitlines()[-1] == "interrupted"
    assert took < 8
    assert not list(folder.glob("results/**/*"))


@pytest.mark.parametrize("asked", [["run", "stopped", "--replications", "100000"], ["sweep", "plan.yaml"]])
def test_ctrl_c_gives_the_status_130_and_leaves_what_was_there(folder: Path, compiled, asked: list[str]):
    """A point of a hundred thousand runs would take its worker minutes."""
    plan = (folder / "plan.yaml").read_text()
    (folder / "plan.yaml").write_text(plan.replace("replications: 2", "replications: 100000"))
    before = folder / "results" / "sweeps" / "plan" / "table.csv"
    before.parent.mkdir(parents=True)
    before.write_text("of an earlier sweep")
    started = running(*asked, "--workers", "2")
    _, err, took = interrupt(started, after=1.5)
    assert started.returncode == 130
    assert took < 5
    assert err.splitlines()[-1] == "interrupted"
    assert before.read_text() == "of an earlier sweep"


def test_output_cut_off_by_a_pipe_is_no_error(folder: Path):
    command = f"{sys.executable} -m sim words -q | head -n 1"
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert ended.stdout.startswith("shelf") and ended.stderr == ""


def test_letters_that_the_terminal_lacks_are_no_error(folder: Path):
    out, err = process("run", "stopped", env=os.environ | {"PYTHONIOENCODING": "ascii"}).communicate()
    assert "The tiny mine stops" in out and "Traceback" not in err


@pytest.fixture
def loud(folder: Path) -> str:
    """A scenario whose texts would steer a terminal if they reached it as they are."""
    text = (folder / "scenarios" / "stopped.yaml").read_text()
    text = text.replace("title: The tiny mine stops", f'title: "{STEERING}"')
    (folder / "scenarios" / "loud.yaml").write_text(text)
    return "loud"


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_texts_of_a_scenario_do_not_steer_the_terminal(sim, loud: str, more: list[str]):
    ended = sim("run", loud, *more)
    assert ended.exit_code == 0
    assert all(c.isprintable() or c == "\n" for c in ended.stdout)
    assert "[bold red]Loud[/bold red]" in ended.stdout
    if more:
        assert json.loads(ended.stdout)["manifest"]["title"].startswith("\x1b[31m")
    assert "[bold red]Loud[/bold red]" in sim("list").stdout


def test_names_on_the_command_line_do_not_steer_it_either(sim):
    ended = sim("run", "\x1b[31m[red]x[/red]")
    assert ended.exit_code == 2
    assert "\x1b" not in ended.stderr and "[red]x[/red]" in ended.stderr


def on_a_terminal(*words: str) -> tuple[int, str]:
    """Run a command with stderr on a terminal; return its status and what it showed there."""
    ours, theirs = pty.openpty()
    started = process(*words, stderr=theirs, env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"})
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass  # so does Linux say that the other end is closed
    os.close(ours)
    started.communicate()
    return started.returncode, shown.decode()


def test_a_bar_shows_how_far_it_is_without_reading_markup(folder: Path):
    (folder / "[red]plan[red].yaml").write_text((folder / "plan.yaml").read_text())
    status, shown = on_a_terminal("sweep", "[red]plan[red].yaml", "--workers", "2")
    assert status == 0
    assert "[red]plan[red]" in shown and "2/2" in shown


def test_a_quiet_command_shows_no_bar(folder: Path):
    assert on_a_terminal("sweep", "plan.yaml", "--workers", "1", "-q") == (0, "")


def test_what_the_library_says_comes_as_a_line_of_its_own(capsys):
    kernel = logging.getLogger("sim.world.kernel.compiled")
    listen(verbose=0)
    kernel.warning("compiling; this takes %s", "half a minute")
    kernel.info("not asked for")
    listen(verbose=0, quiet=True)
    kernel.warning("not asked for")
    logging.getLogger("sim").handlers.clear()
    assert capsys.readouterr() == ("", "compiling; this takes half a minute\n")


def processor_seconds(*command: str) -> float:
    """What a command costs: what else the machine does meanwhile is not counted."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("asked", [["--help"], ["validate", "wide.yaml"]])
def test_looking_takes_less_than_a_blink(folder: Path, asked: list[str]):
    """0.4 s on a machine that starts Python in 0.03 s; another, or a busy one, gets time in proportion."""
    mines = "\n".join(f"  m{i}: {{stage: mine, country: CN, capacity: {i + 1} t/yr, deposit: ore}}" for i in range(97))
    lanes = "\n".join(f"  m{i}_plant: {{from: m{i}, to: plant, form: concentrate, route: road}}" for i in range(97))
    (folder / "wide.yaml").write_text(f"title: Wide\nextends: tiny\nnodes:\n{mines}\nlanes:\n{lanes}\n")
    pace = []
    while len(pace) < 10 and min(pace, default=9.9) > 0.4:
        bare = processor_seconds("-c", "pass")
        pace.append(processor_seconds("-m", "sim", *asked) / max(1.0, bare / 0.03))
    assert min(pace) <= 0.4, pace
