"""Many runs: the same answer from any number of workers, and none lost when a worker dies."""

import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from sim.base.distributions import Distribution
from sim.base.errors import RunError
from sim.disruptions.outage import Outage
from sim.run import paired, replicate, run, spread
from sim.run.pool import _begin, _one
from tests.worlds import chain, use

ROOT = Path(__file__).resolve().parents[2]


def scenario():
    stop = Outage(node=("magnets",), start=date(2024, 3, 1), length=Distribution("triangular", (60, 90, 200)))
    return chain(1, disruptions=use("outage", stop), world_document="many")


def test_one_and_two_workers_give_the_same_bytes():
    alone, together = (replicate(scenario(), 4, workers=n) for n in (1, 2))
    assert alone.manifest == together.manifest
    assert alone.summary().equals(together.summary())
    assert alone.metrics.equals(together.metrics)
    assert alone.flows.equals(together.flows)


def test_a_replication_is_the_run_of_its_number():
    many = replicate(scenario(), 3, seed=7, workers=1)
    single = run(scenario(), seed=7, replication=2)
    assert many.outcomes[2].fingerprint == single.recording.fingerprint
    assert len({o.fingerprint for o in many.outcomes}) == 3


def test_tables_of_many_runs_say_which_run():
    many = replicate(scenario(), 3, workers=1)
    for frame in (many.shortfall, many.flows, many.production, many.stocks, many.events, many.metrics):
        assert frame.columns[0] == "replication"
        assert sorted(frame["replication"].unique()) == [0, 1, 2]


def test_progress_is_told_of_every_run():
    seen = []
    replicate(scenario(), 3, workers=1, progress=lambda done, whole: seen.append((done, whole)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_many_runs_are_read_beside_their_baseline():
    many = replicate(scenario(), 2, workers=1, baseline=paired(scenario()))
    assert many.manifest["baseline"] == "tiny_undisturbed"
    assert many.outcomes[0].unchanged is False


def test_the_seed_is_the_scenarios_own_unless_another_is_asked_for():
    assert run(scenario().replace(seed=5)).manifest["seed"] == 5
    assert run(scenario().replace(seed=5), seed=0).manifest["seed"] == 0


def square_but_die_once(marker, number):
    if number == 2 and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number**2


def test_what_a_killed_worker_had_in_hand_is_computed_again(tmp_path):
    done = dict(spread(square_but_die_once, (str(tmp_path / "marker"),), range(6), 2))
    assert done == {n: n**2 for n in range(6)}


def square_but_always_die(number):
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number**2


def test_a_run_that_always_kills_its_worker_is_named():
    with pytest.raises(RunError, match="run 2 kills its process"):
        dict(spread(square_but_always_die, (), range(4), 2))


def test_a_killer_can_be_answered_for_and_the_rest_gets_done():
    done = dict(spread(square_but_always_die, (), range(4), 2, lost=lambda number: -number))
    assert done == {0: 0, 1: 1, 2: -2, 3: 9}


def fail(number):
    raise RunError(f"number {number} cannot be played")


def test_what_the_work_raises_comes_through():
    with pytest.raises(RunError, match="cannot be played"):
        dict(spread(fail, (), range(4), 2))


def sleep_but_first(number):
    time.sleep(60 if number else 0)
    return number


def test_workers_end_at_once_when_nobody_wants_the_rest():
    done = spread(sleep_but_first, (), range(3), 2)
    assert next(done) == (0, 0)
    began = time.monotonic()
    done.close()
    assert time.monotonic() - began < 10


def test_a_worker_leaves_ctrl_c_to_its_parent():
    before = signal.getsignal(signal.SIGINT)
    try:
        _begin(lambda a, n: a * n, (3,))
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        assert _one(4) == 12
    finally:
        signal.signal(signal.SIGINT, before)


CODE = """
from tests.run.test_many import scenario
from sim.run import replicate
many = replicate(scenario(), 2, workers=1)
print(many.manifest["fingerprint"], many.summary().to_csv())
"""


def test_two_processes_with_different_hash_seeds_give_the_same_bytes():
    said = [
        subprocess.run(
            [sys.executable, "-c", CODE], capture_output=True, text=True, cwd=ROOT, check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert said[0] == said[1] != ""
