"""A passage that closes at the same time every year, such as the winter gate of Khunjerab."""

from dataclasses import dataclass
from datetime import date

from sim.base.doors import Process, World
from sim.base.spans import during
from sim.base.words import param, word


@word("disruption", "seasonal_closure")
@dataclass(frozen=True)
class SeasonalClosure:
    """Passages close every year from one day to another; the season may run over the new year.

    A run that starts inside of the season starts with the passages closed.
    """

    passage: tuple[str, ...] = param("passage", "What closes.", many=True)
    closes: str = param("text", "First day of the closure in each year, as month-day: 12-01.")
    opens: str = param("text", "Day on which it is open again, as month-day: 04-01.")
    start: date | None = param("date", "Not before this day; without it, from the start of the run.", default=None)
    end: date | None = param("date", "Open for good from this day; without it, to the end of the run.", default=None)

    def __post_init__(self) -> None:
        if _day(self.closes, 2001) == _day(self.opens, 2001):
            raise ValueError("'closes' and 'opens' are the same day")

    def run(self, world: World, cause: str) -> Process:
        """Play the seasons, one after another."""
        year = world.today.year - 1
        while True:
            shut, opened = _day(self.closes, year), _day(self.opens, year)
            if opened < shut:
                opened = _day(self.opens, year + 1)
            begin, over = max(shut, self.start or shut), min(opened, self.end or opened)
            if self.end is not None and shut >= self.end:
                return
            if over > begin:
                doors = [world.freight.close(p, cause) for p in self.passage]
                yield from during(world, begin, (over - begin).days, *doors)
            year += 1


def _day(month_day: str, year: int) -> date:
    """Return a day such as ``12-01`` in a year. Raises ValueError if it is none, or not one of every year."""
    month, dash, day = month_day.partition("-")
    if not (dash and month.isdecimal() and day.isdecimal() and len(month) <= 2 and len(day) <= 2):
        raise ValueError(f"'{month_day}' is not a month and a day, for example '12-01'")
    try:
        date(2001, int(month), int(day))
    except ValueError:
        raise ValueError(f"'{month_day}' is not a day of every year") from None
    return date(year, int(month), int(day))
