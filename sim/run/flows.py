"""The flows table, by lane, and the trade table, by country."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.base.regime import CHANNELS
from sim.run.frame import ELEMENT_NAMES, month_names, names, tonnes
from sim.run.gather import Gathered, Key, gather
from sim.run.recording import Recording
from sim.world.build import product_share
from sim.world.grid import Grid


def flows_frame(grid: Grid, recording: Recording) -> pd.DataFrame:
    """Return shipments by the month they left and arrivals by the month they came, with product tonnes shipped.

    Lanes between the same two nodes add up; stock that a policy hands over is a flow of the day it is moved.
    """
    found = gather(grid, recording, lambda form, source, target: (form, source, target))
    country = {i: node.country for i, node in grid.scenario.nodes.items()}
    labels = {
        "from_country": [country[source] for _, source, _ in found.keys],
        "to_country": [country[target] for _, _, target in found.keys],
        "from_node": [source for _, source, _ in found.keys],
        "to_node": [target for _, _, target in found.keys],
    }
    frame = _frame(grid, recording, found, labels)
    frame["product_t"] = np.round(frame["shipped_t"] / _product_shares(grid, found.keys)[found.key], 6)
    return frame


def trade_frame(grid: Grid, recording: Recording) -> pd.DataFrame:
    """Return what went from country to country, as the flows table without its nodes and product tonnes."""
    country = {i: node.country for i, node in grid.scenario.nodes.items()}

    def across(form: str, source: str, target: str) -> Key | None:
        return (form, country[source], country[target]) if country[source] != country[target] else None

    found = gather(grid, recording, across)
    labels = {"from_country": [key[1] for key in found.keys], "to_country": [key[2] for key in found.keys]}
    return _frame(grid, recording, found, labels)


def _frame(grid: Grid, recording: Recording, found: Gathered, labels: dict[str, list[str]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "month": month_names(grid, recording)[found.month],
            "form": names([key[0] for key in found.keys])[found.key],
            "element": ELEMENT_NAMES[found.element],
            "channel": names(CHANNELS)[found.channel],
            **{name: names(texts)[found.key] for name, texts in labels.items()},
            "shipped_t": tonnes(found.shipped),
            "arrived_t": tonnes(found.arrived),
        }
    )


def _product_shares(grid: Grid, keys: tuple[Key, ...]) -> npt.NDArray[np.float64]:
    """Return t REO per t of product for each flow."""
    found: dict[Key, float] = {}
    for j, line in enumerate(grid.lines):
        lane = grid.lanes[line.lane]
        found[lane.form, lane.source, lane.target] = product_share(grid, j)
    return np.array([found.get(key, grid.scenario.product_share.get(key[0], 1.0)) for key in keys])
