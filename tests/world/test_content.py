"""Matter and technology of a country, traced through plants abroad, and controls that reach after it."""

from dataclasses import replace

import pytest

from sim.base.errors import SelectorError
from sim.base.regime import Regime
from sim.base.selector import Selector
from sim.scenario.model import Recipe
from sim.world.kernel import layout as k
from sim.world.origin import content_from
from tests.small import fixed, lane, lost, node, per_week, play, route, shipped, template, use, world
from tests.world.opening import opened

FROM_CHINA, FROM_MALAYSIA = 0.7, 0.5


def chain(loop=False):
    """Ore from China and America mixed in Malaysia; its oxide mixed with Vietnamese in Japan, whose magnets go out."""
    nodes = [
        node("mine_cn", "mine", capacity=per_week(500), deposit="ore"),
        node("mine_us", "mine", "US", capacity=per_week(500), deposit="ore"),
        node("sep_my", "separation", "MY", capacity=per_week(30), separates=("Nd",)),
        node("mine_vn", "mine", "VN", capacity=per_week(100), deposit="ore", form="oxide"),
        node("metal_jp", "metal", "JP", capacity=per_week(60)),
        node("magnet_jp", "magnet", "JP", recipe="r", capacity=per_week(100)),
        node("ev_us", "buyer", "US", "ev", form="magnet", needs={"r": per_week(20)}, buffers="b"),
        node("ev_jp", "buyer", "JP", "ev", form="magnet", needs={"r": per_week(20)}, buffers="b"),
        node("ev_cn", "buyer", "CN", "ev", form="magnet", needs={"r": per_week(20)}, buffers="b"),
        node("glass_us", "buyer", "US", "glass", form="oxide", needs={"NdPr": per_week(2)}, buffers="b"),
    ]
    lanes = [
        lane("mine_cn", "sep_my", "concentrate", share=FROM_CHINA),
        lane("mine_us", "sep_my", "concentrate", share=1 - FROM_CHINA),
        lane("sep_my", "metal_jp", "oxide", share=FROM_MALAYSIA),
        lane("mine_vn", "metal_jp", "oxide", share=1 - FROM_MALAYSIA),
        lane("metal_jp", "magnet_jp", "metal"),
        *(lane("magnet_jp", b, "magnet") for b in ("ev_us", "ev_jp", "ev_cn")),
        lane("mine_vn", "glass_us", "oxide"),
    ]
    if loop:
        nodes.append(node("recycler_jp", "recycling", "JP", capacity=per_week(20)))
        lanes[2] = lane("sep_my", "metal_jp", "oxide", share=0.4)
        lanes[3] = lane("mine_vn", "metal_jp", "oxide", share=0.4)
        lanes += [lane("magnet_jp", "recycler_jp", "scrap"), lane("recycler_jp", "metal_jp", "oxide", share=0.2)]
    return world(nodes, lanes, [route("near", fixed(6.5))], recipes={"r": Recipe("r", 0.3, {"NdPr": 1.0})})


WORLD = chain()
LOOP = chain(loop=True)


def contents(scenario, country="CN"):
    grid = template(scenario).grid
    return dict(zip((n.id for n in grid.nodes), content_from(grid, country), strict=True))


def test_matter_is_traced_through_a_chain_of_mixing_plants():
    found = contents(WORLD)
    expected = {"mine_cn": 1.0, "mine_us": 0.0, "mine_vn": 0.0, "sep_my": 0.7, "metal_jp": 0.35, "magnet_jp": 0.35}
    assert {n: found[n] for n in expected} == pytest.approx(expected, abs=1e-3)


def test_each_country_has_its_part_and_all_parts_are_the_whole():
    for n in ("sep_my", "metal_jp", "magnet_jp"):
        assert sum(contents(WORLD, c)[n] for c in ("CN", "US", "VN")) == pytest.approx(1.0, abs=1e-6)


def test_what_is_worked_in_a_country_is_its_own_wherever_the_matter_was_dug():
    assert contents(WORLD, "JP")["magnet_jp"] == pytest.approx(1.0, abs=1e-9)


def test_scrap_that_goes_round_keeps_the_shares_of_what_comes_in_new():
    """With as much new oxide from Malaysia as from Vietnam the magnets are as before, whatever goes round."""
    assert contents(LOOP)["magnet_jp"] == pytest.approx(0.35, abs=2e-3)
    assert contents(LOOP)["recycler_jp"] == pytest.approx(contents(LOOP)["magnet_jp"], abs=1e-6)


