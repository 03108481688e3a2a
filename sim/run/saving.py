"""Tables to disk. Each file is written beside its place and then moved there, so none is ever seen half done."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Final

import pandas as pd

from sim.run.spreadsheet import csv_blocks
from sim.scenario.model import Scenario

LEDGER: Final = "shortfall_by_cause"
ON_REQUEST: Final = (LEDGER, "odds", "removal", "remedies", "products", "money")
"""Tables that only some runs write. A run that does not would else lie beside those of an earlier one."""


def folder_of(scenario: Scenario, run_id: str) -> Path:
    """Return where a run is saved unless somebody says otherwise."""
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", scenario.name).lstrip(".") or "unnamed"
    return Path("results") / name / run_id


def save_run(
    folder: Path, scenario: Scenario, frames: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any],
    wall_seconds: float | None,
) -> Path:  # fmt: skip
    """Write every frame as CSV (and Parquet where it can be), the scenario, and the manifest last of all.

    The manifest of an earlier run goes first, so that a folder with a manifest holds one run and all of it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").unlink(missing_ok=True)
    for name in (name for name in ON_REQUEST if name not in frames):
        for kind in ("csv", "parquet"):
            (folder / f"{name}.{kind}").unlink(missing_ok=True)
    for name, frame in frames.items():
        write_table(frame, folder / f"{name}.csv")
        if find_spec("pyarrow") is not None:
            _save_parquet(folder / f"{name}.parquet", frame)
    if scenario.document:
        _save_text(folder / "scenario.json", scenario.document + "\n")
    wall = {} if wall_seconds is None else {"wall_seconds": round(wall_seconds, 3)}
    _save_text(folder / "manifest.json", json.dumps({**manifest, **wall}, indent=2, ensure_ascii=False) + "\n")
    return folder


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as CSV, whole or not at all; see :func:`sim.run.spreadsheet.csv_blocks`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _whole(path) as file:
        file.writelines(csv_blocks(frame))


def _save_text(path: Path, text: str) -> None:
    """Write a text file."""
    with _whole(path) as file:
        file.write(text.encode())


def _save_parquet(path: Path, frame: pd.DataFrame) -> None:
    with _whole(path) as file:
        frame.to_parquet(file, index=False)


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """Open a draft beside ``path`` that takes its place when it is complete, or goes away."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
