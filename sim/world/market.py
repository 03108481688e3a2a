"""The market's parameters become a record, and buyers' needs what they are made of."""

from typing import Any

import numpy as np

from sim.base.elements import CLASS_INDEX, ORDER_CLASSES
from sim.base.market import MarketRule
from sim.world.grid import Grid, Row
from sim.world.kernel import layout as k

_SAME = (
    "dead_band", "response", "glut", "shortage", "rise", "fall", "right", "right_speed", "right_fall", "fear",
    "fear_decay", "price_lag", "queue_fear", "hoard", "hoard_speed", "thrift_speed", "least_rise", "freight",
)  # fmt: skip


def write_market(rule: MarketRule, market: Any) -> None:
    """Write the parameters of a market and its prices of the start."""
    market["on"] = 1.0
    for name in _SAME:
        market[name] = getattr(rule, name)
    inside = np.array([rule.start.get(c, 0.0) for c in ORDER_CLASSES])
    market["start"][k.INSIDE], market["start"][k.OUTSIDE] = inside, inside * (1.0 + rule.freight)
    market["price"][:] = market["heard"][:] = market["felt"][:] = market["start"]
    market["hoards"][:] = k.WHOLE


def made_of_classes(grid: Grid, row: Row) -> tuple[float, ...]:
    """Return the shares by class of what a buyer's row needs."""
    if grid.nodes[row.node].stage.form != "magnet":
        return tuple(float(c == row.cls) for c in range(k.N_CLASSES))
    shares = grid.scenario.recipes[row.key].shares
    return tuple(shares.get(c, 0.0) for c in ORDER_CLASSES)


def elasticities(rule: MarketRule | None, made_of: tuple[float, ...]) -> tuple[float, float]:
    """Return by what power of its price a need falls, at once and in the long run (both zero or below).

    A magnet's elasticities are those of its elements, weighted by what they cost in it.
    """
    if rule is None:
        return 0.0, 0.0
    values = {c: made_of[CLASS_INDEX[c]] * rule.start.get(c, 0.0) for c in rule.elasticities}
    whole = sum(made_of[CLASS_INDEX[c]] * price for c, price in rule.start.items())
    if whole <= 0.0:
        return 0.0, 0.0
    short, long = (-sum(v * rule.elasticities[c][i] for c, v in values.items()) / whole for i in (0, 1))
    return short, long
