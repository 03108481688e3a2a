"""How far long work has come, on stderr: a bar where somebody looks, a line now and then where it goes to a file."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sim.cli.interrupts import interrupts
from sim.cli.screen import clean, remark

Tick = Callable[[int, int], None]
"""Reports progress: how many are done, of how many."""
SECONDS_BETWEEN_LINES: Final = 15.0


@contextmanager
def progress(title: str, quiet: bool) -> Iterator[Tick]:
    """Show on stderr how far long work has come, and the time left; end the work if Ctrl-C was pressed."""
    with _shown(title, quiet) as show:

        def tick(done: int, total: int) -> None:
            interrupts.check()
            show(done, total)

        yield tick


@contextmanager
def _shown(title: str, quiet: bool) -> Iterator[Tick]:
    if quiet:
        yield lambda done, total: None
    elif sys.stderr.isatty():
        with _bar(title) as tick:
            yield tick
    else:
        yield _lines(title)


@contextmanager
def _bar(title: str) -> Iterator[Tick]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    # Titles may be somebody else's, so no markup. A bar that refreshes itself is a thread, and next to a thread
    # worker processes cannot be forked, but must start from nothing and compile again.
    name = TextColumn("{task.description}", markup=False)
    columns = (name, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    with bar:
        task = bar.add_task(clean(title), total=None)

        def tick(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, refresh=True)

        yield tick


def _lines(title: str) -> Tick:
    began = last = time.monotonic()

    def tick(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= SECONDS_BETWEEN_LINES and 0 < done < total:
            last = now
            left = (now - began) / done * (total - done)
            remark(f"{title}: {done} of {total} done, about {_span(left)} left")

    return tick


def _span(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
