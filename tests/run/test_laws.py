"""After every run the conservation laws are held, in whole grams; broken on purpose, each says where and how much."""

import numpy as np
import pytest

from sim.base.errors import LawError
from sim.run.laws import hold
from sim.run.recording import Recording
from sim.world.kernel import layout as k
from sim.world.template import warm_world
from sim.world.world import World
from tests.worlds import chain


@pytest.fixture
def played():
    scenario = chain(1, unmet="backlog", world_document="laws")
    template = warm_world(scenario)
    world = World(scenario, template, 0, 0)
    world.play()
    opening = template.state.rows["backlog"].copy()
    recording = Recording(world, opening)
    return world, recording


def held(played):
    world, recording = played
    hold(world.grid, world.state, world.initial, recording)


def test_an_honest_run_breaks_no_law(played):
    held(played)


def test_a_gram_from_nowhere_is_found(played):
    world, _ = played
    world.state.nodes[world.grid.node_index["plant"]]["residue"][3] += 1
    with pytest.raises(LawError, match=r"mass of Nd: \+1 g"):
        held(played)


def test_every_failing_element_is_named(played):
    world, _ = played
    world.state.nodes["residue"][0, :4] += [0, 5, 0, -7]
    with pytest.raises(LawError) as found:
        held(played)
    assert "mass of Ce: +5 g" in str(found.value)
    assert "mass of Nd: -7 g" in str(found.value)


def test_a_stock_below_zero_is_found(played):
    world, _ = played
    plant = world.state.nodes[world.grid.node_index["plant"]]
    plant["feed"][8] -= 10**12
    plant["residue"][8] += 10**12
    with pytest.raises(LawError, match="node plant: feed of Dy is -"):
        held(played)


def test_an_order_that_stands_on_no_line_is_found(played):
    world, _ = played
    world.state.nodes[world.grid.node_index["cars_us"]]["on_order"][0] += 12
    with pytest.raises(LawError, match=r"node cars_us: orders of basket are \+12 g"):
        held(played)


def test_goods_under_way_that_no_line_has_sent_are_found(played):
    world, _ = played
    lane = world.grid.lane_index["magnets__cars_us"]
    line = np.flatnonzero(world.state.lines["lane"] == lane)[0]
    world.state.lines[line]["under_way"] += 3
    world.state.nodes[world.grid.node_index["cars_us"]]["on_order"][0] += 3
    with pytest.raises(LawError, match="lane magnets__cars_us: -3 g under way"):
        held(played)


def test_firms_that_hold_more_than_their_buyer_are_found(played):
    world, _ = played
    world.state.rows[0]["stock"][0] += 9
    with pytest.raises(LawError, match=r"node cars_cn, n42: its firms hold \+9 g"):
        held(played)


def test_demand_that_is_neither_delivered_nor_short_nor_late_is_found(played):
    _, recording = played
    recording.shortfall[2, 5, k.DELIVERED] -= 4
    with pytest.raises(LawError, match=r"node glass_us, .* in week 5 by \+4 g"):
        held(played)
