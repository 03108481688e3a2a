"""exp and log of the kernel: as exact as they say, and the same bits compiled and not."""

import math
import struct
import subprocess
import sys
from os import environ
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.world.kernel.curves import exp, log

ROOT = Path(__file__).resolve().parents[2]
POINTS = [x / 16 for x in range(-640, 641)]


@given(x=st.floats(-39.9, 39.9))
@settings(max_examples=3000, deadline=None)
def test_exp_is_exact_to_1e_14_of_its_value(x):
    assert exp(x) == pytest.approx(math.exp(x), rel=1e-13 if abs(x) > 10 else 1e-14, abs=0)


@given(x=st.floats(1e-12, 1e12))
@settings(max_examples=3000, deadline=None)
def test_log_is_exact_to_1e_15_or_that_part_of_itself(x):
    true = math.log(x)
    assert abs(log(x) - true) <= 1e-15 * max(1.0, abs(true))


@given(x=st.floats(-30, 30))
@settings(max_examples=1000, deadline=None)
def test_log_undoes_exp(x):
    assert log(exp(x)) == pytest.approx(x, abs=1e-13 + 1e-14 * abs(x))


def test_known_values():
    assert exp(0.0) == 1.0
    assert log(1.0) == 0.0
    assert exp(1.0) == pytest.approx(math.e, rel=1e-15)


def bits():
    return "".join(struct.pack("<dd", float(exp(x)), float(log(2.0**x * 1.1))).hex() for x in POINTS)


def test_compiled_and_uncompiled_curves_have_the_same_bits():
    code = "import sys; from tests.world.test_curves import bits; sys.stdout.write(bits())"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**environ, "NUMBA_DISABLE_JIT": "1"},
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == bits()
