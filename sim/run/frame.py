"""From sparse recordings in grams to tidy frames in tonnes."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.base.calendar import date_after, month_starts
from sim.base.elements import ELEMENTS
from sim.run.recording import Recording
from sim.world.grid import Grid
from sim.world.kernel.layout import Ints

GRAMS_PER_TONNE: Final = 1e6


def tonnes(grams: Ints) -> npt.NDArray[np.float64]:
    """Return grams as tonnes, exact to the gram when written with six decimals."""
    return grams / GRAMS_PER_TONNE


def names(values: Sequence[str]) -> npt.NDArray[Any]:
    """Return texts as an array that can be indexed by number."""
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


ELEMENT_NAMES: Final = names(ELEMENTS)


def month_names(grid: Grid, recording: Recording) -> npt.NDArray[Any]:
    """Return the first days of the recorded months as ISO dates."""
    start = grid.scenario.horizon.start
    months = month_starts(start, date_after(start, recording.end))
    return names([day.isoformat() for day in months])


def whole_months(months: pd.DatetimeIndex, start: date, end: date) -> npt.NDArray[np.bool_]:
    """Return which months, given by their first days, lie within a run from ``start`` to ``end`` from end to end."""
    after = months + pd.offsets.MonthBegin(1)
    inside: npt.NDArray[np.bool_] = np.asarray((months >= pd.Timestamp(start)) & (after <= pd.Timestamp(end)))
    return inside


def days(start: date, minutes: Ints, never: int) -> npt.NDArray[Any]:
    """Return the calendar days of minutes of a run, None where a minute is ``never``."""
    found = np.empty(len(minutes), dtype=object)
    found[:] = [None if m >= never else date_after(start, int(m)) for m in minutes]
    return found
