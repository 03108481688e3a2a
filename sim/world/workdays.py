"""The working calendar of a desk as the table that the kernel counts on."""

from datetime import date, timedelta

import numpy as np

from sim.base.holidays import is_working_day
from sim.world.kernel.layout import N_DAYS, Ints


def workday_table(start: date) -> Ints:
    """Return, for each day from ``start`` on, how many working days lie before it."""
    working = [is_working_day(start + timedelta(days=d)) for d in range(N_DAYS - 1)]
    return np.concatenate([[0], np.cumsum(np.array(working, dtype=np.int64))])
