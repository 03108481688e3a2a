"""The production table: what every plant took in, made and lost, by month and element."""

import numpy as np
import pandas as pd

from sim.run.frame import ELEMENT_NAMES, month_names, names, tonnes
from sim.run.recording import Recording
from sim.world.grid import Grid
from sim.world.kernel import layout as k


def production_frame(grid: Grid, recording: Recording) -> pd.DataFrame:
    """Return input, output and loss of every plant, port and trader.

    ``output_t`` is the main product (``product_t`` its gross weight). Swarf and mixed carbonates are seen in the
    flows, what is left unseparated in the stock of residue; so input = output + loss + by-product + residue +
    growth of what is in process.
    """
    made = recording.production.dense()
    shown = made[:, :, [k.DRAWN, k.TO_PRODUCT, k.LOST]].any(axis=2)
    month, plant, element = np.nonzero(shown)
    nodes = [grid.nodes[i] for i in grid.plants]
    output = made[month, plant, k.TO_PRODUCT, element]
    return pd.DataFrame(
        {
            "month": month_names(grid, recording)[month],
            "node": names([n.id for n in nodes])[plant],
            "country": names([n.country for n in nodes])[plant],
            "stage": names([n.kind for n in nodes])[plant],
            "element": ELEMENT_NAMES[element],
            "input_t": tonnes(made[month, plant, k.DRAWN, element]),
            "output_t": tonnes(output),
            "loss_t": tonnes(made[month, plant, k.LOST, element]),
            "product_t": np.round(tonnes(output) / _product_shares(grid)[plant], 6),
        }
    )


def _product_shares(grid: Grid) -> np.ndarray:
    """Return t REO per t of product of each plant: of its magnet recipe or its form."""
    found = []
    for i in grid.plants:
        recipe = getattr(grid.nodes[i].stage, "recipe", None)
        form = grid.recipes[i].product_form
        share = grid.scenario.recipes[recipe].content if recipe else grid.scenario.product_share.get(form, 1.0)
        found.append(share)
    return np.array(found)
