"""What a run was made from and with: enough to make it again and to see that it is the same."""

import platform
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from sim import __version__
from sim.run.summary import Window
from sim.scenario.model import Scenario

SCHEMA: Final = 1
"""Version of the manifest and of the tables beside it."""
PACKAGES: Final = ("numpy", "numba", "pandas", "simpy")


def manifest_of(scenario: Scenario, seed: int, replications: int, fingerprint: str) -> dict[str, Any]:
    """Return the manifest of one or many runs of a scenario."""
    found: dict[str, Any] = {
        "schema": SCHEMA,
        "scenario": scenario.name,
        "title": scenario.title,
        "input_hash": input_hash(scenario),
        "world_hash": _hash(scenario.world_document),
        "seed": seed,
        "replications": replications,
        "fingerprint": fingerprint,
        "version": __version__,
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in PACKAGES},
        "platform": f"{platform.system()} {platform.machine()}",
        "start": scenario.horizon.start.isoformat(),
        "years": scenario.horizon.years,
        "sources": list(scenario.sources),
    }
    commit = git_commit(Path(__file__).resolve().parents[2])
    return found | ({"commit": commit} if commit else {})


def input_hash(scenario: Scenario) -> str:
    """Return the hash of a scenario's canonical document; of what it holds if it was built without one."""
    return _hash(scenario.document or repr(scenario))


def run_id(
    scenario: Scenario, seed: int, replications: int, replication: int = 0, asked_for: Window | None = None
) -> str:
    """Name runs by their question, so that the same question has the same folder, and another question another.

    ``asked_for`` are the days that somebody wanted counted; None if the run has chosen them.
    """
    name = f"{input_hash(scenario)[:12]}-s{seed}-n{replications}"
    name += f"-r{replication}" if replication else ""
    return f"{name}-{asked_for[0]}-up-to-{asked_for[1]}" if asked_for else name


def git_commit(root: Path) -> str:
    """Return the commit that a source tree stands at, read from its files; empty if it is no git tree."""
    try:
        git = root / ".git"
        if git.is_file():
            git = (root / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()).resolve()
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        return _resolve(git, head.removeprefix("ref:").strip()) if head.startswith("ref:") else head
    except OSError:
        return ""


def _resolve(git: Path, ref: str) -> str:
    """Return the commit of a branch: from its own file, or from the packed list, here or in the main tree."""
    shared = git / "commondir"
    roots = [git, (git / shared.read_text(encoding="utf-8").strip()).resolve()] if shared.is_file() else [git]
    for root in roots:
        if (root / ref).is_file():
            return (root / ref).read_text(encoding="utf-8").strip()
        packed = root / "packed-refs"
        lines = packed.read_text(encoding="utf-8").splitlines() if packed.is_file() else []
        for line in lines:
            if line.endswith(f" {ref}"):
                return line.split()[0]
    return ""


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
