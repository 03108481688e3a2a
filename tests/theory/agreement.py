"""When a simulated mean agrees with theory: standard error at most 1 %, difference at most 3.5 of them or 0.5 %."""

from collections.abc import Sequence

import numpy as np


def assert_agrees(samples: Sequence[float], theory: float) -> None:
    """Compare the mean of independent replications with a closed form."""
    mean = float(np.mean(samples))
    error = float(np.std(samples, ddof=1) / np.sqrt(len(samples)))
    assert error <= 0.01 * abs(theory), f"standard error {error:.4g} is over 1 % of {theory:.4g}"
    assert abs(mean - theory) <= max(3.5 * error, 0.005 * abs(theory)), f"{mean:.5g} ± {error:.2g} against {theory:.5g}"
