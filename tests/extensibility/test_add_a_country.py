"""A country is added by rows alone: an ore, a mine, a road and a lane, and no line of code."""

import shutil

import numpy as np
import pytest

from sim.explore.balance import balance
from sim.run import run
from sim.scenario import load, scenarios_root

CAPACITY_TPY = 3000.0
YEARS = 3
FACTS = """id,value,unit,low,high,year,source,grade,note,rival
mrima_output,3000,t/yr,1000,5000,,no operating mine,D,"judgement: a mine for a test, not a forecast",
"""
ORE = "".join(
    f'mrima,{element},{share},no assay is used,D,"judgement: an ore for a test"\n'
    for element, share in {"La": 24, "Ce": 50, "Pr": 5, "Nd": 17, "Sm": 2, "Dy": 1, "Y": 1}.items()
)
WORLD = """
nodes:
  mrima_hill:
    stage: mine
    title: Mrima Hill
    country: KE
    place: [-4.5, 39.3]
    capacity: fact mrima_output
    deposit: mrima
    stockyard: 30 d
passages:
  port_mombasa: {title: Port of Mombasa, country: KE, kind: port}
routes:
  kenya_kuantan:
    mode: sea
    lead: triangular 18/25/40 d
    interval: 14 d
    cost: 0.1 USD/kg
    passages: {port_mombasa: 10 %, malacca: 80 %}
lanes:
  mrima_hill_to_kuantan_separation:
    {from: mrima_hill, to: kuantan_separation, form: concentrate, route: kenya_kuantan, share: 15 %}
"""
SCENARIO = """
title: A mine in Kenya ships to Malaysia, and its port is struck
story: A country that the world did not know, added by rows, with a strike at its only port in its second year.
sources: ["a test"]
extends: baseline
horizon: {start: 2024-01-01, years: 3}
disruptions:
  mombasa: {kind: port_strike, passage: port_mombasa, start: 2025-03-01, length: 60 d}
"""


@pytest.fixture(scope="module")
def added(tmp_path_factory):
    """The world with Kenya in it, and a scenario there, loaded from folders of their own."""
    root = tmp_path_factory.mktemp("with_kenya") / "scenarios"
    shutil.copytree(scenarios_root(), root)
    (root / "world" / "facts" / "kenya.csv").write_text(FACTS, encoding="utf-8")
    with (root / "world" / "facts" / "deposits.csv").open("a", encoding="utf-8") as deposits:
        deposits.write(ORE)
    (root / "world" / "kenya.yaml").write_text(WORLD, encoding="utf-8")
    (root / "kenya_strike.yaml").write_text(SCENARIO, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIM_SCENARIOS", str(root))
        return load("kenya_strike")


@pytest.fixture(scope="module")
def result(added):
    return run(added)


def test_the_new_mine_digs_what_its_row_says(result):
    dug = result.production.query("node == 'mrima_hill'")
    assert dug["output_t"].sum() == pytest.approx(CAPACITY_TPY * YEARS, rel=0.06)
    nd = dug[dug["element"] == "Nd"]["output_t"].sum() / dug["output_t"].sum()
    assert nd == pytest.approx(0.17, abs=1e-6)


def test_the_new_country_exports_and_the_old_separator_takes_it_in(result):
    trade = result.trade.query("from_country == 'KE' and to_country == 'MY'")
    assert set(trade["form"]) == {"concentrate"}
    assert trade["arrived_t"].sum() > 0.8 * CAPACITY_TPY * YEARS


def test_a_strike_at_its_port_holds_its_goods_back_for_a_while(result):
    by_month = result.trade.query("from_country == 'KE'").groupby("month")["arrived_t"].sum()
    months = by_month.index.astype(str).str[:7]
    usual = CAPACITY_TPY / 12
    assert by_month[(months == "2025-04") | (months == "2025-05")].sum() < 0.5 * usual
    assert by_month[(months >= "2025-06") & (months <= "2025-12")].sum() > 7.5 * usual, "what waited goes on"


def test_every_gram_is_still_accounted_for(added):
    """The run itself holds the laws; the balance of the world closes element by element with the new ore in it."""
    table = balance(added)
    assert np.allclose(table["residual"], 0.0, atol=1e-9)
    assert np.allclose(table["raw_residual"], 0.0, atol=1e-9)


def test_nobody_outside_notices_that_a_row_was_added(result):
    assert result.shortfall.query("region == 'CN'")["shortfall_t"].sum() < 1.0
