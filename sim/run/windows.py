"""Days that somebody asks for must lie within the run."""

from datetime import date

from sim.base.errors import AskedError
from sim.run.summary import Window


def check_window(window: Window, first: date, end: date, who: str = "the run covers") -> None:
    """Raise AskedError for a window of no days, or that is not within ``first`` up to, and without, ``end``."""
    if window[0] >= window[1]:
        raise AskedError(f"no days were asked for: they begin on {window[0]} and end before {window[1]}")
    if window[0] < first or window[1] > end:
        raise AskedError(f"{who} the days from {first} up to {end}, not from {window[0]} up to {window[1]}")
