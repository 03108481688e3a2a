"""``python -m tests.bench``: ten years of the full world, and what lies around it. Prints one small table.

With ``REE40_DIR`` set to the folder of a reference engine, that engine runs in turn with the world in the same
process, and the ratio of the medians is printed: both then meet the same load of the machine.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median

from sim.run.once import play, run
from sim.run.result import TABLES
from sim.scenario import load
from sim.world.template import warm_world
from sim.world.world import World
from tests.bench.reference import reference_engine

RUNS = 15
SCENARIOS = ("baseline", "china_export_controls")


def timed(work: Callable[[], object]) -> float:
    """Return seconds of processor time: what else the machine does at the moment is not counted."""
    began = time.process_time()
    work()
    return time.process_time() - began


def waited(work: Callable[[], object]) -> float:
    """Return seconds on the clock."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def milliseconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """Return the median of some runs, in ms, after one that is not counted."""
    work()
    return 1000 * median(waited(work) for _ in range(runs))


def build_frames(name: str) -> None:
    result = run(load(name))
    for table in TABLES:
        getattr(result, table)
    result.summary()


def show(what: str, value: float) -> None:
    sys.stdout.write(f"{what:<58}{value:>10.1f} ms\n")


def worlds() -> None:
    """Time ten years of each scenario, in turn with the reference engine if there is one."""
    reference = reference_engine()
    for name in SCENARIOS:
        scenario = load(name)
        template = warm_world(scenario)
        play(scenario, 0, 0)
        ours, freight, theirs = [], [], []
        for replication in range(RUNS):
            ours.append(timed(partial(play, scenario, 0, replication)))
            world = World(scenario, template, 0, replication)
            freight.append(timed(world.play))
            world.state.release()
            theirs += [reference()] if reference else []
        show(f"{name}: ten years, laws held, frames excluded", 1000 * median(ours))
        show(f"{name}: of which the world moving", 1000 * median(freight))
        if theirs:
            show("  reference engine, REE-40 with 16 elements", 1000 * median(theirs))
            sys.stdout.write(f"{'  ratio, the world moving':<58}{median(freight) / median(theirs):>10.1f} x\n")
            sys.stdout.write(
                f"{'  ratio, laws and cutting out recordings too':<58}{median(ours) / median(theirs):>10.1f} x\n"
            )


def surroundings() -> None:
    """Time what a user waits for around a run."""
    scenario = load("baseline")
    template = warm_world(scenario)
    show("copy of the warmed-up world", milliseconds(lambda: template.fresh(0, 0).release()))
    show("loading a scenario", milliseconds(lambda: load("china_export_controls"), 5))
    whole = milliseconds(lambda: build_frames("china_export_controls"), 3)
    show("loading, running and building every frame", whole)
    show(
        "sim --help",
        milliseconds(lambda: subprocess.run([sys.executable, "-m", "sim", "--help"], capture_output=True), 5),
    )


if __name__ == "__main__":
    worlds()
    surroundings()
