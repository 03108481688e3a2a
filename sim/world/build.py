"""A scenario's network becomes the arrays that the kernel works on."""

from typing import Any

import numpy as np

from sim.base.calendar import MINUTES_PER_WEEK, minutes
from sim.base.distributions import Distribution
from sim.base.elements import BASKET, BASKET_FORMS, CLASS_INDEX, ORDER_CLASSES, class_range
from sim.base.plant import PlantRecipe
from sim.base.streams import keys_of
from sim.scenario.model import Horizon, Scenario
from sim.world.fill import fill_pipelines
from sim.world.grid import Grid
from sim.world.kernel import layout as k
from sim.world.market import elasticities, made_of_classes, write_market
from sim.world.plan import Plan
from sim.world.state import RunState
from sim.world.tables import (
    GRAMS_PER_WEEK,
    Quantiles,
    WeeklySeries,
    capacity_table,
    month_table,
    plan_table,
    use_table,
    weeks_in,
)
from sim.world.workdays import workday_table

MODES = {"source": k.SOURCE, "basket": k.BASKET_PLANT, "by_class": k.BY_CLASS, "recipe": k.RECIPE, "buyer": k.BUYER}
PHASE_STEP_MIN = 720
"""Reviews run up the chain: buyers first, each stage above half a day later."""
MOST_DELAY_D = 60.0
"""Lanes have room for shipments that are so late, detours apart; whoever holds more back closes a passage."""
LEAST_COUNTED_SHARE = 0.001
"""A cohort counts for the first day short if it is at least this part of its region's use (0.1 %)."""


def billionths(share: float) -> int:
    """Return a share as whole billionths."""
    return round(share * k.WHOLE)


def build(scenario: Scenario) -> tuple[Grid, RunState]:
    """Return the numbered network and its state at the start of the warm-up, pipelines filled."""
    grid = Grid(scenario)
    grid.check()
    weekly = WeeklySeries(scenario.horizon)
    plan = Plan(grid, scenario.horizon.start)
    quantiles = Quantiles()
    use = use_table(grid, weekly)
    nodes = _nodes(grid, plan, quantiles)
    lanes = _lanes(grid, quantiles)
    lines = _lines(grid, plan, quantiles)
    state = RunState(_counts(grid, scenario, lanes, lines, quantiles))
    state.write("buys", _buys(grid, nodes))
    state.write("of_lane", _of_lane(grid, lanes))
    state.write("inbound", _inbound(grid, nodes))
    state.write("turns", np.argsort(nodes["phase"], kind="stable"))
    state.write("nodes", nodes)
    state.write("lanes", lanes)
    state.write("lines", lines)
    state.write("desks", _desks(grid))
    state.write("workdays", workday_table(scenario.horizon.start))
    if grid.market is not None:
        write_market(grid.market, state["market"])
    state.write("rows", _rows(grid, use))
    state.write("quantiles", quantiles.table())
    state.write("month_starts", month_table(scenario.horizon))
    for name, table in (("use", use), ("plan", plan_table(use)), ("capacity", capacity_table(grid, weekly))):
        state.write(name, table)
    _start_clock(state, scenario.horizon)
    fill_pipelines(grid, plan, state)
    return grid, state


def _counts(grid: Grid, scenario: Scenario, lanes: Any, lines: Any, quantiles: Quantiles) -> dict[str, int]:
    return {
        "nodes": len(grid.nodes),
        "plants": len(grid.plants),
        "batches": len(grid.plants) * k.N_BATCHES,
        "lanes": len(grid.lanes),
        "slots": int(lanes["slots_last"].max(initial=0)),
        "lines": len(grid.lines),
        "applications": int(lines["crosses"].sum()) * k.N_APPLICATIONS,
        "desks": len(grid.desk_index),
        "rows": len(grid.rows),
        "quantiles": len(quantiles.table()),
        "weeks": weeks_in(scenario.horizon),
    }


