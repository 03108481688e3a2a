"""The records that the kernel works on. Masses are grams, times minutes, shares billionths.

Times count from the start of the horizon; the warm-up lies at negative times. ``feed``, ``product`` and the
like are stocks by element. A *line* is one order class on one lane: the place where orders wait.
"""

from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.base.elements import ELEMENTS, ORDER_CLASSES, class_range

N_ELEMENTS: Final = len(ELEMENTS)
N_CLASSES: Final = len(ORDER_CLASSES)
N_COHORTS: Final = 8
N_BATCHES: Final = 36
N_STEPS: Final = 64
N_TAIL: Final = 16
N_QUANTILES: Final = N_STEPS + N_TAIL
N_APPLICATIONS: Final = 64
N_CHANNELS: Final = 4
N_OFFICERS: Final = 32
N_CAUSES: Final = 24
N_ZONES: Final = 2

WHOLE: Final = 1_000_000_000
"""A share of one, in billionths."""
WEEK: Final = 10_080
NEVER: Final = 1 << 60

SOURCE, BASKET_PLANT, BY_CLASS, RECIPE, BUYER = range(5)
FREE, LICENCE, QUOTA, BAN = range(4)
OFFICIAL, OUTSIDE_QUOTA, SMUGGLED, TRANSSHIPPED = range(4)
EMPTY, MOVING, HELD = range(3)
DRAWN, TO_PRODUCT, TO_BYPRODUCT, TO_RESIDUE, LOST = range(5)
APPLIED, APPROVED, REFUSED, PENDING, CASES_IN, CASES_APPROVED, CASES_REFUSED, CASES_WAITING, CASES_OVERDUE = range(9)
"""What the desk log keeps by line: grams, and then numbers of cases."""
DEMAND, DELIVERED, SHORT, THRIFTED, BACKLOG, DRY_AT = range(6)
INSIDE, OUTSIDE = range(2)
NOBODY, HOARDING, BREAKDOWN = range(3)
"""Causes that no disruption answers for: supply below demand, fear, and what fails by itself."""
OWN: Final = N_CLASSES
"""Among the blames of a node: its own lost output, beside what it lacks of each class."""
IN_FEED, IN_PRODUCT, IN_BYPRODUCT, IN_PROCESS, IN_RESIDUE = range(5)

CLASS_FIRST: Final = np.array([class_range(c)[0] for c in ORDER_CLASSES], dtype=np.int64)
CLASS_LAST: Final = np.array([class_range(c)[1] for c in ORDER_CLASSES], dtype=np.int64)
BASKET_CLASS: Final = 0
FIRST_RANK: Final = 1
"""The first rank that allocation rules give; whoever is preferred during a run may come before it."""

Fields = list[tuple[str, Any] | tuple[str, Any, tuple[int, ...]]]


def _whole(names: str) -> Fields:
    """Return fields that hold one whole number each."""
    return [(name, np.int64) for name in names.split()]


def _vectors(names: str, length: int) -> Fields:
    """Return fields that hold ``length`` whole numbers each."""
    return [(name, np.int64, (length,)) for name in names.split()]


def _reals(names: str) -> Fields:
    """Return fields that hold one real number each: prices and fears, never masses."""
    return [(name, np.float64) for name in names.split()]


_KEY: Final[Fields] = [("key_0", np.uint64), ("key_1", np.uint64)]
"""The key of a random stream, 128 bits."""