@pytest.mark.parametrize("what", ["equipment", "technicians"])
def test_technology_counts_as_matter_does_and_the_larger_share_decides(what):
    made = replace(WORLD.nodes["magnet_jp"], **{what: {"CN": 0.6, "JP": 0.4}})
    little = replace(WORLD.nodes["magnet_jp"], **{what: {"CN": 0.1}})
    much_made, little_made = (
        contents(WORLD.replace(nodes={**WORLD.nodes, "magnet_jp": n}))["magnet_jp"] for n in (made, little)
    )
    assert much_made == pytest.approx(0.6)
    assert little_made == pytest.approx(0.35, abs=1e-3)


def caught(scenario, **fields):
    """Return the lanes that a ban with these terms catches."""
    found = set()

    def look(running):
        yield running.doors.wait(211)
        regimes = running.state.lines["regime"]
        found.update(running.grid.lanes[line.lane].id for i, line in enumerate(running.grid.lines) if regimes[i])

    regime = Regime("ban", Selector(), magnets_containing=("Nd",), **fields)
    play(scenario, beside=[opened(lambda d: d.desks.control("mofcom", regime, "it")), look])
    return found


OWN = {"mine_cn__sep_my__concentrate"}
OXIDE, MAGNETS = "sep_my__metal_jp__oxide", "magnet_jp__ev_us__magnet"


@pytest.mark.parametrize(
    ("share", "abroad"), [(0.001, {OXIDE, MAGNETS}), (0.3, {OXIDE, MAGNETS}), (0.4, {OXIDE}), (0.8, set())]
)
def test_a_control_reaches_lines_abroad_from_its_share_of_content_on(share, abroad):
    assert caught(WORLD, content_from="CN", content_share=share) == OWN | abroad


def test_without_content_it_stays_at_home():
    assert caught(WORLD) == OWN


def test_it_reaches_neither_trade_within_a_country_nor_what_goes_to_its_own():
    found = caught(WORLD, content_from="CN", content_share=0.0)
    assert "magnet_jp__ev_jp__magnet" not in found
    assert "magnet_jp__ev_cn__magnet" not in found
    assert "mine_vn__glass_us__oxide" in found


def test_goods_without_any_of_its_matter_are_free():
    running = play(WORLD, use("export_control", "it", regime="ban", start=template(WORLD).grid.scenario.horizon.start,
                              content_from="CN"))  # fmt: skip
    assert lost(running, "glass_us") == 0
    assert lost(running, "ev_us") > 0
    assert shipped(running, MAGNETS)[4:].sum() == 0


def test_goods_abroad_go_under_licence_as_those_at_home():
    licence = Regime("licence", Selector(), magnets_containing=("Nd",), approved_share=0.5, lag=fixed(14),
                     content_from="CN", content_share=0.1)  # fmt: skip
    running = play(WORLD, beside=[opened(lambda d: d.desks.control("mofcom", licence, "it"))])
    line = next(i for i, x in enumerate(running.grid.lines) if running.grid.lanes[x.lane].id == MAGNETS)
    log = running.state.desk_log[:, line].sum(axis=0)
    assert log[k.APPROVED] == pytest.approx(log[k.REFUSED], rel=0.01)
    assert log[k.APPROVED] > 0


def test_what_it_reached_is_free_when_it_ends():
    regimes = {}

    def look(running):
        for at in (250, 400):
            yield running.doors.wait(at - running.doors.kept.now / 1440)
            regimes[at] = int(running.state.lines["regime"].max())

    ban = Regime("ban", Selector(), magnets_containing=("Nd",), content_from="CN", content_share=0.1)
    play(WORLD, beside=[opened(lambda d: d.desks.control("mofcom", ban, "it"), 210, 100), look])
    assert regimes == {250: k.BAN, 400: k.FREE}


def test_a_measure_whose_content_reaches_nothing_and_that_holds_nothing_at_home_is_refused():
    regime = Regime("ban", Selector(form=("metal",)), content_from="US", content_share=0.9)

    def tries(running):
        with pytest.raises(SelectorError), running.doors.desks.control("mofcom", regime, "it"):
            pass
        yield running.doors.wait(1)

    play(WORLD, beside=[tries])
