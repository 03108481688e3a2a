"""The same inputs give the same bytes: in another process, uncompiled, in another order of writing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.laws.history import busy
from tests.small import chain, fingerprint, play

ROOT = Path(__file__).resolve().parents[2]


def elsewhere(seed=0, years=2.0, **environment):
    """Return what a process of its own prints of the busy history."""
    command = [sys.executable, "-m", "tests.laws.history", str(seed), str(years)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, **environment})
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def here(seed=0, years=2.0):
    running = busy(seed=seed, years=years)
    return f"{fingerprint(running)} {len(running.log)} {len(running.moves)}\n"


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_another_process_records_the_same_bytes(hash_seed):
    assert elsewhere(PYTHONHASHSEED=hash_seed, TZ="Asia/Karachi", LC_ALL="C") == here()


@pytest.mark.slow
def test_compiled_and_uncompiled_code_record_the_same_bytes():
    assert elsewhere(years=1.2, NUMBA_DISABLE_JIT="1") == here(years=1.2)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1, 6))
def test_compiled_and_uncompiled_code_agree_over_years_and_seeds(seed):
    assert elsewhere(seed, 2.0, NUMBA_DISABLE_JIT="1") == here(seed)


def test_another_seed_or_replication_is_another_history():
    assert len({fingerprint(busy(seed=s, replication=r)) for s, r in ((0, 0), (1, 0), (0, 1))}) == 3


def test_the_order_in_which_a_world_is_written_does_not_matter():
    scenario = chain(years=2.0)
    turned = scenario.replace(
        nodes=dict(reversed(scenario.nodes.items())),
        lanes=dict(reversed(scenario.lanes.items())),
        routes=dict(reversed(scenario.routes.items())),
    )
    assert fingerprint(play(scenario)) == fingerprint(play(turned))
