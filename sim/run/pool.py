"""Work on many processes that survives the death of a worker: what was lost is computed again."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context
from multiprocessing.context import BaseContext
from typing import Any, Final, TypeVar

from sim.base.errors import RunError

T = TypeVar("T")
TRIES: Final = 2
"""When so many pools have died, what is left is done one by one, so that the killer shows itself."""

_task: dict[str, Any] = {}
"""What a worker needs for every piece of work, handed over once."""


def spread(
    work: Callable[..., T],
    shared: tuple[Any, ...],
    numbers: Sequence[int],
    workers: int | None,
    lost: Callable[[int], T] | None = None,
) -> Iterator[tuple[int, T]]:
    """Yield ``(number, work(*shared, number))`` for every number, as they are done.

    ``workers`` is the number of processors if None; 1 stays in this process. A number whose work kills its worker
    again and again is answered by ``lost``, or raises RunError. What the work itself raises comes through. The
    processes end at once when an exception (Ctrl-C, too) ends the work, or when the iterator is closed.
    """
    count = min(workers or os.cpu_count() or 1, len(numbers))
    if count <= 1:
        yield from ((number, work(*shared, number)) for number in numbers)
        return
    left = list(numbers)
    for _ in range(TRIES):
        for number, done in _one_pool(work, shared, left, count):
            left = [n for n in left if n != number]
            yield number, done
        if not left:
            return
    for number in left:
        yield number, _alone(work, shared, number, lost)


def _one_pool(
    work: Callable[..., T], shared: tuple[Any, ...], numbers: Sequence[int], count: int
) -> Iterator[tuple[int, T]]:
    """Yield what one pool gets done before all is done or a worker dies."""
    others = set(active_children())
    pool = ProcessPoolExecutor(count, mp_context=_context(), initializer=_begin, initargs=(work, shared))
    try:
        futures: dict[Future[T], int] = {pool.submit(_one, number): number for number in numbers}
        for future in as_completed(futures):
            try:
                done = future.result()
            except BrokenProcessPool:
                continue
            yield futures.pop(future), done
    except BrokenProcessPool:
        return  # a worker died while the work was still being handed out
    except BaseException:
        # Ctrl-C, or nobody wants the rest: a worker deep in a long run would hear of it only at its end
        _abandon(pool, set(active_children()) - others)
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _abandon(pool: ProcessPoolExecutor, workers: set[Any]) -> None:
    """End the workers of a pool, and let whoever reads their answers know that none will come.

    A worker may die in the middle of an answer. This process holds the writing end of their pipe, too: unless it is
    closed, the pool waits for the rest of that answer for ever.
    """
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join()
    answers: Any = getattr(pool, "_result_queue", None)
    if answers is not None:
        answers._writer.close()


def _alone(work: Callable[..., T], shared: tuple[Any, ...], number: int, lost: Callable[[int], T] | None) -> T:
    """Do one piece of work on a process of its own, so that nobody else suffers from it."""
    for _, done in _one_pool(work, shared, [number], 1):
        return done
    if lost is None:
        raise RunError(f"run {number} kills its process (out of memory?)")
    return lost(number)


def _context() -> BaseContext:
    """Fork where that is safe: workers then start at once, with the world that the parent has warmed up."""
    alone = threading.active_count() == 1
    return get_context("fork" if sys.platform == "linux" and alone else "spawn")


def _begin(work: Callable[..., Any], shared: tuple[Any, ...]) -> None:
    # Ctrl-C goes to the whole group; the parent alone decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _task["work"], _task["shared"] = work, shared


def _one(number: int) -> Any:
    return _task["work"](*_task["shared"], number)
