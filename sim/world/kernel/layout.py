"""The records that the kernel works on. Masses are grams, times minutes, shares billionths.

Times count from the start of the horizon; the warm-up lies at negative times. ``feed``, ``product`` and the
like are stocks by element. A *line* is one order class on one lane: the place where orders wait.
"""

from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.base.elements import ELEMENTS, ORDER_CLASSES, class_range

N_ELEMENTS: Final = len(ELEMENTS)
N_CLASSES: Final = len(ORDER_CLASSES)
N_COHORTS: Final = 8
N_BATCHES: Final = 36
N_QUANTILES: Final = 65
N_APPLICATIONS: Final = 64
N_CHANNELS: Final = 3

WHOLE: Final = 1_000_000_000
"""A share of one, in billionths."""
WEEK: Final = 10_080
NEVER: Final = 1 << 60

SOURCE, BASKET_PLANT, BY_CLASS, RECIPE, BUYER = range(5)
FREE, LICENCE, QUOTA, BAN = range(4)
OFFICIAL, OUTSIDE_QUOTA, SMUGGLED = range(3)
EMPTY, MOVING, HELD = range(3)
DRAWN, TO_PRODUCT, TO_BYPRODUCT, TO_RESIDUE, LOST = range(5)
DEMAND, DELIVERED, SHORT, BACKLOG, DRY_AT = range(5)
IN_FEED, IN_PRODUCT, IN_BYPRODUCT, IN_PROCESS, IN_RESIDUE = range(5)

CLASS_FIRST: Final = np.array([class_range(c)[0] for c in ORDER_CLASSES], dtype=np.int64)
CLASS_LAST: Final = np.array([class_range(c)[1] for c in ORDER_CLASSES], dtype=np.int64)
BASKET_CLASS: Final = 0

_i8 = np.int64
_by_element = (_i8, (N_ELEMENTS,))
_by_class = (_i8, (N_CLASSES,))

NODE: Final = np.dtype(
    [
        ("mode", _i8), ("phase", _i8), ("reviewed_at", _i8), ("smoothing", _i8),
        ("stops", _i8), ("factor", _i8), ("clock", _i8), ("clock_at", _i8), ("worked_at", _i8), ("down", _i8),
        ("switch_at", _i8), ("switch_no", _i8), ("up_table", _i8), ("down_table", _i8), ("key_0", np.uint64), ("key_1", np.uint64),
        ("feed_by_basket", _i8), ("product_by_basket", _i8), ("to_stock", _i8), ("steady", _i8),
        ("replenishes", _i8), ("buys_by_stock", _i8), ("pulls", _i8), ("backlogs", _i8), ("watched", _i8),
        ("residence", _i8), ("feed_cover", _i8), ("product_cover", _i8), ("surplus_cover", _i8),
        ("batch_first", _i8), ("batches", _i8), ("batch_room", _i8), ("plant", _i8),
        ("supplies_first", _i8), ("supplies_last", _i8), ("buys_first", _i8), ("buys_last", _i8),
        ("lanes_first", _i8), ("lanes_last", _i8), ("rows_first", _i8), ("rows_last", _i8),
        ("composition", *_by_element), ("out_share", *_by_element), ("by_share", *_by_element), ("residue_share", *_by_element),
        ("feed", *_by_element), ("product", *_by_element), ("byproduct", *_by_element), ("residue", *_by_element),
        ("process", *_by_element), ("lost", *_by_element), ("made", *_by_element), ("used", *_by_element),
        ("on_order", *_by_class), ("rate", *_by_class), ("backorders", *_by_class),
    ],
    align=True,
)  # fmt: skip

BATCH: Final = np.dtype([("ready", _i8), ("mass", *_by_element)], align=True)

LANE: Final = np.dtype(
    [
        ("source", _i8), ("target", _i8), ("closed", _i8), ("detour", _i8), ("delay", _i8), ("interval", _i8), ("phase", _i8),
        ("lead_table", _i8), ("leaves", _i8), ("key_0", np.uint64), ("key_1", np.uint64), ("capacity", _i8), ("loaded", _i8), ("loaded_at", _i8),
        ("slots_first", _i8), ("slots_last", _i8), ("next_arrival", _i8), ("loading", _i8, (N_CHANNELS,)),
        ("lines_first", _i8), ("lines_last", _i8), ("shipped", *_by_element), ("arrived", *_by_element),
    ],
    align=True,
)  # fmt: skip

SLOT: Final = np.dtype([("state", _i8), ("leaves", _i8), ("arrives", _i8), ("channel", _i8)], align=True)
"""A shipment. Its masses lie apart, in ``cargo``, and its arrival once more in ``due``
(never, unless it moves), so that a search for arrivals walks over little memory."""

LINE: Final = np.dtype(
    [  # what every review touches comes first, so that it lies together in memory
        ("cls", _i8), ("under_way", _i8), ("lane", _i8), ("regime", _i8), ("open", _i8), ("licensed", _i8), ("at_desk", _i8),
        ("asked", _i8), ("filled", _i8), ("rate", _i8), ("need", _i8), ("share", _i8), ("byproduct", _i8), ("rank", _i8),
        ("source", _i8), ("target", _i8), ("lead", _i8), ("qualify", _i8), ("short_since", _i8), ("product_factor", _i8),
        ("lag_table", _i8), ("approved", _i8), ("leak", _i8), ("leak_channel", _i8), ("desk", _i8),
        ("applications_first", _i8), ("applications", _i8), ("key_0", np.uint64), ("key_1", np.uint64),
    ],
    align=True,
)  # fmt: skip

