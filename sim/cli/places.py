"""Where results go, and whether they can go there: better told before a long run than after it."""

import errno
import os
from pathlib import Path

DEFAULT = Path("results")


def check_writable(folder: Path | None) -> None:
    """Raise an OSError that names the folder if nothing can be written to it, without making it."""
    wanted = folder or DEFAULT
    nearest = next(path for path in (wanted.absolute(), *wanted.absolute().parents) if path.exists())
    if not nearest.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "cannot write there, for it is no folder", str(nearest))
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "may not write to this folder", str(nearest))
