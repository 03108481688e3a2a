"""How kernel functions are compiled, and where the machine code is kept.

numba does not notice that a cached function calls another file that was edited, so the cache folder is named
after a hash of all kernel sources: an edit anywhere makes a new folder.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

try:
    import fcntl
except ImportError:  # no file locks on this platform
    fcntl = None  # type: ignore[assignment]

log = logging.getLogger(__name__)
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


def _mangling_args(record: numba.types.Record) -> tuple[str, tuple[int]]:
    digest = hashlib.blake2b(str(record).encode(), digest_size=7).digest()
    return "Record", (int.from_bytes(digest, "little"),)


# numba names the symbol of a function after the record types it takes, and a record type after the order in
# which this process met it. Machine code that two processes cached for networks of different sizes can thus
# carry the same names, and a process that loads both runs one for the other. So names follow the contents.
numba.types.Record.mangling_args = property(_mangling_args)  # type: ignore[method-assign, assignment]


def compiled(function: F) -> F:
    """Compile a kernel function at its first call and keep the machine code in the user's cache folder."""
    before = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    numba.config.CACHE_DIR = str(CACHE_FOLDER)  # type: ignore[attr-defined]
    try:
        return cast("F", numba.njit(cache=True, error_model="numpy")(function))
    finally:
        numba.config.CACHE_DIR = before  # type: ignore[attr-defined]


@contextmanager
def _alone() -> Iterator[None]:
    """Keep other processes out while this one compiles.

    numba's cache numbers its files by what the index holds; two processes that compile for different record
    types at once take the same number, and one then runs the other's machine code.
    """
    CACHE_FOLDER.mkdir(parents=True, exist_ok=True)
    with (CACHE_FOLDER / "lock").open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(label: str, function: Any, *arguments: Any) -> None:
    """Compile a kernel function for arguments like these, or load its machine code from the cache.

    ``label`` names what is being prepared, so that what takes long the first time can be said beforehand.
    """
    if not compiles():
        return
    done = CACHE_FOLDER / f"{label}.done"
    with _alone():
        if not done.exists():
            log.warning("compiling %s; this happens once per version and takes half a minute", label)
        function.compile(tuple(numba.typeof(a) for a in arguments))  # type: ignore[no-untyped-call]
        done.touch()


def compiles() -> bool:
    """Return whether the kernel runs as machine code (not with NUMBA_DISABLE_JIT=1)."""
    return not numba.config.DISABLE_JIT  # type: ignore[attr-defined]