APPLICATION: Final = np.dtype([("mass", _i8), ("decided_at", _i8)], align=True)

DESK: Final = np.dtype(
    [
        ("open", _i8), ("quota_left", _i8), ("quota", _i8), ("period", _i8), ("renews_at", _i8), ("carry_over", _i8),
        ("flow", _i8), ("per_decision", _i8), ("busy_until", _i8),
    ],
    align=True,
)  # fmt: skip

ROW: Final = np.dtype(
    [
        ("node", _i8), ("cls", _i8), ("cohorts", _i8), ("backlog", _i8), ("factor", _i8), ("dry_since", _i8), ("cover", _i8), ("arrived", _i8),
        ("share", _i8, (N_COHORTS,)), ("room", _i8, (N_COHORTS,)), ("counts", _i8, (N_COHORTS,)),
        ("stock", _i8, (N_COHORTS,)),
    ],
    align=True,
)  # fmt: skip

WATCH: Final = np.dtype([("active", _i8), ("cls", _i8), ("above", _i8), ("per_use", _i8), ("level", _i8), ("first", _i8),
                         ("last", _i8), ("fired", _i8), ("armed", _i8), ("rearm", _i8)], align=True)  # fmt: skip

Ints = npt.NDArray[np.int64]
Record = Any
"""One record, or the whole state: fields by attribute, nested arrays of records within."""
State = Any


N_WEEKS: Final = 1536
N_MONTHS: Final = 352
"""Room for twenty-nine years; pages that a run does not touch cost nothing."""

_BASE: Final = {
    "nodes": 32, "lanes": 64, "lines": 160, "slots": 1280, "batches": 32 * N_BATCHES, "applications": 32 * N_APPLICATIONS,
    "desks": 12, "rows": 32, "watches": 16, "members": 128, "plants": 32, "quantiles": 48,
}  # fmt: skip
SIZES: Final = tuple(_BASE)


@lru_cache(maxsize=None)
def state_type(scale: int) -> np.dtype[Any]:
    """Return the type of the one record that holds a whole run, for networks up to ``scale`` times the base size.

    Dimensions are compiled in, so sizes come in classes a factor of two apart. ``use``, ``plan`` and
    ``capacity`` have a line per week from the start (warm-up weeks use line 0); ``flows``,
    ``production``, ``stocks`` and ``desk_log`` have month 0 for the warm-up. ``turns`` lists the nodes in the
    order of their weekly reviews; ``buys`` lists lines by customer, ``of_lane`` by lane, ``inbound`` lanes by receiver.
    """
    n = {name: size * scale for name, size in _BASE.items()}
    return np.dtype(
        [
            ("now", _i8), ("at", _i8), ("cycle", _i8), ("month", _i8),
            ("n_nodes", _i8), ("n_lanes", _i8), ("n_watches", _i8), ("watching", _i8),
            ("nodes", NODE, (n["nodes"],)), ("batches", BATCH, (n["batches"],)), ("lanes", LANE, (n["lanes"],)),
            ("slots", SLOT, (n["slots"],)), ("cargo", _i8, (n["slots"], N_ELEMENTS)),
            ("due", _i8, (n["slots"],)), ("lines", LINE, (n["lines"],)),
            ("applications", APPLICATION, (n["applications"],)), ("desks", DESK, (n["desks"],)),
            ("rows", ROW, (n["rows"],)), ("watches", WATCH, (n["watches"],)), ("members", _i8, (n["members"],)),
            ("buys", _i8, (n["lines"],)), ("of_lane", _i8, (n["lines"],)), ("inbound", _i8, (n["lanes"],)), ("turns", _i8, (n["nodes"],)),
            ("quantiles", _i8, (n["quantiles"], N_QUANTILES)), ("month_starts", _i8, (N_MONTHS,)),
            ("use", _i8, (N_WEEKS, n["rows"])), ("plan", _i8, (N_WEEKS, n["rows"])), ("capacity", _i8, (N_WEEKS, n["nodes"])),
            ("shortfall", _i8, (N_WEEKS, n["rows"], 5)),
            ("flows", _i8, (N_CHANNELS, N_MONTHS, n["lanes"], 2, N_ELEMENTS)),
            ("production", _i8, (N_MONTHS, n["plants"], 5, N_ELEMENTS)),
            ("stocks", _i8, (N_MONTHS, n["nodes"], 5, N_ELEMENTS)),
            ("desk_log", _i8, (N_MONTHS, n["lines"], 3)),
        ],
        align=True,
    )  # fmt: skip


def scale_for(**counts: int) -> int:
    """Return the least size class (1, 2, 4, ...) that holds these counts of things."""
    scale = 1
    while any(count > _BASE.get(name, count) * scale for name, count in counts.items()):
        scale *= 2
    return scale
