"""What is done week by week for as long as something lies beyond a line."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from sim.base.doors import Condition, Process, World

WEEK_D: Final = 7.0


def week_by_week(
    world: World, crossed: Condition, back: Condition, act: Callable[[], None], last: date | None = None
) -> Process:
    """Act on the day a line is crossed and every week from then on until it is crossed back; wait for the next time.

    It goes on to the end of the run; after the ``last`` day, if there is one, nothing is done any more.
    """
    while last is None or world.today <= last:
        yield world.when(crossed)
        over = world.when(back)
        happened: Mapping[object, object] = {}
        while over not in happened and (last is None or world.today <= last):
            act()
            happened = yield over | world.wait(WEEK_D)
