"""How long a door stays open: what dated events have in common."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from typing import Final

from sim.base.distributions import Distribution
from sim.base.doors import Handle, Process, World

ENDLESS: Final = Distribution.fixed(1000 * 365.25)
"""A length that no run outlasts."""


_MONTH_D: Final = 365.25 / 12


def by_months(ramp_d: float, days: float) -> Iterator[tuple[float, float]]:
    """Return the steps of a growth over ``ramp_d``, month by month: days of each step, and the part grown by then.

    The last step, at the whole, holds for what is left of ``days``.
    """
    months = max(round(ramp_d / _MONTH_D), 1)
    for month in range(1, months + 1):
        length = min(_MONTH_D, days) if month < months else days
        yield length, month / months
        days -= length


def drawn(world: World, length: Distribution, cause: str, purpose: str = "length", slot: int = 0) -> float:
    """Return days drawn from a distribution, from the stream of the one who asks."""
    return length.quantile(world.draw(cause, purpose, slot))


def during(world: World, start: date, days: float, *doors: Handle) -> Process:
    """Hold doors open for ``days`` from ``start``; see :func:`in_turn`."""
    yield from in_turn(world, start, [(days, doors)])


def in_turn(world: World, start: date, steps: Iterable[tuple[float, Iterable[Handle]]]) -> Process:
    """Hold doors open one step after another from ``start``, each step for its days.

    What began before the run is in force from its first day, for the days that are left. A step of no
    length opens nothing. Each step opens its doors before the last one closes its own, so that a measure
    that only changes its terms never lapses in between.
    """
    yield world.until(start)
    passed = float((world.today - start).days)
    last = ExitStack()
    with ExitStack() as everything:
        for days, doors in steps:
            left = days - passed
            passed = max(-left, 0.0)
            if left <= 0:
                continue
            following = everything.enter_context(ExitStack())
            for door in doors:
                following.enter_context(door)
            last.close()
            last = following
            yield world.wait(left)
