"""The prices table: what an element costs inside the controlling country and outside it."""

import numpy as np
import pandas as pd

from sim.base.elements import CLASS_INDEX, ELEMENTS, class_of
from sim.run.frame import month_names
from sim.run.recording import Recording
from sim.world.grid import Grid

ZONES = ("inside", "outside")


def prices_frame(grid: Grid, recording: Recording) -> pd.DataFrame:
    """Return mean prices by month, zone and element, USD/kg of oxide; Nd and Pr have the price of didymium."""
    columns = ["month", "zone", "element", "price_usd_per_kg"]
    if grid.market is None:
        return pd.DataFrame(columns=columns)
    classes = [CLASS_INDEX[class_of(e)] for e in ELEMENTS]
    prices = recording.prices[:, :, classes]
    months, zones, elements = np.nonzero(recording.prices[:, :, :1] * (prices > 0))
    return pd.DataFrame(
        {
            "month": month_names(grid, recording)[months],
            "zone": np.array(ZONES, dtype=object)[zones],
            "element": np.array(ELEMENTS, dtype=object)[elements],
            "price_usd_per_kg": np.round(prices[months, zones, elements], 6),
        }
    )
