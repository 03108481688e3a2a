"""A reference engine of a neutral workload, if one is given by the folder of ``ree40.py`` and its ``engines``."""

import importlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

ELEMENTS = 16
YEARS = 10


def reference_engine() -> Callable[[], float] | None:
    """Return a function that runs ten years of the workload once and gives its seconds of processor time.

    None if no engine is given.
    """
    folder = os.environ.get("REE40_DIR")
    if not folder:
        return None
    sys.path[:0] = [str(Path(folder)), str(Path(folder) / "engines")]
    workload = importlib.import_module("ree40")
    engine = importlib.import_module("numba_engine")
    network = workload.build(1, YEARS, ELEMENTS, False)
    engine.run(workload.build(1, 0.1, ELEMENTS, False), 0)

    def once() -> float:
        began = time.process_time()
        engine.run(network, 1)
        return time.process_time() - began

    return once
