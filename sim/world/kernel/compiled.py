"""How kernel functions are compiled, and where the machine code is kept.

numba does not notice that a cached function calls another file that was edited, so the cache folder is named
after a hash of all kernel sources: an edit anywhere makes a new folder.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def _cache_folder() -> Path:
    sources = sorted(Path(__file__).parent.glob("*.py"))
    digest = hashlib.blake2b(digest_size=8)
    for source in sources:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())
    base = Path(os.environ["XDG_CACHE_HOME"]) if os.environ.get("XDG_CACHE_HOME") else Path.home() / ".cache"
    return base / "rare-earth-sim" / f"kernel-{digest.hexdigest()}"


CACHE_FOLDER = _cache_folder()


def compiled(function: F) -> F:
    """Compile a kernel function at its first call and keep the machine code in the user's cache folder."""
    before = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    numba.config.CACHE_DIR = str(CACHE_FOLDER)  # type: ignore[attr-defined]
    try:
        return cast("F", numba.njit(cache=True, error_model="numpy")(function))
    finally:
        numba.config.CACHE_DIR = before  # type: ignore[attr-defined]


def compiles() -> bool:
    """Return whether the kernel runs as machine code (not with NUMBA_DISABLE_JIT=1)."""
    return not numba.config.DISABLE_JIT  # type: ignore[attr-defined]


def is_warm() -> bool:
    """Return whether machine code for these sources is in the cache already."""
    return not compiles() or any(CACHE_FOLDER.rglob("*.nbi"))
