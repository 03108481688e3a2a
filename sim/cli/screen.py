"""Two channels: data on stdout, talk on stderr. Texts of a scenario never act on the terminal."""

import json
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import typer

Tick = Callable[[int, int], None]
"""Reports progress: how many are done, of how many."""


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


def listen(verbose: int) -> None:
    """Let the library's log come to stderr, as far as ``-v`` asks for it."""
    level = {0: logging.WARNING, 1: logging.INFO}.get(verbose, logging.DEBUG)
    logging.basicConfig(stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("sim").setLevel(level)


def say_json(data: Any) -> None:
    """Print data as JSON; what is not a number there (NaN, NaT) is null."""
    typer.echo(json.dumps(plain(data), indent=2, ensure_ascii=False, allow_nan=False))


def plain(data: Any) -> Any:
    """Return data as JSON knows it."""
    if isinstance(data, Mapping):
        return {str(key): plain(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [plain(value) for value in data]
    if data is None or isinstance(data, str | bool | int):
        return data
    if data != data or data in (float("inf"), float("-inf")):  # noqa: PLR0124 - so is NaN told from numbers
        return None
    if isinstance(data, date):
        return data.isoformat()[:10]
    return data.item() if hasattr(data, "item") else data if isinstance(data, float) else str(data)


@contextmanager
def progress(title: str, quiet: bool) -> Iterator[Tick | None]:
    """Show a bar with time left on stderr while long work goes on, if anybody is looking at it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(clean(title), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
