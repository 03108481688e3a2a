"""What is done week by week for as long as something lies beyond a line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sim.base.doors import Condition, Process, World

WEEK_D: Final = 7.0
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Weekly:
    """Goods handed over once a week, and what is written down about it beside the goods themselves.

    ``act`` returns what it handed over, t by order class, receiver by receiver. ``kind`` and ``subject`` name the row
    of the event table in which ``cause`` begins or ends; ``rate`` is its magnitude, t a year.
    """

    act: Callable[[], Sequence[Mapping[str, float]]]
    kind: str
    subject: str
    cause: str
    rate: float

    def spell(self, world: World, last: date | None = None, over: Any = None) -> Process:
        """Act every week up to the ``last`` day, or until ``over`` happens.

        It begins when goods first move, for a stock that has nothing to give does nothing, and it ends with the spell.
        """
        begun = False
        happened: Mapping[object, object] = {}
        try:
            while over not in happened and (last is None or world.today <= last):
                moved = any(any(masses_t.values()) for masses_t in self.act())
                if moved and not begun:
                    begun = True
                    self._tell(world, "begins")
                week = world.wait(_step(world, last))
                if over is None:
                    yield week
                else:
                    happened = yield over | week
        finally:
            if begun:
                self._tell(world, "ends")

    def _tell(self, world: World, what: str) -> None:
        world.note(self.kind, self.subject, what, self.cause, self.rate)


def week_by_week(
    world: World, crossed: Condition, back: Condition, weekly: Weekly, last: date | None = None
) -> Process:
    """Act on the day a line is crossed and every week from then on until it is crossed back; wait for the next time.

    It goes on to the end of the run; after the ``last`` day, if there is one, nothing is done any more.
    """
    while last is None or world.today <= last:
        yield world.when(crossed)
        yield from weekly.spell(world, last, world.when(back))


def _step(world: World, last: date | None) -> float:
    """Return the days to the next act: a week, or what is left up to the end of the last day."""
    return WEEK_D if last is None else min(WEEK_D, float((last + _DAY - world.today).days))
