"""Two channels: data on stdout, talk on stderr. Texts of a scenario never act on the terminal."""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any, TextIO

import typer


def clean(text: object) -> str:
    """Return a text without control characters: a title that came by mail must not steer the terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in str(text))


def say(text: object = "") -> None:
    """Print a line of data."""
    typer.echo(clean(text))


def remark(text: object, quiet: bool = False) -> None:
    """Print a line of talk, unless quiet."""
    if not quiet:
        typer.echo(clean(text), err=True)


def complain(text: object) -> None:
    """Print an error."""
    typer.echo(clean(text), err=True)


class _Talk(logging.Handler):
    """Writes the library's log as talk, to whatever stderr is then: a progress bar puts itself in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line, and the traceback if there is one."""
        complain(self.format(record))


def listen(verbose: int, quiet: bool = False) -> None:
    """Let the library's log come to stderr: warnings, less with ``-q``, more with ``-v``."""
    level = logging.ERROR if quiet else {0: logging.WARNING, 1: logging.INFO}.get(verbose, logging.DEBUG)
    library = logging.getLogger("sim")
    library.setLevel(level)
    for handler in [h for h in library.handlers if isinstance(h, _Talk)]:
        library.removeHandler(handler)
    talk = _Talk()
    talk.setFormatter(logging.Formatter("%(name)s: %(message)s" if verbose > 1 else "%(message)s"))
    library.addHandler(talk)


def encode_safely(*streams: TextIO) -> None:
    """Let letters that a terminal of another encoding does not have become question marks, not errors."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def say_json(data: Any) -> None:
    """Print data as JSON; what is not a number there (NaN, NaT) is null, what steers a terminal is escaped."""
    text = json.dumps(plain(data), indent=2, ensure_ascii=False, allow_nan=False)
    typer.echo("".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text))
    sys.stdout.flush()


def plain(data: Any) -> Any:
    """Return data as JSON knows it."""
    if isinstance(data, Mapping):
        return {str(key): plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [plain(value) for value in data]
    if data is None or isinstance(data, str | bool | int):
        return data
    if data != data or data in (float("inf"), float("-inf")):  # so is NaN told from numbers
        return None
    if isinstance(data, date):
        return data.isoformat()[:10]
    return data.item() if hasattr(data, "item") else data if isinstance(data, float) else str(data)
