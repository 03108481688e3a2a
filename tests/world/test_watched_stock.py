"""What counts as stock that somebody watches, releases or fears for: goods as they are, not what they may become."""

import pytest

from sim.base.doors import Condition
from sim.base.elements import BASKET
from sim.base.selector import Selector
from sim.world.kernel import layout as k
from tests.disruptions.test_technology import third_country
from tests.small import chain, day, deposit, fixed, lane, node, per_week, play, route, shipped, use, world
from tests.world.opening import with_market

BAN = use("export_control", "ban", regime="ban", start=day(200), tight=fixed(300), form=("magnet",))


def crossed(element, days=30.0, node="ev_us"):
    """Return the minute at which a buyer's cover of something falls below a line while magnets are banned."""
    found = []

    def watch(running):
        yield running.doors.until(day(200))
        yield running.doors.when(Condition("cover", Selector(node=(node,)), (element,), "below", days))
        found.append(running.now)

    play(chain(years=3.0), BAN, beside=[watch])
    return found[0] if found else None


@pytest.mark.parametrize("element", ["Nd", "Dy"])
def test_the_cover_of_an_element_at_a_magnet_buyer_is_that_of_his_magnets(element):
    assert crossed(BASKET) is not None
    assert crossed(element) == crossed(BASKET)


def test_an_element_that_no_magnet_of_his_holds_is_never_scarce_to_him():
    assert crossed("Ce") is None


def test_ore_at_a_separator_is_no_stock_of_its_elements():
    running = play(chain(years=1.0))
    node = running.state.nodes[running.grid.node_index["sep"]]
    assert node["feed"][8] > 0
    assert running.doors.stocks.held("sep", "Dy") == pytest.approx(node["product"][8] / 1e6)
    assert running.doors.stocks.held("sep", BASKET) == pytest.approx(node["feed"].sum() / 1e6)
    assert running.doors.stocks.held("mine", "Dy") == 0.0


def test_metal_at_a_magnet_line_and_dysprosium_in_magnets_count():
    running = play(chain(years=1.0))
    line, buyer = (running.state.nodes[running.grid.node_index[n]] for n in ("magnet", "ev_us"))
    assert running.doors.stocks.held("magnet", "Dy") == pytest.approx((line["feed"][8] + line["product"][8]) / 1e6)
    assert running.doors.stocks.held("ev_us", "Dy") == pytest.approx(buyer["feed"][8] / 1e6)


def test_the_fear_for_magnets_swells_nobodys_orders_of_ore():
    scenario = with_market(third_country())

    def alarm(running):
        yield running.doors.until(day(300))
        running.doors.market.alarm(Selector(form=("magnet",)), 1.0, "it")

    calm, afraid = play(scenario), play(scenario, beside=[alarm])
    for way in ("dig_au__sep_my__concentrate", "dig_cn__sep_my__concentrate"):
        assert (shipped(afraid, way) == shipped(calm, way)).all()


def test_a_separator_whose_oxide_nobody_takes_stands_still_and_orders_no_more():
    ban = use("export_control", "ban", regime="ban", start=day(200), tight=fixed(1000), element=("Nd",))
    running, free = play(third_country(), ban), play(third_country())
    late = slice(30, 38)  # months, when oxide and ore have reached their covers
    lane = running.grid.lane_index["dig_au__sep_cn__concentrate"]
    sent, usual = (int(r.state.flows[:, late, lane, 0].sum()) for r in (running, free))
    assert sent < usual / 100
    residue = running.state.stocks[late, running.grid.node_index["sep_cn"], k.IN_RESIDUE].sum(axis=1)
    assert residue[0] == residue[-1], "it makes none any more"


def test_a_plant_runs_for_its_by_product_alone():
    """What a cracking plant sells is its carbonate: nobody takes the little oxide it makes, and it goes on."""
    scenario = world(
        [
            node("dig", "mine", capacity=per_week(10), deposit="ore", form="concentrate"),
            node("crack", "separation", capacity=per_week(10), separates=("Ce",), collects=("Nd",)),
            node("split", "heavy_separation", capacity=per_week(10), separates=("Nd",)),
            node("use", "buyer", form="oxide", needs={"NdPr": per_week(8)}, buffers="b"),
            node("glass", "buyer", form="oxide", needs={"Ce": per_week(0.01)}, buffers="b"),
        ],
        [
            lane("dig", "crack", "concentrate"), lane("crack", "split", "carbonate"), lane("split", "use", "oxide"),
            lane("crack", "glass", "oxide"),
        ],
        [route("near", fixed(3))],
        deposits={"ore": deposit(Nd=0.9, Ce=0.1)},
    )  # fmt: skip
    running = play(scenario)
    lane_no = running.grid.lane_index["crack__split__carbonate"]
    assert running.state.flows[:, 36:48, lane_no, 0].sum() > 0.6 * 10 * 52 * 1e6 * 0.9 * 0.88
