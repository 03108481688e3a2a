"""What a shortage means in things and in money can be worked out on paper."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from sim.base.distributions import Distribution
from sim.base.errors import SimError
from sim.base.series import Series
from sim.base.weeks import Need
from sim.disruptions.outage import Outage
from sim.explore.products import Figures, money_at_risk, money_together, output_at_risk, products_not_built
from sim.run import run
from sim.scenario import load
from tests.worlds import chain, use

SHORT_T = {
    Need("Nd", "magnet", "EU", "ev"): 60.0,
    Need("Dy", "magnet", "EU", "ev"): 8.76,
    Need("Y", "oxide", "US", "ceramics"): 10.0,
    Need("Sm", "magnet", "JP", "wind"): -5.0,
}


@pytest.fixture(scope="module")
def result():
    """68.76 t REO of EV magnets are missing in Europe, that is 200 t of magnets with 34.38 % REO."""
    return lacking(SHORT_T, load("baseline"))


def lacking(short_t, scenario):
    rows = [(*need, tonnes) for need, tonnes in short_t.items()]
    summary = pd.DataFrame(rows, columns=["element", "form", "region", "sector", "shortfall_t"])
    return SimpleNamespace(summary=lambda: summary, scenario=scenario)


def row(frame, column, value):
    return frame.set_index(column).loc[value]


def test_missing_magnets_are_cars_not_built(result):
    cars = row(products_not_built(result), "product", "electric cars")
    assert cars["lost"] == pytest.approx(200_000 / 2)
    assert (cars["low"], cars["high"]) == (pytest.approx(200_000 / 3.5), pytest.approx(200_000 / 1))


def test_the_rival_claim_counts_rare_earths_and_not_magnets(result):
    cars = row(products_not_built(result), "product", "electric cars")
    metal_kg = 68_760 / result.scenario.product_share["metal"]
    assert cars["rival_lost"] == pytest.approx(metal_kg / 85)
    assert "85 kg" in cars["claim"]


def test_what_is_not_short_is_not_lost(result):
    products = products_not_built(result)
    assert (products.loc[products["sector"] != "ev", "lost"] == 0).all()
    assert list(output_at_risk(result)["sector"]) == ["ev"]


def test_grams_of_a_phone_and_kilograms_of_a_missile_are_told_apart(result):
    moved = {n._replace(sector="electronics") if n.form == "magnet" else n: t for n, t in SHORT_T.items()}
    phones = lacking(moved, result.scenario)
    found = row(products_not_built(phones), "product", "smartphones")
    assert found["lost"] == pytest.approx(68_760 / result.scenario.product_share["metal"] / 0.0005)


def test_what_is_missing_is_worth_the_price_of_its_oxide(result):
    money = money_at_risk(result)
    assert list(money["element"]) == ["Nd", "Dy", "Y"], "the largest loss first, and nothing that is not short"
    assert money["loss_musd"].tolist() == pytest.approx([60 * 55 / 1e3, 8.76 * 260 / 1e3, 10 * 6.1 / 1e3])
    assert (money["low"] <= money["loss_musd"]).all()
    assert (money["loss_musd"] <= money["high"]).all()


def test_output_at_risk_is_a_wide_range(result):
    (ev,) = output_at_risk(result).to_dict("records")
    assert ev["magnets_t"] == pytest.approx(200)
    assert ev["output_musd"] == pytest.approx(200_000 * 17_500 / 1e6)
    assert ev["high"] > 3 * ev["low"]


def test_every_figure_is_there_and_within_its_range():
    book = Figures()
    names = ("ev_magnet_kg", "wind_direct_drive_kg_per_mw", "f35_ree_kg", "missile_ree_kg", "smartphone_ree_g")
    for name in names:
        figure = book.of(name)
        assert figure.low <= figure.value <= figure.high
    with pytest.raises(SimError, match="no fact 'nowhere'"):
        book.of("nowhere")


@pytest.fixture(scope="module")
def late():
    """Magnets stop in March 2025; American car makers begin to use them in that year only."""
    stop = Outage(node=("magnets",), start=date(2025, 3, 1), length=Distribution.fixed(200.0))
    world = chain(3, disruptions=use("outage", stop))
    cars = world.nodes["cars_us"]
    needs = {"n42": Series(((date(2024, 1, 1), 0.0), (date(2025, 1, 1), 300.0)))}
    return world.replace(nodes={**world.nodes, "cars_us": replace(cars, stage=replace(cars.stage, needs=needs))})


def test_a_buyer_that_begins_later_lacks_the_magnets_of_its_own_recipe(late):
    result = run(late)
    magnets = row(output_at_risk(result), "region", "US")["magnets_t"]
    short = result.summary().query("region == 'US' and form == 'magnet'")["shortfall_t"].sum()
    assert short > 0
    assert magnets == pytest.approx(short / late.recipes["n42"].content)


def test_a_buyer_without_any_use_is_taken_to_use_all_its_recipes_alike(late):
    cars = late.nodes["cars_us"]
    idle = replace(cars, stage=replace(cars.stage, needs={"n42": Series.constant(0.0)}))
    missing = lacking({Need("Nd", "magnet", "US", "ev"): 3.0}, late.replace(nodes={**late.nodes, "cars_us": idle}))
    assert output_at_risk(missing)["magnets_t"].tolist() == pytest.approx([3.0 / late.recipes["n42"].content])


def test_only_the_days_that_are_asked_for_are_counted(late):
    first, cut, last = date(2024, 1, 1), date(2025, 7, 1), date(2027, 1, 1)
    days = [(first, last), (first, cut), (cut, last)]
    runs = [run(late, window=window) for window in days]
    cars = [row(products_not_built(result), "product", "electric cars")["lost"] for result in runs]
    money = [money_together(result)["musd"].sum() for result in runs]
    for whole, before, after in (cars, money):
        assert before > 0 and after > 0
        assert before + after == pytest.approx(whole)
