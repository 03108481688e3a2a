"""The tables of a run keep the contract: their columns, and laws that a reader can check with a pocket calculator."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from sim.base.distributions import Distribution
from sim.disruptions.export_control import ExportControl
from sim.disruptions.outage import Outage
from sim.run import paired, run
from sim.scenario.model import Horizon
from tests.worlds import chain, use

COLUMNS = {
    "shortfall": "month element form region sector demand_t delivered_t shortfall_t thrifted_t backlog_t",
    "flows": "month form element channel from_country to_country from_node to_node shipped_t arrived_t product_t",
    "production": "month node country stage element input_t output_t loss_t product_t",
    "stocks": "month node owner form element stock_t cover_d",
    "events": "time kind subject what cause magnitude",
    "desks": "month desk destination end_use applied approved refused pending overdue "
    "applied_t approved_t refused_t pending_t",
    "metrics": "metric subject element value unit",
}
KEYS = ["element", "form", "region", "sector"]


def outage(days=200.0, start=date(2025, 3, 1), **changes):
    stop = Outage(node=("magnets",), start=start, length=Distribution.fixed(days))
    return chain(3, disruptions=use("outage", stop), world_document=f"tables{changes}", **changes)


@pytest.fixture(scope="module")
def lost():
    return run(outage())


@pytest.fixture(scope="module")
def late():
    return run(outage(unmet="backlog"))


@pytest.fixture(scope="module")
def licensed():
    control = ExportControl(element=("Dy",), start=date(2024, 6, 1), approved=0.5)
    return run(chain(2, disruptions=use("export_control", control), world_document="licensed"))


def grams(tonnes):
    return np.rint(tonnes * 1e6).astype(np.int64)


@pytest.mark.parametrize("name", COLUMNS)
def test_a_table_has_the_columns_of_the_contract(licensed, name):
    frame = getattr(licensed, name)
    assert list(frame.columns) == COLUMNS[name].split()
    assert len(frame) > 0


def test_freight_is_the_gross_weight_that_leaves_at_the_price_of_its_route():
    cost = 120.0
    scenario = chain(2, world_document="priced")
    priced = {name: replace(way, cost_usd_per_t=cost) for name, way in scenario.routes.items()}
    result = run(scenario.replace(routes=priced))
    ways = ["month", "form", "from_country", "to_country", "from_node", "to_node"]
    carried = result.freight.set_index(ways)
    assert carried["freight_usd"].to_numpy() == pytest.approx(carried["product_t"].to_numpy() * cost, abs=0.01)
    shipped = result.flows.groupby(ways)["product_t"].sum()
    assert carried["product_t"].to_dict() == pytest.approx(shipped[shipped > 0].to_dict(), abs=1e-4)


def test_desks_say_what_was_applied_for_approved_and_refused(licensed):
    desks = licensed.desks.groupby(["desk", "destination", "end_use"])[["applied_t", "approved_t", "refused_t"]].sum()
    row = desks.loc[("mofcom", "US", "glass")]
    assert row["approved_t"] == pytest.approx(row["refused_t"], abs=1e-3)
    assert row["approved_t"] + row["refused_t"] <= row["applied_t"]


def test_what_was_applied_for_and_not_decided_is_pending_at_the_end_of_the_month(licensed):
    """Nothing leaks and the control does not end, so every gram is decided or waits."""
    keys = ["desk", "destination", "end_use"]
    for _, rows in licensed.desks.sort_values("month").groupby(keys):
        decided = grams(rows["applied_t"]) - grams(rows["approved_t"]) - grams(rows["refused_t"])
        assert (decided.cumsum() == grams(rows["pending_t"])).all()
        assert rows["pending_t"].max() > 0


def test_periods_are_iso_dates(lost):
    for frame in (lost.shortfall, lost.flows, lost.production, lost.stocks):
        assert frame["month"].iloc[0] == "2024-01-01"
        assert frame["month"].str.fullmatch(r"\d{4}-\d{2}-01").all()
    assert lost.events["time"].tolist() == ["2025-03-01T00:00", "2025-09-17T00:00"]


@pytest.mark.parametrize("which", ["lost", "late"])
def test_demand_is_delivered_short_thrifted_or_late_in_every_row(which, request):
    result = request.getfixturevalue(which)
    for frame, period in ((result.shortfall, "month"), (result.weekly, "week_end")):
        frame = frame.sort_values([*KEYS, period])
        backlog = grams(frame["backlog_t"])
        first = ~frame.duplicated(KEYS)
        growth = np.where(first, backlog, np.diff(backlog, prepend=0))
        parts = grams(frame["delivered_t"]) + grams(frame["shortfall_t"]) + grams(frame["thrifted_t"]) + growth
        assert (grams(frame["demand_t"]) == parts).all()
        assert (frame[["demand_t", "delivered_t", "shortfall_t", "backlog_t"]] >= 0).all(axis=None)


def test_months_of_steady_demand_differ_by_their_days_alone(lost):
    """Use is 90 t a year. The last month ends with the last review."""
    rows = lost.shortfall.query("region == 'US' and sector == 'ev'").groupby("month")["demand_t"].sum()
    days = pd.to_datetime(rows.index).days_in_month.to_numpy()
    assert rows.to_numpy()[:-1] == pytest.approx(90 / 365.25 * days[:-1], abs=9e-6)


def test_use_that_cannot_run_is_short_or_late_but_not_both(lost, late):
    assert lost.shortfall["shortfall_t"].sum() > 10
    assert (lost.shortfall["backlog_t"] == 0).all()
    assert late.shortfall["backlog_t"].max() > 1
    assert (late.shortfall["shortfall_t"] == 0).all()


def test_the_elements_of_a_good_add_up_to_the_good(lost):
    recorded = lost.recording.shortfall[..., 0]
    assert grams(lost.weekly["demand_t"]).sum() == recorded.sum()
    # buyers review at the first minute: what they used in the week before belongs to no month
    assert grams(lost.shortfall["demand_t"]).sum() == recorded[:, 1:].sum()


def test_didymium_is_shown_as_neodymium_and_praseodymium(lost):
    oxide = lost.summary().query("form == 'oxide'").set_index("element")["demand_t"]
    assert oxide["Pr"] / (oxide["Pr"] + oxide["Nd"]) == pytest.approx(0.24)
    magnet = lost.summary().query("form == 'magnet' and region == 'US'").set_index("element")["demand_t"]
    assert magnet["Pr"] / (magnet["Pr"] + magnet["Nd"]) == pytest.approx(0.23)
    assert magnet["Dy"] / magnet.sum() == pytest.approx(0.07)


def test_what_left_and_has_not_arrived_is_under_way(lost):
    """Goods under way at the start are known from the template; the rest is in the table."""
    flows = lost.flows.groupby(["from_node", "to_node"])[["shipped_t", "arrived_t"]].sum()
    near = flows.loc[("smelter", "magnets")]
    assert abs(near["shipped_t"] - near["arrived_t"]) < 0.05 * near["shipped_t"]


def test_product_tonnes_are_gross_weight(lost):
    flows = lost.flows[lost.flows["shipped_t"] > 1]
    ratio = (flows["shipped_t"] / flows["product_t"]).groupby(flows["form"]).mean()
    assert ratio.to_dict() == pytest.approx(
        {"concentrate": 0.6, "magnet": 0.3, "metal": 1.2, "oxide": 1.0, "scrap": 1.0}
    )


def test_trade_is_the_flows_across_borders(lost):
    across = lost.flows[lost.flows["from_country"] != lost.flows["to_country"]]
    for mass in ("shipped_t", "arrived_t"):
        assert lost.trade[mass].sum() == pytest.approx(across[mass].sum())
    assert set(lost.trade["from_country"] + lost.trade["to_country"]) == {"CNUS", "USCN"}


def test_stocks_move_by_what_comes_and_goes(lost):
    """The trader's stock: opening + arrived - shipped = closing, to the gram."""
    opening = lost.opening_stocks.query("node == 'trader' and form == 'oxide'")["stock_t"].sum()
    closing = lost.stocks.query("node == 'trader' and form == 'oxide' and month == month.max()")["stock_t"].sum()
    arrived = lost.flows.query("to_node == 'trader'")["arrived_t"].sum()
    shipped = lost.flows.query("from_node == 'trader'")["shipped_t"].sum()
    not_taken_in = 2 * lost.flows.query("to_node == 'trader'")["arrived_t"].max()
    assert closing == pytest.approx(opening + arrived - shipped, abs=not_taken_in)