def _start_clock(state: RunState, horizon: Horizon) -> None:
    cycle = -(minutes(horizon.warm_up_d) // MINUTES_PER_WEEK)
    state.write("cycle", cycle)
    state.write("now", cycle * MINUTES_PER_WEEK)
    state.write("n_nodes", state.counts["nodes"])
    state.write("n_lanes", state.counts["lanes"])
    state.write("n_lines", state.counts["lines"])
    state.write("n_rows", state.counts["rows"])
    state.nodes["clock_at"] = cycle * MINUTES_PER_WEEK
    failing = state.nodes["switch_at"] < k.NEVER
    state.nodes["switch_at"][failing] = cycle * MINUTES_PER_WEEK


def _nodes(grid: Grid, plan: Plan, quantiles: Quantiles) -> Any:
    nodes = np.zeros(len(grid.nodes), k.NODE)
    depth = grid.depth()
    plant_no = {n: p for p, n in enumerate(grid.plants)}
    keys = keys_of([n.id for n in grid.nodes], "failure")
    for i, (node, recipe) in enumerate(zip(grid.nodes, grid.recipes, strict=True)):
        a = nodes[i]
        a["mode"] = MODES[recipe.mode]
        a["phase"] = min(depth[i] * PHASE_STEP_MIN, MINUTES_PER_WEEK - 1)
        a["smoothing"] = grid.order_rule(node.id).smoothing_weeks
        a["factor"] = a["yields"] = a["hoard"] = k.WHOLE
        a["zone"] = k.INSIDE if grid.market is not None and node.country == grid.market.home else k.OUTSIDE
        a["plant"] = plant_no.get(i, -1)
        a["product_by_basket"] = recipe.product_form in BASKET_FORMS
        a["to_stock"], a["steady"] = recipe.to_stock, recipe.steady
        a["replenishes"], a["buys_by_stock"] = recipe.replenishes, recipe.buys_by_stock
        a["pulls"] = sum(1 << CLASS_INDEX[c] for c in recipe.pulls)
        a["backlogs"] = getattr(node.stage, "unmet", "lost") == "backlog"
        a["batch_room"] = min(minutes(recipe.residence_d) // MINUTES_PER_WEEK + 3, k.N_BATCHES)
        a["residence"], a["feed_cover"] = minutes(recipe.residence_d), minutes(recipe.feed_cover_d)
        a["product_cover"] = minutes(recipe.product_cover_d)
        a["surplus_cover"] = k.NEVER if recipe.surplus_cover_d == float("inf") else minutes(recipe.surplus_cover_d)
        a["composition"] = [billionths(x) for x in plan.composition[i]]
        a["out_share"] = [billionths(x) for x in recipe.out_share]
        a["by_share"] = [billionths(x) for x in recipe.by_share]
        a["residue_share"] = [billionths(x) for x in recipe.residue_share]
        a["chief"] = _chief(recipe)
        for c, part in recipe.replaceable.items():
            a["replaceable"][CLASS_INDEX[c]] = billionths(part) if CLASS_INDEX[c] != a["chief"] else 0
        a["rate"] = np.rint(plan.rate[i] * GRAMS_PER_WEEK)
        a["switch_at"] = k.NEVER
        if recipe.up is not None and recipe.down is not None:
            a["up_table"], a["down_table"] = quantiles.number(recipe.up), quantiles.number(recipe.down)
            a["switch_at"] = 0
        for c, mass_t in recipe.initial.items():
            first, last = class_range(c)
            a["product"][last - 1] += round(mass_t * 1e6)
            if last - first == 2:
                a["product"][first] = a["product"][last - 1] // 4
                a["product"][last - 1] -= a["product"][first]
    nodes["key_0"], nodes["key_1"] = keys
    for line in grid.lines:
        nodes[line.source]["sells"] |= 1 << line.cls  # baskets, class 0, are by-products where the product is oxide
    _ranges(nodes, "supplies", [line.source for line in grid.lines])
    _ranges(nodes, "rows", [row.node for row in grid.rows])
    return nodes


def _chief(recipe: PlantRecipe) -> int:
    """Return the class of which a recipe holds most."""
    if recipe.mode != "recipe":
        return 0
    parts = [sum(recipe.composition[slice(*class_range(c))]) if c != BASKET else 0.0 for c in ORDER_CLASSES]
    return parts.index(max(parts))


def _ranges(things: Any, name: str, owners: list[int]) -> None:
    """Write first and last (half open) of each thing's run in a list that is sorted by owner."""
    found = np.array(owners, dtype=np.int64)
    numbers = np.arange(len(things))
    things[f"{name}_first"] = np.searchsorted(found, numbers, "left")
    things[f"{name}_last"] = np.searchsorted(found, numbers, "right")


def _of_lane(grid: Grid, lanes: Any) -> k.Ints:
    """Return the lines in order of lane and class."""
    order = sorted(range(len(grid.lines)), key=lambda j: (grid.lines[j].lane, grid.lines[j].cls))
    _ranges(lanes, "lines", [grid.lines[j].lane for j in order])
    return np.array(order, dtype=np.int64)


def _buys(grid: Grid, nodes: Any) -> k.Ints:
    """Return the lines in order of customer, class and lane."""
    order = sorted(range(len(grid.lines)), key=lambda j: (grid.lines[j].target, grid.lines[j].cls, grid.lines[j].lane))
    _ranges(nodes, "buys", [grid.lines[j].target for j in order])
    return np.array(order, dtype=np.int64)


def _inbound(grid: Grid, nodes: Any) -> k.Ints:
    """Return the lanes in order of receiver."""
    targets = [grid.node_index[a.target] for a in grid.lanes]
    order = sorted(range(len(targets)), key=lambda j: (targets[j], j))
    _ranges(nodes, "lanes", [targets[j] for j in order])
    return np.array(order, dtype=np.int64)


def _lanes(grid: Grid, quantiles: Quantiles) -> Any:
    lanes = np.zeros(len(grid.lanes), k.LANE)
    keys = keys_of([a.id for a in grid.lanes], "lead")
    guarded = {desk.country for desk in grid.scenario.desks.values()}
    first = 0
    for j, lane in enumerate(grid.lanes):
        route = grid.scenario.routes[lane.route]
        a = lanes[j]
        a["source"], a["target"] = grid.node_index[lane.source], grid.node_index[lane.target]
        a["interval"] = max(minutes(route.interval_d), 1)
        a["phase"] = int(keys[0][j] % np.uint64(a["interval"])) if route.interval_d > 0 else 0
        a["lead_table"], a["haste"] = quantiles.number(route.lead), k.WHOLE
        a["capacity"] = k.NEVER if lane.capacity == float("inf") else round(lane.capacity * GRAMS_PER_WEEK)
        slowest = minutes(route.lead.quantile(0.999) + sum(route.detours.values()) + MOST_DELAY_D)
        size = slowest // min(max(int(a["interval"]), 1), MINUTES_PER_WEEK) + 6
        size = min(size, slowest // MINUTES_PER_WEEK + 8)
        home, away = grid.nodes[a["source"]].country, grid.nodes[a["target"]].country
        if home != away and home in guarded:
            size += size * 3 // 4  # what goes past a desk travels apart from what it lets out
        a["leaves"] = a["loaded_at"] = -k.NEVER
        a["slots_first"], a["slots_last"], a["loading"] = first, first + size, first
        a["next_arrival"] = k.NEVER
        first += size
    lanes["key_0"], lanes["key_1"] = keys
    return lanes


def _lines(grid: Grid, plan: Plan, quantiles: Quantiles) -> Any:
    lines = np.zeros(len(grid.lines), k.LINE)
    desk_of = {d.country: grid.desk_index[i] for i, d in grid.scenario.desks.items()}
    no_lag = quantiles.number(Distribution.fixed(0.0))
    ids = [f"{grid.lanes[x.lane].id}:{x.cls}" for x in grid.lines]
    first = 0
    for j, x in enumerate(grid.lines):
        lane = grid.lanes[x.lane]
        a = lines[j]
        a["lane"], a["source"], a["target"], a["cls"] = x.lane, x.source, x.target, x.cls
        a["byproduct"], a["rank"] = x.byproduct, x.rank + k.FIRST_RANK
        a["share"], a["qualify"] = billionths(lane.share), minutes(lane.qualify_d)
        a["short_since"], a["filled"] = k.NEVER, k.WHOLE
        a["rate"] = a["need"] = round(float(plan.flow[j].sum()) * GRAMS_PER_WEEK)
        a["lag_table"], a["approved"] = no_lag, k.WHOLE
        a["product_factor"] = billionths(1.0 / product_share(grid, j))
        home, away = grid.nodes[x.source].country, grid.nodes[x.target].country
        a["desk"] = desk_of.get(home, -1) if home != away else -1
        a["foreign"] = a["desk"] >= 0
        a["crosses"] = home != away
        if home != away:
            a["applications_first"] = first
            first += k.N_APPLICATIONS
    lines["key_0"], lines["key_1"] = keys_of(ids, "licence")
    _write_leads(grid, lines)
    return lines


def product_share(grid: Grid, line: int) -> float:
    """Return t REO per t of product for what a line carries."""
    lane = grid.lanes[grid.lines[line].lane]
    stage = grid.nodes[grid.lines[line].source].stage
    if lane.form == "magnet" and hasattr(stage, "recipe"):
        return grid.scenario.recipes[stage.recipe].content
    return grid.scenario.product_share.get(lane.form, 1.0)


def _write_leads(grid: Grid, lines: Any) -> None:
    """Write the planning lead time of each customer's class: the mean over its lanes, by share."""
    groups: dict[tuple[int, int], list[int]] = {}
    for j, x in enumerate(grid.lines):
        groups.setdefault((x.target, x.cls), []).append(j)
    for members in groups.values():
        leads = [_mean_lead_d(grid, j) for j in members]
        shares = [grid.lanes[grid.lines[j].lane].share for j in members]
        whole = sum(shares)
        mean = sum(a * b for a, b in zip(leads, shares, strict=True)) / whole if whole > 0 else max(leads)
        for j in members:
            lines[j]["lead"] = minutes(mean)


def _mean_lead_d(grid: Grid, line: int) -> float:
    route = grid.scenario.routes[grid.lanes[grid.lines[line].lane].route]
    return route.lead.mean() + route.interval_d / 2


def _desks(grid: Grid) -> Any:
    desks = np.zeros(len(grid.desk_index), k.DESK)
    desks["renews_at"] = k.NEVER
    return desks


def _rows(grid: Grid, use: k.Ints) -> Any:
    rows = np.zeros(len(grid.rows), k.ROW)
    parts = _parts_of_region(grid, use)
    for r, row in enumerate(grid.rows):
        node = grid.nodes[row.node]
        cohorts = grid.scenario.buffers[node.stage.buffers]
        a = rows[r]
        a["node"], a["cls"], a["cohorts"], a["factor"] = row.node, row.cls, len(cohorts), k.WHOLE
        a["dry_since"] = k.NEVER
        made_of = made_of_classes(grid, row)
        a["made_of"] = [billionths(x) for x in made_of]
        a["elasticity"], a["long_elasticity"] = elasticities(grid.market, made_of)
        a["cover"] = minutes(sum(c.share * c.cover_d for c in cohorts))
        own, whole = parts[r]
        left = k.WHOLE
        for c, cohort in enumerate(cohorts):
            share = billionths(cohort.share) if c < len(cohorts) - 1 else left
            left -= share
            a["share"][c] = share
            a["room"][c] = billionths(cohort.share * (cohort.cover_d / 7 + 1.5))
            a["counts"][c] = cohort.share * float(own) >= LEAST_COUNTED_SHARE * whole
    return rows


def _parts_of_region(grid: Grid, use: k.Ints) -> list[tuple[int, int]]:
    """Return by row what it and its region use in the first week; of who begins later, in the week of his largest part.

    His first week would not do: who ramps up begins with next to nothing.
    """
    groups: dict[tuple[str, str, int], list[int]] = {}
    for r, row in enumerate(grid.rows):
        node = grid.nodes[row.node]
        groups.setdefault((node.region, node.stage.form, row.cls), []).append(r)
    parts = [(0, 0)] * len(grid.rows)
    for members in groups.values():
        whole = use[members].sum(axis=0)
        for r in members:
            week = 0 if use[r, 0] > 0 else int((use[r] / np.maximum(whole, 1)).argmax())
            parts[r] = int(use[r, week]), int(whole[week])
    return parts