NODE: Final = np.dtype(
    [
        # what it is: mode, minute of the week of its review, weeks of smoothing, number among the plants
        *_whole(
            "mode phase smoothing plant product_by_basket to_stock steady replenishes buys_by_stock backlogs pulls"
        ),
        # what it keeps: minutes in process, and minutes of cover
        *_whole("residence feed_cover product_cover surplus_cover"),
        # its working clock: who stops it, live factor on capacity, minutes worked, and up to when that is known;
        # minutes worked since the last review times the factor, in billionths, and their part of all minutes till then
        *_whole("stops factor clock clock_at worked reviewed_at pace"),
        # failures: whether it is down, the next switch and its number, the tables of times up and down
        *_whole("down switch_at switch_no up_table down_table"),
        *_KEY,
        # live factors on its yields and on the stock it orders up to; its market; bits of the classes it sells
        *_whole("yields hoard zone sells"),
        # the ring of batches in process; in how many watched sums it counts; whether a desk has ever held its goods
        *_whole("batch_first batches batch_room watched slowed"),
        # its runs (half open) in the lists of lines by supplier, lines by customer, lanes by receiver, and rows
        *_whole("supplies_first supplies_last buys_first buys_last lanes_first lanes_last rows_first rows_last"),
        # what it makes of a gram: billionths of each element
        *_vectors("composition out_share by_share residue_share", N_ELEMENTS),
        # what it holds, and what it has lost, dug and used since the start of the warm-up
        *_vectors("feed product byproduct residue process lost made used", N_ELEMENTS),
        # what of its feed was taken in ahead of its next review, and whether anything was
        *_vectors("landed", N_ELEMENTS),
        *_whole("early"),
        # by order class: what it has asked for and not got, its forecast of weekly orders, and what it owes
        *_vectors("on_order rate backorders", N_CLASSES),
        # what a recipe does without where it lacks it, billionths of each class, the class that takes its place,
        # and the one it last lacked to make more; who limits the node now, and the most it could make in a week
        *_vectors("replaceable", N_CLASSES),
        *_whole("chief binding limited_by best"),
    ],
    align=True,
)

BATCH: Final = np.dtype([*_whole("ready"), *_vectors("mass", N_ELEMENTS)], align=True)
"""What was drawn in one week and is ready when the working clock of its node shows ``ready``."""

LANE: Final = np.dtype(
    [
        # closed passages without a way around, minutes of detours and delays now, service interval and its phase
        *_whole("source target closed detour delay interval phase lead_table"),
        *_KEY,
        # live factor on the time under way, and who closed it or made it slow
        *_whole("haste closed_by slowed_by"),
        # the next departure; grams a week it can carry, and what it has loaded at its last review
        *_whole("leaves capacity loaded loaded_at"),
        # its slots, the earliest arrival in them, the slot that loads now on each channel; its lines
        # (beyond ``slots_top`` none arrives)
        *_whole("slots_first slots_last slots_top next_arrival lines_first lines_last"),
        *_vectors("loading", N_CHANNELS),
        # carried this month and not yet taken over into the flows
        *_vectors("shipped arrived", N_ELEMENTS),
    ],
    align=True,
)

SLOT: Final = np.dtype(_whole("state leaves arrives channel"), align=True)
"""A shipment. Its masses lie apart, in ``cargo``, and its arrival once more in ``due``
(never, unless it moves), so that a search for arrivals walks over little memory."""

LINE: Final = np.dtype(
    [
        # what every review touches comes first, so that it lies together in memory: where the goods are that
        # were ordered, what is asked this week, the part of it that has been filled, normal weekly flow and need
        *_whole("cls under_way lane regime open licensed at_desk asked filled rate need share byproduct rank"),
        # what its regime lets out this week, and whether it passes a desk
        *_whole("allowed foreign"),
        # planning lead time; when an alternative qualifies, and since when the others fall short
        *_whole("source target lead qualify short_since product_factor"),
        # the terms of the measure that rules it: shares approved, tested, and covered by a general licence
        *_whole("lag_table approved tested general desk"),
        # of a quota by customers: the line that keeps the customer's account, and on that line what is left of it
        # and the customer's normal weekly flow, in product
        *_whole("account quota_left quota_flow"),
        # its applications, how long the customer has seen them wait, and the part of a case that is approved
        # beside whole ones (billionths)
        *_whole("applications_first applications waits part_cases"),
        *_KEY,
        # whether it crosses a border; its flow at the start, the orders that nobody had filled then, and those
        # before anybody was to blame
        *_whole("crosses usual idle unfilled"),
        # the import duty on what it brings, billionths of its value
        *_whole("duty"),
    ],
    align=True,
)