def test_a_mine_takes_nothing_in_and_ships_or_stocks_what_it_digs(lost):
    mine = lost.production.query("node == 'mine_us'")
    assert (mine["input_t"] == 0).all()
    held = [
        f.query("node == 'mine_us'") for f in (lost.stocks[lost.stocks["month"] == "2026-12-01"], lost.opening_stocks)
    ]
    growth = held[0]["stock_t"].sum() - held[1]["stock_t"].sum()
    left = lost.flows.query("from_node == 'mine_us'")["shipped_t"].sum()
    beyond_the_end = lost.flows.query("from_node == 'mine_us'").groupby("month")["shipped_t"].sum().max()
    assert mine["output_t"].sum() == pytest.approx(left + growth, abs=beyond_the_end)


def test_what_a_plant_takes_in_comes_out_or_is_lost(lost):
    """The smelter has neither residue nor by-product: input = output + loss + growth of what is in process."""
    smelter = lost.production.query("node == 'smelter'")[["input_t", "output_t", "loss_t"]].sum()
    held = [f.query("node == 'smelter' and form == 'in_process'") for f in (lost.stocks, lost.opening_stocks)]
    last = held[0][held[0]["month"] == lost.stocks["month"].max()]
    growth = last["stock_t"].sum() - held[1]["stock_t"].sum()
    assert smelter["input_t"] == pytest.approx(smelter["output_t"] + smelter["loss_t"] + growth, abs=1e-6)


