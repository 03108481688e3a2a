"""The posterior as files kept with the project, with the provenance that says whether they are still true."""

import json
import platform
from collections.abc import Sequence
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pandas as pd

from sim import __version__
from sim.explore.backtest.calibrate import Calibration
from sim.explore.backtest.episodes import INPUTS, PRIORS, history_root
from sim.run import write_table
from sim.run.manifest import input_hash
from sim.scenario import Scenario, load

POSTERIOR: Final = "posterior.csv"
LEFT_OUT: Final = "left_out.csv"
PROVENANCE: Final = "posterior.json"
_PACKAGES: Final = ("numpy", "numba", "pandas", "scipy", "simpy")


def keep(found: Calibration, folder: Path) -> None:
    """Write posterior, leave-one-out table and provenance into a folder."""
    paths = [p.path for p in found.priors]
    rounded = {name: 5 for name in found.posterior.columns if name not in ("sample", "stage", *paths)}
    posterior = found.posterior.round(rounded)
    posterior[paths] = posterior[paths].map(lambda value: float(f"{value:.6g}"))
    write_table(posterior, folder / POSTERIOR)
    write_table(found.left_out().round({"fitted": 5, "left_out": 5}), folder / LEFT_OUT)
    text = json.dumps(provenance(found), indent=1, ensure_ascii=False) + "\n"
    (folder / PROVENANCE).write_text(text, encoding="utf-8")


def provenance(found: Calibration) -> dict[str, Any]:
    """Return what a posterior was made from and with; nothing of the machine but its kind."""
    return {
        "seed": found.seed,
        "replications": found.replications,
        "sets": found.samples["stage"].value_counts().sort_index().to_dict(),
        "kept": len(found.posterior),
        "version": __version__,
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
        "inputs": inputs_of([episode.name for episode in found.episodes], fitted=False),
    }


def inputs_of(episodes: Sequence[str], fitted: bool = True) -> dict[str, str]:
    """Return the hash of each scenario, table of observations, of open inputs and of priors as they stand now.

    Without the ``fitted`` figures it is what a posterior was made from: its result is no part of that.
    """
    folder = history_root()
    scenarios = {f"{name}.yaml": load(folder / f"{name}.yaml") for name in episodes}
    found = {name: input_hash(s) if fitted else _hash_unfitted(s) for name, s in scenarios.items()}
    tables = [folder / f"{name}{part}.csv" for name in episodes for part in ("", INPUTS)]
    for path in (*tables, folder / f"{PRIORS}.csv"):
        if path.is_file():
            found[path.name] = blake2b(path.read_bytes(), digest_size=16).hexdigest()
    return dict(sorted(found.items()))


def _hash_unfitted(scenario: Scenario) -> str:
    """Return the hash of a scenario's document without the figures for which there are priors."""
    document = json.loads(scenario.document)
    for path in kept(f"{PRIORS}.csv").get("path", ()):
        *sections, last = str(path).split(".")
        table = document
        for section in sections:
            table = table.get(section, {})
        table.pop(last, None)
    return blake2b(json.dumps(document, sort_keys=True).encode(), digest_size=16).hexdigest()


def kept(name: str = POSTERIOR) -> pd.DataFrame:
    """Return a kept table; an empty one if nothing has been kept yet."""
    path = history_root() / name
    return pd.read_csv(path) if path.is_file() else pd.DataFrame()


def provenance_kept() -> dict[str, Any]:
    """Return what the kept posterior was made from and with; nothing if none has been kept yet."""
    path = history_root() / PROVENANCE
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def made_from() -> dict[str, str]:
    """Return the hashes that the kept posterior was made from; none if none has been kept yet."""
    return dict(provenance_kept().get("inputs", {}))