APPLICATION: Final = np.dtype(_whole("mass cases made_at done_work decided_at turn back back_at"), align=True)
"""What waits at a desk: ``done_work`` is the minute of work at which the desk itself has done with it.

In its ``turn`` so many cases were sent ``back`` for better papers, all of which come in again at minute of work
``back_at``; meanwhile it is never decided.
"""

DESK: Final = np.dtype(
    [
        # the quota of a measure and its period, and the normal flow of all its lines; who imposed it; bits of the
        # classes it holds (0: only baskets)
        *_whole("open quota_left quota period renews_at carry_over by_customer flow cause goods"),
        # its officers and when each is free, in minutes of work; tables of work, testing, and mending papers
        *_whole("officers work_table test_table papers_table papers target"),
        *_vectors("free_at", N_OFFICERS),
        # what goes out past it by channel now, at least and at most (shares of normal flow), and what a price
        # wedge of e adds; weeks of lag; days that transshipment takes, most it carries a week, odds to be
        # caught at that, and until when it lies low
        *_vectors("leak least_leak most_leak leak_gain", N_CHANNELS),
        *_whole("leak_lag detour_time hub_room hub_used risk caught_until caught_for"),
        # what all lines together want to send through the hub this week, and wanted last week
        *_whole("hub_asked hub_wanted"),
        *_KEY,
    ],
    align=True,
)

ROW: Final = np.dtype(
    [
        # one class of one buyer: late use, live factor on its use, when a firm first ran dry this week,
        # mean cover of its firms, and what has arrived since its last review
        *_whole("node cls cohorts backlog factor dry_since cover arrived"),
        # shares of the need given up: by decision, by price at once, by price in the long run; who surges it
        *_whole("thrift price_thrift long_thrift surged_by missed needed"),
        # what the need is made of (billionths by class), and its elasticities, short and long
        *_vectors("made_of", N_CLASSES),
        *_reals("elasticity long_elasticity"),
        # the duty on what it orders, as a part of the price: as its buyer has come to hear and to feel it
        *_reals("heard_duty felt_duty"),
        # by cohort: share of use, most it holds (weeks of the row's use), whether it counts for the first day
        # short, and what it holds
        *_vectors("share room counts stock", N_COHORTS),
    ],
    align=True,
)

WATCH: Final = np.dtype(_whole("active cls above per_use level first last zone"), align=True)
"""A watched line: the class, the side and the level, and the run of its nodes among the members.

A watch of a price has a ``zone`` from 1, its level in micro-USD per kg; others have 0.
"""

MARKET: Final = np.dtype(
    [
        # how the market answers; see sim.base.market for what each means
        *_reals("on dead_band response glut shortage rise fall right right_speed right_fall fear fear_decay hoard"),
        *_reals("price_lag hoard_speed queue_fear thrift_speed least_rise freight"),
        # whether a duty has ever been levied
        *_reals("levied"),
        *[(name, np.float64, (N_ZONES, N_CLASSES)) for name in ("price", "heard", "felt", "start")],
        *[(name, np.float64, (N_ZONES, N_CLASSES)) for name in ("cover", "scarcity")],
        *[(name, np.float64, (N_CLASSES,)) for name in ("rights", "fears", "panics")],
        *[(name, np.int64, (N_CLASSES,)) for name in ("hoards",)],
    ],
    align=True,
)
"""Prices by zone and class (USD/kg), what they started from, and the fears that move stocks."""

Ints = npt.NDArray[np.int64]
Record = Any
"""One record, or the whole state: fields by attribute, nested arrays of records within."""
State = Any

