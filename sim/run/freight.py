"""The freight table: what was carried and what carrying it cost, lane by lane and month by month."""

import numpy as np
import pandas as pd

from sim.run.frame import GRAMS_PER_TONNE, month_names, names
from sim.run.recording import Recording
from sim.world.build import product_share
from sim.world.grid import Grid

_SHIPPED = 0


def freight_frame(grid: Grid, recording: Recording) -> pd.DataFrame:
    """Return what left on each lane in each month, by whichever channel, with the freight of its route.

    Columns: month, mode, form, from_country, to_country, from_node, to_node, product_t (gross weight), freight_usd.
    Detours and flying cost no more here: a route has one price.
    """
    _, month, lane, way, _ = recording.flows.coordinates()
    grams = np.zeros((recording.months, len(grid.lanes)), dtype=np.int64)
    left = way == _SHIPPED
    np.add.at(grams, (month[left], lane[left]), recording.flows.values[left])
    months, lanes = np.nonzero(grams)
    shares = {line.lane: product_share(grid, j) for j, line in enumerate(grid.lines)}
    product_t = grams[months, lanes] / GRAMS_PER_TONNE / np.array([shares[j] for j in lanes.tolist()])
    routes = [grid.scenario.routes[a.route] for a in grid.lanes]
    country = {node.id: node.country for node in grid.nodes}
    labels = {
        "mode": [route.mode for route in routes],
        "form": [a.form for a in grid.lanes],
        "from_country": [country[a.source] for a in grid.lanes],
        "to_country": [country[a.target] for a in grid.lanes],
        "from_node": [a.source for a in grid.lanes],
        "to_node": [a.target for a in grid.lanes],
    }
    return pd.DataFrame(
        {
            "month": month_names(grid, recording)[months],
            **{name: names(texts)[lanes] for name, texts in labels.items()},
            "product_t": np.round(product_t, 6),
            "freight_usd": np.round(product_t * np.array([route.cost_usd_per_t for route in routes])[lanes], 2),
        }
    )
