"""Prices, fears, leaks, the licence office and the ledger give the same bits compiled and uncompiled."""

import os
import subprocess
import sys
from hashlib import blake2b
from pathlib import Path

import numpy as np
import pytest

from sim.base.distributions import Distribution
from sim.world.world import World
from tests.small import chain, day, fingerprint, fixed, template, use, with_uses
from tests.world.opening import with_market

ROOT = Path(__file__).resolve().parents[2]


def digest(years):
    """Return a digest of a run in which everybody is afraid, saves, smuggles and waits at a desk."""
    scenario = with_market(
        chain(years=years), elasticity={"Dy": 0.1, "NdPr": 0.1}, long_elasticity={"Dy": 0.5, "NdPr": 0.5}
    )
    control = use(
        "export_control", element=("Dy",), magnets_containing=("Dy",), start=day(40), alarm=0.6, tight=fixed(120),
        eased=61.0, stays=True, officers=1, work=Distribution("exponential", (4.0,)), eased_work=fixed(1), papers=0.3,
        mending=fixed(9), tested=0.4, testing=fixed(6), approved=0.4, approved_by={"US": 0.3}, general={"US": 0.3},
        smuggled=0.05, smuggled_gain=0.2, hub=20.0, hub_risk=0.2, hub_shut=30.0,
    )  # fmt: skip
    surge = use("demand_surge", sector=("glass",), start=day(60), length=fixed(100), factor=1.5)
    running = World(with_uses(scenario, control, surge), template(scenario), 3, 0, causes=True)
    running.play()
    state = running.state
    whole = blake2b(fingerprint(running).encode(), digest_size=16)
    for name in ("prices", "missing", "blame", "market"):
        whole.update(np.ascontiguousarray(state[name]).tobytes())
    assert state["missing"].any()
    assert state.rows["long_thrift"].any()
    assert state["desks"]["leak"].any()
    assert state.desk_log.any()
    return whole.hexdigest()


@pytest.mark.slow
def test_prices_fears_leaks_desks_and_causes_have_the_same_bits_uncompiled():
    code = "import sys; from tests.laws.test_same_bits import digest; sys.stdout.write(digest(1.0))"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == digest(1.0)
