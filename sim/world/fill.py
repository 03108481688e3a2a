"""Fill the pipelines at the start of the warm-up: stocks at their covers, goods in process and under way.

Started empty, every buyer would order his whole pipeline at once and the wave would run for years.
"""

import numpy as np
import numpy.typing as npt

from sim.base.elements import ORDER_CLASSES
from sim.world.grid import Grid, class_slice
from sim.world.kernel import layout as k
from sim.world.plan import Plan
from sim.world.state import RunState
from sim.world.tables import GRAMS_PER_WEEK

Floats = npt.NDArray[np.float64]


def fill_pipelines(grid: Grid, plan: Plan, state: RunState) -> None:
    """Put the plan's steady stocks and flows into the state, and book the orders they answer."""
    start = state.now
    for j in range(len(grid.lines)):
        _fill_lane(state, j, plan.flow[j] * GRAMS_PER_WEEK, start)
    for lane in range(len(grid.lanes)):
        state.refresh_arrivals(lane)
    for i in range(len(grid.nodes)):
        mode = state.nodes[i]["mode"]
        if mode == k.BUYER:
            continue
        if mode != k.SOURCE:
            _fill_feed(state, i, plan.intake[i] * GRAMS_PER_WEEK)
            _fill_process(state, i, plan.intake[i] * GRAMS_PER_WEEK)
        _fill_product(state, i, plan, grid)
    _fill_buyers(grid, state)


def _grams(vector: Floats, weeks: float) -> k.Ints:
    return np.rint(vector * weeks).astype(np.int64)


def _fill_lane(state: RunState, j: int, weekly: Floats, start: int) -> None:
    """Load a week's flow for every week of the mean lead time."""
    line = state.lines[j]
    lane = state.lanes[line["lane"]]
    mass = _grams(weekly, 1.0)
    if mass.sum() == 0:
        return
    lead = int(line["lead"])
    weeks = min(lead // k.WEEK, int(lane["slots_last"] - lane["slots_first"]) - 6)
    for w in range(weeks):
        slot = state.slots[lane["slots_first"] + w]
        slot["state"] = k.MOVING
        slot["leaves"] = start - (w + 1) * k.WEEK
        slot["arrives"] = start + lead - (w + 1) * k.WEEK
        state.cargo[lane["slots_first"] + w] += mass
    line["under_way"] += mass.sum() * max(weeks, 0)
    state.nodes[line["target"]]["on_order"][line["cls"]] += mass.sum() * max(weeks, 0)


def _fill_feed(state: RunState, i: int, weekly: Floats) -> None:
    node = state.nodes[i]
    passes_through = node["to_stock"] == 0 and (node["mode"] == k.BY_CLASS or node["product_by_basket"] == 1)
    if not passes_through:
        node["feed"] += _grams(weekly, float(node["feed_cover"]) / k.WEEK + 1.0)


def _fill_process(state: RunState, i: int, weekly: Floats) -> None:
    node = state.nodes[i]
    mass = _grams(weekly, 1.0)
    for w in range(int(node["residence"]) // k.WEEK):
        batch = state.batches[int(node["plant"]) * k.N_BATCHES + w]
        batch["ready"] = (w + 1) * k.WEEK
        batch["mass"] = mass
        node["batches"] += 1
        node["process"] += mass


def _fill_product(state: RunState, i: int, plan: Plan, grid: Grid) -> None:
    """Stock each class to the product cover: of its orders, or of the plant's own output for a basket plant."""
    node = state.nodes[i]
    recipe = grid.recipes[i]
    if recipe.initial or not recipe.replenishes:
        return
    made = (
        plan.composition[i] * plan.capacity[i]
        if recipe.mode == "source"
        else plan.intake[i] * np.array(recipe.out_share)
    )
    cover = float(node["product_cover"]) / k.WEEK
    if recipe.mode == "source":
        node["product"] += _grams(made * GRAMS_PER_WEEK, min(cover, 2.0))
        return
    for c in range(len(ORDER_CLASSES)):
        part = class_slice(c)
        whole = float(made[part].sum())
        if plan.rate[i, c] > 0 and whole > 0:
            level = min(plan.rate[i, c], whole) if recipe.mode == "basket" else plan.rate[i, c]
            node["product"][part] += _grams(made[part] / whole * level * GRAMS_PER_WEEK, cover)


def _fill_buyers(grid: Grid, state: RunState) -> None:
    for r, row in enumerate(grid.rows):
        record = state.rows[r]
        weekly = float(state.plan[r, 0])
        held = 0
        for c in range(int(record["cohorts"])):
            stock = round(weekly * float(record["room"][c]) / k.WHOLE)
            record["stock"][c] = stock
            held += stock
        mix = _mix_bought(grid, r)
        feed = _grams(mix, float(held))
        feed[int(np.argmax(mix))] += held - int(feed.sum())
        state.nodes[row.node]["feed"] += feed


def _mix_bought(grid: Grid, r: int) -> Floats:
    """Return the composition of a buyer's class: of its magnet recipe, or the usual didymium."""
    row = grid.rows[r]
    mix = np.zeros(k.N_ELEMENTS)
    part = class_slice(row.cls)
    if row.cls == k.BASKET_CLASS:
        source = next(x.source for x in grid.lines if x.target == row.node)
        return np.array(grid.recipes[source].composition)
    mix[part] = 1.0
    if part.stop - part.start == 2:
        mix[part] = (0.24, 0.76)
    return mix
