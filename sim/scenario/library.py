"""Where scenarios lie on the disk, and which names may reach which files."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from sim.base.errors import Problem, ScenarioError
from sim.scenario.tree import MeaningError, suggest
from sim.scenario.yaml_text import MAX_BYTES, events

EMPTY: Final = "blank"
WORLD: Final = "world"
BLOCKS: Final = "blocks"
HISTORY: Final = "history"
"""Scenarios that replay what happened; they are found by name like any other, but listed apart."""
REMEDIES: Final = "remedies"
"""Blocks that would have helped: each is a lever of its own, and may be used like any other block."""
_LISTED: Final = "For all of them see 'sim list'"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


def scenarios_root() -> Path:
    """Return the folder of scenarios: $SIM_SCENARIOS, else the one beside the package, else ./scenarios."""
    named = os.environ.get("SIM_SCENARIOS")
    if named:
        return Path(named)
    beside = Path(__file__).resolve().parents[2] / "scenarios"
    return beside if beside.is_dir() else Path("scenarios")


@dataclass(frozen=True)
class Library:
    """The scenarios root, and the folder of the user's own file if that lies elsewhere."""

    root: Path
    beside: Path | None = None

    def scenario(self, name: str, asking: Path | None = None) -> Path:
        """Return the file of a scenario that another one extends. Raises MeaningError if there is none."""
        return self._find("scenario", name, [*self._folders(""), *self._folders(HISTORY)], asking)

    def block(self, name: str) -> Path:
        """Return the file of a named block. Raises MeaningError if there is none."""
        return self._find("block", name, [*self._folders(BLOCKS), *self._folders(REMEDIES)], None)

    def scenarios(self) -> list[str]:
        """Return the names that a scenario may extend."""
        return [*_stems([*self._folders(""), *self._folders(HISTORY)]), EMPTY, WORLD]

    def blocks(self) -> list[str]:
        """Return the names that a scenario may use."""
        return _stems(self._folders(BLOCKS))

    def world_files(self) -> tuple[Path, ...]:
        """Return the files that make up the world, in order of name."""
        return tuple(sorted((self.root / WORLD).glob("*.yaml")))

    def fact_files(self) -> tuple[Path, ...]:
        """Return the tables of facts, in order of name."""
        tables = [sorted((self.root / part / "facts").glob("*.csv")) for part in (WORLD, HISTORY)]
        return tuple(path for part in tables for path in part)

    def label(self, path: Path) -> str:
        """Return how a file is called in messages: from the root's folder on, if it lies in there."""
        try:
            return (Path(self.root.name) / path.relative_to(self.root)).as_posix()
        except ValueError:
            return path.as_posix()

    def _folders(self, sub: str) -> list[Path]:
        own = [self.beside / sub, self.beside] if self.beside else []
        return list(dict.fromkeys([*own, self.root / sub]))

    def _find(self, kind: str, name: str, folders: Sequence[Path], asking: Path | None) -> Path:
        if _NAME.fullmatch(name) is None:
            raise MeaningError(f"'{name[:60]}' is not a {kind}'s name: letters, digits and _ only, no path")
        for folder in folders:
            path = folder / f"{name}.yaml"
            if not path.is_file() or (asking is not None and self.beside is not None and _same(path, asking)):
                continue
            if not path.resolve().is_relative_to(folder.resolve()):
                raise MeaningError(f"{kind} '{name}' is a link that leads out of its folder")
            return path
        known = self.blocks() if kind == "block" else self.scenarios()
        near = suggest(name, known)
        raise MeaningError(f"there is no {kind} '{name}'", f"{near} {_LISTED}".strip())


def _stems(folders: Sequence[Path]) -> list[str]:
    return [path.stem for folder in folders for path in sorted(folder.glob("*.yaml"))]


def _same(path: Path, other: Path) -> bool:
    return path.resolve() == other.resolve()


def read_bytes(path: Path, label: str) -> bytes:
    """Return what a file holds. Raises ScenarioError if it is no ordinary file or is far too large."""
    try:
        if path.is_dir():
            raise ScenarioError([Problem(label, 0, 0, "is a folder", "name a .yaml file in it")])
        if not path.is_file():
            raise ScenarioError([Problem(label, 0, 0, "there is no such file")])
        if path.stat().st_size > MAX_BYTES:
            raise ScenarioError([Problem(label, 0, 0, f"larger than {MAX_BYTES // 1_000_000} MB")])
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError([Problem(label, 0, 0, f"cannot be read: {reason}")]) from error


def scenario_names(root: Path | None = None) -> list[tuple[str, str]]:
    """Return name and title of every scenario in the root, in alphabetical order."""
    return _titles(root or scenarios_root())


def history_names(root: Path | None = None) -> list[tuple[str, str]]:
    """Return name and title of every scenario that replays what happened, in alphabetical order."""
    return _titles((root or scenarios_root()) / HISTORY)


def block_names(root: Path | None = None) -> list[tuple[str, str]]:
    """Return name and title of every named block in the root, in alphabetical order."""
    return _titles((root or scenarios_root()) / BLOCKS)


def remedy_names(root: Path | None = None) -> list[tuple[str, str]]:
    """Return name and title of every lever in the root, in alphabetical order."""
    return _titles((root or scenarios_root()) / REMEDIES)


def _titles(folder: Path) -> list[tuple[str, str]]:
    return [(path.stem, _title(path)) for path in sorted(folder.glob("*.yaml"))]


def _title(path: Path) -> str:
    """Read no further than the title; a broken file has none."""
    depth, key = 0, ""
    try:
        text = read_bytes(path, path.name).decode("utf-8").removeprefix("\ufeff")
        for event in events(text):
            if isinstance(event, yaml.ScalarEvent) and depth == 1:
                if key == "title":
                    return str(event.value)
                key = event.value if key == "" else ""
            elif isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
                key = "" if depth == 1 else key
    except (yaml.YAMLError, ValueError, OverflowError, ScenarioError):
        return ""
    return ""
