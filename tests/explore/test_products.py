"""What a shortage means in things and in money can be worked out on paper."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.base.errors import SimError
from sim.base.weeks import NEVER, Need, Weeks
from sim.explore.products import Figures, money_at_risk, output_at_risk, products_not_built
from sim.scenario import load

SHORT_T = {
    Need("Nd", "magnet", "EU", "ev"): 60.0,
    Need("Dy", "magnet", "EU", "ev"): 8.76,
    Need("Y", "oxide", "US", "ceramics"): 10.0,
    Need("Sm", "magnet", "JP", "wind"): -5.0,
}


@pytest.fixture(scope="module")
def result():
    """68.76 t REO of EV magnets are missing in Europe, that is 200 t of magnets with 34.38 % REO."""
    short = np.array([[round(t * 1e6)] for t in SHORT_T.values()], dtype=np.int64)
    whole = np.full_like(short, 10**9)
    dry = np.full_like(short, NEVER)
    ends, months = np.array([10_080]), np.array([0, 44_640])
    none = np.zeros(len(short), np.int64)
    weeks = Weeks(tuple(SHORT_T), ends, months, whole, whole - short, short, 0 * whole, 0 * whole, none, dry)
    return SimpleNamespace(since_shock=weeks, scenario=load("baseline"))


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
    weeks = result.since_shock
    needs = tuple(n._replace(sector="electronics") if n.form == "magnet" else n for n in weeks.needs)
    phones = SimpleNamespace(
        since_shock=SimpleNamespace(needs=needs, shortfall=weeks.shortfall), scenario=result.scenario
    )
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