def test_cover_counts_days_of_demand(lost):
    usual = lost.stocks.query("node == 'cars_us' and month == '2025-02-01'")
    assert usual["cover_d"].between(50, 75).all()
    assert usual.query("element == 'Nd'")["cover_d"].item() == usual.query("element == 'Pr'")["cover_d"].item()


def test_cover_of_buyers_ends_with_the_last_week_of_use():
    for start in (date(2024, 1, 1), date(2024, 1, 4)):  # the last week of use ends days before the run
        calm = chain(horizon=Horizon(start, 1.5, 730.0))
        cover = run(calm).stocks.query("node == 'glass_us' and element == 'Ce'").set_index("month")
        expected = cover["stock_t"] / (100 / 365.25)
        assert cover["cover_d"].to_numpy() == pytest.approx(expected.to_numpy(), rel=2e-3), "100 t a year on every day"


def test_the_owner_of_a_stock_is_the_owner_of_the_node(lost):
    assert set(lost.stocks.query("node == 'trader'")["owner"]) == {"trader owner"}


def test_tables_without_rows_have_the_same_columns():
    result = run(chain(1))
    assert len(result.events) == len(result.desks) == 0
    assert list(result.events.columns) == COLUMNS["events"].split()
    assert list(result.desks.columns) == COLUMNS["desks"].split()


def test_the_shock_is_the_first_day_of_the_first_disruption(lost):
    assert lost.shock == date(2025, 3, 1)
    assert run(chain(1)).shock is None


def test_the_horizon_bounds_the_tables(lost):
    assert (lost.start, lost.end) == (date(2024, 1, 1), date(2027, 1, 1))
    assert lost.shortfall["month"].max() == "2026-12-01"
    assert pd.Timestamp(lost.weekly["week_end"].max()) <= pd.Timestamp(lost.end)


def test_the_undisturbed_twin_differs_in_nothing_until_the_shock(lost):
    twin = run(paired(lost.scenario))
    before = [frame[frame["month"] < "2025-03-01"] for frame in (lost.flows, twin.flows)]
    pd.testing.assert_frame_equal(before[0], before[1])
