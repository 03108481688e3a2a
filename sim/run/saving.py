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

from sim.scenario.model import Scenario

DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is a formula to a spreadsheet; a quote in front keeps it a text."""


def folder_of(scenario: Scenario, run_id: str) -> Path:
    """Return where a run is saved unless somebody says otherwise."""
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", scenario.name).lstrip(".") or "unnamed"
    return Path("results") / name / run_id


def save_run(
    folder: Path, scenario: Scenario, frames: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any],
    wall_seconds: float | None,
) -> Path:  # fmt: skip
    """Write every frame as CSV (and Parquet where it can be), the scenario, and the manifest last of all."""
    folder.mkdir(parents=True, exist_ok=True)
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
    """Write a frame as CSV, whole or not at all, numbers untouched and texts harmless to a spreadsheet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _whole(path) as file:
        harmless(frame).to_csv(file, index=False, encoding="utf-8", lineterminator="\n")


def _save_text(path: Path, text: str) -> None:
    """Write a text file."""
    with _whole(path) as file:
        file.write(text.encode())


def harmless(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with a quote before every text that a spreadsheet would take for a formula."""
    texts = [name for name in frame.columns if frame[name].dtype.kind not in "ifb"]
    return frame.assign(**{str(name): _harmless_column(frame[name]) for name in texts})


def _harmless_column(column: "pd.Series[Any]") -> "pd.Series[Any]":
    """Go through the distinct values: a column has far fewer of them than rows."""
    texts = [value for value in column.unique() if isinstance(value, str)]
    changed = {text: safe for text in texts if (safe := harmless_text(text)) != text}
    return column.replace(changed) if changed else column


def harmless_text(text: str) -> str:
    """Quote what looks like a formula; a lone carriage return would end the row, so it becomes a line feed."""
    quoted = f"'{text}" if text.startswith(DANGEROUS) else text
    return quoted.replace("\r\n", "\n").replace("\r", "\n")


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
