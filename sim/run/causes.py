"""Who is to blame for each missing gram: the shortfall table cut by cause, and its sums."""

import numpy as np
import pandas as pd

from sim.base.elements import ELEMENTS
from sim.base.errors import NoLedgerError
from sim.base.weeks import by_days
from sim.run.frame import ELEMENT_NAMES, month_names, names, tonnes
from sim.run.recording import Recording
from sim.run.short import LEAST_T
from sim.run.split import nested_shares, pairs_of, shares_of, split_totals
from sim.run.summary import Window
from sim.scenario.model import Scenario
from sim.world.grid import Grid
from sim.world.kernel import layout as k
from sim.world.kernel.layout import Ints

BY_CAUSE = ("cause", "kind", "shortfall_t", "share", "most", "most_t")
COLUMNS = ("month", "element", "form", "region", "sector", "cause", "shortfall_t")


def by_cause_frame(grid: Grid, recording: Recording) -> pd.DataFrame:
    """Return the shortfall of each month by element, form, region, sector and cause; causes add up to the shortfall.

    The ledger books a use that could not run where its week ends; what is late and not lost is not booked.
    A month's loss is cut in the proportions of that month's bookings (of the months around it, where a week was
    cut at the month's end). Raises NoLedgerError if the run kept none.
    """
    if not recording.causes:
        raise NoLedgerError
    short, owner = _monthly(grid, recording)
    shares = _shares(recording)
    parts = _cut(short, shares[owner[1]])
    month, pair, cause = np.nonzero(parts.transpose(2, 0, 1))
    element, row = owner[0][pair], owner[1][pair]
    nodes = [grid.nodes[grid.rows[r].node] for r in range(len(grid.rows))]
    frame = pd.DataFrame(
        {
            "month": month_names(grid, recording)[month],
            "element": ELEMENT_NAMES[element],
            "form": names([n.stage.form for n in nodes])[row],
            "region": names([n.region for n in nodes])[row],
            "sector": names([n.sector for n in nodes])[row],
            "cause": names(recording.causes)[cause],
            "shortfall_t": tonnes(parts[pair, cause, month]),
        }
    )
    keys = list(COLUMNS[:-1])
    sums: pd.DataFrame = frame.groupby(keys, sort=False, as_index=False)[["shortfall_t"]].sum()
    return sums[list(COLUMNS)]


def by_cause(ledger: pd.DataFrame, runs: int, scenario: Scenario, window: Window) -> pd.DataFrame:
    """Return one row per cause, the largest first: what is short in the months of a window, mean t of ``runs`` runs.

    ``kind`` is the word of a disruption or policy and empty for what none of them answers for; ``share`` is of all
    that is short; ``most`` is the element of which a cause costs most, ``most_t`` how much. Nothing is taken off for
    what a baseline lacks, too: nobody can say who would have caused less.
    """
    first, end = (day.isoformat() for day in (window[0].replace(day=1), window[1]))
    rows = ledger[(ledger["month"] >= first) & (ledger["month"] < end)]
    tonnes_of = rows.pivot_table(index="cause", columns="element", values="shortfall_t", aggfunc="sum", fill_value=0.0)
    sums = tonnes_of.sum(axis=1).sort_values(ascending=False, kind="stable") / runs
    whole = float(sums.sum())
    kinds = {i: use.kind for uses in (scenario.disruptions, scenario.policies) for i, use in uses.items()}
    found = []
    for cause, mass in sums[sums >= LEAST_T].items():
        of = tonnes_of.loc[str(cause)] / runs
        found.append((cause, kinds.get(str(cause), ""), mass, mass / whole, of.idxmax(), of.max()))
    return pd.DataFrame(found, columns=list(BY_CAUSE))


def _monthly(grid: Grid, recording: Recording) -> tuple[Ints, tuple[Ints, Ints]]:
    """Return the grams lost by pair of row and element and by month, and which elements and rows the pairs are."""
    nested = nested_shares(np.array([shares_of(grid, row) for row in grid.rows]).reshape(-1, len(ELEMENTS)))
    running = np.cumsum(recording.shortfall[..., k.SHORT], axis=1)
    weekly = np.diff(split_totals(np.concatenate([np.zeros_like(running[:, :1]), running], axis=1), nested), axis=1)
    return by_days(weekly, recording.week_ends, recording.month_starts), pairs_of(nested)


def _shares(recording: Recording) -> np.ndarray:
    """Return the proportions of causes by row, cause and month; a month without bookings has its neighbours'."""
    booked = recording.missing.transpose(1, 2, 0)
    around = booked.copy()
    around[:, :, 1:] += 1e-6 * booked[:, :, :-1]
    around[:, :, :-1] += 1e-6 * booked[:, :, 1:]
    whole = around.sum(axis=1, keepdims=True)
    nobody = np.zeros_like(around)
    nobody[:, k.NOBODY] = 1.0
    return np.where(whole > 0, around / np.where(whole > 0, whole, 1.0), nobody)


def _cut(short: Ints, shares: np.ndarray) -> Ints:
    """Cut grams (pair, month) by shares (pair, cause, month), exact in sum: differences of rounded running sums."""
    running = np.minimum(np.cumsum(shares, axis=1), 1.0)
    running[:, -1] = 1.0
    upto = np.rint(short[:, None, :] * running).astype(np.int64)
    parts: Ints = np.diff(np.concatenate([np.zeros_like(upto[:, :1]), upto], axis=1), axis=1)
    return parts