N_WEEKS: Final = 1536
N_MONTHS: Final = 352
N_DAYS: Final = 10_700
"""Room for twenty-nine years; pages that a run does not touch cost nothing."""

_BASE: Final = {
    "nodes": 32, "plants": 32, "lanes": 64, "lines": 160, "slots": 1280, "rows": 32, "desks": 12, "quantiles": 48,
    "batches": 32 * N_BATCHES, "applications": 96 * N_APPLICATIONS, "watches": 16, "members": 128,
}  # fmt: skip


def _tables(n: dict[str, int]) -> dict[str, tuple[int, ...]]:
    """Return the shapes of the tables of whole numbers."""
    return {
        "cargo": (n["slots"], N_ELEMENTS),
        "due": (n["slots"],),
        "members": (n["members"],),
        "buys": (n["lines"],),
        "of_lane": (n["lines"],),
        "inbound": (n["lanes"],),
        "turns": (n["nodes"],),
        "quantiles": (n["quantiles"], N_QUANTILES),
        "month_starts": (N_MONTHS,),
        "workdays": (N_DAYS,),
        "use": (N_WEEKS, n["rows"]),
        "plan": (N_WEEKS, n["rows"]),
        "capacity": (N_WEEKS, n["nodes"]),
        "book": (n["plants"], 5, N_ELEMENTS),
        "shortfall": (N_WEEKS, n["rows"], 6),
        "carried": (N_CHANNELS,),
        "flows": (N_CHANNELS, N_MONTHS, n["lanes"], 2, N_ELEMENTS),
        "production": (N_MONTHS, n["plants"], 5, N_ELEMENTS),
        "stocks": (N_MONTHS, n["nodes"], 5, N_ELEMENTS),
        "desk_log": (N_MONTHS, n["lines"], 9),
    }


@cache
def state_type(scale: int) -> np.dtype[Any]:
    """Return the type of the one record that holds a whole run, for networks up to ``scale`` times the base size.

    Dimensions are compiled in, so sizes come in classes a factor of two apart. ``use``, ``plan`` and
    ``capacity`` have a line per week from the start (warm-up weeks use line 0); ``flows``, ``production``,
    ``stocks`` and ``desk_log`` have month 0 for the warm-up; ``book`` is the production of the month that runs.
    ``turns`` lists the nodes in the order of their weekly reviews; ``buys`` lists lines by customer, ``of_lane``
    by lane, ``inbound`` lanes by receiver. ``workdays`` counts a desk's working days from the start to each day;
    ``carried`` says which channels have ever been used; ``prices`` sums the weekly prices of a month, and counts
    the weeks as class 0; ``blame`` and ``missing`` are the ledger of causes.
    """
    n = {name: size * scale for name, size in _BASE.items()}
    records = {
        "nodes": NODE, "batches": BATCH, "lanes": LANE, "slots": SLOT, "lines": LINE, "applications": APPLICATION,
        "desks": DESK, "rows": ROW, "watches": WATCH,
    }  # fmt: skip
    reals = {
        "prices": (N_MONTHS, N_ZONES, N_CLASSES),
        "blame": (n["nodes"], N_CLASSES + 1, N_CAUSES),
        "missing": (N_MONTHS, n["rows"], N_CAUSES),
    }
    return np.dtype(
        [
            *_whole("now at cycle month n_nodes n_lanes n_lines n_rows n_watches watching tracing"),
            *((name, record, (n[name],)) for name, record in records.items()),
            ("market", MARKET),
            *((name, np.int64, shape) for name, shape in _tables(n).items()),
            *((name, np.float64, shape) for name, shape in reals.items()),
        ],
        align=True,
    )


def scale_for(**counts: int) -> int:
    """Return the least size class (1, 2, 4, ...) that holds these counts of things."""
    scale = 1
    while any(count > _BASE.get(name, count) * scale for name, count in counts.items()):
        scale *= 2
    return scale
